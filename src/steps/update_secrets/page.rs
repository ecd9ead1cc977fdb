//! What the workflow reads and what will happen to it; the same list with ticks; and the way to sign in.

use super::State;
use super::sign_in::{self, SignIn};
use super::variable;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Cell, Input, Page, Row, Table, TaskRow, TaskState, Tone};
use crate::flow::plan::Plan;
use crate::model::failure::FailureKind;
use crate::model::moment::Moment;
use crate::model::secret_plan::{Deed, Done, NameKind, Refusal, Role, Row as Line};
use crate::model::workflow_run::Unseen;
use crate::text::{
    Day, Text, build as words, device, dry_run, failures, github, pages, variable as words_variable,
};

#[must_use]
pub fn page(state: &State, facts: &Facts, plan: &Plan) -> Page {
    if state.sign_in.shown() {
        return signing_in(&state.sign_in, facts, plan);
    }
    if state.variable.shown {
        return variable::page::page(&state.variable);
    }
    if state.running() {
        return writing(state);
    }
    if let Some(since) = state.reading.since() {
        return Page::new("secrets-reading", words::secrets_title())
            .block(Block::Working { what: words::secrets_reading(), since })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    if let Some(failure) = &state.trouble {
        let page = Page::new("secrets-trouble", words::secrets_title())
            .block(Block::Verdict(Tone::Bad, words::secrets_unread()))
            .say(github::sentence(failure));
        return ways_out(page, &failure.kind);
    }
    match (facts.secrets(), &state.read) {
        (Some(written), _) => done(written),
        (None, Some(_)) => review(state, facts),
        (None, None) => Page::new("secrets-trouble", words::secrets_title())
            .say(words::secrets_unread())
            .action("again", Key::Enter, pages::action_again()),
    }
}

/// What can be done where GitHub does not play along.
fn ways_out(page: Page, kind: &FailureKind) -> Page {
    // GitHub says 404 of what a token may not see.
    let another = matches!(
        kind,
        FailureKind::NeedsPermission { .. } | FailureKind::Refused { status: 401 | 403 | 404, .. }
    );
    let page = if another {
        page.action("other-token", Key::Enter, words::action_other_token()).action(
            "again",
            Key::Char('r'),
            pages::action_again(),
        )
    } else {
        page.action("again", Key::Enter, pages::action_again()).action(
            "other-token",
            Key::Char('t'),
            words::action_other_token(),
        )
    };
    page.action("leave-out", Key::Char('s'), words::action_leave_out())
}

fn signing_in(state: &SignIn, facts: &Facts, plan: &Plan) -> Page {
    let title = words::sign_in_title();
    if let (Some(since), Some((code, page))) = (state.signing.since(), &state.code) {
        return Page::new("github-code", title)
            .say(device::say())
            .gap()
            .block(Block::Steps(vec![
                Row::new(device::open(), Text::raw(page)),
                Row::new(device::code(), Text::raw(code)).tone(Tone::Accent),
            ]))
            .gap()
            .block(Block::Working { what: device::waiting(), since })
            .action("open", Key::Char('o'), pages::action_open())
            .action("copy", Key::Char('c'), pages::action_copy_address())
            .action("other-token", Key::Char('t'), device::action_paste())
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    if let Some(since) = state.signing.since() {
        return Page::new("github-signing-in", title)
            .block(Block::Working { what: words::sign_in_working(), since })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    if let Some(failure) = &state.trouble {
        let page = Page::new("github-refused", title)
            .block(Block::Verdict(
                Tone::Bad,
                if failure.status() == Some(401) { words::sign_in_failed() } else { device::not_signed_in() },
            ))
            .say(github::sentence(failure));
        return ways_out(page, &failure.kind);
    }
    let wanted = sign_in::permissions(facts, &state.needed);
    let list = wanted.iter().map(|(name, level)| format!("{name}: {level}")).collect::<Vec<_>>().join(", ");
    let mut page = Page::new("github-sign-in", title)
        .say(if state.needed.is_empty() {
            words::sign_in_say()
        } else {
            words::sign_in_lacked(&state.needed)
        })
        .gap()
        .block(Block::Steps(vec![
            Row::new(words::sign_in_open(), Text::raw(sign_in::token_page(facts, &state.needed))),
            Row::new(words::sign_in_permissions(), Text::raw(list)).aside(words::sign_in_filled()),
            Row::new(words::sign_in_repository(), Text::raw(slug(facts))),
        ]))
        .gap()
        .block(Block::Input(Input {
            id: "github-token",
            label: words::sign_in_field(),
            shown: state.form.shown("github-token"),
            hint: Some(words::sign_in_kept()),
            problem: state.empty.then(words::sign_in_empty),
            focused: true,
        }));
    if let Some(since) = state.playing.since() {
        page = page.block(Block::Working { what: pages::play_working(), since });
    }
    page = if plan.is_practice() && state.form.length("github-token") == 0 {
        page.action("play", Key::Enter, pages::action_play())
    } else if plan.is_practice() {
        page.action("use", Key::Enter, pages::action_use_it())
    } else {
        page.action("use", Key::Enter, pages::action_use_it())
            .action("open", Key::Ctrl('o'), pages::action_open())
            .action("copy", Key::Ctrl('y'), pages::action_copy_address())
    };
    page.action("leave-out", Key::Ctrl('s'), words::action_leave_out())
}

fn slug(facts: &Facts) -> String {
    facts.repository().map(|(_, slug)| slug.to_string()).unwrap_or_default()
}

fn holds(line: &Line, facts: &Facts) -> Text {
    match line.need.role {
        Role::Username => Text::raw(facts.username.as_ref().map_or("?", |name| name.as_str())),
        Role::Token => match &facts.last_four {
            Some(four) => words::holds_token_ends(four),
            None => words::holds_token(),
        },
    }
}

fn date(updated: Option<Moment>) -> Text {
    Text::raw(updated.map(Moment::date).unwrap_or_else(|| "-".to_owned()))
}

fn review(state: &State, facts: &Facts) -> Page {
    let Some(read) = &state.read else { return Page::new("secrets", words::secrets_title()) };
    let mut page = Page::new("secrets", words::secrets_title());
    let username = facts.username.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default();
    let refusal = state.refusal(&username);
    let lines = state.rows();
    let nothing = !lines.is_empty() && lines.iter().all(|line| line.deed == Deed::Leave);
    page = match &refusal {
        // Nobody did anything wrong where there is nothing to set.
        Some(Refusal::NothingRead) => page.say(github::nothing_to_set()),
        Some(refusal) => page
            .block(Block::Verdict(Tone::Bad, words::secrets_refused()))
            .say(github::refusal(refusal, &username)),
        None if nothing => page.block(Block::Verdict(Tone::Good, words::secrets_up_to_date(slug(facts)))),
        None if read.plan.assumed => page.say(words::secrets_assumed(slug(facts))),
        None => page.say(words::secrets_say(slug(facts))),
    };
    if !lines.is_empty() {
        page = page.gap().block(Block::Table(Table {
            head: vec![
                words::table_name(),
                words::table_where(),
                words::table_updated(),
                words::table_holds(),
                words::table_deed(),
            ],
            rows: lines
                .iter()
                .map(|line| {
                    let deed = match line.deed {
                        Deed::Create => Cell::new(words::deed_create(), Tone::Accent),
                        Deed::Update => Cell::new(words::deed_update(), Tone::Accent),
                        Deed::Leave => Cell::new(words::deed_leave(), Tone::Good),
                    };
                    planned(line, facts, deed)
                })
                .chain(
                    state
                        .on_request()
                        .iter()
                        .map(|line| planned(line, facts, Cell::new(words::deed_on_request(), Tone::Dim))),
                )
                .collect(),
        }));
        page = page.gap().block(Block::Rows(places(&lines)));
    }
    page = notes(page, state, facts);
    if nothing {
        page = page.action("continue", Key::Enter, words::action_to_build());
        page = page.action("again", Key::Char('r'), pages::action_again());
    } else if refusal.is_none() {
        page = page.gap().dim(words::secrets_sealed());
        page = page.action("write", Key::Enter, words::action_write());
        page = page.action("skip", Key::Char('s'), words::action_leave_secrets());
    } else {
        page = page.action("skip", Key::Enter, words::action_leave_secrets());
        page = page.action("again", Key::Char('r'), pages::action_again());
    }
    if refusal.is_none() && read.dependabot.as_ref().is_some_and(Result::is_ok) {
        let label = match state.dependabot {
            true => words::action_not_dependabot(),
            false => words::action_dependabot(),
        };
        page = page.action("dependabot", Key::Char('d'), label);
    }
    if masks(&lines) && !state.variable.done() {
        page = page.action("explain", Key::Char('v'), words::action_variable());
    }
    page.action("leave-out", Key::Char('g'), words::action_leave_out())
}

/// A name, where it is, what it should hold, and what becomes of it.
fn planned(line: &Line, facts: &Facts, deed: Cell) -> Vec<Cell> {
    let seen = match line.exists {
        true => Cell::new(date(line.updated), Tone::Plain),
        false => Cell::new(words::missing(), Tone::Warn),
    };
    // In full it stands below, beside the place where it is read.
    let called = match line.need.places.is_empty() {
        true => Cell::new(name(line), Tone::Plain),
        false => Cell::new(name(line), Tone::Plain).shortens(),
    };
    vec![
        called,
        Cell::new(github::shelf(&line.shelf), Tone::Plain),
        seen,
        Cell::new(holds(line, facts), Tone::Plain),
        deed,
    ]
}

fn name(line: &Line) -> Text {
    match line.need.kind {
        NameKind::Secret => Text::raw(&line.need.name),
        NameKind::Variable => words::variable(&line.need.name),
    }
}

/// Where each name is read.
fn places(lines: &[Line]) -> Vec<Row> {
    let read = lines.iter().filter(|line| !line.need.places.is_empty());
    read.map(|line| {
        let all: Vec<String> = line.need.places.iter().take(3).map(ToString::to_string).collect();
        Row::new(Text::raw(&line.need.name), Text::raw(all.join(", "))).tone(Tone::Dim)
    })
    .collect()
}

fn masks(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.need.role == Role::Username && line.need.kind == NameKind::Secret)
}

/// A build that pushes something else proves nothing about the image in question.
pub(in crate::steps) fn elsewhere(page: Page, facts: &Facts, file: Option<&str>) -> Page {
    let (Some((place, pushed)), Some(image)) = (facts.pushes_elsewhere(file), &facts.image) else {
        return page;
    };
    let words = words::pushes_elsewhere(place.to_string(), pushed.familiar(), image.familiar());
    page.block(Block::Say(Tone::Warn, words))
}

/// What is worth knowing before anything is written.
fn notes(mut page: Page, state: &State, facts: &Facts) -> Page {
    let Some(read) = &state.read else { return page };
    page = match read.unseen_by {
        Some(Unseen::Fork) => page.gap().block(Block::Say(Tone::Warn, words::unseen_by_fork())),
        Some(Unseen::Dependabot) => page.gap().block(Block::Say(Tone::Warn, words::unseen_by_dependabot())),
        None if read.by_pull_request => page.dim(words::forks_see_none()),
        None => page,
    };
    if let Some(Err(failure)) = &read.dependabot {
        let words = words::dependabot_unread(github::sentence(failure));
        page = page.block(Block::Say(Tone::Warn, words));
    }
    page = elsewhere(page, facts, None);
    for (row, _) in read.rows.iter().filter(|(row, _)| row.hides_organization) {
        page = page.dim(words::hides_organization(&row.need.name));
    }
    let taken = state.variable.taken.iter().filter(|taken| taken.complete());
    for (row, _) in taken.flat_map(|taken| &taken.variables) {
        page = page.dim(words_variable::is_variable(&row.need.name));
    }
    for place in &read.plan.unclear {
        page = page.block(Block::Say(Tone::Warn, github::login_unclear(place.to_string())));
    }
    for failure in read.plan.unread.iter().filter(|_| !read.plan.assumed) {
        page = page.block(Block::Say(Tone::Warn, failures::sentence(failure)));
    }
    for place in &read.plan.environment_open {
        page = page.block(Block::Say(Tone::Warn, github::environment_open(place.to_string())));
    }
    // With nothing else to sign in by, the refusal has said it.
    for called in read.plan.called.iter().filter(|_| !read.plan.needs.is_empty()) {
        page = page.block(Block::Say(Tone::Warn, github::called_elsewhere(called)));
    }
    if let (Some(now), Some((_, known))) = (&read.renamed, facts.repository()) {
        page = page.block(Block::Say(Tone::Warn, github::renamed(known.to_string(), now.to_string())));
    }
    if let Some(failure) = &state.sign_in.not_kept {
        page = page.block(Block::Say(Tone::Warn, words::token_not_kept(github::sentence(failure))));
    }
    if let Some(expires) = facts.github.access.as_ref().and_then(|access| access.told.expires) {
        page = page.dim(words::token_expires(Day(expires)));
    }
    page
}

fn writing(state: &State) -> Page {
    let since = state.writing.since().unwrap_or_default();
    let lines = state.rows();
    let tasks = lines.iter().enumerate().map(|(at, line)| {
        let task = match state.came.get(at) {
            Some(Done::Left) => TaskState::Skipped,
            Some(Done::Failed(_) | Done::NotTried) => TaskState::Failed,
            Some(_) => TaskState::Done,
            None if at == state.came.len() => TaskState::Running { since },
            None => TaskState::Waiting,
        };
        TaskRow { label: name(line), state: task, took: None, detail: Some(github::shelf(&line.shelf)) }
    });
    let page =
        Page::new("secrets-writing", words::secrets_title()).block(Block::Tasks(tasks.collect())).gap();
    if state.stopping {
        return page.block(Block::Working { what: words::secrets_stopping(), since });
    }
    page.block(Block::Working { what: words::secrets_writing(), since }).action(
        "stop",
        Key::Char('x'),
        pages::action_stop(),
    )
}

fn done(written: &[(Line, Done)]) -> Page {
    let failure = written.iter().find_map(|(_, done)| match done {
        Done::Failed(failure) => Some(failure),
        _ => None,
    });
    let cut = failure.is_some() || written.iter().any(|(_, done)| matches!(done, Done::NotTried));
    let some = written.iter().any(|(_, done)| matches!(done, Done::Confirmed | Done::Written));
    let unseen = written.iter().any(|(_, done)| matches!(done, Done::Written));
    let dry = written.iter().any(|(_, done)| matches!(done, Done::Planned));
    let mut page = Page::new("secrets-written", words::secrets_title());
    page = match (cut, some, unseen) {
        _ if dry => page.block(Block::Verdict(Tone::Warn, dry_run::written())),
        (true, true, _) => page.block(Block::Verdict(Tone::Bad, words::written_partly())),
        (true, false, _) => page.block(Block::Verdict(Tone::Bad, words::written_nothing())),
        (false, _, true) => page.block(Block::Verdict(Tone::Warn, words::written_unseen())),
        (false, _, false) => page.block(Block::Verdict(Tone::Good, words::written())),
    };
    if let Some(failure) = failure {
        page = page.say(github::sentence(failure));
    }
    page = page.gap().block(Block::Table(Table {
        head: vec![words::table_name(), words::table_where(), words::table_updated(), words::table_result()],
        rows: written.iter().map(|(line, done)| outcome(line, done)).collect(),
    }));
    if !cut {
        let page = if dry { page } else { page.gap().dim(words::written_next()) };
        return page.action("continue", Key::Enter, words::action_to_build()).action(
            "again",
            Key::Char('r'),
            pages::action_again(),
        );
    }
    page = page.gap().say(words::written_state());
    match failure {
        Some(failure) => ways_out(page, &failure.kind),
        None => page.action("again", Key::Enter, pages::action_again()).action(
            "skip",
            Key::Char('s'),
            words::action_leave_secrets(),
        ),
    }
}

fn outcome(line: &Line, done: &Done) -> Vec<Cell> {
    let (came, tone) = match done {
        Done::Confirmed => (words::came_confirmed(), Tone::Good),
        Done::Written => (words::came_unseen(), Tone::Warn),
        Done::Left => (words::came_left(), Tone::Good),
        Done::Planned => (dry_run::planned(), Tone::Accent),
        Done::Failed(_) => (words::came_failed(), Tone::Bad),
        Done::NotTried => (words::came_not_tried(), Tone::Warn),
    };
    vec![
        Cell::new(name(line), Tone::Plain),
        Cell::new(github::shelf(&line.shelf), Tone::Plain),
        Cell::new(Text::raw(line.updated.map_or_else(|| "-".to_owned(), Moment::iso)), Tone::Plain),
        Cell::new(came, tone),
    ]
}
