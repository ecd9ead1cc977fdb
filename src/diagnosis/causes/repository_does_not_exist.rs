//! The repository must be made before the push: this registry, or this account, does not make it.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step, Whom};
use crate::diagnosis::picture::{Family, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RepositoryDoesNotExist,
    signs: &[
        Sign::says("does not exist in the registry with id"),
        Sign::says("repositorynotfoundexception"),
        Sign::says("name_unknown"),
        Sign::says("name unknown"),
        Sign::says("repository name not known to registry"),
        Sign::says("project not found"),
        // Harbor says it of a name.
        Sign::says("not found: project"),
        Sign::says("unauthorized: project").with(&["not found"]),
        Sign::says("not_found: repository"),
        Sign::says("repository not found"),
        // The upload is opened at a name, so it is the name that was not found.
        Sign::fits("404 not found").with(&["blobs/uploads"]),
        Sign::fits("not_found: project"),
        Sign::says("project does not exist"),
        Sign::fits("repository does not exist").without(&["may require", "or may", "push access denied", "pull access denied"]),
        Sign::new("or it may not exist", 9.0),
    ],
    judge,
    probes: &[Probe::RepositoryExists],
    next: |_| vec![Remedy::Go(Step::CheckAccess), Remedy::Ask(Whom::OrganizationOwner)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let Some(unclear) = picture.unclear() else { return signs };
    let base = match (unclear.family, unclear.kind) {
        (Family::Quay, _) => 0.9,
        (Family::Hub | Family::Unknown, RefusalKind::AccessDenied) => 0.45,
        (Family::Hub | Family::Unknown, RefusalKind::InsufficientScope) => 0.25,
        (Family::Google | Family::Harbor | Family::GitLab, _) => 0.6,
        _ => 0.12,
    };
    signs.at_least(base, unclear.clue())
}
