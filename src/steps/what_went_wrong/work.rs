//! Reads a log on a thread of its own: a large one must not hold up a frame. The last failed run is fetched first.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use crate::diagnosis::workflow::of_log;
use crate::diagnosis::{Diagnosis, Evidence, diagnose};
use crate::flow::effect::Log;
use crate::model::build_log::Masked;
use crate::model::failure::Failure;
use crate::model::github::Slug;
use crate::outside::github::{GitHub, Which, sign_in};
use crate::outside::world::World;
use crate::outside::{git, run_log, workflow};
use crate::text::{Text, diagnosis as words, failures, probes};

/// The diagnosis of a log, with the workflow of this checkout that it is of, if there is one.
///
/// # Errors
/// The words for a log that cannot be read or fetched.
pub async fn read(world: &World, log: Log) -> Result<Box<Diagnosis>, Text> {
    let name = match &log {
        Log::Text(_) => String::new(),
        Log::File(path) => path.display().to_string(),
        Log::LastFailedRun => return last_failed_run(world).await,
    };
    let root = git::top_folder(&world.folder);
    let home = world.env.text("HOME").map(PathBuf::from);
    let reading = tokio::task::spawn_blocking(move || {
        let workflows = root.map(|root| workflow::texts(&root)).unwrap_or_default();
        let alone = match log {
            Log::Text(text) => diagnose(text.expose_secret().as_bytes(), Evidence::default()),
            Log::File(path) => {
                let path = in_home(path, home.as_deref());
                surest(|judge| run_log::each(Some(&path), |_, log| judge(log, Evidence::default())))
            }
            Log::LastFailedRun => unreachable!("fetched above"),
        }?;
        Ok(match of_log(&alone.picture, &workflows) {
            Some(workflow) => alone.with_workflow(workflow),
            None => alone,
        })
    });
    // A thread that is gone has failed at reading.
    let read = reading.await.unwrap_or_else(|gone| Err(io::Error::other(gone)));
    read.map(Box::new).map_err(|error| words::unreadable(name, error.to_string()))
}

/// `~/build.log`, as a shell would read it.
fn in_home(path: PathBuf, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(below), Some(home)) => home.join(below),
        _ => path,
    }
}

/// The repository whose runs can be asked for. Nothing is asked of GitHub.
pub async fn offer(world: &World) -> Option<Slug> {
    Some(github(world).await?.1.slug().clone())
}

/// The repository of this folder and its host, if this machine has a token for that.
async fn github(world: &World) -> Option<(String, GitHub)> {
    let checkout = git::read(&world.folder, &world.env).await.ok()??;
    let remote = checkout.remotes.into_iter().next()?;
    let slug = remote.slug()?;
    let github = sign_in::connect(world, &remote.host, slug).await.ok()?;
    github.has_token().then_some((remote.host, github))
}

async fn last_failed_run(world: &World) -> Result<Box<Diagnosis>, Text> {
    let (host, github) = github(world).await.ok_or_else(probes::no_run_to_ask)?;
    let failed = |failure: Failure| failures::sentence(&failure);
    let runs = github.runs(Which::default()).await.map_err(failed)?;
    let run = runs.into_iter().find(|run| run.state.failed());
    let run = run.ok_or_else(|| probes::no_failed_run(github.slug().to_string()))?;
    let jobs = github.jobs(run.id).await.map_err(failed)?;
    let failed = github.failed_run(&run, &jobs).await;
    let logs: Vec<(String, Vec<Masked>)> =
        failed.jobs.into_iter().filter_map(|job| Some((job.log?, job.masked))).collect();
    if logs.is_empty() {
        return Err(words::run_without_jobs(&run.url));
    }
    let ran = run.ran(&host, github.slug());
    let reading = tokio::task::spawn_blocking(move || {
        let evidence =
            Evidence { workflow: failed.workflow.as_deref(), run: Some(&ran), ..Evidence::default() };
        surest(|judge| {
            logs.iter().try_for_each(|(log, masked)| {
                judge(&mut log.as_bytes(), Evidence { masked, ..evidence.clone() })
            })
        })
    });
    let read = reading.await.unwrap_or_else(|gone| Err(io::Error::other(gone)));
    let found = read.map_err(|error| words::unreadable(run.url, error.to_string()))?;
    Ok(Box::new(found))
}

/// Takes in one of several logs.
type Judge<'a> = dyn FnMut(&mut dyn Read, Evidence<'_>) -> io::Result<()> + 'a;

/// Of several logs, the diagnosis that is surest.
fn surest(each: impl FnOnce(&mut Judge<'_>) -> io::Result<()>) -> io::Result<Diagnosis> {
    let mut best: Option<Diagnosis> = None;
    each(&mut |log, evidence| {
        let found = diagnose(log, evidence)?;
        if best.as_ref().is_none_or(|best| found.telling() > best.telling()) {
            best = Some(found);
        }
        Ok(())
    })?;
    best.map_or_else(|| diagnose(io::empty(), Evidence::default()), Ok)
}
