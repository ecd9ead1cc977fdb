//! Secrets: their names and dates can be read, their values only written, sealed on this machine.

use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{GitHub, odd, seal};
use crate::model::clean;
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::{Kept, MAX_SECRET, Shelf};
use crate::model::moment::Moment;
use crate::model::secret::SecretValue;
use crate::outside::http::Method;

/// What a shelf's secrets are sealed with. One serves for as many as there are to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pub id: String,
    pub key: [u8; 32],
}

/// What came of writing a secret or variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Created,
    Updated,
}

#[derive(Deserialize)]
struct WrittenKey {
    key_id: String,
    key: String,
}

#[derive(Deserialize)]
struct Page {
    secrets: Vec<WrittenSecret>,
}

#[derive(Deserialize)]
struct WrittenSecret {
    name: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    updated_at: Option<String>,
    #[serde(default)]
    visibility: Option<String>,
}

#[derive(Deserialize)]
struct Repositories {
    repositories: Vec<Identified>,
}

#[derive(Deserialize)]
struct Identified {
    id: u64,
}

/// Whether GitHub would take a value of this length.
///
/// # Errors
/// It would not.
pub fn fits(name: &str, value: &str) -> Result<(), Failure> {
    match value.len() {
        bytes if bytes > MAX_SECRET => {
            Err(Failure::new(FailureKind::SecretTooLong { name: name.to_owned(), bytes }))
        }
        _ => Ok(()),
    }
}

impl WrittenSecret {
    fn read(self) -> Kept {
        let moment = |text: Option<String>| text.as_deref().and_then(Moment::parse);
        Kept {
            name: clean::short(&self.name, 255),
            created: moment(self.created_at),
            updated: moment(self.updated_at),
            visibility: self.visibility.map(|word| clean::short(&word, 40)),
        }
    }
}

impl GitHub {
    fn shelf(&self, shelf: &Shelf, more: &[&str], query: &[(&str, &str)]) -> Url {
        let (below, parts): (bool, Vec<&str>) = match shelf {
            Shelf::Repository => (true, vec!["actions", "secrets"]),
            Shelf::Environment(name) => (true, vec!["environments", name, "secrets"]),
            Shelf::Dependabot => (true, vec!["dependabot", "secrets"]),
            Shelf::Organization(name) => (false, vec!["orgs", name, "actions", "secrets"]),
            Shelf::OrganizationDependabot(name) => (false, vec!["orgs", name, "dependabot", "secrets"]),
        };
        let parts: Vec<&str> = parts.into_iter().chain(more.iter().copied()).collect();
        if below { self.below(&parts, query) } else { self.at(&parts, query) }
    }

    /// The secrets on a shelf.
    ///
    /// # Errors
    /// The token may not read them; 404 where there is no such environment or organization.
    pub async fn secrets(&self, shelf: &Shelf) -> Result<Vec<Kept>, Failure> {
        let pages: Vec<Page> = self.pages(self.shelf(shelf, &[], &[("per_page", "100")])).await?;
        Ok(pages.into_iter().flat_map(|page| page.secrets).map(WrittenSecret::read).collect())
    }

    /// The organization's secrets that this repository sees.
    ///
    /// # Errors
    /// The usual.
    pub async fn organization_secrets(&self) -> Result<Vec<Kept>, Failure> {
        let url = self.below(&["actions", "organization-secrets"], &[("per_page", "100")]);
        let pages: Vec<Page> = self.pages(url).await?;
        Ok(pages.into_iter().flat_map(|page| page.secrets).map(WrittenSecret::read).collect())
    }

    /// The key of a shelf.
    ///
    /// # Errors
    /// The token may not read it, or what came is no key.
    pub async fn public_key(&self, shelf: &Shelf) -> Result<PublicKey, Failure> {
        let written: WrittenKey = self.get(self.shelf(shelf, &["public-key"], &[])).await?;
        Ok(PublicKey { key: seal::key(&written.key)?, id: written.key_id })
    }

    /// Seals a value and writes it, once. An organization's secret goes on being seen by whom it was seen;
    /// a new one is seen by this repository alone, whose number is `repository`.
    ///
    /// # Errors
    /// Too long, or GitHub's refusal; then nothing was written. After a lost connection or a time-out it may
    /// have been: the list's `updated` tells.
    pub async fn put_secret(
        &self,
        shelf: &Shelf,
        name: &str,
        value: &SecretValue,
        key: &PublicKey,
        repository: u64,
    ) -> Result<Written, Failure> {
        fits(name, value.expose())?;
        let mut body = json!({ "encrypted_value": seal::seal(key.key, value)?, "key_id": key.id });
        if matches!(shelf, Shelf::Organization(_) | Shelf::OrganizationDependabot(_)) {
            let (visibility, selected) = self.audience(shelf, name, repository).await?;
            body["visibility"] = visibility.into();
            if let Some(selected) = selected {
                body["selected_repository_ids"] = selected.into();
            }
        }
        let answer = self.write(Method::PUT, self.shelf(shelf, &[name], &[]), Some(&body)).await?;
        match answer.status {
            201 => Ok(Written::Created),
            200 | 204 => Ok(Written::Updated),
            _ => Err(odd()),
        }
    }

    /// Takes a secret away, once.
    ///
    /// # Errors
    /// GitHub's refusal, 404 where it is gone already. After a lost connection the list tells.
    pub async fn delete_secret(&self, shelf: &Shelf, name: &str) -> Result<(), Failure> {
        self.write(Method::DELETE, self.shelf(shelf, &[name], &[]), None).await.map(drop)
    }

    /// Who is to see an organization's secret: a write that does not say so would change it.
    async fn audience(
        &self,
        shelf: &Shelf,
        name: &str,
        repository: u64,
    ) -> Result<(String, Option<Vec<u64>>), Failure> {
        let known: WrittenSecret = match self.get(self.shelf(shelf, &[name], &[])).await {
            Ok(known) => known,
            Err(failure) if failure.status() == Some(404) => {
                return Ok(("selected".to_owned(), Some(vec![repository])));
            }
            Err(failure) => return Err(failure),
        };
        let visibility = known.visibility.ok_or_else(odd)?;
        if visibility != "selected" {
            return Ok((visibility, None));
        }
        let url = self.shelf(shelf, &[name, "repositories"], &[("per_page", "100")]);
        let pages: Vec<Repositories> = self.pages(url).await?;
        let ids = pages.into_iter().flat_map(|page| page.repositories).map(|one| one.id).collect();
        Ok((visibility, Some(ids)))
    }
}
