//! The note of a build that was asked for. It is written before GitHub hears of it, so that a program that is killed
//! meanwhile is not followed by one that starts a second build in good faith.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::There;
use crate::model::failure::Failure;
use crate::model::moment::Moment;
use crate::model::workflow_run::Run;
use crate::outside::files;
use crate::outside::github::Which;
use crate::outside::http::now;

/// A build that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    version: u32,
    /// When, in milliseconds since 1970.
    at: i64,
    pub asked: Asked,
    /// The run and its attempt, once GitHub has told or shown it.
    pub run: Option<(u64, u64)>,
}

/// What GitHub was asked for, as far as its run is found by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// A run by hand of this workflow file at this ref.
    Dispatch { file: String, git_ref: String },
    /// This attempt of a run that is there.
    Again { run: u64, attempt: u64 },
    /// A commit on this branch, which this workflow file builds.
    Commit { file: String, branch: String },
}

const VERSION: u32 = 1;
const MAX_FILE: usize = 64 * 1024;
/// Runs have appeared by then, or nobody asked for them.
const APPEARS: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_secs(2);
/// GitHub's clock and this one may differ.
const SLACK: i64 = 10_000;

impl Begun {
    /// When it was asked for.
    #[must_use]
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }

    /// Notes it. Where that is not possible the build is asked for all the same.
    pub(super) fn note(there: &There, asked: Asked) -> Self {
        let begun = Self { version: VERSION, at: now().0, asked, run: None };
        begun.write(there);
        begun
    }

    /// Its run is known from now on.
    pub fn is_run(self, there: &There, run: u64, attempt: u64) {
        Self { run: Some((run, attempt)), ..self }.write(there);
    }

    fn write(&self, there: &There) {
        if let Ok(text) = serde_json::to_vec(self) {
            drop(files::write_private(&path(there), &text));
        }
    }

    /// The build of this repository that was asked for last and has not been seen to end.
    #[must_use]
    pub fn recall(there: &There) -> Option<Self> {
        let text = files::read_text(&path(there), MAX_FILE).ok()?;
        serde_json::from_str::<Self>(&text).ok().filter(|begun| begun.version == VERSION)
    }

    /// It never began, or has ended.
    pub fn forget(there: &There) {
        drop(std::fs::remove_file(path(there)));
    }

    /// This run has ended.
    pub fn ended(there: &There, run: u64) {
        if Self::recall(there).and_then(|begun| begun.run).is_some_and(|(known, _)| known == run) {
            Self::forget(there);
        }
    }

    /// The run that came of it; looked for as long as one may still appear.
    ///
    /// # Errors
    /// GitHub cannot be asked.
    pub async fn find(&self, there: &There) -> Result<Option<Run>, Failure> {
        loop {
            if let Some(run) = self.look(there).await? {
                return Ok(Some(run));
            }
            if now().since(self.at()) > APPEARS {
                return Ok(None);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn look(&self, there: &There) -> Result<Option<Run>, Failure> {
        let github = &there.github;
        let one = async |id, attempt| match github.run(id).await {
            Ok(run) => Ok((run.attempt >= attempt).then_some(run)),
            Err(failure) if failure.status() == Some(404) => Ok(None),
            Err(failure) => Err(failure),
        };
        match (&self.asked, self.run) {
            (_, Some((id, attempt))) => one(id, attempt).await,
            (Asked::Again { run, attempt }, None) => one(*run, *attempt).await,
            (Asked::Dispatch { file, git_ref }, None) => {
                github.dispatched_run(file, git_ref, self.at()).await
            }
            (Asked::Commit { file, branch }, None) => {
                let which = Which {
                    workflow: Some(file),
                    branch: Some(branch),
                    event: Some("push"),
                    ..Which::default()
                };
                let mut runs = github.runs(which).await?;
                runs.retain(|run| run.created.is_some_and(|created| created.0 + SLACK >= self.at));
                Ok(runs.into_iter().min_by_key(|run| run.id))
            }
        }
    }
}

/// One file for each repository, so that builds of several at once keep out of each other's way.
fn path(there: &There) -> PathBuf {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '+' };
    let name: String = format!("{}/{}", there.host, there.github.slug()).chars().map(plain).collect();
    there.world.places.state.join("builds").join(format!("{name}.json"))
}
