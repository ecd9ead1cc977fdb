//! Takes stock: every credential is asked about, and every secret that this program wrote or this checkout reads, all
//! at the same time.

use std::collections::BTreeMap;

use futures_util::future::{BoxFuture, join_all};
use futures_util::{FutureExt as _, StreamExt as _, stream};

use super::endpoints::is_loopback;
use super::github::{GitHub, sign_in};
use super::inventory;
use super::registry::Session;
use super::world::World;
use super::written::Wrote;
use super::{hub, project, workflow};
use crate::model::account::Username;
use crate::model::failure::Failure;
use crate::model::github::{Kept, Shelf, Slug, is_name};
use crate::model::hub_token::HubToken;
use crate::model::image::Registry;
use crate::model::moment::Moment;
use crate::model::pasted::{self, TokenKind};
use crate::model::secret::{GitHubToken, SessionToken};
use crate::model::secret_plan::NameKind;
use crate::model::status::{Holding, List, Row, Stand, State, Status, StoredSecret, of_list};

/// How many services are asked at the same time, as in `verify`.
const AT_ONCE: usize = 24;

/// A session at Docker Hub from a password, which may list the account's tokens.
#[derive(Clone, Debug)]
pub struct HubSession {
    pub username: Username,
    pub session: SessionToken,
}

/// A secret's whole name.
type Key = (String, String, String, String);

/// What one question came to.
enum Answered {
    State(usize, State),
    Tokens(Username, Option<Vec<HubToken>>),
    End(usize, Option<Moment>),
    Shelf(usize, Result<Vec<Kept>, Option<Failure>>),
}

/// A shelf of a repository, and the names that are of interest on it.
struct Asked {
    host: String,
    repository: String,
    shelf: Shelf,
    names: Vec<(String, Option<Wrote>)>,
}

/// Everything that is known, found and told. `tell` hears how many of how many questions are answered. With `offline`
/// nobody is asked.
pub async fn take<F: Fn(usize, usize)>(
    world: &World,
    offline: bool,
    session: Option<HubSession>,
    tell: F,
) -> Status {
    let ((holdings, mut unread), (asked, unread_notes)) =
        tokio::join!(inventory::take(world), shelves(world));
    unread.extend(unread_notes);
    let clients = clients(world, &asked, offline).await;
    let mut questions: Vec<BoxFuture<'_, Option<Answered>>> = Vec::new();
    if !offline {
        for (at, holding) in holdings.iter().enumerate() {
            questions.push(async move { Some(Answered::State(at, ask(world, holding).await)) }.boxed());
            if let Some(token) = github_token(holding) {
                questions.push(async move { Some(Answered::End(at, end(world, token).await?)) }.boxed());
            }
            if is_password(holding) {
                questions.push(list_by_password(world, holding).boxed());
            }
        }
        questions.extend(session.map(|session| list(world, session).boxed()));
        for (at, one) in asked.iter().enumerate() {
            let client = clients.get(&(one.host.clone(), one.repository.clone()));
            questions.push(
                async move {
                    let found = match client {
                        Some(github) => github.secrets(&one.shelf).await.map_err(Some),
                        None => Err(None),
                    };
                    Some(Answered::Shelf(at, found))
                }
                .boxed(),
            );
        }
    }
    let all = questions.len();
    let mut states = vec![State::Unasked; holdings.len()];
    let mut ends = vec![None; holdings.len()];
    let mut lists: Vec<(Username, Option<Vec<HubToken>>)> = Vec::new();
    let mut found: Vec<Result<Vec<Kept>, Option<Failure>>> = asked.iter().map(|_| Err(None)).collect();
    let mut answers = stream::iter(questions).buffer_unordered(AT_ONCE);
    let mut done = 0;
    tell(done, all);
    while let Some(answer) = answers.next().await {
        done += 1;
        tell(done, all);
        match answer {
            Some(Answered::State(at, state)) => states[at] = state,
            Some(Answered::Tokens(name, list)) => lists.push((name, list)),
            Some(Answered::End(at, end)) => ends[at] = Some(end),
            Some(Answered::Shelf(at, kept)) => found[at] = kept,
            None => {}
        }
    }
    drop(answers);
    let rows = rows(holdings, states, ends, &lists);
    let (rows, others) = together(world, rows, &asked, found);
    Status { rows, others, unread }
}

