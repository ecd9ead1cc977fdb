//! The reference breaks the grammar of names: upper case, spaces, an empty part.

use super::{Cause, SETTLES, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Picture, is_host};
use crate::model::cause::CauseId;
use crate::model::image::Registry;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::InvalidReference,
    signs: &[
        Sign::says("must be lowercase"),
        Sign::says("must be lower case"),
        Sign::says("invalid reference format"),
        Sign::says("invalid tag \""),
        Sign::says("invalid argument \"").with(&["reference", "--tag"]),
        Sign::says("could not parse reference"),
        Sign::says("invalid repository name"),
        Sign::says("invalid image reference"),
        Sign::says("invalid image name"),
        Sign::says("couldn't parse image"),
        Sign::says("name_invalid"),
        Sign::says("name invalid"),
        Sign::says("tag_invalid").without(&["exist", "immutable", "overwr"]),
        Sign::says("repository can only contain"),
        Sign::says("tag can only contain"),
        Sign::says("repository name can only"),
        Sign::says("is not a valid image reference"),
        Sign::says("invalid namespace name"),
        Sign::says("tag is needed when pushing"),
        Sign::says("invalid source name"),
        Sign::says("invalid destination name"),
    ],
    judge,
    probes: &[Probe::Command],
    next: |_| vec![Remedy::Go(Step::FindProject)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    // `docker pull HOST`, `docker push HOST`: nothing stands behind the host.
    let bare = picture.pulls.iter().chain(picture.target()).find(|target| {
        let name = target.reference.repository.as_str();
        let host = !target.reference.host_written && is_host(name) && name.contains('.');
        host && Family::of(&Registry::parse(name)) != Family::Other
    });
    if let Some(bare) = bare {
        return weighed.at_least(SETTLES, bare.clue.clone());
    }
    if weighed.weight == 0.0 {
        // Docker Hub has two levels; a third is refused as if it were a right.
        let nested = picture.target().filter(|t| t.reference.registry.is_docker_hub() && t.reference.repository.matches('/').count() >= 2);
        let named = nested.filter(|t| t.reference.namespace() != Some("library") && !t.reference.host_unknown());
        if let Some(target) = named.filter(|_| picture.unclear().is_some()) {
            weighed = weighed.at_least(25.0, target.clue.clone());
        }
    }
    weighed
}
