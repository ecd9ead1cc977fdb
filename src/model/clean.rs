//! Text from outside, made safe to show: servers, files and pastes are hostile until they went through here.

use std::borrow::Cow;

/// One line without control sequences: escape sequences are dropped whole, other control characters
/// and line breaks become a space, bidirectional overrides and zero-width characters vanish.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    // Nearly every line is plain ASCII, and bytes are looked at many at a time.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if is_plain(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// Like [`line()`], at most `columns` characters long; what was cut is marked with three dots.
#[must_use]
pub fn short(text: &str, columns: usize) -> String {
    let clean = line(text.trim());
    if clean.len() <= columns || clean.chars().count() <= columns {
        return clean.into_owned();
    }
    clean.chars().take(columns.saturating_sub(3)).chain("...".chars()).collect()
}

/// Whether a character may reach a terminal as it is.
#[must_use]
pub fn is_plain(c: char) -> bool {
    !c.is_control() && !is_invisible(c)
}

/// Characters that take no room or reorder others: they hide what is really there.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// After ESC: a CSI sequence, a string sequence up to its end, or one more character.
fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match chars.next() {
        Some('[') => skip_csi(chars),
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' || c == '\u{9c}' {
                    break;
                }
                if c == '\u{1b}' {
                    chars.next_if_eq(&'\\');
                    break;
                }
            }
        }
        Some(' '..='/') => {
            while chars.next_if(|c| matches!(c, ' '..='/')).is_some() {}
            chars.next();
        }
        _ => {}
    }
}

/// Parameters and intermediates, then the final character.
fn skip_csi(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
    chars.next_if(|c| matches!(c, '@'..='~'));
}

#[cfg(test)]
mod tests {
    use super::{line, short};

    #[test]
    fn control_sequences_do_not_reach_the_terminal() {
        for (hostile, shown) in [
            ("plain 文字", "plain 文字"),
            ("a\u{1b}[31mred\u{1b}[0m b", "ared b"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;http://evil\u{1b}\\link", "link"),
            ("\u{9b}2Jgone", "gone"),
            ("two\r\nlines", "two  lines"),
            ("right\u{202e}to left", "rightto left"),
            ("zero\u{200b}width\u{feff}", "zerowidth"),
            ("bell\u{7}back\u{8}", "bellback"),
            ("cut \u{1b}[", "cut "),
            ("cut \u{1b}", "cut "),
        ] {
            assert_eq!(line(hostile), shown, "{hostile:?}");
        }
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        assert_eq!(short("abcdef", 6), "abcdef");
        assert_eq!(short("abcdefg", 6), "abc...");
    }
}
