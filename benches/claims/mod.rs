//! What the benchmarks of the built program share: claims in a table, medians, the program and its resources.

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

/// The program under test, built as `cargo build --release` builds it.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_pushpilot");

/// What was promised, what was measured, and whether the one keeps the other.
#[derive(Default)]
pub struct Claims {
    rows: Vec<[String; 3]>,
    missed: usize,
}

impl Claims {
    pub fn claim(&mut self, what: &str, measured: String, target: &str, kept: bool) {
        self.missed += usize::from(!kept);
        let target = format!("{target}: {}", if kept { "kept" } else { "MISSED" });
        self.rows.push([what.to_owned(), measured, target]);
    }

    /// A figure that nothing was promised about.
    pub fn note(&mut self, what: &str, measured: String) {
        self.rows.push([what.to_owned(), measured, String::new()]);
    }

    /// Prints the table; a missed claim is a failed benchmark.
    #[must_use]
    pub fn print(self) -> ExitCode {
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (first, second) = (width(0), width(1));
        println!();
        for [what, measured, target] in &self.rows {
            println!("{what:<first$}  {measured:<second$}  {target}");
        }
        println!();
        ExitCode::from(u8::from(self.missed > 0))
    }
}

pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// `12.3 ms`.
pub fn shown(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// The most memory that a running process had so far, in megabytes (`VmHWM`).
pub fn peak_memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a running process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux says it");
    let kilobytes: f64 =
        line.trim().strip_suffix(" kB").and_then(|number| number.parse().ok()).expect("a number in kB");
    kilobytes / 1024.0
}
