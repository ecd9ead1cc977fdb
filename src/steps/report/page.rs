//! What is proven, on one screen.

use super::State;
use super::old_tokens::removable;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::github::LeftOut;
use crate::flow::page::{Block, Input, Page, Row, Tone};
use crate::flow::plan::Plan;
use crate::report::{Report, left};
use crate::steps::create_token::page::token_table;
use crate::text::{Text, build, failures, github, pages, surface, words};

#[must_use]
pub fn page(state: &State, facts: &Facts, plan: &Plan) -> Page {
    let now = state.reached.unwrap_or(facts.started);
    if state.old.open {
        return old_tokens(state, facts);
    }
    let report = Report::of(facts, Vec::new(), now);
    let (tone, headline) = report.headline();
    let mut page = Page::new("report", pages::report_title()).block(Block::Verdict(tone, headline));
    page = page.gap().block(Block::Rows(rows(facts))).gap();
    page = match (facts.github.left_out, report.arrived()) {
        (Some(LeftOut::NoRepository), _) => page.dim(build::report_no_repository()),
        (Some(LeftOut::NotWanted), _) => page.dim(build::report_not_wanted()),
        (None, true) => page.dim(build::report_time(surface::span(now.since(facts.started)))),
        (None, false) if report.red() => page.say(build::report_next_red()),
        (None, false) if report.proof.is_some() => page.say(build::report_next_missing()),
        (None, false) => page.say(pages::report_next()),
    };
    match state.saving.done() {
        Some(Ok(path)) => {
            page = page.dim(pages::report_saved(path.display().to_string()));
            if plan.is_practice() {
                page = page.dim(pages::report_saved_for_practice());
            }
        }
        Some(Err(failure)) => page = page.block(Block::Say(Tone::Warn, failures::sentence(failure))),
        None => {}
    }
    page = page
        .action("continue", Key::Enter, pages::action_finish())
        .action("markdown", Key::Char('m'), pages::action_save_markdown())
        .action("json", Key::Char('s'), pages::action_save_json())
        .action("restart", Key::Char('r'), pages::action_start_over());
    if removable(facts).is_empty() {
        page
    } else {
        page.action("old-tokens", Key::Char('o'), pages::action_old_tokens())
    }
}

fn rows(facts: &Facts) -> Vec<Row> {
    let mut rows = Vec::new();
    if facts.credential.is_some() {
        let token = match (&facts.last_four, &facts.credential) {
            (None, Some(credential)) => words::origin(&credential.origin, facts.home()),
            (four, _) => pages::report_token(four.clone().unwrap_or_default()),
        };
        let row = Row::new(pages::report_row_token(), token);
        rows.push(match facts.note.expires {
            Some(expires) => {
                row.aside(pages::report_expires(expires.date(), facts.started.days_until(expires).max(0)))
            }
            None => row,
        });
    }
    rows.push(match facts.current(&facts.kept) {
        Some(kept) => {
            let row = Row::new(pages::report_row_kept(), words::place(kept.place));
            if kept.set_aside { row.aside(pages::report_set_aside()) } else { row }
        }
        None => Row::new(pages::report_row_kept(), pages::report_not_kept()).tone(Tone::Warn),
    });
    if let Some(pushed) = facts.test_push().filter(|pushed| !pushed.stopped() || pushed.left_behind()) {
        rows.push(
            Row::new(pages::report_row_push(), Text::raw(pushed.image.tag().unwrap_or_default()))
                .aside(Text::raw(pushed.push.digest.short())),
        );
        if facts.left_behind.is_empty() {
            rows.push(Row::new(pages::report_row_left(), left(pushed, facts.verdict().as_ref())));
        }
    } else {
        rows.push(Row::new(pages::report_row_push(), pages::report_not_pushed()).tone(Tone::Dim));
    }
    rows.extend(
        facts
            .left_behind
            .iter()
            .map(|image| Row::new(pages::report_row_left(), Text::raw(image.to_string())).tone(Tone::Warn)),
    );
    rows.extend(on_github(facts));
    rows
}

/// What was done on GitHub.
fn on_github(facts: &Facts) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(written) = facts.secrets() {
        let names: Vec<&str> = written.iter().map(|(line, _)| line.need.name.as_str()).collect();
        let updated = written.iter().filter_map(|(line, _)| line.updated).max();
        let row = Row::new(build::report_row_secrets(), Text::raw(names.join(", ")));
        rows.push(match updated {
            Some(at) => row.aside(Text::raw(at.iso())),
            None => row,
        });
    }
    if let Some(seen) = facts.build() {
        let said = build::report_build(seen.run.id.to_string(), github::state(&seen.run.state));
        rows.push(Row::new(build::report_row_build(), said));
    }
    if let Some(proof) = facts.proof() {
        let good = proof.checked.iter().filter(|checked| checked.status(proof.began()).is_good()).count();
        let row = Row::new(build::report_row_image(), build::report_image(good, proof.checked.len()));
        rows.push(match proof.digest() {
            Some(digest) => row.aside(Text::raw(digest.short())),
            None => row,
        });
    }
    rows
}

fn old_tokens(state: &State, facts: &Facts) -> Page {
    let old = &state.old;
    let mut page = Page::new("old-tokens", pages::old_title());
    if let Some(token) = &old.deleting {
        page = page.say(pages::old_delete_say(&token.label)).gap().block(Block::Input(Input {
            id: "label",
            label: pages::old_type_label(),
            shown: old.form.shown("label"),
            hint: None,
            problem: old.form.refusal("label").or_else(|| old.wrong_label.then(pages::old_wrong_label)),
            focused: true,
        }));
        return page.action("continue", Key::Enter, pages::action_delete());
    }
    let tokens: Vec<_> = removable(facts).into_iter().cloned().collect();
    page = page
        .say(pages::old_say())
        .gap()
        .block(Block::Table(token_table(&tokens, tokens.len(), facts.started)))
        .gap();
    page = page.block(words::choose_token("old-token", &tokens, old.form.chosen("old-token")));
    if let Some(Err(failure)) = old.retiring.done() {
        page = page.block(Block::Say(Tone::Warn, failures::sentence(failure)));
    }
    if let Some(since) = old.retiring.since() {
        return page.block(Block::Working { what: pages::old_working(), since });
    }
    page.action("done", Key::Enter, pages::action_done())
        .action("deactivate", Key::Char('d'), pages::action_deactivate())
        .action("delete", Key::Char('x'), pages::action_delete_ask())
}
