//! Tokens of organizations, and builds that need no stored secret.

use super::{Text, texts};
use crate::model::keyless::Keyless;

texts! {
    "organization.ftl";
    token_instead(namespace) = "organization-token-instead";
    token_user(namespace) = "organization-token-user";
    remedy_scope(namespace) = "organization-remedy-scope";
    keyless_hint = "keyless-hint";
    action_keyless = "keyless-action";
    keyless_title = "keyless-title";
    keyless_docker_hub(namespace) = "keyless-docker-hub";
    keyless_ghcr = "keyless-ghcr";
    keyless_ecr = "keyless-ecr";
    keyless_artifact_registry = "keyless-artifact-registry";
    keyless_azure = "keyless-azure";
    keyless_change = "keyless-change";
    keyless_change_at(place) = "keyless-change-at";
}

/// Why no secret is needed, and what has to be set up for it.
#[must_use]
pub fn keyless(way: Keyless, namespace: &str) -> Text {
    match way {
        Keyless::DockerHub => keyless_docker_hub(namespace),
        Keyless::Ghcr => keyless_ghcr(),
        Keyless::Ecr => keyless_ecr(),
        Keyless::ArtifactRegistry => keyless_artifact_registry(),
        Keyless::Azure => keyless_azure(),
    }
}
