//! The JSON that machines read; its fields are only ever added to.

use serde::Serialize;

use super::Report;
use super::checks::{self, CheckResult, Status};
use crate::model::access::{Measured, Note};
use crate::model::moment::Moment;
use crate::model::proof::Proof;
use crate::model::registries::Description;
use crate::model::verdict::Outcome;
use crate::text::speak::Speaker;
use crate::text::{Language, registries};

/// The version of this format.
pub const SCHEMA_VERSION: u32 = 1;

/// The answer of `verify`, `test-push` and of a saved report.
#[derive(Clone, Debug, Serialize)]
pub struct JsonReport {
    pub schema_version: u32,
    pub generated_at: String,
    pub verdict: &'static str,
    pub checks: Vec<CheckResult>,
    /// How many HTTP requests were made; absent in a report of the wizard, which counts none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<u64>,
}

/// `can-push`, `cannot-push` or `unknown`.
#[must_use]
pub fn verdict_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::CanPush => "can-push",
        Outcome::CannotPush => "cannot-push",
        Outcome::Unknown => "unknown",
    }
}

/// The worst of several: one image that cannot be pushed decides, then one that is unknown.
#[must_use]
pub fn worst(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    outcomes.into_iter().fold(Outcome::CanPush, |worst, outcome| match (worst, outcome) {
        (Outcome::CannotPush, _) | (_, Outcome::CannotPush) => Outcome::CannotPush,
        (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
        _ => Outcome::CanPush,
    })
}

impl JsonReport {
    /// Of measurements, each with its note.
    #[must_use]
    pub fn of(measured: &[(Measured, Note)], requests: Option<u64>, now: Moment) -> Self {
        let mut checks = Vec::new();
        let mut outcomes = Vec::new();
        for (measured, note) in measured {
            let (verdict, results) = checks::of(measured, note, now);
            outcomes.push(verdict.outcome());
            checks.extend(results);
        }
        let outcome = if outcomes.is_empty() { Outcome::Unknown } else { worst(outcomes) };
        Self {
            schema_version: SCHEMA_VERSION,
            generated_at: now.iso(),
            verdict: verdict_word(outcome),
            checks,
            requests,
        }
    }

    /// Of a run of the wizard: the measurement, where the token is kept, and the test push.
    #[must_use]
    pub fn of_run(report: &Report) -> Self {
        let measured: Vec<_> = report.measured.iter().map(|m| (m.clone(), report.note.clone())).collect();
        let mut json = Self::of(&measured, None, report.now);
        let result = |id, subject: String, status| CheckResult {
            id,
            subject,
            status,
            cause: None,
            evidence: Vec::new(),
            next: Vec::new(),
            elapsed_ms: 0,
        };
        let account = report.username.as_ref().map(ToString::to_string).unwrap_or_default();
        json.checks.push(match &report.kept {
            Some(kept) => {
                let mut row = result("token-kept", account, Status::Pass);
                row.evidence.push(format!("{:?}", kept.place).to_lowercase());
                row
            }
            None => result("token-kept", account, Status::Warn),
        });
        if let Some(pushed) = &report.pushed {
            json.checks.push(test_push(pushed));
            if !pushed.proven() {
                json.verdict = verdict_word(Outcome::CannotPush);
            }
        }
        if let Some(run) = &report.build {
            let status = match (run.state.is_done(), run.state.succeeded()) {
                (true, true) => Status::Pass,
                (true, false) => Status::Fail,
                (false, _) => Status::Unknown,
            };
            let mut row = result("build-green", run.path.clone(), status);
            row.evidence = vec![format!("run {} {}", run.id, run.state.word()), run.url.clone()];
            json.checks.push(row);
        }
        for checked in report.proof.iter().flat_map(|proof| &proof.checked) {
            let status = checked.status(report.proof.as_ref().and_then(Proof::began));
            let found = if status.is_good() { Status::Pass } else { Status::Fail };
            let mut row = result("image-there", checked.image.to_string(), found);
            row.evidence.push(status.word().to_owned());
            json.checks.push(row);
        }
        json
    }
}

/// The result of a test push.
#[must_use]
pub fn test_push(pushed: &crate::flow::effect::TestPushed) -> CheckResult {
    let status = match (pushed.proven(), pushed.failed().is_some() || pushed.left_behind()) {
        (false, _) => Status::Fail,
        (true, true) => Status::Warn,
        (true, false) => Status::Pass,
    };
    let mut evidence = vec![format!("digest {}", pushed.push.digest)];
    evidence.push(if pushed.left_behind() {
        "left behind".to_owned()
    } else {
        "nothing left behind".to_owned()
    });
    if let Some((part, failure)) = pushed.failed() {
        let speaker = Speaker::new(Language::English);
        evidence.push(speaker.say(&crate::text::words::push_part(part)));
        evidence.push(speaker.say(&crate::text::failures::sentence(&failure)));
    }
    let description = Description::of(pushed.image.registry()).filter(|_| pushed.left_behind());
    let speaker = Speaker::new(Language::English);
    let next = description.map(|one| speaker.say(&registries::removal(one.removal))).into_iter().collect();
    CheckResult {
        id: "test-push",
        subject: pushed.image.to_string(),
        status,
        cause: None,
        evidence,
        next,
        elapsed_ms: u64::try_from(pushed.took.as_millis()).unwrap_or(u64::MAX),
    }
}
