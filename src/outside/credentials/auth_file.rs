//! The JSON in which docker, podman, skopeo and buildah keep logins (fields as in docker's
//! configuration file and in containers-auth.json(5)).

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{PlainLogin, credential, gone};
use crate::model::account::{Credential, IDENTITY_TOKEN, Origin, Username};
use crate::model::clean;
use crate::model::failure::{Failure, FileTrouble};
use crate::model::image::Registry;
use crate::model::project::Found;
use crate::model::secret::AccessToken;
use crate::model::sources::{self, Content};
use crate::outside::files;

/// A configuration file of a few kilobytes may have grown; one beyond this is something else.
const MAX_FILE: usize = 4 * 1024 * 1024;

/// What such a file says; everything else in it is none of our business.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AuthFile {
    auths: Option<BTreeMap<String, Option<Auth>>>,
    creds_store: Option<String>,
    cred_helpers: Option<BTreeMap<String, String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Auth {
    auth: Option<Text>,
    username: Option<String>,
    password: Option<Text>,
    identitytoken: Option<Text>,
}

/// A text that may be secret.
struct Text(SecretString);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// One login: who, and with what.
pub(super) struct Entry {
    name: String,
    secret: AccessToken,
    identity_token: bool,
}

impl Entry {
    pub(super) fn username(&self) -> Option<Username> {
        Username::parse(&self.name).ok()
    }
}

impl AuthFile {
    /// The line that is broken on error.
    pub(super) fn parse(text: &str) -> Result<Self, Option<usize>> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        // serde would take a list for the fields in their order.
        let begin = text.trim_start();
        if !begin.starts_with('{') {
            return Err(Some(text[..text.len() - begin.len()].matches('\n').count() + 1));
        }
        serde_json::from_str(text).map_err(|error| Some(error.line()))
    }

    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = files::read_text(path, MAX_FILE)?;
        Self::parse(&text).map_err(|line| files::failure(path, FileTrouble::Broken { line }))
    }

    /// The same for a file that may be of docker before 1.7: logins without anything around them.
    pub(super) fn read_as(path: &Path, bare: bool) -> Result<Self, Failure> {
        if !bare {
            return Self::read(path);
        }
        let text = files::read_text(path, MAX_FILE)?;
        let auths = serde_json::from_str(&text).map_err(|error: serde_json::Error| {
            files::failure(path, FileTrouble::Broken { line: Some(error.line()) })
        })?;
        Ok(Self { auths: Some(auths), ..Self::default() })
    }

    /// What decides who uses it, without the secrets.
    pub(super) fn content(&self) -> Content {
        let entries = self.auths.iter().flatten().map(|(key, auth)| {
            let login = auth.as_ref().and_then(Auth::entry);
            let username = login.map(|login| clean::short(&login.name, 100));
            sources::Entry { key: key.clone(), username }
        });
        Content {
            entries: entries.collect(),
            creds_store: self.creds_store.clone(),
            cred_helpers: self.cred_helpers.clone().unwrap_or_default(),
        }
    }

    /// The credential under exactly this key.
    pub(super) fn credential(
        &self,
        key: &str,
        registry: &Registry,
        path: &Path,
    ) -> Result<Credential, Failure> {
        let auth = self.auths.as_ref().and_then(|auths| auths.get(key)?.as_ref());
        let entry = auth.and_then(Auth::entry).ok_or_else(gone)?;
        let username = entry.username().ok_or_else(gone)?;
        let origin = Origin::DockerConfig(path.to_owned());
        let (registry, secret, identity_token) = (registry.clone(), entry.secret, entry.identity_token);
        Ok(Credential { registry, username, secret, origin, identity_token })
    }

    /// The logins for a registry whose secret is in the file itself. Empty entries say only that a
    /// helper has one.
    pub(super) fn entries(&self, registry: &Registry) -> impl Iterator<Item = Entry> {
        self.auths
            .iter()
            .flatten()
            .filter(|(key, _)| is_for(key, registry))
            .filter_map(|(_, auth)| auth.as_ref()?.entry())
    }

    /// Every registry that is named here.
    pub(super) fn registries(&self) -> Vec<Registry> {
        let logins = self.auths.iter().flatten().map(|(key, _)| key);
        let helped = self.cred_helpers.iter().flatten().map(|(key, _)| key);
        let named = logins.chain(helped).map(|key| Registry::parse(key));
        named.filter(|registry| !registry.host().is_empty()).collect()
    }

    /// The same with the keys under which they stand.
    pub(super) fn plain_logins(&self, registry: &Registry) -> Vec<PlainLogin> {
        let login = |(key, auth): (&String, &Option<Auth>)| {
            let entry = auth.as_ref()?.entry()?;
            let username =
                if entry.identity_token { Username::parse(IDENTITY_TOKEN).ok() } else { entry.username() };
            Some(PlainLogin { key: key.clone(), username: username?, secret: entry.secret })
        };
        self.auths.iter().flatten().filter(|(key, _)| is_for(key, registry)).filter_map(login).collect()
    }

    /// The helper for a registry, by suffix: its own, else the one for all; and whether it is its own.
    pub(super) fn helper(&self, registry: &Registry) -> Option<(&str, bool)> {
        let own = self.cred_helpers.iter().flatten().find(|(key, _)| is_for(key, registry));
        let own = own.map(|(_, suffix)| (suffix.as_str(), true));
        own.or_else(|| Some((self.creds_store.as_deref()?, false))).filter(|(suffix, _)| !suffix.is_empty())
    }
}

