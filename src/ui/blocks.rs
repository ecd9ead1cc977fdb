//! Draws each block of a page as lines.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::fields;
use super::rows;
use super::sheet::{LinkAt, Pen, Sheet, blank};
use super::wrap::{cut, fit, head, width, wrap};
use crate::flow::page::{Block, Page, Table, TaskRow, TaskState};
use crate::model::moment::Moment;
use crate::text::{Text, surface};

/// What stands below a heading that it belongs to is set in by so much.
pub(crate) const INDENT: usize = 2;
/// The white space between columns.
pub(crate) const BETWEEN: usize = 3;

/// The whole page: its title, a line of air, its blocks.
pub(crate) fn page(page: &Page, pen: &Pen<'_>) -> Sheet {
    let mut sheet = Sheet::default();
    let title = pen.say(&page.title);
    if !title.is_empty() {
        sheet.hang(Vec::new(), &title, pen.look.theme.accent, pen.width);
        sheet.gap();
    }
    for block in &page.blocks {
        draw(block, pen, &mut sheet);
    }
    sheet
}

fn draw(block: &Block, pen: &Pen<'_>, sheet: &mut Sheet) {
    let theme = &pen.look.theme;
    match block {
        Block::Verdict(tone, text) => {
            let style = theme.tone(*tone).add_modifier(Modifier::BOLD);
            let mark = Span::styled(format!("{} ", pen.look.glyphs.verdict(*tone)), style);
            sheet.hang(vec![mark], &pen.say(text), style, pen.width);
        }
        Block::Say(tone, text) => sheet.hang(Vec::new(), &pen.say(text), theme.tone(*tone), pen.width),
        Block::Gap => sheet.gap(),
        Block::Steps(steps) => rows::steps(steps, pen, sheet),
        Block::Rows(facts) => rows::facts(facts, pen, sheet),
        Block::Tasks(tasks) => draw_tasks(tasks, pen, sheet),
        Block::Table(table) => draw_table(table, pen, sheet),
        Block::Link(address) => link(address, INDENT, pen, sheet),
        Block::Command(command) => {
            let prompt = vec![blank(INDENT), Span::styled("$ ", theme.dim)];
            sheet.hang(prompt, &pen.say(&Text::raw(command)), theme.strong, pen.width);
        }
        Block::Input(input) => fields::input(input, pen, sheet),
        Block::Choose(choose) => fields::choose(choose, pen, sheet),
        Block::Working { what, since } => draw_working(what, *since, pen, sheet),
    }
}

/// An address in full, broken only where the line ends.
pub(crate) fn link(address: &str, indent: usize, pen: &Pen<'_>, sheet: &mut Sheet) {
    let address = pen.say(&Text::raw(address));
    for line in at_slashes(&address, pen.width.saturating_sub(indent)) {
        sheet.links.push(LinkAt {
            row: sheet.lines.len(),
            column: indent,
            width: width(&line),
            address: address.clone(),
        });
        sheet.push(vec![blank(indent), Span::styled(line, pen.look.theme.link)]);
    }
}

/// An address that is too long goes on in the next line with its next part: no number and no name is torn.
fn at_slashes(address: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = address;
    while width(rest) > columns {
        let fits = head(rest, columns);
        // The slashes behind the scheme begin no part.
        let ends = fits.rfind(['/', '?', '&']).filter(|at| !fits[..*at].ends_with(['/', ':']));
        let Some(at) = ends else { break };
        lines.push(rest[..=at].to_owned());
        rest = &rest[at + 1..];
    }
    lines.extend(wrap(rest, columns));
    lines
}

fn draw_working(what: &Text, since: Moment, pen: &Pen<'_>, sheet: &mut Sheet) {
    let theme = &pen.look.theme;
    let mark = pen.spinner(since).unwrap_or(" ");
    let lead = vec![blank(INDENT), Span::styled(format!("{mark} "), theme.accent)];
    sheet.hang(lead, &pen.say(what), theme.plain, pen.width);
    if let (Some(line), Some(elapsed)) = (sheet.lines.last_mut(), elapsed(since, pen))
        && line.width() + BETWEEN + width(&elapsed) <= pen.width
    {
        line.push_span(blank(BETWEEN));
        line.push_span(Span::styled(elapsed, theme.dim));
    }
}

/// How long something has been going on, from its first second.
fn elapsed(since: Moment, pen: &Pen<'_>) -> Option<String> {
    let gone = pen.now.since(since);
    (gone.as_secs() >= 1).then(|| pen.say(&surface::running(gone)))
}

