//! A rotation in words and in JSON: what will be done, what was, and where everything is.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use serde::Serialize;

use super::targets::Other;
use super::work::{Trouble, Work};
use crate::cli::exit::Code;
use crate::cli::{Call, answer};
use crate::model::account::Username;
use crate::model::github::Slug;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::registries::Description;
use crate::rotation::{Mark, Next, Rotation, Step, Target, Why};
use crate::text::surface::{plain_bad, plain_good, plain_warn};
use crate::text::{Text, failures, github, registries, rotation as words};

/// The document of `rotate --json` and `undo --json`; its fields are only ever added to.
#[derive(Serialize)]
struct Json {
    schema_version: u32,
    dry_run: bool,
    rotation: String,
    registry: String,
    username: String,
    /// `planned`, `done`, `undone`, `waiting`, `interrupted` or `stuck`.
    state: &'static str,
    /// Why it is stuck, as a word.
    reason: Option<&'static str>,
    /// How long it will take, where that was asked.
    estimated_seconds: Option<u64>,
    secrets: Vec<Secret>,
    /// Repositories with nothing to write, and why.
    left_alone: Vec<Left>,
    old: Old,
    /// The run that was to prove the new token, where one was asked for.
    build: Option<Build>,
}

#[derive(Serialize)]
struct Build {
    repository: String,
    run: Option<u64>,
    /// `green`, `red`, or `open`.
    state: &'static str,
}

#[derive(Serialize)]
struct Secret {
    repository: String,
    at: String,
    name: String,
    /// `old`, `new`, or `unknown` where a write has no certain end.
    holds: &'static str,
    error: Option<String>,
}

#[derive(Serialize)]
struct Left {
    repository: String,
    why: &'static str,
    name: Option<String>,
}

#[derive(Serialize)]
struct Old {
    label: Option<String>,
    /// `alive`, `refused` or `deleted`.
    state: &'static str,
    delete_after: Option<String>,
}

fn out(call: &Call, line: &Text) {
    drop(writeln!(io::stdout(), "{}", call.speaker.say(line)));
}

fn indented(call: &Call, line: &Text) {
    drop(writeln!(io::stdout(), "  {}", call.speaker.say(line)));
}

pub(super) fn looking(call: &Call, number: usize, all: usize) {
    if io::stderr().is_terminal() {
        let line = call.speaker.say(&words::looking(number, all));
        drop(write!(io::stderr(), "\r\u{1b}[K{line}"));
    }
}

pub(super) fn looked() {
    if io::stderr().is_terminal() {
        drop(write!(io::stderr(), "\r\u{1b}[K"));
    }
}

fn row(target: &Target) -> Text {
    words::plan_row(
        format!("{}/{}", target.owner, target.repository),
        &target.name,
        github::shelf(&target.shelf.shelf()),
    )
}

/// What will be done.
pub(super) fn plan(call: &Call, rotation: &Rotation, others: &[(Slug, Other)], forecast: Duration) {
    let order = &rotation.order;
    out(call, &words::plan(&order.username, &order.registry, order.targets.len()));
    for target in &order.targets {
        indented(call, &row(target));
    }
    for (slug, other) in others {
        let slug = slug.to_string();
        indented(
            call,
            &match other {
                Other::NoLogin => words::plan_no_login(slug),
                Other::Called(workflow) => words::plan_called(slug, workflow),
                Other::Account(name) => words::plan_account(slug, name),
                Other::Archived => words::plan_archived(slug),
                Other::Missing(name) => words::plan_missing(slug, name),
                Other::InVariable(name) => words::plan_variable(slug, name),
                Other::Unreadable(failure) => words::plan_unreadable(slug, failures::sentence(failure)),
            },
        );
    }
    out(
        call,
        &match &order.old {
            Some(old) => words::plan_old(&old.label, order.grace),
            None if Registry::parse(&order.registry).is_docker_hub() => words::plan_old_by_hand(),
            None => words::plan_old_elsewhere(page(rotation)),
        },
    );
    if let Some(build) = &order.build {
        out(call, &words::plan_build(build));
    }
    let seconds = forecast.as_secs() + 1;
    out(
        call,
        &if seconds < 120 {
            words::forecast_seconds(seconds)
        } else {
            words::forecast_minutes(seconds.div_ceil(60))
        },
    );
}

