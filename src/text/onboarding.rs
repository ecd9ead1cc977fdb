//! What `init` and `onboard` say, and the page on which a newcomer begins.

use super::{Text, texts};
use crate::model::access::Level;
use crate::model::project_file::{Fault, NAME, Why};
use crate::model::secret_plan::{NameKind, Role};

texts! {
    "onboarding.ftl";
    cmd_init = "cmd-init";
    arg_init_image = "arg-init-image";
    arg_init_ask = "arg-init-ask";
    arg_init_yes = "arg-init-yes";
    arg_init_dry_run = "arg-init-dry-run";
    init_no_checkout = "init-no-checkout";
    init_no_push = "init-no-push";
    init_which(images) = "init-which";
    init_unclear(place, written) = "init-unclear";
    init_no_login(image) = "init-no-login";
    init_linked = "init-linked";
    init_new(file) = "init-new";
    init_changes(file) = "init-changes";
    init_same(file) = "init-same";
    init_question = "init-question";
    init_needs_yes = "init-needs-yes";
    init_kept = "init-kept";
    init_dry = "init-dry";
    init_written(file) = "init-written";
    fault_not_toml(file, line) = "project-file-not-toml";
    fault_unknown_key(file, line, key) = "project-file-unknown-key";
    fault_missing(file, line, key) = "project-file-missing";
    fault_wrong_kind(file, line, key) = "project-file-wrong-kind";
    fault_bad_value(file, line, key, value) = "project-file-bad-value";
    fault_too_long(file, line, key) = "project-file-too-long";
    fault_too_many(file, line, key) = "project-file-too-many";
    fault_two_registries(file, line, registry, image) = "project-file-two-registries";
    fault_newer(file, line, version) = "project-file-newer";
    level_read = "onboard-level-read";
    level_write = "onboard-level-write";
    level_delete = "onboard-level-delete";
    holds_username = "onboard-holds-username";
    holds_token = "onboard-holds-token";
    cmd_onboard = "cmd-onboard";
    step_onboard = "step-onboard";
    onboard_title = "onboard-title";
    onboard_reading = "onboard-reading";
    onboard_no_checkout = "onboard-no-checkout";
    onboard_no_file = "onboard-no-file";
    onboard_no_file_ask = "onboard-no-file-ask";
    onboard_linked = "onboard-linked";
    onboard_wrong_file = "onboard-wrong-file";
    onboard_wrong_file_ask = "onboard-wrong-file-ask";
    onboard_unread = "onboard-unread";
    onboard_say = "onboard-say";
    onboard_promise = "onboard-promise";
    action_without_file = "onboard-action-without-file";
    action_later = "onboard-action-later";
    row_image = "onboard-row-image";
    row_registry = "onboard-row-registry";
    row_permission = "onboard-row-permission";
    kind_secret = "onboard-kind-secret";
    kind_variable = "onboard-kind-variable";
    lives_in_repository = "onboard-lives-in-repository";
    lives_in_environment(name) = "onboard-lives-in-environment";
    name_holds(name, what, place) = "onboard-name-holds";
    row_workflow = "onboard-row-workflow";
    row_tags = "onboard-row-tags";
    row_ask = "onboard-row-ask";
    host_title = "onboard-host-title";
    host_say(host) = "onboard-host-say";
    host_question(host) = "onboard-host-question";
    host_no = "onboard-host-no";
    host_no_note = "onboard-host-no-note";
    host_yes(host) = "onboard-host-yes";
    host_yes_note = "onboard-host-yes-note";
    host_refused(host) = "onboard-host-refused";
    fork_title = "onboard-fork-title";
    row_fork = "onboard-row-fork";
    row_upstream = "onboard-row-upstream";
    row_actions = "onboard-row-actions";
    fork_by_github = "onboard-fork-by-github";
    fork_by_name = "onboard-fork-by-name";
    fork_not_in_checkout = "onboard-fork-not-in-checkout";
    fork_member(repository) = "onboard-fork-member";
    fork_member_say = "onboard-fork-member-say";
    fork_missing(repository) = "onboard-fork-missing";
    fork_missing_say = "onboard-fork-missing-say";
    fork_missing_then = "onboard-fork-missing-then";
    fork_no_remote = "onboard-fork-no-remote";
    fork_unclear = "onboard-fork-unclear";
    fork_question = "onboard-fork-question";
    fork_secrets = "onboard-fork-secrets";
    fork_pull_requests = "onboard-fork-pull-requests";
    actions_on = "onboard-actions-on";
    actions_off = "onboard-actions-off";
    actions_unknown = "onboard-actions-unknown";
    actions_enable = "onboard-actions-enable";
    written_out(namespace, place) = "onboard-written-out";
    own_image(image) = "onboard-own-image";
}

/// What is wrong with the file, with its name and line.
#[must_use]
pub fn fault(Fault { line, why }: &Fault) -> Text {
    match why {
        Why::NotToml => fault_not_toml(NAME, *line),
        Why::UnknownKey(key) => fault_unknown_key(NAME, *line, key),
        Why::Missing(key) => fault_missing(NAME, *line, *key),
        Why::WrongKind(key) => fault_wrong_kind(NAME, *line, key),
        Why::BadValue { key, value } => fault_bad_value(NAME, *line, key, value),
        Why::TooLong(key) => fault_too_long(NAME, *line, key),
        Why::TooMany(key) => fault_too_many(NAME, *line, key),
        Why::TwoRegistries { registry, image } => fault_two_registries(NAME, *line, registry, image),
        Why::NewerVersion(version) => fault_newer(NAME, *line, *version),
    }
}

/// What a token has to be allowed.
#[must_use]
pub fn level(level: Level) -> Text {
    match level {
        Level::Read => level_read(),
        Level::Write => level_write(),
        Level::Delete => level_delete(),
    }
}

/// What a name is of.
#[must_use]
pub fn kind(kind: NameKind) -> Text {
    match kind {
        NameKind::Secret => kind_secret(),
        NameKind::Variable => kind_variable(),
    }
}

/// What a name holds.
#[must_use]
pub fn holds(role: Role) -> Text {
    match role {
        Role::Username => holds_username(),
        Role::Token => holds_token(),
    }
}
