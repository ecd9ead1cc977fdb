//! Logs of jobs, which lie on another host behind a signed address.

use super::{ACCEPT, GitHub, VERSION, answers, odd};
use crate::model::failure::{Failure, FailureKind};
use crate::outside::endpoints::{authority, is_private};
use crate::outside::http::{Ask, now};

/// The most that is read of a log, in bytes.
const LOG_LIMIT: usize = 64 << 20;

impl GitHub {
    /// The log of a job, as text; `None` while GitHub does not have it yet, or no longer.
    ///
    /// The address that GitHub names is good for a minute and signed: the token does not go there, where it
    /// would be refused (measured by others: Azure answers 400 to 403).
    ///
    /// # Errors
    /// The usual; also an address without encryption, since it is as good as a password.
    pub async fn job_log(&self, job: u64) -> Result<Option<String>, Failure> {
        let url = self.below(&["actions", "jobs", &job.to_string(), "logs"], &[]);
        let ask = Ask::get(url.clone())
            .by(self.auth())
            .accepting(ACCEPT)
            .header("x-github-api-version", VERSION)
            .at_most(LOG_LIMIT);
        let exchange = self.http.send(ask).await;
        let request = exchange.request;
        let answer = exchange.answer?;
        let to = match answer.status {
            200 => return Ok(Some(text(&answer.body))),
            301 | 302 | 307 | 308 => answer.location(&url).ok_or_else(|| odd().at(&request))?,
            // A job that is still running: 404, or 500 "Failed to generate URL to download logs".
            404 | 410 | 500 => return Ok(None),
            _ => return Err(answers::failure(&answer, now()).at(&request)),
        };
        if !is_private(&to) {
            return Err(Failure::new(FailureKind::Insecure { host: authority(&to) }).at(&request));
        }
        // An Enterprise server may serve them itself, and then wants to know who asks.
        let auth = if to.origin() == url.origin() { self.auth() } else { crate::outside::http::Auth::Nobody };
        let exchange = self.http.send(Ask::get(to).by(auth).at_most(LOG_LIMIT)).await;
        let request = exchange.request;
        let answer = exchange.answer?;
        match answer.status {
            200 => Ok(Some(text(&answer.body))),
            404 | 410 => Ok(None),
            _ => Err(answer.failure().at(&request)),
        }
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).trim_start_matches('\u{feff}').to_owned()
}
