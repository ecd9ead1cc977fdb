//! What is said about GitHub: secrets, runs and the proof.

use super::{Text, device, failures, texts};
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::Shelf;
use crate::model::secret_plan::{Called, Refusal};
use crate::model::workflow_run::{Conclusion, State};

texts! {
    "github.ftl";
    cmd_secrets = "cmd-secrets";
    cmd_secrets_list = "cmd-secrets-list";
    cmd_secrets_set = "cmd-secrets-set";
    cmd_rerun = "cmd-rerun";
    cmd_watch = "cmd-watch";
    cmd_confirm = "cmd-confirm";
    arg_github_api_url = "arg-github-api-url";
    arg_repo = "arg-repo";
    arg_dry_run = "arg-dry-run";
    arg_env = "arg-env";
    arg_org = "arg-org";
    arg_dependabot = "arg-dependabot";
    arg_workflow = "arg-rerun-workflow";
    arg_ref = "arg-ref";
    arg_how = "arg-how";
    arg_inputs = "arg-inputs";
    arg_watch = "arg-watch";
    arg_run = "arg-run";
    arg_of_run = "arg-of-run";
    exit_11 = "exit-11";
    bad_repository(text) = "bad-repository";
    no_repository = "no-repository";
    not_signed_in(host) = "not-signed-in";
    not_found(request) = "github-not-found";
    token_refused(request) = "github-token-refused";
    shelf_repository = "shelf-repository";
    shelf_environment(name) = "shelf-environment";
    shelf_organization(name) = "shelf-organization";
    shelf_dependabot = "shelf-dependabot";
    shelf_organization_dependabot(name) = "shelf-organization-dependabot";
    secrets_of(repository) = "secrets-of";
    names_assumed = "names-assumed";
    name_written_out(name, place) = "name-written-out";
    login_unclear(place) = "login-unclear";
    environment_open(place) = "environment-open";
    secret_username(name) = "holds-secret-username";
    secret_token(name) = "holds-secret-token";
    variable_username(name) = "variable-username";
    variable_token(name) = "variable-token";
    row(subject, shelf, state) = "github-row";
    state_missing = "state-missing";
    state_as_written(date) = "state-as-written";
    state_older_token(date) = "state-older-token";
    state_changed_since(date) = "state-changed-since";
    state_unknown(date) = "secret-state-unknown";
    hides_organization = "hides-organization";
    would_create = "would-create";
    would_update(date) = "would-update";
    left_as_it_is = "left-as-it-is";
    created(date) = "github-created";
    updated(date) = "github-updated";
    not_seen_yet = "not-seen-yet";
    not_tried = "not-tried";
    dry_run = "github-dry-run";
    other_user_written_out(name, place, username) = "other-user-written-out";
    name_not_taken(name, place) = "name-not-taken";
    run_token(place) = "run-token";
    called(place, workflow) = "called-elsewhere";
    only_called(place, workflow) = "only-called-elsewhere";
    renamed(known, now) = "github-renamed";
    names_unread(why) = "names-unread";
    nothing_to_set = "nothing-to-set";
    token_in_variable(name) = "token-in-variable";
    not_proven(image, reason) = "token-not-proven";
    no_runs = "no-runs";
    run_goes_on(run) = "run-goes-on";
    watching(name, run, url) = "run-watching";
    went_well(name, seconds) = "went-well";
    went_wrong(name, seconds) = "went-wrong";
    was_skipped(name) = "was-skipped";
    was_cancelled(name) = "was-cancelled";
    waits_for_approval(name) = "waits-for-approval";
    is_running(name) = "is-running";
    build_green(seconds) = "run-green";
    build_red(conclusion, seconds) = "build-red";
    build_cancelled = "build-cancelled";
    build_needs_approval(url) = "build-needs-approval";
    no_log(job) = "no-log";
    no_cause(job) = "no-cause";
    cause_of(job, cause) = "cause-of";
    input_needed(name, description) = "input-needed";
    bad_input(text) = "bad-input";
    commit_refused(branch, said) = "commit-refused";
    run_not_found = "run-not-found";
    started(name, run, url) = "run-started";
    watch_with(run) = "watch-with";
    no_such_workflow(name, known) = "no-such-workflow";
    which_workflow(known) = "which-workflow";
    workflow_disabled(name, state) = "workflow-disabled";
    workflow_not_at(path, branch) = "workflow-not-at";
    no_dispatch_trigger(path, branch) = "no-dispatch-trigger";
    still_running(run) = "still-running";
    nothing_failed(run) = "nothing-failed";
    no_push_trigger(path) = "no-push-trigger";
    paths_filter(path) = "paths-filter";
    branch_filter(path, branch) = "branch-filter";
    would_dispatch(name, branch) = "would-dispatch";
    would_rerun(name, run) = "would-rerun";
    would_commit(branch) = "would-commit";
    nothing_to_confirm = "nothing-to-confirm";
    run_failed(run) = "run-failed";
    tag_unknown(image, reason) = "tag-unknown";
    tag_missing(image) = "tag-missing";
    tag_present(image, digest) = "tag-present";
    tag_same(image, digest) = "tag-same";
    tag_older(image, digest) = "tag-older";
    tag_other(image, digest, expected) = "tag-other";
    proof_of_run(run, url) = "proof-of-run";
    proof_without_run = "proof-without-run";
    pull_failed(image, reason) = "pull-failed";
    pull_open(image, platforms, size, built) = "pull-open";
    pull_private(image, platforms, size, built) = "pull-private";
    pull_command(line) = "pull-command";
    server_open(line) = "server-open";
    server_token(login, line) = "server-token";
    server_why = "server-why";
    state_queued = "run-state-queued";
    state_waiting = "run-state-waiting";
    state_running = "run-state-running";
    state_success = "run-state-success";
    state_failure = "run-state-failure";
    state_cancelled = "run-state-cancelled";
    state_skipped = "run-state-skipped";
    state_timed_out = "run-state-timed-out";
    state_action_required = "run-state-action-required";
    state_neutral = "run-state-neutral";
    state_stale = "run-state-stale";
    state_startup_failure = "run-state-startup-failure";
    proven = "github-proven";
    not_proven_yet = "not-proven-yet";
}

