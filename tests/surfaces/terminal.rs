//! A pseudo-terminal with a program in it, read through a terminal parser.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr};

/// Long enough for a busy machine; a test that waits so long has failed.
const DEADLINE: Duration = Duration::from_secs(60);

pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    bytes: Receiver<Vec<u8>>,
    all: Vec<u8>,
    parser: vt100::Parser,
}

impl Terminal {
    /// Runs one of this binary's roles in a new terminal.
    #[allow(dead_code, reason = "only the tests of the surfaces need no more of a role")]
    pub fn run(role: &str, columns: u16, lines: u16) -> Self {
        Self::start(Self::role(role), columns, lines)
    }

    /// One of this binary's roles, to be run in a terminal.
    pub fn role(role: &str) -> CommandBuilder {
        let mut command = CommandBuilder::new(std::env::current_exe().expect("this binary"));
        command.args(["--ignored", "--exact", "--nocapture", "--test-threads=1", role]);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command
    }

    /// Runs a command in a new terminal.
    pub fn start(command: CommandBuilder, columns: u16, lines: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, lines)).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(command).expect("a child");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (sender, bytes) = channel();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().expect("a writer");
        let parser = vt100::Parser::new(cells(lines), cells(columns), 0);
        Self { master: pair.master, writer, child, bytes, all: Vec::new(), parser }
    }

    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// The same where the program may have ended.
    #[allow(dead_code, reason = "only a random walk does not know whether it left")]
    pub fn try_send(&mut self, keys: &str) -> std::io::Result<()> {
        self.writer.write_all(keys.as_bytes())
    }

    /// Presses Ctrl-C twice, which is to leave from anywhere. In lines the terminal makes signals of it, of which two
    /// at once are one: there it is pressed again at the question that comes. Not on the screen, once it is given
    /// back: the terminal forgets at a Ctrl-C what it was told and has not shown yet.
    #[allow(dead_code, reason = "only a random walk does not know how it can leave")]
    pub fn interrupt(&mut self) {
        let (end, from) = (Instant::now() + DEADLINE, self.all.len());
        let _ = self.try_send("\u{3}\u{3}");
        loop {
            match self.bytes.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it hears no Ctrl-C; the screen:\n{}", self.screen())
                }
            }
            let said = String::from_utf8_lossy(&self.all[from..]);
            let asked = said.rfind("Leave?").is_some_and(|at| said[at..].ends_with("]: "));
            if !self.parser.screen().alternate_screen() && asked {
                let _ = self.try_send("\u{3}");
                return;
            }
        }
    }

    pub fn resize(&mut self, columns: u16, lines: u16) {
        self.parser.screen_mut().set_size(cells(lines), cells(columns));
        self.master.resize(size(columns, lines)).expect("the terminal resizes");
    }

    pub fn signal(&self, signal: Signal) {
        let child = self.child.process_id().and_then(|id| Pid::from_raw(id.cast_signed())).expect("it runs");
        kill_process(child, signal).expect("it takes signals");
    }

    /// The process in it.
    #[allow(dead_code, reason = "only the tests of the whole program look at it from outside")]
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("it was started")
    }

    /// Waits until the words are on the screen.
    pub fn wait_for(&mut self, words: &str) {
        self.wait(words, |terminal| terminal.screen().contains(words));
    }

    /// On the first page, whether a failed run can be fetched or not: without a log, everything is checked.
    #[allow(dead_code, reason = "one of the test programs starts no practice")]
    pub fn check_everything(&mut self) {
        self.wait_for("^F ");
        self.send("\u{6}");
    }

    /// Waits for each of the words, and presses Enter at it.
    #[allow(dead_code, reason = "only the whole program goes from page to page")]
    pub fn enter_at(&mut self, pages: &[&str]) {
        for words in pages {
            self.wait_for(words);
            self.send("\r");
        }
    }

    /// Waits until a whole frame stands on the screen, and the words are nowhere in it.
    #[allow(dead_code, reason = "only the whole program draws the usual pages")]
    pub fn wait_for_none(&mut self, words: &str) {
        self.wait(&format!("no {words:?}"), |terminal| {
            // The marks around a frame (synchronized update).
            let everything = terminal.everything();
            let whole = everything.rfind("\u{1b}[?2026l") > everything.rfind("\u{1b}[?2026h");
            whole && !terminal.screen().contains(words)
        });
    }

    /// Waits until a whole frame stands on the screen that is another one and has the words.
    #[allow(dead_code, reason = "only the whole program goes from page to page")]
    pub fn wait_for_other(&mut self, before: &str, words: &str) {
        self.wait(words, |terminal| {
            let everything = terminal.everything();
            let whole = everything.rfind("\u{1b}[?2026l") > everything.rfind("\u{1b}[?2026h");
            let screen = terminal.screen();
            whole && screen != before && screen.contains(words)
        });
    }

    /// Waits until the words come after everything that was written by then, or the program ends; whether they came.
    #[allow(dead_code, reason = "only the program in lines asks at the end of what it wrote")]
    pub fn wait_for_end(&mut self, words: &str, from: usize) -> bool {
        let end = Instant::now() + DEADLINE;
        loop {
            if self.all.len() > from && self.everything().ends_with(words) {
                return true;
            }
            match self.bytes.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no {words:?} comes; the screen:\n{}", self.screen())
                }
            }
        }
    }

    /// Waits until the words are on the screen so many times.
    #[allow(dead_code, reason = "the roles of the surfaces show one of everything")]
    pub fn wait_for_count(&mut self, words: &str, count: usize) {
        self.wait(words, |terminal| terminal.screen().matches(words).count() == count);
    }

    /// Waits until the words were written so many times.
    pub fn wait_for_times(&mut self, words: &str, times: usize) {
        self.wait(words, |terminal| terminal.everything().matches(words).count() >= times);
    }

    /// Waits until the terminal echoes what is typed, or does not.
    pub fn wait_for_echo(&mut self, echo: bool) {
        self.wait("the echo to change", |terminal| {
            let name = terminal.master.tty_name().expect("a terminal has a name");
            let terminal = File::open(name).expect("it is there while we hold its other end");
            tcgetattr(terminal).expect("a terminal").local_modes.contains(LocalModes::ECHO) == echo
        });
    }

    /// Waits until the terminal is as it was: no alternate screen, a cursor, no bracketed paste.
    pub fn given_back(&mut self) {
        self.wait("the terminal to be given back", |terminal| {
            let screen = terminal.parser.screen();
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
        self.wait_for_echo(true);
    }

    /// Waits until the program has ended and everything it wrote was read; its exit code.
    #[allow(dead_code, reason = "the roles of the surfaces end with their test binary")]
    pub fn ended(&mut self) -> u32 {
        let end = Instant::now() + DEADLINE;
        loop {
            match self.bytes.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end; the screen:\n{}", self.screen()),
            }
        }
        self.child.wait().expect("it was started here").exit_code()
    }

    /// Lets so much time pass; how many bytes were written in it.
    #[allow(dead_code, reason = "for benchmarks: tests wait for things, not for time")]
    pub fn rest(&mut self, time: Duration) -> usize {
        let (end, before) = (Instant::now() + time, self.all.len());
        while let Ok(bytes) = self.bytes.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.take(&bytes);
        }
        self.all.len() - before
    }

    /// The process in it.
    #[allow(dead_code, reason = "for benchmarks, which ask the system what it takes")]
    pub fn id(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// What stands on the screen now.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Every byte that was written so far.
    pub fn everything(&self) -> String {
        String::from_utf8_lossy(&self.all).into_owned()
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.all.extend(bytes);
    }

    fn wait(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !done(self) {
            match self.bytes.recv_timeout(Duration::from_millis(50)) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) if Instant::now() < end => {}
                Err(RecvTimeoutError::Disconnected) if done(self) => return,
                Err(why) => panic!("waited for {what} ({why}); the screen:\n{}", self.screen()),
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(columns: u16, lines: u16) -> PtySize {
    PtySize { rows: lines, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has cells")
}
