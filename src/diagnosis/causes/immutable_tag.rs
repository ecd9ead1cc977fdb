//! The tag is there and may not be overwritten.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::ImmutableTag,
    signs: &[
        Sign::says("cannot be overwritten"),
        Sign::says("imagetagalreadyexistsexception"),
        Sign::says("tag is immutable"),
        Sign::says("repository is immutable"),
        Sign::says("configured as immutable"),
        Sign::says("immutable tag"),
        Sign::says("tag immutability"),
        Sign::says("tags are immutable"),
        Sign::says("tag already exists"),
        Sign::fits("already exists").with(&["immutable", "tag_invalid", "overwrite"]),
        Sign::fits("does not allow updating"),
        Sign::says("cannot be updated").with(&["repository", "asset", "tag"]),
        Sign::fits("immutable").with(&["tag", "manifest"]),
        Sign::says("tag is protected"),
        Sign::says("tag is locked"),
        Sign::says("write operations disabled"),
        Sign::fits("is locked").with(&["tag", "manifest", "image"]),
    ],
    judge: by_signs,
    probes: &[Probe::RegistrySettings],
    next: |_| vec![Remedy::Go(Step::FindProject)],
};
