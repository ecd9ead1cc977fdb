//! Which build can be started; starting it, once; watching it to its end; and why it failed, if it did.

use std::time::Duration;

use crate::diagnosis::{self, Evidence, redact};
use crate::flow::github::{Ended, FailedJob, News, Offered};
use crate::model::build_log::{self, Masked};
use crate::model::failure::Failure;
use crate::model::start::{Asked, NoAim};
use crate::model::workflow_run::{Job, Run};
use crate::outside::ci::{There, start};
use crate::outside::github::Watch;

/// How long to wait before the next look. Most looks find nothing new and cost nothing of the limit.
const PACE: Duration = Duration::from_secs(3);
/// The same in practice, whose builds take seconds.
const PRACTICE_PACE: Duration = Duration::from_millis(200);
/// Of the lines at which a job failed, so many are shown.
const LINES: usize = 6;
/// So much of a line.
const SHOWN: usize = 300;

/// # Errors
/// Why there is no build to start.
pub async fn read(
    there: &There,
    workflow: Option<&str>,
    asked: Option<&Asked>,
) -> Result<Box<Offered>, NoAim> {
    let aim = start::aim(there, workflow, None).await?;
    let began = asked.and_then(|asked| asked.began(&aim.runs));
    Ok(Box::new(Offered { aim, began }))
}

/// Watches a run to its end, at least of this attempt, and reads why it failed.
///
/// # Errors
/// The run cannot be looked at (any more); it goes on without us.
pub async fn watch(
    there: &There,
    run: u64,
    attempt: u64,
    tell: &(dyn Fn(News) + Send + Sync),
) -> Result<Box<Ended>, Failure> {
    let mut watch = Watch::new(run);
    let pace = pace(there);
    let seen = loop {
        let pause = match watch.look(&there.github).await {
            Ok(seen) => {
                if seen.run.state.is_done() && seen.run.attempt >= attempt {
                    break seen;
                }
                if seen.changed {
                    tell(News::Run(Box::new(seen)));
                }
                pace
            }
            Err(failure) => {
                let Some(pause) = watch.pause_after(&failure, pace) else { return Err(failure) };
                tell(News::Trouble(failure));
                pause
            }
        };
        tokio::time::sleep(pause).await;
    };
    let failed = if seen.run.state.failed() { judge(there, &seen.run, &seen.jobs).await } else { Vec::new() };
    Ok(Box::new(Ended { seen, failed }))
}

fn pace(there: &There) -> Duration {
    if there.world.practice { PRACTICE_PACE } else { PACE }
}

/// Reads the logs of all failing jobs: they may be long, so not where the screen is drawn.
pub async fn judge(there: &There, run: &Run, jobs: &[Job]) -> Vec<FailedJob> {
    let failed = there.github.failed_run(run, jobs).await;
    let ran = run.ran(&there.host, there.github.slug());
    let reading = tokio::task::spawn_blocking(move || {
        let workflow = failed.workflow.as_deref();
        let judge = |log: &str, masked: &[Masked]| {
            let evidence = Evidence { workflow, masked, run: Some(&ran), ..Evidence::default() };
            diagnosis::diagnose(log.as_bytes(), evidence).ok()
        };
        let read = |job: crate::outside::github::FailedJob| {
            let lines = job.log.as_deref().map(|log| build_log::failing(log, LINES)).unwrap_or_default();
            let lines = lines.into_iter().map(|(at, line)| (at, redact::shown(line, SHOWN))).collect();
            let diagnosis = job.log.as_ref().and_then(|log| judge(log, &job.masked));
            FailedJob { diagnosis, job: job.name, lines }
        };
        failed.jobs.into_iter().map(read).collect()
    });
    reading.await.expect("reading a log does not panic")
}
