//! GitHub Actions workflow files: where they sign in, what they push, which secrets they name.

mod actions;
mod expression;
mod job;
mod run;
mod shell;
mod target;
pub mod yaml;

use std::collections::BTreeSet;
use std::path::Path;

pub use self::job::Job;
use self::yaml::Node;
use super::files;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::project::{Login, Place, Push};

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
    pub jobs: Vec<Job>,
    /// Every use of a secret or variable of the repository, in the order of names.
    pub names: BTreeSet<Named>,
}

/// A secret or variable by its name, and a line that uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub kind: NameKind,
    pub name: String,
    pub line: usize,
}

/// See [`Named`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    Secret,
    Variable,
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
        for job in self.read.iter().flat_map(|workflow| &workflow.jobs) {
            let before: usize = logins.len();
            logins.extend(job.logins.iter().cloned());
            pushes.extend(job.pushes.iter().map(|push| {
                let login = push.login.map(|at| before + at);
                Push { login, ..push.clone() }
            }));
        }
        (logins, pushes)
    }
}

/// Reads `.github/workflows/*.yml` and `*.yaml` below the top folder of a checkout.
#[must_use]
pub fn read_all(root: &Path) -> Workflows {
    let folder = root.join(".github").join("workflows");
    let mut all = Workflows::default();
    let Ok(entries) = std::fs::read_dir(&folder) else { return all };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            Path::new(name).extension().is_some_and(|kind| kind == "yml" || kind == "yaml")
                && !name.starts_with('.')
        })
        .collect();
    names.sort_unstable();
    names.truncate(MAX_FILES);
    for name in names {
        let file = format!(".github/workflows/{}", crate::model::clean::line(&name));
        // The failure names the file as the person sees it in the checkout.
        let read = files::read_text(&folder.join(&name), MAX_FILE).map_err(|failure| match failure.kind {
            FailureKind::File { trouble, .. } => broken(&file, trouble),
            _ => failure,
        });
        match read.and_then(|text| parse(&file, &text)) {
            Ok(workflow) => all.read.push(workflow),
            Err(failure) => all.unreadable.push(failure),
        }
    }
    all
}

/// Reads one workflow from its text.
///
/// # Errors
/// Not YAML, a key that stands twice, or more than the bounds allow: the file and the line.
pub fn parse(file: &str, text: &str) -> Result<Workflow, Failure> {
    let root = yaml::parse(text).map_err(|found| {
        let said = match found.why {
            yaml::Why::Syntax => "",
            yaml::Why::DuplicateKey => "duplicate key",
            yaml::Why::TooBig => "too deep or too large",
        };
        broken(file, FileTrouble::Broken { line: Some(found.line) }).saying(said)
    })?;
    let scope = expression::Scope::default().with(job::env(&root));
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    Ok(Workflow {
        file: file.to_owned(),
        name: root.get("name").and_then(Node::text).map(|name| crate::model::clean::short(name, 100)),
        jobs: jobs.iter().map(|(id, node)| job::read(file, id, node, &scope)).collect(),
        names: names(&root),
    })
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
