//! How one file is read for one image, by each of the three ways.

use super::rules::Reading;
use super::{Content, File, Ground, Listing, Pick};
use crate::model::failure::Failure;
use crate::model::image::Image;

/// The key of Docker Hub in docker's files and helpers.
pub(super) const HUB_KEY: &str = "https://index.docker.io/v1/";

/// What a file gives a tool.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub pick: Option<Pick>,
    pub trouble: Option<Failure>,
    /// The search ends here, whatever was found.
    pub ends: bool,
}

pub(super) fn look(
    file: &File,
    content: &Content,
    image: &Image,
    reading: Reading,
    ground: &Ground,
) -> Found {
    match reading {
        Reading::Docker => {
            let mut found = by_key(file, content, &docker_key(image), true, ground);
            found.ends |= file.place != super::Place::AuthVariable;
            found
        }
        Reading::Containers => containers(file, content, image, ground),
        Reading::Crane => {
            let host = if is_hub(image) { "index.docker.io" } else { image.registry().host() };
            let repository = format!("{host}/{}", image.repository());
            let mut found = by_key(file, content, &repository, false, ground);
            if found.pick.is_none() {
                found = by_key(file, content, &docker_key(image), false, ground);
            }
            Found { ends: true, ..found }
        }
    }
}

fn is_hub(image: &Image) -> bool {
    image.registry().is_docker_hub()
}

pub(super) fn docker_key(image: &Image) -> String {
    if is_hub(image) { HUB_KEY.to_owned() } else { image.registry().host().to_owned() }
}

/// The helper that docker asks for a key: the key's own, else the general one, else (in a file without any
/// login) the platform's.
pub(super) fn docker_helper<'a>(
    content: &'a Content,
    key: &str,
    default: bool,
    ground: &'a Ground,
) -> Option<&'a str> {
    let named = content.cred_helpers.get(key).or(content.creds_store.as_ref());
    let empty =
        content.entries.is_empty() && content.cred_helpers.is_empty() && content.creds_store.is_none();
    let platform = ground.default_helper.as_ref().filter(|_| default && empty);
    named.or(platform).map(String::as_str).filter(|suffix| !suffix.is_empty())
}

/// Docker's reading: with a helper only the helper counts, unless it fails; then the file's own entry does.
fn by_key(file: &File, content: &Content, key: &str, default: bool, ground: &Ground) -> Found {
    let mut trouble = None;
    // The variable holds entries only; what it lacks is looked for in the file, helpers and all.
    let asks = file.place != super::Place::AuthVariable;
    if let Some(helper) = docker_helper(content, key, default, ground).filter(|_| asks) {
        match ground.helpers.get(helper) {
            Some(Listing::Fails(failure)) => trouble = Some(failure.clone()),
            Some(Listing::Makes) => {
                return Found { pick: Some(pick(file, key, None, Some(helper))), ..Found::default() };
            }
            Some(Listing::Users(users)) => {
                let user = users.get(key);
                let pick = user.map(|user| pick(file, key, Some(user.clone()), Some(helper)));
                return Found { pick, ..Found::default() };
            }
            None => return Found::default(),
        }
    }
    let exact = content.entries.iter().find(|entry| entry.key == key);
    // Old files have addresses as keys; their host counts.
    let entry = exact.or_else(|| content.entries.iter().find(|entry| host_of(&entry.key) == key));
    let pick = entry.and_then(|entry| Some(pick(file, &entry.key, Some(entry.username.clone()?), None)));
    Found { pick, trouble, ends: false }
}

fn containers(file: &File, content: &Content, image: &Image, ground: &Ground) -> Found {
    let host = image.registry().host();
    if let Some(helper) = content.cred_helpers.get(host) {
        match ground.helpers.get(helper) {
            // It gives up instead of looking further.
            Some(Listing::Fails(failure)) => {
                return Found { trouble: Some(failure.clone()), ends: true, ..Found::default() };
            }
            Some(Listing::Makes) => {
                return Found { pick: Some(pick(file, host, None, Some(helper))), ..Found::default() };
            }
            Some(Listing::Users(users)) => {
                let user = users.get(host);
                let pick = user.map(|user| pick(file, host, Some(user.clone()), Some(helper)));
                return Found { pick, ..Found::default() };
            }
            None => {}
        }
    }
    let own = |entry: &super::Entry| Some(pick(file, &entry.key, Some(entry.username.clone()?), None));
    let mut path = format!("{host}/{}", image.repository());
    loop {
        if let Some(entry) = content.entries.iter().find(|entry| entry.key == path) {
            return Found { pick: own(entry), ..Found::default() };
        }
        match path.rfind('/') {
            Some(slash) => path.truncate(slash),
            None => break,
        }
    }
    let entry = content.entries.iter().find(|entry| normal(&entry.key) == normal(host));
    Found { pick: entry.and_then(own), ..Found::default() }
}

/// An address's host, as docker makes it of an old key.
fn host_of(key: &str) -> &str {
    let bare = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    bare.split('/').next().unwrap_or(bare)
}

/// A key as containers' library compares them: an address counts by its host, a path only as itself.
fn normal(key: &str) -> &str {
    let host = if key.starts_with("http://") || key.starts_with("https://") { host_of(key) } else { key };
    match host {
        "docker.io" | "registry-1.docker.io" => "index.docker.io",
        other => other,
    }
}

fn pick(file: &File, key: &str, username: Option<String>, helper: Option<&str>) -> Pick {
    Pick {
        place: file.place,
        path: file.path.clone(),
        key: key.to_owned(),
        username,
        helper: helper.map(str::to_owned),
    }
}
