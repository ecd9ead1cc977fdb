//! The ways to start a build, the build as it goes, and how it ended.

use super::{HOW, INPUTS, Refused, State, WORKFLOW, renaming};
use crate::diagnosis::Finding;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::github::FailedJob;
use crate::flow::page::{Block, Choice, Choose, Input, Page, Row, TaskRow, TaskState, Tone};
use crate::flow::plan::Plan;
use crate::model::failure::FailureKind;
use crate::model::moment::Moment;
use crate::model::start::{Aim, How, NoAim, Obstacle};
use crate::model::workflow_run::{Conclusion, Seen, State as Stage, Unseen, took};
use crate::steps::Step;
use crate::steps::onboard::page::address as actions_page;
use crate::text::{
    Text, build as words, causes, dry_run, github, onboarding, pages, renaming as texts, surface,
};

/// So many lines for jobs and steps, so that all fits on a small screen.
const LINES: usize = 9;
/// So many lines of a log, and so many columns of each.
const CLUES: usize = 3;
const COLUMNS: usize = 140;

#[must_use]
pub fn page(state: &State, facts: &Facts, plan: &Plan) -> Page {
    if state.renaming.shown {
        return renaming::page::page(&state.renaming, facts, plan);
    }
    let title = words::build_title();
    if let Some(since) = state.starting.since() {
        return Page::new("build-starting", title)
            .block(Block::Working { what: words::build_starting(), since });
    }
    if let Some(since) = state.watching.since() {
        return watching(state, facts, since);
    }
    if let Some(since) = state.reading.since() {
        return Page::new("build-reading", title)
            .block(Block::Working { what: words::build_reading(), since })
            .action("stop", Key::Char('x'), pages::action_stop());
    }
    if let (Some(seen), Some(_)) = (facts.build(), &state.failed) {
        return ended(state, seen, facts);
    }
    if let (Some(failure), Some(_)) = (&state.trouble, state.run) {
        return Page::new("build-lost", title)
            .block(Block::Verdict(Tone::Warn, words::watch_lost()))
            .say(github::sentence(failure))
            .action("watch", Key::Enter, words::action_watch())
            .action("again", Key::Char('r'), words::action_build_again())
            .action("skip", Key::Char('s'), words::action_leave_build());
    }
    match (&state.no_aim, &state.aim) {
        (Some(why), _) => in_fork(nothing(state, why), why, facts),
        (None, Some(aim)) => choose(state, aim, facts),
        (None, None) => Page::new("build-none", title)
            .say(words::build_unread())
            .action("again", Key::Enter, pages::action_again())
            .action("skip", Key::Char('s'), words::action_leave_build()),
    }
}

/// A fork lists no workflow until its owner has enabled Actions.
fn in_fork(page: Page, why: &NoAim, facts: &Facts) -> Page {
    let none = matches!(why, NoAim::NoSuchWorkflow(_) | NoAim::Disabled { .. });
    let address = facts.onboarding.as_ref().filter(|_| none).and_then(|known| actions_page(&known.standing));
    match address {
        Some(address) => page.say(onboarding::actions_enable()).block(Block::Link(address)),
        None => page,
    }
}

fn nothing(state: &State, why: &NoAim) -> Page {
    let page = Page::new("build-none", words::build_title());
    let page = match why {
        NoAim::Several(known) => {
            let options = known.iter().map(|file| Choice {
                id: file.clone(),
                label: Text::raw(file),
                note: None,
                recommended: false,
            });
            return Page::new("workflow-choice", words::build_title())
                .block(Block::Choose(Choose {
                    id: WORKFLOW,
                    label: words::which_workflow(),
                    options: options.collect(),
                    at: state.form.chosen(WORKFLOW),
                    focused: true,
                }))
                .action("choose", Key::Enter, pages::action_continue())
                .action("skip", Key::Char('s'), words::action_leave_build());
        }
        NoAim::Failed(failure) => {
            page.block(Block::Verdict(Tone::Warn, words::build_unread())).say(github::sentence(failure))
        }
        NoAim::NoSuchWorkflow(_) => page.block(Block::Verdict(Tone::Warn, words::no_workflow())),
        NoAim::Disabled { name, state } => page
            .block(Block::Verdict(Tone::Warn, words::build_impossible()))
            .say(github::workflow_disabled(name, state)),
        NoAim::NotThere { path, git_ref } => page
            .block(Block::Verdict(Tone::Warn, words::build_impossible()))
            .say(github::workflow_not_at(path, git_ref)),
    };
    page.action("again", Key::Enter, pages::action_again()).action(
        "skip",
        Key::Char('s'),
        words::action_leave_build(),
    )
}

