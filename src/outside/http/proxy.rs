//! Which proxy stands before an address, as the client itself decides it.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::HeaderValue;
use url::Url;

use super::Http;
use crate::outside::endpoints::is_loopback;

/// A proxy in between.
#[derive(Clone)]
pub struct Proxy {
    pub host: String,
    pub port: u16,
    /// It hands connections on by `CONNECT`, and is itself spoken to in the open.
    pub tunnels: bool,
    /// The proxy's own credential, as its variable holds it.
    pub(in crate::outside) auth: Option<HeaderValue>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Http {
    /// The proxy through which this address is asked.
    #[must_use]
    pub fn proxy_before(&self, url: &Url) -> Option<Proxy> {
        if url.scheme() == "http" && is_loopback(url) {
            return None;
        }
        let matcher = match &self.0.settings.proxy {
            Some(proxy) => Matcher::builder().all(proxy.to_string()).build(),
            None => Matcher::from_system(),
        };
        let intercept = matcher.intercept(&url.as_str().parse().ok()?)?;
        let (uri, auth) = (intercept.uri(), intercept.basic_auth().cloned());
        let scheme = uri.scheme_str().unwrap_or("http");
        let usual = match scheme {
            "https" => 443,
            "http" => 80,
            _ => 1080,
        };
        Some(Proxy {
            host: uri.host()?.to_owned(),
            port: uri.port_u16().unwrap_or(usual),
            tunnels: scheme == "http",
            auth,
        })
    }
}
