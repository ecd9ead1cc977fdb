//! The way back: the old token lives again before anything points to it, and the new one goes last.

use super::{Hand, Made, Next, Rotation, Step, Why};

impl Rotation {
    pub(super) fn back(&self, hand: &Hand) -> Next {
        if self.is_done(Step::Release) {
            return Next::Done;
        }
        if self.is_past_return() {
            return Next::Stuck(Why::Gone);
        }
        let once = |step, why| if hand.may_try(step) { Next::Do(step) } else { Next::Stuck(why) };
        // Active again already where the wrong one had been taken for it.
        let sleeps = self.may_be_done(Step::Deactivate) && !self.is_done(Step::Wrong);
        if sleeps && !self.is_done(Step::Activate) {
            return if hand.session {
                once(Step::Activate, Why::NotActive)
            } else {
                Next::Stuck(Why::NoSession)
            };
        }
        let stored = self.may_be_done(Step::Store);
        let changed: Vec<usize> =
            (0..self.order.targets.len()).filter(|at| self.may_be_done(Step::Write(*at))).collect();
        if (stored || !changed.is_empty()) && !self.is_done(Step::Alive) {
            return once(Step::Alive, Why::NotActive);
        }
        let mut left = changed.into_iter().filter(|at| !self.is_done(Step::PutBack(*at))).peekable();
        if left.peek().is_some() {
            let tried = |at: &usize| hand.tried.get(&Step::PutBack(*at)).copied().unwrap_or_default();
            let next = left.filter(|at| hand.may_try(Step::PutBack(*at))).min_by_key(tried);
            return next.map_or(Next::Stuck(Why::NotAllBack), |at| Next::Do(Step::PutBack(at)));
        }
        if stored && !self.is_done(Step::Restore) {
            return once(Step::Restore, Why::NotRestored);
        }
        let given = self.order.made == Made::Elsewhere && self.may_be_done(Step::Hold);
        if (self.may_be_done(Step::Make) || given) && !self.is_done(Step::Withdraw) {
            return once(Step::Withdraw, Why::NewByHand);
        }
        once(Step::Release, Why::NotRestored)
    }
}
