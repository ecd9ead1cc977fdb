//! Three lanes to a token: one made in the browser and pasted, one made through the Hub API with the
//! password, or one that this machine already holds.

mod hub_session;
pub mod page;
#[cfg(test)]
mod tests;
pub mod work;

use std::time::Duration;

pub use hub_session::HubSession;

use crate::flow::effect::{Job, KeepIn, Kept, Outcome};
use crate::flow::event::Event;
use crate::flow::facts::{Facts, Learned};
use crate::flow::form::{Form, Reaction};
use crate::flow::plan::Plan;
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::access::Note;
use crate::model::account::{Credential, Origin, Username};
use crate::model::failure::Failure;
use crate::model::hub_token::Scope;
use crate::model::moment::{DAY, Moment};
use crate::model::pasted::{self, Taken, TokenKind};
use crate::model::project::Found;
use crate::model::registries::Description;
use crate::model::secret::{AccessToken, Passphrase};
use crate::steps::Step;

/// The expiry that we advise: long enough not to annoy, short enough to limit a leak.
pub const ADVISED_DAYS: u32 = 90;

/// Where in the step a person is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum At {
    /// Which way?
    #[default]
    Lanes,
    /// Make it in the browser, paste it here.
    Browser,
    /// Let the program make it.
    Session,
    /// The encrypted file asks for its passphrase.
    Passphrase,
    /// How a build does without a stored secret.
    Keyless,
}

#[derive(Debug, Default)]
pub struct State {
    pub(super) at: At,
    /// What this machine holds for the registry and has not proved useless yet.
    pub(super) here: Vec<Found>,
    /// Places whose credential was tried in this run.
    tried: Vec<Origin>,
    pub(super) lanes: Form,
    pub(super) browser: Form,
    pub(super) passphrase: Form,
    /// The encrypted entry that waits for its passphrase.
    locked: Option<Found>,
    /// Whether the token shall also be able to delete.
    pub(super) with_delete: bool,
    pub(super) taken: Option<Taken>,
    pub(super) loading: Task<Result<(), Failure>>,
    pub(super) finding: Task<()>,
    /// Practice: the token page is being played.
    pub(super) playing: Task<Result<(), Failure>>,
    pub(super) session: HubSession,
    /// An interrupted run had kept its token here: it is taken up without asking.
    pub resume_from: Option<KeepIn>,
}

impl State {
    /// Whether a token is being made right now, so that leaving would lose it.
    #[must_use]
    pub fn making(&self) -> bool {
        self.session.making.since().is_some()
    }

    pub(super) fn lane_count(&self, docker_hub: bool) -> usize {
        self.here.len() + 1 + usize::from(docker_hub)
    }
}

pub fn enter(state: &mut State, cx: &mut Cx<'_>) {
    let registry = cx.facts.registry();
    let known = cx.facts.looked.as_ref().map(|looked| looked.found.clone()).unwrap_or_default();
    if known.iter().all(|found| found.registry != registry)
        && !registry.is_docker_hub()
        && matches!(state.finding, Task::Idle)
    {
        state.finding.start(cx, Job::FindCredentials(registry));
    }
    offer(state, cx);
    // After a token turned out useless there is one way that always works: show it at once.
    state.at = if cx.facts.credential.is_some() { At::Browser } else { At::Lanes };
    begin_browser(state);
    if let Some(place) = state.resume_from.take()
        && let Some(chosen) = state.here.iter().position(|found| place_of(&found.origin) == Some(place))
    {
        state.lanes.on(&Event::Pick("lane", chosen));
        choose_lane(state, cx);
    }
}

/// Shows the page that the person left, with what it offered: what was chosen there can be chosen again. The form that
/// made a token is none of them: one Enter too many would make another.
pub fn come_back(state: &mut State, cx: &mut Cx<'_>) {
    if state.at == At::Session && state.session.has_made() {
        state.at = At::Lanes;
    }
    if state.here.is_empty() && state.at == At::Lanes {
        offer(state, cx);
    }
}

fn place_of(origin: &Origin) -> Option<KeepIn> {
    match origin {
        Origin::Keyring => Some(KeepIn::Keyring),
        Origin::KernelKeyring => Some(KeepIn::Kernel),
        Origin::EncryptedFile(_) => Some(KeepIn::File),
        _ => None,
    }
}

fn offer(state: &mut State, cx: &Cx<'_>) {
    let registry = cx.facts.registry();
    let found = cx.facts.looked.iter().flat_map(|looked| &looked.found);
    state.here = found
        .filter(|found| found.registry == registry && found.trouble.is_none())
        .filter(|found| !state.tried.contains(&found.origin))
        .cloned()
        .collect();
    state.lanes = Form::default().choice("lane", state.lane_count(registry.is_docker_hub()), 0);
}

