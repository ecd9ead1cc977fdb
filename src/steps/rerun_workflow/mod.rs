//! The build again: one way of starting it is chosen, it is started once, and watched to its end.

pub mod page;
pub mod renaming;
pub mod work;

use std::collections::BTreeMap;

use self::renaming::Renaming;
use crate::diagnosis::finding::{Remedy, Step as Mends};
use crate::flow::effect::{Job, Outcome, Progress};
use crate::flow::event::Event;
use crate::flow::facts::ChangeKind;
use crate::flow::form::Form;
use crate::flow::github::{Answer, FailedJob, News, Order};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::{Failure, FailureKind};
use crate::model::moment::Moment;
use crate::model::start::{Aim, Asked, How, NoAim, Started};
use crate::steps::Step;

/// The list of ways, and the list of workflows.
const HOW: &str = "how";
const WORKFLOW: &str = "workflow";
/// The inputs of a run by hand, by their places: GitHub takes 25 at most.
const INPUTS: [&str; 25] = [
    "input-1", "input-2", "input-3", "input-4", "input-5", "input-6", "input-7", "input-8", "input-9",
    "input-10", "input-11", "input-12", "input-13", "input-14", "input-15", "input-16", "input-17",
    "input-18", "input-19", "input-20", "input-21", "input-22", "input-23", "input-24", "input-25",
];

#[derive(Debug, Default)]
pub struct State {
    pub(super) reading: Task<()>,
    pub(super) starting: Task<()>,
    pub(super) watching: Task<()>,
    pub(super) cancelling: Task<Result<(), Failure>>,
    /// The run that is to be cancelled.
    cancels: Option<u64>,
    pub(super) aim: Option<Box<Aim>>,
    pub(super) no_aim: Option<NoAim>,
    pub(super) form: Form,
    /// The run that is, or was, watched, and in which attempt.
    pub(super) run: Option<(u64, u64)>,
    /// What the start came to, where it is no run.
    pub(super) refused: Option<Refused>,
    /// Why watching ended before the run did, or the news of the last look.
    pub(super) trouble: Option<Failure>,
    /// The jobs that failed, once the run is over.
    pub(super) failed: Option<Vec<FailedJob>>,
    /// Enter was pressed with an input missing.
    pub(super) insisted: bool,
    /// The workflow is to push the image that was proven.
    pub(in crate::steps) renaming: Renaming,
}

/// Why there is no run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// A rule of the branch refuses the commit.
    ByRule(Failure),
    /// GitHub took the wish, and no run has appeared.
    NotSeen,
    /// It was asked for at this time, the answer is lost, and no run has appeared since.
    Unanswered(Moment),
    Failed(Failure),
}

impl Refused {
    /// Whether a run may have begun: looking comes before starting another.
    pub(super) fn is_unclear(&self) -> bool {
        match self {
            Self::ByRule(_) => false,
            Self::NotSeen | Self::Unanswered(_) => true,
            Self::Failed(failure) => failure.may_have_arrived(),
        }
    }
}

impl State {
    /// Whether a start is under way: whether a run began must be known.
    #[must_use]
    pub fn running(&self) -> bool {
        self.starting.since().is_some() || self.renaming.running()
    }

    /// Whether a run is being watched.
    #[must_use]
    pub fn watches(&self) -> bool {
        self.watching.since().is_some()
    }

    /// The ways that would start something, the best one first.
    pub(super) fn ways(&self) -> Vec<How> {
        let Some(aim) = &self.aim else { return Vec::new() };
        let mut ways: Vec<How> = How::ALL.into_iter().filter(|how| aim.obstacle(*how).is_none()).collect();
        ways.sort_by_key(|how| *how != aim.recommended());
        ways
    }

    pub(super) fn how(&self) -> Option<How> {
        self.ways().get(self.form.chosen(HOW)).copied()
    }

