//! Where a registry keeps its layers: it sends readers there, and a network may let through the one and not the other.

use url::Url;

use super::Session;
use super::content::Repository;
use super::pull::Manifest;
use crate::model::access::Actions;
use crate::model::digest::Digest;
use crate::model::image::Image;
use crate::outside::endpoints::Endpoints;

/// Docker Hub's, as Docker's allow list names them (docs.docker.com, "Allowlist for Docker Desktop"); which of them
/// serves a layer Docker Hub decides.
const OF_DOCKER_HUB: [&str; 2] = [
    "https://production.cloudflare.docker.com/",
    "https://docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com/",
];

impl Session {
    /// The addresses of the storage; none where the registry serves its layers itself, or has none yet. Docker Hub's
    /// are known; every other registry is asked for a configuration, as a pull would ask, and not followed.
    pub async fn storage(&self, image: &Image, endpoints: &Endpoints) -> Vec<Url> {
        if endpoints.is_docker_hub_itself(image.registry()) {
            return OF_DOCKER_HUB.iter().filter_map(|address| Url::parse(address).ok()).collect();
        }
        self.led_to(image).await.into_iter().collect()
    }

    async fn led_to(&self, image: &Image) -> Option<Url> {
        let access = self.access(image, Actions::PULL).await.ok()?;
        let repository =
            Repository { http: &self.http, base: &self.base, name: image.repository(), access: &access };
        let tag = image.tag().unwrap_or("latest");
        let mut manifest = read(&repository, tag).await?;
        if let Some(first) = manifest.manifests.first() {
            manifest = read(&repository, Digest::parse(&first.digest)?.as_str()).await?;
        }
        let digest = Digest::parse(&manifest.config?.digest)?;
        let mut to = repository.leads(&digest).await?;
        // The rest of the address is a signature.
        to.set_query(None);
        to.set_fragment(None);
        to.set_path("/");
        (to.origin() != self.base.origin()).then_some(to)
    }
}

async fn read(repository: &Repository<'_>, reference: &str) -> Option<Manifest> {
    let bytes = repository.manifest(reference).await.answer.ok()?;
    serde_json::from_slice(&bytes).ok()
}
