//! Large logs: read with more preparation, and without looking at what was seen dozens of times before.
//!
//! What a picture remembers is bounded, so of a phrase's thousandth line nothing is kept unless it is one of the
//! last. Such a line is only looked at if it turns out to be among the last ones, or if a line with something new
//! follows soon, so that lines are always seen in their order. Where most lines hold familiar phrases, the search
//! goes on for the others alone: it then runs through such lines as through any that hold nothing.

use std::collections::VecDeque;

use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, Input, StartKind};
use memchr::{memchr, memrchr};

use super::Line;
use super::line::LONGEST;
use super::scan::breaks;

/// After so many lines a phrase says nothing new: a picture keeps fewer of any kind.
const FAMILIAR: u16 = 64;

/// How many lines with nothing new are looked at before one with something new, and at the end; within so many bytes.
const LATEST: usize = 512;
const LATEST_BYTES: usize = 512 * 1024;

/// After so many lines that held familiar phrases only, a search that leaves these out pays for its making.
const WORTHWHILE: u32 = 50_000;

/// Control sequences may hide further phrases in what they colour.
const ESCAPE: u8 = 0x1b;

/// All phrases in the automaton that reads fastest, but takes longer to build than most logs take to read.
#[derive(Debug)]
pub(super) struct Large {
    all: DFA,
    phrases: Vec<String>,
}

fn automaton<'a>(phrases: impl Iterator<Item = &'a str>) -> DFA {
    DFA::builder()
        .ascii_case_insensitive(true)
        .start_kind(StartKind::Unanchored)
        .prefilter(false)
        .build(phrases)
        .expect("a few hundred short phrases fit any automaton")
}

impl Large {
    pub(super) fn new(phrases: &[String]) -> Self {
        Self { all: automaton(phrases.iter().map(String::as_str)), phrases: phrases.to_vec() }
    }

    /// Searches whole lines; `before` is how many lines came before them. Returns their number.
    pub(super) fn block(
        &self,
        memory: &mut Memory,
        block: &[u8],
        before: u64,
        see: &mut impl FnMut(&Line),
    ) -> u64 {
        if memory.familiar >= WORTHWHILE {
            self.leave_out(memory);
        }
        let (mut at, mut number, mut looked) = (0, before, 0);
        while let Some(found) = find(memory.fewer.as_ref().unwrap_or(&self.all), block, at) {
            let start = memrchr(b'\n', &block[at..found]).map_or(at, |n| at + n + 1);
            let end = memchr(b'\n', &block[found..]).map_or(block.len(), |n| found + n);
            number += breaks(&block[at..start]);
            at = end;
            let line = &block[start..end];
            match self.heard(memory, line) {
                Heard::Nothing => {}
                Heard::Familiar => memory.familiar += 1,
                Heard::Fresh => {
                    memory.keep(&block[looked..start]);
                    self.settle(memory, see);
                    for piece in line.chunks(LONGEST) {
                        see(&Line::new(number + 1, piece));
                    }
                    // The line's own end stands in what comes after it.
                    (looked, memory.before) = (end, number);
                }
            }
        }
        memory.keep(&block[looked..]);
        number + breaks(&block[at..]) - before
    }

    /// Counts the phrases of a line.
    fn heard(&self, memory: &mut Memory, line: &[u8]) -> Heard {
        let (mut any, mut fresh) = (false, false);
        let mut state = self.all.start_state(Anchored::No).expect("it is built for this");
        for byte in line {
            state = self.all.next_state(Anchored::No, state, *byte);
            if !self.all.is_match(state) {
                continue;
            }
            any = true;
            for nth in 0..self.all.match_len(state) {
                let count = &mut memory.counts[self.all.match_pattern(state, nth).as_usize()];
                fresh |= *count < FAMILIAR;
                *count = count.saturating_add(1);
            }
        }
        match any {
            false => Heard::Nothing,
            true if fresh || line.len() > LONGEST || memchr(ESCAPE, line).is_some() => Heard::Fresh,
            true => Heard::Familiar,
        }
    }

    /// From here on only what is not familiar yet stops the search.
    fn leave_out(&self, memory: &mut Memory) {
        let fresh = self.phrases.iter().zip(&memory.counts).filter(|(_, count)| **count < FAMILIAR);
        let escape = std::str::from_utf8(&[ESCAPE]).expect("ASCII").to_owned();
        memory.fewer = Some(automaton(fresh.map(|(phrase, _)| phrase.as_str()).chain([escape.as_str()])));
        memory.familiar = 0;
    }

    /// Looks at the latest lines that were passed over: something new comes after them, or the log has ended.
    pub(super) fn settle(&self, memory: &mut Memory, see: &mut impl FnMut(&Line)) {
        let mut latest = VecDeque::with_capacity(LATEST);
        let (passed, mut at, mut number) = (&memory.passed, 0, memory.before);
        while let Some(found) = find(&self.all, passed, at) {
            let start = memrchr(b'\n', &passed[at..found]).map_or(at, |n| at + n + 1);
            let end = memchr(b'\n', &passed[found..]).map_or(passed.len(), |n| found + n);
            number += breaks(&passed[at..start]);
            at = end;
            if latest.len() == LATEST {
                latest.pop_front();
            }
            latest.push_back((number + 1, start..end));
        }
        for (number, line) in latest {
            for piece in passed[line].chunks(LONGEST) {
                see(&Line::new(number, piece));
            }
        }
        memory.passed.clear();
    }
}

/// Where the first phrase ends, less one: a place in its line.
fn find(automaton: &DFA, bytes: &[u8], from: usize) -> Option<usize> {
    let found = automaton.try_find(&Input::new(bytes).range(from..)).expect("it is built for this");
    found.map(|found| found.end() - 1)
}

/// What a line holds.
enum Heard {
    Nothing,
    Familiar,
    Fresh,
}

/// What one reading knows so far.
#[derive(Debug)]
pub(super) struct Memory {
    /// How often each phrase was met.
    counts: Vec<u16>,
    /// How many lines held familiar phrases only, since the search was last made smaller.
    familiar: u32,
    /// The search without what is familiar.
    fewer: Option<DFA>,
    /// The latest bytes in which nothing was looked at.
    passed: Vec<u8>,
    /// How many lines end before them.
    before: u64,
}

impl Memory {
    /// `before`: how many lines were read before the log turned out to be large.
    pub(super) fn new(phrases: usize, before: u64) -> Self {
        Self { counts: vec![0; phrases], familiar: 0, fewer: None, passed: Vec::new(), before }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.passed.len() + bytes.len() > 2 * LATEST_BYTES {
            let more = (self.passed.len() + bytes.len()).saturating_sub(LATEST_BYTES);
            // From a line's beginning on.
            let cut = more.min(self.passed.len());
            let cut = memchr(b'\n', &self.passed[cut..]).map_or(self.passed.len(), |n| cut + n + 1);
            self.before += breaks(&self.passed[..cut]);
            self.passed.drain(..cut);
        }
        self.passed.extend_from_slice(bytes);
    }
}
