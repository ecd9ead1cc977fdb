//! The web page of a repository and its tags, as hub.docker.com; whoever practises is signed in there, and can delete one.

use std::sync::Arc;

use axum::extract::{Path, RawForm, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};

use super::form::{escape, page};
use super::repositories::visible;
use super::{bad_value, tags};
use crate::sandbox::Shared;
use crate::sandbox::identity::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::World;

pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path((namespace, repository)): Path<(String, String)>,
) -> Result<Html<String>, Refusal> {
    let world = shared.world();
    let name = format!("{namespace}/{repository}");
    let (listed, _) = visible(&world, &signed_in(&world), &name)?;
    let privacy = if listed.private { "Private" } else { "Public" };
    let tags = world.content.shelves.get(&name).map(|shelf| shelf.tags.keys().map(|tag| escape(tag)));
    let row = |tag: String| {
        format!(
            "<li><form method=\"post\"><code>{tag}</code> \
             <button name=\"delete\" value=\"{tag}\">Delete</button></form></li>"
        )
    };
    let rows: String = tags.into_iter().flatten().map(row).collect();
    Ok(page(&format!(
        "<p>This is practice: what is deleted here is deleted only in the practice services.</p>\
         <h1>{}</h1><p>{privacy}</p><ul>{rows}</ul>",
        escape(&name)
    )))
}

/// Deletes the tag whose button was pressed, and shows the page again.
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    Path((namespace, repository)): Path<(String, String)>,
    RawForm(form): RawForm,
) -> Result<Response, Refusal> {
    let pressed = url::form_urlencoded::parse(&form).find(|(name, _)| name == "delete");
    let (_, tag) = pressed.ok_or_else(|| bad_value("delete", "no tag is named"))?;
    let mut world = shared.world();
    let caller = signed_in(&world);
    tags::delete(&mut world, &caller, &format!("{namespace}/{repository}"), &tag)?;
    let back = format!("/r/{namespace}/{repository}/tags");
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response())
}

fn signed_in(world: &World) -> Caller {
    let account = world.accounts.first().map(|account| account.name.clone());
    account.map_or(Caller::Anonymous, Caller::Password)
}
