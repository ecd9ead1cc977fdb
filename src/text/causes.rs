//! The words for each cause: its name, how it shows, what proves it, and what mends it.

use super::{Text, texts};
use crate::model::cause::CauseId;

texts! {
    "causes.ftl";
    token_scope_insufficient = "cause-token-scope-insufficient";
    token_scope_insufficient_sign = "cause-token-scope-insufficient-sign";
    token_scope_insufficient_proof = "cause-token-scope-insufficient-proof";
    token_scope_insufficient_fix = "cause-token-scope-insufficient-fix";
    bad_credentials = "cause-bad-credentials";
    bad_credentials_sign = "cause-bad-credentials-sign";
    bad_credentials_proof = "cause-bad-credentials-proof";
    bad_credentials_fix = "cause-bad-credentials-fix";
    token_expired_or_revoked = "cause-token-expired-or-revoked";
    token_expired_or_revoked_sign = "cause-token-expired-or-revoked-sign";
    token_expired_or_revoked_proof = "cause-token-expired-or-revoked-proof";
    token_expired_or_revoked_fix = "cause-token-expired-or-revoked-fix";
    secrets_missing_or_empty = "cause-secrets-missing-or-empty";
    secrets_missing_or_empty_sign = "cause-secrets-missing-or-empty-sign";
    secrets_missing_or_empty_proof = "cause-secrets-missing-or-empty-proof";
    secrets_missing_or_empty_fix = "cause-secrets-missing-or-empty-fix";
    namespace_mismatch = "cause-namespace-mismatch";
    namespace_mismatch_sign = "cause-namespace-mismatch-sign";
    namespace_mismatch_proof = "cause-namespace-mismatch-proof";
    namespace_mismatch_fix = "cause-namespace-mismatch-fix";
    not_logged_in = "cause-not-logged-in";
    not_logged_in_sign = "cause-not-logged-in-sign";
    not_logged_in_proof = "cause-not-logged-in-proof";
    not_logged_in_fix = "cause-not-logged-in-fix";
    registry_prefix_missing = "cause-registry-prefix-missing";
    registry_prefix_missing_sign = "cause-registry-prefix-missing-sign";
    registry_prefix_missing_proof = "cause-registry-prefix-missing-proof";
    registry_prefix_missing_fix = "cause-registry-prefix-missing-fix";
    registry_prefix_duplicated = "cause-registry-prefix-duplicated";
    registry_prefix_duplicated_sign = "cause-registry-prefix-duplicated-sign";
    registry_prefix_duplicated_proof = "cause-registry-prefix-duplicated-proof";
    registry_prefix_duplicated_fix = "cause-registry-prefix-duplicated-fix";
    registry_mismatch = "cause-registry-mismatch";
    registry_mismatch_sign = "cause-registry-mismatch-sign";
    registry_mismatch_proof = "cause-registry-mismatch-proof";
    registry_mismatch_fix = "cause-registry-mismatch-fix";
    invalid_reference = "cause-invalid-reference";
    invalid_reference_sign = "cause-invalid-reference-sign";
    invalid_reference_proof = "cause-invalid-reference-proof";
    invalid_reference_fix = "cause-invalid-reference-fix";
    ghcr_permissions = "cause-ghcr-permissions";
    ghcr_permissions_sign = "cause-ghcr-permissions-sign";
    ghcr_permissions_proof = "cause-ghcr-permissions-proof";
    ghcr_permissions_fix = "cause-ghcr-permissions-fix";
    org_permission_missing = "cause-org-permission-missing";
    org_permission_missing_sign = "cause-org-permission-missing-sign";
    org_permission_missing_proof = "cause-org-permission-missing-proof";
    org_permission_missing_fix = "cause-org-permission-missing-fix";
    repository_does_not_exist = "cause-repository-does-not-exist";
    repository_does_not_exist_sign = "cause-repository-does-not-exist-sign";
    repository_does_not_exist_proof = "cause-repository-does-not-exist-proof";
    repository_does_not_exist_fix = "cause-repository-does-not-exist-fix";
    repository_archived = "cause-repository-archived";
    repository_archived_sign = "cause-repository-archived-sign";
    repository_archived_proof = "cause-repository-archived-proof";
    repository_archived_fix = "cause-repository-archived-fix";
    plan_limit = "cause-plan-limit";
    plan_limit_sign = "cause-plan-limit-sign";
    plan_limit_proof = "cause-plan-limit-proof";
    plan_limit_fix = "cause-plan-limit-fix";
    rate_limited = "cause-rate-limited";
    rate_limited_sign = "cause-rate-limited-sign";
    rate_limited_proof = "cause-rate-limited-proof";
    rate_limited_fix = "cause-rate-limited-fix";
    ip_blocked = "cause-ip-blocked";
    ip_blocked_sign = "cause-ip-blocked-sign";
    ip_blocked_proof = "cause-ip-blocked-proof";
    ip_blocked_fix = "cause-ip-blocked-fix";
    network_unreachable = "cause-network-unreachable";
    network_unreachable_sign = "cause-network-unreachable-sign";
    network_unreachable_proof = "cause-network-unreachable-proof";
    network_unreachable_fix = "cause-network-unreachable-fix";
    tls_trust = "cause-tls-trust";
    tls_trust_sign = "cause-tls-trust-sign";
    tls_trust_proof = "cause-tls-trust-proof";
    tls_trust_fix = "cause-tls-trust-fix";
    http_https_mismatch = "cause-http-https-mismatch";
    http_https_mismatch_sign = "cause-http-https-mismatch-sign";
    http_https_mismatch_proof = "cause-http-https-mismatch-proof";
    http_https_mismatch_fix = "cause-http-https-mismatch-fix";
    registry_outage = "cause-registry-outage";
    registry_outage_sign = "cause-registry-outage-sign";
    registry_outage_proof = "cause-registry-outage-proof";
    registry_outage_fix = "cause-registry-outage-fix";
    registry_proxy_misconfigured = "cause-registry-proxy-misconfigured";
    registry_proxy_misconfigured_sign = "cause-registry-proxy-misconfigured-sign";
    registry_proxy_misconfigured_proof = "cause-registry-proxy-misconfigured-proof";
    registry_proxy_misconfigured_fix = "cause-registry-proxy-misconfigured-fix";
    session_expired_during_build = "cause-session-expired-during-build";
    session_expired_during_build_sign = "cause-session-expired-during-build-sign";
    session_expired_during_build_proof = "cause-session-expired-during-build-proof";
    session_expired_during_build_fix = "cause-session-expired-during-build-fix";
    credential_store_broken = "cause-credential-store-broken";
    credential_store_broken_sign = "cause-credential-store-broken-sign";
    credential_store_broken_proof = "cause-credential-store-broken-proof";
    credential_store_broken_fix = "cause-credential-store-broken-fix";
    two_factor_needs_token = "cause-two-factor-needs-token";
    two_factor_needs_token_sign = "cause-two-factor-needs-token-sign";
    two_factor_needs_token_proof = "cause-two-factor-needs-token-proof";
    two_factor_needs_token_fix = "cause-two-factor-needs-token-fix";
    account_unverified_or_suspended = "cause-account-unverified-or-suspended";
    account_unverified_or_suspended_sign = "cause-account-unverified-or-suspended-sign";
    account_unverified_or_suspended_proof = "cause-account-unverified-or-suspended-proof";
    account_unverified_or_suspended_fix = "cause-account-unverified-or-suspended-fix";
    non_interactive_login = "cause-non-interactive-login";
    non_interactive_login_sign = "cause-non-interactive-login-sign";
    non_interactive_login_proof = "cause-non-interactive-login-proof";
    non_interactive_login_fix = "cause-non-interactive-login-fix";
    base_image_pull_denied = "cause-base-image-pull-denied";
    base_image_pull_denied_sign = "cause-base-image-pull-denied-sign";
    base_image_pull_denied_proof = "cause-base-image-pull-denied-proof";
    base_image_pull_denied_fix = "cause-base-image-pull-denied-fix";
    cache_export_denied = "cause-cache-export-denied";
    cache_export_denied_sign = "cause-cache-export-denied-sign";
    cache_export_denied_proof = "cause-cache-export-denied-proof";
    cache_export_denied_fix = "cause-cache-export-denied-fix";
    cross_repo_mount_denied = "cause-cross-repo-mount-denied";
    cross_repo_mount_denied_sign = "cause-cross-repo-mount-denied-sign";
    cross_repo_mount_denied_proof = "cause-cross-repo-mount-denied-proof";
    cross_repo_mount_denied_fix = "cause-cross-repo-mount-denied-fix";
    immutable_tag = "cause-immutable-tag";
    immutable_tag_sign = "cause-immutable-tag-sign";
    immutable_tag_proof = "cause-immutable-tag-proof";
    immutable_tag_fix = "cause-immutable-tag-fix";
    payload_too_large = "cause-payload-too-large";
    payload_too_large_sign = "cause-payload-too-large-sign";
    payload_too_large_proof = "cause-payload-too-large-proof";
    payload_too_large_fix = "cause-payload-too-large-fix";
    manifest_or_media_type_unsupported = "cause-manifest-or-media-type-unsupported";
    manifest_or_media_type_unsupported_sign = "cause-manifest-or-media-type-unsupported-sign";
    manifest_or_media_type_unsupported_proof = "cause-manifest-or-media-type-unsupported-proof";
    manifest_or_media_type_unsupported_fix = "cause-manifest-or-media-type-unsupported-fix";
    disk_or_daemon = "cause-disk-or-daemon";
    disk_or_daemon_sign = "cause-disk-or-daemon-sign";
    disk_or_daemon_proof = "cause-disk-or-daemon-proof";
    disk_or_daemon_fix = "cause-disk-or-daemon-fix";
    clock_skew = "cause-clock-skew";
    clock_skew_sign = "cause-clock-skew-sign";
    clock_skew_proof = "cause-clock-skew-proof";
    clock_skew_fix = "cause-clock-skew-fix";
    wrong_command = "cause-wrong-command";
    wrong_command_sign = "cause-wrong-command-sign";
    wrong_command_proof = "cause-wrong-command-proof";
    wrong_command_fix = "cause-wrong-command-fix";
}

