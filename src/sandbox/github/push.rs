//! Practice's `git push`: the files of the checkout become the tip of the default branch.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{RawForm, State};
use axum::http::StatusCode;

use super::runner;
use crate::sandbox::Shared;

/// Takes the workflow files, each under its path; what is not among them stays. It is no part of GitHub's API.
pub(super) async fn submit(State(shared): State<Arc<Shared>>, RawForm(form): RawForm) -> StatusCode {
    let pushed: BTreeMap<String, String> = url::form_urlencoded::parse(&form).into_owned().collect();
    let now = shared.clock.now();
    let (branch, sha) = {
        let mut state = shared.github.state();
        let (branch, author) = (state.repository.default_branch.clone(), state.login.clone());
        let Some(tip) = state.git.resolve(&branch).cloned() else { return StatusCode::NOT_FOUND };
        let mut files = state.git.files(&tip).clone();
        files.extend(pushed);
        let tree = state.git.tree(files);
        let commit = state.git.commit(&tree, vec![tip.sha], "Push to our own namespace", &author, now);
        state.git.branches.insert(branch.clone(), commit.sha.clone());
        (branch, commit.sha)
    };
    runner::pushed(&shared, &branch, &sha);
    StatusCode::NO_CONTENT
}
