//! The lines about GitHub: the secrets, the build, the image.

use super::{Check, check};
use crate::flow::facts::Facts;
use crate::flow::view::{CheckState, Group};
use crate::model::proof::Listed;
use crate::model::secret_plan::{Done, Role, Row};
use crate::steps::Steps;
use crate::text::{Text, checks, github, registries};

/// The person, or the checkout, leaves this out.
fn left_out(facts: &Facts) -> bool {
    facts.github.left_out.is_some()
}

pub(super) fn secrets(steps: &Steps, facts: &Facts) -> [Check; 3] {
    let running = steps.update_secrets.running();
    [
        of_role(running, facts, "secret-username", checks::secret_username(), Role::Username),
        of_role(running, facts, "secret-token", checks::secret_token(), Role::Token),
        both(running, facts),
    ]
}

fn row(id: &'static str, label: Text, state: CheckState) -> Check {
    check(id, Group::GitHub, label, state)
}

/// Not written: left out, written for another token, or still open.
fn open(running: bool, facts: &Facts, skipped: bool) -> CheckState {
    match running {
        true => CheckState::Running,
        false if skipped || left_out(facts) => CheckState::Skipped,
        false if facts.github.secrets.is_some() => CheckState::Stale,
        false => CheckState::Unknown,
    }
}

fn of_role(running: bool, facts: &Facts, id: &'static str, label: Text, role: Role) -> Check {
    let written: Vec<&(Row, Done)> =
        facts.secrets().into_iter().flatten().filter(|(line, _)| line.need.role == role).collect();
    let Some((line, _)) = written.first() else {
        // A user name that stands in the workflow itself needs no secret.
        let skipped = facts.github.secrets_skipped || facts.secrets().is_some();
        return row(id, label, open(running, facts, skipped));
    };
    let name = Text::raw(&line.need.name);
    row(id, label, state(written.iter().map(|(_, done)| done))).fact(name)
}

fn state<'a>(done: impl Iterator<Item = &'a Done>) -> CheckState {
    let mut worst = CheckState::Good;
    for done in done {
        match done {
            Done::Confirmed | Done::Left => {}
            Done::Failed(_) | Done::NotTried => return CheckState::Bad,
            Done::Planned | Done::Written => worst = CheckState::Unknown,
        }
    }
    worst
}

fn both(running: bool, facts: &Facts) -> Check {
    let label = checks::secrets_updated();
    match facts.secrets() {
        Some(written) if !written.is_empty() => {
            let check = row("secrets-updated", label, state(written.iter().map(|(_, done)| done)));
            let newest = written.iter().filter_map(|(line, _)| line.updated).max();
            match newest {
                Some(at) if check.state == CheckState::Good => check.fact(Text::raw(clock(&at.iso()))),
                _ => check,
            }
        }
        _ => row("secrets-updated", label, open(running, facts, facts.github.secrets_skipped)),
    }
}

/// The time of day of `2026-11-23T14:02:11Z`.
fn clock(iso: &str) -> String {
    iso.split_once('T').map_or(iso, |(_, time)| time).trim_end_matches('Z').to_owned()
}

pub(super) fn build(steps: &Steps, facts: &Facts) -> [Check; 3] {
    [green(steps, facts), there(steps, facts), pullable(steps, facts)]
}

fn green(steps: &Steps, facts: &Facts) -> Check {
    let row = |state| check("build-green", Group::Test, checks::build_green(), state);
    match facts.build() {
        Some(seen) => {
            let run = &seen.run;
            let state = match (run.state.is_done(), run.state.succeeded()) {
                (false, _) if steps.rerun_workflow.watches() => CheckState::Running,
                (false, _) => CheckState::Unknown,
                (true, true) => CheckState::Good,
                (true, false) => CheckState::Bad,
            };
            let row = row(state).fact(github::state(&run.state));
            match run.started.zip(run.updated).filter(|_| run.state.is_done()) {
                Some((began, ended)) => row.took(ended.since(began)),
                None => row,
            }
        }
        None if steps.rerun_workflow.running() || steps.rerun_workflow.watches() => row(CheckState::Running),
        None if facts.github.build_skipped || left_out(facts) => row(CheckState::Skipped),
        None if facts.github.run.is_some() => row(CheckState::Stale),
        None => row(CheckState::Unknown),
    }
}

fn unproven(steps: &Steps, facts: &Facts) -> CheckState {
    if steps.confirm_result.running() {
        CheckState::Running
    } else if facts.github.build_skipped || left_out(facts) {
        CheckState::Skipped
    } else if facts.github.proof.is_some() {
        CheckState::Stale
    } else {
        CheckState::Unknown
    }
}

fn there(steps: &Steps, facts: &Facts) -> Check {
    let hub = facts.registry().is_docker_hub();
    let label = if hub { checks::image_there() } else { registries::image_there() };
    let row = |state| check("image-there", Group::Test, label.clone(), state);
    let Some(proof) = facts.proof() else { return row(unproven(steps, facts)) };
    let good = proof.checked.iter().filter(|checked| checked.status(proof.began()).is_good()).count();
    let state = match (proof.all_there(), proof.checked.is_empty()) {
        (true, _) => CheckState::Good,
        (false, true) => CheckState::Unknown,
        (false, false) => CheckState::Bad,
    };
    row(state).fact(checks::fact_tags(good, proof.checked.len()))
}

/// The registry decides; that the Hub's page comes later is said and no fault.
fn pullable(steps: &Steps, facts: &Facts) -> Check {
    let row = |state| check("image-pullable", Group::Test, checks::image_pullable(), state);
    let Some(proof) = facts.proof() else { return row(unproven(steps, facts)) };
    let row = row(match (proof.pulled(), proof.tried.is_empty()) {
        (true, _) => CheckState::Good,
        (false, true) => CheckState::Unknown,
        (false, false) => CheckState::Bad,
    });
    if proof.checked.iter().any(|checked| checked.listed == Listed::NotYet) {
        return row.fact(checks::fact_not_yet());
    }
    row
}
