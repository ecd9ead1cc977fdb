//! The workflows of a repository: from the checkout where it is the one that is meant, else from GitHub.

use std::collections::HashMap;

use super::There;
use crate::model::failure::Failure;
use crate::outside::workflow::{self, Workflows};

/// All of them.
pub async fn all(there: &There) -> Result<Workflows, Failure> {
    if let Some(root) = there.project.root.clone().filter(|_| there.here) {
        return Ok(tokio::task::spawn_blocking(move || workflow::read_all(&root)).await.unwrap_or_default());
    }
    let branch = there.github.repository().await?.default_branch;
    let mut found = Workflows::default();
    for file in there.github.workflow_files(&branch).await? {
        match there.github.workflow_at(&file, &branch, &HashMap::new()).await {
            Ok(workflow) => found.read.push(workflow),
            Err(failure) => found.unreadable.push(failure),
        }
    }
    Ok(found)
}
