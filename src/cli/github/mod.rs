//! The commands about GitHub: secrets, the build again, and the proof that the image arrived.

pub mod args;
mod as_variable;
mod confirm;
mod failed_logs;
mod json;
mod rerun;
mod secrets;
mod secrets_set;
mod watch;

use std::future::Future;

use self::args::{ConfirmArgs, RepoArgs, RerunArgs, SecretsArgs, SecretsCommand, WatchArgs};
pub use self::failed_logs::{Fetched, JobOfRun};
use super::exit::Code;
use super::{Call, Stop, runtime, world};
use crate::model::failure::Failure;
use crate::model::github::Slug;
use crate::outside::ci::There;
use crate::outside::github::{address, sign_in};
use crate::outside::project;
use crate::text::{github as words, proof as also};

pub(super) fn secrets(call: &Call, args: &SecretsArgs) -> Result<Code, Stop> {
    block(async {
        match &args.command {
            SecretsCommand::List { shelf, repo } => secrets::list(call, shelf, repo).await,
            SecretsCommand::Set { shelf, token_stdin, as_variable, repo } => {
                secrets_set::set(call, shelf, *token_stdin, *as_variable, repo).await
            }
        }
    })
}

pub(super) fn rerun(call: &Call, args: &RerunArgs) -> Result<Code, Stop> {
    block(rerun::run(call, args))
}

pub(super) fn watch(call: &Call, args: &WatchArgs) -> Result<Code, Stop> {
    block(watch::run(call, args))
}

pub(super) fn confirm(call: &Call, args: &ConfirmArgs) -> Result<Code, Stop> {
    block(confirm::run(call, args))
}

/// What a failed run, named by number or address, left to read.
pub(super) fn failed_logs(call: &Call, run: &str, repo: Option<&str>) -> Result<Fetched, Stop> {
    block(failed_logs::fetch(call, run, repo))
}

fn block<T>(work: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    let runtime = runtime();
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}

/// The repository that is meant, with the token that this machine has for it.
async fn there(call: &Call, args: &RepoArgs, token_needed: bool) -> Result<There, Stop> {
    let world = world(call)?;
    let project = project::read(&world.folder, &call.env).await;
    let own = project.remote.as_ref().and_then(|remote| Some((remote.host.clone(), remote.slug()?)));
    let (host, slug) = match &args.repo {
        Some(text) => named(text, own.as_ref()).ok_or_else(|| Stop::usage(words::bad_repository(text)))?,
        None => own.clone().ok_or_else(|| Stop::usage(words::no_repository()))?,
    };
    let here = own.is_some_and(|(at, own)| own == slug && address::same_host(&at, &host));
    let token = sign_in::find(&world, &host).await.map(|found| found.token);
    if token_needed && token.is_none() {
        return Err(Stop { words: words::not_signed_in(&host), code: Code::CredentialRefused });
    }
    let there = There::of(&world, &host, slug, token, project).map_err(|failure| stop(&failure))?;
    Ok(There { here, ..there })
}

/// Says, once GitHub has led there, that the repository has another name by now: what follows is done under it.
async fn say_renamed(call: &Call, there: &There) {
    if let Some(now) = there.github.renamed().await {
        let words = words::renamed(there.github.slug().to_string(), now.to_string());
        eprintln!("pushpilot: {}", call.speaker.say(&words));
    }
}

/// `OWNER/NAME` on the checkout's host, or `HOST/OWNER/NAME`.
fn named(text: &str, own: Option<&(String, Slug)>) -> Option<(String, Slug)> {
    if let Some(slug) = Slug::parse(text) {
        let host = own.map_or("github.com", |(host, _)| host.as_str());
        return Some((host.to_owned(), slug));
    }
    let (host, rest) = text.split_once('/')?;
    Some((host.to_owned(), Slug::parse(rest)?))
}

/// A failure of GitHub's as the end of a command that has changed nothing so far.
fn stop(failure: &Failure) -> Stop {
    let words = words::sentence(failure);
    let passing = matches!(code(failure), Code::Network | Code::TimedOut) || failure.may_have_arrived();
    Stop { words: if passing { also::nothing_changed(words) } else { words }, code: code(failure) }
}

/// The same where a run is under way, whatever became of looking at it.
fn stop_beside(run: u64, failure: &Failure) -> Stop {
    // There is no such run, or none that this token sees: nothing is known of its going on.
    if failure.status() == Some(404) {
        return stop(failure);
    }
    let words = also::no_longer_seen(words::sentence(failure), run.to_string());
    Stop { words, code: code(failure) }
}

fn code(failure: &Failure) -> Code {
    match failure.status() {
        Some(401) => Code::CredentialRefused,
        Some(403) => Code::NotPermitted,
        _ => Code::of_failure(&failure.kind),
    }
}
