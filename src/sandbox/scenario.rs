//! What a practice world looks like: the format of the files in `assets/scenarios`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::faults::Fault;
use super::machine::Machine;

/// One lesson: accounts, tokens, repositories, a machine, faults, and what should be found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name by which it is asked for, for example `read-only-token`.
    pub name: String,
    pub title: Bilingual,
    /// Two to four sentences, as one would explain it to a colleague.
    pub lesson: Bilingual,
    /// The first one is the person who practises.
    pub accounts: Vec<Account>,
    #[serde(default)]
    pub organizations: Vec<Organization>,
    #[serde(default)]
    pub tokens: Vec<Token>,
    #[serde(default)]
    pub repositories: Vec<Repository>,
    #[serde(default)]
    pub service: Service,
    pub machine: Machine,
    #[serde(default)]
    pub faults: Vec<Fault>,
    pub expect: Expect,
}

/// A text in both languages of the program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub en: String,
    pub zh: String,
}

/// A person with an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The Docker ID, which is also the namespace.
    pub name: String,
    pub email: String,
    pub password: String,
    /// The one-time code that is always right; its presence turns two-factor authentication on.
    pub totp: Option<String>,
    /// What a repository becomes that a push creates.
    #[serde(default)]
    pub default_privacy: Privacy,
}

/// A namespace that several people share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    pub name: String,
    #[serde(default)]
    pub default_privacy: Privacy,
    #[serde(default)]
    pub members: Vec<Member>,
}

/// What somebody may do in all repositories of an organization.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub account: String,
    pub right: Right,
}

/// A right on a repository; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    Read,
    Write,
    Admin,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privacy {
    #[default]
    Public,
    Private,
}

/// An access token that exists when practice begins. Its value is made up anew at every start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// How the scenario and the tests call it.
    pub name: String,
    /// The owner: an account, or an organization for an organization access token.
    pub account: String,
    /// The description that its owner gave it.
    pub label: String,
    pub level: Level,
    #[serde(default)]
    pub created_days_ago: i64,
    pub last_used_days_ago: Option<i64>,
    /// Days from the start of practice, negative when it has expired; absent for never.
    pub expires_in_days: Option<i64>,
    #[serde(default = "yes")]
    pub active: bool,
}

/// The four permission levels of a personal access token; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    #[serde(rename = "public-read", alias = "repo:public_read")]
    PublicRead,
    #[serde(rename = "read", alias = "repo:read")]
    Read,
    #[serde(rename = "write", alias = "repo:write")]
    Write,
    #[serde(rename = "delete", alias = "repo:admin")]
    Delete,
}

/// A repository that exists when practice begins, with a small image under each tag.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    pub namespace: String,
    pub name: String,
    #[serde(default)]
    pub private: bool,
    #[serde(default)]
    pub tags: Vec<String>,
    /// Archived: it can be read and no longer written.
    #[serde(default)]
    pub archived: bool,
    /// Tags that exist cannot be moved to another image.
    #[serde(default)]
    pub immutable: bool,
}

/// Limits and habits of the services.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// Requests a minute to the Hub API.
    pub hub_requests_per_minute: u32,
    /// Manifests that may be fetched in six hours.
    pub pulls: u32,
    /// Wrong passwords before logins are refused for a while.
    pub failed_logins: u32,
    /// How many times the Hub API says that a freshly pushed tag does not exist.
    pub tag_lag_reads: u32,
    /// Seconds by which the services' clock differs from the machine's.
    pub clock_offset_seconds: i64,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            hub_requests_per_minute: 600,
            pulls: 200,
            failed_logins: 10,
            tag_lag_reads: 0,
            clock_offset_seconds: 0,
        }
    }
}

/// What the program should find out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub image: String,
    pub username: String,
    pub verdict: Verdict,
    /// A cause id, for example `token-scope-insufficient`.
    pub cause: Option<String>,
}

/// The answer to "can this be pushed?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    CanPush,
    CannotPush,
    Unknown,
}

/// Why a scenario file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError(String);

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the scenario cannot be used: {}", self.0)
    }
}

impl std::error::Error for ScenarioError {}

fn yes() -> bool {
    true
}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../assets/scenarios/", $name, ".toml")))),*]
    };
}

/// The scenarios that the program brings along; the first is the default.
const EMBEDDED: [(&str, &str); 13] = embedded![
    "read-only-token",
    "expired-token",
    "wrong-user",
    "foreign-namespace",
    "missing-repository",
    "weak-clean-up",
    "keyring-locked",
    "keyring-absent",
    "rate-limited",
    "slow-network",
    "broken-network",
    "password-with-2fa",
    "all-well",
];

impl Scenario {
    /// Every scenario that the program brings along, the default first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        EMBEDDED.iter().map(|(name, text)| Self::embedded(name, text)).collect()
    }

    /// The embedded scenario of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        EMBEDDED.iter().find(|(known, _)| *known == name).map(|(name, text)| Self::embedded(name, text))
    }

    fn embedded(name: &str, text: &str) -> Self {
        let scenario = Self::parse(text).expect("a test parses every embedded scenario");
        debug_assert_eq!(scenario.name, name, "a scenario is called like its file");
        scenario
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    /// When it is not TOML of this form, or when it names an account or a token that it does not have.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(|error| ScenarioError(error.to_string()))?;
        scenario.check_names()?;
        Ok(scenario)
    }

    /// The person who practises.
    #[must_use]
    pub fn main_account(&self) -> &Account {
        &self.accounts[0]
    }

    fn check_names(&self) -> Result<(), ScenarioError> {
        let fail =
            |what: &str, name: &str| Err(ScenarioError(format!("{what} {name:?} is not defined in it")));
        if self.accounts.is_empty() {
            return Err(ScenarioError("it has no account".to_owned()));
        }
        let account = |name: &str| self.accounts.iter().any(|account| account.name == name);
        let organization = |name: &str| self.organizations.iter().any(|org| org.name == name);
        for member in self.organizations.iter().flat_map(|org| &org.members) {
            if !account(&member.account) {
                return fail("account", &member.account);
            }
        }
        for token in &self.tokens {
            if !account(&token.account) && !organization(&token.account) {
                return fail("account", &token.account);
            }
        }
        for credential in &self.machine.credentials {
            match &credential.token {
                Some(token) if !self.tokens.iter().any(|known| known.name == *token) => {
                    return fail("token", token);
                }
                None if !account(&credential.user) => return fail("account", &credential.user),
                _ => {}
            }
        }
        Ok(())
    }
}
