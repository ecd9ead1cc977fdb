//! The checklist: computed from what is known, never stored, so that it cannot disagree with it.

mod github;

use std::time::Duration;

use super::facts::Facts;
use super::view::{Check, CheckState, Group};
use crate::model::access::{Actions, Asked, Measured};
use crate::model::failure::Failure;
use crate::model::image::Image;
use crate::model::verdict::Verdict;
use crate::steps::{Step, Steps};
use crate::text::{Text, checks, words};

/// Every line of the guide's own checklist, in its order.
#[must_use]
pub fn checklist(at: Step, steps: &Steps, facts: &Facts) -> Vec<Check> {
    let measuring = steps.check_access.running();
    let mut list = vec![
        signed_in(facts, measuring),
        token_created(facts),
        right(facts, measuring, "token-read", checks::token_read(), Actions::PULL),
        right(facts, measuring, "token-write", checks::token_write(), Actions::PULL_PUSH),
        right(facts, measuring, "token-delete", checks::token_delete(), Actions::DELETE),
        kept(facts, steps.store_token.running()),
    ];
    list.extend(github::secrets(steps, facts));
    list.push(login(facts, measuring));
    list.push(test_push(facts, steps.test_push.running()));
    list.extend(github::build(steps, facts));
    for check in &mut list {
        check.current = current(at, check.id);
    }
    list
}

fn current(at: Step, id: &str) -> bool {
    matches!(
        (at, id),
        (Step::CreateToken, "token-created")
            | (Step::CheckAccess, "token-write")
            | (Step::StoreToken, "token-kept")
            | (Step::TestPush, "test-push")
            | (Step::UpdateSecrets, "secrets-updated")
            | (Step::RerunWorkflow, "build-green")
            | (Step::ConfirmResult, "image-there")
    )
}

/// The step that decides a line; nothing where it is none of ours yet.
pub(super) fn owner(id: &str) -> Option<Step> {
    match id {
        "token-created" => Some(Step::CreateToken),
        "signed-in" | "token-read" | "token-write" | "token-delete" | "login" => Some(Step::CheckAccess),
        "token-kept" => Some(Step::StoreToken),
        "test-push" => Some(Step::TestPush),
        "secret-username" | "secret-token" | "secrets-updated" => Some(Step::UpdateSecrets),
        "build-green" => Some(Step::RerunWorkflow),
        "image-there" | "image-pullable" => Some(Step::ConfirmResult),
        _ => None,
    }
}

fn registry(facts: &Facts) -> Group {
    if facts.registry().is_docker_hub() { Group::DockerHub } else { Group::Registry }
}

fn check(id: &'static str, group: Group, label: Text, state: CheckState) -> Check {
    Check { id, group, label, state, fact: None, took: None, current: false }
}

impl Check {
    fn fact(mut self, fact: Text) -> Self {
        self.fact = Some(fact);
        self
    }

    fn took(mut self, took: Duration) -> Self {
        self.took = Some(took);
        self
    }
}

/// Not measured: either it was, for another token or image, or it is still open.
fn open(facts: &Facts, running: bool) -> CheckState {
    match (running, &facts.measured) {
        (true, _) => CheckState::Running,
        (false, Some(_)) => CheckState::Stale,
        (false, None) => CheckState::Unknown,
    }
}

/// The first answer that says whether user name and secret belong together.
fn credential_answer(access: &Measured) -> Option<(bool, Duration)> {
    let grant = access.at_level(Actions::PULL).or_else(|| access.on_target(Actions::PULL_PUSH));
    // Where user and secret go along with every request, the upload's answer is the one.
    let upload = || access.upload.as_ref().map(|asked| asked.clone().map(drop));
    let asked = grant.map(|asked| asked.clone().map(drop)).or_else(upload)?;
    match asked.answer.as_ref().map_err(Failure::status) {
        Ok(()) => Some((true, asked.took)),
        Err(Some(401)) => Some((false, asked.took)),
        Err(_) => None,
    }
}

fn signed_in(facts: &Facts, running: bool) -> Check {
    let row = |state| check("signed-in", registry(facts), checks::signed_in(), state);
    let Some(access) = facts.access() else { return row(open(facts, running)) };
    let name = || Text::raw(access.username.as_ref().map_or("?", |name| name.as_str()));
    match access.sign_in.as_ref().map(|asked| (asked.answer.is_ok(), asked.status, asked.took)) {
        Some((true, _, took)) => row(CheckState::Good).fact(name()).took(took),
        Some((false, Some(401), took)) => row(CheckState::Bad).fact(checks::fact_refused()).took(took),
        // The Hub API is another plane than the registry: its silence says nothing about the token.
        _ => match credential_answer(access) {
            Some((true, took)) => row(CheckState::Good).fact(name()).took(took),
            Some((false, took)) => row(CheckState::Bad).fact(checks::fact_refused()).took(took),
            None => row(CheckState::Unknown),
        },
    }
}

