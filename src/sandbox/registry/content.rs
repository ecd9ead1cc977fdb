//! What the registry holds: blobs, manifests, tags and uploads in progress.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write as _;

use axum::body::Bytes;
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use sha2::{Digest as _, Sha256};

pub(in crate::sandbox) const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// All blobs by digest, and who may see which.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Content {
    pub(super) blobs: HashMap<String, Bytes>,
    /// One shelf a repository. A shelf can exist before its repository does, while blobs are uploaded.
    pub(in crate::sandbox) shelves: BTreeMap<String, Shelf>,
    pub(super) uploads: HashMap<String, Upload>,
    /// Signatures of addresses in the storage, and the blob each opens.
    pub(in crate::sandbox) links: HashMap<String, String>,
}

#[derive(Debug, Default)]
pub(in crate::sandbox) struct Shelf {
    pub(super) blobs: BTreeSet<String>,
    pub(in crate::sandbox) manifests: BTreeMap<String, Manifest>,
    pub(in crate::sandbox) tags: BTreeMap<String, Tag>,
}

#[derive(Debug)]
pub(in crate::sandbox) struct Manifest {
    pub(in crate::sandbox) media_type: String,
    pub(in crate::sandbox) bytes: Bytes,
}

#[derive(Debug)]
pub(in crate::sandbox) struct Tag {
    pub(in crate::sandbox) digest: String,
    pub(in crate::sandbox) pushed: i64,
    pub(in crate::sandbox) by: String,
    /// How many times more the Hub API will say that it does not exist.
    pub(in crate::sandbox) unseen: u32,
}

#[derive(Debug)]
pub(super) struct Upload {
    pub(super) repository: String,
    /// Changes with every part; an address from an earlier answer is refused.
    pub(super) state: String,
    pub(super) bytes: Vec<u8>,
}

/// The digest as references write it.
pub(in crate::sandbox) fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

impl Content {
    pub(in crate::sandbox) fn blob(&self, digest: &str) -> Option<Bytes> {
        self.blobs.get(digest).cloned()
    }

    pub(super) fn shelf(&mut self, repository: &str) -> &mut Shelf {
        self.shelves.entry(repository.to_owned()).or_default()
    }

    pub(super) fn add_blob(&mut self, repository: &str, bytes: Bytes) -> String {
        let digest = digest(&bytes);
        self.shelf(repository).blobs.insert(digest.clone());
        self.blobs.insert(digest.clone(), bytes);
        digest
    }

    /// Puts a small real image there: one layer, linux/amd64, its reference as a label so that digests differ.
    pub(in crate::sandbox) fn stock(&mut self, repository: &str, tag: &str, pushed: i64) {
        let empty_archive = [0_u8; 1024];
        let mut layer = GzEncoder::new(Vec::new(), Compression::default());
        layer.write_all(&empty_archive).expect("writing to memory does not fail");
        let layer = layer.finish().expect("writing to memory does not fail");
        let config = json!({
            "architecture": "amd64",
            "os": "linux",
            "config": {"Labels": {"org.opencontainers.image.ref.name": format!("{repository}:{tag}")}},
            "rootfs": {"type": "layers", "diff_ids": [digest(&empty_archive)]},
        })
        .to_string();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest(config.as_bytes()), "size": config.len()},
            "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": digest(&layer), "size": layer.len()}],
        })
        .to_string();
        self.add_blob(repository, layer.into());
        self.add_blob(repository, config.into());
        let manifest = Manifest { media_type: OCI_MANIFEST.to_owned(), bytes: manifest.into() };
        let digest = digest(&manifest.bytes);
        let by = repository.split('/').next().unwrap_or_default().to_owned();
        let shelf = self.shelf(repository);
        shelf.manifests.insert(digest.clone(), manifest);
        shelf.tags.insert(tag.to_owned(), Tag { digest, pushed, by, unseen: 0 });
    }
}
