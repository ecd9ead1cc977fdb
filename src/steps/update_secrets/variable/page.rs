//! What a user name in a secret does to every log, the lines that would change it, and what came of it.

use super::Variable;
use crate::flow::event::Key;
use crate::flow::page::{Block, Cell, Page, Row, Table, Tone};
use crate::model::secret_plan::{Deed, Done};
use crate::model::variable_offer::{Changed, Offer, Taken};
use crate::text::{Text, build, github, pages, variable as words};

/// So many changed lines, so that all fits on a small screen.
const LINES: usize = 4;

#[must_use]
pub fn page(state: &Variable) -> Page {
    let title = words::title();
    if let Some(since) = state.taking.since() {
        let page = Page::new("variable-writing", title);
        return if state.stopping {
            page.block(Block::Working { what: build::secrets_stopping(), since })
        } else {
            page.block(Block::Working { what: words::taking(), since }).action(
                "stop",
                Key::Char('x'),
                pages::action_stop(),
            )
        };
    }
    if let Some(taken) = &state.taken {
        return came(taken);
    }
    let page = Page::new("variable", title).say(words::say());
    if let Some(since) = state.reading.since() {
        return close(page.gap().block(Block::Working { what: words::looking(), since }).action(
            "stop",
            Key::Char('x'),
            pages::action_stop(),
        ));
    }
    match (&state.trouble, &state.offer) {
        (Some(failure), _) => {
            let page = page.gap().block(Block::Say(Tone::Warn, github::sentence(failure)));
            close(page).action("look-again", Key::Char('r'), pages::action_again()).action(
                "other-token",
                Key::Char('t'),
                build::action_other_token(),
            )
        }
        (None, Some(offer)) => offered(page, offer),
        (None, None) => close(page),
    }
}

fn close(page: Page) -> Page {
    page.action("explain", Key::Enter, pages::action_close())
}

fn offered(page: Page, offer: &Offer) -> Page {
    let deed = |deed: Deed| match deed {
        Deed::Create => build::deed_create(),
        Deed::Update => build::deed_update(),
        Deed::Leave => build::deed_leave(),
    };
    let rows = offer.variables.iter().map(|row| {
        let place = github::shelf(&row.shelf);
        Row::new(build::variable(&row.need.name), deed(row.deed)).aside(place)
    });
    let mut page = page.gap().block(Block::Rows(rows.collect()));
    for line in offer.lines.iter().take(LINES) {
        page = page
            .dim(Text::raw(line.place.to_string()))
            .block(Block::Say(Tone::Plain, Text::raw(format!("- {}", line.before.trim()))))
            .block(Block::Say(Tone::Accent, Text::raw(format!("+ {}", line.after.trim()))));
    }
    if offer.lines.len() > LINES {
        page = page.dim(words::more_lines(offer.lines.len() - LINES));
    }
    page = page.gap().dim(if offer.lines.is_empty() { words::no_lines() } else { words::order() });
    close(page).action("take", Key::Char('a'), words::action_take())
}

fn came(taken: &Taken) -> Page {
    let mut page = Page::new("variable-written", words::title());
    page = match (taken.complete(), taken.failure()) {
        (true, _) => page.block(Block::Verdict(Tone::Good, words::taken())),
        (false, Some(failure)) => {
            page.block(Block::Verdict(Tone::Bad, words::taken_partly())).say(github::sentence(failure))
        }
        (false, None) => page.block(Block::Verdict(Tone::Warn, words::taken_partly())),
    };
    let variable = |(row, done): &(crate::model::secret_plan::Row, Done)| {
        let (came, tone) = match done {
            Done::Confirmed => (build::came_confirmed(), Tone::Good),
            Done::Left | Done::Planned => (build::came_left(), Tone::Good),
            Done::Written => (build::came_unseen(), Tone::Warn),
            Done::Failed(_) => (build::came_failed(), Tone::Bad),
            Done::NotTried => (build::came_not_tried(), Tone::Warn),
        };
        vec![
            Cell::new(build::variable(&row.need.name), Tone::Plain),
            Cell::new(github::shelf(&row.shelf), Tone::Plain),
            Cell::new(came, tone),
        ]
    };
    page = page.gap().block(Block::Table(Table {
        head: vec![build::table_name(), build::table_where(), build::table_result()],
        rows: taken.variables.iter().map(variable).collect(),
    }));
    let file = |(name, changed): &(String, Changed)| {
        let (came, tone) = match changed {
            Changed::Written { .. } => (words::file_written(), Tone::Good),
            Changed::Failed(_) => (build::came_failed(), Tone::Bad),
            Changed::NotTried => (build::came_not_tried(), Tone::Warn),
        };
        Row::new(Text::raw(name), came).tone(tone)
    };
    page = page.block(Block::Rows(taken.files.iter().map(file).collect()));
    for (_, changed) in &taken.files {
        if let Changed::Written { backup } = changed {
            page = page.dim(words::backup(backup));
        }
    }
    let written = taken.files.iter().filter(|(_, changed)| matches!(changed, Changed::Written { .. }));
    let files: Vec<&str> = written.map(|(file, _)| file.as_str()).collect();
    if !files.is_empty() {
        page = page
            .gap()
            .say(words::commit())
            .block(Block::Command(format!("git add {}", files.join(" "))))
            .block(Block::Command("git commit -m \"Read the user name from a variable\"".to_owned()))
            .block(Block::Command("git push".to_owned()));
    }
    page = close(page.gap().dim(words::secret_stays()));
    if taken.complete() { page } else { page.action("look-again", Key::Char('r'), pages::action_again()) }
}
