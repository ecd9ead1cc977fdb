//! Why runs begin, and their records before anything has happened.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::start;
use crate::sandbox::Shared;
use crate::sandbox::github::run::{Job, Run, Status};
use crate::sandbox::github::state::{State, Workflow};
use crate::sandbox::scenario::Author;

/// Why a run begins.
pub(in crate::sandbox::github) struct Cause<'a> {
    pub(in crate::sandbox::github) event: &'a str,
    pub(in crate::sandbox::github) author: Author,
    pub(in crate::sandbox::github) branch: &'a str,
    pub(in crate::sandbox::github) sha: &'a str,
    pub(in crate::sandbox::github) inputs: BTreeMap<String, String>,
}

/// Words in a commit's message that keep runs from starting (docs: skipping workflow runs).
const SKIPPING: [&str; 5] = ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"];

/// A branch has moved, without any changed file.
pub(in crate::sandbox::github) fn pushed(shared: &Arc<Shared>, branch: &str, sha: &str) {
    let mut started = Vec::new();
    {
        let mut state = shared.github.state();
        let message = state.git.commits.get(sha).map(|commit| commit.message.clone()).unwrap_or_default();
        let skips = SKIPPING.iter().any(|word| message.contains(word))
            || message.lines().any(|line| line.trim() == "skip-checks: true");
        if skips || !state.repository.actions {
            return;
        }
        for workflow in state.workflows.clone() {
            if state.plan(sha, &workflow.path).is_some_and(|plan| plan.starts_on_push(branch)) {
                let inputs = BTreeMap::new();
                let cause = Cause { event: "push", author: Author::Member, branch, sha, inputs };
                started.push(state.queue(&workflow, cause, shared.clock.now()));
            }
        }
    }
    started.into_iter().for_each(|id| start(shared, id));
}

impl State {
    /// Queues a run and returns its number.
    pub(in crate::sandbox::github) fn queue(
        &mut self,
        workflow: &Workflow,
        cause: Cause<'_>,
        now: i64,
    ) -> u64 {
        let number = self.runs.iter().filter(|run| run.workflow_id == workflow.id).count() as u64 + 1;
        let commit = self.git.commits.get(cause.sha);
        let message = commit.map(|commit| commit.message.lines().next().unwrap_or_default().to_owned());
        let name = self.workflow_name(workflow);
        let by_hand = cause.event == "workflow_dispatch";
        let id = self.next_id();
        let run = Run {
            id,
            number,
            attempt: 1,
            path: workflow.path.clone(),
            workflow_id: workflow.id,
            title: if by_hand { name.clone() } else { message.unwrap_or_default() },
            name,
            event: cause.event.to_owned(),
            author: cause.author,
            branch: cause.branch.to_owned(),
            sha: cause.sha.to_owned(),
            inputs: cause.inputs,
            created: now,
            started: now,
            updated: now,
            status: Status::Queued,
            jobs: Vec::new(),
            cancel: CancellationToken::new(),
        };
        self.runs.push(run);
        let jobs = self.new_jobs(id, 1, now, |_| None);
        self.run_mut(id).jobs = jobs;
        id
    }

    /// Queues a run's next attempt. Jobs that are not wanted again keep their outcome.
    pub(in crate::sandbox::github) fn requeue(&mut self, id: u64, wanted: &impl Fn(&Job) -> bool, now: i64) {
        let run = self.run_mut(id);
        let kept: Vec<Job> = run.latest_jobs().filter(|job| !wanted(job)).cloned().collect();
        run.attempt += 1;
        (run.status, run.started, run.updated) = (Status::Queued, now, now);
        run.cancel = CancellationToken::new();
        let attempt = run.attempt;
        let jobs = self.new_jobs(id, attempt, now, |key| kept.iter().find(|job| job.key == key).cloned());
        self.run_mut(id).jobs.extend(jobs);
    }

    fn new_jobs(&mut self, id: u64, attempt: u32, now: i64, kept: impl Fn(&str) -> Option<Job>) -> Vec<Job> {
        let run = self.run_mut(id);
        let (sha, path) = (run.sha.clone(), run.path.clone());
        let plans = self.plan(&sha, &path).map(|plan| plan.jobs).unwrap_or_default();
        let lag = self.service.log_lag_reads;
        let mut jobs = Vec::new();
        for plan in plans {
            let id = self.next_id();
            jobs.push(match kept(&plan.key) {
                Some(job) => Job { id, attempt, ..job },
                None => Job {
                    id,
                    attempt,
                    name: plan.name.clone(),
                    key: plan.key.clone(),
                    status: Status::Queued,
                    created: now,
                    started: None,
                    completed: None,
                    steps: Vec::new(),
                    log: String::new(),
                    log_lag: lag,
                },
            });
        }
        jobs
    }

    pub(super) fn run_mut(&mut self, id: u64) -> &mut Run {
        self.runs.iter_mut().find(|run| run.id == id).expect("runs are never removed")
    }

    pub(super) fn job_mut(&mut self, run: u64, key: &str) -> Option<&mut Job> {
        let run = self.run_mut(run);
        let attempt = run.attempt;
        run.jobs.iter_mut().find(|job| job.attempt == attempt && job.key == key)
    }

    /// How many times a run of this workflow passes time at least.
    pub(super) fn steps_of(&self, id: u64) -> usize {
        let run = self.runs.iter().find(|run| run.id == id);
        let plan = run.and_then(|run| self.plan(&run.sha, &run.path));
        plan.map_or(1, |plan| plan.jobs.iter().map(|job| job.steps.len() + 2).sum::<usize>() + 1)
    }
}
