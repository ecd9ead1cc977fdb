//! Which credentials there are, whether each still works, and where each is used.

use super::access::{Level, Note};
use super::account::{Credential, Origin, Username};
use super::failure::Failure;
use super::github::Shelf;
use super::hub_token::HubToken;
use super::image::Registry;
use super::moment::{DAY, Moment};
use super::pasted::{self, TokenKind};
use super::project::Found;

/// One credential: a user name and a secret for a registry, in one place or several.
#[derive(Clone, Debug)]
pub struct Holding {
    pub registry: Registry,
    pub username: Option<Username>,
    pub places: Vec<Found>,
    /// `None` where the secret could not be read, or is only noted.
    pub credential: Option<Credential>,
    pub note: Note,
    /// Why the secret could not be read.
    pub trouble: Option<Failure>,
    /// Docker, podman or both find it through our helper.
    pub used_by: Vec<&'static str>,
    /// Places that the tools look at before these.
    pub shadowed_by: Vec<Origin>,
}

/// What is known about a credential now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Accepted,
    /// The registry lets everybody in.
    Open,
    Refused(Failure),
    Unreachable(Failure),
    /// Its place did not give it.
    Unread(Failure),
    /// Noted earlier, and nowhere now.
    Gone,
    Unasked,
}

/// A secret on GitHub, by repository, shelf and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSecret {
    pub host: String,
    /// `owner/name`.
    pub repository: String,
    pub shelf: Shelf,
    pub name: String,
    /// GitHub's own date.
    pub updated: Option<Moment>,
    pub stand: Stand,
}

/// What became of a secret since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// GitHub's date is that of the day on which this program wrote it.
    AsWritten,
    /// Somebody wrote it after this program did.
    ChangedSince,
    /// It is there, and this program never wrote it.
    NeverOurs,
    /// The workflow reads it, or this program wrote it, and GitHub does not have it.
    Missing,
    /// GitHub does not tell.
    Unknown(Failure),
    /// No token for GitHub is at hand, or it was not to be asked.
    Unasked,
}

/// A credential, and what is known about it.
#[derive(Clone, Debug)]
pub struct Row {
    pub holding: Holding,
    pub state: State,
    /// As Docker Hub's own list has it, where a session could be had.
    pub told: Option<HubToken>,
    /// Whether that list was to be had.
    pub list: List,
    /// Its end as GitHub tells it, where GitHub was asked: it may have none.
    pub end: Option<Option<Moment>>,
    /// The secrets that hold it, by this program's record.
    pub secrets: Vec<StoredSecret>,
}

/// What became of the account's list of tokens at Docker Hub.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum List {
    /// No password was at hand.
    #[default]
    Unasked,
    Read,
    Refused,
}

/// Everything.
#[derive(Clone, Debug, Default)]
pub struct Status {
    pub rows: Vec<Row>,
    /// Secrets that hold none of the credentials above, as far as is known.
    pub others: Vec<StoredSecret>,
    /// What could not be looked at: notes of this program, or the keyring. There may be more than the rows show.
    pub unread: Vec<Failure>,
}

/// The step that mends a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    NewToken,
    /// Out of plain text.
    Keep,
    UpdateSecrets,
    /// Nothing is wrong with it: measured anew.
    Check,
}

/// Days before the expiry from which a token is to be replaced.
const SOON: i64 = 14;

impl Holding {
    #[must_use]
    pub fn new(registry: Registry, username: Option<Username>) -> Self {
        Self {
            registry,
            username,
            places: Vec::new(),
            credential: None,
            note: Note::default(),
            trouble: None,
            used_by: Vec::new(),
            shadowed_by: Vec::new(),
        }
    }

    /// Whether it is an organization's token, whose user name is the organization's.
    #[must_use]
    pub fn of_organization(&self) -> bool {
        let kind = self.credential.as_ref().map(|one| pasted::kind_of(&one.secret));
        kind == Some(TokenKind::DockerOrganization)
    }
}

impl Row {
    /// The service's word before our note.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.told.as_ref().and_then(|told| Some(told.scope?.level())).or(self.holding.note.level)
    }

    #[must_use]
    pub fn label(&self) -> Option<&String> {
        self.told.as_ref().map(|told| &told.label).or(self.holding.note.label.as_ref())
    }

    #[must_use]
    pub fn created(&self) -> Option<Moment> {
        self.told.as_ref().and_then(|told| told.created).or(self.holding.note.created)
    }

    /// The end, by the service where it was asked: it may say that there is none.
    #[must_use]
    pub fn expires(&self) -> Option<Moment> {
        match (&self.told, self.end) {
            (Some(told), _) => told.expires,
            (None, Some(end)) => end,
            (None, None) => self.holding.note.expires,
        }
    }

    fn ends_soon(&self, now: Moment) -> bool {
        self.expires().is_some_and(|expires| now.days_until(expires) < SOON)
    }

    /// What is to be done first.
    #[must_use]
    pub fn mend(&self, now: Moment) -> Mend {
        let stale = |secret: &StoredSecret| matches!(secret.stand, Stand::ChangedSince | Stand::Missing);
        match &self.state {
            State::Refused(_) | State::Gone | State::Unread(_) => Mend::NewToken,
            _ if self.ends_soon(now) => Mend::NewToken,
            _ if self.secrets.iter().any(stale) => Mend::UpdateSecrets,
            _ if self.holding.places.iter().any(|place| place.plain_text) => Mend::Keep,
            State::Accepted | State::Open | State::Unreachable(_) | State::Unasked => Mend::Check,
        }
    }
}

