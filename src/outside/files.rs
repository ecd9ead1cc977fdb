//! Reading with a limit, and private writing that leaves either the old file or the new one.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::model::failure::{Failure, FailureKind, FileTrouble};

/// Names a file's trouble.
#[must_use]
pub fn failure(path: &Path, trouble: FileTrouble) -> Failure {
    let path = crate::model::clean::line(&path.display().to_string()).into_owned();
    Failure::new(FailureKind::File { path, trouble })
}

/// Reads a file of at most `limit` bytes; the bytes may be secret and are wiped when dropped.
///
/// # Errors
/// Missing, not readable (also a folder, a pipe or a device), or longer than the limit.
pub fn read(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let trouble = |error: &io::Error| failure(path, reading(error));
    // Opening a pipe would wait for its other end for ever.
    let meta = fs::metadata(path).map_err(|error| trouble(&error))?;
    if !meta.is_file() {
        return Err(failure(path, FileTrouble::NotReadable));
    }
    let file = File::open(path).map_err(|error| trouble(&error))?;
    // Reserved at once: a vector that grows leaves copies of its content behind.
    let expected = usize::try_from(meta.len()).unwrap_or(limit).min(limit) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(expected));
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| trouble(&error))?;
    if bytes.len() > limit {
        return Err(failure(path, FileTrouble::TooLarge));
    }
    Ok(bytes)
}

/// Reads a file of at most `limit` bytes as UTF-8.
///
/// # Errors
/// Those of [`read`], and [`FileTrouble::NotText`].
pub fn read_text(path: &Path, limit: usize) -> Result<Zeroizing<String>, Failure> {
    read_marked_text(path, limit).map(|(_, text)| text)
}

/// The mark that some editors put in front of UTF-8; it belongs to no format.
pub(super) const MARK: &str = "\u{feff}";

/// The same, and whether a [`MARK`] stands in front of it.
///
/// # Errors
/// Those of [`read_text`].
pub(super) fn read_marked_text(path: &Path, limit: usize) -> Result<(bool, Zeroizing<String>), Failure> {
    let bytes = read(path, limit)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| failure(path, FileTrouble::NotText))?;
    let bare = text.strip_prefix(MARK);
    Ok((bare.is_some(), Zeroizing::new(bare.unwrap_or(text).to_owned())))
}

/// Writes a file that only its owner can read: a temporary file beside it, synced, then renamed over it.
/// Folders that are missing are made, for the owner only.
///
/// # Errors
/// Not writable (rights, a read-only disk), or no space; the old file is then as it was.
pub fn write_private(path: &Path, content: &[u8]) -> Result<(), Failure> {
    write_beside(path, content).map_err(|error| failure(path, writing(&error)))
}

/// The same for a file that others read too: it has the rights of what was there, else the usual ones.
///
/// # Errors
/// As [`write_private`].
pub fn write_shared(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let write = || {
        let beside = beside(path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let there = fs::metadata(path).map(|meta| meta.permissions());
            beside.as_file().set_permissions(there.unwrap_or_else(|_| fs::Permissions::from_mode(0o644)))?;
        }
        finish(beside, path, content)
    };
    write().map_err(|error| failure(path, writing(&error)))
}

fn write_beside(path: &Path, content: &[u8]) -> io::Result<()> {
    finish(beside(path)?, path, content)
}

fn finish(mut beside: tempfile::NamedTempFile, path: &Path, content: &[u8]) -> io::Result<()> {
    beside.write_all(content)?;
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    sync_folder_of(path);
    Ok(())
}

/// An empty file beside another, for its owner only, that goes away unless it is renamed.
pub(super) fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    make_private_folder(folder)?;
    // `tempfile` makes files 0600 from the first moment on.
    tempfile::Builder::new().prefix(".pushpilot-").tempfile_in(folder)
}

/// Makes a folder and those above it, for the owner only; one that is there already keeps its rights.
///
/// # Errors
/// As the system tells.
pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Makes the rename itself durable; where folders cannot be synced, the content still is.
pub(super) fn sync_folder_of(path: &Path) {
    if let Some(Ok(folder)) = path.parent().map(File::open) {
        let _ = folder.sync_all();
    }
}

/// What came of making a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    Made,
    /// It leads there already.
    There,
    /// Something else has the name; it was left as it is.
    Taken,
}

/// A link that was made, by what the journal tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeLink {
    pub path: PathBuf,
    pub program: PathBuf,
}

impl MadeLink {
    /// Whether it still leads to what it was made for; `None` where there is nothing of its name.
    #[must_use]
    pub fn is_ours(&self) -> Option<bool> {
        let there = self.path.symlink_metadata().ok()?;
        // A program that is gone is still what a link was made for.
        let leads = there.is_symlink() && fs::read_link(&self.path).is_ok_and(|to| to == self.program);
        Some(leads || (cfg!(windows) && same(&self.path, &self.program)))
    }

