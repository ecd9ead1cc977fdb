//! What was measured just now, weighed against what a log says: an answer outweighs every reading of words, but
//! only about what the words leave open, and only about the machine and the account that the log is of.
//!
//! Of a log of another machine, a CI service's, what is measured here says:
//!
//! - whether the repository exists, and how the service itself is: the same for everybody;
//! - what an *account* may do on the repository, where the log names the account: its rights are its own, wherever it
//!   signs in;
//! - what a *token* may do only where it is known to be the one in the run's secret: this program wrote it there
//!   before the run began, by the fingerprint that it took, and GitHub says that the secret was not changed since;
//! - nothing about stored logins, the way to the services and the clock: those are that machine's own. A token that
//!   looks the same, of the same account or with the same rights, is another one.
//!
//! What says nothing does not count as answered either: it goes on being asked for.

use super::causes::Weighed;
use super::finding::{Clue, Probe, Source};
use super::picture::{Picture, Tool};
use crate::model::access::CLOCK_TOLERANCE;
use crate::model::access::{Actions, Asked, Measured, RepositoryState};
use crate::model::cause::CauseId;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::image::{Image, Registry};
use crate::model::probed::{Probed, ToProbe};
use crate::model::reach::{Reach, Service};
use crate::model::sources;
use crate::model::verdict::{Outcome, is_refusal, of_failure};

/// An answer that agrees makes a cause this heavy.
const PROVES: f32 = 200.0;
/// It is so now; the log was about something else.
const IN_PASSING: f32 = 2.0;
/// An answer that disagrees leaves this share.
const REFUTES: f32 = 0.05;
/// The same, where it may have been otherwise when the log was written.
const REFUTES_FOR_NOW: f32 = 0.3;
impl Picture {
    /// What to ask about this attempt.
    #[must_use]
    pub fn to_probe(&self) -> ToProbe {
        let target = self.target().or(self.pulls.last());
        let image = target.and_then(|target| Image::parse(&target.reference.written).ok());
        let registry = image.as_ref().map(|image| image.registry().clone());
        ToProbe {
            registry: registry.or_else(|| self.registry().cloned()).unwrap_or_else(Registry::docker_hub),
            image,
            tool: self.tool.map_or(sources::Tool::Docker, reader),
            login_user: self.login().and_then(|login| login.user_name()).map(str::to_owned),
            elsewhere: self.in_ci,
            run: self.run.clone(),
            secrets: self.workflow.secrets.clone(),
        }
    }
}

/// Whose rules for finding a credential a tool follows.
fn reader(tool: Tool) -> sources::Tool {
    match tool {
        Tool::Buildx => sources::Tool::Buildx,
        Tool::Podman => sources::Tool::Podman,
        Tool::Skopeo => sources::Tool::Skopeo,
        Tool::Buildah => sources::Tool::Buildah,
        Tool::Crane | Tool::Cosign => sources::Tool::Crane,
        // They read docker's file.
        Tool::Docker
        | Tool::Compose
        | Tool::Kaniko
        | Tool::Jib
        | Tool::Oras
        | Tool::Helm
        | Tool::Maven
        | Tool::Kubernetes => sources::Tool::Docker,
    }
}

/// The answer to a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// It was not made, or nothing came of it.
    Open,
}

/// A probe with its answer and what was asked for it, in the protocol's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub probe: Probe,
    pub answer: Answer,
    pub said: Vec<String>,
}

/// All probes and what came of them.
#[must_use]
pub fn answers(probed: &Probed) -> Vec<Answered> {
    [
        Probe::Sources,
        Probe::SignIn,
        Probe::TokenLevel,
        Probe::RepositoryRight,
        Probe::RepositoryExists,
        Probe::Reachability,
        Probe::Clock,
    ]
    .map(|probe| {
        let (answer, said) = answer(probed, probe);
        Answered { probe, answer, said }
    })
    .into()
}

