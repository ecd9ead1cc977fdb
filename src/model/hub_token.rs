//! Personal access tokens as Docker Hub's API lists them: everything but the secret.

use super::access::Level;
use super::moment::Moment;

/// What a token may do, in the API's words (Hub API description, `scopes`; each includes those before it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    PublicRead,
    Read,
    Write,
    Admin,
}

impl Scope {
    pub const ALL: [Self; 4] = [Self::PublicRead, Self::Read, Self::Write, Self::Admin];

    /// `repo:write`, as the API spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublicRead => "repo:public_read",
            Self::Read => "repo:read",
            Self::Write => "repo:write",
            Self::Admin => "repo:admin",
        }
    }

    /// The highest of a list; `None` if it names nothing known.
    #[must_use]
    pub fn highest(names: &[String]) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|scope| names.iter().any(|name| name == scope.as_str()))
    }

    /// The level that a registry can measure.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::PublicRead | Self::Read => Level::Read,
            Self::Write => Level::Write,
            Self::Admin => Level::Delete,
        }
    }
}

/// A token in the account's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubToken {
    pub id: String,
    pub label: String,
    /// `None` if the API names a scope that is not known here.
    pub scope: Option<Scope>,
    pub active: bool,
    /// Made by a program (Docker Desktop, `docker login`), not in the web form.
    pub generated: bool,
    pub created: Option<Moment>,
    pub last_used: Option<Moment>,
    pub expires: Option<Moment>,
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// 1 to 100 characters.
    pub label: String,
    pub scope: Scope,
    /// Never, if `None`; it cannot be changed afterwards.
    pub expires: Option<Moment>,
}
