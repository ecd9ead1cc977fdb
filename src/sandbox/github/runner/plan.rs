//! What a workflow file wants done: triggers, jobs, steps.

use std::sync::Arc;

use super::call::{Call, Callable};
use super::matrix::{self, Values};
use super::yaml::{self, Node};

#[derive(Clone, Debug)]
pub(in crate::sandbox::github) struct Plan {
    pub(in crate::sandbox::github) name: Option<String>,
    /// The inputs of a run by hand; `None` without that trigger.
    pub(in crate::sandbox::github) dispatch: Option<Vec<Input>>,
    pub(super) push: Option<Push>,
    /// What it wants of other workflows that call it; `None` where none may.
    pub(super) callable: Option<Callable>,
    /// In the order of the file.
    pub(super) jobs: Vec<JobPlan>,
}

#[derive(Clone, Debug)]
pub(in crate::sandbox::github) struct Input {
    pub(in crate::sandbox::github) name: String,
    pub(in crate::sandbox::github) required: bool,
    pub(in crate::sandbox::github) default: Option<String>,
    pub(in crate::sandbox::github) options: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Push {
    branches: Option<Vec<String>>,
    /// Only for tags, or only for changed files: an empty commit starts nothing.
    filtered: bool,
}

#[derive(Clone, Debug)]
pub(super) struct JobPlan {
    /// Its own within the run: the name in the file, its values of a matrix in parentheses, behind the key of
    /// the job that calls its workflow.
    pub(super) key: String,
    pub(super) name: String,
    /// Keys of other jobs; one without values means all of that name.
    pub(super) needs: Vec<String>,
    pub(super) condition: Option<String>,
    pub(super) environment: Option<String>,
    /// The workflow's own, then the job's.
    pub(super) env: Vec<(String, String)>,
    pub(super) steps: Vec<StepPlan>,
    /// Its values of a matrix.
    pub(super) matrix: Values,
    /// The matrix that its failure ends: the key that all of its jobs begin with.
    pub(super) ends: Option<String>,
    /// The workflow that it calls instead of having steps.
    pub(super) call: Option<Call>,
    /// The job whose call it belongs to.
    pub(super) caller: Option<Arc<JobPlan>>,
}

#[derive(Clone, Debug)]
pub(super) struct StepPlan {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) condition: Option<String>,
    pub(super) work: Work,
    pub(super) env: Vec<(String, String)>,
    pub(super) continues: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Work {
    /// `owner/action@ref` and its inputs.
    Uses(String, Vec<(String, String)>),
    Script(String),
}

impl Plan {
    /// `None` for what GitHub would not take as a workflow.
    pub(in crate::sandbox::github) fn read(text: &str) -> Option<Self> {
        let tree = yaml::read(text)?;
        let on = tree.get("on")?;
        let has = |event: &str| on.texts().iter().any(|known| known == event);
        let jobs = tree.get("jobs")?.entries();
        Some(Self {
            name: tree.string("name"),
            dispatch: on
                .get("workflow_dispatch")
                .map(inputs)
                .or_else(|| has("workflow_dispatch").then(Vec::new)),
            push: on
                .get("push")
                .map(push)
                .or_else(|| has("push").then_some(Push { branches: None, filtered: false })),
            callable: Callable::read(on),
            jobs: jobs.iter().flat_map(|(key, job)| JobPlan::read(key, job, &tree.pairs("env"))).collect(),
        })
    }

    /// Whether a push of no changed file to this branch starts it.
    pub(super) fn starts_on_push(&self, branch: &str) -> bool {
        self.push.as_ref().is_some_and(|push| {
            let branches = push.branches.as_deref();
            !push.filtered && branches.is_none_or(|known| known.iter().any(|pattern| fits(pattern, branch)))
        })
    }
}

fn inputs(dispatch: &Node) -> Vec<Input> {
    let declared = dispatch.get("inputs").map(Node::entries).unwrap_or_default();
    let read = |(name, input): &(String, Node)| Input {
        name: name.clone(),
        required: input.string("required").as_deref() == Some("true"),
        default: input.string("default"),
        options: input.get("options").map(Node::texts).unwrap_or_default(),
    };
    declared.iter().map(read).collect()
}

fn push(push: &Node) -> Push {
    let branches = push.get("branches").map(Node::texts);
    let tags_only = branches.is_none() && push.get("tags").is_some();
    let paths = push.get("paths").is_some() || push.get("paths-ignore").is_some();
    Push { branches, filtered: tags_only || paths }
}

/// `*` within a path component, `**` across them (docs: filter pattern cheat sheet).
fn fits(pattern: &str, branch: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == branch,
        Some((before, after)) => branch.strip_prefix(before).is_some_and(|rest| {
            let across = after.starts_with('*');
            let after = after.trim_start_matches('*');
            (0..=rest.len())
                .filter(|at| rest.is_char_boundary(*at))
                .any(|at| (across || !rest[..at].contains('/')) && fits(after, &rest[at..]))
        }),
    }
}

