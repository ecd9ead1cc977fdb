//! The checklist: a panel beside the page, or one line above it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::sheet::{Pen, blank};
use super::wrap::{cut, fit, width};
use crate::flow::view::{Check, CheckState, View};
use crate::text::surface;

/// The panel's lines, at most so many, each with the place of its check. A line keeps its place while its facts come in.
pub(crate) fn panel(view: &View, height: usize, pen: &Pen<'_>) -> Vec<(Line<'static>, Option<usize>)> {
    let mut lines = Vec::new();
    let mut current = 0;
    let mut group = None;
    let groups = view.checklist.chunk_by(|a, b| a.group == b.group).count();
    // Air between the groups and around the time, where there is room for it.
    let airy = view.checklist.len() + 2 * groups < height;
    for (at, check) in view.checklist.iter().enumerate() {
        if group != Some(check.group) {
            if airy && group.is_some() {
                lines.push((Line::default(), None));
            }
            group = Some(check.group);
            let heading = cut(&pen.say(&check.group.name()), pen.width);
            lines.push((Line::styled(heading, pen.look.theme.strong), None));
        }
        if check.current {
            current = lines.len();
        }
        lines.push((row(check, pen), Some(at)));
    }
    let time = pen.say(&surface::elapsed(surface::running(view.elapsed)));
    let time = Line::styled(cut(&time, pen.width), pen.look.theme.dim);
    if lines.len() + 2 <= height {
        lines.push((Line::default(), None));
        lines.push((time, None));
    }
    let from = (current + 2).saturating_sub(height).min(lines.len().saturating_sub(height));
    lines.split_off(from)
}

/// Mark, label, and the fact at the right edge; the fact gives way, the label does not.
fn row(check: &Check, pen: &Pen<'_>) -> Line<'static> {
    let theme = &pen.look.theme;
    let (mark, style) = mark(check.state, pen);
    let here = if check.current { pen.look.glyphs.here } else { " " };
    let label = cut(&pen.say(&check.label), pen.width.saturating_sub(4));
    let label_style = match check.state {
        _ if check.current => theme.strong,
        CheckState::Good | CheckState::Bad | CheckState::Warn | CheckState::Running => theme.plain,
        CheckState::Unknown | CheckState::Skipped | CheckState::Stale => theme.dim,
    };
    let room = pen.width.saturating_sub(4 + width(&label) + 2);
    let fact = check.fact.as_ref().map(|fact| pen.say(fact)).unwrap_or_default();
    let took = check.took.map(|took| pen.say(&surface::span(took))).unwrap_or_default();
    // The time stands behind the fact where both have room; the fact goes before it.
    let took = if fact.is_empty() || width(&fact) + 2 + width(&took) <= room { took } else { String::new() };
    let took = cut(&took, room);
    let between = if fact.is_empty() || took.is_empty() { 0 } else { 2 };
    let fact = cut(&fact, room.saturating_sub(width(&took) + between));
    let fact_style = match check.state {
        CheckState::Bad => theme.tone(crate::flow::page::Tone::Bad),
        CheckState::Warn => theme.tone(crate::flow::page::Tone::Warn),
        _ => theme.dim,
    };
    let used = 4 + width(&label) + width(&fact) + between + width(&took);
    Line::from(vec![
        Span::styled(format!("{here} "), theme.accent),
        Span::styled(format!("{mark} "), style),
        Span::styled(label, label_style),
        blank(pen.width.saturating_sub(used)),
        Span::styled(fact, fact_style),
        blank(between),
        Span::styled(took, theme.dim),
    ])
}

fn mark(state: CheckState, pen: &Pen<'_>) -> (&'static str, Style) {
    let (theme, glyphs) = (&pen.look.theme, &pen.look.glyphs);
    match state {
        CheckState::Unknown => (glyphs.unknown, theme.dim),
        CheckState::Running => (glyphs.running, theme.accent),
        CheckState::Good => (glyphs.good, theme.good),
        CheckState::Bad => (glyphs.bad, theme.bad),
        CheckState::Warn => (glyphs.warn, theme.warn),
        CheckState::Skipped => (glyphs.skipped, theme.dim),
        CheckState::Stale => (glyphs.stale, theme.dim),
    }
}

/// Whether something is still to be done about it; a reservation is known and stays.
fn open(state: CheckState) -> bool {
    !state.settled() && state != CheckState::Warn
}

/// The whole list in one line: marks, how many are done, and what is next.
pub(crate) fn strip(checklist: &[Check], pen: &Pen<'_>) -> Line<'static> {
    let theme = &pen.look.theme;
    if checklist.is_empty() {
        return Line::default();
    }
    // What is not needed is not among what is counted: the number of ticks is to be the number that is told.
    let count = |wanted: fn(CheckState) -> bool| checklist.iter().filter(|check| wanted(check.state)).count();
    let done = count(|state| matches!(state, CheckState::Good | CheckState::Warn));
    let progress = pen.say(&surface::progress(done, count(|state| state != CheckState::Skipped)));
    let front = checklist
        .iter()
        .find(|check| check.current && open(check.state))
        .or_else(|| checklist.iter().find(|check| open(check.state)));
    let front = front.map(|check| match check.state {
        CheckState::Running => pen.say(&surface::now(check.label.clone())),
        _ => pen.say(&surface::next(check.label.clone())),
    });
    let mut spans = Vec::new();
    let marks = 2 * checklist.len();
    let mut room = pen.width;
    if marks + 2 + width(&progress) <= room {
        for check in checklist {
            let (sign, style) = mark(check.state, pen);
            let style = if check.current { theme.accent } else { style };
            spans.push(Span::styled(fit(sign, 2), style));
        }
        spans.push(blank(2));
        room -= marks + 2;
    }
    let progress = cut(&progress, room);
    room -= width(&progress);
    spans.push(Span::styled(progress, theme.plain));
    if let Some(front) = front.filter(|_| room > 8) {
        spans.push(blank(3));
        spans.push(Span::styled(cut(&front, room - 3), theme.dim));
    }
    Line::from(spans)
}
