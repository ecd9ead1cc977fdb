//! The credential was right once and no longer is.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::TokenExpiredOrRevoked,
    signs: &[
        Sign::says("token is expired").without(&["expired by", "oauth2"]),
        Sign::says("token has expired"),
        Sign::says("token expired").without(&["pushing", "upload"]),
        Sign::says("expired token"),
        Sign::says("expiredtoken"),
        Sign::says("token has been revoked"),
        Sign::says("token was revoked"),
        Sign::says("token is revoked"),
        Sign::says("revoked token"),
        Sign::says("token is inactive"),
        Sign::says("token is disabled"),
        Sign::says("token has been deactivated"),
        Sign::says("credentials have expired"),
        Sign::says("credentials expired"),
        Sign::says("password has expired"),
        Sign::says("password expired"),
        Sign::says("secret has expired"),
        Sign::says("aadsts7000222"),
        Sign::says("robot account is expired"),
        Sign::says("reauthenticate and try again"),
        Sign::hints("stored credentials invalid or expired"),
        // What a dead token is told as well.
        Sign::hints("incorrect username or password"),
        Sign::hints("invalid username/password"),
        Sign::says("security token included in the request is expired"),
        Sign::says("jwt expired"),
        Sign::says("reauthentication required"),
        Sign::says("problem refreshing your current auth tokens"),
    ],
    judge,
    probes: &[Probe::SignIn],
    next: |_| vec![Remedy::Go(Step::CreateToken), Remedy::Go(Step::UpdateSecrets)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if let Some(refused) = picture.refused_login() {
        let base = match refused.kind {
            RefusalKind::DeniedDenied => 1.3,
            _ => 0.8,
        };
        weighed = weighed.at_least(base, refused.clue.clone());
    } else if let Some(unclear) = picture.unclear() {
        let base = match (unclear.family, unclear.kind) {
            (Family::Amazon, RefusalKind::Forbidden | RefusalKind::Unauthenticated) => 1.5,
            (_, RefusalKind::DeniedDenied) => 1.0,
            _ => 0.1,
        };
        weighed = weighed.at_least(base, unclear.clue());
    }
    weighed
}
