//! Addresses of the services, and the one rule for which of them may be spoken to how.

use std::collections::BTreeMap;

use url::Url;

use crate::model::image::Registry;

/// Where Docker Hub's services are; practice and tests put loopback addresses here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// The Hub API.
    pub hub: Url,
    /// The registry behind `docker.io`.
    pub docker_hub_registry: Url,
    /// Other registries by the host that images name, where they are not at that host.
    pub elsewhere: BTreeMap<String, Url>,
    /// The page on which a person makes a token.
    pub token_page: String,
    /// GitHub's API where it is not the one that belongs to the repository's host.
    pub github_api: Option<Url>,
    /// The person's own app for signing in to GitHub with a code; without one there is no such way.
    pub github_client: Option<String>,
}

impl Default for Endpoints {
    fn default() -> Self {
        let fixed = |text: &str| Url::parse(text).expect("a constant address");
        Self {
            hub: fixed("https://hub.docker.com"),
            docker_hub_registry: fixed("https://registry-1.docker.io"),
            elsewhere: BTreeMap::new(),
            token_page: "https://app.docker.com/settings/personal-access-tokens/create".to_owned(),
            github_api: None,
            github_client: None,
        }
    }
}

impl Endpoints {
    /// Whether the registry is Docker Hub's own, and nothing put in its place.
    #[must_use]
    pub fn is_docker_hub_itself(&self, registry: &Registry) -> bool {
        registry.is_docker_hub() && self.docker_hub_registry == Self::default().docker_hub_registry
    }

    /// The registry's own address: `docker.io` is wherever these endpoints say, this machine is
    /// spoken to in plain HTTP (as docker does), everybody else in HTTPS, unless they are said to be
    /// somewhere else. `None` for a host that cannot stand in an address.
    #[must_use]
    pub fn registry_base(&self, registry: &Registry) -> Option<Url> {
        if registry.is_docker_hub() {
            return Some(self.docker_hub_registry.clone());
        }
        if let Some(base) = self.elsewhere.get(registry.host()) {
            return Some(base.clone());
        }
        let scheme = if registry.is_loopback() { "http" } else { "https" };
        let base = Url::parse(&format!("{scheme}://{}", registry.host())).ok()?;
        let bare = base.path() == "/"
            && base.query().is_none()
            && base.fragment().is_none()
            && base.username().is_empty()
            && base.password().is_none();
        bare.then_some(base)
    }
}

/// Whether the address is on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => is_loopback_name(name),
        None => false,
    }
}

/// `localhost` and everything below it (RFC 6761).
#[must_use]
pub fn is_loopback_name(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether a credential may travel to this address: encrypted, or not leaving this machine.
#[must_use]
pub fn is_private(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// `host` or `host:port`, as it is shown.
#[must_use]
pub fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::{Endpoints, is_private};
    use crate::model::image::Registry;

    #[test]
    fn every_registry_has_its_address() {
        let mut endpoints = Endpoints::default();
        let base = |endpoints: &Endpoints, host: &str| {
            endpoints.registry_base(&Registry::parse(host)).map(|url| url.to_string())
        };
        assert_eq!(base(&endpoints, "docker.io").as_deref(), Some("https://registry-1.docker.io/"));
        assert_eq!(base(&endpoints, "ghcr.io").as_deref(), Some("https://ghcr.io/"));
        assert_eq!(base(&endpoints, "localhost:5000").as_deref(), Some("http://localhost:5000/"));
        assert_eq!(base(&endpoints, "user@evil.example"), None);
        endpoints.docker_hub_registry = "http://127.0.0.1:5000".parse().expect("an address");
        assert_eq!(base(&endpoints, "index.docker.io").as_deref(), Some("http://127.0.0.1:5000/"));
    }

    #[test]
    fn credentials_travel_encrypted_or_not_at_all() {
        for (address, private) in [
            ("https://ghcr.io", true),
            ("http://ghcr.io", false),
            ("http://127.0.0.1:5000", true),
            ("http://[::1]:5000", true),
            ("http://registry.localhost", true),
            ("http://127.0.0.1.evil.example", false),
            ("http://localhost.evil.example", false),
            ("ftp://localhost", false),
        ] {
            assert_eq!(is_private(&address.parse().expect("an address")), private, "{address}");
        }
    }
}
