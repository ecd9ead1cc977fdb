//! Reads the project's file, the remotes, and what GitHub tells about each.

use futures_util::future::join_all;

use crate::flow::effect::{Arrived, NotArrived};
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::github::{Slug, is_elsewhere};
use crate::model::onboarding::{Onboarding, Standing, Told, standing};
use crate::model::project::Remote;
use crate::outside::github::{GitHub, sign_in};
use crate::outside::http::{Ask, Method};
use crate::outside::project_file::{self, Unread};
use crate::outside::world::World;
use crate::outside::{git, workflow};
use crate::steps::find_project;

/// More remotes than anybody has are not asked about.
const MAX_REMOTES: usize = 8;

/// What the project needs, and where whoever stands here stands.
///
/// # Errors
/// Why there is nothing to lead through.
pub async fn read(world: &World) -> Result<Arrived, NotArrived> {
    let checkout = git::read(&world.folder, &world.env).await.map_err(NotArrived::Failed)?;
    let checkout = checkout.ok_or(NotArrived::NoCheckout)?;
    let root = checkout.root.clone();
    let read = tokio::task::spawn_blocking(move || project_file::read(&root)).await;
    let file = match read.unwrap_or(Ok(None)) {
        Ok(Some(file)) => file,
        Ok(None) => return Err(NotArrived::NoFile),
        Err(Unread::Linked) => return Err(NotArrived::Linked),
        Err(Unread::Wrong(fault)) => return Err(NotArrived::Wrong(fault)),
        Err(Unread::Failed(failure)) => return Err(NotArrived::Failed(failure)),
    };
    let mut remotes = checkout.remotes;
    remotes.truncate(MAX_REMOTES);
    let registry = Some(file.image.registry().clone());
    let (looked, mut standing) =
        tokio::join!(find_project::work::look(world, registry), where_standing(world, remotes.clone()));
    if let Standing::Fork(fork) = &mut standing
        && let Some(slug) = fork.remote.slug()
        && let Ok(github) = sign_in::connect(world, &fork.remote.host, slug).await
    {
        fork.actions = actions(&github, !workflow::texts(&checkout.root).is_empty()).await;
    }
    Ok(Arrived { onboarding: Onboarding { file, standing, remotes }, looked })
}

async fn where_standing(world: &World, remotes: Vec<Remote>) -> Standing {
    let on_github = |remote: &&Remote| !is_elsewhere(&remote.host);
    let first = remotes.iter().find(on_github).and_then(|remote| Some((remote.clone(), remote.slug()?)));
    let Some((first, slug)) = first else { return standing(&with_nothing(remotes), None) };
    let signed_in = sign_in::connect(world, &first.host, slug).await.ok().filter(GitHub::has_token);
    let login = match &signed_in {
        Some(github) => github.token_facts().await.ok().and_then(|told| told.login),
        None => None,
    };
    let asked = join_all(remotes.iter().map(|remote| tell(world, remote, login.as_deref()))).await;
    let known: Vec<(Remote, Option<Told>)> = remotes.into_iter().zip(asked).collect();
    let own = |slug: &Slug| login.as_ref().is_some_and(|login| slug.owner.eq_ignore_ascii_case(login));
    let has_own = known.iter().any(|(remote, _)| remote.slug().is_some_and(|slug| own(&slug)));
    let elsewhere = match (&login, known.iter().find_map(|(_, told)| told.as_ref())) {
        // A fork keeps the name, unless its owner chose another one.
        (Some(login), Some(told)) if !has_own && told.may_push != Some(true) => {
            let project = told.parent.as_ref().unwrap_or(&told.slug);
            let remote = Remote {
                name: String::new(),
                owner: login.clone(),
                repository: project.name.clone(),
                host: first.host.clone(),
            };
            let of_project = |told: &Told| told.parent.as_ref() == Some(project);
            tell(world, &remote, Some(login)).await.filter(of_project).map(|told| (remote, told))
        }
        _ => None,
    };
    standing(&known, elsewhere)
}

fn with_nothing(remotes: Vec<Remote>) -> Vec<(Remote, Option<Told>)> {
    remotes.into_iter().map(|remote| (remote, None)).collect()
}

/// What GitHub tells about the repository behind a remote; nothing where it does not answer.
async fn tell(world: &World, remote: &Remote, login: Option<&str>) -> Option<Told> {
    let slug = remote.slug().filter(|_| !is_elsewhere(&remote.host))?;
    let github = sign_in::connect(world, &remote.host, slug).await.ok()?;
    let told = github.repository().await.ok()?;
    Some(Told {
        owner_is: login.map(|login| told.slug.owner.eq_ignore_ascii_case(login)),
        slug: told.slug,
        parent: told.parent,
        may_push: told.may_push,
    })
}

/// Whether the fork's workflows run. GitHub says so to those who may read its settings; else a fork in which nobody
/// enabled them has none in its list, or has them disabled (seen in public; no page of GitHub's tells).
async fn actions(github: &GitHub, has_workflows: bool) -> Option<bool> {
    if let Ok(enabled) = github.actions_enabled().await {
        return Some(enabled);
    }
    let known = github.workflows().await.ok()?;
    let off = known.iter().any(|workflow| workflow.state == "disabled_fork");
    if off || (known.is_empty() && has_workflows) { Some(false) } else { None }
}

/// Presses the button of the practice fork's Actions page, as a person would.
///
/// # Errors
/// The practice services do not answer.
pub async fn play_page(world: &World) -> Result<(), Failure> {
    let odd = || Failure::new(FailureKind::NotUnderstood(Odd::Incomplete));
    let api = world.endpoints.github_api.as_ref().ok_or_else(odd)?;
    let page = api.join("/settings/actions").map_err(|_| odd())?;
    let ask = Ask::new(Method::POST, page).form(&[("enable", "true")]);
    world.http.send(ask).await.read(|_| Ok(())).answer
}
