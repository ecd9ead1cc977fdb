//! Registries: how they want to be asked, what they grant, and the smallest push there is.

mod challenge;
mod content;
mod measure;
mod pull;
mod push;
mod recognise;
mod storage;
mod test_image;
mod token;
mod upload;

use tokio::sync::OnceCell;
use url::Url;

pub use test_image::{Blob, TestImage, make_image};
pub use upload::UploadSession;

use super::endpoints::Endpoints;
use super::http::{Auth, Http};
use super::hub;
use crate::model::access::{Actions, Asked, Grant};
use crate::model::account::Credential;
use crate::model::failure::{Failure, FailureKind};
use crate::model::image::{Image, Registry};
use crate::model::proof::Listed;
use crate::model::secret::SessionToken;
use challenge::{Reached, Realm, Way};
use token::Granted;

/// Receives each step of a longer task as it happens.
pub type Tell<'a, T> = &'a (dyn Fn(T) + Send + Sync);

/// One credential at one registry. What is the same for all its images (the challenge, the sign-in, the
/// level of the token) is asked once, however many images are measured, at the same time or later.
#[derive(Debug)]
pub struct Session {
    http: Http,
    base: Url,
    /// The Hub API, where there is one for this registry.
    hub: Option<Url>,
    credential: Option<Credential>,
    trusted_realms: Vec<String>,
    reached: OnceCell<Reached>,
    /// Why no further request may carry this secret, if the first one that did was turned away.
    stopped: OnceCell<Option<Asked<Grant>>>,
    signed_in: OnceCell<(Asked<()>, Option<SessionToken>)>,
    level: OnceCell<Vec<(Actions, Asked<Grant>)>>,
}

impl Session {
    /// Nothing is asked yet. `trusted_realms`: hosts (with port) of token services that the person agreed to,
    /// though they do not belong with the registry's.
    ///
    /// # Errors
    /// The registry's name cannot be a host.
    pub fn new(
        http: &Http,
        endpoints: &Endpoints,
        registry: &Registry,
        credential: Option<Credential>,
        trusted_realms: Vec<String>,
    ) -> Result<Self, Failure> {
        let unknown = || Failure::new(FailureKind::Dns { host: registry.host().to_owned() });
        Ok(Self {
            http: http.clone(),
            base: endpoints.registry_base(registry).ok_or_else(unknown)?,
            hub: registry.is_docker_hub().then(|| endpoints.hub.clone()),
            credential,
            trusted_realms,
            reached: OnceCell::new(),
            stopped: OnceCell::new(),
            signed_in: OnceCell::new(),
            level: OnceCell::new(),
        })
    }

    async fn reached(&self) -> &Reached {
        self.reached.get_or_init(|| challenge::ask(&self.http, &self.base, &self.trusted_realms)).await
    }

    /// The Hub API session, opened by the first who needs it.
    async fn signed_in(&self, hub: &Url, pair: &Credential) -> &(Asked<()>, Option<SessionToken>) {
        let sign_in = || async {
            let asked = hub::sign_in(&self.http, hub, &pair.username, &pair.secret).await;
            let token = asked.good().cloned();
            (asked.map(|_| ()), token)
        };
        self.signed_in.get_or_init(sign_in).await
    }

    /// The Hub API session itself, or why there is none.
    async fn hub_session(&self) -> Result<SessionToken, Failure> {
        let none = || Failure::new(FailureKind::Refused { status: 401, code: None });
        let (hub, pair) = self.hub.as_ref().zip(self.credential.as_ref()).ok_or_else(none)?;
        let (asked, session) = self.signed_in(hub, pair).await;
        session.clone().ok_or_else(|| asked.failure().cloned().unwrap_or_else(none))
    }

    /// Whether Docker Hub's list of tags shows this one; its private repositories it shows to who is signed in.
    /// The list decides nothing: that it does not answer, or that nobody asks, is no failure.
    pub async fn listed(&self, image: &Image, tag: &str) -> Listed {
        let Some(hub) = &self.hub else { return Listed::Unknown };
        let session = match &self.credential {
            None => None,
            Some(_) => match self.hub_session().await {
                Ok(session) => Some(session),
                Err(_) => return Listed::Unknown,
            },
        };
        let asked = hub::listed(&self.http, hub, image, tag, session.as_ref()).await;
        asked.answer.unwrap_or_default()
    }

    /// What to show the registry itself for doing these things.
    async fn access(&self, image: &Image, actions: Actions) -> Result<Access, Failure> {
        let reached = self.reached().await;
        match &reached.way {
            None => Err(reached.challenge.failure().cloned().unwrap_or_else(|| {
                Failure::new(FailureKind::NotUnderstood(crate::model::failure::Odd::Incomplete))
            })),
            Some(Way::Open) => Ok(Access::Nobody),
            Some(Way::Basic) => {
                Ok(self.credential.clone().map_or(Access::Nobody, |pair| Access::Basic(pair.into())))
            }
            Some(Way::Bearer(realm)) => {
                let granted = self.grant(realm, image.repository(), actions).await.answer?;
                Ok(Access::Bearer(granted.bearer))
            }
        }
    }

    async fn grant(&self, realm: &Realm, repository: &str, actions: Actions) -> Asked<Granted> {
        token::ask(&self.http, realm, repository, actions, self.credential.as_ref()).await
    }
}

/// With what the registry itself is asked.
#[derive(Clone, Debug)]
pub(crate) enum Access {
    Nobody,
    Basic(Box<Credential>),
    Bearer(SessionToken),
}

impl Access {
    fn auth(&self) -> Auth<'_> {
        match self {
            Self::Nobody => Auth::Nobody,
            Self::Basic(pair) => Auth::Basic { user: pair.username.as_str(), secret: &pair.secret },
            Self::Bearer(token) => Auth::Bearer(token),
        }
    }

    /// What may go to an address that the registry named: nothing, if it is on another origin.
    fn towards(&self, url: &Url, base: &Url) -> Auth<'_> {
        if url.origin() == base.origin() { self.auth() } else { Auth::Nobody }
    }
}
