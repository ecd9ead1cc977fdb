//! The JSON of the GitHub commands; its fields are only ever added to.

use serde::Serialize;

use crate::diagnosis::report::CauseReport;
use crate::model::moment::Moment;
use crate::model::variable_offer::ChangedLine as Line;
use crate::model::workflow_run::{Job, Run, took};

pub const SCHEMA_VERSION: u32 = 1;

#[derive(Debug, Serialize)]
pub struct Secrets {
    pub schema_version: u32,
    pub repository: String,
    /// No workflow signs in anywhere: the names are the usual ones.
    pub assumed: bool,
    pub dry_run: bool,
    pub secrets: Vec<Secret>,
    /// Variables that take the user name instead; only where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<Secret>,
    /// Workflow files of the checkout that read those; only where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<ChangedFile>,
    /// User names that stand in a workflow in the open.
    pub written_out: Vec<String>,
    /// Logins of which the files do not tell what they read.
    pub unclear: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Secret {
    pub name: String,
    /// `secret` or `variable`.
    pub kind: &'static str,
    /// `username` or `token`.
    pub holds: &'static str,
    /// `repository`, `environment:NAME`, `organization:NAME`, `dependabot` …
    pub at: String,
    pub exists: bool,
    pub updated_at: Option<String>,
    /// `missing`, `as-written`, `older-token`, `changed-since` or `unknown`.
    pub state: &'static str,
    /// `create`, `update` or `leave`; absent in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<&'static str>,
    /// `planned`, `left`, `confirmed`, `written`, `failed` or `not-tried`; absent in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<&'static str>,
    pub read_at: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct ChangedFile {
    pub file: String,
    pub lines: Vec<ChangedLine>,
    /// `planned`, `changed`, `failed` or `not-tried`.
    pub result: &'static str,
    /// Where the file as it was lies.
    pub backup: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct ChangedLine {
    pub line: usize,
    pub before: String,
    pub after: String,
}

impl From<&Line> for ChangedLine {
    fn from(line: &Line) -> Self {
        Self { line: line.place.line, before: line.before.clone(), after: line.after.clone() }
    }
}

#[derive(Debug, Serialize)]
pub struct Build {
    pub schema_version: u32,
    pub repository: String,
    /// `dispatch`, `failed` or `commit`; absent where a run was only watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<&'static str>,
    pub dry_run: bool,
    pub run: Option<RunReport>,
    /// As `diagnose` gives them, where it failed.
    pub causes: Vec<CauseReport>,
}

#[derive(Debug, Serialize)]
pub struct RunReport {
    pub id: u64,
    pub url: String,
    pub workflow: String,
    pub event: String,
    pub branch: Option<String>,
    pub commit: String,
    pub attempt: u64,
    /// The middle of what earlier green runs of the workflow took.
    pub estimate_seconds: Option<u64>,
    /// `null` while it is not over.
    pub conclusion: Option<String>,
    pub jobs: Vec<JobReport>,
}

#[derive(Debug, Serialize)]
pub struct JobReport {
    pub id: u64,
    pub name: String,
    /// The conclusion, or the status while it is not over.
    pub state: String,
    pub seconds: Option<u64>,
    pub failing_step: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Confirmed {
    pub schema_version: u32,
    pub repository: Option<String>,
    pub run: Option<u64>,
    pub digest: Option<String>,
    pub tags: Vec<Tag>,
    pub pulls: Vec<Pull>,
    pub proven: bool,
}

#[derive(Debug, Serialize)]
pub struct Tag {
    pub name: String,
    pub digest: Option<String>,
    /// `present`, `same`, `other`, `older`, `missing` or `unknown`.
    pub status: &'static str,
    /// Whether Docker Hub's list shows it, which lags: `yes`, `not-yet`; `null` where it was not asked or did not tell.
    pub listed: Option<&'static str>,
    pub pushed_at: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Pull {
    pub image: String,
    /// Whether it took a credential.
    pub anonymous: bool,
    pub good: bool,
    pub layers: usize,
    /// Downloaded, and with their digest; the others were found.
    pub layers_compared: usize,
    pub platforms: Vec<String>,
    pub bytes: u64,
    pub created: Option<String>,
    /// The line that gets the image; only where all of it arrived.
    pub pull: Option<String>,
    /// The lines for a server, which wants a token of its own that only reads; only where all of it arrived.
    pub server: Vec<String>,
}

impl RunReport {
    pub fn of(run: &Run, jobs: &[Job], estimate_seconds: Option<u64>, now: Moment) -> Self {
        let job = |job: &Job| JobReport {
            id: job.id,
            name: job.name.clone(),
            state: job.state.word().to_owned(),
            seconds: took(job.started, job.completed, now).map(|took| took.as_secs()),
            failing_step: job.failing_step().map(|step| step.name.clone()),
        };
        Self {
            id: run.id,
            url: run.url.clone(),
            workflow: run.path.clone(),
            event: run.event.clone(),
            branch: run.branch.clone(),
            commit: run.commit.clone(),
            attempt: run.attempt,
            estimate_seconds,
            conclusion: run.state.is_done().then(|| run.state.word().to_owned()),
            jobs: jobs.iter().map(job).collect(),
        }
    }
}
