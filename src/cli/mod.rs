//! The commands: one file each, arguments and exit codes beside them.

mod answer;
pub mod args;
mod called_as;
mod codes;
mod credential;
mod diagnose;
mod docker_plugin;
pub mod exit;
mod faults;
pub mod github;
mod help;
mod init;
mod install_links;
mod paint;
mod practice;
mod practice_folder;
mod rotate;
mod sources;
mod status;
mod test_push;
mod undo;
mod use_keyring;
mod verify;
mod wizard;
pub mod words;

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::PathBuf;

use clap::FromArgMatches;

use crate::model::failure::Failure;
use crate::model::image::ImageProblem;
use crate::outside::endpoints::{self, Endpoints};
use crate::outside::hardening;
use crate::outside::http::{Http, Settings};
use crate::outside::keyring::Keyring;
use crate::outside::places::{Env, Places};
use crate::outside::world::World;
use crate::text::speak::Speaker;
use crate::text::{Language, Text, commands, failures, pages};
use args::{Cli, Command, PlaceArgs};
use called_as::CalledAs;
use exit::Code;

/// What keeps a command from running: words for the person, and the code.
pub(crate) struct Stop {
    pub(crate) words: Text,
    pub(crate) code: Code,
}

impl Stop {
    pub(crate) fn usage(words: Text) -> Self {
        Self { words, code: Code::Usage }
    }

    /// A text that should name an image and does not, with what it lacks.
    pub(crate) fn no_image(text: &str, problem: &ImageProblem) -> Self {
        Self::usage(commands::not_an_image(text, pages::image_problem(problem, problem.fixed())))
    }

    /// A failure in its own words, with the code for its kind.
    pub(crate) fn of(failure: &Failure) -> Self {
        Self { words: failures::sentence(failure), code: Code::of_failure(&failure.kind) }
    }
}

/// What every command is given.
pub(crate) struct Call {
    pub(crate) env: Env,
    pub(crate) speaker: Speaker,
    pub(crate) cli: Cli,
}

/// Runs the program with these arguments.
#[must_use]
pub fn main(arguments: Vec<OsString>) -> Code {
    hardening::harden();
    let arguments = match CalledAs::name(&arguments) {
        CalledAs::Itself => arguments,
        CalledAs::CredentialHelper => {
            return Code::of_helper(crate::credential_helper::main(&arguments[1..]));
        }
        CalledAs::DockerPlugin => match docker_plugin::read(&arguments) {
            docker_plugin::Asked::Answer(answer) => return docker_plugin::print(answer),
            docker_plugin::Asked::Run(arguments) => arguments,
        },
        CalledAs::GhExtension => called_as::renamed("gh pushpilot", arguments.into_iter().skip(1)),
    };
    let env = Env::of_process();
    let language = language(&arguments, &env);
    let speaker = Speaker::new(language).at(crate::run::now());
    let command = words::command(&speaker);
    let cli = match command
        .clone()
        .try_get_matches_from(&arguments)
        .and_then(|found| Cli::from_arg_matches(&found))
    {
        Ok(cli) => cli.without_empty(),
        Err(error) => {
            // Help goes to standard output, faults to standard error; clap knows which is which.
            match faults::say(&error, &speaker) {
                Some(said) => drop(writeln!(io::stderr(), "{said}")),
                None => drop(error.print()),
            }
            return if error.use_stderr() { Code::Usage } else { Code::Good };
        }
    };
    let call = Call { env, speaker, cli };
    let asked = match call.cli.stray() {
        Some(stray) => Err(Stop::usage(commands::stray_argument(stray))),
        None => run(&call, command),
    };
    match asked {
        Ok(code) => code,
        Err(stop) => {
            drop(writeln!(io::stderr(), "pushpilot: {}", call.speaker.say(&stop.words)));
            stop.code
        }
    }
}

