//! Reads every place that decides which credential a tool uses, without reading a secret out of any.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::auth_file::AuthFile;
use super::{Machine, environment, helper};
use crate::model::account::Credential;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::image::Registry;
use crate::model::sources::{File, Ground, Listing, Pick, Place, Tool};
use crate::outside::files;
use crate::outside::program::{self, Call};

/// Helpers that make a credential when asked and list none (facts of their READMEs).
const MAKERS: [&str; 3] = ["ecr-login", "gcloud", "gcr"];

/// What there is, for [`crate::model::sources::resolve`].
pub async fn ground(machine: &Machine<'_>) -> Ground {
    let mut ground = Ground {
        names_auth_file: machine.env.get("REGISTRY_AUTH_FILE").is_some(),
        names_docker_folder: machine.env.get("DOCKER_CONFIG").is_some(),
        versions: versions(machine).await,
        default_helper: default_helper(machine),
        files: places(machine).into_iter().filter_map(|(place, path)| read(place, path)).collect(),
        helpers: BTreeMap::new(),
    };
    if let Some(content) = environment::content(machine.env) {
        let path = PathBuf::from(environment::DOCKER);
        ground.files.push(File { place: Place::AuthVariable, path, content });
    }
    let mut suffixes: BTreeSet<String> = ground.default_helper.iter().cloned().collect();
    for content in ground.files.iter().filter_map(|file| file.content.as_ref().ok()) {
        suffixes.extend(content.creds_store.iter().chain(content.cred_helpers.values()).cloned());
    }
    for suffix in suffixes.into_iter().filter(|suffix| !suffix.is_empty()) {
        let listing = if MAKERS.contains(&suffix.as_str()) {
            Listing::Makes
        } else {
            match helper::users(&suffix, machine.env).await {
                Ok(users) => Listing::Users(users),
                Err(failure) => Listing::Fails(failure),
            }
        };
        ground.helpers.insert(suffix, listing);
    }
    ground
}

/// Reads the secret of a credential that a tool would use.
///
/// # Errors
/// It is gone since, or its place has a trouble.
pub async fn load_pick(
    pick: &Pick,
    registry: &Registry,
    machine: &Machine<'_>,
) -> Result<Credential, Failure> {
    if let Some(suffix) = &pick.helper {
        return helper::load_key(suffix, &pick.key, registry, machine.env).await;
    }
    if pick.place == Place::AuthVariable {
        return environment::load_key(&pick.key, registry, machine.env);
    }
    AuthFile::read(&pick.path)?.credential(&pick.key, registry, &pick.path)
}

fn places(machine: &Machine<'_>) -> Vec<(Place, PathBuf)> {
    let (env, places) = (machine.env, machine.places);
    let mut all = vec![(Place::DockerConfig, places.docker.join("config.json"))];
    all.extend(env.get("REGISTRY_AUTH_FILE").map(|named| (Place::NamedFile, PathBuf::from(named))));
    all.extend(places.containers.iter().map(|folder| (Place::Runtime, folder.join("auth.json"))));
    all.push((Place::User, places.config_home.join("containers/auth.json")));
    all.extend(places.home.iter().map(|home| (Place::Dockercfg, home.join(".dockercfg"))));
    #[cfg(unix)]
    if !rustix::process::geteuid().is_root() {
        let home = if cfg!(target_os = "macos") { "/var/root" } else { "/root" };
        all.push((Place::Root, Path::new(home).join(".docker/config.json")));
    }
    all
}

/// `None` where there is nothing. What may not be looked at is a trouble.
fn read(place: Place, path: PathBuf) -> Option<File> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            let content = Err(files::failure(&path, FileTrouble::NotReadable));
            return Some(File { place, path, content });
        }
        Err(_) => return None,
        Ok(_) => {}
    }
    let content = AuthFile::read_as(&path, place == Place::Dockercfg).map(|file| file.content());
    Some(File { place, path, content })
}

/// What docker would take by itself (docker/cli, `cli/config/credentials/default_store_*.go`): the platform's
/// helper, if it is installed.
fn default_helper(machine: &Machine<'_>) -> Option<String> {
    let suffix = if cfg!(target_os = "macos") {
        "osxkeychain"
    } else if cfg!(windows) {
        "wincred"
    } else if machine.env.find_program("pass").is_some() {
        "pass"
    } else {
        "secretservice"
    };
    machine.env.find_program(&format!("docker-credential-{suffix}"))?;
    Some(suffix.to_owned())
}

async fn versions(machine: &Machine<'_>) -> BTreeMap<Tool, (u32, u32)> {
    let asking = [Tool::Docker, Tool::Podman, Tool::Skopeo, Tool::Buildah]
        .map(|tool| async move { Some((tool, version(tool.as_str(), machine).await?)) });
    futures_util::future::join_all(asking).await.into_iter().flatten().collect()
}

/// `Docker version 28.2.2, build …`, `skopeo version 1.9.3`.
async fn version(name: &str, machine: &Machine<'_>) -> Option<(u32, u32)> {
    let call = Call {
        name,
        arguments: &["--version"],
        input: "",
        folder: None,
        extra: &[],
        without: "PUSHPILOT_",
        wait: Duration::from_secs(5),
        limit: 4096,
    };
    let ended = program::run(call, machine.env).await.ok().filter(|ended| ended.success)?;
    let said = String::from_utf8_lossy(&ended.stdout);
    let (_, rest) = said.split_once("version ")?;
    let mut numbers = rest.split(['.', ',', '+', '-', '\n']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// A variable is no file, but breaks as one does.
pub(super) fn broken(line: Option<usize>) -> Failure {
    let path = environment::DOCKER.to_owned();
    Failure::new(FailureKind::File { path, trouble: FileTrouble::Broken { line } })
}
