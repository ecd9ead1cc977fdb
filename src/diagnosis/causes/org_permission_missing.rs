//! Team, role or robot does not reach this repository.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step, Whom};
use crate::diagnosis::picture::{Family, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::OrgPermissionMissing,
    signs: &[
        // Quay says so to everybody whom it does not know as well.
        Sign::hints("access to the requested resource is not authorized"),
        Sign::says("is not authorized to perform: ecr"),
        Sign::says("no identity-based policy allows"),
        Sign::says("no permissions boundary allows"),
        Sign::says("accessdeniedexception"),
        Sign::says("permission \"artifactregistry").without(&["unauthenticated", "or it may not exist"]),
        Sign::fits("artifactregistry.repositories").with(&["or it may not exist"]).without(&["unauthenticated"]),
        Sign::says("artifactregistry.repositories").with(&["permission"]).without(&["unauthenticated", "or it may not exist"]),
        Sign::says("does not have storage.").with(&["access"]),
        Sign::says("token exchange failed").with(&["permission"]),
        Sign::says("insufficient permissions"),
        Sign::says("insufficient privileges"),
        Sign::says("not authorized to push"),
        Sign::says("does not have push"),
        Sign::says("user does not have permission"),
        Sign::says("not have permission to push"),
        Sign::says("does not have authorization to perform action"),
        Sign::says("you don't have enough permission"),
        Sign::says("token issued from organization access token"),
        Sign::says("not have permission").without(&["unauthenticated"]),
        Sign::says("does not have permissions"),
        Sign::fits("unknown: forbidden"),
        Sign::fits("operation is disallowed"),
    ],
    judge,
    probes: &[Probe::RepositoryRight],
    next: |_| vec![Remedy::Ask(Whom::OrganizationOwner), Remedy::Go(Step::CheckAccess)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if weighed.weight > 0.0 && picture.uploads.largest >= 1_000_000_000 {
        // Refused after it had been allowed for a gigabyte: the right did not change, the token ran out.
        weighed = weighed.unless(0.2, None);
    }
    let Some(unclear) = picture.unclear() else { return weighed };
    let base = match (unclear.family, unclear.kind) {
        (Family::Quay, _) => 4.0,
        (Family::Azure | Family::Google, _) => 3.0,
        (Family::Amazon, RefusalKind::Forbidden) => 2.5,
        (Family::GitHub, _) => 0.3,
        // Harbor names the action it refuses; to whom is another matter.
        (_, RefusalKind::ActionRefused) if unclear.refusal.clue.text.contains("action: push") => {
            if picture.login().is_some() { 12.0 } else { 3.0 }
        }
        (_, RefusalKind::InsufficientScope) => 0.8,
        (_, RefusalKind::AccessDenied) => 0.95,
        (_, RefusalKind::Forbidden) => 3.0,
        (_, RefusalKind::Unauthenticated) => 0.3,
        _ => 0.5,
    };
    weighed = weighed.at_least(base, unclear.clue());
    if let Some(own) = picture.own_namespace() {
        return weighed.unless(0.1, own.clone());
    }
    match picture.logged_in() {
        Some(login) if !picture.uploads.allowed() => weighed.times(1.8, login.clue.clone()),
        _ => weighed,
    }
}
