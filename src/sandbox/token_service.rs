//! The registry's token service, as auth.docker.io: who you are, and what you may do where.
//!
//! Protocol: distribution's token.md (GET with Basic) and oauth.md (POST with a form). Three refusals are
//! kept apart as Docker Hub keeps them apart: a wrong credential and a level that is too low are 401 without
//! a token, while a missing right on a repository is a token that allows less than was asked.

use std::sync::Arc;

use axum::extract::{RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::Shared;
use super::chance;
use super::clock::rfc3339;
use super::identity::{Caller, Refused};
use super::refusal::Refusal;
use super::scenario::{Level, Right};
use super::signing;
use super::world::World;

/// The audience of registry tokens.
pub(super) const SERVICE: &str = "registry.docker.io";
const ISSUER: &str = "auth.docker.io";
/// Seconds that a registry token lives.
const LIFETIME: i64 = 300;

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new().route("/token", get(by_query).post(by_form)).with_state(Arc::clone(shared))
}

/// `type:name:action,action` of token.md. The name may hold colons, the type a class in brackets.
pub(super) struct Scope<'a> {
    kind: &'a str,
    pub(super) name: &'a str,
    pub(super) actions: Vec<&'a str>,
}

impl<'a> Scope<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        let (name, actions) = rest.rsplit_once(':')?;
        let kind = kind.split_once('(').map_or(kind, |(kind, _class)| kind);
        Some(Self { kind, name, actions: actions.split(',').filter(|action| !action.is_empty()).collect() })
    }

    /// The level that a credential needs to ask for this at all.
    fn level(&self) -> Level {
        let needed = |action: &&str| match *action {
            "pull" => Level::PublicRead,
            "push" => Level::Write,
            _ => Level::Delete,
        };
        self.actions.iter().map(needed).max().unwrap_or(Level::PublicRead)
    }
}

async fn by_query(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    check_service(&query)?;
    let now = shared.clock.now();
    let caller = match headers.get(header::AUTHORIZATION) {
        None => Caller::Anonymous,
        Some(value) => {
            let (user, secret) = value.to_str().ok().and_then(basic).ok_or_else(wrong)?;
            sign_in(&mut shared.world(), &user, &secret, now)?
        }
    };
    let scopes: Vec<&str> = query.all("scope").flat_map(str::split_whitespace).collect();
    let claims = grant(&shared.world(), &caller, &scopes, now)?;
    let token = signing::ready().await.sign(&claims);
    // `offline_token` is ignored: after a login at Docker Hub docker keeps the secret itself, which it would
    // not if a refresh token came back (docker/cli, login).
    let body =
        json!({"token": token, "access_token": token, "expires_in": LIFETIME, "issued_at": rfc3339(now)});
    Ok(Json(body).into_response())
}

async fn by_form(State(shared): State<Arc<Shared>>, RawForm(form): RawForm) -> Result<Response, Refusal> {
    let form = Fields::parse(&form);
    check_service(&form)?;
    if form.get("client_id").is_none_or(str::is_empty) {
        return Err(bad_request("client_id is missing"));
    }
    let now = shared.clock.now();
    let field = |name: &str| form.get(name).unwrap_or_default();
    let caller = {
        let mut world = shared.world();
        match field("grant_type") {
            "password" => sign_in(&mut world, field("username"), field("password"), now)?,
            "refresh_token" => {
                let caller = world.refresh_tokens.get(field("refresh_token")).cloned();
                caller.filter(|caller| world.is_alive(caller, now)).ok_or_else(wrong)?
            }
            _ => return Err(bad_request("grant_type is neither password nor refresh_token")),
        }
    };
    // oauth.md: one field, scopes separated by spaces.
    let scopes: Vec<&str> = field("scope").split_whitespace().collect();
    let claims = grant(&shared.world(), &caller, &scopes, now)?;
    let mut body = json!({
        "access_token": signing::ready().await.sign(&claims),
        "scope": granted_scope(&claims),
        "expires_in": LIFETIME,
        "issued_at": rfc3339(now),
    });
    if field("access_type") == "offline" {
        let refresh = chance::letters(40);
        body["refresh_token"] = refresh.as_str().into();
        shared.world().refresh_tokens.insert(refresh, caller);
    }
    Ok(Json(body).into_response())
}

