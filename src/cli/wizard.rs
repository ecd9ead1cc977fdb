//! The wizard, on the surface that suits the terminal and the person.

use std::io::{self, Write as _};
use std::sync::Arc;

use super::exit::Code;
use super::{Call, Stop, at_a_terminal, dry, runtime, world};
use crate::flow::State;
use crate::flow::effect::Effect;
use crate::flow::plan::{Kind, Plan};
use crate::model::account::Username;
use crate::model::image::Image;
use crate::outside::world::World;
use crate::plain::answers::Answers;
use crate::plain::{Plain, Source};
use crate::report::summary;
use crate::run::{self, End, Scribe};
use crate::steps::Step;
use crate::surface::either::Either;
use crate::surface::{Surface, fault};
use crate::text::speak::Speaker;
use crate::text::{Language, commands};
use crate::ui::Options;
use crate::ui::abilities::Abilities;

/// The note of an interrupted run, in the state folder.
const NOTE: &str = "run.json";
const ONBOARDING_NOTE: &str = "onboarding.json";

/// The wizard from its beginning.
pub(super) fn run(call: &Call) -> Result<Code, Stop> {
    noted(call, NOTE, call.cli.dry_run, |plan| {
        let asks = asks_what_went_wrong(call, plan) && at_a_terminal();
        if asks { Step::WhatWentWrong } else { Step::FindProject }
    })
}

/// A newcomer's way, which has a note of its own: it works on another repository.
pub(super) fn onboard(call: &Call, is_dry: bool) -> Result<Code, Stop> {
    noted(call, ONBOARDING_NOTE, is_dry, |_| Step::Onboard)
}

/// A run that takes up where an earlier one was interrupted, and can be taken up itself.
fn noted(call: &Call, note: &str, is_dry: bool, first: impl FnOnce(&Plan) -> Step) -> Result<Code, Stop> {
    let (world, answers) = ground(call)?;
    let note = world.places.state.join(note);
    let (kind, world) = of_kind(is_dry, world);
    let mut plan = plan(call, kind, &world)?;
    plan.first = first(&plan);
    // What was interrupted is taken up by a run that can end it.
    let saved = if is_dry { None } else { run::recall(&note) };
    let (state, effects) = State::begin(plan, call.speaker.language(), run::now(), saved);
    let scribe = if is_dry { Scribe::silent() } else { Scribe::begin(note) };
    play(call, state, effects, world, scribe, answers, Wanted::Suitable)
}

/// A run that begins beside the usual way and leaves no note. `code` judges how it ended.
pub(super) fn beginning_with(
    call: &Call,
    first: Step,
    is_dry: bool,
    code: impl FnOnce(&State, Code) -> Code,
) -> Result<Code, Stop> {
    let (world, answers) = ground(call)?;
    let (kind, world) = of_kind(is_dry, world);
    let plan = Plan { first, ..plan(call, kind, &world)? };
    let (mut state, effects) = State::begin(plan, call.speaker.language(), run::now(), None);
    let ended = drive(call, &mut state, effects, world, Scribe::silent(), answers, Wanted::Suitable)?;
    Ok(code(&state, ended))
}

fn of_kind(is_dry: bool, world: World) -> (Kind, World) {
    if is_dry { (Kind::Dry, dry(world)) } else { (Kind::Real, world) }
}

/// Everything reachable, without the variables that only the answers are meant for.
fn ground(call: &Call) -> Result<(World, Answers), Stop> {
    let mut world = world(call)?;
    let answers = surface_answers(call)?;
    answers.variables().for_each(|name| world.env.withhold(name));
    Ok((world, answers))
}

/// A script has its answers, and who names an image knows what to look at.
pub(super) fn asks_what_went_wrong(call: &Call, plan: &Plan) -> bool {
    plan.image.is_none() && call.cli.surface.answers.is_none()
}

/// Which surface a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// What suits the terminal and the flags.
    Suitable,
    /// Lines, with every question answered as recommended: the story plays by itself.
    Tour,
}

