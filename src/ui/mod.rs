//! The terminal surface: draws views, and turns keys, pastes and clicks into events.

pub mod abilities;
mod blocks;
mod calm;
mod checklist;
mod fields;
mod find;
pub mod frame;
mod keyline;
mod keys;
mod listener;
pub mod look;
mod painter;
pub mod picture;
pub mod print;
mod replies;
mod rows;
mod rush;
pub mod screen;
pub mod scroll;
mod sheet;
mod unsent;
pub mod wrap;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod snapshots;
#[cfg(test)]
pub(crate) use snapshots::screens_text;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use base64::Engine;
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate, SetTitle};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Position;
use secrecy::SecretString;

use self::calm::{Calm, Hold};
use self::find::{FIND, Finder, Found};
use self::keys::Heard;
use self::listener::Listener;
use self::look::{Look, ThemeName};
use self::painter::Painter;
use self::replies::{Background, Replies};
use self::rush::Rush;
use self::screen::Screen;
pub use self::sheet::Target;
use self::unsent::Unsent;
use crate::flow::event::{Event, Key};
use crate::flow::page::Page;
use crate::flow::view::View;
use crate::model::clean;
use crate::surface::signals::{Signal, Signals};
use crate::surface::{Input, Surface};
use crate::text::surface;

/// The key for lines instead of the screen.
pub(crate) const LINES: Key = Key::F(5);

/// What a person may choose about the terminal surface.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub look: Look,
    pub mouse: bool,
    /// Whether the window is named after the step, and the end of a long wait is announced.
    pub notify: bool,
    /// Whether to ask the terminal for its background, and to choose the theme by it.
    pub ask_background: bool,
}

/// A wait that was shorter has not sent anybody away from the screen.
const LONG: Duration = Duration::from_secs(5);

/// The terminal while the wizard has it.
pub struct Ui {
    painter: Painter<CrosstermBackend<Unsent>>,
    /// What the painter and the lines below wrote and the terminal has not got yet.
    out: Unsent,
    listener: Listener,
    signals: Signals,
    /// What was heard but not yet handed out.
    waiting: VecDeque<Heard>,
    /// The terminal is lent to the shell: nothing is drawn.
    paused: bool,
    screen: Screen,
    options: Options,
    calm: Calm,
    /// The view handed to us last is not in sight yet.
    held: Option<Held>,
    /// An Enter was typed while something was waited for.
    entered: bool,
    replies: Replies,
    finder: Option<Finder>,
    rush: Rush,
    /// The name of the window, as set last.
    titled: String,
}

/// Why a page is not in sight yet, and when it will be.
struct Held {
    hold: Hold,
    due: tokio::time::Instant,
    page: Page,
}

impl std::fmt::Debug for Ui {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ui").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Ui {
    /// Takes the terminal over. To be called inside the runtime that will call [`Surface::next`].
    ///
    /// # Errors
    /// When standard output is no terminal.
    ///
    /// # Panics
    /// Outside of a runtime.
    pub fn new(options: Options) -> io::Result<Self> {
        let signals = Signals::listen()?;
        let screen = Screen::take(options.mouse)?;
        let out = Unsent::default();
        Ok(Self {
            painter: Painter::new(CrosstermBackend::new(out.clone()), options.look)?,
            out,
            listener: Listener::begin()?,
            signals,
            waiting: VecDeque::new(),
            paused: false,
            screen,
            options,
            calm: Calm::default(),
            held: None,
            entered: false,
            replies: Replies::default(),
            finder: None,
            rush: Rush::default(),
            titled: String::new(),
        })
    }

    /// Names the window after the step, and announces the end of a long wait by bell and desktop notice
    /// (OSC 9).
    fn announce(&mut self, view: &View, waited: Option<Duration>) -> io::Result<()> {
        let step = self.painter.words(view.language, &view.step_name);
        let title = clean::line(&format!("{}: {step}", env!("CARGO_PKG_NAME"))).into_owned();
        if self.titled != title {
            queue!(self.out, SetTitle(&title))?;
            self.titled = title;
        }
        if waited.is_some_and(|waited| waited >= LONG) {
            let done = self.painter.words(view.language, &view.front().title);
            let done = clean::line(&done).into_owned();
            write!(self.out, "\u{7}\u{1b}]9;{}: {done}\u{1b}\\", env!("CARGO_PKG_NAME"))?;
        }
        Ok(())
    }

