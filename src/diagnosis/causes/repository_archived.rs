//! The repository takes no pushes: archived, or the registry is read-only.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step, Whom};
use crate::diagnosis::picture::{Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RepositoryArchived,
    signs: &[
        Sign::says("is archived").with(&["push", "denied", "repositor", "registry", "project"]),
        Sign::says("is read only").with(&["push", "denied", "repositor", "registry", "project"]),
        Sign::says("is read-only").with(&["push", "denied", "repositor", "registry", "project"]),
        Sign::says("has been archived"),
        Sign::says("archived repository"),
        Sign::says("read only mode"),
        Sign::says("read-only mode"),
        Sign::says("registry is read-only"),
        Sign::says("registry is read only"),
        Sign::says("is currently read-only"),
        Sign::says("garbage collection in progress"),
        Sign::says("read_only state"),
        Sign::says("repository is in").with(&["read_only", "mirror"]),
        Sign::says("mirrored repository"),
        Sign::says("mirror repository"),
        Sign::says("proxy cache project"),
    ],
    judge,
    probes: &[Probe::RepositoryExists],
    next: |_| vec![Remedy::Ask(Whom::OrganizationOwner), Remedy::Go(Step::RerunWorkflow)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let Some(unclear) = picture.unclear().filter(|unclear| unclear.hub()) else { return signs };
    let host = picture.target().is_some_and(|target| target.reference.host_written && target.as_typed());
    let base = match unclear.kind {
        // A reference with its host written out, by somebody who knew where it belongs.
        RefusalKind::InsufficientScope if host => 0.5,
        RefusalKind::InsufficientScope => 0.25,
        RefusalKind::AccessDenied => 0.12,
        _ => return signs,
    };
    signs.at_least(base, unclear.clue())
}
