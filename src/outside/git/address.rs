//! The address of a remote: host, owner and repository. A user name or token in it ends here.

use url::Url;

/// Reads https, ssh, git and scp-like addresses; `None` for paths on this machine and for what names
/// no owner.
pub(super) fn parse(address: &str) -> Option<(String, String, String)> {
    let address = address.trim();
    let (host, path) = if address.contains("://") { with_scheme(address)? } else { scp_like(address)? };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let (owner, repository) = path.rsplit_once('/')?;
    // Enterprise servers are reachable under a path too, and every part must be fit for showing.
    let plain = |part: &str| {
        !part.is_empty()
            && part.len() <= 255
            && part.split('/').all(|part| {
                !part.is_empty()
                    && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+'))
            })
    };
    (plain(owner) && plain(repository)).then(|| (known(&host), owner.to_owned(), repository.to_owned()))
}

fn with_scheme(address: &str) -> Option<(String, String)> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?.to_ascii_lowercase();
    // The port of ssh says nothing about where the website and its API are.
    let host = match (url.scheme(), url.port()) {
        ("https" | "http", Some(port)) => format!("{host}:{port}"),
        ("https" | "http" | "ssh" | "git" | "git+ssh" | "ssh+git", _) => host,
        _ => return None,
    };
    Some((host, url.path().to_owned()))
}

/// `[user@]host:path`, where no slash stands before the colon (git's documentation of addresses).
fn scp_like(address: &str) -> Option<(String, String)> {
    let (before, path) = match address.split_once('[') {
        // `[host:port]:path` and `user@[host]:path`
        Some((user, rest)) if user.is_empty() || user.ends_with('@') => {
            let (inside, path) = rest.split_once("]:")?;
            (inside.split(':').next()?, path)
        }
        _ => address.split_once(':')?,
    };
    // One letter before the colon is a drive of Windows.
    if before.contains(['/', '\\']) || before.len() < 2 {
        return None;
    }
    let host = before.rsplit('@').next()?.to_ascii_lowercase();
    let is_host =
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    is_host.then(|| (host, path.to_owned()))
}

/// GitHub answers ssh on another name where port 22 is closed (GitHub's docs on SSH over the HTTPS port).
fn known(host: &str) -> String {
    match host {
        "ssh.github.com" | "www.github.com" => "github.com".to_owned(),
        "altssh.gitlab.com" => "gitlab.com".to_owned(),
        host => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    #[test]
    fn addresses_of_every_kind_name_host_owner_and_repository() {
        for (address, expected) in [
            ("https://github.com/amyflash/app.git", Some("github.com amyflash app")),
            ("https://github.com/amyflash/app/", Some("github.com amyflash app")),
            ("https://amy:ghp_secret@github.com/amyflash/app", Some("github.com amyflash app")),
            ("https://ghp_secret@git.corp.example:8443/team/app.git", Some("git.corp.example:8443 team app")),
            ("git@github.com:amyflash/app.git", Some("github.com amyflash app")),
            ("github.com:amyflash/my.app", Some("github.com amyflash my.app")),
            ("ssh://git@git.corp.example:2222/team/app.git", Some("git.corp.example team app")),
            ("ssh://git@ssh.github.com:443/amyflash/app.git", Some("github.com amyflash app")),
            ("git@[git.corp.example:2222]:team/app", Some("git.corp.example team app")),
            ("git://host.example/a/b", Some("host.example a b")),
            ("https://gitlab.com/group/sub/app.git", Some("gitlab.com group/sub app")),
            ("/srv/git/app.git", None),
            ("../app", None),
            ("C:\\code\\app", None),
            ("C:/code/app", None),
            ("file:///srv/git/app.git", None),
            ("https://github.com/app", None),
            ("https://github.com/a/b\u{1b}[2J", None),
            ("ext::sh -c evil/x", None),
            ("", None),
        ] {
            let read = parse(address).map(|(host, owner, repository)| format!("{host} {owner} {repository}"));
            assert_eq!(read.as_deref(), expected, "{address}");
        }
    }

    proptest! {
        #[test]
        fn no_credential_of_an_address_survives(address in "(https://|ssh://|git@|)(u:canary@|canary@|)[a-z.:\\[\\]/@]{0,20}(canary@)?[a-z/.]{0,10}") {
            if let Some((host, ..)) = parse(&address) {
                prop_assert!(!host.contains('@'));
                prop_assert!(!host.contains("canary"));
            }
        }
    }
}
