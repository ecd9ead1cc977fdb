//! The token signs in, but its level is below the action.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Note, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::TokenScopeInsufficient,
    signs: &[
        Sign::says("access token has insufficient scopes"),
        Sign::says("has insufficient scopes"),
        Sign::says("not been granted the required scopes"),
        Sign::says("does not match expected scopes"),
        Sign::says("insufficient scope").without(&["insufficient_scope", "insufficient scopes", "authorizing context"]),
        Sign::says("does not have the required scope"),
        Sign::fits("token does not have permission"),
        Sign::says("token lacks the"),
        Sign::says("requires one of the following scopes"),
        Sign::fits("issued from personal access token"),
        Sign::fits("forbidden with personal access token"),
        Sign::fits("issued from a personal access token"),
        Sign::leans("failed to fetch oauth token").with(&["401"]),
    ],
    judge,
    probes: &[Probe::TokenLevel],
    next: |_| vec![Remedy::Go(Step::CreateToken), Remedy::Go(Step::UpdateSecrets)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if weighed.weight > 0.0 {
        // Docker Hub words a push to `library/…`, and one without any login of weight, in the same way.
        let stray = picture.target().filter(|t| t.reference.registry.is_docker_hub());
        if let Some(target) = stray.filter(|t| t.reference.namespace().is_none_or(|name| name == "library")) {
            weighed = weighed.unless(0.3, target.clue.clone());
        }
        if let Some(login) = picture.workflow.logins.iter().find(|login| login.guard.is_some()) {
            weighed = weighed.unless(0.3, login.clue.clone());
        }
    }
    // A robot that may push but not pull: the upload begins, the check of a layer is refused.
    if let Some(pull) = picture.noted(Note::PullActionRefused)
        && picture.uploads.under_way > 0
    {
        weighed = weighed.at_least(30.0, pull.clone());
    }
    let Some(unclear) = picture.unclear() else { return weighed };
    if let Some(own) = picture.own_namespace()
        && matches!(unclear.kind, RefusalKind::InsufficientScope | RefusalKind::AccessDenied)
    {
        // Of an account's own repository nothing but the token's level keeps it away, if the repository is there.
        return weighed.at_least(1.0, own.clone());
    }
    let base = match (unclear.family, unclear.kind) {
        (Family::GitLab, _) => 1.0,
        (Family::Harbor | Family::Azure, _) => 0.6,
        // Docker Hub says so when a token's level is the matter; this wording is another one's.
        (_, RefusalKind::InsufficientScope | RefusalKind::AccessDenied) => 0.12,
        _ => 0.2,
    };
    weighed.at_least(base, unclear.clue())
}
