//! GitHub in a practice world. What a scenario leaves out follows from its machine: the owner and the
//! name of the repository from the remote, the files from the checkout.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The repository of the checkout on GitHub, and who may do what there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GitHub {
    /// The GitHub user who practises; absent for the owner of the remote.
    pub login: Option<String>,
    /// Whether the owner of the remote is an organization.
    pub organization: bool,
    /// Tokens for the API, the one that the person has first; without any it is a classic one that may all.
    pub tokens: Vec<GitHubToken>,
    /// The repository.
    pub repository: GitHubRepository,
    /// The repository (`owner/name`) that it is a fork of.
    pub upstream: Option<String>,
    /// Other repositories of the same owner: the same files, environments and secrets, each with keys and values
    /// of its own from then on. They build nothing.
    pub siblings: Vec<String>,
    /// Secrets that are stored already.
    pub secrets: Vec<StoredSecret>,
    /// Variables that are stored already.
    pub variables: Vec<StoredVariable>,
    /// Environments that jobs may name.
    pub environments: Vec<String>,
    /// Runs that took place before practice began, the oldest first. They really run.
    pub runs: Vec<PastRun>,
    /// Limits and habits of the API and the runners.
    pub service: GitHubService,
}

/// A token for the API. Its value is made up anew at every start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitHubToken {
    /// How the scenario and the tests call it.
    pub name: String,
    /// The scopes of a classic token; a token without this field is a fine-grained one.
    pub scopes: Option<Vec<String>>,
    /// What a fine-grained token may do; reading the metadata is always among it.
    #[serde(default)]
    pub permissions: BTreeMap<String, Permission>,
    /// Days from the start of practice, negative when it has expired; absent for never.
    pub expires_in_days: Option<i64>,
}

/// What a permission of a fine-grained token allows; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// Look.
    Read,
    /// Change.
    Write,
}

/// The repository on GitHub.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GitHubRepository {
    /// Whether only those with a right see it.
    pub private: bool,
    /// Archived: it can be read and no longer written.
    pub archived: bool,
    /// Actions are switched off in its settings.
    pub without_actions: bool,
    /// Its name now, where the checkout still knows it by an older one.
    pub renamed_to: Option<String>,
    /// Branches beside the one that is checked out, which is the default one.
    pub branches: Vec<String>,
    /// Rules for the default branch that refuse a commit made through the API.
    pub rules: Vec<Rule>,
}

/// A rule of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Changes come by pull requests only.
    PullRequest,
    /// Commits have to be signed.
    RequiredSignatures,
}

/// A level at which secrets are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vault {
    /// The repository's Actions secrets.
    #[default]
    Repository,
    /// The secrets of one of its environments.
    Environment(String),
    /// The organization's Actions secrets.
    Organization,
    /// The repository's secrets for Dependabot.
    Dependabot,
    /// The organization's secrets for Dependabot.
    OrganizationDependabot,
}

/// A secret that is stored already. Exactly one of `token` and `value` says what it holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredSecret {
    /// Its name.
    pub name: String,
    /// Where it is kept.
    #[serde(default, rename = "where")]
    pub vault: Vault,
    /// It holds the value of this Docker Hub token of the scenario.
    pub token: Option<String>,
    /// It holds this.
    pub value: Option<String>,
    /// Days before the start of practice.
    #[serde(default = "a_while")]
    pub days_ago: i64,
}

/// A variable that is stored already.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredVariable {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub value: String,
    /// The environment to which it belongs; absent for the whole repository.
    pub environment: Option<String>,
}

/// A run that took place before practice began.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastRun {
    /// Hours before the start of practice.
    pub hours_ago: i64,
    /// What started it.
    #[serde(default = "push")]
    pub event: String,
    /// Who is behind it.
    #[serde(default)]
    pub by: Author,
    /// The workflow file; absent for the first one of the checkout.
    pub workflow: Option<String>,
    /// How long it took.
    #[serde(default = "a_build")]
    pub seconds: i64,
}

/// Who is behind a run: what the run may see depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Author {
    /// Somebody who may write to the repository.
    #[default]
    Member,
    /// A pull request from a fork: no secrets at all.
    Fork,
    /// Dependabot: its own secrets only.
    Dependabot,
}

/// Limits and habits of the API and the runners.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GitHubService {
    /// Requests an hour with a token.
    pub requests_per_hour: u32,
    /// Writes a minute before the secondary limit.
    pub writes_per_minute: u32,
    /// How long a step takes at least.
    pub step_milliseconds: u64,
    /// How many times the log of a finished job is not there yet.
    pub log_lag_reads: u32,
    /// Somebody cancels the first run that starts now, when it comes to the step of this name.
    pub cancels_at: Option<String>,
}

impl Default for GitHubService {
    fn default() -> Self {
        Self {
            requests_per_hour: 5000,
            writes_per_minute: 80,
            step_milliseconds: 250,
            log_lag_reads: 0,
            cancels_at: None,
        }
    }
}

fn a_while() -> i64 {
    40
}

fn a_build() -> i64 {
    312
}

fn push() -> String {
    "push".to_owned()
}
