//! Which image is pushed where, by whom: looked up in the checkout, confirmed by the person.

pub mod page;
pub mod work;

use crate::flow::effect::{Job, Looked, Outcome};
use crate::flow::event::Event;
use crate::flow::facts::Facts;
use crate::flow::form::{Form, Reaction};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::account::{Credential, Username, UsernameProblem};
use crate::model::image::{Image, ImageProblem};
use crate::model::onboarding::{Onboarding, Standing};
use crate::model::project::{Project, Value};
use crate::model::project_file::split_tag;
use crate::model::verdict::Verdict;
use crate::steps::Step;

/// The looking, then the questions.
#[derive(Debug, Default)]
pub struct State {
    looking: Task<()>,
    form: Form,
    /// The distinct images that the workflows push, as far as they could be resolved.
    images: Vec<String>,
    /// Problems are shown once the person has tried to go on, or has corrected something.
    insisted: bool,
    /// What the project says it needs, where somebody new to it is led through.
    pub(super) onboarding: Option<Onboarding>,
    /// The image in question, where it turned out to be in a namespace of somebody else.
    pub(super) not_theirs: Option<Image>,
    /// An interrupted run goes on: its answers are confirmed already.
    pub resuming: bool,
}

impl State {
    pub(super) fn image(&self) -> Result<Image, ImageProblem> {
        Image::parse(self.form.value("image"))
    }

    pub(super) fn username(&self) -> Result<Username, UsernameProblem> {
        Username::parse(self.form.value("username"))
    }

    /// The corrected form of what stands in the image field, if there is just one.
    pub(super) fn suggestion(&self) -> Option<String> {
        let problem = match self.image() {
            Ok(image) => {
                let own =
                    self.own_image().or_else(|| self.not_theirs.as_ref().and_then(|_| self.in_own(&image)));
                return own.filter(|own| *own != image.to_string());
            }
            Err(problem) => problem,
        };
        match problem {
            ImageProblem::NoNamespace { name } | ImageProblem::Library { name } => {
                let tag = self.form.value("image").rsplit_once(':').map(|(_, tag)| tag.to_owned());
                let user = self.username().ok()?;
                let image = Image::parse(&format!("{user}/{name}")).ok()?;
                Some(tag.map_or_else(|| image.clone(), |tag| image.with_tag(&tag)).to_string())
            }
            problem => problem.fixed().map(str::to_owned),
        }
    }
}

impl State {
    /// The same image in the namespace of the user who is named.
    fn in_own(&self, image: &Image) -> Option<String> {
        let own = Image::parse(&format!("{}/{}", self.username().ok()?, image.name())).ok()?;
        Some(image.tag().map_or_else(|| own.clone(), |tag| own.with_tag(tag)).to_string())
    }

    /// The project's image in the namespace of the user who is named.
    fn own_image(&self) -> Option<String> {
        let known =
            self.onboarding.as_ref().filter(|known| !matches!(known.standing, Standing::Member(_)))?;
        Some(known.own_image(self.username().ok()?.as_str())?.to_string())
    }
}

/// Looks around, the first time; coming back keeps the answers.
pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    let verdict = cx.facts.verdict();
    state.not_theirs = cx.facts.image.clone().filter(|_| verdict == Some(Verdict::NotYourNamespace));
    if verdict == Some(Verdict::WrongCredential) {
        // What is to be corrected most likely.
        state.form.focus("username");
    }
    if matches!(state.looking, Task::Idle | Task::Stopped) {
        let known = if cx.facts.onboarding.is_some() { cx.facts.looked.take() } else { None };
        let Some(looked) = known else {
            let named = cx.facts.image.as_ref().or(cx.plan.image.as_ref());
            let registry = named.map(|image| image.registry().clone());
            return state.looking.start(cx, Job::ReadProject { registry });
        };
        // A newcomer's machine has been looked at, and which repository is theirs is settled.
        state.looking = Task::Done(());
        ask(state, cx, &looked);
        cx.facts.looked = Some(looked);
        if std::mem::take(&mut state.resuming) {
            confirm(state, cx);
        }
    } else if cx.facts.told.is_some()
        && let Some(looked) = cx.facts.looked.take()
    {
        // Looked at before; what a log told since then is filled in.
        ask(state, cx, &looked);
        cx.facts.looked = Some(looked);
        if cx.facts.told.take() == Some(true) {
            confirm(state, cx);
        }
    }
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match action {
        "continue" => confirm(state, cx),
        "fix" => {
            if let Some(fixed) = state.suggestion() {
                state.form.set("image", &fixed);
            }
        }
        "stop" => {
            state.looking.stop(cx);
            ask(state, cx, &Looked::default());
        }
        _ => {}
    }
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    if let Reaction::Changed("images") = state.form.on(event)
        && let Some(image) = state.images.get(state.form.chosen("images")).cloned()
    {
        state.form.set("image", &image);
    }
}

