//! The project that somebody stands in, from git and the workflow files together.

use std::collections::HashMap;
use std::path::Path;

use super::places::Env;
use super::{git, workflow};
use crate::model::project::{Project, Remote};

/// Finds out what a folder's checkout says; outside any checkout, an empty project. What could not be
/// read is in [`Project::unreadable`], and keeps nothing else from being read.
pub async fn read(folder: &Path, env: &Env) -> Project {
    let mut project = Project::default();
    match git::read(folder, env).await {
        Ok(Some(checkout)) => {
            project.root = Some(checkout.root);
            project.branch = checkout.branch;
            project.remote = checkout.remotes.into_iter().next();
        }
        Ok(None) => {}
        Err(failure) => {
            project.root = git::top_folder(folder);
            // Without a checkout nobody misses git.
            if project.root.is_some() {
                project.unreadable.push(failure);
            }
        }
    }
    if let Some(root) = project.root.clone() {
        // Reading files blocks, and the disk may be a slow network's.
        let known = project.remote.as_ref().map(of_repository).unwrap_or_default();
        let read = move || workflow::read_all_knowing(&root, &known);
        let found = tokio::task::spawn_blocking(read).await.unwrap_or_default();
        (project.logins, project.pushes) = found.logins_and_pushes();
        project.unreadable.extend(found.unreadable);
    }
    project
}

/// What a run would know of its repository, taken from the remote, as an image's name needs it: in lower case. A run of
/// a fork has another owner.
fn of_repository(remote: &Remote) -> HashMap<String, String> {
    let Some(slug) = remote.slug() else { return HashMap::new() };
    let known = [("repository_owner", slug.owner.clone()), ("repository", slug.to_string())];
    known.into_iter().map(|(name, value)| (name.to_owned(), value.to_ascii_lowercase())).collect()
}
