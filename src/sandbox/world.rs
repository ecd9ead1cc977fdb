//! Everything the services know, in one place: people, tokens, repositories, images.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::chance;
use super::clock::DAY;
use super::elsewhere::Elsewhere;
use super::registry::content::Content;
use super::scenario::{Account, Level, Organization, Privacy, Scenario, Service};

/// The state of all services. One lock guards it.
#[derive(Debug)]
pub(super) struct World {
    pub(super) accounts: Vec<Account>,
    pub(super) organizations: Vec<Organization>,
    pub(super) service: Service,
    /// The registry, where it is not Docker Hub.
    pub(super) elsewhere: Option<Arc<Elsewhere>>,
    pub(super) tokens: Vec<AccessToken>,
    /// Repositories by `namespace/name`.
    pub(super) repositories: BTreeMap<String, Listed>,
    pub(super) content: Content,
    /// Moments of failed logins by the user name that was tried.
    pub(super) failed_logins: HashMap<String, Vec<i64>>,
    /// Who holds which OAuth refresh token of the token service.
    pub(super) refresh_tokens: HashMap<String, super::identity::Caller>,
    /// Who holds which token that only the registry can read, and until when.
    pub(super) opaque: HashMap<String, (super::identity::Caller, i64)>,
    /// Manifests fetched so far.
    pub(super) pulls: u32,
    /// The minute in which Hub requests are being counted, and how many there were.
    pub(super) hub_minute: (i64, u32),
}

/// An access token of a person or an organization.
#[derive(Clone, Debug)]
pub(super) struct AccessToken {
    pub(super) uuid: String,
    /// How the scenario calls it; tokens made later have no such name.
    pub(super) name: Option<String>,
    pub(super) account: String,
    pub(super) value: String,
    pub(super) label: String,
    pub(super) level: Level,
    pub(super) created: i64,
    pub(super) last_used: Option<i64>,
    pub(super) expires: Option<i64>,
    pub(super) active: bool,
}

/// A repository as the Hub lists it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) private: bool,
    pub(super) archived: bool,
    pub(super) immutable: bool,
    pub(super) description: String,
    pub(super) created: i64,
}

impl Listed {
    pub(super) fn new(private: bool, created: i64) -> Self {
        Self { private, archived: false, immutable: false, description: String::new(), created }
    }
}

impl World {
    pub(super) fn build(scenario: &Scenario, now: i64) -> Self {
        let mut world = Self {
            accounts: scenario.accounts.clone(),
            organizations: scenario.organizations.clone(),
            service: scenario.service.clone(),
            elsewhere: scenario.elsewhere.clone().map(Arc::new),
            tokens: Vec::new(),
            repositories: BTreeMap::new(),
            content: Content::default(),
            failed_logins: HashMap::new(),
            refresh_tokens: HashMap::new(),
            opaque: HashMap::new(),
            pulls: 0,
            hub_minute: (0, 0),
        };
        for token in &scenario.tokens {
            let value = world.new_secret(&token.account);
            world.tokens.push(AccessToken {
                uuid: chance::uuid(),
                name: Some(token.name.clone()),
                account: token.account.clone(),
                value,
                label: token.label.clone(),
                level: token.level,
                created: now - token.created_days_ago * DAY,
                last_used: token.last_used_days_ago.map(|days| now - days * DAY),
                expires: token.expires_in_days.map(|days| now + days * DAY),
                active: token.active,
            });
        }
        // What everybody finds on the real Hub, and what level and pull-limit questions are asked about.
        for name in ["library/alpine", "ratelimitpreview/test"] {
            world.stock(name, Listed::new(false, now - 3000 * DAY), &["latest".to_owned()]);
        }
        for repository in &scenario.repositories {
            let listed = Listed {
                archived: repository.archived,
                immutable: repository.immutable,
                ..Listed::new(repository.private, now - 100 * DAY)
            };
            world.stock(&format!("{}/{}", repository.namespace, repository.name), listed, &repository.tags);
        }
        world
    }

    fn stock(&mut self, name: &str, listed: Listed, tags: &[String]) {
        for tag in tags {
            self.content.stock(name, tag, listed.created);
        }
        self.repositories.insert(name.to_owned(), listed);
    }

    /// The value of the scenario's token of that name.
    pub(super) fn named_token(&self, name: &str) -> Option<String> {
        let token = self.tokens.iter().find(|token| token.name.as_deref() == Some(name))?;
        Some(token.value.clone())
    }

    pub(super) fn is_organization(&self, name: &str) -> bool {
        self.organizations.iter().any(|organization| organization.name == name)
    }

    /// The characters of a token, in the form of the registry that makes it.
    fn new_secret(&self, account: &str) -> String {
        let kind = if self.is_organization(account) { "dckr_oat_" } else { "dckr_pat_" };
        let docker = || format!("{kind}{}", chance::letters(27));
        self.elsewhere.as_ref().map_or_else(docker, |elsewhere| elsewhere.kind.secret())
    }

    /// Makes a token and returns it; its value is shown to nobody afterwards.
    pub(super) fn create_token(
        &mut self,
        account: &str,
        label: &str,
        level: Level,
        expires: Option<i64>,
        now: i64,
    ) -> AccessToken {
        let token = AccessToken {
            uuid: chance::uuid(),
            name: None,
            account: account.to_owned(),
            value: self.new_secret(account),
            label: label.to_owned(),
            level,
            created: now,
            last_used: None,
            expires,
            active: true,
        };
        self.tokens.push(token.clone());
        token
    }

    /// What a repository becomes that a push into this namespace creates (docs: Docker Hub settings).
    pub(super) fn default_privacy(&self, namespace: &str) -> Privacy {
        let of_account = self
            .accounts
            .iter()
            .find(|account| account.name == namespace)
            .map(|account| account.default_privacy);
        let of_organization =
            self.organizations.iter().find(|org| org.name == namespace).map(|org| org.default_privacy);
        of_account.or(of_organization).unwrap_or_default()
    }
}
