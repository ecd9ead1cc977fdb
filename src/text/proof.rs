//! What is said while a build goes, and of what it left: estimate, cancelling, the Hub's list, layers.

use super::texts;

texts! {
    "proof.ftl";
    arg_cancel = "arg-cancel";
    estimate(seconds, runs) = "run-estimate";
    would_cancel(run) = "would-cancel";
    cancelling(run) = "run-cancelling";
    not_to_cancel(run) = "not-to-cancel";
    layers_compared(layers) = "layers-compared";
    layers_partly(compared, layers) = "layers-partly";
    hub_lists(pushed) = "hub-lists";
    hub_lists_this(pushed) = "hub-lists-this";
    hub_lists_before(pushed) = "hub-lists-before";
    nothing_changed(reason) = "nothing-changed";
    no_longer_seen(reason, run) = "no-longer-seen";
    start_lost(reason) = "start-lost";
    asked_before(time) = "asked-before";
    never_began = "never-began";
    began_unseen(time, run) = "began-unseen";
    runs_beside(run, time) = "runs-beside";
    back_to(run, time) = "back-to";
    hub_not_yet = "hub-not-yet";
    token_has_space = "token-has-space";
}
