//! The web page where a person makes a token, as app.docker.com; whoever practises is signed in there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawForm, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::json;

use super::access_tokens::{check_label, level_of};
use super::bad_value;
use crate::sandbox::Shared;
use crate::sandbox::clock::DAY;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Level;

/// The permissions in the words of the real form (docs: access tokens, reference), the weakest first, as there.
const PERMISSIONS: [(&str, &str); 4] = [
    ("repo:public_read", "Repo Public Read-only"),
    ("repo:read", "Repo Read-only"),
    ("repo:write", "Repo Read &amp; Write"),
    ("repo:admin", "Repo Read, Write, Delete"),
];

pub(super) async fn show(State(shared): State<Arc<Shared>>) -> Html<String> {
    let account = shared.world().accounts.first().map(|account| escape(&account.name)).unwrap_or_default();
    let options = |(value, label): &(&str, &str)| format!("<option value=\"{value}\">{label}</option>");
    let permissions: String = PERMISSIONS.iter().map(options).collect();
    page(&format!(
        "<p>Signed in as <b>{account}</b>. This is practice: the token works only with the practice services.</p>\
         <form method=\"post\">\
         <p><label>Access token description<br><input name=\"description\" maxlength=\"100\" required></label></p>\
         <p><label>Expiration date<br><select name=\"expiration\">\
         <option value=\"\">None</option><option value=\"30\">30 days</option><option value=\"90\">90 days</option>\
         </select></label></p>\
         <p><label>Access permissions<br><select name=\"permission\">{permissions}</select></label></p>\
         <p><button>Generate</button></p></form>"
    ))
}

struct Filled {
    description: String,
    /// Days, or nothing for a token without an end.
    expiration: String,
    permission: Option<String>,
}

/// Makes the token and shows it once: as a page, or as JSON to whoever accepts that.
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Result<Response, Refusal> {
    let filled = read(&form)?;
    check_label(&filled.description)?;
    let level = match filled.permission.as_deref() {
        None => Level::PublicRead,
        Some(scope) => level_of(scope).ok_or_else(|| bad_value("permission", "permission is unknown"))?,
    };
    let now = shared.clock.now();
    let expires = match filled.expiration.as_str() {
        "" => None,
        days => {
            let days = days.parse().ok().filter(|days| (1..=365_i64).contains(days));
            let days = days.ok_or_else(|| bad_value("expiration", "expiration is not of 1 to 365 days"))?;
            Some(now + days * DAY)
        }
    };
    let token = {
        let mut world = shared.world();
        let account = world.accounts.first().map(|account| account.name.clone()).unwrap_or_default();
        world.create_token(&account, &filled.description, level, expires, now)
    };
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("application/json") {
        return Ok(Json(json!({"token": token.value})).into_response());
    }
    let shown = page(&format!(
        "<p>Copy the access token <b>{}</b> now. It will not be shown again.</p><pre>{}</pre>",
        escape(&token.label),
        token.value
    ));
    Ok(shown.into_response())
}

fn read(form: &[u8]) -> Result<Filled, Refusal> {
    let mut filled = Filled { description: String::new(), expiration: String::new(), permission: None };
    for (name, value) in url::form_urlencoded::parse(form) {
        match name.as_ref() {
            "description" => filled.description = value.into_owned(),
            "expiration" => filled.expiration = value.into_owned(),
            "permission" => filled.permission = Some(value.into_owned()),
            _ => return Err(bad_value(&name, "the form has no such field")),
        }
    }
    Ok(filled)
}

pub(super) fn page(body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Create access token</title>\
         <h1>Create access token</h1>{body}</html>"
    ))
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
