//! Signing in with a code that a person types in a browser: OAuth's device flow, for those who have an app of their
//! own registered (GitHub's documentation, authorizing OAuth apps, device flow). GitHub answers 200 to everything
//! here; what is wrong stands in the field `error`.

use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::address;
use crate::model::clean;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::secret::GitHubToken;
use crate::outside::endpoints::is_loopback;
use crate::outside::http::{Ask, Http, Method};

/// Secrets, variables and runs of private repositories (GitHub's documentation of scopes).
const SCOPE: &str = "repo";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What `slow_down` adds to the pause, in seconds.
const SLOWER: u64 = 5;
/// What GitHub calls a code that nobody typed in time.
const EXPIRED: &str = "expired_token";
/// Looks that may fail, the network being gone for a moment.
const MISSES: u32 = 3;

/// What the person types, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub user: String,
    pub page: String,
    /// Whoever has it gets the token once the person has agreed.
    device: String,
    lasts: Duration,
    pause: Duration,
}

#[derive(Deserialize)]
struct Begun {
    device_code: String,
    user_code: String,
    verification_uri: String,
    expires_in: u64,
    #[serde(default)]
    interval: Option<u64>,
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    error_description: Option<String>,
    #[serde(default)]
    interval: Option<u64>,
}

/// The web page's host that belongs to an API.
fn web(api: &Url) -> Option<Url> {
    if is_loopback(api) {
        return api.join("/").ok();
    }
    Url::parse(&format!("https://{}/", address::host(api))).ok()
}

/// Asks for a code.
///
/// # Errors
/// GitHub does not know the app, its device flow is switched off, or the usual.
pub async fn begin(http: &Http, api: &Url, client: &str) -> Result<Code, Failure> {
    let odd = || Failure::new(FailureKind::NotUnderstood(Odd::Incomplete));
    let url = web(api).and_then(|web| web.join("login/device/code").ok()).ok_or_else(odd)?;
    let ask = Ask::new(Method::POST, url.clone()).form(&[("client_id", client), ("scope", SCOPE)]);
    let asked = http.send(ask.accepting("application/json").signing_in()).await.read(|answer| {
        if answer.status != 200 {
            return Err(answer.failure());
        }
        if let Ok(Answered { error: Some(error), error_description, .. }) = answer.json() {
            return Err(refused(&error, error_description.as_deref()));
        }
        answer.json::<Begun>()
    });
    let begun = asked.answer?;
    // It is opened in the browser and shown: only an address of the same host is one.
    let page = Url::parse(&begun.verification_uri).ok().filter(|page| page.origin() == url.origin());
    Ok(Code {
        user: clean::short(&begun.user_code, 20),
        page: page.ok_or_else(odd)?.to_string(),
        device: begun.device_code,
        lasts: Duration::from_secs(begun.expires_in.clamp(1, 3600)),
        pause: Duration::from_secs(begun.interval.unwrap_or(SLOWER).clamp(1, 60)),
    })
}

/// Waits until the person has agreed, as often as GitHub wants to be asked and no more often.
///
/// # Errors
/// The person refused, or the code has expired; or the usual.
pub async fn wait(http: &Http, api: &Url, client: &str, code: &Code) -> Result<GitHubToken, Failure> {
    let odd = || Failure::new(FailureKind::NotUnderstood(Odd::Incomplete));
    let url = web(api).and_then(|web| web.join("login/oauth/access_token").ok()).ok_or_else(odd)?;
    let late = || refused(EXPIRED, None);
    let (mut pause, mut misses) = (code.pause, 0);
    let waiting = async {
        loop {
            tokio::time::sleep(pause).await;
            let form = [("client_id", client), ("device_code", code.device.as_str()), ("grant_type", GRANT)];
            let ask = Ask::new(Method::POST, url.clone()).form(&form).hiding(&code.device);
            let asked = http.send(ask.accepting("application/json").signing_in()).await;
            let answer = asked.read(|answer| match answer.status {
                200 => answer.json::<Answered>(),
                _ => Err(answer.failure()),
            });
            let answered = match answer.answer {
                Ok(answered) => answered,
                Err(failure) if failure.may_have_arrived() && misses < MISSES => {
                    misses += 1;
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            match (answered.access_token, answered.error.as_deref()) {
                (Some(token), _) if token.chars().all(|c| c.is_ascii_graphic()) && !token.is_empty() => {
                    return Ok(token.into());
                }
                (_, Some("authorization_pending")) => {}
                (_, Some("slow_down")) => {
                    let longer = pause + Duration::from_secs(SLOWER);
                    pause = answered.interval.map_or(longer, Duration::from_secs).max(pause);
                }
                (_, Some(error)) => return Err(refused(error, answered.error_description.as_deref())),
                (_, None) => return Err(odd()),
            }
        }
    };
    tokio::time::timeout(code.lasts, waiting).await.unwrap_or_else(|_| Err(late()))
}

fn refused(error: &str, description: Option<&str>) -> Failure {
    let status = if error == "access_denied" { 403 } else { 400 };
    let kind = FailureKind::Refused { status, code: Some(clean::short(error, 60)) };
    Failure::new(kind).saying(description.unwrap_or(error))
}
