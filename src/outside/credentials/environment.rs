//! Credentials in environment variables: this program's own, and docker's `DOCKER_AUTH_CONFIG`.

use super::auth_file::{self, AuthFile};
use super::ground::broken;
use super::{credential, found, gone};
use crate::model::account::{Credential, Origin, Username};
use crate::model::failure::Failure;
use crate::model::image::Registry;
use crate::model::project::Found;
use crate::model::secret::AccessToken;
use crate::model::sources::Content;
use crate::outside::places::Env;

pub(super) const DOCKER: &str = "DOCKER_AUTH_CONFIG";
/// Beside [`TOKEN`], the user that it belongs to.
pub const USERNAME: &str = "PUSHPILOT_USERNAME";
/// Hands over a token, for whichever registry is asked about.
pub const TOKEN: &str = "PUSHPILOT_TOKEN";

/// `PUSHPILOT_USERNAME` with `PUSHPILOT_TOKEN`; they serve whichever registry is asked about.
pub(super) fn own(registry: &Registry, env: &Env) -> Option<Found> {
    env.get(TOKEN)?;
    let username = env.text(USERNAME).and_then(|name| Username::parse(name).ok());
    Some(found(registry, username, Origin::Environment(TOKEN.to_owned())))
}

pub(super) fn load_own(found: &Found, env: &Env) -> Result<Credential, Failure> {
    let username = found.username.clone().ok_or_else(gone)?;
    let secret = env.text(TOKEN).ok_or_else(gone)?;
    // Files and commands that fill variables leave a line end.
    let secret = secret.strip_suffix("\r\n").or_else(|| secret.strip_suffix('\n')).unwrap_or(secret);
    Ok(credential(found, username, AccessToken::from(secret.to_owned())))
}

/// Docker's variable holds the same JSON as its file (docker CLI 28.3 and later).
pub(super) fn docker(registry: &Registry, env: &Env) -> Vec<Found> {
    let origin = Origin::Environment(DOCKER.to_owned());
    match parse(env) {
        None => Vec::new(),
        Some(Ok(file)) => {
            file.entries(registry).map(|entry| found(registry, entry.username(), origin.clone())).collect()
        }
        Some(Err(failure)) => vec![Found { trouble: Some(failure), ..found(registry, None, origin) }],
    }
}

pub(super) fn load_docker(found: &Found, env: &Env) -> Result<Credential, Failure> {
    auth_file::credential_in(&parse(env).ok_or_else(gone)??, found)
}

/// What docker reads in its variable, without the secrets; `None` if it is not set. Docker takes nothing there
/// but `auths`, each with `auth` (docker/cli, configfile).
pub(super) fn content(env: &Env) -> Option<Result<Content, Failure>> {
    let strict = |file: AuthFile| {
        let content = file.content();
        let whole = content.creds_store.is_none()
            && content.cred_helpers.is_empty()
            && content.entries.iter().all(|entry| entry.username.is_some());
        if whole { Ok(content) } else { Err(broken(None)) }
    };
    Some(parse(env)?.and_then(strict))
}

pub(super) fn load_key(key: &str, registry: &Registry, env: &Env) -> Result<Credential, Failure> {
    let credential = parse(env).ok_or_else(gone)??.credential(key, registry, std::path::Path::new(DOCKER))?;
    Ok(Credential { origin: Origin::Environment(DOCKER.to_owned()), ..credential })
}

fn parse(env: &Env) -> Option<Result<AuthFile, Failure>> {
    let value = env.get(DOCKER)?;
    Some(value.to_str().ok_or_else(|| broken(None)).and_then(|text| AuthFile::parse(text).map_err(broken)))
}
