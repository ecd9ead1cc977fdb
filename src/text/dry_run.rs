//! What a dry run would have done.

use super::texts;

texts! {
    "dry-run.ftl";
    banner = "dry-banner";
    push = "dry-push";
    written = "dry-written";
    planned = "dry-planned";
    start = "dry-start";
    remedy = "dry-remedy";
    verify_upload = "dry-verify-upload";
    would_push(image) = "dry-would-push";
    would_remind(file, count) = "dry-would-remind";
    would_link(path, program) = "dry-would-link";
}
