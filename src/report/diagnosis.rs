//! A diagnosis as cards: each cause in one sentence, the lines that prove it, what speaks against it, what to do.

use super::probes::rows;
use crate::diagnosis::finding::Source;
use crate::diagnosis::picture::Outcome;
use crate::diagnosis::probes::Answer;
use crate::diagnosis::redact;
use crate::diagnosis::{Clue, Diagnosis, Finding};
use crate::model::probed::Probed;
use crate::text::diagnosis::{self as words, Said};
use crate::text::speak::Speaker;
use crate::text::{Text, causes, probes};
use crate::ui::wrap::{cut, fit, width, wrap};

/// How many causes are shown; who wants more asks for all.
const CARDS: usize = 3;
/// A further card is shown if it is at least this likely, compared with the first.
const NEAR: f32 = 0.2;
/// How many lines prove a card.
const CLUES: usize = 3;

/// What a line is, for whoever paints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Cause,
    Plain,
    /// A line of the log.
    Quote,
    Dim,
    Command,
    Link,
}

/// A line without its colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub role: Role,
    pub text: String,
}

/// The findings worth a card, most likely first.
pub fn cards(diagnosis: &Diagnosis) -> impl Iterator<Item = &Finding> {
    let first = diagnosis.findings.first().map_or(0.0, |finding| finding.confidence);
    diagnosis.findings.iter().take(CARDS).take_while(move |finding| finding.confidence >= first * NEAR)
}

/// Which lines prove a finding, by their numbers.
#[must_use]
pub fn shown_by(finding: &Finding) -> Option<Text> {
    let clues = tail(&finding.evidence, CLUES);
    if clues.iter().all(|clue| clue.source == Source::Log) {
        return Some(words::of_lines(clues.iter().map(place).reduce(words::and)?, clues.len()));
    }
    let one = |clue: &Clue| match clue.source {
        Source::Log => words::of_lines(place(clue), 1_usize),
        _ => place(clue),
    };
    clues.iter().map(one).reduce(words::and)
}

/// What was tried, as far as the log tells: label and value.
#[must_use]
pub fn tried(diagnosis: &Diagnosis) -> Vec<(Text, String)> {
    let picture = &diagnosis.picture;
    let shown = |text: &str| redact::shown(text, 200);
    let mut rows = Vec::new();
    if let Some(target) = picture.target().or(picture.pulls.last()) {
        rows.push((words::row_image(), shown(&target.reference.written)));
    }
    if let Some(login) = picture.login().filter(|login| login.outcome != Outcome::Failed) {
        let at = login.registry.as_ref().map(|registry| shown(registry.host()));
        let user = login.user.as_deref().map(shown);
        let value = match (user, at) {
            (Some(user), Some(at)) => format!("{user} @ {at}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => String::new(),
        };
        if !value.is_empty() {
            rows.push((words::row_login(), value));
        }
    }
    if let Some(step) = &picture.step {
        rows.push((words::row_step(), shown(step)));
    }
    rows
}

/// The whole answer as lines of at most `columns`; `all`: with every cause that is named, however unlikely.
#[must_use]
pub fn lines(diagnosis: &Diagnosis, speaker: &Speaker, columns: usize, all: bool) -> Vec<Line> {
    let mut out = Lines { lines: Vec::new(), speaker, columns };
    let rows = tried(diagnosis);
    let widest = rows.iter().map(|(label, _)| width(&speaker.say(label))).max().unwrap_or_default();
    for (label, value) in &rows {
        let text = format!("{}  {value}", fit(&speaker.say(label), widest));
        out.push(Role::Dim, cut(&text, columns));
    }
    let shown = if all { diagnosis.findings.len() } else { cards(diagnosis).count() };
    for finding in &diagnosis.findings[..shown] {
        out.gap();
        out.card(finding);
    }
    if let more @ 1.. = diagnosis.findings.len() - shown {
        out.gap();
        out.say(Role::Dim, "", &words::more(more));
    }
    if diagnosis.findings.is_empty() {
        out.gap();
        out.say(Role::Cause, "", &words::nothing());
        out.say(Role::Plain, "", &words::nothing_hint());
    }
    let probed = diagnosis.picture.probed.as_deref();
    if let Some(probed) = probed {
        out.gap();
        out.measured(probed);
    }
    if !diagnosis.findings.is_empty() && !diagnosis.needs_probe.is_empty() {
        out.gap();
        out.say(Role::Plain, "", &words::undecided());
        for probe in &diagnosis.needs_probe {
            out.say(Role::Plain, "  - ", &words::probe(*probe));
        }
        if probed.is_none() {
            out.say(Role::Plain, "", &words::wizard_hint());
        }
    }
    out.lines
}

/// The catalogue as a page.
#[must_use]
pub fn catalogue(speaker: &Speaker, columns: usize) -> Vec<Line> {
    let mut out = Lines { lines: Vec::new(), speaker, columns };
    out.say(Role::Cause, "", &words::causes_title());
    for cause in crate::model::cause::CauseId::ALL {
        let said = causes::words(cause);
        out.gap();
        out.say(Role::Cause, "", &said.name);
        out.push(Role::Dim, format!("  {}", cause.as_str()));
        let rows = [
            (words::causes_sign(), said.sign),
            (words::causes_proof(), said.proof),
            (words::causes_remedy(), said.fix),
        ];
        let widest = rows.iter().map(|(label, _)| width(&speaker.say(label))).max().unwrap_or_default();
        for (label, text) in &rows {
            out.say(Role::Plain, &format!("  {}  ", fit(&speaker.say(label), widest)), text);
        }
    }
    out.lines
}

struct Lines<'a> {
    lines: Vec<Line>,
    speaker: &'a Speaker,
    columns: usize,
}

