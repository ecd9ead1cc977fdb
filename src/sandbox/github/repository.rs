//! The root, the user, the repository, its files, environments and rules.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Path, Query, State as Shelf};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, http::StatusCode};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::door::{Caller, ENTERPRISE_VERSION, Enterprise, VERSIONS};
use super::git::name_of;
use super::paging::Paging;
use super::shapes::account;
use super::state::State;
use super::{not_found, refuse};
use crate::sandbox::Shared;
use crate::sandbox::clock::{DAY, whole_seconds};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Rule;

type Names = Path<HashMap<String, String>>;

pub(super) async fn root(Shelf(shared): Shelf<Arc<Shared>>) -> Json<Value> {
    let origin = &shared.addresses.github;
    Json(json!({
        "current_user_url": format!("{origin}/user"),
        "rate_limit_url": format!("{origin}/rate_limit"),
        "repository_url": format!("{origin}/repos/{{owner}}/{{repo}}"),
    }))
}

pub(super) async fn versions() -> Json<Value> {
    Json(json!(VERSIONS))
}

pub(super) async fn meta(Extension(enterprise): Extension<Enterprise>) -> Json<Value> {
    Json(if enterprise.0 {
        json!({"verifiable_password_authentication": true, "installed_version": ENTERPRISE_VERSION})
    } else {
        json!({"verifiable_password_authentication": false})
    })
}

pub(super) async fn rate_limit(
    Shelf(shared): Shelf<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Json<Value> {
    let now = shared.clock.now();
    let standing = shared.github.state().standing(caller.0.as_deref(), now);
    let core = json!({
        "limit": standing.limit,
        "remaining": standing.remaining(),
        "reset": standing.reset,
        "used": standing.used,
    });
    let search = json!({"limit": 30, "remaining": 30, "reset": now + 60, "used": 0});
    Json(json!({"resources": {"core": core, "search": search}, "rate": core}))
}

pub(super) async fn user(Shelf(shared): Shelf<Arc<Shared>>) -> Json<Value> {
    let state = shared.github.state();
    let mut shown = account(&shared.addresses.github, &state.login, "User");
    let began = whole_seconds(state.began - 2000 * DAY);
    let more = json!({
        "name": null, "company": null, "blog": "", "location": null, "email": null, "hireable": null,
        "bio": null, "public_repos": 1, "public_gists": 0, "followers": 0, "following": 0,
        "created_at": began, "updated_at": began,
        "collaborators": 0, "disk_usage": 42, "owned_private_repos": 0, "private_gists": 0,
        "total_private_repos": 0, "two_factor_authentication": true,
    });
    if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
        shown.extend(more);
    }
    Json(shown)
}

pub(super) async fn read(Shelf(shared): Shelf<Arc<Shared>>, Path(names): Names) -> Json<Value> {
    let state = shared.github.state();
    let origin = &shared.addresses.github;
    let shown = state.full(origin);
    let named = |known: &(String, String)| {
        names.get("owner") == Some(&known.0) && names.get("repo") == Some(&known.1)
    };
    if state.upstream.as_ref().is_some_and(named) {
        return Json(state.upstream(origin).unwrap_or_default());
    }
    let sibling = names.get("repo").filter(|name| state.siblings.contains_key(*name));
    Json(sibling.map_or_else(|| shown.clone(), |name| called(&shown, &state, name)))
}

/// The button of a fork's Actions page; whoever practises is signed in there.
pub(super) async fn enable_actions(Shelf(shared): Shelf<Arc<Shared>>) -> StatusCode {
    shared.github.state().repository.actions = true;
    StatusCode::NO_CONTENT
}

/// The same repository under another name.
fn called(shown: &Value, state: &State, name: &str) -> Value {
    let text = shown.to_string().replace(&state.full_name(), &format!("{}/{name}", state.owner));
    let mut shown: Value = serde_json::from_str(&text).unwrap_or_default();
    shown["name"] = name.into();
    shown
}

/// The repositories that the token sees.
pub(super) async fn list(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Query(paging): Query<Paging>,
) -> Response {
    let state = shared.github.state();
    let own = state.full(&shared.addresses.github);
    let siblings = state.siblings.keys().map(|name| called(&own, &state, name));
    let all: Vec<Value> = std::iter::once(own.clone()).chain(siblings).collect();
    paging.bare(&shared.addresses.github, &uri, &all)
}

#[derive(Deserialize)]
pub(super) struct At {
    #[serde(rename = "ref")]
    reference: Option<String>,
}

