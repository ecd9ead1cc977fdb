//! `diagnose`: from a failing log to its cause. With `--offline`, nothing but the given files is touched.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use serde::Serialize;

use super::args::DiagnoseArgs;
use super::exit::Code;
use super::paint::Paint;
use super::{Call, Stop, answer};
use crate::diagnosis::picture::Reference;
use crate::diagnosis::report::Report;
use crate::diagnosis::{Diagnosis, Evidence, diagnose};
use crate::outside::run_log;
use crate::report::diagnosis as cards;
use crate::text::{commands, diagnosis as words};

/// More than any workflow has.
const WORKFLOW: u64 = 1 << 20;

/// A diagnosis, and the file of an archive that it is about.
struct Found {
    file: Option<String>,
    diagnosis: Diagnosis,
}

pub(super) fn run(call: &Call, args: &DiagnoseArgs) -> Result<Code, Stop> {
    let image = match &args.image {
        Some(text) => Some(Reference::parse(text).ok_or_else(|| Stop::usage(commands::not_an_image(text)))?),
        None => None,
    };
    let workflow = args.workflow.as_deref().map(workflow).transpose()?;
    let file = args.file.as_deref().filter(|file| *file != Path::new("-"));
    if file.is_none() && io::stdin().is_terminal() {
        drop(writeln!(io::stderr(), "{}", call.speaker.say(&words::paste_then_end())));
    }
    let mut best: Option<Found> = None;
    let read = run_log::each(file, |name, log| {
        let evidence =
            Evidence { workflow: workflow.as_deref(), image: image.clone(), ..Evidence::default() };
        let found = Found { file: name.map(str::to_owned), diagnosis: diagnose(log, evidence)? };
        if best.as_ref().is_none_or(|best| found.diagnosis.telling() > best.diagnosis.telling()) {
            best = Some(found);
        }
        Ok(())
    });
    let unreadable = |error: io::Error| {
        let path = file.map_or("-".into(), |path| path.display().to_string());
        Stop::usage(words::unreadable(path, error.to_string()))
    };
    read.map_err(unreadable)?;
    let Some(found) = best else { return Ok(Code::CheckFailed) };
    let code = if found.diagnosis.findings.is_empty() { Code::CheckFailed } else { Code::Good };
    // Nobody may read any more; the exit code still tells.
    drop(if args.json { json(&found) } else { say(call, &found) });
    Ok(code)
}

fn workflow(path: &Path) -> Result<String, Stop> {
    let read = || -> io::Result<String> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(WORKFLOW).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let unreadable = |error: io::Error| words::unreadable(path.display().to_string(), error.to_string());
    read().map_err(|error| Stop::usage(unreadable(error)))
}

fn json(found: &Found) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        #[serde(flatten)]
        report: Report,
        /// The file of an archive that the lines are counted in.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<&'a str>,
    }
    answer::json(&Document { report: Report::from(&found.diagnosis), file: found.file.as_deref() })
}

fn say(call: &Call, found: &Found) -> io::Result<()> {
    let paint = Paint::of(call);
    let mut lines = cards::lines(&found.diagnosis, &call.speaker, paint.columns);
    if let Some(file) = &found.file {
        let text = call.speaker.say(&words::from_file(file));
        lines.insert(0, cards::Line { role: cards::Role::Dim, text });
    }
    paint.print(&lines)
}
