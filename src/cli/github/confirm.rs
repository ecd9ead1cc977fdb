//! `confirm`: that the image arrived: every tag, with the digest that the build's log names, to be pulled.

use std::io::{self, Write};

use futures_util::FutureExt as _;

use super::args::ConfirmArgs;
use super::json::{self, SCHEMA_VERSION};
use super::{say_renamed, stop, there};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer, credential, world};
use crate::model::digest::Digest;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::proof::{Build, Checked, Listed, NoBuild, Proof, Status, Tried};
use crate::outside::ci::{There, proof as ci};
use crate::run::now;
use crate::text::{Text, failures, github as words, proof as also, when};

pub(super) async fn run(call: &Call, args: &ConfirmArgs) -> Result<Code, Stop> {
    let there = match there(call, &args.repo, false).await {
        Ok(there) => Some(there),
        // Images that are named can be looked at without any repository.
        Err(stop) if args.images.is_empty() || args.repo.repo.is_some() || args.of_run.is_some() => {
            return Err(stop);
        }
        Err(_) => None,
    };
    let world = match &there {
        Some(there) => there.world.clone(),
        None => world(call)?,
    };
    let build = match &there {
        Some(there) if there.github.has_token() || args.images.is_empty() => {
            let build = ci::build(there, args.of_run).await.map_err(no_build);
            say_renamed(call, there).await;
            build?
        }
        _ => None,
    };
    let named = |text: &String| Image::parse(text).map_err(|problem| Stop::no_image(text, &problem));
    let named: Vec<Image> = args.images.iter().map(named).collect::<Result<_, _>>()?;
    let images = Build::wanted(build.as_ref(), &named);
    if images.is_empty() {
        return Err(Stop { words: words::nothing_to_confirm(), code: Code::CheckFailed });
    }
    let wanted = call.cli.username.as_deref();
    let find_pair = |registry: Registry| {
        let world = &world;
        let found = async move { credential::find(world, &registry, None, wanted).await };
        found.map(|found| found.ok().map(|(pair, _)| pair)).boxed()
    };
    let looked = ci::look(&world, build.as_ref(), &images, &find_pair, &|_| {}).await;
    let proof = looked.map_err(|failure| Stop::of(&failure))?;
    let proven = proof.proven();
    if args.repo.json {
        drop(answer::json(&document(there.as_ref(), &proof)));
    } else {
        drop(say(call, &proof));
    }
    Ok(if proven { Code::Good } else { Code::CheckFailed })
}

fn no_build(why: NoBuild) -> Stop {
    match why {
        NoBuild::Failed(failure) => stop(&failure),
        NoBuild::Red(run) => Stop { words: words::run_failed(run.to_string()), code: Code::BuildFailed },
    }
}

fn document(there: Option<&There>, proof: &Proof) -> json::Confirmed {
    let tag = |checked: &Checked| json::Tag {
        name: checked.image.to_string(),
        digest: checked.found.as_ref().ok().and_then(Option::as_ref).map(ToString::to_string),
        status: checked.status(proof.began()).word(),
        listed: match checked.listed {
            Listed::Yes { .. } => Some("yes"),
            Listed::NotYet => Some("not-yet"),
            Listed::Unknown => None,
        },
        pushed_at: pushed(checked).map(Moment::iso),
    };
    let pull = |tried: &Tried| {
        let good = tried.pulled.as_ref().ok();
        let arrived = proof.arrived().any(|other| other.image == tried.image);
        let line = Some(tried.pull_line()).filter(|_| arrived);
        json::Pull {
            image: tried.image.to_string(),
            anonymous: tried.is_open(),
            good: good.is_some(),
            layers: good.map(|pulled| pulled.layers).unwrap_or_default(),
            layers_compared: good.map(|pulled| pulled.compared).unwrap_or_default(),
            platforms: good.map(|pulled| pulled.platforms.clone()).unwrap_or_default(),
            bytes: good.map(|pulled| pulled.size).unwrap_or_default(),
            created: good.and_then(|pulled| pulled.created).map(|at| at.iso()),
            server: line
                .iter()
                .flat_map(|line| tried.login_line().into_iter().chain([line.clone()]))
                .collect(),
            pull: line,
        }
    };
    json::Confirmed {
        schema_version: SCHEMA_VERSION,
        repository: there.map(|there| there.github.slug().to_string()),
        run: proof.run.as_ref().map(|run| run.id),
        digest: proof.digest().map(ToString::to_string),
        tags: proof.checked.iter().map(tag).collect(),
        pulls: proof.tried.iter().map(pull).collect(),
        proven: proof.proven(),
    }
}

