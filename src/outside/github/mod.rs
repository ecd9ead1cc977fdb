//! GitHub's REST API: one client, pinned to one version of it, that repeats no write on its own.

pub mod address;
mod answers;
mod called;
mod commit;
mod contents;
pub mod device;
mod failed_run;
mod logs;
mod pace;
pub mod permissions;
mod repository;
mod runs;
mod seal;
mod secrets;
pub mod sign_in;
mod variables;
mod watch;
mod workflows;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::header::LINK;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

pub use self::commit::{Commit, EmptyCommit};
pub use self::failed_run::{FailedJob, FailedRun};
pub use self::pace::Paced;
pub use self::runs::Which;
pub use self::secrets::{PublicKey, Written, fits};
pub use self::watch::Watch;
pub use self::workflows::{Dispatched, Workflow};
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::github::Slug;
use crate::model::secret::GitHubToken;
use crate::outside::endpoints::{authority, is_private};
use crate::outside::http::{Answer, Ask, Auth, Http, Method, now};

/// The version of the API that this program was written for. It stays supported for at least two years from
/// March 2026; the next one differs only in the answer to a dispatch, of which both forms are understood.
const VERSION: &str = "2022-11-28";
const ACCEPT: &str = "application/vnd.github+json";
/// More than any page of any list asked for here.
const PAGE_LIMIT: usize = 8 << 20;
/// Pages read of one list at most.
const PAGES: usize = 20;
/// A renamed repository takes one redirect; a chain of them is a loop.
const REDIRECTS: usize = 4;

/// One repository through GitHub's API. Clones share connections.
#[derive(Clone, Debug)]
pub struct GitHub {
    http: Http,
    api: Url,
    token: Option<GitHubToken>,
    slug: Slug,
    pace: Option<Paced>,
    /// Whether an answer led to another address, as those of a renamed repository do.
    moved: Arc<AtomicBool>,
}

impl GitHub {
    /// `api`: the API's own address, see [`address::api`]. Without a token GitHub answers what is public,
    /// sixty times an hour.
    #[must_use]
    pub fn new(http: &Http, api: Url, token: Option<GitHubToken>, slug: Slug) -> Self {
        Self { http: http.clone(), api, token, slug, pace: None, moved: Arc::default() }
    }

    #[must_use]
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    #[must_use]
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// The name that the repository has now, where what was asked so far led elsewhere. Costs a request only then.
    pub async fn renamed(&self) -> Option<Slug> {
        if !self.moved.load(Ordering::Relaxed) {
            return None;
        }
        let now = self.repository().await.ok()?.slug;
        (now != self.slug).then_some(now)
    }

    /// An address below the API. Every part is one segment: a slash inside of it is encoded, which GitHub
    /// wants for branches and environments.
    fn at(&self, parts: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.api.clone();
        url.path_segments_mut().expect("an http address has a path").pop_if_empty().extend(parts);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// An address below `/repos/OWNER/NAME`.
    fn below(&self, parts: &[&str], query: &[(&str, &str)]) -> Url {
        let all: Vec<&str> =
            ["repos", &self.slug.owner, &self.slug.name].into_iter().chain(parts.iter().copied()).collect();
        self.at(&all, query)
    }

    fn auth(&self) -> Auth<'_> {
        self.token.as_ref().map_or(Auth::Nobody, Auth::GitHub)
    }

    /// Sends a request, follows redirects that stay on this host, and hands over any answer that is not a
    /// refusal. What GitHub says to be elsewhere (301, 307, 308) was not done, so it may be asked there as it was, be
    /// it a write. 302 after a write may as well mean that it is done and can be looked at: that is followed by reads
    /// only.
    async fn send(
        &self,
        method: Method,
        mut url: Url,
        body: Option<&Value>,
        etag: Option<&str>,
    ) -> Result<Answer, Failure> {
        for _ in 0..=REDIRECTS {
            let mut ask = Ask::new(method.clone(), url.clone())
                .by(self.auth())
                .accepting(ACCEPT)
                .header("x-github-api-version", VERSION)
                .at_most(PAGE_LIMIT);
            if let Some(body) = body {
                ask = ask.json(body);
            }
            if let Some(etag) = etag {
                ask = ask.header("if-none-match", etag);
            }
            if let Some(pace) = &self.pace {
                pace.turn(&method).await;
            }
            let exchange = self.http.send(ask).await;
            if let Some(pace) = &self.pace {
                pace.answered(exchange.took).await;
            }
            let request = exchange.request;
            let answer = exchange.answer?;
            let reads = matches!(method, Method::GET | Method::HEAD);
            let refused = match answer.status {
                301 | 302 | 307 | 308 => match answer.location(&url) {
                    Some(to)
                        if to.origin() == url.origin()
                            && is_private(&to)
                            && (reads || answer.status != 302) =>
                    {
                        self.moved.store(true, Ordering::Relaxed);
                        url = to;
                        continue;
                    }
                    Some(to) => Failure::new(FailureKind::Redirected { host: authority(&to) }),
                    None => odd(),
                },
                200..=299 | 304 => return Ok(answer),
                _ => answers::failure(&answer, now()),
            };
            return Err(refused.at(&request));
        }
        Err(Failure::new(FailureKind::Redirected { host: authority(&url) }))
    }

    async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, Failure> {
        let request = crate::outside::http::shown(&Method::GET, &url);
        let answer = self.send(Method::GET, url, None, None).await?;
        answer.json().map_err(|failure| failure.at(&request))
    }

    /// All pages of a list, each asked for at the address that the one before names, on this host only.
    async fn pages<P: DeserializeOwned>(&self, url: Url) -> Result<Vec<P>, Failure> {
        let (mut pages, mut next) = (Vec::new(), Some(url));
        while let Some(url) = next.take().filter(|_| pages.len() < PAGES) {
            let request = crate::outside::http::shown(&Method::GET, &url);
            let answer = self.send(Method::GET, url.clone(), None, None).await?;
            next = answer
                .header(LINK.as_str())
                .and_then(answers::next_page)
                .and_then(|next| url.join(next).ok())
                .filter(|next| next.origin() == url.origin());
            pages.push(answer.json().map_err(|failure| failure.at(&request))?);
        }
        Ok(pages)
    }

    /// A request that changes something, sent once.
    async fn write(&self, method: Method, url: Url, body: Option<&Value>) -> Result<Answer, Failure> {
        self.send(method, url, body, None).await
    }
}

fn odd() -> Failure {
    Failure::new(FailureKind::NotUnderstood(Odd::Incomplete))
}
