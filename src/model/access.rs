//! What a credential was asked to do at a registry, and what came back.

use std::time::Duration;

use super::account::Username;
use super::failure::{Failure, FailureKind, Request};
use super::image::Image;
use super::moment::Moment;
use super::pasted::TokenKind;

/// The three things a registry token can be good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Actions {
    pub pull: bool,
    pub push: bool,
    pub delete: bool,
}

impl Actions {
    pub const NONE: Self = Self { pull: false, push: false, delete: false };
    pub const PULL: Self = Self { pull: true, push: false, delete: false };
    pub const PULL_PUSH: Self = Self { pull: true, push: true, delete: false };
    pub const DELETE: Self = Self { pull: false, push: false, delete: true };

    /// `pull,push`, as a scope spells them.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match (self.pull, self.push, self.delete) {
            (false, false, false) => "",
            (true, false, false) => "pull",
            (false, true, false) => "push",
            (false, false, true) => "delete",
            (true, true, false) => "pull,push",
            (true, false, true) => "pull,delete",
            (false, true, true) => "push,delete",
            (true, true, true) => "pull,push,delete",
        }
    }
}

/// How far a Docker Hub token reaches, whatever the repository (Docker's access token reference:
/// each level includes the ones before it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `repo:public_read` or `repo:read`: the registry cannot tell them apart on public images.
    Read,
    /// `repo:write`.
    Write,
    /// `repo:admin`.
    Delete,
}

/// One question to a service, with its answer and how long it took.
#[derive(Clone, Debug)]
pub struct Asked<T> {
    pub request: Request,
    /// The HTTP status, if there was an answer at all.
    pub status: Option<u16>,
    pub answer: Result<T, Failure>,
    pub took: Duration,
}

impl<T> Asked<T> {
    /// The same question with its answer seen differently.
    pub fn map<U>(self, read: impl FnOnce(T) -> U) -> Asked<U> {
        let Self { request, status, answer, took } = self;
        Asked { request, status, answer: answer.map(read), took }
    }

    #[must_use]
    pub fn good(&self) -> Option<&T> {
        self.answer.as_ref().ok()
    }
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.answer.as_ref().err()
    }
}

/// What is asked while access is measured; a screen shows each as it is asked and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    Challenge,
    SignIn,
    Repository,
    /// Of the image that belongs to nobody we know.
    Level(Actions),
    /// Of the image itself.
    Target(Actions),
    Upload,
}

/// A question was put, or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Asking(Question),
    /// `good`: the answer was not a failure; what it says is in [`Measured`].
    Answered {
        question: Question,
        good: bool,
        took: Duration,
    },
}

/// Clocks that differ by less than this, in seconds, explain nothing.
pub const CLOCK_TOLERANCE: i64 = 120;

/// How a registry wants to be asked (its answer to a request without a credential).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// No authentication at all.
    Open,
    Basic,
    /// Tokens from this realm; the value is the realm's address, for showing.
    Bearer {
        realm: String,
        service: String,
    },
}

/// What a token service handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The actions named in the token; `None` where the token is opaque.
    pub actions: Option<Actions>,
}

/// What the registry's own API says about the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepositoryState {
    /// There, with its privacy and the account's rights as the API glosses them (a hint, never a proof).
    Exists { private: bool, may_write: Option<bool> },
    /// Not there, or not visible to this account: the two cannot be told apart from outside.
    NotVisible,
}

/// The answer to an opened upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadOpened {
    /// Whether the opened upload was cancelled; `None` while that is not known yet.
    pub cancelled: Option<bool>,
}

/// Everything that was measured about one credential and one image, in the order of asking.
#[derive(Clone, Debug)]
pub struct Measured {
    pub image: Image,
    pub username: Option<Username>,
    /// What the secret looks like: an organization's token gets its rights in another way than a person's.
    pub kind: Option<TokenKind>,
    pub challenge: Asked<Challenge>,
    /// Sign-in at the Hub API with the same pair; Docker Hub only.
    pub sign_in: Option<Asked<()>>,
    /// What the token may do at all, asked of an image that belongs to nobody we know; Docker Hub only.
    pub level: Vec<(Actions, Asked<Grant>)>,
    /// What account and token may do on this very repository; one entry per set of actions asked.
    pub target: Vec<(Actions, Asked<Grant>)>,
    pub repository: Option<Asked<RepositoryState>>,
    pub upload: Option<Asked<UploadOpened>>,
    /// How far this machine's clock is ahead of the server's, in seconds, where it is minutes or more.
    pub clock_ahead: Option<i64>,
}

impl Measured {
    /// The answer for these actions on the target itself.
    #[must_use]
    pub fn on_target(&self, actions: Actions) -> Option<&Asked<Grant>> {
        self.target.iter().find(|(asked, _)| *asked == actions).map(|(_, answer)| answer)
    }

    /// The answer for these actions on the image that belongs to nobody we know.
    #[must_use]
    pub fn at_level(&self, actions: Actions) -> Option<&Asked<Grant>> {
        self.level.iter().find(|(asked, _)| *asked == actions).map(|(_, answer)| answer)
    }
}

impl Measured {
    /// Whether the credential may do this to the image, as far as anything tells: a token that only its registry can
    /// read promises nothing, and an upload that began, or was refused, settles `push` whatever a token promises.
    #[must_use]
    pub fn may(&self, actions: Actions) -> Option<bool> {
        if actions.push {
            match self.upload.as_ref().map(|asked| &asked.answer) {
                Some(Ok(_)) => return Some(true),
                Some(Err(Failure { kind: FailureKind::Refused { .. }, .. })) => return Some(false),
                _ => {}
            }
        }
        // A grant of more answers the question for less.
        let more = || self.on_target(Actions::PULL_PUSH).filter(|_| actions == Actions::PULL);
        let has = self.on_target(actions).or_else(more)?.good()?.actions?;
        Some((has.pull || !actions.pull) && (has.push || !actions.push) && (has.delete || !actions.delete))
    }
}

/// What this program noted earlier about a credential (never the secret itself).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    pub label: Option<String>,
    pub level: Option<Level>,
    pub created: Option<Moment>,
    pub expires: Option<Moment>,
    /// When it last provably pushed.
    pub proven: Option<Moment>,
}
