//! What a test push will do, how it goes, and what it leaves behind.

use std::time::Duration;

use super::{PartState, State, can_remove};
use crate::flow::effect::TestPushed;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Page, Row, TaskRow, TaskState, Tone};
use crate::flow::plan::Plan;
use crate::model::failure::FailureKind;
use crate::model::image::Image;
use crate::model::push::{Left, Part};
use crate::model::registries::{Description, Removal};
use crate::model::verdict::{Destination, Verdict};
use crate::text::{Text, build, dry_run, failures, pages, registries, words};

#[must_use]
pub fn page(state: &State, facts: &Facts, plan: &Plan) -> Page {
    let page = Page::new("test-push", pages::push_title());
    match (state.running(), facts.test_push()) {
        (true, _) => running(state, page),
        (false, Some(pushed)) => done(state, facts, plan, page, pushed),
        (false, None) => before(state, facts, page),
    }
}

fn before(state: &State, facts: &Facts, page: Page) -> Page {
    let image = state.image.as_ref().map(ToString::to_string).unwrap_or_default();
    let afterwards = match can_remove(facts) {
        Some(true) => Row::new(pages::push_row_after(), pages::push_removed_after()).tone(Tone::Good),
        Some(false) => Row::new(pages::push_row_after(), stays_after(facts)).tone(Tone::Warn),
        None => Row::new(pages::push_row_after(), pages::push_tries_after()),
    };
    let mut rows = vec![
        Row::new(pages::push_row_tag(), Text::raw(image)),
        Row::new(pages::push_row_size(), pages::push_size()),
        afterwards,
    ];
    if creates(facts) {
        rows.push(Row::new(pages::push_row_creates(), pages::push_creates()).tone(Tone::Warn));
    }
    let dry = state.failure.as_ref().is_some_and(|failure| failure.kind == FailureKind::DryRun);
    let page = match &state.failure {
        Some(_) if dry => page.block(Block::Verdict(Tone::Warn, dry_run::push())),
        Some(failure) => page.block(Block::Say(Tone::Warn, failures::sentence(failure))),
        None => page.say(pages::push_say()),
    };
    let page = page.gap().block(Block::Rows(rows)).gap().dim(pages::push_never());
    if dry {
        return page.action("skip", Key::Enter, pages::action_continue());
    }
    page.action("push", Key::Enter, pages::action_push()).action("skip", Key::Char('s'), pages::action_skip())
}

/// Whether the first push creates the repository.
fn creates(facts: &Facts) -> bool {
    facts.verdict() == Some(Verdict::CanPush(Destination::WillBeCreated))
}

/// Docker Hub's tags need a level of the token; elsewhere it is the registry that decides how one is removed.
fn stays_after(facts: &Facts) -> Text {
    match Description::of(&facts.registry()) {
        Some(other) if other.removal == Removal::OwnInterface => registries::push_stays_after(),
        _ => pages::push_stays_after(),
    }
}

/// What a person sees as one part.
const ROWS: [&[Part]; 7] = [
    &[Part::Access, Part::TagIsFree],
    &[Part::UploadLayer],
    &[Part::UploadConfig],
    &[Part::PutManifest],
    &[Part::FindByTag, Part::FindByDigest],
    &[Part::ReadManifest, Part::ReadLayer, Part::ReadConfig],
    &[Part::DeleteTag, Part::TagIsGone],
];

fn tasks(state: &State) -> Block {
    Block::Tasks(ROWS.iter().map(|parts| task(state, parts)).collect())
}

fn task(state: &State, parts: &[Part]) -> TaskRow {
    let label = words::push_part(parts[0]);
    let mut row = TaskRow { label, state: TaskState::Waiting, took: None, detail: None };
    let mut took = Duration::ZERO;
    for (at, part) in parts.iter().enumerate() {
        match state.parts.get(part) {
            None => return row,
            Some(PartState::Under { since }) => {
                row.state = TaskState::Running { since: *since };
                return row;
            }
            Some(PartState::Ended(done)) => {
                took += done.took;
                row.took = Some(took);
                if done.failure.is_some() {
                    row.state = TaskState::Failed;
                    return row;
                }
                if *part == Part::PutManifest {
                    row.detail = done.digest.as_ref().map(|digest| Text::raw(digest.short()));
                }
                if at + 1 == parts.len() {
                    row.state = TaskState::Done;
                }
            }
        }
    }
    row
}

fn running(state: &State, page: Page) -> Page {
    let image = state.image.as_ref().map(ToString::to_string).unwrap_or_default();
    let page = page
        .block(Block::Rows(vec![Row::new(pages::push_row_tag(), Text::raw(image))]))
        .gap()
        .block(tasks(state));
    let Some(since) = state.pushing.since() else { return page };
    if state.stopping {
        return page.gap().block(Block::Working { what: pages::push_stopping(), since });
    }
    page.gap().block(Block::Working { what: pages::push_working(), since }).action(
        "stop",
        Key::Char('x'),
        pages::action_stop_cleaning(),
    )
}

/// What a push left that did not come to its end.
#[must_use]
pub fn left_by_stopping(pushed: &TestPushed) -> Text {
    match pushed.push.left {
        Some(Left::Tag) => registries::left(&pushed.image),
        Some(Left::PerhapsTag) => pages::push_left_perhaps(pushed.image.to_string()),
        Some(Left::Bytes) => pages::push_left_bytes(),
        None => pages::push_left_no_tag(),
    }
}

/// A page about a repository; on the one with its tags a person can delete one (Docker's page on repository tags).
fn hub_page(image: &Image, which: &str, plan: &Plan) -> Option<String> {
    let hub = plan.hub.trim_end_matches('/');
    image.registry().is_docker_hub().then(|| format!("{hub}/r/{}{which}", image.repository()))
}

fn done(state: &State, facts: &Facts, plan: &Plan, page: Page, pushed: &TestPushed) -> Page {
    let mut page = match (pushed.failed(), pushed.proven(), pushed.left_behind()) {
        _ if pushed.stopped() => {
            page.block(Block::Verdict(Tone::Warn, pages::push_stopped())).say(left_by_stopping(pushed))
        }
        (Some((part, failure)), false, _) => page
            .block(Block::Verdict(Tone::Bad, pages::push_failed(words::push_part(part))))
            .say(failures::sentence(&failure)),
        (_, _, true) => page
            .block(Block::Verdict(Tone::Warn, pages::push_works_but_stays()))
            .say(registries::left(&pushed.image)),
        _ if creates(facts) => {
            let page = page.block(Block::Verdict(Tone::Good, pages::push_works()));
            page.say(pages::push_left_repository()).blocks(hub_page(&pushed.image, "", plan).map(Block::Link))
        }
        _ => page.block(Block::Verdict(Tone::Good, pages::push_works())).say(pages::push_left_nothing()),
    };
    page = page.gap().block(tasks(state));
    if pushed.left_behind()
        && let Some(address) = hub_page(&pushed.image, "/tags", plan)
    {
        page = page.gap().dim(pages::push_remove_there()).block(Block::Link(address));
    }
    if pushed.stopped() {
        return page.action("push", Key::Enter, pages::action_push_again()).action(
            "skip",
            Key::Char('s'),
            pages::action_skip(),
        );
    }
    let next = if pushed.proven() && facts.repository().is_some() {
        build::action_to_secrets()
    } else {
        pages::action_to_report()
    };
    page.action("continue", Key::Enter, next).action("push", Key::Char('r'), pages::action_push_again())
}
