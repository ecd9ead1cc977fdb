//! This program as a Docker credential helper: docker, podman, skopeo and buildah ask it for the login of a
//! registry, and find what the wizard keeps in the keyring (docker-credential-helpers, its README).
//!
//! It lives for milliseconds between a person and their push: no event loop, no TLS, no words loaded
//! unless something is wrong.

mod answer;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::model::account::Username;
use crate::model::failure::{Failure, FailureKind, KeyringTrouble};
use crate::model::image::Registry;
use crate::model::secret::AccessToken;
use crate::outside::accounts::Accounts;
use crate::outside::keyring::{Kept, Keyring};
use crate::outside::places::{Env, Places};
use crate::outside::server_address;

pub use answer::{NAME, Trouble};

/// A web login's tokens have a few thousand bytes.
const LIMIT: u64 = 64 * 1024;

/// How long the person gets to type the keyring's password into its own window.
const UNLOCK_WAIT: Duration = Duration::from_secs(50);

/// Answers one question on standard output; whether with what was asked for.
#[must_use]
pub fn main(arguments: &[OsString]) -> bool {
    let env = Env::of_process();
    let places = Places::of(&env);
    let helper = Helper {
        keyrings: vec![Keyring::System, Keyring::Kernel],
        accounts: places.as_ref().map(|places| Accounts::in_folder(&places.config)),
        wanted: env.text("PUSHPILOT_USERNAME").and_then(|name| Username::parse(name).ok()),
        folder: std::env::current_dir().unwrap_or_default(),
    };
    let verb = match arguments {
        [verb] => verb.to_str().unwrap_or_default(),
        _ => "",
    };
    let mut out = Zeroizing::new(Vec::with_capacity(16 * 1024));
    let end = helper.answer(verb, std::io::stdin().lock(), &mut out);
    let (good, text) = match end {
        Ok(()) => (true, out),
        Err(trouble) => (false, Zeroizing::new(answer::say(&trouble, &env).into_bytes())),
    };
    let mut stdout = std::io::stdout().lock();
    // Whoever asked may have gone; nobody else is told the answer.
    stdout.write_all(&text).and_then(|()| stdout.flush()).is_ok() && good
}

/// What an answer is made from.
#[derive(Debug)]
pub struct Helper {
    /// Where logins are looked for, in this order; the first is the one that is written to.
    pub keyrings: Vec<Keyring>,
    pub accounts: Option<Accounts>,
    /// The account that the environment names.
    pub wanted: Option<Username>,
    /// The folder that the tool was started in.
    pub folder: PathBuf,
}

/// What `store` is given.
#[derive(Deserialize)]
struct Given {
    #[serde(rename = "ServerURL", default)]
    server: String,
    #[serde(rename = "Username", default)]
    username: String,
    #[serde(rename = "Secret", default)]
    secret: Secret,
}

#[derive(Default)]
struct Secret(SecretString);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// What `get` answers.
#[derive(Serialize)]
struct Login<'a> {
    #[serde(rename = "ServerURL")]
    server: &'a str,
    #[serde(rename = "Username")]
    username: &'a str,
    #[serde(rename = "Secret")]
    secret: &'a str,
}

impl Helper {
    /// Answers a verb with what stands on its input.
    ///
    /// # Errors
    /// What to tell instead; nothing was written to `out` then that may not be shown.
    pub fn answer(&self, verb: &str, input: impl Read, out: &mut Zeroizing<Vec<u8>>) -> Result<(), Trouble> {
        match verb {
            "get" => self.get(&read(input)?, out),
            "store" => self.store(&read(input)?),
            "erase" => self.erase(&read(input)?),
            "list" => self.list(out),
            "version" => {
                out.extend_from_slice(
                    format!("{NAME} (pushpilot) v{}\n", env!("CARGO_PKG_VERSION")).as_bytes(),
                );
                Ok(())
            }
            _ => Err(Trouble::Usage),
        }
    }

    fn get(&self, address: &str, out: &mut Zeroizing<Vec<u8>>) -> Result<(), Trouble> {
        let registry = server_address::registry(address)?;
        let (_, username, secret) = self.find(&registry)?;
        let server = address.trim();
        let login = Login { server, username: username.as_str(), secret: secret.expose() };
        serde_json::to_writer(&mut **out, &login).map_err(|_| Trouble::Input)?;
        out.push(b'\n');
        Ok(())
    }

    /// The login that is meant for a registry here, and the keyring that has it.
    fn find(&self, registry: &Registry) -> Result<(&Keyring, Username, AccessToken), Trouble> {
        let wanted = self.choice(registry)?;
        let mut trouble = None;
        for (at, keyring) in self.keyrings.iter().enumerate() {
            let mut kept = keyring.login_now(registry, wanted.as_ref());
            // The person waits for this very login: their keyring may ask for its password now.
            if kept.as_ref().err() == Some(&KeyringTrouble::Locked) && keyring.unlock_now(UNLOCK_WAIT).is_ok()
            {
                kept = keyring.login_now(registry, wanted.as_ref());
            }
            match kept {
                Ok(Kept::Login(username, secret)) => return Ok((keyring, username, secret)),
                Ok(Kept::Several(names)) => return Err(Trouble::Several(registry.clone(), names)),
                Ok(Kept::Nothing) => {}
                // The first is the one that should have it; without the kernel's most machines do well.
                Err(why) if at == 0 => trouble = Some(why),
                Err(_) => {}
            }
        }
        Err(trouble.map_or(Trouble::NotFound, Trouble::Keyring))
    }

