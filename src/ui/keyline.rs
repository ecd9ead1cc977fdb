//! The key line: what the keys do here, the likely one first, the standing ones last.

use ratatui::text::{Line, Span};

use super::sheet::{Pen, Target};
use super::wrap::{cut, width};
use crate::flow::page::Action;

/// The white space after an entry.
const BETWEEN: usize = 4;

/// The line, and what a click on it means: from which column, how wide, what.
pub(crate) fn line(actions: &[Action], pen: &Pen<'_>) -> (Line<'static>, Vec<(u16, u16, Target)>) {
    let (standing, own): (Vec<&Action>, Vec<&Action>) = actions.iter().partition(|action| action.stands());
    let own: Vec<Entry> = own.into_iter().map(|action| Entry::new(action, pen)).collect();
    let mut standing: Vec<Entry> = standing.into_iter().map(|action| Entry::new(action, pen)).collect();
    let room = pen.width.saturating_sub(3);
    let mut between = BETWEEN;
    let needed = |own: &[Entry], standing: &[Entry], between: usize| {
        own.iter().chain(standing).map(|entry| entry.width() + between).sum::<usize>()
    };
    // What gives way first: the air, then the words of the standing keys, then the less likely actions.
    if needed(&own, &standing, between) > room {
        between = 3;
    }
    if needed(&own, &standing, between) > room {
        for entry in &mut standing {
            entry.label.clear();
        }
    }
    let mut kept = own.len();
    while kept > 1 && needed(&own[..kept], &standing, between) > room {
        kept -= 1;
    }
    let right: usize = standing.iter().map(|entry| entry.width() + between).sum();

    let mut bar = Bar { spans: vec![Span::raw("  ")], at: 2, targets: Vec::new() };
    for entry in &own[..kept] {
        bar.entry(entry, room.saturating_sub(right + bar.at - 2), between, pen);
    }
    // The standing keys keep to the right edge, so that they are always found in the same place.
    bar.blank((pen.width + between).saturating_sub(bar.at + right + 2));
    for entry in &standing {
        bar.entry(entry, usize::MAX, between, pen);
    }
    (Line::from(bar.spans), bar.targets)
}

struct Entry {
    id: &'static str,
    key: String,
    label: String,
}

impl Entry {
    fn new(action: &Action, pen: &Pen<'_>) -> Self {
        Self { id: action.id, key: action.key.name(), label: pen.say(&action.label) }
    }

    fn width(&self) -> usize {
        width(&self.key) + if self.label.is_empty() { 0 } else { 1 + width(&self.label) }
    }
}

struct Bar {
    spans: Vec<Span<'static>>,
    at: usize,
    targets: Vec<(u16, u16, Target)>,
}

impl Bar {
    fn blank(&mut self, columns: usize) {
        self.spans.push(Span::raw(" ".repeat(columns)));
        self.at += columns;
    }

    fn entry(&mut self, entry: &Entry, room: usize, between: usize, pen: &Pen<'_>) {
        let theme = &pen.look.theme;
        let start = self.at;
        self.spans.push(Span::styled(entry.key.clone(), theme.accent));
        self.at += width(&entry.key);
        if !entry.label.is_empty() {
            let label = cut(&entry.label, room.saturating_sub(width(&entry.key) + 1));
            self.at += 1 + width(&label);
            self.spans.extend([Span::raw(" "), Span::styled(label, theme.plain)]);
        }
        if let [Ok(from), Ok(wide)] = [start, self.at - start].map(u16::try_from) {
            self.targets.push((from, wide, Target::Act(entry.id)));
        }
        self.blank(between);
    }
}
