//! What the HTTP library complains about, sorted into the failures that people can do something about.
//!
//! The library's errors may hold the whole address, so they are looked into and never printed.

use std::error::Error;
use std::fmt;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError};
use url::Url;

use super::Settings;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::outside::endpoints::authority;

/// A name that no resolver knows.
#[derive(Debug)]
pub struct NameNotFound(pub String);

impl fmt::Display for NameNotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("name not found")
    }
}

impl Error for NameNotFound {}

/// No answer came.
pub fn sending(error: &reqwest::Error, host: &str, settings: &Settings) -> Failure {
    let host = host.to_owned();
    let chain = causes(error);
    if let Some(NameNotFound(name)) = chain.iter().find_map(|cause| cause.downcast_ref()) {
        let ours = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
        // Another name than the one that was asked for can only be the proxy's.
        return Failure::new(if name == ours {
            FailureKind::Dns { host }
        } else {
            FailureKind::Proxy { host: name.clone() }
        });
    }
    if let Some(tls) = chain.iter().find_map(|cause| cause.downcast_ref::<TlsError>()) {
        return Failure::new(of_tls(tls, host));
    }
    let says = |start: &str| chain.iter().any(|cause| cause.to_string().starts_with(start));
    Failure::new(if says("tunnel error") || says("socks") {
        FailureKind::Proxy { host }
    } else if error.is_timeout() {
        let connecting = error.is_connect();
        let waited = if connecting { settings.connect_timeout } else { settings.timeout };
        FailureKind::TimedOut { seconds: waited.as_secs() }
    } else if error.is_connect() {
        FailureKind::Connect { host }
    } else if says("invalid HTTP") {
        // A TLS alert, read as a status line.
        FailureKind::PlainHttp { host }
    } else {
        FailureKind::ConnectionLost { host }
    })
}

/// The answer began, but did not end.
pub fn reading(error: &reqwest::Error, settings: &Settings) -> Failure {
    Failure::new(if error.is_timeout() {
        FailureKind::TimedOut { seconds: settings.timeout.as_secs() }
    } else {
        FailureKind::NotUnderstood(Odd::Truncated)
    })
}

/// The client could not be built: a proxy address that is none, or no certificates on this machine.
pub fn building(error: &reqwest::Error, url: &Url) -> Failure {
    let host = authority(url);
    let tls = causes(error).iter().any(|cause| cause.is::<TlsError>());
    Failure::new(if tls { FailureKind::Tls { host, untrusted: true } } else { FailureKind::Proxy { host } })
}

fn of_tls(error: &TlsError, host: String) -> FailureKind {
    match error {
        TlsError::InvalidCertificate(problem) => {
            let untrusted = match problem {
                CertificateError::UnknownIssuer => true,
                // A self-signed authority used as a server's certificate has no variant of its own.
                CertificateError::Other(other) => other.to_string().contains("CaUsedAsEndEntity"),
                _ => false,
            };
            FailureKind::Tls { host, untrusted }
        }
        // The first bytes are no TLS record: the other side speaks plain HTTP.
        TlsError::InvalidMessage(_) => FailureKind::PlainHttp { host },
        TlsError::AlertReceived(AlertDescription::UnknownCA) => FailureKind::Tls { host, untrusted: true },
        _ => FailureKind::Tls { host, untrusted: false },
    }
}

/// The error and everything below it; an I/O error hides what it wraps from `source`.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut found = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        found.push(cause);
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    found
}
