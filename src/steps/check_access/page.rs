//! The verdict, what led to it, and what to do.

use super::{Asking, Next, State, next};
use crate::flow::effect::KeepIn;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Cell, Page, Row, Table, TaskRow, TaskState, Tone};
use crate::model::access::{Actions, Asked, Measured, Question};
use crate::model::failure::{Failure, FailureKind};
use crate::model::image::Image;
use crate::model::project::Push;
use crate::model::verdict::{Outcome, Verdict};
use crate::text::{Text, failures, pages, words};

/// The questions that a person watches being answered. Those about deleting decide nothing here.
const QUESTIONS: [Question; 7] = [
    Question::Challenge,
    Question::Repository,
    Question::Level(Actions::PULL),
    Question::Level(Actions::PULL_PUSH),
    Question::SignIn,
    Question::Target(Actions::PULL_PUSH),
    Question::Upload,
];

/// So many requests stand beside the verdict: those that decided. All of them are one key away.
const TELLING: usize = 2;

#[must_use]
pub fn page(state: &State, facts: &Facts) -> Page {
    if let Some(since) = state.measuring.since() {
        return asking(state, facts, since);
    }
    match (facts.verdict(), facts.access()) {
        (Some(verdict), Some(measured)) if state.proof => proof(&verdict, measured),
        (Some(verdict), Some(measured)) => answer(state, &verdict, measured, facts),
        _ => {
            let why = state.failure.as_ref().map_or_else(pages::access_stopped, failures::sentence);
            Page::new("access", pages::access_title())
                .say(why)
                .action("again", Key::Enter, pages::action_again())
                .action("correct", Key::Char('e'), pages::action_correct())
        }
    }
}

