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
exposed!(AccessToken, Password, OneTimeCode, SecondFactorToken, SessionToken);
