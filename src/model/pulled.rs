//! What a pull of an image gets.

use super::digest::Digest;
use super::moment::Moment;

/// An image as a reader finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// Of the manifest that the tag stands for: what `docker pull` prints.
    pub digest: Digest,
    /// `linux/amd64` and the like.
    pub platforms: Vec<String>,
    pub layers: usize,
    /// How many of the layers were downloaded, and had their digest; the others were found.
    pub compared: usize,
    /// Bytes of configuration and layers, compressed, of all platforms.
    pub size: u64,
    /// When it was built, as it says itself.
    pub created: Option<Moment>,
}