fn draw_tasks(tasks: &[TaskRow], pen: &Pen<'_>, sheet: &mut Sheet) {
    /// Room for `59 min 59 s` would push the details away; longer spans simply take more.
    const TOOK: usize = 7;
    let theme = &pen.look.theme;
    let glyphs = &pen.look.glyphs;
    let labels: Vec<String> = tasks.iter().map(|task| pen.say(&task.label)).collect();
    let room = pen.width.saturating_sub(INDENT + 2);
    let column = labels.iter().map(|label| width(label)).max().unwrap_or(0).min(room.saturating_sub(TOOK));
    for (task, label) in tasks.iter().zip(&labels) {
        let (mark, mark_style, style) = match task.state {
            TaskState::Waiting => (glyphs.unknown, theme.dim, theme.dim),
            TaskState::Running { since } => {
                (pen.spinner(since).unwrap_or(glyphs.unknown), theme.accent, theme.strong)
            }
            TaskState::Done => (glyphs.good, theme.good, theme.plain),
            TaskState::Failed => (glyphs.bad, theme.bad, theme.bad),
            TaskState::Skipped => (glyphs.skipped, theme.dim, theme.dim),
            TaskState::Folded => (" ", theme.dim, theme.dim),
        };
        let took = match (task.took, task.state) {
            (Some(took), _) => pen.say(&surface::span(took)),
            (None, TaskState::Running { since }) => elapsed(since, pen).unwrap_or_default(),
            (None, _) => String::new(),
        };
        let mut lead = vec![
            blank(INDENT),
            Span::styled(format!("{mark} "), mark_style),
            Span::styled(fit(label, column), style),
            blank(BETWEEN - 1),
            Span::styled(format!("{}{took}", " ".repeat(TOOK.saturating_sub(width(&took)))), theme.dim),
        ];
        match &task.detail {
            Some(detail) => {
                let detail = pen.say(detail);
                let used: usize = lead.iter().map(Span::width).sum();
                if used + BETWEEN + width(&detail).min(24) <= pen.width {
                    lead.push(blank(BETWEEN));
                    sheet.hang(lead, &detail, theme.dim, pen.width);
                } else {
                    sheet.push(lead);
                    sheet.hang(vec![blank(INDENT + 2)], &detail, theme.dim, pen.width);
                }
            }
            None => sheet.push(lead),
        }
    }
}

fn draw_table(table: &Table, pen: &Pen<'_>, sheet: &mut Sheet) {
    let theme = &pen.look.theme;
    let head = table.head.iter().map(|text| (pen.say(text), theme.dim, false)).collect();
    let body = table.rows.iter().map(|row| {
        row.iter().map(|cell| (pen.say(&cell.text), theme.tone(cell.tone), cell.shortens)).collect()
    });
    let rows: Vec<Vec<(String, Style, bool)>> = std::iter::once(head).chain(body).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let natural: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(&cell.0)).max().unwrap_or(0))
        .collect();
    let between =
        if natural.iter().sum::<usize>() + columns * BETWEEN + INDENT <= pen.width { BETWEEN } else { 2 };
    let room = pen.width.saturating_sub(INDENT + columns.saturating_sub(1) * between);
    let widths = shrunk(natural, room);
    for row in &rows {
        let cells =
            row.iter().zip(&widths).map(
                |((text, _, shortens), width)| {
                    if *shortens { vec![cut(text, *width)] } else { wrap(text, *width) }
                },
            );
        let cells: Vec<Vec<String>> = cells.collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut spans = vec![blank(INDENT)];
            for ((cell, (_, style, _)), width) in cells.iter().zip(row).zip(&widths) {
                let text = cell.get(line).map_or("", String::as_str);
                spans.push(Span::styled(fit(text, *width), *style));
                spans.push(blank(between));
            }
            spans.pop();
            sheet.push(spans);
        }
    }
}

/// Takes columns from the widest until the table fits; what no longer fits wraps inside its column.
fn shrunk(mut widths: Vec<usize>, room: usize) -> Vec<usize> {
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else { break };
        if *widest <= 2 {
            break;
        }
        *widest -= 1;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::{at_slashes, shrunk};

    #[test]
    fn an_address_breaks_between_its_parts() {
        let address = "https://github.com/amyflash/music-management-system/actions/runs/17600000004";
        assert_eq!(at_slashes(address, 80), [address]);
        assert_eq!(
            at_slashes(address, 70),
            ["https://github.com/amyflash/music-management-system/actions/runs/", "17600000004"]
        );
        assert_eq!(at_slashes("https://example.com", 10).concat(), "https://example.com");
    }

    #[test]
    fn a_table_gives_up_room_where_it_has_most() {
        assert_eq!(shrunk(vec![6, 30, 10], 30), [6, 14, 10]);
        assert_eq!(shrunk(vec![6, 4], 30), [6, 4]);
        assert_eq!(shrunk(vec![9, 9], 1), [2, 2]);
        assert_eq!(shrunk(Vec::new(), 1), [0_usize; 0]);
    }
}
