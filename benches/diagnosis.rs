//! How fast a log is read: a usual one of 100 KB, and a large one against `grep -F` with the same phrases.

use std::fs::{self, File};
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pushpilot::diagnosis::{Evidence, diagnose, key_phrases};

/// A build's log of about this many bytes that ends in a refused push.
fn log(size: usize) -> String {
    let mut log = String::with_capacity(size + 4096);
    let mut number = 0_u64;
    while log.len() < size {
        number += 1;
        let (minute, second) = (number / 60 % 60, number % 60);
        log.push_str(&format!(
            "2026-05-04T09:{minute:02}:{second:02}.1234567Z #{} {}.{:03} gcc -O2 -c src/module_{number}.c -o build/module_{number}.o && strip build/module_{number}.o\n",
            number % 40, number % 900, number % 1000
        ));
        if number.is_multiple_of(50) {
            log.push_str(&format!(
                "2026-05-04T09:{minute:02}:{second:02}.1234567Z {:012x}: Layer already exists\n",
                number * 7_919
            ));
        }
    }
    log.push_str("2026-05-04T10:00:00.0000000Z ##[error]failed to push amyflash/music:latest: push access denied: server message: insufficient_scope: authorization failed\n");
    log
}

fn usual(c: &mut Criterion) {
    let log = log(100_000);
    let mut group = c.benchmark_group("usual log");
    group.throughput(Throughput::Bytes(log.len() as u64));
    group.bench_function("100 KB", |b| {
        b.iter(|| diagnose(black_box(log.as_bytes()), Evidence::default()).expect("memory"))
    });
    group.finish();
}

/// (`-c`, and its output is read, or grep stops at the first match.) One run, same file, warm cache: the best of three each. `PUSHPILOT_BENCH_MB` scales it.
fn large(_: &mut Criterion) {
    let megabytes: usize =
        std::env::var("PUSHPILOT_BENCH_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(128);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, phrases) = (folder.path().join("log"), folder.path().join("phrases"));
    fs::write(&file, log(megabytes * 1_000_000)).expect("room for the log");
    fs::write(&phrases, key_phrases().collect::<Vec<_>>().join("\n")).expect("room for the phrases");
    let own = best(|| {
        black_box(
            diagnose(File::open(&file).expect("the log"), Evidence::default()).expect("a readable log"),
        );
    });
    let grep = best(|| {
        let run = Command::new("grep").args(["-c", "-F", "-f"]).arg(&phrases).arg(&file).output();
        assert!(run.expect("grep").status.success());
    });
    println!(
        "large log: {megabytes} MB in {:.2} s, grep -F in {:.2} s, speed ratio {:.2}",
        own.as_secs_f64(),
        grep.as_secs_f64(),
        grep.as_secs_f64() / own.as_secs_f64()
    );
}

fn best(mut work: impl FnMut()) -> Duration {
    let once = |()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    [(), (), ()].map(once).into_iter().min().expect("three")
}

criterion_group!(benches, usual, large);
criterion_main!(benches);
