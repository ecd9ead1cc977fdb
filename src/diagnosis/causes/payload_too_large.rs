//! A limit on the size of a request stands on the way.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy, Whom};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::PayloadTooLarge,
    signs: &[
        Sign::says("413 request entity too large"),
        Sign::says("request entity too large"),
        Sign::says("payload too large"),
        Sign::says("content too large"),
        Sign::says("entitytoolarge"),
        Sign::says("http 413"),
        Sign::says("error: 413"),
        Sign::says("statuscode: 413"),
        Sign::says("status code 413"),
        Sign::says("status: 413"),
        Sign::says("too large body"),
        Sign::says("request body too large"),
        Sign::says("size_invalid"),
        Sign::says("layer size exceeds"),
        Sign::says("exceeds the maximum").with(&["size", "layer", "blob", "body"]),
        Sign::says("exceeds maximum").with(&["size", "layer", "blob", "body"]),
    ],
    judge: by_signs,
    probes: &[Probe::RegistrySettings],
    next: |_| vec![Remedy::Ask(Whom::RegistryAdministrator)],
};
