//! Signs in to GitHub, looks what the workflows read, writes it, once, and confirms it.

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::flow::github::{Access, News, SecretsRead, SignedIn};
use crate::model::account::Credential;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::github::{Shelf, Slug, TokenOrigin};
use crate::model::secret::GitHubToken;
use crate::model::secret_plan::{Done, Existing, Known, NameKind, Plan, Row, Wish, rows};
use crate::model::workflow_run::{Run, Unseen};
use crate::outside::ci::{There, files, secrets};
use crate::outside::github::{GitHub, Which, address, device, sign_in};
use crate::outside::http::{Ask, Method};
use crate::outside::workflow;
use crate::outside::world::World;

/// Takes a pasted token, else one that this machine has, and asks GitHub whose it is. A pasted one is kept,
/// once GitHub has accepted it.
///
/// # Errors
/// GitHub does not accept it, or the usual.
pub async fn sign_in(
    world: &World,
    host: String,
    slug: Slug,
    pasted: Option<GitHubToken>,
    tell: &(dyn Fn(News) + Send + Sync),
) -> Result<Option<Box<SignedIn>>, Failure> {
    let api = address::of(&world.endpoints, &host)?;
    let (token, origin) = match pasted {
        Some(token) => (token, TokenOrigin::Pasted),
        None => match sign_in::find(world, &host).await {
            Some(found) => (found.token, found.origin),
            None => match by_code(world, &api, tell).await? {
                Some(token) => (token, TokenOrigin::Device),
                None => return Ok(None),
            },
        },
    };
    let github = GitHub::new(&world.http, api.clone(), Some(token.clone()), slug.clone());
    let told = github.token_facts().await?;
    let mut not_kept = None;
    let new = matches!(origin, TokenOrigin::Pasted | TokenOrigin::Device);
    if new && world.http.only_reads() {
        not_kept = Some(Failure::new(FailureKind::DryRun));
    } else if new {
        let kept = world.keyring.store_github(&address::host(&api), &token).await;
        not_kept = kept.err().map(|unstored| Failure::new(FailureKind::Keyring(unstored.trouble)));
    }
    Ok(Some(Box::new(SignedIn { access: Access { host, slug, token, told }, not_kept })))
}

/// For those who have an app of their own: a code, typed by the person in a browser.
async fn by_code(
    world: &World,
    api: &Url,
    tell: &(dyn Fn(News) + Send + Sync),
) -> Result<Option<GitHubToken>, Failure> {
    let Some(client) = &world.endpoints.github_client else { return Ok(None) };
    let code = device::begin(&world.http, api, client).await?;
    tell(News::Code { code: code.user.clone(), page: code.page.clone() });
    device::wait(&world.http, api, client, &code).await.map(Some)
}

/// What the workflows read to sign in to the registry of this pair, and what is there of it.
///
/// # Errors
/// The token may not read it, or the usual.
pub async fn read(there: &There, pair: &Credential) -> Result<Box<SecretsRead>, Failure> {
    let files = files::all(there).await?;
    let plan = files.secret_plan(&pair.registry);
    let existing = secrets::existing(there, &plan, &Wish::default(), true).await?;
    let rows = rows(&plan, &existing, &Wish::default(), Some(pair.username.as_str()));
    let rows = rows
        .into_iter()
        .map(|row| {
            let known = secrets::known(there, &row, Some(&pair.secret));
            (row, known)
        })
        .collect();
    // What the newest run saw explains a failure that no secret of the repository mends.
    let newest = there.github.runs(Which::default()).await.ok().and_then(|runs| runs.into_iter().next());
    let unseen_by = newest.as_ref().and_then(Run::unseen);
    let signs_in = |job: &workflow::Job| !job.logins.is_empty();
    let mut own = files.on_their_own();
    let by_pull_request = own.any(|file| file.triggers.pull_request && file.jobs.iter().any(signs_in));
    let dependabot = match unseen_by == Some(Unseen::Dependabot) || (by_pull_request && updates(there)) {
        true => Some(of_dependabot(there, &plan, pair).await),
        false => None,
    };
    let renamed = there.github.renamed().await;
    Ok(Box::new(SecretsRead { renamed, plan, rows, unseen_by, by_pull_request, dependabot }))
}

/// Whether the checkout tells Dependabot to open pull requests.
fn updates(there: &There) -> bool {
    let root = there.project.root.as_ref().filter(|_| there.here);
    root.is_some_and(|root| {
        ["yml", "yaml"].iter().any(|kind| root.join(".github").join(format!("dependabot.{kind}")).is_file())
    })
}

fn for_dependabot() -> Wish {
    Wish { dependabot: true, ..Wish::default() }
}

/// What is among Dependabot's own secrets. It has no variables of its own.
async fn of_dependabot(there: &There, plan: &Plan, pair: &Credential) -> Result<Vec<(Row, Known)>, Failure> {
    let mut existing = Existing::default();
    existing.secrets.insert(Shelf::Dependabot, there.github.secrets(&Shelf::Dependabot).await?);
    let needs = plan.needs.iter().filter(|need| need.kind == NameKind::Secret).cloned().collect();
    let plan = Plan { needs, ..Plan::default() };
    let rows = rows(&plan, &existing, &for_dependabot(), None).into_iter();
    Ok(rows
        .map(|row| {
            let known = secrets::known(there, &row, Some(&pair.secret));
            (row, known)
        })
        .collect())
}

/// Writes what the review showed, and looks whether GitHub shows it.
pub async fn write(
    there: &There,
    plan: &Plan,
    rows: Vec<Row>,
    pair: &Credential,
    stop: &CancellationToken,
    tell: &(dyn Fn(usize, &Done) + Send + Sync),
) -> Vec<(Row, Done)> {
    if rows.iter().any(|row| row.need.exposes_token()) {
        return rows.into_iter().map(|row| (row, Done::NotTried)).collect();
    }
    let mut done = secrets::write(there, rows, pair, stop, tell).await;
    secrets::confirm(there, plan, &Wish::default(), pair, &mut done).await;
    if done.iter().any(|(row, _)| row.shelf == Shelf::Dependabot) {
        secrets::confirm(there, plan, &for_dependabot(), pair, &mut done).await;
    }
    done
}

/// Makes a token on the practice page of GitHub as a person would, with what it needs ticked.
///
/// # Errors
/// The practice services do not answer.
pub async fn play_page(world: &World, permissions: &[(&str, &str)]) -> Result<GitHubToken, Failure> {
    #[derive(serde::Deserialize)]
    struct Shown {
        token: String,
    }
    let odd = || Failure::new(FailureKind::NotUnderstood(Odd::Incomplete));
    let api = world.endpoints.github_api.as_ref().ok_or_else(odd)?;
    let page = api.join("/settings/personal-access-tokens").map_err(|_| odd())?;
    let ask = Ask::new(Method::POST, page).form(permissions).accepting("application/json");
    let asked = world.http.send(ask).await.read(|answer| answer.json::<Shown>());
    asked.answer.map(|shown| shown.token.into())
}
