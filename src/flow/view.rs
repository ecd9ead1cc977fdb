//! Everything a surface needs to draw one frame, and nothing it could change.

use std::time::Duration;

use super::page::Page;
use crate::model::moment::Moment;
use crate::text::{Language, Text, checks, registries};

/// One frame of the wizard, as data.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub language: Language,
    /// The image it is all about, once it is known.
    pub subject: Option<String>,
    /// Which step this is (from 1), of how many, and its name; none of none beside the way.
    pub step: usize,
    pub steps: usize,
    pub step_name: Text,
    /// `practice` and the like: said in the header so that nobody takes it for real.
    pub banner: Option<Text>,
    pub page: Page,
    /// Help, or the question before leaving: it lies over the page.
    pub overlay: Option<Page>,
    pub checklist: Vec<Check>,
    /// The time of this frame.
    pub now: Moment,
    /// How long the whole has taken so far.
    pub elapsed: Duration,
    /// The key that switches the language works as a letter only while nobody types.
    pub typing: bool,
}

impl View {
    /// Where we are: the step's name, with its number in these words where it has one.
    pub fn place(&self, numbered: impl FnOnce(usize, usize, Text) -> Text) -> Text {
        match self.steps {
            0 => self.step_name.clone(),
            steps => numbered(self.step, steps, self.step_name.clone()),
        }
    }

    /// The page that has the keys.
    #[must_use]
    pub fn front(&self) -> &Page {
        self.overlay.as_ref().unwrap_or(&self.page)
    }
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Stable, for machines.
    pub id: &'static str,
    pub group: Group,
    pub label: Text,
    pub state: CheckState,
    /// The measured fact behind the state, in a few words.
    pub fact: Option<Text>,
    pub took: Option<Duration>,
    /// Whether the step in front works on this line.
    pub current: bool,
}

impl Check {
    /// The fact, for where the state stands beside it in words: what would only repeat it is left out.
    #[must_use]
    pub fn more(&self) -> Option<&Text> {
        self.fact.as_ref().filter(|_| self.state != CheckState::Skipped)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    DockerHub,
    /// Another registry.
    Registry,
    GitHub,
    Test,
}

impl Group {
    /// Its heading.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::DockerHub => checks::group_docker_hub(),
            Self::Registry => registries::group(),
            Self::GitHub => checks::group_github(),
            Self::Test => checks::group_test(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    Unknown,
    Running,
    Good,
    Bad,
    Warn,
    /// Nobody needs it, or the person chose to leave it out.
    Skipped,
    /// It was known, but for another token or image.
    Stale,
}

impl CheckState {
    /// Whether nothing more is to be done about it.
    #[must_use]
    pub fn settled(self) -> bool {
        matches!(self, Self::Good | Self::Skipped)
    }
}
