//! `watch`: a run's jobs and steps as they go, and why it failed if it did.

use std::io::{self, Write};
use std::time::Duration;

use super::args::{RepoArgs, WatchArgs};
use super::json::{self, RunReport, SCHEMA_VERSION};
use super::{say_renamed, stop, stop_beside, there};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer};
use crate::diagnosis::report::CauseReport;
use crate::flow::github::FailedJob;
use crate::model::failure::FailureKind;
use crate::model::workflow_run::{Conclusion, Job, Run, Seen, State, took, usual};
use crate::outside::ci::begun::Begun;
use crate::outside::ci::{There, start};
use crate::outside::github::{Watch, Which};
use crate::report::diagnosis::place;
use crate::run::now;
use crate::steps::rerun_workflow::work::{self as failed_build};
use crate::text::speak::Speaker;
use crate::text::{Text, causes, github as words, proof};

/// How long to wait before the next look. Most looks find nothing new and cost nothing of the limit.
const PACE: Duration = Duration::from_secs(3);

pub(super) async fn run(call: &Call, args: &WatchArgs) -> Result<Code, Stop> {
    let there = there(call, &args.repo, true).await?;
    let id = match args.run {
        Some(id) => id,
        None => match begun(call, &there).await? {
            Some(id) => id,
            None => newest(&there).await?,
        },
    };
    say_renamed(call, &there).await;
    if args.cancel {
        let run = there.github.run(id).await.map_err(|failure| stop(&failure))?;
        if run.state.is_done() {
            return Err(Stop { words: proof::not_to_cancel(id.to_string()), code: Code::CheckFailed });
        }
        if args.repo.dry_run {
            eprintln!("pushpilot: {}", call.speaker.say(&proof::would_cancel(id.to_string())));
            return Ok(Code::Good);
        }
        start::cancel(&there, id).await.map_err(|failure| stop_beside(id, &failure))?;
        eprintln!("pushpilot: {}", call.speaker.say(&proof::cancelling(id.to_string())));
    }
    follow(call, &there, id, 1, &args.repo, None).await
}

async fn newest(there: &There) -> Result<u64, Stop> {
    let which = Which { branch: there.branch(), ..Which::default() };
    let runs = there.github.runs(which).await.map_err(|failure| stop(&failure))?;
    runs.first().map(|run| run.id).ok_or(Stop { words: words::no_runs(), code: Code::CheckFailed })
}

/// The run of the build that was asked for last, if nobody has seen it end.
async fn begun(call: &Call, there: &There) -> Result<Option<u64>, Stop> {
    let Some(begun) = Begun::recall(there) else { return Ok(None) };
    let found = begun.find(there).await.map_err(|failure| stop(&failure))?;
    let Some(run) = found else { return Ok(None) };
    let words = proof::back_to(run.id.to_string(), begun.at().iso());
    eprintln!("pushpilot: {}", call.speaker.say(&words));
    Ok(Some(run.id))
}

/// What green runs of the same workflow took, those in the middle of them.
#[derive(Clone, Copy)]
struct Estimate {
    seconds: u64,
    runs: usize,
}

/// Asked once. Without an answer there is no estimate, and the run is watched all the same.
async fn estimate(there: &There, run: &Run) -> Option<Estimate> {
    let workflow = run.workflow.to_string();
    let which = Which { workflow: Some(&workflow), ..Which::default() };
    let earlier = there.github.runs(which).await.ok()?;
    let (time, runs) = usual(earlier.iter().filter(|one| one.id != run.id))?;
    Some(Estimate { seconds: time.as_secs(), runs })
}

