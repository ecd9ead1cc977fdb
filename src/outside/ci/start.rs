//! The build again: by hand, of its failed jobs, or by an empty commit; each way is tried once.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::begun::{Asked, Begun};
use super::{There, files};
use crate::model::failure::Failure;
use crate::model::moment::Moment;
use crate::model::start::{Aim, How, NoAim, Started};
use crate::model::workflow_run::usual;
use crate::outside::github::{EmptyCommit, GitHub, Which, Workflow as Known};
use crate::outside::workflow::Workflow;

/// What the commit says; nothing in it keeps a workflow from starting.
const MESSAGE: &str = "Start the build again";
/// How long a run may take to appear after it was asked for.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_secs(2);

/// The build that is to start: of the workflow that is wanted, by its file or name, else of the one that
/// pushes an image; at the ref that is wanted, else where the person is, else at the default branch.
///
/// # Errors
/// Why there is none.
pub async fn aim(there: &There, wanted: Option<&str>, git_ref: Option<&str>) -> Result<Aim, NoAim> {
    let github = &there.github;
    let git_ref = match git_ref.or(there.branch()) {
        Some(git_ref) => git_ref.to_owned(),
        None => github.repository().await.map_err(NoAim::Failed)?.default_branch,
    };
    let known = github.workflows().await.map_err(NoAim::Failed)?;
    let workflow = match wanted {
        Some(wanted) => known
            .iter()
            .find(|known| {
                known.path.ends_with(&format!("/{wanted}")) || known.path == wanted || known.name == wanted
            })
            .ok_or_else(|| NoAim::NoSuchWorkflow(listing(&known)))?,
        None => the_one_that_pushes(there, &known).await?,
    };
    if workflow.state != "active" {
        return Err(NoAim::Disabled { name: workflow.name.clone(), state: workflow.state.clone() });
    }
    let file = github.workflow_at(&workflow.path, &git_ref, &HashMap::new()).await;
    let file = file.map_err(|failure| match failure.status() {
        Some(404) => NoAim::NotThere { path: workflow.path.clone(), git_ref: git_ref.clone() },
        _ => NoAim::Failed(failure),
    })?;
    let id = workflow.id.to_string();
    let which = Which { workflow: Some(&id), branch: Some(&git_ref), ..Which::default() };
    let runs = github.runs(which).await.map_err(NoAim::Failed)?;
    Ok(Aim {
        workflow: workflow.id,
        name: workflow.name.clone(),
        path: workflow.path.clone(),
        git_ref,
        triggers: file.triggers,
        usual: usual(runs.iter()).map(|(time, _)| time),
        runs,
    })
}

/// Without a wish, the workflow that pushes an image; where several do, a person has to choose.
async fn the_one_that_pushes<'a>(there: &There, known: &'a [Known]) -> Result<&'a Known, NoAim> {
    match known {
        [only] => return Ok(only),
        // There is nothing to choose from.
        [] => return Err(NoAim::NoSuchWorkflow(Vec::new())),
        _ => {}
    }
    let files = files::all(there).await.map_err(NoAim::Failed)?;
    let pushing: Vec<&Workflow> =
        files.on_their_own().filter(|file| file.jobs.iter().any(|job| !job.pushes.is_empty())).collect();
    let found: Vec<&Known> =
        known.iter().filter(|known| pushing.iter().any(|file| file.file == known.path)).collect();
    match found.as_slice() {
        [only] => Ok(only),
        _ => Err(NoAim::Several(listing(known))),
    }
}

fn listing(known: &[Known]) -> Vec<String> {
    known.iter().map(|known| known.path.rsplit('/').next().unwrap_or_default().to_owned()).collect()
}

/// Asks for a run to be cancelled; that takes GitHub a while.
///
/// # Errors
/// It cannot be cancelled any more, or the usual.
pub async fn cancel(there: &There, run: u64) -> Result<(), Failure> {
    there.github.cancel(run).await?;
    there.journal("github-run-cancelled", &format!("{} run {run}", there.github.slug()));
    Ok(())
}

