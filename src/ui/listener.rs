//! Listens to the terminal on a thread of its own.
//!
//! Not by the library's stream of events: that waits for edges. Of a key and a new size of the window that come at
//! the same moment it takes one, and the other lies there until the next key; and so does all of a paste without
//! brackets but its first kilobyte. With the feature `use-dev-tty` (which reads standard input all the same, where
//! that is a terminal) the library waits for whatever is unread. It then never answers a question that has no
//! patience at all, which is what its stream asks; so it is asked from here.

use std::io;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossterm::event::{self, Event};
use tokio::sync::mpsc;

/// What follows this closely arrived together: the pieces of a paste, not the keys of a person.
/// Short, because every key waits for it, and the library passes less than a millisecond by asking again and again.
const TOGETHER: Duration = Duration::from_micros(200);
/// A busy terminal hands over a long paste in pieces, with longer pauses between them.
const PIECES: Duration = Duration::from_millis(30);
/// More than this at once was not typed.
const TYPED: usize = 16;
/// So many batches may wait while a frame is drawn. Kept apart, quick keys stay keys.
const WAITING: usize = 64;

/// What is typed, pasted and clicked. Its thread ends with the program, unless it is ended before.
#[derive(Debug)]
pub(crate) struct Listener {
    batches: mpsc::Receiver<io::Result<Vec<Event>>>,
    /// It returns what it heard last, where nobody took that any more.
    thread: Option<JoinHandle<Vec<Event>>>,
}

impl Listener {
    /// Begins to listen. The terminal is to be in raw mode by now.
    ///
    /// # Errors
    /// When the system has no room for a thread.
    pub(crate) fn begin() -> io::Result<Self> {
        // The library hears of new sizes from its first question on. It is asked before the first frame: a window that
        // changes just after that would stay half drawn.
        event::poll(Duration::ZERO)?;
        let (sender, batches) = mpsc::channel(WAITING);
        let thread = thread::Builder::new().name("terminal".into()).spawn(move || {
            loop {
                let batch = batch();
                let over = batch.is_err();
                if let Err(unheard) = sender.blocking_send(batch) {
                    return unheard.0.unwrap_or_default();
                }
                if over {
                    return Vec::new();
                }
            }
        })?;
        Ok(Self { batches, thread: Some(thread) })
    }

    /// Whether it can be ended before the program.
    pub(crate) const CAN_END: bool = cfg!(unix);

    /// Ends it, so that the next key is somebody else's. What it heard and nobody asked for yet.
    pub(crate) fn end(&mut self) -> Vec<Event> {
        self.batches.close();
        let mut unheard = Vec::new();
        // Its thread is in a read, which ends with a key or, as here, with the news that the window has a size.
        #[cfg(unix)]
        if rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::WINCH).is_ok() {
            let last = self.thread.take().and_then(|thread| thread.join().ok());
            while let Ok(Ok(batch)) = self.batches.try_recv() {
                unheard.extend(batch);
            }
            unheard.extend(last.unwrap_or_default());
        }
        unheard
    }

    /// What arrived together; nothing once there is no terminal. It may be dropped and called again at any time.
    pub(crate) async fn next(&mut self) -> Option<io::Result<Vec<Event>>> {
        self.batches.recv().await
    }
}

fn batch() -> io::Result<Vec<Event>> {
    let mut batch = vec![event::read()?];
    while event::poll(if batch.len() > TYPED { PIECES } else { TOGETHER })? {
        batch.push(event::read()?);
    }
    Ok(batch)
}
