//! A user name that is kept as a secret could be a variable: what would be written, what would change in the
//! checkout's workflows, and what came of it.

use super::failure::Failure;
use super::project::Place;
use super::secret_plan::{Done, NameKind, Plan, Role, Row};

/// A line of a workflow, as it is and as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    pub place: Place,
    pub before: String,
    pub after: String,
}

/// Secrets that hold nothing but a user name could be variables: where they would be, and what would change in
/// the checkout's workflows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    pub variables: Vec<Row>,
    /// Nothing where the workflows are not on this machine.
    pub lines: Vec<ChangedLine>,
}

impl Offer {
    /// The files that would change, in order.
    #[must_use]
    pub fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self.lines.iter().map(|line| line.place.file.as_str()).collect();
        files.dedup();
        files
    }
}

/// What became of an [`Offer`] that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub variables: Vec<(Row, Done)>,
    pub files: Vec<(String, Changed)>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is written; what it was lies at this place.
    Written {
        backup: String,
    },
    Failed(Failure),
    /// After the failure before it.
    NotTried,
}

impl Taken {
    /// Nothing could be tried, because of this.
    #[must_use]
    pub fn failed(offer: Offer, failure: &Failure) -> Self {
        let files = offer.files().into_iter().map(|file| (file.to_owned(), Changed::NotTried)).collect();
        let fail = |row| (row, Done::Failed(failure.clone()));
        Self { files, variables: offer.variables.into_iter().map(fail).collect() }
    }

    /// Whether all of it was done.
    #[must_use]
    pub fn complete(&self) -> bool {
        let variables = self.variables.iter().all(|(_, done)| matches!(done, Done::Confirmed | Done::Left));
        variables && self.files.iter().all(|(_, changed)| matches!(changed, Changed::Written { .. }))
    }

    /// The first failure on the way.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        let variables = self.variables.iter().filter_map(|(_, done)| match done {
            Done::Failed(failure) => Some(failure),
            _ => None,
        });
        let files = self.files.iter().filter_map(|(_, changed)| match changed {
            Changed::Failed(failure) => Some(failure),
            _ => None,
        });
        variables.chain(files).next()
    }
}

/// Of what the workflows read, the user names that are secrets and could be variables. One that is read as a
/// token somewhere as well is not among them.
#[must_use]
pub fn candidates(plan: &Plan) -> Plan {
    let token = |name: &str| plan.needs.iter().any(|need| need.role == Role::Token && need.name == name);
    let could = plan
        .needs
        .iter()
        .filter(|need| need.role == Role::Username && need.kind == NameKind::Secret && !token(&need.name));
    let needs = could.cloned().map(|need| super::secret_plan::Need { kind: NameKind::Variable, ..need });
    Plan { needs: needs.collect(), ..Plan::default() }
}
