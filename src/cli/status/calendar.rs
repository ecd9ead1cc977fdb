//! Reminders as a calendar file (RFC 5545): a day for each token that expires, with an alarm a week before.

use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::model::account::Username;
use crate::model::moment::Moment;
use crate::model::status::{Row, State};
use crate::outside::files;
use crate::text::credentials as words;
use crate::text::speak::Speaker;

/// The file, and how many reminders are in it.
pub(super) fn of(rows: &[Row], now: Moment, speaker: &Speaker) -> (String, usize) {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//pushpilot//status//EN".to_owned(),
    ];
    let mut count = 0;
    for row in rows.iter().filter(|row| row.state != State::Gone) {
        let Some(expires) = row.expires() else { continue };
        let name = row.holding.username.as_ref().map_or("?", Username::as_str);
        let host = row.holding.registry.host();
        let title = speaker.say(&words::calendar_title(host, name));
        let what = speaker.say(&words::calendar_what());
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            // The same token keeps its reminder, however often the file is made.
            format!("UID:{}@pushpilot", unique(&[host, name, &expires.iso()])),
            format!("DTSTAMP:{}", basic(&now.iso())),
            format!("DTSTART;VALUE=DATE:{}", basic(&expires.date())),
            format!("SUMMARY:{}", escaped(&title)),
            format!("DESCRIPTION:{}", escaped(&what)),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            format!("DESCRIPTION:{}", escaped(&title)),
            "TRIGGER:-P7D".to_owned(),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
        count += 1;
    }
    lines.push("END:VCALENDAR".to_owned());
    (lines.iter().map(|line| folded(line)).collect(), count)
}

/// Whether nothing but another calendar would be lost.
pub(super) fn may_replace(path: &Path) -> bool {
    match files::read(path, 16 * 1024 * 1024) {
        Ok(bytes) => bytes.is_empty() || bytes.starts_with(b"BEGIN:VCALENDAR"),
        Err(_) => !path.exists(),
    }
}

/// `20261123T140211Z` of `2026-11-23T14:02:11Z`.
fn basic(iso: &str) -> String {
    iso.chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Lines of at most 75 bytes, continued with a space.
fn folded(line: &str) -> String {
    let (mut out, mut width) = (String::with_capacity(line.len() + 8), 0);
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out + "\r\n"
}

fn unique(parts: &[&str]) -> String {
    let hash = Sha256::digest(parts.join("\n"));
    hash[..12].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{basic, escaped, folded};

    #[test]
    fn lines_are_escaped_and_folded_as_the_format_wants() {
        assert_eq!(basic("2026-11-23T14:02:11Z"), "20261123T140211Z");
        assert_eq!(escaped("a,b;c\\d"), "a\\,b\\;c\\\\d");
        let long = folded(&"令牌".repeat(40));
        assert!(long.split("\r\n").all(|line| line.len() <= 75), "{long}");
        assert_eq!(long.replace("\r\n ", "").trim_end(), "令牌".repeat(40));
    }
}
