//! Facts and instructions in aligned columns: label, value, aside.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::blocks::{BETWEEN, INDENT, link};
use super::sheet::{Pen, Sheet, blank};
use super::wrap::{fit, width, wrap};
use crate::flow::page::{Row, Tone};

/// An aside that gets fewer columns than this is better off on its own line.
const ASIDE: usize = 24;

/// Numbered things to do elsewhere: the value is what the person looks for, so it is bold.
pub(crate) fn steps(rows: &[Row], pen: &Pen<'_>, sheet: &mut Sheet) {
    let digits = rows.len().to_string().len();
    let said: Vec<Said> = rows.iter().map(|row| Said::new(row, pen)).collect();
    let columns = Columns::of(&said, digits + 2, pen);
    for (at, row) in said.iter().enumerate() {
        let number = format!("{:>digits$}", at + 1);
        let lead = vec![Span::styled(number, pen.look.theme.accent), blank(2)];
        columns.draw(row, lead, true, pen, sheet);
    }
}

/// Aligned facts: the label steps back, the value speaks.
pub(crate) fn facts(rows: &[Row], pen: &Pen<'_>, sheet: &mut Sheet) {
    let said: Vec<Said> = rows.iter().map(|row| Said::new(row, pen)).collect();
    let columns = Columns::of(&said, INDENT, pen);
    for row in &said {
        columns.draw(row, vec![blank(INDENT)], false, pen, sheet);
    }
}

/// A row in words.
struct Said {
    label: String,
    value: String,
    tone: Tone,
    aside: String,
}

impl Said {
    fn new(row: &Row, pen: &Pen<'_>) -> Self {
        Self {
            label: pen.say(&row.label),
            value: pen.say(&row.value),
            tone: row.tone,
            aside: row.aside.as_ref().map(|aside| pen.say(aside)).unwrap_or_default(),
        }
    }

    fn is_address(&self) -> bool {
        self.value.starts_with("https://") || self.value.starts_with("http://")
    }
}

/// Where the columns of a group of rows begin.
struct Columns {
    lead: usize,
    label: usize,
    /// Where asides begin, if they have a column of their own.
    aside: Option<usize>,
}

impl Columns {
    fn of(rows: &[Said], lead: usize, pen: &Pen<'_>) -> Self {
        let room = pen.width.saturating_sub(lead);
        let label = rows
            .iter()
            .filter(|row| !row.value.is_empty() && !row.is_address())
            .map(|row| width(&row.label))
            .filter(|label| *label <= room / 2)
            .max()
            .unwrap_or(0);
        let value =
            rows.iter().filter(|row| !row.aside.is_empty()).map(|row| width(&row.value)).max().unwrap_or(0);
        let longest = rows.iter().map(|row| width(&row.aside)).max().unwrap_or(0);
        let start = lead + label + BETWEEN + value + BETWEEN;
        let aside = (longest > 0 && start + longest.min(ASIDE) <= pen.width).then_some(start);
        Self { lead, label, aside }
    }

    fn draw(&self, row: &Said, mut lead: Vec<Span<'static>>, steps: bool, pen: &Pen<'_>, sheet: &mut Sheet) {
        let theme = &pen.look.theme;
        let label_style = if steps { theme.plain } else { theme.dim };
        let value_style = match (steps, row.tone) {
            (true, Tone::Plain) => theme.strong,
            (_, tone) => theme.tone(tone).remove_modifier(Modifier::BOLD),
        };
        if row.value.is_empty() {
            sheet.hang(lead, &row.label, if steps { theme.plain } else { label_style }, pen.width);
            self.under(&row.aside, self.lead, pen, sheet);
            return;
        }
        let indent = self.lead + self.label + BETWEEN;
        if row.is_address() {
            self.address(row, lead, label_style, pen, sheet);
            return;
        }
        if width(&row.label) > self.label {
            sheet.hang(lead, &row.label, label_style, pen.width);
            lead = vec![blank(indent)];
        } else {
            lead.push(Span::styled(fit(&row.label, self.label), label_style));
            lead.push(blank(BETWEEN));
        }
        let first = sheet.lines.len();
        sheet.hang(lead, &row.value, value_style, pen.width);
        let only_line = sheet.lines.len() == first + 1;
        match self.aside {
            Some(start) if only_line && !row.aside.is_empty() => {
                for (at, text) in wrap(&row.aside, pen.width.saturating_sub(start)).into_iter().enumerate() {
                    if at > 0 {
                        sheet.gap();
                    }
                    let line = sheet.lines.last_mut().expect("the value's line was pushed above");
                    let used = line.width();
                    line.push_span(blank(start.saturating_sub(used)));
                    line.push_span(Span::styled(text, theme.dim));
                }
            }
            _ => self.under(&row.aside, indent, pen, sheet),
        }
    }

    /// An address in its column, or close behind its label, or below it: where it fits without a break.
    fn address(
        &self,
        row: &Said,
        mut lead: Vec<Span<'static>>,
        label: Style,
        pen: &Pen<'_>,
        sheet: &mut Sheet,
    ) {
        let needed = width(&row.label);
        let column = self.lead + self.label.max(needed) + BETWEEN;
        let close = self.lead + needed + BETWEEN;
        let start = [column, close].into_iter().find(|start| start + width(&row.value) <= pen.width);
        if let Some(start) = start {
            lead.push(Span::styled(fit(&row.label, start - self.lead - BETWEEN), label));
            lead.push(blank(BETWEEN));
            let first = sheet.lines.len();
            link(&row.value, start, pen, sheet);
            lead.extend(sheet.lines[first].spans.drain(1..));
            sheet.lines[first] = lead.into();
        } else {
            sheet.hang(lead, &row.label, label, pen.width);
            // Set back to the edge where it is whole only there.
            let whole = |start: &usize| start + width(&row.value) <= pen.width;
            let start = [self.lead, 0].into_iter().find(whole).unwrap_or(self.lead);
            link(&row.value, start, pen, sheet);
        }
        self.under(&row.aside, self.lead, pen, sheet);
    }

    /// An aside on lines of its own.
    fn under(&self, aside: &str, indent: usize, pen: &Pen<'_>, sheet: &mut Sheet) {
        if !aside.is_empty() {
            sheet.hang(vec![blank(indent)], aside, pen.look.theme.dim, pen.width);
        }
    }
}
