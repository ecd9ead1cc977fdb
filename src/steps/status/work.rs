//! Takes stock, and looks at the checkout beside it.

use crate::flow::effect::Stock;
use crate::outside::status;
use crate::outside::world::World;
use crate::steps::find_project;

/// Everything that is known, found and told; `tell` hears how many of how many questions are answered.
pub async fn take(world: &World, tell: &(dyn Fn(usize, usize) + Send + Sync)) -> Stock {
    let (status, looked) =
        tokio::join!(status::take(world, false, None, tell), find_project::work::look(world, None));
    Stock { status, looked }
}