fn begin_browser(state: &mut State) {
    state.browser = Form::default().secret("token");
    state.taken = None;
}

pub fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    match (state.at, action) {
        (At::Lanes, "continue") => choose_lane(state, cx),
        (At::Lanes, "keyless") => state.at = At::Keyless,
        (At::Keyless, _) => state.at = At::Lanes,
        (At::Passphrase, "continue") => {
            if let Some(found) = state.locked.clone().filter(|_| state.passphrase.length("passphrase") > 0) {
                let passphrase = Some(Passphrase::new(state.passphrase.secret_value("passphrase")));
                state.loading.start(cx, Job::LoadCredential { found, passphrase });
            }
        }
        (At::Lanes | At::Browser | At::Passphrase, "stop") => {
            state.loading.stop(cx);
            state.playing.stop(cx);
        }
        (At::Browser, "continue") => accept(state, cx),
        (At::Browser, "correct") => correct(state, cx),
        (At::Browser, "open") => drop(address(cx.facts, cx.plan).map(|page| cx.open(page))),
        (At::Browser, "copy") => drop(address(cx.facts, cx.plan).map(|page| cx.copy(page))),
        (At::Browser, "permission") => state.with_delete = !state.with_delete,
        (At::Browser, "password") => begin_session(state, cx),
        (At::Browser, "play") => {
            let level = if state.with_delete { Scope::Admin } else { Scope::Write };
            state.playing.start(cx, Job::PlayTokenPage(level));
        }
        (At::Session, action) => hub_session::act(state, action, cx),
        _ => {}
    }
}

fn choose_lane(state: &mut State, cx: &mut Cx<'_>) {
    let chosen = state.lanes.chosen("lane");
    if let Some(found) = state.here.get(chosen) {
        let found = found.clone();
        if matches!(found.origin, Origin::EncryptedFile(_)) {
            state.at = At::Passphrase;
            state.passphrase = Form::default().secret("passphrase");
            state.locked = Some(found);
        } else {
            state.loading.start(cx, Job::LoadCredential { found, passphrase: None });
        }
    } else if chosen == state.here.len() {
        state.at = At::Browser;
    } else {
        begin_session(state, cx);
    }
}

fn begin_session(state: &mut State, cx: &Cx<'_>) {
    state.at = At::Session;
    state.session.begin(cx, state.with_delete);
}

pub fn input(state: &mut State, event: &Event, _: &mut Cx<'_>) {
    match state.at {
        At::Lanes => {
            state.lanes.on(event);
        }
        At::Browser => {
            if let Reaction::Changed(_) = state.browser.on(event) {
                state.taken = shape_of(&state.browser);
            }
        }
        At::Session => state.session.input(event),
        At::Keyless => {}
        At::Passphrase => {
            state.passphrase.on(event);
        }
    }
}

/// What stands in the paste field, judged anew after every change; nothing while it is empty.
fn shape_of(form: &Form) -> Option<Taken> {
    if form.overflowed("token") {
        return Some(pasted::too_long());
    }
    if form.length("token") > 0 {
        return Some(pasted::take(form.secret_value("token")));
    }
    None
}

pub fn back(state: &mut State, cx: &mut Cx<'_>) -> bool {
    match state.at {
        At::Lanes => {
            state.loading.stop(cx);
            false
        }
        At::Browser | At::Passphrase | At::Keyless => {
            state.playing.stop(cx);
            state.loading.stop(cx);
            state.at = At::Lanes;
            offer(state, cx);
            true
        }
        At::Session => {
            if !state.session.back(cx) {
                state.at = At::Browser;
            }
            true
        }
    }
}

/// The pasted token is taken as it is.
fn accept(state: &mut State, cx: &mut Cx<'_>) {
    let Some(token) = state.taken.as_ref().and_then(|taken| taken.token.clone()) else { return };
    take_pasted(state, token, cx);
}

/// The pasted token is taken without what does not belong to it.
fn correct(state: &mut State, cx: &mut Cx<'_>) {
    let Some(token) = state.taken.as_ref().and_then(|taken| taken.corrected.clone()) else { return };
    take_pasted(state, token, cx);
}

