//! The login is for another registry than the one that was pushed to.

use super::{Cause, SETTLES, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Note, Outcome, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RegistryMismatch,
    signs: &[
    ],
    judge,
    probes: &[Probe::Sources],
    next: |_| vec![Remedy::Go(Step::StoreToken), Remedy::Go(Step::FindProject)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    let google = picture.family() == Family::Google && picture.registry().is_some_and(|r| r.host().ends_with("pkg.dev"));
    let default = picture.noted(Note::GcloudDefault).or(picture.workflow.gcloud_default.as_ref());
    if let Some(clue) = default.filter(|_| google) {
        weighed = weighed.at_least(SETTLES, clue.clone());
    }
    let refused = picture.unclear().map(|unclear| unclear.clue()).or_else(|| picture.refused_pull().map(|r| r.clue.clone()));
    let Some(clue) = refused.or_else(|| picture.anonymous()) else { return weighed };
    // Podman without a host signs in to the first registry of its search list.
    let podman = picture.logins.iter().find(|login| {
        login.registry.is_none() && login.clue.text.to_ascii_lowercase().contains(" login") && picture.podman_speaks()
    });
    if let Some(login) = podman.filter(|_| picture.maybe_hub()) {
        return weighed.at_least(25.0, login.clue.clone());
    }
    if picture.noted(Note::MavenPlugin).is_some() {
        let stored = picture.noted(Note::StoredLogin);
        return weighed.at_least(if stored.is_some() { 1.6 } else { 0.5 }, stored.cloned().or(Some(clue)));
    }
    let Some(wanted) = picture.registry() else { return weighed };
    let all = || picture.logins.iter().chain(&picture.workflow.logins).filter(|login| login.outcome != Outcome::Failed);
    let serves = all().any(|login| login.serves(Some(wanted)));
    let written = picture.target().is_some_and(|target| target.reference.host_written) || picture.target().is_none();
    if let Some(other) = all().next().filter(|_| !serves && written) {
        weighed = weighed.at_least(15.0, other.clue.clone());
    }
    weighed
}
