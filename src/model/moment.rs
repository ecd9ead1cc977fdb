//! Points in time and spans, as numbers that arrive from outside; nothing here reads a clock.

use std::time::Duration;

use jiff::Timestamp;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// Reads RFC 3339, as servers send it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse::<Timestamp>().ok().map(|t| Self(t.as_millisecond()))
    }

    /// `2026-11-23T14:02:11Z`, whole seconds.
    #[must_use]
    pub fn iso(self) -> String {
        Timestamp::from_second(self.0.div_euclid(1000)).map_or_else(|_| "?".into(), |t| t.to_string())
    }

    /// `2026-11-23`, in UTC.
    #[must_use]
    pub fn date(self) -> String {
        self.iso().chars().take(10).collect()
    }

    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Whole days from here to `later`, rounded down; negative if it has passed.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        (later.0.saturating_sub(self.0)).div_euclid(86_400_000)
    }
}

/// A day in milliseconds is too easy to mistype.
pub const DAY: Duration = Duration::from_secs(86_400);

#[cfg(test)]
mod tests {
    use super::{DAY, Moment};

    #[test]
    fn moments_read_and_print_as_servers_write_them() {
        let moment = Moment::parse("2026-11-23T14:02:11.519860Z").expect("RFC 3339");
        assert_eq!(moment.iso(), "2026-11-23T14:02:11Z");
        assert_eq!(moment.date(), "2026-11-23");
        assert_eq!(moment.days_until(moment.plus(DAY * 90)), 90);
        assert_eq!(moment.plus(DAY).days_until(moment), -1);
        assert!(Moment::parse("tomorrow").is_none());
    }
}
