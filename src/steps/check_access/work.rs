//! Asks the registry, then notes what was proven.

use crate::flow::effect::Measure;
use crate::model::access::{Measured, Progress};
use crate::model::failure::Failure;
use crate::outside::http;
use crate::outside::registry::{Session, UploadSession};
use crate::outside::world::World;

/// Measures. The upload that was opened comes back, so that cancelling it does not delay the verdict.
///
/// # Errors
/// The registry's name cannot be a host.
pub async fn measure(
    world: &World,
    order: &Measure,
    tell: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(Measured, Option<UploadSession>), Failure> {
    if let Some(time) = order.not_before {
        tokio::time::sleep(time.since(http::now())).await;
    }
    let credential = Some(order.credential.clone());
    let realms = order.trusted_realms.clone();
    let session = Session::new(&world.http, &world.endpoints, order.image.registry(), credential, realms)?;
    Ok(session.measure(&order.image, tell).await)
}
