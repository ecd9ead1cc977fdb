//! Whether a registry knows a credential at all, asked as `docker login` asks: about no repository, so that nothing
//! is created and nothing is said about rights.

use super::challenge::Way;
use super::{Session, token};
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::outside::http::{Ask, Auth};

impl Session {
    /// `false` where the registry lets everybody in, so that nothing tells whether the secret is good.
    ///
    /// # Errors
    /// Refused (401 or 403: not this user and secret, or no longer), or the registry could not be asked.
    pub async fn recognise(&self) -> Result<bool, Failure> {
        let reached = self.reached().await;
        let incomplete = || Failure::new(FailureKind::NotUnderstood(Odd::Incomplete));
        let pair = self.credential.as_ref().ok_or_else(incomplete)?;
        match &reached.way {
            None => Err(reached.challenge.failure().cloned().unwrap_or_else(incomplete)),
            Some(Way::Open) => Ok(false),
            Some(Way::Basic) => {
                let url = self.base.join("/v2/").map_err(|_| incomplete())?;
                let auth = Auth::Basic { user: pair.username.as_str(), secret: &pair.secret };
                let good = |answer: crate::outside::http::Answer| match answer.status {
                    200 => Ok(true),
                    _ => Err(answer.failure()),
                };
                self.http.send(Ask::get(url).by(auth)).await.read(good).answer
            }
            Some(Way::Bearer(realm)) => token::sign_in(&self.http, realm, pair).await.answer.map(|()| true),
        }
    }
}
