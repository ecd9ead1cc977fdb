//! Asking a token service for the right to do something, and reading what it granted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use super::challenge::Realm;
use crate::model::access::{Actions, Asked, Grant};
use crate::model::account::Credential;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::secret::SessionToken;
use crate::outside::http::{Answer, Ask, Auth, Http};

/// A registry token, with what it says it is good for.
#[derive(Clone, Debug)]
pub struct Granted {
    pub grant: Grant,
    pub bearer: SessionToken,
}

/// `token`, or `access_token` (Azure sends only the second; distribution token.md allows both).
#[derive(Deserialize)]
struct Handed {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    access_token: Option<String>,
}

/// Asks for these actions on one repository. A user name and secret go by GET and Basic, an identity token
/// by POST as an OAuth2 refresh token; where POST is unknown (404, 405) it goes by GET as well. A refused
/// secret is never tried a second time in another form: that would double the failed logins.
pub async fn ask(
    http: &Http,
    realm: &Realm,
    repository: &str,
    actions: Actions,
    credential: Option<&Credential>,
) -> Asked<Granted> {
    let scope = format!("repository:{repository}:{}", actions.scope());
    let read = |answer: Answer| granted(&answer, repository);
    if let Some(credential) = credential.filter(|credential| credential.identity_token) {
        let exchange = http.send(refresh(realm, &scope, credential)).await;
        let unknown = exchange.answer.as_ref().is_ok_and(|answer| matches!(answer.status, 404 | 405));
        if !unknown {
            return exchange.read(read);
        }
    }
    let auth = credential.map_or(Auth::Nobody, |credential| Auth::Basic {
        user: credential.username.as_str(),
        secret: &credential.secret,
    });
    let mut url = realm.url.clone();
    url.query_pairs_mut().append_pair("service", &realm.service).append_pair("scope", &scope);
    http.send(Ask::get(url).by(auth)).await.read(read)
}

/// Asks for nothing but to be recognised, in the same two ways.
pub async fn sign_in(http: &Http, realm: &Realm, credential: &Credential) -> Asked<()> {
    let read = |answer: Answer| granted(&answer, "").map(|_| ());
    if credential.identity_token {
        let exchange = http.send(refresh(realm, "", credential)).await;
        if !exchange.answer.as_ref().is_ok_and(|answer| matches!(answer.status, 404 | 405)) {
            return exchange.read(read);
        }
    }
    let mut url = realm.url.clone();
    url.query_pairs_mut().append_pair("service", &realm.service);
    let auth = Auth::Basic { user: credential.username.as_str(), secret: &credential.secret };
    http.send(Ask::get(url).by(auth)).await.read(read)
}

fn refresh<'a>(realm: &Realm, scope: &str, credential: &'a Credential) -> Ask<'a> {
    let secret = credential.secret.expose();
    let form = [
        ("grant_type", "refresh_token"),
        ("service", &realm.service),
        ("client_id", "pushpilot"),
        ("scope", scope),
        ("refresh_token", secret),
    ];
    Ask::new(crate::outside::http::Method::POST, realm.url.clone()).form(&form).hiding(secret).signing_in()
}

fn granted(answer: &Answer, repository: &str) -> Result<Granted, Failure> {
    if answer.status != 200 {
        return Err(answer.failure());
    }
    let handed: Handed = answer.json()?;
    let sendable = |token: &String| !token.is_empty() && token.chars().all(|c| c.is_ascii_graphic());
    let token = [handed.token, handed.access_token].into_iter().flatten().find(sendable);
    let token = token.ok_or(Failure::new(FailureKind::NotUnderstood(Odd::Incomplete)))?;
    Ok(Granted { grant: Grant { actions: claimed(&token, repository) }, bearer: token.into() })
}

/// The actions that a readable token (a JWT with `access`, distribution token.md) names for the repository;
/// `None` for an opaque one. An empty list grants nothing; a list about other names says nothing.
fn claimed(token: &str, repository: &str) -> Option<Actions> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let access = match claims.get("access")? {
        Value::Null => return Some(Actions::NONE),
        access => access.as_array()?,
    };
    let mine: Vec<&Value> =
        access.iter().filter(|entry| entry.get("name").and_then(Value::as_str) == Some(repository)).collect();
    if mine.is_empty() && !access.is_empty() {
        return None;
    }
    let named: Vec<&str> = mine
        .iter()
        .filter_map(|entry| entry.get("actions")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let has = |action: &str| named.iter().any(|name| *name == action || *name == "*");
    Some(Actions { pull: has("pull"), push: has("push"), delete: has("delete") })
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::claimed;
    use crate::model::access::Actions;

    #[test]
    fn claims_are_read_leniently() {
        let jwt = |claims: &str| format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims));
        let all = Actions { pull: true, push: true, delete: true };
        for (claims, granted) in [
            (
                r#"{"access":[{"type":"repository","name":"a/b","actions":["pull","push"]}]}"#,
                Some(Actions::PULL_PUSH),
            ),
            (
                r#"{"access":[{"name":"a/b","actions":["pull"]},{"name":"x/y","actions":["push"]}]}"#,
                Some(Actions::PULL),
            ),
            (r#"{"access":[{"name":"a/b","actions":["*"]}]}"#, Some(all)),
            (r#"{"access":[{"name":"a/b","actions":null}]}"#, Some(Actions::NONE)),
            (r#"{"access":[{"name":"a/b"}]}"#, Some(Actions::NONE)),
            (r#"{"access":[]}"#, Some(Actions::NONE)),
            (r#"{"access":null}"#, Some(Actions::NONE)),
            (r#"{"access":[{"name":"other/name","actions":["push"]}]}"#, None),
            (r#"{"access":"all"}"#, None),
            (r#"{"sub":"amy"}"#, None),
            ("not json", None),
        ] {
            assert_eq!(claimed(&jwt(claims), "a/b"), granted, "{claims}");
        }
        for opaque in ["", "djE6b3BhcXVl", "a.b.c", "...", "a.%%%.c"] {
            assert_eq!(claimed(opaque, "a/b"), None, "{opaque}");
        }
    }
}
