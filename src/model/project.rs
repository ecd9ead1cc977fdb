//! What a checkout says about the image that its build pushes.

use std::path::PathBuf;

use super::account::{Origin, Username};
use super::failure::Failure;
use super::github::Slug;
use super::image::Registry;

/// A line in a file, for showing: path relative to the checkout, line counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub file: String,
    pub line: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The remote repository behind a checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// The name git gives it, usually `origin`.
    pub name: String,
    /// `github.com`, or a GitHub Enterprise host.
    pub host: String,
    pub owner: String,
    pub repository: String,
}

impl Remote {
    /// The repository's name on GitHub, if its parts can be one.
    #[must_use]
    pub fn slug(&self) -> Option<Slug> {
        Slug::parse(&format!("{}/{}", self.owner, self.repository))
    }
}

/// A value as a workflow writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Written out.
    Literal(String),
    /// `${{ secrets.NAME }}`.
    Secret(String),
    /// `${{ vars.NAME }}`.
    Variable(String),
    /// `${{ github.repository_owner }}` and other expressions that no stored value decides.
    Expression(String),
}

/// A place where a workflow signs in to a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// `None` where only the run decides.
    pub registry: Option<Registry>,
    pub username: Option<Value>,
    pub secret: Option<Value>,
    pub place: Place,
}

/// A place where a workflow pushes an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// The reference with what could be resolved filled in; `None` where an expression decides it all.
    pub image: Option<String>,
    /// As it stands in the file.
    pub written: String,
    pub place: Place,
    /// Where it goes; `None` where only the run decides.
    pub registry: Option<Registry>,
    /// The login of the same job that serves it, as an index into the project's logins.
    pub login: Option<usize>,
}

impl Push {
    /// Whether the repository on GitHub gives part of the name, and the remote told which that is.
    #[must_use]
    pub fn is_named_by_remote(&self) -> bool {
        self.written.contains("github.repository")
            && self.image.as_ref().is_some_and(|image| !image.contains("${{"))
    }
}

/// A credential that this machine already holds for a registry: where, never what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub registry: Registry,
    pub username: Option<Username>,
    pub origin: Origin,
    /// Whether it lies there in plain text.
    pub plain_text: bool,
    /// Why it cannot be used as it is, if so (a helper that fails, a broken file).
    pub trouble: Option<Failure>,
}

/// Everything found out about the checkout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The top folder of the checkout; `None` outside any.
    pub root: Option<PathBuf>,
    pub branch: Option<String>,
    pub remote: Option<Remote>,
    pub logins: Vec<Login>,
    pub pushes: Vec<Push>,
    /// Workflow files that could not be read, each with its trouble.
    pub unreadable: Vec<Failure>,
}
