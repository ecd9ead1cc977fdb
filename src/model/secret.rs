//! Things that may be sent but never shown: tokens, passwords, one-time codes.
//!
//! None of these has `Display`, `PartialEq` or `Serialize`; `Debug` prints `[REDACTED]`; memory is
//! wiped on drop. A test lists every file that may call `expose`.

use secrecy::{ExposeSecret, SecretString};

/// A registry secret: an access token, or a password used in its place.
#[derive(Clone, Debug)]
pub struct AccessToken(SecretString);

/// An account password. It is used for one sign-in and kept nowhere.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

/// A one-time code of a second factor.
#[derive(Clone, Debug)]
pub struct OneTimeCode(SecretString);

/// The bearer of a session: ten minutes at the Hub API, one to sixty at a registry; never refreshed.
#[derive(Clone, Debug)]
pub struct SessionToken(SecretString);

/// What opens this program's encrypted file. It is kept nowhere.
#[derive(Clone, Debug)]
pub struct Passphrase(SecretString);

/// What GitHub's API takes: a personal access token, or one that a tool or a run was given.
#[derive(Clone, Debug)]
pub struct GitHubToken(SecretString);

/// What a GitHub secret is to hold. Once it is there nobody can read it again.
#[derive(Clone, Debug)]
pub struct SecretValue(SecretString);

/// What the first half of a sign-in hands out, to be sent back with the one-time code.
#[derive(Clone, Debug)]
pub struct SecondFactorToken(SecretString);

macro_rules! exposed {
    ($($name:ident),*) => { $(
        impl $name {
            #[must_use]
            pub fn new(secret: SecretString) -> Self {
                Self(secret)
            }
            /// The characters themselves, for the one place that sends or stores them.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }
        impl From<String> for $name {
            fn from(secret: String) -> Self {
                Self(secret.into())
            }
        }
    )* };
}
exposed!(
    AccessToken,
    Password,
    OneTimeCode,
    SecondFactorToken,
    SessionToken,
    Passphrase,
    GitHubToken,
    SecretValue
);

impl AccessToken {
    /// Whether both are the same characters, so that neither is tried twice. Not for judging a guess: it takes
    /// longer the more of it is right.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }

    /// The same secret for GitHub's API: its container registry takes the tokens of GitHub itself.
    #[must_use]
    pub fn for_github(&self) -> GitHubToken {
        GitHubToken(self.0.clone())
    }
}

impl Password {
    /// A password as a field holds it: exactly one line end is dropped, as docker and gh do.
    #[must_use]
    pub fn entered(field: &SecretString) -> Self {
        Self(without_line_end(field))
    }
}

impl GitHubToken {
    /// A token as a field holds it: exactly one line end is dropped, as gh does.
    #[must_use]
    pub fn entered(field: &SecretString) -> Self {
        Self(without_line_end(field))
    }
}

fn without_line_end(field: &SecretString) -> SecretString {
    let text = field.expose_secret();
    let text = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r'])).unwrap_or(text);
    SecretString::from(text)
}

impl OneTimeCode {
    /// A code as a field holds it: without the spaces that apps show, full-width digits made narrow.
    #[must_use]
    pub fn entered(field: &SecretString) -> Self {
        let narrow = |c: char| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        };
        let text: String = field.expose_secret().chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        Self(SecretString::from(text))
    }
}
