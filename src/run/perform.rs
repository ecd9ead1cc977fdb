//! From a job as a value to the function that does it.

use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use crate::flow::effect::{Job, JobId, Outcome, Progress};
use crate::flow::event::Event;
use crate::model::failure::{Failure, FailureKind};
use crate::outside::probing;
use crate::outside::world::World;
use crate::steps::{
    check_access, create_token, find_project, onboard, report, rerun_workflow, status, store_token,
    test_push, what_went_wrong,
};

/// Does one job and sends what comes of it. A receiver that is gone has left; nobody waits then.
pub(super) async fn perform(
    world: Arc<World>,
    id: JobId,
    job: Job,
    stop: CancellationToken,
    answers: UnboundedSender<Event>,
) {
    let finish = |outcome: Outcome| drop(answers.send(Event::Finished(id, outcome)));
    let progress = |progress: Progress| drop(answers.send(Event::Progress(id, progress)));
    match job {
        Job::OfferRun => finish(Outcome::RunOffered(what_went_wrong::work::offer(&world).await)),
        Job::Diagnose(log) => finish(Outcome::Diagnosed(what_went_wrong::work::read(&world, log).await)),
        Job::Probe(asked) => finish(Outcome::Probed(Box::new(probing::probe(&world, *asked).await))),
        Job::ReadProject { registry } => {
            finish(Outcome::Project(Box::new(find_project::work::look(&world, registry).await)));
        }
        Job::ReadOnboarding => {
            finish(Outcome::Onboarding(onboard::work::read(&world).boxed().await.map(Box::new)));
        }
        Job::TakeStock => {
            let tell = |done, all| progress(Progress::Stock(done, all));
            let stock = status::work::take(&world, &tell).boxed().await;
            finish(Outcome::Stock(Box::new(stock)));
        }
        Job::FindCredentials(registry) => {
            finish(Outcome::Credentials(find_project::work::credentials(&world, &registry).await));
        }
        Job::LoadCredential { found, passphrase } => {
            let loaded = create_token::work::load(&world, &found, passphrase.as_ref()).await;
            finish(Outcome::Loaded(Box::new(loaded)));
        }
        Job::Keep(order) => finish(Outcome::Kept(store_token::work::keep(&world, order).await)),
        Job::UnlockKeyring => finish(Outcome::Unlocked(store_token::work::unlock(&world).await)),
        Job::Measure(order) => {
            let tell = |step| progress(Progress::Access(step));
            let measured = tokio::select! {
                measured = check_access::work::measure(&world, &order, &tell) => measured,
                // Dropping the measurement closes its requests; an upload that was just opened expires.
                () = stop.cancelled() => Err(Failure::new(FailureKind::Stopped)),
            };
            match measured {
                Ok((measured, open)) => {
                    finish(Outcome::Measured(Box::new(Ok(measured))));
                    if let Some(open) = open {
                        // The verdict stands; tidying up after it delays nobody.
                        open.cancel().await;
                    }
                }
                Err(failure) => finish(Outcome::Measured(Box::new(Err(failure)))),
            }
        }
        Job::SignIn { username, password } => {
            finish(Outcome::SignedIn(create_token::work::sign_in(&world, &username, &password).await));
        }
        Job::SignInWithCode { first, code } => {
            finish(Outcome::SignedIn(create_token::work::sign_in_with_code(&world, &first, &code).await));
        }
        Job::ListTokens(session) => {
            finish(Outcome::Tokens(create_token::work::list(&world, &session).await));
        }
        Job::MakeToken { session, order } => {
            finish(Outcome::Made(create_token::work::make(&world, &session, &order).await));
        }
        Job::RetireToken { session, id, delete } => {
            finish(Outcome::Retired(create_token::work::retire(&world, &session, &id, delete).await));
        }
        Job::TestPush(order) => {
            let tell = |step| progress(Progress::Push(step));
            finish(Outcome::Pushed(Box::new(test_push::work::push(&world, &order, &stop, &tell).await)));
        }
        Job::SaveReport(order) => finish(Outcome::ReportSaved(report::work::save(&world, order).await)),
        Job::GitHub(order) => {
            let tell = |news| progress(Progress::GitHub(news));
            finish(Outcome::GitHub(super::github::perform(&world, *order, &stop, &tell).boxed().await));
        }
        Job::OfferRenaming(order) => {
            finish(Outcome::RenamingOffered(rerun_workflow::renaming::work::offer(*order).await));
        }
        Job::Rename(order, shown) => {
            finish(Outcome::Renamed(rerun_workflow::renaming::work::rename(&world, *order, shown).await));
        }
        Job::PlayPush(root) => {
            finish(Outcome::PushPlayed(rerun_workflow::renaming::work::play_push(&world, &root).await));
        }
        Job::PlayTokenPage(scope) => {
            finish(Outcome::PagePlayed(create_token::work::play_page(&world, scope).await));
        }
    }
}
