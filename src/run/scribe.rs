//! Writes down where a run is, beside the loop, so that a slow disk never holds up the screen.

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, spawn};

use tokio::sync::oneshot;

use crate::flow::saved::Saved;
use crate::outside::files;

/// The most that a note of a run can sensibly be.
const LIMIT: usize = 256 * 1024;

/// Takes notes in order; dropping it waits until the last one is written.
#[derive(Debug)]
pub struct Scribe {
    notes: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Scribe {
    /// Writes to this file from now on.
    #[must_use]
    pub fn begin(path: PathBuf) -> Self {
        let (notes, orders) = channel::<Order>();
        let thread = spawn(move || {
            while let Ok(first) = orders.recv() {
                let (mut newest, mut waiting) = (None, Vec::new());
                for order in std::iter::once(first).chain(orders.try_iter()) {
                    match order {
                        // Only the newest note counts.
                        Order::Write(saved) => newest = Some(saved),
                        Order::Tell(waits) => waiting.push(waits),
                    }
                }
                // That it cannot be written costs only the offer to go on next time.
                match newest {
                    Some(Some(saved)) => {
                        if let Ok(text) = serde_json::to_vec_pretty(&saved) {
                            drop(files::write_private(&path, &text));
                        }
                    }
                    Some(None) => drop(std::fs::remove_file(&path)),
                    None => {}
                }
                for waits in waiting {
                    // Whoever waited may have left.
                    let _ = waits.send(());
                }
            }
        });
        Self { notes: Some(notes), thread: Some(thread) }
    }

    /// For runs that leave nothing behind.
    #[must_use]
    pub fn silent() -> Self {
        Self { notes: None, thread: None }
    }

    pub fn write(&self, saved: Option<Box<Saved>>) {
        if let Some(notes) = &self.notes {
            drop(notes.send(Order::Write(saved)));
        }
    }

    /// Comes when all notes up to now are on the disk.
    pub fn settled(&self) -> impl Future<Output = ()> + Send + 'static {
        let (tell, told) = oneshot::channel();
        if let Some(notes) = &self.notes {
            drop(notes.send(Order::Tell(tell)));
        }
        // For a silent one the other end is gone at once.
        async move { drop(told.await) }
    }
}

enum Order {
    /// `None`: there is nothing to come back to.
    Write(Option<Box<Saved>>),
    Tell(oneshot::Sender<()>),
}

impl Drop for Scribe {
    fn drop(&mut self) {
        self.notes = None;
        if let Some(thread) = self.thread.take() {
            // A panic in it has been printed, and nothing depends on it.
            drop(thread.join());
        }
    }
}

/// The note of an interrupted run, if there is one that this version understands.
#[must_use]
pub fn recall(path: &std::path::Path) -> Option<Saved> {
    let text = files::read_text(path, LIMIT).ok()?;
    serde_json::from_str::<Saved>(&text).ok().filter(|saved| saved.version == Saved::VERSION)
}
