//! A drawn screen as an SVG picture, with nothing in it that is loaded or run.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::print::cells;
use super::wrap::width;

/// A column and a line, in pixels.
const COLUMN: f32 = 8.4;
const LINE: u16 = 19;
const FONT: u16 = 14;
/// The frame of the picture around the screen.
const EDGE: u16 = 16;
/// Where the letters stand in their line.
const BASE: u16 = 14;

/// The ground and the letters of a terminal that has a dark theme.
const GROUND: &str = "#14181f";
const PLAIN: &str = "#dde3ea";
/// The sixteen colours, in the terminal's order.
const SIXTEEN: [&str; 16] = [
    "#14181f", "#ff9a94", "#82d997", "#f2c977", "#82bdff", "#d9a8ff", "#7fd6dd", "#dde3ea", "#6a7482",
    "#ffb3ae", "#a0e8b0", "#f7dba1", "#a8d1ff", "#e5c6ff", "#a6e6eb", "#ffffff",
];

/// The screen as a picture; the title is for readers that cannot see it.
#[must_use]
pub fn svg(buffer: &Buffer, title: &str) -> String {
    let area = buffer.area;
    let across = f32::from(area.width) * COLUMN + 2.0 * f32::from(EDGE);
    let down = area.height * LINE + 2 * EDGE;
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across:.0}\" height=\"{down}\" \
         viewBox=\"0 0 {across:.0} {down}\" role=\"img\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
         <g font-family=\"'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace\" \
         font-size=\"{FONT}\" xml:space=\"preserve\">\n",
        escaped(title),
        paint(buffer.cell((area.x, area.y)).map_or(Color::Reset, |cell| cell.bg), GROUND),
    );
    for y in area.top()..area.bottom() {
        for run in runs(buffer, y) {
            run.draw(y - area.y, &mut out);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Neighbouring cells of one look and one width, drawn as one piece of text.
struct Run<'a> {
    first: &'a Cell,
    column: u16,
    columns: u16,
    text: String,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run<'_>> {
    let mut out: Vec<Run<'_>> = Vec::new();
    for (x, cell, seen) in cells(buffer, y) {
        let columns = u16::try_from(width(&seen).max(1)).unwrap_or(1);
        match out.last_mut() {
            // Wide characters come from another font, so each is put in its own place.
            Some(run) if columns == 1 && run.columns == chars(&run.text) && same(run.first, cell) => {
                run.columns += 1;
                run.text.push_str(&seen);
            }
            _ => {
                let column = x - buffer.area.x;
                out.push(Run { first: cell, column, columns, text: seen.into_owned() });
            }
        }
    }
    out
}

fn chars(text: &str) -> u16 {
    u16::try_from(text.chars().count()).unwrap_or(u16::MAX)
}

fn same(a: &Cell, b: &Cell) -> bool {
    (a.fg, a.bg, a.modifier) == (b.fg, b.bg, b.modifier)
}

impl Run<'_> {
    fn draw(&self, row: u16, out: &mut String) {
        let cell = self.first;
        let x = f32::from(EDGE) + f32::from(self.column) * COLUMN;
        let top = EDGE + row * LINE;
        let wide = f32::from(self.columns) * COLUMN;
        let turned = cell.modifier.contains(Modifier::REVERSED);
        let (fore, back) = match (turned, cell.bg) {
            (true, _) => (paint(cell.bg, GROUND), Some(paint(cell.fg, PLAIN))),
            (false, Color::Reset) => (paint(cell.fg, PLAIN), None),
            (false, back) => (paint(cell.fg, PLAIN), Some(paint(back, GROUND))),
        };
        if let Some(back) = back {
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{top}\" width=\"{wide:.1}\" height=\"{LINE}\" fill=\"{back}\"/>"
            );
        }
        let text = self.text.trim_end();
        if text.is_empty() {
            return;
        }
        let mut style = String::new();
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
            (Modifier::DIM, " opacity=\"0.6\""),
        ] {
            if cell.modifier.contains(modifier) {
                style.push_str(attribute);
            }
        }
        let lead = chars(text) - chars(text.trim_start());
        let x = x + f32::from(lead) * COLUMN;
        let long = f32::from(u16::try_from(width(text)).unwrap_or(u16::MAX) - lead) * COLUMN;
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{}\" textLength=\"{long:.1}\" fill=\"{fore}\"{style}>{}</text>",
            top + BASE,
            escaped(text.trim_start()),
        );
    }
}

/// A colour as SVG writes it.
fn paint(colour: Color, reset: &str) -> String {
    let named = |at: usize| SIXTEEN[at].to_owned();
    match colour {
        Color::Reset | Color::Indexed(_) => reset.to_owned(),
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => named(8),
        Color::LightRed => named(9),
        Color::LightGreen => named(10),
        Color::LightYellow => named(11),
        Color::LightBlue => named(12),
        Color::LightMagenta => named(13),
        Color::LightCyan => named(14),
        Color::White => named(15),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    use super::svg;

    #[test]
    fn a_picture_holds_the_text_its_places_and_colours_and_nothing_active() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 2));
        buffer.set_string(
            0,
            0,
            "a<b>&\"c",
            Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD),
        );
        buffer.set_string(0, 1, "令牌 ok", Style::new());
        let picture = svg(&buffer, "<script>");
        assert!(picture.contains("<title>&lt;script&gt;</title>"));
        assert!(picture.contains("fill=\"#010203\" font-weight=\"bold\">a&lt;b&gt;&amp;&quot;c</text>"));
        // The second wide character begins two columns after the first, the word after four and a space.
        for place in ["x=\"16.0\" y=\"49\"", "x=\"32.8\" y=\"49\"", "x=\"58.0\" y=\"49\""] {
            assert!(picture.contains(place), "{place} in {picture}");
        }
        assert!(!picture.contains("<script") && !picture.contains("href") && !picture.contains("url("));
    }
}