    /// What something heard comes to; nothing where it concerned only the screen.
    fn take(&mut self, heard: Heard) -> io::Result<Option<Input>> {
        Ok(match heard {
            // It presses nothing here: it is for the page that is waited for. That page is to be seen
            // first where it says or changes something; then the Enter only brings it at once.
            Heard::Event(Event::Key(Key::Enter)) if self.waits() => {
                self.entered = true;
                self.calm.hurry();
                Some(Input::Redraw)
            }
            Heard::Event(Event::Key(key)) if self.outdated().is_some() => {
                self.entered = false;
                let pages = self.outdated().zip(self.painter.in_sight());
                if pages.is_some_and(|(page, seen)| page.takes_over(key, seen)) {
                    // It comes again when the page that it goes to is in sight.
                    self.waiting.push_front(Heard::Event(Event::Key(key)));
                }
                self.calm.hurry();
                Some(Input::Redraw)
            }
            // Meant for something that was in sight and is over.
            Heard::Click(..) if self.outdated().is_some() => {
                self.calm.hurry();
                Some(Input::Redraw)
            }
            Heard::Event(Event::Key(key)) if self.wants_lines(key) => {
                let unheard = self.listener.end();
                self.waiting.extend(keys::heard(unheard));
                Some(Input::Exchange)
            }
            // Nobody sees what it would do; leaving and lines are what is offered there.
            Heard::Event(Event::Key(_) | Event::Paste(_)) if self.painter.drawn.too_small => None,
            Heard::Event(event) => {
                self.entered = false;
                self.painter.say(None);
                self.calm.hurry();
                Some(self.find(&event).unwrap_or(Input::Event(event)))
            }
            Heard::Click(x, y) => {
                self.calm.hurry();
                let hit = |area: &ratatui::layout::Rect| area.contains(Position { x, y });
                let target = self.painter.drawn.targets.iter().find(|(area, _)| hit(area));
                target.map(|(_, target)| {
                    Input::Event(match *target {
                        Target::Pick(id, at) => {
                            Event::Pick(id, self.finder.as_ref().map_or(at, |finder| finder.whole(id, at)))
                        }
                        Target::Act(id) => Event::Act(id),
                        Target::Check(at) => Event::Check(at),
                    })
                })
            }
            Heard::Scroll(step) => self.painter.scroll.by(step).then(|| {
                self.painter.forget();
                Input::Redraw
            }),
            Heard::Resized => {
                self.calm.hurry();
                Some(Input::Redraw)
            }
            Heard::Repaint => {
                self.painter.repaint()?;
                Some(Input::Redraw)
            }
            Heard::Pause => {
                #[cfg(unix)]
                {
                    screen::pause()?;
                    self.paused = true;
                }
                None
            }
        })
    }

    /// Whether something is waited for, be it in sight or so new that it is not drawn yet.
    fn waits(&self) -> bool {
        let begun = self.held.as_ref().filter(|held| matches!(held.hold, Hold::Begun(_)));
        let seen = self.painter.in_sight();
        begun.is_some_and(|held| held.page.waits()) || seen.is_some_and(Page::waits)
    }

    /// Where no field takes letters, a paste that came without brackets is one all the same.
    fn hear(&mut self, mut batch: Vec<crossterm::event::Event>) {
        let typing = [self.held.as_ref().map(|held| &held.page), self.painter.in_sight()];
        let typing = typing.into_iter().flatten().any(Page::typing) || self.finder.is_some();
        let whole = batch.len() < keys::BURST && !typing && self.rush.sift(&mut batch, Instant::now());
        if whole {
            self.waiting.push_back(Heard::Event(Event::Paste(SecretString::default())));
        }
        self.waiting.extend(keys::heard(batch));
    }

    /// Whether a key asks for lines instead of the screen. Elsewhere a letter may be typed into a field.
    fn wants_lines(&self, key: Key) -> bool {
        Listener::CAN_END
            && (key == LINES || self.painter.drawn.too_small && matches!(key.folded(), Key::Char('p' | 'P')))
    }

    /// Whether a person wants to leave who said so before this surface went.
    pub(crate) fn interrupted(&self) -> bool {
        self.waiting.iter().any(|heard| matches!(heard, Heard::Event(Event::Interrupt)))
    }

    /// What a key comes to that looks for something in a long list.
    fn find(&mut self, event: &Event) -> Option<Input> {
        let Event::Key(key) = event else { return None };
        let Some(finder) = &mut self.finder else {
            let page = self.painter.in_sight().filter(|page| page.pressed_by(*key).is_none())?;
            self.finder = if key.folded() == FIND { Finder::begin(page) } else { None };
            return self.finder.is_some().then_some(Input::Redraw);
        };
        match finder.take(*key) {
            Found::Pick(list, at) => Some(Input::Event(Event::Pick(list, at))),
            Found::Changed => Some(Input::Redraw),
            Found::Over => {
                self.finder = None;
                Some(Input::Redraw)
            }
            Found::Other => None,
        }
    }

