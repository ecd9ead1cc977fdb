//! GitHub's registry refuses the package to this token: no `packages: write`, or no access for the repository.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy};
use crate::diagnosis::picture::{Family, Picture, RefusalKind, Stage};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::GhcrPermissions,
    signs: &[
        Sign::says("permission_denied").without(&["expected scopes"]),
        Sign::says("installation not allowed to"),
        Sign::says("resource not accessible by integration"),
        Sign::says("write_package"),
        Sign::says("resource not accessible by personal access token"),
    ],
    judge,
    probes: &[Probe::RepositoryRight],
    next: |_| vec![Remedy::Workflow("permissions:\n  contents: read\n  packages: write\n".to_owned()), Remedy::Open("https://docs.github.com/packages/learn-github-packages/configuring-a-packages-access-control-and-visibility")],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if picture.stage_heard(CauseId::GhcrPermissions) == Some(Stage::Cache) {
        weighed = weighed.unless(0.3, None);
    }
    let Some(unclear) = picture.unclear() else { return weighed };
    // Podman's pushes leave out the host; a 403 on the very first look at a layer is GitHub's way.
    let hostless = !picture.only_passing && unclear.family == Family::Unknown && unclear.kind == RefusalKind::Forbidden;
    let base = match unclear.kind {
        RefusalKind::Forbidden if hostless => 6.0,
        RefusalKind::Forbidden => 10.0,
        RefusalKind::DeniedDenied => 1.6,
        _ => 3.0,
    };
    if unclear.family == Family::GitHub || hostless {
        weighed = weighed.at_least(base, unclear.clue());
        if let Some((clue, false)) = &picture.workflow.permissions {
            weighed = weighed.times(3.0, clue.clone());
        }
    }
    weighed
}
