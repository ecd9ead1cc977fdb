//! A fingerprint tells later whether the same secret is meant, and nothing else about it: it is salted, and half of
//! a SHA-256.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::model::failure::{Failure, FailureKind};

/// A new salt: 16 random bytes, in hex.
///
/// # Errors
/// The system has no random numbers.
pub(super) fn salt() -> Result<String, Failure> {
    let mut salt = [0_u8; 16];
    let none = |_| Failure::new(FailureKind::Program { name: "getrandom".to_owned(), missing: true });
    getrandom::fill(&mut salt).map_err(none)?;
    Ok(hex(&salt))
}

/// The fingerprint of these parts, none of which can hold a zero byte; in hex.
pub(super) fn of(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hex(&hash.finalize()[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
