//! The credentials that this machine already has for a registry: found without a secret being read,
//! loaded one by one. Nothing is ever written to other programs' files or stores from here.

mod auth_file;
mod environment;
mod ground;
mod helper;
mod tools;

pub use environment::{TOKEN, USERNAME};
pub use ground::{ground, load_pick};

use super::encrypted_file::EncryptedFile;
use super::keyring::Keyring;
use super::places::{Env, Places};
use crate::model::account::{Credential, IDENTITY_TOKEN, Origin, Username};
use crate::model::failure::{Failure, FailureKind, KeyringTrouble, Odd};
use crate::model::image::Registry;
use crate::model::project::Found;
use crate::model::secret::{AccessToken, Passphrase};

/// Where to look.
#[derive(Clone, Copy, Debug)]
pub struct Machine<'a> {
    pub env: &'a Env,
    pub places: &'a Places,
    pub keyring: &'a Keyring,
}

/// Finds credentials for a registry, in the order in which this program prefers them: environment, its
/// own stores, then what docker's and podman's files name. Nothing is unlocked and nobody is asked; a
/// place that should be readable and is not comes with its trouble.
pub async fn discover(registry: &Registry, machine: &Machine<'_>) -> Vec<Found> {
    let own = own_stores(registry, machine);
    let others = tools::discover(registry, machine);
    let (own, others) = tokio::join!(own, others);
    let mut all: Vec<Found> = environment::own(registry, machine.env).into_iter().collect();
    all.extend(own);
    all.extend(environment::docker(registry, machine.env));
    all.extend(others);
    all
}

/// Reads the secret of a credential that was found. This may ask the person, where a keyring or helper
/// wants to. An encrypted file needs its passphrase.
///
/// # Errors
/// It is gone since, needs unlocking, or its place has a trouble.
pub async fn load(
    found: &Found,
    machine: &Machine<'_>,
    passphrase: Option<&Passphrase>,
) -> Result<Credential, Failure> {
    if let Some(trouble) = &found.trouble {
        return Err(trouble.clone());
    }
    match &found.origin {
        Origin::Keyring => from_keyring(machine.keyring, found).await,
        Origin::KernelKeyring => from_keyring(&Keyring::Kernel, found).await,
        Origin::EncryptedFile(_) => from_file(found, machine, passphrase).await,
        Origin::Environment(name) if name == environment::DOCKER => {
            environment::load_docker(found, machine.env)
        }
        Origin::Environment(_) => environment::load_own(found, machine.env),
        Origin::DockerConfig(path) | Origin::ContainersAuth(path) => auth_file::load(path, found),
        Origin::Helper(suffix) => helper::load(suffix, found, machine.env).await,
        // These were never found on the machine.
        Origin::Pasted | Origin::Created | Origin::Stdin => Err(gone()),
    }
}

/// A login in plain text in a docker or podman file.
#[derive(Debug)]
pub struct PlainLogin {
    /// Its key in `auths`.
    pub key: String,
    /// [`IDENTITY_TOKEN`] for one of those.
    pub username: Username,
    pub secret: AccessToken,
}

/// The logins for a registry that a file's text holds.
///
/// # Errors
/// The line that is broken.
pub fn plain_logins(text: &str, registry: &Registry) -> Result<Vec<PlainLogin>, Option<usize>> {
    Ok(auth_file::AuthFile::parse(text)?.plain_logins(registry))
}

/// The registries that docker's and podman's files name.
#[must_use]
pub fn registries_in_files(machine: &Machine<'_>) -> Vec<Registry> {
    tools::registries(machine)
}

/// The tools (`docker`, `podman`) that ask our own helper for a registry.
#[must_use]
pub fn helped(registry: &Registry, machine: &Machine<'_>) -> Vec<&'static str> {
    tools::helped(registry, machine)
}

/// What a credential helper answers for a registry, asked by name as docker would; `None` where it has nothing.
///
/// # Errors
/// It is missing, or has a trouble.
pub async fn ask_helper(
    suffix: &str,
    registry: &Registry,
    machine: &Machine<'_>,
) -> Result<Option<Credential>, Failure> {
    match helper::load(suffix, &found(registry, None, Origin::Helper(suffix.to_owned())), machine.env).await {
        Ok(credential) => Ok(Some(credential)),
        Err(failure) if failure == gone() => Ok(None),
        Err(failure) => Err(failure),
    }
}

async fn own_stores(registry: &Registry, machine: &Machine<'_>) -> Vec<Found> {
    let kernel = async {
        match machine.keyring {
            Keyring::System => in_keyring(&Keyring::Kernel, registry, Origin::KernelKeyring).await,
            // Practice has a machine of its own, and the kernel's keyring is not part of it.
            Keyring::Kernel | Keyring::Memory(_) => Vec::new(),
        }
    };
    let (mut all, kernel) = tokio::join!(in_keyring(machine.keyring, registry, Origin::Keyring), kernel);
    all.extend(kernel);
    let file = EncryptedFile::in_folder(&machine.places.state);
    if file.exists() {
        // Whose secrets are in it only the passphrase tells.
        all.push(found(registry, None, Origin::EncryptedFile(file.path().to_owned())));
    }
    all
}

async fn in_keyring(keyring: &Keyring, registry: &Registry, origin: Origin) -> Vec<Found> {
    // A machine without a keyring has no credential in it; that is no trouble of a credential.
    let names = keyring.usernames(registry).await.unwrap_or_default();
    if names.is_empty() {
        return Vec::new();
    }
    let trouble = keyring.status().await.err().map(|trouble| Failure::new(FailureKind::Keyring(trouble)));
    let of = |name| Found { trouble: trouble.clone(), ..found(registry, Some(name), origin.clone()) };
    names.into_iter().map(of).collect()
}

async fn from_keyring(keyring: &Keyring, found: &Found) -> Result<Credential, Failure> {
    let username = found.username.as_ref().ok_or_else(gone)?;
    let secret = keyring.load(&found.registry, username).await.map_err(of_keyring)?;
    Ok(credential(found, username.clone(), secret.ok_or_else(gone)?))
}

async fn from_file(
    found: &Found,
    machine: &Machine<'_>,
    passphrase: Option<&Passphrase>,
) -> Result<Credential, Failure> {
    let passphrase = passphrase.ok_or_else(|| of_keyring(KeyringTrouble::Locked))?;
    let file = EncryptedFile::in_folder(&machine.places.state);
    let username = match &found.username {
        Some(username) => username.clone(),
        None => file.usernames(passphrase, &found.registry).await?.into_iter().next().ok_or_else(gone)?,
    };
    let secret = file.load(passphrase, &found.registry, &username).await?;
    Ok(credential(found, username, secret.ok_or_else(gone)?))
}

fn found(registry: &Registry, username: Option<Username>, origin: Origin) -> Found {
    Found { registry: registry.clone(), username, origin, plain_text: false, trouble: None }
}

fn credential(found: &Found, username: Username, secret: AccessToken) -> Credential {
    let (registry, origin) = (found.registry.clone(), found.origin.clone());
    let identity_token = username.as_str() == IDENTITY_TOKEN;
    Credential { registry, username, secret, origin, identity_token }
}

fn of_keyring(trouble: KeyringTrouble) -> Failure {
    Failure::new(FailureKind::Keyring(trouble))
}

/// What was found a moment ago is not there any more, or lacks its user name.
fn gone() -> Failure {
    Failure::new(FailureKind::NotUnderstood(Odd::Incomplete))
}

#[cfg(test)]
mod tests;
