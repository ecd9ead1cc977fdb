//! `rerun`: the build again, by hand, of its failed jobs, or by an empty commit; where none of it would start
//! anything, that is said instead.

use std::collections::BTreeMap;

use super::args::RerunArgs;
use super::json::{self, RunReport, SCHEMA_VERSION};
use super::{say_renamed, stop, stop_beside, there, watch};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer};
use crate::model::failure::Failure;
use crate::model::start::{Aim, How, NoAim, Obstacle, Started};
use crate::outside::ci::begun::Begun;
use crate::outside::ci::{There, start};
use crate::run::now;
use crate::text::{Text, github as words, proof};

pub(super) async fn run(call: &Call, args: &RerunArgs) -> Result<Code, Stop> {
    let there = there(call, &args.repo, true).await?;
    let wanted = args.wanted_workflow.as_deref();
    let aim = start::aim(&there, wanted, args.git_ref.as_deref()).await;
    let aim = aim.map_err(|why| no_aim(why, wanted.unwrap_or_default()))?;
    say_renamed(call, &there).await;
    let inputs = inputs(args)?;
    let how = args.how.unwrap_or_else(|| aim.recommended());
    let mut missing = aim.asked().filter(|input| !inputs.contains_key(&input.name));
    if let (How::Dispatch, Some(input)) = (how, missing.next()) {
        return Err(Stop::usage(words::input_needed(&input.name, &input.description)));
    }
    if !args.repo.dry_run {
        ask_earlier(call, &there).await?;
    }
    refuse(&aim, how)?;
    if args.repo.dry_run {
        return Ok(plan_only(call, &there, &aim, how, args.repo.json));
    }
    let lost = |failure: Failure| match failure.may_have_arrived() {
        // Whether a run began is not known: looking comes before starting another.
        true => Stop { words: proof::start_lost(words::sentence(&failure)), ..stop(&failure) },
        false => stop(&failure),
    };
    let (id, attempt) = match start::start(&there, &aim, how, &inputs).await.map_err(lost)? {
        Started::Run { id, attempt } => (id, attempt),
        Started::Refused(failure) => {
            let words = words::commit_refused(&aim.git_ref, &failure.said);
            return Err(Stop { words, code: Code::NotPermitted });
        }
        Started::NotSeen => return Err(Stop { words: words::run_not_found(), code: Code::TimedOut }),
    };
    if args.watch {
        return watch::follow(call, &there, id, attempt, &args.repo, Some(how.word())).await;
    }
    let run = there.github.run(id).await.map_err(|failure| stop_beside(id, &failure))?;
    if args.repo.json {
        drop(answer::json(&json::Build {
            schema_version: SCHEMA_VERSION,
            repository: there.github.slug().to_string(),
            how: Some(how.word()),
            dry_run: false,
            run: Some(RunReport::of(&run, &[], None, now())),
            causes: Vec::new(),
        }));
    } else {
        println!("{}", call.speaker.say(&words::started(&aim.name, id.to_string(), &run.url)));
        println!("  {}", call.speaker.say(&words::watch_with(id.to_string())));
    }
    Ok(Code::Good)
}

/// What became of the build that was asked for before. One that began without anybody having been told of it is
/// told now, and no second one is started.
async fn ask_earlier(call: &Call, there: &There) -> Result<(), Stop> {
    let Some(begun) = Begun::recall(there) else { return Ok(()) };
    let say = |words: &Text| eprintln!("pushpilot: {}", call.speaker.say(words));
    let time = begun.at().iso();
    if begun.run.is_none() {
        say(&proof::asked_before(&time));
    }
    let found = begun.find(there).await.map_err(|failure| stop(&failure))?;
    let Some(run) = found else {
        if begun.run.is_none() {
            say(&proof::never_began());
        }
        Begun::forget(there);
        return Ok(());
    };
    match begun.run {
        None => {
            begun.is_run(there, run.id, run.attempt);
            Err(Stop { words: proof::began_unseen(time, run.id.to_string()), code: Code::CheckFailed })
        }
        Some(_) if run.state.is_done() => {
            Begun::forget(there);
            Ok(())
        }
        Some(_) => {
            say(&proof::runs_beside(run.id.to_string(), time));
            Ok(())
        }
    }
}

fn inputs(args: &RerunArgs) -> Result<BTreeMap<String, String>, Stop> {
    let read = |text: &String| {
        let pair = text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Stop::usage(words::bad_input(text)))
    };
    args.inputs.iter().map(read).collect()
}

fn no_aim(why: NoAim, wanted: &str) -> Stop {
    let words = match why {
        NoAim::Failed(failure) => return stop(&failure),
        NoAim::NoSuchWorkflow(known) => {
            return Stop::usage(words::no_such_workflow(wanted, known.join(", ")));
        }
        NoAim::Several(known) => return Stop::usage(words::which_workflow(known.join(", "))),
        NoAim::Disabled { name, state } => words::workflow_disabled(name, state),
        NoAim::NotThere { path, git_ref } => words::workflow_not_at(path, git_ref),
    };
    Stop { words, code: Code::CheckFailed }
}

/// What would start nothing is not tried.
fn refuse(aim: &Aim, how: How) -> Result<(), Stop> {
    let Some(obstacle) = aim.obstacle(how) else { return Ok(()) };
    let words = match obstacle {
        Obstacle::NoDispatchTrigger => words::no_dispatch_trigger(&aim.path, &aim.git_ref),
        Obstacle::NoRuns => words::no_runs(),
        Obstacle::StillRunning(run) => words::still_running(run.to_string()),
        Obstacle::NothingFailed(run) => words::nothing_failed(run.to_string()),
        Obstacle::NoPushTrigger => words::no_push_trigger(&aim.path),
        Obstacle::PathsFilter => words::paths_filter(&aim.path),
        Obstacle::BranchFilter => words::branch_filter(&aim.path, &aim.git_ref),
    };
    Err(Stop { words, code: Code::CheckFailed })
}

fn plan_only(call: &Call, there: &There, aim: &Aim, how: How, as_json: bool) -> Code {
    if as_json {
        drop(answer::json(&json::Build {
            schema_version: SCHEMA_VERSION,
            repository: there.github.slug().to_string(),
            how: Some(how.word()),
            dry_run: true,
            run: aim.last().map(|run| RunReport::of(run, &[], None, now())),
            causes: Vec::new(),
        }));
        return Code::Good;
    }
    let name = aim.name.as_str();
    let line = match how {
        How::Dispatch => words::would_dispatch(name, &aim.git_ref),
        How::Failed => words::would_rerun(name, aim.last().map(|run| run.id.to_string()).unwrap_or_default()),
        How::Commit => words::would_commit(&aim.git_ref),
    };
    println!("{}", call.speaker.say(&line));
    println!("{}", call.speaker.say(&words::dry_run()));
    Code::Good
}
