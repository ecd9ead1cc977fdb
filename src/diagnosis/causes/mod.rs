//! The catalogue: one file a cause, each with the words it listens for, its judgement and its remedies.

mod weighed;

pub(crate) use weighed::{FITS, SETTLES, Sign, Weighed};

use super::finding::{Probe, Remedy};
use super::picture::Picture;
use crate::model::cause::CauseId;

/// A cause as the catalogue knows it. Its sentences stand in [`crate::text::causes`].
#[derive(Debug)]
pub(crate) struct Cause {
    pub id: CauseId,
    /// What tools and registries print when this is the cause.
    pub signs: &'static [Sign],
    /// Weighs the picture, given what the signs weigh. The result is an odds-like number: see [`Weighed`].
    pub judge: fn(&Picture, Weighed) -> Weighed,
    /// What would tell it from its rivals.
    pub probes: &'static [Probe],
    pub next: fn(&Picture) -> Vec<Remedy>,
}

/// The judgement of a cause that its signs tell alone.
pub(crate) fn by_signs(_: &Picture, signs: Weighed) -> Weighed {
    signs
}

macro_rules! catalogue {
    ($($cause:ident),* $(,)?) => {
        $(mod $cause;)*
        /// All causes, in the order of [`CauseId::ALL`].
        pub(crate) const CATALOGUE: &[Cause] = &[$($cause::CAUSE),*];
    };
}
catalogue!(
    token_scope_insufficient,
    bad_credentials,
    token_expired_or_revoked,
    secrets_missing_or_empty,
    namespace_mismatch,
    not_logged_in,
    registry_prefix_missing,
    registry_prefix_duplicated,
    registry_mismatch,
    invalid_reference,
    ghcr_permissions,
    org_permission_missing,
    repository_does_not_exist,
    repository_archived,
    plan_limit,
    rate_limited,
    ip_blocked,
    network_unreachable,
    tls_trust,
    http_https_mismatch,
    registry_outage,
    registry_proxy_misconfigured,
    session_expired_during_build,
    credential_store_broken,
    two_factor_needs_token,
    account_unverified_or_suspended,
    non_interactive_login,
    base_image_pull_denied,
    cache_export_denied,
    cross_repo_mount_denied,
    immutable_tag,
    payload_too_large,
    manifest_or_media_type_unsupported,
    disk_or_daemon,
    clock_skew,
    wrong_command,
);

#[cfg(test)]
mod tests {
    use super::CATALOGUE;
    use crate::model::cause::CauseId;

    #[test]
    fn the_catalogue_holds_every_cause_once_and_in_order() {
        let ids: Vec<CauseId> = CATALOGUE.iter().map(|cause| cause.id).collect();
        assert_eq!(ids, CauseId::ALL);
    }

    #[test]
    fn signs_are_lower_case_and_long_enough_to_be_rare() {
        for cause in CATALOGUE {
            for sign in cause.signs {
                let all = || std::iter::once(&sign.words).chain(sign.with).chain(sign.without);
                assert!(all().all(|words| **words == words.to_ascii_lowercase()), "{:?}: {sign:?}", cause.id);
                assert!(sign.words.len() >= 4, "{:?}: {sign:?}", cause.id);
            }
        }
    }
}
