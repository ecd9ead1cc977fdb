//! From evidence to ranked findings: why a login, push or pull was refused. No clock, no file, no network.

mod causes;
mod evidence;
pub mod finding;
mod log;
pub mod picture;
pub mod probes;
mod rank;
pub mod redact;
pub mod report;
pub mod workflow;

use std::io::{self, Read};
use std::sync::LazyLock;

pub use evidence::Evidence;
pub use finding::{Clue, Finding, Probe, Remedy};

use crate::model::probed::Probed;
use causes::CATALOGUE;
use log::Scanner;
use picture::{Picture, TRIGGERS, Target};
use workflow::Workflow;

/// The answer to "what went wrong?".
#[derive(Debug)]
pub struct Diagnosis {
    /// Most likely first; empty if nothing in the log is known.
    pub findings: Vec<Finding>,
    /// What to ask of a live service, where the text cannot tell.
    pub needs_probe: Vec<Probe>,
    pub picture: Picture,
}

impl Diagnosis {
    fn of(mut picture: Picture) -> Self {
        if picture.workflow.is_of_another(&picture) {
            picture.workflow = Workflow::default();
        }
        let findings = rank::rank(&picture);
        let needs_probe = rank::needs_probe(&findings, &picture);
        Self { findings, needs_probe, picture }
    }

    /// The same log, judged anew with what live services answered.
    #[must_use]
    pub fn with_probes(mut self, probed: Probed) -> Self {
        self.picture.probed = Some(Box::new(probed));
        Self::of(self.picture)
    }

    /// The same log, judged anew with the workflow whose log it is: that is often known only after reading.
    #[must_use]
    pub fn with_workflow(mut self, text: &str) -> Self {
        self.picture.workflow = Workflow::read(text);
        Self::of(self.picture)
    }

    /// Of the jobs of a run, the one to speak of has more of this: one that failed, with the surest cause.
    #[must_use]
    pub fn telling(&self) -> (bool, f32) {
        let surest = self.findings.first().map_or(0.0, |finding| finding.confidence);
        (self.picture.failed && surest > 0.0, surest)
    }
}

/// Reads a log once, in bounded memory, and judges it together with the other evidence.
///
/// # Errors
/// Only what reading the log gave; no content is an error.
pub fn diagnose(log: impl Read, evidence: Evidence<'_>) -> io::Result<Diagnosis> {
    let mut picture = Picture::default();
    picture.workflow = evidence.workflow.map(Workflow::read).unwrap_or_default();
    picture.told = evidence.image.map(Target::told);
    picture.run = evidence.run.cloned();
    picture.in_ci = picture.run.is_some();
    let signs = &*SIGNS;
    let (mut triggers, mut heard) = (Vec::new(), Vec::new());
    let lines = signs.scanner.read(log, |line| {
        let filled_in = line.filled_in(evidence.masked);
        let line = filled_in.as_ref().unwrap_or(line);
        triggers.clear();
        heard.clear();
        signs.scanner.phrases_in(line, |phrase| match phrase.checked_sub(TRIGGERS.len()) {
            None if !triggers.contains(&phrase) => triggers.push(phrase),
            Some(sign) => {
                let (cause, sign) = signs.places[sign];
                let words = &CATALOGUE[cause].signs[sign];
                let place = (CATALOGUE[cause].id, sign);
                let fits =
                    (words.with.is_empty() || line.has_any(words.with)) && !line.has_any(words.without);
                if fits && !heard.contains(&place) {
                    heard.push(place);
                }
            }
            None => {}
        });
        picture.see(line, &triggers, &heard);
    })?;
    picture.settle(lines);
    Ok(Diagnosis::of(picture))
}

/// Every phrase that a line is looked at for, in lower case: what a search for them has to be compared with.
pub fn key_phrases() -> impl Iterator<Item = &'static str> {
    TRIGGERS
        .iter()
        .map(|(words, _)| *words)
        .chain(CATALOGUE.iter().flat_map(|cause| cause.signs).map(|sign| sign.words))
}

/// All phrases in one automaton: first the triggers of the picture, then the signs of the causes.
struct Signs {
    scanner: Scanner,
    /// Cause and sign, by the place after the triggers.
    places: Vec<(usize, usize)>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let places: Vec<(usize, usize)> = CATALOGUE
        .iter()
        .enumerate()
        .flat_map(|(cause, c)| (0..c.signs.len()).map(move |sign| (cause, sign)))
        .collect();
    Signs { scanner: Scanner::new(key_phrases()), places }
});
