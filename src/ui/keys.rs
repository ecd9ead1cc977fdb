//! What the terminal sends, in the words of the engine: keys, pastes, clicks.

use std::iter;

use crossterm::event::{
    Event as Sent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::scroll::Step;
use crate::flow::event::{Event, Key};

/// So many characters arriving at once were not typed. Terminals without bracketed paste send a paste
/// like this, and a line end in it must not press Enter.
///
/// The limit of it: a paste of fewer characters, or one that such a terminal sends in several pieces,
/// is taken for typing; and fast typing that a slow connection delivers in one piece is taken for a
/// paste, so that its Enter has to be pressed again.
pub(crate) const BURST: usize = 8;

/// Something that was heard.
#[derive(Debug)]
pub(crate) enum Heard {
    Event(Event),
    /// For the surface itself.
    Scroll(Step),
    Click(u16, u16),
    Resized,
    /// Draw everything anew (Ctrl-L): something else wrote on the screen.
    Repaint,
    /// Ctrl-Z.
    Pause,
}

/// What a batch of things that arrived together means.
pub(crate) fn heard(batch: Vec<Sent>) -> Vec<Heard> {
    // A Tab behind everything goes on to the next field: no paste ends with one, and it accepts nothing. One
    // between is text: logs and tables have them.
    let text = batch.iter().rposition(|sent| !is_tab(sent)).map_or(0, |last| last + 1);
    match burst(&batch[..text]) {
        Some(pasted) => {
            let after = batch.into_iter().skip(text).filter_map(one);
            iter::once(Heard::Event(Event::Paste(pasted))).chain(after).collect()
        }
        None => batch.into_iter().filter_map(one).collect(),
    }
}

fn is_tab(sent: &Sent) -> bool {
    matches!(sent, Sent::Key(KeyEvent { code: KeyCode::Tab, modifiers: KeyModifiers::NONE, .. }))
}

/// The text of a batch that is a paste without its brackets.
fn burst(batch: &[Sent]) -> Option<SecretString> {
    if batch.len() < BURST {
        return None;
    }
    // Reserved once: a string that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(batch.len() * 4));
    for sent in batch {
        let Sent::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = sent else {
            return None;
        };
        match code {
            KeyCode::Char('j') if modifiers.contains(KeyModifiers::CONTROL) => text.push('\n'),
            KeyCode::Char(c) if !modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                text.push(*c)
            }
            KeyCode::Enter => text.push('\n'),
            KeyCode::Tab => text.push('\t'),
            _ => return None,
        }
    }
    let letters = text.chars().filter(|c| !matches!(c, '\n' | '\t')).count();
    (letters >= BURST).then(|| SecretString::from(text.as_str()))
}

fn one(sent: Sent) -> Option<Heard> {
    match sent {
        Sent::Key(key) if key.kind != KeyEventKind::Release => self::key(key),
        Sent::Paste(text) => Some(Heard::Event(Event::Paste(SecretString::from(text)))),
        Sent::Resize(..) => Some(Heard::Resized),
        Sent::Mouse(MouseEvent { kind, column, row, .. }) => match kind {
            MouseEventKind::Down(MouseButton::Left) => Some(Heard::Click(column, row)),
            MouseEventKind::ScrollDown => Some(Heard::Scroll(Step::Down)),
            MouseEventKind::ScrollUp => Some(Heard::Scroll(Step::Up)),
            _ => None,
        },
        Sent::Key(_) | Sent::FocusGained | Sent::FocusLost => None,
    }
}

fn key(key: KeyEvent) -> Option<Heard> {
    let key = match key.code {
        KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => match c.to_ascii_lowercase() {
            'c' => return Some(Heard::Event(Event::Interrupt)),
            'l' => return Some(Heard::Repaint),
            'z' => return Some(Heard::Pause),
            c => Key::Ctrl(c),
        },
        KeyCode::Char(_) if key.modifiers.contains(KeyModifiers::ALT) => return None,
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::F(n) => Key::F(n),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => Key::BackTab,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::PageDown => return Some(Heard::Scroll(Step::PageDown)),
        KeyCode::PageUp => return Some(Heard::Scroll(Step::PageUp)),
        _ => return None,
    };
    Some(Heard::Event(Event::Key(key)))
}

#[cfg(test)]
mod tests {
    use crossterm::event::{Event as Sent, KeyCode, KeyEvent, KeyModifiers};
    use secrecy::ExposeSecret;

    use super::{Heard, heard};
    use crate::flow::event::{Event, Key};

    fn press(code: KeyCode) -> Sent {
        Sent::Key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn typed(text: &str) -> Vec<Sent> {
        text.chars().map(|c| press(if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) })).collect()
    }

    #[test]
    fn a_burst_with_line_ends_is_a_paste_and_presses_no_enter() {
        let heard = heard(typed("dckr_pat_abc\nrest\n"));
        let [Heard::Event(Event::Paste(text))] = heard.as_slice() else { panic!("{heard:?}") };
        assert_eq!(text.expose_secret(), "dckr_pat_abc\nrest\n");
    }

    #[test]
    fn a_tab_behind_a_burst_goes_on_to_the_next_field() {
        let mut batch = typed("amyflash/app");
        batch.push(press(KeyCode::Tab));
        let [Heard::Event(Event::Paste(text)), Heard::Event(Event::Key(Key::Tab))] = &heard(batch)[..] else {
            panic!("the text, then the Tab")
        };
        assert_eq!(text.expose_secret(), "amyflash/app");
        let between =
            heard(typed("name").into_iter().chain([press(KeyCode::Tab)]).chain(typed("value\n")).collect());
        let [Heard::Event(Event::Paste(text))] = &between[..] else { panic!("{between:?}") };
        assert_eq!(text.expose_secret(), "name\tvalue\n");
    }

    #[test]
    fn a_few_quick_keys_are_keys() {
        let heard = heard(typed("amy\n"));
        assert_eq!(heard.len(), 4);
        assert!(matches!(heard[3], Heard::Event(Event::Key(Key::Enter))));
    }

    #[test]
    fn holding_an_arrow_is_no_paste() {
        let heard = heard((0..20).map(|_| press(KeyCode::Down)).collect());
        assert!(heard.len() == 20 && heard.iter().all(|h| matches!(h, Heard::Event(Event::Key(Key::Down)))));
    }

    #[test]
    fn control_c_interrupts_and_escape_is_only_a_key() {
        let control = |c| Sent::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
        assert!(matches!(heard(vec![control('c')])[..], [Heard::Event(Event::Interrupt)]));
        assert!(matches!(heard(vec![control('r')])[..], [Heard::Event(Event::Key(Key::Ctrl('r')))]));
        assert!(matches!(heard(vec![press(KeyCode::Esc)])[..], [Heard::Event(Event::Key(Key::Esc))]));
    }

    #[test]
    fn nothing_pasted_shows_in_debug() {
        assert!(!format!("{:?}", heard(vec![Sent::Paste("dckr_pat_abc".into())])).contains("dckr"));
        assert!(!format!("{:?}", heard(typed("dckr_pat_abc"))).contains("dckr"));
    }
}