/// Each credential with what was answered about it.
fn rows(
    holdings: Vec<Holding>,
    states: Vec<State>,
    ends: Vec<Option<Option<Moment>>>,
    lists: &[(Username, Option<Vec<HubToken>>)],
) -> Vec<Row> {
    let told = |holding: &Holding| {
        let name = holding.username.as_ref().filter(|_| holding.registry.is_docker_hub());
        let mut lists = lists.iter().filter(|(of, _)| Some(of) == name).map(|(_, list)| list).peekable();
        let asked = lists.peek().is_some();
        match lists.flatten().next() {
            Some(list) => (of_list(&holding.note, list).cloned(), List::Read),
            None if asked => (None, List::Refused),
            None => (None, List::Unasked),
        }
    };
    let answered = holdings.into_iter().zip(states).zip(ends);
    let row = |((holding, state), end): ((Holding, State), Option<Option<Moment>>)| {
        let (told, list) = told(&holding);
        Row { told, list, end, holding, state, secrets: Vec::new() }
    };
    answered.map(row).collect()
}

/// Rows with the secrets that hold each, and the secrets that hold none.
fn together(
    world: &World,
    mut rows: Vec<Row>,
    asked: &[Asked],
    found: Vec<Result<Vec<Kept>, Option<Failure>>>,
) -> (Vec<Row>, Vec<StoredSecret>) {
    let mut others = Vec::new();
    let written = world.written_secrets().fingerprints();
    for (one, kept) in asked.iter().zip(found) {
        for (name, wrote) in &one.names {
            let (stand, updated) = stand(name, wrote.as_ref(), &kept);
            let secret = StoredSecret {
                host: one.host.clone(),
                repository: one.repository.clone(),
                shelf: one.shelf.clone(),
                name: name.clone(),
                updated,
                stand,
            };
            let place = format!("{}/{}/{}/{name}", one.host, one.repository, one.shelf.word());
            let holds = |row: &&mut Row| {
                let secret = row.holding.credential.as_ref().map(|credential| &credential.secret);
                secret.is_some_and(|secret| written.holds(&place, secret))
            };
            match rows.iter_mut().find(holds) {
                Some(row) => row.secrets.push(secret),
                None => others.push(secret),
            }
        }
    }
    (rows, others)
}

fn stand(
    name: &str,
    wrote: Option<&Wrote>,
    kept: &Result<Vec<Kept>, Option<Failure>>,
) -> (Stand, Option<Moment>) {
    let there = match kept {
        Ok(all) => all.iter().find(|kept| kept.name.eq_ignore_ascii_case(name)),
        Err(Some(failure)) if failure.status() == Some(404) => None,
        Err(Some(failure)) => return (Stand::Unknown(failure.clone()), wrote.map(|wrote| wrote.updated)),
        Err(None) => return (Stand::Unasked, wrote.map(|wrote| wrote.updated)),
    };
    let Some(there) = there else { return (Stand::Missing, None) };
    let stand = match wrote {
        None => Stand::NeverOurs,
        Some(wrote) if there.updated == Some(wrote.updated) => Stand::AsWritten,
        Some(_) => Stand::ChangedSince,
    };
    (stand, there.updated)
}

/// Every shelf on which this program wrote something, and those that the workflows of this checkout read.
async fn shelves(world: &World) -> (Vec<Asked>, Option<Failure>) {
    let written = world.written_secrets();
    let all = tokio::task::spawn_blocking(move || written.all()).await.unwrap_or_else(|_| Ok(Vec::new()));
    let (all, unread) = match all {
        Ok(all) => (all, None),
        Err(failure) => (Vec::new(), Some(failure)),
    };
    let mut names: BTreeMap<Key, Option<Wrote>> = BTreeMap::new();
    for wrote in all {
        let key = (wrote.host.clone(), wrote.repository.clone(), wrote.shelf.word(), wrote.name.clone());
        names.insert(key, Some(wrote));
    }
    let project = project::read(&world.folder, &world.env).await;
    let own = project.remote.as_ref().and_then(|remote| Some((remote.host.clone(), remote.slug()?)));
    if let (Some((host, slug)), Some(root)) = (own, project.root.clone()) {
        let read = tokio::task::spawn_blocking(move || workflow::read_all(&root)).await.unwrap_or_default();
        let registries: Vec<Registry> =
            project.logins.iter().filter_map(|one| one.registry.clone()).collect();
        let plans = registries.iter().map(|registry| read.secret_plan(registry));
        for need in plans.flat_map(|plan| plan.needs) {
            // What the environment lacks is read from the repository.
            if need.kind == NameKind::Secret && is_name(&need.name) && need.environment.is_none() {
                let key = (host.clone(), slug.to_string(), Shelf::Repository.word(), need.name);
                names.entry(key).or_insert(None);
            }
        }
    }
    let mut asked: Vec<Asked> = Vec::new();
    for ((host, repository, word, name), wrote) in names {
        let Some(shelf) = Shelf::parse(&word) else { continue };
        let same = |one: &&mut Asked| one.host == host && one.repository == repository && one.shelf == shelf;
        match asked.iter_mut().find(same) {
            Some(one) => one.names.push((name, wrote)),
            None => asked.push(Asked { host, repository, shelf, names: vec![(name, wrote)] }),
        }
    }
    (asked, unread)
}

