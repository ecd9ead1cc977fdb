//! The door of the API: manners, tokens, limits, and what each operation needs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State as Shelf};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::limits::Exceeded;
use super::refuse;
use super::state::{Kind, State, Token};
use crate::sandbox::Shared;
use crate::sandbox::clock::whole_seconds;
use crate::sandbox::scenario::Permission;

const SCOPES: HeaderName = HeaderName::from_static("x-oauth-scopes");
const ACCEPTED_SCOPES: HeaderName = HeaderName::from_static("x-accepted-oauth-scopes");
const ACCEPTED_PERMISSIONS: HeaderName = HeaderName::from_static("x-accepted-github-permissions");
const EXPIRATION: HeaderName = HeaderName::from_static("github-authentication-token-expiration");
const VERSION: HeaderName = HeaderName::from_static("x-github-api-version");
const SELECTED: HeaderName = HeaderName::from_static("x-github-api-version-selected");
const ENTERPRISE: HeaderName = HeaderName::from_static("x-github-enterprise-version");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-github-request-id");

/// The versions of the API that exist; the first counts where none is asked for.
pub(super) const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];
/// What a server of one's own calls itself; addresses below `/api/v3` are such a server.
pub(super) const ENTERPRISE_VERSION: &str = "3.19.2";
/// Larger bodies than any operation takes are cut off here.
const LARGEST_BODY: usize = 1 << 20;

/// Who asks: the value of a token, or nobody.
#[derive(Clone, Debug)]
pub(super) struct Caller(pub(super) Option<String>);

/// Whether the request came to the address of a server of one's own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Enterprise(pub(super) bool);

/// The version of the API that the request asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version(pub(super) &'static str);

/// What an operation needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// Of a classic token; empty for any.
    scope: &'static str,
    /// Of a fine-grained token.
    permission: &'static str,
    access: Permission,
    /// Anybody may, where the repository is public.
    open: bool,
}

impl Need {
    pub(super) const fn read(permission: &'static str) -> Self {
        Self { scope: "repo", permission, access: Permission::Read, open: false }
    }

    pub(super) const fn write(permission: &'static str) -> Self {
        Self { scope: "repo", permission, access: Permission::Write, open: false }
    }

    /// Reading what a public repository shows to everybody.
    pub(super) const fn look(permission: &'static str) -> Self {
        Self { scope: "repo", permission, access: Permission::Read, open: true }
    }

    /// Of an organization instead of a repository.
    pub(super) const fn of_organization(self) -> Self {
        Self { scope: "admin:org", ..self }
    }

    /// Any token will do.
    pub(super) const fn anybody() -> Self {
        Self { scope: "", permission: "metadata", access: Permission::Read, open: false }
    }

    fn as_header(&self) -> String {
        let access = if self.access == Permission::Read { "read" } else { "write" };
        format!("{}={access}", self.permission)
    }

    fn met_by(&self, token: &Token) -> bool {
        match &token.kind {
            Kind::Classic(scopes) => self.scope.is_empty() || scopes.iter().any(|scope| scope == self.scope),
            Kind::FineGrained(permissions) => {
                let implied = self.permission == "metadata" && self.access == Permission::Read;
                implied || permissions.get(self.permission).is_some_and(|has| *has >= self.access)
            }
        }
    }
}

/// Around everything: addresses are brought to one form, manners are checked, the caller is counted.
pub(super) async fn greet(Shelf(shared): Shelf<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    let enterprise = rewrite(&shared, request.uri_mut());
    let now = shared.clock.now();
    let headers = request.headers();
    let version = match headers.get(VERSION) {
        None => VERSIONS[0],
        Some(asked) => match VERSIONS.iter().find(|known| asked.as_bytes() == known.as_bytes()) {
            Some(known) => known,
            None => {
                let message = format!("{asked:?} is not a supported version.");
                return refuse(StatusCode::BAD_REQUEST, &message).into_response();
            }
        },
    };
    if !headers.contains_key(header::USER_AGENT) {
        let text = "Request forbidden by administrative rules. Please make sure your request has a \
                    User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api\
                    #user-agent-required). Check https://developer.github.com for other possible causes.";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    if !accepts(headers) {
        let message = "Unsupported 'Accept' header: Must accept 'application/json'.";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, message).into_response();
    }
    shared.github.settle(&shared).await;
    let shown = headers.get(header::AUTHORIZATION).map(bearer);
    let known = headers.get(header::IF_NONE_MATCH).cloned();
    let method = request.method().clone();
    let (token, counted) = {
        let mut state = shared.github.state();
        let token = match shown {
            None => None,
            Some(value) => match value.and_then(|value| state.token(&value, now)) {
                Some(token) => Some(token),
                None => return refuse(StatusCode::UNAUTHORIZED, "Bad credentials").into_response(),
            },
        };
        let value = token.as_ref().map(|token| token.value.as_str());
        let free = request.uri().path() == "/rate_limit";
        let counted = if free { Ok(()) } else { state.count(value, &method, now) };
        (token, counted)
    };
    let value = token.as_ref().map(|token| token.value.clone());
    let mut response = match counted {
        Ok(()) => {
            request.extensions_mut().insert(Caller(value.clone()));
            request.extensions_mut().insert(Enterprise(enterprise));
            request.extensions_mut().insert(Version(version));
            next.run(request).await
        }
        Err(exceeded) => limited(&exceeded),
    };
    if method == Method::GET && response.status() == StatusCode::OK {
        response = conditional(response, known.as_ref()).await;
        if response.status() == StatusCode::NOT_MODIFIED {
            shared.github.state().forgive(value.as_deref());
        }
    }
    let headers = response.headers_mut();
    shared.github.state().standing(value.as_deref(), now).tell(headers);
    if let Some(token) = &token {
        introduce(token, headers);
    }
    set(headers, SELECTED, version);
    set(headers, REQUEST_ID, &crate::sandbox::chance::letters(16));
    if enterprise {
        set(headers, ENTERPRISE, ENTERPRISE_VERSION);
    }
    response
}

