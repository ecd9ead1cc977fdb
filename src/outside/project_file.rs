//! `.pushpilot.toml` on disk, at the top of a checkout.

use std::path::{Path, PathBuf};

use super::files;
use super::tool_files::ToolFile;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::project_file::{Fault, MAX_FILE, NAME, ProjectFile};

/// Why the file gives nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    Failed(Failure),
    /// It says something that it must not.
    Wrong(Fault),
    /// A link may lead anywhere on this machine; what is there is nobody's project.
    Linked,
}

/// Where the file of a checkout is.
#[must_use]
pub fn path(root: &Path) -> PathBuf {
    root.join(NAME)
}

/// The text; `None` where there is no file. Blocks.
///
/// # Errors
/// It is a link or a folder, too large, not text, or cannot be read.
pub fn text(root: &Path) -> Result<Option<String>, Unread> {
    let path = path(root);
    let failed = |failure: Failure| match failure.kind {
        // As the person sees it in the checkout.
        FailureKind::File { trouble, .. } => Unread::Failed(files::failure(Path::new(NAME), trouble)),
        _ => Unread::Failed(failure),
    };
    match path.symlink_metadata() {
        Ok(meta) if !meta.is_file() => return Err(Unread::Linked),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(failed(files::failure(&path, FileTrouble::NotReadable))),
    }
    let text = files::read_text(&path, MAX_FILE).map_err(failed)?;
    Ok(Some(text.as_str().to_owned()))
}

/// What the file says; `None` where there is none. Blocks.
///
/// # Errors
/// As [`text`], or what is wrong with what it says.
pub fn read(root: &Path) -> Result<Option<ProjectFile>, Unread> {
    let Some(text) = text(root)? else { return Ok(None) };
    ProjectFile::parse(&text).map(Some).map_err(Unread::Wrong)
}

/// Puts what is there aside, in this program's own folder; nothing where there is no file. Blocks.
///
/// # Errors
/// The copy cannot be written; the file is then better left as it is.
pub fn back_up(root: &Path, state: &Path) -> Result<Option<PathBuf>, Failure> {
    let path = path(root);
    let file = ToolFile::read(&path).map_err(|why| why.failure(&path))?;
    file.back_up(state, &file.text)
}

/// Writes it, whole or not at all. Everybody may read it: it is for others. Blocks.
///
/// # Errors
/// Not writable, or no space; what was there is then as it was.
pub fn write(root: &Path, text: &str) -> Result<(), Failure> {
    files::write_shared(&path(root), text.as_bytes())
}
