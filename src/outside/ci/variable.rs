//! The user name as a variable: looked at, written and confirmed first; then, and only then, the workflows of the
//! checkout that read it as a secret.

use std::path::Path;

use tokio_util::sync::CancellationToken;

use super::{There, secrets};
use crate::model::account::Credential;
use crate::model::failure::{Failure, FileTrouble};
use crate::model::secret_plan::{Done, NameKind, Plan, Wish, rows};
use crate::model::variable_offer::{Changed, ChangedLine, Offer, Taken, candidates};
use crate::outside::files;
use crate::outside::workflow::{files_of, read_as_variables};
use crate::outside::workflow_edit::Edit;

/// What there would be to do; empty where no user name is kept as a secret.
///
/// # Errors
/// The token may not read variables, or the usual.
pub async fn offer(there: &There, plan: &Plan, wish: &Wish, pair: &Credential) -> Result<Offer, Failure> {
    let plan = candidates(plan);
    if plan.needs.is_empty() {
        return Ok(Offer::default());
    }
    let existing = secrets::existing(there, &plan, wish, false).await?;
    let variables = rows(&plan, &existing, wish, Some(pair.username.as_str()));
    let names = variables.iter().map(|row| row.need.name.clone()).collect();
    Ok(Offer { lines: lines(there, names).await, variables })
}

/// The lines of the checkout that would change. A file that cannot be read is not offered.
async fn lines(there: &There, names: Vec<String>) -> Vec<ChangedLine> {
    let Some(root) = there.project.root.clone().filter(|_| there.here) else { return Vec::new() };
    let read = move || {
        let changed =
            |file: String| Some(Edit::of(&root, &file, &|text| read_as_variables(text, &names)).ok()??.lines);
        files_of(&root).into_iter().filter_map(changed).flatten().collect()
    };
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}

/// Does what was offered, once: first the variables, each confirmed by GitHub's list; then the files, each as it
/// was shown and not otherwise. After a failure nothing more is tried.
pub async fn take(
    there: &There,
    offer: Offer,
    wish: &Wish,
    pair: &Credential,
    stop: &CancellationToken,
) -> Taken {
    let needs = offer.variables.iter().map(|row| row.need.clone()).collect();
    let plan = Plan { needs, ..Plan::default() };
    let files: Vec<String> = offer.files().into_iter().map(str::to_owned).collect();
    let only_variables = offer.variables.iter().all(|row| row.need.kind == NameKind::Variable);
    debug_assert!(only_variables, "a secret is no variable");
    let (lines, rows) = (offer.lines, offer.variables);
    let names: Vec<String> = rows.iter().map(|row| row.need.name.clone()).collect();
    let mut variables = secrets::write(there, rows, pair, stop, &|_, _| {}).await;
    secrets::confirm(there, &plan, wish, pair, &mut variables).await;
    let confirmed = variables.iter().all(|(_, done)| matches!(done, Done::Confirmed | Done::Left));
    let root = there.project.root.clone().filter(|_| confirmed);
    let mut changed: Vec<(String, Changed)> = Vec::new();
    for file in files {
        let broken = changed.iter().any(|(_, before)| !matches!(before, Changed::Written { .. }));
        let Some(root) = root.clone().filter(|_| !broken && !stop.is_cancelled()) else {
            changed.push((file, Changed::NotTried));
            continue;
        };
        let (there, names, name) = (there.clone(), names.clone(), file.clone());
        let shown: Vec<ChangedLine> = lines.iter().filter(|line| line.place.file == file).cloned().collect();
        let done = tokio::task::spawn_blocking(move || change(&there, &root, &name, &names, &shown)).await;
        let done = done.unwrap_or_else(|_| Err(files::failure(Path::new(&file), FileTrouble::NotWritable)));
        let done = done.map_or_else(Changed::Failed, |backup| Changed::Written { backup });
        changed.push((file, done));
    }
    Taken { variables, files: changed }
}

/// Changes one file if it still is what was shown; tells where the old one lies.
fn change(
    there: &There,
    root: &Path,
    file: &str,
    names: &[String],
    shown: &[ChangedLine],
) -> Result<String, Failure> {
    let edit = Edit::of(root, file, &|text| read_as_variables(text, names))?;
    let edit = edit.filter(|edit| edit.lines == shown);
    let edit = edit.ok_or_else(|| files::failure(&root.join(file), FileTrouble::Changed))?;
    edit.make(&there.world, &format!("{} {file}", there.github.slug()))
}
