//! Text fields, secret fields and lists: editing without a terminal.
//!
//! There is no key that reveals a secret field. What leaves a form for a surface is a [`Shown`], into which no
//! secret fits; so no page, picture, snapshot, recorder or multiplexer can have one, and a test can hold the
//! program to it by looking at every byte it writes. What one would look for is said instead: the kind of the
//! token, its length, its last four characters, and whatever does not belong to it.

use secrecy::{ExposeSecret, SecretString};
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroizing;

use super::event::{Event, Key};
use super::page::Shown;
use crate::model::{clean, pasted};
use crate::text::{Text, surface};

/// More than any token, password or image has; a paste beyond it is cut, and said to be.
const LIMIT: usize = 16 * 1024;

/// The questions of a page, one of which has the keys.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<Field>,
    focus: usize,
    /// The field for text that was just given a token.
    refused: Option<&'static str>,
}

/// One question.
#[derive(Debug)]
pub struct Field {
    pub id: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Text { value: String, caret: usize },
    Secret { value: SecretText },
    Choice { count: usize, at: usize },
}

/// A secret under the hands of a person. Its room is reserved once: a string that grows leaves copies.
struct SecretText {
    value: Zeroizing<String>,
    /// Whether a paste was longer than anything a field takes.
    too_long: bool,
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[REDACTED]")
    }
}

/// What an event did to the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    Ignored,
    Changed(&'static str),
}

impl Form {
    #[must_use]
    pub fn text(mut self, id: &'static str, value: &str) -> Self {
        self.fields.push(Field {
            id,
            kind: Kind::Text { value: value.to_owned(), caret: value.graphemes(true).count() },
        });
        self
    }

    #[must_use]
    pub fn secret(mut self, id: &'static str) -> Self {
        let value = SecretText { value: Zeroizing::new(String::with_capacity(LIMIT)), too_long: false };
        self.fields.push(Field { id, kind: Kind::Secret { value } });
        self
    }

    #[must_use]
    pub fn choice(mut self, id: &'static str, count: usize, at: usize) -> Self {
        self.fields.push(Field { id, kind: Kind::Choice { count, at: at.min(count.saturating_sub(1)) } });
        self
    }

    fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The value of a text field; empty for any other.
    #[must_use]
    pub fn value(&self, id: &str) -> &str {
        match self.field(id).map(|field| &field.kind) {
            Some(Kind::Text { value, .. }) => value,
            _ => "",
        }
    }

    /// Puts a value into a text field, the caret behind it.
    pub fn set(&mut self, id: &str, new: &str) {
        if let Some(Field { kind: Kind::Text { value, caret }, .. }) =
            self.fields.iter_mut().find(|field| field.id == id)
        {
            new.clone_into(value);
            *caret = new.graphemes(true).count();
        }
    }

    /// A copy of what a secret field holds.
    #[must_use]
    pub fn secret_value(&self, id: &str) -> SecretString {
        match self.field(id).map(|field| &field.kind) {
            Some(Kind::Secret { value }) => SecretString::from(value.value.to_string()),
            _ => SecretString::default(),
        }
    }

    /// How many characters a secret field holds.
    #[must_use]
    pub fn length(&self, id: &str) -> usize {
        match self.shown(id) {
            Shown::Hidden { length } => length,
            Shown::Plain { .. } => 0,
        }
    }

    /// Whether two secret fields hold the same.
    #[must_use]
    pub fn same(&self, one: &str, other: &str) -> bool {
        match (self.field(one).map(|f| &f.kind), self.field(other).map(|f| &f.kind)) {
            (Some(Kind::Secret { value: one }), Some(Kind::Secret { value: other })) => {
                one.value == other.value
            }
            _ => false,
        }
    }

    /// Whether a paste did not fit into the secret field.
    #[must_use]
    pub fn overflowed(&self, id: &str) -> bool {
        matches!(self.field(id).map(|field| &field.kind), Some(Kind::Secret { value }) if value.too_long)
    }

    /// Why a text field did not take what it was given last: it is shown, and what it holds is written down, so a
    /// token has no place in it.
    #[must_use]
    pub fn refusal(&self, id: &str) -> Option<Text> {
        (self.refused == Some(id)).then(surface::no_place_for_a_token)
    }

