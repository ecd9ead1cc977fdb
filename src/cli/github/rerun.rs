//! `rerun`: the build again, by hand, of its failed jobs, or by an empty commit; where none of it would start
//! anything, that is said instead.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::args::{How, RerunArgs};
use super::json::{self, RunReport, SCHEMA_VERSION};
use super::{There, files, stop, there, watch};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer};
use crate::model::failure::Failure;
use crate::model::workflow_run::Run;
use crate::outside::github::{EmptyCommit, Which, Workflow as Known};
use crate::outside::workflow::Workflow;
use crate::run::now;
use crate::text::github as words;

/// What the commit says; nothing in it keeps a workflow from starting.
const MESSAGE: &str = "Start the build again";
/// How long a run may take to appear after it was asked for.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_secs(2);

/// The build that is to start.
struct Aim {
    workflow: Known,
    git_ref: String,
    /// As its file is at that ref.
    file: Workflow,
    /// The newest run of it there.
    last: Option<Run>,
}

pub(super) async fn run(call: &Call, args: &RerunArgs) -> Result<Code, Stop> {
    let there = there(call, &args.repo, true).await?;
    let aim = aim(&there, args).await?;
    let inputs = inputs(args)?;
    let how = match args.how {
        Some(how) => how,
        None => choose(&aim),
    };
    let missing = aim.file.triggers.dispatch.iter().flatten();
    let mut missing = missing
        .filter(|input| input.required && input.default.is_none() && !inputs.contains_key(&input.name));
    if let (How::Dispatch, Some(input)) = (how, missing.next()) {
        return Err(Stop::usage(words::input_needed(&input.name, &input.description)));
    }
    refuse(&aim, how)?;
    if args.repo.dry_run {
        return Ok(plan_only(call, &there, &aim, how, args.repo.json));
    }
    let failed = |failure: Failure| stop(&failure);
    let slug = there.github.slug().to_string();
    let file = aim.workflow.path.rsplit('/').next().unwrap_or_default().to_owned();
    let (run, attempt) = match how {
        How::Dispatch => {
            let asked = there.github.dispatch(&file, &aim.git_ref, &inputs).await.map_err(failed)?;
            note(&there, "workflow-dispatched", &format!("{slug} {file} {}", aim.git_ref));
            let id = match asked.run {
                Some(id) => Some(id),
                None => {
                    appear(async || {
                        let run = there.github.dispatched_run(&file, &aim.git_ref, asked.at).await?;
                        Ok(run.map(|run| run.id))
                    })
                    .await?
                }
            };
            (id, 1)
        }
        How::Failed => {
            let last = aim.last.as_ref().expect("refused above where there is none");
            there.github.rerun_failed(last.id).await.map_err(failed)?;
            note(&there, "run-started-again", &format!("{slug} {}", last.id));
            (Some(last.id), last.attempt + 1)
        }
        How::Commit => {
            let made = there.github.empty_commit(&aim.git_ref, MESSAGE).await.map_err(failed)?;
            let sha = match made {
                EmptyCommit::Made { sha } => sha,
                EmptyCommit::Refused(failure) => {
                    let words = words::commit_refused(&aim.git_ref, &failure.said);
                    return Err(Stop { words, code: Code::NotPermitted });
                }
            };
            note(&there, "empty-commit-made", &format!("{slug} {} {sha}", aim.git_ref));
            let found = appear(async || {
                let which = Which { workflow: Some(&file), commit: Some(&sha), ..Which::default() };
                Ok(there.github.runs(which).await?.first().map(|run| run.id))
            });
            (found.await?, 1)
        }
    };
    let Some(id) = run else {
        return Err(Stop { words: words::run_not_found(), code: Code::TimedOut });
    };
    if args.watch {
        return watch::follow(call, &there, id, attempt, &args.repo, Some(how.word())).await;
    }
    let run = there.github.run(id).await.map_err(failed)?;
    if args.repo.json {
        drop(answer::json(&json::Build {
            schema_version: SCHEMA_VERSION,
            repository: slug,
            how: Some(how.word()),
            dry_run: false,
            run: Some(RunReport::of(&run, &[], None, now())),
            causes: Vec::new(),
        }));
    } else {
        println!("{}", call.speaker.say(&words::started(&aim.workflow.name, id.to_string(), &run.url)));
        println!("  {}", call.speaker.say(&words::watch_with(id.to_string())));
    }
    Ok(Code::Good)
}

fn note(there: &There, change: &str, of: &str) {
    // What was started has started, whether it can be noted or not.
    drop(there.world.journal().add(now(), change, of));
}

