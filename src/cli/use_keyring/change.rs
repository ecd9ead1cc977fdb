//! The change of one file: planned from what it holds, shown, agreed to, made, proven.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{Order, SUFFIX, Stop, name};
use crate::cli::exit::Code;
use crate::model::account::{Credential, IDENTITY_TOKEN, Username};
use crate::model::failure::{Failure, FailureKind, KeyringTrouble};
use crate::model::image::Registry;
use crate::model::secret::AccessToken;
use crate::outside::credentials::{self, PlainLogin};
use crate::outside::keyring::Keyring;
use crate::outside::tool_files::edit::{self, quoted};
use crate::outside::tool_files::{Entry, Record, Tool, ToolFile};
use crate::text::{Text, credentials as words};

/// The members of an entry in `auths` that hold a secret, or the name that belongs to it.
const SECRET: [&str; 4] = ["auth", "username", "password", "identitytoken"];

/// What is to happen to one file.
pub(super) struct Change {
    tool: Tool,
    file: ToolFile,
    key: String,
    /// Logins in plain text that go into the keyring.
    moving: Vec<PlainLogin>,
}

impl Change {
    pub(super) async fn plan(
        order: &Order<'_>,
        tool: Tool,
        login: Option<&Credential>,
    ) -> Result<Self, Stop> {
        let path = tool.file(&order.call.env, order.places());
        let file = order.read(&path)?;
        let key = tool.key(&order.registry, &path, order.places());
        let broken = |line| order.untouched(&path, &file.broken(edit::Broken(line)));
        let plain = credentials::plain_logins(&file.text, &order.registry).map_err(broken)?;
        let mut moving = Vec::new();
        for plain in plain {
            order.tell(&words::use_plain(
                order.familiar(&path),
                plain.username.as_str(),
                order.registry.host(),
            ));
            let kept = order.world.keyring.load(&order.registry, &plain.username).await.ok().flatten();
            if kept.is_some_and(|kept| !kept.is_same(&plain.secret)) {
                order.tell(&words::use_plain_differs(order.familiar(&path), plain.username.as_str()));
            } else if order.args.move_plain
                || (crate::cli::at_a_terminal()
                    && !order.args.yes
                    && !order.args.dry_run
                    && order.agreed(&words::use_ask_move(plain.username.as_str()))?)
            {
                moving.push(plain);
            } else {
                order.tell(&words::use_plain_stays(order.familiar(&path), plain.username.as_str()));
            }
        }
        if login.is_none() && moving.is_empty() {
            let words = words::use_no_login(order.registry.host());
            return Err(Stop { words, code: Code::CredentialRefused });
        }
        if tool == Tool::Containers {
            shadow(order, &path);
        }
        Ok(Self { tool, file, key, moving })
    }

    /// Makes the change; `false` if the person does not want it.
    pub(super) async fn run(
        self,
        order: &Order<'_>,
        record: &mut Record,
        login: Option<&Credential>,
    ) -> Result<bool, Stop> {
        let path = ["credHelpers", self.key.as_str()];
        let broken = |problem| order.untouched(&self.file.path, &self.file.broken(problem));
        let value = quoted(SUFFIX);
        let before = edit::get(&self.file.text, &path).map_err(broken)?.map(str::to_owned);
        let shown = order.familiar(&self.file.path);
        if before.as_deref() == Some(value.as_str()) && self.moving.is_empty() {
            order.tell(&words::use_already(&shown));
            return Ok(true);
        }
        let text = Zeroizing::new(edit::set(&self.file.text, &path, &value).map_err(broken)?);
        let text = self.without_secrets(&text).map_err(broken)?;
        self.show(order, before.as_deref(), &path, &value);
        if order.args.dry_run {
            order.tell(&words::use_dry());
            return Ok(true);
        }
        if !order.agreed(&words::use_ask())? {
            return Ok(false);
        }
        self.keep(order).await?;
        let had_object = edit::get(&self.file.text, &path[..1]).map_err(broken)?.is_some();
        let moved = self.moving.iter().map(|plain| (plain.key.clone(), plain.username.to_string())).collect();
        let entry = Entry {
            file: self.file.path.clone(),
            path: path.map(str::to_owned).to_vec(),
            before,
            made: usize::from(!had_object),
            made_file: !self.file.exists,
            moved,
        };
        // What moved is in the keyring by now; a copy in plain text would undo the point of it.
        let kept = self.without_secrets(&self.file.text).map_err(broken)?;
        order.back_up(&self.file, &kept)?;
        record.add(entry).map_err(|failure| Stop::of(&failure))?;
        self.file.write(&text).map_err(|why| order.untouched(&self.file.path, &why))?;
        order.note("tool-file-changed", &self.file.path);
        order.tell(&words::use_written(&shown));
        let expected = match login {
            Some(login) => Some(login.clone()),
            None => order.login().await?,
        };
        if !order.prove(self.tool, expected.as_ref()).await? {
            return Err(self.put_back(order, record, &path));
        }
        if self.file.readable_by_others && !self.moving.is_empty() {
            order.tell(&words::use_rotate(&shown));
        }
        Ok(true)
    }

    fn show(&self, order: &Order<'_>, before: Option<&str>, path: &[&str], value: &str) {
        let shown = order.familiar(&self.file.path);
        let head = if self.file.exists { Text::raw(shown) } else { words::use_new_file(shown) };
        order.tell(&head);
        if before != Some(value) {
            if let Some(before) = before {
                order.show('-', path, before);
            }
            order.show('+', path, value);
        }
        for plain in &self.moving {
            let secret = order.call.speaker.say(&words::use_secret());
            order.show('-', &["auths", &plain.key, "auth"], &secret);
        }
    }

