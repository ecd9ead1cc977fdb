//! The SHA-256 and the size of a body that nobody keeps.

use sha2::{Digest as _, Sha256};

use crate::model::digest::Digest;

/// What is known of the bytes so far.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    hash: Sha256,
    size: usize,
}

impl Sum {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.size += bytes.len();
    }

    /// In bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    #[must_use]
    pub fn digest(&self) -> Digest {
        let hex: String = self.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Digest::parse(&format!("sha256:{hex}")).expect("64 hexadecimal digits")
    }
}
