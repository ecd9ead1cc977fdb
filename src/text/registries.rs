//! What is said of registries other than Docker Hub, from their descriptions.

use super::{Text, texts};
use crate::model::access::Measured;
use crate::model::account::Username;
use crate::model::image::Image;
use crate::model::registries::{Creation, Description, Kind, Proof, Removal};

texts! {
    "registries.ftl";
    row_user = "registry-row-user";
    row_secret = "registry-row-secret";
    row_page = "registry-row-page";
    row_proof = "registry-row-proof";
    row_creation = "registry-row-creation";
    ghcr_user = "registry-ghcr-user";
    gitlab_user = "registry-gitlab-user";
    quay_user = "registry-quay-user";
    ecr_user = "registry-ecr-user";
    artifact_registry_user = "registry-artifact-registry-user";
    azure_user = "registry-azure-user";
    harbor_user = "registry-harbor-user";
    any_user = "registry-any-user";
    ghcr_secret = "registry-ghcr-secret";
    gitlab_secret = "registry-gitlab-secret";
    quay_secret = "registry-quay-secret";
    ecr_secret = "registry-ecr-secret";
    artifact_registry_secret = "registry-artifact-registry-secret";
    azure_secret = "registry-azure-secret";
    harbor_secret = "registry-harbor-secret";
    any_secret = "registry-any-secret";
    azure_page = "registry-azure-page";
    harbor_page = "registry-harbor-page";
    any_page = "registry-any-page";
    proof_grant = "registry-proof-grant";
    proof_all_rights = "registry-proof-all-rights";
    proof_upload = "registry-proof-upload";
    creation_on_push = "registry-creation-on-push";
    creation_on_asking = "registry-creation-on-asking";
    creation_below_project = "registry-creation-below-project";
    creation_beforehand = "registry-creation-beforehand";
    removal_by_tag = "registry-removal-by-tag";
    removal_tag_then_digest = "registry-removal-tag-then-digest";
    removal_by_digest = "registry-removal-by-digest";
    removal_own_interface = "registry-removal-own-interface";
    removal_if_allowed = "registry-removal-if-allowed";
    removal_by_tag_with_right = "registry-removal-by-tag-with-right";
    why_upload_began(image) = "registry-why-upload-began";
    why_scope = "registry-why-scope";
    verdict_no_right = "registry-verdict-no-right";
    verdict_short_lived = "registry-verdict-short-lived";
    why_short_lived(user) = "registry-why-short-lived";
    remedy_right(needed) = "registry-remedy-right";
    push_stays_after = "registry-push-stays-after";
    push_left(image, how) = "registry-push-left";
    kind_fine_grained(length) = "registry-kind-fine-grained";
    kind_github(length) = "registry-kind-github";
    kind_gitlab(length) = "registry-kind-gitlab";
    kind_other(length) = "registry-kind-other";
    image_there = "registry-image-there";
    group = "registry-group";
}

/// Whether what opens this registry mostly ends within hours.
#[must_use]
pub fn is_short_lived(measured: &Measured) -> bool {
    Description::met(measured).is_some_and(Description::is_short_lived)
}

/// What another registry takes, as the remedy.
#[must_use]
pub fn remedy(measured: &Measured) -> Text {
    remedy_right(secret(Description::met(measured).map_or(Kind::Any, |other| other.kind)))
}

/// Who signs in there.
#[must_use]
pub fn user(kind: Kind) -> Text {
    match kind {
        Kind::Ghcr => ghcr_user(),
        Kind::GitLab => gitlab_user(),
        Kind::Quay => quay_user(),
        Kind::Ecr => ecr_user(),
        Kind::ArtifactRegistry => artifact_registry_user(),
        Kind::Azure => azure_user(),
        Kind::Harbor => harbor_user(),
        Kind::Any => any_user(),
    }
}

/// With what.
#[must_use]
pub fn secret(kind: Kind) -> Text {
    match kind {
        Kind::Ghcr => ghcr_secret(),
        Kind::GitLab => gitlab_secret(),
        Kind::Quay => quay_secret(),
        Kind::Ecr => ecr_secret(),
        Kind::ArtifactRegistry => artifact_registry_secret(),
        Kind::Azure => azure_secret(),
        Kind::Harbor => harbor_secret(),
        Kind::Any => any_secret(),
    }
}

/// Where that is made: an address, or the way to it.
#[must_use]
pub fn page(description: &Description, image: &Image, user: Option<&Username>) -> Text {
    match (description.page(image, user), description.kind) {
        (Some(address), _) => Text::raw(address),
        (None, Kind::Azure) => azure_page(),
        (None, Kind::Harbor) => harbor_page(),
        (None, _) => any_page(),
    }
}

/// What proves a push there.
#[must_use]
pub fn proof(proof: Proof) -> Text {
    match proof {
        Proof::Grant => proof_grant(),
        Proof::AllRights => proof_all_rights(),
        Proof::Upload => proof_upload(),
    }
}

/// When a repository comes to be.
#[must_use]
pub fn creation(creation: Creation) -> Text {
    match creation {
        Creation::OnPush => creation_on_push(),
        Creation::OnAsking => creation_on_asking(),
        Creation::BelowProject => creation_below_project(),
        Creation::Beforehand => creation_beforehand(),
    }
}

/// How a tag goes away.
#[must_use]
pub fn removal(removal: Removal) -> Text {
    match removal {
        Removal::ByTag => removal_by_tag(),
        Removal::ByTagWithRight => removal_by_tag_with_right(),
        Removal::TagThenDigest => removal_tag_then_digest(),
        Removal::ByDigest => removal_by_digest(),
        Removal::OwnInterface => removal_own_interface(),
        Removal::IfAllowed => removal_if_allowed(),
    }
}

/// That an image stays at its registry, and how it is removed there.
#[must_use]
pub fn left(image: &Image) -> Text {
    match Description::of(image.registry()) {
        Some(other) => push_left(image.to_string(), removal(other.removal)),
        None => super::pages::push_left(image.to_string()),
    }
}

/// The same for those who read on: also what proves a push.
#[must_use]
pub fn in_full(measured: &Measured) -> Vec<(Text, Text)> {
    let Some(description) = Description::met(measured) else { return Vec::new() };
    let mut lines = advice(description, &measured.image, measured.username.as_ref());
    lines.push((row_proof(), proof(description.proof)));
    lines
}

/// What somebody has to know whose push is refused there: user, secret, where it is made, what creates.
#[must_use]
pub fn advice(description: &Description, image: &Image, username: Option<&Username>) -> Vec<(Text, Text)> {
    vec![
        (row_page(), page(description, image, username)),
        (row_user(), user(description.kind)),
        (row_secret(), secret(description.kind)),
        (row_creation(), creation(description.creation)),
    ]
}
