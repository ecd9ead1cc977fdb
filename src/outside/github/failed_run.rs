//! A run that failed: the logs of its failing jobs, and the workflow that was run.

use std::collections::HashMap;
use std::time::Duration;

use super::GitHub;
use crate::model::build_log::Masked;
use crate::model::image::Image;
use crate::model::project::Value;
use crate::model::workflow_run::{Job, Run};
use crate::outside::workflow::Workflow;

/// GitHub has the log of a job that just ended a little later than its end.
const TRIES: u32 = 6;
const PAUSE: Duration = Duration::from_secs(3);

/// What a failed run left to read.
#[derive(Debug)]
pub struct FailedRun {
    /// The text of the workflow at the run's commit; `None` where it cannot be had.
    pub workflow: Option<String>,
    pub jobs: Vec<FailedJob>,
}

/// A failing job; no log where GitHub has none, or no longer.
#[derive(Debug)]
pub struct FailedJob {
    pub name: String,
    pub log: Option<String>,
    /// The names that it hides, as far as the workflow tells them.
    pub masked: Vec<Masked>,
}

impl GitHub {
    /// Fetches the logs of all failing jobs.
    pub async fn failed_run(&self, run: &Run, jobs: &[Job]) -> FailedRun {
        // Without the file the log alone is judged.
        let workflow = self.file(&run.path, &run.commit).await.ok();
        let read = match &workflow {
            Some(text) => self.workflow_of(&run.path, text, &run.commit, &HashMap::new()).await.ok(),
            None => None,
        };
        let mut failed = Vec::new();
        for job in jobs.iter().filter(|job| job.state.failed()) {
            let log = self.log_of(job).await;
            let masked = log.as_deref().zip(read.as_ref()).map(|(log, workflow)| masked(log, workflow));
            failed.push(FailedJob { name: job.name.clone(), log, masked: masked.unwrap_or_default() });
        }
        FailedRun { workflow, jobs: failed }
    }

    async fn log_of(&self, job: &Job) -> Option<String> {
        for attempt in 0..TRIES {
            if attempt > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            match self.job_log(job.id).await {
                Ok(Some(log)) => return Some(log),
                Ok(None) => {}
                Err(_) => return None,
            }
        }
        None
    }
}

/// GitHub writes `***` for every secret's value. Where the user name is kept as a secret, that hides the
/// namespace of the image, which the workflow at this commit spells out: a namespace that is masked is a
/// secret's value, and the user name is the secret that looks like one. Both are told, so that whose
/// repository it is can be judged; nothing else is.
fn masked(log: &str, workflow: &Workflow) -> Vec<Masked> {
    let mut all = Vec::new();
    for job in &workflow.jobs {
        for push in &job.pushes {
            let login = push.login.and_then(|at| job.logins.get(at));
            let secret_user = login.is_some_and(|login| matches!(login.username, Some(Value::Secret(_))));
            let Some(image) = push.image.as_ref().and_then(|image| Image::parse(image).ok()) else {
                continue;
            };
            let (namespace, name) = (image.namespace(), image.name());
            let (written, meant) = (format!("***/{name}"), format!("{namespace}/{name}"));
            // Where the namespace stands in the log, it is no secret's value: what is masked then is another name,
            // such as the owner of the repository on GitHub.
            if secret_user && !log.contains(&meant) && log.contains(&written) {
                all.push(Masked { written, meant });
                all.push(Masked {
                    written: "username: ***".to_owned(),
                    meant: format!("username: {namespace}"),
                });
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::masked;
    use crate::outside::workflow;

    #[test]
    fn a_user_name_that_is_a_secret_is_known_where_the_workflow_tells_it() {
        let text = |user: &str| {
            format!(
                "on: push\njobs:\n  x:\n    steps:\n      - uses: docker/login-action@v3\n        with:\n          \
                 username: {user}\n          password: ${{{{ secrets.P }}}}\n      - run: docker push amyflash/app:1\n"
            )
        };
        let log = "  username: ***\n  password: ***\nfailed to push ***/app:1, ***/other\n";
        let read = |user: &str| workflow::parse("w.yml", &text(user)).expect("reads");
        let found = masked(log, &read("${{ secrets.U }}"));
        let pairs: Vec<_> = found.iter().map(|one| (one.written.as_str(), one.meant.as_str())).collect();
        assert_eq!(pairs, [("***/app", "amyflash/app"), ("username: ***", "username: amyflash")]);
        // What is masked then is something else.
        let other = "  username: ***\nSyncing repository: ***/app\nfailed to push amyflash/app:1\n";
        assert_eq!(masked(other, &read("${{ secrets.U }}")), []);
        assert_eq!(masked(log, &read("${{ vars.U }}")), []);
    }
}
