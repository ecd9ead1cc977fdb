//! Keeps waiting from flickering: an indicator appears only after a tenth of a second, and once it was seen it
//! stays for a whole one.

use std::borrow::Cow;
use std::time::Duration;

use crate::flow::page::{Block, Page, TaskState};
use crate::flow::view::View;
use crate::model::moment::Moment;

/// What takes less is not worth an indicator.
const QUIET: Duration = Duration::from_millis(100);
/// What was seen for less was not understood.
const SEEN: Duration = Duration::from_secs(1);

/// What stands on the screen, as far as waiting goes.
#[derive(Debug, Default)]
pub(crate) struct Calm {
    drawn: bool,
    /// The indicator in sight: since when it has stood there, and what it waits for goes on.
    waiting: Option<Waiting>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    seen: Moment,
    since: Moment,
}

/// Why a view is not drawn yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Something began a moment ago, and may be over in another.
    Begun(Duration),
    /// Something is over, and its indicator has only just appeared. What the person does now is done with regard
    /// to the page in sight, which is no longer there (see [`Page::takes_over`]).
    Over(Duration),
}

impl Calm {
    /// For how long the frame in sight stays before this one; nothing where this one is due.
    pub(crate) fn hold(&self, view: &View) -> Option<Hold> {
        if !self.drawn {
            return None;
        }
        let left = |whole: Duration, from: Moment| {
            whole.checked_sub(view.now.since(from)).filter(|left| !left.is_zero())
        };
        match (begun(view.front()), self.waiting) {
            (Some(since), None) => left(QUIET, since).map(Hold::Begun),
            (None, Some(waiting)) => left(SEEN, waiting.seen).map(Hold::Over),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }

    /// The first frame as it is drawn: at once, and without an indicator that may be gone in a moment.
    pub(crate) fn first<'v>(&self, view: &'v View) -> Cow<'v, View> {
        let young = begun(view.front()).is_some_and(|since| view.now.since(since) < QUIET);
        if self.drawn || !young {
            return Cow::Borrowed(view);
        }
        let mut first = view.clone();
        let front = first.overlay.as_mut().unwrap_or(&mut first.page);
        for block in &mut front.blocks {
            if matches!(block, Block::Working { .. }) {
                *block = Block::Gap;
            }
        }
        Cow::Owned(first)
    }

    /// This view is in sight now. Says how long a wait was that ended with it.
    pub(crate) fn drew(&mut self, view: &View) -> Option<Duration> {
        self.drawn = true;
        let before = self.waiting.take();
        match begun(view.front()) {
            Some(since) => {
                let seen = before.map_or(view.now, |waiting| waiting.seen);
                self.waiting = Some(Waiting { seen, since });
                None
            }
            None => before.map(|waiting| view.now.since(waiting.since)),
        }
    }

    /// The person did something: no indicator has to be understood any more.
    pub(crate) fn hurry(&mut self) {
        self.waiting = None;
    }
}

/// Since when something on the page has been under way.
fn begun(page: &Page) -> Option<Moment> {
    let since = page.blocks.iter().filter_map(|block| match block {
        Block::Working { since, .. } => Some(*since),
        Block::Tasks(rows) => rows
            .iter()
            .filter_map(|row| match row.state {
                TaskState::Running { since } => Some(since),
                _ => None,
            })
            .min(),
        _ => None,
    });
    since.min()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Calm, Hold};
    use crate::flow::page::Block;
    use crate::flow::view::View;
    use crate::model::moment::Moment;
    use crate::text::{Language, Text};
    use crate::ui::samples;

    /// The working sample, so many milliseconds after its work began, and the page that follows it.
    fn at(milliseconds: i64) -> (View, View) {
        let mut working = samples::working(Language::English);
        let since = super::begun(&working.page).expect("something is under way");
        working.now = Moment(since.0 + milliseconds);
        let mut after = samples::verdict(Language::English);
        after.now = working.now;
        (working, after)
    }

    /// A page on which something is looked up, so many milliseconds after that began.
    fn reading_since(milliseconds: i64) -> View {
        let mut view = samples::lanes_before(Language::English);
        view.page.blocks.push(Block::Working { what: Text::raw("reading"), since: view.now });
        view.now = Moment(view.now.0 + milliseconds);
        view
    }

    #[test]
    fn what_is_over_in_a_tenth_of_a_second_shows_no_indicator() {
        let mut calm = Calm::default();
        calm.drew(&samples::lanes_before(Language::English));
        assert_eq!(calm.hold(&at(0).0), Some(Hold::Begun(Duration::from_millis(100))));
        assert_eq!(calm.hold(&at(60).1), None, "and nothing waits for what never appeared");
        assert_eq!(calm.hold(&at(100).0), None);
    }

    #[test]
    fn an_indicator_that_was_seen_stays_for_a_second() {
        let mut calm = Calm::default();
        calm.drew(&samples::lanes_before(Language::English));
        calm.drew(&at(100).0);
        calm.drew(&at(200).0);
        assert_eq!(calm.hold(&at(300).1), Some(Hold::Over(Duration::from_millis(800))));
        assert_eq!(calm.hold(&at(1100).1), None);
        assert_eq!(calm.drew(&at(1100).1), Some(Duration::from_millis(1100)));
    }

    #[test]
    fn the_first_frame_shows_no_indicator_that_may_be_gone_in_a_moment() {
        let mut calm = Calm::default();
        let (young, old) = (reading_since(0), reading_since(100));
        assert_eq!(calm.hold(&young), None);
        let first = calm.first(&young);
        assert_eq!(super::begun(first.front()), None);
        calm.drew(&first);
        assert_eq!(calm.hold(&at(40).1), None, "what never appeared does not have to stay");
        assert_eq!(calm.hold(&reading_since(40)), Some(Hold::Begun(Duration::from_millis(60))));
        assert!(super::begun(Calm::default().first(&old).front()).is_some());
    }

    #[test]
    fn the_first_frame_and_what_a_person_does_wait_for_nothing() {
        let mut calm = Calm::default();
        assert_eq!(calm.hold(&at(0).0), None);
        calm.drew(&at(0).0);
        calm.hurry();
        assert_eq!(calm.hold(&at(10).1), None);
    }
}
