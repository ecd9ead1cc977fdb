//! The image is named for an account that the login does not own.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::NamespaceMismatch,
    signs: &[
        Sign::says("owner not found"),
        Sign::says("namespace not found"),
        Sign::fits("requested installation does not exist"),
        Sign::fits("no push access to specified image repository"),
        Sign::says("namespace does not exist"),
        Sign::says("organization does not exist"),
        Sign::says("user or organization not found"),
    ],
    judge,
    probes: &[Probe::RepositoryRight, Probe::SignIn],
    next: |_| vec![Remedy::Go(Step::FindProject), Remedy::Go(Step::CheckAccess)],
};

/// Names that stand for somebody's own, in examples and local clusters.
const PLACEHOLDERS: &[&str] = &["local", "localhost", "username", "user", "yourname", "namespace", "example", "myuser", "my-user"];

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let weighed = signs;
    let Some(unclear) = picture.unclear() else {
        return if weighed.weight > 0.0 { foreign(picture, weighed, 1.0) } else { weighed };
    };
    if !unclear.hub() {
        let base = if unclear.family == Family::Quay { 0.6 } else { 0.25 };
        return weighed.at_least(base, unclear.clue());
    }
    let base = match unclear.kind {
        RefusalKind::InsufficientScope => 1.0,
        RefusalKind::AccessDenied => 0.75,
        RefusalKind::Unauthenticated => 0.3,
        _ => 0.1,
    };
    foreign(picture, weighed.at_least(base, unclear.clue()), base)
}

/// Compares the account in the image's name with the one that signed in.
fn foreign(picture: &Picture, mut weighed: Weighed, base: f32) -> Weighed {
    let Some(target) = picture.target().filter(|t| t.reference.registry.is_docker_hub()) else { return weighed };
    let namespace = target.reference.namespace();
    if target.reference.host_unknown() || target.reference.has_hole() {
        // A masked name is a secret of this very workflow: most often the login's own user.
        return weighed.unless(0.5, target.clue.clone());
    }
    let Some(namespace) = namespace.filter(|name| *name != "library") else {
        // The token service refused the pair before it looked at the name.
        let refused = picture.unclear().is_some_and(|unclear| unclear.kind == RefusalKind::Unauthenticated);
        return weighed.at_least(if refused { 11.0 } else { 30.0 }, target.clue.clone());
    };
    if PLACEHOLDERS.contains(&namespace) || namespace.starts_with("your") || namespace.starts_with('<') {
        return weighed.at_least(20.0, target.clue.clone());
    }
    let login = picture.login().filter(|login| login.serves(Some(&target.reference.registry)));
    if let Some(user) = login.and_then(|login| login.user_name()) {
        let clue = login.map(|login| login.clue.clone());
        return if user.eq_ignore_ascii_case(namespace) {
            weighed.unless(0.15, clue)
        } else {
            weighed.times(1.0, clue).at_least(15.0, target.clue.clone())
        };
    }
    if let Some(named) = &picture.workflow.named_after_github {
        weighed = weighed.at_least(8.0, named.clone());
    }
    let by_secret = login.and_then(|login| login.user.as_deref()).is_some_and(|user| user.contains("secrets.") || user.contains("vars."));
    if by_secret && !namespace.contains("${{") {
        weighed = weighed.times(2.5, target.clue.clone());
    }
    if weighed.weight <= base {
        weighed.evidence.push(target.clue.clone());
    }
    weighed
}
