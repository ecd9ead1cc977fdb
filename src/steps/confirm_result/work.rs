//! Looks for what a run built: at the registry, and by a pull.

use futures_util::FutureExt as _;

use crate::model::account::Credential;
use crate::model::image::Registry;
use crate::model::proof::{Build, NoBuild, Proof};
use crate::outside::ci::{There, proof};

/// # Errors
/// The run is red, or the usual.
pub async fn prove(
    there: &There,
    run: u64,
    pair: &Credential,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Box<Proof>, NoBuild> {
    let build = proof::build(there, Some(run)).await?;
    let images = Build::wanted(build.as_ref(), &[]);
    // The credential goes to its own registry only.
    let find_pair = |registry: Registry| {
        let pair = Some(pair.clone()).filter(|pair| pair.registry == registry);
        std::future::ready(pair).boxed()
    };
    let looked = proof::look(&there.world, build.as_ref(), &images, &find_pair, tell).await;
    looked.map(Box::new).map_err(NoBuild::Failed)
}
