//! The registry's own door: with what one comes in, and what one is told who may not.

use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::{Elsewhere, Registry, error};
use crate::sandbox::identity::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::registry::{Target, allows};
use crate::sandbox::token_service::basic;
use crate::sandbox::world::World;
use crate::sandbox::{Shared, signing};

/// The claims of a request that may do what it asks; for opaque tokens and Basic they are put together here.
pub(in crate::sandbox) async fn open(
    shared: &Shared,
    elsewhere: &Elsewhere,
    parts: &Parts,
    target: &Target<'_>,
    now: i64,
) -> Result<Value, Refusal> {
    let wanted = wanted(elsewhere.kind, &parts.method, target);
    let challenge = |error: Option<&str>| challenge(shared, elsewhere, target, &wanted, error);
    let Some(value) = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
        return Err(challenge(None));
    };
    let caller = match value.strip_prefix("Bearer ") {
        Some(token) if elsewhere.kind.tokens().is_some_and(|tokens| tokens.opaque) => {
            shared.world().opaque_caller(token, now).ok_or_else(|| challenge(Some("invalid_token")))?
        }
        Some(token) => {
            let claims = signing::ready().await.verify(token, elsewhere.service(), now);
            let claims = claims.ok_or_else(|| challenge(Some("invalid_token")))?;
            return match target.name() {
                Some(name) if !wanted.iter().all(|action| allows(&claims, name, action)) => {
                    Err(outside_of_token(elsewhere.kind, name, &wanted)
                        .unwrap_or_else(|| challenge(Some("insufficient_scope"))))
                }
                _ => Ok(claims),
            };
        }
        None if elsewhere.kind.takes_basic() => {
            let (user, secret) = basic(value).ok_or_else(|| challenge(None))?;
            let mut world = shared.world();
            let ended = world.has_ended(&secret, now);
            match world.sign_in(&user, &secret, now) {
                Ok(caller @ Caller::Token(_)) => caller,
                _ => return Err(wrong_pair(elsewhere.kind, ended).unwrap_or_else(|| challenge(None))),
            }
        }
        None => return Err(challenge(None)),
    };
    let world = shared.world();
    let subject = world.account_of(&caller).unwrap_or_default().to_owned();
    let Some(name) = target.name() else { return Ok(json!({"access": [], "sub": subject})) };
    let held = elsewhere.held(&world, &caller, name);
    match wanted.iter().find(|action| !held.contains(action)) {
        Some(action) => Err(denied(elsewhere.kind, &world, &caller, name, action)),
        None => Ok(json!({
            "access": [{"type": "repository", "name": name, "actions": held}],
            "sub": subject,
        })),
    }
}

/// What a request has to be allowed.
fn wanted(kind: Registry, method: &Method, target: &Target<'_>) -> Vec<&'static str> {
    match *method {
        Method::GET | Method::HEAD if !matches!(target, Target::Upload { .. }) => vec!["pull"],
        Method::DELETE if !matches!(target, Target::Upload { .. }) => {
            vec![if kind == Registry::Quay { "push" } else { "delete" }]
        }
        _ => vec!["pull", "push"],
    }
}

fn challenge(
    shared: &Shared,
    elsewhere: &Elsewhere,
    target: &Target<'_>,
    wanted: &[&str],
    why: Option<&str>,
) -> Refusal {
    let realm = &shared.addresses.token;
    let mut text = match elsewhere.kind {
        // The registry's own address and its name, as public logs show it: UNSOURCED.
        Registry::Ecr => {
            format!("Basic realm=\"{}/\",service=\"ecr.amazonaws.com\"", shared.addresses.registry)
        }
        _ => format!("Bearer realm=\"{realm}\",service=\"{}\"", elsewhere.service()),
    };
    if let (Some(name), true) = (target.name(), elsewhere.kind != Registry::Ecr) {
        text.push_str(&format!(",scope=\"repository:{name}:{}\"", wanted.join(",")));
    }
    if let Some(why) = why {
        text.push_str(&format!(",error=\"{why}\""));
    }
    let said = match elsewhere.kind {
        Registry::Azure => {
            "authentication required, visit https://aka.ms/acr/authorization for more information."
        }
        _ => "authentication required",
    };
    error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", said).with(header::WWW_AUTHENTICATE, &text)
}

/// Harbor says in its own words what the token does not cover (goharbor/harbor, src/server/middleware/v2auth).
fn outside_of_token(kind: Registry, name: &str, wanted: &[&str]) -> Option<Refusal> {
    let action = wanted.last().filter(|_| kind == Registry::Harbor)?;
    let said = format!("unauthorized to access repository: {name}, action: {action}");
    Some(error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", &said))
}

/// Amazon's words for a password of yesterday are in public logs; those for one that never was are UNSOURCED.
fn wrong_pair(kind: Registry, ended: bool) -> Option<Refusal> {
    let said = "Your authorization token has expired. Reauthenticate and try again.";
    (kind == Registry::Ecr && ended).then(|| error(StatusCode::FORBIDDEN, "DENIED", said))
}

/// Where tokens promise nothing, the registry says itself who may not. The words are those of public logs.
fn denied(kind: Registry, world: &World, caller: &Caller, name: &str, action: &str) -> Refusal {
    let strong = elsewhere_level(world, caller, action);
    let said = match (kind, action) {
        (Registry::Ghcr, _) if !strong => {
            "permission_denied: The token provided does not match expected scopes.".to_owned()
        }
        (Registry::Ghcr, "push") => "permission_denied: write_package".to_owned(),
        (Registry::Ecr, _) => {
            let needed = if action == "delete" { "BatchDeleteImage" } else { "InitiateLayerUpload" };
            format!(
                "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:{needed} on resource: \
                 arn:aws:ecr:eu-west-1:123456789012:repository/{name} because no identity-based policy allows \
                 the ecr:{needed} action"
            )
        }
        (Registry::ArtifactRegistry, _) => {
            let needed = if action == "delete" { "deleteArtifacts" } else { "uploadArtifacts" };
            format!(
                "Permission \"artifactregistry.repositories.{needed}\" denied on resource \
                 \"projects/{name}\" (or it may not exist)"
            )
        }
        _ => "requested access to the resource is denied".to_owned(),
    };
    error(StatusCode::FORBIDDEN, "DENIED", &said)
}

/// Whether it is not the token itself that is too weak.
fn elsewhere_level(world: &World, caller: &Caller, action: &str) -> bool {
    use crate::sandbox::scenario::Level;
    let least = match action {
        "pull" => Level::PublicRead,
        "push" => Level::Write,
        _ => Level::Delete,
    };
    world.level(caller) >= least
}
