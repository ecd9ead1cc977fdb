//! What the diagnosis answers with: findings, the clues that prove them, and what to do next.

use super::redact;
use crate::model::cause::CauseId;

/// How much of a line is shown.
const SHOWN: usize = 300;

/// Where a clue was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    Log,
    Workflow,
    /// Measured just now, not read.
    Probe,
    /// Said by the person.
    Told,
    /// What GitHub tells of the run.
    Run,
}

/// A line that speaks for or against a cause. Secrets in it are already redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clue {
    pub source: Source,
    /// Counted from one; zero for what was measured or told.
    pub line: u64,
    pub text: String,
}

impl Clue {
    #[must_use]
    pub fn new(source: Source, line: u64, text: &str) -> Self {
        Self { source, line, text: redact::shown(text, SHOWN) }
    }
}

/// A cause with its confidence and reasons.
#[derive(Clone, Debug)]
pub struct Finding {
    pub cause: CauseId,
    /// From 0 to 1, the share of such logs for which this cause is expected to be the right one.
    pub confidence: f32,
    pub evidence: Vec<Clue>,
    pub against: Vec<Clue>,
    pub next: Vec<Remedy>,
}

/// A step of the wizard that mends something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    FindProject,
    CreateToken,
    CheckAccess,
    StoreToken,
    UpdateSecrets,
    RerunWorkflow,
}

impl Step {
    /// The name as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FindProject => "find-project",
            Self::CreateToken => "create-token",
            Self::CheckAccess => "check-access",
            Self::StoreToken => "store-token",
            Self::UpdateSecrets => "update-secrets",
            Self::RerunWorkflow => "rerun-workflow",
        }
    }
}

/// The next thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    Go(Step),
    /// A command to run, as typed.
    Run(String),
    /// A page to open.
    Open(&'static str),
    /// Lines to put into the workflow.
    Workflow(String),
    /// Nothing to mend here: wait, then do this.
    Wait(Step),
    /// Somebody else has to act.
    Ask(Whom),
}

/// Who has to act where the person cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    OrganizationOwner,
    RegistryAdministrator,
    NetworkAdministrator,
    RegistrySupport,
}

impl Whom {
    /// The name as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrganizationOwner => "organization-owner",
            Self::RegistryAdministrator => "registry-administrator",
            Self::NetworkAdministrator => "network-administrator",
            Self::RegistrySupport => "registry-support",
        }
    }
}

/// A question that tells causes apart where words cannot: to a live service, or to a place that a person can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Probe {
    /// Does the stored user name and secret sign in?
    SignIn,
    /// What may the token do at all?
    TokenLevel,
    /// What may the account do on this repository?
    RepositoryRight,
    /// Does the repository exist, and in which state?
    RepositoryExists,
    /// Name resolution, connection, TLS and proxy, each by itself.
    Reachability,
    /// How far this machine's clock is off.
    Clock,
    /// Which stored credential the tool would use.
    Sources,
    /// How many pulls are left.
    RateLimit,
    /// Which secrets the repository has.
    Secrets,
    /// The command or the reference as it is written down.
    Command,
    /// Whether the daemon answers and has room.
    Daemon,
    /// What the registry's own settings forbid: sizes, formats, tags that may not change.
    RegistrySettings,
    /// The rest of the log, where nothing else would tell.
    WholeLog,
}

impl Probe {
    /// The name as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::TokenLevel => "token-level",
            Self::RepositoryRight => "repository-right",
            Self::RepositoryExists => "repository-exists",
            Self::Reachability => "reachability",
            Self::Clock => "clock",
            Self::Sources => "sources",
            Self::RateLimit => "rate-limit",
            Self::Secrets => "secrets",
            Self::Command => "command",
            Self::Daemon => "daemon",
            Self::RegistrySettings => "registry-settings",
            Self::WholeLog => "whole-log",
        }
    }
}
