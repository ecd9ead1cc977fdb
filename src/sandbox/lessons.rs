//! The scenarios that the program brings along, and how one is read from a file.

use std::fmt;

use super::scenario::{Account, Scenario};

/// Why a scenario file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError(String);

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the scenario cannot be used: {}", self.0)
    }
}

impl std::error::Error for ScenarioError {}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../assets/scenarios/", $name, ".toml")))),*]
    };
}

/// The scenarios that the program brings along; the first is the default.
const EMBEDDED: [(&str, &str); 32] = embedded![
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
    "wrong-secret-name",
    "environment-secret",
    "fork-run",
    "dependabot-run",
    "github-permission-missing",
    "commit-refused",
    "run-cancelled",
    "log-not-ready",
    "hub-lag",
    "tag-missing",
    "namespace-from-owner",
    "onboarding",
    "all-well",
    "ghcr-scope",
    "gitlab-read-only",
    "quay-robot",
    "ecr-yesterday",
    "artifact-registry-hour",
    "azure-scope-map",
    "harbor-robot",
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
        for secret in &self.github.secrets {
            match &secret.token {
                Some(token) if !self.tokens.iter().any(|known| known.name == *token) => {
                    return fail("token", token);
                }
                _ => {}
            }
        }
        let files = self.github.runs.iter().filter_map(|run| run.workflow.as_ref());
        for file in files {
            if !self.machine.workflows.iter().any(|workflow| workflow.file == *file) {
                return fail("workflow", file);
            }
        }
        Ok(())
    }
}
