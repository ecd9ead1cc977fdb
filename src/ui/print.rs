//! A drawn screen as plain text, as a person would see it: each wide character once, line ends trimmed.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, Cell};

use super::wrap::width;
use crate::model::clean;

/// The screen as lines.
#[must_use]
pub fn screen_text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let line: String = cells(buffer, y).map(|(_, _, seen)| seen).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// What is seen on a line: from which column, the cell, and its character without the link that may
/// hide in it. Columns covered by a wide character are passed over.
pub(crate) fn cells(buffer: &Buffer, y: u16) -> impl Iterator<Item = (u16, &Cell, Cow<'_, str>)> {
    let mut x = buffer.area.left();
    std::iter::from_fn(move || {
        let cell = (x < buffer.area.right()).then(|| buffer.cell((x, y))).flatten()?;
        let seen = clean::line(cell.symbol());
        let at = x;
        x += u16::try_from(width(&seen).max(1)).unwrap_or(1);
        Some((at, cell, seen))
    })
}