fn choose(state: &State, aim: &Aim, facts: &Facts) -> Page {
    let mut page = Page::new("build", words::build_title());
    page = match &state.refused {
        Some(Refused::ByRule(failure)) => page
            .block(Block::Verdict(Tone::Bad, words::commit_refused()))
            .say(words::commit_refused_why(&aim.git_ref, &failure.said)),
        Some(Refused::NotSeen) => page.block(Block::Verdict(Tone::Warn, words::run_not_seen())),
        Some(Refused::Unanswered(at)) => {
            page.block(Block::Verdict(Tone::Warn, words::start_unanswered(at.iso())))
        }
        Some(Refused::Failed(failure)) if failure.kind == FailureKind::DryRun => {
            page.block(Block::Verdict(Tone::Warn, dry_run::start()))
        }
        Some(Refused::Failed(failure)) if failure.may_have_arrived() => {
            page.block(Block::Verdict(Tone::Warn, words::start_unknown())).say(github::sentence(failure))
        }
        Some(Refused::Failed(failure)) => {
            page.block(Block::Verdict(Tone::Bad, words::start_refused())).say(github::sentence(failure))
        }
        None => page.say(words::build_say(&aim.name, &aim.git_ref)),
    };
    page = page.gap();
    page = super::super::update_secrets::page::elsewhere(page, facts, Some(&aim.path));
    let unclear = state.refused.as_ref().is_some_and(Refused::is_unclear);
    let ways = state.ways();
    let impossible: Vec<Row> = How::ALL
        .into_iter()
        .filter_map(|how| Some(Row::new(way(how), obstacle(aim, &aim.obstacle(how)?)).tone(Tone::Dim)))
        .collect();
    if !ways.is_empty() && !unclear {
        let options = ways.iter().map(|how| Choice {
            id: how.word().to_owned(),
            label: way(*how),
            note: Some(note(*how)),
            recommended: *how == aim.recommended(),
        });
        page = page.block(Block::Choose(Choose {
            id: HOW,
            label: words::build_how(),
            options: options.collect(),
            at: state.form.chosen(HOW),
            focused: state.form.focused(HOW),
        }));
        if state.how() == Some(How::Dispatch) {
            page = page.blocks(inputs(state, aim));
        }
    }
    if !impossible.is_empty() {
        page = page.gap().dim(words::build_not_possible()).block(Block::Rows(impossible));
    }
    if let Some(usual) = aim.usual {
        page = page.gap().dim(words::build_usually(surface::span(usual)));
    }
    if matches!(&state.refused, Some(Refused::Failed(failure)) if failure.kind == FailureKind::DryRun) {
        return page.action("skip", Key::Enter, words::action_leave_build());
    }
    // A run may have begun: looking comes before starting another.
    page = if ways.is_empty() || unclear {
        page.action("again", Key::Enter, pages::action_again())
    } else {
        page.action("start", Key::Enter, words::action_start())
    };
    page = match aim.last() {
        Some(run) if !run.state.is_done() => page.action("watch", Key::Char('w'), words::action_watch()),
        Some(run) if run.state.succeeded() => page.action("watch", Key::Char('w'), words::action_use_last()),
        Some(run) if run.state.failed() => page.action("watch", Key::Char('w'), words::action_why_last()),
        _ => page,
    };
    page.action("skip", Key::Char('s'), words::action_leave_build())
}

fn inputs(state: &State, aim: &Aim) -> Vec<Block> {
    let field = |(input, id): (&crate::model::start::Input, &'static str)| {
        let options = input.options.join(", ");
        let hint = if options.is_empty() { input.description.clone() } else { options };
        let missing = state.insisted && state.form.value(id).trim().is_empty();
        Block::Input(Input {
            id,
            label: Text::raw(&input.name),
            shown: state.form.shown(id),
            hint: Some(Text::raw(hint)),
            problem: missing.then(words::input_missing),
            focused: state.form.focused(id),
        })
    };
    aim.asked().zip(INPUTS).map(field).collect()
}

fn way(how: How) -> Text {
    match how {
        How::Dispatch => words::way_dispatch(),
        How::Failed => words::way_failed(),
        How::Commit => words::way_commit(),
    }
}

