//! Who signs in where, with what, and where that was found.

use std::fmt;
use std::path::PathBuf;

use super::image::Registry;
use super::secret::AccessToken;

/// The user name that a registry is told. On Docker Hub the Docker ID, never an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Username(String);

/// What keeps a text from being a user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsernameProblem {
    Empty,
    /// Docker Hub's registry wants the Docker ID (whether it takes the e-mail address is UNSOURCED).
    Email,
    /// Spaces, a colon (it separates name and secret on the wire) or control characters.
    BadCharacter,
    TooLong,
}

impl Username {
    /// # Errors
    /// What is wrong with it; upper case is folded, as Docker IDs are lower case.
    pub fn parse(text: &str) -> Result<Self, UsernameProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UsernameProblem::Empty);
        }
        if text.len() > 255 {
            return Err(UsernameProblem::TooLong);
        }
        if text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == ':' || super::clean::is_invisible(c))
        {
            return Err(UsernameProblem::BadCharacter);
        }
        if text.contains('@') && text.rsplit('@').next().is_some_and(|domain| domain.contains('.')) {
            return Err(UsernameProblem::Email);
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The user name that stands for "the secret is an identity token" (docker's native store).
pub const IDENTITY_TOKEN: &str = "<token>";

/// Where a credential came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Pasted or typed by the person, now.
    Pasted,
    /// Made now, through the registry's API.
    Created,
    /// Handed over on standard input.
    Stdin,
    /// An environment variable, by name.
    Environment(String),
    /// In plain text (base64) in a docker configuration file.
    DockerConfig(PathBuf),
    /// In podman's, skopeo's or buildah's file.
    ContainersAuth(PathBuf),
    /// Behind a docker credential helper, by suffix.
    Helper(String),
    /// In this program's entry of the operating system's keyring.
    Keyring,
    /// In the kernel's keyring, until reboot.
    KernelKeyring,
    /// In this program's passphrase-encrypted file.
    EncryptedFile(PathBuf),
}

impl Origin {
    /// Whether the secret came into being, or to this program, just now, and lies nowhere yet.
    #[must_use]
    pub fn is_new(&self) -> bool {
        matches!(self, Self::Pasted | Self::Created)
    }
}

/// User name and secret for one registry.
#[derive(Clone, Debug)]
pub struct Credential {
    pub registry: Registry,
    pub username: Username,
    pub secret: AccessToken,
    pub origin: Origin,
    /// An identity token: sent as an OAuth2 refresh token, not as a password (distribution oauth.md).
    pub identity_token: bool,
}

#[cfg(test)]
mod tests {
    use super::{Username, UsernameProblem as P};

    #[test]
    fn an_email_address_is_told_from_a_user_name() {
        for (text, expected) in [
            ("amyflash", Ok("amyflash")),
            (" amyflash\n", Ok("amyflash")),
            ("robot$proj+ci", Ok("robot$proj+ci")),
            ("00000000-0000-0000-0000-000000000000", Ok("00000000-0000-0000-0000-000000000000")),
            ("", Err(P::Empty)),
            ("amy@example.com", Err(P::Email)),
            ("amy flash", Err(P::BadCharacter)),
            ("amy:flash", Err(P::BadCharacter)),
            ("amy\u{200b}flash", Err(P::BadCharacter)),
        ] {
            assert_eq!(
                Username::parse(text).as_ref().map(Username::as_str).map_err(|p| *p),
                expected,
                "{text:?}"
            );
        }
    }
}
