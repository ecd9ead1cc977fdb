//! What a step may do besides changing its own state.

use super::effect::{Effect, Job, JobId};
use super::facts::Facts;
use super::plan::Plan;
use crate::model::moment::Moment;
use crate::steps::Step;

/// Handed to a step with every event.
#[derive(Debug)]
pub struct Cx<'a> {
    pub facts: &'a mut Facts,
    pub plan: &'a Plan,
    pub now: Moment,
    pub(super) effects: &'a mut Vec<Effect>,
    pub(super) next_job: &'a mut u64,
    pub(super) going: &'a mut Option<Step>,
}

impl Cx<'_> {
    /// Starts outside work and returns its number.
    pub fn start(&mut self, job: Job) -> JobId {
        *self.next_job += 1;
        let id = JobId(*self.next_job);
        self.effects.push(Effect::Start(id, Box::new(job)));
        id
    }

    pub fn cancel(&mut self, job: JobId) {
        self.effects.push(Effect::Cancel(job));
    }

    /// Goes to another step once this event is dealt with.
    pub fn go(&mut self, step: Step) {
        *self.going = Some(step);
    }

    pub fn open(&mut self, address: String) {
        self.effects.push(Effect::Open(address));
    }

    pub fn copy(&mut self, text: String) {
        self.effects.push(Effect::Copy(text));
    }
}

#[cfg(test)]
impl<'a> Cx<'a> {
    /// For a page of a step that has begun something.
    pub fn for_test(
        facts: &'a mut Facts,
        plan: &'a Plan,
        now: Moment,
        (effects, next_job, going): &'a mut (Vec<Effect>, u64, Option<Step>),
    ) -> Self {
        Self { facts, plan, now, effects, next_job, going }
    }
}
