//! Runs and their jobs: looking, starting again, cancelling.

use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::GitHub;
use crate::model::clean;
use crate::model::failure::Failure;
use crate::model::moment::Moment;
use crate::model::workflow_run::{Job, Run, State, Step};
use crate::outside::http::Method;

/// A page of runs is long: each carries its repository twice.
const RUNS: &str = "20";

#[derive(Deserialize)]
struct Runs {
    workflow_runs: Vec<WrittenRun>,
}

#[derive(Deserialize)]
pub(super) struct WrittenRun {
    id: u64,
    #[serde(default)]
    workflow_id: u64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    display_title: Option<String>,
    #[serde(default)]
    path: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    head_branch: Option<String>,
    #[serde(default)]
    head_sha: String,
    #[serde(default)]
    run_attempt: Option<u64>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    conclusion: Option<String>,
    #[serde(default)]
    html_url: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    run_started_at: Option<String>,
    #[serde(default)]
    updated_at: Option<String>,
    #[serde(default)]
    actor: Option<Actor>,
    #[serde(default)]
    repository: Option<Repository>,
    #[serde(default)]
    head_repository: Option<Repository>,
}

#[derive(Deserialize)]
struct Actor {
    #[serde(default)]
    login: String,
}

#[derive(Deserialize)]
struct Repository {
    #[serde(default)]
    full_name: String,
}

#[derive(Deserialize)]
pub(super) struct Jobs {
    #[serde(default)]
    total_count: usize,
    jobs: Vec<WrittenJob>,
}

#[derive(Deserialize)]
struct WrittenJob {
    id: u64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    conclusion: Option<String>,
    #[serde(default)]
    started_at: Option<String>,
    #[serde(default)]
    completed_at: Option<String>,
    #[serde(default)]
    html_url: Option<String>,
    #[serde(default)]
    steps: Option<Vec<WrittenStep>>,
}

#[derive(Deserialize)]
struct WrittenStep {
    #[serde(default)]
    number: u64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    conclusion: Option<String>,
    #[serde(default)]
    started_at: Option<String>,
    #[serde(default)]
    completed_at: Option<String>,
}

fn moment(text: Option<&String>) -> Option<Moment> {
    text.and_then(|text| Moment::parse(text))
}

/// An address to be shown and opened: only one that a browser takes.
pub(super) fn web(text: &str) -> String {
    let good = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    if good { clean::short(text, 500) } else { String::new() }
}

impl WrittenRun {
    pub(super) fn read(self) -> Run {
        let of = |repository: Option<Repository>| repository.map(|repository| repository.full_name);
        let (own, head) = (of(self.repository), of(self.head_repository));
        Run {
            id: self.id,
            workflow: self.workflow_id,
            name: clean::short(self.name.as_deref().unwrap_or_default(), 100),
            title: clean::short(self.display_title.as_deref().unwrap_or_default(), 200),
            // Runs of required workflows carry the ref behind an `@`.
            path: clean::short(self.path.split('@').next().unwrap_or_default(), 300),
            event: clean::short(&self.event, 60),
            branch: self.head_branch.map(|branch| clean::short(&branch, 255)),
            commit: clean::short(&self.head_sha, 64),
            attempt: self.run_attempt.unwrap_or(1),
            state: State::read(self.status.as_deref().unwrap_or_default(), self.conclusion.as_deref()),
            url: web(&self.html_url),
            created: moment(self.created_at.as_ref()),
            started: moment(self.run_started_at.as_ref().or(self.created_at.as_ref())),
            updated: moment(self.updated_at.as_ref()),
            actor: clean::short(&self.actor.map(|actor| actor.login).unwrap_or_default(), 100),
            from_fork: own.is_some() && head.is_some() && own != head,
        }
    }
}

impl Jobs {
    /// Whether this page holds them all.
    pub(super) fn is_whole(&self) -> bool {
        self.jobs.len() >= self.total_count
    }

    pub(super) fn read(self) -> Vec<Job> {
        self.jobs.into_iter().map(WrittenJob::read).collect()
    }
}

impl WrittenJob {
    fn read(self) -> Job {
        Job {
            id: self.id,
            name: clean::short(&self.name, 200),
            state: State::read(&self.status, self.conclusion.as_deref()),
            started: moment(self.started_at.as_ref()),
            completed: moment(self.completed_at.as_ref()),
            url: web(self.html_url.as_deref().unwrap_or_default()),
            steps: self.steps.unwrap_or_default().into_iter().map(WrittenStep::read).collect(),
        }
    }
}

