//! What git knows of a checkout: its top folder, its branch and its remotes.

mod address;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::places::Env;
use super::program::{self, Call, Ended};
use crate::model::clean;
use crate::model::failure::{Failure, FailureKind};
use crate::model::project::Remote;

/// A checkout as git sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    pub root: PathBuf,
    /// `None` on a detached HEAD.
    pub branch: Option<String>,
    /// Those that name a host, the branch's own first, then `origin`, then the others.
    pub remotes: Vec<Remote>,
}

const WAIT: Duration = Duration::from_secs(5);
const LIMIT: usize = 256 * 1024;

/// Settings of a hostile repository could name programs; none of the calls below would run them, and
/// these make sure of it.
const HARMLESS: [&str; 9] = [
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.sshCommand=false",
    "-c",
    "credential.helper=",
];

/// Asks git about a folder; `None` outside any checkout.
///
/// # Errors
/// Git is missing, takes too long, or refuses the folder; what it says comes along (it names
/// `safe.directory` where the folder belongs to somebody else).
pub async fn read(folder: &Path, env: &Env) -> Result<Option<Checkout>, Failure> {
    let top = git(&["rev-parse", "--show-toplevel"], folder, env).await?;
    if !top.success {
        let said = String::from_utf8_lossy(&top.stderr);
        if said.contains("not a git repository") || said.contains("must be run in a work tree") {
            return Ok(None);
        }
        return Err(refused(&said));
    }
    let root = PathBuf::from(text(&top).trim_end_matches(['\r', '\n']));
    let (branch, remotes) = tokio::join!(
        git(&["symbolic-ref", "--quiet", "--short", "HEAD"], folder, env),
        git(&["remote", "--verbose"], folder, env)
    );
    let branch =
        branch.ok().filter(|ended| ended.success).map(|ended| first_line(&ended)).filter(|b| !b.is_empty());
    let own = match &branch {
        Some(branch) => {
            let key = format!("branch.{branch}.remote");
            git(&["config", "--get", &key], folder, env).await.ok().map(|ended| first_line(&ended))
        }
        None => None,
    };
    let mut remotes = remotes.map(|ended| parse(&text(&ended))).unwrap_or_default();
    remotes.sort_by_key(|remote| (Some(&remote.name) != own.as_ref(), remote.name != "origin"));
    Ok(Some(Checkout { root, branch, remotes }))
}

/// The nearest folder upwards with a `.git` in it: all that can be told without git.
#[must_use]
pub fn top_folder(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

async fn git(arguments: &[&str], folder: &Path, env: &Env) -> Result<Ended, Failure> {
    let arguments: Vec<&str> = HARMLESS.iter().chain(arguments).copied().collect();
    let call = Call {
        name: "git",
        arguments: &arguments,
        input: "",
        folder: Some(folder),
        // The answers are read by their English words; no lock is taken for looking, nobody is asked.
        extra: &[("LC_ALL", "C"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0")],
        // GIT_DIR and the like would make it answer about another repository, or run something.
        without: "GIT_",
        wait: WAIT,
        limit: LIMIT,
    };
    program::run(call, env).await
}

/// What git refused with, and the command that it names as the way out.
fn refused(said: &str) -> Failure {
    let line = |start: &str| said.lines().find_map(|line| line.trim().strip_prefix(start));
    let reason = line("fatal: ").unwrap_or(said);
    let way_out =
        said.lines().map(str::trim).find(|line| line.starts_with("git config --global --add safe.directory"));
    let said = way_out.map_or_else(|| reason.to_owned(), |way_out| format!("{reason} ({way_out})"));
    Failure::new(FailureKind::Program { name: "git".to_owned(), missing: false }).saying(&said)
}

/// The lines of `git remote --verbose`: name, tab, address, `(fetch)` or `(push)`.
fn parse(listing: &str) -> Vec<Remote> {
    listing
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.strip_suffix(" (fetch)")?.split_once('\t')?;
            let (host, owner, repository) = address::parse(rest)?;
            Some(Remote { name: clean::short(name, 100), host, owner, repository })
        })
        .collect()
}

fn text(ended: &Ended) -> String {
    String::from_utf8_lossy(&ended.stdout).into_owned()
}

fn first_line(ended: &Ended) -> String {
    clean::line(text(ended).lines().next().unwrap_or_default()).into_owned()
}
