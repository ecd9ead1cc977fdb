//! The three lanes to a token, in the present words of Docker's own pages.

use super::hub_session::{EXPIRY_DAYS, LEVELS, SessionPage};
use super::{ADVISED_DAYS, At, State, address, advised_expiry, described, label_for};
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Cell, Choice, Choose, Input, Page, Row, Table, Tone};
use crate::flow::plan::{Kind, Plan};
use crate::model::failure::{Failure, FailureKind, KeyringTrouble};
use crate::model::hub_token::{HubToken, Scope};
use crate::model::keyless::{self, Line};
use crate::model::moment::Moment;
use crate::model::pasted::{Advice, Taken, TokenKind};
use crate::text::{Text, failures, organization, pages, registries, words};

#[must_use]
pub fn page(state: &State, facts: &Facts, plan: &Plan) -> Page {
    match state.at {
        At::Lanes => lanes(state, facts),
        At::Browser => browser(state, facts, plan),
        At::Passphrase => passphrase(state),
        At::Keyless => keyless(facts),
        At::Session => match state.session.page {
            SessionPage::Password => password(state, facts, plan),
            SessionPage::Code => code(state, plan),
            SessionPage::Order => order(state, facts),
        },
    }
}

fn lanes(state: &State, facts: &Facts) -> Page {
    let said = if state.here.is_empty() { pages::lane_say_new() } else { pages::lane_say() };
    let mut page = Page::new("lane", pages::lane_title()).say(said).gap();
    if let Some(since) = state.loading.since() {
        return page.block(Block::Working { what: pages::lane_loading(), since }).action(
            "stop",
            Key::Char('x'),
            pages::action_stop(),
        );
    }
    let mut options: Vec<Choice> = state
        .here
        .iter()
        .enumerate()
        .map(|(at, found)| Choice {
            id: format!("here-{}", at + 1),
            label: pages::lane_here(words::origin(&found.origin, facts.home())),
            note: Some(pages::lane_here_note(found.username.as_ref().map_or("?", |name| name.as_str()))),
            recommended: at == 0,
        })
        .collect();
    options.push(Choice {
        id: "browser".into(),
        label: pages::lane_browser(),
        note: Some(pages::lane_browser_note()),
        recommended: state.here.is_empty(),
    });
    if facts.registry().is_docker_hub() {
        options.push(Choice {
            id: "password".into(),
            label: pages::lane_password(),
            note: Some(pages::lane_password_note()),
            recommended: false,
        });
    }
    if let Some(Err(failure)) = state.loading.done() {
        page = page.block(Block::Say(Tone::Warn, failures::sentence(failure))).gap();
    }
    let page = page
        .block(Block::Choose(Choose {
            id: "lane",
            label: pages::lane_question(),
            options,
            at: state.lanes.chosen("lane"),
            focused: true,
        }))
        .action("continue", Key::Enter, pages::action_continue());
    match advice(facts) {
        Some(_) => page.gap().dim(organization::keyless_hint()).action(
            "keyless",
            Key::Char('n'),
            organization::action_keyless(),
        ),
        None => page,
    }
}

/// How a build does without a stored secret, if it can.
fn advice(facts: &Facts) -> Option<keyless::Advice> {
    let logins = facts.looked.as_ref().map(|looked| looked.project.logins.as_slice()).unwrap_or_default();
    keyless::advice(facts.image.as_ref()?, facts.username.as_ref(), logins)
}

fn keyless(facts: &Facts) -> Page {
    let mut page = Page::new("keyless", organization::keyless_title());
    let namespace = facts.image.as_ref().map(|image| image.namespace()).unwrap_or_default();
    if let Some(advice) = advice(facts) {
        page = page.say(organization::keyless(advice.way, namespace)).gap().say(match &advice.place {
            Some(place) => organization::keyless_change_at(place.to_string()),
            None => organization::keyless_change(),
        });
        let rows = advice.lines.into_iter().map(|line| match line {
            Line::Stays(text) => Row::new(Text::raw("."), Text::raw(text)).tone(Tone::Dim),
            Line::Goes(text) => Row::new(Text::raw("-"), Text::raw(text)),
            Line::Comes(text) => Row::new(Text::raw("+"), Text::raw(text)),
        });
        page = page.block(Block::Rows(rows.collect()));
    }
    page.action("continue", Key::Enter, pages::action_back())
}

