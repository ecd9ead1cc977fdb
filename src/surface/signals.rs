//! What the system tells a program at a terminal: stop, or go on after a pause.

/// A signal that concerns a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Ctrl-C, where the terminal makes a signal of it.
    Interrupt,
    /// SIGTERM, or a closed terminal: nobody is there to be asked.
    Terminate,
    /// Back in the foreground: whatever another program did to the terminal is to be undone.
    Continued,
}

#[cfg(unix)]
pub(crate) use unix::Signals;

#[cfg(unix)]
mod unix {
    use std::io;

    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::Signal;

    /// Listens from its making on, which is to be before the terminal is changed: a signal that nobody
    /// listens to ends the program, and the terminal stays as it is.
    #[derive(Debug)]
    pub(crate) struct Signals {
        int: Stream,
        term: Stream,
        hup: Stream,
        cont: Stream,
    }

    impl Signals {
        /// Inside a runtime only.
        pub(crate) fn listen() -> io::Result<Self> {
            Ok(Self {
                int: signal(SignalKind::interrupt())?,
                term: signal(SignalKind::terminate())?,
                hup: signal(SignalKind::hangup())?,
                cont: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
            })
        }

        pub(crate) async fn next(&mut self) -> io::Result<Signal> {
            tokio::select! {
                _ = self.int.recv() => Ok(Signal::Interrupt),
                _ = self.term.recv() => Ok(Signal::Terminate),
                _ = self.hup.recv() => Ok(Signal::Terminate),
                _ = self.cont.recv() => Ok(Signal::Continued),
            }
        }
    }
}

/// Listens for Ctrl-C.
#[cfg(not(unix))]
#[derive(Debug)]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Inside a runtime only.
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn next(&mut self) -> std::io::Result<Signal> {
        tokio::signal::ctrl_c().await.map(|()| Signal::Interrupt)
    }
}
