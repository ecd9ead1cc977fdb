//! What `undo` says of changes other than a rotation.

use super::texts;

texts! {
    "undo.ftl";
    row(date, what, subject) = "undo-row";
    under(how) = "undo-under";
    project_file = "undo-project-file";
    link = "undo-link";
    rotation = "undo-rotation";
    file_back(backup) = "undo-file-back";
    file_away = "undo-file-away";
    file_changed = "undo-file-changed";
    file_changed_copy(backup) = "undo-file-changed-copy";
    link_away = "undo-link-away";
    link_changed = "undo-link-changed";
    secret_away = "undo-secret-away";
    variable_away = "undo-variable-away";
    variable_overwritten = "undo-variable-overwritten";
    written_since = "undo-written-since";
    unproven = "undo-unproven";
    is_gone = "undo-is-gone";
    only_on_record = "undo-only-on-record";
    left = "undo-left";
    back = "undo-back";
}
