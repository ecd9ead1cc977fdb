//! The end: what is proven, what was changed, and the old tokens that nobody needs any more.

pub mod old_tokens;
pub mod page;
pub mod work;

use std::path::PathBuf;

use crate::flow::effect::{Job, Outcome, SaveReport};
use crate::flow::event::Event;
use crate::flow::facts::ChangeKind;
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::Failure;
use crate::model::moment::Moment;
use crate::report::{Format, Report};
use crate::text::Language;
use old_tokens::OldTokens;

#[derive(Debug, Default)]
pub struct State {
    pub(super) saving: Task<Result<PathBuf, Failure>>,
    pub(super) old: OldTokens,
    /// A report is to be written; the engine, which knows everything, composes it.
    pub wants: Option<Format>,
    /// When the end was first reached.
    pub reached: Option<Moment>,
    /// The person is done.
    pub finished: bool,
}

/// The time that everything took ends here, the first time.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    state.reached.get_or_insert(cx.now);
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    if state.old.open {
        return old_tokens::act(&mut state.old, action, cx);
    }
    match action {
        "continue" => state.finished = true,
        "markdown" => state.wants = Some(Format::Markdown),
        "json" => state.wants = Some(Format::Json),
        "old-tokens" => state.old.begin(cx),
        _ => {}
    }
}

/// Orders a composed report to be written.
pub fn save(state: &mut State, report: Box<Report>, format: Format, language: Language, cx: &mut Cx<'_>) {
    state.saving.start(cx, Job::SaveReport(SaveReport { report, format, language }));
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    if state.old.open {
        state.old.form.on(event);
    }
}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    state.old.open && state.old.back(cx)
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) {
    match event {
        // A file that was written is there, whatever was asked for meanwhile.
        Event::Finished(id, Outcome::ReportSaved(answer)) => {
            if let Ok(path) = &answer {
                cx.facts.changed(ChangeKind::ReportSaved, path.display().to_string(), cx.now);
            }
            state.saving.finish(id, answer);
        }
        other => old_tokens::outside(&mut state.old, other, cx),
    }
}