impl Lines<'_> {
    fn push(&mut self, role: Role, text: String) {
        self.lines.push(Line { role, text });
    }

    /// An empty line between things, not before the first.
    fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.push(Role::Plain, String::new());
        }
    }

    /// A sentence, wrapped under its beginning.
    fn say(&mut self, role: Role, start: &str, text: &Text) {
        let indent = width(start);
        let room = self.columns.saturating_sub(indent).max(20);
        for (at, line) in wrap(&self.speaker.say(text), room).into_iter().enumerate() {
            let start = if at == 0 { start.to_owned() } else { " ".repeat(indent) };
            self.push(role, format!("{start}{line}"));
        }
    }

    fn measured(&mut self, probed: &Probed) {
        self.say(Role::Plain, "", &probes::with(probed));
        for row in rows(probed) {
            let label = self.speaker.say(&row.label);
            let start = format!("  {label}  ");
            // A question and its answer stand on one line where they fit.
            if width(&start) + width(&self.speaker.say(&row.value)) <= self.columns {
                self.say(Role::Plain, &start, &row.value);
            } else {
                self.say(Role::Plain, "  ", &row.label);
                self.say(Role::Plain, "    ", &row.value);
            }
            for said in row.said.iter().filter(|_| row.answer != Answer::Yes) {
                self.say(Role::Quote, "      ", said);
            }
        }
        if let Some(elsewhere) = probes::elsewhere(probed) {
            self.say(Role::Dim, "  ", &elsewhere);
        }
    }

    fn card(&mut self, finding: &Finding) {
        self.say(Role::Cause, "", &words::head(finding));
        let (evidence, against) = (tail(&finding.evidence, CLUES), tail(&finding.against, 2));
        let places: Vec<String> =
            evidence.iter().chain(against).map(|clue| self.speaker.say(&place(clue))).collect();
        let widest = places.iter().map(|place| width(place)).max().unwrap_or_default();
        let mut places = places.iter();
        for (clues, title) in [(evidence, None), (against, Some(words::against()))] {
            if let Some(title) = title.filter(|_| !clues.is_empty()) {
                self.say(Role::Dim, "  ", &title);
            }
            for (clue, place) in clues.iter().zip(&mut places) {
                let start = format!("  {}{place} | ", " ".repeat(widest.saturating_sub(width(place))));
                let room = self.columns.saturating_sub(width(&start)).max(20);
                for (at, piece) in in_short(wrap(&clue.text, room)).into_iter().enumerate() {
                    let start = if at == 0 { start.clone() } else { " ".repeat(width(&start)) };
                    self.push(Role::Quote, format!("{start}{piece}"));
                }
            }
        }
        self.say(Role::Dim, "  ", &words::remedy());
        self.say(Role::Plain, "  ", &causes::words(finding.cause).fix);
        let mut steps = 0;
        for remedy in &finding.next {
            match words::said(remedy) {
                // Further steps follow from the first one, in the wizard.
                Said::Sentence(text) => {
                    steps += 1;
                    if steps == 1 {
                        self.say(Role::Plain, "  ", &text);
                    }
                }
                Said::Command(command) => self.push(Role::Command, format!("    {command}")),
                Said::Link(address) => self.push(Role::Link, format!("    {address}")),
                Said::Lines(title, lines) => {
                    self.say(Role::Plain, "  ", &title);
                    for line in lines.lines() {
                        self.push(Role::Command, format!("    {line}"));
                    }
                }
            }
        }
    }
}