fn answer(probed: &Probed, probe: Probe) -> (Answer, Vec<String>) {
    let measured = probed.measured.as_ref();
    let with_credential = measured.filter(|measured| measured.username.is_some());
    match probe {
        Probe::Sources => (sources_of(probed), Vec::new()),
        Probe::SignIn => with_credential.map_or_else(open, sign_in),
        Probe::TokenLevel => {
            // A token for somebody else's image grants nothing there; that it is handed out tells the level.
            of(with_credential.and_then(|m| m.at_level(Actions::PULL_PUSH)), |_| true)
        }
        Probe::RepositoryRight => with_credential.map_or_else(open, right),
        Probe::RepositoryExists => of(measured.and_then(|m| m.repository.as_ref()), |state| {
            matches!(state, RepositoryState::Exists { .. })
        }),
        Probe::Reachability => reachable(probed),
        Probe::Clock => match probed.clock_ahead() {
            None => open(),
            Some(ahead) => (yes(ahead.abs() < CLOCK_TOLERANCE), vec![format!("Date: {ahead:+} s")]),
        },
        Probe::RateLimit
        | Probe::Secrets
        | Probe::Command
        | Probe::Daemon
        | Probe::RegistrySettings
        | Probe::WholeLog => open(),
    }
}

fn open() -> (Answer, Vec<String>) {
    (Answer::Open, Vec::new())
}

fn yes(good: bool) -> Answer {
    if good { Answer::Yes } else { Answer::No }
}

/// A question's answer: a refusal is a no, every other failure leaves it open.
fn of<T>(asked: Option<&Asked<T>>, good: impl FnOnce(&T) -> bool) -> (Answer, Vec<String>) {
    let Some(asked) = asked else { return open() };
    let answer = match &asked.answer {
        Ok(value) => yes(good(value)),
        Err(failure) if is_refusal(failure) => Answer::No,
        Err(_) => Answer::Open,
    };
    (answer, vec![line(asked)])
}

fn sign_in(measured: &Measured) -> (Answer, Vec<String>) {
    if let Some(asked) = &measured.sign_in {
        return of(Some(asked), |()| true);
    }
    // Elsewhere than at Docker Hub nobody but the token service, or the registry, knows the pair.
    match measured.on_target(Actions::PULL_PUSH).or_else(|| measured.on_target(Actions::PULL)) {
        Some(asked) => of(Some(asked), |_| true),
        None => of(measured.upload.as_ref(), |_| true),
    }
}

fn right(measured: &Measured) -> (Answer, Vec<String>) {
    if let Some(upload) = &measured.upload {
        return of(Some(upload), |_| true);
    }
    of(measured.on_target(Actions::PULL_PUSH), |grant| grant.actions.is_none_or(|actions| actions.push))
}

fn sources_of(probed: &Probed) -> Answer {
    probed.choice.as_ref().map_or(Answer::Open, |choice| yes(choice.pick.is_some()))
}

fn reachable(probed: &Probed) -> (Answer, Vec<String>) {
    if probed.reach.is_empty() {
        return open();
    }
    let said = blocked(probed).iter().filter_map(|reach| Some(way(reach, reach.failure()?))).collect();
    (yes(blocked(probed).is_empty()), said)
}

/// The services that a push or pull needs and that are not reached. Of several storages one is enough.
fn blocked(probed: &Probed) -> Vec<&Reach> {
    let storage = |reach: &&Reach| reach.service == Service::BlobStorage;
    let some_storage = probed.reach.iter().filter(storage).any(Reach::is_good);
    probed
        .reach
        .iter()
        .filter(|reach| !reach.is_good())
        .filter(|reach| match reach.service {
            Service::HubApi => false,
            Service::BlobStorage => !some_storage,
            Service::Registry | Service::TokenService => true,
        })
        .collect()
}

/// The probes that were made and answered, and whose answer says something about the place that the log is of.
pub(super) fn made(probed: &Probed) -> Vec<Probe> {
    let answered = answers(probed).into_iter().filter(|one| one.answer != Answer::Open);
    answered.map(|one| one.probe).filter(|probe| bears(probed, *probe)).collect()
}

/// See the head of this file.
fn bears(probed: &Probed, probe: Probe) -> bool {
    let account = probed.asked.login_user.is_some();
    !probed.asked.elsewhere
        || match probe {
            Probe::SignIn | Probe::TokenLevel => probed.secret.is_some(),
            Probe::RepositoryRight => probed.secret.is_some() || account,
            Probe::RepositoryExists => true,
            _ => false,
        }
}

