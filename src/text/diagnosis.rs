//! What the diagnosis says around the words of its causes: cards, remedies, probes, and the command itself.

use super::{Text, texts};
use crate::diagnosis::finding::{Remedy, Step, Whom};
use crate::diagnosis::{Finding, Probe};

texts! {
    "diagnosis.ftl";
    cmd_diagnose = "cmd-diagnose";
    cmd_help = "cmd-help";
    arg_file = "arg-file";
    arg_workflow = "arg-workflow";
    arg_offline = "arg-offline";
    arg_topic = "arg-topic";
    arg_image = "arg-diagnosed-image";
    arg_run = "arg-failed-run";
    arg_all = "arg-all-causes";
    not_a_run(text) = "diagnose-not-a-run";
    no_such_job(job, run) = "diagnose-no-such-job";
    run_without_jobs(url) = "diagnose-run-without-jobs";
    run_did_not_fail(run) = "diagnose-run-did-not-fail";
    from_job(job, run, url) = "diagnose-from-job";
    paste_then_end = "diagnose-paste-then-end";
    unreadable(path, reason) = "diagnose-unreadable";
    unknown_topic(topic) = "help-unknown-topic";
    from_file(name) = "diagnose-from-file";
    likely(cause, percent) = "diagnose-likely";
    row_image = "diagnose-row-image";
    row_login = "diagnose-row-login";
    row_step = "diagnose-row-step";
    in_workflow(line) = "diagnose-in-workflow";
    measured = "diagnose-measured";
    told = "diagnose-told";
    of_run = "diagnose-of-run";
    against = "diagnose-against";
    and(first, second) = "diagnose-and";
    of_lines(places, count) = "diagnose-of-lines";
    more(count) = "diagnose-more";
    remedy = "diagnose-remedy";
    undecided = "diagnose-undecided";
    workflow_not_yaml(path) = "diagnose-workflow-not-yaml";
    nothing = "diagnose-nothing";
    nothing_hint = "diagnose-nothing-hint";
    wizard_hint = "diagnose-wizard-hint";
    step_what_went_wrong = "step-what-went-wrong";
    wrong_title = "wrong-title";
    wrong_say = "wrong-say";
    wrong_field = "wrong-field";
    wrong_hint = "wrong-hint";
    wrong_dot = "wrong-dot";
    wrong_reading = "wrong-reading";
    wrong_found = "wrong-found";
    wrong_none_of_these = "wrong-none-of-these";
    action_full_check = "action-full-check";
    action_find_cause = "action-find-cause";
    action_another_log = "action-another-log";
    causes_title = "causes-title";
    causes_sign = "causes-sign";
    causes_proof = "causes-proof";
    causes_remedy = "causes-remedy";
    go_find_project = "remedy-find-project";
    go_create_token = "remedy-create-token";
    go_check_access = "remedy-check-access";
    go_store_token = "remedy-store-token";
    go_update_secrets = "remedy-update-secrets";
    go_rerun_workflow = "remedy-rerun-workflow";
    wait_first(then) = "remedy-wait-first";
    change_workflow = "remedy-workflow";
    ask_organization = "remedy-ask-organization";
    ask_registry_admin = "remedy-ask-registry-admin";
    ask_network_admin = "remedy-ask-network-admin";
    ask_support = "remedy-ask-support";
    probe_sign_in = "probe-sign-in";
    probe_token_level = "probe-token-level";
    probe_repository_right = "probe-repository-right";
    probe_repository_exists = "probe-repository-exists";
    probe_reachability = "probe-reachability";
    probe_clock = "probe-clock";
    probe_sources = "probe-sources";
    probe_rate_limit = "probe-rate-limit";
    probe_secrets = "probe-secrets";
    probe_command = "probe-command";
    probe_daemon = "probe-daemon";
    probe_registry_settings = "probe-registry-settings";
    probe_whole_log = "probe-whole-log";
}

/// The head of a card: the cause, and how likely it is, in per cent.
#[must_use]
pub fn head(finding: &Finding) -> Text {
    likely(super::causes::words(finding.cause).name, percent(finding))
}

/// The confidence as a whole number from 0 to 100.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "a share of one, as per cent")]
pub fn percent(finding: &Finding) -> i64 {
    (finding.confidence * 100.0).round() as i64
}

/// What a step of the wizard mends, as something to do.
#[must_use]
pub fn step(step: Step) -> Text {
    match step {
        Step::FindProject => go_find_project(),
        Step::CreateToken => go_create_token(),
        Step::CheckAccess => go_check_access(),
        Step::StoreToken => go_store_token(),
        Step::UpdateSecrets => go_update_secrets(),
        Step::RerunWorkflow => go_rerun_workflow(),
    }
}

/// Whom to ask, as something to do.
#[must_use]
pub fn whom(whom: Whom) -> Text {
    match whom {
        Whom::OrganizationOwner => ask_organization(),
        Whom::RegistryAdministrator => ask_registry_admin(),
        Whom::NetworkAdministrator => ask_network_admin(),
        Whom::RegistrySupport => ask_support(),
    }
}

/// The question that a probe asks.
#[must_use]
pub fn probe(probe: Probe) -> Text {
    match probe {
        Probe::SignIn => probe_sign_in(),
        Probe::TokenLevel => probe_token_level(),
        Probe::RepositoryRight => probe_repository_right(),
        Probe::RepositoryExists => probe_repository_exists(),
        Probe::Reachability => probe_reachability(),
        Probe::Clock => probe_clock(),
        Probe::Sources => probe_sources(),
        Probe::RateLimit => probe_rate_limit(),
        Probe::Secrets => probe_secrets(),
        Probe::Command => probe_command(),
        Probe::Daemon => probe_daemon(),
        Probe::RegistrySettings => probe_registry_settings(),
        Probe::WholeLog => probe_whole_log(),
    }
}

/// A remedy as a person meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Sentence(Text),
    /// To be typed elsewhere.
    Command(String),
    Link(String),
    /// Lines for the workflow, after the sentence that says so.
    Lines(Text, String),
}

/// Puts a remedy into words.
#[must_use]
pub fn said(remedy: &Remedy) -> Said {
    match remedy {
        Remedy::Go(to) => Said::Sentence(step(*to)),
        Remedy::Run(command) => Said::Command(command.clone()),
        Remedy::Open(page) => Said::Link((*page).to_owned()),
        Remedy::Workflow(lines) => Said::Lines(change_workflow(), lines.clone()),
        Remedy::Wait(then) => Said::Sentence(wait_first(step(*then))),
        Remedy::Ask(them) => Said::Sentence(whom(*them)),
    }
}
