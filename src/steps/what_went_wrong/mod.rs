//! What went wrong: a log is read for its cause, and the answer leads to the step that mends it.

pub mod page;
#[cfg(test)]
mod tests;
pub mod work;

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::diagnosis::finding::{Remedy, Step as Mends};
use crate::diagnosis::{Diagnosis, Finding};
use crate::flow::effect::{Job, Log, Outcome};
use crate::flow::event::Event;
use crate::flow::facts::Facts;
use crate::flow::form::Form;
use crate::flow::page::LOG;
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::account::Username;
use crate::model::cause::CauseId;
use crate::model::github::Slug;
use crate::model::image::Image;
use crate::model::moment::Moment;
use crate::model::probed::{Probed, Used};
use crate::report::diagnosis::cards;
use crate::steps::Step;
use crate::text::Text;

/// The list of causes.
const CAUSE: &str = "cause";
/// Terminals without bracketed paste send one paste in pieces, this close together.
const PIECES: Duration = Duration::from_secs(1);
/// More than anybody pastes; the file of a log may be larger.
const LONGEST: usize = 64 << 20;

/// The log, and what it says.
#[derive(Debug, Default)]
pub struct State {
    form: Form,
    /// What was pasted, and when the last piece of it came.
    pasted: Option<(SecretString, Moment)>,
    /// The repository whose last failed run can be fetched.
    offer: Task<Option<Slug>>,
    /// What is read is that run.
    fetching: bool,
    reading: Task<Result<Box<Diagnosis>, Text>>,
    probing: Task<()>,
    causes: Form,
}

impl State {
    fn diagnosis(&self) -> Option<&Diagnosis> {
        self.reading.done()?.as_deref().ok()
    }

    /// The chosen cause; nothing where none of them is meant.
    fn chosen(&self) -> Option<&Finding> {
        cards(self.diagnosis()?).nth(self.causes.chosen(CAUSE))
    }

    /// The causes to choose from, and one more: none of these.
    fn list(&mut self) {
        let count = self.diagnosis().map(|diagnosis| cards(diagnosis).count() + 1);
        if let Some(count) = count {
            self.causes = Form::default().choice(CAUSE, count, 0);
        }
    }

    /// Whether measuring is the next thing to do: nothing is sure, and it was not measured yet.
    fn undecided(&self) -> bool {
        self.chosen().is_some()
            && self.diagnosis().is_some_and(|diagnosis| {
                !diagnosis.needs_probe.is_empty() && diagnosis.picture.probed.is_none()
            })
    }

    /// The same log once more, with what was measured.
    fn judge_with(&mut self, probed: Probed) {
        if let Task::Done(Ok(diagnosis)) = std::mem::take(&mut self.reading) {
            self.reading = Task::Done(Ok(Box::new(diagnosis.with_probes(probed))));
            self.list();
        }
    }

    fn forget(&mut self) {
        (self.reading, self.probing, self.pasted) = (Task::Idle, Task::Idle, None);
        self.form = Form::default().text(LOG, "");
    }
}

/// Asks for the log; coming back keeps the answer.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    if matches!(state.offer, Task::Idle) {
        state.offer.start(cx, Job::OfferRun);
    }
    if matches!(state.reading, Task::Idle | Task::Stopped) {
        state.forget();
    }
    if let Some(measured) = state.diagnosis().and_then(|diagnosis| measured_since(diagnosis, cx.facts)) {
        state.judge_with(measured);
    }
}

/// What the check of a credential that was here already said about the image of the log: the log is judged anew
/// with it. A token that was made since says nothing about why the log failed.
fn measured_since(diagnosis: &Diagnosis, facts: &Facts) -> Option<Probed> {
    let credential = facts.credential.as_ref()?;
    if credential.origin.is_new() {
        return None;
    }
    let measured = facts.access()?.clone();
    let asked = diagnosis.picture.to_probe();
    if asked.login_user.as_ref().is_some_and(|user| !user.eq_ignore_ascii_case(credential.username.as_str()))
    {
        return None;
    }
    let image = asked.image.as_ref()?;
    if (image.registry(), image.repository()) != (measured.image.registry(), measured.image.repository()) {
        return None;
    }
    let before = diagnosis.picture.probed.as_deref();
    Some(Probed {
        choice: before.and_then(|probed| probed.choice.clone()),
        used: Used::Credential { username: credential.username.clone(), origin: credential.origin.clone() },
        // Which token the run had was not asked.
        secret: None,
        measured: Some(measured),
        verdict: facts.verdict(),
        reach: before.map(|probed| probed.reach.clone()).unwrap_or_default(),
        home: facts.home().map(Path::to_path_buf),
        asked,
    })
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "read" => {
            let typed = state.form.value(LOG).trim().to_owned();
            // No error is a single word, and few names of files have blanks.
            let log =
                if typed.contains(' ') { Log::Text(typed.into()) } else { Log::File(PathBuf::from(typed)) };
            state.fetching = false;
            state.reading.start(cx, Job::Diagnose(log));
        }
        "run" => {
            state.fetching = true;
            state.reading.start(cx, Job::Diagnose(Log::LastFailedRun));
        }
        "measure" => {
            if let Some(asked) = state.diagnosis().map(|diagnosis| diagnosis.picture.to_probe()) {
                state.probing.start(cx, Job::Probe(Box::new(asked)));
            }
        }
        "stop" if state.probing.since().is_some() => state.probing.stop(cx),
        "stop" => {
            state.reading.stop(cx);
            state.forget();
        }
        "another" => state.forget(),
        "skip" => cx.go(Step::FindProject),
        "continue" => {
            if let (Some(diagnosis), Some(finding)) = (state.diagnosis(), state.chosen()) {
                take_over(diagnosis, finding, cx);
            }
            cx.go(Step::FindProject);
        }
        _ => {}
    }
}

