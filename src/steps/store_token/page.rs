//! Where the token is kept, or why it is not and what can be done.

use super::{PassphraseProblem, State, WayOut};
use crate::flow::effect::KeepIn;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Choice, Choose, Input, Page, Tone};
use crate::model::failure::{Failure, FailureKind, KeyringTrouble};
use crate::text::{Text, failures, pages, words};

#[must_use]
pub fn page(state: &State, facts: &Facts) -> Page {
    let page = Page::new("keep", pages::keep_title());
    if let Some(since) = state.keeping.since() {
        let place = words::place(state.place.unwrap_or(KeepIn::Keyring));
        return page.block(Block::Working { what: pages::keep_working(place), since }).action(
            "stop",
            Key::Char('x'),
            pages::action_stop(),
        );
    }
    if let Some(since) = state.unlocking.since() {
        return page.block(Block::Working { what: pages::keep_unlocking(), since }).action(
            "stop",
            Key::Char('x'),
            pages::action_stop(),
        );
    }
    if let Some(form) = &state.passphrase {
        let problem = state.passphrase_problem;
        return Page::new("passphrase", pages::keep_title())
            .say(pages::passphrase_say())
            .dim(pages::passphrase_warning())
            .gap()
            .block(Block::Input(Input {
                id: "passphrase",
                label: pages::passphrase_label(),
                shown: form.shown("passphrase"),
                hint: None,
                problem: (problem == Some(PassphraseProblem::TooShort)).then(pages::passphrase_too_short),
                focused: form.focused("passphrase"),
            }))
            .block(Block::Input(Input {
                id: "passphrase-again",
                label: pages::passphrase_again(),
                shown: form.shown("passphrase-again"),
                hint: None,
                problem: (problem == Some(PassphraseProblem::Different)).then(pages::passphrase_different),
                focused: form.focused("passphrase-again"),
            }))
            .action("continue", Key::Enter, pages::action_encrypt());
    }
    match (&state.trouble, facts.current(&facts.kept)) {
        (Some(failure), _) => trouble(state, failure),
        (None, Some(kept)) => page
            .block(Block::Verdict(Tone::Good, pages::keep_done(words::place(kept.place))))
            .action("continue", Key::Enter, pages::action_continue()),
        (None, None) => page.action("continue", Key::Enter, pages::action_continue()),
    }
}

fn trouble(state: &State, failure: &Failure) -> Page {
    let ways = state.ways_out();
    let options = ways
        .iter()
        .enumerate()
        .map(|(at, way)| {
            let (label, note) = way_words(*way);
            Choice { id: way.id().into(), label, note: Some(note), recommended: at == 0 }
        })
        .collect();
    let mut page = Page::new("keep", pages::keep_title())
        .block(Block::Verdict(Tone::Warn, pages::keep_not_kept()))
        .say(failures::sentence(failure));
    if let Some(explanation) = explain(failure) {
        page = page.dim(explanation);
    }
    page.gap()
        .block(Block::Choose(Choose {
            id: "keep",
            label: pages::keep_question(),
            options,
            at: state.ways.chosen("keep"),
            focused: true,
        }))
        .action("continue", Key::Enter, pages::action_continue())
}

fn explain(failure: &Failure) -> Option<Text> {
    match failure.kind {
        FailureKind::Keyring(KeyringTrouble::Locked) => Some(pages::keep_explain_locked()),
        FailureKind::Keyring(KeyringTrouble::Absent) => Some(pages::keep_explain_absent()),
        FailureKind::Keyring(KeyringTrouble::TimedOut) => Some(pages::keep_explain_timeout()),
        _ => None,
    }
}

fn way_words(way: WayOut) -> (Text, Text) {
    match way {
        WayOut::Unlock => (pages::way_unlock(), pages::way_unlock_note()),
        WayOut::Again => (pages::way_again(), pages::way_again_note()),
        WayOut::Kernel => (pages::way_kernel(), pages::way_kernel_note()),
        WayOut::File => (pages::way_file(), pages::way_file_note()),
        WayOut::RunOnly => (pages::way_run_only(), pages::way_run_only_note()),
    }
}
