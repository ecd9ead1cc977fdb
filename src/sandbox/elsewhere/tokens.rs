//! The token services: each with its own idea of what to hand out, to whom, and in which field.

use std::sync::Arc;

use axum::extract::{RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::{Elsewhere, Registry, error, unsupported};
use crate::sandbox::identity::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::token_service::{Fields, Scope, basic};
use crate::sandbox::world::{Listed, World};
use crate::sandbox::{Shared, chance, signing};

/// The token service on the registry's own host, where there is one.
pub(in crate::sandbox) fn beside_registry(shared: &Shared) -> Router<Arc<Shared>> {
    routes(shared, |kind| kind != Registry::Gitlab)
}

/// The token service on a host of its own, where it is.
pub(in crate::sandbox) fn on_its_own(shared: &Arc<Shared>) -> Router {
    routes(shared, |kind| kind == Registry::Gitlab).with_state(Arc::clone(shared))
}

fn routes(shared: &Shared, here: impl Fn(Registry) -> bool) -> Router<Arc<Shared>> {
    let kind = shared.world().elsewhere.as_ref().map(|elsewhere| elsewhere.kind);
    match kind.filter(|kind| here(*kind)).and_then(Registry::tokens) {
        Some(tokens) => Router::new().route(tokens.path, get(by_query).post(by_form)),
        None => Router::new(),
    }
}

async fn by_query(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let elsewhere = shared.world().elsewhere.clone().ok_or_else(unsupported)?;
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    if fields.get("service") != Some(elsewhere.service()) {
        return Err(error(StatusCode::BAD_REQUEST, "UNSUPPORTED", "service is missing or unknown"));
    }
    let now = shared.clock.now();
    let scopes: Vec<&str> = fields.all("scope").flat_map(str::split_whitespace).collect();
    let caller = match headers.get(header::AUTHORIZATION) {
        None => anonymous(elsewhere.kind, scopes.is_empty())?,
        Some(value) => {
            let pair = value.to_str().ok().and_then(basic);
            let (user, secret) = pair.ok_or_else(|| wrong(elsewhere.kind, ""))?;
            sign_in(&elsewhere, &mut shared.world(), &user, &secret, now)?
        }
    };
    hand_out(&shared, &elsewhere, &caller, &scopes, now).await
}

/// Only Azure takes a form, with a refresh token (docs/AAD-OAuth.md). Google's answered 404 (moby/buildkit,
/// authorizer.go); of the others nothing is published.
async fn by_form(State(shared): State<Arc<Shared>>, RawForm(form): RawForm) -> Result<Response, Refusal> {
    let elsewhere = shared.world().elsewhere.clone().ok_or_else(unsupported)?;
    if elsewhere.kind != Registry::Azure {
        return Err(error(StatusCode::NOT_FOUND, "NOT_FOUND", "page not found"));
    }
    let fields = Fields::parse(&form);
    let field = |name: &str| fields.get(name).unwrap_or_default();
    if field("grant_type") != "refresh_token" || field("service") != elsewhere.service() {
        return Err(error(StatusCode::BAD_REQUEST, "UNSUPPORTED", "grant_type or service is unknown"));
    }
    let now = shared.clock.now();
    let nobody = "00000000-0000-0000-0000-000000000000";
    let caller = sign_in(&elsewhere, &mut shared.world(), nobody, field("refresh_token"), now)?;
    let scopes: Vec<&str> = field("scope").split_whitespace().collect();
    hand_out(&shared, &elsewhere, &caller, &scopes, now).await
}

/// What somebody without a credential is. Quay: endpoints/v2/v2auth.py; GitLab's is what people see whose proxy
/// strips the header.
fn anonymous(kind: Registry, asks_nothing: bool) -> Result<Caller, Refusal> {
    match kind {
        Registry::Gitlab => Err(error(StatusCode::FORBIDDEN, "DENIED", "access forbidden")),
        Registry::Azure => Err(wrong(kind, "")),
        Registry::Quay if asks_nothing => Err(wrong(kind, "")),
        _ => Ok(Caller::Anonymous),
    }
}

/// Passwords of people are taken where the registry is the one who keeps them.
fn sign_in(
    elsewhere: &Elsewhere,
    world: &mut World,
    user: &str,
    secret: &str,
    now: i64,
) -> Result<Caller, Refusal> {
    let own_passwords = matches!(elsewhere.kind, Registry::Gitlab | Registry::Harbor);
    match world.sign_in(user, secret, now) {
        Ok(caller @ Caller::Token(_)) => Ok(caller),
        Ok(Caller::Password(account)) if own_passwords && !world.has_second_factor(&account) => {
            Ok(Caller::Password(account))
        }
        _ => Err(wrong(elsewhere.kind, user)),
    }
}

async fn hand_out(
    shared: &Shared,
    elsewhere: &Elsewhere,
    caller: &Caller,
    scopes: &[&str],
    now: i64,
) -> Result<Response, Refusal> {
    let tokens = elsewhere.kind.tokens().ok_or_else(unsupported)?;
    let scopes: Vec<Scope<'_>> = scopes.iter().filter_map(|text| Scope::parse(text)).collect();
    // `delete` is no action of its grammar: an error, not a smaller token (quay, v2auth.py).
    let known = |action: &&str| matches!(*action, "pull" | "push" | "*");
    if elsewhere.kind == Registry::Quay && !scopes.iter().all(|scope| scope.actions.iter().all(known)) {
        let said = json!({"error": "Unable to decode repository and actions"});
        return Err(Refusal::new(StatusCode::BAD_REQUEST, said));
    }
    if tokens.opaque {
        let token = chance::letters(80);
        shared.world().opaque.insert(token.clone(), (caller.clone(), now + tokens.lifetime));
        return Ok(Json(json!({"token": token, "expires_in": tokens.lifetime})).into_response());
    }
    let claims = {
        let mut world = shared.world();
        let access: Vec<Value> =
            scopes.iter().map(|scope| granted(elsewhere, &mut world, caller, scope, now)).collect();
        json!({
            "access": access,
            "aud": elsewhere.service(),
            "exp": now + tokens.lifetime,
            "nbf": now - tokens.lifetime,
            "sub": world.account_of(caller).unwrap_or_default(),
        })
    };
    let token = signing::ready().await.sign(&claims);
    Ok(match elsewhere.kind {
        // Neither `token` nor `expires_in` (Azure/acr, docs/Token-BasicAuth.md).
        Registry::Azure => Json(json!({"access_token": token})).into_response(),
        Registry::Quay => Json(json!({"token": token})).into_response(),
        _ => Json(json!({"token": token, "expires_in": tokens.lifetime})).into_response(),
    })
}

/// The entry of the token for one scope. A right that lacks is an entry with less in it, never a refusal.
fn granted(elsewhere: &Elsewhere, world: &mut World, caller: &Caller, scope: &Scope<'_>, now: i64) -> Value {
    let name = scope.name;
    let mut held = elsewhere.held(world, caller, name);
    // What is not there and cannot come to be grants nothing: the token tells no more than that.
    if !elsewhere.has_room_for(world, name) {
        held.clear();
    }
    let asked = |action: &str| scope.actions.contains(&action);
    if elsewhere.kind == Registry::Quay {
        if asked("push") && held.contains(&"push") && !world.repositories.contains_key(name) {
            world.repositories.insert(name.to_owned(), Listed::new(true, now));
        } else if !world.repositories.contains_key(name) {
            held.clear();
        }
    }
    // Everything that is held, whatever was asked (goharbor/harbor, core/service/token/creator.go).
    if elsewhere.kind != Registry::Harbor {
        held.retain(|action| asked(action));
    }
    json!({"type": "repository", "name": name, "actions": held})
}

/// Who is not let in, in the words of the registry as public logs show them. GitHub's answer is UNSOURCED.
fn wrong(kind: Registry, user: &str) -> Refusal {
    let (status, code, said) = match kind {
        Registry::Ghcr => (StatusCode::FORBIDDEN, "DENIED", "denied".to_owned()),
        Registry::Gitlab => (
            StatusCode::UNAUTHORIZED,
            "UNAUTHORIZED",
            "HTTP Basic: Access denied. The provided password or token is incorrect or your account has 2FA \
             enabled and you must use a personal access token instead of a password."
                .to_owned(),
        ),
        Registry::Quay if user.contains('+') => (
            StatusCode::UNAUTHORIZED,
            "UNAUTHORIZED",
            format!("Could not find robot with username: {user} and supplied password."),
        ),
        Registry::Quay => {
            (StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "Invalid Username or Password".to_owned())
        }
        Registry::Azure => (
            StatusCode::UNAUTHORIZED,
            "UNAUTHORIZED",
            "authentication required, visit https://aka.ms/acr/authorization for more information."
                .to_owned(),
        ),
        Registry::Ecr | Registry::ArtifactRegistry | Registry::Harbor => {
            (StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "authentication required".to_owned())
        }
    };
    error(status, code, &said)
}
