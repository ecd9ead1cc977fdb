//! `status`: which credentials there are, whether each is still accepted, where it is used, what hides it.

mod calendar;
mod rows;
mod workflow;

use std::io::{self, IsTerminal, Write};

use futures_util::{StreamExt, stream};

use self::rows::{Json, Row, State};
use super::args::StatusArgs;
use super::exit::Code;
use super::{Call, Stop, answer, credential, runtime, world};
use crate::model::image::Registry;
use crate::outside::files;
use crate::outside::inventory::{self, Holding};
use crate::outside::project;
use crate::outside::registry::Session;
use crate::outside::world::World;
use crate::run;
use crate::text::credentials as words;

/// How many registries are asked at the same time, as in `verify`.
const AT_ONCE: usize = 24;

pub(super) fn run(call: &Call, args: &StatusArgs) -> Result<Code, Stop> {
    let world = world(call)?;
    if args.workflow {
        return print_workflow(call, &world);
    }
    let runtime = runtime();
    let rows = runtime.block_on(async {
        let holdings = inventory::take(&world).await;
        check(call, args, &world, holdings).await
    });
    runtime.shutdown_background();
    let now = run::now();
    if let Some(path) = &args.calendar {
        let (text, count) = calendar::of(&rows, now, &call.speaker);
        if count > 0 {
            files::write_private(path, text.as_bytes()).map_err(|failure| Stop::of(&failure))?;
        }
        eprintln!("{}", call.speaker.say(&words::status_calendar(world.places.familiar(path), count)));
    }
    let printed = if args.json {
        answer::json(&Json::of(&rows, now))
    } else {
        rows::say(&rows, now, &world.places, &call.speaker)
    };
    if printed.is_err() {
        // Nobody reads any more; the exit code still tells.
        return Ok(Code::CheckFailed);
    }
    Ok(rows::code(&rows, args.fail_on_expiring, now))
}

/// A workflow for the project here that watches its token.
fn print_workflow(call: &Call, world: &World) -> Result<Code, Stop> {
    let registry = Registry::docker_hub();
    let runtime = runtime();
    let (project, expires) = runtime.block_on(async {
        let project = project::read(&world.folder, &call.env).await;
        let found = credential::find(world, &registry, None, call.cli.username.as_deref()).await;
        (project, found.ok().and_then(|(_, note)| note.expires))
    });
    runtime.shutdown_background();
    let text = workflow::file(&project, &registry, expires)
        .ok_or_else(|| Stop { words: words::status_no_workflow(), code: Code::CheckFailed })?;
    let printed = io::stdout().lock().write_all(text.as_bytes());
    eprintln!("pushpilot: {}", call.speaker.say(&words::status_workflow()));
    Ok(if printed.is_ok() { Code::Good } else { Code::CheckFailed })
}

/// Asks about every credential at once, and tells how far it is where somebody is looking.
async fn check(call: &Call, args: &StatusArgs, world: &World, holdings: Vec<Holding>) -> Vec<Row> {
    let all = holdings.len();
    let looking = io::stderr().is_terminal() && !args.json;
    let asking = holdings.into_iter().enumerate().map(|(at, holding)| async move {
        let state = if args.offline { State::Unasked } else { ask(world, &holding).await };
        (at, Row { holding, state })
    });
    let mut asking = stream::iter(asking).buffer_unordered(AT_ONCE);
    let mut rows = Vec::with_capacity(all);
    while let Some(row) = asking.next().await {
        rows.push(row);
        if looking {
            let line = call.speaker.say(&words::status_asking(rows.len(), all));
            let _ = write!(io::stderr(), "\r\u{1b}[K{line}");
        }
    }
    if looking {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

async fn ask(world: &World, holding: &Holding) -> State {
    let Some(credential) = &holding.credential else {
        return match &holding.trouble {
            Some(failure) => State::Unread(failure.clone()),
            None => State::Gone,
        };
    };
    let session = |registry: &Registry| {
        Session::new(&world.http, &world.endpoints, registry, Some(credential.clone()), Vec::new())
    };
    match session(&holding.registry) {
        Ok(session) => match session.recognise().await {
            Ok(true) => State::Accepted,
            Ok(false) => State::Open,
            Err(failure) if matches!(failure.status(), Some(401 | 403)) => State::Refused(failure),
            Err(failure) => State::Unreachable(failure),
        },
        Err(failure) => State::Unreachable(failure),
    }
}
