//! How a tag is removed through the registry, where it lets itself be.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::{Elsewhere, Registry, error, unsupported};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::World;

/// `DELETE manifests/REFERENCE`.
pub(in crate::sandbox) fn delete(
    elsewhere: &Elsewhere,
    world: &mut World,
    name: &str,
    reference: &str,
) -> Result<Response, Refusal> {
    let unknown = || error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", "manifest unknown");
    let by_tag = !reference.contains(':');
    match elsewhere.kind {
        // Packages are deleted through GitHub's own API (containers/skopeo #1880).
        Registry::Ghcr => return Err(unsupported()),
        // On purpose (goharbor/harbor, src/server/registry/manifest.go); Azure has a path of its own for tags.
        Registry::Harbor | Registry::Azure if by_tag => return Err(unsupported()),
        _ => {}
    }
    let shelf = world.content.shelves.get_mut(name).ok_or_else(unknown)?;
    if by_tag {
        let tag = shelf.tags.remove(reference).ok_or_else(unknown)?;
        // Elsewhere the manifest stays, without a name. At Amazon the image goes with its last tag.
        if elsewhere.kind == Registry::Ecr && !shelf.tags.values().any(|other| other.digest == tag.digest) {
            shelf.manifests.remove(&tag.digest);
        }
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    if elsewhere.kind == Registry::ArtifactRegistry && shelf.tags.values().any(|tag| tag.digest == reference)
    {
        // enix/kube-image-keeper #636.
        let said = format!("Manifest is still referenced by tag: {reference}");
        return Err(error(StatusCode::BAD_REQUEST, "GOOGLE_MANIFEST_DANGLING_TAG", &said));
    }
    shelf.manifests.remove(reference).ok_or_else(unknown)?;
    shelf.tags.retain(|_, tag| tag.digest != reference);
    Ok(StatusCode::ACCEPTED.into_response())
}
