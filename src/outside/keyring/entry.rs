//! One entry: written, read back and compared; the library's errors end here.

use keyring_core::{Entry, Error};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{Keyring, Stored};
use crate::model::failure::KeyringTrouble;
use crate::model::secret::AccessToken;

/// Marks an entry that keeps what another one held before.
const PREVIOUS: &str = " (previous";

/// More secrets than this are not piled up under one name.
const MAX_PREVIOUS: usize = 50;

/// Writes a secret, reads it back and compares; see [`Keyring::store`].
pub(super) fn store(keyring: &Keyring, user: &str, secret: &AccessToken) -> Result<Stored, KeyringTrouble> {
    let secret = secret.expose().as_bytes();
    let before = keyring.read(user)?;
    if before.as_ref().is_some_and(|before| before.as_slice() == secret) {
        return Ok(Stored { moved_previous: false });
    }
    let moved_previous = match before.filter(|before| !before.is_empty()) {
        Some(before) => set_aside(keyring, user, &before)?,
        None => false,
    };
    write_checked(keyring, user, secret)?;
    Ok(Stored { moved_previous })
}

/// Copies a secret to the first free entry marked as previous, before it is overwritten.
fn set_aside(keyring: &Keyring, user: &str, before: &[u8]) -> Result<bool, KeyringTrouble> {
    for number in 1..=MAX_PREVIOUS {
        let aside =
            if number == 1 { format!("{user}{PREVIOUS})") } else { format!("{user}{PREVIOUS} {number})") };
        match keyring.read(&aside)? {
            Some(kept) if kept.as_slice() == before => return Ok(true),
            Some(_) => {}
            None => return write_checked(keyring, &aside, before).map(|()| true),
        }
    }
    Err(KeyringTrouble::Other)
}

/// Writes over whatever is there; see [`Keyring::put`].
pub(super) fn replace(keyring: &Keyring, user: &str, secret: &AccessToken) -> Result<(), KeyringTrouble> {
    let secret = secret.expose().as_bytes();
    match keyring.read(user)? {
        Some(before) if before.as_slice() == secret => Ok(()),
        _ => write_checked(keyring, user, secret),
    }
}

fn write_checked(keyring: &Keyring, user: &str, secret: &[u8]) -> Result<(), KeyringTrouble> {
    keyring.write(user, secret)?;
    match keyring.read(user)? {
        Some(read) if read.as_slice() == secret => Ok(()),
        _ => Err(KeyringTrouble::Mismatch),
    }
}

/// See [`Keyring::load`].
pub(super) fn load(keyring: &Keyring, user: &str) -> Result<Option<AccessToken>, KeyringTrouble> {
    let Some(bytes) = keyring.read(user)? else { return Ok(None) };
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyringTrouble::Other)?;
    Ok(Some(AccessToken::new(SecretString::from(text))))
}

pub(super) fn read(entry: &Entry) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble> {
    match entry.get_secret() {
        Ok(secret) => Ok(Some(Zeroizing::new(secret))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(trouble(error)),
    }
}

pub(super) fn write(entry: &Entry, secret: &[u8]) -> Result<(), KeyringTrouble> {
    entry.set_secret(secret).map_err(trouble)
}

pub(super) fn remove(entry: &Entry) -> Result<bool, KeyringTrouble> {
    match entry.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(trouble(error)),
    }
}

/// The library's error by its kind only, and gone afterwards: some of them hold the secret's bytes.
#[expect(clippy::needless_pass_by_value, reason = "nobody else may keep it")]
pub(super) fn trouble(error: Error) -> KeyringTrouble {
    match error {
        Error::NoStorageAccess(_) => KeyringTrouble::Locked,
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => KeyringTrouble::Absent,
        Error::TooLong(..) => KeyringTrouble::TooLarge,
        _ => KeyringTrouble::Other,
    }
}
