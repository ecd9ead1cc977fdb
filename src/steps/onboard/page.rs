//! What the project needs, the question about its registry, and the fork.

use super::{At, FORK, HOST, State};
use crate::flow::effect::NotArrived;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Choice, Choose, Page, Row, Tone};
use crate::flow::plan::Plan;
use crate::model::onboarding::{Fork, Onboarding, Standing};
use crate::model::project::Remote;
use crate::text::{Text, failures, onboarding as words, pages, words as shared};

#[must_use]
pub fn page(state: &State, facts: &Facts, plan: &Plan) -> Page {
    if let Some(since) = state.reading.since() {
        return Page::new("onboard-reading", words::onboard_title())
            .block(Block::Working { what: words::onboard_reading(), since })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    if let Some(why) = &state.not_arrived {
        return nothing(why);
    }
    let Some(known) = facts.onboarding.as_deref() else {
        return nothing(&NotArrived::NoFile);
    };
    match state.at {
        At::Needs => needs(known, plan),
        At::Host => host(state, known),
        At::Refused => refused(known),
        At::Fork => fork(state, known, facts, plan),
    }
}

fn nothing(why: &NotArrived) -> Page {
    let page = Page::new("onboard-none", words::onboard_title());
    let page = match why {
        NotArrived::NoCheckout => page.block(Block::Verdict(Tone::Warn, words::onboard_no_checkout())),
        NotArrived::NoFile => page
            .block(Block::Verdict(Tone::Warn, words::onboard_no_file()))
            .say(words::onboard_no_file_ask())
            .block(Block::Command("pushpilot init".to_owned())),
        NotArrived::Linked => page.block(Block::Verdict(Tone::Bad, words::onboard_linked())),
        NotArrived::Wrong(fault) => page
            .block(Block::Verdict(Tone::Bad, words::onboard_wrong_file()))
            .say(words::fault(fault))
            .say(words::onboard_wrong_file_ask()),
        NotArrived::Failed(failure) => {
            page.block(Block::Verdict(Tone::Warn, words::onboard_unread())).say(failures::sentence(failure))
        }
    };
    page.action("again", Key::Enter, pages::action_again()).action(
        "skip",
        Key::Char('s'),
        words::action_without_file(),
    )
}

fn needs(known: &Onboarding, plan: &Plan) -> Page {
    let file = &known.file;
    let page = Page::new("onboard", words::onboard_title());
    let mut rows: Vec<Row> = shared::lesson(plan).into_iter().collect();
    rows.extend([
        Row::new(words::row_image(), Text::raw(file.image.familiar())),
        Row::new(words::row_registry(), Text::raw(file.image.registry().host())),
        Row::new(words::row_permission(), words::level(file.permission)),
    ]);
    rows.extend(file.names.iter().map(|name| {
        let place = match &name.environment {
            Some(environment) => words::lives_in_environment(environment),
            None => words::lives_in_repository(),
        };
        let value = words::name_holds(&name.name, words::holds(name.role), place);
        Row::new(words::kind(name.kind), value)
    }));
    rows.extend(file.workflow.iter().map(|file| Row::new(words::row_workflow(), Text::raw(file))));
    if !file.tags.is_empty() {
        rows.push(Row::new(words::row_tags(), Text::raw(file.tags.join(", "))));
    }
    rows.extend(file.ask.iter().map(|ask| Row::new(words::row_ask(), Text::raw(ask))));
    page.say(words::onboard_say())
        .gap()
        .block(Block::Rows(rows))
        .gap()
        .say(words::onboard_promise())
        .action("continue", Key::Enter, pages::action_continue())
        .ahead()
}

fn host(state: &State, known: &Onboarding) -> Page {
    let name = known.foreign_host().unwrap_or_default();
    let choice = |id: &str, label, note, recommended| Choice { id: id.to_owned(), label, note, recommended };
    Page::new("onboard-host", words::host_title())
        .say(words::host_say(name))
        .gap()
        .block(Block::Choose(Choose {
            id: HOST,
            label: words::host_question(name),
            options: vec![
                choice("no", words::host_no(), Some(words::host_no_note()), true),
                choice("yes", words::host_yes(name), Some(words::host_yes_note()), false),
            ],
            at: state.host.chosen(HOST),
            focused: true,
        }))
        .action("continue", Key::Enter, pages::action_continue())
}

fn refused(known: &Onboarding) -> Page {
    let mut page = Page::new("onboard-refused", words::host_title())
        .block(Block::Verdict(Tone::Warn, words::host_refused(known.foreign_host().unwrap_or_default())));
    if let Some(ask) = &known.file.ask {
        page = page.gap().block(Block::Rows(vec![Row::new(words::row_ask(), Text::raw(ask))]));
    }
    page.action("skip", Key::Enter, words::action_without_file())
}

fn slug(remote: &Remote) -> String {
    format!("{}/{}", remote.owner, remote.repository)
}

/// The page on GitHub that is the next thing to look at.
#[must_use]
pub fn address(standing: &Standing) -> Option<String> {
    match standing {
        Standing::Fork(Fork { remote, .. }) => {
            Some(format!("https://{}/{}/actions", remote.host, remote.slug()?))
        }
        Standing::NoFork(remote) => Some(format!("https://{}/{}/fork", remote.host, remote.slug()?)),
        Standing::Member(_) | Standing::Unclear => None,
    }
}

fn fork(state: &State, known: &Onboarding, facts: &Facts, plan: &Plan) -> Page {
    let page = match &known.standing {
        Standing::Fork(Fork { actions: Some(false), .. }) => {
            Page::new("onboard-actions", words::fork_title())
        }
        Standing::NoFork(_) => Page::new("onboard-no-fork", words::fork_title()),
        _ => Page::new("onboard-fork", words::fork_title()),
    };
    match &known.standing {
        Standing::Fork(fork) => own_fork(page, state, known, fork, facts, plan),
        Standing::Member(remote) => notes(
            page.block(Block::Verdict(Tone::Good, words::fork_member(slug(remote))))
                .say(words::fork_member_say()),
            known,
            facts,
        )
        .action("continue", Key::Enter, pages::action_continue()),
        Standing::NoFork(remote) => {
            let clone = format!("git remote add fork https://{}/YOU/{}.git", remote.host, remote.repository);
            let mut page = page
                .block(Block::Verdict(Tone::Warn, words::fork_missing(slug(remote))))
                .say(words::fork_missing_say())
                .gap();
            if let Some(address) = address(&known.standing) {
                page = page.block(Block::Link(address));
            }
            page.say(words::fork_missing_then())
                .block(Block::Command(clone))
                .action("again", Key::Enter, pages::action_again())
                .action("open", Key::Char('o'), pages::action_open())
        }
        Standing::Unclear if known.remotes.is_empty() => page
            .block(Block::Verdict(Tone::Warn, words::fork_no_remote()))
            .action("again", Key::Enter, pages::action_again())
            .action("skip", Key::Char('s'), words::action_without_file()),
        Standing::Unclear => {
            let options = known.remotes.iter().map(|remote| Choice {
                id: remote.name.clone(),
                label: Text::raw(format!("{}/{}", remote.host, slug(remote))),
                note: None,
                recommended: false,
            });
            notes(page.say(words::fork_unclear()).gap(), known, facts)
                .gap()
                .block(Block::Choose(Choose {
                    id: FORK,
                    label: words::fork_question(),
                    options: options.collect(),
                    at: state.remotes.chosen(FORK),
                    focused: true,
                }))
                .action("continue", Key::Enter, pages::action_continue())
        }
    }
}

fn own_fork(page: Page, state: &State, known: &Onboarding, fork: &Fork, facts: &Facts, plan: &Plan) -> Page {
    let mut mine = Row::new(words::row_fork(), Text::raw(slug(&fork.remote)));
    mine = match (fork.in_checkout, fork.confirmed) {
        (false, _) => mine.aside(words::fork_not_in_checkout()),
        (true, false) => mine.aside(words::fork_by_name()),
        (true, true) => mine.aside(words::fork_by_github()),
    };
    let mut rows = vec![mine];
    rows.extend(fork.upstream.as_ref().map(|of| Row::new(words::row_upstream(), Text::raw(of.to_string()))));
    let off = fork.actions == Some(false) && !state.later;
    rows.push(match fork.actions {
        Some(true) => Row::new(words::row_actions(), words::actions_on()).tone(Tone::Good),
        Some(false) => Row::new(words::row_actions(), words::actions_off()).tone(Tone::Warn),
        None => Row::new(words::row_actions(), words::actions_unknown()).tone(Tone::Dim),
    });
    let page = page.block(Block::Rows(rows)).gap();
    if !off {
        return notes(page, known, facts).action("continue", Key::Enter, pages::action_continue());
    }
    let mut page = page.say(words::actions_enable());
    page = page.blocks(address(&known.standing).map(Block::Link)).gap();
    page = page.say(words::fork_secrets());
    if let Some(since) = state.playing.since() {
        return page.block(Block::Working { what: pages::play_working(), since });
    }
    if let Some(Err(failure)) = state.playing.done() {
        page = page.block(Block::Say(Tone::Warn, failures::sentence(failure)));
    }
    page = if plan.is_practice() {
        page.action("play", Key::Enter, pages::action_play()).action(
            "again",
            Key::Char('r'),
            pages::action_again(),
        )
    } else {
        page.action("again", Key::Enter, pages::action_again()).action(
            "open",
            Key::Char('o'),
            pages::action_open(),
        )
    };
    page.action("later", Key::Char('c'), words::action_later())
}

/// What is different in a fork; and the line of the workflow that has to be.
fn notes(mut page: Page, known: &Onboarding, facts: &Facts) -> Page {
    if !matches!(known.standing, Standing::Member(_)) {
        page = page.say(words::fork_secrets()).say(words::fork_pull_requests());
    }
    written_out(page, known, facts)
}

/// The line of the workflow that names the project's namespace.
fn written_out(mut page: Page, known: &Onboarding, facts: &Facts) -> Page {
    let pushes = facts.looked.iter().flat_map(|looked| &looked.project.pushes).cloned().collect::<Vec<_>>();
    let own = facts.username.as_ref().map(|name| name.as_str());
    let foreign = !matches!(known.standing, Standing::Member(_));
    if let Some(found) = known.written_out(&pushes, own).filter(|_| foreign) {
        let namespace = known.file.image.namespace();
        let sentence = words::written_out(namespace, found.place.to_string());
        page = page.gap().block(Block::Say(Tone::Warn, sentence));
        let mut rows = vec![Row::new(Text::raw("-"), Text::raw(found.written))];
        rows.extend(found.instead.map(|new| Row::new(Text::raw("+"), Text::raw(new))));
        page = page.block(Block::Rows(rows));
    }
    page
}
