//! The token that this machine already has for GitHub, found in gh's own order.

use std::time::Duration;

use url::Url;

use super::{GitHub, address};
use crate::model::failure::Failure;
use crate::model::github::{Slug, TokenOrigin as Origin};
use crate::model::secret::GitHubToken;
use crate::outside::places::Env;
use crate::outside::program::{self, Call};
use crate::outside::world::World;

/// A token, and where it was found.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub token: GitHubToken,
    pub origin: Origin,
}

/// gh gives its keyring three seconds.
const WAIT: Duration = Duration::from_secs(5);

/// The variables that hold a token for this API, in gh's order (go-gh, pkg/auth): those of `github.com` are
/// not meant for an Enterprise server and are not sent there.
fn variables(api: &Url, env: &Env) -> Vec<&'static str> {
    if address::is_dotcom(api) {
        return vec!["GH_TOKEN", "GITHUB_TOKEN"];
    }
    let mut names = vec!["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
    if env.text("CODESPACES") == Some("true") {
        names.push("GITHUB_TOKEN");
    }
    names
}

/// Looks for a token; `None` where there is none. What gh stores, gh hands out: its files and keyring are
/// not read here.
pub async fn discover(api: &Url, env: &Env) -> Option<SignIn> {
    for name in variables(api, env) {
        if let Some(token) = env.text(name).and_then(token) {
            return Some(SignIn { token, origin: Origin::Variable(name) });
        }
    }
    // A missing or troubled gh is no trouble here: there is another way to sign in.
    let token = ask_gh(&address::host(api), env).await.ok().flatten()?;
    Some(SignIn { token, origin: Origin::Gh })
}

/// The token for a repository's host, as its remote names it: from the environment, from gh, else the one
/// that this program kept.
pub async fn find(world: &World, host: &str) -> Option<SignIn> {
    at(world, &address::of(&world.endpoints, host).ok()?).await
}

async fn at(world: &World, api: &Url) -> Option<SignIn> {
    if let Some(found) = discover(api, &world.env).await {
        return Some(found);
    }
    // A keyring that is locked or absent holds nothing for us now; a token can be pasted.
    let token = world.keyring.load_github(&address::host(api)).await.ok().flatten()?;
    Some(SignIn { token, origin: Origin::Keyring })
}

/// The repository's client, signed in with what this machine has. `host` is the repository's, as its remote names it.
///
/// # Errors
/// No address can be made of this host.
pub async fn connect(world: &World, host: &str, slug: Slug) -> Result<GitHub, Failure> {
    let api = address::of(&world.endpoints, host)?;
    let token = at(world, &api).await.map(|found| found.token);
    Ok(GitHub::new(&world.http, api, token, slug))
}

async fn ask_gh(host: &str, env: &Env) -> Result<Option<GitHubToken>, Failure> {
    let call = Call {
        name: "gh",
        arguments: &["auth", "token", "--hostname", host],
        input: "",
        folder: None,
        extra: &[("GH_PROMPT_DISABLED", "1"), ("GH_NO_UPDATE_NOTIFIER", "1"), ("NO_COLOR", "1")],
        without: "",
        wait: WAIT,
        limit: 64 * 1024,
    };
    let ended = program::run(call, env).await?;
    let text = std::str::from_utf8(&ended.stdout).unwrap_or_default();
    Ok(token(text).filter(|_| ended.success))
}

/// A token as a header can carry it. Its length is never judged.
fn token(text: &str) -> Option<GitHubToken> {
    let text = text.trim();
    let good = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
    good.then(|| text.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::{Origin, discover};
    use crate::outside::github::address;
    use crate::outside::places::Env;

    #[tokio::test]
    async fn tokens_are_taken_in_gh_s_order_and_for_their_host_only() {
        let all = [
            ("GH_TOKEN", "ghp_a"),
            ("GITHUB_TOKEN", "ghp_b"),
            ("GH_ENTERPRISE_TOKEN", "ghp_c"),
            ("GITHUB_ENTERPRISE_TOKEN", "ghp_d"),
        ];
        for (host, without, expected) in [
            ("github.com", vec![], Some("GH_TOKEN")),
            ("github.com", vec!["GH_TOKEN"], Some("GITHUB_TOKEN")),
            ("octo.ghe.com", vec![], Some("GH_TOKEN")),
            ("git.corp.example", vec![], Some("GH_ENTERPRISE_TOKEN")),
            ("git.corp.example", vec!["GH_ENTERPRISE_TOKEN"], Some("GITHUB_ENTERPRISE_TOKEN")),
            ("git.corp.example", vec!["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"], None),
        ] {
            // Empty counts as unset.
            let env =
                Env::of(all.map(|(name, value)| (name, if without.contains(&name) { "" } else { value })));
            let found = discover(&address::api(host).expect("an address"), &env).await;
            let origin = found.map(|found| found.origin);
            assert_eq!(origin, expected.map(Origin::Variable), "{host} without {without:?}");
        }
    }

    #[tokio::test]
    async fn what_no_header_can_carry_is_no_token() {
        let env = Env::of([("GH_TOKEN", "two words"), ("GITHUB_TOKEN", "ghp_b\r\n")]);
        let found = discover(&address::api("github.com").expect("an address"), &env).await;
        assert_eq!(found.map(|found| found.origin), Some(Origin::Variable("GITHUB_TOKEN")));
    }
}
