//! Replacing a token everywhere, in an order in which no failure locks anybody out. Pure: the journal's lines go
//! in, the next thing to do comes out; doing it is somebody else's part.
//!
//! Each thing is noted before it is begun and again when it ended. So a run that was killed is taken up from the
//! journal alone, and what was begun without an end counts as neither done nor undone.

mod back;
mod forth;
mod note;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::note::{Mark, Note, Unread, read};
use crate::model::github::{Shelf, Slug};
use crate::model::moment::{DAY, Moment};

/// What a rotation was begun with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub registry: String,
    pub username: String,
    /// An image by which the new token is proven.
    pub image: String,
    /// The new token's label; no other token is called so.
    pub label: String,
    pub made: Made,
    /// The old token in the account's list, if it is known which it is.
    pub old: Option<Listed>,
    pub host: String,
    pub targets: Vec<Target>,
    /// The repository of which one build has to be green with the new token, before the old one goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Where both tokens are kept meanwhile.
    #[serde(default)]
    pub kept: Kept,
    /// Days between deactivating the old token and deleting it.
    pub grace: u32,
}

/// A place on this machine that keeps tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// The keyring of the desktop.
    #[default]
    Keyring,
    /// The kernel's, until reboot.
    Kernel,
    /// The file that a passphrase opens.
    File,
}

/// Who makes the new token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Made {
    /// This program, in a session from the account's password.
    Here,
    /// The person, who hands it over.
    Elsewhere,
}

/// A token in the account's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub id: String,
    pub label: String,
}

/// A secret on GitHub that holds the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub owner: String,
    pub repository: String,
    pub shelf: Place,
    pub name: String,
    /// GitHub's date of it before the rotation.
    pub before: Option<String>,
}

/// A shelf as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Repository,
    Environment(String),
    Organization(String),
    Dependabot,
}

impl Place {
    /// The shelf as GitHub's client knows it.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        match self {
            Self::Repository => Shelf::Repository,
            Self::Environment(name) => Shelf::Environment(name.clone()),
            Self::Organization(name) => Shelf::Organization(name.clone()),
            Self::Dependabot => Shelf::Dependabot,
        }
    }
}

impl Target {
    /// The repository, if its names are ones.
    #[must_use]
    pub fn slug(&self) -> Option<Slug> {
        Slug::parse(&format!("{}/{}", self.owner, self.repository))
    }

    /// The name that a note about the secret goes under, wherever this program keeps one.
    #[must_use]
    pub fn place(&self, host: &str) -> String {
        format!("{host}/{}/{}/{}/{}", self.owner, self.repository, self.shelf.shelf().word(), self.name)
    }
}

/// One thing to do. Most change something outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A token is made at the registry.
    Make,
    /// One that was made and lost, since nobody kept it in time, is deleted by its label.
    Discard,
    /// New and old are kept beside the entry that tools read.
    Hold,
    Prove,
    /// The new one becomes the one that tools read.
    Store,
    /// The secret with this number gets the new one.
    Write(usize),
    /// A build is started that reads the new one.
    Build,
    /// That build is green.
    Green,
    /// No place on this machine has the old one any more.
    Machine,
    Deactivate,
    /// The old one is refused now: the right one was deactivated.
    Dead,
    /// It was another one: that is made active again.
    Wrong,
    Delete,
    /// Nothing more is held of the old one.
    Forget,
    // The way back.
    Undo,
    Activate,
    /// The old one is let in: it can be put back.
    Alive,
    PutBack(usize),
    Restore,
    /// The new token goes.
    Withdraw,
    Release,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Do(Step),
    /// The new token has to be handed over.
    Give,
    /// The old token is inactive; it is deleted when its time is up.
    Rest(Moment),
    Stuck(Why),
    Done,
}

/// Why it does not go on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Making or proving the new token failed; nothing has been changed.
    NoToken,
    NotHeld,
    SecretsLeft,
    /// No build could be started.
    NoBuild,
    /// It was started, and is not green.
    NotGreen,
    /// The old token is still in use on this machine.
    Machine,
    /// There is no session: only a person can deactivate it.
    OldByHand,
    /// What was deactivated was not the old token; it is active again.
    WrongOld,
    NotDeactivated,
    NotDeleted,
    /// On the way back: the old token is deleted, so nothing can be put back.
    Gone,
    /// On the way back: the old token is not let in.
    NotActive,
    /// On the way back: a session is needed.
    NoSession,
    /// Some secrets could not be put back.
    NotAllBack,
    /// The entry on this machine could not be restored.
    NotRestored,
    /// All is as it was; the new token is still there, and only a person can delete it.
    NewByHand,
}

/// What this run has at hand, and what it already tried.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// The new token's characters are known to this run.
    pub token: bool,
    /// A session that may manage tokens.
    pub session: bool,
    /// How often each thing was tried in this run.
    pub tried: BTreeMap<Step, u32>,
}

impl Hand {
    fn tries(&self, step: Step) -> u32 {
        self.tried.get(&step).copied().unwrap_or_default()
    }

    fn may_try(&self, step: Step) -> bool {
        let most = if matches!(step, Step::Write(_) | Step::PutBack(_)) { TRIES } else { 1 };
        self.tries(step) < most
    }

    /// The step, unless it was tried often enough.
    fn once(&self, step: Step, why: Why) -> Next {
        if self.may_try(step) { Next::Do(step) } else { Next::Stuck(why) }
    }

