//! Waiting out what passes by itself: a limit until it is over, a service that stumbles a few times.

use std::time::Duration;

use crate::cli::Call;
use crate::model::failure::{Failure, FailureKind};
use crate::run::now;
use crate::text::rotation as words;

const PAUSES: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(3)];
/// Limits are of an hour at most; one that is met more often than this is no limit of GitHub's.
const LIMITS: u32 = 5;
const LONGEST: Duration = Duration::from_secs(3900);
/// Where a limit does not say until when.
const USUAL: Duration = Duration::from_secs(60);

/// Whether the same may succeed a little later.
fn passes(failure: &Failure) -> bool {
    matches!(
        failure.kind,
        FailureKind::ServiceError { .. }
            | FailureKind::TimedOut { .. }
            | FailureKind::ConnectionLost { .. }
            | FailureKind::Connect { .. }
            | FailureKind::NotUnderstood(_)
    )
}

/// Whether what was asked for has certainly not been done.
pub(super) fn is_sure(failure: &Failure) -> bool {
    !passes(failure) || matches!(failure.kind, FailureKind::Connect { .. })
}

/// Asks until there is an answer that stays. Only for what may be asked twice.
pub(super) async fn patiently<T>(
    call: &Call,
    mut ask: impl AsyncFnMut() -> Result<T, Failure>,
) -> Result<T, Failure> {
    let (mut pauses, mut limits) = (PAUSES.iter(), 0);
    loop {
        let failure = match ask().await {
            Err(failure) => failure,
            good => return good,
        };
        let pause = match failure.kind {
            FailureKind::RateLimited { until } if limits < LIMITS => {
                limits += 1;
                let wait = until.map_or(USUAL, |until| until.since(now()));
                let until = now().plus(wait).iso();
                eprintln!("pushpilot: {}", call.speaker.say(&words::limit(until)));
                Some(wait.max(Duration::from_millis(200)).min(LONGEST))
            }
            _ if passes(&failure) => pauses.next().copied(),
            _ => None,
        };
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Err(failure),
        }
    }
}
