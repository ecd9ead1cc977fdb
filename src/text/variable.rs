//! The user name as a variable instead of a secret.

use super::texts;

texts! {
    "variable.ftl";
    title = "variable-title";
    say = "variable-say";
    looking = "variable-looking";
    order = "variable-order";
    no_lines = "variable-no-lines";
    more_lines(count) = "variable-more-lines";
    action_take = "variable-action-take";
    taking = "variable-taking";
    taken = "variable-taken";
    taken_partly = "variable-taken-partly";
    file_written = "variable-file-written";
    backup(path) = "variable-backup";
    file_changed(file, backup) = "variable-file-changed";
    file_not_tried(file) = "variable-file-not-tried";
    commit = "variable-commit";
    secret_stays = "variable-secret-stays";
    is_variable(name) = "variable-is-variable";
    arg_variable = "arg-variable";
    nothing_to_offer = "variable-nothing-to-offer";
    would_change(place) = "variable-would-change";
    no_checkout = "variable-no-checkout";
    change_variable_written = "change-variable-written";
    change_workflow_changed = "change-workflow-changed";
    undo_variable_written = "undo-variable-written";
    undo_workflow_changed = "undo-workflow-changed";
}
