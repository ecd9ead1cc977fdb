//! Rate limits: the primary one by the hour, the secondary one for writes by the minute.

use std::collections::HashMap;

use axum::http::{HeaderMap, HeaderName, Method};

use super::state::State;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const USED: HeaderName = HeaderName::from_static("x-ratelimit-used");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const RESOURCE: HeaderName = HeaderName::from_static("x-ratelimit-resource");

const HOUR: i64 = 3600;
/// Requests an hour without a token (docs: rate limits for the REST API).
const ANONYMOUS: u32 = 60;

/// Requests counted so far, by who sent them.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// The end of the hour, and the requests in it.
    hours: HashMap<String, (i64, u32)>,
    /// The end of the minute, and the writes in it.
    minutes: HashMap<String, (i64, u32)>,
}

/// What the headers tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) limit: u32,
    pub(super) used: u32,
    pub(super) reset: i64,
}

/// Which limit a request has run into.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Exceeded {
    Primary,
    /// Ask again after so many seconds.
    Secondary(i64),
}

impl Standing {
    pub(super) fn remaining(&self) -> u32 {
        self.limit.saturating_sub(self.used)
    }

    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, self.limit.into());
        headers.insert(REMAINING, self.remaining().into());
        headers.insert(USED, self.used.min(self.limit).into());
        headers.insert(RESET, self.reset.into());
        headers.insert(RESOURCE, axum::http::HeaderValue::from_static("core"));
    }
}

impl State {
    /// Where the caller stands; nothing is counted.
    pub(super) fn standing(&self, caller: Option<&str>, now: i64) -> Standing {
        let limit = if caller.is_some() { self.service.requests_per_hour } else { ANONYMOUS };
        let known = self.limits.hours.get(caller.unwrap_or_default()).filter(|(reset, _)| *reset > now);
        let (reset, used) = known.copied().unwrap_or((now + HOUR, 0));
        Standing { limit, used, reset }
    }

    /// Counts a request.
    pub(super) fn count(&mut self, caller: Option<&str>, method: &Method, now: i64) -> Result<(), Exceeded> {
        let Standing { limit, used, reset } = self.standing(caller, now);
        let caller = caller.unwrap_or_default().to_owned();
        if used >= limit {
            return Err(Exceeded::Primary);
        }
        self.limits.hours.insert(caller.clone(), (reset, used + 1));
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(());
        }
        let most = self.service.writes_per_minute;
        let minute = self.limits.minutes.entry(caller).or_insert((now + 60, 0));
        if minute.0 <= now {
            *minute = (now + 60, 0);
        }
        minute.1 += 1;
        if minute.1 > most { Err(Exceeded::Secondary(minute.0 - now)) } else { Ok(()) }
    }

    /// An answer 304 does not count (docs: best practices).
    pub(super) fn forgive(&mut self, caller: Option<&str>) {
        if let Some((_, used)) = self.limits.hours.get_mut(caller.unwrap_or_default()) {
            *used = used.saturating_sub(1);
        }
    }
}