/// Waits for a run to appear in a list.
async fn appear(mut look: impl AsyncFnMut() -> Result<Option<u64>, Failure>) -> Result<Option<u64>, Stop> {
    for _ in 0..TRIES {
        if let Some(id) = look().await.map_err(|failure| stop(&failure))? {
            return Ok(Some(id));
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(None)
}

fn inputs(args: &RerunArgs) -> Result<BTreeMap<String, String>, Stop> {
    let read = |text: &String| {
        let pair = text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Stop::usage(words::bad_input(text)))
    };
    args.inputs.iter().map(read).collect()
}

async fn aim(there: &There, args: &RerunArgs) -> Result<Aim, Stop> {
    let failed = |failure: Failure| stop(&failure);
    let own = there.project.branch.clone().filter(|_| there.here);
    let git_ref = match args.git_ref.clone().or(own) {
        Some(git_ref) => git_ref,
        None => there.github.repository().await.map_err(failed)?.default_branch,
    };
    let known = there.github.workflows().await.map_err(failed)?;
    let workflow = match &args.wanted_workflow {
        Some(wanted) => known
            .iter()
            .find(|known| {
                known.path.ends_with(&format!("/{wanted}")) || known.path == *wanted || known.name == *wanted
            })
            .ok_or_else(|| Stop::usage(words::no_such_workflow(wanted, listing(&known))))?,
        None => the_one_that_pushes(there, &known).await?,
    };
    if workflow.state != "active" {
        let words = words::workflow_disabled(&workflow.name, &workflow.state);
        return Err(Stop { words, code: Code::CheckFailed });
    }
    let file = there.github.workflow_at(&workflow.path, &git_ref, &HashMap::new()).await;
    let file = file.map_err(|failure| match failure.status() {
        Some(404) => {
            Stop { words: words::workflow_not_at(&workflow.path, &git_ref), code: Code::CheckFailed }
        }
        _ => stop(&failure),
    })?;
    let id = workflow.id.to_string();
    let which = Which { workflow: Some(&id), branch: Some(&git_ref), ..Which::default() };
    let last = there.github.runs(which).await.map_err(failed)?.into_iter().next();
    Ok(Aim { workflow: workflow.clone(), git_ref, file, last })
}

/// Without a wish, the workflow that pushes an image; where several do, a person has to choose.
async fn the_one_that_pushes<'a>(there: &There, known: &'a [Known]) -> Result<&'a Known, Stop> {
    if let [only] = known {
        return Ok(only);
    }
    let files = files::all(there).await.map_err(|failure| stop(&failure))?;
    let pushing: Vec<&Workflow> =
        files.on_their_own().filter(|file| file.jobs.iter().any(|job| !job.pushes.is_empty())).collect();
    let found: Vec<&Known> =
        known.iter().filter(|known| pushing.iter().any(|file| file.file == known.path)).collect();
    match found.as_slice() {
        [only] => Ok(only),
        _ => Err(Stop::usage(words::which_workflow(listing(known)))),
    }
}

fn listing(known: &[Known]) -> String {
    let files: Vec<&str> =
        known.iter().map(|known| known.path.rsplit('/').next().unwrap_or_default()).collect();
    files.join(", ")
}

/// The way that needs least: by hand where the file has the trigger, else what failed, else a commit.
fn choose(aim: &Aim) -> How {
    if aim.file.triggers.dispatch.is_some() {
        How::Dispatch
    } else if aim.last.as_ref().is_some_and(|run| run.state.failed()) {
        How::Failed
    } else {
        How::Commit
    }
}

/// What would start nothing is not tried.
fn refuse(aim: &Aim, how: How) -> Result<(), Stop> {
    let triggers = &aim.file.triggers;
    let words = match how {
        How::Dispatch if triggers.dispatch.is_none() => {
            words::no_dispatch_trigger(&aim.workflow.path, &aim.git_ref)
        }
        How::Failed => match &aim.last {
            None => words::no_runs(),
            Some(run) if !run.state.is_done() => words::still_running(run.id.to_string()),
            Some(run) if run.state.succeeded() => words::nothing_failed(run.id.to_string()),
            Some(_) => return Ok(()),
        },
        How::Commit => match &triggers.push {
            None => words::no_push_trigger(&aim.workflow.path),
            Some(filter) if filter.paths => words::paths_filter(&aim.workflow.path),
            Some(filter) if !filter.takes(&aim.git_ref) => {
                words::branch_filter(&aim.workflow.path, &aim.git_ref)
            }
            Some(_) => return Ok(()),
        },
        How::Dispatch => return Ok(()),
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
            run: aim.last.as_ref().map(|run| RunReport::of(run, &[], None, now())),
            causes: Vec::new(),
        }));
        return Code::Good;
    }
    let name = aim.workflow.name.as_str();
    let line = match how {
        How::Dispatch => words::would_dispatch(name, &aim.git_ref),
        How::Failed => {
            words::would_rerun(name, aim.last.as_ref().map(|run| run.id.to_string()).unwrap_or_default())
        }
        How::Commit => words::would_commit(&aim.git_ref),
    };
    println!("{}", call.speaker.say(&line));
    println!("{}", call.speaker.say(&words::dry_run()));
    Code::Good
}
