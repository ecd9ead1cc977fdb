//! Finds the lines that hold a key phrase, reading block by block.
//!
//! All phrases are searched at once (Aho-Corasick), so the work is linear in the size of the log and
//! does not grow with the number of phrases. Lines without a phrase are never copied or decoded.

use std::io::{self, Read};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use memchr::{memchr, memchr_iter, memrchr};

use super::Line;
use super::large::{Large, Memory};
use super::line::LONGEST;

/// How much is read at a time; the only buffer, so memory does not depend on the log.
const BLOCK: usize = 256 * 1024;

/// From so many bytes on a log is large: its reading is worth some preparation.
const LARGE: u64 = 4 << 20;

/// The key phrases, ready to be searched.
#[derive(Debug)]
pub(crate) struct Scanner {
    phrases: Vec<String>,
    /// Ready at once.
    quick: AhoCorasick,
    /// Built when a log turns out to be large.
    large: OnceLock<Large>,
}

impl Scanner {
    /// Takes phrases in ASCII lower case; case is ignored in the log.
    pub fn new<'a>(phrases: impl Iterator<Item = &'a str>) -> Self {
        let phrases: Vec<String> = phrases.map(str::to_owned).collect();
        let quick = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(&phrases)
            .expect("a few hundred short phrases fit any automaton");
        Self { phrases, quick, large: OnceLock::new() }
    }

    /// Calls `see` for each line with a phrase, in order, and returns the number of lines. Beyond [`LARGE`], lines
    /// are left out whose phrases were all met dozens of times, except the last ones.
    ///
    /// # Errors
    /// What reading the log gave.
    pub fn read(&self, mut log: impl Read, mut see: impl FnMut(&Line)) -> io::Result<u64> {
        let mut buffer = vec![0_u8; BLOCK];
        let (mut filled, mut lines, mut size) = (0, 0, 0);
        let mut memory: Option<Memory> = None;
        loop {
            let ended = fill(&mut log, &mut buffer, &mut filled)?;
            let block = &buffer[..filled];
            let whole = match memrchr(b'\n', block) {
                Some(last) if !ended => last + 1,
                // The end of the log, or a line that is longer than the buffer.
                _ => filled,
            };
            let block = &block[..whole];
            lines += if size < LARGE {
                self.block(block, lines, &mut see)
            } else {
                let large = self.large.get_or_init(|| Large::new(&self.phrases));
                let memory = memory.get_or_insert_with(|| Memory::new(self.phrases.len(), lines));
                large.block(memory, block, lines, &mut see)
            };
            size += whole as u64;
            buffer.copy_within(whole..filled, 0);
            filled -= whole;
            if ended {
                if let (Some(memory), Some(large)) = (&mut memory, self.large.get()) {
                    large.settle(memory, &mut see);
                }
                return Ok(lines);
            }
        }
    }

    /// Searches whole lines; `before` is how many lines came before them. Returns their number.
    fn block(&self, block: &[u8], before: u64, see: &mut impl FnMut(&Line)) -> u64 {
        let (mut at, mut number) = (0, before);
        while let Some(found) = self.quick.find(Input::new(block).range(at..)) {
            let start = memrchr(b'\n', &block[at..found.start()]).map_or(at, |n| at + n + 1);
            let end = memchr(b'\n', &block[found.start()..]).map_or(block.len(), |n| found.start() + n);
            number += breaks(&block[at..start]);
            for piece in block[start..end].chunks(LONGEST) {
                see(&Line::new(number + 1, piece));
            }
            at = end;
        }
        number + breaks(&block[at..]) - before
    }

    /// The places in `phrases` that stand in the line, each once, in the order of the line.
    pub fn phrases_in(&self, line: &Line, mut heard: impl FnMut(usize)) {
        for found in self.quick.find_overlapping_iter(&line.lower) {
            heard(found.pattern().as_usize());
        }
    }
}

fn fill(log: &mut impl Read, buffer: &mut [u8], filled: &mut usize) -> io::Result<bool> {
    while *filled < buffer.len() {
        match log.read(&mut buffer[*filled..]) {
            Ok(0) => return Ok(true),
            Ok(read) => *filled += read,
            Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(false)
}

/// How many lines end in these bytes.
pub(super) fn breaks(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, LARGE, Scanner};

    fn seen(log: &[u8]) -> Vec<(u64, String)> {
        let scanner = Scanner::new(["denied", "pushed"].into_iter());
        let mut seen = Vec::new();
        scanner.read(log, |line| seen.push((line.number, line.text.clone()))).expect("memory cannot fail");
        seen
    }

    #[test]
    fn lines_keep_their_numbers_across_blocks() {
        let filler = "x".repeat(80);
        let mut log = String::new();
        for number in 1..=10_000 {
            log.push_str(if number % 3000 == 1 { "access DENIED here" } else { &filler });
            log.push('\n');
        }
        let numbers: Vec<u64> = seen(log.as_bytes()).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [1, 3001, 6001, 9001]);
    }

    #[test]
    fn a_line_longer_than_the_buffer_is_still_read() {
        let mut log = vec![b'a'; 3 * BLOCK];
        log.extend_from_slice(b" denied\nnext: pushed");
        let seen = seen(&log);
        assert!(seen.iter().any(|(number, text)| *number == 1 && text.ends_with("denied")), "{}", seen.len());
        assert_eq!(seen.last().map(|(number, text)| (*number, text.as_str())), Some((2, "next: pushed")));
    }

    #[test]
    fn a_large_log_keeps_what_is_new_and_its_end_in_order() {
        let mut log = String::new();
        while (log.len() as u64) < LARGE + BLOCK as u64 {
            log.push_str("layer pushed, as thousands before\n");
        }
        for _ in 0..100_000 {
            log.push_str("layer pushed, as thousands before\nnothing\n");
        }
        log.push_str("layer pushed, the last before it\nDENIED\npushed after\n");
        let seen = seen(log.as_bytes());
        let lines: Vec<&str> = log.lines().collect();
        for (number, text) in &seen {
            assert_eq!(lines[usize::try_from(*number).expect("small") - 1], text);
        }
        assert!(seen.is_sorted_by_key(|(number, _)| *number));
        let last: Vec<&str> = seen[seen.len() - 3..].iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(last, ["layer pushed, the last before it", "DENIED", "pushed after"]);
        let phrases = lines.iter().filter(|line| line.contains("pushed")).count();
        assert!(seen.len() + 90_000 < phrases, "{} of {phrases} lines were looked at", seen.len());
    }

    #[test]
    fn the_number_of_lines_is_returned() {
        let scanner = Scanner::new(["x"].into_iter());
        for (log, lines) in [("", 0), ("a", 0), ("a\n", 1), ("x\nx\nx\n", 3)] {
            assert_eq!(scanner.read(log.as_bytes(), |_| {}).expect("memory cannot fail"), lines, "{log:?}");
        }
    }
}
