//! Older tokens of the account: deactivated or deleted on request, and only once the new one is proven.

use crate::flow::effect::{Job, Outcome};
use crate::flow::event::Event;
use crate::flow::facts::{ChangeKind, Facts};
use crate::flow::form::Form;
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::Failure;
use crate::model::hub_token::HubToken;
use crate::model::verdict::Outcome as Answer;

#[derive(Debug, Default)]
pub struct OldTokens {
    pub open: bool,
    pub form: Form,
    /// The token whose deletion waits for its label to be typed.
    pub deleting: Option<HubToken>,
    pub retiring: Task<Result<(), Failure>>,
    working_on: Option<(HubToken, bool)>,
    pub wrong_label: bool,
}

/// What may be offered: not the token in use, and nothing before the token in use has proved itself.
#[must_use]
pub fn removable(facts: &Facts) -> Vec<&HubToken> {
    let proven = facts.verdict().is_some_and(|verdict| verdict.outcome() == Answer::CanPush);
    let session = facts.session.is_some() && facts.made.is_some();
    if !(proven && session) {
        return Vec::new();
    }
    facts.listed.iter().filter(|token| Some(&token.id) != facts.made.as_ref()).collect()
}

impl OldTokens {
    pub fn begin(&mut self, cx: &Cx<'_>) {
        let count = removable(cx.facts).len();
        self.open = count > 0;
        self.deleting = None;
        self.form = Form::default().choice("old-token", count, 0);
    }

    /// One page back: from the label to the list, from the list to the report.
    pub fn back(&mut self, cx: &Cx<'_>) -> bool {
        if self.deleting.take().is_some() {
            self.begin(cx);
        } else {
            self.open = false;
        }
        true
    }
}

pub fn act(state: &mut OldTokens, action: &str, cx: &mut Cx<'_>) {
    if state.retiring.since().is_some() {
        return;
    }
    let chosen = removable(cx.facts).get(state.form.chosen("old-token")).map(|token| (*token).clone());
    match (action, state.deleting.clone(), chosen) {
        ("deactivate", None, Some(token)) if token.active => retire(state, token, false, cx),
        ("delete", None, Some(token)) => {
            state.wrong_label = false;
            state.form = Form::default().text("label", "");
            state.deleting = Some(token);
        }
        ("continue", Some(token), _) => {
            state.wrong_label = state.form.value("label").trim() != token.label;
            if !state.wrong_label {
                retire(state, token, true, cx);
            }
        }
        ("continue" | "done", None, _) => state.open = false,
        _ => {}
    }
}

fn retire(state: &mut OldTokens, token: HubToken, delete: bool, cx: &mut Cx<'_>) {
    let Some(session) = cx.facts.session.as_ref().map(|session| session.value.clone()) else { return };
    let job = Job::RetireToken { session, id: token.id.clone(), delete };
    state.working_on = Some((token, delete));
    state.retiring.start(cx, job);
}

pub fn outside(state: &mut OldTokens, event: Event, cx: &mut Cx<'_>) {
    let Event::Finished(id, Outcome::Retired(answer)) = event else { return };
    if !state.retiring.is(id) {
        return;
    }
    if let (Ok(()), Some((token, delete))) = (&answer, state.working_on.take()) {
        let what = if delete { ChangeKind::TokenDeleted } else { ChangeKind::TokenDeactivated };
        cx.facts.changed(what, &token.label, cx.now);
        if delete {
            cx.facts.listed.retain(|listed| listed.id != token.id);
        } else if let Some(listed) = cx.facts.listed.iter_mut().find(|listed| listed.id == token.id) {
            listed.active = false;
        }
        state.begin(cx);
    }
    state.retiring.finish(id, answer);
}
