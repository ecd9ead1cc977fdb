//! What live services and this machine answered just now about a failure that a log tells of.

use std::path::PathBuf;

use super::access::Measured;
use super::account::{Origin, Username};
use super::failure::Failure;
use super::image::{Image, Registry};
use super::reach::Reach;
use super::sources::{Choice, Tool};
use super::verdict::Verdict;
use super::workflow_run::Ran;

/// What is to be asked: whatever the log tells of the attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToProbe {
    pub registry: Registry,
    /// Without it only the way to the registry can be measured.
    pub image: Option<Image>,
    /// The tool whose credential counts.
    pub tool: Tool,
    /// Who signed in, as the log tells.
    pub login_user: Option<String>,
    /// The log is of another machine, a CI service's, where another secret and another network are in use.
    pub elsewhere: bool,
    /// The run that it is of, where that is known, and the secrets that its workflow reads.
    pub run: Option<Ran>,
    pub secrets: Vec<String>,
}

/// With which credential was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Used {
    Credential {
        username: Username,
        origin: Origin,
    },
    /// This machine holds none for the registry.
    None,
    /// It holds one, but of somebody else than the log tells of: what it may do says nothing.
    OfSomebodyElse {
        found: Username,
        wanted: String,
    },
    /// There is one, but it cannot be read.
    Unreadable(Failure),
    /// No image is known, so there is nothing to ask about a right.
    NoImage,
}

/// The answers.
#[derive(Clone, Debug)]
pub struct Probed {
    pub asked: ToProbe,
    /// Which stored credential the tool would use.
    pub choice: Option<Choice>,
    pub used: Used,
    /// The secret of the run that holds this very credential: what it may do, the run's secret may.
    pub secret: Option<String>,
    pub measured: Option<Measured>,
    /// What follows of it for pushing, where a credential was used.
    pub verdict: Option<Verdict>,
    /// Each service by itself.
    pub reach: Vec<Reach>,
    /// The home folder of whoever asked; paths below it are written as people write them.
    pub home: Option<PathBuf>,
}

impl Probed {
    /// How far this machine's clock is ahead of theirs, in seconds; `None` where no service told the time.
    /// Of several the smallest: a single server's clock may be wrong.
    #[must_use]
    pub fn clock_ahead(&self) -> Option<i64> {
        self.reach.iter().filter_map(|reach| reach.clock_ahead).min_by_key(|ahead| ahead.abs())
    }
}
