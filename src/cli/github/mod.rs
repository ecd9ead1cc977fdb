//! The commands about GitHub: secrets, the build again, and the proof that the image arrived.

pub mod args;
mod confirm;
mod failed_build;
mod failed_logs;
mod files;
mod hub_list;
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
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::{Shelf, Slug};
use crate::model::project::Project;
use crate::outside::github::{GitHub, sign_in};
use crate::outside::project;
use crate::outside::world::World;
use crate::text::{Text, failures, github as words};

/// What the commands about GitHub stand on.
struct There {
    world: World,
    github: GitHub,
    /// The repository's host, without its API's.
    host: String,
    project: Project,
    /// Whether the checkout that the person stands in is of this repository.
    here: bool,
}

pub(super) fn secrets(call: &Call, args: &SecretsArgs) -> Result<Code, Stop> {
    block(async {
        match &args.command {
            SecretsCommand::List { shelf, repo } => secrets::list(call, shelf, repo).await,
            SecretsCommand::Set { shelf, token_stdin, repo } => {
                secrets_set::set(call, shelf, *token_stdin, repo).await
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
    let own = project.remote.as_ref().and_then(|remote| {
        let slug = Slug::parse(&format!("{}/{}", remote.owner, remote.repository))?;
        Some((remote.host.clone(), slug))
    });
    let (host, slug) = match &args.repo {
        Some(text) => named(text, own.as_ref()).ok_or_else(|| Stop::usage(words::bad_repository(text)))?,
        None => own.clone().ok_or_else(|| Stop::usage(words::no_repository()))?,
    };
    let here = own.is_some_and(|(_, own)| own == slug);
    let (github, _) = sign_in::connect(&world, &host, slug).await.map_err(|failure| stop(&failure))?;
    if token_needed && !github.has_token() {
        return Err(Stop { words: words::not_signed_in(&host), code: Code::CredentialRefused });
    }
    Ok(There { world, github, host, project, here })
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

/// A failure of GitHub's as the end of a command.
fn stop(failure: &Failure) -> Stop {
    let code = match failure.status() {
        Some(401) => Code::CredentialRefused,
        Some(403) => Code::NotPermitted,
        _ => Code::of_failure(&failure.kind),
    };
    Stop { words: sentence(failure), code }
}

/// What GitHub's refusals mean: it answers 404 for what a token cannot see.
fn sentence(failure: &Failure) -> Text {
    let request = failure.request.as_ref().map(ToString::to_string).unwrap_or_default();
    match (&failure.kind, failure.status()) {
        (FailureKind::Refused { .. }, Some(404)) => words::not_found(request),
        (FailureKind::Refused { .. }, Some(401)) => words::token_refused(request),
        _ => failures::sentence(failure),
    }
}

fn shelf(shelf: &Shelf) -> Text {
    match shelf {
        Shelf::Repository => words::shelf_repository(),
        Shelf::Environment(name) => words::shelf_environment(name),
        Shelf::Organization(name) => words::shelf_organization(name),
        Shelf::Dependabot => words::shelf_dependabot(),
        Shelf::OrganizationDependabot(name) => words::shelf_organization_dependabot(name),
    }
}

impl There {
    /// The name that a secret's note goes under.
    fn place(&self, shelf: &Shelf, name: &str) -> String {
        let shelf = json::shelf(shelf);
        format!("{}/{}/{shelf}/{name}", self.host, self.github.slug())
    }
}
