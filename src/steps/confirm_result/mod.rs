//! The proof: every tag with the build's digest, and a pull.

pub mod page;
pub mod work;

use crate::flow::effect::{Job, Outcome, Progress};
use crate::flow::event::Event;
use crate::flow::github::{Answer, News, Order};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::{Failure, FailureKind};
use crate::model::image::Image;
use crate::model::proof::NoBuild;
use crate::steps::Step;

#[derive(Debug, Default)]
pub struct State {
    pub(super) proving: Task<()>,
    /// How many tags have been looked for.
    pub(super) tags: usize,
    /// The run of which a tag lacked at the last look.
    lacked: Option<u64>,
    /// It lacked at the look before as well: to look once more is not the next step.
    pub(super) lacks_again: bool,
    /// Why nothing could be proven.
    pub(super) trouble: Option<NoBuild>,
}

impl State {
    #[must_use]
    pub fn running(&self) -> bool {
        self.proving.since().is_some()
    }
}

/// Looks at once, unless this very run has been looked at.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    let run = cx.facts.build().map(|seen| (seen.run.id, seen.run.attempt));
    let proved = cx.facts.proof().and_then(|proof| proof.run.as_ref()).map(|run| (run.id, run.attempt));
    if !state.running() && (proved.is_none() || proved != run) {
        look(state, cx);
    }
}

fn look(state: &mut State, cx: &mut Cx<'_>) {
    let run = cx.facts.build().map(|seen| seen.run.id);
    let (Some(site), Some(run), Some(pair)) = (cx.facts.site(), run, cx.facts.credential.clone()) else {
        return cx.go(Step::RerunWorkflow);
    };
    (state.tags, state.trouble) = (0, None);
    cx.facts.github.proof = None;
    let image = cx.facts.image.as_ref().map(Image::without_tag);
    state.proving.start(cx, Job::GitHub(Box::new(Order::Prove { site, run, pair, image })));
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "continue" => cx.go(Step::Report),
        "again" => look(state, cx),
        "build" => cx.go(Step::RerunWorkflow),
        "stop" => {
            state.proving.stop(cx);
            state.trouble = Some(NoBuild::Failed(Failure::new(FailureKind::Stopped)));
        }
        _ => {}
    }
}

pub fn input(_: &mut State, _: &Event, _: &mut Cx<'_>) {}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    state.proving.stop(cx);
    false
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Progress(id, Progress::GitHub(News::Tags(count))) if state.proving.is(id) => {
            state.tags = count;
        }
        Event::Finished(id, Outcome::GitHub(Answer::Proved(answer))) if state.proving.is(id) => {
            state.proving.finish(id, ());
            match answer {
                Ok(proof) => {
                    let run = proof.run.as_ref().map(|run| run.id);
                    state.lacks_again = proof.lacks_tags() && run.is_some() && state.lacked == run;
                    state.lacked = run.filter(|_| proof.lacks_tags());
                    cx.facts.github.proof = Some(cx.facts.learned(*proof, cx.now));
                }
                Err(why) => state.trouble = Some(why),
            }
        }
        other => return Some(other),
    }
    None
}
