//! What `init` and `onboard` say, and the page on which a newcomer begins.

use super::{Text, texts};
use crate::model::access::Level;
use crate::model::project_file::{Fault, NAME, Why};
use crate::model::secret_plan::Role;

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

/// What a name holds.
#[must_use]
pub fn holds(role: Role) -> Text {
    match role {
        Role::Username => holds_username(),
        Role::Token => holds_token(),
    }
}
