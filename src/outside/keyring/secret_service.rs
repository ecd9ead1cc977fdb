//! The Secret Service of a Linux desktop. Everything but `unlock` looks first and never prompts: the
//! store beneath would open a window as soon as it met something locked.

use std::collections::HashMap;

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;
use secret_service::blocking::{Collection, Item, SecretService};
use secret_service::{EncryptionType, Error};
use zbus_secret_service_keyring_store::Store;
use zeroize::Zeroizing;

use super::entry::trouble;
use super::{Picked, SERVICE, label};
use crate::model::failure::KeyringTrouble;

/// For looking only: nothing secret may travel on this connection.
fn connect() -> Result<SecretService<'static>, KeyringTrouble> {
    SecretService::connect(EncryptionType::Plain).map_err(|_| KeyringTrouble::Absent)
}

fn collection<'a>(service: &'a SecretService<'a>) -> Result<Collection<'a>, KeyringTrouble> {
    service.get_default_collection().map_err(|error| meaning(&error))
}

/// `NoResult` is what the library says of a service without a default collection, and a service that
/// cannot be started or went away shows as an error of the bus.
fn meaning(error: &Error) -> KeyringTrouble {
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => KeyringTrouble::Locked,
        Error::NoResult | Error::Unavailable | Error::Zbus(_) | Error::ZbusFdo(_) => KeyringTrouble::Absent,
        _ => KeyringTrouble::Other,
    }
}

/// Whether the default collection is there and unlocked.
pub(super) fn look() -> Result<(), KeyringTrouble> {
    let service = connect()?;
    let locked = collection(&service)?.is_locked().map_err(|error| meaning(&error))?;
    if locked { Err(KeyringTrouble::Locked) } else { Ok(()) }
}

/// Whether there is an unlocked item for a user; a locked one is trouble.
pub(super) fn holds(user: &str) -> Result<bool, KeyringTrouble> {
    let service = connect()?;
    let found = service
        .search_items(HashMap::from([("service", SERVICE), ("username", user)]))
        .map_err(|error| meaning(&error))?;
    if !found.locked.is_empty() {
        return Err(KeyringTrouble::Locked);
    }
    if found.unlocked.is_empty() {
        // Where it is locked, or there is none, "no such entry" would be too much to say.
        let locked = collection(&service)?.is_locked().map_err(|error| meaning(&error))?;
        return if locked { Err(KeyringTrouble::Locked) } else { Ok(false) };
    }
    Ok(true)
}

/// Reads one of our items, on one connection and encrypted: the one that is chosen among the users of all of
/// them, or of those that have the user `of`. A locked one is trouble.
pub(super) fn pick(
    choose: &mut dyn FnMut(&[String]) -> Option<String>,
    of: Option<&str>,
) -> Result<Option<Picked>, KeyringTrouble> {
    let service = SecretService::connect(EncryptionType::Dh).map_err(|_| KeyringTrouble::Absent)?;
    let mut wanted = HashMap::from([("service", SERVICE)]);
    wanted.extend(of.map(|user| ("username", user)));
    let found = service.search_items(wanted).map_err(|error| meaning(&error))?;
    let user_of = |item: &Item<'_>| match of {
        Some(user) => Some(user.to_owned()),
        None => item.get_attributes().ok()?.remove("username"),
    };
    let users: Vec<Option<String>> = found.unlocked.iter().chain(&found.locked).map(user_of).collect();
    let names: Vec<String> = users.iter().flatten().cloned().collect();
    let chosen = choose(&names).and_then(|chosen| {
        let at = users.iter().position(|user| user.as_ref() == Some(&chosen))?;
        Some((chosen, at))
    });
    match chosen {
        Some((user, at)) => {
            let item = found.unlocked.get(at).ok_or(KeyringTrouble::Locked)?;
            let secret = item.get_secret().map_err(|error| meaning(&error))?;
            Ok(Some((user, Zeroizing::new(secret))))
        }
        // Where it is locked, or there is none, "no such entry" would be too much to say.
        None if collection(&service)?.is_locked().map_err(|error| meaning(&error))? => {
            Err(KeyringTrouble::Locked)
        }
        None => Ok(None),
    }
}

/// Opens the window that asks for the keyring's password, where there is one.
pub(super) fn unlock() -> Result<(), KeyringTrouble> {
    let service = connect()?;
    let collection = collection(&service)?;
    if collection.is_locked().map_err(|error| meaning(&error))? {
        collection.unlock().map_err(|error| match meaning(&error) {
            // The window's own service may be missing while the keyring is there.
            KeyringTrouble::Absent => KeyringTrouble::Locked,
            other => other,
        })?;
    }
    Ok(())
}

/// The users of all our items: attributes can be read in a locked keyring too.
pub(super) fn users() -> Result<Vec<String>, KeyringTrouble> {
    let service = connect()?;
    let found =
        service.search_items(HashMap::from([("service", SERVICE)])).map_err(|error| meaning(&error))?;
    let attributes = found.unlocked.iter().chain(&found.locked).filter_map(|item| item.get_attributes().ok());
    Ok(attributes.filter_map(|mut attributes| attributes.remove("username")).collect())
}

/// A new connection each time: one that is kept would be of no use after the keyring was restarted.
pub(super) fn entry(user: &str) -> Result<Entry, KeyringTrouble> {
    let label = label(user);
    let modifiers = HashMap::from([("label", label.as_str())]);
    let store = Store::new().map_err(|_| KeyringTrouble::Absent)?;
    store.build(SERVICE, user, Some(&modifiers)).map_err(trouble)
}
