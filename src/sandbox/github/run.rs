//! Runs, jobs and steps as records: what the API shows of them.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use crate::sandbox::scenario::Author;

/// One run of a workflow, with the jobs of all its attempts.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) id: u64,
    pub(super) number: u64,
    pub(super) attempt: u32,
    /// The path of the workflow file.
    pub(super) path: String,
    pub(super) workflow_id: u64,
    pub(super) name: String,
    pub(super) event: String,
    pub(super) author: Author,
    pub(super) branch: String,
    pub(super) sha: String,
    pub(super) title: String,
    pub(super) inputs: BTreeMap<String, String>,
    pub(super) created: i64,
    pub(super) started: i64,
    pub(super) updated: i64,
    pub(super) status: Status,
    pub(super) jobs: Vec<Job>,
    pub(super) cancel: CancellationToken,
}

#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) id: u64,
    pub(super) attempt: u32,
    /// The name in the file, by which `needs` refers to it.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) status: Status,
    pub(super) created: i64,
    pub(super) started: Option<i64>,
    pub(super) completed: Option<i64>,
    pub(super) steps: Vec<Step>,
    /// The whole log; empty for a job that never started.
    pub(super) log: String,
    /// How many times more the finished log is not there yet.
    pub(super) log_lag: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) status: Status,
    pub(super) started: Option<i64>,
    pub(super) completed: Option<i64>,
    /// Where its part of the job's log begins.
    pub(super) log_from: usize,
}

/// Status and conclusion in one: there is a conclusion exactly when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Queued,
    InProgress,
    Success,
    Failure,
    Cancelled,
    Skipped,
}

impl Status {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            _ => "completed",
        }
    }

    pub(super) fn conclusion(self) -> Option<&'static str> {
        match self {
            Self::Queued | Self::InProgress => None,
            Self::Success => Some("success"),
            Self::Failure => Some("failure"),
            Self::Cancelled => Some("cancelled"),
            Self::Skipped => Some("skipped"),
        }
    }

    pub(super) fn is_over(self) -> bool {
        self.conclusion().is_some()
    }
}

impl Run {
    pub(super) fn latest_jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.iter().filter(|job| job.attempt == self.attempt)
    }

    /// Failed before it was cancelled before it succeeded; skipped jobs say nothing.
    pub(super) fn verdict(&self) -> Status {
        let any = |status| self.latest_jobs().any(|job| job.status == status);
        if any(Status::Failure) {
            Status::Failure
        } else if any(Status::Cancelled) {
            Status::Cancelled
        } else {
            Status::Success
        }
    }
}