impl JobPlan {
    /// One job for each combination of its matrix.
    fn read(key: &str, job: &Node, env: &[(String, String)]) -> Vec<Self> {
        let environment = job.get("environment");
        let named = environment.and_then(|environment| environment.string("name"));
        let steps = job.get("steps").map(Node::items).unwrap_or_default();
        let strategy = job.get("strategy");
        let goes_on = strategy.and_then(|strategy| strategy.string("fail-fast")).as_deref() == Some("false");
        let combinations = strategy.and_then(|strategy| strategy.get("matrix")).map(matrix::combinations);
        let whole = Self {
            key: key.to_owned(),
            name: job.string("name").unwrap_or_else(|| key.to_owned()),
            needs: job.get("needs").map(Node::texts).unwrap_or_default(),
            condition: job.string("if"),
            environment: named.or_else(|| environment?.text().map(str::to_owned)),
            env: env.iter().cloned().chain(job.pairs("env")).collect(),
            steps: steps.iter().filter_map(StepPlan::read).collect(),
            matrix: Values::default(),
            ends: (!goes_on && combinations.is_some()).then(|| key.to_owned()),
            call: Call::read(job),
            caller: None,
        };
        let Some(combinations) = combinations else { return vec![whole] };
        combinations.into_iter().map(|values| whole.with(values)).collect()
    }

    fn with(&self, values: Values) -> Self {
        Self {
            key: format!("{} ({values})", self.key),
            name: values.name(&self.name),
            matrix: values,
            ..self.clone()
        }
    }
}

impl StepPlan {
    pub(super) fn read(step: &Node) -> Option<Self> {
        let work = match (step.string("uses"), step.string("run")) {
            (Some(uses), _) => Work::Uses(uses, step.pairs("with")),
            (None, Some(script)) => Work::Script(script),
            (None, None) => return None,
        };
        let name = step.string("name").unwrap_or_else(|| work.heading());
        Some(Self {
            id: step.string("id"),
            name,
            condition: step.string("if"),
            env: step.pairs("env"),
            continues: step.string("continue-on-error").as_deref() == Some("true"),
            work,
        })
    }
}

impl Work {
    /// What stands at the beginning of its part of the log.
    pub(super) fn heading(&self) -> String {
        match self {
            Self::Uses(action, _) => format!("Run {action}"),
            Self::Script(script) => format!("Run {}", script.lines().next().unwrap_or_default()),
        }
    }

    /// The action without its version.
    pub(super) fn action(&self) -> Option<&str> {
        match self {
            Self::Uses(action, _) => Some(action.split('@').next().unwrap_or_default()),
            Self::Script(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, fits};

    #[test]
    fn branches_are_matched_as_the_documentation_says() {
        for (pattern, branch, good) in [
            ("main", "main", true),
            ("main", "main2", false),
            ("release/*", "release/1", true),
            ("release/*", "release/1/a", false),
            ("release/**", "release/1/a", true),
            ("*", "main", true),
        ] {
            assert_eq!(fits(pattern, branch), good, "{pattern} {branch}");
        }
    }

    #[test]
    fn an_empty_commit_starts_what_has_no_filter_for_files() {
        let starts = |on: &str| {
            let plan = Plan::read(&format!("on: {on}\njobs: {{}}\n")).expect("a plan");
            plan.starts_on_push("main")
        };
        assert!(
            starts("push") && starts("[push, workflow_dispatch]") && starts("{push: {branches: [main]}}")
        );
        assert!(!starts("{push: {paths: ['src/**']}}") && !starts("{push: {tags: ['v*']}}"));
        assert!(!starts("workflow_dispatch") && !starts("{push: {branches: [dev]}}"));
    }
}