fn token_created(facts: &Facts) -> Check {
    let row = |state| check("token-created", registry(facts), checks::token_created(), state);
    let Some(credential) = &facts.credential else { return row(CheckState::Unknown) };
    if facts.verdict() == Some(Verdict::PasswordNotEnough) {
        return row(CheckState::Bad).fact(checks::fact_password());
    }
    let made = facts.note.created.filter(|_| !credential.origin.is_new());
    row(CheckState::Good).fact(match (made, &facts.last_four) {
        (Some(made), _) => checks::fact_here_since(made.date()),
        (None, _) if !credential.origin.is_new() => checks::fact_here(),
        (None, Some(four)) => checks::fact_ends(four),
        (None, None) => words::origin(&credential.origin, facts.home()),
    })
}

fn right(facts: &Facts, running: bool, id: &'static str, label: Text, actions: Actions) -> Check {
    let optional = actions == Actions::DELETE;
    let row = |state| check(id, registry(facts), label.clone(), state);
    let Some(access) = facts.access() else { return row(open(facts, running)) };
    let asked = access.at_level(actions).or_else(|| access.on_target(actions));
    let may = match access.at_level(actions) {
        Some(level) => level.good().map(|_| true),
        None => access.may(actions),
    };
    let state = match (may, asked.and_then(Asked::failure).and_then(Failure::status)) {
        (Some(true), _) => CheckState::Good,
        (Some(false), _) | (None, Some(400..=404)) if optional => CheckState::Skipped,
        (Some(false), _) | (None, Some(401 | 403)) => CheckState::Bad,
        (None, _) => CheckState::Unknown,
    };
    let row = match asked {
        Some(asked) => row(state).took(asked.took),
        None => row(state),
    };
    match state {
        CheckState::Skipped => row.fact(checks::fact_not_needed()),
        CheckState::Bad => row.fact(checks::fact_refused()),
        _ => row,
    }
}

fn kept(facts: &Facts, running: bool) -> Check {
    let row = |state| check("token-kept", registry(facts), checks::token_kept(), state);
    match facts.current(&facts.kept) {
        Some(kept) => row(CheckState::Good).fact(words::place(kept.place)),
        None if facts.run_only == Some(facts.token_id()) && facts.credential.is_some() => {
            row(CheckState::Warn).fact(checks::fact_run_only())
        }
        None if running => row(CheckState::Running),
        None if facts.kept.is_some() => row(CheckState::Stale),
        None => row(CheckState::Unknown),
    }
}

/// What `docker login` tests: that user name and secret belong together, and no more.
fn login(facts: &Facts, running: bool) -> Check {
    let row = |state| check("login", Group::Test, checks::login(), state);
    let Some(access) = facts.access() else { return row(open(facts, running)) };
    match credential_answer(access) {
        Some((true, took)) => row(CheckState::Good).took(took),
        Some((false, took)) => row(CheckState::Bad).fact(checks::fact_refused()).took(took),
        None => row(CheckState::Unknown),
    }
}

fn test_push(facts: &Facts, running: bool) -> Check {
    let row = |state| check("test-push", Group::Test, checks::test_push(), state);
    let tag = |image: &Image| Text::raw(image.tag().unwrap_or_default());
    match facts.test_push() {
        _ if running => row(CheckState::Running),
        Some(pushed) if pushed.speaks_against() => row(CheckState::Bad).took(pushed.took),
        Some(pushed) if pushed.stopped() && !pushed.left_behind() => match facts.push_skipped {
            true => row(CheckState::Skipped).fact(checks::fact_skipped()),
            false => row(CheckState::Unknown).fact(checks::fact_stopped()),
        },
        Some(pushed) if pushed.left_behind() => {
            row(CheckState::Warn).fact(checks::fact_left_behind()).took(pushed.took)
        }
        Some(pushed) => row(CheckState::Good).fact(tag(&pushed.image)).took(pushed.took),
        None if facts.push_skipped => row(CheckState::Skipped).fact(checks::fact_skipped()),
        None if facts.pushed.is_some() => row(CheckState::Stale),
        None => row(CheckState::Unknown),
    }
}
