//! Repositories: read by whoever may see them, created by whoever may manage them.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::paging::Paging;
use super::session::caller;
use super::{bad_value, read_json, refuse};
use crate::sandbox::Shared;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::identity::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::{Level, Right};
use crate::sandbox::world::{Listed, World};

pub(super) async fn read(
    State(shared): State<Arc<Shared>>,
    Path((namespace, repository)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let caller = caller(&shared, &headers).await?;
    let world = shared.world();
    let name = format!("{namespace}/{repository}");
    let (listed, right) = visible(&world, &caller, &name)?;
    Ok(Json(describe(&world, &name, listed, right)))
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Path(namespace): Path<String>,
    Query(paging): Query<Paging>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let caller = caller(&shared, &headers).await?;
    let world = shared.world();
    let prefix = format!("{namespace}/");
    let mut all = Vec::new();
    for (name, listed) in world.repositories.iter().filter(|(name, _)| name.starts_with(&prefix)) {
        if let Some(right) = world.right(&caller, name) {
            all.push(describe(&world, name, listed, right));
        }
    }
    let address = format!("{}/v2/namespaces/{namespace}/repositories", shared.addresses.hub);
    Ok(Json(paging.cut(&address, &all)?))
}

#[derive(Deserialize)]
struct Wanted {
    name: String,
    namespace: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    is_private: bool,
}

pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    Path(namespace): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let caller = caller(&shared, &headers).await?;
    let mut world = shared.world();
    let account =
        world.account_of(&caller).ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "unauthorized"))?;
    let own = world.right_in(account, &namespace).is_some_and(|right| right >= Right::Write);
    if !own {
        return Err(refuse(StatusCode::FORBIDDEN, "access to the resource is forbidden"));
    }
    // Managing repositories needs the highest level of a token (docker/terraform-provider-docker, README).
    if world.level(&caller) < Level::Delete {
        return Err(refuse(StatusCode::FORBIDDEN, "insufficient scope"));
    }
    let wanted: Wanted = read_json(&headers, &body)?;
    if wanted.namespace != namespace {
        return Err(bad_value("namespace", "namespace is not the one in the address"));
    }
    if !is_name(&wanted.name) {
        return Err(bad_value("name", "name is not of 2 to 255 lower-case letters, digits and separators"));
    }
    if wanted.description.chars().count() > 100 {
        return Err(bad_value("description", "description is longer than 100 characters"));
    }
    let name = format!("{namespace}/{}", wanted.name);
    if world.repositories.contains_key(&name) {
        return Err(bad_value("name", "a repository of this name exists"));
    }
    let listed =
        Listed { description: wanted.description, ..Listed::new(wanted.is_private, shared.clock.now()) };
    let answer = describe(&world, &name, &listed, Right::Admin);
    world.repositories.insert(name, listed);
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// A repository that the caller may see. One that it may not see does not exist for it (404, UNSOURCED).
pub(super) fn visible<'a>(
    world: &'a World,
    caller: &Caller,
    name: &str,
) -> Result<(&'a Listed, Right), Refusal> {
    let listed = world.repositories.get(name).zip(world.right(caller, name));
    listed.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "object not found"))
}

/// Whether `permissions` shrink with the token's level is UNSOURCED; here they are the account's.
fn describe(world: &World, name: &str, listed: &Listed, right: Right) -> Value {
    let (namespace, repository) = name.split_once('/').unwrap_or_default();
    let shelf = world.content.shelves.get(name);
    let pushed = shelf.and_then(|shelf| shelf.tags.values().map(|tag| tag.pushed).max());
    let updated = rfc3339(pushed.unwrap_or(listed.created));
    json!({
        "user": namespace,
        "name": repository,
        "namespace": namespace,
        "repository_type": "image",
        "status": if listed.archived { 0 } else { 1 },
        "status_description": if listed.archived { "inactive" } else { "active" },
        "description": listed.description,
        "is_private": listed.private,
        "is_automated": false,
        "star_count": 0,
        "pull_count": 0,
        "last_updated": updated,
        "last_modified": updated,
        "date_registered": rfc3339(listed.created),
        "collaborator_count": 0,
        "affiliation": if right >= Right::Write { "owner" } else { "" },
        "hub_user": namespace,
        "has_starred": false,
        "full_description": null,
        "permissions": {"read": true, "write": right >= Right::Write, "admin": right >= Right::Admin},
        "media_types": [super::super::registry::content::OCI_MANIFEST],
        "content_types": ["image"],
        "categories": [],
        "immutable_tags_settings": {"enabled": listed.immutable, "rules": []},
        "storage_size": 0,
        "source": null,
    })
}

/// `^[a-z0-9]+(?:[._-][a-z0-9]+)*$` of the description.
fn is_name(name: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (2..=255).contains(&name.len())
        && name.starts_with(alphanumeric)
        && name.ends_with(alphanumeric)
        && name.split(alphanumeric).all(|gap| matches!(gap, "" | "." | "_" | "-"))
}
