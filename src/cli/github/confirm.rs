//! `confirm`: that the image arrived: every tag, with the digest that the build's log names, to be pulled.

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;

use super::args::ConfirmArgs;
use super::hub_list::{self, Listed};
use super::json::{self, SCHEMA_VERSION};
use super::{There, files, sentence, stop, there};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer, credential, world};
use crate::model::build_log::{self, Built};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::image::Image;
use crate::model::moment::Moment;
use crate::model::pulled::Pulled;
use crate::model::workflow_run::Run;
use crate::outside::github::Which;
use crate::outside::registry::Session;
use crate::outside::workflow::Workflow;
use crate::outside::world::World;
use crate::run::now;
use crate::text::{Text, commands, github as words, proof};

/// A tag that is not there yet is looked for again, this often.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(2);
/// Jobs whose logs are read at most.
const MAX_JOBS: usize = 20;

/// A green build, and what it says of itself.
struct Build {
    run: Run,
    built: Vec<Built>,
    /// What its workflow should have pushed; without a tag where only the log tells it.
    pushed: Vec<Image>,
}

/// One tag, and what the registry has under it.
struct Checked {
    image: Image,
    expected: Option<Digest>,
    found: Result<Option<Digest>, Failure>,
    /// What Docker Hub's list says of a tag that is there.
    listed: Option<Listed>,
}

/// A pull, and whether it took a credential.
struct Tried {
    image: Image,
    anonymous: bool,
    pulled: Result<Pulled, Failure>,
}

pub(super) async fn run(call: &Call, args: &ConfirmArgs) -> Result<Code, Stop> {
    let there = match there(call, &args.repo, false).await {
        Ok(there) => Some(there),
        // Images that are named can be looked at without any repository.
        Err(stop) if args.images.is_empty() || args.repo.repo.is_some() || args.of_run.is_some() => {
            return Err(stop);
        }
        Err(_) => None,
    };
    let world = world(call)?;
    let build = match &there {
        Some(there) if there.github.has_token() || args.images.is_empty() => build(there, args).await?,
        _ => None,
    };
    let images = wanted(args, build.as_ref())?;
    if images.is_empty() {
        return Err(Stop { words: words::nothing_to_confirm(), code: Code::CheckFailed });
    }
    let (checked, tried) = look(call, &world, build.as_ref(), &images).await?;
    let began = build.as_ref().and_then(|build| build.run.started);
    let proven = !checked.is_empty()
        && checked.iter().all(|checked| matches!(status(checked, began), "same" | "present"))
        && tried.iter().all(|tried| tried.pulled.is_ok());
    if args.repo.json {
        drop(answer::json(&document(there.as_ref(), build.as_ref(), &checked, &tried, proven)));
    } else {
        drop(say(call, build.as_ref(), &checked, &tried, proven));
    }
    Ok(if proven { Code::Good } else { Code::CheckFailed })
}

/// The run that is meant, or the newest green one of a workflow that pushes.
async fn build(there: &There, args: &ConfirmArgs) -> Result<Option<Build>, Stop> {
    let failed = |failure: Failure| stop(&failure);
    let github = &there.github;
    let run = match args.of_run {
        Some(id) => Some(github.run(id).await.map_err(failed)?),
        None => {
            let files = files::all(there).await.map_err(failed)?;
            let pushes = |run: &Run| {
                files
                    .on_their_own()
                    .any(|file| file.file == run.path && file.jobs.iter().any(|job| !job.pushes.is_empty()))
            };
            let branch = there.project.branch.as_deref().filter(|_| there.here);
            let runs = github.runs(Which { branch, ..Which::default() }).await.map_err(failed)?;
            runs.into_iter().find(|run| run.state.succeeded() && pushes(run))
        }
    };
    let Some(run) = run else { return Ok(None) };
    if run.state.failed() {
        return Err(Stop { words: words::run_failed(run.id.to_string()), code: Code::BuildFailed });
    }
    let mut built = Vec::new();
    for job in github.jobs(run.id).await.map_err(failed)?.iter().take(MAX_JOBS) {
        if let Some(log) = github.job_log(job.id).await.map_err(failed)? {
            built.extend(build_log::read(&log));
        }
    }
    let context = context(there, &run).await;
    // Without the file, what the log names is all that there is.
    let file = github.workflow_at(&run.path, &run.commit, &context).await.ok();
    let pushed = file.map(|file| pushed(&file)).unwrap_or_default();
    Ok(Some(Build { run, built, pushed }))
}

