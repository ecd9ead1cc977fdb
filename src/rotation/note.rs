//! A rotation's lines in the journal, written and read.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Order, Rotation, Step};
use crate::model::moment::Moment;

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    Began,
    Done {
        at: Moment,
        detail: Option<String>,
    },
    /// `sure`: nothing was changed by it.
    Failed {
        sure: bool,
        why: String,
    },
}

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// Of the format; lines of a newer one are not understood here.
    pub version: u32,
    pub rotation: String,
    #[serde(flatten)]
    pub what: What,
}

/// See [`Note`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    Begun(Order),
    Began(Step),
    Done {
        step: Step,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
    Failed {
        step: Step,
        sure: bool,
        why: String,
    },
}

const VERSION: u32 = 1;

/// The journal holds a rotation that this version does not understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread;

impl Note {
    #[must_use]
    pub fn begun(rotation: &Rotation) -> Self {
        Self { version: VERSION, rotation: rotation.id.clone(), what: What::Begun(rotation.order.clone()) }
    }

    #[must_use]
    pub fn of(rotation: &Rotation, step: Step, mark: &Mark) -> Self {
        let what = match mark {
            Mark::Began => What::Began(step),
            Mark::Done { detail, .. } => What::Done { step, detail: detail.clone() },
            Mark::Failed { sure, why } => What::Failed { step, sure: *sure, why: why.clone() },
        };
        Self { version: VERSION, rotation: rotation.id.clone(), what }
    }
}

/// All rotations that the journal tells of, the newest last.
///
/// # Errors
/// A line of a rotation is of a newer version or not understood: going on without it could do harm.
pub fn read(lines: &[Value]) -> Result<Vec<Rotation>, Unread> {
    let mut all: Vec<Rotation> = Vec::new();
    for line in lines.iter().filter(|line| line.get("rotation").is_some()) {
        if line.get("version").and_then(Value::as_u64) != Some(u64::from(VERSION)) {
            return Err(Unread);
        }
        let note = Note::deserialize(line).map_err(|_| Unread)?;
        let at = line.get("at").and_then(Value::as_str).and_then(Moment::parse).unwrap_or_default();
        let known = all.iter_mut().find(|known| known.id == note.rotation);
        match (note.what, known) {
            (What::Begun(order), None) => all.push(Rotation::begin(note.rotation, order)),
            (What::Began(step), Some(known)) => known.note(step, Mark::Began),
            (What::Done { step, detail }, Some(known)) => known.note(step, Mark::Done { at, detail }),
            (What::Failed { step, sure, why }, Some(known)) => known.note(step, Mark::Failed { sure, why }),
            (_, _) => return Err(Unread),
        }
    }
    Ok(all)
}
