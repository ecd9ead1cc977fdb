//! Variables of the repository and of its environments: listed, made, changed, removed. Everybody with access reads them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shelf};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::paging::Paging;
use super::secrets::missing;
use super::vault::is_name;
use super::{not_found, read_body, refuse, unprocessable};
use crate::sandbox::Shared;
use crate::sandbox::clock::{DAY, whole_seconds};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::StoredVariable;

type Names = Path<HashMap<String, String>>;

/// The variables of the repository or of one of its environments.
pub(super) async fn list(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Path(names): Names,
    Query(paging): Query<Paging>,
) -> Result<Response, Refusal> {
    let state = shared.github.state();
    let environment = names.get("environment");
    if environment.is_some_and(|name| !state.environments.contains_key(name)) {
        return Err(not_found());
    }
    let moment = whole_seconds(state.began - 40 * DAY);
    let here = state.variables.iter().filter(|variable| variable.environment.as_ref() == environment);
    let shown = here.map(|variable| {
        json!({
            "name": variable.name,
            "value": variable.value,
            "created_at": moment,
            "updated_at": moment,
        })
    });
    Ok(paging.of(&shared.addresses.github, &uri, "variables", &shown.collect::<Vec<_>>()))
}

/// Makes one. One that is there already is refused (409 by the documentation's list; the words are UNSOURCED).
pub(super) async fn create(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let mut state = shared.github.state();
    let environment = names.get("environment").cloned();
    if environment.as_ref().is_some_and(|name| !state.environments.contains_key(name)) {
        return Err(not_found());
    }
    let body = read_body(&body)?;
    let text = |field: &str| {
        body.get(field).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| missing(field))
    };
    let (name, value) = (text("name")?.to_ascii_uppercase(), text("value")?);
    if !is_name(&name) {
        return Err(unprocessable("The name of a variable is made of letters, digits and underscores."));
    }
    if state.variables.iter().any(|known| known.name == name && known.environment == environment) {
        return Err(refuse(StatusCode::CONFLICT, "Already exists - Variable already exists"));
    }
    state.variables.push(StoredVariable { name, value, environment });
    Ok((StatusCode::CREATED, Json(json!({}))))
}

pub(super) async fn update(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let mut state = shared.github.state();
    let (environment, name) = (names.get("environment"), names.get("variable"));
    let known = state.variables.iter_mut().find(|known| {
        known.environment.as_ref() == environment
            && name.is_some_and(|name| known.name.eq_ignore_ascii_case(name))
    });
    let known = known.ok_or_else(not_found)?;
    if let Some(value) = read_body(&body)?.get("value").and_then(Value::as_str) {
        value.clone_into(&mut known.value);
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn remove(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<StatusCode, Refusal> {
    let mut state = shared.github.state();
    let (environment, name) = (names.get("environment"), names.get("variable"));
    let before = state.variables.len();
    state.variables.retain(|known| {
        known.environment.as_ref() != environment
            || !name.is_some_and(|name| known.name.eq_ignore_ascii_case(name))
    });
    if state.variables.len() == before { Err(not_found()) } else { Ok(StatusCode::NO_CONTENT) }
}
