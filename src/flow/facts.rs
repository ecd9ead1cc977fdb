//! What is known so far. Each fact has one step that writes it, and says which token it was learned with.

use std::path::{Path, PathBuf};

use super::effect::{Kept, Looked, TestPushed};
use super::github::OnGitHub;
use crate::model::access::{Measured, Note};
use crate::model::account::{Credential, Username};
use crate::model::hub_token::HubToken;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::onboarding::Onboarding;
use crate::model::secret::SessionToken;
use crate::model::verdict::{Verdict, judge};

/// Numbers the credentials of this run. A new one makes everything learned with the old one stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenId(u32);

/// Something learned from outside, with the credential that was used to learn it.
#[derive(Clone, Debug)]
pub struct Learned<T> {
    pub value: T,
    pub by: TokenId,
    pub at: Moment,
}

/// The four characters that tell one token from another, for a person.
pub type LastFour = String;

/// What is known.
#[derive(Debug, Default)]
pub struct Facts {
    pub looked: Option<Looked>,
    /// What the project says it needs, for a newcomer.
    pub onboarding: Option<Box<Onboarding>>,
    pub image: Option<Image>,
    pub username: Option<Username>,
    pub credential: Option<Credential>,
    pub(super) token: TokenId,
    /// The end of the token, where it is long enough for that to give nothing away.
    pub last_four: Option<LastFour>,
    /// What is known of the token beside what it may do: label, expiry.
    pub note: Note,
    pub kept: Option<Learned<Kept>>,
    /// The person chose to keep the token for this run only.
    pub run_only: Option<TokenId>,
    pub measured: Option<Learned<Measured>>,
    pub pushed: Option<Learned<TestPushed>>,
    /// The tags of all test pushes that are, or may be, still there, whatever was pushed afterwards.
    pub left_behind: Vec<Image>,
    /// The person chose not to test-push.
    pub push_skipped: bool,
    pub session: Option<Learned<SessionToken>>,
    /// Tokens of the account, as last listed.
    pub listed: Vec<HubToken>,
    /// The id of the token that this run made, so that it is never offered for removal.
    pub made: Option<String>,
    pub github: OnGitHub,
    pub changes: Vec<Change>,
    pub trusted_realms: Vec<String>,
    /// A log told what was pushed by whom, and whether that needs no confirmation; taken by the step that asks.
    pub told: Option<bool>,
    pub started: Moment,
    /// How long the program waited for the person, in milliseconds.
    pub saved_reports: Vec<PathBuf>,
}

/// Something that was changed outside, newest last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub what: ChangeKind,
    /// What it was done to: an image, a label, a file, a place.
    pub subject: String,
    pub at: Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    TokenMade,
    TokenKept,
    TokenDeactivated,
    TokenDeleted,
    TestImagePushed,
    TestImageRemoved,
    SecretWritten,
    VariableWritten,
    WorkflowChanged,
    GitHubTokenKept,
    RunStarted,
    RunCancelled,
    ReportSaved,
}

impl ChangeKind {
    /// The kind that a line of the journal is of, whoever wrote it.
    #[must_use]
    pub fn of_journal(word: &str) -> Option<Self> {
        Some(match word {
            "github-secret-written" => Self::SecretWritten,
            "github-variable-written" => Self::VariableWritten,
            "workflow-dispatched" | "run-started-again" | "empty-commit-made" => Self::RunStarted,
            "github-run-cancelled" => Self::RunCancelled,
            word => return Self::ALL.into_iter().find(|kind| kind.as_str() == word),
        })
    }

    /// Done by GitHub's client, which writes it into the journal itself.
    #[must_use]
    pub fn is_on_github(self) -> bool {
        matches!(
            self,
            Self::SecretWritten
                | Self::VariableWritten
                | Self::WorkflowChanged
                | Self::RunStarted
                | Self::RunCancelled
        )
    }

    pub const ALL: [Self; 13] = [
        Self::TokenMade,
        Self::TokenKept,
        Self::TokenDeactivated,
        Self::TokenDeleted,
        Self::TestImagePushed,
        Self::TestImageRemoved,
        Self::SecretWritten,
        Self::VariableWritten,
        Self::WorkflowChanged,
        Self::GitHubTokenKept,
        Self::RunStarted,
        Self::RunCancelled,
        Self::ReportSaved,
    ];

    /// The name in files; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TokenMade => "token-made",
            Self::TokenKept => "token-kept",
            Self::TokenDeactivated => "token-deactivated",
            Self::TokenDeleted => "token-deleted",
            Self::TestImagePushed => "test-image-pushed",
            Self::TestImageRemoved => "test-image-removed",
            Self::SecretWritten => "secret-written",
            Self::VariableWritten => "variable-written",
            Self::WorkflowChanged => "workflow-changed",
            Self::GitHubTokenKept => "github-token-kept",
            Self::RunStarted => "run-started",
            Self::RunCancelled => "run-cancelled",
            Self::ReportSaved => "report-saved",
        }
    }
}

impl Facts {
    /// Takes a credential into use. What was learned with another one is stale from here on.
    pub fn use_credential(&mut self, credential: Credential, last_four: Option<LastFour>, note: Note) {
        self.token.0 += 1;
        self.username = Some(credential.username.clone());
        self.credential = Some(credential);
        self.last_four = last_four;
        self.note = note;
    }

    #[must_use]
    pub fn token_id(&self) -> TokenId {
        self.token
    }

    /// The person's home, once the machine has been looked at.
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        self.looked.as_ref()?.home.as_deref()
    }

    /// Marks a value as learned now, with the credential in use.
    pub fn learned<T>(&self, value: T, at: Moment) -> Learned<T> {
        Learned { value, by: self.token, at }
    }

    /// The fact, if it was learned with the credential in use now.
    #[must_use]
    pub fn current<'a, T>(&self, fact: &'a Option<Learned<T>>) -> Option<&'a T> {
        fact.as_ref()
            .filter(|fact| fact.by == self.token && self.credential.is_some())
            .map(|fact| &fact.value)
    }

    /// What was measured with this credential about this very repository.
    #[must_use]
    pub fn access(&self) -> Option<&Measured> {
        let image = self.image.as_ref()?;
        self.current(&self.measured)
            .filter(|m| m.image.registry() == image.registry() && m.image.repository() == image.repository())
    }

    /// The verdict on it.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let at = self.measured.as_ref()?.at;
        self.access().map(|measured| judge(measured, &self.note, at))
    }

    /// The test push with this credential to this repository.
    #[must_use]
    pub fn test_push(&self) -> Option<&TestPushed> {
        let image = self.image.as_ref()?;
        self.current(&self.pushed)
            .filter(|p| p.image.registry() == image.registry() && p.image.repository() == image.repository())
    }

    /// Whether the credential in use is where it outlives this run, or the person decided against that.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.current(&self.kept).is_some() || self.run_only == Some(self.token)
    }

    /// The registry in question: the image's, or Docker Hub while no image is known.
    #[must_use]
    pub fn registry(&self) -> Registry {
        self.image.as_ref().map_or_else(Registry::docker_hub, |image| image.registry().clone())
    }

    pub fn changed(&mut self, what: ChangeKind, subject: impl Into<String>, at: Moment) {
        self.changes.push(Change { what, subject: subject.into(), at });
    }
}
