//! The registry's errors, in the shape of the distribution specification.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::refusal::Refusal;

pub(super) fn error(status: StatusCode, code: &str, message: &str) -> Refusal {
    Refusal::new(status, json!({"errors": [{"code": code, "message": message, "detail": null}]}))
}

/// `missing` lists what a token would have to allow.
pub(super) fn unauthorized(missing: &[Value]) -> Refusal {
    let error = json!({"code": "UNAUTHORIZED", "message": "authentication required", "detail": missing});
    Refusal::new(StatusCode::UNAUTHORIZED, json!({"errors": [error]}))
}

pub(super) fn denied(message: &str) -> Refusal {
    error(StatusCode::FORBIDDEN, "DENIED", message)
}

pub(super) fn unsupported() -> Refusal {
    error(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", "The operation is unsupported.")
}

pub(super) fn no_such_page() -> Refusal {
    error(StatusCode::NOT_FOUND, "NOT_FOUND", "page not found")
}

pub(super) fn blob_unknown() -> Refusal {
    error(StatusCode::NOT_FOUND, "BLOB_UNKNOWN", "blob unknown to registry")
}

pub(super) fn manifest_unknown() -> Refusal {
    error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", "manifest unknown")
}

pub(super) fn digest_invalid() -> Refusal {
    error(StatusCode::BAD_REQUEST, "DIGEST_INVALID", "provided digest did not match uploaded content")
}
