//! What a surface is: it shows views, and hands back what the person does.

pub mod either;
pub mod fault;
pub(crate) mod signals;

use std::future::Future;
use std::io;

use crate::flow::event::Event;
use crate::flow::view::View;
use crate::text::Text;

/// Something that a surface hands back.
#[derive(Debug)]
pub enum Input {
    Event(Event),
    /// The window changed, or was given back to us: show the view again.
    Redraw,
    /// The other surface is wanted instead of this one. Only where there is another.
    Exchange,
    /// The input ended and this question has no answer. The name is a question's or a page's id.
    Missing(String),
    /// An answer from the answers file cannot be used; with the words that say why.
    Wrong(Text),
}

/// Shows views and asks the person. It decides nothing about the wizard.
pub trait Surface {
    /// Shows a view; does nothing if that changes nothing.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn show(&mut self, view: &View) -> io::Result<()>;

    /// Waits for the person, with regard to the view shown last. It may be dropped and called again
    /// at any time without losing input.
    ///
    /// # Errors
    /// When the terminal cannot be read or written.
    fn next(&mut self) -> impl Future<Output = io::Result<Input>>;

    /// Hands text to the terminal's clipboard, or shows it where there is none. Never call it with a secret.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Gives the terminal back as it was. Dropping does the same.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn leave(&mut self) -> io::Result<()>;
}