    pub fn clear(&mut self, id: &str) {
        match self.fields.iter_mut().find(|field| field.id == id).map(|field| &mut field.kind) {
            Some(Kind::Text { value, caret }) => {
                value.clear();
                *caret = 0;
            }
            Some(Kind::Secret { value }) => value.clear(),
            _ => {}
        }
    }

    /// Which option of a list is chosen.
    #[must_use]
    pub fn chosen(&self, id: &str) -> usize {
        match self.field(id).map(|field| &field.kind) {
            Some(Kind::Choice { at, .. }) => *at,
            _ => 0,
        }
    }

    #[must_use]
    pub fn focused(&self, id: &str) -> bool {
        self.fields.get(self.focus).is_some_and(|field| field.id == id)
    }

    /// Gives a field the keys.
    pub fn focus(&mut self, id: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.id == id) {
            self.focus = at;
        }
    }

    /// What the field shows; a secret only how long it is.
    #[must_use]
    pub fn shown(&self, id: &str) -> Shown {
        match self.field(id).map(|field| &field.kind) {
            Some(Kind::Text { value, caret }) => {
                let text: String = value.graphemes(true).take(*caret).collect();
                Shown::Plain { text: value.clone(), caret: text.chars().count() }
            }
            Some(Kind::Secret { value }) => Shown::Hidden { length: value.value.chars().count() },
            _ => Shown::Plain { text: String::new(), caret: 0 },
        }
    }

    /// Lets the form have an event. What it does not know is left to the page.
    pub fn on(&mut self, event: &Event) -> Reaction {
        // What was said about the last paste holds until the person does something else.
        if matches!(event, Event::Key(_) | Event::Paste(_) | Event::Fill(..) | Event::Pick(..)) {
            self.refused = None;
        }
        match event {
            Event::Key(Key::Tab) => self.step_focus(1),
            Event::Key(Key::BackTab) => self.step_focus(self.fields.len().saturating_sub(1)),
            Event::Key(key) => self.key(*key),
            Event::Paste(text) => self.paste(text),
            Event::Fill(id, value) => {
                self.focus(id);
                if !self.refuses(value) {
                    self.clear(id);
                }
                self.paste(value)
            }
            Event::Pick(id, wanted) => match self.fields.iter_mut().find(|field| field.id == *id) {
                Some(Field { id, kind: Kind::Choice { count, at } }) if wanted < count => {
                    *at = *wanted;
                    let id = *id;
                    self.focus(id);
                    Reaction::Changed(id)
                }
                _ => Reaction::Ignored,
            },
            _ => Reaction::Ignored,
        }
    }

    fn step_focus(&mut self, by: usize) -> Reaction {
        if self.fields.len() < 2 {
            return Reaction::Ignored;
        }
        self.focus = (self.focus + by) % self.fields.len();
        Reaction::Changed(self.fields[self.focus].id)
    }

    fn key(&mut self, key: Key) -> Reaction {
        let Some(field) = self.fields.get_mut(self.focus) else { return Reaction::Ignored };
        let id = field.id;
        let changed = match &mut field.kind {
            Kind::Text { value, caret } => edit(value, caret, key),
            Kind::Secret { value } => value.key(key),
            Kind::Choice { count, at } => choose(*count, at, key),
        };
        match (changed, key) {
            (true, _) => Reaction::Changed(id),
            (false, Key::Down) => self.step_focus(1),
            (false, Key::Up) => self.step_focus(self.fields.len().saturating_sub(1)),
            _ => Reaction::Ignored,
        }
    }

    /// Whether this is a token, and the field that has the keys shows what it holds.
    fn refuses(&self, text: &SecretString) -> bool {
        matches!(self.fields.get(self.focus), Some(Field { kind: Kind::Text { .. }, .. }))
            && pasted::holds_token(&line(text))
    }

    fn paste(&mut self, text: &SecretString) -> Reaction {
        let refuses = self.refuses(text);
        let Some(field) = self.fields.get_mut(self.focus) else { return Reaction::Ignored };
        match &mut field.kind {
            Kind::Secret { value } => value.paste(text.expose_secret()),
            Kind::Text { .. } if refuses => self.refused = Some(field.id),
            Kind::Text { value, caret } => {
                for grapheme in line(text).graphemes(true) {
                    insert(value, caret, grapheme);
                }
            }
            Kind::Choice { .. } => return Reaction::Ignored,
        }
        Reaction::Changed(field.id)
    }
}

