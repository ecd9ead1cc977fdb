//! GitHub Actions workflow files: where they sign in, what they push, which secrets they name.

mod actions;
mod expression;
mod image;
mod job;
mod matrix;
mod run;
mod shell;
mod tags;
mod target;
mod triggers;
mod variable;
pub mod yaml;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use self::expression::{Scope, Shell};
pub use self::image::pushed_as;
pub use self::job::Job;
pub use self::triggers::{Filter, Input, Triggers};
pub use self::variable::{changed_lines, read_as_variables};
use self::yaml::Node;
use super::files;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::image::Registry;
use crate::model::project::{Login, Place, Push};
use crate::model::secret_plan::{Called, NameKind, Named, Plan};

/// Longer files are not read.
const MAX_FILE: usize = 1024 * 1024;
/// More files than this in one folder are not read.
const MAX_FILES: usize = 500;

/// One workflow file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// Its path within the checkout, with forward slashes.
    pub file: String,
    /// As `name:` has it.
    pub name: Option<String>,
    /// What starts it.
    pub triggers: Triggers,
    /// Those of called workflows of the same repository included, under the caller's names.
    pub jobs: Vec<Job>,
    /// The workflows of the same repository that it calls.
    pub calls: Vec<String>,
    /// Those of other repositories that it hands secrets to. They are not read.
    pub called: Vec<Called>,
    /// Every use of a secret or variable of the repository, in the order of names.
    pub names: BTreeSet<Named>,
}

/// The workflows of a checkout, by file name.
#[derive(Clone, Debug, Default)]
pub struct Workflows {
    pub read: Vec<Workflow>,
    /// A file that cannot be read keeps no other from being read.
    pub unreadable: Vec<Failure>,
}

impl Workflows {
    /// All logins and pushes, each push with the index of its login in the list.
    #[must_use]
    pub fn logins_and_pushes(&self) -> (Vec<Login>, Vec<Push>) {
        let (mut logins, mut pushes) = (Vec::new(), Vec::new());
        for job in self.on_their_own().flat_map(|workflow| &workflow.jobs) {
            let before: usize = logins.len();
            logins.extend(job.logins.iter().cloned());
            pushes.extend(job.pushes.iter().map(|push| {
                let login = push.login.map(|at| before + at);
                Push { login, ..push.clone() }
            }));
        }
        (logins, pushes)
    }

    /// What the logins to a registry read, wherever they stand; those of which only the run decides where
    /// they sign in count as well.
    #[must_use]
    pub fn secret_plan(&self, registry: &Registry) -> Plan {
        let jobs = self.on_their_own().flat_map(|workflow| &workflow.jobs);
        let logins: Vec<_> = jobs
            .flat_map(|job| job.logins.iter().map(move |login| (login, job)))
            .filter(|(login, _)| login.registry.as_ref().is_none_or(|at| at == registry))
            .collect();
        let mut plan = Plan::of(logins.iter().map(|(login, job)| (*login, job.environment_name())));
        let open = logins.iter().filter(|(_, job)| job.environment_is_open());
        plan.environment_open = open.map(|(login, _)| login.place.clone()).collect();
        plan.environment_open.dedup();
        plan.unread.clone_from(&self.unreadable);
        plan.calling(self.on_their_own().flat_map(|workflow| workflow.called.iter().cloned()).collect())
    }

    /// Those that start by themselves; one that is only called is read where it is called.
    pub fn on_their_own(&self) -> impl Iterator<Item = &Workflow> {
        let called = |workflow: &Workflow| {
            workflow.triggers.only_called()
                && self.read.iter().any(|other| other.calls.contains(&workflow.file))
        };
        self.read.iter().filter(move |workflow| !called(workflow))
    }
}

/// Other files of the same repository, by their path within it, with forward slashes.
pub type Files<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Workflows that call each other deeper than this are not followed (GitHub allows ten, hardly anybody two).
const MAX_DEPTH: usize = 4;
/// Files that call each other many times over would otherwise multiply.
const MAX_CALLS: usize = 100;

