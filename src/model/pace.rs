//! How fast GitHub may be asked: its published limits as a queue of what was sent.
//!
//! Sources: GitHub's documentation, "Rate limits for the REST API" (5,000 requests an hour; 900 points a minute,
//! of which a read takes one and a write five; about 80 writes a minute and 500 an hour) and "Best practices"
//! (one request after the other, a second between writes).

use std::collections::VecDeque;
use std::time::Duration;

use super::moment::Moment;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const BETWEEN_WRITES: Duration = Duration::from_secs(1);
const REQUESTS_AN_HOUR: usize = 5000;
const WRITES_AN_HOUR: usize = 500;
const WRITES_A_MINUTE: usize = 80;
const POINTS_A_MINUTE: usize = 900;
const WRITE: usize = 5;

/// What was sent in the last hour.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    reads: VecDeque<Moment>,
    writes: VecDeque<Moment>,
}

impl Pace {
    /// How long the next request has to wait.
    #[must_use]
    pub fn wait(&self, writes: bool, now: Moment) -> Duration {
        let mut free = now;
        let mut not_before = |at: Option<Moment>, span: Duration| {
            free = free.max(at.map_or(now, |at| at.plus(span)));
        };
        let all = self.reads.len() + self.writes.len();
        if all >= REQUESTS_AN_HOUR {
            not_before(self.merged(all - REQUESTS_AN_HOUR), HOUR);
        }
        not_before(self.points(if writes { WRITE } else { 1 }), MINUTE);
        if writes {
            not_before(self.writes.back().copied(), BETWEEN_WRITES);
            not_before(nth_last(&self.writes, WRITES_A_MINUTE), MINUTE);
            not_before(nth_last(&self.writes, WRITES_AN_HOUR), HOUR);
        }
        free.since(now)
    }

    /// A request goes out.
    pub fn sent(&mut self, writes: bool, now: Moment) {
        for queue in [&mut self.reads, &mut self.writes] {
            while queue.front().is_some_and(|at| now.since(*at) > HOUR) {
                queue.pop_front();
            }
        }
        if writes { self.writes.push_back(now) } else { self.reads.push_back(now) }
    }

    /// How long so many requests will take, one after the other, if each is answered after `each`.
    #[must_use]
    pub fn forecast(&self, reads: usize, writes: usize, each: Duration) -> Duration {
        let (mut pace, mut now) = (self.clone(), Moment::default());
        // What was sent so far is taken to have been sent just now.
        for queue in [&mut pace.reads, &mut pace.writes] {
            queue.iter_mut().for_each(|at| *at = now);
        }
        let (mut reads, mut writes) = (reads, writes);
        while reads + writes > 0 {
            let write = writes > 0 && (reads == 0 || reads * writes % 2 == 1 || reads <= writes);
            now = now.plus(pace.wait(write, now));
            pace.sent(write, now);
            now = now.plus(each);
            if write { writes -= 1 } else { reads -= 1 }
        }
        now.since(Moment::default())
    }

    /// Of everything that was sent, in order, the one with this number.
    fn merged(&self, number: usize) -> Option<Moment> {
        let (mut read, mut written) = (self.reads.iter().peekable(), self.writes.iter().peekable());
        let mut next = || match (read.peek(), written.peek()) {
            (Some(one), Some(other)) if one > other => written.next(),
            (Some(_), _) => read.next(),
            (None, _) => written.next(),
        };
        for _ in 0..number {
            next()?;
        }
        next().copied()
    }

    /// The request that has to be a minute old before so many more points fit in.
    fn points(&self, more: usize) -> Option<Moment> {
        let (mut read, mut written) =
            (self.reads.iter().rev().peekable(), self.writes.iter().rev().peekable());
        let mut points = more;
        loop {
            let (at, cost) = match (read.peek(), written.peek()) {
                (Some(one), Some(other)) if one >= other => (read.next()?, 1),
                (Some(_), None) => (read.next()?, 1),
                _ => (written.next()?, WRITE),
            };
            points += cost;
            if points > POINTS_A_MINUTE {
                return Some(*at);
            }
        }
    }
}

fn nth_last(queue: &VecDeque<Moment>, number: usize) -> Option<Moment> {
    queue.len().checked_sub(number).and_then(|at| queue.get(at)).copied()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::Pace;
    use crate::model::moment::Moment;

    /// Sends as fast as is allowed, each answered after so many milliseconds; when each went out.
    fn sends(kinds: impl Iterator<Item = (bool, u64)>) -> Vec<(Moment, bool)> {
        let (mut pace, mut now, mut sent) = (Pace::default(), Moment(1_000_000), Vec::new());
        for (writes, took) in kinds {
            now = now.plus(pace.wait(writes, now));
            pace.sent(writes, now);
            sent.push((now, writes));
            now = now.plus(Duration::from_millis(took));
        }
        sent
    }

    /// GitHub's limits, counted over every window that begins with a request.
    fn check(sent: &[(Moment, bool)]) {
        for (at, (begins, _)) in sent.iter().enumerate() {
            let within = |seconds: u64| {
                let end = begins.plus(Duration::from_secs(seconds));
                sent[at..].iter().take_while(move |(moment, _)| *moment < end)
            };
            let writes = |seconds| within(seconds).filter(|(_, writes)| *writes).count();
            assert!(within(3600).count() <= 5000);
            assert!(writes(3600) <= 500 && writes(60) <= 80 && writes(1) <= 1);
            let points: usize = within(60).map(|(_, writes)| if *writes { 5 } else { 1 }).sum();
            assert!(points <= 900, "{points}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn no_window_ever_holds_more_than_github_allows(
            kinds in proptest::collection::vec((any::<bool>(), 0_u64..400), 0..1500)
        ) {
            check(&sends(kinds.into_iter()));
        }
    }

    #[test]
    fn the_limits_of_an_hour_are_kept_too() {
        let writes = sends((0..700).map(|_| (true, 10)));
        check(&writes);
        // 500 in the first hour, the rest as the hour moves on.
        assert!(writes[699].0.since(writes[0].0) >= Duration::from_secs(3600));
        check(&sends((0..5600).map(|number| (number % 50 == 0, 1))));
    }

    #[test]
    fn what_is_forecast_is_what_it_takes() {
        let each = Duration::from_millis(100);
        let pace = Pace::default();
        let hundred = pace.forecast(300, 100, each);
        assert!(hundred >= Duration::from_secs(99) && hundred < Duration::from_secs(150), "{hundred:?}");
        assert!(pace.forecast(1800, 600, each) > Duration::from_secs(3600));
        assert_eq!(pace.forecast(0, 0, each), Duration::ZERO);
    }
}
