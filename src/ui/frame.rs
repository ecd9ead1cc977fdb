//! One frame: header, page, checklist, key line, and what lies over them. A function of view and size.

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::num::NonZeroU16;

use super::blocks;
use super::checklist;
use super::keyline;
use super::look::Look;
use super::scroll::Scroll;
use super::sheet::{LinkAt, Pen, Sheet, Target};
use super::wrap::{cut, width, wrap};
use crate::flow::page::Page;
use crate::flow::view::View;
use crate::text::speak::Speaker;
use crate::text::surface;

/// From here on the checklist stands beside the page.
const WIDE: u16 = 110;
/// Lines longer than this are hard to read, however wide the window is.
const LONGEST: u16 = 92;
/// White space left and right of the page.
const MARGIN: u16 = 2;

/// What a frame says about itself, for the cursor and the mouse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Where the hardware cursor belongs; hidden where there is none.
    pub cursor: Option<(u16, u16)>,
    /// What a click means, and where.
    pub targets: Vec<(Rect, Target)>,
    /// There was no room for a page.
    pub too_small: bool,
}

/// Draws a view into a buffer, which may have any size.
pub fn draw(view: &View, speaker: &Speaker, look: &Look, scroll: &mut Scroll, buffer: &mut Buffer) -> Drawn {
    let area = buffer.area;
    buffer.set_style(area, look.theme.ground);
    if area.width < 40 || area.height < 10 {
        enlarge(speaker, look, buffer);
        return Drawn { too_small: true, ..Drawn::default() };
    }
    let rooms = Rooms::of(area, !view.checklist.is_empty());
    let mut frame = Frame { view, speaker, look, buffer, drawn: Drawn::default() };
    frame.header(area.width);
    if let Some(y) = rooms.strip {
        let pen = frame.pen(area.width.saturating_sub(2));
        let line = checklist::strip(&view.checklist, &pen);
        frame.line(1, y, &line);
        frame.drawn.targets.push((Rect::new(0, y, area.width, 1), Target::Act("checklist")));
    }
    for y in rooms.rules.into_iter().flatten() {
        frame.rule(y);
    }
    if let Some(panel) = rooms.panel {
        frame.panel(panel);
    }
    match &view.overlay {
        None => frame.page(&view.page, rooms.page, rooms.rules.map(|rules| rules[1]), scroll),
        Some(front) => {
            frame.page(&view.page, rooms.page, None, &mut Scroll::default());
            frame.overlay(front, rooms, scroll);
        }
    }
    if let Some(y) = rooms.keys {
        frame.clear(Rect::new(0, y, area.width, 1));
        let pen = frame.pen(area.width);
        let (line, targets) = keyline::line(&view.front().actions, &pen);
        frame.line(0, y, &line);
        for (from, width, target) in targets {
            frame.drawn.targets.push((Rect::new(from, y, width, 1), target));
        }
    }
    frame.drawn
}

/// Says something in passing, on the rule above the keys; nothing where there is no such rule.
pub(crate) fn notice(text: &str, look: &Look, buffer: &mut Buffer) {
    let area = buffer.area;
    if let Some([_, y]) =
        (area.width >= 40 && area.height >= 10).then(|| Rooms::of(area, true).rules).flatten()
    {
        let text = format!(" {} ", cut(text, usize::from(area.width) - 6));
        buffer.set_string(2, y, text, look.theme.accent);
    }
}

/// Where everything stands at a size.
#[derive(Clone, Copy)]
struct Rooms {
    strip: Option<u16>,
    /// Above and below the page.
    rules: Option<[u16; 2]>,
    page: Rect,
    panel: Option<Rect>,
    keys: Option<u16>,
}

impl Rooms {
    /// `companion`: whether there is a checklist to stand beside or above the page.
    fn of(area: Rect, companion: bool) -> Self {
        let wide = area.width >= WIDE && companion;
        let keys = area.height >= 12;
        let strip = (!wide && companion && area.height >= 16).then_some(1);
        let top = 1 + u16::from(strip.is_some()) + u16::from(keys);
        let bottom = area.height - if keys { 2 } else { 0 };
        // Air above the title, where there is plenty of it.
        let top = if area.height >= 30 { top + 1 } else { top };
        let panel = wide.then(|| {
            let width = (area.width * 35 / 100).clamp(40, 48);
            Rect::new(area.width - width, top, width, bottom - top)
        });
        let beside = panel.map_or(0, |panel| panel.width + 1);
        let width = (area.width - beside - 2 * MARGIN).min(LONGEST);
        Self {
            strip,
            rules: keys.then(|| [1 + u16::from(strip.is_some()), bottom]),
            page: Rect::new(MARGIN, top, width, bottom - top),
            panel,
            keys: keys.then(|| area.height - 1),
        }
    }
}

