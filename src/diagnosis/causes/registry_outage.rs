//! The service itself fails.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step, Whom};
use crate::diagnosis::picture::{Family, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RegistryOutage,
    signs: &[
        Sign::fits("500 internal server error"),
        Sign::fits("502 bad gateway"),
        Sign::fits("503 service unavailable"),
        Sign::fits("503 service temporarily unavailable"),
        Sign::fits("504 gateway"),
        Sign::fits("received unexpected http status: 5"),
        Sign::fits("unexpected status code 5"),
        Sign::fits("unexpected status: 5"),
        Sign::fits("status code: 5"),
        Sign::fits("statuscode: 5"),
        Sign::fits("service unavailable"),
        Sign::fits("internal server error"),
        Sign::fits("bad gateway"),
        Sign::fits("gateway time-out"),
        Sign::fits("gateway timeout"),
        Sign::fits("temporarily unavailable"),
        Sign::says("web server is down"),
        Sign::fits("404 page not found"),
        Sign::fits("error code: 52"),
        Sign::hints("unknown blob"),
        Sign::hints("blob unknown"),
        Sign::hints("blob_unknown"),
    ],
    judge,
    probes: &[Probe::Reachability],
    next: |_| vec![Remedy::Wait(Step::RerunWorkflow), Remedy::Ask(Whom::RegistrySupport)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    // Everything went up or was there: what is refused is the image as a whole, for a quota or by a rule.
    let whole = picture.uploads.existing > 0 && picture.uploads.under_way == 0;
    match picture.family() {
        family if whole && !family.is_service() => signs.unless(0.15, None),
        family if family.is_service() => signs.times(2.0, None),
        // Whoever it is, a machine in front of it words its own trouble in the same way.
        Family::Unknown => signs.unless(0.7, None),
        // Somebody's own: the machine in front of it is as likely.
        _ => signs.unless(0.6, None),
    }
}