    /// Removes it, if it is ours.
    ///
    /// # Errors
    /// It leads elsewhere now, or cannot be removed.
    pub fn take_back(&self) -> Result<(), Failure> {
        if self.is_ours() != Some(true) {
            return Err(failure(&self.path, FileTrouble::Changed));
        }
        fs::remove_file(&self.path).map_err(|error| failure(&self.path, writing(&error)))
    }
}

/// Makes a link to a program (on Windows, where links need a right of their own, a copy), and its folder.
///
/// # Errors
/// Not writable.
pub fn link(at: &Path, program: &Path) -> Result<Linked, Failure> {
    if at.symlink_metadata().is_ok() {
        let same =
            at.canonicalize().is_ok_and(|leads| leads == program) || (cfg!(windows) && same(at, program));
        return Ok(if same { Linked::There } else { Linked::Taken });
    }
    let make = || {
        fs::create_dir_all(at.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink(program, at)?;
        #[cfg(not(unix))]
        fs::copy(program, at)?;
        Ok(Linked::Made)
    };
    make().map_err(|error: io::Error| failure(at, writing(&error)))
}

fn same(one: &Path, other: &Path) -> bool {
    fs::read(one).ok().zip(fs::read(other).ok()).is_some_and(|(one, other)| one == other)
}

/// Held while a file is read, changed and written back, so that two runs do not lose each other's work.
/// It lies beside the file, ends with the process, and says nothing about other programs.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its lock, given up when it is dropped")] File);

/// How long another run may hold a lock; it holds one for less than that unless it was stopped.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// Waits for the lock of a file. Blocks.
///
/// # Errors
/// Its folder cannot be written to, or another run does not let go of it.
pub fn lock(path: &Path) -> Result<Lock, Failure> {
    let beside = with_suffix(path, "lock");
    let trouble = |error: &io::Error| failure(&beside, writing(error));
    let open = || {
        make_private_folder(beside.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&beside)
    };
    let file = open().map_err(|error| trouble(&error))?;
    let until = Instant::now() + LOCK_WAIT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(20))
            }
            Err(TryLockError::WouldBlock) => {
                return Err(failure(path, FileTrouble::InUse));
            }
            Err(TryLockError::Error(error)) => return Err(trouble(&error)),
        }
    }
}

/// The name of a file beside another: `ledger.json.lock`.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn reading(error: &io::Error) -> FileTrouble {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileTrouble::Missing,
        _ => FileTrouble::NotReadable,
    }
}

pub(super) fn writing(error: &io::Error) -> FileTrouble {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            FileTrouble::NoSpace
        }
        _ => FileTrouble::NotWritable,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::{read, read_text, write_private};
    use crate::model::failure::{Failure, FailureKind, FileTrouble};

    fn trouble(failure: &Failure) -> FileTrouble {
        match &failure.kind {
            FailureKind::File { trouble, .. } => *trouble,
            other => panic!("not about a file: {other:?}"),
        }
    }

    #[test]
    fn written_files_are_their_owners_alone_and_replace_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("deep/er/file");
        write_private(&path, b"one").expect("writes");
        write_private(&path, b"two").expect("writes again");
        assert_eq!(&**read(&path, 10).expect("reads"), b"two");
        let mode =
            |path: &std::path::Path| fs::metadata(path).expect("is there").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().expect("has one")), 0o700);
        let left: Vec<_> = fs::read_dir(path.parent().expect("has one")).expect("lists").collect();
        assert_eq!(left.len(), 1, "no temporary file stays behind");
    }

    #[test]
    fn each_trouble_is_told_from_the_others() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("file");
        fs::write(&file, b"ab\xff").expect("writes");
        assert_eq!(trouble(&read(&folder.path().join("none"), 1).expect_err("fails")), FileTrouble::Missing);
        assert_eq!(trouble(&read(folder.path(), 1).expect_err("fails")), FileTrouble::NotReadable);
        assert_eq!(trouble(&read(&file, 2).expect_err("fails")), FileTrouble::TooLarge);
        assert_eq!(trouble(&read_text(&file, 9).expect_err("fails")), FileTrouble::NotText);
        assert_eq!(
            trouble(&read(std::path::Path::new("/dev/zero"), 9).expect_err("fails")),
            FileTrouble::NotReadable
        );
        let below = file.join("below");
        assert_eq!(trouble(&write_private(&below, b"x").expect_err("fails")), FileTrouble::NotWritable);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_not_a_missing_right() {
        let error = std::io::Error::from_raw_os_error(rustix::io::Errno::NOSPC.raw_os_error());
        assert_eq!(super::writing(&error), FileTrouble::NoSpace);
        let error = std::io::Error::from_raw_os_error(rustix::io::Errno::ROFS.raw_os_error());
        assert_eq!(super::writing(&error), FileTrouble::NotWritable);
    }
}
