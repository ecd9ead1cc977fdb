//! What `status` says beside the credential itself: where it is used, what the service tells, the page.

use super::{Text, texts};
use crate::model::access::Level;
use crate::model::status::Mend;

texts! {
    "status.ftl";
    step_status = "step-status";
    title = "status-title";
    arg_password_stdin = "arg-status-password-stdin";
    one_account = "status-one-account";
    needs_code = "status-needs-code";
    workflow_no_expiry = "status-workflow-no-expiry";
    calendar_other(file) = "status-calendar-other";
    taking = "status-taking";
    taking_part(done, all) = "status-taking-part";
    none = "status-none";
    none_say = "status-none-say";
    unseen(why) = "status-unseen";
    trouble = "status-trouble";
    which = "status-which";
    row_good = "status-row-good";
    row_open = "status-row-open";
    row_refused = "status-row-refused";
    row_unknown = "status-row-unknown";
    row_gone = "status-row-gone";
    row_expired = "status-row-expired";
    row_days(days) = "status-row-days";
    action_new_token = "status-action-new-token";
    action_keep = "status-action-keep";
    action_update = "status-action-update";
    action_check = "status-action-check";
    of_organization = "status-of-organization";
    level_pull = "status-level-pull";
    level_push = "status-level-push";
    level_delete = "status-level-delete";
    level_told(level) = "status-level-told";
    created(date) = "status-created";
    no_expiry_github = "status-no-expiry-github";
    end_told = "status-end-told";
    as_noted = "status-as-noted";
    not_in_list = "status-not-in-list";
    list_refused = "status-list-refused";
    no_expiry_told = "status-no-expiry-told";
    in_secret(name, stand) = "status-in-secret";
    other_secrets = "status-other-secrets";
    secret_as_written(date) = "status-secret-as-written";
    secret_changed(date) = "status-secret-changed";
    secret_never_ours(date) = "status-secret-never-ours";
    secret_there = "status-secret-there";
    secret_missing = "status-secret-missing";
    secret_unknown(why) = "status-secret-unknown";
    secret_unasked = "status-secret-unasked";
}

/// The level of an organization's token, in the words of its scopes.
#[must_use]
pub fn organization_level(level: Level) -> Text {
    match level {
        Level::Read => level_pull(),
        Level::Write => level_push(),
        Level::Delete => level_delete(),
    }
}

/// What Enter does about a row.
#[must_use]
pub fn mend(mend: Mend) -> Text {
    match mend {
        Mend::NewToken => action_new_token(),
        Mend::Keep => action_keep(),
        Mend::UpdateSecrets => action_update(),
        Mend::Check => action_check(),
    }
}