    fn choice(&self, registry: &Registry) -> Result<Option<Username>, Trouble> {
        match (&self.wanted, &self.accounts) {
            (Some(wanted), _) => Ok(Some(wanted.clone())),
            (None, Some(accounts)) => accounts.choice(registry, &self.folder).map_err(Trouble::Failed),
            (None, None) => Ok(None),
        }
    }

    fn store(&self, input: &str) -> Result<(), Trouble> {
        // The library's error quotes what it read.
        let given: Given = serde_json::from_str(input).map_err(|_| Trouble::Input)?;
        let registry = server_address::registry(&given.server)?;
        if given.username.is_empty() {
            return Err(Trouble::NoUsername);
        }
        let username = Username::parse(&given.username).map_err(|_| Trouble::BadUsername)?;
        let secret = AccessToken::new(given.secret.0);
        let keyring = self.keyrings.first().ok_or(Trouble::Keyring(KeyringTrouble::Absent))?;
        let mut stored = keyring.store_now(&registry, &username, &secret);
        if stored == Err(KeyringTrouble::Locked) && keyring.unlock_now(UNLOCK_WAIT).is_ok() {
            stored = keyring.store_now(&registry, &username, &secret);
        }
        stored.map_err(Trouble::Keyring)?;
        self.prefer(keyring, &registry, &username)
    }

    /// Whoever signs in with a second account wants to be that one from then on.
    fn prefer(&self, keyring: &Keyring, registry: &Registry, username: &Username) -> Result<(), Trouble> {
        let Some(accounts) = &self.accounts else { return Ok(()) };
        let others = keyring
            .logins_now()
            .unwrap_or_default()
            .into_iter()
            .any(|(of, name)| of == *registry && name != *username);
        let meant = accounts.choice(registry, Path::new("/")).map_err(Trouble::Failed)?;
        if meant.as_ref() == Some(username) || !(others || meant.is_some()) {
            return Ok(());
        }
        accounts.choose(registry, None, Some(username)).map_err(Trouble::Failed)
    }

    fn erase(&self, address: &str) -> Result<(), Trouble> {
        let registry = server_address::registry(address)?;
        let (keyring, username) = match self.find(&registry) {
            Ok((keyring, username, _)) => (keyring, username),
            // Gone is gone.
            Err(Trouble::NotFound) => return Ok(()),
            Err(trouble) => return Err(trouble),
        };
        keyring.erase_now(&registry, &username).map(|_| ()).map_err(Trouble::Keyring)
    }

    fn list(&self, out: &mut Zeroizing<Vec<u8>>) -> Result<(), Trouble> {
        let mut all = serde_json::Map::new();
        let mut troubles = Vec::new();
        for keyring in &self.keyrings {
            let logins = match keyring.logins_now() {
                Ok(logins) => logins,
                Err(trouble) => {
                    troubles.push(trouble);
                    continue;
                }
            };
            for (registry, username) in logins {
                let chosen = self.choice(&registry)?.is_some_and(|chosen| chosen == username);
                let address = server_address::address(&registry);
                // One name for each registry is all that the answer has room for.
                if chosen || !all.contains_key(&address) {
                    all.insert(address, username.as_str().into());
                }
            }
        }
        if let Some(trouble) = troubles.first().filter(|_| troubles.len() == self.keyrings.len()) {
            return Err(Trouble::Keyring(*trouble));
        }
        serde_json::to_writer(&mut **out, &all).map_err(|_| Trouble::Input)?;
        out.push(b'\n');
        Ok(())
    }
}

/// All of the input, which must end.
fn read(input: impl Read) -> Result<Zeroizing<String>, Trouble> {
    // Reserved at once: a text that grows leaves copies of its content behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LIMIT as usize + 1));
    input.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|_| Trouble::Input)?;
    if bytes.len() as u64 > LIMIT {
        return Err(Trouble::TooLong);
    }
    std::str::from_utf8(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| Trouble::Input)
}

impl From<server_address::Problem> for Trouble {
    fn from(problem: server_address::Problem) -> Self {
        match problem {
            server_address::Problem::Missing => Self::NoServer,
            server_address::Problem::Malformed => Self::BadServer,
        }
    }
}

/// A keyring's trouble as any other part of the program names it.
impl Trouble {
    /// The failure behind it, where there is one.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        match self {
            Self::Keyring(trouble) => Some(Failure::new(FailureKind::Keyring(*trouble))),
            Self::Failed(failure) => Some(failure.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