    /// The failing job to speak of, and the step that mends its cause.
    pub(super) fn mends(&self) -> Option<Step> {
        let job = self.telling()?;
        let finding = job.diagnosis.as_ref()?.findings.first()?;
        finding.next.iter().find_map(|remedy| match remedy {
            Remedy::Go(step) | Remedy::Wait(step) => Some(mending(*step)),
            _ => None,
        })
    }

    /// Of several failing jobs, the one with the surest cause.
    pub(super) fn telling(&self) -> Option<&FailedJob> {
        let sure = |job: &&FailedJob| job.diagnosis.as_ref().map_or(0.0, |found| found.telling().1);
        self.failed.as_ref()?.iter().max_by(|a, b| sure(a).total_cmp(&sure(b)))
    }
}

/// The step of the wizard behind a step of the diagnosis.
fn mending(step: Mends) -> Step {
    match step {
        Mends::FindProject => Step::FindProject,
        Mends::CreateToken => Step::CreateToken,
        Mends::CheckAccess => Step::CheckAccess,
        Mends::StoreToken => Step::StoreToken,
        Mends::UpdateSecrets => Step::UpdateSecrets,
        Mends::RerunWorkflow => Step::RerunWorkflow,
    }
}

/// Looks what can be started, unless a run is on its way or over with what is stored now. A start that was asked
/// for before the wizard was interrupted is taken up, and not repeated.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    cx.facts.github.build_skipped = false;
    if state.running() || state.watches() || state.renaming.open(cx) {
        return;
    }
    let secrets = cx.facts.github.secrets.as_ref().map(|secrets| secrets.at);
    let run = cx.facts.github.run.as_ref().filter(|_| cx.facts.build().is_some()).map(|run| run.at);
    let fresh = run.is_some_and(|run| secrets.is_none_or(|secrets| secrets <= run));
    if let Some(asked) = taken_up(cx) {
        match asked.run {
            Some((id, attempt)) => watch(state, id, attempt, cx),
            None => look(state, Some(asked.path), cx),
        }
    } else if !fresh || cx.facts.build().is_some_and(|seen| !seen.run.state.is_done()) {
        look(state, named(cx), cx);
    }
}

/// The workflow that a newcomer's project names, if the checkout has it.
fn named(cx: &Cx<'_>) -> Option<String> {
    let name = cx.facts.onboarding.as_ref()?.file.workflow.as_ref()?;
    let pushes = &cx.facts.looked.as_ref()?.project.pushes;
    pushes.iter().any(|push| push.place.file.ends_with(&format!("/{name}"))).then(|| name.clone())
}

/// The start that an interrupted wizard asked for, if it stands for what is stored now and was not taken up yet.
fn taken_up(cx: &Cx<'_>) -> Option<Asked> {
    let asked = cx.facts.github.asked.as_ref()?;
    let access = cx.facts.github.access.as_ref()?;
    let written = cx.facts.github.secrets.as_ref();
    let stands = written.is_none_or(|secrets| secrets.at.0 <= asked.at);
    let ours = asked.repository == access.slug.to_string();
    (ours && stands && cx.facts.github.run.is_none()).then(|| asked.clone())
}

