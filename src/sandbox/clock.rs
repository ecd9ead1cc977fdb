//! The services' clock: the real one, moved by an offset that a scenario or a test chooses.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};

pub(super) const DAY: i64 = 86_400;

/// The time on the services' side of the wire.
#[derive(Debug, Default)]
pub(super) struct Clock {
    offset_seconds: AtomicI64,
}

impl Clock {
    pub(super) fn set_offset(&self, seconds: i64) {
        self.offset_seconds.store(seconds, Relaxed);
    }

    /// Seconds since the Unix epoch.
    pub(super) fn now(&self) -> i64 {
        Timestamp::now().as_second().saturating_add(self.offset_seconds.load(Relaxed))
    }
}

fn at(seconds: i64) -> Timestamp {
    let within = seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(within).expect("the seconds were just clamped to the range of timestamps")
}

/// As the Hub API writes moments: RFC 3339 in UTC with six digits of a second.
pub(super) fn rfc3339(seconds: i64) -> String {
    format!("{:.6}", at(seconds))
}

/// As GitHub's API writes moments: RFC 3339 in UTC with whole seconds.
pub(super) fn whole_seconds(seconds: i64) -> String {
    at(seconds).to_string()
}

/// Reads such a moment; `None` where it is not one.
pub(super) fn parse_rfc3339(text: &str) -> Option<i64> {
    text.ends_with('Z').then(|| text.parse::<Timestamp>().ok()).flatten().map(Timestamp::as_second)
}

/// As HTTP writes moments (RFC 9110), for the `Date` header.
pub(super) fn http_date(seconds: i64, shift_seconds: i64) -> String {
    let moment =
        at(seconds).saturating_add(SignedDuration::from_secs(shift_seconds)).unwrap_or(Timestamp::MAX);
    rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&moment)
        .unwrap_or_else(|_| "Thu, 01 Jan 1970 00:00:00 GMT".to_owned())
}
