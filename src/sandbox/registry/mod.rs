//! The registry, as registry-1.docker.io (or another, see `elsewhere`): challenge, access, and one file for each kind of thing it holds.
//!
//! Protocol: the OCI distribution specification and distribution's api.md and token.md.

mod blobs;
pub(super) mod content;
mod errors;
mod manifests;
mod uploads;

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use self::errors::error;
use super::Shared;
use super::elsewhere;
use super::refusal::Refusal;
use super::signing;
use super::token_service::SERVICE;

/// More than a practice image needs, less than would trouble the machine.
const LARGEST_BODY: usize = 512 * 1024 * 1024;
const API_VERSION: HeaderName = HeaderName::from_static("docker-distribution-api-version");
const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    elsewhere::beside_registry(shared).fallback(answer).with_state(Arc::clone(shared))
}

/// What a path of the registry names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    Base,
    Blob { name: &'a str, digest: &'a str },
    Uploads { name: &'a str },
    Upload { name: &'a str, id: &'a str },
    Manifest { name: &'a str, reference: &'a str },
    Tags { name: &'a str },
}

impl<'a> Target<'a> {
    /// Names may hold slashes, so paths are read from their end.
    fn parse(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix("/v2")?;
        if rest.is_empty() || rest == "/" {
            return Some(Self::Base);
        }
        let rest = rest.strip_prefix('/')?;
        if let Some(name) = rest.strip_suffix("/tags/list") {
            return Some(Self::Tags { name });
        }
        if let Some((name, id)) = rest.rsplit_once("/blobs/uploads/") {
            return Some(if id.is_empty() { Self::Uploads { name } } else { Self::Upload { name, id } });
        }
        if let Some((name, digest)) = rest.rsplit_once("/blobs/") {
            return Some(Self::Blob { name, digest });
        }
        rest.rsplit_once("/manifests/").map(|(name, reference)| Self::Manifest { name, reference })
    }

    pub(super) fn name(&self) -> Option<&'a str> {
        match self {
            Self::Base => None,
            Self::Blob { name, .. }
            | Self::Uploads { name }
            | Self::Upload { name, .. }
            | Self::Manifest { name, .. }
            | Self::Tags { name } => Some(name),
        }
    }
}

/// A request that has got past the door.
struct Visit<'a> {
    parts: &'a Parts,
    body: Bytes,
    claims: &'a Value,
    now: i64,
}

