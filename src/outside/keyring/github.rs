//! The token for GitHub that a person pasted: an entry beside those for registries, and none of them.

use super::{Keyring, Unstored, WAIT, entry};
use crate::model::failure::KeyringTrouble;
use crate::model::secret::{AccessToken, GitHubToken};

/// The user of the entry. Without a slash, so that nobody takes it for a login to a registry.
fn user(host: &str) -> String {
    format!("github:{}", host.replace('/', "-"))
}

impl Keyring {
    /// Keeps the token for a host: written, read back, compared.
    ///
    /// # Errors
    /// The trouble; then it is not kept, or not provably.
    pub async fn store_github(&self, host: &str, token: &GitHubToken) -> Result<(), Unstored> {
        let (user, secret) = (user(host), AccessToken::from(token.expose().to_owned()));
        let stored = self.call(WAIT, move |store| entry::store(store, &user, &secret)).await;
        stored.map(drop).map_err(|trouble| Unstored { trouble, late: None })
    }

    /// The token that was kept for a host. Never prompts.
    ///
    /// # Errors
    /// Locked, absent, or time-out.
    pub async fn load_github(&self, host: &str) -> Result<Option<GitHubToken>, KeyringTrouble> {
        let user = user(host);
        let kept = self.call(WAIT, move |store| entry::load(store, &user)).await?;
        Ok(kept.map(|token| token.expose().to_owned().into()))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::secret::GitHubToken;
    use crate::outside::keyring::{Keyring, Memory, Mood};

    #[tokio::test]
    async fn it_is_kept_for_its_host_and_is_no_login_to_a_registry() {
        let keyring = Keyring::Memory(Memory::new(Mood::Ready));
        let token = GitHubToken::from("github_pat_x".to_owned());
        keyring.store_github("github.com", &token).await.expect("is kept");
        let kept = |host: &'static str| {
            let keyring = keyring.clone();
            async move { keyring.load_github(host).await.expect("answers") }
        };
        assert_eq!(kept("github.com").await.expect("is there").expose(), token.expose());
        assert!(kept("git.corp.example").await.is_none());
        assert_eq!(keyring.registries().await.expect("answers"), []);
    }
}
