//! The terminal surface: draws views, and turns keys, pastes and clicks into events.

pub mod abilities;
mod blocks;
mod checklist;
mod fields;
pub mod frame;
mod keyline;
mod keys;
pub mod look;
mod painter;
pub mod picture;
pub mod print;
mod rows;
pub mod screen;
pub mod scroll;
mod sheet;
pub mod wrap;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod snapshots;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, BufWriter, Stdout, Write};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use base64::Engine;
use crossterm::event::EventStream;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate, SetTitle};
use crossterm::{execute, queue};
use futures_util::{Stream, StreamExt};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Position;

use self::keys::Heard;
use self::look::Look;
use self::painter::Painter;
use self::screen::Screen;
pub use self::sheet::Target;
use crate::flow::event::Event;
use crate::flow::view::View;
use crate::surface::signals::{Signal, Signals};
use crate::surface::{Input, Surface};
use crate::text::surface;

/// What a person may choose about the terminal surface.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub look: Look,
    pub mouse: bool,
    /// Whether [`Ui::title`] and [`Ui::notify`] do anything.
    pub notify: bool,
}

/// The terminal while the wizard has it.
pub struct Ui {
    painter: Painter<CrosstermBackend<BufWriter<Stdout>>>,
    events: EventStream,
    signals: Signals,
    /// What was heard but not yet handed out.
    waiting: VecDeque<Heard>,
    /// The terminal is lent to the shell: nothing is drawn.
    paused: bool,
    screen: Screen,
    options: Options,
}

impl std::fmt::Debug for Ui {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ui").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Ui {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When standard output is no terminal.
    pub fn new(options: Options) -> io::Result<Self> {
        let screen = Screen::take(options.mouse)?;
        // One write a frame.
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
        Ok(Self {
            painter: Painter::new(backend, options.look)?,
            events: EventStream::new(),
            signals: Signals::default(),
            waiting: VecDeque::new(),
            paused: false,
            screen,
            options,
        })
    }

    /// Names the window, where that is wanted.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn title(&mut self, title: &str) -> io::Result<()> {
        if self.options.notify {
            execute!(self.out(), SetTitle(crate::model::clean::line(title)))
        } else {
            Ok(())
        }
    }

    /// Rings the bell and asks the desktop for a notice (OSC 9), where that is wanted.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn notify(&mut self, text: &str) -> io::Result<()> {
        if !self.options.notify {
            return Ok(());
        }
        let text = crate::model::clean::line(text);
        let out = self.out();
        write!(out, "\u{7}\u{1b}]9;{text}\u{1b}\\")?;
        out.flush()
    }

    fn out(&mut self) -> &mut CrosstermBackend<BufWriter<Stdout>> {
        self.painter.backend_mut()
    }

    /// What something heard comes to; nothing where it concerned only the screen.
    fn take(&mut self, heard: Heard) -> io::Result<Option<Input>> {
        Ok(match heard {
            Heard::Event(event) => {
                self.painter.say(None);
                Some(Input::Event(event))
            }
            Heard::Click(x, y) => {
                let hit = |area: &ratatui::layout::Rect| area.contains(Position { x, y });
                let target = self.painter.drawn.targets.iter().find(|(area, _)| hit(area));
                target.map(|(_, target)| {
                    Input::Event(match *target {
                        Target::Pick(id, at) => Event::Pick(id, at),
                        Target::Act(id) => Event::Act(id),
                    })
                })
            }
            Heard::Scroll(step) => self.painter.scroll.by(step).then(|| {
                self.painter.forget();
                Input::Redraw
            }),
            Heard::Resized => Some(Input::Redraw),
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

    /// Waits until somebody wants a paused program to go on.
    async fn paused(&mut self) -> io::Result<Input> {
        // The signal may take a moment to stop us, and it is ignored where no shell could continue us.
        let signal = tokio::time::timeout(Duration::from_millis(300), self.signals.next()).await;
        self.resume()?;
        Ok(match signal {
            Ok(Ok(Signal::Interrupt)) => Input::Event(Event::Interrupt),
            _ => Input::Redraw,
        })
    }

    fn resume(&mut self) -> io::Result<()> {
        self.paused = false;
        self.screen.take_again()?;
        self.painter.repaint()
    }
}

impl Surface for Ui {
    fn show(&mut self, view: &View) -> io::Result<()> {
        if self.paused || !self.painter.due(view)? {
            return Ok(());
        }
        // Terminals that know it show the frame whole; the others ignore it.
        queue!(self.out(), BeginSynchronizedUpdate)?;
        self.painter.draw(view)?;
        queue!(self.out(), EndSynchronizedUpdate)?;
        Write::flush(self.out())
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
                sent = self.events.next() => match sent {
                    Some(sent) => {
                        let mut batch = vec![sent?];
                        while let Some(more) = ready(&mut self.events).await {
                            batch.push(more?);
                        }
                        self.waiting.extend(keys::heard(batch));
                    }
                    None => return Ok(Input::Event(Event::Interrupt)),
                },
                signal = self.signals.next() => match signal? {
                    Signal::Interrupt => return Ok(Input::Event(Event::Interrupt)),
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
        let out = self.out();
        write!(out, "\u{1b}]52;c;{text}\u{1b}\\")?;
        Write::flush(out)?;
        // Nobody answers, so it does not say "copied".
        self.painter.say(Some(surface::sent_to_clipboard()));
        Ok(())
    }

    fn leave(&mut self) -> io::Result<()> {
        screen::restore()
    }
}

/// What a stream has at this moment. The caller's own waker is left with it: the event stream keeps
/// only the first one that it is given.
async fn ready(events: &mut EventStream) -> Option<io::Result<crossterm::event::Event>> {
    poll_fn(|cx| match Pin::new(&mut *events).poll_next(cx) {
        Poll::Ready(sent) => Poll::Ready(sent),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}
