//! Uploads: opened, fed, finished with a digest that is verified, or cancelled.

use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::content::{Content, Upload, digest};
use super::errors::{denied, digest_invalid, error, unsupported};
use super::{CONTENT_DIGEST, Visit};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::{Shared, chance};

const UPLOAD_ID: HeaderName = HeaderName::from_static("docker-upload-uuid");

/// POST: an upload begins, or a blob is mounted from another repository that the token may read.
pub(super) fn begin(shared: &Shared, visit: &Visit<'_>, name: &str) -> Result<Response, Refusal> {
    if visit.parts.method != Method::POST {
        return Err(unsupported());
    }
    let mut world = shared.world();
    if world.repositories.get(name).is_some_and(|listed| listed.archived) {
        return Err(denied("requested access to the resource is denied"));
    }
    let content = &mut world.content;
    if let (Some(mount), Some(from)) = (visit.query("mount"), visit.query("from")) {
        let known = content.shelves.get(&from).is_some_and(|shelf| shelf.blobs.contains(&mount));
        if known && visit.may(&from, "pull") {
            content.shelf(name).blobs.insert(mount.clone());
            return Ok(stored(name, &mount));
        }
    }
    // A digest in the query (an upload in a single request) is ignored, as distribution does.
    let id = chance::uuid();
    let upload = Upload { repository: name.to_owned(), state: chance::letters(24), bytes: Vec::new() };
    let response = progress(shared, StatusCode::ACCEPTED, name, &id, &upload);
    content.uploads.insert(id, upload);
    Ok(response)
}

/// PATCH adds a part, PUT finishes, GET tells the progress, DELETE cancels.
pub(super) fn go_on(shared: &Shared, visit: &Visit<'_>, name: &str, id: &str) -> Result<Response, Refusal> {
    let mut world = shared.world();
    let content = &mut world.content;
    let upload = content.uploads.get_mut(id).filter(|upload| upload.repository == name).ok_or_else(|| {
        error(StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
    })?;
    if visit.query("_state").as_deref() != Some(&upload.state) {
        return Err(error(StatusCode::NOT_FOUND, "BLOB_UPLOAD_INVALID", "blob upload invalid"));
    }
    match visit.parts.method {
        Method::PATCH => {
            append(upload, visit)?;
            Ok(progress(shared, StatusCode::ACCEPTED, name, id, upload))
        }
        Method::PUT => {
            append(upload, visit)?;
            finish(content, visit, name, id)
        }
        Method::GET => Ok(progress(shared, StatusCode::NO_CONTENT, name, id, upload)),
        Method::DELETE => {
            content.uploads.remove(id);
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        _ => Err(unsupported()),
    }
}

/// Parts come in order: a `Content-Range` has to begin where the upload stands.
fn append(upload: &mut Upload, visit: &Visit<'_>) -> Result<(), Refusal> {
    if let Some(range) = visit.header(header::CONTENT_RANGE) {
        let first = range.trim_start_matches("bytes ").split('-').next().and_then(|first| first.parse().ok());
        if first != Some(upload.bytes.len()) {
            return Err(error(StatusCode::RANGE_NOT_SATISFIABLE, "RANGE_INVALID", "invalid content range"));
        }
    }
    upload.bytes.extend_from_slice(&visit.body);
    upload.state = chance::letters(24);
    Ok(())
}

fn finish(content: &mut Content, visit: &Visit<'_>, name: &str, id: &str) -> Result<Response, Refusal> {
    // Whatever the outcome, the upload is over.
    let upload = content.uploads.remove(id);
    let bytes = upload.map(|upload| upload.bytes).unwrap_or_default();
    let claimed = visit.query("digest").ok_or_else(digest_invalid)?;
    if claimed != digest(&bytes) {
        return Err(digest_invalid());
    }
    content.add_blob(name, bytes.into());
    Ok(stored(name, &claimed))
}

fn stored(name: &str, digest: &str) -> Response {
    let headers =
        [(header::LOCATION, format!("/v2/{name}/blobs/{digest}")), (CONTENT_DIGEST, digest.to_owned())];
    (StatusCode::CREATED, headers).into_response()
}

fn progress(shared: &Shared, status: StatusCode, name: &str, id: &str, upload: &Upload) -> Response {
    let location =
        format!("{}/v2/{name}/blobs/uploads/{id}?_state={}", shared.addresses.registry, upload.state);
    let headers = [
        (header::LOCATION, location),
        (header::RANGE, format!("0-{}", upload.bytes.len().saturating_sub(1))),
        (UPLOAD_ID, id.to_owned()),
    ];
    (status, headers).into_response()
}
