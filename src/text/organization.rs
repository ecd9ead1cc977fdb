//! Tokens of organizations, and builds that need no stored secret.

use super::{Text, texts};
use crate::model::access::Measured;
use crate::model::keyless::Keyless;
use crate::model::pasted::TokenKind;
use crate::model::verdict::Verdict;

texts! {
    "organization.ftl";
    token_instead(namespace) = "organization-token-instead";
    token_user(namespace) = "organization-token-user";
    remedy_scope(namespace) = "organization-remedy-scope";
    membership(namespace, user) = "organization-membership";
    token_of_its_own(namespace) = "organization-token-of-its-own";
    whom_to_ask(ask) = "organization-whom-to-ask";
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

/// What somebody can do who may not push to a namespace that is not their own: who gives which right, and to whom.
#[must_use]
pub fn in_full(verdict: &Verdict, measured: &Measured) -> Vec<Text> {
    let namespace = measured.image.namespace();
    let lacks = matches!(verdict, Verdict::NoRight | Verdict::NotYourNamespace);
    let user = measured.username.as_ref().filter(|user| user.as_str() != namespace);
    let own = measured.kind == Some(TokenKind::DockerOrganization);
    match user.filter(|_| lacks && !own && measured.image.registry().is_docker_hub()) {
        Some(user) => vec![membership(namespace, user.as_str()), token_of_its_own(namespace)],
        None => Vec::new(),
    }
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
