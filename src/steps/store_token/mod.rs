//! Keeps the token where it outlives this run: written, read back, compared; and the ways out where
//! the keyring does not play along.

pub mod page;
pub mod work;

use crate::flow::effect::{Job, Keep, KeepIn, Outcome};
use crate::flow::event::Event;
use crate::flow::facts::{ChangeKind, TokenId};
use crate::flow::form::Form;
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::{Failure, FailureKind, KeyringTrouble};
use crate::model::secret::Passphrase;
use crate::steps::Step;

/// Shorter ones are guessed from the file in no time.
const SHORTEST_PASSPHRASE: usize = 8;

/// What can be done about a token that could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayOut {
    Unlock,
    Again,
    Kernel,
    File,
    RunOnly,
}

impl WayOut {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Unlock => "unlock",
            Self::Again => "again",
            Self::Kernel => "kernel",
            Self::File => "file",
            Self::RunOnly => "run-only",
        }
    }
}

#[derive(Debug, Default)]
pub struct State {
    pub(super) keeping: Task<Result<(), Failure>>,
    pub(super) unlocking: Task<Result<(), Failure>>,
    /// The last failure, kept while another way is tried.
    pub(super) trouble: Option<Failure>,
    pub(super) ways: Form,
    pub(super) passphrase: Option<Form>,
    /// The two passphrases differ, or are too short to be one.
    pub(super) passphrase_problem: Option<PassphraseProblem>,
    /// For which token all this is.
    token: TokenId,
    pub(super) place: Option<KeepIn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PassphraseProblem {
    TooShort,
    Different,
}

impl State {
    /// Whether a person had to decide something here.
    #[must_use]
    pub fn was_shown(&self) -> bool {
        self.trouble.is_some()
    }

    #[must_use]
    pub fn running(&self) -> bool {
        self.keeping.since().is_some()
    }

    /// The ways out of the present trouble, the best one first.
    pub(super) fn ways_out(&self) -> Vec<WayOut> {
        let mut ways = match self.trouble.as_ref().map(|failure| &failure.kind) {
            Some(FailureKind::Keyring(KeyringTrouble::Locked)) => vec![WayOut::Unlock, WayOut::Again],
            Some(FailureKind::Keyring(KeyringTrouble::Absent | KeyringTrouble::TooLarge)) => vec![],
            _ => vec![WayOut::Again],
        };
        ways.push(WayOut::File);
        if cfg!(target_os = "linux") {
            ways.push(WayOut::Kernel);
        }
        ways.push(WayOut::RunOnly);
        ways
    }
}

/// Begins at once: nothing else may happen before the token is safe.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    if cx.facts.is_kept() {
        onward(cx);
    } else if state.token != cx.facts.token_id() || matches!(state.keeping, Task::Idle | Task::Stopped) {
        state.trouble = None;
        keep(state, KeepIn::Keyring, None, cx);
    }
}

fn keep(state: &mut State, place: KeepIn, passphrase: Option<Passphrase>, cx: &mut Cx<'_>) {
    let Some(credential) = cx.facts.credential.as_ref() else { return };
    let order = Keep {
        registry: credential.registry.clone(),
        username: credential.username.clone(),
        token: credential.secret.clone(),
        place,
        passphrase,
        note: cx.facts.note.clone(),
    };
    state.token = cx.facts.token_id();
    state.place = Some(place);
    state.keeping.start(cx, Job::Keep(order));
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "continue" if state.passphrase.is_some() => encrypt(state, cx),
        "continue" if cx.facts.is_kept() => onward(cx),
        "continue" => {
            let ways = state.ways_out();
            if let Some(way) = ways.get(state.ways.chosen("keep")) {
                go_way(state, *way, cx);
            }
        }
        "stop" => {
            state.unlocking.stop(cx);
            state.keeping.stop(cx);
            state.trouble = Some(Failure::new(FailureKind::Stopped));
            offer(state);
        }
        _ => {}
    }
}

fn go_way(state: &mut State, way: WayOut, cx: &mut Cx<'_>) {
    match way {
        WayOut::Unlock => state.unlocking.start(cx, Job::UnlockKeyring),
        WayOut::Again => keep(state, KeepIn::Keyring, None, cx),
        WayOut::Kernel => keep(state, KeepIn::Kernel, None, cx),
        WayOut::File => {
            state.passphrase_problem = None;
            state.passphrase = Some(Form::default().secret("passphrase").secret("passphrase-again"));
        }
        WayOut::RunOnly => {
            cx.facts.run_only = Some(cx.facts.token_id());
            onward(cx);
        }
    }
}

/// What keeps what was typed from being a passphrase.
fn problem(form: &Form) -> Option<PassphraseProblem> {
    if form.length("passphrase") < SHORTEST_PASSPHRASE {
        Some(PassphraseProblem::TooShort)
    } else if !form.same("passphrase", "passphrase-again") {
        Some(PassphraseProblem::Different)
    } else {
        None
    }
}

fn encrypt(state: &mut State, cx: &mut Cx<'_>) {
    let Some(form) = &mut state.passphrase else { return };
    state.passphrase_problem = problem(form);
    match state.passphrase_problem {
        Some(PassphraseProblem::TooShort) => form.focus("passphrase"),
        Some(PassphraseProblem::Different) => {
            form.clear("passphrase-again");
            form.focus("passphrase-again");
        }
        None => {
            let passphrase = Passphrase::new(form.secret_value("passphrase"));
            state.passphrase = None;
            keep(state, KeepIn::File, Some(passphrase), cx);
        }
    }
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    match &mut state.passphrase {
        Some(form) => {
            form.on(event);
            // What was said goes once it is met.
            state.passphrase_problem = state.passphrase_problem.filter(|said| problem(form) == Some(*said));
        }
        None => {
            state.ways.on(event);
        }
    }
}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    state.unlocking.stop(cx);
    state.passphrase.take().is_some()
}

fn offer(state: &mut State) {
    state.ways = Form::default().choice("keep", state.ways_out().len(), 0);
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Finished(id, Outcome::Kept(answer)) if state.keeping.is(id) => match answer {
            Ok(kept) => {
                state.keeping.finish(id, Ok(()));
                state.trouble = None;
                let subject = cx.facts.credential.as_ref().map(|c| format!("{}/{}", c.registry, c.username));
                cx.facts.changed(ChangeKind::TokenKept, subject.unwrap_or_default(), cx.now);
                cx.facts.kept = Some(cx.facts.learned(kept, cx.now));
                onward(cx);
            }
            Err(failure) if failure.kind == FailureKind::DryRun => {
                state.keeping.finish(id, Err(failure));
                cx.facts.run_only = Some(cx.facts.token_id());
                onward(cx);
            }
            Err(failure) => {
                state.keeping.finish(id, Err(failure.clone()));
                state.trouble = Some(failure);
                offer(state);
            }
        },
        Event::Finished(id, Outcome::Unlocked(answer)) if state.unlocking.is(id) => match answer {
            Ok(()) => {
                state.unlocking.finish(id, Ok(()));
                keep(state, KeepIn::Keyring, None, cx);
            }
            Err(failure) => {
                state.unlocking.finish(id, Err(failure.clone()));
                state.trouble = Some(failure);
                offer(state);
            }
        },
        other => return Some(other),
    }
    None
}

/// A fresh token is checked next; one that was checked before it was kept is ready for the test push.
fn onward(cx: &mut Cx<'_>) {
    let fresh = cx.facts.credential.as_ref().is_some_and(|credential| credential.origin.is_new());
    cx.go(if fresh && cx.facts.access().is_none() { Step::CheckAccess } else { Step::TestPush });
}