    fn without_secrets(&self, text: &str) -> Result<Zeroizing<String>, edit::Broken> {
        self.moving.iter().try_fold(Zeroizing::new(text.to_owned()), |text, plain| {
            SECRET.iter().try_fold(text, |text, member| {
                edit::remove(&text, &["auths", &plain.key, member]).map(Zeroizing::new)
            })
        })
    }

    /// The logins that move are in the keyring before the file loses them: written, read back, compared.
    async fn keep(&self, order: &Order<'_>) -> Result<(), Stop> {
        for plain in &self.moving {
            let stored = order.world.keyring.store(&order.registry, &plain.username, &plain.secret).await;
            stored.map_err(|unstored| Stop::of(&of_keyring(unstored.trouble)))?;
        }
        Ok(())
    }

    /// The tool does not find it after all: the file as it was.
    fn put_back(&self, order: &Order<'_>, record: &mut Record, path: &[&str]) -> Stop {
        let put = ToolFile::read(&self.file.path).and_then(|now| now.write(&self.file.text));
        match put {
            Ok(()) => {
                // Forgetting fails only where noting did not, a moment ago; an undo would then find nothing to do.
                let _ = record.drop_entry(&self.file.path, path);
                let words = words::use_no_proof(name(self.tool), order.familiar(&self.file.path));
                Stop { words, code: Code::CheckFailed }
            }
            Err(why) => order.untouched(&self.file.path, &why),
        }
    }
}

/// Podman reads the file of the session before the one that lasts.
fn shadow(order: &Order<'_>, path: &Path) {
    let Some(session) = order.places().containers.as_ref().map(|folder| folder.join("auth.json")) else {
        return;
    };
    let named =
        order.call.env.get("REGISTRY_AUTH_FILE").is_some() || order.call.env.get("DOCKER_CONFIG").is_some();
    if named || session == path {
        return;
    }
    let Ok(file) = ToolFile::read(&session) else { return };
    if credentials::plain_logins(&file.text, &order.registry).is_ok_and(|plain| !plain.is_empty()) {
        order.tell(&words::use_shadowed(order.familiar(&session)));
    }
}

/// The line under a failed push, by docker's own means: the commands after which it asks this plugin, and that it asks
/// plugins at all, which it does not unless it is told to (docker CLI, `HooksEnabled`).
pub(super) const HOOK: [(&[&str], &str); 2] =
    [(&["plugins", "pushpilot", "hooks"], "push,buildx build,login,pull"), (&["features", "hooks"], "true")];

/// Sets what makes docker ask this plugin. Its `hooks` are asked after every such command, and answered with nothing
/// unless it failed: older clients have no `error-hooks` (docker/cli #6794).
pub(super) fn hook(order: &Order<'_>, record: &mut Record) -> Result<(), Stop> {
    let file = order.read(&Tool::Docker.file(&order.call.env, order.places()))?;
    let broken = |problem| order.untouched(&file.path, &file.broken(problem));
    let shown = order.familiar(&file.path);
    let mut text = file.text.clone();
    let mut entries = Vec::new();
    for (path, value) in HOOK {
        let value = quoted(value);
        let before = edit::get(&text, path).map_err(broken)?.map(str::to_owned);
        if before.as_deref() == Some(value.as_str()) {
            continue;
        }
        if entries.is_empty() {
            order.tell(&Text::raw(&shown));
        }
        if let Some(before) = &before {
            order.show('-', path, before);
        }
        order.show('+', path, &value);
        let mut made = 0;
        for depth in 1..path.len() {
            made += usize::from(edit::get(&text, &path[..depth]).map_err(broken)?.is_none());
        }
        text = Zeroizing::new(edit::set(&text, path, &value).map_err(broken)?);
        let path = path.iter().map(|key| (*key).to_owned()).collect();
        let (file, made_file) = (file.path.clone(), !file.exists);
        entries.push(Entry { file, path, before, made, made_file, moved: Vec::new() });
    }
    if entries.is_empty() {
        order.tell(&words::use_already(shown));
        return Ok(());
    }
    if order.args.dry_run {
        order.tell(&words::use_dry());
        return Ok(());
    }
    if !order.agreed(&words::use_ask())? {
        return Ok(());
    }
    order.back_up(&file, &file.text)?;
    for entry in entries {
        record.add(entry).map_err(|failure| Stop::of(&failure))?;
    }
    file.write(&text).map_err(|why| order.untouched(&file.path, &why))?;
    order.note("tool-file-changed", &file.path);
    order.tell(&words::use_written(shown));
    Ok(())
}

/// A login in the form in which files hold it.
pub(super) fn in_plain(username: &str, secret: &AccessToken) -> (&'static str, Zeroizing<String>) {
    let secret = secret.expose();
    if username == IDENTITY_TOKEN {
        return ("identitytoken", Zeroizing::new(quoted(secret)));
    }
    let pair = Zeroizing::new(format!("{username}:{secret}"));
    ("auth", Zeroizing::new(quoted(&STANDARD.encode(pair.as_bytes()))))
}

fn of_keyring(trouble: KeyringTrouble) -> Failure {
    Failure::new(FailureKind::Keyring(trouble))
}

/// The secret that went into the keyring, for taking it back.
pub(super) async fn kept(
    keyring: &Keyring,
    registry: &Registry,
    username: &str,
) -> Result<Option<AccessToken>, Stop> {
    let Ok(username) = Username::parse(username) else { return Ok(None) };
    keyring.load(registry, &username).await.map_err(|trouble| Stop::of(&of_keyring(trouble)))
}
