//! A proxy in front of a registry loses scheme, host or path.

use super::{Cause, FITS, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Whom};
use crate::diagnosis::picture::{Family, Note, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RegistryProxyMisconfigured,
    signs: &[
        Sign::fits("unknown blob"),
        Sign::fits("blob upload unknown"),
        Sign::fits("blob_upload_unknown"),
        Sign::fits("blob upload invalid"),
        Sign::fits("blob_upload_invalid"),
        Sign::fits("unsupported protocol scheme"),
        Sign::fits("digest did not match"),
        Sign::fits("405 not allowed"),
        Sign::fits("405 method not allowed"),
        Sign::hints("unexpected end of json input"),
        Sign::leans("503 service"),
        Sign::leans("502 bad gateway"),
        Sign::leans("504 gateway"),
        Sign::fits("looking for beginning of value").without(&["403", "413", "cloudflare", "export control"]),
        Sign::fits("301 moved permanently"),
        Sign::fits("status: 301"),
        Sign::fits("status: 302"),
        Sign::fits("308 permanent redirect"),
        // What answered knows no registry's address: the way to the registry loses it, or none is there at all.
        Sign::new("failed with status: 404", 1.5),
        Sign::leans("<!doctype html"),
        Sign::fits("blob unknown"),
        Sign::fits("blob_unknown"),
    ],
    judge,
    probes: &[Probe::Reachability],
    next: |_| vec![Remedy::Ask(Whom::RegistryAdministrator)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let signs = match picture.noted(Note::SchemeLost) {
        Some(lost) => signs.at_least(FITS, lost.clone()),
        None => signs,
    };
    match picture.family() {
        family if family.is_service() => signs.unless(0.1, None),
        Family::Unknown => signs.unless(0.9, None),
        _ => signs.times(1.8, None),
    }
}