/// Starts it, once, and looks for the run where the server does not tell which it is.
///
/// # Errors
/// GitHub's refusal; then nothing was started. After a lost connection a run may have started.
pub async fn start(
    there: &There,
    aim: &Aim,
    how: How,
    inputs: &BTreeMap<String, String>,
) -> Result<Started, Failure> {
    let (file, git_ref) = (aim.file().to_owned(), aim.git_ref.clone());
    let asked = match (how, aim.last()) {
        (How::Dispatch, _) => Asked::Dispatch { file, git_ref },
        (How::Failed, Some(last)) => Asked::Again { run: last.id, attempt: last.attempt + 1 },
        (How::Failed, None) => return Ok(Started::NotSeen),
        (How::Commit, _) => Asked::Commit { file, branch: git_ref },
    };
    let begun = Begun::note(there, asked);
    let started = ask(there, aim, how, inputs).await;
    match &started {
        Ok(Started::Run { id, attempt }) => begun.is_run(there, *id, *attempt),
        Ok(Started::NotSeen) => {}
        Ok(Started::Refused(_)) => Begun::forget(there),
        Err(failure) if failure.may_have_arrived() => {}
        Err(_) => Begun::forget(there),
    }
    started
}

async fn ask(
    there: &There,
    aim: &Aim,
    how: How,
    inputs: &BTreeMap<String, String>,
) -> Result<Started, Failure> {
    let github = &there.github;
    let (slug, file, git_ref) = (github.slug(), aim.file(), aim.git_ref.as_str());
    let found = match how {
        How::Dispatch => {
            let asked = github.dispatch(file, git_ref, inputs).await?;
            there.journal("workflow-dispatched", &format!("{slug} {file} {git_ref}"));
            match asked.run {
                Some(id) => Some(id),
                None => appear(github, file, Trace::Dispatch { git_ref, at: asked.at }).await,
            }
        }
        How::Failed => {
            let Some(last) = aim.last() else { return Ok(Started::NotSeen) };
            github.rerun_failed(last.id).await?;
            there.journal("run-started-again", &format!("{slug} {}", last.id));
            return Ok(Started::Run { id: last.id, attempt: last.attempt + 1 });
        }
        How::Commit => {
            let sha = match github.empty_commit(git_ref, MESSAGE).await? {
                EmptyCommit::Made { sha } => sha,
                EmptyCommit::Refused(failure) => return Ok(Started::Refused(failure)),
            };
            there.journal("empty-commit-made", &format!("{slug} {git_ref} {sha}"));
            appear(github, file, Trace::Commit(&sha)).await
        }
    };
    Ok(found.map_or(Started::NotSeen, |id| Started::Run { id, attempt: 1 }))
}

/// By what a run is known whose id the server did not tell.
#[derive(Clone, Copy)]
enum Trace<'a> {
    Dispatch { git_ref: &'a str, at: Moment },
    Commit(&'a str),
}

/// So many looks may fail, the network being gone for a moment.
const MISSES: u32 = 3;

/// Waits for a run to appear in a list. It was asked for already: that nobody can look is no reason to say that
/// nothing began.
async fn appear(github: &GitHub, file: &str, trace: Trace<'_>) -> Option<u64> {
    let mut misses = 0;
    for _ in 0..TRIES {
        let found = match trace {
            Trace::Dispatch { git_ref, at } => github.dispatched_run(file, git_ref, at).await,
            Trace::Commit(sha) => {
                let which = Which { workflow: Some(file), commit: Some(sha), ..Which::default() };
                github.runs(which).await.map(|runs| runs.into_iter().next())
            }
        };
        match found {
            Ok(Some(run)) => return Some(run.id),
            Ok(None) => {}
            Err(_) if misses + 1 == MISSES => return None,
            Err(_) => misses += 1,
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}
