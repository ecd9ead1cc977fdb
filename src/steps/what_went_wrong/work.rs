//! Reads a log on a thread of its own: a large one must not hold up a frame.

use std::io::{self, Read};

use secrecy::ExposeSecret;

use crate::diagnosis::{Diagnosis, Evidence, diagnose};
use crate::flow::effect::Log;
use crate::outside::run_log;
use crate::text::{Text, diagnosis as words};

/// The diagnosis of a log.
///
/// # Errors
/// The words for a file that cannot be read.
pub async fn read(log: Log) -> Result<Box<Diagnosis>, Text> {
    let name = match &log {
        Log::Text(_) => String::new(),
        Log::File(path) => path.display().to_string(),
    };
    let reading = tokio::task::spawn_blocking(move || match log {
        Log::Text(text) => diagnose(text.expose_secret().as_bytes(), Evidence::default()),
        Log::File(path) => surest(|read| run_log::each(Some(&path), |_, log| read(log))),
    });
    // A thread that is gone has failed at reading.
    let read = reading.await.unwrap_or_else(|gone| Err(io::Error::other(gone)));
    read.map(Box::new).map_err(|error| words::unreadable(name, error.to_string()))
}

/// Of several logs, the diagnosis that is surest.
fn surest(
    each: impl FnOnce(&mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()>,
) -> io::Result<Diagnosis> {
    let mut best: Option<Diagnosis> = None;
    each(&mut |log| {
        let found = diagnose(log, Evidence::default())?;
        if best.as_ref().is_none_or(|best| found.telling() > best.telling()) {
            best = Some(found);
        }
        Ok(())
    })?;
    best.map_or_else(|| diagnose(io::empty(), Evidence::default()), Ok)
}
