//! Which API belongs to which host, and the other way round.

use url::Url;

use crate::model::clean;
use crate::model::failure::{Failure, FailureKind};
use crate::outside::endpoints::{Endpoints, authority, is_loopback};

/// The API of a host: `github.com`, a tenant of `ghe.com`, or an Enterprise server (GitHub's REST
/// descriptions, `servers`). `None` for a host that cannot stand in an address.
#[must_use]
pub fn api(host: &str) -> Option<Url> {
    let host = host.trim().to_ascii_lowercase();
    let text = match host.as_str() {
        "github.com" | "www.github.com" | "ssh.github.com" => "https://api.github.com".to_owned(),
        _ if host.ends_with(".ghe.com") => format!("https://api.{host}"),
        _ => format!("https://{host}/api/v3"),
    };
    let url = Url::parse(&text).ok()?;
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    (bare && url.fragment().is_none() && matches!(url.path(), "/" | "/api/v3")).then_some(url)
}

/// Whether two names are of the same host: `github.com` has several.
#[must_use]
pub fn same_host(one: &str, other: &str) -> bool {
    api(one).is_some_and(|api| self::api(other) == Some(api))
}

/// The API of a host, or the one that is set for all of them.
///
/// # Errors
/// No address can be made of this host.
pub fn of(endpoints: &Endpoints, host: &str) -> Result<Url, Failure> {
    let api = endpoints.github_api.clone().or_else(|| api(host));
    api.ok_or_else(|| Failure::new(FailureKind::Dns { host: clean::short(host, 100) }))
}

/// The host whose tokens belong to an API. A token is sent to no other.
#[must_use]
pub fn host(api: &Url) -> String {
    let name = authority(api);
    match name.as_str() {
        "api.github.com" => "github.com".to_owned(),
        _ => match name.strip_prefix("api.").filter(|rest| rest.ends_with(".ghe.com")) {
            Some(tenant) => tenant.to_owned(),
            None => name,
        },
    }
}

/// Whether `github.com`'s own variables hold the token of this host: that, its tenants, and this machine,
/// where practice is.
#[must_use]
pub fn is_dotcom(api: &Url) -> bool {
    let host = host(api);
    host == "github.com" || host.ends_with(".ghe.com") || is_loopback(api)
}

#[cfg(test)]
mod tests {
    use super::{api, host, is_dotcom};

    #[test]
    fn the_same_name_on_another_host_is_another_repository() {
        assert!(super::same_host("ssh.github.com", "GitHub.com"));
        assert!(!super::same_host("github.com", "ghe.example.com"));
        assert!(!super::same_host("", ""));
    }

    #[test]
    fn every_kind_of_host_has_its_api_and_its_tokens() {
        for (name, address, dotcom) in [
            ("github.com", "https://api.github.com/", true),
            ("GitHub.com", "https://api.github.com/", true),
            ("octo.ghe.com", "https://api.octo.ghe.com/", true),
            ("git.corp.example", "https://git.corp.example/api/v3", false),
            ("git.corp.example:8443", "https://git.corp.example:8443/api/v3", false),
            ("evil-github.com", "https://evil-github.com/api/v3", false),
        ] {
            let found = api(name).expect("an address");
            assert_eq!((found.as_str(), is_dotcom(&found)), (address, dotcom), "{name}");
            assert_eq!(host(&found), name.to_ascii_lowercase());
        }
        for bad in ["", "user@host", "host/path", "host?x", "a b"] {
            assert_eq!(api(bad), None, "{bad}");
        }
    }
}
