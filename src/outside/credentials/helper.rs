//! Docker credential helpers, asked by their protocol: secrets and errors both arrive on standard
//! output (docker-credential-helpers, its README).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::auth_file::is_for;
use super::{Machine, credential, found, gone};
use crate::model::account::{Credential, IDENTITY_TOKEN, Origin, Username};
use crate::model::failure::{Failure, FailureKind, KeyringTrouble, Odd};
use crate::model::image::Registry;
use crate::model::project::Found;
use crate::model::secret::AccessToken;
use crate::outside::keyring::Keyring;
use crate::outside::places::Env;
use crate::outside::program::{self, Call};

const LIST_WAIT: Duration = Duration::from_secs(5);
/// A helper may have to ask the person for a passphrase.
const GET_WAIT: Duration = Duration::from_secs(60);
const LIMIT: usize = 1024 * 1024;

/// This program itself.
pub(super) const OWN: &str = "pushpilot";

/// The one message that means "there is none" and no error.
const NOT_FOUND: &str = "credentials not found in native keychain";

/// Asks a helper whom it has for a registry, without asking for a secret. `own`: it is configured for
/// this registry, rather than for all.
pub(super) async fn discover(
    suffix: &str,
    own: bool,
    registry: &Registry,
    machine: &Machine<'_>,
) -> Vec<Found> {
    let origin = Origin::Helper(crate::model::clean::short(suffix, 60));
    let troubled = |failure| vec![Found { trouble: Some(failure), ..found(registry, None, origin.clone()) }];
    if let Some(failure) = would_ask(suffix).await {
        return troubled(failure);
    }
    match list(suffix, machine.env).await {
        Ok(logins) => logins
            .into_iter()
            .filter(|(server, _)| is_for(server, registry))
            .map(|(_, name)| {
                found(
                    registry,
                    Username::parse(&name).ok().filter(|_| name != IDENTITY_TOKEN),
                    origin.clone(),
                )
            })
            .take(1)
            .collect(),
        // Helpers that make credentials when asked have nothing to list, and some say so by failing.
        Err(failure) if own && matches!(failure.kind, FailureKind::Program { missing: false, .. }) => {
            vec![found(registry, None, origin)]
        }
        Err(failure) => troubled(failure),
    }
}

/// Whom a helper has, by server. Nothing is unlocked for it.
pub(super) async fn users(suffix: &str, env: &Env) -> Result<BTreeMap<String, String>, Failure> {
    if let Some(trouble) = would_ask(suffix).await {
        return Err(trouble);
    }
    list(suffix, env).await
}

/// This one unlocks the keyring for a mere listing; looking must not open a window.
async fn would_ask(suffix: &str) -> Option<Failure> {
    if suffix != "secretservice" {
        return None;
    }
    let closed =
        |trouble: &KeyringTrouble| matches!(trouble, KeyringTrouble::Locked | KeyringTrouble::TimedOut);
    Keyring::System
        .status()
        .await
        .err()
        .filter(closed)
        .map(|trouble| Failure::new(FailureKind::Keyring(trouble)))
}

/// Asks a helper for the secret under exactly this key.
pub(super) async fn load_key(
    suffix: &str,
    key: &str,
    registry: &Registry,
    env: &Env,
) -> Result<Credential, Failure> {
    let found = found(registry, None, Origin::Helper(crate::model::clean::short(suffix, 60)));
    let answer = get(suffix, key, env).await?.ok_or_else(gone)?;
    let identity_token = answer.username == IDENTITY_TOKEN;
    let username = Username::parse(&answer.username).map_err(|_| gone())?;
    let secret = AccessToken::new(answer.secret.into());
    Ok(Credential { identity_token, ..credential(&found, username, secret) })
}

/// Asks a helper for the secret.
pub(super) async fn load(suffix: &str, found: &Found, env: &Env) -> Result<Credential, Failure> {
    for server in servers(&found.registry) {
        if let Some(answer) = get(suffix, &server, env).await? {
            let identity_token = answer.username == IDENTITY_TOKEN;
            let username = Username::parse(&answer.username).map_err(|_| gone())?;
            let secret = AccessToken::new(answer.secret.into());
            return Ok(Credential { identity_token, ..credential(found, username, secret) });
        }
    }
    Err(gone())
}

/// The addresses under which tools file a registry.
fn servers(registry: &Registry) -> Vec<String> {
    if registry.is_docker_hub() {
        ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"]
            .map(String::from)
            .into()
    } else {
        vec![registry.host().to_owned(), format!("https://{registry}")]
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Username")]
    username: String,
    #[serde(rename = "Secret")]
    secret: String,
}

async fn list(suffix: &str, env: &Env) -> Result<BTreeMap<String, String>, Failure> {
    let answer = ask(suffix, "list", "", LIST_WAIT, env).await?;
    // An empty store is `{}`; some helpers print nothing instead.
    answer.map_or_else(|| Ok(BTreeMap::new()), |answer| read(suffix, &answer))
}

async fn get(suffix: &str, server: &str, env: &Env) -> Result<Option<Answer>, Failure> {
    match ask(suffix, "get", server, GET_WAIT, env).await? {
        Some(answer) => read(suffix, &answer).map(Some),
        None => Ok(None),
    }
}

/// What a helper prints; `None` where it has nothing.
async fn ask(
    suffix: &str,
    verb: &str,
    input: &str,
    wait: Duration,
    env: &Env,
) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, Failure> {
    let name = format!("docker-credential-{suffix}");
    let failed =
        Failure::new(FailureKind::Program { name: crate::model::clean::short(&name, 80), missing: false });
    // The suffix comes from a file and becomes part of a path.
    if !suffix.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) {
        return Err(failed);
    }
    let call = Call {
        name: &name,
        arguments: &[verb],
        input,
        folder: None,
        extra: &[],
        // Our own has to find its settings; secrets are kept from all of them.
        without: if suffix == OWN { "" } else { "PUSHPILOT_" },
        wait,
        limit: LIMIT,
    };
    let ended = program::run(call, env).await?;
    if ended.success {
        return Ok(Some(ended.stdout).filter(|answer| !answer.trim_ascii().is_empty()));
    }
    let said = String::from_utf8_lossy(&ended.stdout);
    if said.trim() == NOT_FOUND {
        return Ok(None);
    }
    // A helper that fails half-way may have printed the secret; nothing that looks like it is passed on.
    let said = if said.contains(['{', '}']) || said.contains("Secret") { "" } else { said.trim() };
    Err(failed.saying(said))
}

fn read<'a, T: Deserialize<'a>>(suffix: &str, answer: &'a [u8]) -> Result<T, Failure> {
    // The library's error quotes what it read.
    let odd = |_| {
        Failure::new(FailureKind::NotUnderstood(Odd::NotJson)).saying(&format!("docker-credential-{suffix}"))
    };
    serde_json::from_slice(answer).map_err(odd)
}
