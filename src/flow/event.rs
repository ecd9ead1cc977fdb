//! What reaches the engine: keys, pastes, time, and answers from outside.

use std::fmt;

use secrecy::SecretString;

use super::effect::{JobId, Outcome, Progress};
use crate::model::moment::Moment;
use crate::text::Text;

/// Something happened.
#[derive(Debug)]
pub enum Event {
    Key(Key),
    /// Pasted text: a secret until a field says otherwise.
    Paste(SecretString),
    /// The whole value of a field at once, by the question's id: from `--answers` and the plain surface.
    Fill(&'static str, SecretString),
    /// An option of a list, by the question's id and the option's place.
    Pick(&'static str, usize),
    /// A line of the checklist was pointed at, by its place.
    Check(usize),
    /// An action of the page in front, by its id.
    Act(&'static str),
    /// Time arrives; nobody asks for it.
    Tick(Moment),
    Progress(JobId, Progress),
    Finished(JobId, Outcome),
    /// Something worth a line under the page: it disappears with the next key.
    Notice(Text),
    /// Ctrl-C: a person wants to leave, and is asked once.
    Interrupt,
    /// SIGTERM, a closed terminal, a script that was told to stop: the end, without a question.
    Terminate,
}

/// A key, whatever the terminal library calls it. Characters are hidden in `Debug`: a secret is typed
/// one key at a time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Char(char),
    Ctrl(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    Backspace,
    Delete,
}

impl Key {
    /// The key with full-width letters and digits folded to narrow ones, as Chinese input methods send them.
    #[must_use]
    pub fn folded(self) -> Self {
        match self {
            Self::Char('\u{3000}') => Self::Char(' '),
            Self::Char(c @ '\u{ff01}'..='\u{ff5e}') => {
                Self::Char(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c))
            }
            other => other,
        }
    }

    /// How the key is named on the screen; the same in every language.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Char(' ') => "Space".into(),
            Self::Char(c) => c.to_string(),
            Self::Ctrl(c) => format!("^{}", c.to_ascii_uppercase()),
            Self::F(n) => format!("F{n}"),
            Self::Enter => "Enter".into(),
            Self::Esc => "Esc".into(),
            Self::Tab => "Tab".into(),
            Self::BackTab => "Shift+Tab".into(),
            Self::Up => "Up".into(),
            Self::Down => "Down".into(),
            Self::Left => "Left".into(),
            Self::Right => "Right".into(),
            Self::Home => "Home".into(),
            Self::End => "End".into(),
            Self::Backspace => "Backspace".into(),
            Self::Delete => "Delete".into(),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(_) => f.write_str("Char(_)"),
            other => f.write_str(&other.name()),
        }
    }
}
