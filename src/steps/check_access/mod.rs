//! May this token push this image? Measured against the registry; nothing is created.

pub mod page;
pub mod work;

use std::collections::HashMap;
use std::time::Duration;

use crate::flow::effect::{Job, Measure, Outcome, Progress};
use crate::flow::event::Event;
use crate::flow::facts::Facts;
use crate::flow::facts::TokenId;
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::access::{Progress as Asked, Question};
use crate::model::failure::{Failure, FailureKind};
use crate::model::image::Image;
use crate::model::moment::Moment;
use crate::model::verdict::{Outcome as Answer, Verdict};
use crate::steps::Step;

#[derive(Debug, Default)]
pub struct State {
    pub(super) measuring: Task<()>,
    pub(super) questions: HashMap<Question, Asking>,
    /// Whether the requests behind the verdict are shown.
    pub(super) proof: bool,
    asked_for: Option<(TokenId, Image)>,
    /// How often that was asked.
    pub(super) times: u32,
    /// Why it could not even be asked.
    pub(super) failure: Option<Failure>,
    /// It was asked to wait until then, and nothing has been asked since.
    pub(super) waits_until: Option<Moment>,
}

impl State {
    #[must_use]
    pub fn running(&self) -> bool {
        self.measuring.since().is_some()
    }
}

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    Under { since: Moment },
    Answered { good: bool, took: Duration },
}

/// Asks at once, unless this very question has been answered.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    let asked_for = cx.facts.image.clone().map(|image| (cx.facts.token_id(), image));
    let answered = cx.facts.access().is_some() && state.asked_for == asked_for;
    if !answered && state.measuring.since().is_none() {
        ask(state, cx);
    }
}

/// Asks anew; after too many requests not before the time that the answer named.
fn ask(state: &mut State, cx: &mut Cx<'_>) {
    state.waits_until = match cx.facts.verdict() {
        Some(Verdict::RateLimited { until }) => until.filter(|until| *until > cx.now),
        _ => None,
    };
    let (Some(image), Some(credential)) = (cx.facts.image.clone(), cx.facts.credential.clone()) else {
        return cx.go(Step::FindProject);
    };
    state.questions.clear();
    state.proof = false;
    state.failure = None;
    let asked_for = Some((cx.facts.token_id(), image.clone()));
    state.times = if state.asked_for == asked_for { state.times + 1 } else { 1 };
    state.asked_for = asked_for;
    cx.facts.measured = None;
    let trusted_realms = cx.facts.trusted_realms.clone();
    let not_before = state.waits_until;
    let order = Measure { not_before, image, credential, trusted_realms };
    state.measuring.start(cx, Job::Measure(Box::new(order)));
}

/// What the likely key does after a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Onward,
    NewToken,
    CorrectProject,
    AskAgain,
    TrustRealm,
}

pub(super) fn next(verdict: &Verdict, facts: &Facts) -> Next {
    match verdict {
        Verdict::WrongCredential if name_is_suspect(facts) => Next::CorrectProject,
        Verdict::CanPush(_) => Next::Onward,
        // Only a dry run leaves out the last question, and goes on without its answer.
        verdict if verdict.is_left_open() => Next::Onward,
        Verdict::TokenTooWeak { .. }
        | Verdict::WrongCredential
        | Verdict::PasswordNotEnough
        | Verdict::ExpiredOrRevoked(_)
        | Verdict::NoCredential => Next::NewToken,
        // Elsewhere the right is one of the token, or of the robot that it belongs to.
        Verdict::NoRight if !facts.registry().is_docker_hub() => Next::NewToken,
        Verdict::NoRight | Verdict::NotYourNamespace | Verdict::RepositoryMissing => Next::CorrectProject,
        Verdict::Unreachable(failure) if matches!(failure.kind, FailureKind::ForeignRealm { .. }) => {
            Next::TrustRealm
        }
        _ => Next::AskAgain,
    }
}

/// On Docker Hub most people push to the namespace of their own name: another name is more likely misspelt than
/// the token is wrong.
fn name_is_suspect(facts: &Facts) -> bool {
    let image = facts.image.as_ref().filter(|image| image.registry().is_docker_hub());
    image.zip(facts.username.as_ref()).is_some_and(|(image, user)| image.namespace() != user.as_str())
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "continue" | "trust" => match cx.facts.verdict().map(|verdict| next(&verdict, cx.facts)) {
            Some(Next::Onward) if cx.facts.is_kept() => cx.go(Step::TestPush),
            Some(Next::Onward) => cx.go(Step::StoreToken),
            Some(Next::NewToken) => cx.go(Step::CreateToken),
            Some(Next::CorrectProject) => cx.go(Step::FindProject),
            Some(Next::TrustRealm) => trust(state, cx),
            Some(Next::AskAgain) | None => ask(state, cx),
        },
        "again" => ask(state, cx),
        "new" => cx.go(Step::CreateToken),
        "correct" => cx.go(Step::FindProject),
        "proof" => state.proof = !state.proof,
        "stop" => state.measuring.stop(cx),
        _ => {}
    }
}

/// The person says that this token service may see the credential.
fn trust(state: &mut State, cx: &mut Cx<'_>) {
    if let Some(Verdict::Unreachable(failure)) = cx.facts.verdict()
        && let FailureKind::ForeignRealm { host } = failure.kind
    {
        cx.facts.trusted_realms.push(host);
        ask(state, cx);
    }
}

pub fn input(_: &mut State, _: &Event, _: &mut Cx<'_>) {}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    state.measuring.stop(cx);
    std::mem::take(&mut state.proof)
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Progress(id, Progress::Access(Asked::Asking(question))) if state.measuring.is(id) => {
            state.waits_until = None;
            state.questions.insert(question, Asking::Under { since: cx.now });
            None
        }
        Event::Progress(id, Progress::Access(Asked::Answered { question, good, took }))
            if state.measuring.is(id) =>
        {
            state.questions.insert(question, Asking::Answered { good, took });
            None
        }
        Event::Finished(id, Outcome::Measured(measured)) if state.measuring.is(id) => {
            state.measuring.finish(id, ());
            match *measured {
                Ok(measured) => cx.facts.measured = Some(cx.facts.learned(measured, cx.now)),
                Err(failure) => state.failure = Some(failure),
            }
            if cx.facts.verdict().is_some_and(|verdict| verdict.outcome() == Answer::CanPush) {
                cx.facts.note.proven = Some(cx.now);
            }
            None
        }
        other => Some(other),
    }
}