pub(super) fn plan(call: &Call, kind: Kind, world: &World) -> Result<Plan, Stop> {
    let image = match &call.cli.image {
        Some(text) => Some(Image::parse(text).map_err(|problem| Stop::no_image(text, &problem))?),
        None => None,
    };
    let mut seed = [0; 8];
    // Without randomness the throw-away tag is only less unusual; that it is free is checked before use.
    let _ = getrandom::fill(&mut seed);
    Ok(Plan {
        kind,
        image,
        username: call.cli.username.as_deref().and_then(|name| Username::parse(name).ok()),
        first: Step::FindProject,
        token_page: world.endpoints.token_page.clone(),
        hub: world.endpoints.hub.to_string(),
        seed: u64::from_le_bytes(seed),
    })
}

pub(super) fn surface_answers(call: &Call) -> Result<Answers, Stop> {
    match &call.cli.surface.answers {
        Some(path) => Answers::load(path, |name| call.env.text(name).map(str::to_owned)).map_err(Stop::usage),
        None => Ok(Answers::default()),
    }
}

/// Plays a run to its end, and says on the normal screen how it ended.
pub(super) fn play(
    call: &Call,
    mut state: State,
    effects: Vec<Effect>,
    world: World,
    scribe: Scribe,
    answers: Answers,
    wanted: Wanted,
) -> Result<Code, Stop> {
    drive(call, &mut state, effects, world, scribe, answers, wanted)
}

fn drive(
    call: &Call,
    state: &mut State,
    effects: Vec<Effect>,
    world: World,
    scribe: Scribe,
    answers: Answers,
    wanted: Wanted,
) -> Result<Code, Stop> {
    let wishes = call.cli.surface.wishes();
    let abilities = Abilities::of(&wishes, |name| call.env.text(name).map(str::to_owned), at_a_terminal());
    let tour = wanted == Wanted::Tour;
    let lines = abilities.plain || tour;
    if !lines && let Err(why) = &abilities.chinese {
        let wished = state.language == Language::Chinese;
        state.stay_in(Language::English, why.clone(), wished);
    }
    let world = Arc::new(world);
    let runtime = runtime();
    // Both surfaces listen to signals from their first moment, which needs the runtime.
    let entered = runtime.enter();
    fault::keep_quiet(state.language);
    let ended = if lines {
        let source = if tour { Source::story() } else { Source::stdin() };
        let mut plain = Plain::new(io::stdout(), source, answers, state.language)
            .map_err(|error| terminal_failed(&error))?;
        let end = runtime.block_on(run::drive(state, effects, world, &scribe, &mut plain));
        drop(plain.leave());
        if let Some(unused) = plain.unused() {
            drop(writeln!(io::stderr(), "pushpilot: {}", Speaker::new(state.language).say(&unused)));
        }
        end
    } else {
        let options = Options {
            look: abilities.look,
            mouse: !call.cli.surface.no_mouse,
            notify: call.cli.surface.notify,
            ask_background: abilities.ask_background,
        };
        let mut either = Either::begin(options, state.language).map_err(|error| terminal_failed(&error))?;
        let end = runtime.block_on(run::drive(state, effects, world, &scribe, &mut either));
        drop(either.leave());
        end
    };
    drop(entered);
    // A keyring's thread may hang for ever; leaving does not wait for it.
    runtime.shutdown_background();
    match ended.map_err(|error| terminal_failed(&error))? {
        End::Left(exit) => {
            close(state);
            Ok(Code::of_exit(exit))
        }
        // A story in which the recommended way leads in circles: what was found out is its end.
        End::Missing(_) if tour => {
            close(state);
            Ok(if state.report().proven() { Code::Good } else { Code::CheckFailed })
        }
        End::Wrong(words) => Err(Stop::usage(words)),
        End::Missing(question) => Err(Stop::usage(commands::missing_answer(question))),
    }
}

/// The closing words, once it is known what it was all about.
fn close(state: &State) {
    if state.facts.image.is_some() {
        let mut out = io::stdout().lock();
        for line in summary::lines(&state.report(), &Speaker::new(state.language)) {
            // A terminal that was closed reads nothing, and what is to be tidied up is tidied up all the same.
            drop(writeln!(out, "{line}"));
        }
    }
}

fn terminal_failed(error: &io::Error) -> Stop {
    Stop { words: commands::terminal_failed(error.to_string()), code: Code::CheckFailed }
}