/// `/api/v3` is the address of a server of one's own; `/repositories/ID` is where renamed ones lead to.
fn rewrite(shared: &Shared, uri: &mut Uri) -> bool {
    let path = uri.path().to_owned();
    let (enterprise, rest) = match path.strip_prefix("/api/v3") {
        Some("") => (true, "/".to_owned()),
        Some(rest) => (true, rest.to_owned()),
        None => (false, path.clone()),
    };
    let rest = match rest.strip_prefix("/repositories/") {
        Some(id) => {
            let state = shared.github.state();
            let own = state.repository.id.to_string();
            match id.strip_prefix(own.as_str()) {
                Some(below) => format!("/repos/{}{below}", state.full_name()),
                None => rest,
            }
        }
        None => rest,
    };
    if rest != path {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(changed) = format!("{rest}{query}").parse() {
            *uri = changed;
        }
    }
    enterprise
}

/// Both spellings count (docs: authenticating to the REST API).
fn bearer(value: &HeaderValue) -> Option<String> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let good = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
    good.then(|| token.trim().to_owned())
}

fn accepts(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
    if accepted.peek().is_none() {
        return true;
    }
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let all: Vec<String> = accepted.map(text).collect();
    let good = |part: &str| {
        let kind = part.split(';').next().unwrap_or_default().trim();
        matches!(kind, "*/*" | "application/*" | "application/json" | "text/html")
            || kind.starts_with("application/vnd.github")
    };
    all.iter().flat_map(|value| value.split(',')).any(good)
}

/// What a token tells about itself in every answer.
fn introduce(token: &Token, headers: &mut HeaderMap) {
    if let Kind::Classic(scopes) = &token.kind {
        set(headers, SCOPES, &scopes.join(", "));
    }
    if let Some(expires) = token.expires {
        // No page of the documentation names this format; public clients parse it.
        let moment = whole_seconds(expires).replace('T', " ").replace('Z', " UTC");
        set(headers, EXPIRATION, &moment);
    }
}

fn limited(exceeded: &Exceeded) -> Response {
    match exceeded {
        Exceeded::Primary => {
            let message = "API rate limit exceeded for user ID 1. If you reach out to GitHub Support for help, \
                           please include the request ID.";
            refuse(StatusCode::FORBIDDEN, message).into_response()
        }
        Exceeded::Secondary(seconds) => {
            let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try \
                           again.";
            refuse(StatusCode::FORBIDDEN, message)
                .with(header::RETRY_AFTER, &seconds.to_string())
                .into_response()
        }
    }
}

/// Gives the answer its tag, or 304 where the client has it already.
async fn conditional(response: Response, known: Option<&HeaderValue>) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("W/\"{hash}\"");
    set(&mut parts.headers, header::ETAG, &tag);
    set(&mut parts.headers, header::CACHE_CONTROL, "private, max-age=60, s-maxage=60");
    if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Around one operation: the repository has to be visible, and the token has to be enough.
