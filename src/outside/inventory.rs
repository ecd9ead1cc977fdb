//! Every credential that this machine has, wherever it lies: what is kept, found and noted, put together.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::credentials::{self, registries_in_files};
use super::server_address;
use super::world::World;
use crate::model::account::{Origin, Username};
use crate::model::failure::{Failure, FailureKind};
use crate::model::image::Registry;
use crate::model::project::Found;
use crate::model::status::Holding;

/// Looks everywhere. A keyring or helper that has to ask the person may do so. Beside what is there stands what could
/// not be looked at.
pub async fn take(world: &World) -> (Vec<Holding>, Vec<Failure>) {
    let mut unread = Vec::new();
    let ledger = world.ledger();
    let entries = tokio::task::spawn_blocking(move || ledger.all()).await;
    // A ledger that cannot be read takes nothing away from what is found.
    let noted = entries.unwrap_or_else(|_| Ok(Vec::new())).unwrap_or_else(|failure| {
        unread.push(failure);
        Vec::new()
    });
    let mut registries: BTreeSet<Registry> = noted.iter().map(|entry| entry.registry.clone()).collect();
    registries.insert(Registry::docker_hub());
    match world.keyring.registries().await {
        Ok(kept) => registries.extend(kept),
        Err(trouble) => unread.push(Failure::new(FailureKind::Keyring(trouble))),
    }
    registries.extend(registries_in_files(&world.machine()));
    registries.retain(|registry| !server_address::is_web_login(registry));

    let mut all: Vec<Holding> =
        join_all(registries.iter().map(|registry| of_registry(world, registry))).await.concat();
    for entry in noted {
        let known = |holding: &Holding| {
            holding.registry == entry.registry
                && holding.username.as_ref().map(Username::as_str) == Some(&entry.username)
                && holding.note == entry.note
        };
        if !all.iter().any(known) {
            let username = Username::parse(&entry.username).ok();
            all.push(Holding { note: entry.note, ..Holding::new(entry.registry, username) });
        }
    }
    (all, unread)
}

async fn of_registry(world: &World, registry: &Registry) -> Vec<Holding> {
    let machine = world.machine();
    let found = credentials::discover(registry, &machine).await;
    let loaded = join_all(found.iter().map(|found| credentials::load(found, &machine, None))).await;
    let helped = credentials::helped(registry, &machine);
    let all = found.clone();
    let mut holdings: Vec<Holding> = Vec::new();
    for (found, loaded) in found.into_iter().zip(loaded) {
        let mut holding = match loaded {
            Ok(credential) => {
                let same = |holding: &&mut Holding| {
                    holding.credential.as_ref().is_some_and(|known| {
                        known.username == credential.username && known.secret.is_same(&credential.secret)
                    })
                };
                if let Some(known) = holdings.iter_mut().find(same) {
                    known.places.push(found);
                    continue;
                }
                let note = world.noted(&credential).await;
                let username = Some(credential.username.clone());
                Holding { credential: Some(credential), note, ..Holding::new(registry.clone(), username) }
            }
            Err(failure) => {
                Holding { trouble: Some(failure), ..Holding::new(registry.clone(), found.username.clone()) }
            }
        };
        holding.places.push(found);
        holdings.push(holding);
    }
    for holding in &mut holdings {
        if holding.places.iter().any(|place| place.origin == Origin::Keyring) {
            holding.used_by.clone_from(&helped);
        }
        holding.shadowed_by = shadows(holding, &all, &helped);
    }
    holdings
}

/// What docker looks at before the places of a credential: its variable before everything, a helper before the file.
fn shadows(holding: &Holding, all: &[Found], helped: &[&'static str]) -> Vec<Origin> {
    let variable =
        |found: &&Found| matches!(&found.origin, Origin::Environment(name) if name == "DOCKER_AUTH_CONFIG");
    let helper = |found: &&Found| matches!(found.origin, Origin::Helper(_));
    let in_file = |place: &Found| matches!(place.origin, Origin::DockerConfig(_));
    let by_docker = |place: &Found| in_file(place) || matches!(place.origin, Origin::Helper(_));
    let mut shadows = Vec::new();
    if holding.places.iter().any(by_docker) || !holding.used_by.is_empty() {
        shadows.extend(all.iter().filter(variable).map(|found| found.origin.clone()));
    }
    if holding.places.iter().any(in_file) {
        shadows.extend(all.iter().filter(helper).map(|found| found.origin.clone()));
        if helped.contains(&"docker") && !holding.places.iter().any(|place| place.origin == Origin::Keyring) {
            shadows.push(Origin::Helper("pushpilot".to_owned()));
        }
    }
    shadows.retain(|shadow| !holding.places.iter().any(|place| place.origin == *shadow));
    shadows.dedup();
    shadows
}
