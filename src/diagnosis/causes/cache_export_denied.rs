//! What failed is the build cache, not the image.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy};
use crate::diagnosis::picture::{Picture, Stage};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::CacheExportDenied,
    signs: &[
        Sign::says("error writing layer blob").with(&["denied", " 401", " 403", "unauthorized", "forbidden", "insufficient_scope", "authorize"]),
        Sign::fits("error writing layer blob").without(&[" 400", " 413", " 500", " 502", " 503", "timeout", "no space"]),
        Sign::says("error writing manifest blob").with(&["denied", " 401", " 403", "unauthorized", "forbidden", "insufficient_scope", "authorize"]),
        Sign::says("error writing config blob").with(&["denied", " 401", " 403", "unauthorized", "forbidden", "insufficient_scope", "authorize"]),
        Sign::fits("failed to configure registry cache exporter").without(&["invalid reference", "lowercase"]),
        Sign::says("failed to export cache"),
        Sign::says("presence in cache").with(&["403", "denied", "forbidden"]),
        Sign::says("operation error s3").with(&["accessdenied", "403", "forbidden"]),
        Sign::fits("error writing manifest blob").without(&[" 400", " 413", " 500", " 502", " 503", "timeout", "no space"]),
        Sign::fits("cache export").with(&["denied", "fail", "not supported"]),
        Sign::fits("error checking push permissions for cache"),
        Sign::says("uploading layer to cache").with(&["denied", "unauthorized", "forbidden"]),
        Sign::fits("pushing layer to cache"),
    ],
    judge,
    probes: &[Probe::RepositoryRight],
    next: |_| vec![Remedy::Workflow("cache-to: type=gha,mode=max\n".to_owned())],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    let refused = picture.refusals.iter().find(|refusal| refusal.stage == Stage::Cache);
    let pushed = picture.refusals.iter().any(|refusal| refusal.stage == Stage::Push);
    if let Some(refused) = refused.filter(|_| !pushed) {
        weighed = weighed.at_least(40.0, refused.clue.clone());
    }
    match picture.workflow.caches.first() {
        Some(cache) if weighed.weight > 0.0 => weighed.times(1.0, cache.clone()),
        _ => weighed,
    }
}
