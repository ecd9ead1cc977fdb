//! Live probes after the reading of a log: with consent, given by a flag or at the terminal.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, IsTerminal, Read, Write};

use crate::cli::args::DiagnoseArgs;
use crate::cli::{Call, Stop, dry, runtime, world};
use crate::diagnosis::Diagnosis;
use crate::model::probed::ToProbe;
use crate::outside::probing;
use crate::text::{dry_run, probes as words};

/// Where a person can be asked although the log came on standard input.
const TERMINAL: &str = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };
/// The longest answer that is read.
const ANSWER: u64 = 1024;

/// The diagnosis, refined if that was agreed to.
pub(super) fn refine(call: &Call, args: &DiagnoseArgs, diagnosis: Diagnosis) -> Result<Diagnosis, Stop> {
    let asked = diagnosis.picture.to_probe();
    // Who wants JSON is a script; it says --probe.
    let ask = || !args.json && !diagnosis.needs_probe.is_empty() && agreed(call, &asked);
    if args.offline || !(args.probe || ask()) {
        return Ok(diagnosis);
    }
    if io::stderr().is_terminal() {
        drop(writeln!(io::stderr(), "{}", call.speaker.say(&words::probing())));
    }
    let world = if args.dry_run { dry(world(call)?) } else { world(call)? };
    let runtime = runtime();
    let probed = runtime.block_on(probing::probe(&world, asked));
    runtime.shutdown_background();
    if args.dry_run {
        drop(writeln!(io::stderr(), "pushpilot: {}", call.speaker.say(&dry_run::verify_upload())));
    }
    Ok(diagnosis.with_probes(probed))
}

/// Asks the person, where there is one. Only a clear yes is one.
fn agreed(call: &Call, asked: &ToProbe) -> bool {
    if !(io::stdout().is_terminal() && io::stderr().is_terminal()) {
        return false;
    }
    let source: Box<dyn Read> = if io::stdin().is_terminal() {
        Box::new(io::stdin())
    } else {
        match File::open(TERMINAL) {
            Ok(terminal) => Box::new(terminal),
            Err(_) => return false,
        }
    };
    let question = words::ask(asked.registry.host(), asked.tool.as_str());
    drop(write!(io::stderr(), "{} ", call.speaker.say(&question)));
    drop(io::stderr().flush());
    let mut answer = String::new();
    let read = BufReader::new(source.take(ANSWER)).read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是")
}
