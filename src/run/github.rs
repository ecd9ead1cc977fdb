//! From an order about GitHub as a value to the function that does it.

use tokio_util::sync::CancellationToken;

use crate::flow::github::{Answer, News, Order, Site};
use crate::model::failure::{Failure, FailureKind};
use crate::model::proof::NoBuild;
use crate::model::secret_plan::{Done, Wish};
use crate::model::start::NoAim;
use crate::model::variable_offer::Taken;
use crate::outside::ci::{There, start, variable};
use crate::outside::world::World;
use crate::steps::{confirm_result, onboard, rerun_workflow, update_secrets};

/// Does one order.
pub(super) async fn perform(
    world: &World,
    order: Order,
    stop: &CancellationToken,
    tell: &(dyn Fn(News) + Send + Sync),
) -> Answer {
    match order {
        Order::SignIn { host, slug, pasted } => {
            let signed_in = tokio::select! {
                signed_in = update_secrets::work::sign_in(world, host, slug, pasted, tell) => signed_in,
                () = stop.cancelled() => Err(Failure::new(FailureKind::Stopped)),
            };
            Answer::SignedIn(signed_in)
        }
        Order::ReadSecrets { site, pair } => Answer::Secrets(match there(world, site) {
            Ok(there) => update_secrets::work::read(&there, &pair).await,
            Err(failure) => Err(failure),
        }),
        Order::WriteSecrets { site, plan, rows, pair } => Answer::Written(match there(world, site) {
            Ok(there) => {
                let tell = |at: usize, done: &Done| tell(News::Secret(at, done.clone()));
                update_secrets::work::write(&there, &plan, rows, &pair, stop, &tell).await
            }
            Err(failure) => rows.into_iter().map(|row| (row, Done::Failed(failure.clone()))).collect(),
        }),
        Order::OfferVariable { site, plan, pair } => Answer::Offered(match there(world, site) {
            Ok(there) => variable::offer(&there, &plan, &Wish::default(), &pair).await.map(Box::new),
            Err(failure) => Err(failure),
        }),
        Order::TakeVariable { site, offer, pair } => Answer::Taken(match there(world, site) {
            Ok(there) => Box::new(variable::take(&there, *offer, &Wish::default(), &pair, stop).await),
            Err(failure) => Box::new(Taken::failed(*offer, &failure)),
        }),
        Order::ReadBuild { site, workflow, asked } => Answer::Build(match there(world, site) {
            Ok(there) => rerun_workflow::work::read(&there, workflow.as_deref(), asked.as_ref()).await,
            Err(failure) => Err(NoAim::Failed(failure)),
        }),
        Order::StartBuild { site, aim, how, inputs } => Answer::Started(match there(world, site) {
            Ok(there) => start::start(&there, &aim, how, &inputs).await,
            Err(failure) => Err(failure),
        }),
        Order::Watch { site, run, attempt } => Answer::Ended(match there(world, site) {
            Ok(there) => rerun_workflow::work::watch(&there, run, attempt, tell).await,
            Err(failure) => Err(failure),
        }),
        Order::Cancel { site, run } => Answer::Cancelled(match there(world, site) {
            Ok(there) => start::cancel(&there, run).await,
            Err(failure) => Err(failure),
        }),
        Order::Prove { site, run, pair, image } => Answer::Proved(match there(world, site) {
            Ok(there) => {
                let tell = |count: usize| tell(News::Tags(count));
                confirm_result::work::prove(&there, run, &pair, image.as_ref(), &tell).await
            }
            Err(failure) => Err(NoBuild::Failed(failure)),
        }),
        Order::PlayActionsPage => Answer::ActionsPlayed(onboard::work::play_page(world).await),
        Order::PlayTokenPage(permissions) => {
            Answer::PagePlayed(update_secrets::work::play_page(world, &permissions).await)
        }
    }
}

fn there(world: &World, site: Site) -> Result<There, Failure> {
    let Site { access, project } = site;
    There::of(world, &access.host, access.slug, Some(access.token), project)
}
