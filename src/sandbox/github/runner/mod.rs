//! The runners: a started run really takes the secrets as they are stored, really logs in, really pushes.

mod call;
mod composite;
mod docker;
mod expression;
mod journal;
mod matrix;
pub(super) mod plan;
mod queue;
mod script;
mod seen;
mod steps;
mod tags;
mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use self::docker::Docker;
use self::journal::Journal;
use self::plan::{JobPlan, StepPlan};
pub(super) use self::queue::{Cause, pushed};
use self::steps::Desk;
use super::Service;
use super::run::{Job, Run, Status, Step};
use crate::sandbox::Shared;
use crate::sandbox::scenario::{Author, PastRun};

/// Lets a queued run begin.
pub(super) fn start(shared: &Arc<Shared>, id: u64) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let step = Duration::from_millis(shared.github.state().service.step_milliseconds);
        let mut runner = Runner { shared: &shared, id, pace: Pace::Live(step) };
        tokio::select! {
            () = shared.stop.cancelled() => {}
            () = runner.run() => {}
        }
    });
}

impl Service {
    /// Lets the runs of the past take place, once; everybody who asks GitHub something waits for that.
    pub(super) async fn settle(&self, shared: &Arc<Shared>) {
        self.past
            .get_or_init(|| async {
                for past in shared.past.clone() {
                    take_place(shared, &past).await;
                }
            })
            .await;
    }
}

/// A run of the past leaves its own record, and what it pushed; but nobody's token was used just now.
async fn take_place(shared: &Arc<Shared>, past: &PastRun) {
    let began = shared.clock.now() - past.hours_ago * 3600;
    let before = {
        let world = shared.world();
        (world.tokens.clone(), world.failed_logins.clone())
    };
    let id = {
        let mut state = shared.github.state();
        let file = past.workflow.as_deref();
        let workflow = match file {
            Some(file) => state.workflow(file).cloned(),
            None => state.workflows.first().cloned(),
        };
        let Some(workflow) = workflow else { return };
        let default = state.repository.default_branch.clone();
        let branch = match past.by {
            Author::Member => default.clone(),
            Author::Fork => "fix-typo".to_owned(),
            Author::Dependabot => "dependabot/docker/alpine-3.23".to_owned(),
        };
        let sha = state.git.resolve(&default).map(|commit| commit.sha.clone()).unwrap_or_default();
        let cause = Cause {
            event: &past.event,
            author: past.by,
            branch: &branch,
            sha: &sha,
            inputs: BTreeMap::new(),
        };
        state.queue(&workflow, cause, began)
    };
    let steps = shared.github.state().steps_of(id);
    let each = past.seconds * 1000 / i64::try_from(steps.max(1)).unwrap_or(1);
    let pushed_since = shared.clock.now();
    let mut runner = Runner { shared, id, pace: Pace::Past { at: began * 1000, each } };
    runner.run().await;
    let mut world = shared.world();
    (world.tokens, world.failed_logins) = before;
    for tag in world.content.shelves.values_mut().flat_map(|shelf| shelf.tags.values_mut()) {
        if tag.pushed >= pushed_since {
            (tag.pushed, tag.unseen) = (began + past.seconds, 0);
        }
    }
}

/// How time goes on for a run.
#[derive(Debug)]
enum Pace {
    /// Each step takes at least so long.
    Live(Duration),
    /// It is `at` (milliseconds since the epoch), and each step took so many of them.
    Past { at: i64, each: i64 },
}

struct Runner<'a> {
    shared: &'a Arc<Shared>,
    id: u64,
    pace: Pace,
}

