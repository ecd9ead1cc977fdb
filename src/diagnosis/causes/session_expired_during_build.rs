//! The registry's session ended before the push did.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Whom};
use crate::diagnosis::picture::{Family, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::SessionExpiredDuringBuild,
    signs: &[
        Sign::says("token is expired by"),
        Sign::says("expired while pushing"),
        Sign::says("session expired"),
        Sign::says("session has expired"),
        Sign::says("oauth token expired"),
        Sign::fits("oauth2: token expired"),
        // Azure's storage behind the cache: the signed address has run out.
        Sign::fits("server failed to authenticate the request"),
        Sign::says("signature not valid in the specified time frame"),
    ],
    judge,
    probes: &[Probe::SignIn],
    next: |_| vec![Remedy::Workflow("# sign in again right before the push\n".to_owned()), Remedy::Ask(Whom::RegistryAdministrator)],
};

/// Layers of this size take longer than many a session (Docker Hub 300 s, GitLab 300 to 900 s).
const LONG: u64 = 1_000_000_000;

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let Some(unclear) = picture.unclear() else { return signs };
    let token_ran_out = matches!(unclear.kind, RefusalKind::Unauthenticated | RefusalKind::ActionRefused);
    if !token_ran_out {
        return signs;
    }
    let mut weighed = signs;
    let uploads = picture.uploads;
    if uploads.largest >= LONG || uploads.seconds >= 300 {
        weighed = weighed.at_least(30.0, unclear.clue());
    } else if uploads.pushed > 0 || uploads.existing > 1 {
        weighed = weighed.at_least(5.0, unclear.clue());
    } else if uploads.allowed() {
        weighed = weighed.at_least(2.0, unclear.clue());
    } else if unclear.kind == RefusalKind::Unauthenticated && unclear.family != Family::Quay {
        weighed = weighed.at_least(0.8, unclear.clue());
    }
    match picture.seconds_since_login() {
        Some(3600..) => weighed.at_least(20.0, unclear.clue()),
        Some(300..) => weighed.times(2.0, None),
        Some(0..60) => weighed.unless(0.2, None),
        _ => weighed,
    }
}
