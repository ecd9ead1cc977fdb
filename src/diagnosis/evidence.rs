//! What a diagnosis starts from; only the log is read as a stream, everything else is handed over whole.

use crate::model::access::Measured;

/// Everything that is known about a failure besides its log.
#[derive(Debug, Default)]
pub struct Evidence<'a> {
    /// The workflow file, however broken.
    pub workflow: Option<&'a str>,
    /// What was measured just now, for the image in question.
    pub probes: Option<Measured>,
}
