//! Watching a run with few requests, most of them answered "not modified".

use std::time::Duration;

use serde::de::DeserializeOwned;
use url::Url;

use super::GitHub;
use super::runs::{Jobs, WrittenRun};
use crate::model::failure::{Failure, FailureKind};
use crate::model::workflow_run::{Job, Run, Seen};
use crate::outside::http::{Method, now, shown};

/// After the network failed, for as long as a break usually takes.
const MAX_TROUBLE: u32 = 20;
/// Where a rule keeps from looking and does not say for how long.
const RULED: Duration = Duration::from_secs(60);

/// A run that is being watched.
#[derive(Debug)]
pub struct Watch {
    id: u64,
    run: Option<(Run, Option<String>)>,
    jobs: Option<(Vec<Job>, Option<String>)>,
    /// Whether the run itself is asked about next; the jobs otherwise.
    run_next: bool,
    /// How many looks in a row the network kept from.
    trouble: u32,
}

enum Fresh<T> {
    Same,
    New(T, Option<String>),
}

impl Watch {
    #[must_use]
    pub fn new(run: u64) -> Self {
        Self { id: run, run: None, jobs: None, run_next: true, trouble: 0 }
    }

    /// Looks once: two requests the first time, then one. Jobs tell more than their run and are asked
    /// about while one of them works; the run where none does, since only it says that all is over.
    ///
    /// # Errors
    /// The usual; a rate limit with the moment from which on to look again.
    pub async fn look(&mut self, github: &GitHub) -> Result<Seen, Failure> {
        let mut changed = false;
        let first = self.run.is_none() || self.jobs.is_none();
        if first || self.run_next {
            changed |= self.look_at_run(github).await?;
        }
        // A run that has just ended leaves its jobs' last states to be read.
        let over = changed && self.run.as_ref().is_some_and(|(run, _)| run.state.is_done());
        if first || !self.run_next || over {
            changed |= self.look_at_jobs(github).await?;
        }
        let (run, _) = self.run.as_ref().expect("looked at above, or earlier");
        let (jobs, _) = self.jobs.as_ref().expect("looked at above, or earlier");
        let idle = jobs.iter().all(|job| job.state.is_done());
        // With nothing at work, the two take turns: more jobs may follow.
        self.run_next = idle && !self.run_next || jobs.is_empty();
        self.trouble = 0;
        Ok(Seen { run: run.clone(), jobs: jobs.clone(), changed })
    }

    /// How long to wait after a look that failed, `pace` at least; nothing where another will not help. The run
    /// goes on without us: a break in the network is waited out, and so is a limit.
    pub fn pause_after(&mut self, failure: &Failure, pace: Duration) -> Option<Duration> {
        match failure.kind {
            FailureKind::RateLimited { until } => {
                Some(until.map_or(RULED, |until| until.since(now())).max(pace))
            }
            _ if failure.status().is_none_or(|status| status >= 500) && self.trouble < MAX_TROUBLE => {
                self.trouble += 1;
                Some(pace)
            }
            _ => None,
        }
    }

    async fn look_at_run(&mut self, github: &GitHub) -> Result<bool, Failure> {
        let etag = self.run.as_ref().and_then(|(_, etag)| etag.as_deref());
        match github.fresh::<WrittenRun>(github.run_url(self.id), etag).await? {
            Fresh::Same => Ok(false),
            Fresh::New(run, etag) => {
                let run = run.read();
                let changed = self.run.as_ref().is_none_or(|(known, _)| *known != run);
                self.run = Some((run, etag));
                Ok(changed)
            }
        }
    }

    async fn look_at_jobs(&mut self, github: &GitHub) -> Result<bool, Failure> {
        let etag = self.jobs.as_ref().and_then(|(_, etag)| etag.as_deref());
        match github.fresh::<Jobs>(github.jobs_url(self.id), etag).await? {
            Fresh::Same => Ok(false),
            Fresh::New(page, etag) => {
                let jobs = if page.is_whole() { page.read() } else { github.jobs(self.id).await? };
                let changed = self.jobs.as_ref().is_none_or(|(known, _)| *known != jobs);
                self.jobs = Some((jobs, etag));
                Ok(changed)
            }
        }
    }
}

impl GitHub {
    /// Asks only for what is newer than this tag.
    async fn fresh<T: DeserializeOwned>(&self, url: Url, etag: Option<&str>) -> Result<Fresh<T>, Failure> {
        let request = shown(&Method::GET, &url);
        let answer = self.send(Method::GET, url, None, etag).await?;
        if answer.status == 304 && etag.is_some() {
            return Ok(Fresh::Same);
        }
        let tag = answer.header("etag").map(str::to_owned);
        Ok(Fresh::New(answer.json().map_err(|failure| failure.at(&request))?, tag))
    }
}
