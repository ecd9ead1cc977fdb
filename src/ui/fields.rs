//! Text fields and lists: what the person fills in.

use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

use super::blocks::{BETWEEN, INDENT};
use super::sheet::{Pen, Sheet, Target, blank};
use super::wrap::{composed, fit, head, width};
use crate::flow::page::{Choose, Input, Shown};
use crate::model::clean;
use crate::text::surface;

/// The label, the value behind its bar, and below it what is wrong or what will happen.
pub(crate) fn input(input: &Input, pen: &Pen<'_>, sheet: &mut Sheet) {
    let (theme, glyphs) = (&pen.look.theme, &pen.look.glyphs);
    let first = sheet.lines.len();
    let label = if input.focused { theme.strong } else { theme.dim };
    sheet.hang(Vec::new(), &pen.say(&input.label), label, pen.width);
    let bar = if input.focused { theme.accent } else { theme.rule };
    let mut spans = vec![Span::styled(format!("{} ", glyphs.field), bar)];
    let room = pen.width.saturating_sub(INDENT + 1);
    let caret = match &input.shown {
        Shown::Plain { text, caret } => {
            let (text, caret) = window(text, *caret, room);
            spans.push(Span::styled(text, if input.focused { theme.plain } else { theme.dim }));
            caret
        }
        Shown::Hidden { length: 0 } => 0,
        Shown::Hidden { length } => {
            let count = pen.say(&surface::characters(*length));
            let bullets = (*length).min(room.saturating_sub(width(&count) + BETWEEN)).min(48);
            spans.push(Span::styled(glyphs.secret.repeat(bullets), theme.plain));
            spans.push(blank(BETWEEN));
            spans.push(Span::styled(count, theme.dim));
            bullets
        }
    };
    if input.focused {
        sheet.caret = Some((sheet.lines.len(), INDENT + caret));
    }
    sheet.push(spans);
    if let Some(problem) = &input.problem {
        let mark = Span::styled(format!("{} ", glyphs.bad), theme.bad);
        sheet.hang(vec![mark], &pen.say(problem), theme.bad, pen.width);
    }
    if let Some(hint) = &input.hint {
        sheet.hang(vec![blank(INDENT)], &pen.say(hint), theme.dim, pen.width);
    }
    if input.focused {
        sheet.focus = Some(first..sheet.lines.len());
    }
}

/// The part of a text around the caret that fits, and the caret's column in it. What a person typed is
/// shown character for character, but nothing of it may move the cursor.
fn window(text: &str, caret: usize, room: usize) -> (String, usize) {
    let clean: String = text.chars().map(|c| if clean::is_plain(c) { c } else { '?' }).collect();
    let at = clean.char_indices().nth(caret).map_or(clean.len(), |(at, _)| at);
    let (before, after) = clean.split_at(at);
    let (before, after) = (composed(before), composed(after));
    let mut from = 0;
    let mut taken = width(&before);
    for part in before.graphemes(true) {
        if taken <= room {
            break;
        }
        from += part.len();
        taken -= width(part);
    }
    let mut shown = before[from..].to_owned();
    let caret = width(&shown);
    shown.push_str(head(&after, room.saturating_sub(caret)));
    (shown, caret)
}

/// The options, numbered; the one that the keys are at is marked.
pub(crate) fn choose(choose: &Choose, pen: &Pen<'_>, sheet: &mut Sheet) {
    let theme = &pen.look.theme;
    let label = pen.say(&choose.label);
    if !label.is_empty() {
        let style = if choose.focused { theme.strong } else { theme.dim };
        sheet.hang(Vec::new(), &label, style, pen.width);
    }
    let recommended = pen.say(&surface::recommended());
    let labels: Vec<String> = choose.options.iter().map(|option| pen.say(&option.label)).collect();
    let notes: Vec<String> = choose
        .options
        .iter()
        .map(|option| option.note.as_ref().map(|note| pen.say(note)).unwrap_or_default())
        .collect();
    let digits = choose.options.len().to_string().len();
    let lead = 2 + digits + 2;
    let column = labels.iter().map(|label| width(label)).max().unwrap_or(0);
    // The word goes behind the note where the note stands behind the label.
    let extra = |at: usize| if choose.options[at].recommended { width(&recommended) + BETWEEN } else { 0 };
    let beside =
        (0..notes.len()).all(|at| lead + column + BETWEEN + width(&notes[at]) + extra(at) <= pen.width);
    for (at, option) in choose.options.iter().enumerate() {
        let here = at == choose.at;
        let first = sheet.lines.len();
        let (sign, style) = match (here, choose.focused) {
            (true, true) => (pen.look.glyphs.here, theme.accent),
            (true, false) => (pen.look.glyphs.here, theme.plain),
            (false, _) => (" ", theme.plain),
        };
        let number = Span::styled(format!("{:>digits$}", at + 1), if here { style } else { theme.dim });
        let mut spans = vec![Span::styled(format!("{sign} "), style), number, blank(2)];
        let note = &notes[at];
        if beside && !note.is_empty() {
            spans.push(Span::styled(fit(&labels[at], column), style));
            spans.push(blank(BETWEEN));
            spans.push(Span::styled(note.clone(), theme.dim));
            sheet.push(spans);
        } else {
            sheet.hang(spans, &labels[at], style, pen.width);
        }
        if option.recommended {
            let line = sheet.lines.last_mut().expect("an option has a line");
            if line.width() + extra(at) <= pen.width {
                line.push_span(blank(BETWEEN));
                line.push_span(Span::styled(recommended.clone(), theme.dim));
            }
        }
        if !beside && !note.is_empty() {
            sheet.hang(vec![blank(lead)], note, theme.dim, pen.width);
        }
        sheet.targets.extend((first..sheet.lines.len()).map(|row| (row, Target::Pick(choose.id, at))));
        if here && choose.focused {
            sheet.focus = Some(first..sheet.lines.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn a_long_value_keeps_its_caret_in_sight() {
        assert_eq!(window("amyflash", 8, 20), ("amyflash".into(), 8));
        assert_eq!(window("amyflash/music", 14, 8), ("sh/music".into(), 8));
        assert_eq!(window("amyflash/music", 0, 8), ("amyflash".into(), 0));
        assert_eq!(window("令牌权限", 2, 5), ("令牌".into(), 4));
        assert_eq!(window("a\u{1b}[31m", 1, 9), ("a?[31m".into(), 1));
    }
}