/// A password is not enough where the account has a second factor: there is no way to ask for it here.
fn sign_in(world: &mut World, user: &str, secret: &str, now: i64) -> Result<Caller, Refusal> {
    match world.sign_in(user, secret, now) {
        Ok(Caller::Password(account)) if world.has_second_factor(&account) => {
            Err(details(StatusCode::UNAUTHORIZED, "please use personal access token to login"))
        }
        Ok(caller) => Ok(caller),
        Err(refused) => Err(refuse(&refused)),
    }
}

/// The claims of the token.
fn grant(world: &World, caller: &Caller, scopes: &[&str], now: i64) -> Result<Value, Refusal> {
    let scopes: Vec<Scope<'_>> = scopes.iter().filter_map(|text| Scope::parse(text)).collect();
    // The level is checked first and for any repository, whoever owns it (docker/cli pull request 4511).
    // Anonymous callers are not refused; they get less.
    let ceiling = world.level(caller);
    if *caller != Caller::Anonymous && scopes.iter().any(|scope| scope.level() > ceiling) {
        return Err(details(StatusCode::UNAUTHORIZED, "access token has insufficient scopes"));
    }
    let access: Vec<Value> = scopes.iter().filter_map(|scope| access(world, caller, scope)).collect();
    let subject = world.account_of(caller).unwrap_or_default();
    Ok(json!({
        "access": access,
        "aud": SERVICE,
        "exp": now + LIFETIME,
        "iat": now,
        "iss": ISSUER,
        "jti": format!("dckr_jti_{}", chance::letters(27)),
        "nbf": now - LIFETIME,
        "sub": subject,
    }))
}

/// What of a scope the account's right on the repository covers; `None` if nothing.
fn access(world: &World, caller: &Caller, scope: &Scope<'_>) -> Option<Value> {
    if scope.kind != "repository" {
        return None;
    }
    let right = world.right(caller, scope.name)?;
    let archived = world.repositories.get(scope.name).is_some_and(|listed| listed.archived);
    let allowed = |action: &&&str| match **action {
        "pull" => true,
        "push" => right >= Right::Write && !archived,
        "delete" => right >= Right::Admin && !archived,
        _ => false,
    };
    let actions: Vec<&&str> = scope.actions.iter().filter(allowed).collect();
    if actions.is_empty() {
        return None;
    }
    let pulls = world.service.pulls.to_string();
    Some(json!({
        "type": "repository",
        "name": scope.name,
        "actions": actions,
        "parameters": {"pull_limit": pulls, "pull_limit_interval": "21600"},
    }))
}

fn granted_scope(claims: &Value) -> String {
    let one = |entry: &Value| {
        let actions: Vec<&str> = entry["actions"].as_array()?.iter().filter_map(Value::as_str).collect();
        Some(format!("repository:{}:{}", entry["name"].as_str()?, actions.join(",")))
    };
    let entries = claims["access"].as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().filter_map(one).collect::<Vec<_>>().join(" ")
}

pub(super) fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, secret) = decoded.split_once(':')?;
    scheme.eq_ignore_ascii_case("basic").then(|| (user.to_owned(), secret.to_owned()))
}

/// Names and values of a query or a form, of which some may occur more than once.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn parse(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).into_owned().collect())
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
}

fn check_service(fields: &Fields) -> Result<(), Refusal> {
    match fields.get("service") {
        Some(SERVICE) => Ok(()),
        _ => Err(bad_request("service is missing or unknown")),
    }
}

fn bad_request(text: &str) -> Refusal {
    details(StatusCode::BAD_REQUEST, text)
}

/// The wording for expired and revoked tokens is UNSOURCED; it is of the same family.
fn wrong() -> Refusal {
    details(StatusCode::UNAUTHORIZED, "incorrect username or password")
}

fn refuse(refused: &Refused) -> Refusal {
    match refused {
        Refused::Wrong => wrong(),
        Refused::Locked { seconds } => details(
            StatusCode::TOO_MANY_REQUESTS,
            "toomanyrequests: too many failed login attempts for username or IP address",
        )
        .with(header::RETRY_AFTER, &seconds.to_string()),
    }
}

fn details(status: StatusCode, text: &str) -> Refusal {
    Refusal::new(status, json!({ "details": text }))
}
