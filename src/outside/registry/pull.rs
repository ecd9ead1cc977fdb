//! What a pull gets: manifest, configuration and layers of a tag, compared with their digests, without fetching
//! gigabytes.

use std::collections::HashSet;

use serde::Deserialize;

use super::Session;
use super::content::{Found, Repository};
use super::test_image::sha256;
use crate::model::access::Actions;
use crate::model::digest::Digest;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::image::Image;
use crate::model::pulled::Pulled;

/// Platforms and layers looked at, at most: an index can name any number.
const MAX_PARTS: usize = 200;

/// Bytes of layers that are downloaded to be compared, at most: enough for most images, and no more than a pull
/// of them would take.
const MAX_BYTES: u64 = 256 << 20;

#[derive(Deserialize)]
pub(super) struct Manifest {
    #[serde(default)]
    pub(super) manifests: Vec<Descriptor>,
    #[serde(default)]
    pub(super) config: Option<Descriptor>,
    #[serde(default)]
    layers: Vec<Descriptor>,
}

#[derive(Deserialize)]
pub(super) struct Descriptor {
    pub(super) digest: String,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    platform: Option<Platform>,
}

#[derive(Default, Deserialize)]
struct Platform {
    #[serde(default)]
    os: String,
    #[serde(default)]
    architecture: String,
    #[serde(default)]
    variant: Option<String>,
}

#[derive(Default, Deserialize)]
struct Config {
    #[serde(default)]
    created: Option<String>,
    #[serde(flatten)]
    platform: Platform,
}

/// The layers that were met already, and how many bytes of them were fetched.
#[derive(Default)]
struct Layers {
    seen: HashSet<Digest>,
    fetched: u64,
}

impl Platform {
    /// `linux/arm/v7`; nothing for what is no platform (attestations call themselves `unknown/unknown`).
    fn read(&self) -> Option<String> {
        let known = !self.os.is_empty() && self.os != "unknown" && !self.architecture.is_empty();
        let variant = self.variant.as_ref().map(|variant| format!("/{variant}")).unwrap_or_default();
        known.then(|| crate::model::clean::short(&format!("{}/{}{variant}", self.os, self.architecture), 60))
    }
}

impl Session {
    /// The digest that a tag stands for; `None` where there is no such tag. It does not count as a pull.
    ///
    /// # Errors
    /// The credential may not read there, or the usual.
    pub async fn digest_of(&self, image: &Image, tag: &str) -> Result<Option<Digest>, Failure> {
        let access = self.access(image, Actions::PULL).await?;
        let repository =
            Repository { http: &self.http, base: &self.base, name: image.repository(), access: &access };
        match repository.find(tag).await.answer? {
            Found::Nothing => Ok(None),
            Found::Manifest(Some(digest)) => Ok(Some(digest)),
            // The header is optional; the bytes tell as well.
            Found::Manifest(None) => Ok(Some(sha256(&repository.manifest(tag).await.answer?))),
        }
    }

    /// Does what a pull does: manifest, configuration and layers are downloaded and compared with their digests,
    /// each once, the layers as long as they are at most 256 MiB together; the rest is looked for and not fetched.
    ///
    /// # Errors
    /// Something of it is missing or is not what its digest says, or the usual.
    pub async fn pull(&self, image: &Image, reference: &str) -> Result<Pulled, Failure> {
        let access = self.access(image, Actions::PULL).await?;
        let repository =
            Repository { http: &self.http, base: &self.base, name: image.repository(), access: &access };
        let bytes = repository.manifest(reference).await.answer?;
        let digest = sha256(&bytes);
        let mut pulled =
            Pulled { digest, platforms: Vec::new(), layers: 0, compared: 0, size: 0, created: None };
        let mut layers = Layers::default();
        let top: Manifest = serde_json::from_slice(&bytes).map_err(|_| odd(Odd::NotJson))?;
        if top.manifests.is_empty() {
            self.one(&repository, &top, &mut layers, &mut pulled).await?;
            return Ok(pulled);
        }
        for entry in top.manifests.iter().take(MAX_PARTS) {
            let Some(platform) = entry.platform.as_ref().and_then(Platform::read) else { continue };
            let wanted = Digest::parse(&entry.digest).ok_or_else(|| odd(Odd::Incomplete))?;
            let bytes = repository.manifest(wanted.as_str()).await.answer?;
            if sha256(&bytes) != wanted {
                return Err(odd(Odd::WrongDigest));
            }
            let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| odd(Odd::NotJson))?;
            self.one(&repository, &manifest, &mut layers, &mut pulled).await?;
            if !pulled.platforms.contains(&platform) {
                pulled.platforms.push(platform);
            }
        }
        Ok(pulled)
    }

    async fn one(
        &self,
        repository: &Repository<'_>,
        manifest: &Manifest,
        layers: &mut Layers,
        pulled: &mut Pulled,
    ) -> Result<(), Failure> {
        let config = manifest.config.as_ref().ok_or_else(|| odd(Odd::Incomplete))?;
        let digest = Digest::parse(&config.digest).ok_or_else(|| odd(Odd::Incomplete))?;
        let read = repository.blob(&digest).await.answer?;
        pulled.size += read.len() as u64;
        // Configurations of other artifacts need not be JSON.
        let config: Config = serde_json::from_slice(&read).unwrap_or_default();
        let created = config.created.as_deref().and_then(crate::model::moment::Moment::parse);
        pulled.created = pulled.created.max(created);
        if let Some(platform) = config.platform.read().filter(|platform| !pulled.platforms.contains(platform))
        {
            pulled.platforms.push(platform);
        }
        for layer in manifest.layers.iter().take(MAX_PARTS) {
            let digest = Digest::parse(&layer.digest).ok_or_else(|| odd(Odd::Incomplete))?;
            // Platforms share layers.
            if !layers.seen.insert(digest.clone()) {
                continue;
            }
            pulled.layers += 1;
            if layers.fetched.saturating_add(layer.size) <= MAX_BYTES {
                let at_most = usize::try_from(layer.size).unwrap_or(usize::MAX);
                let size = repository.check_blob(&digest, at_most).await.answer?;
                if size != layer.size {
                    return Err(odd(Odd::WrongDigest));
                }
                layers.fetched += size;
                pulled.size += size;
                pulled.compared += 1;
                continue;
            }
            if !repository.has_blob(&digest).await.answer? {
                return Err(
                    Failure::new(FailureKind::Refused { status: 404, code: None }).saying(&digest.short())
                );
            }
            pulled.size += layer.size;
        }
        Ok(())
    }
}

fn odd(odd: Odd) -> Failure {
    Failure::new(FailureKind::NotUnderstood(odd))
}