struct Frame<'a> {
    view: &'a View,
    speaker: &'a Speaker,
    look: &'a Look,
    buffer: &'a mut Buffer,
    drawn: Drawn,
}

impl<'a> Frame<'a> {
    fn pen(&self, columns: u16) -> Pen<'a> {
        Pen { speaker: self.speaker, look: self.look, width: usize::from(columns), now: self.view.now }
    }

    fn line(&mut self, x: u16, y: u16, line: &Line<'_>) {
        let room = self.buffer.area.width.saturating_sub(x);
        self.buffer.set_line(x, y, line, room);
    }

    /// Name, subject and banner on the left; where we are on the right.
    fn header(&mut self, columns: u16) {
        let theme = &self.look.theme;
        let columns = usize::from(columns);
        let name = env!("CARGO_PKG_NAME");
        let mut spans = vec![Span::raw(" "), Span::styled(name, theme.strong)];
        let mut used = 1 + width(name);
        let place = self.speaker.say(&self.view.place(surface::step));
        let place = cut(&place, columns.saturating_sub(used + 4));
        let mut room = columns.saturating_sub(used + width(&place) + 3);
        let banner = self.view.banner.as_ref().map(|banner| format!(" {} ", self.speaker.say(banner)));
        if let Some(banner) = banner.filter(|banner| width(banner) + 2 <= room) {
            room -= width(&banner) + 2;
            used += width(&banner) + 2;
            spans.extend([Span::raw("  "), Span::styled(banner, theme.banner)]);
        }
        if let Some(subject) = self.view.subject.as_ref().filter(|_| room >= 14) {
            let subject = cut(subject, room - 3);
            used += width(&subject) + 3;
            spans.extend([Span::raw("   "), Span::styled(subject, theme.plain)]);
        }
        spans.push(Span::raw(" ".repeat(columns.saturating_sub(used + width(&place) + 1))));
        spans.push(Span::styled(place, theme.dim));
        self.line(0, 0, &Line::from(spans));
    }

    fn rule(&mut self, y: u16) {
        let rule = self.look.glyphs.across.repeat(usize::from(self.buffer.area.width));
        self.buffer.set_string(0, y, rule, self.look.theme.rule);
    }

    fn panel(&mut self, area: Rect) {
        for y in area.top().min(2)..area.bottom() {
            self.buffer.set_string(area.x, y, self.look.glyphs.down, self.look.theme.rule);
        }
        let pen = self.pen(area.width - 3);
        let lines = checklist::panel(self.view, usize::from(area.height), &pen);
        for ((line, check), y) in lines.iter().zip(area.top()..area.bottom()) {
            self.buffer.set_line(area.x + 2, y, line, area.width - 3);
            if let Some(at) = check {
                self.drawn.targets.push((Rect::new(area.x + 1, y, area.width - 1, 1), Target::Check(*at)));
            }
        }
    }

    fn page(&mut self, page: &Page, area: Rect, rule: Option<u16>, scroll: &mut Scroll) {
        let sheet = blocks::page(page, &self.pen(area.width));
        let top = scroll.settle(page.id, self.view.overlay.is_some(), &sheet, usize::from(area.height));
        self.sheet(&sheet, area, top);
        if let Some(y) = rule {
            self.more(&sheet, top, area.height, self.buffer.area.width, y);
        }
    }

    /// Says on a rule that the page goes on; nothing where all of it is in sight.
    fn more(&mut self, sheet: &Sheet, top: usize, height: u16, right: u16, y: u16) {
        let hidden = sheet.lines.len() > top + usize::from(height);
        let more = if hidden { Some(surface::more_below()) } else { (top > 0).then(surface::more_above) };
        if let Some(more) = more {
            let more = format!(" {} ", self.speaker.say(&more));
            let x = right.saturating_sub(u16::try_from(width(&more)).unwrap_or(0) + 2);
            self.buffer.set_string(x, y, more, self.look.theme.accent);
        }
    }

    /// Puts the visible part of a sheet on the screen.
    fn sheet(&mut self, sheet: &Sheet, area: Rect, top: usize) {
        let row = |line: usize| {
            let below = u16::try_from(line.checked_sub(top)?).ok()?;
            (below < area.height).then_some(area.y + below)
        };
        for (at, line) in sheet.lines.iter().enumerate() {
            if let Some(y) = row(at) {
                self.buffer.set_line(area.x, y, line, area.width);
            }
        }
        for (at, target) in &sheet.targets {
            if let Some(y) = row(*at) {
                self.drawn.targets.push((Rect::new(area.x, y, area.width, 1), *target));
            }
        }
        if self.look.links {
            for link in &sheet.links {
                if let Some(y) = row(link.row) {
                    self.link(link, area, y);
                }
            }
        }
        self.drawn.cursor = sheet.caret.and_then(|(line, column)| {
            let column = u16::try_from(column).ok()?.min(area.width.saturating_sub(1));
            Some((area.x + column, row(line)?))
        });
    }

    /// Writes an OSC 8 link into the cells of its ends, which keep the width of their character.
    fn link(&mut self, link: &LinkAt, area: Rect, y: u16) {
        let [Ok(column), Ok(columns)] = [link.column, link.width].map(u16::try_from) else { return };
        if columns == 0
            || column + columns > area.width
            || !link.address.bytes().all(|b| b.is_ascii_graphic())
        {
            return;
        }
        let (first, last) = (area.x + column, area.x + column + columns - 1);
        let open = format!("\u{1b}]8;id={};{}\u{1b}\\", env!("CARGO_PKG_NAME"), link.address);
        for (x, before, after) in [(first, open.as_str(), ""), (last, "", "\u{1b}]8;;\u{1b}\\")] {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                let symbol = format!("{before}{}{after}", cell.symbol());
                cell.set_symbol(&symbol).set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
            }
        }
    }

    /// The one framed thing: help, or the question before leaving, over the page, which steps back.
    fn overlay(&mut self, front: &Page, rooms: Rooms, scroll: &mut Scroll) {
        let whole = self.buffer.area;
        let dim = self.look.theme.dim;
        for cell in &mut self.buffer.content {
            cell.set_style(Style::reset().patch(dim)).modifier.remove(Modifier::REVERSED);
            cell.set_diff_option(CellDiffOption::None);
        }
        self.drawn = Drawn::default();
        let (top, bottom) = rooms.rules.map_or((1, whole.height), |[above, below]| (above + 1, below));
        let outer = (whole.width - 4).min(76);
        let (padding, frame) = (3, 2);
        let sheet = blocks::page(front, &self.pen(outer - 2 * padding));
        let air = if bottom - top >= 16 { 2 } else { 0 };
        let lines = u16::try_from(sheet.lines.len()).unwrap_or(u16::MAX);
        let height = lines.saturating_add(frame + air).min(bottom - top);
        let x = (whole.width - outer) / 2;
        let y = top + (bottom - top - height) / 2;
        self.border(Rect::new(x, y, outer, height));
        let inner = Rect::new(x + padding, y + 1 + air / 2, outer - 2 * padding, height - frame - air);
        let from = scroll.settle(front.id, true, &sheet, usize::from(inner.height));
        self.sheet(&sheet, inner, from);
        self.more(&sheet, from, inner.height, x + outer, y + height - 1);
    }

    /// An empty framed box.
    fn border(&mut self, area: Rect) {
        let (glyphs, style) = (&self.look.glyphs, self.look.theme.accent);
        let style = style.remove_modifier(Modifier::BOLD);
        let across = glyphs.across.repeat(usize::from(area.width.saturating_sub(2)));
        for y in area.top()..area.bottom() {
            let edge = y == area.top() || y == area.bottom() - 1;
            let side = if edge { glyphs.corner } else { glyphs.down };
            self.clear(Rect::new(area.x, y, area.width, 1));
            self.buffer.set_string(area.x, y, side, style);
            self.buffer.set_string(area.right() - 1, y, side, style);
            if edge {
                self.buffer.set_string(area.x + 1, y, &across, style);
            }
        }
    }

    /// Empties cells; a wide character that reaches into them from the left goes, too.
    fn clear(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            let before = area.x.checked_sub(1).and_then(|x| self.buffer.cell_mut((x, y)));
            if let Some(cell) = before.filter(|cell| width(cell.symbol()) > 1) {
                cell.set_symbol(" ");
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(self.look.theme.ground);
                }
            }
        }
    }
}

/// The card of a window that is too small for anything else.
fn enlarge(speaker: &Speaker, look: &Look, buffer: &mut Buffer) {
    let area = buffer.area;
    let lines = wrap(&speaker.say(&surface::enlarge()), usize::from(area.width));
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let top = area.height.saturating_sub(used) / 2;
    for (line, y) in lines.iter().zip(top..area.height) {
        buffer.set_stringn(0, y, line, usize::from(area.width), look.theme.plain);
    }
}
