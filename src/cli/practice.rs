//! `practice`: the same wizard against services that the program brings along, in a machine of its own.

use std::collections::BTreeMap;
use std::io::{self, Write};

use secrecy::SecretString;

use super::args::{PracticeArgs, PracticeCommand};
use super::exit::Code;
use super::practice_folder::Folder;
use super::{Call, Stop, at_a_terminal, runtime, wizard};
use crate::flow::State;
use crate::flow::plan::{Kind, Lesson};
use crate::model::access::Note;
use crate::model::account::Username;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::secret::AccessToken;
use crate::outside::endpoints::Endpoints;
use crate::outside::http::Http;
use crate::outside::keyring::Keyring;
use crate::outside::keyring::memory::{Memory, Mood};
use crate::outside::places::{Env, Places};
use crate::outside::world::World;
use crate::plain::answers::Answers;
use crate::run::{self, Scribe};
use crate::sandbox::{self, LaidOut, Sandbox, Scenario};
use crate::steps::Step;
use crate::text::{Language, commands};

/// The guide's own story.
const DEFAULT: &str = "read-only-token";

pub(super) fn run(call: &Call, args: &PracticeArgs) -> Result<Code, Stop> {
    match &args.command {
        Some(PracticeCommand::Serve { scenario, json }) => serve(call, scenario.as_deref(), *json),
        None if args.list => list(call),
        None => play(call, args),
    }
}

fn scenario(name: Option<&str>) -> Result<Scenario, Stop> {
    let name = name.unwrap_or(DEFAULT);
    Scenario::named(name).ok_or_else(|| Stop::usage(commands::unknown_scenario(name)))
}

fn failed(error: &io::Error) -> Stop {
    Stop { words: commands::practice_failed(error.to_string()), code: Code::CheckFailed }
}

fn list(call: &Call) -> Result<Code, Stop> {
    let mut out = io::stdout().lock();
    for scenario in Scenario::all() {
        let (title, lesson) = match call.speaker.language() {
            Language::English => (&scenario.title.en, &scenario.lesson.en),
            Language::Chinese => (&scenario.title.zh, &scenario.lesson.zh),
        };
        let written = writeln!(out, "{:<20} {title}\n{:21}{}\n", scenario.name, "", lesson.trim());
        if written.is_err() {
            // A reader such as `head` has seen enough.
            break;
        }
    }
    Ok(Code::Good)
}

fn serve(call: &Call, name: Option<&str>, json: bool) -> Result<Code, Stop> {
    let sandbox = sandbox::start_in_background(scenario(name)?).map_err(|error| failed(&error))?;
    let summary = sandbox.summary();
    let line = serde_json::to_string(&summary).unwrap_or_default();
    let mut out = io::stdout();
    // One line, so that a script can read it without waiting for an end.
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| failed(&error))?;
    if !json {
        eprintln!("{}", call.speaker.say(&commands::practice_listening()));
    }
    let runtime = runtime();
    runtime.block_on(until_told_to_stop());
    Ok(Code::Good)
}

async fn until_told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut term), Ok(mut hup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
                _ = hup.recv() => {}
            }
            return;
        }
    }
    drop(tokio::signal::ctrl_c().await);
}

