//! The Git database: what an empty commit needs, and the rules that may refuse it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Shelf};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::state::State;
use super::{not_found, read_body, runner, unprocessable};
use crate::sandbox::Shared;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Rule;

type Names = Path<HashMap<String, String>>;

/// `heads/main` of the path.
fn branch(names: &HashMap<String, String>) -> Result<&str, Refusal> {
    names.get("ref").and_then(|reference| reference.strip_prefix("heads/")).ok_or_else(not_found)
}

pub(super) async fn read(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let state = shared.github.state();
    let branch = branch(&names)?;
    let sha = state.git.branches.get(branch).ok_or_else(not_found)?;
    Ok(Json(shape(&state, &shared.addresses.github, branch, sha)))
}

fn shape(state: &State, origin: &str, branch: &str, sha: &str) -> Value {
    let url = state.address(origin);
    json!({
        "ref": format!("refs/heads/{branch}"),
        "node_id": format!("REF_{branch}"),
        "url": format!("{url}/git/refs/heads/{branch}"),
        "object": {"sha": sha, "type": "commit", "url": format!("{url}/git/commits/{sha}")},
    })
}

pub(super) async fn commit(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let state = shared.github.state();
    let sha = names.get("sha").map(String::as_str).unwrap_or_default();
    let commit = state.git.commits.get(sha).ok_or_else(not_found)?;
    Ok(Json(state.git_commit(&shared.addresses.github, commit)))
}

pub(super) async fn make_commit(Shelf(shared): Shelf<Arc<Shared>>, body: Bytes) -> Result<Response, Refusal> {
    let body = read_body(&body)?;
    let mut state = shared.github.state();
    let text = |field: &str| {
        let value = body.get(field).and_then(Value::as_str).filter(|value| !value.is_empty());
        value.ok_or_else(|| unprocessable(&format!("Invalid request.\n\n\"{field}\" wasn't supplied.")))
    };
    let (message, tree) = (text("message")?, text("tree")?);
    if !state.git.has_tree(tree) {
        return Err(unprocessable("Tree SHA does not exist"));
    }
    let parents = body.get("parents").and_then(Value::as_array).cloned().unwrap_or_default();
    let parents: Vec<String> = parents.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if parents.iter().any(|sha| !state.git.commits.contains_key(sha)) {
        return Err(unprocessable("Parent SHA does not exist or is not a commit object"));
    }
    let author = state.login.clone();
    let now = shared.clock.now();
    let commit = state.git.commit(tree, parents, message, &author, now);
    let shown = state.git_commit(&shared.addresses.github, &commit);
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

/// Moves a branch; that is a push, and starts what listens to pushes.
pub(super) async fn update(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let body = read_body(&body)?;
    let branch = branch(&names)?;
    let sha = body.get("sha").and_then(Value::as_str);
    let sha = sha.ok_or_else(|| unprocessable("Invalid request.\n\n\"sha\" wasn't supplied."))?;
    let force = body.get("force").and_then(Value::as_bool).unwrap_or(false);
    let shown = {
        let mut state = shared.github.state();
        let before = state
            .git
            .branches
            .get(branch)
            .cloned()
            .ok_or_else(|| unprocessable("Reference does not exist"))?;
        if !state.git.commits.contains_key(sha) {
            return Err(unprocessable("Object does not exist"));
        }
        if !force && !state.git.descends(sha, &before) {
            return Err(unprocessable("Update is not a fast forward"));
        }
        if branch == state.repository.default_branch && !state.repository.rules.is_empty() {
            return Err(unprocessable(&violation(&state.repository.rules)));
        }
        state.git.branches.insert(branch.to_owned(), sha.to_owned());
        shape(&state, &shared.addresses.github, branch, sha)
    };
    runner::pushed(&shared, branch, sha);
    Ok(Json(shown))
}

/// The family of words that pushes get; their exact form over the API is UNSOURCED.
fn violation(rules: &[Rule]) -> String {
    let mut text = "Repository rule violations found\n".to_owned();
    for rule in rules {
        text.push('\n');
        text.push_str(match rule {
            Rule::PullRequest => "Changes must be made through a pull request.\n",
            Rule::RequiredSignatures => "Commits must have verified signatures.\n",
        });
    }
    text
}