/// The end of a dry run.
pub(super) fn planned(
    call: &Call,
    rotation: &Rotation,
    others: &[(Slug, Other)],
    forecast: Duration,
    json: bool,
) -> Code {
    let unreadable = others.iter().any(|(_, other)| matches!(other, Other::Unreadable(_)));
    if json {
        let mut document = document(rotation, &[], None, true);
        document.estimated_seconds = Some(forecast.as_secs() + 1);
        document.left_alone = others
            .iter()
            .map(|(slug, other)| {
                let (why, name) = match other {
                    Other::NoLogin => ("no-login", None),
                    Other::Called(workflow) => ("called-elsewhere", Some(workflow)),
                    Other::Account(name) => ("other-account", Some(name)),
                    Other::Archived => ("archived", None),
                    Other::Missing(name) => ("missing", Some(name)),
                    Other::InVariable(name) => ("in-variable", Some(name)),
                    Other::Unreadable(_) => ("unreadable", None),
                };
                Left { repository: slug.to_string(), why, name: name.cloned() }
            })
            .collect();
        drop(answer::json(&document));
    } else {
        out(call, &words::dry_run());
    }
    if unreadable { Code::CheckFailed } else { Code::Good }
}

pub(super) fn resumed(call: &Call, rotation: &Rotation) {
    let all = rotation.order.targets.len();
    out(call, &words::resumed(begun(rotation), all - rotation.left().count(), all));
}

pub(super) fn undo_plan(call: &Call, rotation: &Rotation) {
    out(call, &words::undo_plan(begun(rotation), rotation.changed().count()));
    if rotation.is_past_return() {
        out(call, &words::undo_gone());
    }
}

fn begun(rotation: &Rotation) -> String {
    rotation.begun().iso()
}

/// One step as it ended.
pub(super) fn step(work: &Work<'_>, step: Step) {
    let failed = work.failures.iter().find(|(failed, _)| *failed == step);
    let line = match failed {
        None => plain_good(name(&work.rotation, step)),
        Some((_, trouble)) => plain_bad(not_done(&work.rotation, step, why(trouble))),
    };
    out(work.call, &line);
}

fn why(trouble: &Trouble) -> Text {
    match trouble {
        Trouble::Failed(failure) => failures::sentence(failure),
        Trouble::Found(found) => found.clone(),
    }
}

fn secret(rotation: &Rotation, at: usize) -> Text {
    rotation.order.targets.get(at).map_or_else(|| Text::raw("?"), row)
}

/// A step that did not come off, each in a sentence of its own: what was to be said of its end, with a "no" behind it,
/// reads as if it had come about.
fn not_done(rotation: &Rotation, step: Step, why: Text) -> Text {
    match step {
        Step::Make => words::failed_make(why),
        Step::Discard => words::failed_discard(why),
        Step::Hold => words::failed_hold(why),
        Step::Prove => words::failed_prove(why),
        Step::Store => words::failed_store(why),
        Step::Write(at) => words::failed_write(secret(rotation, at), why),
        Step::Build => words::failed_build(why),
        Step::Green => words::failed_green(why),
        Step::Machine => words::failed_machine(why),
        Step::Deactivate => words::failed_deactivate(why),
        Step::Dead => words::failed_dead(why),
        Step::Wrong => words::failed_wrong(why),
        Step::Delete => words::failed_delete(why),
        Step::Forget => words::failed_forget(why),
        Step::Undo => words::failed_undo(why),
        Step::Activate => words::failed_activate(why),
        Step::Alive => words::failed_alive(why),
        Step::PutBack(at) => words::failed_put_back(secret(rotation, at), why),
        Step::Restore => words::failed_restore(why),
        Step::Withdraw => words::failed_withdraw(why),
        Step::Release => words::failed_release(why),
    }
}

