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
        // Active again already where the wrong one had been taken for it.
        let sleeps = self.may_be_done(Step::Deactivate) && !self.is_done(Step::Wrong);
        if sleeps && !self.is_done(Step::Activate) {
            return if hand.session {
                hand.once(Step::Activate, Why::NotActive)
            } else {
                Next::Stuck(Why::NoSession)
            };
        }
        let stored = self.may_be_done(Step::Store);
        let written = self.changed().next().is_some();
        if (stored || written) && !self.is_done(Step::Alive) {
            return hand.once(Step::Alive, Why::NotActive);
        }
        let mut left = self.changed().map(Step::PutBack).filter(|step| !self.is_done(*step)).peekable();
        if left.peek().is_some() {
            return hand.least_tried(left).map_or(Next::Stuck(Why::NotAllBack), Next::Do);
        }
        if stored && !self.is_done(Step::Restore) {
            return hand.once(Step::Restore, Why::NotRestored);
        }
        let given = self.order.made == Made::Elsewhere && self.may_be_done(Step::Hold);
        if (self.may_be_done(Step::Make) || given) && !self.is_done(Step::Withdraw) {
            return hand.once(Step::Withdraw, Why::NewByHand);
        }
        hand.once(Step::Release, Why::NotRestored)
    }
}
