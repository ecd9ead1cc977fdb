//! The program `pushpilot`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    pushpilot::cli::main(std::env::args_os().collect()).into()
}
