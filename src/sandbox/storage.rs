//! The two origins behind redirects: the blob storage, and one that belongs to somebody else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;

use super::Shared;

#[derive(Deserialize)]
struct Signed {
    signature: String,
}

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new().route("/blobs/{digest}", get(blob)).with_state(Arc::clone(shared))
}

/// Signed addresses are the only way in. A request that also carries credentials is refused, as object
/// stores do with two kinds of authorization at once; it means that a client leaked the registry's token.
async fn blob(
    State(shared): State<Arc<Shared>>,
    Path(digest): Path<String>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return (StatusCode::BAD_REQUEST, "Only one auth mechanism allowed").into_response();
    }
    let world = shared.world();
    let opens = world.content.links.get(&signed.signature) == Some(&digest);
    match world.content.blob(&digest).filter(|_| opens) {
        Some(bytes) => ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        None => (StatusCode::FORBIDDEN, "Signature does not match").into_response(),
    }
}

/// Answers everything, as somebody who collects credentials would; what arrives is in the list of requests.
pub(super) fn foreign_router() -> Router {
    Router::new().fallback(|| async {
        (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], r#"{"token":"from-somebody-else"}"#)
    })
}
