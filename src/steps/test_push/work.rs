//! Pushes the tiny image; what it made it removes, also when it is stopped.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use crate::flow::effect::{TestPush, TestPushed};
use crate::model::failure::{Failure, FailureKind};
use crate::model::push::PushProgress;
use crate::outside::http;
use crate::outside::registry::{Session, TestImage, make_image};
use crate::outside::world::World;

/// # Errors
/// The registry's name cannot be a host, or the system gives no random bytes; nothing was pushed.
pub async fn push(
    world: &World,
    order: &TestPush,
    stop: &CancellationToken,
    tell: &(dyn Fn(PushProgress) + Send + Sync),
) -> Result<TestPushed, Failure> {
    let credential = Some(order.credential.clone());
    let realms = order.trusted_realms.clone();
    let session = Session::new(&world.http, &world.endpoints, order.image.registry(), credential, realms)?;
    let mut random = [0; 8];
    getrandom::fill(&mut random)
        .map_err(|_| Failure::new(FailureKind::Program { name: "getrandom".into(), missing: false }))?;
    let made = make_image(http::now(), random);
    let tag = order.image.tag().map_or_else(|| made.tag.clone(), str::to_owned);
    let made = TestImage { tag, ..made };
    let image = order.image.with_tag(&made.tag);
    let began = Instant::now();
    let push = session.push(&image, &made, !order.remove, stop, tell).await;
    Ok(TestPushed { image, push, took: began.elapsed() })
}
