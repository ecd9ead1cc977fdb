//! Manifests and tags: pushed, read, listed, removed by digest.

use axum::Json;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::content::{Manifest, OCI_MANIFEST, Shelf, Tag, digest};
use super::errors::{denied, digest_invalid, error, manifest_unknown, unsupported};
use super::{CONTENT_DIGEST, Visit};
use crate::sandbox::Shared;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Privacy;
use crate::sandbox::world::{Listed, World};

const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const RATE_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RATE_SOURCE: HeaderName = HeaderName::from_static("docker-ratelimit-source");

pub(super) fn answer(
    shared: &Shared,
    visit: &Visit<'_>,
    name: &str,
    reference: &str,
) -> Result<Response, Refusal> {
    let mut world = shared.world();
    match visit.parts.method {
        Method::GET | Method::HEAD => read(&mut world, visit, name, reference),
        Method::PUT => push(&mut world, visit, name, reference),
        Method::DELETE => delete(&mut world, name, reference),
        _ => Err(unsupported()),
    }
}

fn read(world: &mut World, visit: &Visit<'_>, name: &str, reference: &str) -> Result<Response, Refusal> {
    let limit = world.service.pulls;
    if visit.parts.method == Method::GET {
        if world.pulls >= limit {
            let message = "You have reached your pull rate limit. You may increase the limit by authenticating \
                           and upgrading: https://www.docker.com/increase-rate-limits";
            return Err(error(StatusCode::TOO_MANY_REQUESTS, "TOOMANYREQUESTS", message)
                .with(header::RETRY_AFTER, "60")
                .with(RATE_LIMIT, &format!("{limit};w=21600"))
                .with(RATE_REMAINING, "0;w=21600"));
        }
        // Only fetching a manifest counts as a pull; HEAD is free (docs: pulls).
        world.pulls += 1;
    }
    let remaining = limit.saturating_sub(world.pulls);
    let shelf = world.content.shelves.get(name).ok_or_else(manifest_unknown)?;
    let digest = resolve(shelf, reference).ok_or_else(manifest_unknown)?;
    let manifest = shelf.manifests.get(digest).ok_or_else(manifest_unknown)?;
    if !accepts(visit, &manifest.media_type) {
        let message = "manifest found, but the Accept header does not allow its media type";
        return Err(error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", message));
    }
    let source = if visit.account().is_empty() { "127.0.0.1" } else { visit.account() };
    let headers = [
        (header::CONTENT_TYPE, manifest.media_type.clone()),
        (header::CONTENT_LENGTH, manifest.bytes.len().to_string()),
        (CONTENT_DIGEST, digest.to_owned()),
        (RATE_LIMIT, format!("{limit};w=21600")),
        (RATE_REMAINING, format!("{remaining};w=21600")),
        (RATE_SOURCE, source.to_owned()),
    ];
    Ok(match visit.parts.method {
        Method::HEAD => (StatusCode::OK, headers).into_response(),
        _ => (StatusCode::OK, headers, manifest.bytes.clone()).into_response(),
    })
}

fn resolve<'a>(shelf: &'a Shelf, reference: &'a str) -> Option<&'a str> {
    if is_digest(reference) {
        Some(reference)
    } else {
        shelf.tags.get(reference).map(|tag| tag.digest.as_str())
    }
}

/// OCI types have to be asked for, as distribution wants it; older ones are given to everybody.
fn accepts(visit: &Visit<'_>, media_type: &str) -> bool {
    let accepted = visit.parts.headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types = accepted
        .flat_map(|value| value.split(','))
        .map(|part| part.split(';').next().unwrap_or_default().trim());
    !matches!(media_type, OCI_MANIFEST | OCI_INDEX) || types.any(|part| part == media_type || part == "*/*")
}

fn push(world: &mut World, visit: &Visit<'_>, name: &str, reference: &str) -> Result<Response, Refusal> {
    let pushed = digest(&visit.body);
    let media_type = check(visit, world.content.shelf(name))?;
    if is_digest(reference) {
        if reference != pushed {
            return Err(digest_invalid());
        }
    } else if !is_tag(reference) {
        return Err(error(StatusCode::BAD_REQUEST, "TAG_INVALID", "manifest tag did not match URI"));
    }
    let listed = world.repositories.get(name);
    if listed.is_some_and(|listed| listed.archived) {
        return Err(denied("requested access to the resource is denied"));
    }
    let immutable = listed.is_some_and(|listed| listed.immutable);
    let lag = world.service.tag_lag_reads;
    let swept = world.service.swept_tags.clone();
    if !world.repositories.contains_key(name) {
        let namespace = name.split('/').next().unwrap_or_default();
        let private = world.default_privacy(namespace) == Privacy::Private;
        world.repositories.insert(name.to_owned(), Listed::new(private, visit.now));
    }
    let shelf = world.content.shelf(name);
    if !is_digest(reference) {
        // The wording for immutable tags is UNSOURCED.
        if immutable && shelf.tags.get(reference).is_some_and(|tag| tag.digest != pushed) {
            return Err(denied("tag is immutable and cannot be overwritten"));
        }
        let tag =
            Tag { digest: pushed.clone(), pushed: visit.now, by: visit.account().to_owned(), unseen: lag };
        if !swept.iter().any(|beginning| reference.starts_with(beginning)) {
            shelf.tags.insert(reference.to_owned(), tag);
        }
    }
    shelf.manifests.insert(pushed.clone(), Manifest { media_type, bytes: visit.body.clone() });
    let headers = [(header::LOCATION, format!("/v2/{name}/manifests/{pushed}")), (CONTENT_DIGEST, pushed)];
    Ok((StatusCode::CREATED, headers).into_response())
}

/// The media type of a manifest that may be stored: well-formed, of its announced type, everything it names there.
fn check(visit: &Visit<'_>, shelf: &Shelf) -> Result<String, Refusal> {
    let invalid = |message: &str| error(StatusCode::BAD_REQUEST, "MANIFEST_INVALID", message);
    let manifest: Value = serde_json::from_slice(&visit.body).map_err(|_| invalid("manifest is not JSON"))?;
    let announced = visit.header(header::CONTENT_TYPE).unwrap_or_default().to_owned();
    if manifest["schemaVersion"] != 2 {
        return Err(invalid("schemaVersion is not 2"));
    }
    // OCI allows the field to be absent; docker's own types demand it.
    match &manifest["mediaType"] {
        Value::Null if matches!(announced.as_str(), OCI_MANIFEST | OCI_INDEX) => {}
        Value::String(own) if *own == announced => {}
        _ => return Err(invalid("the manifest's mediaType is not the request's Content-Type")),
    }
    let digest_of = |part: &Value| part["digest"].as_str().unwrap_or_default().to_owned();
    let list =
        |field: &str| manifest[field].as_array().cloned().ok_or_else(|| invalid("manifest is incomplete"));
    let missing = match announced.as_str() {
        OCI_MANIFEST | DOCKER_MANIFEST => {
            let mut parts = list("layers")?;
            parts.push(manifest["config"].clone());
            parts.iter().map(digest_of).find(|digest| !shelf.blobs.contains(digest))
        }
        OCI_INDEX | DOCKER_LIST => {
            list("manifests")?.iter().map(digest_of).find(|digest| !shelf.manifests.contains_key(digest))
        }
        _ => return Err(invalid("unknown media type")),
    };
    match missing {
        Some(_) => Err(error(
            StatusCode::BAD_REQUEST,
            "MANIFEST_BLOB_UNKNOWN",
            "manifest references a manifest or blob unknown to registry",
        )),
        None => Ok(announced),
    }
}

/// By digest only, and only while no tag and no index needs it (docs: registry API, DeleteImageManifest).
fn delete(world: &mut World, name: &str, reference: &str) -> Result<Response, Refusal> {
    if !is_digest(reference) {
        return Err(unsupported());
    }
    let shelf = world.content.shelves.get_mut(name).ok_or_else(manifest_unknown)?;
    if !shelf.manifests.contains_key(reference) {
        return Err(manifest_unknown());
    }
    let needed_by_index = |manifest: &Manifest| {
        let index: Value = serde_json::from_slice(&manifest.bytes).unwrap_or_default();
        index["manifests"]
            .as_array()
            .is_some_and(|parts| parts.iter().any(|part| part["digest"] == reference))
    };
    if shelf.tags.values().any(|tag| tag.digest == reference) || shelf.manifests.values().any(needed_by_index)
    {
        return Err(denied("the manifest is still tagged or referenced by an index"));
    }
    shelf.manifests.remove(reference);
    Ok(StatusCode::ACCEPTED.into_response())
}

/// `tags/list`, with `n` and `last` and a link to the rest.
pub(super) fn tags(shared: &Shared, visit: &Visit<'_>, name: &str) -> Result<Response, Refusal> {
    if visit.parts.method != Method::GET {
        return Err(unsupported());
    }
    let world = shared.world();
    if !world.repositories.contains_key(name) {
        return Err(error(StatusCode::NOT_FOUND, "NAME_UNKNOWN", "repository name not known to registry"));
    }
    let last = visit.query("last").unwrap_or_default();
    let most = match visit.query("n").map(|n| n.parse::<usize>()) {
        Some(Ok(n)) => n,
        None => usize::MAX,
        Some(Err(_)) => {
            let message = "invalid number of results requested";
            return Err(error(StatusCode::BAD_REQUEST, "PAGINATION_NUMBER_INVALID", message));
        }
    };
    let tags = world.content.shelves.get(name).into_iter().flat_map(|shelf| shelf.tags.keys());
    let rest: Vec<&String> = tags.filter(|tag| **tag > last).collect();
    let page = &rest[..rest.len().min(most)];
    let mut response = Json(json!({"name": name, "tags": page})).into_response();
    if let Some(end) = page.last().filter(|_| page.len() < rest.len()) {
        let link = format!("</v2/{name}/tags/list?last={end}&n={most}>; rel=\"next\"");
        response
            .headers_mut()
            .insert(header::LINK, link.parse().expect("tags are made of header characters"));
    }
    Ok(response)
}

fn is_digest(reference: &str) -> bool {
    reference.contains(':')
}

/// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` of the distribution specification.
fn is_tag(reference: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    reference.len() <= 128
        && reference.starts_with(word)
        && reference.chars().all(|c| word(c) || matches!(c, '.' | '-'))
}