/// Weighs a cause anew.
pub(super) fn weigh(picture: &Picture, probed: &Probed, cause: CauseId, weighed: Weighed) -> Weighed {
    match about(picture, probed, cause, weighed.weight > 0.0) {
        None => weighed,
        Some(Says::Proven(clue)) => weighed.at_least(PROVES, clue),
        Some(Says::InPassing(clue)) => weighed.at_least(IN_PASSING, clue),
        Some(Says::Refuted(share, clue)) => weighed.unless(share, clue),
    }
}

enum Says {
    Proven(Clue),
    InPassing(Clue),
    Refuted(f32, Clue),
}

fn clue(text: &str) -> Clue {
    Clue::new(Source::Probe, 0, text)
}

/// `leans`: the words of the log speak for this cause.
fn about(picture: &Picture, probed: &Probed, cause: CauseId, leans: bool) -> Option<Says> {
    match cause {
        CauseId::NotLoggedIn | CauseId::CredentialStoreBroken => stored(picture, probed, cause, leans),
        CauseId::ClockSkew if !probed.asked.elsewhere => {
            let ahead = probed.clock_ahead()?;
            let clue = clue(&format!("Date: {ahead:+} s"));
            let explains = leans || probed.reach.iter().any(Reach::shows_bad_certificate);
            Some(match (ahead.abs() >= CLOCK_TOLERANCE, explains) {
                (true, true) => Says::Proven(clue),
                (true, false) => Says::InPassing(clue),
                (false, _) => Says::Refuted(REFUTES, clue),
            })
        }
        CauseId::NetworkUnreachable
        | CauseId::TlsTrust
        | CauseId::HttpHttpsMismatch
        | CauseId::RegistryOutage
        | CauseId::RateLimited
        | CauseId::IpBlocked => ways(picture, probed, cause, leans),
        _ => credential(picture, probed, cause, leans),
    }
}

/// What the way to the services says. What is blocked here now explains a log only if that did not get through.
fn ways(picture: &Picture, probed: &Probed, cause: CauseId, leans: bool) -> Option<Says> {
    let is_theirs = cause == CauseId::RegistryOutage;
    if probed.asked.elsewhere && !is_theirs {
        return None;
    }
    let found = blocked(probed).into_iter().find_map(|reach| {
        let failure = reach.failure()?;
        (of_way(failure) == Some(cause)).then(|| clue(&way(reach, failure)))
    });
    if let Some(clue) = found {
        let silent = picture.refusals.is_empty() && picture.heard.is_empty();
        return Some(if leans || silent { Says::Proven(clue) } else { Says::InPassing(clue) });
    }
    let registry = probed.reach.iter().find(|reach| reach.service == Service::Registry)?;
    let lasting = matches!(cause, CauseId::TlsTrust | CauseId::HttpHttpsMismatch);
    let share = if lasting { REFUTES } else { REFUTES_FOR_NOW };
    let status = *registry.answer.good()?;
    let all = blocked(probed).is_empty() && cause != CauseId::RateLimited && cause != CauseId::IpBlocked;
    all.then(|| Says::Refuted(share, clue(&format!("{}: HTTP {status}", registry.host))))
}

fn of_way(failure: &Failure) -> Option<CauseId> {
    match failure.kind {
        FailureKind::RateLimited { .. } => Some(CauseId::RateLimited),
        // Something else answers in the registry's place: a portal, a proxy.
        FailureKind::NotUnderstood(Odd::Html) => Some(CauseId::NetworkUnreachable),
        _ => of_failure(failure),
    }
}

/// What the stored credentials say about this machine's tools.
fn stored(picture: &Picture, probed: &Probed, cause: CauseId, leans: bool) -> Option<Says> {
    if probed.asked.elsewhere {
        return None;
    }
    let choice = probed.choice.as_ref()?;
    let tool = choice.tool.as_str();
    let host = probed.asked.registry.host();
    match (&choice.pick, &choice.trouble, cause) {
        // A tool that a broken helper stops says so; one that goes on as nobody does not.
        (None, Some(trouble), CauseId::CredentialStoreBroken) => {
            let clue = clue(&format!("{tool}: {}", trouble_of(trouble)));
            Some(if leans { Says::Proven(clue) } else { Says::InPassing(clue) })
        }
        (None, _, CauseId::NotLoggedIn) => {
            let clue = clue(&format!("{tool}: {host}: -"));
            let asked = picture.unclear().is_some() && picture.logged_in().is_none();
            Some(if leans || asked { Says::Proven(clue) } else { Says::InPassing(clue) })
        }
        (Some(pick), _, CauseId::NotLoggedIn) => {
            let user = pick.username.as_deref().unwrap_or("?");
            Some(Says::Refuted(REFUTES_FOR_NOW, clue(&format!("{tool}: {host}: {user}"))))
        }
        _ => None,
    }
}

