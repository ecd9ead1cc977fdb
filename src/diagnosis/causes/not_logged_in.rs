//! Nobody signed in to the registry that was asked, or not in this place.

use super::{Cause, SETTLES, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Note, Outcome, Picture, RefusalKind, Tool};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::NotLoggedIn,
    signs: &[
        Sign::says("no basic auth credentials"),
        // What the way there says outweighs that nobody was signed in on it.
        Sign::says("failed to fetch anonymous token").without(&["x509", "tls:", "dial tcp", "timeout", "deadline", "no such host", "connection re", "eof"]),
        Sign::says("unauthenticated request"),
        Sign::says("basic credential not found"),
        Sign::says("registry credentials not provided"),
        Sign::hints("status code 'unauthorized'"),
        Sign::says("you must be logged in"),
        Sign::says("you need to login"),
        Sign::says("not logged in"),
        Sign::says("no credentials found"),
        Sign::fits("no credentials").without(&["could not load", "found"]),
        Sign::says("please login prior to push"),
        Sign::says("authentication is required"),
        Sign::says("requires authentication"),
        Sign::fits("anonymous access").with(&["denied", "not", "disabled"]),
        Sign::says("credentials not found in native keychain"),
        Sign::says("you may need to login"),
        Sign::leans("make sure your credentials for"),
        Sign::fits("unable to locate credentials"),
        Sign::leans("nocredentialproviders"),
        Sign::leans("missingauthenticationtoken"),
        Sign::fits("unable to retrieve auth token"),
        Sign::fits("anonymous users"),
        Sign::fits("unauthenticated").without(&["user cannot be"]),
    ],
    judge,
    probes: &[Probe::Sources, Probe::SignIn],
    next: |_| vec![Remedy::Go(Step::StoreToken), Remedy::Go(Step::CheckAccess)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if let Some(ended) = picture.logins.iter().rev().find(|login| login.serves(picture.registry())).and_then(|login| picture.taken_back(login)) {
        return weighed.at_least(SETTLES, ended.clone());
    }
    // Somebody did sign in: elsewhere, or for somewhere else.
    if let Some(login) = picture.logins.iter().find(|login| login.outcome == Outcome::Succeeded && login.ended.is_none())
        && picture.noted(Note::Sudo).is_none()
    {
        weighed = weighed.unless(0.03, login.clue.clone());
    }
    if weighed.weight > 0.0
        && let Some(isolated) = &picture.workflow.isolated_push
    {
        weighed = weighed.times(1.3, isolated.clone());
    }
    if let Some(refused) = picture.refused_pull() {
        let private = !matches!(picture.pulls.last().map(|pull| Family::of(&pull.reference.registry)), None | Some(Family::Hub));
        let base = match refused.kind {
            _ if picture.building_on => 4.0,
            RefusalKind::Forbidden | RefusalKind::DeniedDenied | RefusalKind::Unauthenticated => 6.0,
            _ if private || picture.tool == Some(Tool::Kubernetes) => 12.0,
            _ => 1.0,
        };
        weighed = weighed.at_least(base, refused.clue.clone());
    }
    let Some(unclear) = picture.unclear() else { return weighed };
    let base = match (unclear.family, unclear.kind) {
        (Family::Quay, _) => 0.8,
        (Family::Azure | Family::Google | Family::Amazon, _) => 2.0,
        // Harbor says it to everybody, signed in or not.
        (_, RefusalKind::ActionRefused) if picture.login().is_none() => 2.0,
        (_, RefusalKind::Unauthenticated) => 1.0,
        (_, RefusalKind::InsufficientScope) => 0.4,
        (_, RefusalKind::AccessDenied) => 0.5,
        (Family::GitLab, RefusalKind::Forbidden) => 1.5,
        _ => 0.3,
    };
    weighed = weighed.at_least(base, unclear.clue());
    if picture.workflow.given && picture.workflow.pushes && picture.workflow.logins.is_empty() && picture.logins.is_empty() {
        weighed = weighed.times(12.0, None);
    }
    if let Some(push) = picture.noted(Note::TracedWithoutLogin).filter(|_| picture.login().is_none()) {
        weighed = weighed.times(4.0, push.clone());
    }
    if let Some(sudo) = picture.pushed_as_other() {
        // Another user has another configuration: the login above is not seen.
        return weighed.at_least(30.0, sudo.clone());
    }
    if let Some(sudo) = picture.noted(Note::Sudo) {
        weighed = weighed.times(6.0, sudo.clone());
    }
    if picture.uploads.allowed() {
        weighed = weighed.unless(0.15, None);
    }
    if let Some(login) = picture.logged_in() {
        weighed = weighed.unless(0.15, login.clue.clone());
    }
    weighed
}
