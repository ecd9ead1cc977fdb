//! A layer was to be mounted from a repository that the token cannot pull.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Note, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::CrossRepoMountDenied,
    signs: &[
        Sign::fits("cross-repo").with(&["mount", "denied", "fail"]),
        Sign::fits("cross repository").with(&["mount", "denied", "fail"]),
        Sign::says("failed to mount blob"),
        Sign::fits("mounting blob").with(&["denied", "unauthorized", "401", "403"]),
        Sign::fits("?mount=").with(&["401", "403", "unauthorized", "denied"]),
        Sign::fits("&mount=").with(&["401", "403", "unauthorized", "denied"]),
        Sign::fits("from=").with(&["mount=sha256"]),
    ],
    judge,
    probes: &[Probe::RepositoryRight],
    next: |_| vec![Remedy::Run("docker buildx version".to_owned()), Remedy::Go(Step::CheckAccess)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let Some(unclear) = picture.unclear() else { return signs };
    let mut weighed = signs;
    // Base images of Docker Hub's library can be pulled by everybody: such a mount is not refused.
    if let Some(two) = picture.noted(Note::TwoScopes).filter(|clue| !clue.text.contains("library/")) {
        let weight = match (unclear.kind, unclear.hub()) {
            (RefusalKind::InsufficientScope | RefusalKind::Unauthenticated, false) => 25.0,
            (RefusalKind::InsufficientScope | RefusalKind::Unauthenticated, true) => 3.0,
            _ => 1.0,
        };
        weighed = weighed.at_least(weight, two.clone());
    }
    let kaniko = picture.kaniko_speaks() && unclear.kind == RefusalKind::Unauthenticated && unclear.family != Family::Hub;
    weighed.at_least(if kaniko { 0.7 } else { 0.05 }, unclear.clue())
}