fn asking(state: &State, facts: &Facts, since: crate::model::moment::Moment) -> Page {
    if let Some(until) = state.waits_until {
        return Page::new("access", pages::access_title())
            .say(pages::access_waiting_say())
            .gap()
            .block(Block::Working { what: pages::access_waiting(until.iso()), since })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    let image = facts.image.as_ref().map(|image| image.familiar()).unwrap_or_default();
    let hub = facts.registry().is_docker_hub();
    let rows = QUESTIONS
        .iter()
        .filter(|question| {
            hub || !matches!(question, Question::SignIn | Question::Level(_) | Question::Repository)
        })
        .map(|question| {
            let (state, took) = match state.questions.get(question) {
                None => (TaskState::Waiting, None),
                Some(Asking::Under { since }) => (TaskState::Running { since: *since }, None),
                Some(Asking::Answered { good: true, took }) => (TaskState::Done, Some(*took)),
                Some(Asking::Answered { good: false, took }) => (TaskState::Failed, Some(*took)),
            };
            TaskRow { label: words::question(*question), state, took, detail: None }
        })
        .collect();
    Page::new("access", pages::access_title())
        .say(pages::access_say(image))
        .gap()
        .block(Block::Tasks(rows))
        .gap()
        .block(Block::Working { what: pages::access_working(), since })
        .action("stop", Key::Char('x'), pages::action_stop())
}

fn answer(state: &State, verdict: &Verdict, measured: &Measured, facts: &Facts) -> Page {
    let tone = match verdict.outcome() {
        Outcome::CanPush => Tone::Good,
        Outcome::CannotPush => Tone::Bad,
        Outcome::Unknown => Tone::Warn,
    };
    let mut page = Page::new("access", pages::access_title())
        .block(Block::Verdict(tone, words::verdict(verdict, Some(measured))))
        .say(words::why(verdict, measured))
        .gap();
    if let Some(table) = rights(measured) {
        page = page.block(Block::Table(table)).gap();
    }
    // What settles a yes is one answer, the upload that was opened.
    let telling = if tone == Tone::Good { 1 } else { TELLING };
    let mut proof: Vec<Row> = words::proof(measured).into_iter().take(telling).collect();
    // The same answer is read once.
    for at in (1..proof.len()).rev() {
        proof[at].aside = proof[at].aside.take().filter(|aside| proof[at - 1].aside.as_ref() != Some(aside));
    }
    proof.extend(verdict.cause().map(|cause| {
        Row::new(pages::proof_code(), pages::proof_code_is(cause.code(), words::cause(cause))).tone(Tone::Dim)
    }));
    page = page.block(Block::Rows(proof));
    // The same answer again looks as if nothing had been asked.
    if let (Outcome::Unknown, 2.., Some(learned)) = (verdict.outcome(), state.times, &facts.measured) {
        page = page.dim(pages::access_asked(state.times, learned.at.iso()));
    }
    if let Some(seconds) = measured.clock_ahead {
        page = page.block(Block::Say(Tone::Warn, words::clock(seconds)));
    }
    // It is kept before it is proven, as it is shown only once; what it was put in the place of is there as well.
    let kept = facts.current(&facts.kept).filter(|kept| kept.set_aside && kept.place == KeepIn::Keyring);
    if let (Some(_), Some(one), false) = (kept, &facts.credential, tone == Tone::Good) {
        page = page.dim(pages::access_both_kept(format!("{}/{}", one.registry, one.username)));
    }
    page = page.gap().say(remedy(verdict, measured, facts));
    actions(page, verdict, facts)
}

/// What to do about it. Where the image is named for another account, the place in the workflow that does it.
fn remedy(verdict: &Verdict, measured: &Measured, facts: &Facts) -> Text {
    if let Verdict::RateLimited { until: Some(_) } = verdict {
        // Only here is there an Enter that waits.
        return pages::remedy_wait_until();
    }
    let looked = facts.looked.as_ref().filter(|_| *verdict == Verdict::NotYourNamespace);
    let names = |push: &&Push| {
        let image = push.image.as_ref().and_then(|image| Image::parse(image).ok());
        image.is_some_and(|image| image.repository() == measured.image.repository())
    };
    match (looked.and_then(|looked| looked.project.pushes.iter().find(names)), &measured.username) {
        (Some(push), Some(user)) => {
            let (namespace, place) = (measured.image.namespace(), push.place.to_string());
            pages::remedy_not_your_namespace_at(namespace, user.as_str(), place)
        }
        _ => words::remedy(verdict, measured),
    }
}

fn actions(page: Page, verdict: &Verdict, facts: &Facts) -> Page {
    let action = next(verdict, facts);
    let first = match action {
        Next::Onward if facts.is_kept() => pages::action_to_test_push(),
        Next::Onward => pages::action_to_keep(),
        Next::NewToken => pages::action_new_token(),
        Next::CorrectProject => pages::action_correct(),
        Next::AskAgain => pages::action_again(),
        Next::TrustRealm => pages::action_trust(),
    };
    let mut page = match action {
        // A credential that goes to a foreign host is never the key that a hand falls on.
        Next::TrustRealm => {
            page.action("again", Key::Enter, pages::action_again()).action("trust", Key::Char('t'), first)
        }
        _ => page.action("continue", Key::Enter, first),
    };
    page = page.action("proof", Key::Char('w'), pages::action_proof());
    if !matches!(action, Next::AskAgain | Next::TrustRealm) {
        page = page.action("again", Key::Char('r'), pages::action_again());
    }
    if !matches!(action, Next::NewToken) {
        page = page.action("new", Key::Char('n'), pages::action_new_token());
    }
    if matches!(action, Next::NewToken | Next::AskAgain) {
        page = page.action("correct", Key::Char('e'), pages::action_correct());
    }
    page
}

/// Every request that was made, with what came back.
fn proof(verdict: &Verdict, measured: &Measured) -> Page {
    let mut page =
        Page::new("access", pages::proof_title()).say(words::verdict(verdict, Some(measured))).gap();
    page = page.block(Block::Rows(words::proof(measured)));
    page = page.gap().dim(pages::proof_no_secret());
    page.action("proof", Key::Enter, pages::action_close())
}

/// Of each row of the rights, how many cells say what it is about.
const NAMED: usize = 2;

/// Asked / this token / your account, for pull, push and delete; nothing where no right was measured.
fn rights(measured: &Measured) -> Option<Table> {
    measured.on_target(Actions::PULL_PUSH)?;
    let hub = !measured.level.is_empty();
    // A token that only its registry can read fills no table.
    if !measured.image.registry().is_docker_hub() {
        measured.may(Actions::PULL)?;
    }
    let yes = |tone| Cell::new(pages::table_yes(), tone);
    let no = |tone| Cell::new(pages::table_no(), tone);
    let unknown = || Cell::new(Text::raw("-"), Tone::Dim);
    let by_level = |actions: Actions, needed: bool| match measured.at_level(actions) {
        Some(Asked { answer: Ok(_), .. }) => yes(Tone::Good),
        Some(Asked { answer: Err(failure), .. }) if scope_refused(failure) => {
            no(if needed { Tone::Bad } else { Tone::Dim })
        }
        _ => unknown(),
    };
    let account = |actions: Actions, needed: bool| match measured.may(actions) {
        Some(true) => yes(Tone::Good),
        Some(false) => no(if needed { Tone::Bad } else { Tone::Dim }),
        None => unknown(),
    };
    let mut head = vec![pages::table_action(), pages::table_asked()];
    if hub {
        head.push(pages::table_this_token());
    }
    head.push(pages::table_granted());
    let row = |name: &str, actions: Actions, needed: bool| {
        let mut row = vec![
            Cell::new(Text::raw(name), Tone::Plain),
            if needed {
                Cell::new(pages::table_yes(), Tone::Plain)
            } else {
                Cell::new(pages::table_optional(), Tone::Dim)
            },
        ];
        if hub {
            row.push(by_level(actions, needed));
        }
        row.push(account(actions, needed));
        row
    };
    let rows = vec![
        row("pull", Actions::PULL, true),
        row("push", Actions::PULL_PUSH, true),
        row("delete", Actions::DELETE, false),
    ];
    // Where nothing is known of any right, a table of dashes only takes the place of what is.
    let known = |cell: &Cell| *cell != unknown();
    rows.iter().any(|row| row.iter().skip(NAMED).any(known)).then_some(Table { head, rows })
}

fn scope_refused(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Refused { .. })
}
