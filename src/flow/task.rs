//! Outside work as a step sees it. Answers to an older question are dropped here and nowhere else.

use super::effect::{Job, JobId};
use super::step_context::Cx;
use crate::model::moment::Moment;

/// One piece of outside work: not begun, under way, or answered.
#[derive(Debug, Default)]
pub enum Task<T> {
    #[default]
    Idle,
    Running {
        job: JobId,
        since: Moment,
    },
    Done(T),
    /// Told to stop by the person; what comes back late changes nothing here.
    Stopped,
}

impl<T> Task<T> {
    /// Starts the work, stopping an earlier one of this kind first.
    pub fn start(&mut self, cx: &mut Cx<'_>, job: Job) {
        self.stop(cx);
        *self = Self::Running { job: cx.start(job), since: cx.now };
    }

    /// Whether this is the piece of work that is under way.
    #[must_use]
    pub fn is(&self, id: JobId) -> bool {
        matches!(self, Self::Running { job, .. } if *job == id)
    }

    /// Takes the answer, if it answers the question that is still open.
    pub fn finish(&mut self, id: JobId, answer: T) -> bool {
        let ours = self.is(id);
        if ours {
            *self = Self::Done(answer);
        }
        ours
    }

    /// Stops what is under way; an answered task stays answered.
    pub fn stop(&mut self, cx: &mut Cx<'_>) {
        if let Self::Running { job, .. } = self {
            cx.cancel(*job);
            *self = Self::Stopped;
        }
    }

    #[must_use]
    pub fn done(&self) -> Option<&T> {
        match self {
            Self::Done(value) => Some(value),
            _ => None,
        }
    }

    /// Since when it has been under way, if it is.
    #[must_use]
    pub fn since(&self) -> Option<Moment> {
        match self {
            Self::Running { since, .. } => Some(*since),
            _ => None,
        }
    }
}
