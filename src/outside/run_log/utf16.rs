//! What Windows PowerShell writes with `>`: UTF-16 with a byte order mark, read as UTF-8.

use std::io::{self, Read};

/// Decodes as it is read. What is no character comes out as the replacement character.
pub(super) struct Utf16<R> {
    source: R,
    /// The first byte of a pair is the higher one.
    big: bool,
    /// The first half of a character that takes two.
    half: Option<u16>,
    /// Decoded and not yet read.
    ready: Vec<u8>,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(source: R, big: bool) -> Self {
        Self { source, big, half: None, ready: Vec::new() }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut bytes = [0; 8192];
        let mut filled = 0;
        // Half a pair would be another character.
        while filled == 0 || filled % 2 == 1 {
            match self.source.read(&mut bytes[filled..])? {
                0 => break,
                more => filled += more,
            }
        }
        let pair = |pair: &[u8]| match self.big {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let mut units: Vec<u16> = self.half.take().into_iter().collect();
        units.extend(bytes[..filled].chunks_exact(2).map(pair));
        if filled > 0 {
            self.half = units.pop_if(|unit| (0xd800..0xdc00).contains(unit));
        }
        let text: String =
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.ready = text.into_bytes();
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            self.fill()?;
            if self.ready.is_empty() && self.half.is_some() {
                self.fill()?;
            }
        }
        let taken = self.ready.len().min(out.len());
        out[..taken].copy_from_slice(&self.ready[..taken]);
        self.ready.drain(..taken);
        Ok(taken)
    }
}