/// Watches a run to its end, at least of this attempt, and tells.
pub(super) async fn follow(
    call: &Call,
    there: &There,
    id: u64,
    attempt: u64,
    repo: &RepoArgs,
    how: Option<&'static str>,
) -> Result<Code, Stop> {
    let mut watch = Watch::new(id);
    let mut told = Told::default();
    let mut estimated: Option<Option<Estimate>> = None;
    let seen = loop {
        let look = tokio::select! {
            look = watch.look(&there.github) => look,
            _ = tokio::signal::ctrl_c() => return Ok(left(call, id)),
        };
        let pause = match look {
            Ok(seen) => {
                // One that is over needs none.
                if estimated.is_none() && !seen.run.state.is_done() {
                    estimated = Some(estimate(there, &seen.run).await);
                }
                if !repo.json {
                    // Nobody may be reading any more; the exit code still tells.
                    drop(told.news(&call.speaker, &seen, estimated.flatten()));
                }
                if seen.run.state.is_done() && seen.run.attempt >= attempt {
                    break seen;
                }
                PACE
            }
            Err(failure) => {
                let Some(pause) = watch.pause_after(&failure, PACE) else {
                    return Err(stop_beside(id, &failure));
                };
                if matches!(failure.kind, FailureKind::RateLimited { .. }) {
                    eprintln!("pushpilot: {}", call.speaker.say(&words::sentence(&failure)));
                }
                pause
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = tokio::signal::ctrl_c() => return Ok(left(call, id)),
        }
    };
    if !repo.dry_run {
        Begun::ended(there, id);
    }
    end(call, there, &seen, repo, (how, estimated.flatten())).await
}

fn left(call: &Call, id: u64) -> Code {
    eprintln!("pushpilot: {}", call.speaker.say(&words::run_goes_on(id.to_string())));
    Code::Interrupted
}

async fn end(
    call: &Call,
    there: &There,
    seen: &Seen,
    repo: &RepoArgs,
    (how, estimate): (Option<&'static str>, Option<Estimate>),
) -> Result<Code, Stop> {
    let failed = seen.run.state.failed();
    let judged = if failed { failed_build::judge(there, &seen.run, &seen.jobs).await } else { Vec::new() };
    if repo.json {
        let found = judged.iter().filter_map(|failed| failed.diagnosis.as_ref());
        let causes = found.flat_map(|found| found.findings.iter().map(CauseReport::from)).collect();
        let document = json::Build {
            schema_version: SCHEMA_VERSION,
            repository: there.github.slug().to_string(),
            how,
            dry_run: false,
            run: Some(RunReport::of(&seen.run, &seen.jobs, estimate.map(|all| all.seconds), now())),
            causes,
        };
        drop(answer::json(&document));
    } else {
        drop(say_end(&call.speaker, seen, &judged));
    }
    Ok(match &seen.run.state {
        State::Done(Conclusion::Success) => Code::Good,
        State::Done(Conclusion::Cancelled | Conclusion::Skipped) => Code::Cancelled,
        _ => Code::BuildFailed,
    })
}

/// What has been told of each job and step, so that only news is.
#[derive(Default)]
struct Told {
    begun: bool,
    states: Vec<(String, State)>,
}

impl Told {
    fn news(&mut self, speaker: &Speaker, seen: &Seen, estimate: Option<Estimate>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if !self.begun {
            self.begun = true;
            let line = words::watching(&seen.run.name, seen.run.id.to_string(), &seen.run.url);
            writeln!(out, "{}", speaker.say(&line))?;
            if let Some(estimate) = estimate {
                writeln!(out, "{}", speaker.say(&proof::estimate(estimate.seconds, estimate.runs)))?;
            }
        }
        for job in &seen.jobs {
            if self.is_news(job.name.clone(), &job.state) && job.state != State::Queued {
                writeln!(out, "  {}", speaker.say(&moved(&job.name, &job.state, duration(job))))?;
            }
            for step in &job.steps {
                let key = format!("{}/{}", job.name, step.number);
                if self.is_news(key, &step.state) && step.state.is_done() {
                    let time = took(step.started, step.completed, now()).unwrap_or_default();
                    writeln!(out, "    {}", speaker.say(&moved(&step.name, &step.state, time)))?;
                }
            }
        }
        out.flush()
    }

    fn is_news(&mut self, key: String, state: &State) -> bool {
        match self.states.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) if known == state => false,
            Some((_, known)) => {
                *known = state.clone();
                true
            }
            None => {
                self.states.push((key, state.clone()));
                true
            }
        }
    }
}

fn duration(job: &Job) -> Duration {
    took(job.started, job.completed, now()).unwrap_or_default()
}

fn moved(name: &str, state: &State, time: Duration) -> Text {
    let seconds = time.as_secs();
    match state {
        State::Done(Conclusion::Success) => words::went_well(name, seconds),
        State::Done(Conclusion::Skipped) => words::was_skipped(name),
        State::Done(Conclusion::Cancelled) => words::was_cancelled(name),
        State::Done(_) => words::went_wrong(name, seconds),
        State::Waiting => words::waits_for_approval(name),
        State::Queued | State::Running | State::Other(_) => words::is_running(name),
    }
}

/// The lines of the log that a finding rests on, at most so many.
const LINES: usize = 3;

fn say_end(speaker: &Speaker, seen: &Seen, judged: &[FailedJob]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let time = took(seen.run.started, seen.run.updated, now()).unwrap_or_default().as_secs();
    let line = match &seen.run.state {
        State::Done(Conclusion::Success) => words::build_green(time),
        State::Done(Conclusion::Cancelled) => words::build_cancelled(),
        State::Done(Conclusion::ActionRequired) => words::build_needs_approval(&seen.run.url),
        _ => words::build_red(words::state(&seen.run.state), time),
    };
    writeln!(out, "{}", speaker.say(&line))?;
    for failed in judged {
        let Some(diagnosis) = &failed.diagnosis else {
            writeln!(out, "  {}", speaker.say(&words::no_log(&failed.job)))?;
            continue;
        };
        let Some(finding) = diagnosis.findings.first() else {
            writeln!(out, "  {}", speaker.say(&words::no_cause(&failed.job)))?;
            continue;
        };
        let cause = causes::words(finding.cause);
        writeln!(out, "  {}", speaker.say(&words::cause_of(&failed.job, cause.name)))?;
        for clue in finding.evidence.iter().take(LINES) {
            let text = crate::model::clean::short(&clue.text, 200);
            writeln!(out, "    {}: {text}", speaker.say(&place(clue)))?;
        }
        writeln!(out, "    {}", speaker.say(&cause.fix))?;
    }
    out.flush()
}
