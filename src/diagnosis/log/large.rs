//! Large logs: read with more preparation, and without looking at what was seen hundreds of times before.
//!
//! What a picture remembers is bounded, so of a phrase's thousandth line nothing is kept unless it is one of
//! the last. Such a line is only set aside as it is, and looked at if it turns out to be among the last ones, or
//! if a line with something new follows soon, so that lines are always seen in their order.

use std::collections::VecDeque;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, StartKind};
use memchr::{memchr, memrchr};

use super::Line;
use super::line::LONGEST;
use super::scan::breaks;

/// After so many lines a phrase says nothing new.
const FAMILIAR: u16 = 256;

/// How many lines with nothing new are set aside, and of how many bytes together.
const ASIDE: usize = 512;
const ASIDE_BYTES: usize = 1 << 20;

/// All phrases in the automaton that reads fastest, but takes longer to build than most logs take to read.
#[derive(Debug)]
pub(super) struct Large(DFA);

impl Large {
    pub(super) fn new(phrases: &[String]) -> Self {
        let automaton = DFA::builder()
            .ascii_case_insensitive(true)
            .start_kind(StartKind::Unanchored)
            .prefilter(false)
            .build(phrases)
            .expect("a few hundred short phrases fit any automaton");
        Self(automaton)
    }

    /// Searches whole lines; `before` is how many lines came before them. Returns their number.
    pub(super) fn block(
        &self,
        memory: &mut Memory,
        block: &[u8],
        before: u64,
        see: &mut impl FnMut(&Line),
    ) -> u64 {
        let begin = self.0.start_state(Anchored::No).expect("it is built for this");
        let (mut at, mut counted, mut number, mut state) = (0, 0, before, begin);
        while at < block.len() {
            state = self.0.next_state(Anchored::No, state, block[at]);
            at += 1;
            if !self.0.is_match(state) {
                continue;
            }
            let start = memrchr(b'\n', &block[counted..at]).map_or(counted, |n| counted + n + 1);
            let end = memchr(b'\n', &block[at..]).map_or(block.len(), |n| at + n);
            number += breaks(&block[counted..start]);
            let mut fresh = self.counts_as_fresh(memory, state);
            for byte in &block[at..end] {
                state = self.0.next_state(Anchored::No, state, *byte);
                if self.0.is_match(state) {
                    fresh |= self.counts_as_fresh(memory, state);
                }
            }
            memory.take(number + 1, &block[start..end], fresh, see);
            (at, counted, state) = (end, end, begin);
        }
        number + breaks(&block[counted..]) - before
    }

    /// Counts the phrases that end here; whether one of them is not familiar yet.
    fn counts_as_fresh(&self, memory: &mut Memory, state: StateID) -> bool {
        let mut fresh = false;
        for nth in 0..self.0.match_len(state) {
            let count = &mut memory.counts[self.0.match_pattern(state, nth).as_usize()];
            fresh |= *count < FAMILIAR;
            *count = count.saturating_add(1);
        }
        fresh
    }
}

/// What one reading knows so far.
#[derive(Debug)]
pub(super) struct Memory {
    /// How often each phrase was met.
    counts: Vec<u16>,
    /// The latest lines without anything new, not looked at yet.
    aside: VecDeque<(u64, Vec<u8>)>,
    bytes: usize,
}

impl Memory {
    pub(super) fn new(phrases: usize) -> Self {
        Self { counts: vec![0; phrases], aside: VecDeque::new(), bytes: 0 }
    }

    fn take(&mut self, number: u64, raw: &[u8], fresh: bool, see: &mut impl FnMut(&Line)) {
        // Control sequences may hide further phrases in what they colour.
        if fresh || raw.len() > LONGEST || memchr(0x1b, raw).is_some() {
            self.settle(see);
            for piece in raw.chunks(LONGEST) {
                see(&Line::new(number, piece));
            }
            return;
        }
        let mut room = Vec::new();
        while self.aside.len() >= ASIDE || self.bytes > ASIDE_BYTES {
            let Some((_, oldest)) = self.aside.pop_front() else { break };
            self.bytes -= oldest.len();
            room = oldest;
        }
        room.clear();
        room.extend_from_slice(raw);
        self.bytes += raw.len();
        self.aside.push_back((number, room));
    }

    /// Looks at what was set aside: something new comes after it, or the log has ended.
    pub(super) fn settle(&mut self, see: &mut impl FnMut(&Line)) {
        for (number, raw) in self.aside.drain(..) {
            see(&Line::new(number, &raw));
        }
        self.bytes = 0;
    }
}
