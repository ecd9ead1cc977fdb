//! A repository on GitHub with the checkout before it: what the wizard's steps and the commands work on.

pub mod begun;
pub mod files;
pub mod proof;
pub mod secrets;
pub mod start;
pub mod variable;

use super::github::{GitHub, address};
use super::http::now;
use super::world::World;
use crate::model::failure::Failure;
use crate::model::github::{Shelf, Slug};
use crate::model::project::Project;
use crate::model::secret::GitHubToken;

/// What the work on GitHub stands on.
#[derive(Clone, Debug)]
pub struct There {
    pub world: World,
    pub github: GitHub,
    /// The repository's host, without its API's.
    pub host: String,
    pub project: Project,
    /// Whether the checkout that the person stands in is of this repository.
    pub here: bool,
}

impl There {
    /// The repository of the checkout, with a token for it.
    ///
    /// # Errors
    /// No address can be made of this host.
    pub fn of(
        world: &World,
        host: &str,
        slug: Slug,
        token: Option<GitHubToken>,
        project: Project,
    ) -> Result<Self, Failure> {
        let api = address::of(&world.endpoints, host)?;
        let github = GitHub::new(&world.http, api, token, slug);
        Ok(Self { world: world.clone(), github, host: host.to_owned(), project, here: true })
    }

    /// The branch that is checked out, if it is this repository's.
    #[must_use]
    pub fn branch(&self) -> Option<&str> {
        self.project.branch.as_deref().filter(|_| self.here)
    }

    /// The name that a secret's note goes under.
    #[must_use]
    pub fn place(&self, shelf: &Shelf, name: &str) -> String {
        format!("{}/{}/{}/{name}", self.host, self.github.slug(), shelf.word())
    }

    /// Notes a change in the journal. What is changed is changed, whether it can be noted or not.
    fn journal(&self, change: &str, of: &str) {
        self.journal_with(change, of, &());
    }

    fn journal_with(&self, change: &str, of: &str, more: &impl serde::Serialize) {
        drop(self.world.journal().add_with(now(), change, of, more));
    }
}