/// A file of a checkout that a workflow names; nothing outside of it.
fn in_checkout(root: &Path, path: &str) -> Option<String> {
    let inside = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !inside {
        return None;
    }
    // A link may lead out of the checkout.
    let (root, file) = (root.canonicalize().ok()?, root.join(path).canonicalize().ok()?);
    if !file.starts_with(&root) {
        return None;
    }
    Some(files::read_text(&file, MAX_FILE).ok()?.as_str().to_owned())
}

/// The names of `.github/workflows/*.yml` and `*.yaml` below the top folder of a checkout, in order.
fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            Path::new(name).extension().is_some_and(|kind| kind == "yml" || kind == "yaml")
                && !name.starts_with('.')
        })
        .collect();
    names.sort_unstable();
    names.truncate(MAX_FILES);
    names
}

/// The texts of a checkout's workflow files, however broken; what cannot be read is left out.
#[must_use]
pub fn texts(root: &Path) -> Vec<String> {
    let folder = root.join(".github").join("workflows");
    let read = |name: String| Some(files::read_text(&folder.join(name), MAX_FILE).ok()?.as_str().to_owned());
    names_in(&folder).into_iter().filter_map(read).collect()
}

/// The workflow files of a checkout, by their paths within it.
#[must_use]
pub fn files_of(root: &Path) -> Vec<String> {
    names_in(&root.join(FOLDER)).into_iter().map(|name| format!("{FOLDER}/{name}")).collect()
}

/// Where a repository has its workflows.
const FOLDER: &str = ".github/workflows";

/// Reads the workflow files below the top folder of a checkout.
#[must_use]
pub fn read_all(root: &Path) -> Workflows {
    read_all_knowing(root, &HashMap::new())
}

/// The same, knowing what stands after `github.` in every run: `repository_owner` and its like.
#[must_use]
pub fn read_all_knowing(root: &Path, known: &HashMap<String, String>) -> Workflows {
    let folder = root.join(".github").join("workflows");
    let mut all = Workflows::default();
    for name in names_in(&folder) {
        let file = format!(".github/workflows/{}", crate::model::clean::line(&name));
        // The failure names the file as the person sees it in the checkout.
        let read = files::read_text(&folder.join(&name), MAX_FILE).map_err(|failure| match failure.kind {
            FailureKind::File { trouble, .. } => broken(&file, trouble),
            _ => failure,
        });
        let others = |path: &str| in_checkout(root, path);
        match read.and_then(|text| parse_in_run(&file, &text, &others, known.clone())) {
            Ok(workflow) => all.read.push(workflow),
            Err(failure) => all.unreadable.push(failure),
        }
    }
    all
}

/// Reads one workflow from its text alone.
///
/// # Errors
/// As [`parse_with`].
pub fn parse(file: &str, text: &str) -> Result<Workflow, Failure> {
    parse_with(file, text, &|_| None)
}

/// Reads one workflow from its text, and what it calls of its own repository.
///
/// # Errors
/// Not YAML, a key that stands twice, or more than the bounds allow: the file and the line.
pub fn parse_with(file: &str, text: &str, files: Files<'_>) -> Result<Workflow, Failure> {
    read_with(file, text, files, &Scope::default())
}

/// The same, knowing of one run what stands after `github.`: `sha`, `ref_name`, `run_number` …
///
/// # Errors
/// As [`parse_with`].
pub fn parse_in_run(
    file: &str,
    text: &str,
    files: Files<'_>,
    run: HashMap<String, String>,
) -> Result<Workflow, Failure> {
    read_with(file, text, files, &Scope::default().in_run(run))
}

