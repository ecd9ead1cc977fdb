//! macOS Keychain and Windows Credential Manager, through the stores that the keyring library has for
//! them. Compiled there only; not tried on either system yet.

use std::collections::HashMap;

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;

use super::SERVICE;
use super::entry::trouble;
use crate::model::failure::KeyringTrouble;

pub(super) fn look() -> Result<(), KeyringTrouble> {
    Store::new().map(|_| ()).map_err(trouble)
}

pub(super) fn entry(user: &str) -> Result<Entry, KeyringTrouble> {
    Store::new().map_err(trouble)?.build(SERVICE, user, None).map_err(trouble)
}

pub(super) fn users() -> Result<Vec<String>, KeyringTrouble> {
    #[cfg(target_os = "macos")]
    let wanted = HashMap::from([("service", SERVICE)]);
    #[cfg(windows)]
    let wanted = HashMap::from([("pattern", SERVICE)]);
    let entries = Store::new().map_err(trouble)?.search(&wanted).map_err(trouble)?;
    let ours = entries.iter().filter_map(Entry::get_specifiers).filter(|(service, _)| service == SERVICE);
    Ok(ours.map(|(_, user)| user).collect())
}
