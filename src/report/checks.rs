//! The questions of a measurement as results with stable ids: what machines read.

use std::time::Duration;

use serde::Serialize;

use crate::model::access::{Actions, Asked, Grant, Measured, Note, RepositoryState};
use crate::model::failure::{Failure, FailureKind};
use crate::model::moment::Moment;
use crate::model::verdict::{Outcome, Verdict, judge};
use crate::text::{Language, failures, organization, registries, speak::Speaker, surface, words};

/// How one question came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Pass,
    Fail,
    Warn,
    /// Not asked, because an earlier answer made it pointless or the registry has no such question.
    Skip,
    /// Asked, and not answered.
    Unknown,
}

/// One question with its answer. Machine output: English, stable ids.
#[derive(Clone, Debug, Serialize)]
pub struct CheckResult {
    pub id: &'static str,
    pub subject: String,
    pub status: Status,
    pub cause: Option<&'static str>,
    pub evidence: Vec<String>,
    pub next: Vec<String>,
    pub elapsed_ms: u64,
}

/// The six questions in the order of asking, the verdict's cause and remedy at the one that decided.
#[must_use]
pub fn of(measured: &Measured, note: &Note, now: Moment) -> (Verdict, Vec<CheckResult>) {
    let verdict = judge(measured, note, now);
    let speaker = Speaker::new(Language::English);
    let image = measured.image.familiar();
    let account = measured.username.as_ref().map_or_else(|| "anonymous".to_owned(), ToString::to_string);
    let mut checks = vec![
        row("registry-reached", measured.image.registry().host(), Some(&measured.challenge)),
        credential(measured, &account),
        level(measured, &account),
        right(measured, &image),
        repository(measured, &image),
        row("upload-opened", &image, measured.upload.as_ref()),
    ];
    for check in &mut checks {
        check.evidence = evidence(measured, check.id).iter().map(|line| speaker.say(line)).collect();
    }
    if let Some(seconds) = measured.clock_ahead {
        checks[0].evidence.push(speaker.say(&words::clock(seconds)));
    }
    if verdict.outcome() != Outcome::CanPush
        && let Some(decided) = deciding(&mut checks)
    {
        decided.cause = verdict.cause().map(crate::model::cause::CauseId::as_str);
        decided.next = vec![speaker.say(&words::remedy(&verdict, measured))];
        if verdict.outcome() == Outcome::CannotPush {
            let advice = registries::in_full(measured);
            let said = advice.into_iter().map(|(what, how)| speaker.say(&surface::plain_row(what, how)));
            decided.next.extend(said);
            let organization = organization::in_full(&verdict, measured);
            decided.next.extend(organization.iter().map(|line| speaker.say(line)));
        }
    }
    (verdict, checks)
}

/// The first question that failed; where none did, the first without an answer.
fn deciding(checks: &mut [CheckResult]) -> Option<&mut CheckResult> {
    let first = |wanted: Status| checks.iter().position(|check| check.status == wanted);
    let at = first(Status::Fail).or_else(|| first(Status::Unknown)).or_else(|| first(Status::Skip))?;
    checks.get_mut(at)
}

fn result(id: &'static str, subject: &str, status: Status, took: Duration) -> CheckResult {
    CheckResult {
        id,
        subject: subject.to_owned(),
        status,
        cause: None,
        evidence: Vec::new(),
        next: Vec::new(),
        elapsed_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

fn row<T>(id: &'static str, subject: &str, asked: Option<&Asked<T>>) -> CheckResult {
    match asked {
        None => result(id, subject, Status::Skip, Duration::ZERO),
        Some(asked) => result(id, subject, status(&asked.answer), asked.took),
    }
}

fn status<T>(answer: &Result<T, Failure>) -> Status {
    match answer {
        Ok(_) => Status::Pass,
        Err(Failure { kind: FailureKind::Refused { .. }, .. }) => Status::Fail,
        Err(_) => Status::Unknown,
    }
}

/// Whether user and secret belong together: the first token that was asked for says it.
fn credential(measured: &Measured, account: &str) -> CheckResult {
    let first = measured.at_level(Actions::PULL).or_else(|| measured.on_target(Actions::PULL_PUSH));
    row("credential-accepted", account, first)
}

fn level(measured: &Measured, account: &str) -> CheckResult {
    row("token-level", account, measured.at_level(Actions::PULL_PUSH))
}

fn right(measured: &Measured, image: &str) -> CheckResult {
    let asked = measured.on_target(Actions::PULL_PUSH);
    let mut row = row("push-granted", image, asked);
    if let Some(Asked { answer: Ok(Grant { actions: Some(actions) }), .. }) = asked
        && !actions.push
    {
        row.status = Status::Fail;
    }
    row
}

fn repository(measured: &Measured, image: &str) -> CheckResult {
    let mut row = row("repository-exists", image, measured.repository.as_ref());
    if matches!(measured.repository.as_ref().and_then(Asked::good), Some(RepositoryState::NotVisible)) {
        row.status = Status::Warn;
    }
    row
}

fn evidence(measured: &Measured, id: &str) -> Vec<crate::text::Text> {
    match id {
        "registry-reached" => vec![words::line(&measured.challenge, failures::evidence_ok)],
        "credential-accepted" => {
            let first = measured.at_level(Actions::PULL).or_else(|| measured.on_target(Actions::PULL_PUSH));
            first.map(words::grant_line).into_iter().collect()
        }
        "token-level" => measured.level.iter().skip(1).map(|(_, asked)| words::grant_line(asked)).collect(),
        "push-granted" => measured.target.iter().map(|(_, asked)| words::grant_line(asked)).collect(),
        "repository-exists" => measured.repository.iter().map(words::repository_line).collect(),
        "upload-opened" => {
            measured.upload.iter().map(|asked| words::line(asked, failures::evidence_upload)).collect()
        }
        _ => Vec::new(),
    }
}
