//! Outside work as values: what to do, and what came of it. Nothing here does anything.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::github::{Answer, News, Order};
use super::saved::Saved;
use crate::diagnosis::Diagnosis;
use crate::model::access::{self, Measured, Note};
use crate::model::account::{Credential, Username};
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::Slug;
use crate::model::hub_token::{HubToken, NewToken, Scope};
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::onboarding::Onboarding;
use crate::model::probed::{Probed, ToProbe};
use crate::model::project::{Found, Project, Push};
use crate::model::project_file::Fault;
use crate::model::push::{Left, Part, PushEnd, PushProgress, Pushed};
use crate::model::secret::{AccessToken, OneTimeCode, Passphrase, Password, SecondFactorToken, SessionToken};
use crate::model::status::Status;
use crate::model::variable_offer::{Changed, ChangedLine};
use crate::report::{Format, Report};
use crate::text::{Language, Text};

/// Numbers the pieces of outside work, so that an answer finds its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// What the engine wants done.
#[derive(Debug)]
pub enum Effect {
    Start(JobId, Box<Job>),
    /// Reads are dropped at once; changes are told to stop and get a little time to clean up.
    Cancel(JobId),
    /// Open a page in the browser, if there is one.
    Open(String),
    /// Hand text to the terminal's clipboard. Never a secret.
    Copy(String),
    /// Write down where we are (without secrets); `None` forgets it.
    Remember(Option<Box<Saved>>),
    Leave(Exit),
}

/// How the wizard ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked for is proven.
    Proven,
    /// A dry run came to its end, and nothing speaks against doing it.
    Dry,
    /// Left with something that does not push.
    Failed,
    Cancelled,
    Interrupted,
}

/// Outside work, with everything it needs inside it.
#[derive(Clone, Debug)]
pub enum Job {
    /// Whether the runs of this repository can be asked for. Looks at this machine only.
    OfferRun,
    /// Read a log for its cause.
    Diagnose(Log),
    /// Ask live services what the log cannot tell.
    Probe(Box<ToProbe>),
    /// Look at the checkout: git, workflows; and at the credentials this machine holds.
    ReadProject {
        /// The registry of an image that is known already.
        registry: Option<Registry>,
    },
    /// Read what the project says it needs, and find out where the newcomer stands.
    ReadOnboarding,
    /// Find every credential and ask about each.
    TakeStock,
    /// Which credentials this machine holds for another registry than the one looked at first.
    FindCredentials(Registry),
    /// Fetch the secret behind a found credential.
    LoadCredential {
        found: Found,
        passphrase: Option<Passphrase>,
    },
    Keep(Keep),
    /// Ask the keyring to unlock; it may show a prompt of its own.
    UnlockKeyring,
    Measure(Box<Measure>),
    SignIn {
        username: Username,
        password: Password,
    },
    SignInWithCode {
        first: SecondFactorToken,
        code: OneTimeCode,
    },
    ListTokens(SessionToken),
    MakeToken {
        session: SessionToken,
        order: NewToken,
    },
    RetireToken {
        session: SessionToken,
        id: String,
        delete: bool,
    },
    TestPush(Box<TestPush>),
    SaveReport(SaveReport),
    /// What would change in the checkout's workflows.
    OfferRenaming(Box<Rename>),
    /// Change them, as it was shown and not otherwise.
    Rename(Box<Rename>, Vec<ChangedLine>),
    GitHub(Box<Order>),
    /// Practice only: a person's part at the token page is played.
    PlayTokenPage(Scope),
    /// Practice only: the workflows of this checkout are pushed, as a person would.
    PlayPush(PathBuf),
}

/// A log to read. What is pasted may hold secrets.
#[derive(Clone, Debug)]
pub enum Log {
    Text(SecretString),
    File(PathBuf),
    /// Fetched from GitHub, with the workflow that was run.
    LastFailedRun,
}

/// Whether stopping half-way can leave something behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Reads,
    Changes,
}

impl Job {
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self {
            Self::OfferRun
            | Self::Diagnose(_)
            // An upload that was just opened expires.
            | Self::Probe(_)
            | Self::ReadProject { .. }
            | Self::ReadOnboarding
            | Self::TakeStock
            | Self::FindCredentials(_)
            | Self::LoadCredential { .. }
            | Self::UnlockKeyring
            | Self::SignIn { .. }
            | Self::SignInWithCode { .. }
            | Self::ListTokens(_)
            | Self::OfferRenaming(_) => Reach::Reads,
            Self::Keep(_)
            | Self::Measure(_)
            | Self::MakeToken { .. }
            | Self::RetireToken { .. }
            | Self::TestPush(_)
            | Self::SaveReport(_)
            | Self::Rename(..)
            | Self::PlayPush(_)
            | Self::PlayTokenPage(_) => Reach::Changes,
            Self::GitHub(order) => order.reach(),
        }
    }
}

/// Where a token can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeepIn {
    Keyring,
    /// The kernel's keyring: until reboot.
    Kernel,
    /// A file encrypted with a passphrase.
    File,
}

/// Put a token where it is safe, read it back, compare.
#[derive(Clone, Debug)]
pub struct Keep {
    pub registry: Registry,
    pub username: Username,
    pub token: AccessToken,
    pub place: KeepIn,
    /// For the encrypted file.
    pub passphrase: Option<Passphrase>,
    pub note: Note,
}

