//! Workflows, and starting one by hand.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::{GitHub, Which};
use crate::model::clean;
use crate::model::failure::Failure;
use crate::model::moment::Moment;
use crate::model::workflow_run::Run;
use crate::outside::http::{Answer, Method, now};

/// A workflow as GitHub knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    pub id: u64,
    pub name: String,
    /// `.github/workflows/build.yml`.
    pub path: String,
    /// `active`, `disabled_manually`, `disabled_inactivity`, `disabled_fork`, `deleted`.
    pub state: String,
}

/// A run was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatched {
    /// Its id, where the server tells.
    pub run: Option<u64>,
    /// When, by the server's clock.
    pub at: Moment,
}

#[derive(Deserialize)]
struct Page {
    workflows: Vec<WrittenWorkflow>,
}

#[derive(Deserialize)]
struct WrittenWorkflow {
    id: u64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    state: String,
}

#[derive(Default, Deserialize)]
struct Details {
    #[serde(default)]
    workflow_run_id: Option<u64>,
}

/// Clocks that are compared by whole seconds may be off by one.
const SLACK: i64 = 2_000;

impl GitHub {
    /// The repository's workflows.
    ///
    /// # Errors
    /// The token may not read them, or the usual.
    pub async fn workflows(&self) -> Result<Vec<Workflow>, Failure> {
        let url = self.below(&["actions", "workflows"], &[("per_page", "100")]);
        let pages: Vec<Page> = self.pages(url).await?;
        let read = |written: WrittenWorkflow| Workflow {
            id: written.id,
            name: clean::short(&written.name, 100),
            path: clean::short(&written.path, 300),
            state: clean::short(&written.state, 40),
        };
        Ok(pages.into_iter().flat_map(|page| page.workflows).map(read).collect())
    }

    /// Asks for a run of a workflow (its id or file name) on a branch or tag.
    ///
    /// # Errors
    /// 422 where the workflow has no such trigger, input or ref; nothing was started then. After a lost
    /// connection a run may have started: [`GitHub::dispatched_run`] finds it.
    pub async fn dispatch(
        &self,
        workflow: &str,
        to: &str,
        inputs: &BTreeMap<String, String>,
    ) -> Result<Dispatched, Failure> {
        let url = self.below(&["actions", "workflows", workflow, "dispatches"], &[]);
        let mut body = json!({ "ref": to, "return_run_details": true });
        if !inputs.is_empty() {
            body["inputs"] = json!(inputs);
        }
        let answer = match self.write(Method::POST, url.clone(), Some(&body)).await {
            // Enterprise servers up to 3.19 do not know the wish for details and refuse what they do not
            // know, so nothing was started and it may be asked without.
            Err(failure) if unknown_key(&failure) => {
                body.as_object_mut().map(|body| body.remove("return_run_details"));
                self.write(Method::POST, url, Some(&body)).await?
            }
            other => other?,
        };
        let details: Details = if answer.body.is_empty() { Details::default() } else { answer.json()? };
        Ok(Dispatched { run: details.workflow_run_id, at: server_time(&answer) })
    }

    /// The run that a dispatch started, where the answer did not tell: the first one by hand on this ref
    /// since then. `None` while there is none yet.
    ///
    /// # Errors
    /// The usual.
    pub async fn dispatched_run(
        &self,
        workflow: &str,
        to: &str,
        since: Moment,
    ) -> Result<Option<Run>, Failure> {
        let which = Which {
            workflow: Some(workflow),
            branch: Some(to),
            event: Some("workflow_dispatch"),
            ..Which::default()
        };
        let mut runs = self.runs(which).await?;
        runs.retain(|run| run.created.is_some_and(|created| created.0 + SLACK >= since.0));
        Ok(runs.into_iter().min_by_key(|run| run.id))
    }
}

fn unknown_key(failure: &Failure) -> bool {
    let said = failure.said.to_ascii_lowercase();
    match failure.status() {
        Some(400) => true,
        Some(422) => ["return_run_details", "permitted key", "not permitted", "additional properties"]
            .iter()
            .any(|word| said.contains(word)),
        _ => false,
    }
}

fn server_time(answer: &Answer) -> Moment {
    let ahead = answer.clock_ahead().unwrap_or_default();
    Moment(now().0 - ahead * 1000)
}
