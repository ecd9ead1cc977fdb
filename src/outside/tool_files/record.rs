//! What was changed in other tools' files, so that it can be taken back: places and names, no secrets.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::outside::files;

const VERSION: u32 = 1;
const MAX_FILE: usize = 4 * 1024 * 1024;

/// One change of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub file: PathBuf,
    /// Where in it, from the outermost key on.
    pub path: Vec<String>,
    /// What stood there before, as JSON; `None` for nothing.
    pub before: Option<String>,
    /// How many of the objects around it were made for it.
    pub made: usize,
    /// The file itself was made for it.
    pub made_file: bool,
    /// Logins that went from the file into the keyring: their key, and the user name there.
    #[serde(default)]
    pub moved: Vec<(String, String)>,
}

/// The file with the changes. It is locked while this lives: two runs do not change the same file.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    entries: Vec<Entry>,
    _lock: Option<files::Lock>,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    changes: Vec<Entry>,
}

impl Record {
    /// Reads it, or begins one. Blocks, for a while if another run has it.
    ///
    /// # Errors
    /// It cannot be understood, or its folder cannot be written.
    pub fn open(state: &Path) -> Result<Self, Failure> {
        let path = state.join("tool-files.json");
        let lock = files::lock(&path)?;
        Self::read(path, Some(lock))
    }

    /// Reads it for who changes nothing, and so leaves not even a lock behind.
    ///
    /// # Errors
    /// It cannot be understood.
    pub fn look(state: &Path) -> Result<Self, Failure> {
        Self::read(state.join("tool-files.json"), None)
    }

    fn read(path: PathBuf, lock: Option<files::Lock>) -> Result<Self, Failure> {
        let broken = |line| files::failure(&path, FileTrouble::Broken { line });
        let entries = match files::read_text(&path, MAX_FILE) {
            Ok(text) => {
                let file: File = serde_json::from_str(&text).map_err(|error| broken(Some(error.line())))?;
                if file.version > VERSION {
                    return Err(broken(None).saying(&format!("version {}", file.version)));
                }
                file.changes
            }
            Err(Failure { kind: FailureKind::File { trouble: FileTrouble::Missing, .. }, .. }) => Vec::new(),
            Err(failure) => return Err(failure),
        };
        Ok(Self { path, entries, _lock: lock })
    }

    /// The change of a place in a file, if it was made here.
    #[must_use]
    pub fn find(&self, file: &Path, path: &[&str]) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.file == file && entry.path == path)
    }

    /// All changes that were not taken back.
    #[must_use]
    pub fn all(&self) -> &[Entry] {
        &self.entries
    }

    /// Notes a change before it is made. What was noted about the same place first is what counts.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add(&mut self, entry: Entry) -> Result<(), Failure> {
        match self.entries.iter_mut().find(|known| known.file == entry.file && known.path == entry.path) {
            Some(known) => {
                let new =
                    entry.moved.into_iter().filter(|moved| !known.moved.contains(moved)).collect::<Vec<_>>();
                known.moved.extend(new);
            }
            None => self.entries.push(entry),
        }
        self.write()
    }

    /// Forgets a change that was taken back.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn drop_entry(&mut self, file: &Path, path: &[&str]) -> Result<(), Failure> {
        self.entries.retain(|entry| !(entry.file == file && entry.path == path));
        self.write()
    }

    fn write(&self) -> Result<(), Failure> {
        let file = File { version: VERSION, changes: self.entries.clone() };
        let text = serde_json::to_vec_pretty(&file)
            .map_err(|_| files::failure(&self.path, FileTrouble::Broken { line: None }))?;
        files::write_private(&self.path, &text)
    }
}
