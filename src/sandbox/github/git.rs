//! The repository's Git objects, as far as the API shows them: trees of files, commits, branches.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

/// Objects by their names. Names are made of the content, as Git's are, but not with Git's hash.
#[derive(Debug, Default)]
pub(super) struct Git {
    trees: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) commits: BTreeMap<String, Commit>,
    /// Branches by their names, each with the commit at its tip.
    pub(super) branches: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) sha: String,
    pub(super) tree: String,
    pub(super) parents: Vec<String>,
    pub(super) message: String,
    pub(super) author: String,
    pub(super) moment: i64,
}

/// A name of 40 hexadecimal digits for some content.
pub(super) fn name_of(content: &str) -> String {
    Sha256::digest(content.as_bytes()).iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

impl Git {
    /// One commit with these files, at the tip of every branch.
    pub(super) fn build<'a>(
        files: BTreeMap<String, String>,
        branches: impl Iterator<Item = &'a String>,
        author: &str,
        moment: i64,
    ) -> Self {
        let mut git = Self::default();
        let tree = git.tree(files);
        let first = git.commit(&tree, Vec::new(), "Build the image on every push", author, moment);
        git.branches.extend(branches.map(|branch| (branch.clone(), first.sha.clone())));
        git
    }

    /// Keeps these files, and says under which name.
    pub(super) fn tree(&mut self, files: BTreeMap<String, String>) -> String {
        let tree = name_of(&files.iter().map(|(path, text)| format!("{path}\0{text}\0")).collect::<String>());
        self.trees.insert(tree.clone(), files);
        tree
    }

    pub(super) fn commit(
        &mut self,
        tree: &str,
        parents: Vec<String>,
        message: &str,
        author: &str,
        moment: i64,
    ) -> Commit {
        let sha = name_of(&format!("{tree}\0{parents:?}\0{message}\0{author}\0{moment}"));
        let commit = Commit {
            sha: sha.clone(),
            tree: tree.to_owned(),
            parents,
            message: message.to_owned(),
            author: author.to_owned(),
            moment,
        };
        self.commits.insert(sha, commit.clone());
        commit
    }

    pub(super) fn has_tree(&self, tree: &str) -> bool {
        self.trees.contains_key(tree)
    }

    /// The commit behind a branch, `refs/heads/branch`, or the whole name of a commit.
    pub(super) fn resolve(&self, reference: &str) -> Option<&Commit> {
        let branch = reference.strip_prefix("refs/").unwrap_or(reference);
        let branch = branch.strip_prefix("heads/").unwrap_or(branch);
        let sha = self.branches.get(branch).map_or(reference, String::as_str);
        self.commits.get(sha)
    }

    pub(super) fn files(&self, commit: &Commit) -> &BTreeMap<String, String> {
        static NOTHING: BTreeMap<String, String> = BTreeMap::new();
        self.trees.get(&commit.tree).unwrap_or(&NOTHING)
    }

    /// Whether `ancestor` is `commit` or lies behind it.
    pub(super) fn descends(&self, commit: &str, ancestor: &str) -> bool {
        let mut next = vec![commit];
        while let Some(sha) = next.pop() {
            if sha == ancestor {
                return true;
            }
            let parents = self.commits.get(sha).map(|commit| commit.parents.as_slice()).unwrap_or_default();
            next.extend(parents.iter().map(String::as_str));
        }
        false
    }
}
