//! What went wrong outside, as data that is already safe to show.
//!
//! A failure is made at the border, in the function that met it: everything in it went through
//! [`super::clean`], and nothing in it can carry a secret.

use super::moment::Moment;

/// A request as it may be shown: never a header, never a body, of the query only harmless keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: &'static str,
    pub host: String,
    /// The path, with those query keys that are known to be harmless (`scope`, `service`, `digest` …).
    pub path: String,
}

impl Request {
    /// The request as a person reads it: of a token request only host, repository and actions, of a question about a
    /// repository at the Hub API only host and repository.
    #[must_use]
    pub fn brief(&self) -> String {
        let query = self.path.split_once('?').map_or("", |(_, query)| query);
        let scope = query.split('&').find_map(|pair| pair.strip_prefix("scope=repository:"));
        match scope.and_then(|scope| scope.rsplit_once(':')) {
            Some((repository, actions)) => format!("{} {repository} {actions}", self.host),
            None => {
                match self.path.strip_prefix("/v2/namespaces/").and_then(|of| of.split_once("/repositories/"))
                {
                    Some((namespace, name)) if !name.contains('/') => {
                        format!("{} {} {namespace}/{name}", self.method, self.host)
                    }
                    _ => self.to_string(),
                }
            }
        }
    }
}

impl std::fmt::Display for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}{}", self.method, self.host, self.path)
    }
}

/// Something outside did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    /// What was asked, where it was a request.
    pub request: Option<Request>,
    /// What the other side said, cleaned and cut to one line; empty if it said nothing.
    pub said: String,
}

impl Failure {
    #[must_use]
    pub fn new(kind: FailureKind) -> Self {
        Self { kind, request: None, said: String::new() }
    }

    #[must_use]
    pub fn at(mut self, request: &Request) -> Self {
        self.request = Some(request.clone());
        self
    }

    #[must_use]
    pub fn saying(mut self, said: &str) -> Self {
        self.said = super::clean::short(said, 200);
        self
    }

    /// Whether what was asked for may have been done all the same: the answer is lost, or tells of a fault of
    /// the other side. A refusal did nothing, and what never left this machine did not either.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::ServiceError { .. }
                | FailureKind::NotUnderstood(_)
                | FailureKind::TimedOut { .. }
                | FailureKind::ConnectionLost { .. }
        )
    }

    /// Whether the other side answered with this HTTP status.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.kind {
            FailureKind::Refused { status, .. } | FailureKind::ServiceError { status } => Some(status),
            FailureKind::NeedsPermission { .. } | FailureKind::Archived | FailureKind::ActionsOff { .. } => {
                Some(403)
            }
            FailureKind::RateLimited { .. } => Some(429),
            _ => None,
        }
    }
}

/// The kinds of failure that need different words or different next steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// A 4xx other than 429. `code` is the registry's error code, if it gave one.
    Refused {
        status: u16,
        code: Option<String>,
    },
    /// GitHub's token lacks a permission; which, as GitHub names it, or nothing where it does not say.
    NeedsPermission {
        needed: String,
    },
    /// Longer than GitHub takes as a secret; it was not sent.
    SecretTooLong {
        name: String,
        bytes: usize,
    },
    /// The repository on GitHub is archived: it takes no writes from anybody.
    Archived,
    /// GitHub Actions is switched off: for the repository, or for the whole account.
    ActionsOff {
        account: bool,
    },
    /// 429, with the moment from which on another try makes sense, if the server told.
    RateLimited {
        until: Option<Moment>,
    },
    /// 5xx.
    ServiceError {
        status: u16,
    },
    /// An answer came, but not one of this protocol.
    NotUnderstood(Odd),
    /// A redirect to another origin where none belongs; it was not followed.
    Redirected {
        host: String,
    },
    /// The registry names a token service on a host that does not belong with its own; no credential
    /// was sent there.
    ForeignRealm {
        host: String,
    },
    /// A credential would have to travel unencrypted; it did not.
    Insecure {
        host: String,
    },
    Dns {
        host: String,
    },
    Connect {
        host: String,
    },
    /// `untrusted`: the certificate's issuer is not known here; `false`: any other TLS trouble.
    Tls {
        host: String,
        untrusted: bool,
    },
    /// One side speaks plain HTTP, the other TLS.
    PlainHttp {
        host: String,
    },
    Proxy {
        host: String,
    },
    /// No answer in time; seconds waited.
    TimedOut {
        seconds: u64,
    },
    ConnectionLost {
        host: String,
    },
    Keyring(KeyringTrouble),
    File {
        path: String,
        trouble: FileTrouble,
    },
    /// A program that was called as a child is missing or did not do its work.
    Program {
        name: String,
        missing: bool,
    },
    /// Something already has the throw-away tag.
    TagTaken,
    /// The second factor is asked for.
    NeedsOneTimeCode,
    /// The session came from an access token, which may not manage tokens; one from the password may.
    NeedsPassword,
    /// Stopped by the person.
    Stopped,
    /// This run changes nothing, and this would have.
    DryRun,
}

/// An answer that is not one of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    Html,
    NotJson,
    Truncated,
    /// More than the client is willing to read.
    TooLarge,
    /// A field or header that must be there is not, or makes no sense.
    Incomplete,
    /// The bytes do not have the digest that was asked for.
    WrongDigest,
}

/// The states of a keyring that keep a token from being kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringTrouble {
    Locked,
    /// No service answers: no D-Bus, no Secret Service, no default collection.
    Absent,
    /// The store's limit is below the secret's size.
    TooLarge,
    TimedOut,
    /// Written, but something else was read back.
    Mismatch,
    /// The wrong passphrase for the encrypted file.
    WrongPassphrase,
    Other,
}

/// What can be wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTrouble {
    Missing,
    NotReadable,
    NotWritable,
    /// Another run of this program holds it.
    InUse,
    NotText,
    /// Not the format that it should have; the line, if one is known (1-based).
    Broken {
        line: Option<usize>,
    },
    TooLarge,
    NoSpace,
    /// Another program wrote it in the meantime.
    Changed,
}
