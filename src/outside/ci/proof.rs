//! That the image arrived: a run's logs and workflow say what to expect, the registry says what is there.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{There, files};
use crate::model::account::Credential;
use crate::model::build_log;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::image::{Image, Registry};
use crate::model::proof::{Build, Checked, Listed, NoBuild, Proof, Tried};
use crate::model::workflow_run::Run;
use crate::outside::github::Which;
use crate::outside::registry::Session;
use crate::outside::workflow::Workflow;
use crate::outside::world::World;

/// A tag that is not there yet is looked for again, this often.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(2);
/// Jobs whose logs are read at most.
const MAX_JOBS: usize = 20;

/// The run that is meant, or the newest green one of a workflow that pushes.
///
/// # Errors
/// The run is red, or the usual.
pub async fn build(there: &There, of_run: Option<u64>) -> Result<Option<Build>, NoBuild> {
    let failed = NoBuild::Failed;
    let github = &there.github;
    let run = match of_run {
        Some(id) => Some(github.run(id).await.map_err(failed)?),
        None => {
            let files = files::all(there).await.map_err(failed)?;
            let pushes = |run: &Run| {
                files
                    .on_their_own()
                    .any(|file| file.file == run.path && file.jobs.iter().any(|job| !job.pushes.is_empty()))
            };
            let which = Which { branch: there.branch(), ..Which::default() };
            let runs = github.runs(which).await.map_err(failed)?;
            runs.into_iter().find(|run| run.state.succeeded() && pushes(run))
        }
    };
    let Some(run) = run else { return Ok(None) };
    if run.state.failed() {
        return Err(NoBuild::Red(run.id));
    }
    let mut built = Vec::new();
    for job in github.jobs(run.id).await.map_err(failed)?.iter().take(MAX_JOBS) {
        if let Some(log) = github.job_log(job.id).await.map_err(failed)? {
            built.extend(build_log::read(&log));
        }
    }
    let context = context(there, &run).await;
    // Without the file, what the log names is all that there is.
    let file = github.workflow_at(&run.path, &run.commit, &context).await.ok();
    let pushed = file.map(|file| pushed(&file)).unwrap_or_default();
    Ok(Some(Build { run, built, pushed }))
}

/// What is known of a run, by the names after `github.`.
async fn context(there: &There, run: &Run) -> HashMap<String, String> {
    let slug = there.github.slug();
    let branch = run.branch.clone().unwrap_or_default();
    let mut known: HashMap<String, String> = [
        ("sha", run.commit.clone()),
        ("ref_name", branch.clone()),
        ("event_name", run.event.clone()),
        ("run_id", run.id.to_string()),
        ("run_attempt", run.attempt.to_string()),
        ("repository", slug.to_string()),
        ("repository_owner", slug.owner.clone()),
        ("actor", run.actor.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    if let Some(started) = run.started {
        known.insert("started".to_owned(), started.iso());
    }
    // A run does not tell whether its ref is a branch or a tag; a branch of that name does.
    if let Ok(repository) = there.github.repository().await {
        known.insert("default_branch".to_owned(), repository.default_branch);
    }
    if !branch.is_empty() && there.github.head(&branch).await.is_ok() {
        known.insert("ref".to_owned(), format!("refs/heads/{branch}"));
    }
    known
}

fn pushed(file: &Workflow) -> Vec<Image> {
    let images = file.jobs.iter().flat_map(|job| &job.pushes);
    images.filter_map(|push| Image::parse(push.image.as_ref()?).ok()).collect()
}

/// Where a credential comes from, should one be needed.
pub type FindPair<'a> = &'a (dyn Fn(Registry) -> BoxFuture<'a, Option<Credential>> + Sync);

/// Looks for every image; what nobody in particular sees is looked for with a credential. `tell` hears how
/// many have been looked for.
///
/// # Errors
/// A registry's name cannot be a host.
pub async fn look(
    world: &World,
    build: Option<&Build>,
    images: &[Image],
    find_pair: FindPair<'_>,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Proof, Failure> {
    let mut proof = Proof { run: build.map(|build| build.run.clone()), ..Proof::default() };
    // One sign-in a registry, however many tags there are.
    let mut signed_in: HashMap<Registry, Option<(String, Arc<Session>)>> = HashMap::new();
    for image in images {
        let registry = image.registry();
        let session = |pair| Session::new(&world.http, &world.endpoints, registry, pair, Vec::new());
        let anonymous = Arc::new(session(None)?);
        let tag = image.tag().unwrap_or("latest");
        let mut found = find(&anonymous, image, tag).await;
        let mut reader = anonymous;
        let mut user = None;
        if !matches!(found, Ok(Some(_))) {
            // Private, or not there: with a credential the two can be told apart.
            if !signed_in.contains_key(registry) {
                let pair = find_pair(registry.clone()).await;
                let name = pair.as_ref().map(|pair| pair.username.to_string());
                let made = pair.map(|pair| session(Some(pair))).transpose()?;
                signed_in.insert(registry.clone(), name.zip(made.map(Arc::new)));
            }
            if let Some((name, signed_in)) = signed_in.get(registry).cloned().flatten() {
                let again = find(&signed_in, image, tag).await;
                if again.is_ok() {
                    (found, reader, user) = (again, signed_in, Some(name));
                }
            }
        }
        let same = |tried: &Tried| tried.image.familiar() == image.familiar();
        if matches!(found, Ok(Some(_))) && !proof.tried.iter().any(same) {
            let pulled = reader.pull(image, tag).await;
            proof.tried.push(Tried { image: image.clone(), user, pulled });
        }
        let there = matches!(found, Ok(Some(_)));
        let listed = if there { reader.listed(image, tag).await } else { Listed::Unknown };
        let expected = build.and_then(|build| build.expected(image));
        proof.checked.push(Checked { image: image.clone(), expected, found, listed });
        tell(proof.checked.len());
    }
    Ok(proof)
}

async fn find(session: &Session, image: &Image, tag: &str) -> Result<Option<Digest>, Failure> {
    let mut found = session.digest_of(image, tag).await;
    for _ in 1..TRIES {
        if !matches!(found, Ok(None)) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        found = session.digest_of(image, tag).await;
    }
    found
}
