//! A build that failed: the logs of its failing jobs, and what the diagnosis makes of them.

use std::collections::HashMap;
use std::time::Duration;

use super::{There, files};
use crate::diagnosis::{self, Diagnosis, Evidence};
use crate::model::image::Image;
use crate::model::project::Value;
use crate::model::workflow_run::{Job, Run};
use crate::outside::workflow::Workflow;

/// GitHub has the log of a job that just ended a little later than its end.
const TRIES: u32 = 6;
const PAUSE: Duration = Duration::from_secs(3);

/// A failing job with what was found in its log; `None` where GitHub has no log.
pub struct Failed {
    pub job: String,
    pub diagnosis: Option<Diagnosis>,
}

/// Reads the logs of all failing jobs.
pub async fn judge(there: &There, run: &Run, jobs: &[Job]) -> Vec<Failed> {
    // Without the file the log alone is judged.
    let workflow = there.github.file(&run.path, &run.commit).await.ok();
    let read = files::one(&there.github, &run.path, &run.commit, &HashMap::new()).await.ok();
    let mut all = Vec::new();
    for job in jobs.iter().filter(|job| job.state.failed()) {
        let log = log(there, job).await;
        let diagnosis = log.and_then(|log| {
            let log = read.as_ref().map_or_else(|| log.clone(), |workflow| unmasked(&log, workflow));
            let evidence = Evidence { workflow: workflow.as_deref(), ..Evidence::default() };
            diagnosis::diagnose(log.as_bytes(), evidence).ok()
        });
        all.push(Failed { job: job.name.clone(), diagnosis });
    }
    all
}

/// GitHub writes `***` for every secret's value. Where the user name is kept as a secret, that hides the
/// namespace of the image, which the workflow at this commit spells out: a namespace that is masked is a
/// secret's value, and the user name is the secret that looks like one. Both are filled in, so that whose
/// repository it is can be judged; nothing else is.
fn unmasked(log: &str, workflow: &Workflow) -> String {
    let mut log = log.to_owned();
    for job in &workflow.jobs {
        for push in &job.pushes {
            let login = push.login.and_then(|at| job.logins.get(at));
            let secret_user = login.is_some_and(|login| matches!(login.username, Some(Value::Secret(_))));
            let Some(image) = push.image.as_ref().and_then(|image| Image::parse(image).ok()) else {
                continue;
            };
            let masked = format!("***/{}", image.name());
            if secret_user && log.contains(&masked) {
                let namespace = image.namespace();
                log = log.replace(&masked, &format!("{namespace}/{}", image.name()));
                log = log.replace("username: ***", &format!("username: {namespace}"));
            }
        }
    }
    log
}

async fn log(there: &There, job: &Job) -> Option<String> {
    for attempt in 0..TRIES {
        if attempt > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        match there.github.job_log(job.id).await {
            Ok(Some(log)) => return Some(log),
            Ok(None) => {}
            Err(_) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unmasked;
    use crate::outside::workflow;

    #[test]
    fn a_user_name_that_is_a_secret_is_filled_in_where_the_workflow_tells_it() {
        let text = |user: &str| {
            format!(
                "on: push\njobs:\n  x:\n    steps:\n      - uses: docker/login-action@v3\n        with:\n          \
                 username: {user}\n          password: ${{{{ secrets.P }}}}\n      - run: docker push amyflash/app:1\n"
            )
        };
        let log = "  username: ***\n  password: ***\nfailed to push ***/app:1, ***/other\n";
        let read = |user: &str| workflow::parse("w.yml", &text(user)).expect("reads");
        assert_eq!(
            unmasked(log, &read("${{ secrets.U }}")),
            "  username: amyflash\n  password: ***\nfailed to push amyflash/app:1, ***/other\n"
        );
        // What is masked then is something else.
        assert_eq!(unmasked(log, &read("${{ vars.U }}")), log);
    }
}
