//! The steps of the wizard, a folder each: `mod.rs` decides, `page.rs` shows, `work.rs` does what is outside.

pub mod check_access;
pub mod confirm_result;
pub mod create_token;
pub mod find_project;
pub mod onboard;
pub mod report;
pub mod rerun_workflow;
pub mod status;
pub mod store_token;
pub mod test_push;
#[cfg(test)]
mod tests;
pub mod update_secrets;
pub mod what_went_wrong;

use crate::flow::event::Event;
use crate::flow::facts::Facts;
use crate::flow::page::Page;
use crate::flow::plan::Plan;
use crate::flow::step_context::Cx;
use crate::model::moment::Moment;
use crate::text::{Text, build, diagnosis, onboarding, pages, status as status_words};

/// The wizard in nine words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Asked before the first step where nothing else is known; it has no number of its own.
    WhatWentWrong,
    /// A newcomer's first step; it has no number either.
    Onboard,
    /// Which credentials there are; beside the way, without a number.
    Status,
    FindProject,
    CreateToken,
    CheckAccess,
    StoreToken,
    TestPush,
    UpdateSecrets,
    RerunWorkflow,
    ConfirmResult,
    Report,
}

impl Step {
    /// In the order of the header's "step n of m". A token that is shown only once is stored before
    /// it is checked; one that lies somewhere already is checked first.
    pub const ALL: [Self; 9] = [
        Self::FindProject,
        Self::CreateToken,
        Self::CheckAccess,
        Self::StoreToken,
        Self::TestPush,
        Self::UpdateSecrets,
        Self::RerunWorkflow,
        Self::ConfirmResult,
        Self::Report,
    ];

    /// Whether it is one of those that lead from the project to the report; the others stand before or beside them.
    #[must_use]
    pub fn is_counted(self) -> bool {
        Self::ALL.contains(&self)
    }

    /// Counted from 1.
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).map_or(1, |at| at + 1)
    }

    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::WhatWentWrong => diagnosis::step_what_went_wrong(),
            Self::Onboard => onboarding::step_onboard(),
            Self::Status => status_words::step_status(),
            Self::FindProject => pages::step_find_project(),
            Self::CreateToken => pages::step_create_token(),
            Self::CheckAccess => pages::step_check_access(),
            Self::StoreToken => pages::step_store_token(),
            Self::TestPush => pages::step_test_push(),
            Self::UpdateSecrets => build::step_update_secrets(),
            Self::RerunWorkflow => build::step_rerun_workflow(),
            Self::ConfirmResult => build::step_confirm_result(),
            Self::Report => pages::step_report(),
        }
    }
}

/// What each step remembers for itself.
#[derive(Debug, Default)]
pub struct Steps {
    pub what_went_wrong: what_went_wrong::State,
    pub onboard: onboard::State,
    pub status: status::State,
    pub find_project: find_project::State,
    pub create_token: create_token::State,
    pub check_access: check_access::State,
    pub store_token: store_token::State,
    pub test_push: test_push::State,
    pub update_secrets: update_secrets::State,
    pub rerun_workflow: rerun_workflow::State,
    pub confirm_result: confirm_result::State,
    pub report: report::State,
}

macro_rules! in_front {
    ($step:expr, $steps:expr, $call:ident ( $($arg:expr),* )) => {
        match $step {
            Step::WhatWentWrong => what_went_wrong::$call(&mut $steps.what_went_wrong, $($arg),*),
            Step::Onboard => onboard::$call(&mut $steps.onboard, $($arg),*),
            Step::Status => status::$call(&mut $steps.status, $($arg),*),
            Step::FindProject => find_project::$call(&mut $steps.find_project, $($arg),*),
            Step::CreateToken => create_token::$call(&mut $steps.create_token, $($arg),*),
            Step::CheckAccess => check_access::$call(&mut $steps.check_access, $($arg),*),
            Step::StoreToken => store_token::$call(&mut $steps.store_token, $($arg),*),
            Step::TestPush => test_push::$call(&mut $steps.test_push, $($arg),*),
            Step::UpdateSecrets => update_secrets::$call(&mut $steps.update_secrets, $($arg),*),
            Step::RerunWorkflow => rerun_workflow::$call(&mut $steps.rerun_workflow, $($arg),*),
            Step::ConfirmResult => confirm_result::$call(&mut $steps.confirm_result, $($arg),*),
            Step::Report => report::$call(&mut $steps.report, $($arg),*),
        }
    };
}