/// What GitHub's refusals mean: it answers 404 for what a token cannot see.
#[must_use]
pub fn sentence(failure: &Failure) -> Text {
    let request = failure.request.as_ref().map(ToString::to_string).unwrap_or_default();
    if let FailureKind::Refused { code: Some(code), .. } = &failure.kind {
        match code.as_str() {
            "expired_token" => return device::expired(),
            "incorrect_device_code" => return device::unknown_code(),
            "access_denied" if failure.status() == Some(403) => return device::denied(),
            _ => {}
        }
    }
    match (&failure.kind, failure.status()) {
        (FailureKind::Refused { .. }, Some(404)) => not_found(request),
        (FailureKind::Refused { .. }, Some(401)) => token_refused(request),
        _ => failures::sentence(failure),
    }
}

/// Why nothing can be written for this user, and what to do about it.
#[must_use]
pub fn refusal(refusal: &Refusal, username: &str) -> Text {
    match refusal {
        Refusal::OtherUser { name, place } => other_user_written_out(name, place, username),
        Refusal::TokenInTheOpen(name) => token_in_variable(name),
        Refusal::NameNotTaken { name, place } => name_not_taken(name, place),
        Refusal::RunToken { place } => run_token(place),
        Refusal::Elsewhere(Called { workflow, place }) => only_called(place.to_string(), workflow),
        Refusal::NothingRead => nothing_to_set(),
        Refusal::Unread(failure) => names_unread(failures::sentence(failure)),
    }
}

/// That a workflow of another repository is handed secrets, and what of it cannot be told.
#[must_use]
pub fn called_elsewhere(of: &Called) -> Text {
    called(of.place.to_string(), &of.workflow)
}

/// Where secrets are kept, for a person.
#[must_use]
pub fn shelf(shelf: &Shelf) -> Text {
    match shelf {
        Shelf::Repository => shelf_repository(),
        Shelf::Environment(name) => shelf_environment(name),
        Shelf::Organization(name) => shelf_organization(name),
        Shelf::Dependabot => shelf_dependabot(),
        Shelf::OrganizationDependabot(name) => shelf_organization_dependabot(name),
    }
}

/// The state of a run, or what it ended with, in words. What GitHub invents later stays as GitHub says it.
#[must_use]
pub fn state(state: &State) -> Text {
    match state {
        State::Queued => state_queued(),
        State::Waiting => state_waiting(),
        State::Running => state_running(),
        State::Done(conclusion) => match conclusion {
            Conclusion::Success => state_success(),
            Conclusion::Failure => state_failure(),
            Conclusion::Cancelled => state_cancelled(),
            Conclusion::Skipped => state_skipped(),
            Conclusion::TimedOut => state_timed_out(),
            Conclusion::ActionRequired => state_action_required(),
            Conclusion::Neutral => state_neutral(),
            Conclusion::Stale => state_stale(),
            Conclusion::StartupFailure => state_startup_failure(),
            Conclusion::Other(word) => Text::raw(word),
        },
        State::Other(word) => Text::raw(word),
    }
}
