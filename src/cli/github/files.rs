//! The workflows of a repository: from the checkout where it is the one that is meant, else from GitHub.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::There;
use crate::model::failure::Failure;
use crate::outside::github::GitHub;
use crate::outside::workflow::{self, Workflow, Workflows};

/// Rounds of fetching what workflows call; they nest no deeper than is followed.
const ROUNDS: usize = 5;

/// All of them.
pub async fn all(there: &There) -> Result<Workflows, Failure> {
    if let Some(root) = there.project.root.clone().filter(|_| there.here) {
        return Ok(tokio::task::spawn_blocking(move || workflow::read_all(&root)).await.unwrap_or_default());
    }
    let branch = there.github.repository().await?.default_branch;
    let mut found = Workflows::default();
    for file in there.github.workflow_files(&branch).await? {
        match one(&there.github, &file, &branch, &HashMap::new()).await {
            Ok(workflow) => found.read.push(workflow),
            Err(failure) => found.unreadable.push(failure),
        }
    }
    Ok(found)
}

/// One workflow at a commit, branch or tag, with what it calls. `run`: what is known after `github.`.
pub async fn one(
    github: &GitHub,
    file: &str,
    at: &str,
    run: &HashMap<String, String>,
) -> Result<Workflow, Failure> {
    let text = github.file(file, at).await?;
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    for _ in 0..ROUNDS {
        let missing = RefCell::new(BTreeSet::new());
        let find = |path: &str| match known.get(path) {
            Some(text) => text.clone(),
            None => {
                missing.borrow_mut().insert(path.to_owned());
                None
            }
        };
        let read = workflow::parse_in_run(file, &text, &find, run.clone())?;
        let missing = missing.into_inner();
        if missing.is_empty() {
            return Ok(read);
        }
        for path in missing {
            let text = match github.file(&path, at).await {
                Ok(text) => Some(text),
                Err(failure) if failure.status() == Some(404) => None,
                Err(failure) => return Err(failure),
            };
            known.insert(path, text);
        }
    }
    let find = |path: &str| known.get(path).cloned().flatten();
    workflow::parse_in_run(file, &text, &find, run.clone())
}
