//! Changing docker's and podman's configuration, on request: shown first, backed up, written whole or not at all,
//! and taken back.

pub mod edit;
mod record;

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub use record::{Entry, Record};

use super::files;
use super::http;
use super::places::{Env, Places};
use super::server_address;
use crate::model::failure::{Failure, FileTrouble};
use crate::model::image::Registry;

const MAX_FILE: usize = 4 * 1024 * 1024;

/// A tool's file, by who reads it first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// docker, compose and buildx.
    Docker,
    /// podman, skopeo and buildah.
    Containers,
}

/// Why a file is not touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untouched {
    Failed(Failure),
    /// A link that leads nowhere.
    Dangling,
    /// It belongs to somebody else, by number.
    Foreign(u32),
    /// Its owner may not write it.
    ReadOnly,
    /// Another program wrote it in the meantime.
    Changed,
}

impl Untouched {
    /// The same as a failure with this file.
    #[must_use]
    pub fn failure(self, path: &Path) -> Failure {
        let trouble = match self {
            Self::Failed(failure) => return failure,
            Self::Dangling => FileTrouble::Missing,
            Self::Foreign(_) | Self::ReadOnly => FileTrouble::NotWritable,
            Self::Changed => FileTrouble::Changed,
        };
        files::failure(path, trouble)
    }
}

impl From<Failure> for Untouched {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// A file as it was read, which is what a change is made from.
#[derive(Debug)]
pub struct ToolFile {
    /// Where it really lies, behind every link.
    pub path: PathBuf,
    /// Empty if there is none yet.
    pub text: Zeroizing<String>,
    pub exists: bool,
    /// Others than its owner may read it.
    pub readable_by_others: bool,
    /// A byte order mark stands in front of the text, and stays.
    marked: bool,
    mode: Option<Metadata>,
}

impl Tool {
    /// The file to change. Of podman's two the one that outlives the session; with `REGISTRY_AUTH_FILE` or
    /// `DOCKER_CONFIG` it reads no other than those (containers, `pkg/docker/config`).
    #[must_use]
    pub fn file(self, env: &Env, places: &Places) -> PathBuf {
        match self {
            Self::Docker => places.docker.join("config.json"),
            Self::Containers => match env.get("REGISTRY_AUTH_FILE") {
                Some(named) => PathBuf::from(named),
                None if env.get("DOCKER_CONFIG").is_some() => places.docker.join("config.json"),
                None => places.config_home.join("containers/auth.json"),
            },
        }
    }

    /// What the tool calls a registry in `credHelpers` of this file: docker knows Docker Hub by an old address.
    #[must_use]
    pub fn key(self, registry: &Registry, file: &Path, places: &Places) -> String {
        match self {
            Self::Docker => server_address::address(registry),
            Self::Containers if file == places.docker.join("config.json") => {
                server_address::address(registry)
            }
            Self::Containers => registry.host().to_owned(),
        }
    }
}

impl ToolFile {
    /// Reads a file that may be missing. Blocks.
    ///
    /// # Errors
    /// Why it cannot be changed, if so.
    pub fn read(path: &Path) -> Result<Self, Untouched> {
        let (path, meta) = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_owned(), None),
            Err(_) => return Err(files::failure(path, FileTrouble::NotReadable).into()),
            Ok(_) => match path.canonicalize() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Untouched::Dangling),
                Err(_) => return Err(files::failure(path, FileTrouble::NotReadable).into()),
                Ok(real) => {
                    let trouble = |_| files::failure(&real, FileTrouble::NotReadable);
                    let meta = fs::metadata(&real).map_err(trouble)?;
                    (real, Some(meta))
                }
            },
        };
        let Some(meta) = meta else {
            let text = Zeroizing::default();
            return Ok(Self {
                path,
                text,
                exists: false,
                readable_by_others: false,
                marked: false,
                mode: None,
            });
        };
        check(&meta)?;
        let (marked, text) = files::read_marked_text(&path, MAX_FILE)?;
        let readable_by_others = is_open(&meta);
        Ok(Self { path, text, exists: true, readable_by_others, marked, mode: Some(meta) })
    }

    /// Puts another text in its place: beside it, synced, then renamed over it with the rights that it had. Blocks.
    ///
    /// # Errors
    /// It cannot be written, or is not any more what was read; it is then as it was.
    pub fn write(&self, text: &str) -> Result<(), Untouched> {
        let trouble = |error: &io::Error| files::failure(&self.path, files::writing(error));
        let mut beside = files::beside(&self.path).map_err(|error| trouble(&error))?;
        let fill = |beside: &mut tempfile::NamedTempFile| {
            beside.write_all(self.mark().as_bytes())?;
            beside.write_all(text.as_bytes())?;
            if let Some(meta) = &self.mode {
                beside.as_file().set_permissions(meta.permissions())?;
            }
            beside.as_file().sync_all()
        };
        fill(&mut beside).map_err(|error| trouble(&error))?;
        let now = Self::read(&self.path)?;
        if now.exists != self.exists || *now.text != *self.text {
            return Err(Untouched::Changed);
        }
        if self.exists {
            beside.persist(&self.path).map_err(|error| trouble(&error.error))?;
        } else {
            // One that somebody else made since then stays.
            beside.persist_noclobber(&self.path).map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => Untouched::Changed,
                _ => trouble(&error.error).into(),
            })?;
        }
        files::sync_folder_of(&self.path);
        Ok(())
    }

    /// Puts this text aside, in this program's own folder, before the file changes; nothing of one that is not
    /// there. Blocks.
    ///
    /// # Errors
    /// It cannot be written; the file is then better left as it is.
    pub fn back_up(&self, state: &Path, text: &str) -> Result<Option<PathBuf>, Failure> {
        if !self.exists {
            return Ok(None);
        }
        let name = self.path.file_name().and_then(|name| name.to_str()).unwrap_or("file");
        let stamp = http::now().iso().replace(':', "");
        let folder = state.join("backups");
        // A second change within a second does not cost the copy of the first.
        let backup = std::iter::once(folder.join(format!("{stamp}-{name}")))
            .chain((2..1000).map(|number| folder.join(format!("{stamp}-{number}-{name}"))))
            .find(|free| !free.exists())
            .ok_or_else(|| files::failure(&folder, FileTrouble::NotWritable))?;
        let whole = Zeroizing::new(format!("{}{text}", self.mark()));
        files::write_private(&backup, whole.as_bytes())?;
        Ok(Some(backup))
    }

    fn mark(&self) -> &'static str {
        if self.marked { files::MARK } else { "" }
    }

    /// What an edit that failed means for this file.
    #[must_use]
    pub fn broken(&self, edit::Broken(line): edit::Broken) -> Untouched {
        files::failure(&self.path, FileTrouble::Broken { line }).into()
    }
}

#[cfg(unix)]
fn check(meta: &Metadata) -> Result<(), Untouched> {
    use std::os::unix::fs::MetadataExt;
    if meta.uid() != rustix::process::geteuid().as_raw() {
        // To replace it would be to take it away from its owner.
        return Err(Untouched::Foreign(meta.uid()));
    }
    if meta.mode() & 0o200 == 0 { Err(Untouched::ReadOnly) } else { Ok(()) }
}

#[cfg(not(unix))]
fn check(meta: &Metadata) -> Result<(), Untouched> {
    if meta.permissions().readonly() { Err(Untouched::ReadOnly) } else { Ok(()) }
}

#[cfg(unix)]
fn is_open(meta: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(meta) & 0o044 != 0
}

#[cfg(not(unix))]
fn is_open(_: &Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests;
