//! The registry, or a law, shuts out this address.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy, Whom};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::IpBlocked,
    signs: &[
        Sign::says("is not allowed access").with(&["ip", "client"]),
        Sign::says("aka.ms/acr/firewall"),
        Sign::says("export control"),
        Sign::says("we now block all ip"),
        Sign::says("ip allow list"),
        Sign::says("ip address").with(&["not allowed", "blocked", "not permitted", "allow list", "not in", "denied", "banned", "forbidden"]),
        Sign::says("unavailable for legal reasons"),
        Sign::says("error code: 1020"),
        Sign::says("you have been blocked"),
        Sign::says("not available in your country"),
        Sign::says("not available in your region"),
        Sign::says("public network access is disabled"),
        Sign::says("blocked by network policy"),
        Sign::fits("the owner of this website").with(&["banned", "block"]),
        Sign::says("block access from your country"),
        Sign::says("vpcservicecontrols"),
        Sign::fits("whitelist").with(&["ip "]),
    ],
    judge: by_signs,
    probes: &[Probe::Reachability],
    next: |_| vec![Remedy::Ask(Whom::RegistryAdministrator), Remedy::Ask(Whom::NetworkAdministrator)],
};
