//! A workflow as it was at a commit, with what it calls.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::GitHub;
use crate::model::failure::Failure;
use crate::outside::workflow::{self, Workflow};

/// Rounds of fetching what workflows call; they nest no deeper than is followed.
const ROUNDS: usize = 5;

impl GitHub {
    /// One workflow at a commit, branch or tag, with what it calls. `run`: what is known after `github.`.
    ///
    /// # Errors
    /// 404 where there is none, what is no workflow, or the usual.
    pub async fn workflow_at(
        &self,
        file: &str,
        at: &str,
        run: &HashMap<String, String>,
    ) -> Result<Workflow, Failure> {
        let text = self.file(file, at).await?;
        self.workflow_of(file, &text, at, run).await
    }

    /// The same, of a file whose text is known.
    pub(super) async fn workflow_of(
        &self,
        file: &str,
        text: &str,
        at: &str,
        run: &HashMap<String, String>,
    ) -> Result<Workflow, Failure> {
        let mut known: HashMap<String, Option<String>> = HashMap::new();
        for _ in 0..ROUNDS {
            let (read, missing) = {
                let missing = RefCell::new(BTreeSet::new());
                let find = |path: &str| match known.get(path) {
                    Some(text) => text.clone(),
                    None => {
                        missing.borrow_mut().insert(path.to_owned());
                        None
                    }
                };
                let read = workflow::parse_in_run(file, text, &find, run.clone())?;
                (read, missing.into_inner())
            };
            if missing.is_empty() {
                return Ok(read);
            }
            for path in missing {
                let text = match self.file(&path, at).await {
                    Ok(text) => Some(text),
                    Err(failure) if failure.status() == Some(404) => None,
                    Err(failure) => return Err(failure),
                };
                known.insert(path, text);
            }
        }
        let find = |path: &str| known.get(path).cloned().flatten();
        workflow::parse_in_run(file, text, &find, run.clone())
    }
}
