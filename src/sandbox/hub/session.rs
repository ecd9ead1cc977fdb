//! Signing in to the Hub API, and what a session's JWT says.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{read_json, refuse};
use crate::sandbox::identity::{Caller, Refused};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Level;
use crate::sandbox::world::World;
use crate::sandbox::{Shared, chance, signing};

const AUDIENCE: &str = "https://hub.docker.com";
const SECOND_FACTOR: &str = "https://hub.docker.com/2fa";
/// Seconds that a session lives (documented for `/v2/auth/token`; taken for the others too, UNSOURCED).
const LIFETIME: i64 = 600;

#[derive(Deserialize)]
struct AuthToken {
    identifier: String,
    secret: String,
}

/// `POST /v2/auth/token`. What it answers for a password with two-factor authentication is UNSOURCED.
pub(super) async fn auth_token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let asked: AuthToken = read_json(&headers, &body)?;
    let unauthorized = || refuse(StatusCode::UNAUTHORIZED, "unauthorized");
    let claims = {
        let mut world = shared.world();
        let now = shared.clock.now();
        let caller =
            world.sign_in(&asked.identifier, &asked.secret, now).map_err(|refused| match refused {
                Refused::Wrong => unauthorized(),
                Refused::Locked { seconds } => locked(seconds),
            })?;
        if matches!(&caller, Caller::Password(account) if world.has_second_factor(account)) {
            return Err(unauthorized());
        }
        claims(&world, &caller, now)
    };
    Ok(Json(json!({"access_token": signing::ready().await.sign(&claims)})).into_response())
}

#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
}

/// `POST /v2/users/login`, deprecated and in use.
pub(super) async fn login(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let asked: Login = read_json(&headers, &body)?;
    let now = shared.clock.now();
    let (caller, claims) = {
        let mut world = shared.world();
        let caller =
            world.sign_in(&asked.username, &asked.password, now).map_err(|refused| match refused {
                Refused::Wrong => incorrect(),
                Refused::Locked { seconds } => locked(seconds),
            })?;
        let claims = claims(&world, &caller, now);
        (caller, claims)
    };
    let signer = signing::ready().await;
    if let Caller::Password(account) = &caller
        && shared.world().has_second_factor(account)
    {
        let pending =
            json!({"aud": SECOND_FACTOR, "sub": account, "exp": now + LIFETIME, "jti": chance::uuid()});
        let body = json!({
            "detail": "Require secondary authentication on MFA enabled account",
            "login_2fa_token": signer.sign(&pending),
        });
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, body));
    }
    Ok(Json(json!({"token": signer.sign(&claims)})).into_response())
}

#[derive(Deserialize)]
struct SecondFactor {
    login_2fa_token: String,
    code: String,
}

/// `POST /v2/users/2fa-login`.
pub(super) async fn second_factor(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let asked: SecondFactor = read_json(&headers, &body)?;
    let now = shared.clock.now();
    let signer = signing::ready().await;
    let pending = signer.verify(&asked.login_2fa_token, SECOND_FACTOR, now).ok_or_else(incorrect)?;
    let claims = {
        let world = shared.world();
        let account = world.accounts.iter().find(|account| pending["sub"] == account.name.as_str());
        let account =
            account.filter(|account| account.totp.as_ref() == Some(&asked.code)).ok_or_else(incorrect)?;
        claims(&world, &Caller::Password(account.name.clone()), now)
    };
    Ok(Json(json!({"token": signer.sign(&claims)})).into_response())
}

/// The claim object is the one that docker's own programs read (docker/cli, internal/oauth/jwt.go); that
/// sessions of `/v2/auth/token` fill it is UNSOURCED.
fn claims(world: &World, caller: &Caller, now: i64) -> Value {
    let account = world.account_of(caller).unwrap_or_default();
    let email = world.accounts.iter().find(|known| known.name == account).map(|known| known.email.as_str());
    let source = match caller {
        Caller::Token(uuid) if world.is_organization(account) => format!("docker_oat|{uuid}"),
        Caller::Token(uuid) => format!("docker_pat|{uuid}"),
        Caller::Anonymous | Caller::Password(_) => "docker_password|".to_owned(),
    };
    json!({
        "aud": AUDIENCE,
        "exp": now + LIFETIME,
        "iat": now,
        "iss": "https://login.docker.com/",
        "sub": account,
        AUDIENCE: {
            "email": email,
            "scope": scope_name(world.level(caller)),
            "session_id": chance::uuid(),
            "source": source,
            "username": account,
            "uuid": chance::uuid(),
        },
    })
}

/// A permission level as the API names it.
pub(super) fn scope_name(level: Level) -> &'static str {
    match level {
        Level::PublicRead => "repo:public_read",
        Level::Read => "repo:read",
        Level::Write => "repo:write",
        Level::Delete => "repo:admin",
    }
}

/// Who sends a request: nobody without a header, and 401 for whatever is not a living session.
pub(super) async fn caller(shared: &Shared, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(Caller::Anonymous);
    };
    let now = shared.clock.now();
    let unauthorized = || refuse(StatusCode::UNAUTHORIZED, "unauthorized");
    let value = value.to_str().map_err(|_| unauthorized())?;
    let token =
        value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("JWT ")).ok_or_else(unauthorized)?;
    let claims = signing::ready().await.verify(token, AUDIENCE, now).ok_or_else(unauthorized)?;
    let source = claims[AUDIENCE]["source"].as_str().unwrap_or_default();
    let caller = match source.split_once('|') {
        Some(("docker_pat" | "docker_oat", uuid)) => Caller::Token(uuid.to_owned()),
        _ => Caller::Password(claims["sub"].as_str().unwrap_or_default().to_owned()),
    };
    if shared.world().is_alive(&caller, now) { Ok(caller) } else { Err(unauthorized()) }
}

/// The account of a session that began with a password; others may not manage tokens.
pub(super) async fn password_session(shared: &Shared, headers: &HeaderMap) -> Result<String, Refusal> {
    let caller = caller(shared, headers).await?;
    match &caller {
        Caller::Anonymous => Err(refuse(StatusCode::UNAUTHORIZED, "unauthorized")),
        Caller::Password(account) => Ok(account.clone()),
        Caller::Token(_) => {
            let world = shared.world();
            let kind = match world.account_of(&caller) {
                Some(account) if world.is_organization(account) => "organization",
                _ => "personal",
            };
            let message = format!("token issued from {kind} access token is not allowed");
            Err(Refusal::new(StatusCode::FORBIDDEN, json!({"message": message, "errinfo": {}})))
        }
    }
}

fn incorrect() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, json!({"detail": "Incorrect authentication credentials"}))
}

fn locked(seconds: i64) -> Refusal {
    let text = "toomanyrequests: too many failed login attempts for username or IP address";
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, json!({"detail": text, "error": false}))
        .with(header::RETRY_AFTER, &seconds.to_string())
}
