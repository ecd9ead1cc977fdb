//! What a job sees: its run, variables, inputs, its values of a matrix, and the secrets that it may have.

use std::collections::BTreeMap;

use super::Runner;
use super::call::Handed;
use super::expression::Context;
use super::plan::JobPlan;
use crate::sandbox::github::state::State;
use crate::sandbox::scenario::{Author, Vault};

impl Runner<'_> {
    pub(super) fn context(&self, job: &JobPlan) -> Context {
        let caller = job.caller.as_deref().map(|caller| (caller, self.context(caller)));
        let mut state = self.shared.github.state();
        let author = state.run_mut(self.id).author;
        let mut context = self.of_run(&state);
        // A called workflow has inputs of its own in the place of the run's.
        if let Some((caller, outside)) = &caller {
            context.remove("inputs.");
            for (name, value) in caller.call.iter().flat_map(|call| &call.inputs) {
                context.set(&format!("inputs.{name}"), &outside.fill(value));
            }
        }
        job.matrix.set(&mut context);
        let environment = job.environment.as_deref().map(|name| context.fill(name));
        let environment = environment.filter(|name| !name.is_empty());
        for variable in &state.variables {
            if variable.environment.is_none() || variable.environment == environment {
                context.set(&format!("vars.{}", variable.name), &variable.value);
            }
        }
        let mut secrets = match &caller {
            None => visible(&state, of_repository(author)),
            Some((caller, outside)) => match caller.call.as_ref().map(|call| &call.secrets) {
                Some(Handed::Named(given)) => {
                    let filled = given.iter().map(|(name, value)| (name.clone(), outside.fill(value)));
                    filled.collect()
                }
                _ => outside.all("secrets."),
            },
        };
        // An environment's own go before what a caller hands over (docs: reusing workflows).
        if let Some(name) = environment.filter(|_| matches!(author, Author::Member)) {
            secrets.extend(visible(&state, vec![Vault::Environment(name)]));
        }
        for (name, value) in secrets {
            context.set(&format!("secrets.{name}"), &value);
        }
        for (name, value) in &job.env {
            let value = context.fill(value);
            context.set(&format!("env.{name}"), &value);
        }
        context
    }

    fn of_run(&self, state: &State) -> Context {
        let mut context = Context::default();
        let run = state.runs.iter().find(|run| run.id == self.id).expect("runs are never removed");
        for (name, value) in &run.inputs {
            context.set(&format!("inputs.{name}"), value);
            context.set(&format!("github.event.inputs.{name}"), value);
        }
        let actor = state.actor(run.author);
        for (name, value) in [
            ("actor", actor),
            ("triggering_actor", actor),
            ("repository", &state.full_name()),
            ("repository_owner", &state.owner),
            ("event.repository.name", &state.repository.name),
            ("event.repository.default_branch", &state.repository.default_branch),
            ("event_name", &run.event),
            ("workflow", &run.name),
            ("ref", &format!("refs/heads/{}", run.branch)),
            ("ref_name", &run.branch),
            ("ref_type", "branch"),
            ("sha", &run.sha),
            ("run_id", &run.id.to_string()),
            ("run_number", &run.number.to_string()),
            ("run_attempt", &run.attempt.to_string()),
            ("server_url", "https://github.com"),
        ] {
            context.set(&format!("github.{name}"), value);
        }
        context
    }
}

/// The keeps of secrets that a run may see, what goes before last: none for forks, Dependabot's own for
/// Dependabot, else the repository's before the organization's (docs: secrets reference).
fn of_repository(author: Author) -> Vec<Vault> {
    match author {
        Author::Fork => Vec::new(),
        Author::Dependabot => vec![Vault::OrganizationDependabot, Vault::Dependabot],
        Author::Member => vec![Vault::Organization, Vault::Repository],
    }
}

fn visible(state: &State, vaults: Vec<Vault>) -> BTreeMap<String, String> {
    let (private, id) = (state.repository.private, state.repository.id);
    let mut seen = BTreeMap::new();
    for keep in vaults.iter().filter_map(|vault| state.vaults.get(vault)) {
        let visible = keep.secrets.iter().filter(|(_, stored)| stored.is_seen_by(private, id));
        seen.extend(visible.map(|(name, stored)| (name.to_ascii_lowercase(), stored.value.clone())));
    }
    seen
}
