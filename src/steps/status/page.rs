//! The list, and beneath it everything about the chosen row.

use super::{Line, ROW, State, is_stale, last_four};
use crate::flow::event::Key;
use crate::flow::page::{Block, Choice, Choose, Page, Tone};
use crate::model::account::Username;
use crate::model::moment::Moment;
use crate::model::status::{Mend, Row, State as Known, StoredSecret};
use crate::report::status as report;
use crate::text::{Text, failures, pages, status as words};

#[must_use]
pub fn page(state: &State, now: Moment) -> Page {
    if let Some(since) = state.taking.since() {
        let what = match state.answered {
            (_, 0) => words::taking(),
            (done, all) => words::taking_part(done, all),
        };
        return Page::new("status-taking", words::title()).block(Block::Working { what, since }).action(
            "stop",
            Key::Char('x'),
            pages::action_stop(),
        );
    }
    let Some(chosen) = state.chosen() else {
        let page = Page::new("status-none", words::title());
        let page = match state.stock {
            Some(_) => unread(page.say(words::none()).say(words::none_say()), state),
            None => page.say(words::trouble()),
        };
        return page.action("wizard", Key::Enter, pages::action_continue()).action(
            "again",
            Key::Char('r'),
            pages::action_again(),
        );
    };
    let options = state.lines().iter().map(|line| option(line, now)).collect();
    let page = Page::new("status", words::title())
        .block(Block::Choose(Choose {
            id: ROW,
            label: words::which(),
            options,
            at: state.list.chosen(ROW),
            focused: true,
        }))
        .gap();
    let (page, mend) = match chosen {
        Line::Credential(row) => (details(page, row, now, state), row.mend(now)),
        Line::Secret(secret) => {
            let (stand, tone) = report::secret(secret);
            let page = page.block(Block::Say(tone, words::in_secret(report::name(secret), stand)));
            (page, if is_stale(secret) { Mend::UpdateSecrets } else { Mend::Check })
        }
    };
    let page = unread(page, state);
    let label = match chosen_secret(state) {
        Some(_) => words::action_update(),
        None => words::mend(mend),
    };
    page.action("mend", Key::Enter, label).action("again", Key::Char('r'), pages::action_again())
}

/// What could not be looked at.
fn unread(page: Page, state: &State) -> Page {
    let unread = state.stock.iter().flat_map(|stock| &stock.status.unread);
    page.blocks(unread.map(|failure| Block::Say(Tone::Warn, words::unseen(failures::sentence(failure)))))
}

fn chosen_secret(state: &State) -> Option<&StoredSecret> {
    match state.chosen()? {
        Line::Secret(secret) => Some(secret),
        Line::Credential(_) => None,
    }
}

fn details(page: Page, row: &Row, now: Moment, state: &State) -> Page {
    let lines = report::lines(row, now, state.home.as_deref());
    page.blocks(lines.into_iter().map(|(text, tone)| Block::Say(tone, text)))
}

/// Registry, account, and the word that says how it stands.
fn option(line: &Line<'_>, now: Moment) -> Choice {
    match line {
        Line::Credential(row) => {
            let name = row.holding.username.as_ref().map_or("?", Username::as_str);
            let end = last_four(row).map(|four| format!(" ...{four}")).unwrap_or_default();
            let id = format!("{}/{name}{end}", row.holding.registry.host());
            let label = Text::raw(format!("{}  {name}{end}", row.holding.registry.host()));
            Choice { id, label, note: Some(in_short(row, now)), recommended: false }
        }
        Line::Secret(secret) => Choice {
            id: report::name(secret),
            label: Text::raw(report::name(secret)),
            note: None,
            recommended: false,
        },
    }
}

fn in_short(row: &Row, now: Moment) -> Text {
    match (&row.state, row.expires().map(|expires| now.days_until(expires))) {
        (Known::Refused(_), _) => words::row_refused(),
        (Known::Gone, _) => words::row_gone(),
        (Known::Unread(_) | Known::Unreachable(_) | Known::Unasked, _) => words::row_unknown(),
        (_, Some(days)) if days < 0 => words::row_expired(),
        (Known::Accepted, Some(days)) => words::row_days(days),
        (Known::Accepted, None) => words::row_good(),
        (Known::Open, _) => words::row_open(),
    }
}