fn line(checked: &Checked, proof: &Proof) -> Text {
    let image = checked.image.to_string();
    let short = |digest: &Digest| digest.short();
    let found = checked.found.as_ref().ok().and_then(Option::as_ref).map(short).unwrap_or_default();
    let expected = checked.expected.as_ref().map(short).unwrap_or_default();
    match (checked.status(proof.began()), &checked.found) {
        (_, Err(failure)) => words::tag_unknown(image, failures::sentence(failure)),
        (Status::Missing | Status::Unknown, _) => words::tag_missing(image),
        (Status::Present, _) => words::tag_present(image, found),
        (Status::Older, _) => words::tag_older(image, found),
        (Status::Same, _) => words::tag_same(image, found),
        (Status::Other, _) => words::tag_other(image, found, expected),
    }
}

/// When a tag was pushed, as Docker Hub's list says.
fn pushed(checked: &Checked) -> Option<Moment> {
    match checked.listed {
        Listed::Yes { pushed } => pushed,
        Listed::NotYet | Listed::Unknown => None,
    }
}

/// What Docker Hub's list says of a tag, which lags behind the registry.
fn listed(checked: &Checked, proof: &Proof) -> Option<Text> {
    if checked.listed == Listed::NotYet {
        return Some(also::hub_not_yet());
    }
    let at = pushed(checked)?;
    Some(match proof.began() {
        None => also::hub_lists(at),
        Some(began) if at < began => also::hub_lists_before(at),
        Some(_) => also::hub_lists_this(at),
    })
}

fn say(call: &Call, proof: &Proof) -> io::Result<()> {
    let speaker = &call.speaker;
    let mut out = io::stdout().lock();
    let first = match &proof.run {
        Some(run) => words::proof_of_run(run.id.to_string(), &run.url),
        None => words::proof_without_run(),
    };
    writeln!(out, "{}", speaker.say(&first))?;
    for checked in &proof.checked {
        writeln!(out, "  {}", speaker.say(&line(checked, proof)))?;
        if let Some(listed) = listed(checked, proof) {
            writeln!(out, "    {}", speaker.say(&listed))?;
        }
    }
    for tried in &proof.tried {
        let line = match &tried.pulled {
            Err(failure) => words::pull_failed(tried.image.to_string(), failures::sentence(failure)),
            Ok(pulled) => {
                let size = format!("{:.1} MB", pulled.size as f64 / 1_000_000.0);
                let age = when::built(pulled.created, now());
                let platforms = pulled.platforms.join(", ");
                if tried.is_open() {
                    words::pull_open(tried.image.to_string(), platforms, size, age)
                } else {
                    words::pull_private(tried.image.to_string(), platforms, size, age)
                }
            }
        };
        writeln!(out, "  {}", speaker.say(&line))?;
        if let Ok(pulled) = &tried.pulled {
            let line = match pulled.layers - pulled.compared {
                0 => also::layers_compared(pulled.layers),
                _ => also::layers_partly(pulled.compared, pulled.layers),
            };
            writeln!(out, "    {}", speaker.say(&line))?;
        }
    }
    for tried in proof.arrived() {
        writeln!(out, "{}", speaker.say(&words::pull_command(tried.pull_line())))?;
        let server = match tried.login_line() {
            None => words::server_open(tried.pull_line()),
            Some(login) => words::server_token(login, tried.pull_line()),
        };
        writeln!(out, "{}", speaker.say(&server))?;
    }
    if proof.arrived().next().is_some() {
        writeln!(out, "{}", speaker.say(&words::server_why()))?;
    }
    if proof.proven() {
        writeln!(out, "{}", speaker.say(&words::proven()))?;
    } else {
        writeln!(out, "{}", speaker.say(&words::not_proven_yet()))?;
    }
    out.flush()
}
