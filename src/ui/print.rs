//! A drawn screen as plain text, as a person would see it: each wide character once, line ends trimmed.

use ratatui::buffer::Buffer;

use super::wrap::width;

/// The screen as lines.
#[must_use]
pub fn screen_text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut x = buffer.area.left();
        while let Some(cell) = buffer.cell((x, y)).filter(|_| x < buffer.area.right()) {
            line.push_str(cell.symbol());
            x += u16::try_from(width(cell.symbol()).max(1)).unwrap_or(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
