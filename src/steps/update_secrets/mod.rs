//! The proven pair goes where the workflow reads it: reviewed, written once, confirmed by GitHub's own list.

pub mod page;
pub mod sign_in;
pub mod variable;
pub mod work;

use self::sign_in::SignIn;
use self::variable::Variable;
use crate::flow::effect::{Job, Outcome, Progress};
use crate::flow::event::Event;
use crate::flow::facts::ChangeKind;
use crate::flow::github::{Answer, LeftOut, News, Order, SecretsRead};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::{Failure, FailureKind};
use crate::model::secret_plan::{Deed, Done, Known, NameKind, Refusal, Role, Row};
use crate::steps::Step;

#[derive(Debug, Default)]
pub struct State {
    pub(super) sign_in: SignIn,
    pub(super) reading: Task<()>,
    pub(super) writing: Task<()>,
    pub(super) read: Option<Box<SecretsRead>>,
    /// What became of the rows so far, in their order.
    pub(super) came: Vec<Done>,
    pub(super) stopping: bool,
    /// Dependabot's own are to be written as well.
    pub(super) dependabot: bool,
    /// Why it could not be looked at.
    pub(super) trouble: Option<Failure>,
    /// The user name as a variable instead.
    pub(super) variable: Variable,
}

impl State {
    /// Whether a change is under way that leaving would cut short.
    #[must_use]
    pub fn running(&self) -> bool {
        self.writing.since().is_some() || self.variable.taking.since().is_some()
    }

    /// The rows of the review. What holds this very pair already is left as it is.
    pub(super) fn rows(&self) -> Vec<Row> {
        let Some(read) = &self.read else { return Vec::new() };
        let ours = |(row, known): &(Row, Known)| match (row.need.kind, row.need.role) {
            (NameKind::Variable, _) => row.deed == Deed::Leave,
            (NameKind::Secret, Role::Token) => *known == Known::AsWritten { same: Some(true) },
            // Of a user name only the time is noted: it was written beside the token.
            (NameKind::Secret, Role::Username) => matches!(known, Known::AsWritten { .. }),
        };
        let left = |rows: &[(Row, Known)]| {
            let all = rows.iter().all(ours);
            let rows = rows.iter().map(|(row, _)| row.clone());
            rows.map(|row| Row { deed: if all { Deed::Leave } else { row.deed }, ..row }).collect::<Vec<_>>()
        };
        let dependabot = read.dependabot.iter().flatten().filter(|_| self.dependabot);
        [left(&read.rows)].into_iter().chain(dependabot.map(|rows| left(rows))).flatten().collect()
    }

    /// Those of Dependabot's that nobody asked to have written.
    pub(super) fn on_request(&self) -> Vec<Row> {
        let dependabot = self.read.iter().filter_map(|read| read.dependabot.as_ref()?.as_ref().ok());
        let rows = dependabot.flatten().filter(|_| !self.dependabot);
        rows.map(|(row, _)| row.clone()).collect()
    }

    /// Why nothing can be written for this user.
    pub(super) fn refusal(&self, username: &str) -> Option<Refusal> {
        self.read.as_ref()?.plan.refusal(username)
    }
}

/// Looks, unless what was written is there to be seen. Without a repository on GitHub there is nothing to do.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    let Some((host, slug)) = cx.facts.repository() else {
        cx.facts.github.left_out = Some(LeftOut::NoRepository);
        return cx.go(Step::Report);
    };
    cx.facts.github.left_out = None;
    cx.facts.github.secrets_skipped = false;
    if cx.facts.secrets().is_some() || state.running() {
        return;
    }
    let signed_in = cx.facts.github.access.as_ref();
    if signed_in.is_some_and(|access| access.host == host && access.slug == slug) {
        look(state, cx);
    } else {
        state.sign_in.begin(None, cx);
    }
}

