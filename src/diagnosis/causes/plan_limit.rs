//! A limit of the plan is used up: private repositories, storage, artifacts, billing.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Whom};
use crate::diagnosis::picture::{Family, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::PlanLimit,
    signs: &[
        Sign::says("will exceed the configured upper limit"),
        Sign::says("storage quota"),
        Sign::says("quota exceeded"),
        Sign::says("quota has been exceeded"),
        Sign::says("exceeded quota"),
        Sign::says("over quota"),
        Sign::says("exceeds quota"),
        Sign::says("exceeds the quota"),
        Sign::says("exceeds your quota"),
        Sign::says("repositories, limit is"),
        Sign::says("repository limit"),
        Sign::says("limitexceededexception"),
        Sign::says("payment required"),
        Sign::says("private repositories").with(&["limit", "exceed", "upgrade", "maximum", "reached"]),
        Sign::says("spending limit"),
        Sign::says("billing").with(&["denied", "disabled", "failed", "issue", "limit", "past due", "enabled"]),
        Sign::says("plan limit"),
        Sign::says("upgrade your plan"),
        Sign::says("storage limit"),
        Sign::says("exceeded your storage"),
        Sign::says("exceeded its maximum").with(&["size", "storage", "images"]),
        Sign::fits("limit exceeded").without(&["rate", "time", "pull"]),
        Sign::fits("exceeded the limit").without(&["rate", "time", "pull"]),
        Sign::says("no more private repositories"),
    ],
    judge,
    probes: &[Probe::RepositoryExists],
    next: |_| vec![Remedy::Ask(Whom::OrganizationOwner), Remedy::Open("https://hub.docker.com/billing")],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let failed = picture.heard_of(CauseId::RegistryOutage).filter(|_| picture.uploads.existing > 0);
    let own = !picture.family().is_service();
    if let Some(failed) = failed.filter(|clue| own && clue.text.contains(" 500 ")) {
        // Harbor fails so where a project's quota is used up.
        return signs.at_least(1.5, failed.clone());
    }
    let Some(unclear) = picture.unclear() else { return signs };
    let base = match (unclear.family, unclear.kind) {
        // Docker's own words hide the limit; an image that is named speaks for the other causes first.
        (Family::Unknown, RefusalKind::AccessDenied) => 0.65,
        (Family::Hub, RefusalKind::AccessDenied) => 0.35,
        (Family::Hub | Family::Unknown, RefusalKind::InsufficientScope) => 0.2,
        (_, RefusalKind::Forbidden) => 0.4,
        _ => 0.08,
    };
    signs.at_least(base, unclear.clue())
}