fn look(state: &mut State, workflow: Option<String>, cx: &mut Cx<'_>) {
    let Some(site) = cx.facts.site() else { return cx.go(Step::UpdateSecrets) };
    // What is asked for already is answered to this step, whatever it looks at meanwhile.
    let asked = state.cancelling.since().is_some();
    let (cancelling, cancels) = (std::mem::take(&mut state.cancelling), state.cancels);
    let renaming = std::mem::take(&mut state.renaming);
    *state = if asked { State { cancelling, cancels, ..State::default() } } else { State::default() };
    state.renaming = renaming;
    cx.facts.github.run = None;
    let asked = cx.facts.github.asked.clone().filter(|asked| asked.run.is_none());
    state.reading.start(cx, Job::GitHub(Box::new(Order::ReadBuild { site, workflow, asked })));
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    if state.renaming.shown {
        if state.renaming.act(action, cx) {
            look(state, named(cx), cx);
        }
        return;
    }
    match action {
        "rename" => drop(state.renaming.open_again(cx)),
        "start" if !state.running() && !state.watches() => start(state, cx),
        "choose" => {
            let Some(NoAim::Several(known)) = &state.no_aim else { return };
            let chosen = known.get(state.form.chosen(WORKFLOW)).cloned();
            look(state, chosen, cx);
        }
        // The run that is under way, or the last one.
        "watch" => {
            let last = state.aim.as_ref().and_then(|aim| aim.last()).map(|run| (run.id, run.attempt));
            if let Some((id, attempt)) = state.run.or(last) {
                watch(state, id, attempt, cx);
            }
        }
        "continue" => cx.go(Step::ConfirmResult),
        "mend" => match state.mends() {
            Some(Step::RerunWorkflow) | None => look(state, None, cx),
            Some(step) => cx.go(step),
        },
        "again" if !state.running() => look(state, None, cx),
        "skip" if !state.running() => {
            state.watching.stop(cx);
            cx.facts.github.build_skipped = true;
            cx.go(Step::Report);
        }
        "cancel" => cancel(state, cx),
        "stop" => {
            if state.reading.since().is_some() {
                state.reading.stop(cx);
                state.no_aim = Some(NoAim::Failed(Failure::new(FailureKind::Stopped)));
            }
            state.watching.stop(cx);
        }
        _ => {}
    }
}

fn start(state: &mut State, cx: &mut Cx<'_>) {
    let (Some(site), Some(aim), Some(how)) = (cx.facts.site(), state.aim.clone(), state.how()) else {
        return;
    };
    let mut inputs = BTreeMap::new();
    if how == How::Dispatch {
        for (input, id) in aim.asked().zip(INPUTS) {
            let value = state.form.value(id).trim().to_owned();
            if value.is_empty() {
                state.insisted = true;
                return state.form.focus(id);
            }
            inputs.insert(input.name.clone(), value);
        }
    }
    state.refused = None;
    // On record before GitHub hears of it: whoever comes back after a cut finds it and does not ask twice.
    cx.facts.github.asked = Some(Asked {
        repository: site.access.slug.to_string(),
        path: aim.file().to_owned(),
        how: how.word().to_owned(),
        at: cx.now.0,
        before: aim.last().map(|run| (run.id, run.attempt)),
        run: None,
    });
    let order = Order::StartBuild { site, aim, how, inputs };
    state.starting.start(cx, Job::GitHub(Box::new(order)));
}

pub(super) fn watch(state: &mut State, run: u64, attempt: u64, cx: &mut Cx<'_>) {
    let Some(site) = cx.facts.site() else { return };
    (state.trouble, state.failed, state.refused) = (None, None, None);
    state.run = Some((run, attempt));
    cx.facts.github.run = None;
    state.watching.start(cx, Job::GitHub(Box::new(Order::Watch { site, run, attempt })));
}

fn cancel(state: &mut State, cx: &mut Cx<'_>) {
    if let (Some(site), Some((run, _)), None) = (cx.facts.site(), state.run, state.cancelling.since()) {
        state.cancels = Some(run);
        state.cancelling.start(cx, Job::GitHub(Box::new(Order::Cancel { site, run })));
    }
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    state.form.on(event);
}