fn note(how: How) -> Text {
    match how {
        How::Dispatch => words::way_dispatch_note(),
        How::Failed => words::way_failed_note(),
        How::Commit => words::way_commit_note(),
    }
}

fn obstacle(aim: &Aim, obstacle: &Obstacle) -> Text {
    match obstacle {
        Obstacle::NoDispatchTrigger => words::obstacle_no_dispatch(&aim.git_ref),
        Obstacle::NoRuns => words::obstacle_no_runs(),
        Obstacle::StillRunning(run) => words::obstacle_running(run.to_string()),
        Obstacle::NothingFailed(run) => words::obstacle_nothing_failed(run.to_string()),
        Obstacle::NoPushTrigger => words::obstacle_no_push(),
        Obstacle::PathsFilter => words::obstacle_paths(),
        Obstacle::BranchFilter => words::obstacle_branch(&aim.git_ref),
    }
}

fn watching(state: &State, facts: &Facts, since: Moment) -> Page {
    let mut page = Page::new("build-running", words::build_title());
    let Some(seen) = facts.build() else {
        return page.block(Block::Working { what: words::watch_first(), since });
    };
    page = page.block(Block::Rows(head(state, seen))).gap().block(Block::Tasks(tasks(seen)));
    page = page.gap();
    page = match (&state.trouble, state.cancelling.done()) {
        (Some(failure), _) => page.block(Block::Say(Tone::Warn, github::sentence(failure))),
        (None, Some(Ok(()))) => page.dim(words::cancel_asked()),
        (None, Some(Err(failure))) => page.block(Block::Say(Tone::Warn, github::sentence(failure))),
        (None, None) => page.dim(words::watch_leave(seen.run.id.to_string())),
    };
    let what =
        if seen.run.state == Stage::Waiting { words::watch_approval() } else { words::watch_working() };
    page = page.block(Block::Working { what, since });
    if state.cancelling.since().is_none() && state.cancelling.done().is_none() {
        page = page.action("cancel", Key::Char('c'), words::action_cancel());
    }
    page.action("skip", Key::Char('s'), words::action_leave_build())
}

fn head(state: &State, seen: &Seen) -> Vec<Row> {
    let run = Row::new(words::row_run(), Text::raw(&seen.run.url));
    let name = Row::new(words::row_workflow(), Text::raw(&seen.run.name));
    let name = match state.aim.as_ref().and_then(|aim| aim.usual) {
        Some(usual) => name.aside(words::build_usually(surface::span(usual))),
        None => name,
    };
    vec![name, run]
}

/// Jobs with their steps; where that is too much, the steps of those at work or failed, the first of them
/// counted in one line.
fn tasks(seen: &Seen) -> Vec<TaskRow> {
    let all: usize = seen.jobs.iter().map(|job| 1 + job.steps.len()).sum();
    let mut rows = Vec::new();
    for job in &seen.jobs {
        rows.push(row(Text::raw(&job.name), &job.state, job.started, job.completed));
        if all > LINES && !(job.state == Stage::Running || job.state.failed()) {
            continue;
        }
        let room = LINES.saturating_sub(seen.jobs.len()).max(3);
        let over = job.steps.len().saturating_sub(room);
        let done = job.steps.iter().take_while(|step| step.state.is_done() && !step.state.failed()).count();
        let folded = if over > 0 { done.min(over + 1) } else { 0 };
        if folded > 0 {
            let label = words::earlier_steps(folded);
            rows.push(TaskRow { label, state: TaskState::Folded, took: None, detail: None });
        }
        let shown = job.steps.iter().skip(folded).take(room);
        rows.extend(
            shown.map(|step| row(words::step_of_job(&step.name), &step.state, step.started, step.completed)),
        );
    }
    rows
}

fn row(label: Text, stage: &Stage, started: Option<Moment>, completed: Option<Moment>) -> TaskRow {
    let state = match stage {
        Stage::Queued | Stage::Waiting | Stage::Other(_) => TaskState::Waiting,
        Stage::Running => TaskState::Running { since: started.unwrap_or_default() },
        Stage::Done(Conclusion::Success | Conclusion::Neutral) => TaskState::Done,
        Stage::Done(Conclusion::Skipped | Conclusion::Cancelled) => TaskState::Skipped,
        Stage::Done(_) => TaskState::Failed,
    };
    let took = completed.and_then(|end| took(started, Some(end), end));
    TaskRow { label, state, took, detail: None }
}

