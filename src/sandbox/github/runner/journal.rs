//! A job's log in GitHub's own format: a time stamp before each line, groups, and masks over secrets.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;

/// Writes a log. Time is real, or goes on by itself for what took place before practice.
#[derive(Debug)]
pub(super) struct Journal {
    pub(super) text: String,
    masks: Vec<String>,
}

impl Journal {
    pub(super) fn new(secrets: impl Iterator<Item = String>) -> Self {
        let mut journal = Self { text: String::new(), masks: Vec::new() };
        secrets.for_each(|secret| journal.mask(&secret));
        journal
    }

    /// The value, each of its lines, and its base64 wherever in a longer text it may begin
    /// (actions/runner, `SecretMasker` and `ValueEncoders`).
    fn mask(&mut self, secret: &str) {
        let secret = secret.trim_end_matches(['\r', '\n']);
        if secret.is_empty() {
            return;
        }
        self.masks.push(secret.to_owned());
        self.masks.extend(secret.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
        for shift in 0..3 {
            let bytes = secret.as_bytes().get(shift..).unwrap_or_default();
            let whole = bytes.len() - bytes.len() % 3;
            if whole > 3 {
                self.masks.push(STANDARD.encode(&bytes[..whole]));
            }
        }
        self.masks.sort_by_key(|mask| std::cmp::Reverse(mask.len()));
        self.masks.dedup();
    }

    /// Writes a text; only its first line gets the stamp, as the runner does.
    pub(super) fn line(&mut self, now: Timestamp, text: &str) {
        let mut shown = text.to_owned();
        for mask in &self.masks {
            shown = shown.replace(mask, "***");
        }
        self.text.push_str(&format!("{} {shown}\n", stamp(now)));
    }
}

/// .NET's format "O": seven digits of a second.
fn stamp(now: Timestamp) -> String {
    let ticks = now.subsec_nanosecond() / 100;
    let whole = Timestamp::from_second(now.as_second()).unwrap_or(now).to_string();
    format!("{}.{ticks:07}Z", whole.trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use jiff::Timestamp;

    use super::Journal;

    #[test]
    fn secrets_are_masked_in_every_form_and_lines_are_stamped() {
        let mut journal = Journal::new(["dckr_pat_canary".to_owned(), "line one\nb2".to_owned()].into_iter());
        let now: Timestamp = "2026-11-24T17:00:00.1234567Z".parse().expect("a time");
        let coded = STANDARD.encode("amy:dckr_pat_canary");
        journal.line(now, &format!("password dckr_pat_canary {coded} b2"));
        assert!(journal.text.starts_with("2026-11-24T17:00:00.1234567Z password *** "), "{}", journal.text);
        assert!(journal.text.contains("***") && journal.text.ends_with(" ***\n"), "{}", journal.text);
        assert!(!journal.text.contains("canary") && !journal.text.contains("Y2FuYX"), "{}", journal.text);
    }
}
