//! The certificate is not trusted here.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy, Step, Whom};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::TlsTrust,
    signs: &[
        Sign::says("certificate signed by unknown authority"),
        Sign::says("certificate verify failed"),
        Sign::says("certificate is not trusted"),
        Sign::says("failed to verify certificate").without(&["is before", "not yet valid"]),
        Sign::says("unable to get local issuer"),
        Sign::says("unable to verify the first certificate"),
        Sign::says("self signed certificate"),
        Sign::says("self-signed certificate"),
        Sign::says("pkix path building failed"),
        Sign::says("unable to find valid certification path"),
        Sign::says("certificate has expired or is not yet valid").without(&["is before"]),
        Sign::says("certificate has expired").without(&["is not yet valid"]),
        Sign::says("certificate is valid for"),
        Sign::says("certificate is not valid for"),
        Sign::says("doesn't contain any ip sans"),
        Sign::says("relies on legacy common name"),
        Sign::says("not standards compliant"),
        Sign::says("remote error: tls").without(&["handshake failure", "internal error", "unrecognized name"]),
        Sign::says("bad certificate"),
        Sign::says("sslhandshakeexception"),
        Sign::says("peer not authenticated"),
        Sign::says("ssl certificate problem"),
        Sign::says("invalid peer certificate"),
        Sign::fits("x509:").without(&["is before"]),
    ],
    judge: by_signs,
    probes: &[Probe::Reachability],
    next: |_| vec![Remedy::Ask(Whom::RegistryAdministrator), Remedy::Go(Step::CheckAccess)],
};
