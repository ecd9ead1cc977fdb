//! What failed is the pull of a base image, or a stage that does not exist.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Picture, RefusalKind, Stage, Tool};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::BaseImagePullDenied,
    signs: &[
        Sign::hints("manifest unknown"),
        Sign::hints("manifest_unknown").without(&["accept header"]),
        Sign::hints("failed to resolve source metadata"),
        Sign::fits("error pulling image configuration"),
        Sign::fits(": not found").with(&["failed to solve", "docker.io/", "failed to resolve"]).without(&["command", "/bin/", "exec", "checksum", "cache key"]),
        Sign::leans("manifest for"),
    ],
    judge,
    probes: &[Probe::RepositoryExists],
    next: |_| vec![Remedy::Go(Step::FindProject)],
};

/// `docker run push …` runs an image of that name: the command is wrong, not the image.
const SUBCOMMANDS: &[&str] = &["push", "pull", "build", "login", "tag", "run", "exec"];

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    let refused = picture.refusals.iter().find(|refusal| refusal.stage == Stage::Pull);
    let Some(refused) = refused.filter(|_| !picture.refusals.iter().any(|r| r.stage == Stage::Push)) else { return weighed };
    let pulled = picture.pulls.iter().rev().find(|pull| pull.clue.line <= refused.clue.line).or(picture.pulls.last());
    let private = pulled.is_some_and(|pull| !pull.reference.registry.is_docker_hub());
    let denied = matches!(refused.kind, RefusalKind::AccessDenied | RefusalKind::InsufficientScope);
    weighed = weighed.at_least(if denied || picture.building_on { 30.0 } else { 6.0 }, refused.clue.clone());
    if picture.tool == Some(Tool::Kubernetes) {
        // Nothing is built there: the node has no login for a private image.
        weighed = weighed.unless(0.2, None);
    }
    if let Some(pull) = pulled.filter(|pull| SUBCOMMANDS.contains(&pull.reference.repository.as_str())) {
        weighed = weighed.unless(0.1, pull.clue.clone());
    }
    if let Some(pull) = pulled {
        weighed.evidence.push(pull.clue.clone());
        // A private registry's image needs a login first of all.
        if private && !picture.building_on {
            weighed = weighed.unless(0.5, pull.clue.clone());
        }
    }
    weighed
}
