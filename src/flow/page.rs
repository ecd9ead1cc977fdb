//! What a step shows, as data: three surfaces render it, and nothing secret fits into it.

use std::time::Duration;

use super::event::Key;
use crate::model::moment::Moment;
use crate::text::{Text, pages};

/// The question that a log answers: the only one whose answer has many lines.
pub const LOG: &str = "log";

/// One screen of the wizard. A person reads it top-down: what this is about, what was found or what
/// to do, what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Names the page where a person is not there to see it: in `--answers` and in events.
    pub id: &'static str,
    pub title: Text,
    pub blocks: Vec<Block>,
    /// What the keys do here, the likely one first. A key that is shown works; a key that works is shown.
    pub actions: Vec<Action>,
    /// Whether an Enter that was typed while it was waited for counts: the page gives no verdict, and what Enter
    /// accepts changes nothing and can be taken back.
    pub ahead: bool,
}

/// How something is meant. A surface never says it by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    /// Not needed now, but there: proofs, asides.
    Dim,
    Good,
    Bad,
    Warn,
    /// Where you are; the one thing to look at.
    Accent,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The one thing the eye must land on. Good, bad or warning, with its mark.
    Verdict(Tone, Text),
    /// A paragraph.
    Say(Tone, Text),
    /// An empty line.
    Gap,
    /// Numbered things to do elsewhere.
    Steps(Vec<Row>),
    /// Aligned facts.
    Rows(Vec<Row>),
    /// Parts of a piece of work, each with its state; they fill in live and stay where they appeared.
    Tasks(Vec<TaskRow>),
    Table(Table),
    /// An address that is always printed in full, even where it can be opened.
    Link(String),
    /// A command to run elsewhere.
    Command(String),
    Input(Input),
    Choose(Choose),
    /// A wait without parts: what it waits for, and since when.
    Working {
        what: Text,
        since: Moment,
    },
}

/// A label, its value, and an aside that explains it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub label: Text,
    pub value: Text,
    pub tone: Tone,
    pub aside: Option<Text>,
}

/// The state of a part of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    Waiting,
    Running {
        since: Moment,
    },
    Done,
    Failed,
    /// Not needed, or not asked for.
    Skipped,
    /// Parts that are over, and not shown one by one: how many there are.
    Folded,
}

/// One part of a piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    pub label: Text,
    pub state: TaskState,
    pub took: Option<Duration>,
    pub detail: Option<Text>,
}

/// A small table; the first row is its head.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub head: Vec<Text>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub text: Text,
    pub tone: Tone,
    /// Whether it is shortened where its column is too narrow, and not broken into lines.
    pub shortens: bool,
}

/// What a field shows. A secret is never in here: only how long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Text with the caret's place, counted in characters.
    Plain { text: String, caret: usize },
    /// So many characters, none of them shown.
    Hidden { length: usize },
}

/// A text field.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Names the question, for `--answers`.
    pub id: &'static str,
    pub label: Text,
    pub shown: Shown,
    /// What is said under the field: the shape of what arrived, or what will happen with it.
    pub hint: Option<Text>,
    /// What is wrong with the value, in words that say what to do.
    pub problem: Option<Text>,
    pub focused: bool,
}

/// A list of which one is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    pub id: &'static str,
    pub label: Text,
    pub options: Vec<Choice>,
    pub at: usize,
    pub focused: bool,
}

impl Choose {
    /// Whether digits cannot reach all of it, so that something may be looked for in it.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.options.len() > 9
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Names the option, for `--answers`.
    pub id: String,
    pub label: Text,
    /// One line that says what it means or costs.
    pub note: Option<Text>,
    /// The one we would take.
    pub recommended: bool,
}

/// Something a key does on this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Names the action, for `--answers`: `continue`, `again`, `open` …
    pub id: &'static str,
    pub key: Key,
    pub label: Text,
}

impl Page {
    #[must_use]
    pub fn new(id: &'static str, title: Text) -> Self {
        Self { id, title, blocks: Vec::new(), actions: Vec::new(), ahead: false }
    }

    #[must_use]
    pub fn say(self, text: Text) -> Self {
        self.block(Block::Say(Tone::Plain, text))
    }

    #[must_use]
    pub fn dim(self, text: Text) -> Self {
        self.block(Block::Say(Tone::Dim, text))
    }

