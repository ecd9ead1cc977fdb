//! libsodium's sealed box: who sealed it cannot open it again; only GitHub can.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto_box::{PublicKey, aead::OsRng};

use super::odd;
use crate::model::failure::Failure;
use crate::model::secret::SecretValue;

/// Reads a key as GitHub hands it out: standard base64 of 32 bytes.
pub(super) fn key(text: &str) -> Result<[u8; 32], Failure> {
    STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(odd)
}

/// A value, sealed for the owner of this key, in base64.
pub(super) fn seal(key: [u8; 32], value: &SecretValue) -> Result<String, Failure> {
    // Fails only without random numbers.
    let sealed = PublicKey::from(key).seal(&mut OsRng, value.expose().as_bytes()).map_err(|_| odd())?;
    Ok(STANDARD.encode(sealed))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use crypto_box::SecretKey;
    use crypto_box::aead::OsRng;
    use proptest::prelude::*;

    use super::{key, seal};

    proptest! {
        #[test]
        fn only_the_owner_of_the_key_opens_it(value in "\\PC{0,300}") {
            let owner = SecretKey::generate(&mut OsRng);
            let public = key(&STANDARD.encode(owner.public_key().as_bytes())).expect("a key");
            let sealed = seal(public, &value.clone().into()).expect("seals");
            let sealed = STANDARD.decode(sealed).expect("base64");
            prop_assert_eq!(sealed.len(), value.len() + 48);
            prop_assert_eq!(owner.unseal(&sealed).expect("opens"), value.as_bytes());
            prop_assert!(SecretKey::generate(&mut OsRng).unseal(&sealed).is_err());
        }
    }

    #[test]
    fn a_key_of_another_size_is_refused() {
        for bad in ["", "!", "AAAA", &STANDARD.encode([0; 33])] {
            assert!(key(bad).is_err(), "{bad}");
        }
    }
}
