//! A repository on GitHub, and what is kept there for its workflows.

use std::fmt;

use super::moment::Moment;

/// `owner/name`, as GitHub's addresses have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slug {
    pub owner: String,
    pub name: String,
}

impl Slug {
    /// Reads `owner/name`; letters, digits, `-`, `_` and `.` only, so that it can stand in any address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (owner, name) = text.trim().split_once('/')?;
        let good = |part: &str| {
            !part.is_empty()
                && part.len() <= 100
                && !matches!(part, "." | "..")
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        (good(owner) && good(name)).then(|| Self { owner: owner.to_owned(), name: name.to_owned() })
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// What GitHub tells about a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    pub id: u64,
    /// As GitHub spells it; after a renaming the new name.
    pub slug: Slug,
    pub default_branch: String,
    pub private: bool,
    pub fork: bool,
    /// What it was forked from.
    pub parent: Option<Slug>,
    pub archived: bool,
    /// Whether the owner is an organization, which can have secrets of its own.
    pub of_organization: bool,
    /// Whether the token's user may push; `None` where GitHub does not say.
    pub may_push: Option<bool>,
}

/// A place that secrets can be in; each has a public key of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shelf {
    Repository,
    Environment(String),
    Organization(String),
    /// The only ones that a run started by Dependabot sees.
    Dependabot,
    OrganizationDependabot(String),
}

impl Shelf {
    /// From such a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        match word.split_once(':') {
            None if word == "repository" => Some(Self::Repository),
            None if word == "dependabot" => Some(Self::Dependabot),
            Some(("environment", name)) => named(name).map(Self::Environment),
            Some(("organization", name)) => named(name).map(Self::Organization),
            Some(("organization-dependabot", name)) => named(name).map(Self::OrganizationDependabot),
            _ => None,
        }
    }

    /// In one word, for machines: `repository`, `environment:NAME` …
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Repository => "repository".to_owned(),
            Self::Environment(name) => format!("environment:{name}"),
            Self::Organization(name) => format!("organization:{name}"),
            Self::Dependabot => "dependabot".to_owned(),
            Self::OrganizationDependabot(name) => format!("organization-dependabot:{name}"),
        }
    }
}

/// Where a token for GitHub was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenOrigin {
    Variable(&'static str),
    /// `gh auth token`.
    Gh,
    /// This program's own entry in the keyring.
    Keyring,
    /// Given out after the person had typed a code.
    Device,
    Pasted,
}

/// A secret as GitHub lists it: its value can never be read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    pub created: Option<Moment>,
    pub updated: Option<Moment>,
    /// Of an organization's secret: `all`, `private` or `selected`.
    pub visibility: Option<String>,
}

/// A variable, whose value anybody with access can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: String,
    pub value: String,
    pub updated: Option<Moment>,
}

/// What GitHub tells about a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenFacts {
    /// Whose it is; nobody's for a run's or an app's.
    pub login: Option<String>,
    /// The scopes of a classic token; `None` for all others, whose permissions show only when asked.
    pub scopes: Option<Vec<String>>,
    pub expires: Option<Moment>,
}

impl TokenFacts {
    /// Whether a classic token has a scope, or one that implies it; `None` for all other tokens.
    #[must_use]
    pub fn has_scope(&self, wanted: &str) -> Option<bool> {
        let implied_by = match wanted {
            "public_repo" => "repo",
            "read:org" | "write:org" => "admin:org",
            other => other,
        };
        let scopes = self.scopes.as_ref()?;
        Some(scopes.iter().any(|scope| scope == wanted || scope == implied_by))
    }
}

/// A permission of a fine-grained token that this program can need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    Secrets,
    DependabotSecrets,
    /// Of one environment; GitHub's name for it is `environments`.
    EnvironmentSecrets(String),
    Variables,
    Actions,
}

/// Whether GitHub takes this as the name of a secret or variable: letters, digits and underscores, no digit
/// in front, nothing that begins with `GITHUB_` (GitHub's reference of secrets).
#[must_use]
pub fn is_name(text: &str) -> bool {
    let starts = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let reserved = text.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("GITHUB_"));
    starts && !reserved && text.len() <= 255 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Hosts of others that can carry the same files.
#[must_use]
pub fn is_elsewhere(host: &str) -> bool {
    ["gitlab.com", "bitbucket.org", "gitee.com", "codeberg.org", "gitea.com"].contains(&host)
}

/// The most bytes that a secret may have (GitHub's reference of secrets: 48 KB).
pub const MAX_SECRET: usize = 48 * 1024;

#[cfg(test)]
mod tests {
    use super::{Slug, is_name};

    #[test]
    fn names_that_github_takes_are_told_from_others() {
        for (name, good) in [
            ("DOCKER_PASSWORD", true),
            ("_x", true),
            ("docker1", true),
            ("1DOCKER", false),
            ("GITHUB_X", false),
            ("github_x", false),
            ("A-B", false),
            ("A B", false),
            ("ÄB", false),
            ("", false),
        ] {
            assert_eq!(is_name(name), good, "{name}");
        }
    }

    #[test]
    fn only_a_name_that_is_safe_in_an_address_is_a_repository() {
        for (text, good) in [
            ("amyflash/music-management-system", true),
            (" a/b.c_d ", true),
            ("a/b/c", false),
            ("a/..", false),
            ("a", false),
            ("a/", false),
            ("a/b?x", false),
            ("a/b\u{1b}", false),
        ] {
            assert_eq!(Slug::parse(text).is_some(), good, "{text}");
        }
    }
}
