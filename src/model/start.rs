//! Starting a build again: the ways, and what keeps each of them from starting anything.

use std::time::Duration;

use super::moment::Moment;
use super::workflow_run::Run;

/// What starts a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triggers {
    /// By a push, if it passes this filter.
    pub push: Option<Filter>,
    /// By hand, with these inputs asked for.
    pub dispatch: Option<Vec<Input>>,
    /// By another workflow.
    pub called: bool,
    pub pull_request: bool,
    /// Whether anything else starts it: a schedule, a release …
    pub other: bool,
}

/// What a push must be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Patterns of branches, with `!` in front of those left out; empty: all, unless only tags are named.
    pub branches: Vec<String>,
    pub only_tags: bool,
    /// Whether changed files decide: a commit without changes then starts nothing.
    pub paths: bool,
}

/// An input of a run that is started by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    pub name: String,
    pub description: String,
    pub required: bool,
    pub default: Option<String>,
    /// The choices, where there are such.
    pub options: Vec<String>,
}

impl Triggers {
    /// Whether nothing but another workflow starts it.
    #[must_use]
    pub fn only_called(&self) -> bool {
        self.called && !self.other && self.push.is_none() && self.dispatch.is_none() && !self.pull_request
    }
}

impl Filter {
    /// Whether a push to this branch passes; a pattern that this program does not understand is taken to.
    #[must_use]
    pub fn takes(&self, branch: &str) -> bool {
        if self.branches.is_empty() {
            return !self.only_tags;
        }
        // The last pattern that fits decides (GitHub's workflow syntax). A list of `branches-ignore` begins
        // with everything taken.
        let begins = self.branches.iter().all(|pattern| pattern.starts_with('!'));
        self.branches.iter().fold(begins, |taken, pattern| match pattern.strip_prefix('!') {
            Some(pattern) if fits(pattern, branch) => false,
            None if fits(pattern, branch) => true,
            _ => taken,
        })
    }
}

/// `*` stands for anything but a slash, `**` for anything.
fn fits(pattern: &str, text: &str) -> bool {
    if pattern.contains(['?', '+', '[', '\\']) {
        return true;
    }
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => {
            let Some(left) = text.strip_prefix(head) else { return false };
            let (deep, rest) = rest.strip_prefix('*').map_or((false, rest), |rest| (true, rest));
            let ends = left.char_indices().map(|(at, _)| at).chain([left.len()]);
            let mut ends = ends.take_while(|at| deep || !left[..*at].contains('/'));
            ends.any(|at| fits(rest, &left[at..]))
        }
    }
}

/// Ways to start a build again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Run the workflow by hand.
    Dispatch,
    /// Run the failed jobs of the last run again.
    Failed,
    /// An empty commit, made on the server.
    Commit,
}

impl How {
    pub const ALL: [Self; 3] = [Self::Dispatch, Self::Failed, Self::Commit];

    /// As on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Dispatch => "dispatch",
            Self::Failed => "failed",
            Self::Commit => "commit",
        }
    }
}

/// Why a way would start nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    NoDispatchTrigger,
    NoRuns,
    /// This run is not over.
    StillRunning(u64),
    /// In this run nothing failed.
    NothingFailed(u64),
    NoPushTrigger,
    /// Only a commit that changes certain files starts it.
    PathsFilter,
    BranchFilter,
}

/// The build that is to start: a workflow at a branch or tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// GitHub's number of the workflow.
    pub workflow: u64,
    pub name: String,
    /// `.github/workflows/build.yml`.
    pub path: String,
    /// The branch or tag.
    pub git_ref: String,
    /// As the file has them at that ref.
    pub triggers: Triggers,
    /// The runs of it there, the newest first.
    pub runs: Vec<Run>,
    /// How long its green runs took, half of them less and half of them more; `None` without any.
    pub usual: Option<Duration>,
}

/// Why there is no build to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAim {
    Failed(super::failure::Failure),
    /// No workflow is called so; these are there.
    NoSuchWorkflow(Vec<String>),
    /// Several could be meant, a person has to choose among these.
    Several(Vec<String>),
    /// GitHub will not run it in this state, for example `disabled_manually`.
    Disabled {
        name: String,
        state: String,
    },
    /// Its file is not at this branch or tag.
    NotThere {
        path: String,
        git_ref: String,
    },
}

