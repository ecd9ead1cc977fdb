//! The command does not do what was meant.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::WrongCommand,
    signs: &[
        Sign::says("unable to find image 'push:"),
        Sign::says("unable to find image 'pull:"),
        Sign::says("unable to find image 'build:"),
        Sign::says("unable to find image 'login:"),
        Sign::says("unable to find image 'tag:"),
        Sign::says("unable to find image 'run:"),
        Sign::says("unable to find image 'exec:"),
        Sign::says("docker run push"),
        Sign::says("docker run pull"),
        Sign::says("does not exist locally with the tag"),
        Sign::says("tag does not exist"),
        Sign::says("repository does not exist locally"),
        Sign::says("is not a docker command"),
        Sign::fits("unknown command"),
        Sign::fits("unknown flag"),
        Sign::fits("unknown shorthand flag"),
        Sign::fits("flag provided but not defined"),
        Sign::says("requires exactly").with(&["argument"]),
        Sign::says("requires at least").with(&["argument"]),
        Sign::fits("accepts").with(&["arg(s), received"]),
        Sign::hints("no such image"),
        Sign::hints("no output specified with"),
        Sign::fits("image not known"),
    ],
    judge: by_signs,
    probes: &[Probe::Command],
    next: |_| vec![Remedy::Run("docker images".to_owned())],
};