pub(super) async fn enter(
    Shelf((shared, need)): Shelf<(Arc<Shared>, Need)>,
    Path(names): Path<HashMap<String, String>>,
    request: Request,
    next: Next,
) -> Response {
    let caller = request.extensions().get::<Caller>().and_then(|caller| caller.0.clone());
    let mut response = {
        let state = shared.github.state();
        let token = caller.as_deref().and_then(|value| state.token(value, shared.clock.now()));
        judge(&state, &shared.addresses.github, &need, token.as_ref(), &names, &request)
    };
    if response.is_none() {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large.").into_response();
        };
        response = Some(next.run(Request::from_parts(parts, Body::from(body))).await);
    }
    let mut response = response.unwrap_or_default();
    let headers = response.headers_mut();
    set(headers, ACCEPTED_PERMISSIONS, &need.as_header());
    set(headers, ACCEPTED_SCOPES, need.scope);
    response
}

/// The refusal, if there is one.
fn judge(
    state: &State,
    origin: &str,
    need: &Need,
    token: Option<&Token>,
    names: &HashMap<String, String>,
    request: &Request,
) -> Option<Response> {
    let is = |known: &str, asked: &str| known.eq_ignore_ascii_case(asked);
    let not_found = || Some(refuse(StatusCode::NOT_FOUND, "Not Found").into_response());
    let private = state.repository.private;
    if let (Some(owner), Some(name)) = (names.get("owner"), names.get("repo")) {
        if state.upstream.as_ref().is_some_and(|known| is(&known.0, owner) && is(&known.1, name)) {
            return upstream(need.permission == "metadata" && *request.method() == Method::GET);
        }
        if !is(&state.owner, owner) {
            return not_found();
        }
        let former = state.repository.former.as_deref();
        if former.is_some_and(|former| is(former, name)) {
            return Some(moved(state, origin, request));
        }
        let seen = match token.map(|token| &token.kind) {
            None => false,
            Some(Kind::Classic(scopes)) => scopes.iter().any(|scope| scope == "repo"),
            Some(Kind::FineGrained(_)) => true,
        };
        let sibling = state.siblings.contains_key(name);
        if !(is(&state.repository.name, name) || sibling) || (private && !seen) {
            return not_found();
        }
        // Siblings have files and secrets, and build nothing.
        if sibling
            && need.permission == "actions"
            && !names.contains_key("environment")
            && !request.uri().path().ends_with("/environments")
        {
            return not_found();
        }
    }
    if let Some(org) = names.get("org")
        && !(is(&state.owner, org) && state.owner_is_organization)
    {
        return not_found();
    }
    let write = !matches!(*request.method(), Method::GET | Method::HEAD);
    let met = token.is_some_and(|token| need.met_by(token)) || (need.open && !private);
    if !met {
        return Some(match token.map(|token| &token.kind) {
            None => refuse(StatusCode::UNAUTHORIZED, "Requires authentication").into_response(),
            Some(Kind::FineGrained(_)) => {
                refuse(StatusCode::FORBIDDEN, "Resource not accessible by personal access token")
                    .into_response()
            }
            Some(Kind::Classic(_)) if names.contains_key("org") => {
                let message =
                    "You must be an org admin or have the organization secrets fine-grained permission.";
                refuse(StatusCode::FORBIDDEN, message).into_response()
            }
            Some(Kind::Classic(_)) => {
                refuse(StatusCode::FORBIDDEN, "Must have admin rights to Repository.").into_response()
            }
        });
    }
    if write && state.repository.archived && names.contains_key("repo") {
        let message = "Repository was archived so is read-only.";
        return Some(refuse(StatusCode::FORBIDDEN, message).into_response());
    }
    None
}

/// Everybody may look at the repository that was forked; what else there is, is for those who may write to it.
fn upstream(looks: bool) -> Option<Response> {
    let refused = || refuse(StatusCode::FORBIDDEN, "Must have admin rights to Repository.").into_response();
    (!looks).then(refused)
}

/// Reads are moved for good, writes for now, so that clients repeat them with their body (UNSOURCED for writes).
fn moved(state: &State, origin: &str, request: &Request) -> Response {
    let rest: String = request.uri().path().splitn(5, '/').skip(4).map(|rest| format!("/{rest}")).collect();
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let url = format!("{origin}/repositories/{}{rest}{query}", state.repository.id);
    let (status, message) = if *request.method() == Method::GET {
        (StatusCode::MOVED_PERMANENTLY, "Moved Permanently")
    } else {
        (StatusCode::TEMPORARY_REDIRECT, "Temporary Redirect")
    };
    let body = json!({"message": message, "url": url, "documentation_url": super::DOCUMENTATION});
    (status, [(header::LOCATION, url.clone())], axum::Json(body)).into_response()
}

impl State {
    /// The living token of that value.
    pub(super) fn token(&self, value: &str, now: i64) -> Option<Token> {
        let alive = |token: &&Token| token.expires.is_none_or(|expires| expires > now);
        self.tokens.iter().filter(alive).find(|token| token.value == value).cloned()
    }
}