/// What came of the wish for a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// This run, in this attempt.
    Run { id: u64, attempt: u64 },
    /// A rule of the branch refuses the commit; with what GitHub said. Nothing was changed.
    Refused(super::failure::Failure),
    /// GitHub took the wish, and no run has appeared.
    NotSeen,
}

/// A start that was asked for. It is noted before GitHub hears of it, so that nobody who comes back to an
/// interrupted wizard starts the same build twice.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Asked {
    /// `owner/name`.
    pub repository: String,
    /// The workflow's file.
    pub path: String,
    /// As [`How::word`] has it.
    pub how: String,
    /// Milliseconds since 1970, by this machine's clock.
    pub at: i64,
    /// The newest run before it, and its attempt.
    pub before: Option<(u64, u64)>,
    /// The run that it became, and its attempt, once that is known.
    pub run: Option<(u64, u64)>,
}

/// As much as the clocks of this machine and of GitHub may differ.
const CLOCKS: Duration = Duration::from_secs(300);

impl Asked {
    /// Of these runs, the one that began because of it, as far as that can be told.
    #[must_use]
    pub fn began(&self, runs: &[Run]) -> Option<(u64, u64)> {
        let after = |run: &&Run| run.created.is_none_or(|created| created.plus(CLOCKS) >= Moment(self.at));
        let (before, attempt) = self.before.unwrap_or_default();
        let newer = |event: &'static str| move |run: &&Run| run.event == event && run.id > before;
        let found = if self.how == How::Failed.word() {
            runs.iter().find(|run| run.id == before && run.attempt > attempt)
        } else if self.how == How::Dispatch.word() {
            runs.iter().filter(newer("workflow_dispatch")).rfind(after)
        } else {
            runs.iter().filter(newer("push")).rfind(after)
        };
        found.map(|run| (run.id, run.attempt))
    }
}

impl Aim {
    /// The newest run of it there.
    #[must_use]
    pub fn last(&self) -> Option<&Run> {
        self.runs.first()
    }

    /// The file's name, by which GitHub's addresses know it as well.
    #[must_use]
    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What keeps this way from starting anything.
    #[must_use]
    pub fn obstacle(&self, how: How) -> Option<Obstacle> {
        match how {
            How::Dispatch => self.triggers.dispatch.is_none().then_some(Obstacle::NoDispatchTrigger),
            How::Failed => match self.last() {
                None => Some(Obstacle::NoRuns),
                Some(run) if !run.state.is_done() => Some(Obstacle::StillRunning(run.id)),
                Some(run) if run.state.succeeded() => Some(Obstacle::NothingFailed(run.id)),
                Some(_) => None,
            },
            How::Commit => match &self.triggers.push {
                None => Some(Obstacle::NoPushTrigger),
                Some(filter) if filter.paths => Some(Obstacle::PathsFilter),
                Some(filter) if !filter.takes(&self.git_ref) => Some(Obstacle::BranchFilter),
                Some(_) => None,
            },
        }
    }

    /// The way that needs least: by hand where the file has the trigger, else what failed, else a commit.
    #[must_use]
    pub fn recommended(&self) -> How {
        if self.triggers.dispatch.is_some() {
            How::Dispatch
        } else if self.last().is_some_and(|run| run.state.failed()) {
            How::Failed
        } else {
            How::Commit
        }
    }

    /// The inputs of a run by hand that have to be given: required, and without a default.
    pub fn asked(&self) -> impl Iterator<Item = &Input> {
        self.triggers.dispatch.iter().flatten().filter(|input| input.required && input.default.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn branches_are_matched_as_github_matches_them() {
        let takes = |patterns: &[&str], branch: &str| {
            let branches = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
            Filter { branches, ..Filter::default() }.takes(branch)
        };
        assert!(takes(&["releases/**"], "releases/1/2"));
        assert!(!takes(&["releases/*"], "releases/1/2"));
        assert!(takes(&["**"], "a/b") && takes(&["*"], "a") && !takes(&["*"], "a/b"));
        assert!(!takes(&["releases/**", "!releases/**-alpha"], "releases/1-alpha"));
        assert!(takes(&["!dev"], "main"));
    }
}