impl WrittenStep {
    fn read(self) -> Step {
        Step {
            number: self.number,
            name: clean::short(&self.name, 200),
            state: State::read(&self.status, self.conclusion.as_deref()),
            started: moment(self.started_at.as_ref()),
            completed: moment(self.completed_at.as_ref()),
        }
    }
}

/// Which runs are wanted; the newest come first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which<'a> {
    /// A workflow's file name or id.
    pub workflow: Option<&'a str>,
    pub branch: Option<&'a str>,
    pub event: Option<&'a str>,
    pub commit: Option<&'a str>,
}

impl GitHub {
    pub(super) fn runs_url(&self, which: Which<'_>) -> Url {
        let mut query = vec![("per_page", RUNS)];
        query.extend(which.branch.map(|branch| ("branch", branch)));
        query.extend(which.event.map(|event| ("event", event)));
        query.extend(which.commit.map(|commit| ("head_sha", commit)));
        match which.workflow {
            Some(workflow) => self.below(&["actions", "workflows", workflow, "runs"], &query),
            None => self.below(&["actions", "runs"], &query),
        }
    }

    pub(super) fn run_url(&self, id: u64) -> Url {
        self.below(&["actions", "runs", &id.to_string()], &[])
    }

    pub(super) fn jobs_url(&self, id: u64) -> Url {
        let query = [("filter", "latest"), ("per_page", "100")];
        self.below(&["actions", "runs", &id.to_string(), "jobs"], &query)
    }

    /// The newest runs of this kind, twenty at most.
    ///
    /// # Errors
    /// 404 for a workflow that is not there, or the usual.
    pub async fn runs(&self, which: Which<'_>) -> Result<Vec<Run>, Failure> {
        let runs: Runs = self.get(self.runs_url(which)).await?;
        Ok(runs.workflow_runs.into_iter().map(WrittenRun::read).collect())
    }

    /// One run.
    ///
    /// # Errors
    /// 404 where there is none, or the usual.
    pub async fn run(&self, id: u64) -> Result<Run, Failure> {
        self.get::<WrittenRun>(self.run_url(id)).await.map(WrittenRun::read)
    }

    /// One attempt of a run, with its jobs.
    ///
    /// # Errors
    /// 404 where there is none, or the usual.
    pub async fn attempt(&self, id: u64, attempt: u64) -> Result<(Run, Vec<Job>), Failure> {
        let (id, attempt) = (id.to_string(), attempt.to_string());
        let at = |more: &[&str], query: &[(&str, &str)]| {
            let parts = ["actions", "runs", &id, "attempts", &attempt];
            self.below(&parts.iter().chain(more).copied().collect::<Vec<_>>(), query)
        };
        let run = self.get::<WrittenRun>(at(&[], &[])).await?.read();
        let pages: Vec<Jobs> = self.pages(at(&["jobs"], &[("per_page", "100")])).await?;
        Ok((run, pages.into_iter().flat_map(Jobs::read).collect()))
    }

    /// The jobs of a run's latest attempt.
    ///
    /// # Errors
    /// 404 where there is no such run, or the usual.
    pub async fn jobs(&self, run: u64) -> Result<Vec<Job>, Failure> {
        let pages: Vec<Jobs> = self.pages(self.jobs_url(run)).await?;
        Ok(pages.into_iter().flat_map(Jobs::read).collect())
    }

    /// Starts the failed jobs of a run again, and those that need them. The run keeps its id.
    ///
    /// # Errors
    /// 403 where it is still running, more than thirty days old, or its workflow file is broken.
    pub async fn rerun_failed(&self, run: u64) -> Result<(), Failure> {
        let url = self.below(&["actions", "runs", &run.to_string(), "rerun-failed-jobs"], &[]);
        self.write(Method::POST, url, Some(&json!({}))).await.map(drop)
    }

    /// Asks for a run to be cancelled; that takes GitHub a while.
    ///
    /// # Errors
    /// 409 where it cannot be cancelled any more.
    pub async fn cancel(&self, run: u64) -> Result<(), Failure> {
        let url = self.below(&["actions", "runs", &run.to_string(), "cancel"], &[]);
        self.write(Method::POST, url, None).await.map(drop)
    }
}
