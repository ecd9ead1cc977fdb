//! `sources`: which stored credential each tool would use for an image, what shadows it, and whether it works.

use std::io::{self, Write};

use serde::Serialize;

use super::args::SourcesArgs;
use super::exit::Code;
use super::{Call, Stop, answer, runtime, verify, world};
use crate::model::clean;
use crate::model::failure::Failure;
use crate::model::image::Image;
use crate::model::secret::AccessToken;
use crate::model::sources::{Choice, Ground, Mend, Pick, Tool, resolve};
use crate::model::verdict::is_refusal;
use crate::outside::credentials;
use crate::outside::registry::Session;
use crate::outside::world::World;
use crate::text::{Text, failures, sources};

/// Raised when a field changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// What trying a credential gave.
#[derive(Clone, Debug)]
enum Tried {
    /// The wish to stay offline, or there is none to try.
    Not,
    Taken,
    Refused,
    /// Its secret was tried for a tool above; with what it gave.
    Above(Box<Tried>),
    /// No answer to the question.
    Failed(Failure),
}

impl Tried {
    fn as_str(&self) -> Option<&'static str> {
        match self {
            Self::Not => None,
            Self::Taken => Some("accepted"),
            Self::Refused => Some("refused"),
            Self::Above(first) => first.as_str(),
            Self::Failed(_) => Some("unknown"),
        }
    }

    fn is_refused(&self) -> bool {
        self.as_str() == Some("refused")
    }
}

pub(super) fn run(call: &Call, args: &SourcesArgs) -> Result<Code, Stop> {
    let world = world(call)?;
    let runtime = runtime();
    let code = runtime.block_on(async {
        let named: Vec<String> = args.image.iter().cloned().collect();
        let images = verify::images(call, &named, &world).await?;
        let ground = credentials::ground(&world.machine()).await;
        let mut reports = Vec::new();
        for image in &images {
            let choices: Vec<Choice> = tools(&world).map(|tool| resolve(tool, image, &ground)).collect();
            let tried = if args.untried {
                vec![Tried::Not; choices.len()]
            } else {
                attempt(&world, image, &choices).await
            };
            reports.push((image, choices, tried));
        }
        let printed = if args.json {
            let images =
                reports.iter().map(|(image, choices, tried)| ImageReport::of(image, choices, tried, &ground));
            answer::json(&Report { schema_version: SCHEMA_VERSION, images: images.collect() })
        } else {
            reports
                .iter()
                .try_for_each(|(image, choices, tried)| say(call, &world, image, choices, tried, &ground))
        };
        Ok(match printed {
            Err(_) => Code::CheckFailed,
            Ok(()) if reports.iter().any(|(_, _, tried)| tried.iter().any(Tried::is_refused)) => {
                Code::CredentialRefused
            }
            Ok(())
                if reports
                    .iter()
                    .all(|(_, choices, _)| choices.iter().all(|choice| choice.pick.is_none())) =>
            {
                Code::CheckFailed
            }
            Ok(()) => Code::Good,
        })
    });
    runtime.shutdown_background();
    code
}

/// The tools that are here, and docker, whose files the others read. With `sudo` only where it changes anything.
fn tools(world: &World) -> impl Iterator<Item = Tool> {
    let has = |name: &str| world.env.find_program(name).is_some();
    let here = Tool::ALL.map(|tool| {
        let here = match tool {
            Tool::Docker => true,
            Tool::Buildx => has("docker"),
            Tool::SudoDocker => has("docker") && has("sudo") && !is_root(),
            other => has(other.as_str()),
        };
        here.then_some(tool)
    });
    here.into_iter().flatten()
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    true
}

/// Tries each secret once, however many tools would use it.
async fn attempt(world: &World, image: &Image, choices: &[Choice]) -> Vec<Tried> {
    let mut known: Vec<(AccessToken, Tried)> = Vec::new();
    let mut all = Vec::new();
    for choice in choices {
        let Some(pick) = &choice.pick else {
            all.push(Tried::Not);
            continue;
        };
        let credential = match credentials::load_pick(pick, image.registry(), &world.machine()).await {
            Ok(credential) => credential,
            Err(failure) => {
                all.push(Tried::Failed(failure));
                continue;
            }
        };
        if let Some((_, before)) = known.iter().find(|(secret, _)| secret.is_same(&credential.secret)) {
            all.push(Tried::Above(Box::new(before.clone())));
            continue;
        }
        let secret = credential.secret.clone();
        let session =
            Session::new(&world.http, &world.endpoints, image.registry(), Some(credential), Vec::new());
        let answer = match session {
            Ok(session) => session.recognise().await.map(|_| ()),
            Err(failure) => Err(failure),
        };
        let tried = match answer {
            Ok(()) => Tried::Taken,
            Err(failure) if is_refusal(&failure) => Tried::Refused,
            Err(failure) => Tried::Failed(failure),
        };
        known.push((secret, tried.clone()));
        all.push(tried);
    }
    all
}

