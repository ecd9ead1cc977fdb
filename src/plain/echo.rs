//! Turns the terminal's echo off while a secret is typed, and on again on every way out.

use std::io;

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use rustix::stdio::stdin;
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The terminal as it was. Global because a panic hook has nothing else to look at.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    fn before() -> MutexGuard<'static, Option<Termios>> {
        BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn off() -> io::Result<()> {
        let mut before = before();
        let now = tcgetattr(stdin())?;
        let mut quiet = now.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        // The line end is still echoed, so that the next line of ours begins on its own.
        quiet.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(stdin(), OptionalActions::Drain, &quiet)?;
        before.get_or_insert(now);
        Ok(())
    }

    pub(super) fn restore() -> io::Result<()> {
        match before().take() {
            Some(before) => Ok(tcsetattr(stdin(), OptionalActions::Now, &before)?),
            None => Ok(()),
        }
    }
}

/// Echo off.
///
/// # Errors
/// When standard input is no terminal, or on systems where this is not built: a secret is then not asked for.
pub(crate) fn off() -> io::Result<()> {
    #[cfg(unix)]
    return unix::off();
    #[cfg(not(unix))]
    Err(io::Error::new(io::ErrorKind::Unsupported, "a secret cannot be read unseen on this system"))
}

/// The echo as it was before; does nothing if it is.
///
/// # Errors
/// When the terminal is gone.
pub fn restore() -> io::Result<()> {
    #[cfg(unix)]
    return unix::restore();
    #[cfg(not(unix))]
    Ok(())
}
