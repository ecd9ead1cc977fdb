//! `verify`: may this credential push these images? Nothing is created.

use std::collections::HashMap;
use std::io::{self, Write as _};

use futures_util::{StreamExt, stream};

use super::args::VerifyArgs;
use super::exit::Code;
use super::{Call, Stop, answer, credential, dry, runtime, world};
use crate::model::access::{Measured, Note};
use crate::model::image::{Image, Registry};
use crate::model::project_file::ProjectFile;
use crate::model::verdict::{Verdict, judge};
use crate::outside::registry::{Session, UploadSession};
use crate::outside::world::World;
use crate::outside::{credentials, project, project_file};
use crate::report::json::JsonReport;
use crate::run;
use crate::text::{Text, commands, dry_run, failures, organization, pages};

/// How many images are asked about at the same time: enough to hide the network's delay, too few to look
/// like an attack.
const AT_ONCE: usize = 24;

pub(super) fn run(call: &Call, args: &VerifyArgs) -> Result<Code, Stop> {
    let world = if args.dry_run { dry(world(call)?) } else { world(call)? };
    let given = credential::from_stdin(call, args.token_stdin)?;
    let runtime = runtime();
    let code = runtime.block_on(async {
        let images = images(call, &args.images, &world).await?;
        if args.images.is_empty() {
            refuse_foreign_hosts(call, given.is_some(), &images)?;
        }
        let mut sessions = HashMap::new();
        for image in &images {
            let registry = image.registry();
            if !sessions.contains_key(registry) {
                let found =
                    credential::find(&world, registry, given.as_ref(), call.cli.username.as_deref()).await?;
                sessions.insert(registry.clone(), session(&world, registry, found)?);
            }
        }
        let (measured, open) = measure(&images, &sessions).await;
        let code = tell(call, args, &world, &measured, whom_to_ask(call, &world).await.as_ref());
        // The verdicts are out; what was opened is closed before the program ends.
        futures_util::future::join_all(open.into_iter().map(UploadSession::cancel)).await;
        code
    });
    runtime.shutdown_background();
    code
}

pub(super) async fn images(call: &Call, named: &[String], world: &World) -> Result<Vec<Image>, Stop> {
    let mut found = Vec::new();
    if named.is_empty() {
        let project = project::read(&world.folder, &call.env).await;
        let complain = |words: Text| eprintln!("pushpilot: {}", call.speaker.say(&words));
        project.unreadable.iter().for_each(|failure| complain(failures::sentence(failure)));
        for (push, text) in project.pushes.iter().filter_map(|push| Some((push, push.image.as_ref()?))) {
            match Image::parse(text) {
                Ok(image) => found.push(image),
                Err(problem) => {
                    let why = pages::image_problem(&problem, problem.fixed());
                    complain(commands::image_passed_over(push.place.to_string(), text, why));
                }
            }
        }
    }
    for text in named {
        found.push(Image::parse(text).map_err(|problem| Stop::no_image(text, &problem))?);
    }
    let mut images: Vec<Image> = Vec::new();
    for image in found {
        let same =
            |known: &Image| known.registry() == image.registry() && known.repository() == image.repository();
        if !images.iter().any(same) {
            images.push(image);
        }
    }
    if images.is_empty() { Err(Stop::usage(commands::no_image())) } else { Ok(images) }
}

/// A credential that was handed over is for the registry that the person thinks of. A workflow, which anybody may
/// have written, does not decide which other host gets it.
fn refuse_foreign_hosts(call: &Call, from_stdin: bool, images: &[Image]) -> Result<(), Stop> {
    let handed_over = from_stdin || call.env.get(credentials::TOKEN).is_some();
    let foreign = images.iter().find(|image| *image.registry() != Registry::docker_hub());
    match foreign.filter(|_| handed_over) {
        Some(image) => Err(Stop::usage(commands::name_the_image(image.to_string(), image.registry().host()))),
        None => Ok(()),
    }
}

type Sessions = HashMap<Registry, (Session, Note)>;

fn session(
    world: &World,
    registry: &Registry,
    (credential, note): (crate::model::account::Credential, Note),
) -> Result<(Session, Note), Stop> {
    let session = Session::new(&world.http, &world.endpoints, registry, Some(credential), Vec::new());
    let session = session.map_err(|failure| Stop::of(&failure))?;
    Ok((session, note))
}

async fn measure(images: &[Image], sessions: &Sessions) -> (Vec<(Measured, Note)>, Vec<UploadSession>) {
    let asking = images.iter().filter_map(|image| {
        let (session, note) = sessions.get(image.registry())?;
        Some(async move {
            let (measured, open) = session.measure(image, &|_| {}).await;
            ((measured, note.clone()), open)
        })
    });
    let answers: Vec<_> = stream::iter(asking).buffered(AT_ONCE).collect().await;
    let (measured, open): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
    (measured, open.into_iter().flatten().collect())
}

/// What the project here says about whom to ask, if it says so.
async fn whom_to_ask(call: &Call, world: &World) -> Option<ProjectFile> {
    let root = project::read(&world.folder, &call.env).await.root?;
    tokio::task::spawn_blocking(move || project_file::read(&root).ok().flatten()).await.ok().flatten()
}

fn tell(
    call: &Call,
    args: &VerifyArgs,
    world: &World,
    measured: &[(Measured, Note)],
    project: Option<&ProjectFile>,
) -> Result<Code, Stop> {
    let now = run::now();
    let printed = if args.json {
        answer::json(&JsonReport::of(measured, Some(world.http.sent()), now))
    } else {
        measured.iter().try_for_each(|(measured, note)| {
            answer::say(measured, note, now, &call.speaker)?;
            let lacks = matches!(judge(measured, note, now), Verdict::NoRight | Verdict::NotYourNamespace);
            match project.filter(|project| lacks && project.is_about(&measured.image)) {
                Some(ProjectFile { ask: Some(ask), .. }) => {
                    writeln!(io::stdout(), "    {}", call.speaker.say(&organization::whom_to_ask(ask)))
                }
                _ => Ok(()),
            }
        })
    };
    if args.dry_run && !args.json {
        println!("{}", call.speaker.say(&dry_run::verify_upload()));
    }
    if printed.is_err() {
        // Nobody reads any more; the exit code still tells.
        return Ok(Code::CheckFailed);
    }
    let verdicts: Vec<Verdict> = measured.iter().map(|(measured, note)| judge(measured, note, now)).collect();
    let code = Code::of_verdicts(verdicts.iter());
    Ok(if code == Code::Good { expiring(call, args, measured, now) } else { code })
}

/// Works, but not for long.
fn expiring(
    call: &Call,
    args: &VerifyArgs,
    measured: &[(Measured, Note)],
    now: crate::model::moment::Moment,
) -> Code {
    let Some(days) = args.fail_on_expiring else { return Code::Good };
    let soonest = measured.iter().filter_map(|(_, note)| note.expires).min();
    match soonest {
        Some(expires) if now.days_until(expires) < i64::from(days) => {
            let left = now.days_until(expires).max(0);
            eprintln!("pushpilot: {}", call.speaker.say(&commands::expires_soon(expires.date(), left)));
            Code::ExpiresSoon
        }
        _ => Code::Good,
    }
}
