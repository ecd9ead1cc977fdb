//! Logs of jobs, which lie on another host behind a signed address.

use super::{ACCEPT, GitHub, REDIRECTS, VERSION, answers, odd};
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
        let mut url = self.below(&["actions", "jobs", &job.to_string(), "logs"], &[]);
        let home = url.origin();
        // To where the repository is by now, if it was renamed, and from there to the log.
        for _ in 0..=REDIRECTS {
            let ask = Ask::get(url.clone()).at_most(LOG_LIMIT);
            // An Enterprise server may serve them itself, and then wants to know who asks.
            let at_home = url.origin() == home;
            let ask = match at_home {
                true => ask.by(self.auth()).accepting(ACCEPT).header("x-github-api-version", VERSION),
                false => ask,
            };
            let exchange = self.http.send(ask).await;
            let request = exchange.request;
            let answer = exchange.answer?;
            url = match answer.status {
                200 => return Ok(Some(text(&answer.body))),
                301 | 302 | 307 | 308 if at_home => {
                    answer.location(&url).ok_or_else(|| odd().at(&request))?
                }
                // A job that is still running: 404, or 500 "Failed to generate URL to download logs".
                404 | 410 => return Ok(None),
                500 if at_home => return Ok(None),
                // Only GitHub's own refusals mean what its documents say of them.
                _ if at_home => return Err(answers::failure(&answer, now()).at(&request)),
                _ => return Err(answer.failure().at(&request)),
            };
            if !is_private(&url) {
                return Err(Failure::new(FailureKind::Insecure { host: authority(&url) }).at(&request));
            }
        }
        Err(Failure::new(FailureKind::Redirected { host: authority(&url) }))
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).trim_start_matches('\u{feff}').to_owned()
}