pub fn input(state: &mut State, event: &Event, cx: &mut Cx<'_>) {
    match event {
        Event::Paste(text) | Event::Fill(LOG, text) if is_log(text) || state.reading.since().is_some() => {
            read(state, text, cx);
        }
        _ if state.reading.done().is_some() => drop(state.causes.on(event)),
        _ => drop(state.form.on(event)),
    }
}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    if state.probing.since().is_some() {
        state.probing.stop(cx);
        return true;
    }
    let asked = matches!(state.reading, Task::Idle | Task::Stopped);
    if !asked {
        state.reading.stop(cx);
        state.forget();
    }
    !asked
}

pub fn outside(state: &mut State, event: Event, _: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Finished(id, Outcome::Diagnosed(answer)) if state.reading.is(id) => {
            state.reading.finish(id, answer);
            state.list();
            None
        }
        Event::Finished(id, Outcome::RunOffered(offer)) if state.offer.is(id) => {
            state.offer.finish(id, offer);
            None
        }
        Event::Finished(id, Outcome::Probed(probed)) if state.probing.is(id) => {
            state.probing.finish(id, ());
            state.judge_with(*probed);
            None
        }
        other => Some(other),
    }
}

/// The name of a file is one word in one line.
fn is_log(text: &SecretString) -> bool {
    text.expose_secret().trim().contains([' ', '\n', '\t'])
}

/// Terminals send the line ends of a paste as the key that ends a line, a carriage return.
fn with_line_ends(text: &SecretString) -> SecretString {
    match text.expose_secret() {
        said if said.contains('\r') => said.replace("\r\n", "\n").replace('\r', "\n").into(),
        _ => text.clone(),
    }
}

/// Reads what was pasted, together with the pieces before it.
fn read(state: &mut State, text: &SecretString, cx: &mut Cx<'_>) {
    let text = &with_line_ends(text);
    let before = state.pasted.take().filter(|(_, at)| cx.now.since(*at) <= PIECES);
    let whole = match before {
        Some((before, _)) if before.expose_secret().len() + text.expose_secret().len() <= LONGEST => {
            SecretString::from([before.expose_secret(), text.expose_secret()].concat())
        }
        _ => text.clone(),
    };
    state.pasted = Some((whole.clone(), cx.now));
    state.fetching = false;
    state.reading.start(cx, Job::Diagnose(Log::Text(whole)));
}

/// Image and user go where they are asked for. What another step than the first mends needs no further
/// question where both are known.
fn take_over(diagnosis: &Diagnosis, finding: &Finding, cx: &mut Cx<'_>) {
    let picture = &diagnosis.picture;
    let image = picture.target().and_then(|target| Image::parse(&target.reference.written).ok());
    let image =
        image.map(|image| match (finding.cause, picture.login().and_then(|login| login.registry.as_ref())) {
            // It was meant for the registry that was signed in to.
            (CauseId::RegistryPrefixMissing, Some(registry)) if image.registry().is_docker_hub() => {
                Image::parse(&format!("{}/{}", registry.host(), image.familiar())).unwrap_or(image)
            }
            _ => image,
        });
    let user =
        picture.login().and_then(|login| login.user_name()).and_then(|name| Username::parse(name).ok());
    let mends = finding.next.iter().find_map(|remedy| match remedy {
        Remedy::Go(step) | Remedy::Wait(step) => Some(*step),
        _ => None,
    });
    let known = image.is_some() && user.is_some();
    cx.facts.told = Some(known && mends.is_some_and(|step| step != Mends::FindProject));
    if image.is_some() {
        cx.facts.image = image;
    }
    if user.is_some() {
        cx.facts.username = user;
    }
}
