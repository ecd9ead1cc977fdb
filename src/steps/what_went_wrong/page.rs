//! The place for the log, then the causes as a list, the chosen one with its evidence.

use super::{CAUSE, LOG, State};
use crate::diagnosis::probes::Answer;
use crate::diagnosis::{Diagnosis, Finding, Probe};
use crate::flow::event::Key;
use crate::flow::page::{Block, Choice, Choose, Input, Page, Row, Tone};
use crate::model::probed::{Probed, Used};
use crate::report::diagnosis::{cards, place, shown_by};
use crate::report::probes::{self as probed_rows, rows};
use crate::text::diagnosis::{self as words, Said};
use crate::text::{Text, causes, pages, probes};

/// How many lines prove the chosen cause, so that all fits on a small screen.
const CLUES: usize = 3;
/// The key that goes on without a log while Enter means something else.
const FULL_CHECK: Key = Key::Ctrl('f');

#[must_use]
pub fn page(state: &State) -> Page {
    if let Some(since) = state.reading.since() {
        return Page::new("what-went-wrong-reading", words::wrong_title())
            .block(Block::Working {
                what: if state.fetching { probes::fetching_run() } else { words::wrong_reading() },
                since,
            })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    if let Some(since) = state.probing.since() {
        return Page::new("what-went-wrong-measuring", words::wrong_title())
            .block(Block::Working { what: probes::probing(), since })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    match state.reading.done() {
        Some(Ok(diagnosis)) if diagnosis.findings.is_empty() => {
            without_cause(words::nothing(), |page| page.gap().say(words::nothing_hint()))
        }
        Some(Ok(diagnosis)) => found(state, diagnosis),
        Some(Err(why)) => without_cause(why.clone(), |page| page),
        None => ask(state),
    }
}

fn ask(state: &State) -> Page {
    let offer = state.offer.done().and_then(Option::as_ref);
    let looking = state.offer.since();
    let hint = match offer {
        Some(slug) => Some(probes::last_run_hint(slug.to_string())),
        None => looking.is_none().then(words::wrong_hint),
    };
    let mut page = Page::new("what-went-wrong", words::wrong_title()).say(words::wrong_say()).gap().block(
        Block::Input(Input {
            id: LOG,
            label: words::wrong_field(),
            shown: state.form.shown(LOG),
            hint,
            problem: None,
            focused: true,
        }),
    );
    if let Some(since) = looking {
        page = page.gap().block(Block::Working { what: probes::looking_for_runs(), since });
    }
    // Who has no log at hand is best served by the log of the run that failed.
    match (state.form.value(LOG).trim(), offer, looking) {
        ("", Some(_), _) => page.ahead().action("run", Key::Enter, probes::action_last_run()).action(
            "skip",
            FULL_CHECK,
            words::action_full_check(),
        ),
        ("", None, Some(_)) => page.action("skip", FULL_CHECK, words::action_full_check()),
        ("", None, None) => page.ahead().action("skip", Key::Enter, words::action_full_check()),
        _ => page.action("read", Key::Enter, words::action_find_cause()),
    }
}

fn without_cause(why: Text, more: impl FnOnce(Page) -> Page) -> Page {
    more(Page::new("what-went-wrong-nothing", words::wrong_title()).block(Block::Verdict(Tone::Warn, why)))
        .action("skip", Key::Enter, words::action_full_check())
        .action("another", Key::Char('p'), words::action_another_log())
}

fn found(state: &State, diagnosis: &Diagnosis) -> Page {
    let probed = diagnosis.picture.probed.as_deref();
    let mut options: Vec<Choice> = cards(diagnosis)
        .map(|finding| Choice {
            id: finding.cause.as_str().to_owned(),
            label: words::head(finding),
            // What was measured takes their place.
            note: shown_by(finding).filter(|_| probed.is_none()),
            recommended: false,
        })
        .collect();
    options.push(Choice {
        id: "none".to_owned(),
        label: words::wrong_none_of_these(),
        note: None,
        recommended: false,
    });
    let mut page = Page::new("what-went-wrong-found", words::wrong_found()).block(Block::Choose(Choose {
        id: CAUSE,
        label: Text::raw(""),
        options,
        at: state.causes.chosen(CAUSE),
        focused: true,
    }));
    if let Some(finding) = state.chosen() {
        page = card(page.gap(), finding, probed.is_none());
    }
    if let Some(probed) = probed {
        page = measured(page.gap(), probed);
    }
    let page = if state.undecided() {
        page.dim(probes::measure_note()).action("measure", Key::Enter, probes::action_measure()).action(
            "continue",
            Key::Char('c'),
            pages::action_continue(),
        )
    } else {
        page.action("continue", Key::Enter, pages::action_continue())
    };
    page.action("another", Key::Char('p'), words::action_another_log())
}

/// What was measured: each question with its answer. The credential is named above them; it, the network and the clock
/// have lines of their own only where they are not as they should be, each service by itself then. Without an image they
/// are all that could be measured.
fn measured(mut page: Page, probed: &Probed) -> Page {
    let tone = |answer: Answer| match answer {
        Answer::Yes => Tone::Good,
        Answer::No => Tone::Bad,
        Answer::Open => Tone::Dim,
    };
    let only_the_way = probed.used == Used::NoImage;
    page = page.say(if only_the_way { probes::only_the_way() } else { probes::with(probed) });
    let decides = |row: &probed_rows::Row| {
        if only_the_way {
            return row.answer == Answer::No || (row.probe.is_some() && row.answer == Answer::Yes);
        }
        let background =
            matches!(row.probe, None | Some(Probe::Reachability | Probe::Clock | Probe::Sources));
        !(background && row.answer == Answer::Yes)
    };
    let rows = rows(probed)
        .into_iter()
        .filter(decides)
        .map(|row| Row::new(row.label, row.value).tone(tone(row.answer)));
    page = page.block(Block::Rows(rows.collect()));
    match probes::elsewhere(probed) {
        Some(elsewhere) => page.dim(elsewhere),
        None => page,
    }
}

/// The lines of the log that prove it and what speaks against it, unless something better was measured; what mends it.
fn card(mut page: Page, finding: &Finding, lines: bool) -> Page {
    let rows = |clues: &[crate::diagnosis::Clue], most: usize, tone: Tone| -> Vec<Row> {
        clues[clues.len().saturating_sub(most)..]
            .iter()
            .map(|clue| Row::new(place(clue), Text::raw(&clue.text)).tone(tone))
            .collect()
    };
    if lines {
        page = page.block(Block::Rows(rows(&finding.evidence, CLUES, Tone::Plain)));
    }
    if lines && !finding.against.is_empty() {
        page = page.dim(words::against()).block(Block::Rows(rows(&finding.against, 1, Tone::Warn)));
    }
    page = if lines { page.gap() } else { page }.say(causes::words(finding.cause).fix);
    for remedy in &finding.next {
        page = match words::said(remedy) {
            // The wizard leads there by itself.
            Said::Sentence(_) => page,
            Said::Command(command) => page.block(Block::Command(command)),
            Said::Link(address) => page.block(Block::Link(address)),
            Said::Lines(title, lines) => {
                page.say(title).blocks(lines.lines().map(|line| Block::Command(line.to_owned())))
            }
        };
    }
    page
}
