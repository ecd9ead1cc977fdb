//! The exit codes, all of them. Scripts rely on them: none is ever given another meaning.

use crate::flow::effect::Exit;
use crate::model::failure::FailureKind;
use crate::model::verdict::{Outcome, Undecided, Verdict};
use crate::text::{Text, commands, github};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Code {
    Good = 0,
    CheckFailed = 1,
    /// Wrong usage, or an answer is missing.
    Usage = 2,
    Cancelled = 3,
    CredentialRefused = 4,
    NotPermitted = 5,
    Network = 6,
    Keyring = 7,
    TimedOut = 8,
    PartlyDone = 9,
    ExpiresSoon = 10,
    /// The workflow ran, and failed.
    BuildFailed = 11,
    Interrupted = 130,
}

impl Code {
    pub const ALL: [(Self, fn() -> Text); 13] = [
        (Self::Good, commands::exit_0),
        (Self::CheckFailed, commands::exit_1),
        (Self::Usage, commands::exit_2),
        (Self::Cancelled, commands::exit_3),
        (Self::CredentialRefused, commands::exit_4),
        (Self::NotPermitted, commands::exit_5),
        (Self::Network, commands::exit_6),
        (Self::Keyring, commands::exit_7),
        (Self::TimedOut, commands::exit_8),
        (Self::PartlyDone, commands::exit_9),
        (Self::ExpiresSoon, commands::exit_10),
        (Self::BuildFailed, github::exit_11),
        (Self::Interrupted, commands::exit_130),
    ];

    /// Of the credential helper: its protocol knows 0 and 1.
    #[must_use]
    pub fn of_helper(answered: bool) -> Self {
        if answered { Self::Good } else { Self::CheckFailed }
    }

    /// Of the wizard.
    #[must_use]
    pub fn of_exit(exit: Exit) -> Self {
        match exit {
            Exit::Proven | Exit::Dry => Self::Good,
            Exit::Failed => Self::CheckFailed,
            Exit::Cancelled => Self::Cancelled,
            Exit::Interrupted => Self::Interrupted,
        }
    }

    /// Of one verdict.
    #[must_use]
    pub fn of_verdict(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::CanPush(_) => Self::Good,
            Verdict::WrongCredential
            | Verdict::PasswordNotEnough
            | Verdict::ExpiredOrRevoked(_)
            | Verdict::NoCredential => Self::CredentialRefused,
            Verdict::TokenTooWeak { .. }
            | Verdict::NoRight
            | Verdict::NotYourNamespace
            | Verdict::RefusedByRule(_) => Self::NotPermitted,
            Verdict::Unreachable(failure) | Verdict::NotDecided(Undecided::Odd(failure)) => {
                Self::of_failure(&failure.kind)
            }
            Verdict::RepositoryMissing | Verdict::RateLimited { .. } | Verdict::NotDecided(_) => {
                Self::CheckFailed
            }
        }
    }

    /// Of something that went wrong outside.
    #[must_use]
    pub fn of_failure(kind: &FailureKind) -> Self {
        match kind {
            FailureKind::TimedOut { .. } => Self::TimedOut,
            FailureKind::Dns { .. }
            | FailureKind::Connect { .. }
            | FailureKind::ConnectionLost { .. }
            | FailureKind::Tls { .. }
            | FailureKind::PlainHttp { .. }
            | FailureKind::Insecure { .. }
            | FailureKind::Proxy { .. } => Self::Network,
            FailureKind::NeedsPermission { .. } => Self::NotPermitted,
            FailureKind::Keyring(_) | FailureKind::Program { .. } => Self::Keyring,
            FailureKind::Stopped => Self::Cancelled,
            _ => Self::CheckFailed,
        }
    }

    /// Of several images: the most telling failure; one that surely fails counts before one that is unknown.
    #[must_use]
    pub fn of_verdicts<'a>(verdicts: impl Iterator<Item = &'a Verdict> + Clone) -> Self {
        let of = |wanted: Outcome| {
            verdicts.clone().filter(|verdict| verdict.outcome() == wanted).map(Self::of_verdict).min()
        };
        of(Outcome::CannotPush).or_else(|| of(Outcome::Unknown)).unwrap_or(Self::Good)
    }
}

impl From<Code> for std::process::ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use crate::model::verdict::{Destination, Undecided, Verdict};

    #[test]
    fn several_images_end_with_the_failure_that_is_certain() {
        let good = Verdict::CanPush(Destination::Unknown);
        let unknown = Verdict::NotDecided(Undecided::NotAsked);
        let weak = Verdict::TokenTooWeak { level: None };
        let code = |verdicts: &[&Verdict]| Code::of_verdicts(verdicts.iter().copied());
        assert_eq!(code(&[&good, &good]), Code::Good);
        assert_eq!(code(&[&good, &unknown]), Code::CheckFailed);
        assert_eq!(code(&[&unknown, &weak]), Code::NotPermitted);
        assert_eq!(code(&[&weak, &Verdict::WrongCredential]), Code::CredentialRefused);
    }
}
