//! The wizard as somebody sees it: from the start to the first frame, from a key to the next one, and what it
//! takes while nobody does anything. The built program in a pseudo-terminal, read through a terminal parser.

#[allow(dead_code, reason = "shared by the benchmarks of the built program")]
mod claims;
#[allow(dead_code, reason = "shared with the tests of the whole program")]
#[path = "../tests/acceptance/machine.rs"]
mod machine;
#[allow(dead_code, reason = "shared with the tests of the surfaces")]
#[path = "../tests/surfaces/terminal.rs"]
mod terminal;

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use claims::{Claims, PROGRAM, median, peak_memory, shown};
use machine::Machine;
use portable_pty::CommandBuilder;
use terminal::Terminal;

const RUNS: usize = 41;

/// Ends a frame: the program writes each as a whole (synchronized update).
const FRAME_END: &str = "\u{1b}[?2026l";

/// Opens the help, and as any key closes it again.
const F1: &str = "\u{1b}OP";

/// How long nothing is done to see what doing nothing costs.
const IDLE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let mut claims = Claims::default();
    first_frame(&mut claims);
    key_to_frame(&mut claims);
    idle(&mut claims);
    let size = fs::metadata(PROGRAM).expect("it was built").len() as f64 / 1e6;
    claims.claim("size of the program", format!("{size:.1} MB"), "under 15 MB", size < 15.0);
    claims.print()
}

/// Waits until nothing has been written for a while: the first page has found out what it wants to know.
fn settle(terminal: &mut Terminal) {
    while terminal.rest(Duration::from_millis(300)) > 0 {}
}

/// A frame is complete when it has ended, and its last line names the keys.
fn first_frame(claims: &mut Claims) {
    let machine = Machine::new();
    let (mut frames, mut docker) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let mut terminal = Terminal::start(machine.in_terminal(&[]), 80, 24);
        terminal.wait_for_times(FRAME_END, 1);
        frames.push(begun.elapsed());
        let screen = terminal.screen();
        let keys = screen.lines().nth(23).is_some_and(|line| !line.trim().is_empty());
        assert!(screen.contains("pushpilot") && keys, "no complete page:\n{screen}");
        drop(terminal);
        let mut command = CommandBuilder::new("docker");
        command.arg("--version");
        let begun = Instant::now();
        Terminal::start(command, 80, 24).wait_for("Docker version");
        docker.push(begun.elapsed());
    }
    let (frame, docker) = (median(frames), median(docker));
    claims.claim("first frame after the start", shown(frame), "under 30 ms", frame.as_millis() < 30);
    claims.claim("`docker --version` after its start", shown(docker), "later than the frame", frame < docker);
}

/// The whole way: terminal, event loop, state, layout, bytes, parser. The help over the page is the frame that
/// changes most.
fn key_to_frame(claims: &mut Claims) {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&[]), 200, 60);
    settle(&mut terminal);
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let frames = terminal.everything().matches(FRAME_END).count();
        let begun = Instant::now();
        terminal.send(F1);
        terminal.wait_for_times(FRAME_END, frames + 1);
        times.push(begun.elapsed());
    }
    let time = median(times);
    claims.claim("key to frame at 200x60", shown(time), "under 5 ms", time.as_millis() < 5);
}

fn idle(claims: &mut Claims) {
    let machine = Machine::new();
    let mut terminal = Terminal::start(machine.in_terminal(&[]), 80, 24);
    settle(&mut terminal);
    let id = terminal.id();
    let before = ticks(id);
    let written = terminal.rest(IDLE);
    let spent = ticks(id) - before;
    claims.claim("bytes written in 10 idle seconds", written.to_string(), "none", written == 0);
    claims.claim("clock ticks of CPU spent in them", spent.to_string(), "none", spent == 0);
    let memory = peak_memory(id);
    claims.claim("memory of the wizard, at most", format!("{memory:.1} MB"), "under 30 MB", memory < 30.0);
}

/// Time on a processor so far, in ticks (a hundredth of a second).
fn ticks(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("a running process");
    // The name may hold anything; utime and stime are the 14th and 15th field (proc(5)).
    let (_, fields) = stat.rsplit_once(')').expect("the name is in brackets");
    fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("a number")).sum()
}
