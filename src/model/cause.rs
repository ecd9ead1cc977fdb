//! The causes of a refused login, push or pull, by the ids that machines and people search for.

/// Why something failed. The ids are stable: they stand in JSON output and in both languages alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CauseId {
    TokenScopeInsufficient,
    BadCredentials,
    TokenExpiredOrRevoked,
    SecretsMissingOrEmpty,
    NamespaceMismatch,
    NotLoggedIn,
    RegistryPrefixMissing,
    RegistryPrefixDuplicated,
    RegistryMismatch,
    InvalidReference,
    GhcrPermissions,
    OrgPermissionMissing,
    RepositoryDoesNotExist,
    RepositoryArchived,
    PlanLimit,
    RateLimited,
    IpBlocked,
    NetworkUnreachable,
    TlsTrust,
    HttpHttpsMismatch,
    RegistryOutage,
    RegistryProxyMisconfigured,
    SessionExpiredDuringBuild,
    CredentialStoreBroken,
    TwoFactorNeedsToken,
    AccountUnverifiedOrSuspended,
    NonInteractiveLogin,
    BaseImagePullDenied,
    CacheExportDenied,
    CrossRepoMountDenied,
    ImmutableTag,
    PayloadTooLarge,
    ManifestOrMediaTypeUnsupported,
    DiskOrDaemon,
    ClockSkew,
    WrongCommand,
}

impl CauseId {
    /// Every cause, in the order in which a catalogue lists them.
    pub const ALL: [Self; 36] = [
        Self::TokenScopeInsufficient,
        Self::BadCredentials,
        Self::TokenExpiredOrRevoked,
        Self::SecretsMissingOrEmpty,
        Self::NamespaceMismatch,
        Self::NotLoggedIn,
        Self::RegistryPrefixMissing,
        Self::RegistryPrefixDuplicated,
        Self::RegistryMismatch,
        Self::InvalidReference,
        Self::GhcrPermissions,
        Self::OrgPermissionMissing,
        Self::RepositoryDoesNotExist,
        Self::RepositoryArchived,
        Self::PlanLimit,
        Self::RateLimited,
        Self::IpBlocked,
        Self::NetworkUnreachable,
        Self::TlsTrust,
        Self::HttpHttpsMismatch,
        Self::RegistryOutage,
        Self::RegistryProxyMisconfigured,
        Self::SessionExpiredDuringBuild,
        Self::CredentialStoreBroken,
        Self::TwoFactorNeedsToken,
        Self::AccountUnverifiedOrSuspended,
        Self::NonInteractiveLogin,
        Self::BaseImagePullDenied,
        Self::CacheExportDenied,
        Self::CrossRepoMountDenied,
        Self::ImmutableTag,
        Self::PayloadTooLarge,
        Self::ManifestOrMediaTypeUnsupported,
        Self::DiskOrDaemon,
        Self::ClockSkew,
        Self::WrongCommand,
    ];

    /// The id as it is printed, for example `token-scope-insufficient`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TokenScopeInsufficient => "token-scope-insufficient",
            Self::BadCredentials => "bad-credentials",
            Self::TokenExpiredOrRevoked => "token-expired-or-revoked",
            Self::SecretsMissingOrEmpty => "secrets-missing-or-empty",
            Self::NamespaceMismatch => "namespace-mismatch",
            Self::NotLoggedIn => "not-logged-in",
            Self::RegistryPrefixMissing => "registry-prefix-missing",
            Self::RegistryPrefixDuplicated => "registry-prefix-duplicated",
            Self::RegistryMismatch => "registry-mismatch",
            Self::InvalidReference => "invalid-reference",
            Self::GhcrPermissions => "ghcr-permissions",
            Self::OrgPermissionMissing => "org-permission-missing",
            Self::RepositoryDoesNotExist => "repository-does-not-exist",
            Self::RepositoryArchived => "repository-archived",
            Self::PlanLimit => "plan-limit",
            Self::RateLimited => "rate-limited",
            Self::IpBlocked => "ip-blocked",
            Self::NetworkUnreachable => "network-unreachable",
            Self::TlsTrust => "tls-trust",
            Self::HttpHttpsMismatch => "http-https-mismatch",
            Self::RegistryOutage => "registry-outage",
            Self::RegistryProxyMisconfigured => "registry-proxy-misconfigured",
            Self::SessionExpiredDuringBuild => "session-expired-during-build",
            Self::CredentialStoreBroken => "credential-store-broken",
            Self::TwoFactorNeedsToken => "two-factor-needs-token",
            Self::AccountUnverifiedOrSuspended => "account-unverified-or-suspended",
            Self::NonInteractiveLogin => "non-interactive-login",
            Self::BaseImagePullDenied => "base-image-pull-denied",
            Self::CacheExportDenied => "cache-export-denied",
            Self::CrossRepoMountDenied => "cross-repo-mount-denied",
            Self::ImmutableTag => "immutable-tag",
            Self::PayloadTooLarge => "payload-too-large",
            Self::ManifestOrMediaTypeUnsupported => "manifest-or-media-type-unsupported",
            Self::DiskOrDaemon => "disk-or-daemon",
            Self::ClockSkew => "clock-skew",
            Self::WrongCommand => "wrong-command",
        }
    }

    /// The code that a person searches for: the same in every language, never given another meaning.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TokenScopeInsufficient => "E-SCOPE-01",
            Self::BadCredentials => "E-LOGIN-01",
            Self::TokenExpiredOrRevoked => "E-TOKEN-01",
            Self::SecretsMissingOrEmpty => "E-SECRET-01",
            Self::NamespaceMismatch => "E-NAME-01",
            Self::NotLoggedIn => "E-LOGIN-02",
            Self::RegistryPrefixMissing => "E-NAME-02",
            Self::RegistryPrefixDuplicated => "E-NAME-03",
            Self::RegistryMismatch => "E-LOGIN-03",
            Self::InvalidReference => "E-NAME-04",
            Self::GhcrPermissions => "E-SCOPE-02",
            Self::OrgPermissionMissing => "E-RIGHT-01",
            Self::RepositoryDoesNotExist => "E-REPO-01",
            Self::RepositoryArchived => "E-REPO-02",
            Self::PlanLimit => "E-LIMIT-02",
            Self::RateLimited => "E-LIMIT-01",
            Self::IpBlocked => "E-NET-04",
            Self::NetworkUnreachable => "E-NET-01",
            Self::TlsTrust => "E-NET-02",
            Self::HttpHttpsMismatch => "E-NET-03",
            Self::RegistryOutage => "E-SERVICE-01",
            Self::RegistryProxyMisconfigured => "E-SERVICE-02",
            Self::SessionExpiredDuringBuild => "E-TOKEN-02",
            Self::CredentialStoreBroken => "E-STORE-01",
            Self::TwoFactorNeedsToken => "E-LOGIN-04",
            Self::AccountUnverifiedOrSuspended => "E-LOGIN-05",
            Self::NonInteractiveLogin => "E-LOGIN-06",
            Self::BaseImagePullDenied => "E-PULL-01",
            Self::CacheExportDenied => "E-PUSH-02",
            Self::CrossRepoMountDenied => "E-PUSH-01",
            Self::ImmutableTag => "E-REPO-03",
            Self::PayloadTooLarge => "E-PUSH-03",
            Self::ManifestOrMediaTypeUnsupported => "E-PUSH-04",
            Self::DiskOrDaemon => "E-LOCAL-01",
            Self::ClockSkew => "E-LOCAL-02",
            Self::WrongCommand => "E-LOCAL-03",
        }
    }
}

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
