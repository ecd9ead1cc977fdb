//! Runs and their jobs: listed, read, started again, cancelled.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shelf};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::paging::Paging;
use super::run::{Job, Run, Status, Step};
use super::state::State;
use super::{not_found, read_body, refuse, runner, unprocessable};
use crate::sandbox::Shared;
use crate::sandbox::clock::whole_seconds;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Author;

type Names = Path<HashMap<String, String>>;

/// Values of `status` that the description allows: states and conclusions alike.
const STATUSES: [&str; 14] = [
    "completed",
    "action_required",
    "cancelled",
    "failure",
    "neutral",
    "skipped",
    "stale",
    "success",
    "timed_out",
    "in_progress",
    "queued",
    "requested",
    "waiting",
    "pending",
];

#[derive(Deserialize)]
pub(super) struct Wanted {
    event: Option<String>,
    branch: Option<String>,
    actor: Option<String>,
    status: Option<String>,
    head_sha: Option<String>,
    created: Option<String>,
}

impl Wanted {
    fn fits(&self, run: &Run, actor: &str) -> bool {
        let is =
            |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
        let status = self
            .status
            .as_deref()
            .is_none_or(|wanted| run.status.as_str() == wanted || run.status.conclusion() == Some(wanted));
        is(&self.event, &run.event)
            && is(&self.branch, &run.branch)
            && is(&self.actor, actor)
            && is(&self.head_sha, &run.sha)
            && status
            && self.created.as_deref().is_none_or(|created| made(created, run.created))
    }
}

/// `>=T`, `>T`, `<=T`, `<T` or `A..B` of the search syntax; a day stands for its beginning.
fn made(created: &str, moment: i64) -> bool {
    let second = |text: &str| -> Option<i64> {
        let whole = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
        whole.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
    };
    let against = |text: &str, test: fn(i64, i64) -> bool| second(text).is_none_or(|at| test(moment, at));
    if let Some((from, to)) = created.split_once("..") {
        return against(from, |moment, at| moment >= at) && against(to, |moment, at| moment <= at);
    }
    if let Some(text) = created.strip_prefix(">=") {
        against(text, |moment, at| moment >= at)
    } else if let Some(text) = created.strip_prefix('>') {
        against(text, |moment, at| moment > at)
    } else if let Some(text) = created.strip_prefix("<=") {
        against(text, |moment, at| moment <= at)
    } else if let Some(text) = created.strip_prefix('<') {
        against(text, |moment, at| moment < at)
    } else {
        second(created).is_none_or(|at| (at..at + 86_400).contains(&moment))
    }
}

pub(super) async fn list(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Response, Refusal> {
    if wanted.status.as_deref().is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(unprocessable("status is not a status or conclusion of runs."));
    }
    let state = shared.github.state();
    let workflow = match names.get("workflow") {
        Some(name) => Some(state.workflow(name).ok_or_else(not_found)?.id),
        None => None,
    };
    let origin = &shared.addresses.github;
    let fits = |run: &&Run| {
        workflow.is_none_or(|id| id == run.workflow_id) && wanted.fits(run, state.actor(run.author))
    };
    let all: Vec<Value> =
        state.runs.iter().rev().filter(fits).map(|run| run_shape(&state, origin, run)).collect();
    Ok(paging.of(origin, &uri, "workflow_runs", &all))
}

/// The run that the path names.
pub(super) fn named<'a>(state: &'a State, names: &HashMap<String, String>) -> Result<&'a Run, Refusal> {
    let id = names.get("run").and_then(|id| id.parse::<u64>().ok());
    let run = state.runs.iter().find(|run| Some(run.id) == id).ok_or_else(not_found)?;
    let attempt = names.get("attempt").map(|attempt| attempt.parse::<u32>().unwrap_or_default());
    match attempt {
        Some(attempt) if attempt == 0 || attempt > run.attempt => Err(not_found()),
        _ => Ok(run),
    }
}