fn browser(state: &State, facts: &Facts, plan: &Plan) -> Page {
    let name = facts.image.as_ref().map_or("images", |image| image.name());
    let hub = facts.registry().is_docker_hub();
    let registry = facts.registry();
    let misfit = |taken: &Taken| words::misfit(&taken.shape, &registry);
    let mut page = Page::new("token", pages::browser_title());
    if hub {
        page = page.block(Block::Steps(vec![
            Row::new(pages::browser_open(), Text::raw(&plan.token_page)),
            Row::new(pages::browser_description(), Text::raw(label_for(name))),
            Row::new(pages::browser_expiry(), pages::browser_days(ADVISED_DAYS)),
            Row::new(pages::browser_permission(), permission(state.with_delete)).tone(Tone::Accent).aside(
                if state.with_delete { pages::browser_why_delete() } else { pages::browser_why_write() },
            ),
            Row::new(pages::browser_generate(), pages::browser_shown_once()),
        ]));
    } else {
        page = page.say(pages::browser_other_registry(facts.registry().host())).gap();
        let user = facts.username.as_ref();
        let advice = facts.image.as_ref().zip(described(facts));
        let advice = advice.map(|(image, one)| registries::advice(one, image, user)).unwrap_or_default();
        page = page.block(Block::Steps(advice.into_iter().map(|(what, how)| Row::new(what, how)).collect()));
    }
    page = page.gap().block(Block::Input(Input {
        id: "token",
        label: pages::browser_paste(),
        shown: state.browser.shown("token"),
        hint: match &state.taken {
            None => Some(pages::browser_stored_at_once()),
            // What is said as a problem is not said twice.
            Some(taken) if taken.shape.length == 0 || misfit(taken).is_some() => None,
            Some(taken) => Some(words::shape(&taken.shape, &registry)),
        },
        problem: state.taken.as_ref().and_then(|taken| words::oddity(&taken.shape).or_else(|| misfit(taken))),
        focused: state.browser.focused("token"),
    }));
    page = of_organization(page, state, facts);
    if let Some(since) = state.playing.since() {
        page = page.block(Block::Working { what: pages::play_working(), since });
    }
    if let Some(Err(failure)) = state.playing.done() {
        page = page.block(Block::Say(Tone::Warn, failures::sentence(failure)));
    }
    browser_actions(state, page, facts, plan)
}

/// An organization has tokens of its own, with another user name; a person has a password.
fn of_organization(page: Page, state: &State, facts: &Facts) -> Page {
    let Some(image) = facts.image.as_ref().filter(|image| image.registry().is_docker_hub()) else {
        return page;
    };
    let namespace = image.namespace();
    let other = facts.username.as_ref().is_some_and(|user| user.as_str() != namespace);
    match state.taken.as_ref().map(|taken| taken.shape.kind) {
        Some(TokenKind::DockerOrganization) => page.gap().say(organization::token_user(namespace)),
        None if other => page.gap().dim(organization::token_instead(namespace)),
        None => page.gap().dim(pages::browser_instead()),
        Some(_) => page,
    }
}

