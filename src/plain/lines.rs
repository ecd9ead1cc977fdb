//! Reads answers line by line on a thread of its own, and only when one is wanted.

use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use secrecy::SecretString;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zeroize::Zeroizing;

/// Bytes of a line that are kept; what goes beyond is read and forgotten. No answer is that long, and
/// a buffer that never grows leaves no copies of a secret behind.
const LONGEST: usize = 1 << 16;

/// A line without its end; nothing at the end of the input.
type Line = io::Result<Option<SecretString>>;

/// The input as lines. Each may be a secret, so each is treated as one.
#[derive(Debug)]
pub(crate) struct Lines {
    wanted: Sender<()>,
    lines: UnboundedReceiver<Line>,
    waiting: bool,
}

impl Lines {
    pub(crate) fn new(input: Box<dyn Read + Send>) -> Self {
        let (wanted, wants) = mpsc::channel();
        let (found, lines) = unbounded_channel();
        // It ends with the program if it is still in a read by then: a read cannot be called off.
        thread::spawn(move || serve(input, &wants, &found));
        Self { wanted, lines, waiting: false }
    }

    /// The next line. It may be dropped and called again; the line is not lost.
    pub(crate) async fn next(&mut self) -> Line {
        if !self.waiting {
            // A thread that is gone has closed the other channel, too.
            let _ = self.wanted.send(());
            self.waiting = true;
        }
        let line = self.lines.recv().await;
        self.waiting = false;
        line.unwrap_or(Ok(None))
    }
}

fn serve(mut input: Box<dyn Read + Send>, wants: &Receiver<()>, found: &UnboundedSender<Line>) {
    let mut buffer = Buffer::new();
    while wants.recv().is_ok() {
        if found.send(buffer.line(&mut input)).is_err() {
            return;
        }
    }
}

/// Bytes read but not yet handed out.
struct Buffer {
    chunk: Zeroizing<Vec<u8>>,
    from: usize,
    to: usize,
}

impl Buffer {
    fn new() -> Self {
        Self { chunk: Zeroizing::new(vec![0; 4096]), from: 0, to: 0 }
    }

    fn line(&mut self, input: &mut impl Read) -> Line {
        let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
        loop {
            if self.from == self.to {
                (self.from, self.to) = (0, 0);
                self.to = match input.read(&mut self.chunk) {
                    Err(fault) if fault.kind() == io::ErrorKind::Interrupted => 0,
                    Err(fault) => return Err(fault),
                    Ok(0) if line.is_empty() => return Ok(None),
                    Ok(0) => return Ok(Some(text(&line))),
                    Ok(read) => read,
                };
            }
            let rest = &self.chunk[self.from..self.to];
            let end = rest.iter().position(|byte| *byte == b'\n');
            let piece = &rest[..end.unwrap_or(rest.len())];
            let room = LONGEST - line.len();
            line.extend_from_slice(&piece[..piece.len().min(room)]);
            self.from += piece.len() + usize::from(end.is_some());
            if end.is_some() {
                return Ok(Some(text(&line)));
            }
        }
    }
}

fn text(line: &[u8]) -> SecretString {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    SecretString::from(String::from_utf8_lossy(line).as_ref())
}

/// Standard input without the standard library's buffer, which is never wiped.
#[cfg(unix)]
pub(crate) fn stdin() -> impl Read + Send + 'static {
    struct Stdin {
        terminal: bool,
    }
    impl Read for Stdin {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = rustix::io::read(rustix::stdio::stdin(), &mut *buffer)?;
            Ok(if self.terminal { interrupted(buffer, read)? } else { read })
        }
    }
    Stdin { terminal: io::IsTerminal::is_terminal(&io::stdin()) }
}

/// A Ctrl-C that was typed before the terminal made signals of it again, just after the screen went: it is the signal
/// that it would have been, and what was typed before it is forgotten, as the terminal does. How many bytes are left.
#[cfg(unix)]
fn interrupted(buffer: &mut [u8], read: usize) -> io::Result<usize> {
    let Some(at) = buffer[..read].iter().rposition(|byte| *byte == 0x03) else { return Ok(read) };
    buffer.copy_within(at + 1..read, 0);
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::INT)?;
    match read - at - 1 {
        // To have read nothing would be the end of the input.
        0 => Err(io::ErrorKind::Interrupted.into()),
        left => Ok(left),
    }
}

/// Standard input.
#[cfg(not(unix))]
pub(crate) fn stdin() -> impl Read + Send + 'static {
    io::stdin()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use secrecy::ExposeSecret;

    use super::{Buffer, LONGEST};

    fn lines(input: &[u8]) -> Vec<String> {
        let (mut buffer, mut input) = (Buffer::new(), Cursor::new(input.to_vec()));
        std::iter::from_fn(|| buffer.line(&mut input).expect("memory reads"))
            .map(|line| line.expose_secret().to_owned())
            .collect()
    }

    #[test]
    fn lines_lose_exactly_their_end() {
        assert_eq!(lines(b"one\ntwo \r\n\nlast"), ["one", "two ", "", "last"]);
        assert_eq!(lines(b""), [""; 0]);
    }

    #[test]
    fn an_endless_line_is_cut_and_the_next_one_is_found() {
        let mut long = vec![b'x'; LONGEST + 10_000];
        long.extend(b"\nnext\n");
        let lines = lines(&long);
        assert_eq!((lines[0].len(), lines[1].as_str()), (LONGEST, "next"));
    }
}
