//! The proven pair under the names that the workflow reads: looked at, sealed here, written once, confirmed.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::There;
use crate::model::account::Credential;
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::Shelf;
use crate::model::secret::{AccessToken, SecretValue};
use crate::model::secret_plan::{Deed, Done, Existing, Known, NameKind, Plan, Role, Row, Wish, rows};
use crate::outside::github::{PublicKey, fits};
use crate::outside::http;
use crate::outside::written::Login;

/// What is there. With `all`, the organization's secrets too, which a token often may not see; that is no
/// failure.
///
/// # Errors
/// The token may not read them, or the usual.
pub async fn existing(there: &There, plan: &Plan, wish: &Wish, all: bool) -> Result<Existing, Failure> {
    let mut existing = Existing::default();
    let github = &there.github;
    let mut shelves = vec![Shelf::Repository];
    let environments = plan.needs.iter().filter_map(|need| need.environment.clone());
    let mut environments: Vec<String> = environments.chain(wish.environment.clone()).collect();
    environments.sort();
    environments.dedup();
    shelves.extend(environments.iter().cloned().map(Shelf::Environment));
    match (&wish.organization, wish.dependabot) {
        (Some(name), true) => shelves.push(Shelf::OrganizationDependabot(name.clone())),
        (Some(name), false) => shelves.push(Shelf::Organization(name.clone())),
        (None, true) => shelves.push(Shelf::Dependabot),
        (None, false) => {}
    }
    for shelf in shelves {
        let found = github.secrets(&shelf).await;
        let found = match found {
            // The job names an environment that is made when it first runs.
            Err(failure) if failure.status() == Some(404) && matches!(shelf, Shelf::Environment(_)) => {
                if wish.environment.is_some() {
                    return Err(failure);
                }
                Vec::new()
            }
            other => other?,
        };
        existing.secrets.insert(shelf, found);
    }
    if plan.needs.iter().any(|need| need.kind == NameKind::Variable) {
        existing.variables.insert(None, github.variables(None).await?);
        for name in environments {
            let found = github.variables(Some(&name)).await;
            let found = found.or_else(|failure| match failure.status() {
                Some(404) => Ok(Vec::new()),
                _ => Err(failure),
            });
            existing.variables.insert(Some(name), found?);
        }
    }
    if all {
        existing.organization = match github.organization_secrets().await {
            Ok(found) => found,
            Err(Failure {
                kind: FailureKind::Refused { .. } | FailureKind::NeedsPermission { .. }, ..
            }) => Vec::new(),
            Err(failure) => return Err(failure),
        };
    }
    Ok(existing)
}

/// What this program remembers of a secret. A note that cannot be read is none.
#[must_use]
pub fn known(there: &There, row: &Row, token: Option<&AccessToken>) -> Known {
    let place = there.place(&row.shelf, &row.need.name);
    if row.need.kind == NameKind::Variable {
        // Its value can be read, and has been.
        return match there.world.written_secrets().has_variable(&place) {
            true if row.deed == Deed::Leave => Known::AsWritten { same: None },
            true => Known::ChangedSince,
            false => Known::Nothing,
        };
    }
    let token = token.filter(|_| row.need.role == Role::Token);
    there.world.written_secrets().known(&place, row.updated, token).unwrap_or(Known::Nothing)
}

/// Writes one after the other. After a failure nothing more is tried: what is wrong with one is wrong with
/// the next, and a pair of which one half is new is told as such. The same where the person says stop.
pub async fn write(
    there: &There,
    rows: Vec<Row>,
    pair: &Credential,
    stop: &CancellationToken,
    tell: &(dyn Fn(usize, &Done) + Send + Sync),
) -> Vec<(Row, Done)> {
    let mut asked = Asked::default();
    let mut done = Vec::new();
    // Before anything is sent: a user name that is new beside a token that is old would be half a pair.
    let too_long = |row: &Row| match (row.need.kind, row.need.role) {
        (NameKind::Secret, Role::Token) => fits(&row.need.name, pair.secret.expose()).err(),
        _ => None,
    };
    let mut broken = rows.iter().any(|row| row.deed != Deed::Leave && too_long(row).is_some());
    for row in rows {
        let came = if row.deed == Deed::Leave {
            Done::Left
        } else if let Some(failure) = too_long(&row) {
            Done::Failed(failure)
        } else if broken || stop.is_cancelled() {
            Done::NotTried
        } else {
            match write_one(there, &row, pair, &mut asked).await {
                Ok(()) => Done::Written,
                Err(failure) => {
                    broken = true;
                    Done::Failed(failure)
                }
            }
        };
        tell(done.len(), &came);
        done.push((row, came));
    }
    done
}

