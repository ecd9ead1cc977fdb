//! Too many pulls or logins: the registry asks to wait.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RateLimited,
    signs: &[
        Sign::says("toomanyrequests"),
        Sign::says("too many requests"),
        Sign::says("pull rate limit"),
        Sign::says("rate limit exceeded"),
        Sign::says("rate exceeded"),
        Sign::says("rate-limited"),
        Sign::says("too many failed login attempts"),
        Sign::says("throttlingexception"),
        Sign::fits("status code 429"),
        Sign::fits("status: 429"),
    ],
    judge: by_signs,
    probes: &[Probe::RateLimit],
    next: |_| vec![Remedy::Go(Step::StoreToken), Remedy::Wait(Step::RerunWorkflow)],
};
