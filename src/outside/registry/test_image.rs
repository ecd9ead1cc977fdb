//! The smallest image that every registry takes, made anew for each test push.
//!
//! An OCI manifest, a real configuration, one gzip layer with one small file: registries are known that
//! refuse images without layers and configurations without a root file system. The time and a random label
//! make its digest unique, so that removing it can never take somebody else's image along.

use std::io::Write as _;

use flate2::{Compression, GzBuilder};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::model::digest::Digest;
use crate::model::moment::Moment;

pub const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE: &str = "application/vnd.oci.image.config.v1+json";
const LAYER_TYPE: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// Bytes with their digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    pub bytes: Vec<u8>,
    pub digest: Digest,
}

/// An image for one test push, with the throw-away tag that it goes under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestImage {
    pub tag: String,
    pub layer: Blob,
    pub config: Blob,
    pub manifest: Blob,
}

/// Makes the image of this moment and these random bytes; the same ones make the same image.
#[must_use]
pub fn make_image(now: Moment, random: [u8; 8]) -> TestImage {
    let id: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let created = now.iso();
    let compact: String = created.chars().filter(char::is_ascii_alphanumeric).collect();
    let tag = format!("pushpilot-{}-{id}", compact.to_ascii_lowercase());
    let text = format!(
        "A test push of pushpilot, {created}, {id}.\nIt proves that a token can push. It can be deleted.\n"
    );
    let tar = tar("pushpilot-test.txt", text.as_bytes(), now);
    let layer = Blob::of(gzip(&tar));
    let config = Blob::of(
        json!({
            "created": created,
            "architecture": "amd64",
            "os": "linux",
            "config": { "Labels": { "pushpilot.test": id } },
            "rootfs": { "type": "layers", "diff_ids": [sha256(&tar).as_str()] },
            "history": [{ "created": created, "created_by": "pushpilot test push" }],
        })
        .to_string()
        .into_bytes(),
    );
    let descriptor = |kind: &str, blob: &Blob| json!({ "mediaType": kind, "digest": blob.digest.as_str(), "size": blob.bytes.len() });
    let manifest = Blob::of(
        json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": descriptor(CONFIG_TYPE, &config),
            "layers": [descriptor(LAYER_TYPE, &layer)],
        })
        .to_string()
        .into_bytes(),
    );
    TestImage { tag, layer, config, manifest }
}

impl Blob {
    fn of(bytes: Vec<u8>) -> Self {
        let digest = sha256(&bytes);
        Self { bytes, digest }
    }
}

/// The sha256 of some bytes, as registries name it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Digest {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Digest::parse(&format!("sha256:{hex}")).expect("64 hexadecimal digits")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}

/// A tar archive (POSIX ustar) of one file.
fn tar(name: &str, content: &[u8], at: Moment) -> Vec<u8> {
    const BLOCK: usize = 512;
    let mut header = [0u8; BLOCK];
    let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{:011o}\0", content.len()));
    put(136, &format!("{:011o}\0", at.0.div_euclid(1000).clamp(0, 0o777_7777_7777)));
    // The checksum is taken with its own field full of spaces.
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut archive = header.to_vec();
    archive.extend_from_slice(content);
    // The content fills its last block, and two empty ones end the archive.
    archive.resize(archive.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
    archive
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::process::{Command, Stdio};

    use flate2::read::GzDecoder;
    use serde_json::Value;

    use super::{TestImage, make_image, sha256};
    use crate::model::image::Image;
    use crate::model::moment::Moment;

    fn image(random: u8) -> TestImage {
        make_image(Moment::parse("2026-11-23T14:02:11Z").expect("a moment"), [random; 8])
    }

    #[test]
    fn every_digest_and_size_is_what_the_manifest_says() {
        let image = image(0xa1);
        let manifest: Value = serde_json::from_slice(&image.manifest.bytes).expect("JSON");
        for (described, blob) in
            [(&manifest["config"], &image.config), (&manifest["layers"][0], &image.layer)]
        {
            assert_eq!(described["digest"], sha256(&blob.bytes).as_str());
            assert_eq!(described["size"], blob.bytes.len());
        }
        let mut tar = Vec::new();
        GzDecoder::new(image.layer.bytes.as_slice()).read_to_end(&mut tar).expect("gzip");
        let config: Value = serde_json::from_slice(&image.config.bytes).expect("JSON");
        assert_eq!(config["rootfs"]["diff_ids"][0], sha256(&tar).as_str());
        assert_eq!(tar.len() % 512, 0);
    }

    #[test]
    fn another_moment_or_another_dice_make_another_image_under_another_tag() {
        assert_eq!(image(1), image(1));
        assert_ne!(image(1).manifest.digest, image(2).manifest.digest);
        assert_ne!(image(1).tag, image(2).tag);
        assert_eq!(image(0xa1).tag, "pushpilot-20261123t140211z-a1a1a1a1a1a1a1a1");
        assert!(Image::parse(&format!("amy/app:{}", image(1).tag)).is_ok());
    }

    #[test]
    fn the_tar_program_reads_the_layer() {
        let mut tar = Command::new("tar")
            .args(["-xzOf", "-", "pushpilot-test.txt"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tar is on every machine that builds this");
        std::io::Write::write_all(&mut tar.stdin.take().expect("piped"), &image(1).layer.bytes)
            .expect("written");
        let out = tar.wait_with_output().expect("tar ends");
        assert!(out.status.success());
        assert!(
            String::from_utf8_lossy(&out.stdout)
                .starts_with("A test push of pushpilot, 2026-11-23T14:02:11Z")
        );
    }
}
