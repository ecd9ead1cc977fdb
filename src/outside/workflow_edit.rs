//! Changing a workflow of the checkout, on request: shown first, backed up, written whole or not at all.

use std::path::Path;

use super::changed_file::ChangedFile;
use super::files;
use super::http::now;
use super::tool_files::ToolFile;
use super::workflow::changed_lines;
use super::workflow::yaml::Broken;
use super::world::World;
use crate::model::failure::{Failure, FileTrouble};
use crate::model::variable_offer::ChangedLine;

/// A file, and what it would be.
#[derive(Debug)]
pub struct Edit {
    file: ToolFile,
    after: String,
    /// What differs, for showing.
    pub lines: Vec<ChangedLine>,
}

impl Edit {
    /// Nothing where the file would stay as it is.
    ///
    /// # Errors
    /// It cannot be read, is broken, or lies outside of the checkout.
    pub fn of(
        root: &Path,
        name: &str,
        rewrite: &dyn Fn(&str) -> Result<Option<String>, Broken>,
    ) -> Result<Option<Self>, Failure> {
        let path = root.join(name);
        let file = ToolFile::read(&path).map_err(|why| why.failure(&path))?;
        let root = root.canonicalize().map_err(|_| files::failure(root, FileTrouble::NotReadable))?;
        if !file.path.starts_with(&root) {
            // A link leads out of the checkout: what lies there is not the repository's.
            return Err(files::failure(&path, FileTrouble::NotWritable));
        }
        let broken = |line| files::failure(&path, FileTrouble::Broken { line });
        let after = rewrite(&file.text).map_err(|found| broken(Some(found.line)))?;
        let Some(after) = after else { return Ok(None) };
        let lines = changed_lines(name, &file.text, &after);
        Ok(Some(Self { file, after, lines }))
    }

    /// Makes the change, and tells where the old file lies. `of`: what the journal calls it.
    ///
    /// # Errors
    /// It cannot be backed up or written; then it is as it was.
    pub fn make(self, world: &World, of: &str) -> Result<String, Failure> {
        let places = &world.places;
        let backup = self.file.back_up(&places.state, &self.file.text)?;
        self.file.write(&self.after).map_err(|why| why.failure(&self.file.path))?;
        let change = ChangedFile::new(&self.file.path, backup.as_deref(), &self.after);
        // What is changed is changed, whether it can be noted or not; the backup is told all the same.
        drop(world.journal().add_with(now(), "workflow-changed", of, &change));
        Ok(backup.map(|backup| places.familiar(&backup)).unwrap_or_default())
    }
}
