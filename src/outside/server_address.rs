//! What docker and the other tools call a registry in their files, and when they ask a credential helper.

use crate::model::image::Registry;

/// Docker Hub's address in docker's files and questions (docker CLI, registry package).
pub const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// More than any address of a registry has.
const LIMIT: usize = 1024;

/// The entries that docker's web login keeps beside Docker Hub's own (docker CLI, oauth manager), and the names
/// of registries that do not exist under which they are kept: they are no logins, and nothing else may
/// find them.
const WEB_LOGIN: [(&str, &str); 2] = [
    ("https://index.docker.io/v1/access-token", "access-token.index.docker.io"),
    ("https://index.docker.io/v1/refresh-token", "refresh-token.index.docker.io"),
];

/// Why an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Line breaks, spaces, control characters, or far too long.
    Malformed,
}

/// The registry that an address means, by any of its names.
///
/// # Errors
/// It is empty, or no address.
pub fn registry(address: &str) -> Result<Registry, Problem> {
    let address = address.trim();
    if address.is_empty() {
        return Err(Problem::Missing);
    }
    if address.len() > LIMIT
        || address.chars().any(|c| !crate::model::clean::is_plain(c) || c.is_whitespace())
    {
        return Err(Problem::Malformed);
    }
    let bare = address.trim_end_matches('/');
    let web_login = WEB_LOGIN.iter().find(|(address, _)| same_but_for_scheme(address, bare));
    Ok(Registry::parse(web_login.map_or(address, |(_, host)| host)))
}

/// The address by which tools know a registry.
#[must_use]
pub fn address(registry: &Registry) -> String {
    if registry.is_docker_hub() {
        return DOCKER_HUB.to_owned();
    }
    let web_login = WEB_LOGIN.iter().find(|(_, host)| *host == registry.host());
    web_login.map_or(registry.host(), |(address, _)| address).to_owned()
}

/// Whether this is one of the entries that docker's web login keeps, and no registry.
#[must_use]
pub fn is_web_login(registry: &Registry) -> bool {
    WEB_LOGIN.iter().any(|(_, host)| *host == registry.host())
}

fn same_but_for_scheme(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.split_once("://").map_or(text, |(_, rest)| rest).to_ascii_lowercase();
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use super::{Problem, address, is_web_login, registry};
    use crate::model::image::Registry;

    #[test]
    fn docker_hub_is_meant_by_all_its_addresses_and_web_logins_are_apart() {
        for (text, host, back) in [
            ("https://index.docker.io/v1/", "docker.io", "https://index.docker.io/v1/"),
            ("https://index.docker.io/v1", "docker.io", "https://index.docker.io/v1/"),
            ("index.docker.io", "docker.io", "https://index.docker.io/v1/"),
            ("https://index.docker.io:443/v1/", "docker.io", "https://index.docker.io/v1/"),
            ("registry-1.docker.io", "docker.io", "https://index.docker.io/v1/"),
            ("docker.io/amyflash", "docker.io", "https://index.docker.io/v1/"),
            (" docker.io\r\n", "docker.io", "https://index.docker.io/v1/"),
            ("https://ghcr.io/v2/", "ghcr.io", "ghcr.io"),
            ("http://localhost:5000", "localhost:5000", "localhost:5000"),
            ("LOCALHOST:5000", "localhost:5000", "localhost:5000"),
        ] {
            let found = registry(text).expect("is an address");
            assert_eq!((found.host(), address(&found).as_str(), is_web_login(&found)), (host, back, false));
        }
        for kind in ["access-token", "refresh-token"] {
            let text = format!("https://index.docker.io/v1/{kind}");
            let found = registry(&text).expect("is an address");
            assert!(is_web_login(&found) && found != Registry::docker_hub());
            assert_eq!((address(&found), registry(&format!("{text}/"))), (text, Ok(found)));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, problem) in [
            ("", Problem::Missing),
            (" \n", Problem::Missing),
            ("docker.io\nevil.example", Problem::Malformed),
            ("docker.io\u{0}", Problem::Malformed),
            ("docker.io evil", Problem::Malformed),
            ("docker\u{202e}.io", Problem::Malformed),
        ] {
            assert_eq!(registry(text), Err(problem), "{text:?}");
        }
        assert_eq!(registry(&"a".repeat(2000)), Err(Problem::Malformed));
    }
}
