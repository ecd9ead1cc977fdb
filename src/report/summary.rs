//! The closing lines on the normal screen, after the wizard has left it.

use unicode_width::UnicodeWidthStr;

use super::Report;
use crate::flow::view::CheckState;
use crate::text::pages;
use crate::text::speak::Speaker;

/// What most terminals are at least.
const USUAL_WIDTH: usize = 80;

/// A few lines; the checklist in words and columns, so that they read well in a log.
#[must_use]
pub fn lines(report: &Report, speaker: &Speaker) -> Vec<String> {
    let (_, head) = report.headline();
    let mut lines = vec![speaker.say(&head)];
    lines.push(String::new());
    let known = |state| state != CheckState::Unknown;
    let mut rows: Vec<[String; 3]> = report
        .checklist
        .iter()
        .filter(|check| known(check.state))
        .map(|check| {
            let state = speaker.say(&super::markdown::state_name(check.state));
            let fact = check.more().map(|fact| speaker.say(fact)).unwrap_or_default();
            [speaker.say(&check.label), state, fact]
        })
        .collect();
    let left = match &report.pushed {
        _ if !report.left_behind.is_empty() => report.left_behind.iter().map(ToString::to_string).collect(),
        Some(pushed) => vec![speaker.say(&super::left(pushed, report.verdict.as_ref()))],
        None => vec![speaker.say(&pages::report_left_nothing())],
    };
    let many = left.len();
    let label = speaker.say(&pages::report_row_left());
    rows.extend(left.into_iter().map(|left| [label.clone(), left, String::new()]));
    let column =
        |at: usize| rows.iter().take(rows.len() - many).map(|row| row[at].width()).max().unwrap_or(0);
    let (labels, states) = (column(0).max(rows[rows.len() - 1][0].width()), column(1));
    for [label, state, fact] in &rows {
        let after = |text: &str, columns: usize| " ".repeat(columns.saturating_sub(text.width()) + 2);
        let line = format!("  {label}{}{state}{}{fact}", after(label, labels), after(state, states));
        match line.trim_end() {
            // A name that a terminal would break is copied in halves: it gets a line of its own.
            long if long.width() > USUAL_WIDTH && fact.is_empty() => {
                lines.extend([format!("  {label}"), format!("    {state}")]);
            }
            fits => lines.push(fits.to_owned()),
        }
    }
    lines
}
