//! The closing lines on the normal screen, after the wizard has left it.

use super::Report;
use crate::flow::view::CheckState;
use crate::text::speak::Speaker;
use crate::text::{pages, words};

/// A few lines; the checklist in words, so that they read well in a log.
#[must_use]
pub fn lines(report: &Report, speaker: &Speaker) -> Vec<String> {
    let image = report.image.as_ref().map(|image| image.familiar()).unwrap_or_default();
    let head = match (&report.verdict, report.proven()) {
        (Some(_), true) if report.pushed.is_some() => pages::report_proven(image),
        (Some(_), true) => pages::report_may_push(image),
        (Some(verdict), false) => words::verdict(verdict),
        (None, _) => pages::report_nothing(),
    };
    let mut lines = vec![speaker.say(&head)];
    for check in &report.checklist {
        let state = match check.state {
            CheckState::Unknown | CheckState::Later => continue,
            state => speaker.say(&super::markdown::state_name(state)),
        };
        let label = speaker.say(&check.label);
        lines.push(match check.more() {
            Some(fact) => format!("  {label}: {state}, {}", speaker.say(fact)),
            None => format!("  {label}: {state}"),
        });
    }
    let left: Vec<String> = report
        .pushed
        .iter()
        .filter(|pushed| pushed.left_behind())
        .map(|pushed| pushed.image.to_string())
        .collect();
    let left = if left.is_empty() { speaker.say(&pages::report_left_nothing()) } else { left.join(", ") };
    lines.push(format!("  {}: {left}", speaker.say(&pages::report_row_left())));
    lines
}