/// The four sentences about a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// A title, without a full stop.
    pub name: Text,
    /// How it looks from outside.
    pub sign: Text,
    /// What settles that it is this one.
    pub proof: Text,
    /// What to do.
    pub fix: Text,
}

/// The words for a cause.
#[must_use]
pub fn words(cause: CauseId) -> Words {
    macro_rules! of {
        ($name:ident $sign:ident $proof:ident $fix:ident) => {
            Words { name: $name(), sign: $sign(), proof: $proof(), fix: $fix() }
        };
    }
    match cause {
        CauseId::TokenScopeInsufficient => {
            of!(token_scope_insufficient token_scope_insufficient_sign token_scope_insufficient_proof token_scope_insufficient_fix)
        }
        CauseId::BadCredentials => {
            of!(bad_credentials bad_credentials_sign bad_credentials_proof bad_credentials_fix)
        }
        CauseId::TokenExpiredOrRevoked => {
            of!(token_expired_or_revoked token_expired_or_revoked_sign token_expired_or_revoked_proof token_expired_or_revoked_fix)
        }
        CauseId::SecretsMissingOrEmpty => {
            of!(secrets_missing_or_empty secrets_missing_or_empty_sign secrets_missing_or_empty_proof secrets_missing_or_empty_fix)
        }
        CauseId::NamespaceMismatch => {
            of!(namespace_mismatch namespace_mismatch_sign namespace_mismatch_proof namespace_mismatch_fix)
        }
        CauseId::NotLoggedIn => of!(not_logged_in not_logged_in_sign not_logged_in_proof not_logged_in_fix),
        CauseId::RegistryPrefixMissing => {
            of!(registry_prefix_missing registry_prefix_missing_sign registry_prefix_missing_proof registry_prefix_missing_fix)
        }
        CauseId::RegistryPrefixDuplicated => {
            of!(registry_prefix_duplicated registry_prefix_duplicated_sign registry_prefix_duplicated_proof registry_prefix_duplicated_fix)
        }
        CauseId::RegistryMismatch => {
            of!(registry_mismatch registry_mismatch_sign registry_mismatch_proof registry_mismatch_fix)
        }
        CauseId::InvalidReference => {
            of!(invalid_reference invalid_reference_sign invalid_reference_proof invalid_reference_fix)
        }
        CauseId::GhcrPermissions => {
            of!(ghcr_permissions ghcr_permissions_sign ghcr_permissions_proof ghcr_permissions_fix)
        }
        CauseId::OrgPermissionMissing => {
            of!(org_permission_missing org_permission_missing_sign org_permission_missing_proof org_permission_missing_fix)
        }
        CauseId::RepositoryDoesNotExist => {
            of!(repository_does_not_exist repository_does_not_exist_sign repository_does_not_exist_proof repository_does_not_exist_fix)
        }
        CauseId::RepositoryArchived => {
            of!(repository_archived repository_archived_sign repository_archived_proof repository_archived_fix)
        }
        CauseId::PlanLimit => of!(plan_limit plan_limit_sign plan_limit_proof plan_limit_fix),
        CauseId::RateLimited => of!(rate_limited rate_limited_sign rate_limited_proof rate_limited_fix),
        CauseId::IpBlocked => of!(ip_blocked ip_blocked_sign ip_blocked_proof ip_blocked_fix),
        CauseId::NetworkUnreachable => {
            of!(network_unreachable network_unreachable_sign network_unreachable_proof network_unreachable_fix)
        }
        CauseId::TlsTrust => of!(tls_trust tls_trust_sign tls_trust_proof tls_trust_fix),
        CauseId::HttpHttpsMismatch => {
            of!(http_https_mismatch http_https_mismatch_sign http_https_mismatch_proof http_https_mismatch_fix)
        }
        CauseId::RegistryOutage => {
            of!(registry_outage registry_outage_sign registry_outage_proof registry_outage_fix)
        }
        CauseId::RegistryProxyMisconfigured => {
            of!(registry_proxy_misconfigured registry_proxy_misconfigured_sign registry_proxy_misconfigured_proof registry_proxy_misconfigured_fix)
        }
        CauseId::SessionExpiredDuringBuild => {
            of!(session_expired_during_build session_expired_during_build_sign session_expired_during_build_proof session_expired_during_build_fix)
        }
        CauseId::CredentialStoreBroken => {
            of!(credential_store_broken credential_store_broken_sign credential_store_broken_proof credential_store_broken_fix)
        }
        CauseId::TwoFactorNeedsToken => {
            of!(two_factor_needs_token two_factor_needs_token_sign two_factor_needs_token_proof two_factor_needs_token_fix)
        }
        CauseId::AccountUnverifiedOrSuspended => {
            of!(account_unverified_or_suspended account_unverified_or_suspended_sign account_unverified_or_suspended_proof account_unverified_or_suspended_fix)
        }
        CauseId::NonInteractiveLogin => {
            of!(non_interactive_login non_interactive_login_sign non_interactive_login_proof non_interactive_login_fix)
        }
        CauseId::BaseImagePullDenied => {
            of!(base_image_pull_denied base_image_pull_denied_sign base_image_pull_denied_proof base_image_pull_denied_fix)
        }
        CauseId::CacheExportDenied => {
            of!(cache_export_denied cache_export_denied_sign cache_export_denied_proof cache_export_denied_fix)
        }
        CauseId::CrossRepoMountDenied => {
            of!(cross_repo_mount_denied cross_repo_mount_denied_sign cross_repo_mount_denied_proof cross_repo_mount_denied_fix)
        }
        CauseId::ImmutableTag => of!(immutable_tag immutable_tag_sign immutable_tag_proof immutable_tag_fix),
        CauseId::PayloadTooLarge => {
            of!(payload_too_large payload_too_large_sign payload_too_large_proof payload_too_large_fix)
        }
        CauseId::ManifestOrMediaTypeUnsupported => {
            of!(manifest_or_media_type_unsupported manifest_or_media_type_unsupported_sign manifest_or_media_type_unsupported_proof manifest_or_media_type_unsupported_fix)
        }
        CauseId::DiskOrDaemon => {
            of!(disk_or_daemon disk_or_daemon_sign disk_or_daemon_proof disk_or_daemon_fix)
        }
        CauseId::ClockSkew => of!(clock_skew clock_skew_sign clock_skew_proof clock_skew_fix),
        CauseId::WrongCommand => of!(wrong_command wrong_command_sign wrong_command_proof wrong_command_fix),
    }
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::model::cause::CauseId;
    use crate::text::Language;
    use crate::text::speak::Speaker;

    #[test]
    fn every_cause_speaks_both_languages() {
        for language in [Language::English, Language::Chinese] {
            let speaker = Speaker::new(language);
            for cause in CauseId::ALL {
                let words = words(cause);
                for text in [&words.name, &words.sign, &words.proof, &words.fix] {
                    assert!(text.id().starts_with(&format!("cause-{}", cause.as_str())), "{}", text.id());
                    let said = speaker.say(text);
                    assert_ne!(
                        said,
                        text.id().replace('-', " "),
                        "{language:?} has no words for {}",
                        text.id()
                    );
                    let chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                    assert_eq!(chinese, language == Language::Chinese, "{said}");
                }
            }
        }
    }
}