/// Where a token is kept now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub place: KeepIn,
    /// The file, where it is one.
    pub path: Option<PathBuf>,
    /// Whether another token stood there, which was set aside and not lost.
    pub set_aside: bool,
}

/// Ask the registry whether this credential may push this image.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Not sooner: it was asked to wait until then.
    pub not_before: Option<Moment>,
    pub image: Image,
    pub credential: Credential,
    /// Token services on foreign hosts that the person agreed to.
    pub trusted_realms: Vec<String>,
}

/// Push a tiny image, read it back, remove it.
#[derive(Clone, Debug)]
pub struct TestPush {
    /// With the throw-away tag.
    pub image: Image,
    pub credential: Credential,
    /// Whether to remove the tag afterwards.
    pub remove: bool,
    pub trusted_realms: Vec<String>,
}

/// Workflows that push to another repository of the registry than the one in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The top folder of the checkout.
    pub root: PathBuf,
    pub pushes: Vec<Push>,
    /// What they are to name instead.
    pub repository: String,
    /// Whose workflows they are, `owner/name` on GitHub.
    pub of: String,
}

/// Write the report beside the project.
#[derive(Clone, Debug)]
pub struct SaveReport {
    pub report: Box<Report>,
    pub format: Format,
    pub language: Language,
}

/// The steps of a piece of work while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    Access(access::Progress),
    Push(PushProgress),
    GitHub(News),
    /// So many of so many questions about credentials are answered.
    Stock(usize, usize),
}

/// A test push, as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPushed {
    /// With the throw-away tag.
    pub image: Image,
    pub push: Pushed,
    pub took: Duration,
}

impl TestPushed {
    /// The part that kept it from being whole, with the reason; stopping it counts as one.
    #[must_use]
    pub fn failed(&self) -> Option<(Part, Failure)> {
        match &self.push.end {
            PushEnd::Complete => None,
            PushEnd::TagTaken => Some((Part::TagIsFree, Failure::new(FailureKind::TagTaken))),
            PushEnd::Failed(part, failure) => Some((*part, failure.clone())),
            PushEnd::Stopped(part) => Some((*part, Failure::new(FailureKind::Stopped))),
        }
    }

    /// Whether the person stopped it before anything was proven: it says nothing about the token.
    #[must_use]
    pub fn stopped(&self) -> bool {
        matches!(self.push.end, PushEnd::Stopped(_)) && !self.proven()
    }

    /// Whether it speaks against the token.
    #[must_use]
    pub fn speaks_against(&self) -> bool {
        !self.proven() && !self.stopped()
    }

    /// Whether the registry took the image, gave it back unchanged, and nothing but the clean-up is missing.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.push.proven()
    }

    /// Whether the test tag is, or may be, still there.
    #[must_use]
    pub fn left_behind(&self) -> bool {
        matches!(self.push.left, Some(Left::Tag | Left::PerhapsTag))
    }

    /// Whether this part was done without trouble.
    #[must_use]
    pub fn did(&self, part: Part) -> bool {
        self.push.parts.iter().any(|done| done.part == part && done.failure.is_none())
    }
}

/// The answer to a sign-in.
#[derive(Clone, Debug)]
pub enum SignedIn {
    Session(SessionToken),
    /// The second factor is asked for.
    NeedsCode(SecondFactorToken),
}

/// The answers, variant for variant.
#[derive(Debug)]
pub enum Outcome {
    /// The repository, where this machine is signed in to its host.
    RunOffered(Option<Slug>),
    Probed(Box<Probed>),
    /// Or the words for a log that cannot be read.
    Diagnosed(Result<Box<Diagnosis>, Text>),
    Project(Box<Looked>),
    Onboarding(Result<Box<Arrived>, NotArrived>),
    Stock(Box<Stock>),
    Credentials(Vec<Found>),
    /// With what was noted earlier about this very secret.
    Loaded(Box<Result<(Credential, Note), Failure>>),
    Kept(Result<Kept, Failure>),
    Unlocked(Result<(), Failure>),
    Measured(Box<Result<Measured, Failure>>),
    SignedIn(Result<SignedIn, Failure>),
    Tokens(Result<Vec<HubToken>, Failure>),
    Made(Result<(AccessToken, HubToken), Failure>),
    Retired(Result<(), Failure>),
    Pushed(Box<Result<TestPushed, Failure>>),
    ReportSaved(Result<PathBuf, Failure>),
    GitHub(Answer),
    RenamingOffered(Result<Vec<ChangedLine>, Failure>),
    Renamed(Vec<(String, Changed)>),
    PushPlayed(Result<(), Failure>),
    /// What a person would have copied from the page.
    PagePlayed(Result<SecretString, Failure>),
}

/// Every credential, with the checkout beside it.
#[derive(Clone, Debug)]
pub struct Stock {
    pub status: Status,
    pub looked: Looked,
}

/// A newcomer's beginning.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub onboarding: Onboarding,
    pub looked: Looked,
}

/// Why a newcomer cannot be led through a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotArrived {
    NoCheckout,
    NoFile,
    /// The file is a link.
    Linked,
    Wrong(Fault),
    Failed(Failure),
}

/// What looking around found.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    pub project: Project,
    /// For the registries of the images found, Docker Hub where there is none.
    pub found: Vec<Found>,
    /// The person's home, so that paths are shown as people write them.
    pub home: Option<PathBuf>,
}
