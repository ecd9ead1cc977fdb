//! Reads and changes the workflows of the checkout; in practice the push that follows is played.

use std::path::{Path, PathBuf};

use crate::flow::effect::Rename;
use crate::model::failure::{Failure, FailureKind, FileTrouble, Odd};
use crate::model::variable_offer::{Changed, ChangedLine};
use crate::outside::files;
use crate::outside::http::{Ask, Method};
use crate::outside::workflow::{files_of, pushed_as};
use crate::outside::workflow_edit::Edit;
use crate::outside::world::World;

/// The lines that would change, file by file.
///
/// # Errors
/// A file cannot be read, or is broken.
pub async fn offer(order: Rename) -> Result<Vec<ChangedLine>, Failure> {
    let read = move || {
        let edits = names(&order).into_iter().map(|file| edit(&order, &file));
        let edits: Result<Vec<_>, _> = edits.collect();
        edits.map(|edits| edits.into_iter().flatten().flat_map(|edit| edit.lines).collect())
    };
    tokio::task::spawn_blocking(read).await.unwrap_or_else(|_| Err(odd()))
}

/// Changes each file if it still is what was shown. After a failure nothing more is tried.
pub async fn rename(world: &World, order: Rename, shown: Vec<ChangedLine>) -> Vec<(String, Changed)> {
    let world = world.clone();
    let write = move || {
        let mut came: Vec<(String, Changed)> = Vec::new();
        for file in names(&order) {
            let broken = came.iter().any(|(_, before)| !matches!(before, Changed::Written { .. }));
            let of: Vec<&ChangedLine> = shown.iter().filter(|line| line.place.file == file).collect();
            if of.is_empty() {
                continue;
            }
            let changed = match broken {
                true => Changed::NotTried,
                false => change(&world, &order, &file, &of)
                    .map_or_else(Changed::Failed, |backup| Changed::Written { backup }),
            };
            came.push((file, changed));
        }
        came
    };
    tokio::task::spawn_blocking(write).await.unwrap_or_default()
}

fn change(world: &World, order: &Rename, file: &str, shown: &[&ChangedLine]) -> Result<String, Failure> {
    let same = |edit: &Edit| edit.lines.iter().eq(shown.iter().copied());
    let edit = edit(order, file)?.filter(same);
    let edit = edit.ok_or_else(|| files::failure(&order.root.join(file), FileTrouble::Changed))?;
    edit.make(world, &format!("{} {file}", order.of))
}

/// The files with pushes, each once.
fn names(order: &Rename) -> Vec<String> {
    let mut names: Vec<String> = order.pushes.iter().map(|push| push.place.file.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn edit(order: &Rename, file: &str) -> Result<Option<Edit>, Failure> {
    let here = order.pushes.iter().filter(|push| push.place.file == file);
    let pushes: Vec<(usize, String)> = here.map(|push| (push.place.line, push.written.clone())).collect();
    Edit::of(&order.root, file, &|text| pushed_as(text, &pushes, &order.repository))
}

/// Hands the workflows of the checkout to practice's GitHub, as `git push` would.
///
/// # Errors
/// The practice services do not answer.
pub async fn play_push(world: &World, root: &Path) -> Result<(), Failure> {
    let api = world.endpoints.github_api.as_ref().ok_or_else(odd)?;
    let page = api.join("/practice/push").map_err(|_| odd())?;
    let root = root.to_owned();
    let read =
        move || files_of(&root).into_iter().map(|name| read(&root, name)).collect::<Result<Vec<_>, _>>();
    let texts = tokio::task::spawn_blocking(read).await.unwrap_or_else(|_| Err(odd()))?;
    let fields: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let asked = world.http.send(Ask::new(Method::POST, page).form(&fields)).await.read(|_| Ok(()));
    asked.answer
}

fn read(root: &Path, name: String) -> Result<(String, String), Failure> {
    let path: PathBuf = root.join(&name);
    let text = files::read_text(&path, 1 << 20)?.as_str().to_owned();
    Ok((name, text))
}

fn odd() -> Failure {
    Failure::new(FailureKind::NotUnderstood(Odd::Incomplete))
}
