//! A newcomer's beginning: what the project says it needs, whether its registry is trusted, where their own fork is.

pub mod page;
#[cfg(test)]
mod tests;
pub mod work;

use crate::flow::effect::{Arrived, Job, NotArrived, Outcome};
use crate::flow::event::Event;
use crate::flow::form::Form;
use crate::flow::github::{Answer, Order};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::{Failure, FailureKind};
use crate::model::onboarding::Standing;
use crate::model::project::Remote;
use crate::steps::Step;

/// Whether the registry that the file names may be given a credential; the first answer is no.
const HOST: &str = "foreign-host";
/// Which remote is the newcomer's fork.
const FORK: &str = "fork";

/// Where in the step a person is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum At {
    /// What the project needs.
    #[default]
    Needs,
    /// May a credential go to this host?
    Host,
    /// It may not.
    Refused,
    /// Whose repository is used.
    Fork,
}

#[derive(Debug, Default)]
pub struct State {
    pub(super) at: At,
    pub(super) reading: Task<()>,
    pub(super) not_arrived: Option<NotArrived>,
    pub(super) host: Form,
    pub(super) remotes: Form,
    /// Practice: the Actions page is being played.
    pub(super) playing: Task<Result<(), Failure>>,
    /// Actions is enabled later; what else is different in a fork is told all the same.
    pub(super) later: bool,
    /// The host that the person agreed to.
    agreed: Option<String>,
}

/// Reads, the first time; coming back keeps what was read.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    if cx.facts.onboarding.is_none() {
        read(state, cx);
    }
}

fn read(state: &mut State, cx: &mut Cx<'_>) {
    state.not_arrived = None;
    state.reading.start(cx, Job::ReadOnboarding);
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "stop" => {
            state.reading.stop(cx);
            state.not_arrived = Some(NotArrived::Failed(Failure::new(FailureKind::Stopped)));
        }
        "again" => read(state, cx),
        "skip" => {
            // Without the file the wizard is what it always is.
            cx.facts.onboarding = None;
            cx.go(Step::FindProject);
        }
        "open" => {
            if let Some(address) =
                cx.facts.onboarding.as_ref().and_then(|known| page::address(&known.standing))
            {
                cx.open(address);
            }
        }
        "play" => state.playing.start(cx, Job::GitHub(Box::new(Order::PlayActionsPage))),
        "later" => state.later = true,
        "continue" => onward(state, cx),
        _ => {}
    }
}

fn onward(state: &mut State, cx: &mut Cx<'_>) {
    let Some(known) = cx.facts.onboarding.as_ref() else { return };
    let host = known.foreign_host().map(str::to_owned);
    match state.at {
        At::Needs if host.is_some() && state.agreed != host => {
            state.host = Form::default().choice(HOST, 2, 0);
            state.at = At::Host;
        }
        At::Needs => state.at = At::Fork,
        At::Host if state.host.chosen(HOST) == 1 => {
            state.agreed = host;
            state.at = At::Fork;
        }
        At::Host => state.at = At::Refused,
        At::Refused => {}
        At::Fork => {
            if let Some(remote) = own(state, &known.standing, &known.remotes) {
                // From here on GitHub is this repository, and no other.
                if let Some(looked) = &mut cx.facts.looked {
                    looked.project.remote = Some(remote);
                }
                cx.go(Step::FindProject);
            }
        }
    }
}

/// The repository whose secrets and builds are the newcomer's.
fn own(state: &State, standing: &Standing, remotes: &[Remote]) -> Option<Remote> {
    match standing {
        Standing::Fork(fork) => Some(fork.remote.clone()),
        Standing::Member(remote) => Some(remote.clone()),
        Standing::NoFork(_) => None,
        Standing::Unclear => remotes.get(state.remotes.chosen(FORK)).cloned(),
    }
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    match state.at {
        At::Host => drop(state.host.on(event)),
        At::Fork => drop(state.remotes.on(event)),
        At::Needs | At::Refused => {}
    }
}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    if state.reading.since().is_some() {
        act(state, "stop", cx);
        return cx.facts.onboarding.is_some();
    }
    state.at = match state.at {
        At::Needs => return false,
        At::Refused => At::Host,
        At::Fork if std::mem::take(&mut state.later) => At::Fork,
        At::Host | At::Fork => At::Needs,
    };
    true
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Finished(id, Outcome::Onboarding(answer)) if state.reading.is(id) => {
            state.reading.finish(id, ());
            match answer {
                Ok(arrived) => arrive(state, *arrived, cx),
                Err(why) => {
                    cx.facts.onboarding = None;
                    state.at = At::Needs;
                    state.not_arrived = Some(why);
                }
            }
            None
        }
        Event::Finished(id, Outcome::GitHub(Answer::ActionsPlayed(answer))) if state.playing.is(id) => {
            let played = answer.is_ok();
            state.playing.finish(id, answer);
            if played {
                read(state, cx);
            }
            None
        }
        other => Some(other),
    }
}

fn arrive(state: &mut State, arrived: Arrived, cx: &mut Cx<'_>) {
    let same = cx.facts.onboarding.as_ref().is_some_and(|known| known.file == arrived.onboarding.file);
    if !same {
        // Another file is another question.
        (state.at, state.agreed) = (At::Needs, None);
    }
    state.remotes = Form::default().choice(FORK, arrived.onboarding.remotes.len(), 0);
    cx.facts.looked = Some(arrived.looked);
    cx.facts.onboarding = Some(Box::new(arrived.onboarding));
}
