//! What is to be written to the terminal, held back until it is whole.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// Every clone adds to the same bytes. To flush it sends nothing: the libraries do that between the cells and the
/// cursor, and a terminal would be woken for each part of a frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unsent(Rc<RefCell<Vec<u8>>>);

impl Unsent {
    /// Sends all of it in one write.
    ///
    /// # Errors
    /// When the terminal does not take it. It is not sent again.
    pub(crate) fn send(&self) -> io::Result<()> {
        let mut bytes = self.0.borrow_mut();
        let mut out = io::stdout().lock();
        let sent = out.write_all(&bytes).and_then(|()| out.flush());
        bytes.clear();
        sent
    }
}

impl Write for Unsent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
