//! The way forth: new token, kept, proven, everywhere; the old one goes last.

use super::{Hand, Made, Mark, Next, Rotation, Step, Why};
use crate::model::moment::Moment;

impl Rotation {
    pub(super) fn forth(&self, hand: &Hand, now: Moment) -> Next {
        if !self.is_done(Step::Hold)
            && let Some(next) = self.to_hold(hand)
        {
            return next;
        }
        let once = |step, why| (!self.is_done(step)).then(|| hand.once(step, why));
        once(Step::Prove, Why::NoToken)
            .or_else(|| once(Step::Store, Why::NotHeld))
            .or_else(|| self.to_write(hand))
            .or_else(|| self.to_build(hand))
            .unwrap_or_else(|| self.to_retire(hand, now))
    }

    /// A token exists once: it is kept before anything else is done with it.
    fn to_hold(&self, hand: &Hand) -> Option<Next> {
        if hand.token {
            return Some(hand.once(Step::Hold, Why::NotHeld));
        }
        if self.order.made == Made::Elsewhere {
            return Some(Next::Give);
        }
        if !hand.session {
            return Some(Next::Stuck(Why::NoToken));
        }
        // Made, and lost with the run that made it.
        let step = if self.may_be_done(Step::Make) { Step::Discard } else { Step::Make };
        Some(hand.once(step, Why::NoToken))
    }

    fn to_write(&self, hand: &Hand) -> Option<Next> {
        match hand.least_tried(self.left().map(Step::Write)) {
            Some(step) => Some(Next::Do(step)),
            None => self.left().next().map(|_| Next::Stuck(Why::SecretsLeft)),
        }
    }

    /// One build with the new token, where that was asked: what is red may be the token's fault.
    fn to_build(&self, hand: &Hand) -> Option<Next> {
        self.order.build.as_ref()?;
        if self.is_done(Step::Green) {
            return None;
        }
        // One that ended red is started anew, once in each run.
        let over = matches!(self.mark(Step::Green), Some(Mark::Failed { sure: true, .. }));
        if hand.may_try(Step::Build) && (over || !self.is_done(Step::Build)) {
            return Some(Next::Do(Step::Build));
        }
        Some(match self.is_done(Step::Build) {
            true => hand.once(Step::Green, Why::NotGreen),
            false => Next::Stuck(Why::NoBuild),
        })
    }

    fn to_retire(&self, hand: &Hand, now: Moment) -> Next {
        if self.is_done(Step::Dead) {
            return self.to_delete(hand, now);
        }
        let retiring = self.may_be_done(Step::Deactivate);
        if !retiring && hand.may_try(Step::Machine) {
            return Next::Do(Step::Machine);
        }
        if !self.is_done(Step::Machine) {
            return Next::Stuck(Why::Machine);
        }
        let still_let_in = matches!(self.mark(Step::Dead), Some(Mark::Failed { sure: true, .. }));
        if still_let_in && self.is_done(Step::Deactivate) && !self.is_done(Step::Wrong) {
            // It was another token that was deactivated.
            let again = hand.session && hand.may_try(Step::Wrong);
            return if again { Next::Do(Step::Wrong) } else { Next::Stuck(Why::WrongOld) };
        }
        let by_us = self.order.old.is_some() && hand.session && self.mark(Step::Wrong).is_none();
        if by_us && !self.is_done(Step::Deactivate) {
            return hand.once(Step::Deactivate, Why::NotDeactivated);
        }
        hand.once(Step::Dead, Why::OldByHand)
    }

    fn to_delete(&self, hand: &Hand, now: Moment) -> Next {
        if !self.is_done(Step::Delete)
            && let Some(due) = self.due()
        {
            if now < due || !hand.session {
                return Next::Rest(due);
            }
            return hand.once(Step::Delete, Why::NotDeleted);
        }
        if self.is_done(Step::Forget) { Next::Done } else { hand.once(Step::Forget, Why::NotHeld) }
    }
}
