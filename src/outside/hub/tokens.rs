//! The account's personal access tokens: listing, making, deactivating, deleting.
//!
//! Only a session from the password may do this; one from an access token is told so with 403.

use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::at;
use crate::model::access::Asked;
use crate::model::clean;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::hub_token::{HubToken, NewToken, Scope};
use crate::model::moment::Moment;
use crate::model::secret::{AccessToken, SessionToken};
use crate::outside::http::{Answer, Ask, Auth, Http, Method};

/// Tokens a page, and pages read at most: more tokens than anybody can choose from.
const PAGE_SIZE: usize = 100;
const PAGES: usize = 20;

/// A token as the API writes it (Hub API description, accessToken); everything that may be missing may be.
#[derive(Deserialize)]
struct Written {
    uuid: String,
    #[serde(default)]
    token_label: Option<String>,
    #[serde(default)]
    scopes: Option<Vec<String>>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    generated_by: Option<String>,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    last_used: Option<String>,
    #[serde(default)]
    expires_at: Option<String>,
    /// The secret in the answer to making one; empty or asterisks ever after.
    #[serde(default)]
    token: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    results: Vec<Written>,
    #[serde(default)]
    next: Option<String>,
}

impl Written {
    fn read(&self) -> HubToken {
        let moment = |text: &Option<String>| text.as_deref().and_then(Moment::parse);
        HubToken {
            id: clean::short(&self.uuid, 100),
            label: clean::short(self.token_label.as_deref().unwrap_or_default(), 100),
            scope: Scope::highest(self.scopes.as_deref().unwrap_or_default()),
            active: self.is_active.unwrap_or(true),
            generated: self.generated_by.as_deref().is_some_and(|by| by != "manual"),
            created: moment(&self.created_at),
            last_used: moment(&self.last_used),
            expires: moment(&self.expires_at),
        }
    }
}

/// All tokens of the account, page after page. The address of the next page is made here: one that the
/// answer names could lead elsewhere.
pub async fn list_tokens(http: &Http, hub: &Url, session: &SessionToken) -> Asked<Vec<HubToken>> {
    let mut all = Vec::new();
    let mut number = 1;
    loop {
        let path = format!("/v2/access-tokens?page={number}&page_size={PAGE_SIZE}");
        let ask = Ask::get(at(hub, &path)).by(Auth::Bearer(session));
        let asked = http.send(ask).await.read(|answer| match answer.status {
            200 => answer.json::<Page>(),
            _ => Err(refused(&answer)),
        });
        let more = asked.good().is_some_and(|page| page.next.is_some() && !page.results.is_empty());
        if more && number < PAGES {
            all.extend(asked.good().into_iter().flat_map(|page| page.results.iter().map(Written::read)));
            number += 1;
            continue;
        }
        return asked.map(|page| {
            all.extend(page.results.iter().map(Written::read));
            all
        });
    }
}

/// Makes a token. The secret is in this one answer and in no later one.
pub async fn create_token(
    http: &Http,
    hub: &Url,
    session: &SessionToken,
    new: &NewToken,
) -> Asked<(HubToken, AccessToken)> {
    let mut body = json!({ "token_label": new.label, "scopes": [new.scope.as_str()] });
    if let Some(expires) = new.expires {
        body["expires_at"] = expires.iso().into();
    }
    let ask = Ask::new(Method::POST, at(hub, "/v2/access-tokens")).by(Auth::Bearer(session)).json(&body);
    http.send(ask).await.read(|answer| match answer.status {
        200 | 201 => {
            let mut written: Written = answer.json()?;
            let secret = written.token.take().filter(|token| !token.trim_matches('*').is_empty());
            let secret = secret.ok_or(Failure::new(FailureKind::NotUnderstood(Odd::Incomplete)))?;
            Ok((written.read(), secret.into()))
        }
        _ => Err(refused(&answer)),
    })
}

/// Makes a token useless without removing it from the list.
pub async fn deactivate_token(http: &Http, hub: &Url, session: &SessionToken, id: &str) -> Asked<()> {
    set_active(http, hub, session, id, false).await
}

/// Makes a deactivated token good again.
pub async fn activate_token(http: &Http, hub: &Url, session: &SessionToken, id: &str) -> Asked<()> {
    set_active(http, hub, session, id, true).await
}

async fn set_active(http: &Http, hub: &Url, session: &SessionToken, id: &str, active: bool) -> Asked<()> {
    let ask = Ask::new(Method::PATCH, one(hub, id)).by(Auth::Bearer(session));
    http.send(ask.json(&json!({ "is_active": active }))).await.read(done)
}

/// Deletes a token for good.
pub async fn delete_token(http: &Http, hub: &Url, session: &SessionToken, id: &str) -> Asked<()> {
    http.send(Ask::new(Method::DELETE, one(hub, id)).by(Auth::Bearer(session))).await.read(done)
}

/// The id came from a server: it is one segment of the path, whatever it holds.
fn one(hub: &Url, id: &str) -> Url {
    let mut url = at(hub, "/v2/access-tokens");
    url.path_segments_mut().expect("an http address has a path").push(id);
    url
}

fn done(answer: Answer) -> Result<(), Failure> {
    match answer.status {
        200..=204 => Ok(()),
        _ => Err(refused(&answer)),
    }
}

/// The refusal of sessions that came from a token has changed its words over the years, but always held these.
fn refused(answer: &Answer) -> Failure {
    let failure = answer.failure();
    if answer.status == 403 && failure.said.contains("personal access token") {
        return Failure::new(FailureKind::NeedsPassword).saying(&failure.said);
    }
    failure
}
