//! How the services behind a push are reached from this machine, layer by layer.

use std::time::Duration;

use super::failure::{Failure, FailureKind};

/// A service that pushing or pulling needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    Registry,
    /// It hands out the registry's tokens.
    TokenService,
    /// Docker Hub's own API; no push needs it, this program does.
    HubApi,
    /// Where the registry sends those who read a layer.
    BlobStorage,
}

impl Service {
    /// The name as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::TokenService => "token-service",
            Self::HubApi => "hub-api",
            Self::BlobStorage => "blob-storage",
        }
    }
}

/// One layer of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer<T> {
    /// The one below it failed, or there is no such layer here.
    NotTried,
    Good(T, Duration),
    Failed(Failure),
}

impl<T> Layer<T> {
    #[must_use]
    pub fn good(&self) -> Option<&T> {
        match self {
            Self::Good(value, _) => Some(value),
            Self::NotTried | Self::Failed(_) => None,
        }
    }

    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::NotTried | Self::Good(..) => None,
        }
    }
}

/// The way to one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    pub service: Service,
    /// `host` or `host:port`.
    pub host: String,
    /// The proxy in between; name resolution and connection are then the proxy's.
    pub proxy: Option<String>,
    /// The addresses that the name stands for.
    pub dns: Layer<Vec<String>>,
    pub tcp: Layer<()>,
    /// TLS, and the certificate trusted by this machine.
    pub tls: Layer<()>,
    /// Who issued the certificate that was shown, trusted or not.
    pub issuer: Option<String>,
    /// The HTTP status.
    pub answer: Layer<u16>,
    /// How far this machine's clock is ahead of the service's, in seconds, by its `Date`.
    pub clock_ahead: Option<i64>,
}

impl Reach {
    /// What keeps the service from being reached: the lowest layer that failed.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        let below = self.dns.failure().or(self.tcp.failure()).or(self.tls.failure());
        below.or(self.answer.failure())
    }

    /// The name of that layer.
    #[must_use]
    pub fn failed_at(&self) -> Option<&'static str> {
        let layers = [
            ("dns", self.dns.failure()),
            ("tcp", self.tcp.failure()),
            ("tls", self.tls.failure()),
            ("http", self.answer.failure()),
        ];
        layers.into_iter().find(|(_, failure)| failure.is_some()).map(|(name, _)| name)
    }

    #[must_use]
    pub fn is_good(&self) -> bool {
        self.answer.good().is_some()
    }

    /// Whether the certificate is the trouble, and not for want of trust: expired, or of another name.
    #[must_use]
    pub fn shows_bad_certificate(&self) -> bool {
        matches!(self.failure().map(|failure| &failure.kind), Some(FailureKind::Tls { untrusted: false, .. }))
    }
}
