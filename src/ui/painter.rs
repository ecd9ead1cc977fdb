//! Draws views onto a terminal, and only when something changed.

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Size};

use super::frame::{self as screen, Drawn};
use super::look::{Look, Theme, ThemeName};
use super::scroll::Scroll;
use crate::flow::page::Page;
use crate::flow::view::View;
use crate::text::speak::Speaker;
use crate::text::{Language, Text};

/// The last frame, and what it takes to draw the next.
pub(crate) struct Painter<B: Backend> {
    terminal: Terminal<B>,
    look: Look,
    speakers: Vec<Speaker>,
    last: Option<(View, Size)>,
    /// It is to be drawn again, whatever comes.
    stale: bool,
    pub(crate) scroll: Scroll,
    pub(crate) drawn: Drawn,
    /// Said in passing, until the person does something.
    notice: Option<Text>,
}

impl<B: Backend> Painter<B> {
    pub(crate) fn new(backend: B, look: Look) -> Result<Self, B::Error> {
        Ok(Self {
            terminal: Terminal::new(backend)?,
            look,
            speakers: Vec::new(),
            last: None,
            stale: false,
            scroll: Scroll::default(),
            drawn: Drawn::default(),
            notice: None,
        })
    }

    /// Whether drawing this view would change anything.
    pub(crate) fn due(&mut self, view: &View) -> Result<bool, B::Error> {
        let size = self.terminal.size()?;
        let Some((last, then)) = &mut self.last else { return Ok(true) };
        // Time alone changes nothing on a page where nothing moves.
        if !view.page.moves() && !view.front().moves() {
            (last.now, last.elapsed) = (view.now, view.elapsed);
        }
        Ok(self.stale || *then != size || last != view)
    }

    /// The page that a person sees and has the keys of.
    pub(crate) fn in_sight(&self) -> Option<&Page> {
        self.last.as_ref().map(|(view, _)| view.front())
    }

    pub(crate) fn draw(&mut self, view: &View) -> Result<(), B::Error> {
        let at = self.speaker(view.language);
        self.speakers[at].tell(view.now);
        let (speaker, look, scroll) = (&self.speakers[at], &self.look, &mut self.scroll);
        let notice = self.notice.as_ref().map(|notice| speaker.say(notice));
        let mut drawn = Drawn::default();
        let done = self.terminal.draw(|frame| {
            drawn = screen::draw(view, speaker, look, scroll, frame.buffer_mut());
            if let Some(notice) = &notice {
                screen::notice(notice, look, frame.buffer_mut());
            }
            if let Some((x, y)) = drawn.cursor {
                frame.set_cursor_position(Position { x, y });
            }
        })?;
        self.last = Some((view.clone(), done.area.as_size()));
        self.stale = false;
        self.drawn = drawn;
        Ok(())
    }

    /// Where the speaker of a language is; it is made when it is first needed.
    fn speaker(&mut self, language: Language) -> usize {
        let known = self.speakers.iter().position(|speaker| speaker.language() == language);
        known.unwrap_or_else(|| {
            self.speakers.push(Speaker::new(language));
            self.speakers.len() - 1
        })
    }

    /// A sentence in the words of a view's language.
    pub(crate) fn words(&mut self, language: Language, text: &Text) -> String {
        let at = self.speaker(language);
        self.speakers[at].say(text)
    }

    /// Other colours from the next frame on.
    pub(crate) fn set_theme(&mut self, name: ThemeName) {
        self.look.theme = Theme::of(name);
        self.forget();
    }

    /// Says something in passing with the next frame, or stops saying it.
    pub(crate) fn say(&mut self, notice: Option<Text>) {
        if self.notice != notice {
            self.notice = notice;
            self.forget();
        }
    }

    /// The next frame is drawn whatever it is.
    pub(crate) fn forget(&mut self) {
        self.stale = true;
    }

    /// The next frame is drawn cell by cell: nobody knows what is on the screen.
    pub(crate) fn repaint(&mut self) -> Result<(), B::Error> {
        self.forget();
        // Not `clear`: that asks the terminal where the cursor is, and the answer would be taken for keys.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }
}

#[cfg(test)]
mod tests {
    use ratatui::backend::TestBackend;

    use super::Painter;
    use crate::flow::view::View;
    use crate::model::moment::Moment;
    use crate::text::Language;
    use crate::ui::look::{Glyphs, Look, Theme, ThemeName};
    use crate::ui::samples;

    fn painter() -> Painter<TestBackend> {
        let look = Look { theme: Theme::of(ThemeName::Mono), glyphs: Glyphs::UNICODE, links: false };
        Painter::new(TestBackend::new(80, 24), look).expect("a test terminal cannot fail")
    }

    /// Shows a view; whether anything had to be drawn.
    fn show(painter: &mut Painter<TestBackend>, view: &View) -> bool {
        let due = painter.due(view).expect("a test terminal cannot fail");
        if due {
            painter.draw(view).expect("a test terminal cannot fail");
        }
        due
    }

    #[test]
    fn an_idle_page_is_drawn_once_however_much_time_passes() {
        let (mut painter, mut view) = (painter(), samples::verdict(Language::English));
        assert!(show(&mut painter, &view));
        view.now = Moment(view.now.0 + 60_000);
        view.elapsed *= 2;
        assert!(!show(&mut painter, &view));
        view.step += 1;
        assert!(show(&mut painter, &view));
    }

    #[test]
    fn a_working_page_follows_the_time() {
        let (mut painter, mut view) = (painter(), samples::working(Language::English));
        assert!(show(&mut painter, &view));
        assert!(!show(&mut painter, &view));
        view.now = Moment(view.now.0 + 1000);
        assert!(show(&mut painter, &view));
    }

    #[test]
    fn a_resize_redraws_and_loses_nothing() {
        let (mut painter, view) = (painter(), samples::paste(Language::Chinese));
        assert!(show(&mut painter, &view));
        painter.terminal.backend_mut().resize(120, 40);
        assert!(show(&mut painter, &view));
        let (x, y) = painter.drawn.cursor.expect("the caret is in the field");
        assert_eq!(painter.terminal.backend().buffer()[(2, y)].symbol(), "▐");
        assert_eq!(x, 4 + 36);
    }
}
