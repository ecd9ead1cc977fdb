//! What lies over a page: help, the question before leaving, the offer to go on.

use super::State;
use super::details;
use super::event::Key;
use super::facts::{Change, ChangeKind};
use super::page::{Block, Page, Row, Tone};
use super::saved::Saved;
use crate::text::{Text, details as texts, pages, words};

#[derive(Debug)]
pub(super) enum Overlay {
    Help,
    Leave,
    Resume(Box<Saved>),
    /// How to take back what the earlier run changed.
    Undo(Box<Saved>),
    /// A line of the checklist, by its place.
    Check(usize),
}

impl Overlay {
    pub(super) fn closes_on_any_key(&self) -> bool {
        matches!(self, Self::Help)
    }
}

pub(super) fn page(overlay: &Overlay, state: &State, behind: &Page) -> Page {
    match overlay {
        Overlay::Help => help(behind, state.plan.lesson()),
        Overlay::Leave => leave(state),
        Overlay::Resume(saved) => resume(saved),
        Overlay::Undo(saved) => undo(saved),
        Overlay::Check(at) => details::page(*at, state),
    }
}

/// Only keys that work now; in practice also what the story teaches.
fn help(behind: &Page, lesson: Option<Text>) -> Page {
    let mut rows: Vec<Row> = behind
        .actions
        .iter()
        .filter(|action| action.id != "help")
        .map(|action| Row::new(Text::raw(action.key.name()), action.label.clone()))
        .collect();
    let has = |wanted: fn(&Block) -> bool| behind.blocks.iter().any(wanted);
    if has(|block| matches!(block, Block::Choose(_))) {
        rows.push(Row::new(Text::raw("Up Down j k 1-9"), pages::help_choose()));
    }
    if has(|block| matches!(block, Block::Choose(list) if list.is_long())) {
        rows.push(Row::new(Text::raw("/"), pages::help_find()));
    }
    if has(|block| matches!(block, Block::Input(_))) {
        rows.push(Row::new(Text::raw("Tab Shift+Tab"), pages::help_fields()));
        rows.push(Row::new(Text::raw("^U"), pages::help_clear()));
    }
    let checklist = if behind.typing() { "F3" } else { "C" };
    rows.push(Row::new(Text::raw(checklist), texts::help_checklist()));
    rows.push(Row::new(Text::raw("PgUp PgDn"), pages::help_scroll()));
    rows.push(Row::new(Text::raw("F5"), pages::help_lines()));
    rows.push(Row::new(Text::raw("Shift + mouse"), pages::help_select()));
    rows.push(Row::new(Text::raw("^C"), pages::help_leave()));
    let mut page = Page::new("help", pages::help_title()).block(Block::Rows(rows)).gap();
    if let Some(lesson) = lesson {
        page = page.say(lesson).gap();
    }
    page.dim(pages::help_close()).action("close", Key::Enter, pages::action_close())
}

fn leave(state: &State) -> Page {
    let mut page = Page::new("leave", pages::leave_title());
    if state.steps.changing() {
        page = page.block(Block::Say(Tone::Warn, pages::leave_running())).gap();
    }
    if state.facts.changes.is_empty() {
        page = page.say(pages::leave_nothing());
    } else {
        page = page
            .say(pages::leave_changed())
            .block(Block::Rows(state.facts.changes.iter().map(change_row).collect()));
        if !state.plan.is_practice() && !state.plan.is_dry() {
            page = page.gap().dim(pages::leave_resume());
        }
    }
    page.action("stay", Key::Enter, pages::action_stay())
        .action("leave", Key::Char('q'), pages::action_leave())
        .action("restart", Key::Char('r'), pages::action_start_over())
        .action("stay", Key::Esc, pages::action_back())
}

pub(super) fn change_row(change: &Change) -> Row {
    let tone = if matches!(change.what, ChangeKind::TestImagePushed) { Tone::Plain } else { Tone::Dim };
    Row::new(words::change(change.what), Text::raw(&change.subject)).tone(tone)
}

fn resume(saved: &Saved) -> Page {
    let mut rows = Vec::new();
    if let Some(image) = &saved.image {
        rows.push(Row::new(pages::project_image(), Text::raw(image)));
    }
    if let Some(user) = &saved.username {
        rows.push(Row::new(pages::project_username(), Text::raw(user)));
    }
    rows.push(Row::new(pages::resume_when(), Text::when(saved.saved_at())));
    rows.extend(changes(saved).map(|(kind, subject)| Row::new(words::change(kind), Text::raw(subject))));
    let page = Page::new("resume", pages::resume_title())
        .say(pages::resume_say())
        .gap()
        .block(Block::Rows(rows))
        .gap()
        .dim(pages::resume_checked_again())
        .action("continue", Key::Enter, pages::action_resume())
        .action("new", Key::Char('n'), pages::action_start_over());
    let page = match changes(saved).next() {
        Some(_) => page.action("undo", Key::Char('u'), texts::undo_action()),
        None => page,
    };
    page.action("language", Key::Char('L'), pages::action_language())
}

/// What the earlier run changed; a kind that this version does not know is left out.
fn changes(saved: &Saved) -> impl Iterator<Item = (ChangeKind, &str)> {
    saved.changes.iter().filter_map(|change| {
        let kind = ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == change.kind)?;
        Some((kind, change.subject.as_str()))
    })
}

/// Nothing of this is done for the person: most of it needs a session that is over, and a token that is
/// forgotten is lost.
fn undo(saved: &Saved) -> Page {
    let row = |(kind, subject)| {
        let how = words::undo(kind);
        Row::new(words::change(kind), Text::raw(subject)).aside(how)
    };
    Page::new("undo", texts::undo_title())
        .say(texts::undo_say())
        .gap()
        .block(Block::Rows(changes(saved).map(row).collect()))
        .action("close", Key::Enter, pages::action_close())
        .action("back", Key::Esc, pages::action_back())
}