fn run(call: &Call, command: clap::Command) -> Result<Code, Stop> {
    match &call.cli.command {
        None => wizard::run(call),
        Some(Command::Diagnose(args)) => diagnose::run(call, args),
        Some(Command::Verify(args)) => verify::run(call, args),
        Some(Command::TestPush(args)) => test_push::run(call, args),
        Some(Command::Sources(args)) => sources::run(call, args),
        Some(Command::Secrets(args)) => github::secrets(call, args),
        Some(Command::Rerun(args)) => github::rerun(call, args),
        Some(Command::Watch(args)) => github::watch(call, args),
        Some(Command::Confirm(args)) => github::confirm(call, args),
        Some(Command::Onboard(args)) => wizard::onboard(call, args.dry_run),
        Some(Command::Practice(args)) => practice::run(call, args),
        Some(Command::Codes(args)) => codes::run(call, args),
        Some(Command::Help { topic }) => help::run(call, topic.as_deref(), command),
        Some(Command::Init(args)) => init::run(call, args),
        Some(Command::InstallLinks(args)) => install_links::run(call, args),
        Some(Command::Status(args)) => status::run(call, args),
        Some(Command::Rotate(args)) => rotate::run(call, args),
        Some(Command::Undo(args)) => rotate::undo(call, args),
        Some(Command::Use(args)) => use_keyring::run(call, args),
        Some(Command::Completions { shell }) => {
            let mut command = command;
            clap_complete::generate(*shell, &mut command, "pushpilot", &mut io::stdout());
            Ok(Code::Good)
        }
        Some(Command::Man) => {
            let page = clap_mangen::Man::new(command);
            let written = page.render(&mut io::stdout());
            Ok(if written.is_ok() { Code::Good } else { Code::CheckFailed })
        }
    }
}

/// The language has to be known before the arguments are understood: their faults are told in it.
fn language(arguments: &[OsString], env: &Env) -> Language {
    let mut after_flag = false;
    for argument in arguments.iter().filter_map(|argument| argument.to_str()) {
        if after_flag || argument.starts_with("--lang=") {
            let tag = argument.strip_prefix("--lang=").unwrap_or(argument);
            if let Some(language) = Language::parse(tag) {
                return language;
            }
        }
        after_flag = argument == "--lang";
    }
    Language::of_locale([env.text("LC_ALL"), env.text("LC_MESSAGES"), env.text("LANG")])
}

/// A runtime on this thread: one task owns the state, and nothing here computes for long.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a system that runs programs has room for an event loop")
}

/// Everything reachable, for real.
pub(crate) fn world(call: &Call) -> Result<World, Stop> {
    let places = Places::of(&call.env).ok_or_else(|| Stop::usage(commands::no_home()))?;
    Ok(World {
        http: Http::default(),
        endpoints: endpoints(&call.cli.places)?,
        env: call.env.clone(),
        places,
        folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
        keyring: Keyring::System,
        practice: false,
    })
}

/// The same for a run that changes nothing: what could is refused before it is sent.
pub(crate) fn dry(world: World) -> World {
    World { http: Http::new(Settings { only_reads: true, ..Settings::default() }), ..world }
}

fn endpoints(args: &PlaceArgs) -> Result<Endpoints, Stop> {
    let mut endpoints = Endpoints::default();
    let read = |text: &str| {
        let bad = || Stop::usage(commands::bad_address(text));
        let url: url::Url = text.parse().map_err(|_| bad())?;
        let allowed = url.scheme() == "https" || (url.scheme() == "http" && endpoints::is_loopback(&url));
        if allowed && url.username().is_empty() && url.password().is_none() { Ok(url) } else { Err(bad()) }
    };
    if let Some(text) = &args.hub_url {
        endpoints.hub = read(text)?;
    }
    // An address alone is of docker.io's; a host before it, of that one; of several with commas between them.
    for text in args.registry_url.iter().flat_map(|all| all.split(',')) {
        match text.split_once('=').filter(|(host, _)| !host.contains("://")) {
            None => endpoints.docker_hub_registry = read(text)?,
            Some((host, text)) => drop(endpoints.elsewhere.insert(host.to_owned(), read(text)?)),
        }
    }
    if let Some(text) = &args.github_api_url {
        endpoints.github_api = Some(read(text)?);
    }
    endpoints.github_client = args.github_client_id.clone().filter(|id| !id.is_empty());
    Ok(endpoints)
}

pub(crate) fn at_a_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether the person agrees. Without a terminal only `--yes` is agreement, and its lack is told in these words.
pub(crate) fn agreed(
    call: &Call,
    yes: bool,
    question: &Text,
    needs_yes: impl Fn() -> Text,
) -> Result<bool, Stop> {
    if yes {
        return Ok(true);
    }
    if !at_a_terminal() {
        return Err(Stop::usage(needs_yes()));
    }
    print!("{} ", call.speaker.say(question));
    let _ = io::stdout().flush();
    let mut line = String::new();
    // Who cannot be heard has not agreed.
    let _ = io::stdin().lock().take(100).read_line(&mut line);
    Ok(matches!(line.trim(), "y" | "Y" | "yes" | "是"))
}
