//! One side speaks plain HTTP, the other TLS.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step, Whom};
use crate::diagnosis::picture::{Note, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::HttpHttpsMismatch,
    signs: &[
        Sign::says("server gave http response to https client"),
        Sign::says("first record does not look like a tls handshake"),
        Sign::says("client sent an http request to an https server"),
        Sign::says("http request was sent to https port"),
        Sign::says("unrecognized ssl message"),
        Sign::says("plaintext connection"),
        Sign::fits("wrong version number").with(&["ssl", "tls"]),
        Sign::says("packet length too long").with(&["ssl", "tls"]),
        Sign::says("oversized record received"),
    ],
    judge,
    probes: &[Probe::Reachability],
    next: |_| vec![Remedy::Ask(Whom::RegistryAdministrator), Remedy::Go(Step::CheckAccess)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    match picture.noted(Note::LoginPlainHttp) {
        Some(plain) => signs.at_least(25.0, plain.clone()),
        None => signs,
    }
}
