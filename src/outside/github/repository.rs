//! The repository itself.

use serde::Deserialize;

use super::GitHub;
use crate::model::clean;
use crate::model::failure::Failure;
use crate::model::github::{Repository, Slug};

#[derive(Deserialize)]
struct Written {
    id: u64,
    full_name: String,
    #[serde(default)]
    default_branch: Option<String>,
    #[serde(default)]
    private: bool,
    #[serde(default)]
    fork: bool,
    #[serde(default)]
    parent: Option<Full>,
    #[serde(default)]
    archived: Option<bool>,
    #[serde(default)]
    owner: Option<Owner>,
    #[serde(default)]
    permissions: Option<Permissions>,
}

#[derive(Deserialize)]
struct Full {
    full_name: String,
}

#[derive(Deserialize)]
struct Owner {
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Permissions {
    #[serde(default)]
    push: Option<bool>,
}

#[derive(Deserialize)]
struct Environments {
    #[serde(default)]
    environments: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl GitHub {
    /// What GitHub tells about the repository; under its new name where it was renamed.
    ///
    /// # Errors
    /// 404 where there is none, or none that this token can see.
    pub async fn repository(&self) -> Result<Repository, Failure> {
        let written: Written = self.get(self.below(&[], &[])).await?;
        Ok(Repository {
            id: written.id,
            slug: Slug::parse(&written.full_name).unwrap_or_else(|| self.slug.clone()),
            default_branch: clean::short(written.default_branch.as_deref().unwrap_or("main"), 255),
            private: written.private,
            fork: written.fork,
            parent: written.parent.filter(|_| written.fork).and_then(|of| Slug::parse(&of.full_name)),
            archived: written.archived.unwrap_or_default(),
            of_organization: written.owner.is_some_and(|owner| owner.kind == "Organization"),
            may_push: written.permissions.and_then(|permissions| permissions.push),
        })
    }

    /// The names of all repositories that the token's user can write to or see as a member.
    ///
    /// # Errors
    /// The usual.
    pub async fn repositories(&self) -> Result<Vec<Slug>, Failure> {
        let pages: Vec<Vec<Full>> = self.pages(self.at(&["user", "repos"], &[("per_page", "100")])).await?;
        Ok(pages.into_iter().flatten().filter_map(|one| Slug::parse(&one.full_name)).collect())
    }

    /// The names of the repository's environments.
    ///
    /// # Errors
    /// The token may not read them, or the usual.
    pub async fn environments(&self) -> Result<Vec<String>, Failure> {
        let pages: Vec<Environments> =
            self.pages(self.below(&["environments"], &[("per_page", "100")])).await?;
        let names = pages.into_iter().flat_map(|page| page.environments);
        Ok(names.map(|named| clean::short(&named.name, 255)).collect())
    }
}
