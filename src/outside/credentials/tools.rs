//! Which files docker, podman, skopeo and buildah read for their logins, and what those say.

use std::path::PathBuf;

use super::auth_file::AuthFile;
use super::{Machine, found, helper};
use crate::model::account::Origin;
use crate::model::image::Registry;
use crate::model::project::Found;

/// Everything that these tools would find for a registry.
pub(super) async fn discover(registry: &Registry, machine: &Machine<'_>) -> Vec<Found> {
    let mut all = Vec::new();
    let mut asked: Vec<String> = Vec::new();
    for origin in files(machine) {
        let (Origin::DockerConfig(path) | Origin::ContainersAuth(path)) = &origin else { continue };
        // A link that leads nowhere is there too, and a trouble.
        if path.symlink_metadata().is_err() {
            continue;
        }
        let file = match AuthFile::read(path) {
            Ok(file) => file,
            Err(failure) => {
                all.push(Found { trouble: Some(failure), ..found(registry, None, origin) });
                continue;
            }
        };
        let plain = |entry: super::auth_file::Entry| Found {
            plain_text: true,
            ..found(registry, entry.username(), origin.clone())
        };
        all.extend(file.entries(registry).map(plain));
        if let Some((suffix, own)) = file.helper(registry)
            && !asked.iter().any(|asked| asked == suffix)
            // What our own helper has was found in our own keyring.
            && suffix != helper::OWN
        {
            asked.push(suffix.to_owned());
            all.extend(helper::discover(suffix, own, registry, machine).await);
        }
    }
    all
}

/// The registries that the files name, in logins or for a helper; a file that cannot be read names none.
pub(super) fn registries(machine: &Machine<'_>) -> Vec<Registry> {
    let paths = files(machine).into_iter().filter_map(|origin| match origin {
        Origin::DockerConfig(path) | Origin::ContainersAuth(path) => Some(path),
        _ => None,
    });
    paths.filter_map(|path| AuthFile::read(&path).ok()).flat_map(|file| file.registries()).collect()
}

/// The tools whose files name our own helper for a registry.
pub(super) fn helped(registry: &Registry, machine: &Machine<'_>) -> Vec<&'static str> {
    let ours = |path: &PathBuf| {
        let file = AuthFile::read(path).ok();
        file.is_some_and(|file| file.helper(registry).is_some_and(|(suffix, _)| suffix == helper::OWN))
    };
    let mut tools: Vec<&'static str> = files(machine)
        .iter()
        .filter_map(|origin| match origin {
            Origin::DockerConfig(path) if ours(path) => Some("docker"),
            Origin::ContainersAuth(path) if ours(path) => Some("podman"),
            _ => None,
        })
        .collect();
    tools.dedup();
    tools
}

/// The files in the order in which they are looked at. With `REGISTRY_AUTH_FILE`, or with
/// `DOCKER_CONFIG`, podman and its kin read nothing else (containers' image library).
fn files(machine: &Machine<'_>) -> Vec<Origin> {
    let (env, places) = (machine.env, machine.places);
    let mut all = vec![Origin::DockerConfig(places.docker.join("config.json"))];
    if let Some(named) = env.get("REGISTRY_AUTH_FILE") {
        all.push(Origin::ContainersAuth(PathBuf::from(named)));
    } else if env.get("DOCKER_CONFIG").is_none() {
        let folders = places.containers.iter().cloned().chain([places.config_home.join("containers")]);
        all.extend(folders.map(|folder| Origin::ContainersAuth(folder.join("auth.json"))));
    }
    all
}