fn trouble_of(failure: &Failure) -> String {
    let what = match &failure.kind {
        FailureKind::Program { name, .. } => name.as_str(),
        FailureKind::File { path, .. } => path.as_str(),
        _ => "",
    };
    format!("{what} {}", failure.said).trim().to_owned()
}

/// What the registry grants. Rights belong to the account, wherever it signs in; a secret's own state and level are
/// those of this secret, and a CI service has another one.
fn credential(picture: &Picture, probed: &Probed, cause: CauseId, leans: bool) -> Option<Says> {
    let measured = probed.measured.as_ref()?;
    let of_account = matches!(
        cause,
        CauseId::NamespaceMismatch
            | CauseId::OrgPermissionMissing
            | CauseId::RepositoryDoesNotExist
            | CauseId::RepositoryArchived
            | CauseId::PlanLimit
            | CauseId::ImmutableTag
    );
    let same = !probed.asked.elsewhere
        || probed.secret.is_some()
        || (of_account && probed.asked.login_user.is_some());
    let exists = measured
        .repository
        .as_ref()
        .filter(|asked| matches!(asked.good(), Some(RepositoryState::Exists { .. })));
    if let (CauseId::RepositoryDoesNotExist, Some(asked)) = (cause, exists) {
        return Some(Says::Refuted(REFUTES, clue(&line(asked))));
    }
    let verdict = probed.verdict.as_ref().filter(|_| same)?;
    if verdict.outcome() == Outcome::CannotPush && verdict.cause() == Some(cause) {
        let clue = clue(&deciding(measured)?);
        let asked = leans || picture.unclear().is_some() || picture.heard.is_empty();
        return Some(if asked { Says::Proven(clue) } else { Says::InPassing(clue) });
    }
    let refuting = match cause {
        CauseId::BadCredentials
        | CauseId::TokenExpiredOrRevoked
        | CauseId::TwoFactorNeedsToken
        | CauseId::AccountUnverifiedOrSuspended => Probe::SignIn,
        CauseId::TokenScopeInsufficient => Probe::TokenLevel,
        CauseId::NamespaceMismatch | CauseId::OrgPermissionMissing | CauseId::RepositoryArchived => {
            Probe::RepositoryRight
        }
        _ => return None,
    };
    let (mut found, mut said) = answer(probed, refuting);
    if found == Answer::Open {
        // Whoever may push here may push at all.
        (found, said) = answer(probed, Probe::RepositoryRight);
    }
    (found == Answer::Yes).then(|| Says::Refuted(REFUTES, clue(said.first().map_or("", String::as_str))))
}

/// The answer that the verdict rests on: the last one that was not good, else the last.
fn deciding(measured: &Measured) -> Option<String> {
    let pushing = measured.on_target(Actions::PULL_PUSH).map(line);
    let upload = measured.upload.as_ref().map(line);
    let level = measured.at_level(Actions::PULL_PUSH).filter(|asked| asked.good().is_none()).map(line);
    upload.or(level).or(pushing).or_else(|| measured.sign_in.as_ref().map(line))
}

/// What was asked and what came back, in the protocol's own words.
fn line<T>(asked: &Asked<T>) -> String {
    let status = asked.status.map(|status| status.to_string()).unwrap_or_default();
    let said = asked.failure().map(|failure| failure.said.as_str()).unwrap_or_default();
    format!("{}: {status} {said}", asked.request.brief()).trim_end().to_owned()
}

/// A way that is blocked: the service, its host and the layer.
fn way(reach: &Reach, failure: &Failure) -> String {
    let layer = reach.failed_at().unwrap_or_default().to_ascii_uppercase();
    let through = reach.proxy.as_ref().map(|proxy| format!(" (proxy {proxy})")).unwrap_or_default();
    let status = failure.status().map(|status| format!(" {status}")).unwrap_or_default();
    let issuer = reach.issuer.as_ref().map(|issuer| format!(" ({issuer})")).unwrap_or_default();
    let said = format!("{}{through}: {layer}{status}{issuer} {}", reach.host, failure.said);
    said.trim_end().to_owned()
}
