//! A page laid out at a width: lines, and what lies where on them.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::look::Look;
use super::wrap::{width, wrap};
use crate::model::moment::Moment;
use crate::text::Text;
use crate::text::speak::Speaker;

/// With what, and how wide, a page is laid out.
#[derive(Clone, Copy)]
pub(crate) struct Pen<'a> {
    pub(crate) speaker: &'a Speaker,
    pub(crate) look: &'a Look,
    pub(crate) width: usize,
    pub(crate) now: Moment,
}

impl Pen<'_> {
    pub(crate) fn say(&self, text: &Text) -> String {
        self.speaker.say(text)
    }

    /// The turning sign of something that has been going on for a while; nothing in its first tenth of
    /// a second, so that quick things do not flicker.
    pub(crate) fn spinner(&self, since: Moment) -> Option<&'static str> {
        let gone = self.now.since(since).as_millis();
        let signs = self.look.glyphs.spinner;
        let turn = usize::try_from(gone / 120).unwrap_or(0) % signs.len();
        (gone >= 100).then(|| signs[turn])
    }
}

/// What a click means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An option of a list.
    Pick(&'static str, usize),
    /// An action.
    Act(&'static str),
    /// A line of the checklist.
    Check(usize),
}

/// An address, or a piece of one, on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkAt {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) width: usize,
    pub(crate) address: String,
}

/// The lines of a page, and what is where.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) lines: Vec<Line<'static>>,
    /// Where the hardware cursor belongs, so that an input method opens there.
    pub(crate) caret: Option<(usize, usize)>,
    /// The lines that must be in sight: the field or option that has the keys.
    pub(crate) focus: Option<Range<usize>>,
    pub(crate) targets: Vec<(usize, Target)>,
    pub(crate) links: Vec<LinkAt>,
}

impl Sheet {
    pub(crate) fn push(&mut self, spans: Vec<Span<'static>>) {
        self.lines.push(Line::from(spans));
    }

    pub(crate) fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    /// A text after a lead; further lines stand under the text's beginning.
    pub(crate) fn hang(&mut self, lead: Vec<Span<'static>>, text: &str, style: Style, columns: usize) {
        let indent: usize = lead.iter().map(|span| width(&span.content)).sum();
        // A lead that leaves no room for words gives way to them.
        let indent = if indent + 8 > columns { indent.min(columns / 4) } else { indent };
        let mut lead = Some(lead);
        for line in wrap(text, columns.saturating_sub(indent)) {
            let mut spans = lead.take().unwrap_or_else(|| vec![blank(indent)]);
            spans.push(Span::styled(line, style));
            self.push(spans);
        }
    }
}

/// So many spaces.
pub(crate) fn blank(columns: usize) -> Span<'static> {
    Span::raw(" ".repeat(columns))
}