fn read_with(file: &str, text: &str, files: Files<'_>, scope: &Scope) -> Result<Workflow, Failure> {
    let root = yaml::parse(text).map_err(|found| {
        let said = match found.why {
            yaml::Why::Syntax => "",
            yaml::Why::DuplicateKey => "duplicate key",
            yaml::Why::TooBig => "too deep or too large",
        };
        broken(file, FileTrouble::Broken { line: Some(found.line) }).saying(said)
    })?;
    let mut reader = Calls { files, jobs: Vec::new(), calls: Vec::new(), called: Vec::new() };
    reader.jobs(file, "", &root, &scope.with(job::env(&root)), 0);
    Ok(Workflow {
        file: file.to_owned(),
        name: root.get("name").and_then(Node::text).map(|name| crate::model::clean::short(name, 100)),
        triggers: triggers::read(&root),
        jobs: reader.jobs,
        calls: reader.calls,
        called: reader.called,
        names: names(&root),
    })
}

/// Follows a workflow into those that it calls.
struct Calls<'a> {
    files: Files<'a>,
    jobs: Vec<Job>,
    calls: Vec<String>,
    called: Vec<Called>,
}

impl Calls<'_> {
    fn jobs(&mut self, file: &str, caller: &str, root: &Node, scope: &Scope, depth: usize) {
        for (id, node) in root.get("jobs").map(Node::entries).unwrap_or_default() {
            let id = if caller.is_empty() { id.clone() } else { format!("{caller} / {id}") };
            let uses = node.get("uses").filter(|uses| uses.text().is_some());
            let called = uses.and_then(Node::text).and_then(|uses| uses.trim().strip_prefix("./"));
            // Without any secret handed to it, it cannot sign in with one.
            if let (Some(uses), None, Some(_)) = (uses, called, node.get("secrets")) {
                self.of_another(file, uses);
            }
            let from = self.jobs.len();
            for scope in &matrix::scopes(node, scope) {
                match called {
                    Some(path) if depth < MAX_DEPTH && self.calls.len() < MAX_CALLS => {
                        self.call(path, &id, node, scope, depth)
                    }
                    Some(_) => {}
                    None => matrix::add(&mut self.jobs, from, job::read(file, &id, node, scope, self.files)),
                }
            }
        }
    }

    fn of_another(&mut self, file: &str, uses: &Node) {
        let workflow = crate::model::clean::short(uses.text().unwrap_or_default(), 200);
        let called = Called { workflow, place: Place { file: file.to_owned(), line: uses.line } };
        if !self.called.contains(&called) {
            self.called.push(called);
        }
    }

    fn call(&mut self, path: &str, id: &str, node: &Node, scope: &Scope, depth: usize) {
        self.calls.push(path.to_owned());
        // One that is missing or broken has no jobs; read on its own it is reported.
        let Some(called) = (self.files)(path).and_then(|text| yaml::parse(&text).ok()) else { return };
        let declared = called.get("on").and_then(|on| on.get("workflow_call")?.get("inputs"));
        let secrets = match node.get("secrets") {
            Some(secrets) if secrets.text() == Some("inherit") => None,
            secrets => {
                let entries = secrets.map(Node::entries).unwrap_or_default().iter();
                let value = |node: &Node| node.text().map(|text| scope.value(text, Shell::No));
                Some(entries.filter_map(|(name, node)| Some((name.clone(), value(node)?))).collect())
            }
        };
        let inner = scope.workflow_called_with(job::inputs(node.get("with"), declared, scope), secrets);
        self.jobs(path, id, &called, &inner.with(job::env(&called)), depth + 1);
    }
}

fn names(root: &Node) -> BTreeSet<Named> {
    let mut found = BTreeSet::new();
    root.each_scalar(&mut |scalar| {
        for (line, text) in &scalar.lines {
            for (kind, of) in [(NameKind::Secret, "secrets"), (NameKind::Variable, "vars")] {
                let names = expression::names(text, of).into_iter();
                found.extend(names.map(|name| Named { kind, name: name.to_owned(), line: *line }));
            }
        }
    });
    found
}

fn broken(file: &str, trouble: FileTrouble) -> Failure {
    Failure::new(FailureKind::File { path: file.to_owned(), trouble })
}

impl Workflow {
    /// Where a name is used, for showing.
    #[must_use]
    pub fn place(&self, line: usize) -> Place {
        Place { file: self.file.clone(), line }
    }
}

#[cfg(test)]
mod tests;
