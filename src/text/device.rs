//! Signing in to GitHub with a code.

use super::texts;

texts! {
    "device.ftl";
    say = "device-say";
    open = "device-open";
    code = "device-code";
    waiting = "device-waiting";
    action_paste = "device-action-paste";
    not_signed_in = "device-not-signed-in";
    expired = "device-expired";
    denied = "device-denied";
    unknown_code = "device-unknown-code";
    arg_client_id = "arg-github-client-id";
}
