//! A stand-in for the command `pushpilot diagnose` until there is one: `diagnose --offline --json [--workflow FILE] < LOG`.

use std::process::ExitCode;

use pushpilot::diagnosis::{Evidence, diagnose, report::Report};

fn main() -> std::io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().collect();
    let file = arguments.iter().position(|word| word == "--workflow").and_then(|at| arguments.get(at + 1));
    let workflow = file.map(std::fs::read_to_string).transpose()?;
    let evidence = Evidence { workflow: workflow.as_deref(), ..Evidence::default() };
    let diagnosis = diagnose(std::io::stdin().lock(), evidence)?;
    println!("{}", serde_json::to_string_pretty(&Report::from(&diagnosis))?);
    Ok(if diagnosis.findings.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