/// The job that the path names, with its run.
pub(super) fn named_job<'a>(
    state: &'a State,
    names: &HashMap<String, String>,
) -> Result<(&'a Run, &'a Job), Refusal> {
    let id = names.get("job").and_then(|id| id.parse::<u64>().ok());
    let all = state.runs.iter().flat_map(|run| run.jobs.iter().map(move |job| (run, job)));
    all.into_iter().find(|(_, job)| Some(job.id) == id).ok_or_else(not_found)
}

pub(super) async fn read(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let state = shared.github.state();
    let run = named(&state, &names)?;
    Ok(Json(run_shape(&state, &shared.addresses.github, run)))
}

#[derive(Deserialize)]
pub(super) struct Filter {
    filter: Option<String>,
}

pub(super) async fn jobs(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
    Query(filter): Query<Filter>,
    Query(paging): Query<Paging>,
) -> Result<Response, Refusal> {
    let state = shared.github.state();
    let run = named(&state, &names)?;
    let attempt = names.get("attempt").and_then(|attempt| attempt.parse().ok()).unwrap_or(run.attempt);
    let all = match filter.filter.as_deref() {
        None | Some("latest") => false,
        Some("all") => true,
        Some(_) => return Err(unprocessable("filter is neither latest nor all.")),
    };
    let origin = &shared.addresses.github;
    let wanted = run.jobs.iter().filter(|job| all || job.attempt == attempt);
    let shown: Vec<Value> = wanted.map(|job| job_shape(&state, origin, run, job)).collect();
    Ok(paging.of(origin, &uri, "jobs", &shown))
}

pub(super) async fn job(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let state = shared.github.state();
    let (run, job) = named_job(&state, &names)?;
    Ok(Json(job_shape(&state, &shared.addresses.github, run, job)))
}

/// What the job said with `##[error]`; a job's id is the id of its check run.
pub(super) async fn annotations(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
    Query(paging): Query<Paging>,
) -> Result<Response, Refusal> {
    let state = shared.github.state();
    let (run, job) = named_job(&state, &names)?;
    let errors = job.log.lines().filter_map(|line| Some(line.split_once("##[error]")?.1));
    let shown = errors.map(|message| {
        json!({
            "path": ".github", "start_line": 1, "end_line": 1, "start_column": null, "end_column": null,
            "annotation_level": "failure", "title": "", "message": message, "raw_details": "",
            "blob_href": format!("{}/blob/{}/.github", state.html(), run.sha),
        })
    });
    Ok(paging.bare(&shared.addresses.github, &uri, &shown.collect::<Vec<_>>()))
}

pub(super) async fn rerun(shelf: Shelf<Arc<Shared>>, names: Names, body: Bytes) -> Result<Response, Refusal> {
    again(&shelf.0, &names.0, &body, |_| true)
}

pub(super) async fn rerun_failed(
    shelf: Shelf<Arc<Shared>>,
    names: Names,
    body: Bytes,
) -> Result<Response, Refusal> {
    again(&shelf.0, &names.0, &body, |job| job.status != Status::Success)
}

pub(super) async fn rerun_job(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(mut names): Names,
    body: Bytes,
) -> Result<Response, Refusal> {
    let key = {
        let state = shared.github.state();
        let (run, job) = named_job(&state, &names)?;
        names.insert("run".to_owned(), run.id.to_string());
        job.key.clone()
    };
    again(&shared, &names, &body, |job| job.key == key || job.status != Status::Success)
}

fn again(
    shared: &Arc<Shared>,
    names: &HashMap<String, String>,
    body: &[u8],
    wanted: impl Fn(&Job) -> bool,
) -> Result<Response, Refusal> {
    if !body.is_empty() {
        read_body(body)?;
    }
    let id = {
        let mut state = shared.github.state();
        let run = named(&state, names)?;
        let id = run.id;
        if !run.status.is_over() {
            return Err(refuse(StatusCode::FORBIDDEN, "This workflow is already running"));
        }
        if !run.latest_jobs().any(&wanted) {
            return Err(refuse(StatusCode::FORBIDDEN, "This workflow run has no failed jobs to re-run"));
        }
        state.requeue(id, &wanted, shared.clock.now());
        id
    };
    runner::start(shared, id);
    Ok((StatusCode::CREATED, Json(json!({}))).into_response())
}

