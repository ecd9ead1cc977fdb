//! The lines as they are and as they would be, what came of it, and how GitHub gets to see it.

use super::Renaming;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Page, Tone};
use crate::flow::plan::Plan;
use crate::model::variable_offer::{Changed, ChangedLine};
use crate::text::{Text, build, failures, pages, renaming as words, variable};

/// So many changed lines, so that all fits on a small screen.
const LINES: usize = 3;

#[must_use]
pub fn page(state: &Renaming, facts: &Facts, plan: &Plan) -> Page {
    let title = words::title();
    if let Some(since) = state.writing.since() {
        return Page::new("workflow-image-writing", title)
            .block(Block::Working { what: words::writing(), since });
    }
    if let Some(came) = &state.came {
        return written(state, came, plan);
    }
    let image = facts.image.as_ref().map(|image| image.familiar()).unwrap_or_default();
    let mut page = Page::new("workflow-image", title);
    if let Some((place, pushed)) = facts.pushes_elsewhere(None) {
        page = page.say(words::say(place.to_string(), pushed.familiar(), image));
    }
    if let Some(since) = state.reading.since() {
        return leave(page.gap().block(Block::Working { what: words::looking(), since }), Key::Enter);
    }
    match (&state.trouble, state.offer.as_deref()) {
        (Some(failure), _) => {
            leave(page.gap().block(Block::Say(Tone::Warn, failures::sentence(failure))), Key::Enter)
        }
        (None, Some(lines @ [_, ..])) => offered(page, lines),
        (None, _) => leave(page.gap().dim(words::by_hand()), Key::Enter),
    }
}

fn leave(page: Page, key: Key) -> Page {
    page.action("leave", key, words::action_leave())
}

fn offered(page: Page, lines: &[ChangedLine]) -> Page {
    let mut page = page.gap();
    for line in lines.iter().take(LINES) {
        page = page
            .dim(Text::raw(line.place.to_string()))
            .block(Block::Say(Tone::Plain, Text::raw(format!("- {}", line.before.trim()))))
            .block(Block::Say(Tone::Accent, Text::raw(format!("+ {}", line.after.trim()))));
    }
    if lines.len() > LINES {
        page = page.dim(variable::more_lines(lines.len() - LINES));
    }
    page = page.gap().dim(words::order()).action("take", Key::Enter, words::action_take());
    leave(page, Key::Char('s'))
}

fn written(state: &Renaming, came: &[(String, Changed)], plan: &Plan) -> Page {
    let mut page = Page::new("workflow-image-written", words::title());
    let failed = came.iter().find_map(|(_, changed)| match changed {
        Changed::Failed(failure) => Some(failure),
        _ => None,
    });
    page = match failed {
        Some(failure) => {
            page.block(Block::Verdict(Tone::Bad, variable::taken_partly())).say(failures::sentence(failure))
        }
        None if state.complete() => page.block(Block::Verdict(Tone::Good, words::written())),
        None => page.block(Block::Verdict(Tone::Warn, variable::taken_partly())),
    };
    for (_, changed) in came {
        if let Changed::Written { backup } = changed {
            page = page.dim(variable::backup(backup));
        }
    }
    let files = came.iter().filter(|(_, changed)| matches!(changed, Changed::Written { .. }));
    let files: Vec<&str> = files.map(|(file, _)| file.as_str()).collect();
    if !files.is_empty() {
        page = page
            .gap()
            .say(words::push())
            .block(Block::Command(format!("git add {}", files.join(" "))))
            .block(Block::Command("git commit -m \"Push to our own namespace\"".to_owned()))
            .block(Block::Command("git push".to_owned()));
    }
    if let Some(Err(failure)) = state.playing.done() {
        page = page.block(Block::Say(Tone::Warn, failures::sentence(failure)));
    }
    if let Some(since) = state.playing.since() {
        return page.block(Block::Working { what: words::playing(), since });
    }
    if plan.is_practice() && state.complete() {
        page = page.action("play", Key::Enter, words::action_play());
        return page.action("continue", Key::Char('s'), build::action_build_again());
    }
    page.action("continue", Key::Enter, pages::action_continue())
}
