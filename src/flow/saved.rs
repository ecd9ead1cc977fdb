//! Where an interrupted run continues: no secrets, and nothing that is not asked again.

use serde::{Deserialize, Serialize};

use crate::model::moment::Moment;
use crate::model::start::Asked;

/// The state that outlives the program. It has no secret type in it and cannot hold one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Of this format.
    pub version: u32,
    /// Milliseconds since 1970.
    pub saved_at: i64,
    pub image: Option<String>,
    pub username: Option<String>,
    /// `keyring`, `kernel` or `file`; where the token of this run is kept.
    pub kept_in: Option<String>,
    /// The start of a build that was asked for, and the run that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// What was changed outside, as sentences cannot be stored: kind and subject.
    pub changes: Vec<SavedChange>,
}

/// One change outside, for the note that a person gets back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedChange {
    pub kind: String,
    pub subject: String,
    pub at: i64,
}

impl Saved {
    pub const VERSION: u32 = 1;

    #[must_use]
    pub fn saved_at(&self) -> Moment {
        Moment(self.saved_at)
    }
}