/// A long line without its middle: it begins with what was done, and ends with what came of it.
fn in_short(mut pieces: Vec<String>) -> Vec<String> {
    const MOST: usize = 5;
    if pieces.len() > MOST {
        let left_out = 2..pieces.len() - (MOST - 3);
        pieces.splice(left_out, ["…".to_owned()]);
    }
    pieces
}

/// The last ones: what ends a log tells more than what begins it.
fn tail(clues: &[Clue], most: usize) -> &[Clue] {
    &clues[clues.len().saturating_sub(most)..]
}

/// Where a clue stands: the number of its line, or that of the workflow, or that it was measured.
#[must_use]
pub fn place(clue: &Clue) -> Text {
    match clue.source {
        Source::Log => Text::raw(clue.line.to_string()),
        Source::Workflow => words::in_workflow(clue.line),
        Source::Probe => words::measured(),
        Source::Told => words::told(),
        Source::Run => words::of_run(),
    }
}

#[cfg(test)]
mod tests {
    use super::{catalogue, lines};
    use crate::diagnosis::{Evidence, diagnose};
    use crate::text::Language;
    use crate::text::speak::Speaker;
    use crate::ui::wrap::width;

    const LOG: &str = "Run docker/login-action@v3\nLogging into ghcr.io...\nLogin Succeeded!\n#9 exporting to image\nERROR: failed to push octo/app:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n";

    #[test]
    fn cards_are_short_and_fit_the_screen_in_both_languages() {
        let diagnosis = diagnose(LOG.as_bytes(), Evidence::default()).expect("memory cannot fail");
        for language in Language::ALL {
            let said = lines(&diagnosis, &Speaker::new(language), 80, false);
            assert!(said.iter().all(|line| width(&line.text) <= 80), "{said:#?}");
            assert!(said.len() <= 24, "{said:#?}");
            let text: Vec<&str> = said.iter().map(|line| line.text.as_str()).collect();
            insta::assert_snapshot!(format!("diagnosis_{}", language.tag()), text.join("\n"));
        }
    }

    #[test]
    fn what_the_text_cannot_tell_is_said_with_the_questions_that_would() {
        let log = "ERROR: failed to push octo/app:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n";
        let diagnosis = diagnose(log.as_bytes(), Evidence::default()).expect("memory cannot fail");
        for language in Language::ALL {
            let text: Vec<String> = lines(&diagnosis, &Speaker::new(language), 80, false)
                .into_iter()
                .map(|line| line.text)
                .collect();
            insta::assert_snapshot!(format!("diagnosis_undecided_{}", language.tag()), text.join("\n"));
        }
    }

    #[test]
    fn every_cause_that_is_named_shows_its_lines_where_all_are_asked_for() {
        let log = "ERROR: failed to push octo/app:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n";
        let diagnosis = diagnose(log.as_bytes(), Evidence::default()).expect("memory cannot fail");
        assert!(diagnosis.findings.len() > super::CARDS);
        let speaker = Speaker::new(Language::English);
        let said = |all| -> Vec<String> {
            lines(&diagnosis, &speaker, 200, all).into_iter().map(|line| line.text).collect()
        };
        let (some, all) = (said(false), said(true));
        let quotes = |said: &[String]| said.iter().filter(|line| line.contains("1 | ERROR: failed")).count();
        assert_eq!(quotes(&all), diagnosis.findings.iter().filter(|one| !one.evidence.is_empty()).count());
        assert!(quotes(&some) == super::CARDS && some.iter().any(|line| line.contains("--all")), "{some:#?}");
        assert!(!all.iter().any(|line| line.contains("--all")), "{all:#?}");
    }

    #[test]
    fn the_page_of_causes_has_every_cause_and_fits() {
        for language in Language::ALL {
            let said = catalogue(&Speaker::new(language), 80);
            assert!(said.iter().all(|line| width(&line.text) <= 80));
            for cause in crate::model::cause::CauseId::ALL {
                assert!(said.iter().any(|line| line.text.trim() == cause.as_str()), "{}", cause.as_str());
            }
        }
    }
}
