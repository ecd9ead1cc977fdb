//! What can be said at the end: composed from facts, so that nothing secret can be in it.

pub mod checks;
pub mod diagnosis;
pub mod json;
pub mod markdown;
pub mod probes;
pub mod status;
pub mod summary;

use crate::flow::effect::{Kept, TestPushed};
use crate::flow::facts::{Change, Facts};
use crate::flow::page::Tone;
use crate::flow::view::Check;
use crate::model::access::{Measured, Note};
use crate::model::account::Username;
use crate::model::image::Image;
use crate::model::moment::Moment;
use crate::model::proof::Proof;
use crate::model::push::Part;
use crate::model::verdict::{Destination, Outcome, Verdict};
use crate::model::workflow_run::Run;
use crate::text::{Text, build, pages, words};

/// What stays of a test push whose tag is gone.
#[must_use]
pub fn left(pushed: &TestPushed, verdict: Option<&Verdict>) -> Text {
    let creates = verdict == Some(&Verdict::CanPush(Destination::WillBeCreated));
    if creates && pushed.did(Part::PutManifest) {
        pages::report_left_repository(pushed.image.repository())
    } else {
        pages::report_left_nothing()
    }
}

/// The formats in which a report can be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Markdown,
    Json,
}

impl Format {
    /// The file's name, beside the project.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Markdown => "pushpilot-report.md",
            Self::Json => "pushpilot-report.json",
        }
    }
}

/// One run of the wizard, as far as it may be told.
#[derive(Clone, Debug)]
pub struct Report {
    pub image: Option<Image>,
    pub username: Option<Username>,
    pub last_four: Option<String>,
    pub note: Note,
    pub measured: Option<Measured>,
    pub verdict: Option<Verdict>,
    pub kept: Option<Kept>,
    pub pushed: Option<TestPushed>,
    /// The tags of test pushes that are, or may be, still there.
    pub left_behind: Vec<Image>,
    /// The run of the workflow with this pair.
    pub build: Option<Run>,
    /// Whether a build is left that is not green.
    pub build_open: bool,
    pub proof: Option<Proof>,
    pub changes: Vec<Change>,
    pub checklist: Vec<Check>,
    pub started: Moment,
    pub now: Moment,
}

impl Report {
    #[must_use]
    pub fn of(facts: &Facts, checklist: Vec<Check>, now: Moment) -> Self {
        Self {
            image: facts.image.clone(),
            username: facts.username.clone(),
            last_four: facts.last_four.clone().filter(|_| facts.credential.is_some()),
            note: facts.note.clone(),
            measured: facts.access().cloned(),
            verdict: facts.verdict(),
            kept: facts.current(&facts.kept).cloned(),
            pushed: facts.test_push().cloned(),
            left_behind: facts.left_behind.clone(),
            build: facts.build().map(|seen| seen.run.clone()),
            build_open: facts.build_left_open(),
            proof: facts.proof().cloned(),
            changes: facts.changes.clone(),
            checklist,
            started: facts.started,
            now,
        }
    }

    /// Whether the token provably pushes: the verdict says so, and a test push, if one was made, agrees.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| verdict.outcome() == Outcome::CanPush)
            && !self.pushed.as_ref().is_some_and(TestPushed::speaks_against)
    }

    /// Whether the build with this pair is over and was no success.
    #[must_use]
    pub fn red(&self) -> bool {
        self.build.as_ref().is_some_and(|run| run.state.is_done() && !run.state.succeeded())
    }

    /// What came of it, in one line, wherever it is told.
    #[must_use]
    pub fn headline(&self) -> (Tone, Text) {
        let image = self.image.as_ref().map(|image| image.familiar()).unwrap_or_default();
        match (&self.verdict, self.proven()) {
            (Some(_), true) if self.arrived() => (Tone::Good, build::report_all_proven(image)),
            (Some(_), true) if self.red() || self.build_open => (Tone::Warn, build::report_red()),
            (Some(_), true) if self.proof.is_some() => (Tone::Warn, build::report_missing()),
            (Some(_), true) if self.pushed.as_ref().is_some_and(TestPushed::proven) => {
                (Tone::Good, pages::report_proven(image))
            }
            (Some(_), true) => (Tone::Good, pages::report_may_push(image)),
            (Some(verdict), false) if verdict.outcome() == Outcome::CanPush => {
                (Tone::Bad, pages::report_push_failed())
            }
            (Some(verdict), false) => (Tone::Bad, words::verdict(verdict, self.measured.as_ref())),
            (None, _) => (Tone::Warn, pages::report_nothing()),
        }
    }

    /// Whether what the workflow built with this pair is provably there.
    #[must_use]
    pub fn arrived(&self) -> bool {
        self.proven() && self.proof.as_ref().is_some_and(Proof::proven)
    }
}
