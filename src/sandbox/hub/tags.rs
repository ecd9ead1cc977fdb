//! Tags: listed and read with a lag behind the registry if the scenario wants it, and removed.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::paging::Paging;
use super::refuse;
use super::repositories::visible;
use super::session::caller;
use crate::sandbox::Shared;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::identity::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::registry::content::{Shelf, Tag};
use crate::sandbox::scenario::{Level, Right};
use crate::sandbox::world::World;

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Path((namespace, repository)): Path<(String, String)>,
    Query(paging): Query<Paging>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let caller = caller(&shared, &headers).await?;
    let mut world = shared.world();
    let name = format!("{namespace}/{repository}");
    visible(&world, &caller, &name)?;
    let mut all = Vec::new();
    if let Some(shelf) = world.content.shelves.get_mut(&name) {
        let seen: Vec<String> =
            shelf.tags.iter_mut().filter_map(|(tag, entry)| seen(entry).then(|| tag.clone())).collect();
        all.extend(seen.iter().filter_map(|tag| describe(shelf, tag)));
    }
    let address =
        format!("{}/v2/namespaces/{namespace}/repositories/{repository}/tags", shared.addresses.hub);
    Ok(Json(paging.cut(&address, &all)?))
}

pub(super) async fn read(
    State(shared): State<Arc<Shared>>,
    Path((namespace, repository, tag)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let caller = caller(&shared, &headers).await?;
    let mut world = shared.world();
    let name = format!("{namespace}/{repository}");
    visible(&world, &caller, &name)?;
    let shelf = world.content.shelves.get_mut(&name).ok_or_else(not_found)?;
    if !shelf.tags.get_mut(&tag).is_some_and(seen) {
        return Err(not_found());
    }
    describe(shelf, &tag).map(Json).ok_or_else(not_found)
}

/// Whether the Hub has noticed a tag by now. That it lags behind the registry is known, by how much is UNSOURCED.
fn seen(tag: &mut Tag) -> bool {
    let now = tag.unseen == 0;
    tag.unseen = tag.unseen.saturating_sub(1);
    now
}

pub(super) async fn delete_by_namespace(
    State(shared): State<Arc<Shared>>,
    Path((namespace, repository, tag)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let caller = caller(&shared, &headers).await?;
    delete(&mut shared.world(), &caller, &format!("{namespace}/{repository}"), &tag)
}

/// Not in the description, and what docker's own tool uses (docker/hub-tool, pkg/hub/tags.go).
/// Closed to organization access tokens (docs: access tokens, reference).
pub(super) async fn delete_legacy(
    State(shared): State<Arc<Shared>>,
    Path((namespace, repository, tag)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let caller = caller(&shared, &headers).await?;
    let mut world = shared.world();
    let of_organization = matches!(caller, Caller::Token(_))
        && world.account_of(&caller).is_some_and(|account| world.is_organization(account));
    if of_organization {
        let message = "token issued from organization access token is not allowed";
        return Err(refuse(StatusCode::FORBIDDEN, message));
    }
    delete(&mut world, &caller, &format!("{namespace}/{repository}"), &tag)
}

/// Needs a password session or a token of the highest level, and the account's right to administer.
pub(super) fn delete(
    world: &mut World,
    caller: &Caller,
    name: &str,
    tag: &str,
) -> Result<StatusCode, Refusal> {
    if *caller == Caller::Anonymous {
        return Err(refuse(StatusCode::UNAUTHORIZED, "unauthorized"));
    }
    let (_, right) = visible(world, caller, name)?;
    if world.level(caller) < Level::Delete {
        return Err(refuse(StatusCode::FORBIDDEN, "insufficient scope"));
    }
    if right < Right::Admin {
        return Err(refuse(StatusCode::FORBIDDEN, "access to the resource is forbidden"));
    }
    let shelf = world.content.shelves.get_mut(name).ok_or_else(not_found)?;
    match shelf.tags.remove(tag) {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(not_found()),
    }
}

/// The fields of the description, and those that docker's own clients read beside them.
fn describe(shelf: &Shelf, name: &str) -> Option<Value> {
    let tag = shelf.tags.get(name)?;
    let manifest = shelf.manifests.get(&tag.digest)?;
    let parsed: Value = serde_json::from_slice(&manifest.bytes).unwrap_or_default();
    let sizes = parsed["layers"]
        .as_array()
        .map(|layers| layers.iter().filter_map(|layer| layer["size"].as_u64()).sum());
    let size: u64 = sizes.unwrap_or_default();
    let pushed = rfc3339(tag.pushed);
    Some(json!({
        "id": 1,
        "name": name,
        "creator": 1,
        "repository": 1,
        "digest": tag.digest,
        "images": [{
            "architecture": "amd64", "features": "", "variant": null, "digest": tag.digest, "layers": [],
            "os": "linux", "os_features": "", "os_version": null, "size": size, "status": "active",
            "last_pulled": null, "last_pushed": pushed,
        }],
        "full_size": size,
        "last_updated": pushed,
        "last_updater": 1,
        "last_updater_username": tag.by,
        "status": "active",
        "tag_status": "active",
        "tag_last_pulled": null,
        "tag_last_pushed": pushed,
        "v2": true,
        "media_type": manifest.media_type,
        "content_type": "image",
    }))
}

fn not_found() -> Refusal {
    refuse(StatusCode::NOT_FOUND, "object not found")
}
