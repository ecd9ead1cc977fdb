//! The account itself is shut: address not verified, suspended, locked.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy, Whom};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::AccountUnverifiedOrSuspended,
    signs: &[
        Sign::says("account is not active"),
        Sign::says("account is not verified"),
        Sign::says("account has been suspended"),
        Sign::says("account is suspended"),
        Sign::says("account was suspended"),
        Sign::says("account suspended"),
        Sign::says("account has been disabled"),
        Sign::says("account is disabled"),
        Sign::says("account disabled"),
        Sign::says("account is locked"),
        Sign::says("account has been locked"),
        Sign::says("account has been blocked"),
        Sign::says("account is inactive"),
        Sign::says("account inactive"),
        Sign::says("account is deactivated"),
        Sign::says("account has been deactivated"),
        Sign::says("verify your email"),
        Sign::says("email is not verified"),
        Sign::says("email not verified"),
        Sign::says("unverified email"),
        Sign::says("email address").with(&["not verified", "unverified", "not been verified"]),
        Sign::says("user is disabled"),
        Sign::says("user is blocked"),
        Sign::says("accountdisabled"),
        Sign::says("account not active"),
        Sign::says("activate your account"),
    ],
    judge: by_signs,
    probes: &[Probe::SignIn],
    next: |_| vec![Remedy::Open("https://app.docker.com/settings"), Remedy::Ask(Whom::RegistrySupport)],
};