fn browser_actions(state: &State, mut page: Page, facts: &Facts, plan: &Plan) -> Page {
    page = match &state.taken {
        Some(Taken { advice: Advice::TakeCorrected, .. }) => page
            .action("correct", Key::Enter, pages::action_use_corrected())
            .action("continue", Key::Ctrl('t'), pages::action_use_as_is()),
        Some(Taken { advice: Advice::Refuse, .. }) => page,
        Some(_) => page.action("continue", Key::Enter, pages::action_use_it()),
        // A token that was made just now is followed by another only where that is asked for: a held Enter is no wish.
        None if plan.is_practice() && facts.credential.as_ref().is_some_and(|one| one.origin.is_new()) => {
            page.action("play", Key::Ctrl('g'), pages::action_play())
        }
        None if plan.is_practice() => page.action("play", Key::Enter, pages::action_play()),
        None => page,
    };
    if address(facts, plan).is_some() {
        page = page.action("open", Key::Ctrl('o'), pages::action_open()).action(
            "copy",
            Key::Ctrl('y'),
            pages::action_copy_address(),
        );
    }
    if facts.registry().is_docker_hub() {
        page = page.action("password", Key::Ctrl('p'), pages::action_password()).action(
            "permission",
            Key::Ctrl('d'),
            if state.with_delete { pages::action_without_delete() } else { pages::action_with_delete() },
        );
    }
    page
}

fn permission(with_delete: bool) -> Text {
    words::level(if with_delete { Scope::Admin } else { Scope::Write })
}

fn passphrase(state: &State) -> Page {
    let mut page =
        Page::new("unlock-file", pages::file_passphrase_title()).say(pages::file_passphrase_say()).gap();
    page = page.block(secret_input(
        "passphrase",
        pages::file_passphrase_label(),
        state.passphrase.shown("passphrase"),
        None,
        state.loading.done().and_then(|done| done.as_ref().err()).map(failures::sentence),
        true,
    ));
    working(page, state.loading.since().map(|since| (pages::lane_loading(), since)))
}

/// The end that pages of the password lane share: either what is being waited for, or the way on.
fn working(page: Page, running: Option<(Text, crate::model::moment::Moment)>) -> Page {
    match running {
        Some((what, since)) => {
            page.block(Block::Working { what, since }).action("stop", Key::Ctrl('x'), pages::action_stop())
        }
        None => page.action("continue", Key::Enter, pages::action_continue()),
    }
}

fn secret_input(
    id: &'static str,
    label: Text,
    shown: crate::flow::page::Shown,
    hint: Option<Text>,
    problem: Option<Text>,
    focused: bool,
) -> Block {
    Block::Input(Input { id, label, shown, hint, problem, focused })
}

fn password(state: &State, facts: &Facts, plan: &Plan) -> Page {
    let user = facts.username.as_ref().map_or("", |name| name.as_str());
    let session = &state.session;
    let refused = session.signing.done().and_then(|done| done.as_ref().err());
    let page = Page::new("password", pages::password_title(user))
        .say(pages::password_say())
        .dim(pages::password_promise())
        .gap()
        .block(secret_input(
            "password",
            pages::password_label(),
            session.sign_in.shown("password"),
            Some(match &plan.kind {
                Kind::Practice { password, .. } => pages::practice_password(password),
                Kind::Real | Kind::Dry => pages::password_sso(),
            }),
            refused.map(|failure| sign_in_problem(failure, user)),
            true,
        ));
    working(page, session.signing.since().map(|since| (pages::password_working(), since)))
}

fn code(state: &State, plan: &Plan) -> Page {
    let session = &state.session;
    let refused = session.signing.done().and_then(|done| done.as_ref().err());
    let page = Page::new("code", pages::code_title()).say(pages::code_say()).gap().block(secret_input(
        "code",
        pages::code_label(),
        session.sign_in.shown("code"),
        match &plan.kind {
            Kind::Practice { code, .. } => code.as_ref().map(pages::practice_code),
            Kind::Real | Kind::Dry => None,
        },
        refused.map(|_| pages::code_refused()),
        true,
    ));
    working(page, session.signing.since().map(|since| (pages::password_working(), since)))
}

fn sign_in_problem(failure: &Failure, user: &str) -> Text {
    match &failure.kind {
        FailureKind::Refused { status: 401, .. } => pages::password_refused(user),
        FailureKind::Keyring(KeyringTrouble::WrongPassphrase) => pages::file_passphrase_wrong(),
        _ => failures::sentence(failure),
    }
}

