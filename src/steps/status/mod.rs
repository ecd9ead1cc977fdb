//! Which credentials there are: a screen from which each row opens the step that mends it.

pub mod page;
#[cfg(test)]
mod tests;
pub mod work;

use std::path::PathBuf;

use crate::flow::effect::{Job, Looked, Outcome, Progress, Stock};
use crate::flow::event::Event;
use crate::flow::form::Form;
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::image::Image;
use crate::model::pasted;
use crate::model::project::{Project, Remote};
use crate::model::status::{Mend, Row, Stand, StoredSecret};
use crate::steps::{Step, create_token};

/// The list of rows.
const ROW: &str = "credential";

#[derive(Debug, Default)]
pub struct State {
    pub(super) taking: Task<()>,
    /// How many of how many questions are answered.
    pub(super) answered: (usize, usize),
    pub(super) stock: Option<Box<Stock>>,
    pub(super) list: Form,
    pub(super) home: Option<PathBuf>,
}

/// One line of the list.
pub(super) enum Line<'a> {
    Credential(&'a Row),
    /// A secret that holds none of them.
    Secret(&'a StoredSecret),
}

impl State {
    pub(super) fn lines(&self) -> Vec<Line<'_>> {
        let Some(stock) = &self.stock else { return Vec::new() };
        let rows = stock.status.rows.iter().map(Line::Credential);
        rows.chain(stock.status.others.iter().map(Line::Secret)).collect()
    }

    pub(super) fn chosen(&self) -> Option<Line<'_>> {
        self.lines().into_iter().nth(self.list.chosen(ROW))
    }

    /// What was found, once it was.
    #[must_use]
    pub fn stock(&self) -> Option<&Stock> {
        self.stock.as_deref()
    }
}

/// Looks anew each time: what was mended since is to be seen.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    if state.taking.since().is_none() {
        state.answered = (0, 0);
        state.taking.start(cx, Job::TakeStock);
    }
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "again" => enter(state, cx),
        "stop" => state.taking.stop(cx),
        "wizard" => cx.go(Step::FindProject),
        "mend" => mend(state, cx),
        _ => {}
    }
}

/// Goes to the step that mends the chosen row, with what is known of it filled in.
fn mend(state: &State, cx: &mut Cx<'_>) {
    let Some(stock) = &state.stock else { return };
    let mut looked = stock.looked.clone();
    let (row, secret) = match state.chosen() {
        Some(Line::Credential(row)) => (Some(row), row.secrets.iter().find(|one| is_stale(one))),
        Some(Line::Secret(secret)) => (holder(&stock.status.rows, &looked), Some(secret)),
        None => return,
    };
    let what = match (row, secret) {
        (Some(row), None) => row.mend(cx.now),
        (Some(row), Some(_)) if row.mend(cx.now) == Mend::NewToken => Mend::NewToken,
        (Some(_), Some(_)) => Mend::UpdateSecrets,
        (None, _) => Mend::NewToken,
    };
    if let Some(project) = secret.and_then(|secret| elsewhere(secret, &looked.project)) {
        looked.project = project;
    }
    let registry = row.map(|row| &row.holding.registry);
    let of_registry = |image: &Image| registry.is_none_or(|registry| image.registry() == registry);
    let pushed = looked.project.pushes.iter().filter_map(|push| Image::parse(push.image.as_ref()?).ok());
    let image = pushed.into_iter().find(of_registry);
    cx.facts.username = row.and_then(|row| row.holding.username.clone());
    if let Some(credential) = row.and_then(|row| row.holding.credential.clone()) {
        let note = row.map(|row| row.holding.note.clone()).unwrap_or_default();
        create_token::adopt(credential, note, cx);
    }
    let known = cx.facts.username.is_some();
    cx.facts.image = image;
    cx.facts.looked = Some(looked);
    cx.go(match what {
        Mend::UpdateSecrets if cx.facts.credential.is_some() => Step::UpdateSecrets,
        // The others are about an image: where none is known it is asked for first.
        _ if cx.facts.image.is_none() || !known => Step::FindProject,
        Mend::NewToken | Mend::UpdateSecrets => Step::CreateToken,
        Mend::Keep => Step::StoreToken,
        Mend::Check => Step::CheckAccess,
    });
}

/// Whether the secret is to be written again.
pub(super) fn is_stale(secret: &StoredSecret) -> bool {
    matches!(secret.stand, Stand::ChangedSince | Stand::Missing)
}

/// The credential that a secret of which nothing is known should hold: an accepted one for what the project pushes.
fn holder<'a>(rows: &'a [Row], looked: &Looked) -> Option<&'a Row> {
    let registries: Vec<_> =
        looked.project.logins.iter().filter_map(|login| login.registry.as_ref()).collect();
    let live =
        |row: &&Row| row.holding.credential.is_some() && row.state == crate::model::status::State::Accepted;
    rows.iter().filter(live).find(|row| registries.is_empty() || registries.contains(&&row.holding.registry))
}

/// Another repository than the checkout's: it has no files here, GitHub has them.
fn elsewhere(secret: &StoredSecret, project: &Project) -> Option<Project> {
    let own = project.remote.as_ref().is_some_and(|remote| {
        remote.host == secret.host && format!("{}/{}", remote.owner, remote.repository) == secret.repository
    });
    let (owner, repository) = secret.repository.split_once('/').filter(|_| !own)?;
    let remote = Remote {
        name: String::new(),
        host: secret.host.clone(),
        owner: owner.to_owned(),
        repository: repository.to_owned(),
    };
    Some(Project { remote: Some(remote), ..Project::default() })
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    state.list.on(event);
}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    let looking = state.taking.since().is_some();
    state.taking.stop(cx);
    // What was seen before stands.
    looking && state.stock.is_some()
}

pub fn outside(state: &mut State, event: Event, _: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Progress(id, Progress::Stock(done, all)) if state.taking.is(id) => {
            state.answered = (done, all)
        }
        Event::Finished(id, Outcome::Stock(stock)) if state.taking.is(id) => {
            state.taking.finish(id, ());
            let at = state.list.chosen(ROW);
            state.home = stock.looked.home.clone();
            state.stock = Some(stock);
            state.list = Form::default().choice(ROW, state.lines().len(), at);
        }
        other => return Some(other),
    }
    None
}

/// The end of a token, for telling it from others of the same account.
pub(super) fn last_four(row: &Row) -> Option<String> {
    pasted::last_four_of(&row.holding.credential.as_ref()?.secret)
}
