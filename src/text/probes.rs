//! What the diagnosis says of live probes: the question before them, and their answers.

use super::texts;
use super::{Text, failures, words};
use crate::diagnosis::probes::Answer;
use crate::model::probed::{Probed, Used};
use crate::model::reach::Service;

texts! {
    "probes.ftl";
    arg_probe = "arg-probe";
    ask(registry, tool) = "probes-ask";
    probing = "probes-probing";
    as_user(user, origin) = "probes-as-user";
    without_any(registry) = "probes-without-any";
    of_somebody_else(wanted, found) = "probes-of-somebody-else";
    unreadable(reason) = "probes-unreadable";
    no_image = "probes-no-image";
    only_the_way = "probes-only-the-way";
    elsewhere_unknown = "probes-elsewhere";
    elsewhere_same(secret, repository) = "probes-elsewhere-same";
    yes = "probes-yes";
    no = "probes-no";
    not_measured = "probes-not-measured";
    uses(tool, user) = "probes-uses";
    uses_none(tool) = "probes-uses-none";
    registry = "probes-registry";
    token_service = "probes-token-service";
    hub_api = "probes-hub-api";
    blob_storage = "probes-blob-storage";
    way(host, layers) = "probes-way";
    way_and(before, after) = "probes-way-and";
    way_proxy(proxy) = "probes-way-proxy";
    layer(layer, time) = "probes-way-layer";
    layer_with(layer, found, time) = "probes-way-layer-with";
    no_layer(layer) = "probes-way-no-layer";
    no_layer_with(layer, found) = "probes-way-no-layer-with";
    action_measure = "action-measure";
    measure_note = "action-measure-note";
    action_last_run = "action-last-run";
    last_run_hint(repository) = "last-run-hint";
    looking_for_runs = "looking-for-runs";
    fetching_run = "fetching-run";
    no_failed_run(repository) = "no-failed-run";
    no_run_to_ask = "no-run-to-ask";
}

/// With which credential was asked, or why with none.
#[must_use]
pub fn with(probed: &Probed) -> Text {
    match &probed.used {
        Used::Credential { username, origin } => {
            as_user(username.as_str(), words::origin(origin, probed.home.as_deref()))
        }
        Used::None => without_any(probed.asked.registry.host()),
        Used::OfSomebodyElse { found, wanted } => {
            of_somebody_else(crate::model::clean::short(wanted, 60), found.as_str())
        }
        Used::Unreadable(failure) => unreadable(failures::sentence(failure)),
        Used::NoImage => no_image(),
    }
}

/// What of it bears on a log of another machine.
#[must_use]
pub fn elsewhere(probed: &Probed) -> Option<Text> {
    if !probed.asked.elsewhere {
        return None;
    }
    let same = probed.secret.as_deref().zip(probed.asked.run.as_ref());
    Some(match same {
        Some((secret, run)) => elsewhere_same(secret, run.repository.to_string()),
        None => elsewhere_unknown(),
    })
}

/// An answer in a word.
#[must_use]
pub fn answer(answer: Answer) -> Text {
    match answer {
        Answer::Yes => yes(),
        Answer::No => no(),
        Answer::Open => not_measured(),
    }
}

/// What a service is called.
#[must_use]
pub fn service(service: Service) -> Text {
    match service {
        Service::Registry => registry(),
        Service::TokenService => token_service(),
        Service::HubApi => hub_api(),
        Service::BlobStorage => blob_storage(),
    }
}
