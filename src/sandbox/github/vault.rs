//! Where secrets lie: each level has a key pair of its own, and really opens what was sealed for it.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_box::{SecretKey, aead::OsRng};

use crate::sandbox::chance;

/// 48 KB a secret (docs: secrets reference).
const LARGEST: usize = 48 * 1024;
/// A repository and an environment may have so many (docs: secrets reference).
pub(super) const MOST: usize = 100;

/// The key pair of a level and what is stored there.
#[derive(Debug)]
pub(super) struct Keep {
    key: SecretKey,
    pub(super) key_id: String,
    pub(super) secrets: BTreeMap<String, Stored>,
}

#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) value: String,
    /// As it arrived.
    pub(super) sealed: String,
    pub(super) created: i64,
    pub(super) updated: i64,
    /// Of an organization's secret: `all`, `private` or `selected`.
    pub(super) visibility: String,
    /// Repositories that see it where the visibility is `selected`.
    pub(super) selected: Vec<u64>,
}

/// Why a sealed value cannot be stored.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It was sealed for another key.
    OtherKey,
    /// It is no sealed box for this key.
    Sealed,
    /// What was in it is too large.
    Large,
}

impl Keep {
    pub(super) fn new() -> Self {
        let key_id = format!("56838{}", chance::digits(14));
        Self { key: SecretKey::generate(&mut OsRng), key_id, secrets: BTreeMap::new() }
    }

    pub(super) fn public_key(&self) -> String {
        STANDARD.encode(self.key.public_key().as_bytes())
    }

    /// The half that opens what is sealed; GitHub keeps it to itself.
    pub(super) fn private_key(&self) -> String {
        STANDARD.encode(self.key.to_bytes())
    }

    /// Opens a sealed value (libsodium's `crypto_box_seal`).
    pub(super) fn open(&self, key_id: &str, sealed: &str) -> Result<String, Unusable> {
        if key_id != self.key_id {
            return Err(Unusable::OtherKey);
        }
        let sealed = STANDARD.decode(sealed).map_err(|_| Unusable::Sealed)?;
        let opened = self.key.unseal(&sealed).map_err(|_| Unusable::Sealed)?;
        if opened.len() > LARGEST {
            return Err(Unusable::Large);
        }
        String::from_utf8(opened).map_err(|_| Unusable::Sealed)
    }

    /// Whether the secret is new.
    pub(super) fn store(&mut self, name: &str, value: String, sealed: &str, now: i64) -> bool {
        let sealed = sealed.to_owned();
        let known = self.secrets.get_mut(&name.to_ascii_uppercase());
        match known {
            Some(stored) => {
                (stored.value, stored.sealed) = (value, sealed);
                stored.updated = now;
                false
            }
            None => {
                let visibility = "all".to_owned();
                let stored =
                    Stored { value, sealed, created: now, updated: now, visibility, selected: Vec::new() };
                self.secrets.insert(name.to_ascii_uppercase(), stored);
                true
            }
        }
    }
}

/// `[A-Za-z0-9_]`, no digit first, no `GITHUB_` first (docs: naming your secrets).
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.to_ascii_uppercase().starts_with("GITHUB_")
}
