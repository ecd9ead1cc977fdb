//! Secrets of every level: public key, list, single ones, written sealed, removed.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shelf};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use super::paging::Paging;
use super::state::State;
use super::vault::{MOST, Stored, Unusable, is_name};
use super::{not_found, read_body, unprocessable};
use crate::sandbox::Shared;
use crate::sandbox::clock::whole_seconds;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Vault;

type Names = Path<HashMap<String, String>>;

/// The level that the path names.
fn vault(state: &State, names: &HashMap<String, String>, dependabot: bool) -> Result<Vault, Refusal> {
    Ok(match (names.get("environment"), names.contains_key("org"), dependabot) {
        (Some(environment), ..) if state.environments.contains_key(environment) => {
            Vault::Environment(environment.clone())
        }
        (Some(_), ..) => return Err(not_found()),
        (None, true, false) => Vault::Organization,
        (None, true, true) => Vault::OrganizationDependabot,
        (None, false, false) => Vault::Repository,
        (None, false, true) => Vault::Dependabot,
    })
}

/// `/repos/O/R/dependabot/…` or `/orgs/O/dependabot/…`; an owner or a repository may be called so too.
fn is_dependabot(uri: &Uri) -> bool {
    let mut parts = uri.path().split('/').skip(1);
    let owners = if parts.next() == Some("orgs") { 1 } else { 2 };
    parts.nth(owners) == Some("dependabot")
}

pub(super) async fn public_key(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let mut state = shared.github.state();
    let vault = vault(&state, &names, is_dependabot(&uri))?;
    let keep = state.keep_at(&names, &vault);
    Ok(Json(json!({"key_id": keep.key_id, "key": keep.public_key()})))
}

pub(super) async fn list(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
    Query(paging): Query<Paging>,
) -> Result<Response, Refusal> {
    let mut state = shared.github.state();
    let vault = vault(&state, &names, is_dependabot(&uri))?;
    let origin = &shared.addresses.github;
    let owner = state.owner.clone();
    let secrets = state.keep_at(&names, &vault).secrets.iter();
    let all: Vec<Value> =
        secrets.map(|(name, stored)| describe(&vault, name, stored, origin, &owner)).collect();
    Ok(paging.of(origin, &uri, "secrets", &all))
}

/// The organization's secrets that the repository sees.
pub(super) async fn of_organization(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Query(paging): Query<Paging>,
) -> Response {
    let mut state = shared.github.state();
    let (private, id) = (state.repository.private, state.repository.id);
    let secrets = state.keep(&Vault::Organization).secrets.iter();
    let seen = secrets.filter(|(_, stored)| stored.is_seen_by(private, id));
    let plain = |(name, stored): (&String, &Stored)| dated(name, stored.created, stored.updated);
    let all: Vec<Value> = seen.map(plain).map(Value::Object).collect();
    paging.of(&shared.addresses.github, &uri, "secrets", &all)
}

pub(super) async fn read(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let mut state = shared.github.state();
    let vault = vault(&state, &names, is_dependabot(&uri))?;
    let owner = state.owner.clone();
    let name = names.get("secret").map(|name| name.to_ascii_uppercase()).unwrap_or_default();
    let stored = state.keep_at(&names, &vault).secrets.get(&name).ok_or_else(not_found)?;
    Ok(Json(describe(&vault, &name, stored, &shared.addresses.github, &owner)))
}