/// A signed-in client for each repository. Without a token nothing is told about secrets.
async fn clients(world: &World, asked: &[Asked], offline: bool) -> BTreeMap<(String, String), GitHub> {
    let mut wanted: Vec<(String, String)> =
        asked.iter().filter(|_| !offline).map(|one| (one.host.clone(), one.repository.clone())).collect();
    wanted.dedup();
    let mut hosts: Vec<String> = wanted.iter().map(|(host, _)| host.clone()).collect();
    hosts.sort();
    hosts.dedup();
    // The token is looked for once a host: `gh` takes its time.
    let found = join_all(hosts.iter().map(|host| sign_in::find(world, host))).await;
    let tokens: BTreeMap<String, _> = hosts.into_iter().zip(found).collect();
    let client = |(host, repository): &(String, String)| {
        let token = tokens.get(host)?.as_ref()?.token.clone();
        let api = super::github::address::of(&world.endpoints, host).ok()?;
        Some(GitHub::new(&world.http, api, Some(token), Slug::parse(repository)?))
    };
    wanted.into_iter().filter_map(|key| Some((key.clone(), client(&key)?))).collect()
}

/// What may be a password is one that opens a session at the Hub API; a token's session is told that it may not list.
fn is_password(holding: &Holding) -> bool {
    holding.registry.is_docker_hub()
        && holding
            .credential
            .as_ref()
            .is_some_and(|one| !one.identity_token && !pasted::is_unguessable(&one.secret))
}

async fn list_by_password(world: &World, holding: &Holding) -> Option<Answered> {
    let credential = holding.credential.as_ref()?;
    let hub = &world.endpoints.hub;
    let session =
        hub::sign_in(&world.http, hub, &credential.username, &credential.secret).await.answer.ok()?;
    list(world, HubSession { username: credential.username.clone(), session }).await
}

async fn list(world: &World, of: HubSession) -> Option<Answered> {
    let tokens = hub::list_tokens(&world.http, &world.endpoints.hub, &of.session).await.answer.ok();
    Some(Answered::Tokens(of.username, tokens))
}

/// A token of GitHub's, which its container registry takes: GitHub itself tells when it ends.
fn github_token(holding: &Holding) -> Option<GitHubToken> {
    let credential = holding.credential.as_ref().filter(|_| holding.registry.host() == "ghcr.io")?;
    let kind = pasted::kind_of(&credential.secret);
    let of_github =
        matches!(kind, TokenKind::GitHubClassic | TokenKind::GitHubFineGrained | TokenKind::GitHubOther);
    of_github.then(|| credential.secret.for_github())
}

/// When it ends, as a header of GitHub's tells; of one that has no end there is none. `None`: GitHub did not say.
async fn end(world: &World, token: GitHubToken) -> Option<Option<Moment>> {
    let api = super::github::address::of(&world.endpoints, "github.com").ok()?;
    // It is github.com's, and no other server's business, whatever the environment names as the API.
    if !super::github::address::is_dotcom(&api) && !is_loopback(&api) {
        return None;
    }
    let nobody = Slug { owner: "pushpilot".to_owned(), name: "none".to_owned() };
    let facts = GitHub::new(&world.http, api, Some(token), nobody).token_facts().await.ok()?;
    Some(facts.expires)
}

/// Whether the registry still accepts it.
async fn ask(world: &World, holding: &Holding) -> State {
    let Some(credential) = &holding.credential else {
        return match &holding.trouble {
            Some(failure) => State::Unread(failure.clone()),
            None => State::Gone,
        };
    };
    let session = |registry: &Registry| {
        Session::new(&world.http, &world.endpoints, registry, Some(credential.clone()), Vec::new())
    };
    match session(&holding.registry) {
        Ok(session) => match session.recognise().await {
            Ok(true) => State::Accepted,
            Ok(false) => State::Open,
            Err(failure) if matches!(failure.status(), Some(401 | 403)) => State::Refused(failure),
            Err(failure) => State::Unreachable(failure),
        },
        Err(failure) => State::Unreachable(failure),
    }
}
