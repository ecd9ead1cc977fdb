//! OAuth's device flow (docs: authorizing OAuth apps, device flow): a code for the program, one for the person, and
//! the page on which the person agrees. Everything is answered with 200; errors stand in the body.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{RawForm, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::refuse;
use super::state::{Kind, Token, value_of};
use crate::sandbox::Shared;
use crate::sandbox::chance;
use crate::sandbox::refusal::Refusal;

/// The one app that is registered here.
pub(in crate::sandbox) const CLIENT: &str = "Iv1.practice0000000";
const LASTS: i64 = 900;
/// GitHub says 5; here nobody waits for people.
const INTERVAL: i64 = 1;

/// A sign-in that was begun.
#[derive(Clone, Debug)]
pub(super) struct Device {
    code: String,
    user_code: String,
    scopes: Vec<String>,
    until: i64,
    asked: Option<i64>,
    interval: i64,
    agreed: Option<bool>,
}

fn fields(form: &[u8]) -> HashMap<String, String> {
    url::form_urlencoded::parse(form).into_owned().collect()
}

fn wrong(error: &str) -> Json<Value> {
    Json(json!({ "error": error, "error_description": format!("It is {error}.") }))
}

/// The program asks for a code.
pub(super) async fn code(State(shared): State<Arc<Shared>>, RawForm(form): RawForm) -> Json<Value> {
    let fields = fields(&form);
    if fields.get("client_id").map(String::as_str) != Some(CLIENT) {
        return wrong("incorrect_client_credentials");
    }
    let letters = chance::letters(8).to_ascii_uppercase();
    let device = Device {
        code: chance::letters(40),
        user_code: format!("{}-{}", &letters[..4], &letters[4..]),
        scopes: fields.get("scope").into_iter().flat_map(|all| all.split(' ')).map(str::to_owned).collect(),
        until: shared.clock.now() + LASTS,
        asked: None,
        interval: INTERVAL,
        agreed: None,
    };
    let answer = json!({
        "device_code": device.code,
        "user_code": device.user_code,
        "verification_uri": format!("{}/login/device", shared.addresses.github),
        "expires_in": LASTS,
        "interval": INTERVAL,
    });
    shared.github.state().devices.push(device);
    Json(answer)
}

/// The program asks whether the person has agreed.
pub(super) async fn token(State(shared): State<Arc<Shared>>, RawForm(form): RawForm) -> Json<Value> {
    let fields = fields(&form);
    let now = shared.clock.now();
    let given = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if given("client_id") != CLIENT {
        return wrong("incorrect_client_credentials");
    }
    if given("grant_type") != "urn:ietf:params:oauth:grant-type:device_code" {
        return wrong("unsupported_grant_type");
    }
    let mut state = shared.github.state();
    let Some(at) = state.devices.iter().position(|device| device.code == given("device_code")) else {
        return wrong("incorrect_device_code");
    };
    let device = &mut state.devices[at];
    if device.until <= now {
        return wrong("expired_token");
    }
    let hasty = device.asked.is_some_and(|before| now - before < device.interval);
    device.asked = Some(now);
    if hasty {
        device.interval += 5;
        return Json(json!({ "error": "slow_down", "interval": device.interval }));
    }
    match device.agreed {
        None => wrong("authorization_pending"),
        Some(false) => {
            state.devices.remove(at);
            wrong("access_denied")
        }
        Some(true) => {
            let device = state.devices.remove(at);
            let scope = device.scopes.join(",");
            let kind = Kind::Classic(device.scopes);
            let value = value_of(&kind).replacen("ghp_", "gho_", 1);
            state.tokens.push(Token { name: "device".to_owned(), value: value.clone(), kind, expires: None });
            Json(json!({ "access_token": value, "token_type": "bearer", "scope": scope }))
        }
    }
}

/// The person, who is signed in, types the code and agrees; or refuses, with `deny` beside it.
pub(super) async fn page(
    State(shared): State<Arc<Shared>>,
    RawForm(form): RawForm,
) -> Result<StatusCode, Refusal> {
    let fields = fields(&form);
    let mut state = shared.github.state();
    let typed = fields.get("user_code").map(String::as_str).unwrap_or_default();
    let device = state.devices.iter_mut().find(|device| device.user_code == typed);
    let device = device.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "There is no such code"))?;
    device.agreed = Some(!fields.contains_key("deny"));
    Ok(StatusCode::NO_CONTENT)
}
