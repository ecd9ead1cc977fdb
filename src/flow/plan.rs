//! What this run is for, and what it was told beforehand.

use crate::model::account::Username;
use crate::model::image::Image;
use crate::steps::Step;
use crate::text::Text;

/// The fixed circumstances of a run.
#[derive(Clone, Debug)]
pub struct Plan {
    pub kind: Kind,
    /// From the command line, if it was given there.
    pub image: Option<Image>,
    pub username: Option<Username>,
    /// The step that it begins with.
    pub first: Step,
    /// Where tokens are made in the browser.
    pub token_page: String,
    /// Where Docker Hub's pages about repositories begin.
    pub hub: String,
    /// Decides the throw-away tag, so that the engine itself needs no randomness.
    pub seed: u64,
}

/// For real, or against the services that the program brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Real,
    /// For real, but nothing is changed: what would be is said.
    Dry,
    Practice {
        /// The scenario's name.
        scenario: String,
        title: Lesson,
        lesson: Lesson,
        /// The practice account's password, and the one-time code where it wants one. They open nothing else.
        password: String,
        code: Option<String>,
    },
}

/// A text that a scenario file brings in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    pub en: String,
    pub zh: String,
}

impl Plan {
    #[must_use]
    pub fn is_practice(&self) -> bool {
        matches!(self.kind, Kind::Practice { .. })
    }

    /// Whether nothing is changed, on this machine or elsewhere.
    #[must_use]
    pub fn is_dry(&self) -> bool {
        self.kind == Kind::Dry
    }

    /// What the story teaches, in practice.
    #[must_use]
    pub fn lesson(&self) -> Option<Text> {
        match &self.kind {
            Kind::Real | Kind::Dry => None,
            Kind::Practice { lesson, .. } => Some(Text::bilingual(lesson.en.trim(), lesson.zh.trim())),
        }
    }
}
