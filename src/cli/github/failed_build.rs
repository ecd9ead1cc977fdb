//! A build that failed: what the diagnosis makes of the logs of its failing jobs.

use super::There;
use crate::diagnosis::{self, Diagnosis, Evidence};
use crate::model::workflow_run::{Job, Run};

/// A failing job with what was found in its log; `None` where GitHub has no log.
pub struct Failed {
    pub job: String,
    pub diagnosis: Option<Diagnosis>,
}

/// Reads the logs of all failing jobs.
pub async fn judge(there: &There, run: &Run, jobs: &[Job]) -> Vec<Failed> {
    let failed = there.github.failed_run(run, jobs).await;
    let workflow = failed.workflow.as_deref();
    let judge = |log: String| {
        let evidence = Evidence { workflow, ..Evidence::default() };
        diagnosis::diagnose(log.as_bytes(), evidence).ok()
    };
    failed.jobs.into_iter().map(|job| Failed { job: job.name, diagnosis: job.log.and_then(judge) }).collect()
}