/// What is known of a run, by the names after `github.`.
async fn context(there: &There, run: &Run) -> HashMap<String, String> {
    let slug = there.github.slug();
    let branch = run.branch.clone().unwrap_or_default();
    let mut known: HashMap<String, String> = [
        ("sha", run.commit.clone()),
        ("ref_name", branch.clone()),
        ("event_name", run.event.clone()),
        ("run_id", run.id.to_string()),
        ("run_attempt", run.attempt.to_string()),
        ("repository", slug.to_string()),
        ("repository_owner", slug.owner.clone()),
        ("actor", run.actor.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    if let Some(started) = run.started {
        known.insert("started".to_owned(), started.iso());
    }
    // A run does not tell whether its ref is a branch or a tag; a branch of that name does.
    if let Ok(repository) = there.github.repository().await {
        known.insert("default_branch".to_owned(), repository.default_branch);
    }
    if there.github.head(&branch).await.is_ok() {
        known.insert("ref".to_owned(), format!("refs/heads/{branch}"));
    }
    known
}

fn pushed(file: &Workflow) -> Vec<Image> {
    let images = file.jobs.iter().flat_map(|job| &job.pushes);
    images.filter_map(|push| Image::parse(push.image.as_ref()?).ok()).collect()
}

/// The images to look for: those named, else what the workflow's rules and the log say.
fn wanted(args: &ConfirmArgs, build: Option<&Build>) -> Result<Vec<Image>, Stop> {
    let mut images: Vec<Image> = Vec::new();
    let named = |text: &String| Image::parse(text).map_err(|_| Stop::usage(commands::not_an_image(text)));
    let named: Vec<Image> = args.images.iter().map(named).collect::<Result<_, _>>()?;
    let pushed = build.map(|build| build.pushed.as_slice()).unwrap_or_default();
    let repositories: Vec<&Image> =
        if named.is_empty() { pushed.iter().collect() } else { named.iter().collect() };
    let mut add = |image: Image| {
        if !images.contains(&image) {
            images.push(image);
        }
    };
    for image in repositories {
        if image.tag().is_some() {
            add(image.clone());
            continue;
        }
        let tags = build.map(|build| tags_of(build, image)).unwrap_or_default();
        if tags.is_empty() && !named.is_empty() {
            add(image.with_tag("latest"));
        }
        tags.iter().for_each(|tag| add(image.with_tag(tag)));
    }
    Ok(images)
}

/// The tags of a repository by the workflow's rules, and by the log, where a name may be masked.
fn tags_of(build: &Build, image: &Image) -> Vec<String> {
    let same =
        |other: &&Image| other.registry() == image.registry() && other.repository() == image.repository();
    let ruled = build.pushed.iter().filter(same).filter_map(|image| image.tag().map(str::to_owned));
    let mut tags: Vec<String> = ruled.collect();
    for name in build.built.iter().filter_map(|built| built.name.as_deref()) {
        let Some((path, tag)) = name.rsplit_once(':') else { continue };
        let known = path.rsplit('/').next() == Some(image.name()) && masked_equal(path, image);
        if known && !tags.iter().any(|known| known == tag) && image.with_tag(tag).tag() == Some(tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Whether a name of the log, in which `***` may stand for the user name, is this repository.
fn masked_equal(path: &str, image: &Image) -> bool {
    let filled = path.replace("***", image.namespace());
    Image::parse(&filled)
        .is_ok_and(|other| other.registry() == image.registry() && other.repository() == image.repository())
}

/// The digest that a tag should have: of its own name, else the only one that the log has.
fn expected(build: &Build, image: &Image) -> Option<Digest> {
    let own = build.built.iter().find(|built| {
        built
            .name
            .as_deref()
            .and_then(|name| name.rsplit_once(':'))
            .is_some_and(|(path, tag)| Some(tag) == image.tag() && masked_equal(path, image))
    });
    let mut all: Vec<&Digest> = build.built.iter().map(|built| &built.digest).collect();
    all.dedup();
    let only = match all.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    own.map(|built| &built.digest).or(only).cloned()
}

async fn look(
    call: &Call,
    world: &World,
    build: Option<&Build>,
    images: &[Image],
) -> Result<(Vec<Checked>, Vec<Tried>), Stop> {
    let (mut checked, mut tried) = (Vec::new(), Vec::<Tried>::new());
    let mut signed_in_as = None;
    for image in images {
        let registry = image.registry();
        let session = |pair| {
            let session = Session::new(&world.http, &world.endpoints, registry, pair, Vec::new());
            session.map_err(|failure| stop(&failure))
        };
        let anonymous = session(None)?;
        let tag = image.tag().unwrap_or("latest");
        let mut found = find(&anonymous, image, tag).await;
        let mut reader = anonymous;
        let mut open = true;
        if !matches!(found, Ok(Some(_))) {
            // Private, or not there: with a credential the two can be told apart.
            let wanted = call.cli.username.as_deref();
            if let Ok((pair, _)) = credential::find(world, registry, None, wanted).await {
                let signed_in = session(Some(pair.clone()))?;
                let again = find(&signed_in, image, tag).await;
                if again.is_ok() {
                    (found, reader, open) = (again, signed_in, false);
                    signed_in_as = Some(pair);
                }
            }
        }
        let same = |tried: &Tried| tried.image.familiar() == image.familiar();
        if matches!(found, Ok(Some(_))) && !tried.iter().any(same) {
            let pulled = reader.pull(image, tag).await;
            tried.push(Tried { image: image.clone(), anonymous: open, pulled });
        }
        let expected = build.and_then(|build| expected(build, image));
        checked.push(Checked { image: image.clone(), expected, found, listed: None });
    }
    let there = |checked: &Checked| Some((checked.image.clone(), checked.found.as_ref().ok()?.clone()?));
    let tags: Vec<(Image, Digest)> = checked.iter().filter_map(there).collect();
    let listed = hub_list::look(world, &tags, signed_in_as.as_ref()).await;
    let present = checked.iter_mut().filter(|checked| matches!(checked.found, Ok(Some(_))));
    present.zip(listed).for_each(|(checked, listed)| checked.listed = listed);
    Ok((checked, tried))
}

async fn find(session: &Session, image: &Image, tag: &str) -> Result<Option<Digest>, Failure> {
    let mut found = session.digest_of(image, tag).await;
    for _ in 1..TRIES {
        if !matches!(found, Ok(None)) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        found = session.digest_of(image, tag).await;
    }
    found
}

/// `began`: when the run began of which the tag should be. Where the build's digest is known, it decides.
fn status(checked: &Checked, began: Option<Moment>) -> &'static str {
    match (&checked.found, &checked.expected) {
        (Ok(Some(_)), None) if checked.listed.as_ref().is_some_and(|listed| listed.is_older(began)) => {
            "older"
        }
        (Err(_), _) => "unknown",
        (Ok(None), _) => "missing",
        (Ok(Some(_)), None) => "present",
        (Ok(Some(found)), Some(expected)) if found == expected => "same",
        (Ok(Some(_)), Some(_)) => "other",
    }
}

fn document(
    there: Option<&There>,
    build: Option<&Build>,
    checked: &[Checked],
    tried: &[Tried],
    proven: bool,
) -> json::Confirmed {
    let began = build.and_then(|build| build.run.started);
    let tag = |checked: &Checked| json::Tag {
        name: checked.image.to_string(),
        digest: checked.found.as_ref().ok().and_then(Option::as_ref).map(ToString::to_string),
        status: status(checked, began),
        listed: checked.listed.as_ref().map(Listed::word),
        pushed_at: checked.listed.as_ref().and_then(Listed::pushed).map(Moment::iso),
    };
    let pull = |tried: &Tried| {
        let good = tried.pulled.as_ref().ok();
        json::Pull {
            image: tried.image.to_string(),
            anonymous: tried.anonymous,
            good: good.is_some(),
            layers: good.map(|pulled| pulled.layers).unwrap_or_default(),
            layers_compared: good.map(|pulled| pulled.compared).unwrap_or_default(),
            platforms: good.map(|pulled| pulled.platforms.clone()).unwrap_or_default(),
            bytes: good.map(|pulled| pulled.size).unwrap_or_default(),
            created: good.and_then(|pulled| pulled.created).map(|at| at.iso()),
        }
    };
    json::Confirmed {
        schema_version: SCHEMA_VERSION,
        repository: there.map(|there| there.github.slug().to_string()),
        run: build.map(|build| build.run.id),
        digest: checked.iter().find_map(|checked| checked.expected.as_ref()).map(ToString::to_string),
        tags: checked.iter().map(tag).collect(),
        pulls: tried.iter().map(pull).collect(),
        proven,
    }
}

fn line(checked: &Checked) -> Text {
    let image = checked.image.to_string();
    match (&checked.found, &checked.expected) {
        (Err(failure), _) => words::tag_unknown(image, sentence(failure)),
        (Ok(None), _) => words::tag_missing(image),
        (Ok(Some(found)), None) => words::tag_present(image, found.short()),
        (Ok(Some(found)), Some(expected)) if found == expected => words::tag_same(image, found.short()),
        (Ok(Some(found)), Some(expected)) => words::tag_other(image, found.short(), expected.short()),
    }
}

fn say(
    call: &Call,
    build: Option<&Build>,
    checked: &[Checked],
    tried: &[Tried],
    proven: bool,
) -> io::Result<()> {
    let speaker = &call.speaker;
    let began = build.and_then(|build| build.run.started);
    let mut out = io::stdout().lock();
    let first = match build {
        Some(build) => words::proof_of_run(build.run.id.to_string(), &build.run.url),
        None => words::proof_without_run(),
    };
    writeln!(out, "{}", speaker.say(&first))?;
    for checked in checked {
        writeln!(out, "  {}", speaker.say(&line(checked)))?;
        if let Some(listed) = checked.listed.as_ref().and_then(|listed| listed.say(began)) {
            writeln!(out, "    {}", speaker.say(&listed))?;
        }
    }
    for tried in tried {
        let line = match &tried.pulled {
            Err(failure) => words::pull_failed(tried.image.to_string(), sentence(failure)),
            Ok(pulled) => {
                let size = format!("{:.1} MB", pulled.size as f64 / 1_000_000.0);
                let age = pulled.created.map(|at| now().since(at).as_secs() / 60).unwrap_or_default();
                let platforms = pulled.platforms.join(", ");
                if tried.anonymous {
                    words::pull_open(tried.image.to_string(), platforms, size, age)
                } else {
                    words::pull_private(tried.image.to_string(), platforms, size, age)
                }
            }
        };
        writeln!(out, "  {}", speaker.say(&line))?;
        if let Ok(pulled) = &tried.pulled {
            let line = match pulled.layers - pulled.compared {
                0 => proof::layers_compared(pulled.layers),
                _ => proof::layers_partly(pulled.compared, pulled.layers),
            };
            writeln!(out, "    {}", speaker.say(&line))?;
        }
    }
    if proven {
        if let Some(tried) = tried.first() {
            writeln!(out, "{}", speaker.say(&words::pull_command(tried.image.to_string())))?;
            if !tried.anonymous {
                writeln!(out, "{}", speaker.say(&words::server_token()))?;
            }
        }
        writeln!(out, "{}", speaker.say(&words::proven()))?;
    } else {
        writeln!(out, "{}", speaker.say(&words::not_proven_yet()))?;
    }
    out.flush()
}
