//! What a practice world looks like: the format of the files in `assets/scenarios`.

mod github;

use serde::Deserialize;

pub use self::github::{
    Author, GitHub, GitHubRepository, GitHubService, GitHubToken, PastRun, Permission, Rule, StoredSecret,
    StoredVariable, Vault,
};
use super::elsewhere::Elsewhere;
use super::faults::Fault;
use super::machine::Machine;

/// One lesson: accounts, tokens, repositories, a machine, faults, and what should be found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name by which it is asked for, for example `read-only-token`.
    pub name: String,
    /// What a list of lessons calls it.
    pub title: Bilingual,
    /// Two to four sentences, as one would explain it to a colleague.
    pub lesson: Bilingual,
    /// The first one is the person who practises.
    pub accounts: Vec<Account>,
    /// Namespaces beside those of the accounts.
    #[serde(default)]
    pub organizations: Vec<Organization>,
    /// Access tokens that exist already, living or not.
    #[serde(default)]
    pub tokens: Vec<Token>,
    /// Repositories that exist already.
    #[serde(default)]
    pub repositories: Vec<Repository>,
    /// Limits and habits of the services.
    #[serde(default)]
    pub service: Service,
    /// Another registry than Docker Hub, where the lesson is about one.
    pub elsewhere: Option<Elsewhere>,
    /// The repository on GitHub, its secrets and its runs.
    #[serde(default)]
    pub github: GitHub,
    /// Where the program starts.
    pub machine: Machine,
    /// What goes wrong on the way, from the first request on.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// What a right program finds out.
    pub expect: Expect,
    /// What a person answers while the story plays by itself, by the ids of questions and pages; whatever
    /// is not named here is answered as the program recommends.
    #[serde(default)]
    pub tour: toml::Table,
}

/// A text in both languages of the program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

/// A person with an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The Docker ID, which is also the namespace.
    pub name: String,
    /// Where the account gets mail; no user name.
    pub email: String,
    /// The practice password, which the lesson may tell.
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
    /// The namespace.
    pub name: String,
    /// What a repository becomes that a push creates.
    #[serde(default)]
    pub default_privacy: Privacy,
    /// Who may do what in it; others see what is public.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// What somebody may do in all repositories of an organization.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The name of an account.
    pub account: String,
    /// What it may do.
    pub right: Right,
}

/// A right on a repository; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Pull.
    Read,
    /// Pull and push, and create repositories.
    Write,
    /// Also delete.
    Admin,
}

/// Who may see a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privacy {
    /// Everybody.
    #[default]
    Public,
    /// Those who have a right on it.
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
    /// Its ceiling, whatever its owner may do.
    pub level: Level,
    /// Days before the start of practice.
    #[serde(default)]
    pub created_days_ago: i64,
    /// Days before the start of practice; absent for never.
    pub last_used_days_ago: Option<i64>,
    /// Days from the start of practice, negative when it has expired; absent for never.
    pub expires_in_days: Option<i64>,
    /// Whether it has not been deactivated.
    #[serde(default = "yes")]
    pub active: bool,
}

/// The four permission levels of a personal access token; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Level {
    /// Pull what everybody may pull.
    #[serde(rename = "public-read")]
    PublicRead,
    /// Pull what the account may pull.
    #[serde(rename = "read")]
    Read,
    /// Pull and push.
    #[serde(rename = "write")]
    Write,
    /// Pull, push, delete, and manage repositories.
    #[serde(rename = "delete")]
    Delete,
}

/// A repository that exists when practice begins, with a small image under each tag.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// The account or organization that owns it.
    pub namespace: String,
    /// The part after the slash.
    pub name: String,
    /// Whether only those with a right see it.
    #[serde(default)]
    pub private: bool,
    /// The tags it holds.
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
    /// Tags that begin so are removed by the owner's clean-up rule as soon as they arrive.
    pub swept_tags: Vec<String>,
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
            swept_tags: Vec::new(),
            clock_offset_seconds: 0,
        }
    }
}

/// What the program should find out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The image in question, without a tag.
    pub image: String,
    /// The user name that the machine is set up with.
    pub username: String,
    /// The answer for that image with the credential that the machine has.
    pub verdict: Verdict,
    /// A cause id, for example `token-scope-insufficient`.
    pub cause: Option<String>,
    /// How the newest run on GitHub ended before practice began.
    pub run: Option<ExpectedRun>,
}

/// The newest run on GitHub when practice begins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRun {
    /// Its conclusion.
    pub conclusion: String,
    /// What the diagnosis finds in its log: a cause id.
    pub cause: Option<String>,
}

/// The answer to "can this be pushed?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was proven that it can.
    CanPush,
    /// It was proven that it cannot.
    CannotPush,
    /// Neither could be proven.
    Unknown,
}

fn yes() -> bool {
    true
}
