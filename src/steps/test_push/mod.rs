//! A tiny image is pushed, read back and removed, if the person wants it.

pub mod page;
pub mod work;

use std::collections::HashMap;

use crate::flow::effect::{Job, Outcome, Progress, TestPush, TestPushed};
use crate::flow::event::Event;
use crate::flow::facts::{ChangeKind, Facts};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::access::Actions;
use crate::model::failure::Failure;
use crate::model::image::Image;
use crate::model::moment::Moment;
use crate::model::push::{Part, PartDone, PushProgress};
use crate::model::registries::{Description, Removal};
use crate::model::verdict::{Outcome as Answer, Verdict};
use crate::steps::Step;

#[derive(Debug, Default)]
pub struct State {
    pub(super) pushing: Task<()>,
    pub(super) parts: HashMap<Part, PartState>,
    /// The throw-away tag of this run, once one was made.
    pub(super) image: Option<Image>,
    pub(super) stopping: bool,
    /// How many pushes have ended: the next one takes a tag of its own, as that of this one may be there.
    ended: u64,
    /// Why it could not even begin.
    pub(super) failure: Option<Failure>,
}

/// How far a part has come.
#[derive(Clone, Debug)]
pub(super) enum PartState {
    Under { since: Moment },
    Ended(PartDone),
}

impl State {
    #[must_use]
    pub fn running(&self) -> bool {
        self.pushing.since().is_some()
    }
}

/// Says first what would happen; nothing is pushed before the person says so.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    choose_tag(state, cx);
    cx.facts.push_skipped = false;
}

fn choose_tag(state: &mut State, cx: &Cx<'_>) {
    // Neighbouring numbers would be typed for each other where a tag is removed by hand.
    let seed = cx.plan.seed.wrapping_add(state.ended.wrapping_mul(0x9e37));
    state.image = cx.facts.image.as_ref().map(|image| image.with_tag(&tag(seed, cx.facts.started)));
}

/// `pushpilot-20261123-7f3a`: says who made it and when; never a tag that anybody uses.
fn tag(seed: u64, started: Moment) -> String {
    format!("pushpilot-{}-{:04x}", started.date().replace('-', ""), seed & 0xffff)
}

/// Whether this credential can remove what it pushes; `None` where nothing was measured about it.
pub(super) fn can_remove(facts: &Facts) -> Option<bool> {
    let access = facts.access()?;
    if Description::of(&facts.registry()).is_some_and(|other| other.removal == Removal::OwnInterface) {
        return Some(false);
    }
    let level = access.at_level(Actions::DELETE);
    let asked = level.or_else(|| access.on_target(Actions::DELETE))?;
    match &asked.answer {
        Ok(_) if level.is_some() => Some(true),
        Ok(_) => access.may(Actions::DELETE),
        Err(failure) => failure.status().map(|_| false),
    }
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "push" if !state.running() => push(state, cx),
        "skip" if !state.running() => {
            cx.facts.push_skipped = true;
            onward(cx);
        }
        "continue" => onward(cx),
        "stop" if state.running() && !state.stopping => {
            // The work is told, cleans up what it made, and its answer is waited for.
            state.stopping = true;
            if let Task::Running { job, .. } = &state.pushing {
                cx.cancel(*job);
            }
        }
        _ => {}
    }
}

/// A pair that provably pushes, or may, goes to GitHub; another one would only break the build in another way.
fn onward(cx: &mut Cx<'_>) {
    let goes_on = |verdict: Verdict| verdict.outcome() == Answer::CanPush || verdict.is_left_open();
    let can = cx.facts.verdict().is_some_and(goes_on);
    let proven = can && !cx.facts.test_push().is_some_and(TestPushed::speaks_against);
    cx.go(if proven { Step::UpdateSecrets } else { Step::Report });
}

fn push(state: &mut State, cx: &mut Cx<'_>) {
    choose_tag(state, cx);
    let (Some(image), Some(credential)) = (state.image.clone(), cx.facts.credential.clone()) else { return };
    state.parts.clear();
    state.failure = None;
    state.stopping = false;
    let order = TestPush { image, credential, remove: true, trusted_realms: cx.facts.trusted_realms.clone() };
    state.pushing.start(cx, Job::TestPush(Box::new(order)));
}

pub fn input(_: &mut State, _: &Event, _: &mut Cx<'_>) {}

/// While a push is under way there is no way back: first it has to clean up.
pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    let running = state.running();
    if running {
        act(state, "stop", cx);
    }
    running
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Progress(id, Progress::Push(progress)) if state.pushing.is(id) => {
            // At once, not at the end: whoever is killed in between finds the tag on record.
            if let (PushProgress::Ended(PartDone { part, failure: None, .. }), Some(image)) =
                (&progress, &state.image)
            {
                changed(*part, &image.to_string(), cx);
            }
            match progress {
                PushProgress::Started(part) => state.parts.insert(part, PartState::Under { since: cx.now }),
                PushProgress::Ended(done) => state.parts.insert(done.part, PartState::Ended(done)),
            };
            None
        }
        Event::Finished(id, Outcome::Pushed(pushed)) if state.pushing.is(id) => {
            state.pushing.finish(id, ());
            state.stopping = false;
            // A part that was cut short has no end of its own.
            state.parts.retain(|_, part| matches!(part, PartState::Ended(_)));
            let pushed = match *pushed {
                Ok(pushed) => pushed,
                Err(failure) => {
                    state.failure = Some(failure);
                    return None;
                }
            };
            state.ended += 1;
            let name = pushed.image.to_string();
            for part in [Part::PutManifest, Part::TagIsGone].into_iter().filter(|part| pushed.did(*part)) {
                changed(part, &name, cx);
            }
            if pushed.left_behind() {
                cx.facts.left_behind.push(pushed.image.clone());
            }
            cx.facts.pushed = Some(cx.facts.learned(pushed, cx.now));
            None
        }
        other => Some(other),
    }
}

/// Notes what a part changed at the registry, once.
fn changed(part: Part, image: &str, cx: &mut Cx<'_>) {
    let what = match part {
        Part::PutManifest => ChangeKind::TestImagePushed,
        Part::TagIsGone => ChangeKind::TestImageRemoved,
        _ => return,
    };
    if !cx.facts.changes.iter().any(|known| known.what == what && known.subject == image) {
        cx.facts.changed(what, image, cx.now);
    }
}