fn ended(state: &State, seen: &Seen, facts: &Facts) -> Page {
    let page = Page::new("build-ended", words::build_title());
    let time = took(seen.run.started, seen.run.updated, seen.run.updated.unwrap_or_default());
    let time = surface::span(time.unwrap_or_default());
    match &seen.run.state {
        Stage::Done(Conclusion::Success) => page
            .block(Block::Verdict(Tone::Good, words::green(time)))
            .gap()
            .block(Block::Rows(head(state, seen)))
            .gap()
            .block(Block::Tasks(tasks(seen)))
            .action("continue", Key::Enter, words::action_to_proof())
            .action("again", Key::Char('r'), words::action_build_again()),
        Stage::Done(Conclusion::Cancelled | Conclusion::Skipped) => stopped(
            page.block(Block::Verdict(Tone::Warn, words::cancelled())).say(words::cancelled_say()),
            state,
            seen,
        ),
        Stage::Done(Conclusion::ActionRequired) => stopped(
            page.block(Block::Verdict(Tone::Warn, words::watch_approval())).say(words::approval_say()),
            state,
            seen,
        ),
        _ => red(page, state, seen, facts, time),
    }
}

fn stopped(page: Page, state: &State, seen: &Seen) -> Page {
    page.gap()
        .block(Block::Rows(head(state, seen)))
        .gap()
        .block(Block::Tasks(tasks(seen)))
        .action("again", Key::Enter, words::action_build_again())
        .action("skip", Key::Char('s'), words::action_leave_build())
}

fn red(page: Page, state: &State, seen: &Seen, facts: &Facts, time: Text) -> Page {
    let job = state.telling();
    let finding = job.and_then(|job| job.diagnosis.as_ref()?.findings.first());
    let mut page = page.block(Block::Verdict(Tone::Bad, words::red(time)));
    page = match (finding, job) {
        (Some(finding), _) => page.say(causes::words(finding.cause).name),
        (None, Some(FailedJob { diagnosis: Some(_), .. })) => page.say(words::red_unknown()),
        (None, Some(FailedJob { diagnosis: None, .. })) => page.say(words::red_no_log()),
        (None, None) => page.say(words::red_no_job()),
    };
    let failing = seen.jobs.iter().find_map(|job| Some((job, job.failing_step()?)));
    if let Some((job, step)) = failing {
        page = page.gap().block(Block::Rows(vec![Row::new(
            words::row_failed(),
            words::step_in_job(&step.name, &job.name),
        )]));
    }
    let clues = lines(job, finding);
    if !clues.is_empty() {
        page = page.gap().block(Block::Rows(clues));
    }
    page = match (seen.run.unseen(), finding) {
        (Some(Unseen::Fork), _) => page.gap().block(Block::Say(Tone::Warn, words::unseen_by_fork())),
        (Some(Unseen::Dependabot), _) => {
            page.gap().block(Block::Say(Tone::Warn, words::unseen_by_dependabot()))
        }
        (None, Some(finding)) => page.gap().say(causes::words(finding.cause).fix),
        (None, None) => page,
    };
    // Checking again would only prove again what the workflow does not push.
    if facts.pushes_elsewhere(None).is_some() {
        return page.action("rename", Key::Enter, texts::action_take()).action(
            "skip",
            Key::Char('s'),
            words::action_leave_build(),
        );
    }
    page = match state.mends() {
        Some(Step::RerunWorkflow) | None => page.action("again", Key::Enter, words::action_build_again()),
        Some(step) => page.action("mend", Key::Enter, words::action_mend(step.name())).action(
            "again",
            Key::Char('r'),
            words::action_build_again(),
        ),
    };
    page.action("skip", Key::Char('s'), words::action_leave_build())
}

/// The lines that prove the cause; where none is known, those at which the job failed.
fn lines(job: Option<&FailedJob>, finding: Option<&Finding>) -> Vec<Row> {
    let row = |line: u64, text: &str| {
        let text = crate::model::clean::short(text, COLUMNS);
        Row::new(words::log_line(line), Text::raw(text)).tone(Tone::Dim)
    };
    match (finding, job) {
        (Some(finding), _) => {
            let evidence = &finding.evidence[finding.evidence.len().saturating_sub(CLUES)..];
            evidence.iter().map(|clue| row(clue.line, &clue.text)).collect()
        }
        (None, Some(job)) => {
            let shown = &job.lines[job.lines.len().saturating_sub(CLUES)..];
            shown.iter().map(|(line, text)| row(*line, text)).collect()
        }
        (None, None) => Vec::new(),
    }
}
