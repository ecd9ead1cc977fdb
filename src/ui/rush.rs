//! Letters that come faster than anybody types, on a page that takes none: a paste without brackets, from a terminal
//! that hands it over in pieces. In a field they are text; here each of them would be a command.

use std::time::{Duration, Instant};

use crossterm::event::{Event as Sent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Letters closer together than this were not typed one by one.
const QUICK: Duration = Duration::from_millis(8);
/// So many of them, each another than the one before: a key that is held down repeats itself.
const MANY: usize = 4;
/// After such a pause it is over.
const OVER: Duration = Duration::from_millis(100);

/// What was heard of a paste so far.
#[derive(Debug, Default)]
pub(crate) struct Rush {
    last: Option<(Instant, char)>,
    /// Letters in a row, each another than the one before.
    letters: usize,
    /// Whether it is a paste.
    on: bool,
}

impl Rush {
    /// Takes the letters of a paste out of a batch, with the line ends between them. Says whether one begins here. The
    /// first few letters of one that comes a letter at a time are not known to be its. What was pressed before the
    /// first letter is no part of it.
    pub(crate) fn sift(&mut self, batch: &mut Vec<Sent>, now: Instant) -> bool {
        let pause = if self.on { OVER } else { QUICK };
        if self.last.is_none_or(|(last, _)| now.duration_since(last) > pause) {
            *self = Self::default();
        }
        let before = self.on;
        let mut kept = Vec::with_capacity(batch.len());
        // Where among them the letters in a row begin.
        let mut row = 0;
        for sent in batch.drain(..) {
            match text(&sent) {
                Some(' ' | '\t' | '\n') if !self.on => {
                    (self.last, self.letters) = (None, 0);
                    kept.push(sent);
                    row = kept.len();
                }
                Some(letter) => {
                    if self.last.is_none_or(|(_, last)| last != letter) {
                        self.letters += 1;
                    }
                    self.last = Some((now, letter));
                    kept.push(sent);
                    if self.on || self.letters >= MANY {
                        self.on = true;
                        let letters = kept.split_off(row);
                        kept.extend(letters.into_iter().filter(|sent| text(sent).is_none()));
                        row = kept.len();
                    }
                }
                None => kept.push(sent),
            }
        }
        *batch = kept;
        self.on && !before
    }
}

/// A letter, or what stands between the words and lines of a text.
fn text(sent: &Sent) -> Option<char> {
    let Sent::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = sent else { return None };
    match code {
        KeyCode::Char(c) if !modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => Some(*c),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use crossterm::event::{Event as Sent, KeyCode, KeyEvent, KeyModifiers};

    use super::{OVER, Rush};

    fn keys(text: &str) -> Vec<Sent> {
        let code = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        text.chars().map(|c| Sent::Key(KeyEvent::new(code(c), KeyModifiers::NONE))).collect()
    }

    /// How many keys get through, each handed over so long after the one before, and how often a paste was told.
    fn through(text: &str, apart: Duration) -> (usize, usize) {
        let (mut rush, mut now, mut left, mut told) = (Rush::default(), Instant::now(), 0, 0);
        for key in keys(text) {
            now += apart;
            let mut batch = vec![key];
            told += usize::from(rush.sift(&mut batch, now));
            left += batch.len();
        }
        (left, told)
    }

    #[test]
    fn of_a_token_that_comes_letter_by_letter_only_the_first_ones_get_through() {
        assert_eq!(through("dckr_pat_quit\nquit\n", Duration::from_millis(5)), (3, 1));
        let mut batch = keys("dckr\nq");
        assert!(Rush::default().sift(&mut batch, Instant::now()) && batch.is_empty());
    }

    #[test]
    fn what_a_hand_does_gets_through() {
        assert_eq!(through("wrnq\n", Duration::from_millis(40)), (5, 0));
        assert_eq!(through("jjjjjjjjjjjjjjjj", Duration::from_millis(5)), (16, 0), "a key that is held down");
        assert_eq!(through("\n\n\n\n\n\n", Duration::from_millis(1)), (6, 0));
    }

    /// A program that answers every page at once presses Enter between its letters.
    #[test]
    fn keys_with_an_enter_between_them_get_through() {
        assert_eq!(through("a\nv\nms\nq\nw\n", Duration::from_millis(1)), (11, 0));
        let mut batch = keys("\nshort");
        assert!(Rush::default().sift(&mut batch, Instant::now()));
        assert_eq!(batch.len(), 1, "the Enter was for the page, the letters for no field of it");
    }

    #[test]
    fn after_a_pause_keys_are_keys_again() {
        let (mut rush, now) = (Rush::default(), Instant::now());
        rush.sift(&mut keys("dckr_pat"), now);
        let mut batch = keys("q");
        rush.sift(&mut batch, now + OVER + Duration::from_millis(1));
        assert_eq!(batch.len(), 1);
    }
}