/// A file with its content, or what a folder holds.
pub(super) async fn contents(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
    Query(at): Query<At>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let state = shared.github.state();
    let path = names.get("path").map(|path| path.trim_matches('/').to_owned()).unwrap_or_default();
    let reference = at.reference.unwrap_or_else(|| state.repository.default_branch.clone());
    let commit = state
        .git
        .resolve(&reference)
        .ok_or_else(|| refuse(StatusCode::NOT_FOUND, &format!("No commit found for the ref {reference}")))?;
    let files = state.git.files(commit);
    let origin = &shared.addresses.github;
    if let Some(text) = files.get(&path) {
        let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        if accept.contains(".raw") {
            let kind = [(header::CONTENT_TYPE, "application/vnd.github.raw+json; charset=utf-8")];
            return Ok((kind, text.clone()).into_response());
        }
        let mut shown = entry(&state, origin, &path, Some(text), &reference);
        shown["encoding"] = "base64".into();
        shown["content"] = folded(&STANDARD.encode(text)).into();
        return Ok(Json(shown).into_response());
    }
    let below = if path.is_empty() { String::new() } else { format!("{path}/") };
    let inside: BTreeSet<String> = files
        .keys()
        .filter_map(|known| known.strip_prefix(&below))
        .map(|rest| format!("{below}{}", rest.split('/').next().unwrap_or_default()))
        .collect();
    if inside.is_empty() {
        return Err(not_found());
    }
    let shown = inside.iter().map(|path| {
        let text = files.get(path).map(String::as_str);
        entry(&state, origin, path, text, &reference)
    });
    Ok(Json(shown.collect::<Vec<_>>()).into_response())
}

fn entry(state: &State, origin: &str, path: &str, text: Option<&str>, reference: &str) -> Value {
    let base = state.address(origin);
    let sha = name_of(text.unwrap_or(path));
    let url = format!("{base}/contents/{path}?ref={reference}");
    let (kind, git) = if text.is_some() { ("file", "blobs") } else { ("dir", "trees") };
    let git = format!("{base}/git/{git}/{sha}");
    let html = format!("{}/blob/{reference}/{path}", state.html());
    json!({
        "type": kind,
        "name": path.rsplit('/').next(),
        "path": path,
        "sha": sha,
        "size": text.map_or(0, str::len),
        "url": url,
        "git_url": git,
        "html_url": html,
        "download_url": text.map(|_| format!("{base}/contents/{path}?ref={reference}")),
        "_links": {"self": url, "git": git, "html": html},
    })
}

/// Base64 comes in lines of 60 characters.
fn folded(encoded: &str) -> String {
    let lines = encoded.as_bytes().chunks(60);
    lines.map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect()
}

pub(super) async fn permissions(Shelf(shared): Shelf<Arc<Shared>>) -> Json<Value> {
    let state = shared.github.state();
    let enabled = state.repository.actions;
    let mut shown = json!({"enabled": enabled});
    if enabled {
        shown["allowed_actions"] = "all".into();
    }
    Json(shown)
}

pub(super) async fn environments(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Query(paging): Query<Paging>,
) -> Response {
    let state = shared.github.state();
    let origin = &shared.addresses.github;
    let all: Vec<Value> = state
        .environments
        .iter()
        .map(|(name, made)| environment_shape(&state, origin, name, *made))
        .collect();
    paging.of(origin, &uri, "environments", &all)
}

pub(super) async fn environment(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let state = shared.github.state();
    let name = names.get("environment").map(String::as_str).unwrap_or_default();
    let made = state.environments.get(name).ok_or_else(not_found)?;
    Ok(Json(environment_shape(&state, &shared.addresses.github, name, *made)))
}

/// Makes the environment where it is not there yet.
pub(super) async fn make_environment(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    if !body.is_empty() {
        super::read_body(&body)?;
    }
    let now = shared.clock.now();
    let mut state = shared.github.state();
    let name = names.get("environment").cloned().unwrap_or_default();
    let made = *state.environments.entry(name.clone()).or_insert(now);
    Ok(Json(environment_shape(&state, &shared.addresses.github, &name, made)))
}

fn environment_shape(state: &State, origin: &str, name: &str, made: i64) -> Value {
    let id: u64 = name.bytes().fold(7, |id, byte| (id * 31 + u64::from(byte)) % 900_000_000);
    json!({
        "id": id,
        "node_id": format!("EN_{id}"),
        "name": name,
        "url": format!("{}/environments/{name}", state.address(origin)),
        "html_url": format!("{}/deployments/activity_log?environments_filter={name}", state.html()),
        "created_at": whole_seconds(made),
        "updated_at": whole_seconds(made),
        "protection_rules": [],
        "deployment_branch_policy": null,
    })
}

/// The rules that are in force for a branch.
pub(super) async fn rules(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
    Query(paging): Query<Paging>,
) -> Response {
    let state = shared.github.state();
    let applies = names.get("branch").is_some_and(|branch| *branch == state.repository.default_branch);
    let shown = state.repository.rules.iter().filter(|_| applies).map(|rule| {
        let mut shown = json!({
            "type": rule.as_str(),
            "ruleset_source_type": "Repository",
            "ruleset_source": state.full_name(),
            "ruleset_id": 42,
        });
        if *rule == Rule::PullRequest {
            shown["parameters"] = json!({
                "required_approving_review_count": 1,
                "dismiss_stale_reviews_on_push": false,
                "require_code_owner_review": false,
                "require_last_push_approval": false,
                "required_review_thread_resolution": false,
            });
        }
        shown
    });
    paging.bare(&shared.addresses.github, &uri, &shown.collect::<Vec<_>>())
}

impl Rule {
    fn as_str(self) -> &'static str {
        match self {
            Self::PullRequest => "pull_request",
            Self::RequiredSignatures => "required_signatures",
        }
    }
}
