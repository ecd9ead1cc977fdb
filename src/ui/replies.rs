//! Asks the terminal for the colour of its background (OSC 11), and takes the answer out of what a person types.
//!
//! Nothing waits for the answer: the first frame is drawn before the question is put, in the terminal's own
//! sixteen colours, which are readable on any background. A terminal that does not answer keeps them.
//!
//! The width of our glyphs is not asked for. Such a question is answered by a cursor position, which the
//! library that reads our input keeps to itself unless everything else waits for it, up to two seconds. And it
//! is not needed: no glyph is of a class that any terminal draws two columns wide (see [`super::look`]),
//! and what cannot be drawn at all shows in the locale, or is told with `--glyphs ascii`.

use std::time::{Duration, Instant};

use crossterm::event::{Event as Sent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// The question (xterm's control sequences, "OSC Ps ; Pt ST").
pub(crate) const ASK_BACKGROUND: &str = "\u{1b}]11;?\u{1b}\\";
/// An answer that comes later than this is not waited for; what looks like one is what somebody types.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longer than any answer.
const LONGEST: usize = 40;

/// What the terminal's background is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Background {
    Dark,
    Light,
}

/// An answer as it comes in, one key at a time: that is how the library reports a sequence it does not know.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    asked: Option<Instant>,
    /// What came so far of an answer.
    text: Option<String>,
}

impl Replies {
    /// The question was put just now.
    pub(crate) fn asked(&mut self, now: Instant) {
        self.asked = Some(now);
    }

    /// Takes out of a batch what belongs to an answer, and says what it told.
    pub(crate) fn sift(&mut self, batch: &mut Vec<Sent>, now: Instant) -> Option<Background> {
        if self.asked.is_none_or(|asked| now.duration_since(asked) > PATIENCE) {
            (self.asked, self.text) = (None, None);
            return None;
        }
        let mut told = None;
        batch.retain(|sent| {
            let Sent::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = sent else {
                return true;
            };
            let alt = modifiers.contains(KeyModifiers::ALT);
            let bell = modifiers.contains(KeyModifiers::CONTROL) && *code == KeyCode::Char('g');
            match (&mut self.text, code) {
                (None, KeyCode::Char(']')) if alt && told.is_none() => self.text = Some(String::new()),
                (None, _) => return true,
                (Some(text), KeyCode::Char('\\')) if alt => told = told.or(background(text)),
                (Some(text), _) if bell => told = told.or(background(text)),
                (Some(text), KeyCode::Char(c)) if !alt && text.len() < LONGEST => {
                    text.push(*c);
                    return false;
                }
                // No answer after all; what came of it is worth nothing to anybody.
                (Some(_), _) => {
                    self.text = None;
                    return true;
                }
            }
            if told.is_some() || matches!(code, KeyCode::Char('\\')) || bell {
                self.text = None;
            }
            false
        });
        if told.is_some() {
            self.asked = None;
        }
        told
    }
}

/// Reads `11;rgb:RRRR/GGGG/BBBB`, each part of one to four hexadecimal digits.
fn background(text: &str) -> Option<Background> {
    let mut parts = text.strip_prefix("11;rgb:")?.split('/').map(|part| {
        let whole = 16_u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1)?;
        let value = u32::from_str_radix(part, 16).ok()?;
        (1..=4).contains(&part.len()).then(|| f64::from(value) / f64::from(whole))
    });
    let [red, green, blue] = [parts.next()??, parts.next()??, parts.next()??];
    // Rec. 709; half-way is far from the grounds that anybody uses.
    let bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    parts.next().is_none().then_some(if bright > 0.5 { Background::Light } else { Background::Dark })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use crossterm::event::{Event as Sent, KeyCode, KeyEvent, KeyModifiers};

    use super::{Background, PATIENCE, Replies, background};

    fn key(c: char, modifiers: KeyModifiers) -> Sent {
        Sent::Key(KeyEvent::new(KeyCode::Char(c), modifiers))
    }

    /// An answer as the library reports it, between two keys of a person.
    fn answer(colour: &str) -> Vec<Sent> {
        let mut batch = vec![key('a', KeyModifiers::NONE), key(']', KeyModifiers::ALT)];
        batch.extend(format!("11;rgb:{colour}").chars().map(|c| key(c, KeyModifiers::NONE)));
        batch.extend([key('\\', KeyModifiers::ALT), key('b', KeyModifiers::NONE)]);
        batch
    }

    fn typed(batch: &[Sent]) -> String {
        let letter = |sent: &Sent| match sent {
            Sent::Key(KeyEvent { code: KeyCode::Char(c), .. }) => Some(*c),
            _ => None,
        };
        batch.iter().filter_map(letter).collect()
    }

    #[test]
    fn an_answer_is_taken_out_of_what_is_typed() {
        for (colour, wanted) in [("1e1e/1e1e/2e2e", Background::Dark), ("ff/fa/f0", Background::Light)] {
            let (mut replies, now) = (Replies::default(), Instant::now());
            replies.asked(now);
            let mut batch = answer(colour);
            assert_eq!(replies.sift(&mut batch, now), Some(wanted));
            assert_eq!(typed(&batch), "ab");
        }
    }

    #[test]
    fn an_answer_may_come_in_pieces_and_end_with_a_bell() {
        let (mut replies, now) = (Replies::default(), Instant::now());
        replies.asked(now);
        let whole = answer("0/0/0");
        let (mut first, mut second) = (whole[..6].to_vec(), whole[6..].to_vec());
        second[whole.len() - 6 - 2] = key('g', KeyModifiers::CONTROL);
        assert_eq!(replies.sift(&mut first, now), None);
        assert_eq!(replies.sift(&mut second, now), Some(Background::Dark));
        assert_eq!((typed(&first), typed(&second)), ("a".into(), "b".into()));
    }

    #[test]
    fn nothing_is_taken_from_a_person_who_was_not_asked_about() {
        let mut replies = Replies::default();
        let now = Instant::now();
        let mut batch = answer("0/0/0");
        assert_eq!(replies.sift(&mut batch, now), None);
        replies.asked(now);
        assert_eq!(replies.sift(&mut batch, now + PATIENCE + Duration::from_millis(1)), None);
        assert_eq!(batch.len(), answer("0/0/0").len());
    }

    #[test]
    fn what_is_no_colour_tells_nothing() {
        for text in [
            "",
            "11;rgb:",
            "11;rgb:ff/ff",
            "11;rgb:ff/ff/ff/ff",
            "11;rgb:fffff/0/0",
            "11;#ffffff",
            "10;rgb:f/f/f",
        ] {
            assert_eq!(background(text), None, "{text}");
        }
    }
}
