//! A file that this program changed or made on request, by what the journal tells of it: it goes back as long as it
//! still is as it was left.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::tool_files::ToolFile;
use super::{files, fingerprint};
use crate::model::failure::{Failure, FileTrouble};

const MAX_FILE: usize = 4 * 1024 * 1024;

/// What it takes to take a change back. The journal holds it, and no content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedFile {
    pub path: PathBuf,
    /// Where the file as it was lies; `None` where there was none before.
    pub backup: Option<PathBuf>,
    /// The fingerprint of what was written.
    pub left: String,
}

/// Where a changed file stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    AsLeft,
    /// Somebody changed it since.
    Changed,
    /// It is not there any more.
    Gone,
    /// The copy of what it was cannot be read.
    NoCopy(Failure),
}

impl ChangedFile {
    /// A change to this text.
    #[must_use]
    pub fn new(path: &Path, backup: Option<&Path>, text: &str) -> Self {
        // The checkout may be named relative to a folder that a later run does not stand in.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Self { path, backup: backup.map(Path::to_owned), left: fingerprint::of(&[text]) }
    }

    /// Looks at the file and at the copy. Blocks.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn stand(&self) -> Result<Stand, Failure> {
        let file = self.read()?;
        if !file.exists {
            return Ok(Stand::Gone);
        }
        if fingerprint::of(&[&file.text]) != self.left {
            return Ok(Stand::Changed);
        }
        Ok(match self.backup.as_deref().map(|backup| files::read_text(backup, MAX_FILE)) {
            Some(Err(failure)) => Stand::NoCopy(failure),
            Some(Ok(_)) | None => Stand::AsLeft,
        })
    }

    /// The file as it was, whole or not at all; one that was made goes away. The copy stays where it is. Blocks.
    ///
    /// # Errors
    /// It is not any more what was left, or cannot be written; it is then as it is.
    pub fn take_back(&self) -> Result<(), Failure> {
        let file = self.read()?;
        if !file.exists || fingerprint::of(&[&file.text]) != self.left {
            return Err(files::failure(&self.path, FileTrouble::Changed));
        }
        match &self.backup {
            Some(backup) => {
                let before = files::read_text(backup, MAX_FILE)?;
                file.write(&before).map_err(|why| why.failure(&self.path))
            }
            None => std::fs::remove_file(&file.path)
                .map_err(|error| files::failure(&self.path, files::writing(&error))),
        }
    }

    fn read(&self) -> Result<ToolFile, Failure> {
        ToolFile::read(&self.path).map_err(|why| why.failure(&self.path))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::{ChangedFile, Stand};
    use crate::outside::tool_files::ToolFile;

    #[test]
    fn a_file_goes_back_only_from_what_it_was_left_as() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("build.yml");
        fs::write(&path, "\u{feff}before\n").expect("writes");
        let file = ToolFile::read(&path).expect("reads");
        let backup = file.back_up(folder.path(), &file.text).expect("backs up").expect("a copy");
        file.write("after\n").expect("writes");
        let change = ChangedFile::new(&path, Some(&backup), "after\n");
        assert_eq!(change.stand(), Ok(Stand::AsLeft));

        fs::write(&path, "somebody's\n").expect("writes");
        assert_eq!(change.stand(), Ok(Stand::Changed));
        assert!(change.take_back().is_err());
        assert_eq!(fs::read_to_string(&path).expect("is there"), "somebody's\n");

        fs::write(&path, "\u{feff}after\n").expect("writes");
        change.take_back().expect("goes back");
        assert_eq!(fs::read_to_string(&path).expect("is there"), "\u{feff}before\n");

        fs::write(&path, "after\n").expect("writes");
        fs::remove_file(&backup).expect("goes");
        assert!(matches!(change.stand(), Ok(Stand::NoCopy(_))));
        assert!(change.take_back().is_err());
        fs::remove_file(&path).expect("goes");
        assert_eq!(change.stand(), Ok(Stand::Gone));
    }

    #[test]
    fn a_file_that_was_made_goes_away() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(".pushpilot.toml");
        fs::write(&path, "made\n").expect("writes");
        let change = ChangedFile::new(&path, None, "made\n");
        assert_eq!(change.stand(), Ok(Stand::AsLeft));
        change.take_back().expect("goes");
        assert!(!path.exists());
    }
}