fn name(rotation: &Rotation, step: Step) -> Text {
    match step {
        Step::Make => words::step_make(),
        Step::Discard => words::step_discard(),
        Step::Hold => words::step_hold(),
        Step::Prove => words::step_prove(),
        Step::Store => words::step_store(),
        Step::Write(at) => secret(rotation, at),
        Step::Build => words::step_build(),
        Step::Green => words::step_green(),
        Step::Machine => words::step_machine(),
        Step::Deactivate => words::step_deactivate(),
        Step::Dead => words::step_dead(),
        Step::Wrong => words::step_wrong(),
        Step::Delete => words::step_delete(),
        Step::Forget => words::step_forget(),
        Step::Undo => words::step_undo(),
        Step::Activate => words::step_activate(),
        Step::Alive => words::step_alive(),
        Step::PutBack(at) => words::step_put_back(secret(rotation, at)),
        Step::Restore => words::step_restore(),
        Step::Withdraw => words::step_withdraw(),
        Step::Release => words::step_release(),
    }
}

/// Where everything is, and the exit code that tells it.
pub(super) fn end(
    call: &Call,
    rotation: &Rotation,
    failures: &[(Step, Trouble)],
    end: Option<Next>,
    dry_run: bool,
    json: bool,
) -> Code {
    if json {
        drop(answer::json(&document(rotation, failures, end, dry_run)));
    } else if dry_run {
        out(call, &words::dry_run());
    } else if let Some(next) = end {
        say_end(call, rotation, next);
    }
    let touched = rotation.may_be_done(Step::Store) || rotation.may_be_done(Step::Hold);
    match end {
        _ if dry_run => Code::Good,
        Some(Next::Done | Next::Rest(_)) => Code::Good,
        Some(Next::Give) => Code::Usage,
        Some(_) if touched => Code::PartlyDone,
        _ => Code::CheckFailed,
    }
}

/// That the new token is missing, and where it comes from.
pub(super) fn give(rotation: &Rotation) -> Text {
    match Registry::parse(&rotation.order.registry).is_docker_hub() {
        true => words::end_give(page(rotation)),
        false => words::end_give_elsewhere(page(rotation)),
    }
}

/// Where a person deals with tokens of that registry.
fn page(rotation: &Rotation) -> Text {
    let image = Image::parse(&rotation.order.image).ok();
    let username = Username::parse(&rotation.order.username).ok();
    match image.as_ref().and_then(|image| Some((image, Description::of(image.registry())?))) {
        Some((image, other)) => registries::page(other, image, username.as_ref()),
        None => Text::raw("https://app.docker.com/settings/personal-access-tokens"),
    }
}

fn say_end(call: &Call, rotation: &Rotation, next: Next) {
    let all = rotation.order.targets.len();
    let line = match next {
        Next::Done if rotation.goes_back() => plain_good(words::end_undone()),
        Next::Done | Next::Do(_) => plain_good(words::end_done()),
        Next::Rest(due) => plain_good(words::end_rest(due.date())),
        Next::Give => plain_warn(give(rotation)),
        Next::Stuck(why) => plain_warn(match why {
            Why::NoToken => words::stuck_no_token(),
            Why::NotHeld => words::stuck_not_held(),
            Why::SecretsLeft => words::stuck_secrets(rotation.left().count(), all),
            Why::NoBuild => words::stuck_no_build(),
            Why::NotGreen => words::stuck_not_green(),
            Why::Machine => words::stuck_machine(),
            Why::OldByHand => words::stuck_by_hand(page(rotation)),
            Why::WrongOld => words::stuck_wrong_old(page(rotation)),
            Why::NotDeactivated => words::stuck_not_deactivated(),
            Why::NotDeleted => words::stuck_not_deleted(),
            Why::Gone => words::stuck_gone(),
            Why::NotActive => words::stuck_not_active(),
            Why::NoSession => words::stuck_no_session(),
            Why::NotAllBack => words::stuck_not_all_back(),
            Why::NotRestored => words::stuck_not_restored(),
            Why::NewByHand => words::stuck_new_by_hand(page(rotation)),
        }),
    };
    out(call, &line);
    if matches!(next, Next::Stuck(_)) && !rotation.goes_back() {
        if !rotation.may_be_done(Step::Deactivate) {
            out(call, &words::old_lives());
        }
        out(call, &words::go_on());
    }
}

