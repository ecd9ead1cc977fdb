//! The causes of a refused login, push or pull, by the ids that machines and people search for.
//!
//! # Adding a cause
//!
//! 1. A line in the list below: the variant, the file, the id, the code. Its place is that in the catalogue.
//! 2. The file, `diagnosis/causes/FILE.rs`, with a `CAUSE`: the words that it listens for, its judgement, what decides
//!    it, what mends it.
//! 3. Its four sentences in each language, in `assets/locales/*/causes.ftl`: `cause-ID`, `cause-ID-sign`,
//!    `cause-ID-proof`, `cause-ID-fix`.
//!
//! Everything else follows from the list; what is forgotten does not compile. A log that shows it, `tests/logs/ID-TOOL.log`,
//! is asked for by the tests.

/// Hands the list to a macro, one line a cause.
macro_rules! each_cause {
    ($then:ident) => {
        $then! {
            (TokenScopeInsufficient, token_scope_insufficient, "token-scope-insufficient", "E-SCOPE-01"),
            (BadCredentials, bad_credentials, "bad-credentials", "E-LOGIN-01"),
            (TokenExpiredOrRevoked, token_expired_or_revoked, "token-expired-or-revoked", "E-TOKEN-01"),
            (SecretsMissingOrEmpty, secrets_missing_or_empty, "secrets-missing-or-empty", "E-SECRET-01"),
            (NamespaceMismatch, namespace_mismatch, "namespace-mismatch", "E-NAME-01"),
            (NotLoggedIn, not_logged_in, "not-logged-in", "E-LOGIN-02"),
            (RegistryPrefixMissing, registry_prefix_missing, "registry-prefix-missing", "E-NAME-02"),
            (RegistryPrefixDuplicated, registry_prefix_duplicated, "registry-prefix-duplicated", "E-NAME-03"),
            (RegistryMismatch, registry_mismatch, "registry-mismatch", "E-LOGIN-03"),
            (InvalidReference, invalid_reference, "invalid-reference", "E-NAME-04"),
            (GhcrPermissions, ghcr_permissions, "ghcr-permissions", "E-SCOPE-02"),
            (OrgPermissionMissing, org_permission_missing, "org-permission-missing", "E-RIGHT-01"),
            (RepositoryDoesNotExist, repository_does_not_exist, "repository-does-not-exist", "E-REPO-01"),
            (RepositoryArchived, repository_archived, "repository-archived", "E-REPO-02"),
            (PlanLimit, plan_limit, "plan-limit", "E-LIMIT-02"),
            (RateLimited, rate_limited, "rate-limited", "E-LIMIT-01"),
            (IpBlocked, ip_blocked, "ip-blocked", "E-NET-04"),
            (NetworkUnreachable, network_unreachable, "network-unreachable", "E-NET-01"),
            (TlsTrust, tls_trust, "tls-trust", "E-NET-02"),
            (HttpHttpsMismatch, http_https_mismatch, "http-https-mismatch", "E-NET-03"),
            (RegistryOutage, registry_outage, "registry-outage", "E-SERVICE-01"),
            (RegistryProxyMisconfigured, registry_proxy_misconfigured, "registry-proxy-misconfigured", "E-SERVICE-02"),
            (SessionExpiredDuringBuild, session_expired_during_build, "session-expired-during-build", "E-TOKEN-02"),
            (CredentialStoreBroken, credential_store_broken, "credential-store-broken", "E-STORE-01"),
            (TwoFactorNeedsToken, two_factor_needs_token, "two-factor-needs-token", "E-LOGIN-04"),
            (AccountUnverifiedOrSuspended, account_unverified_or_suspended, "account-unverified-or-suspended", "E-LOGIN-05"),
            (NonInteractiveLogin, non_interactive_login, "non-interactive-login", "E-LOGIN-06"),
            (BaseImagePullDenied, base_image_pull_denied, "base-image-pull-denied", "E-PULL-01"),
            (CacheExportDenied, cache_export_denied, "cache-export-denied", "E-PUSH-02"),
            (CrossRepoMountDenied, cross_repo_mount_denied, "cross-repo-mount-denied", "E-PUSH-01"),
            (ImmutableTag, immutable_tag, "immutable-tag", "E-REPO-03"),
            (PayloadTooLarge, payload_too_large, "payload-too-large", "E-PUSH-03"),
            (ManifestOrMediaTypeUnsupported, manifest_or_media_type_unsupported, "manifest-or-media-type-unsupported", "E-PUSH-04"),
            (DiskOrDaemon, disk_or_daemon, "disk-or-daemon", "E-LOCAL-01"),
            (ClockSkew, clock_skew, "clock-skew", "E-LOCAL-02"),
            (WrongCommand, wrong_command, "wrong-command", "E-LOCAL-03"),
        }
    };
}
pub(crate) use each_cause;

macro_rules! ids {
    ($(($id:ident, $file:ident, $name:literal, $code:literal),)*) => {
        /// Why something failed. The ids are stable: they stand in JSON output and in both languages alike.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum CauseId {
            $($id,)*
        }

        impl CauseId {
            /// Every cause, in the order in which a catalogue lists them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$id),*];

            /// The id as it is printed, for example `token-scope-insufficient`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$id => $name,)*
                }
            }

            /// The code that a person searches for: the same in every language, never given another meaning.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$id => $code,)*
                }
            }
        }
    };
}
each_cause!(ids);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CauseId;

    #[test]
    fn every_cause_has_a_code_of_its_own() {
        let codes: BTreeSet<&str> = CauseId::ALL.iter().map(|cause| cause.code()).collect();
        assert_eq!(codes.len(), CauseId::ALL.len());
        for code in codes {
            let parts: Vec<&str> = code.split('-').collect();
            let [letter, area, number] = parts[..] else { panic!("{code}") };
            assert_eq!((letter, number.len()), ("E", 2), "{code}");
            assert!(area.bytes().all(|b| b.is_ascii_uppercase()), "{code}");
            assert!(number.bytes().all(|b| b.is_ascii_digit()), "{code}");
        }
    }
}