impl SecretText {
    fn clear(&mut self) {
        // `clear` keeps the room; the old characters must go as well.
        self.value = Zeroizing::new(String::with_capacity(LIMIT));
        self.too_long = false;
    }

    fn key(&mut self, key: Key) -> bool {
        match key {
            Key::Char(c) if self.value.len() + c.len_utf8() <= LIMIT => self.value.push(c),
            Key::Backspace => {
                self.value.pop();
                self.too_long = false;
            }
            Key::Ctrl('u') => self.clear(),
            _ => return false,
        }
        true
    }

    /// A paste replaces what was there: nobody pastes a secret in two parts, many paste it twice.
    fn paste(&mut self, text: &str) {
        self.clear();
        let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LIMIT).last();
        self.value.push_str(&text[..end.unwrap_or(0)]);
        self.too_long = text.len() > LIMIT;
    }
}

/// What a text field takes of a paste: a pasted line end never submits, and what follows it belongs to something
/// else.
fn line(text: &SecretString) -> Zeroizing<String> {
    let line = text.expose_secret().trim().lines().next().unwrap_or_default();
    Zeroizing::new(clean::short(line, LIMIT / 16).to_string())
}

/// The byte offset of a grapheme's place.
fn offset(value: &str, caret: usize) -> usize {
    value.grapheme_indices(true).nth(caret).map_or(value.len(), |(at, _)| at)
}

fn insert(value: &mut String, caret: &mut usize, text: &str) {
    if value.len() + text.len() > LIMIT {
        return;
    }
    let before = value.graphemes(true).count();
    value.insert_str(offset(value, *caret), text);
    // A combining mark joins the grapheme before it.
    *caret += value.graphemes(true).count().saturating_sub(before);
}

fn edit(value: &mut String, caret: &mut usize, key: Key) -> bool {
    let count = value.graphemes(true).count();
    match key {
        Key::Char(c) if clean::is_plain(c) => insert(value, caret, c.encode_utf8(&mut [0; 4])),
        Key::Left => *caret = caret.saturating_sub(1),
        Key::Right => *caret = (*caret + 1).min(count),
        Key::Home | Key::Ctrl('a') => *caret = 0,
        Key::End | Key::Ctrl('e') => *caret = count,
        Key::Backspace if *caret > 0 => {
            let (from, to) = (offset(value, *caret - 1), offset(value, *caret));
            value.replace_range(from..to, "");
            *caret -= 1;
        }
        Key::Delete if *caret < count => {
            let (from, to) = (offset(value, *caret), offset(value, *caret + 1));
            value.replace_range(from..to, "");
        }
        Key::Backspace | Key::Delete => {}
        Key::Ctrl('u') => {
            value.replace_range(..offset(value, *caret), "");
            *caret = 0;
        }
        _ => return false,
    }
    true
}

