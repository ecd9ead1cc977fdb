//! CI saw an empty user name or secret.

use super::{Cause, SETTLES, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Note, Picture, RefusalKind};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::SecretsMissingOrEmpty,
    signs: &[
        Sign::says("username and password required"),
        Sign::says("username required"),
        Sign::says("username and password must be set"),
        Sign::says("password required"),
        Sign::says("must provide --username with --password-stdin"),
        Sign::says("password is empty"),
        Sign::says("password empty"),
        Sign::says("username empty"),
        Sign::says("username cannot be empty"),
        Sign::says("password cannot be empty"),
        Sign::says("username is empty"),
        Sign::says("empty username"),
        Sign::says("empty password"),
        Sign::says("flag needs an argument: 'u' in -u"),
        Sign::says("flag needs an argument: 'p' in -p"),
        Sign::says("flag needs an argument: --username"),
        Sign::says("flag needs an argument: --password"),
        Sign::says("flag needs an argument: -p"),
        Sign::says("flag needs an argument: -u"),
        Sign::says("input required and not supplied").with(&["user", "pass", "token", "regist"]),
        Sign::says("credentials could not be loaded, please check your action inputs"),
        Sign::says("could not load credentials from any providers"),
        // Amazon's tools where nobody gave them a key: the job was given none, or nobody set it up.
        Sign::says("unable to locate credentials"),
        Sign::leans("nocredentialproviders"),
        Sign::leans("missingauthenticationtoken"),
        Sign::says("must specify exactly one of \"workload_identity_provider\""),
        Sign::says("not all values are present"),
        Sign::fits("unbound variable"),
        Sign::fits("parameter not set"),
        Sign::fits("non tty device"),
        Sign::fits("non-tty device"),
        Sign::fits("inappropriate ioctl for device"),
        Sign::says("did you set with."),
        Sign::fits("\"docker login\" requires at most"),
        Sign::says("missing required input"),
    ],
    judge,
    probes: &[Probe::Secrets],
    next: |_| vec![Remedy::Go(Step::UpdateSecrets), Remedy::Go(Step::RerunWorkflow)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if weighed.weight > 0.0 {
        if let Some(variable) = picture.noted(Note::LoginByVariable) {
            weighed = weighed.times(3.0, variable.clone());
        }
        if let Some(bare) = picture.noted(Note::LoginBare) {
            weighed = weighed.unless(0.2, bare.clone());
        }
        if let Some(doubtful) = &picture.workflow.doubtful_secret {
            weighed = weighed.times(1.2, doubtful.clone());
        }
    }
    if let Some(empty) = picture.empty.first() {
        weighed = weighed.at_least(30.0, empty.clone());
    }
    // `${REGISTRY}/app` or `${OWNER}/app` with an empty variable.
    if let Some(target) = picture.targets.iter().find(|target| target.reference.has_hole()) {
        weighed = weighed.at_least(SETTLES, target.clue.clone());
    }
    // GitHub hands such a run no secret, and a token of its own that only reads: whatever refused it, that is why.
    if let Some(from) = picture.without_secrets() {
        let refused = weighed.weight > 0.0 || picture.unclear().is_some() || picture.refused_login().is_some();
        let denied = picture.heard_of(CauseId::GhcrPermissions).or(picture.heard_of(CauseId::NotLoggedIn));
        if refused || denied.is_some() {
            return weighed.at_least(SETTLES, from).at_least(SETTLES, denied.cloned().or(picture.refusal().map(|refusal| refusal.clue.clone())));
        }
    }
    let Some(unclear) = picture.unclear() else { return weighed };
    let hub = unclear.hub() && unclear.kind != RefusalKind::DeniedDenied;
    weighed = weighed.at_least(if hub { 0.2 } else { 0.08 }, unclear.clue());
    if let Some(login) = picture.workflow.logins.iter().find(|login| login.guard.is_some()) {
        weighed = weighed.at_least(30.0, login.clue.clone());
    }
    if let Some(pull_request) = picture.maybe_pull_request() {
        weighed = weighed.times(2.5, pull_request);
    }
    weighed
}
