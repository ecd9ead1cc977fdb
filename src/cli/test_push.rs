//! `test-push`: a tiny image in, read back, removed; after the check that costs nothing.

use tokio_util::sync::CancellationToken;

use super::args::TestPushArgs;
use super::exit::Code;
use super::{Call, Stop, answer, credential, dry, runtime, world};
use crate::flow::effect::{TestPush, TestPushed};
use crate::flow::facts::ChangeKind;
use crate::model::image::Image;
use crate::model::verdict::{Outcome, judge};
use crate::outside::registry::Session;
use crate::outside::world::World;
use crate::report::json::{self, JsonReport};
use crate::run;
use crate::steps::test_push::page::left_by_stopping;
use crate::steps::test_push::work;
use crate::text::{dry_run, failures, pages, registries};

pub(super) fn run(call: &Call, args: &TestPushArgs) -> Result<Code, Stop> {
    let world = if args.dry_run { dry(world(call)?) } else { world(call)? };
    let image = Image::parse(&args.image).map_err(|problem| Stop::no_image(&args.image, &problem))?;
    let given = credential::from_stdin(call, args.token_stdin)?;
    let runtime = runtime();
    let code = runtime.block_on(async {
        let wanted = call.cli.username.as_deref();
        let (credential, note) = credential::find(&world, image.registry(), given.as_ref(), wanted).await?;
        let session = Session::new(
            &world.http,
            &world.endpoints,
            image.registry(),
            Some(credential.clone()),
            Vec::new(),
        );
        let session = session.map_err(|failure| Stop::of(&failure))?;
        let measured = session.measured(&image).await;
        let now = run::now();
        let verdict = judge(&measured, &note, now);
        let mut report = JsonReport::of(&[(measured.clone(), note.clone())], None, now);
        if verdict.outcome() == Outcome::CannotPush {
            report.requests = Some(world.http.sent());
            let printed = if args.json {
                answer::json(&report)
            } else {
                answer::say(&measured, &note, now, &call.speaker)
            };
            drop(printed);
            return Ok(Code::of_verdict(&verdict));
        }
        if args.dry_run {
            report.requests = Some(world.http.sent());
            if args.json {
                drop(answer::json(&report));
            } else {
                drop(answer::say(&measured, &note, now, &call.speaker));
                println!("  {}", call.speaker.say(&dry_run::would_push(image.familiar())));
            }
            return Ok(if verdict.is_left_open() { Code::Good } else { Code::of_verdict(&verdict) });
        }
        let stop = CancellationToken::new();
        let order =
            TestPush { image: at_no_tag(&image), credential, remove: !args.keep, trusted_realms: Vec::new() };
        let pushing = work::push(&world, &order, &stop, &|_| {});
        tokio::pin!(pushing);
        let mut interrupted = false;
        let pushed = loop {
            tokio::select! {
                pushed = &mut pushing => break pushed.map_err(|failure| Stop::of(&failure))?,
                // What was pushed is removed first; the work ends by itself.
                _ = tokio::signal::ctrl_c(), if !interrupted => {
                    interrupted = true;
                    stop.cancel();
                }
            }
        };
        journal(&world, &pushed);
        report.checks.push(json::test_push(&pushed));
        if !pushed.proven() {
            report.verdict = json::verdict_word(Outcome::Unknown);
        }
        report.requests = Some(world.http.sent());
        if args.json {
            drop(answer::json(&report));
        } else {
            drop(answer::say(&measured, &note, now, &call.speaker));
            let line = match (pushed.proven(), pushed.failed(), pushed.left_behind()) {
                (true, _, false) => pages::push_left_nothing(),
                (true, None, true) if args.keep => pages::push_kept(pushed.image.to_string()),
                (true, _, true) => registries::left(&pushed.image),
                (false, Some((part, _)), _) => pages::push_failed(crate::text::words::push_part(part)),
                (false, None, _) => pages::push_left(pushed.image.to_string()),
            };
            println!("  {}", call.speaker.say(&line));
            if let Some((_, failure)) = pushed.failed() {
                println!("    {}", call.speaker.say(&failures::sentence(&failure)));
            }
            if !pushed.proven() && pushed.failed().is_some() && pushed.left_behind() {
                println!("  {}", call.speaker.say(&left_by_stopping(&pushed)));
            }
        }
        Ok(match (pushed.proven(), pushed.failed(), pushed.left_behind() && !args.keep) {
            _ if interrupted => Code::Interrupted,
            (true, None, false) => Code::Good,
            (true, _, _) => Code::PartlyDone,
            (false, Some((_, failure)), _) => Code::of_failure(&failure.kind),
            (false, None, _) => Code::CheckFailed,
        })
    });
    runtime.shutdown_background();
    code
}

/// The work chooses the throw-away tag: the one on the command line is somebody's.
fn at_no_tag(image: &Image) -> Image {
    Image::parse(&image.familiar()).unwrap_or_else(|_| image.clone())
}

/// Into the journal, as the wizard does it.
fn journal(world: &World, pushed: &TestPushed) {
    let of = pushed.image.to_string();
    let there = pushed.left_behind() || pushed.proven();
    let changes = [
        (there, ChangeKind::TestImagePushed),
        (there && !pushed.left_behind(), ChangeKind::TestImageRemoved),
    ];
    for (_, kind) in changes.into_iter().filter(|(happened, _)| *happened) {
        // What is changed is changed, whether it can be noted or not.
        drop(world.journal().add(run::now(), kind.as_str(), &of));
    }
}