fn choose(count: usize, at: &mut usize, key: Key) -> bool {
    match key.folded() {
        Key::Up | Key::Char('k') if *at > 0 => *at -= 1,
        Key::Down | Key::Char('j') if *at + 1 < count => *at += 1,
        Key::Home => *at = 0,
        Key::End => *at = count.saturating_sub(1),
        Key::Char(c) => match c.to_digit(10) {
            Some(n) if n >= 1 && (n as usize) <= count => *at = n as usize - 1,
            _ => return false,
        },
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use secrecy::{ExposeSecret, SecretString};

    use super::{Form, LIMIT, Reaction};
    use crate::flow::event::{Event, Key};
    use crate::flow::page::Shown;

    fn type_in(form: &mut Form, text: &str) {
        for c in text.chars() {
            form.on(&Event::Key(Key::Char(c)));
        }
    }

    #[test]
    fn text_is_edited_by_what_a_person_sees_as_characters() {
        let mut form = Form::default().text("image", "");
        type_in(&mut form, "音乐e\u{301}x");
        form.on(&Event::Key(Key::Backspace));
        form.on(&Event::Key(Key::Backspace));
        assert_eq!(form.value("image"), "音乐", "a combining mark goes with its letter");
        form.on(&Event::Key(Key::Home));
        type_in(&mut form, "a/");
        assert_eq!(form.shown("image"), Shown::Plain { text: "a/音乐".into(), caret: 2 });
        form.on(&Event::Key(Key::Delete));
        assert_eq!(form.value("image"), "a/乐");
    }

    #[test]
    fn a_paste_fills_one_field_and_never_submits() {
        let mut form = Form::default().text("image", "").text("user", "");
        form.on(&Event::Paste(SecretString::from("amy/app\nsecond line\n")));
        assert_eq!(form.value("image"), "amy/app");
        assert_eq!(form.value("user"), "");
        form.on(&Event::Paste(SecretString::from("\u{1b}[31m!\u{7}")));
        assert_eq!(form.value("image"), "amy/app!", "control sequences are dropped");
    }

    #[test]
    fn a_field_that_is_shown_takes_no_token() {
        const TOKEN: &str = "dckr_pat_uY4hQ9zVt2Kc7RbN1xWmE5sLpD0";
        let mut form = Form::default().text("image", "amy/app").text("user", "");
        for pasted in [TOKEN, "docker login -u amy -p dckr_pat_uY4hQ9zVt2Kc7RbN1xWmE5sLpD0", "\u{7}\n"] {
            form.on(&Event::Paste(SecretString::from(pasted)));
            assert_eq!(form.value("image"), "amy/app");
            assert_eq!(form.refusal("image").is_some(), pasted.contains(TOKEN), "{pasted}");
        }
        form.on(&Event::Fill("user", SecretString::from(TOKEN)));
        assert!(form.refusal("user").is_some() && form.value("user").is_empty());
        form.on(&Event::Fill("image", SecretString::from(TOKEN)));
        assert_eq!(form.value("image"), "amy/app", "what was there is not lost for it");
        assert!(form.refusal("image").is_some() && form.refusal("user").is_none());
        assert!(!format!("{form:?}").contains(&TOKEN[9..]));
        form.on(&Event::Key(Key::Tab));
        assert!(form.refusal("image").is_none());
        form.on(&Event::Paste(SecretString::from("amyflash")));
        assert_eq!(form.value("user"), "amyflash");
    }

    #[test]
    fn a_secret_shows_only_its_length() {
        let mut form = Form::default().secret("token");
        form.on(&Event::Paste(SecretString::from("dckr_pat_canary\n")));
        assert_eq!(form.shown("token"), Shown::Hidden { length: 16 });
        assert!(!format!("{form:?}").contains("canary"));
        form.on(&Event::Paste(SecretString::from("other")));
        assert_eq!(form.secret_value("token").expose_secret(), "other", "a second paste replaces the first");
    }

    #[test]
    fn a_huge_paste_is_cut_and_remembered_as_too_long() {
        let mut form = Form::default().secret("token");
        form.on(&Event::Paste(SecretString::from("好".repeat(10_000_000 / 3))));
        assert!(form.overflowed("token"));
        assert!(form.secret_value("token").expose_secret().len() <= LIMIT);
        form.on(&Event::Paste(SecretString::from("short")));
        assert!(!form.overflowed("token"));
    }

    #[test]
    fn lists_take_arrows_letters_and_digits_of_either_width() {
        let mut form = Form::default().choice("lane", 3, 0);
        for (key, at) in [
            (Key::Down, 1),
            (Key::Char('j'), 2),
            (Key::Down, 2),
            (Key::Up, 1),
            (Key::Char('k'), 0),
            (Key::Char('3'), 2),
            (Key::Char('１'), 0),
            (Key::Char('9'), 0),
        ] {
            form.on(&Event::Key(key));
            assert_eq!(form.chosen("lane"), at, "{}", key.name());
        }
        assert_eq!(form.on(&Event::Pick("lane", 7)), Reaction::Ignored);
    }
}
