//! Reusable workflows: `jobs.<id>.uses` of the same repository, and what the caller hands over.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::plan::{JobPlan, Plan};
use super::yaml::Node;

/// Workflows may call each other so deep (docs: reusing workflows, limitations).
const DEEPEST: usize = 10;

/// A job's call of another workflow.
#[derive(Clone, Debug)]
pub(super) struct Call {
    uses: String,
    with: Vec<(String, String)>,
    pub(super) secrets: Handed,
    /// Every input that the called workflow declares, once that is known: as given, else its default.
    pub(super) inputs: Vec<(String, String)>,
}

/// The secrets that a called workflow sees.
#[derive(Clone, Debug)]
pub(super) enum Handed {
    /// All of the caller's.
    Inherited,
    /// These, under the names of the called workflow.
    Named(Vec<(String, String)>),
}

/// What a workflow declares for those that call it.
#[derive(Clone, Debug, Default)]
pub(super) struct Callable {
    inputs: Vec<(String, Declared)>,
    secrets: Vec<(String, Declared)>,
}

#[derive(Clone, Debug)]
struct Declared {
    required: bool,
    default: Option<String>,
}

impl Call {
    pub(super) fn read(job: &Node) -> Option<Self> {
        let secrets = match job.get("secrets").and_then(Node::text) {
            Some("inherit") => Handed::Inherited,
            _ => Handed::Named(job.pairs("secrets")),
        };
        Some(Self { uses: job.string("uses")?, with: job.pairs("with"), secrets, inputs: Vec::new() })
    }

    /// What it hands over, or nothing where GitHub refuses the call: something required is missing, or
    /// something is handed over that nobody declared.
    fn checked(&self, callable: &Callable) -> Option<Self> {
        let fits = |declared: &[(String, Declared)], given: &[(String, String)]| {
            let known = |name: &str| declared.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
            let has = |name: &str| given.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
            given.iter().all(|(name, _)| known(name))
                && declared.iter().all(|(name, of)| !of.required || has(name))
        };
        let secrets = match &self.secrets {
            Handed::Inherited => true,
            Handed::Named(given) => fits(&callable.secrets, given),
        };
        if !secrets || !fits(&callable.inputs, &self.with) {
            return None;
        }
        let value = |(name, declared): &(String, Declared)| {
            let given = self.with.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            let given = given.map(|(_, value)| value.clone()).or_else(|| declared.default.clone());
            (name.clone(), given.unwrap_or_default())
        };
        Some(Self { inputs: callable.inputs.iter().map(value).collect(), ..self.clone() })
    }
}

impl Callable {
    pub(super) fn read(on: &Node) -> Option<Self> {
        let declared = |call: &Node, key: &str| {
            let entries = call.get(key).map(Node::entries).unwrap_or_default().iter();
            let read = |(name, node): &(String, Node)| {
                let required = node.string("required").as_deref() == Some("true");
                (name.clone(), Declared { required, default: node.string("default") })
            };
            entries.map(read).collect()
        };
        match on.get("workflow_call") {
            Some(call) => Some(Self { inputs: declared(call, "inputs"), secrets: declared(call, "secrets") }),
            None => on.texts().iter().any(|event| event == "workflow_call").then(Self::default),
        }
    }
}

impl Plan {
    /// The plan with the jobs of the workflows that its jobs call in the place of those. `None` where GitHub
    /// would not begin it: a workflow that is missing, may not be called, or is called wrongly.
    pub(in crate::sandbox::github) fn with_called(self, files: &BTreeMap<String, String>) -> Option<Self> {
        let jobs = expand(self.jobs, None, files, 0)?;
        Some(Self { jobs, ..self })
    }
}

fn expand(
    jobs: Vec<JobPlan>,
    caller: Option<&Arc<JobPlan>>,
    files: &BTreeMap<String, String>,
    depth: usize,
) -> Option<Vec<JobPlan>> {
    let mut all = Vec::new();
    for job in jobs {
        let job = match caller {
            Some(caller) => job.below(caller),
            None => job,
        };
        let Some(call) = &job.call else {
            all.push(job);
            continue;
        };
        let path = call.uses.strip_prefix("./").filter(|_| depth < DEEPEST)?;
        let called = Plan::read(files.get(path)?)?;
        let call = call.checked(called.callable.as_ref()?)?;
        let job = Arc::new(JobPlan { call: Some(call), ..job });
        all.extend(expand(called.jobs, Some(&job), files, depth + 1)?);
    }
    Some(all)
}

impl JobPlan {
    /// The same as part of what that job calls.
    fn below(self, caller: &Arc<Self>) -> Self {
        let inside = |key: &str| format!("{} / {key}", caller.key);
        Self {
            key: inside(&self.key),
            name: format!("{} / {}", caller.name, self.name),
            needs: self.needs.iter().map(|key| inside(key)).collect(),
            ends: self.ends.as_deref().map(inside),
            caller: Some(Arc::clone(caller)),
            ..self
        }
    }

    /// Itself and the jobs whose calls it belongs to, from the outermost on.
    pub(super) fn chain(&self) -> Vec<&Self> {
        let mut chain: Vec<&Self> = std::iter::successors(Some(self), |job| job.caller.as_deref()).collect();
        chain.reverse();
        chain
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Plan;

    #[test]
    fn calls_are_taken_as_github_takes_them() {
        let called = "on:\n  workflow_call:\n    inputs:\n      image: {required: true}\n      tag: {default: \
                      latest}\n    secrets:\n      token: {required: true}\njobs:\n  push: {steps: [{run: x}]}\n  \
                      after: {needs: push, steps: [{run: x}]}\n";
        let files = BTreeMap::from([
            ("push.yml".to_owned(), called.to_owned()),
            ("quiet.yml".to_owned(), "on: push\njobs: {}\n".to_owned()),
            ("loop.yml".to_owned(), "on: workflow_call\njobs: {a: {uses: ./loop.yml}}\n".to_owned()),
        ]);
        let plan = |job: &str| {
            let text =
                format!("on: push\njobs:\n  call: {job}\n  end: {{needs: [call], steps: [{{run: x}}]}}\n");
            Plan::read(&text).expect("a plan").with_called(&files)
        };
        let good = plan("{uses: ./push.yml, with: {image: a}, secrets: {token: b}}").expect("is taken");
        let shown: Vec<_> = good.jobs.iter().map(|job| (job.key.as_str(), job.needs.clone())).collect();
        assert_eq!(
            shown,
            [
                ("call / push", vec![]),
                ("call / after", vec!["call / push".to_owned()]),
                ("end", vec!["call".to_owned()])
            ]
        );
        assert!(plan("{uses: ./push.yml, with: {image: a}, secrets: inherit}").is_some());
        for wrong in [
            "{uses: ./push.yml, secrets: inherit}",
            "{uses: ./push.yml, with: {image: a}}",
            "{uses: ./push.yml, with: {image: a, other: b}, secrets: inherit}",
            "{uses: ./push.yml, with: {image: a}, secrets: {token: a, other: b}}",
            "{uses: ./quiet.yml}",
            "{uses: ./gone.yml}",
            "{uses: ./loop.yml}",
            "{uses: else/where/.github/workflows/a.yml@v1}",
        ] {
            assert!(plan(wrong).is_none(), "{wrong}");
        }
    }
}
