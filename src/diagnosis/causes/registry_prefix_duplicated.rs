//! The host stands twice in the reference.

use super::{Cause, SETTLES, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::Picture;
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RegistryPrefixDuplicated,
    signs: &[
        Sign::says("docker.io/docker.io/"),
        Sign::says("ghcr.io/ghcr.io/"),
        Sign::says("quay.io/quay.io/"),
    ],
    judge,
    probes: &[Probe::RepositoryExists],
    next: |_| vec![Remedy::Go(Step::FindProject)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    // ECR prints the name it looked for, which then begins with a host.
    let doubled = picture.missing_names.iter().find(|(name, _)| name.inner_host().is_some() || name.host_written);
    if let Some((_, clue)) = doubled {
        weighed = weighed.at_least(SETTLES, clue.clone());
    }
    // Mirrors serve `mirror/docker.io/library/x`: only a push to such a name is a mistake.
    let pushed = picture.targets.iter().find(|target| {
        target.reference.host_written && target.reference.inner_host().is_some()
    });
    if let Some(target) = pushed {
        let same = target.reference.inner_host().is_some_and(|inner| target.reference.registry == crate::model::image::Registry::parse(inner));
        weighed = weighed.at_least(if same || target.reference.registry.is_docker_hub() { 45.0 } else { 14.0 }, target.clue.clone());
    }
    weighed
}
