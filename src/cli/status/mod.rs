//! `status`: which credentials there are, whether each is still accepted, where it is used, what hides it.

mod calendar;
mod rows;
mod workflow;

use std::io::{self, IsTerminal, Write};

use self::rows::Json;
use super::args::StatusArgs;
use super::exit::Code;
use super::{Call, Stop, answer, at_a_terminal, credential, dry, runtime, wizard, world};
use crate::model::account::Username;
use crate::model::image::Registry;
use crate::model::status::Status;
use crate::outside::status::{self, HubSession};
use crate::outside::world::World;
use crate::outside::{credentials, files, hub, project, workflow as workflows};
use crate::run;
use crate::steps::Step;
use crate::text::{credentials as words, dry_run, status as more};

pub(super) fn run(call: &Call, args: &StatusArgs) -> Result<Code, Stop> {
    let world = if args.dry_run { dry(world(call)?) } else { world(call)? };
    if args.workflow {
        return print_workflow(call, &world);
    }
    if wants_screen(call, args) {
        return screen(call, args);
    }
    let runtime = runtime();
    let taken = runtime.block_on(async {
        let session = match args.password_stdin {
            true => Some(open_session(call, &world).await?),
            false => None,
        };
        Ok(check(call, args, &world, session).await)
    });
    runtime.shutdown_background();
    let status = taken?;
    let now = run::now();
    if let Some(path) = &args.calendar {
        let (text, count) = calendar::of(&status.rows, now, &call.speaker);
        if count > 0 && !args.dry_run {
            if !calendar::may_replace(path) {
                let words = more::calendar_other(world.places.familiar(path));
                return Err(Stop { words, code: Code::CheckFailed });
            }
            files::write_private(path, text.as_bytes()).map_err(|failure| Stop::of(&failure))?;
        }
        let file = world.places.familiar(path);
        let words = match args.dry_run {
            true => dry_run::would_remind(file, count),
            false => words::status_calendar(file, count),
        };
        eprintln!("{}", call.speaker.say(&words));
    }
    let printed = if args.json {
        answer::json(&Json::of(&status, now))
    } else {
        rows::say(&status, now, &world.places, &call.speaker)
    };
    if printed.is_err() {
        // Nobody reads any more; the exit code still tells.
        return Ok(Code::CheckFailed);
    }
    Ok(rows::code(&status, args.fail_on_expiring, now))
}

/// On a terminal people get the screen, unless they asked for something that is printed.
fn wants_screen(call: &Call, args: &StatusArgs) -> bool {
    let printed = args.json || args.offline || args.password_stdin || args.calendar.is_some();
    let surface = &call.cli.surface;
    at_a_terminal() && !printed && !surface.plain && surface.answers.is_none()
}

/// The same as a screen, from which each row opens the step that mends it. Who only looked gets the code of what was
/// seen; who mended something gets the wizard's.
fn screen(call: &Call, args: &StatusArgs) -> Result<Code, Stop> {
    wizard::beginning_with(call, Step::Status, args.dry_run, |state, code| match state.steps.status.stock() {
        Some(stock) if state.at == Step::Status => {
            rows::code(&stock.status, args.fail_on_expiring, run::now())
        }
        _ => code,
    })
}

/// A session from the password on standard input, which Docker Hub lets list the account's tokens.
async fn open_session(call: &Call, world: &World) -> Result<HubSession, Stop> {
    let username = match call.cli.username.as_deref() {
        Some(name) => Username::parse(name).map_err(|_| Stop::usage(more::one_account()))?,
        None => {
            let found = credentials::discover(&Registry::docker_hub(), &world.machine()).await;
            let mut names: Vec<Username> = found.into_iter().filter_map(|found| found.username).collect();
            names.sort();
            names.dedup();
            match names.as_slice() {
                [only] => only.clone(),
                _ => return Err(Stop::usage(more::one_account())),
            }
        }
    };
    let password = credential::entered()?;
    let hub = &world.endpoints.hub;
    match hub::sign_in_with_password(&world.http, hub, &username, &password).await.answer {
        Ok(hub::SignedIn::Session(session)) => Ok(HubSession { username, session }),
        Ok(hub::SignedIn::NeedsOneTimeCode(_)) => {
            Err(Stop { words: more::needs_code(), code: Code::CredentialRefused })
        }
        Err(failure) if failure.status() == Some(401) => {
            Err(Stop { code: Code::CredentialRefused, ..Stop::of(&failure) })
        }
        Err(failure) => Err(Stop::of(&failure)),
    }
}

/// A workflow for the project here that watches its token.
fn print_workflow(call: &Call, world: &World) -> Result<Code, Stop> {
    let registry = Registry::docker_hub();
    let runtime = runtime();
    let (plan, expires) = runtime.block_on(async {
        let root = project::read(&world.folder, &call.env).await.root;
        let plan = root.map(|root| workflows::read_all(&root).secret_plan(&registry)).unwrap_or_default();
        let found = credential::find(world, &registry, None, call.cli.username.as_deref()).await;
        (plan, found.ok().and_then(|(_, note)| note.expires))
    });
    runtime.shutdown_background();
    let text = workflow::file(&plan, &registry, expires)
        .ok_or_else(|| Stop { words: words::status_no_workflow(), code: Code::CheckFailed })?;
    let printed = io::stdout().lock().write_all(text.as_bytes());
    eprintln!("pushpilot: {}", call.speaker.say(&words::status_workflow()));
    if expires.is_none() {
        eprintln!("pushpilot: {}", call.speaker.say(&more::workflow_no_expiry()));
    }
    Ok(if printed.is_ok() { Code::Good } else { Code::CheckFailed })
}

/// Asks about everything at once, and tells how far it is where somebody is looking.
async fn check(call: &Call, args: &StatusArgs, world: &World, session: Option<HubSession>) -> Status {
    let looking = io::stderr().is_terminal() && !args.json;
    let tell = |done: usize, all: usize| {
        if looking {
            let line = call.speaker.say(&words::status_asking(done, all));
            let _ = write!(io::stderr(), "\r\u{1b}[K{line}");
        }
    };
    let status = status::take(world, args.offline, session, tell).await;
    if looking {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    status
}
