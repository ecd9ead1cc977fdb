//! What a credential helper says when it has no login to give. On standard output, as the protocol wants it; and
//! once more on standard error, as docker drops the former and passes the latter on to the person.

use std::io::Write;

use crate::model::account::Username;
use crate::model::failure::{Failure, KeyringTrouble};
use crate::model::image::Registry;
use crate::outside::places::Env;
use crate::text::speak::Speaker;
use crate::text::{Language, Text, credentials, failures};

/// The name under which tools call the helper.
pub const NAME: &str = "docker-credential-pushpilot";

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No error to those who ask: they go on without a login.
    NotFound,
    NoServer,
    NoUsername,
    BadServer,
    BadUsername,
    /// Not the JSON that it should be, or not text.
    Input,
    TooLong,
    Usage,
    Several(Registry, Vec<Username>),
    Keyring(KeyringTrouble),
    Failed(Failure),
}

impl Trouble {
    /// The protocol's own messages, which tools compare word by word (docker-credential-helpers, credentials).
    fn fixed(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotFound => "credentials not found in native keychain",
            Self::NoServer => "no credentials server URL",
            Self::NoUsername => "no credentials username",
            _ => return None,
        })
    }

    fn words(&self) -> Text {
        match self {
            Self::BadServer => credentials::bad_server(),
            Self::BadUsername => credentials::bad_username(),
            Self::Input | Self::NotFound | Self::NoServer | Self::NoUsername => credentials::bad_input(),
            Self::TooLong => credentials::too_long(),
            Self::Usage => credentials::helper_usage(),
            Self::Several(registry, names) => {
                let names: Vec<&str> = names.iter().map(Username::as_str).collect();
                let first = names.first().copied().unwrap_or_default().to_owned();
                credentials::several(registry.host(), names.join(", "), first)
            }
            Self::Keyring(KeyringTrouble::Locked) => credentials::locked(),
            Self::Keyring(KeyringTrouble::Absent) => credentials::absent(),
            Self::Keyring(_) | Self::Failed(_) => {
                self.failure().map_or_else(credentials::bad_input, |failure| failures::sentence(&failure))
            }
        }
    }
}

/// The message for standard output; the person is told too, unless it is none of their business.
pub(super) fn say(trouble: &Trouble, env: &Env) -> String {
    if let Some(fixed) = trouble.fixed() {
        return format!("{fixed}\n");
    }
    let language = Language::of_locale([env.text("LC_ALL"), env.text("LC_MESSAGES"), env.text("LANG")]);
    let words = Speaker::new(language).say(&trouble.words());
    let _ = writeln!(std::io::stderr(), "pushpilot: {words}");
    format!("{words}\n")
}
