//! Misbehaviour on demand: which requests are spoilt, and how.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use serde_json::json;

use super::wire::Name;

/// Some requests, and what becomes of them. Without a condition it is every request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only requests to this service.
    pub service: Option<Name>,
    /// Only this method, in capitals.
    pub method: Option<String>,
    /// Only where path and query contain this.
    pub path: Option<String>,
    /// So many matching requests pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// Only so many are spoilt, then it is over; absent for no end.
    pub times: Option<u32>,
    /// Only in the first so many seconds after anything was spoilt, then it is over; absent for no end.
    pub seconds: Option<u32>,
    /// What goes wrong.
    #[serde(rename = "do")]
    pub effect: Effect,
}

impl Fault {
    /// A fault of every request; narrow it with the other functions.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        Self { service: None, method: None, path: None, skip: 0, times: None, seconds: None, effect }
    }

    /// Only requests to this service.
    #[must_use]
    pub fn of(self, service: Name) -> Self {
        Self { service: Some(service), ..self }
    }

    /// Only this method and only where path and query contain `path`.
    #[must_use]
    pub fn on(self, method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: Some(path.to_owned()), ..self }
    }

    /// Only the `nth` matching request, counted from one.
    #[must_use]
    pub fn nth(self, nth: u32) -> Self {
        Self { skip: nth.saturating_sub(1), times: Some(1), ..self }
    }

    /// What becomes of this request, so many seconds after the first one that was spoilt; `None` where it is left in
    /// peace. Counts it if it matches.
    pub(super) fn strikes(
        &mut self,
        service: Name,
        method: &str,
        target: &str,
        passed: Duration,
    ) -> Option<Effect> {
        let matches = self.service.is_none_or(|only| only == service)
            && self.method.as_ref().is_none_or(|only| only == method)
            && self.path.as_ref().is_none_or(|part| target.contains(part.as_str()));
        let left = self.seconds.map(|all| Duration::from_secs(all.into()).saturating_sub(passed));
        if !matches || self.times == Some(0) || left == Some(Duration::ZERO) {
            return None;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return None;
        }
        if let Some(times) = &mut self.times {
            *times -= 1;
        }
        Some(self.effect.clone().until(left))
    }
}

/// What goes wrong. In addresses `{foreign}` stands for the foreign origin's URL.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// The answer comes so many milliseconds later.
    DelayMs(u64),
    /// No answer ever comes.
    Stall,
    /// What is asked is done, and no answer ever comes.
    Swallow,
    /// The connection is cut without an answer.
    Drop,
    /// Another answer: status, optionally `Retry-After` in seconds and a plain text.
    Answer { status: u16, retry_after: Option<u32>, text: Option<String> },
    /// A page of HTML with status 200, as portals and proxies send it.
    Html,
    /// The true answer, cut in the middle of its body.
    Truncated,
    /// A body without an end.
    Endless,
    /// 307 to this address.
    Redirect(String),
    /// 401 with this realm in the challenge.
    Realm(String),
    /// A `Date` header that is so many seconds off.
    DateOffset(i64),
}

impl Effect {
    /// An answer that says when to come again names the end of the fault, where it has one.
    fn until(mut self, left: Option<Duration>) -> Self {
        if let (Self::Answer { retry_after: Some(wait), .. }, Some(left)) = (&mut self, left) {
            // Whole seconds, rounded up: not a moment too soon.
            *wait = u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(*wait);
        }
        self
    }

    /// The answer that replaces the true one; `None` where the true one is still needed.
    pub(super) fn replacement(&self, foreign: &str) -> Option<Response> {
        Some(match self {
            Self::Answer { status, retry_after, text } => answer(*status, *retry_after, text.as_deref()),
            Self::Html => Html("<!doctype html><title>Sign in</title><h1>Welcome to the guest network</h1>")
                .into_response(),
            Self::Endless => endless(),
            Self::Redirect(to) => {
                let location = header_value(&to.replace("{foreign}", foreign));
                (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response()
            }
            Self::Realm(realm) => {
                let realm = realm.replace("{foreign}", foreign);
                let challenge = format!("Bearer realm=\"{realm}\",service=\"registry.docker.io\"");
                (
                    StatusCode::UNAUTHORIZED,
                    [(header::WWW_AUTHENTICATE, header_value(&challenge))],
                    Json(json!({"errors": [{"code": "UNAUTHORIZED", "message": "authentication required", "detail": null}]})),
                )
                    .into_response()
            }
            Self::DelayMs(_)
            | Self::Stall
            | Self::Swallow
            | Self::Drop
            | Self::Truncated
            | Self::DateOffset(_) => {
                return None;
            }
        })
    }
}

fn answer(status: u16, retry_after: Option<u32>, text: Option<&str>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, text.unwrap_or_default().to_owned()).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn endless() -> Response {
    let chunk = Bytes::from(vec![b' '; 16 * 1024]);
    let chunks = stream::unfold(chunk, |chunk| async move {
        // Without this pause a reader that keeps up would keep the services' only thread for itself.
        tokio::task::yield_now().await;
        Some((Ok::<_, std::io::Error>(chunk.clone()), chunk))
    });
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(chunks)).into_response()
}

/// Announces the whole body, sends half of it, and fails.
pub(super) async fn truncate(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    parts.headers.insert(header::CONTENT_LENGTH, whole.len().max(2).into());
    let cut = async {
        // The pause lets the first half leave before the connection breaks.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("cut on purpose"))
    };
    let pieces = stream::once(async { Ok(half) }).chain(stream::once(cut));
    Response::from_parts(parts, Body::from_stream(pieces))
}

pub(super) async fn delay(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("unprintable"))
}