pub fn back(_: &mut State, _: &mut Cx<'_>) -> bool {
    false
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Finished(id, Outcome::Project(answer)) if state.looking.is(id) => {
            let looked = *answer;
            state.looking.finish(id, ());
            ask(state, cx, &looked);
            cx.facts.looked = Some(looked);
            let told = cx.facts.told.take() == Some(true);
            if std::mem::take(&mut state.resuming) || told {
                confirm(state, cx);
            }
            None
        }
        other => Some(other),
    }
}

/// Fills the questions with what was found, so that the person confirms rather than types.
fn ask(state: &mut State, cx: &mut Cx<'_>, looked: &Looked) {
    state.images = images(&looked.project);
    let given = cx.facts.image.as_ref().or(cx.plan.image.as_ref()).map(ToString::to_string);
    let given = given.or_else(|| newcomers_image(state, cx, looked));
    let image = given.or_else(|| state.images.first().cloned()).unwrap_or_default();
    let username = cx
        .facts
        .username
        .as_ref()
        .or(cx.plan.username.as_ref())
        .map(|name| name.as_str().to_owned())
        .or_else(|| user_of(looked, &image))
        .unwrap_or_default();
    let mut form = Form::default();
    if state.images.len() > 1 {
        let at = state.images.iter().position(|found| *found == image).unwrap_or(0);
        form = form.choice("images", state.images.len(), at);
    }
    state.form = form.text("image", &image).text("username", &username);
    if state.images.len() < 2 && !image.is_empty() && username.is_empty() {
        state.form.focus("username");
    }
    state.insisted = !image.is_empty();
}

/// The image that a newcomer can push. Until it is known who they are at the registry, whoever owns the fork is
/// taken to have the same name there; the page asks.
fn newcomers_image(state: &mut State, cx: &Cx<'_>, looked: &Looked) -> Option<String> {
    let known = cx.facts.onboarding.as_deref()?;
    state.onboarding = Some(known.clone());
    // The project's own are not theirs.
    state.images.clear();
    let registry = known.file.image.registry();
    let here = looked.found.iter().filter(|found| found.registry == *registry);
    let here = here.filter_map(|found| found.username.as_ref()).map(|name| name.as_str()).next();
    let given = cx.facts.username.as_ref().or(cx.plan.username.as_ref()).map(|name| name.as_str());
    let owner = looked.project.remote.as_ref().map(|remote| remote.owner.as_str());
    let member = matches!(known.standing, Standing::Member(_));
    let own = given.or(here).or(owner).filter(|_| !member).and_then(|name| known.own_image(name));
    Some(own.as_ref().unwrap_or(&known.file.image).to_string())
}

fn images(project: &Project) -> Vec<String> {
    let mut images = Vec::new();
    for image in project.pushes.iter().filter_map(|push| push.image.as_ref()) {
        // One repository under three tags is one thing to prove.
        let repository = split_tag(image).0;
        let known = images.iter().any(|known: &String| split_tag(known).0 == repository);
        if !known {
            images.push(image.clone());
        }
    }
    images
}

/// Who pushes: what the workflow writes out, else who is signed in here, else the namespace.
fn user_of(looked: &Looked, image: &str) -> Option<String> {
    let image = Image::parse(image).ok()?;
    let written = looked
        .project
        .logins
        .iter()
        .filter(|login| login.registry.as_ref() == Some(image.registry()))
        .find_map(|login| match &login.username {
            Some(Value::Literal(name)) => Some(name.clone()),
            _ => None,
        });
    let here = looked.found.iter().filter(|found| found.registry == *image.registry());
    written
        .or_else(|| {
            here.filter_map(|found| found.username.as_ref()).map(|name| name.as_str().to_owned()).next()
        })
        .or_else(|| image.registry().is_docker_hub().then(|| image.namespace().to_owned()))
}

/// Another user makes the credential in use another one's; unless the registry knows no such pair: then the name may
/// have been what was wrong, and the token is tried with the corrected one before a new one is made.
fn another_user(username: &Username, facts: &mut Facts) {
    let unknown = matches!(facts.verdict(), Some(Verdict::WrongCredential));
    let Some(credential) = facts.credential.take().filter(|_| unknown) else { return };
    let (last_four, note) = (facts.last_four.take(), std::mem::take(&mut facts.note));
    facts.use_credential(Credential { username: username.clone(), ..credential }, last_four, note);
}

fn confirm(state: &mut State, cx: &mut Cx<'_>) {
    state.insisted = true;
    match (state.image(), state.username()) {
        (Ok(image), Ok(username)) => {
            if cx.facts.username.as_ref() != Some(&username) {
                another_user(&username, cx.facts);
            }
            cx.facts.image = Some(image);
            cx.facts.username = Some(username);
            // Where only the image was corrected, what is in use may well push to this one.
            let usable = cx.facts.credential.as_ref().is_some_and(|one| one.registry == cx.facts.registry());
            cx.go(if usable && cx.facts.access().is_none() { Step::CheckAccess } else { Step::CreateToken });
        }
        (Err(_), _) => state.form.focus("image"),
        (Ok(_), Err(_)) => state.form.focus("username"),
    }
}
