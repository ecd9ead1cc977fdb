//! Takes the terminal over, and gives it back on every way out.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute, style};

/// Whether the terminal is ours. Global because a panic hook has nothing else to look at.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours; given back on drop.
#[derive(Debug)]
pub struct Screen {
    mouse: bool,
}

impl Screen {
    /// Raw mode, alternate screen, bracketed paste, no cursor, and the mouse if wanted. Bracketed paste
    /// stays on throughout: outside a field it keeps a pasted token from being read as key presses.
    ///
    /// # Errors
    /// When this is not a terminal; then it is as it was.
    pub fn take(mouse: bool) -> io::Result<Self> {
        let screen = Self { mouse };
        screen.take_again()?;
        Ok(screen)
    }

    /// After [`restore`], or after another program used the terminal.
    ///
    /// # Errors
    /// When the terminal is gone; then it is as it was.
    pub fn take_again(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        let taken = enable_raw_mode().and_then(|()| {
            execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
            if self.mouse { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
        });
        if taken.is_err() {
            let _ = restore();
        }
        taken
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing from us.
        let _ = restore();
    }
}

/// Gives the terminal back as it was; does nothing if it is not ours.
///
/// # Errors
/// When the terminal cannot be written to; raw mode is left all the same.
pub fn restore() -> io::Result<()> {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let mut out = io::stdout();
    let written = execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        style::ResetColor,
        cursor::Show,
        LeaveAlternateScreen
    )
    .and_then(|()| out.flush());
    disable_raw_mode().and(written)
}

/// Gives the terminal back and stops this program and what runs with it, as Ctrl-Z does elsewhere. The
/// caller takes the terminal again when the program goes on.
///
/// # Errors
/// When the terminal cannot be written to, or the signal not be sent.
#[cfg(unix)]
pub fn pause() -> io::Result<()> {
    restore()?;
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    Ok(())
}