/// A run goes on without us; a start that is under way is waited for.
pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    if state.running() {
        return true;
    }
    if state.renaming.shown {
        return state.renaming.back(cx);
    }
    state.reading.stop(cx);
    if state.watches() {
        // Back to the choice, where the run can be taken up again.
        look(state, None, cx);
        return true;
    }
    false
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Progress(id, Progress::GitHub(news)) if state.watching.is(id) => match news {
            News::Run(seen) => {
                state.trouble = None;
                cx.facts.github.run = Some(cx.facts.learned(*seen, cx.now));
            }
            News::Trouble(failure) => state.trouble = Some(failure),
            News::Secret(..) | News::Tags(_) | News::Code { .. } => {}
        },
        Event::Finished(id, Outcome::GitHub(Answer::Build(answer))) if state.reading.is(id) => {
            state.reading.finish(id, ());
            match answer {
                Ok(offered) => {
                    let asked = cx.facts.github.asked.as_ref().filter(|asked| asked.run.is_none());
                    let asked = asked.map(|asked| Moment(asked.at));
                    let began = offered.began;
                    let under_way = offered.aim.last().filter(|run| !run.state.is_done());
                    let under_way = under_way.map(|run| (run.id, run.attempt));
                    let pushed = under_way.filter(|_| std::mem::take(&mut state.renaming.starts_build));
                    offer(state, Box::new(offered.aim));
                    match (asked, began) {
                        (Some(_), Some((id, attempt))) => began_as(state, id, attempt, cx),
                        (Some(at), None) => {
                            // Looked for once more, and not there: another start is the person's to decide.
                            state.refused = Some(Refused::Unanswered(at));
                            cx.facts.github.asked = None;
                        }
                        (None, _) => {
                            if let Some((id, attempt)) = pushed {
                                watch(state, id, attempt, cx);
                            }
                        }
                    }
                }
                Err(why) => {
                    let count = if let NoAim::Several(known) = &why { known.len() } else { 0 };
                    state.form = Form::default().choice(WORKFLOW, count, 0);
                    state.no_aim = Some(why);
                }
            }
        }
        Event::Finished(id, Outcome::GitHub(Answer::Started(answer))) if state.starting.is(id) => {
            state.starting.finish(id, ());
            match answer {
                Ok(Started::Run { id, attempt }) => began_as(state, id, attempt, cx),
                Ok(Started::Refused(failure)) => state.refused = Some(Refused::ByRule(failure)),
                Ok(Started::NotSeen) => state.refused = Some(Refused::NotSeen),
                Err(failure) => state.refused = Some(Refused::Failed(failure)),
            }
            if state.refused.as_ref().is_some_and(|refused| !refused.is_unclear()) {
                cx.facts.github.asked = None;
            }
        }
        Event::Finished(id, Outcome::GitHub(Answer::Ended(answer))) if state.watching.is(id) => {
            state.watching.finish(id, ());
            match answer {
                Ok(ended) => {
                    state.trouble = None;
                    state.failed = Some(ended.failed);
                    cx.facts.github.run = Some(cx.facts.learned(ended.seen, cx.now));
                }
                Err(failure) => state.trouble = Some(failure),
            }
        }
        Event::Finished(id, Outcome::GitHub(Answer::Cancelled(answer))) if state.cancelling.is(id) => {
            if let (Ok(()), Some(run)) = (&answer, state.cancels) {
                let slug = cx.facts.github.access.as_ref().map(|access| access.slug.to_string());
                let subject = format!("{} {run}", slug.unwrap_or_default());
                cx.facts.changed(ChangeKind::RunCancelled, subject, cx.now);
            }
            state.cancelling.finish(id, answer);
        }
        other => match state.renaming.outside(other, cx) {
            Ok(true) => look(state, named(cx), cx),
            Ok(false) => {}
            Err(other) => return Some(other),
        },
    }
    None
}

/// The start has become this run: noted, and watched.
fn began_as(state: &mut State, id: u64, attempt: u64, cx: &mut Cx<'_>) {
    if let Some(asked) = &mut cx.facts.github.asked {
        asked.run = Some((id, attempt));
    }
    let slug = cx.facts.github.access.as_ref().map(|access| access.slug.to_string());
    let subject = format!("{} {id}", slug.unwrap_or_default());
    cx.facts.changed(ChangeKind::RunStarted, subject, cx.now);
    watch(state, id, attempt, cx);
}

pub(super) fn offer(state: &mut State, aim: Box<Aim>) {
    state.no_aim = None;
    let inputs = aim.asked().count().min(INPUTS.len());
    state.aim = Some(aim);
    state.form = Form::default().choice(HOW, state.ways().len(), 0);
    for id in &INPUTS[..inputs] {
        state.form = std::mem::take(&mut state.form).text(id, "");
    }
}
