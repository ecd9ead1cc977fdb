//! What the lines of the checklist mean, for whoever opens one.

use super::texts;

texts! {
    "details.ftl";
    title(at, all) = "details-title";
    line(label, state) = "details-line";
    fact = "details-fact";
    took = "details-took";
    go = "details-go";
    next = "details-next";
    previous = "details-previous";
    help_checklist = "details-help-checklist";
    signed_in = "about-signed-in";
    token_created = "about-token-created";
    token_read = "about-token-read";
    token_write = "about-token-write";
    token_delete = "about-token-delete";
    token_kept = "about-token-kept";
    secret_username = "about-secret-username";
    secret_token = "about-secret-token";
    secrets_updated = "about-secrets-updated";
    login = "about-login";
    test_push = "about-test-push";
    build_green = "about-build-green";
    image_there = "about-image-there";
    image_pullable = "about-image-pullable";
    undo_title = "undo-title";
    undo_say = "undo-say";
    undo_token_made = "undo-token-made";
    undo_token_kept = "undo-token-kept";
    undo_token_deactivated = "undo-token-deactivated";
    undo_token_deleted = "undo-token-deleted";
    undo_test_image_pushed = "undo-test-image-pushed";
    undo_test_image_removed = "undo-test-image-removed";
    undo_report_saved = "undo-report-saved";
    undo_action = "undo-action";
}
