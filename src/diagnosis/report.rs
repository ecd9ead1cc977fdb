//! A diagnosis as JSON: ids and literal lines, no sentences. Stable under its version.

use serde::Serialize;

use super::finding::{Clue, Remedy, Source};
use super::picture::{Login, Picture};
use super::probes::{self, Answer};
use super::redact;
use super::{Diagnosis, Finding};
use crate::model::failure::Failure;
use crate::model::probed::{Probed, Used};
use crate::model::reach::Reach;

/// Raised when a field changes its meaning or goes away; new fields do not raise it.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Report {
    pub schema_version: u32,
    /// Most likely first.
    pub causes: Vec<CauseReport>,
    /// The probes that would decide where the text does not.
    pub needs_probe: Vec<&'static str>,
    pub picture: PictureReport,
    /// What live services answered; absent where they were not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probes: Option<ProbesReport>,
}

#[derive(Debug, Serialize)]
pub struct ProbesReport {
    /// With which credential: `own`, `none`, `of-somebody-else`, `unreadable` or `no-image`.
    pub credential: &'static str,
    pub username: Option<String>,
    /// The secret of the run that holds this very credential, where that is known.
    pub secret: Option<String>,
    /// The log is of another machine: of it this one's network says nothing, and its credential only where it is `secret`.
    pub elsewhere: bool,
    pub answers: Vec<AnswerReport>,
    pub services: Vec<ServiceReport>,
}

#[derive(Debug, Serialize)]
pub struct AnswerReport {
    pub id: &'static str,
    /// `null`: not made, or nothing came of it.
    pub answer: Option<bool>,
    /// What was asked and what came back.
    pub evidence: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct ServiceReport {
    /// `registry`, `token-service`, `hub-api` or `blob-storage`.
    pub service: &'static str,
    pub host: String,
    pub proxy: Option<String>,
    /// `dns`, `tcp`, `tls` or `http`; `null` where it is reached.
    pub failed_at: Option<&'static str>,
    pub addresses: Vec<String>,
    /// Who issued the certificate that was shown.
    pub tls_issuer: Option<String>,
    pub status: Option<u16>,
    pub clock_ahead_seconds: Option<i64>,
}

#[derive(Debug, Serialize)]
pub struct CauseReport {
    pub id: &'static str,
    /// From 0 to 1, two decimals.
    pub confidence: f64,
    pub evidence: Vec<ClueReport>,
    pub against: Vec<ClueReport>,
    pub next: Vec<NextReport>,
}

#[derive(Debug, Serialize)]
pub struct ClueReport {
    /// `log`, `workflow`, `probe`, `told` or `run`.
    pub source: &'static str,
    /// Counted from one; zero for what was measured or told, by the person or by GitHub.
    pub line: u64,
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct NextReport {
    /// `step`, `run`, `open`, `workflow`, `wait` or `ask`.
    pub kind: &'static str,
    pub value: String,
}

/// What was attempted; `null` where the log does not say.
#[derive(Debug, Serialize)]
pub struct PictureReport {
    pub tool: Option<&'static str>,
    pub step: Option<String>,
    pub registry: Option<String>,
    pub repository: Option<String>,
    pub tag: Option<String>,
    pub login_registry: Option<String>,
    pub login_user: Option<String>,
    pub reached: &'static str,
}

impl From<&Diagnosis> for Report {
    fn from(diagnosis: &Diagnosis) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            causes: diagnosis.findings.iter().map(CauseReport::from).collect(),
            needs_probe: diagnosis.needs_probe.iter().map(|probe| probe.as_str()).collect(),
            picture: PictureReport::from(&diagnosis.picture),
            probes: diagnosis.picture.probed.as_deref().map(ProbesReport::from),
        }
    }
}

