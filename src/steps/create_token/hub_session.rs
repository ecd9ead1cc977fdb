//! The lane with the password: sign in, see what tokens there are, make the new one.

use super::{ADVISED_DAYS, State, advised_expiry, label, take};
use crate::flow::effect::{Job, Outcome, SignedIn};
use crate::flow::event::Event;
use crate::flow::facts::ChangeKind;
use crate::flow::form::{Form, Reaction};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::access::Note;
use crate::model::account::Origin;
use crate::model::failure::Failure;
use crate::model::hub_token::{HubToken, NewToken, Scope};
use crate::model::pasted;
use crate::model::secret::{AccessToken, OneTimeCode, Password, SecondFactorToken};
use crate::steps::Step;

/// How long a token may live, as the form offers it; the last one is "never".
pub(super) const EXPIRY_DAYS: [Option<u32>; 4] = [Some(ADVISED_DAYS), Some(30), Some(365), None];
/// Least first.
pub(super) const LEVELS: [Scope; 2] = [Scope::Write, Scope::Admin];

#[derive(Debug, Default)]
pub struct HubSession {
    pub(super) page: SessionPage,
    /// Password, and the code where it is asked for.
    pub(super) sign_in: Form,
    pub(super) order: Form,
    /// Handed out for the second factor.
    first: Option<SecondFactorToken>,
    pub(super) signing: Task<Result<(), Failure>>,
    pub(super) listing: Task<Result<(), Failure>>,
    pub(super) making: Task<Result<(), Failure>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SessionPage {
    #[default]
    Password,
    Code,
    /// What there is, and what is to be made.
    Order,
}

impl HubSession {
    /// Whether a token came of it.
    pub(super) fn has_made(&self) -> bool {
        matches!(self.making.done(), Some(Ok(())))
    }

    pub(super) fn begin(&mut self, cx: &Cx<'_>, with_delete: bool) {
        self.page = SessionPage::Password;
        self.first = None;
        self.sign_in = Form::default().secret("password");
        self.order = Form::default()
            .text("label", &label(cx))
            .choice("level", LEVELS.len(), usize::from(with_delete))
            .choice("expiry", EXPIRY_DAYS.len(), 0);
    }

    pub(super) fn input(&mut self, event: &Event) {
        match self.page {
            SessionPage::Password | SessionPage::Code => {
                // What was refused was the secret before this one.
                let refused = self.signing.done().is_some_and(Result::is_err);
                if matches!(self.sign_in.on(event), Reaction::Changed(_)) && refused {
                    self.signing = Task::default();
                }
            }
            SessionPage::Order => {
                self.order.on(event);
            }
        }
    }

    /// One page back within the lane.
    pub(super) fn back(&mut self, cx: &mut Cx<'_>) -> bool {
        self.signing.stop(cx);
        self.listing.stop(cx);
        // A token that is being made is not given up: it exists only once, and its answer must arrive.
        if self.making.since().is_some() {
            return true;
        }
        self.first = None;
        self.sign_in = Form::default().secret("password");
        std::mem::replace(&mut self.page, SessionPage::Password) != SessionPage::Password
    }
}

pub(super) fn act(state: &mut State, action: &str, cx: &mut Cx<'_>) {
    let session = &mut state.session;
    match (session.page, action) {
        (SessionPage::Password, "continue") if session.sign_in.length("password") > 0 => {
            let Some(username) = cx.facts.username.clone() else { return };
            let password = Password::entered(&session.sign_in.secret_value("password"));
            session.signing.start(cx, Job::SignIn { username, password });
        }
        (SessionPage::Code, "continue") if session.sign_in.length("code") > 0 => {
            let Some(first) = session.first.clone() else { return };
            let code = OneTimeCode::entered(&session.sign_in.secret_value("code"));
            session.signing.start(cx, Job::SignInWithCode { first, code });
        }
        (SessionPage::Order, "continue") => make(session, cx),
        (_, "stop") => {
            session.signing.stop(cx);
            session.listing.stop(cx);
        }
        _ => {}
    }
}

fn make(session: &mut HubSession, cx: &mut Cx<'_>) {
    let Some(token) = cx.facts.session.as_ref().map(|session| session.value.clone()) else {
        session.page = SessionPage::Password;
        return;
    };
    let label = session.order.value("label").trim();
    if label.is_empty() || label.chars().count() > 100 || session.making.since().is_some() {
        session.order.focus("label");
        return;
    }
    let order = NewToken {
        label: label.to_owned(),
        scope: LEVELS[session.order.chosen("level").min(LEVELS.len() - 1)],
        expires: EXPIRY_DAYS[session.order.chosen("expiry").min(EXPIRY_DAYS.len() - 1)]
            .map(|days| advised_expiry(cx.now, days)),
    };
    session.making.start(cx, Job::MakeToken { session: token, order });
}

pub(super) fn outside(state: &mut State, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
    let session = &mut state.session;
    match event {
        Event::Finished(id, Outcome::SignedIn(answer)) if session.signing.is(id) => match answer {
            Ok(SignedIn::Session(token)) => {
                session.signing.finish(id, Ok(()));
                session.first = None;
                session.sign_in = Form::default().secret("password");
                session.page = SessionPage::Order;
                cx.facts.session = Some(cx.facts.learned(token.clone(), cx.now));
                session.listing.start(cx, Job::ListTokens(token));
            }
            Ok(SignedIn::NeedsCode(first)) => {
                session.signing.finish(id, Ok(()));
                session.first = Some(first);
                session.sign_in = Form::default().secret("code");
                session.page = SessionPage::Code;
            }
            Err(failure) => {
                session.signing.finish(id, Err(failure));
                let field = if session.page == SessionPage::Code { "code" } else { "password" };
                session.sign_in.clear(field);
            }
        },
        Event::Finished(id, Outcome::Tokens(answer)) if session.listing.is(id) => match answer {
            Ok(tokens) => {
                cx.facts.listed = tokens;
                session.listing.finish(id, Ok(()));
            }
            Err(failure) => {
                session.listing.finish(id, Err(failure));
            }
        },
        Event::Finished(id, Outcome::Made(answer)) if session.making.is(id) => match answer {
            Ok((token, listed)) => {
                session.making.finish(id, Ok(()));
                made(token, listed, cx);
            }
            Err(failure) => {
                session.making.finish(id, Err(failure));
            }
        },
        other => return Some(other),
    }
    None
}

fn made(token: AccessToken, listed: HubToken, cx: &mut Cx<'_>) {
    let level = listed.scope.map(Scope::level);
    let note = Note {
        label: Some(listed.label.clone()),
        level,
        created: listed.created.or(Some(cx.now)),
        expires: listed.expires,
        proven: None,
    };
    cx.facts.changed(ChangeKind::TokenMade, listed.label, cx.now);
    cx.facts.made = Some(listed.id);
    let last_four = pasted::last_four_of(&token);
    take(token, Origin::Created, last_four, note, cx);
    cx.go(Step::StoreToken);
}
