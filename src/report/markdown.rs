//! The report as Markdown, to hand to a colleague.

use std::fmt::Write as _;

use super::Report;
use crate::flow::view::{Check, CheckState, Group};
use crate::text::speak::Speaker;
use crate::text::{Text, build, checks, github, pages, surface, words};

/// The whole report. It names places, people and requests; secrets cannot be in it.
#[must_use]
pub fn render(report: &Report, speaker: &Speaker) -> String {
    let mut out = String::new();
    let say = |text: &Text| escape(&speaker.say(text));
    let image = report.image.as_ref().map(ToString::to_string).unwrap_or_default();
    // Writing to a String does not fail.
    let _ = writeln!(out, "# pushpilot: {}\n", escape(&image));
    let said = |verdict| words::verdict(verdict, report.measured.as_ref());
    let verdict = report.verdict.as_ref().map_or_else(pages::report_nothing, said);
    let _ = writeln!(out, "**{}**", say(&verdict));
    if let (Some(verdict), Some(measured)) = (&report.verdict, &report.measured) {
        let _ = writeln!(
            out,
            "\n{}\n\n{}",
            say(&words::why(verdict, measured)),
            say(&words::remedy(verdict, measured))
        );
        if let Some(cause) = verdict.cause() {
            let _ = writeln!(out, "\n{}", say(&pages::proof_code_is(cause.code(), words::cause(cause))));
        }
    }
    for group in [Group::DockerHub, Group::Registry, Group::GitHub, Group::Test] {
        let checks: Vec<_> = report.checklist.iter().filter(|check| check.group == group).collect();
        if checks.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n## {}\n", say(&group.name()));
        for check in checks {
            let _ = writeln!(out, "{}", line(check, speaker));
        }
    }
    if let Some(measured) = &report.measured {
        let _ = writeln!(out, "\n## {}\n", say(&pages::proof_title()));
        for text in words::evidence(measured) {
            let _ = writeln!(out, "- {}", say(&text));
        }
    }
    if let Some(run) = &report.build {
        let said = build::report_build(run.id.to_string(), github::state(&run.state));
        let _ = writeln!(
            out,
            "\n## {}\n\n- {} {}",
            say(&build::report_row_build()),
            say(&said),
            escape(&run.url)
        );
    }
    if let Some(proof) = &report.proof {
        let _ = writeln!(out, "\n## {}\n", say(&build::proof_title()));
        for checked in &proof.checked {
            let status = say(&build::status(checked.status(proof.began())));
            let digest = checked.found.as_ref().ok().and_then(Option::as_ref);
            let digest = digest.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(out, "- {} {status} {digest}", escape(&checked.image.to_string()));
        }
    }
    if report.arrived() {
        let time = surface::span(report.now.since(report.started));
        let _ = writeln!(out, "\n{}", say(&build::report_time(time)));
    }
    if !report.changes.is_empty() {
        let _ = writeln!(out, "\n## {}\n", say(&pages::leave_changed()));
        for change in &report.changes {
            let what = say(&words::change(change.what));
            let _ = writeln!(out, "- {}: {} ({})", what, escape(&change.subject), change.at.iso());
        }
    }
    let _ = writeln!(out, "\n{}", report.now.iso());
    out
}

/// The state in a word, for where there are no marks.
#[must_use]
pub fn state_name(state: CheckState) -> Text {
    match state {
        CheckState::Unknown => checks::state_unknown(),
        CheckState::Running => checks::state_running(),
        CheckState::Good => checks::state_good(),
        CheckState::Bad => checks::state_bad(),
        CheckState::Warn => checks::state_warn(),
        CheckState::Skipped => checks::state_skipped(),
        CheckState::Stale => checks::state_stale(),
    }
}

fn line(check: &Check, speaker: &Speaker) -> String {
    let mark = if check.state == CheckState::Good { 'x' } else { ' ' };
    let label = escape(&speaker.say(&check.label));
    let state = escape(&speaker.say(&state_name(check.state)));
    match check.more() {
        Some(fact) => format!("- [{mark}] {label}: {state} ({})", escape(&speaker.say(fact))),
        None => format!("- [{mark}] {label}: {state}"),
    }
}

/// Text from outside must not become markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
