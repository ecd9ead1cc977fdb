//! The screen or lines, exchanged while the wizard runs: a terminal may turn out to draw badly, or somebody may
//! rather be read to.

use std::io::{self, Stdout};

use super::{Input, Surface};
use crate::flow::event::Event;
use crate::flow::view::View;
use crate::plain::answers::Answers;
use crate::plain::{Plain, Source};
use crate::text::Language;
use crate::ui::{Options, Ui};

/// The surface of a terminal where both are possible. It begins with the screen.
#[derive(Debug)]
pub struct Either {
    now: Now,
    options: Options,
    /// The language of the view that was shown last.
    language: Language,
}

#[derive(Debug)]
enum Now {
    Screen(Box<Ui>),
    Lines(Box<Plain<Stdout>>),
}

impl Either {
    /// Takes the terminal over. To be called inside the runtime that will call [`Surface::next`].
    ///
    /// # Errors
    /// When standard output is no terminal.
    pub fn begin(options: Options, language: Language) -> io::Result<Self> {
        Ok(Self { now: Now::Screen(Box::new(Ui::new(options)?)), options, language })
    }

    /// The other one. The one that goes has given the terminal back before the other one asks for it.
    fn exchange(&mut self) -> io::Result<Input> {
        // Other keys that were pressed ahead are for a screen that is gone; who wants to leave wants that anywhere.
        let interrupted = matches!(&self.now, Now::Screen(ui) if ui.interrupted());
        self.now = match &mut self.now {
            Now::Screen(ui) => {
                ui.leave()?;
                let mut plain = Plain::new(io::stdout(), Source::stdin(), Answers::default(), self.language)?;
                plain.offer_the_screen();
                Now::Lines(Box::new(plain))
            }
            Now::Lines(plain) => {
                plain.leave()?;
                Now::Screen(Box::new(Ui::new(self.options)?))
            }
        };
        Ok(if interrupted { Input::Event(Event::Interrupt) } else { Input::Redraw })
    }
}

impl Surface for Either {
    fn show(&mut self, view: &View) -> io::Result<()> {
        self.language = view.language;
        match &mut self.now {
            Now::Screen(ui) => ui.show(view),
            Now::Lines(plain) => plain.show(view),
        }
    }

    async fn next(&mut self) -> io::Result<Input> {
        let input = match &mut self.now {
            Now::Screen(ui) => ui.next().await,
            Now::Lines(plain) => plain.next().await,
        }?;
        if !matches!(input, Input::Exchange) {
            return Ok(input);
        }
        self.exchange()
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        match &mut self.now {
            Now::Screen(ui) => ui.copy(text),
            Now::Lines(plain) => plain.copy(text),
        }
    }

    fn leave(&mut self) -> io::Result<()> {
        match &mut self.now {
            Now::Screen(ui) => ui.leave(),
            Now::Lines(plain) => plain.leave(),
        }
    }
}