fn play(call: &Call, args: &PracticeArgs) -> Result<Code, Stop> {
    let scenario = scenario(args.scenario.as_deref())?;
    let tour =
        args.tour || (!at_a_terminal() && call.cli.surface.answers.is_none() && !call.cli.surface.plain);
    let answers = if tour { tour_answers(&scenario)? } else { wizard::surface_answers(call)? };
    let folder = Folder::make().map_err(|error| failed(&error))?;
    let sandbox = sandbox::start_in_background(scenario).map_err(|error| failed(&error))?;
    let laid = sandbox.lay_out_machine(folder.path()).map_err(|error| failed(&error))?;
    let mut world = world(call, &sandbox, &laid)?;
    answers.variables().for_each(|name| world.env.withhold(name));
    let scenario = sandbox.scenario();
    write_notes(&world, &laid, &scenario.expect.image);
    let kind = Kind::Practice {
        scenario: scenario.name.clone(),
        title: Lesson { en: scenario.title.en.clone(), zh: scenario.title.zh.clone() },
        lesson: Lesson { en: scenario.lesson.en.clone(), zh: scenario.lesson.zh.clone() },
        password: scenario.main_account().password.clone(),
        code: scenario.main_account().totp.clone(),
    };
    let mut plan = wizard::plan(call, kind, &world)?;
    // No workflow of a lesson about another registry names an image.
    if scenario.elsewhere.is_some() && plan.image.is_none() {
        plan.image = Image::parse(&scenario.expect.image).ok();
    }
    if scenario.machine.project_file.is_some() {
        plan.first = Step::Onboard;
    } else if wizard::asks_what_went_wrong(call, &plan) {
        plan.first = Step::WhatWentWrong;
    }
    let (state, effects) = State::begin(plan, call.speaker.language(), run::now(), None);
    let surface = if tour { wizard::Wanted::Tour } else { wizard::Wanted::Suitable };
    if tour && let Some(lesson) = state.plan.lesson() {
        // On the screen it is in the help: there it would cover what was found. Nobody may be there to read it.
        drop(writeln!(io::stdout(), "{}", call.speaker.say(&lesson)));
    }
    wizard::play(call, state, effects, world, Scribe::silent(), answers, surface)
}

/// The story by itself: the scenario says what a person would answer.
fn tour_answers(scenario: &Scenario) -> Result<Answers, Stop> {
    let text = toml::to_string(&scenario.tour).unwrap_or_default();
    let nothing = |_: &str| None;
    Answers::parse(&text, nothing, |_| Err(io::ErrorKind::NotFound.into())).map_err(Stop::usage)
}

/// Everything reachable, but on loopback and in a folder that goes away.
fn world(call: &Call, sandbox: &Sandbox, laid: &LaidOut) -> Result<World, Stop> {
    // Of the real machine only what children need to run; nothing that names its credentials.
    let kept = ["PATH", "TERM", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"];
    let real = kept.into_iter().filter_map(|name| Some((name.to_owned(), call.env.text(name)?.to_owned())));
    let github = [("GH_TOKEN".to_owned(), sandbox.summary().github_token)];
    let env = Env::of(real.chain(laid.environment.iter().cloned()).chain(github));
    let places = Places::of(&env).ok_or_else(|| Stop::usage(commands::no_home()))?;
    let address = |text: &str| text.parse().map_err(|_| Stop::usage(commands::bad_address(text)));
    Ok(World {
        http: Http::default(),
        endpoints: Endpoints {
            hub: address(&sandbox.hub_url)?,
            docker_hub_registry: address(&sandbox.registry_url)?,
            elsewhere: match &sandbox.scenario().elsewhere {
                None => BTreeMap::new(),
                Some(one) => BTreeMap::from([(one.host.clone(), address(&sandbox.registry_url)?)]),
            },
            token_page: format!("{}/settings/personal-access-tokens/create", sandbox.hub_url),
            github_api: Some(address(&sandbox.github_url)?),
            github_client: None,
        },
        env,
        places,
        folder: laid.checkout.clone(),
        keyring: Keyring::Memory(Memory::new(mood(laid.keyring))),
        practice: true,
    })
}

/// What an earlier run would have noted. Without it a lesson is poorer, and as true.
fn write_notes(world: &World, laid: &LaidOut, image: &str) {
    let registry =
        Image::parse(image).map_or_else(|_| Registry::docker_hub(), |image| image.registry().clone());
    for noted in &laid.notes {
        let Ok(username) = Username::parse(&noted.user) else { continue };
        let secret = AccessToken::new(SecretString::from(noted.secret.clone()));
        let note = |note: &mut Note| {
            note.label = Some(noted.label.clone());
            note.created = Some(Moment(noted.created));
            note.expires = noted.expires.map(Moment);
        };
        drop(world.ledger().record(&registry, &username, &secret, note));
    }
}

fn mood(keyring: sandbox::Keyring) -> Mood {
    match keyring {
        sandbox::Keyring::Ok => Mood::Ready,
        sandbox::Keyring::Locked => Mood::Locked,
        sandbox::Keyring::Absent => Mood::Absent,
        sandbox::Keyring::Slow => Mood::Stuck,
        sandbox::Keyring::TooLarge => Mood::Small(16),
    }
}
