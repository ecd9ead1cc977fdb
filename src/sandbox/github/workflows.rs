//! Workflows: listed, read, and started by hand.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, Query, State as Shelf};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use super::door::{Enterprise, VERSIONS, Version};
use super::paging::Paging;
use super::runner::plan::{Input, Plan};
use super::runner::{self, Cause};
use super::state::{State, Workflow};
use super::{not_found, read_body, unprocessable};
use crate::sandbox::Shared;
use crate::sandbox::clock::{DAY, whole_seconds};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scenario::Author;

type Names = Path<HashMap<String, String>>;

/// Most inputs that a run may be given (description of the operation).
const MOST_INPUTS: usize = 25;

pub(super) async fn list(
    Shelf(shared): Shelf<Arc<Shared>>,
    uri: Uri,
    Query(paging): Query<Paging>,
) -> Response {
    let state = shared.github.state();
    let origin = &shared.addresses.github;
    // A fork in which nobody enabled Actions lists none (seen in public; on no page of the documentation).
    let none = state.upstream.is_some() && !state.repository.actions;
    let known = state.workflows.iter().filter(|_| !none);
    let all: Vec<Value> = known.map(|workflow| shape(&state, origin, workflow)).collect();
    paging.of(origin, &uri, "workflows", &all)
}

pub(super) async fn read(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Json<Value>, Refusal> {
    let state = shared.github.state();
    let workflow = names.get("workflow").and_then(|name| state.workflow(name)).ok_or_else(not_found)?;
    Ok(Json(shape(&state, &shared.addresses.github, workflow)))
}

fn shape(state: &State, origin: &str, workflow: &Workflow) -> Value {
    let began = whole_seconds(state.began - 300 * DAY);
    json!({
        "id": workflow.id,
        "node_id": format!("W_{}", workflow.id),
        "name": state.workflow_name(workflow),
        "path": workflow.path,
        "state": "active",
        "created_at": began,
        "updated_at": began,
        "url": format!("{}/actions/workflows/{}", state.address(origin), workflow.id),
        "html_url": format!("{}/blob/{}/{}", state.html(), state.repository.default_branch, workflow.path),
        "badge_url": format!("{}/workflows/{}/badge.svg", state.html(), workflow.file()),
    })
}

impl State {
    /// The workflow as it is written at a commit, with those that it calls.
    pub(super) fn plan(&self, reference: &str, path: &str) -> Option<Plan> {
        let files = self.git.files(self.git.resolve(reference)?);
        Plan::read(files.get(path)?)?.with_called(files)
    }

    /// What its file calls it; its path where the file does not say.
    pub(super) fn workflow_name(&self, workflow: &Workflow) -> String {
        let plan = self.plan(&self.repository.default_branch, &workflow.path);
        plan.and_then(|plan| plan.name).unwrap_or_else(|| workflow.path.clone())
    }
}

/// Starts a run by hand. 200 with its address where that is asked for, 204 without a word else; the newer
/// version of the API always tells.
pub(super) async fn dispatch(
    Shelf(shared): Shelf<Arc<Shared>>,
    Extension(enterprise): Extension<Enterprise>,
    Extension(version): Extension<Version>,
    Path(names): Names,
    body: Bytes,
) -> Result<Response, Refusal> {
    let body = read_body(&body)?;
    let mut known = vec!["ref", "inputs"];
    if !enterprise.0 && version.0 == VERSIONS[0] {
        known.push("return_run_details");
    }
    if let Some(field) = body.keys().find(|field| !known.contains(&field.as_str())) {
        return Err(unprocessable(&format!("Invalid request.\n\n\"{field}\" is not a permitted key.")));
    }
    let reference = body.get("ref").and_then(Value::as_str);
    let reference = reference.ok_or_else(|| unprocessable("Invalid request.\n\n\"ref\" wasn't supplied."))?;
    let given = inputs(&body)?;
    let (id, shown) = {
        let mut state = shared.github.state();
        let workflow = names.get("workflow").and_then(|name| state.workflow(name)).ok_or_else(not_found)?;
        let workflow = workflow.clone();
        if !state.repository.actions {
            return Err(unprocessable("Actions has been disabled for this repository."));
        }
        let no_ref = || unprocessable(&format!("No ref found for: {reference}"));
        let branch = reference.trim_start_matches("refs/heads/").to_owned();
        let sha = state.git.branches.get(&branch).cloned().ok_or_else(no_ref)?;
        let no_trigger = || unprocessable("Workflow does not have 'workflow_dispatch' trigger");
        // The file with the trigger has to be on the default branch and on the given one.
        let default = state.repository.default_branch.clone();
        state.plan(&default, &workflow.path).and_then(|plan| plan.dispatch).ok_or_else(no_trigger)?;
        let plan = state.plan(&sha, &workflow.path).ok_or_else(no_trigger)?;
        let inputs = fill(plan.dispatch.as_deref().ok_or_else(no_trigger)?, given)?;
        let cause =
            Cause { event: "workflow_dispatch", author: Author::Member, branch: &branch, sha: &sha, inputs };
        let id = state.queue(&workflow, cause, shared.clock.now());
        let url = state.address(&shared.addresses.github);
        let shown = json!({
            "workflow_run_id": id,
            "run_url": format!("{url}/actions/runs/{id}"),
            "html_url": format!("{}/actions/runs/{id}", state.html()),
        });
        (id, shown)
    };
    runner::start(&shared, id);
    let tells = version.0 != VERSIONS[0] || body.get("return_run_details") == Some(&Value::Bool(true));
    if tells { Ok(Json(shown).into_response()) } else { Ok(StatusCode::NO_CONTENT.into_response()) }
}

fn inputs(body: &Map<String, Value>) -> Result<BTreeMap<String, String>, Refusal> {
    let given = match body.get("inputs") {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(given)) => given,
        Some(_) => {
            return Err(unprocessable("Invalid request.\n\nFor 'properties/inputs', it is not an object."));
        }
    };
    if given.len() > MOST_INPUTS {
        return Err(unprocessable(&format!(
            "Invalid request.\n\nNo more than {MOST_INPUTS} properties are allowed."
        )));
    }
    let text = |(name, value): (&String, &Value)| {
        let text = value.as_str().map(str::to_owned);
        let text = text.ok_or_else(|| {
            unprocessable(&format!("Invalid value for input '{name}': {value} is not a string"))
        })?;
        Ok((name.clone(), text))
    };
    given.iter().map(text).collect()
}

/// What the file declares, with what was given.
fn fill(declared: &[Input], given: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Refusal> {
    let unknown: Vec<String> = given
        .keys()
        .filter(|name| !declared.iter().any(|input| input.name == **name))
        .map(|name| format!("\"{name}\""))
        .collect();
    if !unknown.is_empty() {
        return Err(unprocessable(&format!("Unexpected inputs provided: [{}]", unknown.join(", "))));
    }
    let mut filled = BTreeMap::new();
    for input in declared {
        let value = given.get(&input.name).cloned().or_else(|| input.default.clone());
        match value {
            Some(value) if !(value.is_empty() && input.required) => {
                if !input.options.is_empty() && !input.options.contains(&value) {
                    let message = format!(
                        "Provided value '{value}' for input '{}' not in the list of allowed values",
                        input.name
                    );
                    return Err(unprocessable(&message));
                }
                filled.insert(input.name.clone(), value);
            }
            _ if input.required => {
                return Err(unprocessable(&format!("Required input '{}' not provided", input.name)));
            }
            _ => {
                filled.insert(input.name.clone(), String::new());
            }
        }
    }
    Ok(filled)
}
