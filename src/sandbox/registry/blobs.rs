//! Blobs: whether they are there, and where to fetch them.

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::errors::{blob_unknown, unsupported};
use super::{CONTENT_DIGEST, Visit};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::{Shared, chance};

/// HEAD tells the size; GET redirects to the storage, with a signed address and without the registry's token.
pub(super) fn answer(
    shared: &Shared,
    visit: &Visit<'_>,
    name: &str,
    digest: &str,
) -> Result<Response, Refusal> {
    let mut world = shared.world();
    let content = &mut world.content;
    let known = content.shelves.get(name).is_some_and(|shelf| shelf.blobs.contains(digest));
    let bytes = content.blob(digest).filter(|_| known).ok_or_else(blob_unknown)?;
    let octets = "application/octet-stream".to_owned();
    match visit.parts.method {
        Method::HEAD => {
            let headers = [
                (header::CONTENT_LENGTH, bytes.len().to_string()),
                (header::CONTENT_TYPE, octets),
                (CONTENT_DIGEST, digest.to_owned()),
            ];
            Ok((StatusCode::OK, headers).into_response())
        }
        Method::GET => {
            let signature = chance::letters(32);
            let location = format!("{}/blobs/{digest}?signature={signature}", shared.addresses.storage);
            content.links.insert(signature, digest.to_owned());
            Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response())
        }
        _ => Err(unsupported()),
    }
}
