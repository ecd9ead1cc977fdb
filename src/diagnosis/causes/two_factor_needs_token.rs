//! A password where two-factor or single sign-on demands a token.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Outcome, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::TwoFactorNeedsToken,
    signs: &[
        Sign::says("please use personal access token to login"),
        Sign::says("use a personal access token instead").without(&["http basic"]),
        Sign::says("must use a personal access token").without(&["http basic"]),
        Sign::says("secondary authentication"),
        Sign::says("two-factor authentication"),
        Sign::says("two factor authentication"),
        Sign::says("2fa enabled").without(&["http basic"]),
        Sign::fits("2fa enabled").with(&["http basic"]),
        Sign::says("saml enforcement"),
        Sign::says("saml sso"),
        Sign::says("sso is enforced"),
        Sign::says("sso enforcement"),
        Sign::says("enforces sso"),
        Sign::says("password authentication is not supported"),
        Sign::says("support for password authentication was removed"),
        Sign::says("cli secret").with(&["oidc", "use"]),
        Sign::says("log in with a personal access token"),
        Sign::says("login with a personal access token"),
        Sign::says("password is not allowed").with(&["auth", "login"]),
    ],
    judge,
    probes: &[Probe::SignIn],
    next: |_| vec![Remedy::Go(Step::CreateToken), Remedy::Go(Step::StoreToken)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    // Podman words the same answer like a wrong password; a person who typed it may have a second factor.
    match picture.logins.iter().find(|login| login.outcome == Outcome::Failed) {
        Some(login) if picture.podman_speaks() && picture.maybe_hub() && !picture.in_ci => signs.at_least(28.0, login.clue.clone()),
        Some(login) if picture.maybe_hub() => signs.at_least(3.5, login.clue.clone()),
        _ => signs,
    }
}
