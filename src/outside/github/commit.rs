//! An empty commit made on the server: the checkout on this machine is not touched.

use serde::Deserialize;
use serde_json::json;

use super::GitHub;
use crate::model::clean;
use crate::model::failure::Failure;
use crate::outside::http::Method;

/// A commit and the tree it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub sha: String,
    pub tree: String,
    pub message: String,
}

/// What came of the wish for an empty commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmptyCommit {
    Made {
        sha: String,
    },
    /// A rule of the branch forbids it; the branch is as it was. With what GitHub said.
    Refused(Failure),
}

#[derive(Deserialize)]
struct Reference {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    sha: String,
}

#[derive(Deserialize)]
struct WrittenCommit {
    sha: String,
    tree: Object,
    #[serde(default)]
    message: String,
}

/// A branch that somebody else moves at the same moment is tried again this often.
const TRIES: usize = 3;

impl GitHub {
    /// The commit that a branch points to.
    ///
    /// # Errors
    /// 404 where there is no such branch, or the usual.
    pub async fn head(&self, branch: &str) -> Result<String, Failure> {
        let reference = format!("heads/{branch}");
        let found: Reference = self.get(self.below(&["git", "ref", &reference], &[])).await?;
        Ok(found.object.sha)
    }

    /// One commit.
    ///
    /// # Errors
    /// 404 where there is none, or the usual.
    pub async fn commit(&self, sha: &str) -> Result<Commit, Failure> {
        let found: WrittenCommit = self.get(self.below(&["git", "commits", sha], &[])).await?;
        Ok(Commit { sha: found.sha, tree: found.tree.sha, message: clean::short(&found.message, 500) })
    }

    /// Puts an empty commit on top of a branch: the same tree as its parent, so nothing changes but the
    /// history, and `on: push` starts. If the branch moved meanwhile, the commit that was made hangs in the
    /// air, which harms nobody, and another one is made on the new top.
    ///
    /// # Errors
    /// The token may not write contents, or the usual.
    pub async fn empty_commit(&self, branch: &str, message: &str) -> Result<EmptyCommit, Failure> {
        let mut parent = self.head(branch).await?;
        for _ in 0..TRIES {
            let tree = self.commit(&parent).await?.tree;
            let body = json!({ "message": message, "tree": tree, "parents": [parent] });
            let answer = self.write(Method::POST, self.below(&["git", "commits"], &[]), Some(&body)).await?;
            let made: WrittenCommit = answer.json()?;
            let reference = format!("heads/{branch}");
            let url = self.below(&["git", "refs", &reference], &[]);
            let moved = json!({ "sha": made.sha, "force": false });
            match self.write(Method::PATCH, url, Some(&moved)).await {
                Ok(_) => return Ok(EmptyCommit::Made { sha: made.sha }),
                Err(failure) if failure.status() == Some(422) => {
                    let top = self.head(branch).await?;
                    if top == parent {
                        return Ok(EmptyCommit::Refused(failure));
                    }
                    parent = top;
                }
                Err(failure) if failure.status() == Some(409) => return Ok(EmptyCommit::Refused(failure)),
                Err(failure) => return Err(failure),
            }
        }
        Err(super::odd())
    }
}