pub(super) async fn cancel(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Response, Refusal> {
    let state = shared.github.state();
    let run = named(&state, &names)?;
    if run.status.is_over() {
        return Err(refuse(StatusCode::CONFLICT, "Cannot cancel a workflow run that is completed."));
    }
    run.cancel.cancel();
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}

fn run_shape(state: &State, origin: &str, run: &Run) -> Value {
    let repository = state.address(origin);
    let url = format!("{repository}/actions/runs/{}", run.id);
    let head = if run.author == Author::Fork { state.actor(run.author) } else { &state.owner };
    json!({
        "id": run.id,
        "node_id": format!("WFR_{}", run.id),
        "name": run.name,
        "display_title": run.title,
        "head_branch": run.branch,
        "head_sha": run.sha,
        "path": run.path,
        "run_number": run.number,
        "run_attempt": run.attempt,
        "event": run.event,
        "status": run.status.as_str(),
        "conclusion": run.status.conclusion(),
        "workflow_id": run.workflow_id,
        "check_suite_id": run.id + 1,
        "check_suite_node_id": format!("CS_{}", run.id + 1),
        "url": url,
        "html_url": format!("{}/actions/runs/{}", state.html(), run.id),
        "pull_requests": [],
        "created_at": whole_seconds(run.created),
        "updated_at": whole_seconds(run.updated),
        "run_started_at": whole_seconds(run.started),
        "actor": state.who(origin, run.author),
        "triggering_actor": state.who(origin, run.author),
        "jobs_url": format!("{url}/jobs"),
        "logs_url": format!("{url}/logs"),
        "check_suite_url": format!("{repository}/check-suites/{}", run.id + 1),
        "artifacts_url": format!("{url}/artifacts"),
        "cancel_url": format!("{url}/cancel"),
        "rerun_url": format!("{url}/rerun"),
        "previous_attempt_url": (run.attempt > 1).then(|| format!("{url}/attempts/{}", run.attempt - 1)),
        "workflow_url": format!("{repository}/actions/workflows/{}", run.workflow_id),
        "head_commit": state.head_commit(&run.sha),
        "repository": state.minimal(origin, &state.owner, false),
        "head_repository": state.minimal(origin, head, run.author == Author::Fork),
    })
}

fn job_shape(state: &State, origin: &str, run: &Run, job: &Job) -> Value {
    let repository = state.address(origin);
    let started = job.started.unwrap_or(job.created);
    json!({
        "id": job.id,
        "run_id": run.id,
        "run_url": format!("{repository}/actions/runs/{}", run.id),
        "run_attempt": job.attempt,
        "node_id": format!("CR_{}", job.id),
        "head_sha": run.sha,
        "head_branch": run.branch,
        "workflow_name": run.name,
        "name": job.name,
        "url": format!("{repository}/actions/jobs/{}", job.id),
        "html_url": format!("{}/actions/runs/{}/job/{}", state.html(), run.id, job.id),
        "check_run_url": format!("{repository}/check-runs/{}", job.id),
        "status": job.status.as_str(),
        "conclusion": job.status.conclusion(),
        "created_at": whole_seconds(job.created),
        "started_at": whole_seconds(started),
        "completed_at": job.completed.map(whole_seconds),
        "labels": ["ubuntu-latest"],
        "runner_id": job.started.map(|_| 1),
        "runner_name": job.started.map(|_| "GitHub Actions 1"),
        "runner_group_id": job.started.map(|_| 0),
        "runner_group_name": job.started.map(|_| "GitHub Actions"),
        "steps": job.steps.iter().enumerate().map(step_shape).collect::<Vec<_>>(),
    })
}

fn step_shape((index, step): (usize, &Step)) -> Value {
    json!({
        "name": step.name,
        "status": step.status.as_str(),
        "conclusion": step.status.conclusion(),
        "number": index + 1,
        "started_at": step.started.map(whole_seconds),
        "completed_at": step.completed.map(whole_seconds),
    })
}
