//! Looks at the checkout, and at the credentials of this machine.

use crate::flow::effect::Looked;
use crate::model::image::{Image, Registry};
use crate::model::project::{Found, Project};
use crate::outside::world::World;
use crate::outside::{credentials, project};

/// Reads git and the workflows, then asks for credentials of every registry that is pushed to, and of the one of an
/// image that was named.
pub async fn look(world: &World, named: Option<Registry>) -> Looked {
    let project = project::read(&world.folder, &world.env).await;
    let mut found = Vec::new();
    for registry in registries(&project, named) {
        found.extend(credentials::discover(&registry, &world.machine()).await);
    }
    Looked { project, found, home: world.places.home.clone() }
}

/// The credentials of one registry.
pub async fn credentials(world: &World, registry: &Registry) -> Vec<Found> {
    credentials::discover(registry, &world.machine()).await
}

fn registries(project: &Project, named: Option<Registry>) -> Vec<Registry> {
    let mut registries: Vec<Registry> = project
        .pushes
        .iter()
        .filter_map(|push| Image::parse(push.image.as_deref()?).ok())
        .map(|image| image.registry().clone())
        .chain(named)
        .collect();
    if registries.is_empty() {
        registries.push(Registry::docker_hub());
    }
    registries.sort_unstable();
    registries.dedup();
    registries
}