impl Steps {
    /// The step comes to the front, forwards or backwards.
    pub fn enter(&mut self, step: Step, cx: &mut Cx<'_>) {
        in_front!(step, self, enter(cx));
    }

    /// The step comes to the front again, as it was left.
    pub fn come_back(&mut self, step: Step, cx: &mut Cx<'_>) {
        match step {
            Step::CreateToken => create_token::come_back(&mut self.create_token, cx),
            step => self.enter(step, cx),
        }
    }

    /// An action of the step's page.
    pub fn act(&mut self, step: Step, action: &str, cx: &mut Cx<'_>) {
        in_front!(step, self, act(action, cx));
    }

    /// A key, a paste or an answer that is meant for the fields of the step's page.
    pub fn input(&mut self, step: Step, event: &Event, cx: &mut Cx<'_>) {
        in_front!(step, self, input(event, cx));
    }

    /// One page back within the step; `false` where the step has no earlier page.
    pub fn back(&mut self, step: Step, cx: &mut Cx<'_>) -> bool {
        in_front!(step, self, back(cx))
    }

    /// An answer from outside. Every step is offered it: its task knows its own number.
    pub fn outside(&mut self, event: Event, cx: &mut Cx<'_>) {
        let Some(event) = what_went_wrong::outside(&mut self.what_went_wrong, event, cx) else { return };
        let Some(event) = onboard::outside(&mut self.onboard, event, cx) else { return };
        let Some(event) = status::outside(&mut self.status, event, cx) else { return };
        let Some(event) = find_project::outside(&mut self.find_project, event, cx) else { return };
        let Some(event) = create_token::outside(&mut self.create_token, event, cx) else { return };
        let Some(event) = check_access::outside(&mut self.check_access, event, cx) else { return };
        let Some(event) = store_token::outside(&mut self.store_token, event, cx) else { return };
        let Some(event) = test_push::outside(&mut self.test_push, event, cx) else { return };
        let Some(event) = update_secrets::outside(&mut self.update_secrets, event, cx) else { return };
        let Some(event) = rerun_workflow::outside(&mut self.rerun_workflow, event, cx) else { return };
        let Some(event) = confirm_result::outside(&mut self.confirm_result, event, cx) else { return };
        report::outside(&mut self.report, event, cx);
    }

    /// The page of a step.
    #[must_use]
    pub fn page(&self, step: Step, facts: &Facts, plan: &Plan, now: Moment) -> Page {
        match step {
            Step::WhatWentWrong => what_went_wrong::page::page(&self.what_went_wrong),
            Step::Onboard => onboard::page::page(&self.onboard, facts, plan),
            Step::Status => status::page::page(&self.status, now),
            Step::FindProject => find_project::page::page(&self.find_project, facts, plan),
            Step::CreateToken => create_token::page::page(&self.create_token, facts, plan),
            Step::CheckAccess => check_access::page::page(&self.check_access, facts),
            Step::StoreToken => store_token::page::page(&self.store_token, facts),
            Step::TestPush => test_push::page::page(&self.test_push, facts, plan),
            Step::UpdateSecrets => update_secrets::page::page(&self.update_secrets, facts, plan),
            Step::RerunWorkflow => rerun_workflow::page::page(&self.rerun_workflow, facts, plan),
            Step::ConfirmResult => confirm_result::page::page(&self.confirm_result, facts),
            Step::Report => report::page::page(&self.report, facts, plan),
        }
    }

    /// Whether a change outside is under way that leaving would cut short.
    #[must_use]
    pub fn changing(&self) -> bool {
        self.test_push.running()
            || self.create_token.making()
            || self.store_token.running()
            || self.update_secrets.running()
            || self.rerun_workflow.running()
    }
}