impl Auth {
    fn entry(&self) -> Option<Entry> {
        let (name, secret) = self.pair()?;
        let identity = self.identitytoken.as_ref().filter(|token| !token.0.expose_secret().is_empty());
        let secret = match identity {
            Some(token) => token.0.clone(),
            None => secret,
        };
        let usable = !secret.expose_secret().is_empty();
        usable.then(|| Entry { name, secret: AccessToken::new(secret), identity_token: identity.is_some() })
    }

    /// `auth` is base64 of `user:secret`; the secret may hold further colons. Some tools write the two
    /// beside each other instead.
    fn pair(&self) -> Option<(String, SecretString)> {
        if let Some(auth) =
            self.auth.as_ref().map(|auth| auth.0.expose_secret().trim()).filter(|auth| !auth.is_empty())
        {
            let bytes = Zeroizing::new(STANDARD.decode(auth).or_else(|_| STANDARD_NO_PAD.decode(auth)).ok()?);
            let (name, secret) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
            // Old docker versions padded with zero bytes.
            return Some((name.to_owned(), SecretString::from(secret.trim_matches('\0'))));
        }
        let password = self.password.as_ref().map(|password| password.0.clone());
        match (&self.username, password) {
            (Some(name), Some(password)) => Some((name.clone(), password)),
            // An identity token stands alone.
            (name, None) if self.identitytoken.is_some() => {
                Some((name.clone().unwrap_or_else(|| IDENTITY_TOKEN.to_owned()), SecretString::from("")))
            }
            _ => None,
        }
    }
}

/// Whether a key names this registry, by any of its addresses. The two entries that docker's web login
/// keeps beside Docker Hub's are no logins.
pub(super) fn is_for(key: &str, registry: &Registry) -> bool {
    let key = key.trim().trim_end_matches('/');
    let host = key.trim_start_matches("https://").trim_start_matches("http://");
    let is_web_login = host.ends_with("/access-token") || host.ends_with("/refresh-token");
    !key.is_empty() && !is_web_login && Registry::parse(key) == *registry
}

pub(super) fn load(path: &Path, found: &Found) -> Result<Credential, Failure> {
    credential_in(&AuthFile::read(path)?, found)
}

/// The credential that was found, read again.
pub(super) fn credential_in(file: &AuthFile, found: &Found) -> Result<Credential, Failure> {
    let entry = file
        .entries(&found.registry)
        .find(|entry| found.username.is_none() || entry.username() == found.username)
        .ok_or_else(gone)?;
    let username = entry.username().ok_or_else(gone)?;
    let identity_token = entry.identity_token;
    Ok(Credential { identity_token, ..credential(found, username, entry.secret) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{AuthFile, is_for};
    use crate::model::image::Registry;

    #[test]
    fn docker_hub_is_known_by_all_its_addresses() {
        for (key, is_hub) in [
            ("https://index.docker.io/v1/", true),
            ("https://index.docker.io/v1", true),
            ("index.docker.io", true),
            ("docker.io", true),
            ("docker.io/amyflash", true),
            ("registry-1.docker.io", true),
            ("https://registry.hub.docker.com", true),
            ("https://index.docker.io/v1/access-token", false),
            ("https://index.docker.io/v1/refresh-token", false),
            ("ghcr.io", false),
            ("", false),
        ] {
            assert_eq!(is_for(key, &Registry::docker_hub()), is_hub, "{key:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_its_line_named(text in "(\\{|\\}|\"auths\":|\"docker.io\":|\"auth\":|\"YTpi\"|\"\"|null|\\[|\\]|,|\n|1|\"credsStore\":|\"x\"){0,30}") {
            match AuthFile::parse(&text) {
                Ok(file) => prop_assert!(file.entries(&Registry::docker_hub()).count() <= 1),
                Err(line) => prop_assert!(line.is_some_and(|line| line <= text.lines().count() + 1)),
            }
        }
    }
}
