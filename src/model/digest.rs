//! Content digests.

use std::fmt;

/// `sha256:` and 64 hexadecimal digits (OCI image specification, descriptor).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Digest(String);

impl Digest {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.trim().strip_prefix("sha256:")?;
        (hex.len() == 64 && hex.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')))
            .then(|| Self(format!("sha256:{hex}")))
    }

    /// `sha256:9f2c...81aa`: enough for an eye to compare.
    #[must_use]
    pub fn short(&self) -> String {
        format!("{}...{}", &self.0[..11], &self.0[67..])
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