fn take_pasted(state: &mut State, token: AccessToken, cx: &mut Cx<'_>) {
    let last_four = state.taken.take().and_then(|taken| taken.shape.last_four);
    let note = Note {
        label: Some(label(cx)),
        level: None,
        created: Some(cx.now),
        // What was advised, not what is known: the token itself does not tell.
        expires: None,
        proven: None,
    };
    if let Some(organization) = organization_of(&token, cx.facts) {
        // The secret that is written beside it has to be this name, too.
        cx.facts.username = Some(organization);
    }
    take(token, Origin::Pasted, last_four, note, cx);
    begin_browser(state);
    cx.go(Step::StoreToken);
}

/// Who signs in with an organization's token: the organization, by the image's namespace (Docker's page on organization
/// access tokens).
fn organization_of(token: &AccessToken, facts: &Facts) -> Option<Username> {
    let image = facts.image.as_ref().filter(|image| image.registry().is_docker_hub())?;
    let kind = pasted::kind_of(token);
    if kind == TokenKind::DockerOrganization { Username::parse(image.namespace()).ok() } else { None }
}

/// Makes a secret the credential in use.
fn take(token: AccessToken, origin: Origin, last_four: Option<String>, note: Note, cx: &mut Cx<'_>) {
    let Some(username) = cx.facts.username.clone() else { return };
    let registry = cx.facts.registry();
    let credential = Credential { registry, username, secret: token, origin, identity_token: false };
    cx.facts.use_credential(credential, last_four, note);
}

/// What is known of the registry, where it is not Docker Hub: more once it was asked.
pub(super) fn described(facts: &Facts) -> Option<&'static Description> {
    match facts.access() {
        Some(measured) => Description::met(measured),
        None => Description::of(&facts.registry()),
    }
}

/// The page where the secret is made, where that is one address. In practice no page of another registry is played.
pub(super) fn address(facts: &Facts, plan: &Plan) -> Option<String> {
    let image = facts.image.as_ref()?;
    match described(facts) {
        None => Some(plan.token_page.clone()),
        Some(_) if plan.is_practice() => None,
        Some(other) => other.page(image, facts.username.as_ref()),
    }
}

/// The label that we advise: it says who uses the token, for what.
pub(super) fn label(cx: &Cx<'_>) -> String {
    label_for(cx.facts.image.as_ref().map_or("images", |image| image.name()))
}

#[must_use]
pub(super) fn label_for(name: &str) -> String {
    let label: String = format!("GitHub Actions - {name}").chars().take(100).collect();
    label
}

/// The day until which a token made now is advised to live.
#[must_use]
pub fn advised_expiry(now: Moment, days: u32) -> Moment {
    now.plus(Duration::from_secs(DAY.as_secs() * u64::from(days)))
}

pub fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    match event {
        Event::Finished(id, Outcome::Loaded(answer)) if state.loading.is(id) => match *answer {
            Ok((credential, note)) => {
                state.loading.finish(id, Ok(()));
                state.tried.push(credential.origin.clone());
                use_found(credential, note, cx);
            }
            Err(failure) => {
                state.passphrase.clear("passphrase");
                state.loading.finish(id, Err(failure));
            }
        },
        Event::Finished(id, Outcome::Credentials(found)) if state.finding.is(id) => {
            state.finding.finish(id, ());
            if let Some(looked) = &mut cx.facts.looked {
                looked.found.extend(found);
            }
            if state.at == At::Lanes {
                offer(state, cx);
            }
        }
        Event::Finished(id, Outcome::PagePlayed(answer)) if state.playing.is(id) => match answer {
            Ok(token) => {
                state.playing.finish(id, Ok(()));
                state.browser.on(&Event::Paste(token));
                state.taken = shape_of(&state.browser);
            }
            Err(failure) => {
                state.playing.finish(id, Err(failure));
            }
        },
        other => return hub_session::outside(state, other, cx),
    }
    None
}

/// A credential that lies here already is checked first and kept afterwards: it is not shown only once.
fn use_found(credential: Credential, note: Note, cx: &mut Cx<'_>) {
    adopt(credential, note, cx);
    cx.go(Step::CheckAccess);
}

/// Takes a credential that lies here into use, as kept where it is kept already.
pub(super) fn adopt(credential: Credential, note: Note, cx: &mut Cx<'_>) {
    let origin = credential.origin.clone();
    let last_four = pasted::last_four_of(&credential.secret);
    cx.facts.use_credential(credential, last_four, note);
    let path = match &origin {
        Origin::EncryptedFile(path) => Some(path.clone()),
        _ => None,
    };
    cx.facts.kept = place_of(&origin).map(|place| Learned {
        value: Kept { place, path, set_aside: false },
        by: cx.facts.token_id(),
        at: cx.now,
    });
}
