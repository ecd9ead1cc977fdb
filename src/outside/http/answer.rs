//! An answer: its status, what it says in words, when to come back, and whether it is what it should be.

use std::time::Duration;

use jiff::fmt::rfc2822;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use url::Url;
use zeroize::Zeroize as _;

use super::Sum;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::{clean, moment::Moment};
use crate::outside::endpoints::authority;

/// A whole answer. Its words are already cleaned, and never quote the secret that was sent.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    headers: HeaderMap,
    host: String,
    at: Moment,
    said: Said,
    sum: Option<Sum>,
}

/// What an error body says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    text: String,
    code: Option<String>,
}

/// A body may have held a token.
impl Drop for Answer {
    fn drop(&mut self) {
        self.body.zeroize();
    }
}

impl Answer {
    pub(super) fn new(
        status: u16,
        headers: HeaderMap,
        body: Vec<u8>,
        host: String,
        at: Moment,
        secrets: &[String],
    ) -> Self {
        let mut answer = Self { status, body, headers, host, at, said: Said::default(), sum: None };
        if status >= 400 && !answer.is_html() {
            let said = said(&answer.body);
            let quotes = |text: &str| secrets.iter().any(|secret| text.contains(secret.as_str()));
            if !quotes(&said.text) && !said.code.as_deref().is_some_and(quotes) {
                answer.said = said;
            }
        }
        answer
    }

    pub(super) fn summed(mut self, sum: Option<Sum>) -> Self {
        self.sum = sum;
        self
    }

    /// What is known of a body that was not kept, where that was asked for.
    #[must_use]
    pub fn sum(&self) -> Option<&Sum> {
        self.sum.as_ref()
    }

    /// A header's value, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Every `WWW-Authenticate` header, joined as one list (RFC 9110 allows both spellings).
    #[must_use]
    pub fn challenges(&self) -> String {
        let all: Vec<&str> =
            self.headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok()).collect();
        all.join(", ")
    }

    /// `Location`, resolved against the address that was asked.
    #[must_use]
    pub fn location(&self, asked: &Url) -> Option<Url> {
        let target = self.headers.get(LOCATION)?.to_str().ok()?;
        asked.join(target).ok().filter(|url| url.has_host())
    }

    /// What the answer says in words, one cleaned line; empty if nothing.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said.text
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// HTML, cut off, something else, or without what must be in it.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if self.is_html() {
            return Err(odd(Odd::Html));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            odd(match error.classify() {
                Category::Eof => Odd::Truncated,
                Category::Data => Odd::Incomplete,
                Category::Syntax | Category::Io => Odd::NotJson,
            })
        })
    }

    /// Why this answer is not the one that was hoped for.
    #[must_use]
    pub fn failure(&self) -> Failure {
        Failure::new(self.kind()).saying(&self.said.text)
    }

    fn kind(&self) -> FailureKind {
        let code = self.said.code.clone();
        let limited = code.as_deref() == Some("TOOMANYREQUESTS")
            || self.said.text.to_ascii_lowercase().starts_with("toomanyrequests");
        match self.status {
            300..=399 => {
                let here = Url::parse(&format!("http://{}", self.host)).ok();
                let to = here.and_then(|here| self.location(&here));
                FailureKind::Redirected { host: to.as_ref().map(authority).unwrap_or_default() }
            }
            429 => FailureKind::RateLimited { until: self.try_again() },
            400..=499 if limited => FailureKind::RateLimited { until: self.try_again() },
            400 if self.wants_tls() => FailureKind::PlainHttp { host: self.host.clone() },
            // A web server in front of a registry may refuse with a page; elsewhere a page means that
            // something else answered: a captive portal, a filter, a wrong address.
            400 | 402..=412 | 414..=499 if self.is_html() => FailureKind::NotUnderstood(Odd::Html),
            status @ 400..=499 => FailureKind::Refused { status, code },
            status @ 500..=599 => FailureKind::ServiceError { status },
            _ if self.is_html() => FailureKind::NotUnderstood(Odd::Html),
            _ => FailureKind::NotUnderstood(Odd::Incomplete),
        }
    }

    /// What Go's and nginx's servers say when plain HTTP arrives where they expect TLS.
    fn wants_tls(&self) -> bool {
        let body = String::from_utf8_lossy(&self.body);
        body.contains("HTTP request to an HTTPS server")
            || body.contains("plain HTTP request was sent to HTTPS port")
    }

    /// When another try makes sense: `Retry-After` in seconds or as a date, the older `X-Retry-After` and
    /// `X-RateLimit-Reset` as Unix times (Hub API description; a number above 10^9 is a time).
    fn try_again(&self) -> Option<Moment> {
        if let Some(text) = self.header(RETRY_AFTER.as_str()) {
            if let Some(until) = self.number(text) {
                return Some(until);
            }
            if let Some(date) = http_date(text) {
                return Some(date);
            }
        }
        ["x-retry-after", "x-ratelimit-reset"].iter().find_map(|name| self.number(self.header(name)?))
    }

    fn number(&self, text: &str) -> Option<Moment> {
        let number: u64 = text.trim().parse().ok()?;
        let from = if number > 1_000_000_000 { Moment::default() } else { self.at };
        Some(from.plus(Duration::from_secs(number)))
    }

    /// How many seconds this machine's clock is ahead of the server's.
    #[must_use]
    pub fn clock_ahead(&self) -> Option<i64> {
        let there = http_date(self.header(DATE.as_str())?)?;
        Some((self.at.0 - there.0) / 1000)
    }

    fn is_html(&self) -> bool {
        let typed = self.header(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("text/html"));
        let start = self.body.trim_ascii_start();
        let begins = |tag: &[u8]| start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
        typed || begins(b"<!doctype html") || begins(b"<html")
    }
}

