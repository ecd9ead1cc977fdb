//! A page as lines: what is said, in order. Questions are not in here.

use crate::flow::page::{Block, Page, Row, Table, TaskRow, TaskState, Tone};
use crate::text::speak::Speaker;
use crate::text::{Text, surface};
use crate::ui::wrap::wrap;

/// The page that names the keys of the screen, none of which is pressed here.
pub(crate) const HELP: &str = "help";

/// What can be typed, and what the page says beside the keys.
fn help(page: &Page, speaker: &Speaker) -> Vec<String> {
    let typed = [
        surface::plain_help_number(),
        surface::plain_help_field(),
        surface::plain_help_more(),
        surface::plain_help_leave(),
    ];
    let more = page.blocks.iter().filter(|block| matches!(block, Block::Say(Tone::Plain, _)));
    typed.into_iter().chain(more.flat_map(block)).map(|text| speaker.say(&text)).collect()
}

/// What the page says now. Parts of work are left out until something came of them.
pub(crate) fn lines(page: &Page, speaker: &Speaker) -> Vec<String> {
    if page.id == HELP {
        return help(page, speaker);
    }
    let said = page.blocks.iter().flat_map(block);
    said.flat_map(|text| wrap(&speaker.say(&text), usize::MAX)).filter(|line| !line.is_empty()).collect()
}

/// The same of a page that was read out before: what is counted as over was said when it was over.
pub(crate) fn news(page: &Page, speaker: &Speaker) -> Vec<String> {
    let mut page = page.clone();
    for block in &mut page.blocks {
        if let Block::Tasks(tasks) = block {
            tasks.retain(|task| task.state != TaskState::Folded);
        }
    }
    lines(&page, speaker)
}

/// The lines that were not there before. What says the same as before says nothing.
pub(crate) fn new_lines<'a>(before: &[String], now: &'a [String]) -> Vec<&'a String> {
    let mut before: Vec<&String> = before.iter().collect();
    let mut new = Vec::new();
    for line in now {
        match before.iter().position(|old| *old == line) {
            Some(at) => drop(before.swap_remove(at)),
            None => new.push(line),
        }
    }
    new
}

/// What is wrong with the fields of the page.
pub(crate) fn problems(page: &Page, speaker: &Speaker) -> Vec<String> {
    let problems = page.blocks.iter().filter_map(|block| match block {
        Block::Input(input) => input.problem.clone(),
        _ => None,
    });
    problems.map(|text| speaker.say(&surface::plain_warn(text))).collect()
}

/// Whether something is wrong with this field.
pub(crate) fn has_problem(page: &Page, id: &str) -> bool {
    page.blocks
        .iter()
        .any(|block| matches!(block, Block::Input(input) if input.id == id && input.problem.is_some()))
}

fn block(block: &Block) -> Vec<Text> {
    match block {
        Block::Verdict(tone, text) => vec![verdict(*tone, text.clone())],
        Block::Say(_, text) => vec![text.clone()],
        Block::Gap | Block::Choose(_) => Vec::new(),
        Block::Steps(rows) => {
            rows.iter().enumerate().map(|(at, step)| surface::plain_numbered(at + 1, row(step))).collect()
        }
        Block::Rows(rows) => rows.iter().map(row).collect(),
        Block::Tasks(tasks) => tasks.iter().filter_map(task).collect(),
        Block::Table(table) => self::table(table),
        Block::Link(address) => vec![surface::plain_link(address)],
        Block::Command(command) => vec![surface::plain_command(command)],
        Block::Input(input) => input
            .problem
            .iter()
            .map(|text| surface::plain_warn(text.clone()))
            .chain(input.hint.clone())
            .collect(),
        Block::Working { what, .. } => vec![what.clone()],
    }
}

/// A verdict is a word first: there is no colour here, and no mark that everybody hears.
fn verdict(tone: Tone, text: Text) -> Text {
    match tone {
        Tone::Good => surface::plain_good(text),
        Tone::Bad => surface::plain_bad(text),
        Tone::Warn => surface::plain_warn(text),
        Tone::Plain | Tone::Dim | Tone::Accent => text,
    }
}

fn row(row: &Row) -> Text {
    let empty = |text: &Text| *text == Text::raw("");
    let said = match (empty(&row.label), empty(&row.value)) {
        (false, false) => surface::plain_row(row.label.clone(), row.value.clone()),
        (true, _) => row.value.clone(),
        (_, true) => row.label.clone(),
    };
    let said = match &row.aside {
        Some(aside) => surface::plain_aside(said, aside.clone()),
        None => said,
    };
    verdict(row.tone, said)
}

/// A part of work once it is settled: its state, its time, its detail.
fn task(task: &TaskRow) -> Option<Text> {
    let mut said = task.label.clone();
    if let Some(took) = task.took {
        said = surface::plain_and(said, surface::span(took));
    }
    if let Some(detail) = &task.detail {
        said = surface::plain_and(said, detail.clone());
    }
    match task.state {
        TaskState::Waiting | TaskState::Running { .. } => None,
        TaskState::Folded => Some(surface::plain_folded(said)),
        TaskState::Done => Some(surface::plain_good(said)),
        TaskState::Failed => Some(surface::plain_bad(said)),
        TaskState::Skipped => Some(surface::plain_skipped(said)),
    }
}

/// A line for each row, each cell after the name of its column.
fn table(table: &Table) -> Vec<Text> {
    let line = |row: &Vec<crate::flow::page::Cell>| {
        table
            .head
            .iter()
            .zip(row)
            .map(|(head, cell)| surface::plain_row(head.clone(), cell.text.clone()))
            .reduce(surface::plain_and)
    };
    table.rows.iter().filter_map(line).collect()
}