/// What mends it, where something has to be mended.
fn mend(choice: &Choice, tried: &Tried, image: &Image, ground: &Ground) -> Option<Mend> {
    let needed = choice.pick.is_none() || tried.is_refused();
    needed.then(|| choice.mend(image.registry(), ground))
}

fn say(
    call: &Call,
    world: &World,
    image: &Image,
    choices: &[Choice],
    tried: &[Tried],
    ground: &Ground,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let mut line = |indent: &str, text: &Text| writeln!(out, "{indent}{}", call.speaker.say(text));
    line("", &sources::title(image.familiar(), image.registry().host()))?;
    for (choice, tried) in choices.iter().zip(tried) {
        line("", &chosen(choice, world))?;
        match tried {
            Tried::Not => {}
            Tried::Taken => line("  ", &sources::taken())?,
            Tried::Refused => line("  ", &sources::refused())?,
            Tried::Above(_) => line("  ", &sources::tried_above())?,
            Tried::Failed(failure) => line("  ", &sources::not_tried(failures::sentence(failure)))?,
        }
        if let Some(trouble) = &choice.trouble {
            line("  ", &sources::stumbles(failures::sentence(trouble)))?;
        }
        for hidden in &choice.hidden {
            let (user, place) = (user(&hidden.pick), place(&hidden.pick, world));
            line("  ", &sources::hidden(hidden.why, &user, &place, &clean::short(&hidden.pick.key, 100)))?;
        }
        if let Some(mend) = mend(choice, tried, image, ground) {
            line("  ", &sources::mend(&mend))?;
        }
    }
    out.flush()
}

fn chosen(choice: &Choice, world: &World) -> Text {
    let tool = choice.tool.as_str();
    match &choice.pick {
        Some(pick) => match (&pick.helper, &pick.username) {
            (Some(helper), None) => sources::makes(tool, clean::short(helper, 60), place(pick, world)),
            (Some(helper), _) => {
                sources::uses_helper(tool, user(pick), clean::short(helper, 60), place(pick, world))
            }
            (None, _) => sources::uses(tool, user(pick), place(pick, world)),
        },
        // Docker and crane go on as nobody after whatever they stumble over.
        None if choice.trouble.is_some() && choice.tool.is_of_containers() => sources::stops(tool),
        None => sources::nobody(tool),
    }
}

fn user(pick: &Pick) -> Text {
    pick.username.as_ref().map_or_else(sources::somebody, |name| Text::raw(clean::short(name, 100)))
}

/// Docker's own helper is taken without any file that says so.
fn place(pick: &Pick, world: &World) -> String {
    if pick.path.as_os_str().is_empty() {
        world.places.familiar(&world.places.docker.join("config.json"))
    } else {
        world.places.familiar(&pick.path)
    }
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    images: Vec<ImageReport>,
}

#[derive(Serialize)]
struct ImageReport {
    image: String,
    registry: String,
    tools: Vec<ToolReport>,
}

#[derive(Serialize)]
struct ToolReport {
    tool: &'static str,
    /// `null` where the tool finds none.
    uses: Option<PickReport>,
    /// `accepted`, `refused`, `unknown`; `null` where it was not tried.
    tried: Option<&'static str>,
    /// What it stumbles over, in the person's words.
    trouble: bool,
    not_used: Vec<HiddenReport>,
    mend: Option<MendReport>,
}

#[derive(Serialize)]
struct PickReport {
    username: Option<String>,
    place: String,
    key: String,
    helper: Option<String>,
}

#[derive(Serialize)]
struct HiddenReport {
    #[serde(flatten)]
    pick: PickReport,
    why: &'static str,
}

#[derive(Serialize)]
struct MendReport {
    /// `run`, `unset` or `helper`.
    kind: &'static str,
    value: String,
}

impl ImageReport {
    fn of(image: &Image, choices: &[Choice], tried: &[Tried], ground: &Ground) -> Self {
        let tools = choices.iter().zip(tried).map(|(choice, tried)| ToolReport {
            tool: choice.tool.as_str(),
            uses: choice.pick.as_ref().map(PickReport::of),
            tried: tried.as_str(),
            trouble: choice.trouble.is_some(),
            not_used: choice
                .hidden
                .iter()
                .map(|hidden| HiddenReport { pick: PickReport::of(&hidden.pick), why: hidden.why.as_str() })
                .collect(),
            mend: mend(choice, tried, image, ground).map(MendReport::of),
        });
        Self { image: image.familiar(), registry: image.registry().host().to_owned(), tools: tools.collect() }
    }
}

impl PickReport {
    fn of(pick: &Pick) -> Self {
        let short = |text: &str| clean::short(text, 300);
        Self {
            username: pick.username.as_deref().map(short),
            place: short(&pick.path.display().to_string()),
            key: short(&pick.key),
            helper: pick.helper.as_deref().map(short),
        }
    }
}

impl MendReport {
    fn of(mend: Mend) -> Self {
        let (kind, value) = match mend {
            Mend::Command(command) => ("run", command),
            Mend::Unset(variable) => ("unset", variable.to_owned()),
            Mend::Helper(helper) => ("helper", helper),
        };
        Self { kind, value }
    }
}
