//! What this program changed outside, one line of JSON a change: it is only ever added to.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::files;
use crate::model::failure::Failure;
use crate::model::moment::Moment;

/// The file with the changes.
#[derive(Clone, Debug)]
pub struct Journal {
    path: PathBuf,
}

impl Journal {
    /// The journal in this program's state folder.
    #[must_use]
    pub fn in_folder(state: &Path) -> Self {
        Self { path: state.join("journal.jsonl") }
    }

    /// Adds a change: what kind, and of what. Neither ever holds a secret's value. Blocks.
    ///
    /// # Errors
    /// The file cannot be written; the change itself is done all the same.
    pub fn add(&self, at: Moment, change: &str, of: &str) -> Result<(), Failure> {
        let line = json!({ "at": at.iso(), "change": change, "of": crate::model::clean::line(of) });
        let write = || {
            files::make_private_folder(self.path.parent().ok_or(std::io::ErrorKind::InvalidInput)?)?;
            let mut options = File::options();
            options.create(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            // One write: lines of runs at the same time do not mix.
            options.open(&self.path)?.write_all(format!("{line}\n").as_bytes())
        };
        write().map_err(|error| files::failure(&self.path, files::writing(&error)))
    }
}

#[cfg(test)]
mod tests {
    use super::Journal;
    use crate::model::moment::Moment;

    #[test]
    fn changes_are_added_and_stay() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::in_folder(&folder.path().join("state"));
        for of in ["a/b DOCKER_PASSWORD", "two\nlines"] {
            journal.add(Moment::default(), "secret-updated", of).expect("writes");
        }
        let text = std::fs::read_to_string(&journal.path).expect("is there");
        assert_eq!(
            text,
            "{\"at\":\"1970-01-01T00:00:00Z\",\"change\":\"secret-updated\",\"of\":\"a/b DOCKER_PASSWORD\"}\n\
             {\"at\":\"1970-01-01T00:00:00Z\",\"change\":\"secret-updated\",\"of\":\"two lines\"}\n"
        );
    }
}
