//! `diagnose`: from a failing log to its cause. With `--offline`, nothing but the given files is touched.

mod probe;

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use serde::Serialize;

use super::args::DiagnoseArgs;
use super::exit::Code;
use super::github::{self, JobOfRun};
use super::paint::Paint;
use super::{Call, Stop, answer};
use crate::diagnosis::picture::Reference;
use crate::diagnosis::report::Report;
use crate::diagnosis::workflow::Workflow;
use crate::diagnosis::{Diagnosis, Evidence, diagnose};
use crate::model::image::ImageProblem;
use crate::outside::run_log;
use crate::report::diagnosis as cards;
use crate::text::diagnosis as words;

/// More than any workflow has.
const WORKFLOW: u64 = 1 << 20;

/// A diagnosis, and where its log was found.
struct Found {
    place: Option<Place>,
    diagnosis: Diagnosis,
}

/// What a log is called that did not come as it is.
enum Place {
    /// The file of an archive that the lines are counted in.
    File(String),
    Job(JobOfRun),
}

/// What the person gave beside the log.
struct Given {
    workflow: Option<String>,
    image: Option<Reference>,
}

impl Given {
    fn evidence(&self) -> Evidence<'_> {
        let workflow = self.workflow.as_deref();
        Evidence { workflow, image: self.image.clone(), ..Evidence::default() }
    }
}

pub(super) fn run(call: &Call, args: &DiagnoseArgs) -> Result<Code, Stop> {
    let image = match &args.image {
        Some(text) => {
            Some(Reference::parse(text).ok_or_else(|| Stop::no_image(text, &ImageProblem::Unreadable))?)
        }
        None => None,
    };
    let given =
        Given { workflow: args.workflow.as_deref().map(|path| workflow(call, path)).transpose()?, image };
    let found = match &args.failed_run {
        Some(run) => Some(of_run(call, run, args.repo.as_deref(), given)?),
        None => of_file(call, args.file.as_deref(), &given)?,
    };
    let Some(Found { place, diagnosis }) = found else { return Ok(Code::CheckFailed) };
    let found = Found { place, diagnosis: probe::refine(call, args, diagnosis)? };
    let code = if found.diagnosis.findings.is_empty() { Code::CheckFailed } else { Code::Good };
    // Nobody may read any more; the exit code still tells.
    drop(if args.json { json(&found) } else { say(call, &found, args.all) });
    Ok(code)
}

/// Of several logs, the one that tells most.
fn keep(best: &mut Option<Found>, found: Found) {
    if best.as_ref().is_none_or(|best| found.diagnosis.telling() > best.diagnosis.telling()) {
        *best = Some(found);
    }
}

fn of_file(call: &Call, file: Option<&Path>, given: &Given) -> Result<Option<Found>, Stop> {
    let file = file.filter(|file| *file != Path::new("-"));
    if file.is_none() && io::stdin().is_terminal() {
        drop(writeln!(io::stderr(), "{}", call.speaker.say(&words::paste_then_end())));
    }
    let mut best = None;
    let read = run_log::each(file, |name, log| {
        let place = name.map(|name| Place::File(name.to_owned()));
        keep(&mut best, Found { place, diagnosis: diagnose(log, given.evidence())? });
        Ok(())
    });
    let unreadable = |error: io::Error| {
        let path = file.map_or("-".into(), |path| path.display().to_string());
        Stop::usage(words::unreadable(path, error.to_string()))
    };
    read.map_err(unreadable)?;
    Ok(best)
}

fn of_run(call: &Call, run: &str, repo: Option<&str>, mut given: Given) -> Result<Found, Stop> {
    let fetched = github::failed_logs(call, run, repo)?;
    // What the person gives outweighs what was fetched.
    given.workflow = given.workflow.or(fetched.workflow);
    let mut best = None;
    for (job, log) in fetched.logs {
        let evidence = Evidence { masked: &log.masked, run: Some(&fetched.ran), ..given.evidence() };
        let diagnosis = diagnose(log.text.as_bytes(), evidence).expect("memory cannot fail");
        keep(&mut best, Found { place: Some(Place::Job(job)), diagnosis });
    }
    Ok(best.expect("there is a log, else fetching would have failed"))
}

fn workflow(call: &Call, path: &Path) -> Result<String, Stop> {
    let read = || -> io::Result<String> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(WORKFLOW).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let unreadable = |error: io::Error| words::unreadable(path.display().to_string(), error.to_string());
    let text = read().map_err(|error| Stop::usage(unreadable(error)))?;
    if !Workflow::is_yaml(&text) {
        let words = words::workflow_not_yaml(path.display().to_string());
        drop(writeln!(io::stderr(), "pushpilot: {}", call.speaker.say(&words)));
    }
    Ok(text)
}

fn json(found: &Found) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        #[serde(flatten)]
        report: Report,
        /// The file of an archive that the lines are counted in.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<&'a str>,
        /// The run and job whose log the lines are counted in.
        #[serde(skip_serializing_if = "Option::is_none")]
        run: Option<&'a JobOfRun>,
    }
    let (file, run) = match &found.place {
        Some(Place::File(name)) => (Some(name.as_str()), None),
        Some(Place::Job(job)) => (None, Some(job)),
        None => (None, None),
    };
    answer::json(&Document { report: Report::from(&found.diagnosis), file, run })
}

fn say(call: &Call, found: &Found, all: bool) -> io::Result<()> {
    let paint = Paint::of(call);
    let mut lines = cards::lines(&found.diagnosis, &call.speaker, paint.columns, all);
    let from = match &found.place {
        Some(Place::File(name)) => Some(words::from_file(name)),
        Some(Place::Job(job)) => Some(words::from_job(&job.job, job.id.to_string(), &job.url)),
        None => None,
    };
    if let Some(from) = from {
        lines.insert(0, cards::Line { role: cards::Role::Dim, text: call.speaker.say(&from) });
    }
    paint.print(&lines)
}
