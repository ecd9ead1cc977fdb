//! What a dry run says instead of doing it.

use crate::flow::effect::{Job, Outcome};
use crate::flow::github::{Answer, Order};
use crate::model::failure::{Failure, FailureKind};
use crate::model::secret_plan::{Deed, Done, Row};
use crate::model::variable_offer::{Changed, Taken};

/// The answer to a job that would change something; `None` for one that only looks.
pub(super) fn instead_of(job: &Job) -> Option<Outcome> {
    let failure = || Failure::new(FailureKind::DryRun);
    Some(match job {
        Job::Keep(_) => Outcome::Kept(Err(failure())),
        Job::MakeToken { .. } => Outcome::Made(Err(failure())),
        Job::RetireToken { .. } => Outcome::Retired(Err(failure())),
        Job::TestPush(_) => Outcome::Pushed(Box::new(Err(failure()))),
        Job::Rename(order, _) => {
            let mut files: Vec<String> = order.pushes.iter().map(|push| push.place.file.clone()).collect();
            files.dedup();
            Outcome::Renamed(files.into_iter().map(|file| (file, Changed::Failed(failure()))).collect())
        }
        Job::SaveReport(_) => Outcome::ReportSaved(Err(failure())),
        Job::GitHub(order) => Outcome::GitHub(match order.as_ref() {
            Order::WriteSecrets { rows, .. } => Answer::Written(rows.iter().map(planned).collect()),
            Order::TakeVariable { offer, .. } => {
                Answer::Taken(Box::new(Taken::failed((**offer).clone(), &failure())))
            }
            Order::StartBuild { .. } => Answer::Started(Err(failure())),
            Order::Cancel { .. } => Answer::Cancelled(Err(failure())),
            _ => return None,
        }),
        _ => return None,
    })
}

fn planned(row: &Row) -> (Row, Done) {
    let done = if row.deed == Deed::Leave { Done::Left } else { Done::Planned };
    (row.clone(), done)
}
