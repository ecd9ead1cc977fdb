//! The helper that keeps the credentials is missing, locked or refuses.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Note, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::CredentialStoreBroken,
    signs: &[
        // A helper that asks a server itself passes on that the server was not reached.
        Sign::says("error getting credentials").without(&["dial tcp"]),
        Sign::says("error storing credentials").without(&["dial tcp"]),
        Sign::says("error saving credentials").without(&["dial tcp"]),
        Sign::says("error erasing credentials"),
        Sign::says("docker-credential-").with(&["not found", "no such file", "cannot", "denied", "exited", "exec format", "failed", "error", "executable", "invalid argument", "can't"]),
        Sign::says("pass store is uninitialized"),
        Sign::says("pass not initialized"),
        Sign::says("cannot autolaunch d-bus"),
        Sign::says("dbus-launch"),
        Sign::says("org.freedesktop.secrets"),
        Sign::says("user interaction is not allowed"),
        Sign::says("keychain cannot be found"),
        Sign::says("stub received bad data"),
        Sign::says("a specified logon session does not exist"),
        Sign::says("credentials store error"),
        Sign::says("credential store").with(&["fail", "error"]),
        Sign::says("failed to create credential store"),
        Sign::says("error loading config file"),
        Sign::says("error reading auth file"),
        Sign::says("reading auth file"),
        Sign::says("error loading auth"),
        Sign::says("gpg: decryption failed"),
        Sign::fits("error while decoding auth"),
        Sign::says("invalid auth configuration file"),
        Sign::says("cannot unlock").with(&["keyring", "collection", "keychain"]),
        Sign::fits(".docker/config.json").with(&["permission denied", "read-only", "is a directory", "invalid character", "busy"]),
        Sign::fits("auth.json").with(&["permission denied", "read-only", "invalid character"]),
    ],
    judge,
    probes: &[Probe::Sources],
    next: |_| vec![Remedy::Go(Step::StoreToken)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let Some(unclear) = picture.unclear() else { return signs };
    // Such a plugin reads the plain file only, never a helper.
    match picture.noted(Note::MavenPlugin) {
        Some(plugin) if picture.noted(Note::StoredLogin).is_none() => signs.at_least(1.2, plugin.clone()),
        Some(plugin) => signs.at_least(0.7, plugin.clone()),
        None => signs.at_least(0.04, unclear.clue()),
    }
}
