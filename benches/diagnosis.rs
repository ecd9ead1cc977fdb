//! How fast a log is read: a usual one of 100 KB, and large ones against `grep -F` with the same phrases.

#[allow(dead_code, reason = "shared by the benchmarks that state claims")]
mod claims;

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use claims::{Claims, median, peak_memory, shown};
use pushpilot::diagnosis::{Evidence, diagnose, key_phrases};

/// The size of the large logs in megabytes, where the environment names no other.
const MEGABYTES: u64 = 1000;

fn main() -> ExitCode {
    let mut claims = Claims::default();
    usual(&mut claims);
    let asked = std::env::var("PUSHPILOT_BENCH_MB").ok().and_then(|text| text.parse().ok());
    let size = asked.unwrap_or(MEGABYTES) * 1_000_000;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let phrases = folder.path().join("phrases");
    fs::write(&phrases, key_phrases().collect::<Vec<_>>().join("\n")).expect("room for the phrases");
    let file = folder.path().join("log");

    write(&file, size, building);
    let (ratio, measured) = against_grep(&file, &phrases);
    claims.claim(
        &format!("a build's log of {} MB", size / 1_000_000),
        measured,
        "half of grep -F",
        ratio >= 0.5,
    );

    // The hardest: in these, nearly every line holds a phrase.
    let logs = failing_logs();
    write(&file, size / 4, |_, out| logs.iter().try_for_each(|log| out.write_all(log)));
    let (ratio, measured) = against_grep(&file, &phrases);
    claims.claim(
        &format!("logs of failures, {} MB of them", size / 4_000_000),
        measured,
        "half of grep -F",
        ratio >= 0.5,
    );

    let memory = peak_memory(std::process::id());
    claims.claim("memory for these", format!("{memory:.1} MB"), "under 64 MB", memory < 64.0);
    claims.print()
}

fn usual(claims: &mut Claims) {
    let mut log = Vec::new();
    fill(&mut log, 100_000, building);
    let times = (0..101).map(|_| {
        let begun = Instant::now();
        black_box(diagnose(black_box(log.as_slice()), Evidence::default()).expect("memory"));
        begun.elapsed()
    });
    let times: Vec<Duration> = times.collect();
    let (first, time) = (times[0], median(times));
    claims.claim("a log of 100 KB, first of a process", shown(first), "under 10 ms", first.as_millis() < 10);
    claims.note("a log of 100 KB, afterwards", shown(time));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("log");
    fs::write(&file, &log).expect("room for a log");
    let times = (0..21).map(|_| {
        let begun = Instant::now();
        let run = Command::new(env!("CARGO_BIN_EXE_pushpilot"))
            .args(["diagnose", "--offline", "--json"])
            .arg(&file)
            .output()
            .expect("the program starts");
        assert!(run.status.success() && run.stdout.ends_with(b"}\n"));
        begun.elapsed()
    });
    let time = median(times.collect());
    let good = time.as_millis() < 30;
    claims.claim("a log of 100 KB, from start to the whole output", shown(time), "under 30 ms", good);
}

/// Writes fifty lines of a build's log, one of which holds a phrase.
fn building(round: u64, out: &mut dyn Write) -> std::io::Result<()> {
    for number in round * 49..(round + 1) * 49 {
        let (minute, second) = (number / 60 % 60, number % 60);
        writeln!(
            out,
            "2026-05-04T09:{minute:02}:{second:02}.1234567Z #{} {}.{:03} gcc -O2 -c src/module_{number}.c -o build/module_{number}.o && strip build/module_{number}.o",
            number % 40,
            number % 900,
            number % 1000
        )?;
    }
    let (minute, second) = (round / 60 % 60, round % 60);
    writeln!(
        out,
        "2026-05-04T09:{minute:02}:{second:02}.1234567Z {:012x}: Layer already exists",
        round * 7_919
    )
}

/// The logs that the tests diagnose.
fn failing_logs() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs");
    let entries =
        fs::read_dir(folder).expect("the logs of the tests").map(|entry| entry.expect("an entry").path());
    let mut logs: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "log")).collect();
    logs.sort();
    logs.iter().map(|path| fs::read(path).expect("a log")).collect()
}

fn write(file: &Path, size: u64, part: impl Fn(u64, &mut dyn Write) -> std::io::Result<()>) {
    let mut out = BufWriter::new(File::create(file).expect("room for a log"));
    fill(&mut out, size, part);
    out.flush().expect("room for a log");
}

/// About so many bytes in rounds, and a refused push as their end.
fn fill(out: &mut impl Write, size: u64, part: impl Fn(u64, &mut dyn Write) -> std::io::Result<()>) {
    let mut round_bytes = Vec::new();
    let (mut written, mut round) = (0, 0);
    while written < size {
        round_bytes.clear();
        part(round, &mut round_bytes).expect("memory");
        out.write_all(&round_bytes).expect("room for a log");
        written += round_bytes.len() as u64;
        round += 1;
    }
    let end = "2026-05-04T10:00:00.0000000Z ##[error]failed to push amyflash/music:latest: push access denied: server message: insufficient_scope: authorization failed\n";
    out.write_all(end.as_bytes()).expect("room for a log");
}

/// One run, same file, taken in turn; the median of three each. (`-c`, and its output is read, or grep stops at the
/// first match.)
fn against_grep(file: &Path, phrases: &Path) -> (f64, String) {
    let (mut own, mut grep) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let begun = Instant::now();
        black_box(diagnose(File::open(file).expect("the log"), Evidence::default()).expect("a readable log"));
        own.push(begun.elapsed());
        let begun = Instant::now();
        let run = Command::new("grep").args(["-c", "-F", "-f"]).arg(phrases).arg(file).output();
        assert!(run.expect("grep").status.success());
        grep.push(begun.elapsed());
    }
    let megabytes = fs::metadata(file).expect("the log").len() as f64 / 1e6;
    let (own, grep) = (median(own).as_secs_f64(), median(grep).as_secs_f64());
    let measured =
        format!("{:.0} MB/s, grep -F {:.0} MB/s: {:.2} of it", megabytes / own, megabytes / grep, grep / own);
    (grep / own, measured)
}
