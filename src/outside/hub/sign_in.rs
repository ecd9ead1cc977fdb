//! Signing in at the Hub API, with a token or with the account's password.

use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::at;
use crate::model::access::Asked;
use crate::model::account::Username;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::secret::{AccessToken, OneTimeCode, Password, SecondFactorToken, SessionToken};
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
    let ask =
        Ask::new(Method::POST, at(hub, "/v2/auth/token")).json(&body).hiding(secret.expose()).signing_in();
    http.send(ask).await.read(|answer| match answer.status {
        200 => session(answer.json::<Handed>()?.access_token),
        _ => Err(answer.failure()),
    })
}

/// How far a sign-in with the password came.
#[derive(Debug)]
pub enum SignedIn {
    Session(SessionToken),
    /// The account has a second factor: its code is asked for next.
    NeedsOneTimeCode(SecondFactorToken),
}

/// The fields of both halves of a sign-in with password.
#[derive(Deserialize)]
struct HalfWay {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    login_2fa_token: Option<String>,
}

/// Signs in with the account's password. The older address: it is the one whose second step is described
/// (Hub API description, PostUsersLogin, PostUsers2FALogin).
pub async fn sign_in_with_password(
    http: &Http,
    hub: &Url,
    username: &Username,
    password: &Password,
) -> Asked<SignedIn> {
    let body = json!({ "username": username.as_str(), "password": password.expose() });
    let ask =
        Ask::new(Method::POST, at(hub, "/v2/users/login")).json(&body).hiding(password.expose()).signing_in();
    http.send(ask).await.read(|answer| {
        // The second factor is asked for with 401 today; its token says so more surely than the status.
        let half = answer.json::<HalfWay>();
        if let Ok(HalfWay { login_2fa_token: Some(token), .. }) = half {
            return Ok(SignedIn::NeedsOneTimeCode(token.into()));
        }
        match answer.status {
            200 => session(half?.token.unwrap_or_default()).map(SignedIn::Session),
            _ => Err(answer.failure()),
        }
    })
}

/// The second half: the one-time code, or a recovery code.
pub async fn sign_in_with_code(
    http: &Http,
    hub: &Url,
    first: &SecondFactorToken,
    code: &OneTimeCode,
) -> Asked<SessionToken> {
    let body = json!({ "login_2fa_token": first.expose(), "code": code.expose() });
    let ask = Ask::new(Method::POST, at(hub, "/v2/users/2fa-login"))
        .json(&body)
        .hiding(first.expose())
        .signing_in();
    http.send(ask).await.read(|answer| match answer.status {
        200 => session(answer.json::<HalfWay>()?.token.unwrap_or_default()),
        _ => Err(answer.failure()),
    })
}

fn session(token: String) -> Result<SessionToken, Failure> {
    if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(Failure::new(FailureKind::NotUnderstood(Odd::Incomplete)));
    }
    Ok(token.into())
}