    /// Of steps that may be tried the least tried: one that fails does not hold up the others.
    fn least_tried(&self, steps: impl Iterator<Item = Step>) -> Option<Step> {
        steps.filter(|step| self.may_try(*step)).min_by_key(|step| self.tries(*step))
    }
}

/// How often a secret is tried in one run.
const TRIES: u32 = 3;

/// A rotation and how far it is.
#[derive(Clone, Debug)]
pub struct Rotation {
    pub id: String,
    pub order: Order,
    marks: BTreeMap<Step, Mark>,
    /// Begun at least once without a certain end.
    doubtful: BTreeSet<Step>,
}

impl Rotation {
    #[must_use]
    pub fn begin(id: String, order: Order) -> Self {
        Self { id, order, marks: BTreeMap::new(), doubtful: BTreeSet::new() }
    }

    /// Takes in what was begun or came of it.
    pub fn note(&mut self, step: Step, mark: Mark) {
        match (step, &mark) {
            // As if it had never been made.
            (Step::Discard, Mark::Done { .. }) => drop(self.marks.remove(&Step::Make)),
            // Of another build nothing is known.
            (Step::Build, _) => drop(self.marks.remove(&Step::Green)),
            // What was measured before says nothing about afterwards.
            (Step::Deactivate, _) => drop(self.marks.remove(&Step::Dead)),
            // Whatever comes of this attempt, an earlier one may have taken effect.
            (_, Mark::Began) if self.may_be_done(step) => drop(self.doubtful.insert(step)),
            (_, Mark::Done { .. }) => drop(self.doubtful.remove(&step)),
            _ => {}
        }
        let mark = match mark {
            Mark::Failed { why, sure } => Mark::Failed { why, sure: sure && !self.doubtful.contains(&step) },
            mark => mark,
        };
        self.marks.insert(step, mark);
    }

    #[must_use]
    pub fn mark(&self, step: Step) -> Option<&Mark> {
        self.marks.get(&step)
    }

    #[must_use]
    pub fn is_done(&self, step: Step) -> bool {
        matches!(self.mark(step), Some(Mark::Done { .. }))
    }

    /// Whether it may have taken effect.
    #[must_use]
    pub fn may_be_done(&self, step: Step) -> bool {
        matches!(self.mark(step), Some(Mark::Done { .. } | Mark::Began | Mark::Failed { sure: false, .. }))
    }

    /// Whether a token that was handed over is kept, and was never proven: nothing depends on it yet.
    #[must_use]
    pub fn awaits_proof(&self) -> bool {
        let kept = self.is_done(Step::Hold) && !self.is_done(Step::Prove);
        kept && self.order.made == Made::Elsewhere && !self.goes_back()
    }

    #[must_use]
    pub fn goes_back(&self) -> bool {
        self.marks.contains_key(&Step::Undo)
    }

    /// When it began: its id says so.
    #[must_use]
    pub fn begun(&self) -> Moment {
        let at = self.id.split('-').next().and_then(|text| text.parse().ok()).map(Moment);
        at.unwrap_or_default()
    }

    /// Whether the old token is, or may be, gone for good.
    #[must_use]
    pub fn is_past_return(&self) -> bool {
        self.may_be_done(Step::Delete) || self.may_be_done(Step::Forget)
    }

    /// Whether nothing is left to do, now or later.
    #[must_use]
    pub fn is_over(&self) -> bool {
        if self.goes_back() { self.is_done(Step::Release) } else { self.is_done(Step::Forget) }
    }

    /// Whether all is done but deleting the old token.
    #[must_use]
    pub fn rests(&self) -> bool {
        !self.goes_back() && self.is_done(Step::Dead) && !self.is_over()
    }

    /// When the old token is to be deleted; `None` where it was not this program that deactivated it: then it is
    /// not known which it is.
    #[must_use]
    pub fn due(&self) -> Option<Moment> {
        match self.mark(Step::Deactivate) {
            Some(Mark::Done { at, .. }) if self.mark(Step::Wrong).is_none() => {
                Some(at.plus(DAY * self.order.grace))
            }
            _ => None,
        }
    }

    /// The run that was started to prove the new token.
    #[must_use]
    pub fn run(&self) -> Option<u64> {
        match self.mark(Step::Build) {
            Some(Mark::Done { detail, .. }) => detail.as_deref()?.parse().ok(),
            _ => None,
        }
    }

    /// When the last of the secrets got the new token.
    #[must_use]
    pub fn written(&self) -> Option<Moment> {
        let at = |step| match self.mark(step) {
            Some(Mark::Done { at, .. }) => Some(*at),
            _ => None,
        };
        (0..self.order.targets.len()).filter_map(|number| at(Step::Write(number))).max()
    }

    /// The new token's number in the account's list.
    #[must_use]
    pub fn new_id(&self) -> Option<&str> {
        match self.mark(Step::Make) {
            Some(Mark::Done { detail, .. }) => detail.as_deref(),
            _ => None,
        }
    }

    /// The numbers of the secrets that do not have the new token for certain.
    pub fn left(&self) -> impl Iterator<Item = usize> {
        (0..self.order.targets.len()).filter(|at| !self.is_done(Step::Write(*at)))
    }

    /// The numbers of the secrets that may have the new token.
    pub fn changed(&self) -> impl Iterator<Item = usize> {
        (0..self.order.targets.len()).filter(|at| self.may_be_done(Step::Write(*at)))
    }

    /// What to do next, given what is at hand.
    #[must_use]
    pub fn next(&self, hand: &Hand, now: Moment) -> Next {
        if self.goes_back() { self.back(hand) } else { self.forth(hand, now) }
    }
}
