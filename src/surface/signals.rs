//! What the system tells a program at a terminal: stop, or go on after a pause.

use std::io;

/// A signal that concerns a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Ctrl-C where it is a signal, SIGTERM, a closed terminal.
    Interrupt,
    /// Back in the foreground: whatever another program did to the terminal is to be undone.
    Continued,
}

/// Listens from the first call of [`Signals::next`] on: only then is there a runtime for certain.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    #[cfg(unix)]
    listening: Option<unix::Listening>,
}

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    #[derive(Debug)]
    pub(super) struct Listening {
        pub(super) int: Signal,
        pub(super) term: Signal,
        pub(super) hup: Signal,
        pub(super) cont: Signal,
    }

    impl Listening {
        pub(super) fn begin() -> std::io::Result<Self> {
            Ok(Self {
                int: signal(SignalKind::interrupt())?,
                term: signal(SignalKind::terminate())?,
                hup: signal(SignalKind::hangup())?,
                cont: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
            })
        }
    }
}

impl Signals {
    /// The next signal.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) -> io::Result<Signal> {
        let listening = match &mut self.listening {
            Some(listening) => listening,
            none => none.insert(unix::Listening::begin()?),
        };
        tokio::select! {
            _ = listening.int.recv() => Ok(Signal::Interrupt),
            _ = listening.term.recv() => Ok(Signal::Interrupt),
            _ = listening.hup.recv() => Ok(Signal::Interrupt),
            _ = listening.cont.recv() => Ok(Signal::Continued),
        }
    }

    /// The next signal.
    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) -> io::Result<Signal> {
        tokio::signal::ctrl_c().await.map(|()| Signal::Interrupt)
    }
}
