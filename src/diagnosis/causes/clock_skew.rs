//! The machine's clock is wrong.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy};
use crate::diagnosis::picture::Picture;
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::ClockSkew,
    signs: &[
        Sign::says("token used before issued"),
        Sign::says("used before issued"),
        Sign::says("token is not valid yet"),
        Sign::says("token not valid yet"),
        Sign::says("token is not yet valid"),
        Sign::says("not valid before"),
        Sign::says("issued in the future"),
        Sign::says("clock skew"),
        Sign::says("clock is"),
        Sign::says("requesttimetooskewed"),
        Sign::says("request time and the current time is too large"),
        Sign::says("signature expired").with(&["earlier than", "now"]),
        Sign::says("signature not yet current"),
        Sign::says("certificate has expired or is not yet valid").with(&["is before"]),
        // A large service's certificate does not run out: the clock stands wrong, or something else answers.
        Sign::new("certificate has expired or is not yet valid", 60.0).with(&["docker.com/", "docker.io/", "ghcr.io/", "quay.io/", "gcr.io/", "pkg.dev/"]).without(&["is before"]),
        Sign::says("certificate is not yet valid"),
        Sign::says("certificate not yet valid"),
        Sign::says("not to be used before"),
        Sign::says("is not valid until"),
    ],
    judge,
    probes: &[Probe::Clock],
    next: |_| vec![Remedy::Run("timedatectl status".to_owned())],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    // A token service of one's own with a wrong clock refuses even what is right.
    match picture.refused_login() {
        Some(refused) if !picture.family().is_service() => signs.at_least(1.2, refused.clue.clone()),
        _ => signs,
    }
}