fn odd(odd: Odd) -> Failure {
    Failure::new(FailureKind::NotUnderstood(odd))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Moment> {
    let zoned = rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(Moment(zoned.as_millisecond()))
}

/// The words of an error body, in the many shapes that registries, token services and the Hub API use:
/// `errors[]` (distribution), `details` (Docker's token service), then `detail`, `message`, `text`,
/// `errinfo` (Hub API), else the text itself.
fn said(body: &[u8]) -> Said {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Said { text: clean::short(&String::from_utf8_lossy(body), 200), code: None };
    };
    if let Some(first) = value.get("errors").and_then(|errors| errors.get(0)) {
        let code = first.get("code").and_then(Value::as_str).map(|code| clean::short(code, 60));
        let text = ["message", "detail"].iter().find_map(|key| words(first.get(key)?));
        return Said { text: text.or_else(|| words(first)).unwrap_or_default(), code };
    }
    let keys = ["details", "detail", "message", "text", "errinfo", "error_description", "error"];
    let text = keys.iter().find_map(|key| words(value.get(key)?)).or_else(|| words(&value));
    Said { text: text.unwrap_or_default(), code: None }
}

/// A value as words; nothing for what says nothing.
fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => clean::short(text, 200),
        Value::Array(_) | Value::Object(_) => clean::short(&value.to_string(), 200),
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    };
    (!text.is_empty() && text != "{}" && text != "[]").then_some(text)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::{Answer, said};
    use crate::model::failure::{FailureKind, Odd};
    use crate::model::moment::Moment;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
            })
            .collect();
        let at = Moment::parse("2026-11-23T12:00:00Z").expect("a moment");
        Answer::new(status, headers, body.into(), "h.example".into(), at, &["s3cret".to_owned()])
    }

    #[test]
    fn every_shape_of_error_is_read() {
        for (body, text, code) in [
            (r#"{"details":"incorrect username or password"}"#, "incorrect username or password", None),
            (r#"{"errors":[{"code":"DENIED","message":"no","detail":null}]}"#, "no", Some("DENIED")),
            (
                r#"{"errors":[{"code":"DENIED","detail":[{"Type":"x"}]}]}"#,
                r#"[{"Type":"x"}]"#,
                Some("DENIED"),
            ),
            (r#"{"errors":[]}"#, r#"{"errors":[]}"#, None),
            (r#"{"detail":"d","message":"m"}"#, "d", None),
            (r#"{"errinfo":null,"detail":"","message":"unauthorized"}"#, "unauthorized", None),
            (r#"{"text":"bad label","fields":{}}"#, "bad label", None),
            (r#"{"detail":{"a":1}}"#, r#"{"a":1}"#, None),
            ("Too Many Requests (HAP429).\n", "Too Many Requests (HAP429).", None),
            ("null", "", None),
            ("", "", None),
            ("\u{1b}[31mred", "red", None),
        ] {
            let found = said(body.as_bytes());
            assert_eq!((found.text.as_str(), found.code.as_deref()), (text, code), "{body}");
        }
    }

    #[test]
    fn an_echoed_secret_is_not_repeated() {
        assert_eq!(answer(401, &[], r#"{"details":"no user with s3cret"}"#).said(), "");
        assert_eq!(answer(401, &[], r#"{"details":"no"}"#).said(), "no");
    }

    #[test]
    fn a_rate_limit_says_when() {
        let until = |headers: &[(&'static str, &str)]| match answer(429, headers, "").failure().kind {
            FailureKind::RateLimited { until } => until.map(Moment::iso),
            other => panic!("{other:?}"),
        };
        assert_eq!(until(&[]), None);
        assert_eq!(until(&[("retry-after", "60")]).as_deref(), Some("2026-11-23T12:01:00Z"));
        assert_eq!(until(&[("retry-after", "1795435260")]).as_deref(), Some("2026-11-23T12:01:00Z"));
        let date = "Mon, 23 Nov 2026 12:02:00 GMT";
        assert_eq!(until(&[("retry-after", date)]).as_deref(), Some("2026-11-23T12:02:00Z"));
        assert_eq!(until(&[("x-retry-after", "1795435260")]).as_deref(), Some("2026-11-23T12:01:00Z"));
        let locked = answer(401, &[], "toomanyrequests: too many failed login attempts");
        assert_eq!(locked.failure().kind, FailureKind::RateLimited { until: None });
    }

    #[test]
    fn pages_are_told_from_answers() {
        let html = [("content-type", "text/html; charset=utf-8")];
        let kind = |status, body| answer(status, &html, body).failure().kind;
        assert_eq!(kind(403, "<html>"), FailureKind::NotUnderstood(Odd::Html));
        assert_eq!(kind(401, "<html>"), FailureKind::Refused { status: 401, code: None });
        assert_eq!(kind(502, "<html>"), FailureKind::ServiceError { status: 502 });
        let json = |body: &str| answer(200, &[], body).json::<serde_json::Value>().map_err(|f| f.kind);
        assert_eq!(json("<!DOCTYPE html><p>"), Err(FailureKind::NotUnderstood(Odd::Html)));
        assert_eq!(json(r#"{"token": "#), Err(FailureKind::NotUnderstood(Odd::Truncated)));
        assert_eq!(json("token=1"), Err(FailureKind::NotUnderstood(Odd::NotJson)));
    }

    #[test]
    fn clocks_are_compared() {
        let date = [("date", "Mon, 23 Nov 2026 11:50:00 GMT")];
        assert_eq!(answer(200, &date, "").clock_ahead(), Some(600));
        assert_eq!(answer(200, &[], "").clock_ahead(), None);
    }
}
