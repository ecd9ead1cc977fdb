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
        let once = |step, why| {
            (!self.is_done(step)).then(|| if hand.may_try(step) { Next::Do(step) } else { Next::Stuck(why) })
        };
        once(Step::Prove, Why::NoToken)
            .or_else(|| once(Step::Store, Why::NotHeld))
            .or_else(|| self.to_write(hand))
            .unwrap_or_else(|| self.to_retire(hand, now))
    }

    /// A token exists once: it is kept before anything else is done with it.
    fn to_hold(&self, hand: &Hand) -> Option<Next> {
        if hand.token {
            return Some(if hand.may_try(Step::Hold) {
                Next::Do(Step::Hold)
            } else {
                Next::Stuck(Why::NotHeld)
            });
        }
        if self.order.made == Made::Elsewhere {
            return Some(Next::Give);
        }
        if !hand.session {
            return Some(Next::Stuck(Why::NoToken));
        }
        // Made, and lost with the run that made it.
        let step = if self.may_be_done(Step::Make) { Step::Discard } else { Step::Make };
        Some(if hand.may_try(step) { Next::Do(step) } else { Next::Stuck(Why::NoToken) })
    }

    fn to_write(&self, hand: &Hand) -> Option<Next> {
        // The least tried first: one that fails does not hold up the others.
        let tried = |at: &usize| hand.tried.get(&Step::Write(*at)).copied().unwrap_or_default();
        let next = self.left().filter(|at| hand.may_try(Step::Write(*at))).min_by_key(tried);
        match next {
            Some(at) => Some(Next::Do(Step::Write(at))),
            None => self.left().next().map(|_| Next::Stuck(Why::SecretsLeft)),
        }
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
            return if hand.may_try(Step::Deactivate) {
                Next::Do(Step::Deactivate)
            } else {
                Next::Stuck(Why::NotDeactivated)
            };
        }
        if hand.may_try(Step::Dead) { Next::Do(Step::Dead) } else { Next::Stuck(Why::OldByHand) }
    }

    fn to_delete(&self, hand: &Hand, now: Moment) -> Next {
        if !self.is_done(Step::Delete)
            && let Some(due) = self.due()
        {
            if now < due || !hand.session {
                return Next::Rest(due);
            }
            return if hand.may_try(Step::Delete) {
                Next::Do(Step::Delete)
            } else {
                Next::Stuck(Why::NotDeleted)
            };
        }
        if self.is_done(Step::Forget) {
            Next::Done
        } else if hand.may_try(Step::Forget) {
            Next::Do(Step::Forget)
        } else {
            Next::Stuck(Why::NotHeld)
        }
    }
}
