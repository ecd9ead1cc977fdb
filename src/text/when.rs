//! Points in time as a person reads them: in ISO form, and beside it how far away that is.

use super::{Text, texts};
use crate::model::moment::Moment;

texts! { "when.ftl";
    now(at) = "when-now";
    in_seconds(at, count) = "when-in-seconds";
    today(at) = "when-today";
    minutes_ago(at, count) = "when-minutes-ago";
    hours_ago(at, count) = "when-hours-ago";
    days_ago(at, count) = "when-days-ago";
    in_minutes(at, count) = "when-in-minutes";
    in_hours(at, count) = "when-in-hours";
    in_days(at, count) = "when-in-days";
    built_unknown = "when-built-unknown";
    built_now = "when-built-now";
    built_minutes(count) = "when-built-minutes";
    built_hours(count) = "when-built-hours";
    built_days(count) = "when-built-days";
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A point in time, to the second.
pub(super) fn time(at: Moment, now: Option<Moment>) -> Text {
    let iso = at.iso();
    let Some(now) = now else { return Text::raw(iso) };
    let ahead = at.0.saturating_sub(now.0);
    match (ahead.saturating_abs(), ahead > 0) {
        (far @ SECOND..MINUTE, true) => in_seconds(iso, (far + SECOND - 1) / SECOND),
        (0..MINUTE, _) => self::now(iso),
        (far @ MINUTE..HOUR, false) => minutes_ago(iso, far / MINUTE),
        (far @ MINUTE..HOUR, true) => in_minutes(iso, far / MINUTE),
        (far @ HOUR..DAY, false) => hours_ago(iso, far / HOUR),
        (far @ HOUR..DAY, true) => in_hours(iso, far / HOUR),
        (far, false) => days_ago(iso, far / DAY),
        (far, true) => in_days(iso, far / DAY),
    }
}

/// The day of a point in time. Days are counted between dates, so that they agree with the dates in sight.
pub(super) fn day(at: Moment, now: Option<Moment>) -> Text {
    let date = at.date();
    let Some(now) = now else { return Text::raw(date) };
    match at.0.div_euclid(DAY) - now.0.div_euclid(DAY) {
        0 => today(date),
        passed @ ..0 => days_ago(date, -passed),
        ahead => in_days(date, ahead),
    }
}

/// Before this nobody built images: reproducible builds write the beginning of time, or the zip format's.
const FIRST_IMAGE: Moment = Moment(1_356_998_400_000);

/// How long ago an image was built, as far as its configuration tells.
#[must_use]
pub fn built(created: Option<Moment>, now: Moment) -> Text {
    let Some(at) = created.filter(|at| *at >= FIRST_IMAGE) else { return built_unknown() };
    match now.0.saturating_sub(at.0) {
        ..MINUTE => built_now(),
        passed @ ..HOUR => built_minutes(passed / MINUTE),
        passed @ ..DAY => built_hours(passed / HOUR),
        passed => built_days(passed / DAY),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::moment::Moment;
    use crate::text::pages;
    use crate::text::speak::Speaker;
    use crate::text::{Day, Language};

    const NOW: &str = "2026-11-24T23:30:00Z";

    fn moment(text: &str) -> Moment {
        Moment::parse(text).expect("RFC 3339")
    }

    #[test]
    fn an_image_says_how_old_it_is_where_it_knows() {
        for (created, en, zh) in [
            (Some("2026-11-24T23:29:30Z"), "built just now", "刚刚构建"),
            (Some("2026-11-24T23:31:30Z"), "built just now", "刚刚构建"),
            (Some("2026-11-24T23:27:30Z"), "built 2 min ago", "2 分钟前构建"),
            (Some("2026-11-24T20:30:00Z"), "built 3 h ago", "3 小时前构建"),
            (Some("2026-11-23T20:30:00Z"), "built 1 day ago", "1 天前构建"),
            (Some("2026-11-14T20:30:00Z"), "built 10 days ago", "10 天前构建"),
            (Some("1980-01-01T00:00:01Z"), "build time not recorded", "未记录构建时间"),
            (None, "build time not recorded", "未记录构建时间"),
        ] {
            for (language, words) in [(Language::English, en), (Language::Chinese, zh)] {
                let said = super::built(created.map(moment), moment(NOW));
                assert_eq!(Speaker::new(language).say(&said), words);
            }
        }
    }

    #[test]
    fn a_point_in_time_says_how_far_away_it_is() {
        for (at, en, zh) in [
            ("2026-11-24T23:29:30Z", "(now)", "（现在）"),
            ("2026-11-24T23:18:30Z", "(11 minutes ago)", "（11 分钟前）"),
            ("2026-11-24T22:30:00Z", "(1 hour ago)", "（1 小时前）"),
            ("2026-11-21T22:30:00Z", "(3 days ago)", "（3 天前）"),
            ("2026-11-24T23:42:01Z", "(in 12 minutes)", "（12 分钟后）"),
            ("2026-11-25T20:30:00Z", "(in 21 hours)", "（21 小时后）"),
            ("2027-02-22T23:30:00Z", "(in 90 days)", "（90 天后）"),
        ] {
            for (language, words) in [(Language::English, en), (Language::Chinese, zh)] {
                let said =
                    Speaker::new(language).at(moment(NOW)).say(&pages::why_rate_limited_until(moment(at)));
                assert!(said.contains(at) && said.contains(words), "{said}");
            }
        }
    }

    #[test]
    fn a_day_is_counted_between_dates() {
        for (at, en, zh) in [
            ("2026-11-24T00:10:00Z", "2026-11-24 (today)", "2026-11-24（今天）"),
            ("2026-11-25T00:10:00Z", "2026-11-25 (in 1 day)", "2026-11-25（1 天后）"),
            ("2026-11-23T23:50:00Z", "2026-11-23 (1 day ago)", "2026-11-23（1 天前）"),
        ] {
            for (language, words) in [(Language::English, en), (Language::Chinese, zh)] {
                let said =
                    Speaker::new(language).at(moment(NOW)).say(&pages::why_expired_at(Day(moment(at))));
                assert!(said.contains(words), "{said}");
            }
        }
    }

    #[test]
    fn what_is_kept_for_later_says_the_date_only() {
        let said = Speaker::new(Language::English).say(&pages::why_rate_limited_until(moment(NOW)));
        assert!(said.contains(NOW) && !said.contains('('), "{said}");
    }
}