fn document(rotation: &Rotation, failures: &[(Step, Trouble)], end: Option<Next>, dry_run: bool) -> Json {
    let order = &rotation.order;
    let (state, reason) = match end {
        _ if dry_run => ("planned", None),
        Some(Next::Done) if rotation.goes_back() => ("undone", None),
        Some(Next::Done) => ("done", None),
        Some(Next::Rest(_)) => ("waiting", None),
        Some(Next::Give) => ("stuck", Some("token-missing")),
        Some(Next::Stuck(why)) => ("stuck", Some(word(why))),
        None | Some(Next::Do(_)) => ("interrupted", None),
    };
    let english = crate::text::speak::Speaker::new(crate::text::Language::English);
    let secret = |(at, target): (usize, &Target)| {
        let failed = failures
            .iter()
            .rfind(|(step, _)| matches!(step, Step::Write(number) | Step::PutBack(number) if *number == at));
        Secret {
            repository: format!("{}/{}", target.owner, target.repository),
            at: target.shelf.shelf().word(),
            name: target.name.clone(),
            holds: holds(rotation, at),
            error: failed.map(|(_, trouble)| english.say(&why(trouble))),
        }
    };
    Json {
        schema_version: 1,
        dry_run,
        rotation: rotation.id.clone(),
        registry: order.registry.clone(),
        username: order.username.clone(),
        state,
        reason,
        estimated_seconds: None,
        secrets: order.targets.iter().enumerate().map(secret).collect(),
        left_alone: Vec::new(),
        old: Old {
            label: order.old.as_ref().map(|old| old.label.clone()),
            state: if rotation.is_done(Step::Delete) {
                "deleted"
            } else if rotation.is_done(Step::Dead) && !rotation.is_done(Step::Alive) {
                "refused"
            } else {
                "alive"
            },
            delete_after: rotation.due().filter(|_| !rotation.goes_back()).map(Moment::iso),
        },
        build: order.build.clone().map(|repository| Build {
            repository,
            run: rotation.run(),
            state: match rotation.mark(Step::Green) {
                Some(Mark::Done { .. }) => "green",
                Some(Mark::Failed { sure: true, .. }) => "red",
                _ => "open",
            },
        }),
    }
}

/// What a secret holds now, as far as is certain.
fn holds(rotation: &Rotation, at: usize) -> &'static str {
    match (rotation.mark(Step::Write(at)), rotation.mark(Step::PutBack(at))) {
        (_, Some(Mark::Done { .. })) => "old",
        (_, Some(Mark::Began | Mark::Failed { sure: false, .. })) => "unknown",
        (Some(Mark::Done { .. }), _) => "new",
        (Some(Mark::Began | Mark::Failed { sure: false, .. }), _) => "unknown",
        (None | Some(Mark::Failed { sure: true, .. }), _) => "old",
    }
}

fn word(why: Why) -> &'static str {
    match why {
        Why::NoToken => "no-token",
        Why::NotHeld => "not-held",
        Why::SecretsLeft => "secrets-left",
        Why::NoBuild => "no-build",
        Why::NotGreen => "build-not-green",
        Why::Machine => "still-on-machine",
        Why::OldByHand => "old-by-hand",
        Why::WrongOld => "wrong-old",
        Why::NotDeactivated => "not-deactivated",
        Why::NotDeleted => "not-deleted",
        Why::Gone => "gone",
        Why::NotActive => "not-active",
        Why::NoSession => "no-session",
        Why::NotAllBack => "not-all-back",
        Why::NotRestored => "not-restored",
        Why::NewByHand => "new-by-hand",
    }
}