impl Visit<'_> {
    /// A parameter of the query.
    fn query(&self, name: &str) -> Option<String> {
        let query = self.parts.uri.query().unwrap_or_default();
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    fn header(&self, name: HeaderName) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    fn may(&self, name: &str, action: &str) -> bool {
        allows(self.claims, name, action)
    }

    fn account(&self) -> &str {
        self.claims["sub"].as_str().unwrap_or_default()
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let mut response = match handle(&shared, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    response.headers_mut().insert(API_VERSION, HeaderValue::from_static("registry/2.0"));
    response
}

async fn handle(shared: &Shared, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let target = Target::parse(parts.uri.path()).ok_or_else(errors::no_such_page)?;
    let now = shared.clock.now();
    let elsewhere = shared.world().elsewhere.clone();
    let claims = match &elsewhere {
        None => authorize(shared, &parts, &target, now).await?,
        Some(elsewhere) => elsewhere::open(shared, elsewhere, &parts, &target, now).await?,
    };
    let is_name = |name: &str| match &elsewhere {
        None => is_name(name),
        Some(elsewhere) => is_path(name) && elsewhere.may_be_called(name),
    };
    if let Some(name) = target.name()
        && !is_name(name)
    {
        return Err(error(StatusCode::BAD_REQUEST, "NAME_INVALID", "invalid repository name"));
    }
    if let Some(elsewhere) = &elsewhere {
        elsewhere.check(&shared.world(), &parts.method, &target)?;
    }
    let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| {
        error(StatusCode::BAD_REQUEST, "SIZE_INVALID", "the body ended early or is too large")
    })?;
    let visit = Visit { parts: &parts, body, claims: &claims, now };
    let method = &parts.method;
    if let (Some(elsewhere), &Method::DELETE, Target::Manifest { name, reference }) =
        (&elsewhere, method, &target)
    {
        return elsewhere::delete(elsewhere, &mut shared.world(), name, reference);
    }
    match target {
        Target::Base if method == Method::GET || method == Method::HEAD => {
            Ok(axum::Json(json!({})).into_response())
        }
        Target::Blob { name, digest } => blobs::answer(shared, &visit, name, digest),
        Target::Uploads { name } => uploads::begin(shared, &visit, name),
        Target::Upload { name, id } => uploads::go_on(shared, &visit, name, id),
        Target::Manifest { name, reference } => manifests::answer(shared, &visit, name, reference),
        Target::Tags { name } => manifests::tags(shared, &visit, name),
        Target::Base => Err(errors::unsupported()),
    }
}

/// Verifies the token and that it covers the request; otherwise answers with a challenge that names what
/// would (token.md).
async fn authorize(shared: &Shared, parts: &Parts, target: &Target<'_>, now: i64) -> Result<Value, Refusal> {
    let actions: &[&str] = match parts.method {
        Method::GET | Method::HEAD if !matches!(target, Target::Upload { .. }) => &["pull"],
        Method::DELETE if !matches!(target, Target::Upload { .. }) => &["delete"],
        _ => &["pull", "push"],
    };
    let challenge = |error: Option<&str>| {
        let mut text = format!("Bearer realm=\"{}\",service=\"{SERVICE}\"", shared.addresses.token);
        let mut missing = Vec::new();
        if let Some(name) = target.name() {
            text.push_str(&format!(",scope=\"repository:{name}:{}\"", actions.join(",")));
            let one =
                |action: &&str| json!({"Type": "repository", "Class": "", "Name": name, "Action": action});
            missing = actions.iter().map(one).collect();
        }
        if let Some(error) = error {
            text.push_str(&format!(",error=\"{error}\""));
        }
        errors::unauthorized(&missing).with(header::WWW_AUTHENTICATE, &text)
    };
    let Some(value) = parts.headers.get(header::AUTHORIZATION) else {
        return Err(challenge(None));
    };
    let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
    let claims = match token {
        Some(token) => signing::ready().await.verify(token, SERVICE, now),
        None => None,
    };
    let claims = claims.ok_or_else(|| challenge(Some("invalid_token")))?;
    match target.name() {
        Some(name) if !actions.iter().all(|action| allows(&claims, name, action)) => {
            Err(challenge(Some("insufficient_scope")))
        }
        _ => Ok(claims),
    }
}

pub(super) fn allows(claims: &Value, name: &str, action: &str) -> bool {
    let entries = claims["access"].as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().any(|entry| {
        entry["type"] == "repository"
            && entry["name"] == name
            && entry["actions"].as_array().is_some_and(|actions| actions.iter().any(|known| known == action))
    })
}

/// Docker Hub has exactly two components; their grammar is the distribution specification's.
fn is_name(name: &str) -> bool {
    name.split('/').count() == 2 && is_path(name)
}

fn is_path(name: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let component = |part: &str| {
        part.starts_with(alphanumeric)
            && part.ends_with(alphanumeric)
            && part
                .split(alphanumeric)
                .all(|gap| matches!(gap, "" | "." | "_" | "__") || gap.chars().all(|c| c == '-'))
    };
    name.split('/').all(component)
}

#[cfg(test)]
mod tests {
    use super::{Target, is_name};

    #[test]
    fn paths_are_read_from_their_end() {
        for (path, target) in [
            ("/v2/", Some(Target::Base)),
            ("/v2", Some(Target::Base)),
            ("/v2/a/b/tags/list", Some(Target::Tags { name: "a/b" })),
            ("/v2/a/blobs/blobs/sha256:0", Some(Target::Blob { name: "a/blobs", digest: "sha256:0" })),
            ("/v2/a/b/blobs/uploads/", Some(Target::Uploads { name: "a/b" })),
            ("/v2/a/b/blobs/uploads/7", Some(Target::Upload { name: "a/b", id: "7" })),
            ("/v2/a/manifests/manifests/x", Some(Target::Manifest { name: "a/manifests", reference: "x" })),
            ("/v1/a", None),
            ("/v2/_catalog", None),
        ] {
            assert_eq!(Target::parse(path), target, "{path}");
        }
    }

    #[test]
    fn names_have_two_components_of_the_specified_grammar() {
        for (name, good) in [
            ("a/b", true),
            ("a/b-c__d.e", true),
            ("a", false),
            ("a/b/c", false),
            ("A/b", false),
            ("a/b..c", false),
            ("a/-b", false),
        ] {
            assert_eq!(is_name(name), good, "{name}");
        }
    }
}