fn order(state: &State, facts: &Facts) -> Page {
    let session = &state.session;
    let mut page = Page::new("order", pages::order_title());
    if let Some(since) = session.listing.since() {
        page = page.block(Block::Working { what: pages::order_listing(), since });
    } else if let Some(Err(failure)) = session.listing.done() {
        page = page.block(Block::Say(Tone::Warn, failures::sentence(failure)));
    } else if facts.listed.is_empty() {
        page = page.dim(pages::order_none_yet());
    } else {
        page = page.block(Block::Table(token_table(&facts.listed, 4, facts.started)));
        if facts.listed.len() > 4 {
            page = page.dim(pages::order_more(facts.listed.len() - 4));
        }
    }
    let form = &session.order;
    page = page
        .gap()
        .block(Block::Input(Input {
            id: "label",
            label: pages::order_label(),
            shown: form.shown("label"),
            hint: None,
            problem: form
                .refusal("label")
                .or_else(|| form.value("label").trim().is_empty().then(pages::order_label_empty)),
            focused: form.focused("label"),
        }))
        .block(Block::Choose(Choose {
            id: "level",
            label: pages::order_level(),
            options: LEVELS
                .iter()
                .map(|level| Choice {
                    id: if *level == Scope::Admin { "delete" } else { "write" }.into(),
                    label: words::level(*level),
                    note: Some(if *level == Scope::Admin {
                        pages::browser_why_delete()
                    } else {
                        pages::browser_why_write()
                    }),
                    recommended: *level == Scope::Write,
                })
                .collect(),
            at: form.chosen("level"),
            focused: form.focused("level"),
        }))
        .block(Block::Choose(Choose {
            id: "expiry",
            label: pages::order_expiry(),
            options: EXPIRY_DAYS
                .iter()
                .map(|days| Choice {
                    id: days.map_or_else(|| "none".into(), |days| days.to_string()),
                    label: days.map_or_else(pages::order_never, |days| {
                        pages::order_until(days, advised_expiry(facts.started, days).date())
                    }),
                    note: None,
                    recommended: *days == Some(ADVISED_DAYS),
                })
                .collect(),
            at: form.chosen("expiry"),
            focused: form.focused("expiry"),
        }));
    if let Some(Err(failure)) = session.making.done() {
        page = page.block(Block::Say(Tone::Bad, failures::sentence(failure)));
    }
    match session.making.since() {
        // No way to stop: the token exists only once, and its answer has to arrive.
        Some(since) => page.block(Block::Working { what: pages::order_making(), since }),
        None => page.action("continue", Key::Enter, pages::action_make()),
    }
}

/// Existing tokens, newest use first as the service lists them.
#[must_use]
pub fn token_table(tokens: &[HubToken], most: usize, now: Moment) -> Table {
    let date =
        |moment: Option<Moment>| moment.map_or_else(pages::table_never, |moment| Text::raw(moment.date()));
    Table {
        head: vec![
            pages::table_label(),
            pages::table_level(),
            pages::table_last_used(),
            pages::table_expires(),
            pages::table_state(),
        ],
        rows: tokens
            .iter()
            .take(most)
            .map(|token| {
                vec![
                    Cell::new(Text::raw(&token.label), Tone::Plain),
                    Cell::new(token.scope.map_or_else(|| Text::raw("?"), words::level), Tone::Plain),
                    Cell::new(date(token.last_used), Tone::Dim),
                    Cell::new(
                        token.expires.map_or_else(pages::table_no_expiry, |m| Text::raw(m.date())),
                        Tone::Dim,
                    ),
                    // Docker Hub calls a token active whose end has passed.
                    match (token.active, token.expires.is_some_and(|end| end <= now)) {
                        (true, true) => Cell::new(pages::table_expired(), Tone::Warn),
                        (true, false) => Cell::new(pages::table_active(), Tone::Good),
                        (false, _) => Cell::new(pages::table_inactive(), Tone::Dim),
                    },
                ]
            })
            .collect(),
    }
}
