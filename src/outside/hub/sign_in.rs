//! Signing in at the Hub API, with a token or with the account's password.

use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::at;
use crate::model::access::Asked;
use crate::model::account::Username;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::secret::{AccessToken, SessionToken};
use crate::outside::http::{Ask, Http, Method};

#[derive(Deserialize)]
struct Handed {
    access_token: String,
}

/// Signs in with user name and token (Hub API description, AuthCreateAccessToken). The session lasts ten
/// minutes; one that came from a personal access token may not manage tokens.
pub async fn sign_in(
    http: &Http,
    hub: &Url,
    username: &Username,
    secret: &AccessToken,
) -> Asked<SessionToken> {
    let body = json!({ "identifier": username.as_str(), "secret": secret.expose() });
    let ask = Ask::new(Method::POST, at(hub, "/v2/auth/token")).json(&body).hiding(secret.expose());
    http.send(ask).await.read(|answer| match answer.status {
        200 => session(answer.json::<Handed>()?.access_token),
        _ => Err(answer.failure()),
    })
}

fn session(token: String) -> Result<SessionToken, Failure> {
    if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(Failure::new(FailureKind::NotUnderstood(Odd::Incomplete)));
    }
    Ok(token.into())
}
