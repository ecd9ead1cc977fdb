//! Personal access tokens: `/v2/access-tokens`. Only a session that began with a password may come here.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::paging::Paging;
use super::session::{password_session, scope_name};
use super::{bad_value, read_json, refuse};
use crate::sandbox::Shared;
use crate::sandbox::clock::{parse_rfc3339, rfc3339};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Level;
use crate::sandbox::world::AccessToken;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    token_label: String,
    scopes: Vec<String>,
    expires_at: Option<String>,
}

pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let account = password_session(&shared, &headers).await?;
    let wanted: Wanted = read_json(&headers, &body)?;
    check_label(&wanted.token_label)?;
    let unknown_scope = || bad_value("scopes", "scopes holds none or an unknown one");
    let levels: Option<Vec<Level>> = wanted.scopes.iter().map(|scope| level_of(scope)).collect();
    let level = levels.and_then(|levels| levels.into_iter().max()).ok_or_else(unknown_scope)?;
    let now = shared.clock.now();
    let expires = match wanted.expires_at.as_deref() {
        None => None,
        Some(text) => {
            let moment = parse_rfc3339(text).filter(|moment| *moment > now);
            Some(moment.ok_or_else(|| bad_value("expires_at", "expires_at is not a moment to come"))?)
        }
    };
    let token = shared.world().create_token(&account, &wanted.token_label, level, expires, now);
    // The only answer that ever shows the value.
    Ok((StatusCode::CREATED, Json(describe(&token, &token.value))).into_response())
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Query(paging): Query<Paging>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let account = password_session(&shared, &headers).await?;
    let world = shared.world();
    let own = || world.tokens.iter().filter(|token| token.account == account);
    let all: Vec<Value> = own().map(hidden).collect();
    let mut page = paging.cut(&format!("{}/v2/access-tokens", shared.addresses.hub), &all)?;
    page["active_count"] = own().filter(|token| token.active).count().into();
    Ok(Json(page))
}

pub(super) async fn read(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let account = password_session(&shared, &headers).await?;
    let world = shared.world();
    let token = world.token(&uuid).filter(|token| token.account == account).ok_or_else(not_found)?;
    Ok(Json(hidden(token)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    token_label: Option<String>,
    is_active: Option<bool>,
}

/// Label and activity can be changed; level and expiry cannot.
pub(super) async fn change(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let account = password_session(&shared, &headers).await?;
    let change: Change = read_json(&headers, &body)?;
    if let Some(label) = &change.token_label {
        check_label(label)?;
    }
    let mut world = shared.world();
    let mut own = world.tokens.iter_mut().filter(|token| token.account == account);
    let token = own.find(|token| token.uuid == uuid).ok_or_else(not_found)?;
    token.active = change.is_active.unwrap_or(token.active);
    if let Some(label) = change.token_label {
        token.label = label;
    }
    Ok(Json(hidden(token)))
}

pub(super) async fn remove(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let account = password_session(&shared, &headers).await?;
    let mut world = shared.world();
    let before = world.tokens.len();
    world.tokens.retain(|token| token.uuid != uuid || token.account != account);
    if world.tokens.len() < before { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

/// Later reads carry the field, but not the value.
fn hidden(token: &AccessToken) -> Value {
    describe(token, "")
}

fn describe(token: &AccessToken, value: &str) -> Value {
    json!({
        "uuid": token.uuid,
        "client_id": "HUB",
        "creator_ip": "127.0.0.1",
        "creator_ua": "practice",
        "created_at": rfc3339(token.created),
        "last_used": token.last_used.map(rfc3339),
        "generated_by": "manual",
        "is_active": token.active,
        "token": value,
        "token_label": token.label,
        "scopes": [scope_name(token.level)],
        "expires_at": token.expires.map(rfc3339),
    })
}

pub(super) fn level_of(scope: &str) -> Option<Level> {
    [Level::PublicRead, Level::Read, Level::Write, Level::Delete]
        .into_iter()
        .find(|level| scope_name(*level) == scope)
}

/// 1 to 100 characters, here and in the web form.
pub(super) fn check_label(label: &str) -> Result<(), Refusal> {
    match label.chars().count() {
        1..=100 => Ok(()),
        _ => Err(bad_value("token_label", "token_label is not of 1 to 100 characters")),
    }
}

fn not_found() -> Refusal {
    refuse(StatusCode::NOT_FOUND, "object not found")
}
