//! Looks for what a run built: at the registry, and by a pull.

use futures_util::FutureExt as _;

use crate::model::account::Credential;
use crate::model::image::{Image, Registry};
use crate::model::proof::{Build, NoBuild, Proof};
use crate::outside::ci::{There, proof};

/// # Errors
/// The run is red, or the usual.
pub async fn prove(
    there: &There,
    run: u64,
    pair: &Credential,
    image: Option<&Image>,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Box<Proof>, NoBuild> {
    let build = proof::build(there, Some(run)).await?;
    let mut images = Build::wanted(build.as_ref(), &[]);
    // A name with a variable in it is known to the log, under which the run pushed it.
    let logged = build.as_ref().is_some_and(|build| build.built.iter().any(|built| built.name.is_some()));
    if let Some(image) = image.filter(|_| images.is_empty() && logged) {
        images = Build::wanted(build.as_ref(), std::slice::from_ref(image));
    }
    // The credential goes to its own registry only.
    let find_pair = |registry: Registry| {
        let pair = Some(pair.clone()).filter(|pair| pair.registry == registry);
        std::future::ready(pair).boxed()
    };
    let looked = proof::look(&there.world, build.as_ref(), &images, &find_pair, tell).await;
    looked.map(Box::new).map_err(NoBuild::Failed)
}
