//! One line of the checklist in full: what it means, what was measured, and the way to the step that works on it.

use super::State;
use super::checklist::{checklist, owner};
use super::event::Key;
use super::page::{Block, Page, Row, Tone};
use super::view::{Check, CheckState};
use crate::report::markdown::state_name;
use crate::steps::Step;
use crate::text::{Text, details, pages, surface, words};

/// The line at this place of the checklist.
pub(super) fn page(at: usize, state: &State) -> Page {
    let list = checklist(state.at, &state.steps, &state.facts);
    let Some(check) = list.get(at) else { return Page::new("check", pages::help_title()) };
    let line = details::line(check.label.clone(), state_name(check.state));
    let mut page = Page::new("check", details::title(at + 1, list.len()))
        .block(match check.state {
            CheckState::Good => Block::Verdict(Tone::Good, line),
            CheckState::Bad => Block::Verdict(Tone::Bad, line),
            CheckState::Warn => Block::Verdict(Tone::Warn, line),
            _ => Block::Say(Tone::Plain, line),
        })
        .gap()
        .say(about(check.id));
    let rows = rows(check, state);
    if !rows.is_empty() {
        page = page.gap().block(Block::Rows(rows));
    }
    if reachable(at, state).is_some() {
        page = page.action("check-go", Key::Char('e'), details::go());
    }
    page.action("check-next", Key::Down, details::next())
        .action("check-previous", Key::Up, details::previous())
        .action("close", Key::Enter, pages::action_close())
        .action("back", Key::Esc, pages::action_back())
}

fn rows(check: &Check, state: &State) -> Vec<Row> {
    let mut rows: Vec<Row> =
        check.more().map(|fact| Row::new(details::fact(), fact.clone())).into_iter().collect();
    rows.extend(check.took.map(|took| Row::new(details::took(), surface::span(took))));
    if let Some(measured) = state.facts.access() {
        rows.extend(words::proof_of(measured, check.id));
    }
    rows
}

/// The step that works on this line, if the person has been there: its answers can be changed.
pub(super) fn reachable(at: usize, state: &State) -> Option<Step> {
    let list = checklist(state.at, &state.steps, &state.facts);
    let step = owner(list.get(at)?.id)?;
    (step == state.at || state.history.contains(&step)).then_some(step)
}

fn about(id: &str) -> Text {
    match id {
        "signed-in" => details::signed_in(),
        "token-created" => details::token_created(),
        "token-read" => details::token_read(),
        "token-write" => details::token_write(),
        "token-delete" => details::token_delete(),
        "token-kept" => details::token_kept(),
        "secret-username" => details::secret_username(),
        "secret-token" => details::secret_token(),
        "secrets-updated" => details::secrets_updated(),
        "login" => details::login(),
        "test-push" => details::test_push(),
        "build-green" => details::build_green(),
        "image-there" => details::image_there(),
        "image-pullable" => details::image_pullable(),
        // A test asks for every line of the checklist.
        _ => Text::raw(""),
    }
}

#[cfg(test)]
mod tests {
    use super::about;
    use crate::flow::checklist::checklist;
    use crate::flow::facts::Facts;
    use crate::steps::{Step, Steps};
    use crate::text::Text;

    #[test]
    fn every_line_says_what_it_means() {
        for check in checklist(Step::FindProject, &Steps::default(), &Facts::default()) {
            assert_ne!(about(check.id), Text::raw(""), "{}", check.id);
        }
    }
}
