//! Widths in terminal columns: measuring, cutting, padding, and line breaking for Latin and Chinese.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// May not begin a line.
const CLOSING: &str = "、，。！？：；）」』》】〕〉…—～％,.;:!?)]}%”’";
/// May not end a line.
const OPENING: &str = "（「『《【〔〈([{“‘";
/// After these a name, an address or a path goes on with another part of it.
const JOINTS: &[char] = &['/', ':', '@', '?', '&', '='];
/// What stands for text that was cut. Three ASCII dots: the single character is two columns wide in
/// terminals set up for Chinese.
const CUT: &str = "...";

/// The columns that a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Composed characters (NFC): a decomposed accent would be measured and drawn apart from its letter.
#[must_use]
pub fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}

/// The text in at most so many columns; what was cut is marked with three dots.
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    let text = composed(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut out = head(&text, columns.saturating_sub(CUT.len())).to_owned();
    out.push_str(&CUT[..CUT.len().min(columns)]);
    out
}

/// As much of the text's beginning as fits into so many columns.
#[must_use]
pub fn head(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (at, part) in text.grapheme_indices(true) {
        taken += width(part);
        if taken > columns {
            return &text[..at];
        }
    }
    text
}

/// The text cut or filled with spaces to exactly so many columns.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns);
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(&out))));
    out
}

/// The text as lines of at most so many columns.
///
/// Lines break at spaces and beside wide characters, not before closing and not after opening
/// punctuation. A word longer than a line is broken where it must be. A single line break of the text
/// is a break of its source file and flows; an empty line begins a paragraph.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let text = composed(text);
    if columns == 0 {
        return Vec::new();
    }
    if width(&text) <= columns && !text.contains('\n') {
        return vec![text.into_owned()];
    }
    let mut lines = Vec::new();
    for (nth, paragraph) in text.split("\n\n").enumerate() {
        if nth > 0 {
            lines.push(String::new());
        }
        flow(&joined(paragraph), columns, &mut lines);
    }
    lines
}

/// A paragraph on one line: a line break becomes a space, but not between wide characters.
fn joined(paragraph: &str) -> Cow<'_, str> {
    if !paragraph.contains('\n') {
        return Cow::Borrowed(paragraph);
    }
    let mut out = String::with_capacity(paragraph.len());
    for line in paragraph.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let wide = |c: Option<char>| c.is_some_and(|c| width(c.encode_utf8(&mut [0; 4])) > 1);
        let together = wide(out.chars().next_back()) && wide(line.chars().next());
        if !out.is_empty() && !together {
            out.push(' ');
        }
        out.push_str(line);
    }
    Cow::Owned(out)
}

fn flow(text: &str, columns: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut taken = 0;
    for piece in pieces(text) {
        let bare = piece.trim_end_matches(' ');
        if taken > 0 && taken + width(bare) > columns {
            lines.push(finished(&mut line));
            taken = 0;
        }
        if width(bare) <= columns {
            line.push_str(piece);
            taken += width(piece);
            continue;
        }
        let mut rest = piece;
        while width(rest.trim_end_matches(' ')) > columns {
            let part = broken(rest, columns);
            // A wide character in a column of one has no place at all.
            let shown = if width(part) > columns { "?" } else { part };
            // What stands before it on the line has no width, or the line would have been broken.
            line.push_str(shown);
            lines.push(std::mem::take(&mut line));
            rest = &rest[part.len()..];
        }
        line.push_str(rest);
        taken = width(rest);
    }
    lines.push(finished(&mut line));
}

/// As much as fits of a word that is longer than a line: up to where a name has its parts, unless the rest would then
/// take a line more.
fn broken(word: &str, columns: usize) -> &str {
    let full = match head(word, columns) {
        "" => word.graphemes(true).next().unwrap_or(word),
        full => full,
    };
    let lines = |part: &str| width(&word[part.len()..]).div_ceil(columns);
    let apart = full.rfind(JOINTS).map(|at| &full[..=at]);
    apart.filter(|part| lines(part) == lines(full)).unwrap_or(full)
}

fn finished(line: &mut String) -> String {
    line.truncate(line.trim_end_matches(' ').len());
    std::mem::take(line)
}

/// The parts of a text between which a line may end; spaces stay with the part before them.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut before: Option<&str> = None;
    for (at, now) in text.grapheme_indices(true) {
        if before.is_some_and(|before| may_break(before, now)) {
            out.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    out.push(&text[start..]);
    out
}

fn may_break(before: &str, after: &str) -> bool {
    if after == " " {
        return false;
    }
    if before == " " {
        return true;
    }
    (width(before) > 1 || width(after) > 1) && !CLOSING.contains(after) && !OPENING.contains(before)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{composed, cut, fit, width, wrap};

    #[test]
    fn latin_breaks_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("one  two", 4), ["one", "two"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_closing_punctuation() {
        assert_eq!(wrap("推送一个极小的镜像", 8), ["推送一个", "极小的镜", "像"]);
        assert_eq!(wrap("推送一个，极小", 8), ["推送一", "个，极小"]);
        assert_eq!(wrap("推送一（极小）的", 8), ["推送一", "（极小）", "的"]);
        assert_eq!(wrap("把令牌存入 GitHub 的机密", 13), ["把令牌存入", "GitHub 的机密"]);
    }

    #[test]
    fn an_address_is_broken_only_when_it_must() {
        assert_eq!(wrap("open https://a.example/b now", 20), ["open", "https://a.example/b", "now"]);
        assert_eq!(wrap("go https://a.example/b", 10), ["go", "https://a.", "example/b"]);
        assert_eq!(wrap("reg.example/amy/app:1130-658a", 24), ["reg.example/amy/app:", "1130-658a"]);
        assert_eq!(wrap("好x", 1), ["?", "x"]);
        assert_eq!(wrap("\u{301}「牌", 2), ["\u{301}「", "牌"]);
    }

    #[test]
    fn the_line_breaks_of_a_source_file_flow_and_paragraphs_stay() {
        assert_eq!(wrap("one\n    two\n\nthree", 20), ["one two", "", "three"]);
        assert_eq!(wrap("令牌\n权限", 20), ["令牌权限"]);
    }

    #[test]
    fn cutting_never_splits_a_wide_character() {
        assert_eq!(cut("令牌权限", 7), "令牌...");
        assert_eq!(cut("令牌权限", 6), "令...");
        assert_eq!(cut("令牌权限", 8), "令牌权限");
        assert_eq!(cut("token", 2), "..");
        assert_eq!(fit("令", 3), "令 ");
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(composed("e\u{301}"), "\u{e9}");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_nothing_is_lost(
            text in "[a-z ，。（「镜像令牌e\u{301}/-]{0,80}", columns in 2_usize..40,
        ) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns), "{lines:?}");
            let bare = |text: &str| text.replace(' ', "");
            prop_assert_eq!(bare(&lines.concat()), bare(&composed(&text)));
        }

        #[test]
        fn cut_text_fits(text in "\\PC{0,40}", columns in 0_usize..30) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert_eq!(width(&fit(&text, columns)), columns);
        }
    }
}
