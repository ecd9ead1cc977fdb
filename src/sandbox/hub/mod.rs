//! The Hub API, as hub.docker.com, and the web page where tokens are made, as app.docker.com.
//!
//! Bodies have the shapes of Docker's own API description (docker/docs, reference/api/hub/latest.yaml).

mod access_tokens;
mod form;
mod paging;
mod repositories;
mod session;
mod tags;
mod tags_page;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::Shared;
use super::refusal::Refusal;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    let tag_by_namespace = get(tags::read).delete(tags::delete_by_namespace);
    Router::new()
        .route("/v2/auth/token", post(session::auth_token))
        .route("/v2/users/login", post(session::login))
        .route("/v2/users/login/", post(session::login))
        .route("/v2/users/2fa-login", post(session::second_factor))
        .route("/v2/access-tokens", get(access_tokens::list).post(access_tokens::create))
        .route(
            "/v2/access-tokens/{uuid}",
            get(access_tokens::read).patch(access_tokens::change).delete(access_tokens::remove),
        )
        .route("/v2/namespaces/{namespace}/repositories", get(repositories::list).post(repositories::create))
        .route("/v2/namespaces/{namespace}/repositories/{repository}", get(repositories::read))
        .route("/v2/namespaces/{namespace}/repositories/{repository}/tags", get(tags::list))
        .route("/v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}", tag_by_namespace)
        .route("/v2/repositories/{namespace}/{repository}/tags/{tag}", delete(tags::delete_legacy))
        .route("/v2/repositories/{namespace}/{repository}/tags/{tag}/", delete(tags::delete_legacy))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), count))
        .route("/settings/personal-access-tokens/create", get(form::show).post(form::submit))
        .route("/r/{namespace}/{repository}", get(tags_page::show))
        .route("/r/{namespace}/{repository}/tags", get(tags_page::show).post(tags_page::submit))
        .fallback(|| async { refuse(StatusCode::NOT_FOUND, "object not found") })
        .with_state(Arc::clone(shared))
}

/// Counts requests by the minute, says in every answer how many are left, and refuses the rest.
async fn count(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let now = shared.clock.now();
    let reset = now - now.rem_euclid(60) + 60;
    let (limit, used) = {
        let mut world = shared.world();
        if world.hub_minute.0 != reset {
            world.hub_minute = (reset, 0);
        }
        world.hub_minute.1 += 1;
        (world.service.hub_requests_per_minute, world.hub_minute.1)
    };
    let mut response = if used > limit {
        let body = json!({"detail": "Rate limit exceeded", "error": false});
        let wait = (reset - now).to_string();
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, body).with(header::RETRY_AFTER, &wait).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(LIMIT, limit.into());
    headers.insert(REMAINING, limit.saturating_sub(used).into());
    headers.insert(RESET, reset.into());
    response
}

/// The general error of the description: `errinfo`, `detail`, `message`.
fn refuse(status: StatusCode, message: &str) -> Refusal {
    Refusal::new(status, json!({"errinfo": null, "detail": message, "message": message}))
}

/// The error for values that are not allowed: `fields` and `text`.
fn bad_value(field: &str, text: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, json!({"fields": {field: text}, "text": text}))
}

fn read_json<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(bad_value("body", "the body is not announced as application/json"));
    }
    serde_json::from_slice(body).map_err(|error| bad_value("body", &error.to_string()))
}