    #[must_use]
    pub fn gap(self) -> Self {
        self.block(Block::Gap)
    }

    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    #[must_use]
    pub fn blocks(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    #[must_use]
    pub fn action(mut self, id: &'static str, key: Key, label: Text) -> Self {
        self.actions.push(Action { id, key, label });
        self
    }

    /// Whether a text field has the keys, so that letters are text and not shortcuts.
    #[must_use]
    pub fn typing(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Input(input) if input.focused))
    }

    /// An Enter may be typed ahead of this page.
    #[must_use]
    pub fn ahead(mut self) -> Self {
        self.ahead = true;
        self
    }

    /// What a key presses here. A letter is text while a text field has the keys.
    #[must_use]
    pub fn pressed_by(&self, key: Key) -> Option<&Action> {
        let typing = self.typing();
        if typing && matches!(key, Key::Char(_)) {
            return None;
        }
        let key = if typing { key } else { key.folded() };
        self.actions.iter().find(|action| action.key == key)
    }

    /// Whether this page waits for something and Enter presses nothing on it, so that an Enter is meant for
    /// what comes next.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.moves() && self.pressed_by(Key::Enter).is_none()
    }

    /// Whether a key other than Enter that was typed at another page is handed to this one, where this was already
    /// there and the other still in sight.
    ///
    /// A key presses what the page in sight says that it presses. Where both say the same, it is handed on; where
    /// only the one in sight says something, it was meant for what is over. What presses nothing, letters for a
    /// field, arrows, the keys of help and of leaving, is handed on, so that nothing typed ahead is lost.
    #[must_use]
    pub fn takes_over(&self, key: Key, seen: &Self) -> bool {
        match (seen.pressed_by(key), self.pressed_by(key)) {
            (None, None) => true,
            (Some(one), Some(other)) => one.id == other.id && (one.stands() || self.id == seen.id),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    /// Whether something on the page moves with time.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.blocks.iter().any(|block| match block {
            Block::Working { .. } => true,
            Block::Tasks(rows) => rows.iter().any(|row| matches!(row.state, TaskState::Running { .. })),
            _ => false,
        })
    }
}

impl Row {
    #[must_use]
    pub fn new(label: Text, value: Text) -> Self {
        Self { label, value, tone: Tone::Plain, aside: None }
    }

    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    #[must_use]
    pub fn aside(mut self, aside: Text) -> Self {
        self.aside = Some(aside);
        self
    }
}

impl Cell {
    /// May be shortened to its column: in full it stands elsewhere on the page.
    #[must_use]
    pub fn shortens(self) -> Self {
        Self { shortens: true, ..self }
    }

    #[must_use]
    pub fn new(text: Text, tone: Tone) -> Self {
        Self { text, tone, shortens: false }
    }
}

impl Action {
    /// The keys that work on every page, last in the key line. Letters step aside while somebody types.
    #[must_use]
    pub fn standing(typing: bool) -> [Self; 3] {
        let (help, language) = if typing { (Key::F(1), Key::F(4)) } else { (Key::Char('?'), Key::Char('L')) };
        [
            Self { id: "back", key: Key::Esc, label: pages::action_back() },
            Self { id: "help", key: help, label: pages::action_help() },
            Self { id: "language", key: language, label: pages::action_language() },
        ]
    }

    /// Whether it stands on every page: back, help, language. Surfaces put these last.
    #[must_use]
    pub fn stands(&self) -> bool {
        matches!(self.id, "back" | "help" | "language")
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Input, Page, Shown};
    use crate::flow::event::Key;
    use crate::model::moment::Moment;
    use crate::text::Text;

    fn page(id: &'static str, actions: &[(&'static str, Key)]) -> Page {
        let actions = actions.iter().chain(&[("back", Key::Esc)]);
        actions.fold(Page::new(id, Text::raw(id)), |page, (id, key)| page.action(id, *key, Text::raw(*id)))
    }

    fn field() -> Block {
        Block::Input(Input {
            id: "name",
            label: Text::raw("name"),
            shown: Shown::Plain { text: String::new(), caret: 0 },
            hint: None,
            problem: None,
            focused: true,
        })
    }

    #[test]
    fn a_key_is_handed_on_where_it_means_the_same_or_nothing() {
        let working = page("access", &[("stop", Key::Char('x')), ("proof", Key::Char('w'))]);
        let verdict = page("access", &[("continue", Key::Enter), ("proof", Key::Char('w'))]);
        let other = page("push", &[("delete", Key::Char('x')), ("proof", Key::Char('w'))]);
        let typing = page("push", &[]).block(field());
        for (key, next, taken) in [
            (Key::Char('w'), &verdict, true),
            (Key::Char('ｗ'), &verdict, true),
            (Key::Char('w'), &other, false),
            (Key::Char('x'), &verdict, false),
            (Key::Char('x'), &other, false),
            (Key::Char('x'), &typing, false),
            (Key::Char('a'), &typing, true),
            (Key::Char('q'), &verdict, true),
            (Key::Down, &verdict, true),
            (Key::Esc, &other, true),
        ] {
            assert_eq!(next.takes_over(key, &working), taken, "{} at {}", key.name(), next.id);
        }
    }

    #[test]
    fn an_enter_is_typed_ahead_where_it_presses_nothing() {
        let working = Block::Working { what: Text::raw("…"), since: Moment(0) };
        assert!(page("a", &[("stop", Key::Char('x'))]).block(working.clone()).waits());
        assert!(!page("a", &[("continue", Key::Enter)]).block(working).waits());
        assert!(!page("a", &[]).waits());
    }
}