pub(super) async fn write(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
    body: Bytes,
) -> Result<Response, Refusal> {
    let now = shared.clock.now();
    let mut state = shared.github.state();
    let vault = vault(&state, &names, is_dependabot(&uri))?;
    let name = names.get("secret").cloned().unwrap_or_default();
    if !is_name(&name) {
        // The rules are the documentation's (naming your secrets), the words are UNSOURCED.
        let message = "Secret names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores \
                       (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_) and \
                       must not start with GITHUB_.";
        return Err(unprocessable(message));
    }
    let body = read_body(&body)?;
    let text = |field: &str| {
        let value = body.get(field).ok_or_else(|| missing(field))?;
        value.as_str().map(str::to_owned).ok_or_else(|| not_a(field, "string", value))
    };
    let (sealed, key_id) = (text("encrypted_value")?, text("key_id")?);
    let organization = matches!(vault, Vault::Organization | Vault::OrganizationDependabot);
    let visibility = if organization { Some(visibility(&body)?) } else { None };
    let keep = state.keep_at(&names, &vault);
    if !organization && !keep.secrets.contains_key(&name.to_ascii_uppercase()) && keep.secrets.len() >= MOST {
        return Err(unprocessable("The maximum number of secrets has been reached."));
    }
    // UNSOURCED words, all three.
    let value = keep.open(&key_id, &sealed).map_err(|unusable| match unusable {
        Unusable::OtherKey => unprocessable("key_id does not match the public key."),
        Unusable::Sealed => unprocessable("Encrypted value is not a sealed box for the public key."),
        Unusable::Large => unprocessable("Secret value is larger than 48 KB."),
    })?;
    let new = keep.store(&name, value, &sealed, now);
    if let (Some((visibility, selected)), Some(stored)) =
        (visibility, keep.secrets.get_mut(&name.to_ascii_uppercase()))
    {
        stored.visibility = visibility;
        stored.selected = selected;
    }
    if new {
        return Ok((StatusCode::CREATED, Json(json!({}))).into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Who sees an organization's secret. Numbers of repositories may be written as strings (gh does so).
fn visibility(body: &Map<String, Value>) -> Result<(String, Vec<u64>), Refusal> {
    let value = body.get("visibility").ok_or_else(|| missing("visibility"))?;
    let kind = value.as_str().filter(|kind| matches!(*kind, "all" | "private" | "selected"));
    let kind = kind.ok_or_else(|| unprocessable("visibility is neither all, private nor selected."))?;
    let ids = body.get("selected_repository_ids").and_then(Value::as_array).cloned().unwrap_or_default();
    let number = |id: &Value| id.as_u64().or_else(|| id.as_str()?.parse().ok());
    let selected = ids.iter().map(number).collect::<Option<Vec<u64>>>();
    let selected = selected.ok_or_else(|| unprocessable("selected_repository_ids holds no numbers."))?;
    if kind != "selected" && !selected.is_empty() {
        return Err(unprocessable("selected_repository_ids goes with the visibility selected only."));
    }
    Ok((kind.to_owned(), selected))
}

pub(super) async fn remove(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
) -> Result<StatusCode, Refusal> {
    let mut state = shared.github.state();
    let vault = vault(&state, &names, is_dependabot(&uri))?;
    let name = names.get("secret").map(|name| name.to_ascii_uppercase()).unwrap_or_default();
    state.keep_at(&names, &vault).secrets.remove(&name).map(|_| StatusCode::NO_CONTENT).ok_or_else(not_found)
}

pub(super) fn dated(name: &str, created: i64, updated: i64) -> Map<String, Value> {
    Map::from_iter([
        ("name".to_owned(), name.into()),
        ("created_at".to_owned(), whole_seconds(created).into()),
        ("updated_at".to_owned(), whole_seconds(updated).into()),
    ])
}

fn describe(vault: &Vault, name: &str, stored: &Stored, origin: &str, owner: &str) -> Value {
    let mut shown = dated(name, stored.created, stored.updated);
    if matches!(vault, Vault::Organization | Vault::OrganizationDependabot) {
        shown.insert("visibility".to_owned(), stored.visibility.clone().into());
        if stored.visibility == "selected" {
            let kind = if *vault == Vault::Organization { "actions" } else { "dependabot" };
            let url = format!("{origin}/orgs/{owner}/{kind}/secrets/{name}/repositories");
            shown.insert("selected_repositories_url".to_owned(), url.into());
        }
    }
    Value::Object(shown)
}

impl Stored {
    /// Whether a repository sees this secret of its organization.
    pub(super) fn is_seen_by(&self, private: bool, repository: u64) -> bool {
        match self.visibility.as_str() {
            "selected" => self.selected.contains(&repository),
            "private" => private,
            _ => true,
        }
    }
}

pub(super) fn missing(field: &str) -> Refusal {
    unprocessable(&format!("Invalid request.\n\n\"{field}\" wasn't supplied."))
}

fn not_a(field: &str, kind: &str, value: &Value) -> Refusal {
    unprocessable(&format!("Invalid request.\n\nFor 'properties/{field}', {value} is not a {kind}."))
}
