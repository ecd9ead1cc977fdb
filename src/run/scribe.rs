//! Writes down where a run is, beside the loop, so that a slow disk never holds up the screen.

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, spawn};

use crate::flow::saved::Saved;
use crate::outside::files;

/// The most that a note of a run can sensibly be.
const LIMIT: usize = 256 * 1024;

/// Takes notes in order; dropping it waits until the last one is written.
#[derive(Debug)]
pub struct Scribe {
    notes: Option<Sender<Option<Box<Saved>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Scribe {
    /// Writes to this file from now on.
    #[must_use]
    pub fn begin(path: PathBuf) -> Self {
        let (notes, orders) = channel::<Option<Box<Saved>>>();
        let thread = spawn(move || {
            while let Ok(mut saved) = orders.recv() {
                // Only the newest note counts.
                while let Ok(newer) = orders.try_recv() {
                    saved = newer;
                }
                // That it cannot be written costs only the offer to go on next time.
                match saved {
                    Some(saved) => {
                        if let Ok(text) = serde_json::to_vec_pretty(&saved) {
                            drop(files::write_private(&path, &text));
                        }
                    }
                    None => drop(std::fs::remove_file(&path)),
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
            drop(notes.send(saved));
        }
    }
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
