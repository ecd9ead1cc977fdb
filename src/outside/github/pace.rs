//! A client that keeps to GitHub's limits by itself, for work on many repositories.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::GitHub;
use crate::model::github::Slug;
use crate::model::pace::Pace;
use crate::outside::http::{Method, now};

/// Shared by all clients of one run: limits are counted over all repositories.
#[derive(Clone, Debug, Default)]
pub struct Paced(Arc<Mutex<(Pace, Tally)>>);

/// What was asked so far, and how long the answers took.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    answered: u32,
    took: Duration,
}

impl Paced {
    /// Waits until the next request may go out. One at a time: who waits holds up the others.
    pub(super) async fn turn(&self, method: &Method) {
        let writes = *method != Method::GET;
        let mut held = self.0.lock().await;
        let wait = held.0.wait(writes, now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        held.0.sent(writes, now());
    }

    pub(super) async fn answered(&self, took: Duration) {
        let tally = &mut self.0.lock().await.1;
        tally.answered += 1;
        tally.took += took;
    }

    /// How long so many more requests will take, going by those before.
    pub async fn forecast(&self, reads: usize, writes: usize) -> Duration {
        let (pace, tally) = &*self.0.lock().await;
        let each = tally.took.checked_div(tally.answered).unwrap_or_default();
        pace.forecast(reads, writes, each)
    }
}

impl GitHub {
    /// The same client, keeping to GitHub's limits together with all others that have this pace.
    #[must_use]
    pub fn paced(mut self, pace: &Paced) -> Self {
        self.pace = Some(pace.clone());
        self
    }

    /// The pace that it keeps to, if it does.
    #[must_use]
    pub fn pace(&self) -> Option<&Paced> {
        self.pace.as_ref()
    }

    /// The client of another repository on the same host.
    #[must_use]
    pub fn of(&self, slug: Slug) -> Self {
        Self { slug, ..self.clone() }
    }
}