pub(super) fn look(state: &mut State, cx: &mut Cx<'_>) {
    let (Some(site), Some(pair)) = (cx.facts.site(), cx.facts.credential.clone()) else { return };
    state.trouble = None;
    state.read = None;
    state.reading.start(cx, Job::GitHub(Box::new(Order::ReadSecrets { site, pair })));
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    if action == "leave-out" {
        cx.facts.github.left_out = Some(LeftOut::NotWanted);
        return cx.go(Step::Report);
    }
    if state.sign_in.shown() {
        return state.sign_in.act(action, cx);
    }
    if state.variable.shown && action != "other-token" {
        let plan = state.read.as_ref().map(|read| read.plan.clone()).unwrap_or_default();
        return state.variable.act(action, &plan, cx);
    }
    match action {
        "write" if !state.running() => write(state, cx),
        "dependabot" if !state.running() => state.dependabot = !state.dependabot,
        "skip" if !state.running() => {
            cx.facts.github.secrets_skipped = true;
            cx.go(Step::RerunWorkflow);
        }
        "continue" => cx.go(Step::RerunWorkflow),
        "again" => {
            cx.facts.github.secrets = None;
            look(state, cx);
        }
        "other-token" => state.sign_in.ask(needed(state, cx)),
        "explain" => {
            let plan = state.read.as_ref().map(|read| read.plan.clone()).unwrap_or_default();
            state.variable.open(&plan, cx);
        }
        "stop" if state.running() && !state.stopping => {
            // What is on its way is waited for: whether it arrived must be known.
            state.stopping = true;
            if let Task::Running { job, .. } = &state.writing {
                cx.cancel(*job);
            }
        }
        "stop" => {
            state.reading.stop(cx);
            state.trouble = Some(Failure::new(FailureKind::Stopped));
        }
        _ => {}
    }
}

/// The permission that was missing, as GitHub names it.
fn needed(state: &State, cx: &Cx<'_>) -> String {
    let written = cx.facts.secrets().into_iter().flatten().filter_map(|(_, done)| match done {
        Done::Failed(failure) => Some(failure),
        _ => None,
    });
    let of_variable = state.variable.trouble.iter();
    let taken = state.variable.taken.iter().filter_map(|taken| taken.failure());
    let found =
        state.trouble.iter().chain(of_variable).chain(taken).chain(written).find_map(
            |failure| match &failure.kind {
                FailureKind::NeedsPermission { needed } => Some(needed.clone()),
                _ => None,
            },
        );
    found.unwrap_or_default()
}

fn write(state: &mut State, cx: &mut Cx<'_>) {
    let (Some(site), Some(pair), Some(read)) = (cx.facts.site(), cx.facts.credential.clone(), &state.read)
    else {
        return;
    };
    if state.refusal(pair.username.as_str()).is_some() {
        return;
    }
    let (plan, rows) = (read.plan.clone(), state.rows());
    state.came.clear();
    state.stopping = false;
    state.writing.start(cx, Job::GitHub(Box::new(Order::WriteSecrets { site, plan, rows, pair })));
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    state.sign_in.input(event);
}

/// While something is being written there is no way back: first it has to be known what arrived.
pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    if state.running() {
        act(state, "stop", cx);
        return true;
    }
    if state.variable.back(cx) {
        return true;
    }
    state.reading.stop(cx);
    state.sign_in.back(cx)
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Progress(id, Progress::GitHub(News::Secret(at, done))) if state.writing.is(id) => {
            if at == state.came.len() {
                state.came.push(done);
            }
        }
        Event::Finished(id, Outcome::GitHub(Answer::Secrets(answer))) if state.reading.is(id) => {
            state.reading.finish(id, ());
            match answer {
                Ok(read) => state.read = Some(read),
                Err(failure) => state.trouble = Some(failure),
            }
        }
        Event::Finished(id, Outcome::GitHub(Answer::Written(written))) if state.writing.is(id) => {
            state.writing.finish(id, ());
            state.stopping = false;
            let slug = cx.facts.github.access.as_ref().map(|access| access.slug.to_string());
            let slug = slug.unwrap_or_default();
            for (row, done) in &written {
                if matches!(done, Done::Written | Done::Confirmed) {
                    let subject = format!("{slug} {}", row.need.name);
                    cx.facts.changed(ChangeKind::SecretWritten, subject, cx.now);
                }
            }
            cx.facts.github.secrets = Some(cx.facts.learned(written, cx.now));
        }
        other => {
            let other = state.variable.outside(other, cx)?;
            let rest = state.sign_in.outside(other, cx);
            if rest.is_none() && !state.sign_in.shown() {
                // Signed in, perhaps as somebody else: what was seen before is not known to hold.
                cx.facts.github.secrets = None;
                look(state, cx);
            }
            return rest;
        }
    }
    None
}
