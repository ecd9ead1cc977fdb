//! `use`: docker, podman, skopeo and buildah find the token where the wizard keeps it. The change is shown first, the
//! keyring is asked before it and the tools after it, and it can be taken back.

mod change;
mod undo;

pub(super) use self::undo::{TakeBack, one as take_back};

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use self::change::Change;
use super::args::UseArgs;
use super::exit::Code;
use super::{Call, Stop, agreed, runtime, world};
use crate::credential_helper;
use crate::model::account::{Credential, Origin, Username};
use crate::model::failure::FailureKind;
use crate::model::image::Registry;
use crate::outside::accounts::Accounts;
use crate::outside::credentials;
use crate::outside::places::Places;
use crate::outside::program;
use crate::outside::server_address;
use crate::outside::tool_files::{Record, Tool, ToolFile, Untouched};
use crate::outside::world::World;
use crate::text::{Text, credentials as words, failures};

/// The suffix by which files name the helper.
const SUFFIX: &str = "pushpilot";

pub(super) fn run(call: &Call, args: &UseArgs) -> Result<Code, Stop> {
    let world = world(call)?;
    let registry = server_address::registry(&args.registry)
        .map_err(|_| Stop::usage(words::use_bad_registry(&args.registry)))?;
    let order = Order { call, args, world: &world, registry, aside: false };
    let runtime = runtime();
    let code = runtime.block_on(order.run());
    runtime.shutdown_background();
    code
}

/// What is to be done, and where.
struct Order<'a> {
    call: &'a Call,
    args: &'a UseArgs,
    world: &'a World,
    registry: Registry,
    /// Standard output is for data; what is done is told by whoever prints it.
    aside: bool,
}

