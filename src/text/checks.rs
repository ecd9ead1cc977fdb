//! The words of the checklist.

use super::texts;

texts! {
    "checks.ftl";
    group_docker_hub = "group-docker-hub";
    group_github = "group-github";
    group_test = "group-test";
    signed_in = "signed-in";
    token_created = "token-created";
    token_read = "token-read";
    token_write = "token-write";
    token_delete = "token-delete";
    token_kept = "token-kept";
    secret_username = "secret-username";
    secret_token = "secret-token";
    secrets_updated = "secrets-updated";
    login = "login";
    test_push = "test-push";
    build_green = "build-green";
    image_there = "image-there";
    image_pullable = "image-pullable";
    fact_tags(good, all) = "fact-tags";
    fact_not_yet = "fact-not-yet";
    fact_refused = "fact-refused";
    fact_not_needed = "fact-not-needed";
    fact_ends(four) = "fact-ends";
    fact_here = "fact-here";
    fact_here_since(date) = "fact-here-since";
    fact_password = "fact-password";
    fact_run_only = "fact-run-only";
    fact_left_behind = "fact-left-behind";
    fact_skipped = "fact-skipped";
    fact_stopped = "fact-stopped";
    state_unknown = "state-unknown";
    state_running = "state-running";
    state_good = "state-good";
    state_bad = "state-bad";
    state_warn = "state-warn";
    state_skipped = "state-skipped";
    state_stale = "state-stale";
}
