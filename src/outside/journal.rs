//! What this program changed outside, one line of JSON a change: it is only ever added to.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::files;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::moment::Moment;

/// Years of changes.
const MAX_FILE: usize = 64 * 1024 * 1024;

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
        self.add_with(at, change, of, &())
    }

    /// The same with more beside it, from which a later run can go on: an object, or nothing. It is on the disk
    /// when this returns. Blocks.
    ///
    /// # Errors
    /// The file cannot be written. What is noted before it is done is then better not done.
    pub fn add_with(
        &self,
        at: Moment,
        change: &str,
        of: &str,
        more: &impl serde::Serialize,
    ) -> Result<(), Failure> {
        let mut line = json!({ "at": at.iso(), "change": change, "of": crate::model::clean::line(of) });
        if let (Some(line), Ok(Value::Object(more))) = (line.as_object_mut(), serde_json::to_value(more)) {
            line.extend(more);
        }
        let write = || {
            files::make_private_folder(self.path.parent().ok_or(std::io::ErrorKind::InvalidInput)?)?;
            let mut options = File::options();
            options.create(true).append(true).read(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&self.path)?;
            let length = file.metadata()?.len();
            // What a run left half-written stays a line of its own.
            let start = if ends_its_line(&mut file, length)? { "" } else { "\n" };
            // One write: lines of runs at the same time do not mix.
            let text = format!("{start}{line}\n");
            let written = file.write(text.as_bytes())?;
            if written < text.len() {
                // A full disk took a part of it: the file is to be as it was, unless another run added to it.
                if file.metadata()?.len() == length + written as u64 {
                    file.set_len(length)?;
                }
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            file.sync_data()
        };
        write().map_err(|error| files::failure(&self.path, files::writing(&error)))
    }

    /// Every line that can be read, the oldest first; what a run left half-written is none. Blocks.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn lines(&self) -> Result<Vec<Value>, Failure> {
        match files::read(&self.path, MAX_FILE) {
            Ok(bytes) => {
                let lines = bytes.split(|byte| *byte == b'\n');
                Ok(lines.filter_map(|line| serde_json::from_slice(line).ok()).collect())
            }
            Err(Failure { kind: FailureKind::File { trouble: FileTrouble::Missing, .. }, .. }) => {
                Ok(Vec::new())
            }
            Err(failure) => Err(failure),
        }
    }
}

fn ends_its_line(file: &mut File, length: u64) -> std::io::Result<bool> {
    if length == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
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

    /// A run that was killed in the middle of a line loses that line and no other.
    #[test]
    fn cut_anywhere_what_was_whole_is_read_and_what_comes_is_added() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::in_folder(folder.path());
        for of in ["one", "two", "drei \u{fc}"] {
            journal.add(Moment::default(), "change", of).expect("writes");
        }
        let whole = std::fs::read(&journal.path).expect("is there");
        for cut in 0..whole.len() {
            std::fs::write(&journal.path, &whole[..cut]).expect("writes");
            let before = journal.lines().expect("reads");
            let ends = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            // A line that lacks nothing but its end is whole.
            let complete = ends + usize::from(whole[cut] == b'\n');
            assert_eq!(before.len(), complete, "cut at {cut}");
            journal
                .add_with(Moment::default(), "change", "next", &serde_json::json!({"more": 1}))
                .expect("adds");
            let after = journal.lines().expect("reads");
            assert_eq!((after.len(), &after[complete]["more"]), (complete + 1, &1.into()), "cut at {cut}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told_as_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::in_folder(folder.path());
        std::os::unix::fs::symlink("/dev/full", &journal.path).expect("links");
        let failure = journal.add(Moment::default(), "change", "of").expect_err("is full");
        let full = crate::model::failure::FileTrouble::NoSpace;
        assert!(
            matches!(failure.kind, crate::model::failure::FailureKind::File { trouble, .. } if trouble == full)
        );
    }
}