impl Order<'_> {
    async fn run(&self) -> Result<Code, Stop> {
        if let Some(name) = &self.args.account {
            self.choose(name).await?;
            if !(self.args.docker || self.args.podman || self.args.hook) {
                return Ok(Code::Good);
            }
        }
        let state = &self.world.places.state;
        let record = if self.args.dry_run { Record::look(state) } else { Record::open(state) };
        let mut record = record.map_err(|failure| Stop::of(&failure))?;
        if self.args.undo {
            return undo::run(self, &mut record).await;
        }
        let before = self.login().await?;
        self.warn();
        for tool in self.tools()? {
            let change = Change::plan(self, tool, before.as_ref()).await?;
            if !change.run(self, &mut record, before.as_ref()).await? {
                return Ok(Code::Cancelled);
            }
        }
        if self.args.hook {
            change::hook(self, &mut record)?;
        }
        Ok(Code::Good)
    }

    /// The account for this folder, or for everywhere.
    async fn choose(&self, name: &str) -> Result<(), Stop> {
        let username = Username::parse(name).map_err(|_| Stop::usage(words::use_bad_account(name)))?;
        if !self.is_kept(&username).await {
            let words = words::use_no_account(self.registry.host(), name);
            return Err(Stop { words, code: Code::CredentialRefused });
        }
        let folder = self.args.here.then_some(self.world.folder.as_path());
        let accounts = Accounts::in_folder(&self.world.places.config);
        if !self.args.dry_run {
            accounts.choose(&self.registry, folder, Some(&username)).map_err(|failure| Stop::of(&failure))?;
        }
        self.tell(&match folder {
            Some(folder) => words::use_chosen_here(self.registry.host(), name, self.familiar(folder)),
            None => words::use_chosen(self.registry.host(), name),
        });
        Ok(())
    }

    /// Whether this program keeps a login of this name. A keyring that is locked or a file that is encrypted may hold it;
    /// a machine without a keyring has none in it.
    async fn is_kept(&self, username: &Username) -> bool {
        let own = |origin: &Origin| {
            matches!(origin, Origin::Keyring | Origin::KernelKeyring | Origin::EncryptedFile(_))
        };
        let found = credentials::discover(&self.registry, &self.world.machine()).await;
        let mut kept = found.iter().filter(|found| own(&found.origin));
        kept.any(|found| {
            found.trouble.is_some() || found.username.as_ref().is_none_or(|name| name == username)
        })
    }

    /// The tools that were named, else those that are here.
    fn tools(&self) -> Result<Vec<Tool>, Stop> {
        let here = |names: &[&str]| names.iter().any(|name| self.call.env.find_program(name).is_some());
        let named = self.args.docker || self.args.podman || self.args.hook;
        let mut tools = Vec::new();
        if self.args.docker || (!named && here(&["docker"])) {
            tools.push(Tool::Docker);
        }
        if self.args.podman || (!named && here(&["podman", "skopeo", "buildah"])) {
            tools.push(Tool::Containers);
        }
        if tools.is_empty() && !self.args.hook { Err(Stop::usage(words::use_no_tool())) } else { Ok(tools) }
    }

    /// What the helper answers now, as the tools would hear it: a keyring that is locked or absent is met before
    /// anything is changed.
    async fn login(&self) -> Result<Option<Credential>, Stop> {
        if self.call.env.find_program(credential_helper::NAME).is_none() {
            return Err(Stop { words: words::use_no_helper(), code: Code::Keyring });
        }
        credentials::ask_helper(SUFFIX, &self.registry, &self.world.machine()).await.map_err(|failure| {
            let said = match &failure.kind {
                FailureKind::Program { .. } if !failure.said.is_empty() => failure.said.clone(),
                _ => self.call.speaker.say(&failures::sentence(&failure)),
            };
            Stop { words: words::use_helper_failed(said), code: Code::Keyring }
        })
    }

    /// What the tools look at before the keyring.
    fn warn(&self) {
        if self.call.env.get("DOCKER_AUTH_CONFIG").is_some() {
            self.tell(&words::use_variable());
        }
    }

    /// Whether the person agrees.
    fn agreed(&self, question: &Text) -> Result<bool, Stop> {
        agreed(self.call, self.args.yes, question, words::use_needs_yes)
    }

    /// Into the journal; the change is made, whether it can be noted or not.
    fn note(&self, change: &str, file: &Path) {
        drop(self.world.journal().add(crate::run::now(), change, &file.display().to_string()));
    }

    fn tell(&self, text: &Text) {
        if self.aside {
            return;
        }
        let _ = writeln!(io::stdout(), "{}", self.call.speaker.say(text));
    }

    /// A line of a change: what goes, or what comes.
    fn show(&self, sign: char, path: &[&str], value: &str) {
        let path: Vec<String> = path.iter().map(|key| format!("{key:?}")).collect();
        self.tell(&Text::raw(format!("  {sign} {}: {value}", path.join(" > "))));
    }

    fn familiar(&self, path: &Path) -> String {
        self.world.places.familiar(path)
    }

    fn places(&self) -> &Places {
        &self.world.places
    }

    fn read(&self, path: &Path) -> Result<ToolFile, Stop> {
        ToolFile::read(path).map_err(|why| self.untouched(path, &why))
    }

    fn untouched(&self, path: &Path, why: &Untouched) -> Stop {
        let file = self.familiar(path);
        let words = match why {
            Untouched::Failed(failure) => return Stop::of(failure),
            Untouched::Dangling => words::file_dangling(file),
            Untouched::Foreign(owner) => words::file_foreign(file, *owner),
            Untouched::ReadOnly => words::file_read_only(file),
            Untouched::Changed => words::file_changed(file),
        };
        Stop { words, code: Code::CheckFailed }
    }

    /// A copy of a file as it was, for its owner only.
    fn back_up(&self, file: &ToolFile, text: &str) -> Result<Option<PathBuf>, Stop> {
        let backup = file.back_up(&self.places().state, text).map_err(|failure| Stop::of(&failure))?;
        let Some(backup) = backup else { return Ok(None) };
        self.tell(&words::use_backup(self.familiar(&backup)));
        Ok(Some(backup))
    }

    /// Whether the tool finds the login now, asked as it would look for it itself.
    async fn prove(&self, tool: Tool, login: Option<&Credential>) -> Result<bool, Stop> {
        let Some(expected) = login else { return Ok(true) };
        let answered = credentials::ask_helper(SUFFIX, &self.registry, &self.world.machine()).await;
        let same = answered.is_ok_and(|answered| {
            answered.is_some_and(|answered| {
                answered.username == expected.username && answered.secret.is_same(&expected.secret)
            })
        });
        if !same {
            return Ok(false);
        }
        let name = expected.username.as_str();
        self.tell(&words::use_proof(self.registry.host(), name));
        match tool {
            // It asks the helper in just this way, and has no command that only looks.
            Tool::Docker => Ok(true),
            Tool::Containers => self.prove_containers(name).await,
        }
    }

    /// Their `login --get-login` only looks, and needs no network.
    async fn prove_containers(&self, name: &str) -> Result<bool, Stop> {
        let tool = ["skopeo", "buildah", "podman"]
            .into_iter()
            .find(|name| self.call.env.find_program(name).is_some());
        let Some(tool) = tool else { return Ok(true) };
        let call = program::Call {
            name: tool,
            arguments: &["login", "--get-login", self.registry.host()],
            input: "",
            folder: None,
            extra: &[],
            without: "",
            wait: std::time::Duration::from_secs(60),
            limit: 64 * 1024,
        };
        let ended = program::run(call, &self.call.env).await.map_err(|failure| Stop::of(&failure))?;
        let found = ended.success && String::from_utf8_lossy(&ended.stdout).trim() == name;
        if found {
            self.tell(&words::use_proof_tool(tool, self.registry.host(), name));
        }
        Ok(found)
    }
}

/// A tool's name as people say it.
fn name(tool: Tool) -> &'static str {
    match tool {
        Tool::Docker => "docker",
        Tool::Containers => "podman",
    }
}