impl From<&Finding> for CauseReport {
    fn from(finding: &Finding) -> Self {
        Self {
            id: finding.cause.as_str(),
            confidence: (f64::from(finding.confidence) * 100.0).round() / 100.0,
            evidence: finding.evidence.iter().map(ClueReport::from).collect(),
            against: finding.against.iter().map(ClueReport::from).collect(),
            next: finding.next.iter().map(NextReport::from).collect(),
        }
    }
}

impl From<&Clue> for ClueReport {
    fn from(clue: &Clue) -> Self {
        let source = match clue.source {
            Source::Log => "log",
            Source::Workflow => "workflow",
            Source::Probe => "probe",
            Source::Told => "told",
            Source::Run => "run",
        };
        Self { source, line: clue.line, text: clue.text.clone() }
    }
}

impl From<&Remedy> for NextReport {
    fn from(remedy: &Remedy) -> Self {
        let (kind, value) = match remedy {
            Remedy::Go(step) => ("step", step.as_str().to_owned()),
            Remedy::Run(command) => ("run", command.clone()),
            Remedy::Open(page) => ("open", (*page).to_owned()),
            Remedy::Workflow(lines) => ("workflow", lines.clone()),
            Remedy::Wait(step) => ("wait", step.as_str().to_owned()),
            Remedy::Ask(whom) => ("ask", whom.as_str().to_owned()),
        };
        Self { kind, value }
    }
}

impl From<&Picture> for PictureReport {
    fn from(picture: &Picture) -> Self {
        let target = picture.target().or(picture.pulls.last()).map(|target| &target.reference);
        let login = picture.login();
        Self {
            tool: picture.tool.map(|tool| tool.as_str()),
            step: picture.step.as_deref().map(shown),
            registry: picture.registry().and_then(|registry| fact(registry.host())),
            repository: target.and_then(|reference| fact(&reference.repository)),
            tag: target.and_then(|reference| reference.tag.as_deref()).and_then(fact),
            login_registry: login
                .and_then(|login| login.registry.as_ref())
                .and_then(|registry| fact(registry.host())),
            login_user: login.and_then(Login::user_name).and_then(fact),
            reached: picture.reached.as_str(),
        }
    }
}

impl From<&Probed> for ProbesReport {
    fn from(probed: &Probed) -> Self {
        let (credential, username) = match &probed.used {
            Used::Credential { username, .. } => ("own", Some(shown(username.as_str()))),
            Used::None => ("none", None),
            Used::OfSomebodyElse { found, .. } => ("of-somebody-else", Some(shown(found.as_str()))),
            Used::Unreadable(_) => ("unreadable", None),
            Used::NoImage => ("no-image", None),
        };
        let answers = probes::answers(probed).into_iter().map(|one| AnswerReport {
            id: one.probe.as_str(),
            answer: match one.answer {
                Answer::Yes => Some(true),
                Answer::No => Some(false),
                Answer::Open => None,
            },
            evidence: one.said,
        });
        Self {
            credential,
            username,
            secret: probed.secret.as_deref().map(shown),
            elsewhere: probed.asked.elsewhere,
            answers: answers.collect(),
            services: probed.reach.iter().map(ServiceReport::from).collect(),
        }
    }
}

impl From<&Reach> for ServiceReport {
    fn from(reach: &Reach) -> Self {
        let status = reach.answer.good().copied();
        Self {
            service: reach.service.as_str(),
            host: reach.host.clone(),
            proxy: reach.proxy.clone(),
            failed_at: reach.failed_at(),
            addresses: reach.dns.good().cloned().unwrap_or_default(),
            tls_issuer: reach.issuer.clone(),
            status: status.or_else(|| reach.answer.failure().and_then(Failure::status)),
            clock_ahead_seconds: reach.clock_ahead,
        }
    }
}

/// What is known; not a mask, and not an expression or a variable that somebody else fills in.
fn fact(text: &str) -> Option<String> {
    let open = text.is_empty() || text.contains(['$', '*', '{', '<', '%']);
    (!open).then(|| shown(text))
}

/// What stood in a log, fit to be shown.
fn shown(text: &str) -> String {
    redact::shown(text, 200)
}
