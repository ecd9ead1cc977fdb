//! Actions of the repository that are made of steps.

use super::plan::StepPlan;
use super::steps::{Desk, Inputs};
use super::yaml::{self, Node};

impl Desk {
    /// Does the steps of `path/action.yml`, which see its inputs instead of the workflow's and none of its
    /// secrets. The error is empty where a step has said it.
    pub(super) async fn composite(
        &mut self,
        path: &str,
        inputs: &Inputs,
        id: Option<&str>,
    ) -> Result<(), String> {
        let folder = path.trim_start_matches("./").trim_end_matches('/');
        let names = ["action.yml", "action.yaml"].map(|name| format!("{folder}/{name}"));
        let text = names.iter().find_map(|name| self.files.get(name)).filter(|_| self.checked_out);
        let Some(text) = text else {
            let repository = self.context.get("github.event.repository.name");
            return Err(format!(
                "Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under \
                 '/home/runner/work/{repository}/{repository}/{folder}'. Did you forget to run actions/checkout \
                 before running your local action?"
            ));
        };
        let action = yaml::read(text).ok_or_else(|| format!("{folder}/action.yml: not an action"))?;
        let runs = action.get("runs").filter(|runs| runs.string("using").as_deref() == Some("composite"));
        let Some(runs) = runs else { return Ok(()) };
        let outside = self.context.clone();
        for prefix in ["inputs.", "secrets.", "steps."] {
            self.context.remove(prefix);
        }
        for (name, declared) in action.get("inputs").map(Node::entries).unwrap_or_default() {
            let default = declared.string("default").map(|text| outside.fill(&text)).unwrap_or_default();
            let given = inputs.get(name);
            self.context.set(&format!("inputs.{name}"), if given.is_empty() { &default } else { given });
        }
        let mut done = Ok(());
        for step in runs.get("steps").map(Node::items).unwrap_or_default().iter().filter_map(StepPlan::read) {
            if !self.context.holds(step.condition.as_deref()) {
                continue;
            }
            // Actions may use actions, so this comes back here.
            if !Box::pin(self.perform(&step)).await && !step.continues {
                self.context.failed = true;
                done = Err(String::new());
            }
        }
        let inside = std::mem::replace(&mut self.context, outside);
        for (name, output) in action.get("outputs").map(Node::entries).unwrap_or_default() {
            if let (Some(id), Some(value)) = (id, output.string("value")) {
                self.context.set(&format!("steps.{id}.outputs.{name}"), &inside.fill(&value));
            }
        }
        done
    }
}
