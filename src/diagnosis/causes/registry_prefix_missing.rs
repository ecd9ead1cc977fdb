//! The reference names no host, so it goes to Docker Hub.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Note, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RegistryPrefixMissing,
    signs: &[
        // Podman and its kin ask for the registry instead of taking Docker Hub.
        Sign::says("did not resolve to an alias"),
        Sign::says("short-name resolution enforced"),
    ],
    judge,
    probes: &[Probe::RepositoryRight],
    next: |_| vec![Remedy::Go(Step::FindProject)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let Some(unclear) = picture.unclear() else { return signs };
    if !unclear.hub() {
        return signs;
    }
    let target = picture.target();
    if let Some(target) = target.filter(|target| target.reference.host_written && target.as_typed()) {
        return signs.unless(0.0, target.clue.clone());
    }
    if let Some(typed) = picture.host_typed() {
        return signs.unless(0.0, typed.clue.clone());
    }
    let base = match (unclear.kind, target.is_some()) {
        (RefusalKind::InsufficientScope, _) => 0.7,
        (RefusalKind::AccessDenied, true) => 0.3,
        (RefusalKind::AccessDenied, false) => 0.45,
        _ => 0.15,
    };
    let mut weighed = signs.at_least(base, unclear.clue());
    if let Some(target) = target {
        if target.reference.host_unknown() {
            return weighed.unless(0.5, target.clue.clone());
        }
        weighed.evidence.push(target.clue.clone());
    }
    if let Some(own) = picture.own_namespace() {
        weighed = weighed.unless(0.2, own.clone());
    }
    let elsewhere = |login: &&crate::diagnosis::picture::Login| login.registry.as_ref().is_some_and(|r| !r.is_docker_hub());
    let all = || picture.logins.iter().chain(&picture.workflow.logins);
    let chosen = picture.noted(Note::PodmanAsDocker).is_none();
    match all().find(elsewhere) {
        // Both logins: the tool has one for Docker Hub as well.
        Some(other) if chosen && all().all(|login| elsewhere(&login)) => weighed.at_least(35.0, other.clue.clone()),
        Some(other) if chosen => weighed.times(2.0, other.clue.clone()),
        _ => match picture.logged_in().filter(|login| login.registry.is_some()) {
            Some(login) => weighed.unless(0.3, login.clue.clone()),
            None => weighed,
        },
    }
}
