//! What a diagnosis starts from; only the log is read as a stream, everything else is handed over whole.

use super::picture::Reference;

/// Everything that is known about a failure besides its log.
#[derive(Debug, Default)]
pub struct Evidence<'a> {
    /// The workflow file, however broken.
    pub workflow: Option<&'a str>,
    /// What was to be pushed, said by the person: for a log that does not name it.
    pub image: Option<Reference>,
}