    /// The view with what was found only; nothing where nothing is looked for.
    fn narrow(&mut self, view: &View) -> Option<View> {
        let painter = &mut self.painter;
        let narrow = self.finder.as_mut()?.narrow(view, |text| painter.words(view.language, text));
        if narrow.is_none() {
            self.finder = None;
        }
        narrow
    }

    fn hold_back(&mut self, hold: Hold, view: &View) {
        let (Hold::Begun(left) | Hold::Over(left)) = hold;
        let due = tokio::time::Instant::now() + left;
        self.held = Some(Held { hold, due, page: view.front().clone() });
    }

    /// The page that is already there while another is in sight.
    fn outdated(&self) -> Option<&Page> {
        self.held.as_ref().filter(|held| matches!(held.hold, Hold::Over(_))).map(|held| &held.page)
    }

    /// Waits until somebody wants a paused program to go on.
    async fn paused(&mut self) -> io::Result<Input> {
        // The signal may take a moment to stop us, and it is ignored where no shell could continue us.
        let signal = tokio::time::timeout(Duration::from_millis(300), self.signals.next()).await;
        self.resume()?;
        Ok(match signal {
            Ok(Ok(Signal::Interrupt)) => Input::Event(Event::Interrupt),
            Ok(Ok(Signal::Terminate)) => Input::Event(Event::Terminate),
            _ => Input::Redraw,
        })
    }

    fn resume(&mut self) -> io::Result<()> {
        self.paused = false;
        // Whatever the shell left behind: from the beginning.
        screen::restore()?;
        self.screen.take_again()?;
        self.painter.repaint()
    }
}

impl Surface for Ui {
    fn show(&mut self, view: &View) -> io::Result<()> {
        let narrow = self.narrow(view);
        let view = narrow.as_ref().unwrap_or(view);
        self.held = None;
        if !view.front().moves() && std::mem::take(&mut self.entered) && view.front().ahead {
            self.waiting.push_front(Heard::Event(Event::Key(Key::Enter)));
        }
        if self.paused || !self.painter.due(view)? {
            return Ok(());
        }
        if let Some(hold) = self.calm.hold(view) {
            self.hold_back(hold, view);
            return Ok(());
        }
        // Terminals that know it show the frame whole; the others ignore it.
        queue!(self.out, BeginSynchronizedUpdate)?;
        let shown = self.calm.first(view);
        self.painter.draw(&shown)?;
        queue!(self.out, EndSynchronizedUpdate)?;
        let waited = self.calm.drew(&shown);
        if let Some(hold) = matches!(shown, Cow::Owned(_)).then(|| self.calm.hold(view)).flatten() {
            self.hold_back(hold, view);
        }
        if self.options.notify {
            self.announce(view, waited)?;
        }
        if std::mem::take(&mut self.options.ask_background) {
            write!(self.out, "{}", replies::ASK_BACKGROUND)?;
            self.replies.asked(Instant::now());
        }
        self.out.send()
    }

    async fn next(&mut self) -> io::Result<Input> {
        loop {
            while let Some(heard) = self.waiting.pop_front() {
                if let Some(input) = self.take(heard)? {
                    return Ok(input);
                }
            }
            if self.paused {
                return self.paused().await;
            }
            tokio::select! {
                batch = self.listener.next() => match batch {
                    Some(batch) => {
                        let mut batch = batch?;
                        let told = self.replies.sift(&mut batch, Instant::now());
                        self.hear(batch);
                        if let Some(background) = told {
                            self.painter.set_theme(match background {
                                Background::Dark => ThemeName::Dark,
                                Background::Light => ThemeName::Light,
                            });
                            return Ok(Input::Redraw);
                        }
                    }
                    None => return Ok(Input::Event(Event::Terminate)),
                },
                () = until(self.held.as_ref()), if self.held.is_some() => return Ok(Input::Redraw),
                signal = self.signals.next() => match signal? {
                    Signal::Interrupt => return Ok(Input::Event(Event::Interrupt)),
                    Signal::Terminate => return Ok(Input::Event(Event::Terminate)),
                    Signal::Continued => {
                        self.resume()?;
                        return Ok(Input::Redraw);
                    }
                },
            }
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        let text = base64::engine::general_purpose::STANDARD.encode(text);
        write!(self.out, "\u{1b}]52;c;{text}\u{1b}\\")?;
        self.out.send()?;
        // Nobody answers, so it does not say "copied".
        self.painter.say(Some(surface::sent_to_clipboard()));
        Ok(())
    }

    fn leave(&mut self) -> io::Result<()> {
        screen::restore()
    }
}

/// Until a view that is held back is due.
async fn until(held: Option<&Held>) {
    if let Some(held) = held {
        tokio::time::sleep_until(held.due).await;
    }
}
