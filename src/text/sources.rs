//! Which credential wins, in sentences.

use super::{Text, texts};
use crate::model::sources::{Mend, Why};

texts! {
    "sources.ftl";
    cmd_sources = "cmd-sources";
    arg_untried = "arg-untried";
    title(image, registry) = "sources-title";
    uses(tool, user, place) = "sources-uses";
    uses_helper(tool, user, helper, place) = "sources-uses-helper";
    makes(tool, helper, place) = "sources-makes";
    nobody(tool) = "sources-nobody";
    stops(tool) = "sources-stops";
    stumbles(reason) = "sources-stumbles";
    taken = "sources-taken";
    refused = "sources-refused";
    not_tried(reason) = "sources-not-tried";
    tried_above = "sources-tried-above";
    only_named_file(user, place) = "sources-only-named-file";
    not_read(user, place) = "sources-not-read";
    client_too_old(user, place) = "sources-client-too-old";
    other_key(user, place, key) = "sources-other-key";
    behind_helper(user, place) = "sources-behind-helper";
    general_store(user, place) = "sources-general-store";
    later(user, place) = "sources-later";
    mend_command(command) = "sources-mend-command";
    mend_unset(variable) = "sources-mend-unset";
    mend_helper(helper) = "sources-mend-helper";
    somebody = "sources-somebody";
}

/// A credential that is passed over, and why.
pub(crate) fn hidden(why: Why, user: &Text, place: &str, key: &str) -> Text {
    let user = user.clone();
    match why {
        Why::OnlyNamedFile => only_named_file(user, place),
        Why::NotRead => not_read(user, place),
        Why::ClientTooOld => client_too_old(user, place),
        Why::OtherKey => other_key(user, place, key),
        Why::BehindHelper => behind_helper(user, place),
        Why::GeneralStore => general_store(user, place),
        Why::Later => later(user, place),
    }
}

/// What to do.
pub(crate) fn mend(mend: &Mend) -> Text {
    match mend {
        Mend::Command(command) => mend_command(command),
        Mend::Unset(variable) => mend_unset(*variable),
        Mend::Helper(helper) => mend_helper(helper),
    }
}
