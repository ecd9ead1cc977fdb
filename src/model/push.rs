//! A test push, part by part: what was done, how it ended, what is left behind.

use std::time::Duration;

use super::digest::Digest;
use super::failure::Failure;

/// The parts of a test push, in their order. Between any two of them it can be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The right to pull and push here.
    Access,
    /// Nothing has the throw-away tag yet.
    TagIsFree,
    UploadLayer,
    UploadConfig,
    PutManifest,
    FindByTag,
    FindByDigest,
    ReadManifest,
    ReadLayer,
    ReadConfig,
    DeleteTag,
    TagIsGone,
}

impl Part {
    pub const ALL: [Self; 12] = [
        Self::Access,
        Self::TagIsFree,
        Self::UploadLayer,
        Self::UploadConfig,
        Self::PutManifest,
        Self::FindByTag,
        Self::FindByDigest,
        Self::ReadManifest,
        Self::ReadLayer,
        Self::ReadConfig,
        Self::DeleteTag,
        Self::TagIsGone,
    ];
}

/// A part that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartDone {
    pub part: Part,
    pub took: Duration,
    /// Bytes sent or read, where the part moved any.
    pub size: Option<u64>,
    /// What was sent, found or read.
    pub digest: Option<Digest>,
    pub failure: Option<Failure>,
}

/// What a screen is told while a test push runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushProgress {
    Started(Part),
    Ended(PartDone),
}

/// How a test push ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushEnd {
    /// Pushed, read back, removed; or kept, where that was asked for.
    Complete,
    /// Something already has the throw-away tag; nothing was done.
    TagTaken,
    /// This part failed, for this reason.
    Failed(Part, Failure),
    /// Stopped by the person before or in this part; what could be undone was.
    Stopped(Part),
}

/// What the registry still holds afterwards. A repository that the push created stays as well: whether it did
/// is known from the measurement before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// The image under its tag.
    Tag,
    /// Perhaps the image under its tag: the request was sent and not answered.
    PerhapsTag,
    /// The bytes of layer and configuration, without a name; registries collect such by themselves or on
    /// their administrator's command.
    Bytes,
}

/// The whole of a test push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    pub tag: String,
    pub digest: Digest,
    pub parts: Vec<PartDone>,
    pub end: PushEnd,
    pub left: Option<Left>,
}

impl Pushed {
    /// Whether the image was in the registry and came back unchanged, whatever became of it then.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.parts.iter().any(|done| done.part == Part::ReadConfig && done.failure.is_none())
    }
}