/// Finds a token in the account's list by its label, where that is the only one of this label, or the one that was made
/// when this one was noted. The list tells no secrets, so there is no other way.
#[must_use]
pub fn of_list<'a>(note: &Note, list: &'a [HubToken]) -> Option<&'a HubToken> {
    let label = note.label.as_ref()?;
    let mut same = list.iter().filter(|token| token.label == *label);
    let first = same.next()?;
    if same.next().is_none() {
        return Some(first);
    }
    let created = note.created?;
    let near = |token: &&HubToken| {
        token.created.is_some_and(|made| made.since(created) < DAY / 24 && created.since(made) < DAY / 24)
    };
    let mut near_ones = list.iter().filter(|token| token.label == *label).filter(near);
    near_ones.next().filter(|_| near_ones.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::{Holding, Mend, Row, Shelf, Stand, State, StoredSecret, of_list};
    use crate::model::access::Note;
    use crate::model::account::Origin;
    use crate::model::failure::{Failure, FailureKind};
    use crate::model::hub_token::HubToken;
    use crate::model::image::Registry;
    use crate::model::moment::{DAY, Moment};
    use crate::model::project::Found;

    fn row(state: State) -> Row {
        let holding = Holding::new(Registry::docker_hub(), None);
        Row { holding, state, told: None, list: super::List::Unasked, end: None, secrets: Vec::new() }
    }

    fn secret(stand: Stand) -> StoredSecret {
        let (host, repository) = ("github.com".into(), "a/b".into());
        StoredSecret { host, repository, shelf: Shelf::Repository, name: "T".into(), updated: None, stand }
    }

    fn listed(label: &str, created: i64) -> HubToken {
        HubToken {
            id: label.into(),
            label: label.into(),
            scope: None,
            active: true,
            generated: false,
            created: Some(Moment(created)),
            last_used: None,
            expires: None,
        }
    }

    #[test]
    fn each_row_is_mended_where_it_hurts_most() {
        let now = Moment(0);
        let mend = |row: &Row| row.mend(now);
        assert_eq!(mend(&row(State::Accepted)), Mend::Check);
        let refused = State::Refused(Failure::new(FailureKind::Refused { status: 401, code: None }));
        assert_eq!(mend(&row(refused)), Mend::NewToken);
        assert_eq!(mend(&row(State::Gone)), Mend::NewToken);
        let mut plain = row(State::Accepted);
        plain.holding.places.push(Found {
            registry: Registry::docker_hub(),
            username: None,
            origin: Origin::DockerConfig("config.json".into()),
            plain_text: true,
            trouble: None,
        });
        assert_eq!(mend(&plain), Mend::Keep);
        plain.secrets.push(secret(Stand::AsWritten));
        assert_eq!(mend(&plain), Mend::Keep);
        plain.secrets.push(secret(Stand::ChangedSince));
        assert_eq!(mend(&plain), Mend::UpdateSecrets);
        plain.holding.note.expires = Some(now.plus(DAY * 3));
        assert_eq!(mend(&plain), Mend::NewToken);
        // The service knows better than the note.
        plain.told = Some(HubToken { expires: Some(now.plus(DAY * 80)), ..listed("x", 0) });
        assert_eq!(mend(&plain), Mend::UpdateSecrets);
    }

    #[test]
    fn a_token_is_found_in_the_list_by_label_and_time_or_not_at_all() {
        let note = |label: Option<&str>, created: Option<i64>| Note {
            label: label.map(str::to_owned),
            created: created.map(Moment),
            ..Note::default()
        };
        let list = [listed("ci", 1_000), listed("ci", 900_000_000), listed("other", 5)];
        let found = |note: &Note| of_list(note, &list).and_then(|token| token.created).map(|at| at.0);
        assert_eq!(found(&note(Some("other"), None)), Some(5));
        assert_eq!(found(&note(Some("ci"), Some(2_000))), Some(1_000));
        assert_eq!(found(&note(Some("ci"), None)), None);
        assert_eq!(found(&note(None, Some(5))), None);
    }
}
