//! What a diagnosis starts from; only the log is read as a stream, everything else is handed over whole.

use super::picture::Reference;
use crate::model::build_log::Masked;
use crate::model::workflow_run::Ran;

/// Everything that is known about a failure besides its log.
#[derive(Clone, Debug, Default)]
pub struct Evidence<'a> {
    /// The workflow file, however broken.
    pub workflow: Option<&'a str>,
    /// What was to be pushed, said by the person: for a log that does not name it.
    pub image: Option<Reference>,
    /// Names that the log hides and that are known all the same: they are judged by, and never shown.
    pub masked: &'a [Masked],
    /// What GitHub tells of the run that the log is of.
    pub run: Option<&'a Ran>,
}
