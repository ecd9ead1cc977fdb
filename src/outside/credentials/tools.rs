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
        {
            asked.push(suffix.to_owned());
            all.extend(helper::discover(suffix, own, registry, machine).await);
        }
    }
    all
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
