//! The web page where a person makes a fine-grained token; whoever practises is signed in there.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{RawForm, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::refuse;
use super::state::{Kind, Token, value_of};
use crate::sandbox::Shared;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Permission;

/// Makes a token with the permissions that are ticked, and shows it once.
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    RawForm(form): RawForm,
) -> Result<Json<Value>, Refusal> {
    let mut permissions = BTreeMap::new();
    for (name, level) in url::form_urlencoded::parse(&form) {
        let level = match level.as_ref() {
            "read" => Permission::Read,
            "write" => Permission::Write,
            _ => return Err(refuse(StatusCode::UNPROCESSABLE_ENTITY, "There is no such level")),
        };
        permissions.insert(name.into_owned(), level);
    }
    let kind = Kind::FineGrained(permissions);
    let token = Token { name: "made in practice".to_owned(), value: value_of(&kind), kind, expires: None };
    let value = token.value.clone();
    shared.github.state().tokens.push(token);
    Ok(Json(json!({ "token": value })))
}
