//! A failed run as the diagnosis reads it: the logs of its failing jobs, and the workflow.

use serde::Serialize;

use super::args::RepoArgs;
use super::{stop, there};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop};
use crate::model::build_log::Masked;
use crate::model::run_address::RunAddress;
use crate::model::workflow_run::{Job, Ran, Run};
use crate::outside::ci::There;
use crate::text::{diagnosis, github as words};

/// What was fetched; at least one log.
#[derive(Debug)]
pub struct Fetched {
    pub workflow: Option<String>,
    pub ran: Ran,
    pub logs: Vec<(JobOfRun, Log)>,
}

/// A log, and the names that it hides, as far as they are known.
#[derive(Debug)]
pub struct Log {
    pub text: String,
    pub masked: Vec<Masked>,
}

/// The job that a log is of.
#[derive(Debug, Serialize)]
pub struct JobOfRun {
    pub repository: String,
    pub id: u64,
    pub attempt: u64,
    pub commit: String,
    pub url: String,
    pub job: String,
}

/// Fetches what the run left to read.
pub(super) async fn fetch(call: &Call, run: &str, repo: Option<&str>) -> Result<Fetched, Stop> {
    let address = RunAddress::parse(run).ok_or_else(|| Stop::usage(diagnosis::not_a_run(run)))?;
    let named = address.repository.as_ref().map(|(host, slug)| format!("{host}/{slug}"));
    let repo = RepoArgs { repo: named.or_else(|| repo.map(str::to_owned)), dry_run: false, json: false };
    let there = there(call, &repo, true).await?;
    let (run, jobs) = look(&there, &address).await?;
    if !run.state.is_done() {
        return Err(Stop { words: words::still_running(run.id.to_string()), code: Code::CheckFailed });
    }
    let failed = there.github.failed_run(&run, &jobs).await;
    let nothing = match failed.jobs.first() {
        Some(job) => words::no_log(&job.name),
        None if run.state.failed() => diagnosis::run_without_jobs(&run.url),
        None => diagnosis::run_did_not_fail(run.id.to_string()),
    };
    let of = |job: String| JobOfRun {
        repository: there.github.slug().to_string(),
        id: run.id,
        attempt: run.attempt,
        commit: run.commit.clone(),
        url: run.url.clone(),
        job,
    };
    let logs: Vec<(JobOfRun, Log)> = failed
        .jobs
        .into_iter()
        .filter_map(|job| Some((of(job.name), Log { text: job.log?, masked: job.masked })))
        .collect();
    if logs.is_empty() {
        return Err(Stop { words: nothing, code: Code::CheckFailed });
    }
    let ran = run.ran(&there.host, there.github.slug());
    Ok(Fetched { workflow: failed.workflow, ran, logs })
}

/// The run with those of its jobs that the address means.
async fn look(there: &There, address: &RunAddress) -> Result<(Run, Vec<Job>), Stop> {
    let github = &there.github;
    let looked = match address.attempt {
        Some(attempt) => github.attempt(address.id, attempt).await,
        None => match github.run(address.id).await {
            Ok(run) => github.jobs(run.id).await.map(|jobs| (run, jobs)),
            Err(failure) => Err(failure),
        },
    };
    let (run, jobs) = looked.map_err(|failure| stop(&failure))?;
    let Some(wanted) = address.job else { return Ok((run, jobs)) };
    // The address of a job of an earlier attempt names no attempt.
    if let Some(job) = jobs.iter().find(|job| job.id == wanted).cloned() {
        return Ok((run, vec![job]));
    }
    for attempt in (1..run.attempt).rev() {
        let (run, jobs) = github.attempt(address.id, attempt).await.map_err(|failure| stop(&failure))?;
        if let Some(job) = jobs.into_iter().find(|job| job.id == wanted) {
            return Ok((run, vec![job]));
        }
    }
    Err(Stop {
        words: diagnosis::no_such_job(wanted.to_string(), address.id.to_string()),
        code: Code::CheckFailed,
    })
}
