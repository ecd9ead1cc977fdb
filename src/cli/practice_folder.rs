//! The folder of a practice: it goes away in the end, and what a practice that was killed left behind with the next.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::TempDir;

const PREFIX: &str = "pushpilot-practice-";
/// Held locked as long as the practice runs; the system lets go of it whatever ends the program.
const LOCK: &str = "running";

/// A folder of its own.
pub(super) struct Folder {
    folder: TempDir,
    _running: File,
}

impl Folder {
    /// Makes one, after removing those whose practice is over.
    ///
    /// # Errors
    /// When the system's temporary folder cannot be written to.
    pub(super) fn make() -> io::Result<Self> {
        Self::make_in(&std::env::temp_dir())
    }

    fn make_in(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        // It has its name only when it is held. Where files cannot be locked, nothing is ever swept.
        let unnamed = folder.path().join("new");
        let running = File::create(&unnamed)?;
        drop(running.try_lock());
        fs::rename(unnamed, folder.path().join(LOCK))?;
        Ok(Self { folder, _running: running })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders that nobody holds any more. One that is being made this moment has no such file and stays.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if ours && File::open(entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok()) {
            // Somebody else's cannot be removed, and is theirs to remove.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Folder;

    #[test]
    fn what_a_killed_practice_left_goes_with_the_next_and_nothing_else_does() {
        let parent = tempfile::tempdir().expect("a folder");
        let running = Folder::make_in(parent.path()).expect("made");
        let killed = parent.path().join("pushpilot-practice-killed");
        fs::create_dir_all(killed.join("home")).expect("made");
        fs::write(killed.join("running"), "").expect("written");
        let theirs = parent.path().join("pushpilot-practice-theirs");
        fs::create_dir(&theirs).expect("made");
        let next = Folder::make_in(parent.path()).expect("made");
        assert!(!killed.exists() && theirs.exists() && running.path().exists() && next.path().exists());
        let path = next.path().to_owned();
        drop(next);
        assert!(!path.exists());
    }
}
