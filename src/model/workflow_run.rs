//! A run of a workflow: its jobs and steps, how far they are and how they ended.

use std::time::Duration;

use super::github::Slug;
use super::moment::Moment;

/// How far something is (GitHub: `status` and `conclusion` of runs, jobs and steps).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for a machine.
    Queued,
    /// Waits for a person's approval or for a rule.
    Waiting,
    Running,
    Done(Conclusion),
    /// A word that this program does not know.
    Other(String),
}

/// How something ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    Success,
    Failure,
    Cancelled,
    Skipped,
    TimedOut,
    ActionRequired,
    Neutral,
    Stale,
    StartupFailure,
    Other(String),
}

impl State {
    /// Reads GitHub's two words.
    #[must_use]
    pub fn read(status: &str, conclusion: Option<&str>) -> Self {
        match status {
            "queued" | "requested" | "pending" => Self::Queued,
            "waiting" => Self::Waiting,
            "in_progress" => Self::Running,
            "completed" => Self::Done(Conclusion::read(conclusion.unwrap_or_default())),
            other => Self::Other(super::clean::short(other, 40)),
        }
    }

    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    #[must_use]
    pub fn succeeded(&self) -> bool {
        matches!(self, Self::Done(Conclusion::Success))
    }

    /// Whether it ended in a way that needs mending: not by success, and not because it was left out.
    #[must_use]
    pub fn failed(&self) -> bool {
        match self {
            Self::Done(conclusion) => !matches!(
                conclusion,
                Conclusion::Success | Conclusion::Skipped | Conclusion::Neutral | Conclusion::Cancelled
            ),
            _ => false,
        }
    }

    /// GitHub's word: the conclusion where it ended, else the status.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Queued => "queued",
            Self::Waiting => "waiting",
            Self::Running => "in_progress",
            Self::Done(conclusion) => conclusion.word(),
            Self::Other(word) => word,
        }
    }
}

impl Conclusion {
    fn read(word: &str) -> Self {
        match word {
            "success" => Self::Success,
            "failure" => Self::Failure,
            "cancelled" => Self::Cancelled,
            "skipped" => Self::Skipped,
            "timed_out" => Self::TimedOut,
            "action_required" => Self::ActionRequired,
            "neutral" => Self::Neutral,
            "stale" => Self::Stale,
            "startup_failure" => Self::StartupFailure,
            other => Self::Other(super::clean::short(other, 40)),
        }
    }

    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
            Self::TimedOut => "timed_out",
            Self::ActionRequired => "action_required",
            Self::Neutral => "neutral",
            Self::Stale => "stale",
            Self::StartupFailure => "startup_failure",
            Self::Other(word) => word,
        }
    }
}

/// Runs that do not see the repository's secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    Fork,
    Dependabot,
}

/// What is known of a run beside its logs: whose it is, and what it was allowed to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The repository's host, without its API's.
    pub host: String,
    pub repository: Slug,
    /// What started it: `push`, `pull_request` …
    pub event: String,
    pub unseen: Option<Unseen>,
    /// When this attempt began.
    pub started: Option<Moment>,
}

/// One run. A run that is started again keeps its id; `attempt` grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub id: u64,
    pub workflow: u64,
    /// The workflow's name.
    pub name: String,
    pub title: String,
    /// The workflow's file, `.github/workflows/build.yml`.
    pub path: String,
    /// What started it: `push`, `workflow_dispatch`, `pull_request` …
    pub event: String,
    pub branch: Option<String>,
    pub commit: String,
    pub attempt: u64,
    pub state: State,
    pub url: String,
    pub created: Option<Moment>,
    /// When this attempt began.
    pub started: Option<Moment>,
    pub updated: Option<Moment>,
    /// Who made the commit or asked for the run; `dependabot[bot]` sees only Dependabot's secrets.
    pub actor: String,
    /// Whether the commit lies in a fork: such a run sees no secrets.
    pub from_fork: bool,
}

/// One job of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: u64,
    pub name: String,
    pub state: State,
    pub started: Option<Moment>,
    pub completed: Option<Moment>,
    pub url: String,
    pub steps: Vec<Step>,
}

/// One step of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub number: u64,
    pub name: String,
    pub state: State,
    pub started: Option<Moment>,
    pub completed: Option<Moment>,
}

/// A look at a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub run: Run,
    pub jobs: Vec<Job>,
    /// Whether anything is new since the last look.
    pub changed: bool,
}

/// How long something took, or has taken up to now; `None` before it began.
#[must_use]
pub fn took(started: Option<Moment>, completed: Option<Moment>, now: Moment) -> Option<Duration> {
    Some(completed.unwrap_or(now).since(started?))
}

/// How long green runs take, half of them less and half of them more, and how many there were.
#[must_use]
pub fn usual<'a>(runs: impl Iterator<Item = &'a Run>) -> Option<(Duration, usize)> {
    let green = runs.filter(|run| run.state.succeeded());
    let mut times: Vec<Duration> = green.filter_map(|run| Some(run.updated?.since(run.started?))).collect();
    times.sort_unstable();
    Some((*times.get(times.len() / 2)?, times.len()))
}

impl Run {
    /// Why this run did not see the repository's secrets, if so.
    #[must_use]
    pub fn unseen(&self) -> Option<Unseen> {
        // These run in the repository's own name, whoever's commit it is.
        let its_own = matches!(self.event.as_str(), "pull_request_target" | "workflow_run");
        if self.actor == "dependabot[bot]" {
            Some(Unseen::Dependabot)
        } else {
            (self.from_fork && !its_own).then_some(Unseen::Fork)
        }
    }

    /// What is known of it beside its logs.
    #[must_use]
    pub fn ran(&self, host: &str, repository: &Slug) -> Ran {
        Ran {
            host: host.to_owned(),
            repository: repository.clone(),
            event: self.event.clone(),
            unseen: self.unseen(),
            started: self.started,
        }
    }
}

impl Job {
    /// The first step that failed.
    #[must_use]
    pub fn failing_step(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.state.failed())
    }
}

#[cfg(test)]
mod tests {
    use super::{Conclusion, State};

    #[test]
    fn unknown_words_are_kept_and_claim_nothing() {
        for (status, conclusion, state, failed) in [
            ("queued", None, State::Queued, false),
            ("in_progress", None, State::Running, false),
            ("completed", Some("success"), State::Done(Conclusion::Success), false),
            ("completed", Some("failure"), State::Done(Conclusion::Failure), true),
            ("completed", Some("skipped"), State::Done(Conclusion::Skipped), false),
            ("completed", Some("startup_failure"), State::Done(Conclusion::StartupFailure), true),
            ("completed", Some("new"), State::Done(Conclusion::Other("new".into())), true),
            ("paused", None, State::Other("paused".into()), false),
        ] {
            let read = State::read(status, conclusion);
            assert_eq!((read.failed(), &read), (failed, &state));
        }
    }
}
