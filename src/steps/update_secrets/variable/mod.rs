//! The user name as a variable instead of a secret: explained, looked at, and done where the person asks for it.

pub mod page;

use crate::flow::effect::{Job, Outcome};
use crate::flow::event::Event;
use crate::flow::facts::ChangeKind;
use crate::flow::github::{Answer, Order};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::{Failure, FailureKind};
use crate::model::secret_plan::{Done, Plan};
use crate::model::variable_offer::{Changed, Offer, Taken};

#[derive(Debug, Default)]
pub struct Variable {
    /// Whether the page is open.
    pub shown: bool,
    pub reading: Task<()>,
    pub taking: Task<()>,
    pub stopping: bool,
    pub offer: Option<Box<Offer>>,
    pub taken: Option<Box<Taken>>,
    pub trouble: Option<Failure>,
}

impl Variable {
    /// Whether it is done, as far as this program can.
    #[must_use]
    pub fn done(&self) -> bool {
        self.taken.as_ref().is_some_and(|taken| taken.complete())
    }

    /// Opens the page and looks what there would be to do.
    pub(super) fn open(&mut self, plan: &Plan, cx: &mut Cx<'_>) {
        self.shown = true;
        if self.taken.is_none() {
            self.look(plan, cx);
        }
    }

    fn look(&mut self, plan: &Plan, cx: &mut Cx<'_>) {
        let (Some(site), Some(pair)) = (cx.facts.site(), cx.facts.credential.clone()) else { return };
        (self.offer, self.taken, self.trouble) = (None, None, None);
        let order = Order::OfferVariable { site, plan: plan.clone(), pair };
        self.reading.start(cx, Job::GitHub(Box::new(order)));
    }

    pub(super) fn act(&mut self, action: &str, plan: &Plan, cx: &mut Cx<'_>) {
        match action {
            "explain" if self.taking.since().is_none() => self.close(cx),
            "take" if self.taking.since().is_none() => self.take(cx),
            "look-again" => self.look(plan, cx),
            "stop" if self.taking.since().is_some() && !self.stopping => {
                // What is on its way is waited for: whether it arrived must be known.
                self.stopping = true;
                if let Task::Running { job, .. } = &self.taking {
                    cx.cancel(*job);
                }
            }
            "stop" if self.taking.since().is_none() => {
                self.reading.stop(cx);
                self.trouble = Some(Failure::new(FailureKind::Stopped));
            }
            _ => {}
        }
    }

    fn take(&mut self, cx: &mut Cx<'_>) {
        let (Some(site), Some(pair)) = (cx.facts.site(), cx.facts.credential.clone()) else { return };
        let Some(offer) = self.offer.take() else { return };
        (self.stopping, self.trouble) = (false, None);
        self.taking.start(cx, Job::GitHub(Box::new(Order::TakeVariable { site, offer, pair })));
    }

    fn close(&mut self, cx: &mut Cx<'_>) {
        self.reading.stop(cx);
        self.shown = false;
    }

    /// One page back; while something is being written there is no way back.
    pub(super) fn back(&mut self, cx: &mut Cx<'_>) -> bool {
        let shown = self.shown;
        if self.taking.since().is_none() {
            self.close(cx);
        }
        shown
    }

    pub(super) fn outside(&mut self, event: Event, cx: &mut Cx<'_>) -> Option<Event> {
        match event {
            Event::Finished(id, Outcome::GitHub(Answer::Offered(answer))) if self.reading.is(id) => {
                self.reading.finish(id, ());
                match answer {
                    Ok(offer) => self.offer = Some(offer),
                    Err(failure) => self.trouble = Some(failure),
                }
            }
            Event::Finished(id, Outcome::GitHub(Answer::Taken(taken))) if self.taking.is(id) => {
                self.taking.finish(id, ());
                self.stopping = false;
                note(&taken, cx);
                self.taken = Some(taken);
            }
            other => return Some(other),
        }
        None
    }
}

/// What was changed goes on record.
fn note(taken: &Taken, cx: &mut Cx<'_>) {
    let slug = cx.facts.github.access.as_ref().map(|access| access.slug.to_string()).unwrap_or_default();
    for (row, done) in &taken.variables {
        if matches!(done, Done::Written | Done::Confirmed) {
            let subject = format!("{slug} {}", row.need.name);
            cx.facts.changed(ChangeKind::VariableWritten, subject, cx.now);
        }
    }
    for (file, changed) in &taken.files {
        if matches!(changed, Changed::Written { .. }) {
            cx.facts.changed(ChangeKind::WorkflowChanged, file.clone(), cx.now);
        }
    }
}
