//! What a token may do, measured before it is needed, without changing anything.

use super::GitHub;
use crate::model::clean;
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::{Permission, Shelf, TokenFacts};
use crate::model::moment::Moment;
use crate::outside::http::Method;

impl GitHub {
    /// Who the token belongs to, its scopes and its expiry, from the headers of one answer.
    ///
    /// # Errors
    /// 401 for a token that is not valid (any more), or the usual.
    pub async fn token_facts(&self) -> Result<TokenFacts, Failure> {
        let answer = self.send(Method::GET, self.at(&["user"], &[]), None, None).await;
        let answer = match answer {
            // A token of a run or an app belongs to nobody and is told so; the root's headers still tell.
            Err(failure) if matches!(failure.kind, FailureKind::NeedsPermission { .. }) => {
                self.send(Method::GET, self.at(&[""], &[]), None, None).await?
            }
            other => other?,
        };
        let user: serde_json::Value = answer.json().unwrap_or_default();
        // Absent: fine-grained or an app's. Empty: the same, or a classic token without any scope.
        let scopes = answer.header("x-oauth-scopes").filter(|scopes| !scopes.trim().is_empty());
        let expires = answer.header("github-authentication-token-expiration").and_then(expiry);
        Ok(TokenFacts {
            login: user.get("login").and_then(|login| login.as_str()).map(|login| clean::short(login, 100)),
            scopes: scopes
                .map(|scopes| scopes.split(',').map(|scope| clean::short(scope, 60)).collect::<Vec<_>>()),
            expires,
        })
    }

    /// Whether Actions runs in this repository at all.
    ///
    /// # Errors
    /// The token may not read the repository's settings, or the usual.
    pub async fn actions_enabled(&self) -> Result<bool, Failure> {
        #[derive(serde::Deserialize)]
        struct Settings {
            enabled: bool,
        }
        let settings: Settings = self.get(self.below(&["actions", "permissions"], &[])).await?;
        Ok(settings.enabled)
    }

    /// Whether a read that needs this permission is let through. A refusal is certain; on public
    /// repositories some reads pass without it, and the right to write shows only on writing.
    ///
    /// # Errors
    /// What is not about permissions.
    pub async fn may_read(&self, permission: &Permission) -> Result<bool, Failure> {
        let asked = match permission {
            Permission::Secrets => self.public_key(&Shelf::Repository).await.map(drop),
            Permission::DependabotSecrets => self.public_key(&Shelf::Dependabot).await.map(drop),
            Permission::EnvironmentSecrets(name) => {
                self.public_key(&Shelf::Environment(name.clone())).await.map(drop)
            }
            Permission::Variables => self.variables(None).await.map(drop),
            Permission::Actions => self.workflows().await.map(drop),
        };
        match asked {
            Ok(()) => Ok(true),
            Err(failure) if matches!(failure.status(), Some(403 | 404)) => Ok(false),
            Err(failure) => Err(failure),
        }
    }
}

/// `2027-10-12 09:00:00 UTC`, or RFC 3339 (the header is on no page of GitHub's documentation found; both
/// are what public clients read).
fn expiry(text: &str) -> Option<Moment> {
    let text = text.trim();
    Moment::parse(text).or_else(|| {
        let (day, time) = text.strip_suffix(" UTC").unwrap_or(text).split_once(' ')?;
        let (time, offset) = time.split_once(' ').unwrap_or((time, "Z"));
        Moment::parse(&format!("{day}T{time}{offset}"))
    })
}

#[cfg(test)]
mod tests {
    use super::expiry;

    #[test]
    fn the_expiry_is_read_in_each_form() {
        for text in ["2027-10-12 09:00:00 UTC", "2027-10-12T09:00:00Z", "2027-10-12 11:00:00 +0200"] {
            assert_eq!(expiry(text).map(|at| at.iso()).as_deref(), Some("2027-10-12T09:00:00Z"), "{text}");
        }
        assert_eq!(expiry("soon"), None);
    }
}