impl Runner<'_> {
    fn now(&self) -> Timestamp {
        match &self.pace {
            Pace::Live(_) => {
                let offset = self.shared.clock.now() - Timestamp::now().as_second();
                Timestamp::now()
                    .saturating_add(jiff::SignedDuration::from_secs(offset))
                    .unwrap_or(Timestamp::MAX)
            }
            Pace::Past { at, .. } => Timestamp::from_millisecond(*at).unwrap_or(Timestamp::MIN),
        }
    }

    fn second(&self) -> i64 {
        self.now().as_second()
    }

    /// The time that a step takes, unless the run is cancelled before.
    async fn pass(&mut self, cancel: &CancellationToken) {
        match &mut self.pace {
            Pace::Live(step) => {
                tokio::select! {
                    () = cancel.cancelled() => {}
                    () = tokio::time::sleep(*step) => {}
                }
            }
            Pace::Past { at, each } => *at += *each,
        }
    }

    /// The whole attempt: its jobs one after the other, in the order in which they need each other.
    async fn run(&mut self) {
        let (plan, cancel) = {
            let mut state = self.shared.github.state();
            let run = state.run_mut(self.id);
            let (sha, path, cancel) = (run.sha.clone(), run.path.clone(), run.cancel.clone());
            (state.plan(&sha, &path), cancel)
        };
        self.pass(&cancel).await;
        if let Some(plan) = plan {
            self.change_run(|run, now| (run.status, run.updated) = (Status::InProgress, now));
            let mut waiting: Vec<&JobPlan> = plan.jobs.iter().collect();
            while let Some(next) = waiting.iter().position(|job| self.is_due(job)) {
                let job = waiting.remove(next);
                self.job(job, &cancel).await;
            }
            self.change_run(|run, now| (run.status, run.updated) = (run.verdict(), now));
        } else {
            // What is no workflow ends before anything began.
            self.change_run(|run, now| (run.status, run.updated) = (Status::Failure, now));
        }
    }

    fn change_run(&self, change: impl FnOnce(&mut Run, i64)) {
        change(self.shared.github.state().run_mut(self.id), self.second());
    }

    fn change_job(&self, key: &str, change: impl FnOnce(&mut Job, i64)) {
        if let Some(job) = self.shared.github.state().job_mut(self.id, key) {
            change(job, self.second());
        }
    }

    fn status_of(&self, key: &str) -> Option<Status> {
        self.shared.github.state().job_mut(self.id, key).map(|job| job.status)
    }

    /// Of all the jobs that a key means: those of a matrix, or of a called workflow.
    fn statuses(&self, key: &str) -> Vec<Status> {
        let means = |job: &str| {
            let rest = job.strip_prefix(key);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" (") || rest.starts_with(" / "))
        };
        let mut state = self.shared.github.state();
        let jobs = state.run_mut(self.id).latest_jobs().filter(|job| means(&job.key));
        jobs.map(|job| job.status).collect()
    }

    fn files(&self) -> BTreeMap<String, String> {
        let mut state = self.shared.github.state();
        let sha = state.run_mut(self.id).sha.clone();
        state.git.resolve(&sha).map(|commit| state.git.files(commit).clone()).unwrap_or_default()
    }

    /// What became of them.
    fn outcome_of(&self, key: &str) -> Option<Status> {
        let all = self.statuses(key);
        let first = all.first().copied()?;
        if all.iter().all(|status| *status == first) {
            return Some(first);
        }
        let worst = [Status::Queued, Status::InProgress, Status::Failure, Status::Cancelled];
        Some(worst.into_iter().find(|status| all.contains(status)).unwrap_or(Status::Success))
    }

    /// Whether everything that the job needs, or a job that calls it, is over.
    fn is_due(&self, job: &JobPlan) -> bool {
        let needs = job.chain().into_iter().flat_map(|job| &job.needs);
        needs.into_iter().all(|key| self.outcome_of(key).is_none_or(Status::is_over))
    }

    /// How a job ends whose turn has come, where it does not begin at all.
    fn left_out(&self, job: &JobPlan, cancel: &CancellationToken) -> Option<Status> {
        if job.ends.as_deref().is_some_and(|matrix| self.statuses(matrix).contains(&Status::Failure)) {
            return Some(Status::Cancelled);
        }
        let holds = |job: &JobPlan| {
            let mut context = self.context(job);
            context.failed = job.needs.iter().any(|key| self.outcome_of(key) != Some(Status::Success));
            context.cancelled = cancel.is_cancelled();
            context.holds(job.condition.as_deref())
        };
        let holds = job.chain().into_iter().all(holds);
        (!holds).then(|| if cancel.is_cancelled() { Status::Cancelled } else { Status::Skipped })
    }

    async fn job(&mut self, job: &JobPlan, cancel: &CancellationToken) {
        if self.status_of(&job.key).is_none_or(Status::is_over) {
            return;
        }
        if let Some(status) = self.left_out(job, cancel) {
            self.change_job(&job.key, |job, now| {
                (job.status, job.started, job.completed) = (status, Some(now), Some(now));
            });
            return;
        }
        let mut context = self.context(job);
        context.cancelled = cancel.is_cancelled();
        let secrets = context.all("secrets.").into_values();
        let addresses = &self.shared.addresses;
        let mut desk = Desk {
            docker: Docker::new(&addresses.token, &addresses.registry),
            journal: Journal::new(secrets),
            context,
            built: BTreeMap::new(),
            files: self.files(),
            checked_out: false,
            now: self.now(),
        };
        let names = ["Set up job"].into_iter().chain(job.steps.iter().map(|step| step.name.as_str()));
        let names: Vec<String> = names.map(|name| desk.context.fill(name)).collect();
        self.change_job(&job.key, |record, now| {
            (record.status, record.started) = (Status::InProgress, Some(now));
            record.steps = names.into_iter().map(Step::queued).collect();
        });
        self.set_up(&mut desk, job, cancel).await;
        let mut ended = Status::Success;
        for (at, step) in job.steps.iter().enumerate() {
            self.begin(&job.key, at + 1, &desk);
            let live = matches!(self.pace, Pace::Live(_));
            let cancels = |at: &mut String| live && *at == step.name;
            if self.shared.github.state().service.cancels_at.take_if(cancels).is_some() {
                cancel.cancel();
            }
            desk.context.cancelled = cancel.is_cancelled();
            let mut status = Status::Skipped;
            if desk.context.holds(step.condition.as_deref()) {
                self.pass(cancel).await;
                desk.now = self.now();
                status = match desk.perform(step).await {
                    true => Status::Success,
                    false if step.continues => Status::Success,
                    false => Status::Failure,
                };
            } else if cancel.is_cancelled() && ended != Status::Cancelled {
                desk.now = self.now();
                desk.say("##[error]The operation was canceled.");
                status = Status::Cancelled;
            }
            match status {
                Status::Failure => {
                    desk.context.failed = true;
                    ended = Status::Failure;
                }
                Status::Cancelled => ended = Status::Cancelled,
                _ => {}
            }
            self.end(&job.key, at + 1, status);
        }
        self.tidy(&mut desk, job, cancel).await;
        self.change_job(&job.key, |record, now| {
            (record.status, record.completed) = (ended, Some(now));
            record.log = desk.journal.text;
        });
    }

    async fn set_up(&mut self, desk: &mut Desk, job: &JobPlan, cancel: &CancellationToken) {
        self.begin(&job.key, 0, desk);
        self.pass(cancel).await;
        desk.now = self.now();
        desk.say("Current runner version: '2.329.0'");
        for line in
            ["##[group]Runner Image", "Image: ubuntu-24.04", "##[endgroup]", "Prepare all required actions"]
        {
            desk.say(line);
        }
        let uses = job.steps.iter().filter_map(|step| step.work.action());
        for action in uses {
            desk.say(&format!("Download action repository '{action}'"));
        }
        desk.say(&format!("Complete job name: {}", job.name));
        self.end(&job.key, 0, Status::Success);
    }

    /// What actions do after the job, in reverse, and the job's own end.
    async fn tidy(&mut self, desk: &mut Desk, job: &JobPlan, cancel: &CancellationToken) {
        let done = |at: usize| {
            let mut state = self.shared.github.state();
            let record = state.job_mut(self.id, &job.key);
            record.is_some_and(|record| {
                record.steps.get(at + 1).is_some_and(|step| step.status == Status::Success)
            })
        };
        let posts = ["docker/login-action", "docker/build-push-action", "actions/checkout"];
        let leaves = |step: &StepPlan| step.work.action().is_some_and(|action| posts.contains(&action));
        let steps = job.steps.iter().enumerate().rev();
        let again: Vec<&StepPlan> =
            steps.filter(|(at, step)| leaves(step) && done(*at)).map(|(_, step)| step).collect();
        let mut at = job.steps.len() + 1;
        for step in again {
            let name = format!("Post {}", step.name);
            self.change_job(&job.key, |record, _| record.steps.push(Step::queued(name)));
            self.begin(&job.key, at, desk);
            desk.clean_up(step);
            self.end(&job.key, at, Status::Success);
            at += 1;
        }
        self.change_job(&job.key, |record, _| record.steps.push(Step::queued("Complete job".to_owned())));
        self.begin(&job.key, at, desk);
        self.pass(cancel).await;
        desk.now = self.now();
        desk.say("Cleaning up orphan processes");
        self.end(&job.key, at, Status::Success);
    }

    fn begin(&self, job: &str, at: usize, desk: &Desk) {
        let from = desk.journal.text.len();
        self.change_job(job, |job, now| {
            if let Some(step) = job.steps.get_mut(at) {
                (step.status, step.started, step.log_from) = (Status::InProgress, Some(now), from);
            }
        });
    }

    fn end(&self, job: &str, at: usize, status: Status) {
        self.change_job(job, |job, now| {
            if let Some(step) = job.steps.get_mut(at) {
                (step.status, step.completed) = (status, Some(now));
            }
        });
    }
}

impl Step {
    fn queued(name: String) -> Self {
        Self { name, status: Status::Queued, started: None, completed: None, log_from: 0 }
    }
}