/// What is asked once for all rows.
#[derive(Default)]
struct Asked {
    keys: Vec<(Shelf, PublicKey)>,
    repository: Option<u64>,
}

async fn write_one(there: &There, row: &Row, pair: &Credential, asked: &mut Asked) -> Result<(), Failure> {
    let github = &there.github;
    let name = row.need.name.as_str();
    let change = match row.need.kind {
        NameKind::Variable => {
            let environment = match &row.shelf {
                Shelf::Environment(name) => Some(name.as_str()),
                _ => None,
            };
            github.put_variable(environment, name, pair.username.as_str(), row.exists).await?;
            "github-variable-written"
        }
        NameKind::Secret => {
            let value: SecretValue = match row.need.role {
                Role::Username => pair.username.as_str().to_owned().into(),
                Role::Token => pair.secret.expose().to_owned().into(),
            };
            if !asked.keys.iter().any(|(shelf, _)| *shelf == row.shelf) {
                asked.keys.push((row.shelf.clone(), github.public_key(&row.shelf).await?));
            }
            let (_, key) = asked.keys.iter().find(|(shelf, _)| *shelf == row.shelf).expect("put there above");
            let of_organization =
                matches!(row.shelf, Shelf::Organization(_) | Shelf::OrganizationDependabot(_));
            let id = match asked.repository {
                _ if !of_organization => 0,
                Some(id) => id,
                None => *asked.repository.insert(github.repository().await?.id),
            };
            github.put_secret(&row.shelf, name, &value, key, id).await?;
            "github-secret-written"
        }
    };
    journal(there, change, row);
    if row.need.kind == NameKind::Variable {
        let place = there.place(&row.shelf, name);
        // Without the note it is left alone when it could be taken back.
        drop(there.world.written_secrets().record_variable(&place, pair.username.as_str()));
    }
    Ok(())
}

/// Only what was not there before can be taken away again.
fn journal(there: &There, change: &str, row: &Row) {
    let more = serde_json::json!({ "created": !row.exists });
    there.journal_with(change, &there.place(&row.shelf, &row.need.name), &more);
}

/// GitHub's list tells whole seconds: what was written twice in one of them looks the same after as before.
const GRAIN: Duration = Duration::from_secs(3);

/// Looks whether GitHub's list shows what was written, and notes it. A write whose answer was lost may have
/// arrived all the same; the list tells that too.
pub async fn confirm(there: &There, plan: &Plan, wish: &Wish, pair: &Credential, done: &mut [(Row, Done)]) {
    let uncertain = |done: &Done| match done {
        Done::Written => true,
        Done::Failed(failure) => failure.may_have_arrived(),
        _ => false,
    };
    if !done.iter().any(|(_, done)| uncertain(done)) {
        return;
    }
    let Ok(existing) = existing(there, plan, wish, false).await else { return };
    let seen = rows(plan, &existing, wish, Some(pair.username.as_str()));
    for (row, done) in done.iter_mut().filter(|(_, done)| uncertain(done)) {
        let same = |seen: &&Row| seen.shelf == row.shelf && seen.need.name == row.need.name;
        let Some(now) = seen.iter().find(same) else { continue };
        let fresh = match row.need.kind {
            NameKind::Variable => now.deed == Deed::Leave,
            NameKind::Secret => {
                let just_before = row.updated.is_some_and(|updated| {
                    let here = http::now();
                    updated.since(here) < GRAIN && here.since(updated) < GRAIN
                });
                now.exists && (!row.exists || now.updated > row.updated || just_before)
            }
        };
        if fresh {
            if matches!(done, Done::Failed(_)) {
                journal(there, "github-secret-written", row);
            }
            *done = Done::Confirmed;
            row.updated = now.updated;
            row.exists = true;
            note(there, row, pair);
        }
    }
}

fn note(there: &There, row: &Row, pair: &Credential) {
    let Some(updated) = row.updated.filter(|_| row.need.kind == NameKind::Secret) else { return };
    let login = Login { registry: &pair.registry, username: &pair.username, token: &pair.secret };
    let token = (row.need.role == Role::Token).then_some(login);
    // Without the note the next list says less; the secret is written all the same.
    drop(there.world.written_secrets().record(&there.place(&row.shelf, &row.need.name), updated, token));
}
