//! One verdict out of everything that was measured; what was not measured stays unknown.

use super::access::{Actions, Asked, Grant, Level, Measured, Note, RepositoryState, UploadOpened};
use super::cause::CauseId;
use super::failure::{Failure, FailureKind};
use super::moment::Moment;

/// Whether this credential can push this image, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// An upload was opened.
    CanPush(Destination),
    /// The token's level is below push; the level, where it was measured.
    TokenTooWeak {
        level: Option<Level>,
    },
    /// The credential is good, but its account (or organization token) has no push right here.
    NoRight,
    /// The same, and the namespace is not named like the account.
    NotYourNamespace,
    /// The registry does not know this pair.
    WrongCredential,
    /// The password is right or wrong, but a password does not do here: the registry asks for an access token,
    /// as it does where a second factor or single sign-on protects the account.
    PasswordNotEnough,
    /// The pair was right once.
    ExpiredOrRevoked(Ended),
    /// The registry wants a credential and none was given.
    NoCredential,
    /// The registry does not create repositories on push, and this one is missing.
    RepositoryMissing,
    /// Push was granted, and still the repository refuses it.
    RefusedByRule(Rule),
    /// Too many requests or failed logins; from when on another try makes sense.
    RateLimited {
        until: Option<Moment>,
    },
    /// The registry or its token service did not answer, or only with an error of its own.
    Unreachable(Failure),
    NotDecided(Undecided),
}

/// What a push would meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    Exists {
        private: bool,
    },
    /// Not there for this account: the push creates it, with the namespace's default privacy, which no API
    /// tells (Docker's settings page: public unless changed).
    WillBeCreated,
    /// Not asked or not answered: other registries than Docker Hub have no common way to ask.
    Unknown,
}

/// How it is known that a credential was right once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The registry says so.
    Said,
    /// The expiry that was noted when it was made has passed.
    Expired { at: Moment },
    /// This program pushed with it.
    Proven { at: Moment },
}

/// Which rule refuses, as far as the registry's words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    ImmutableTag,
    Archived,
    Plan,
    Other,
}

/// What was odd, so that no verdict follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// The token service refuses the pair, and the Hub API or another question takes it.
    ServicesDisagree,
    /// An answer that fits no case.
    Odd(Failure),
    /// Asking further could have created the repository.
    AskingWouldCreate,
    /// Something that had to be asked was not.
    NotAsked,
}

/// The verdict in one word, for exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    CanPush,
    CannotPush,
    Unknown,
}

impl Verdict {
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::CanPush(_) => Outcome::CanPush,
            Self::TokenTooWeak { .. }
            | Self::NoRight
            | Self::NotYourNamespace
            | Self::WrongCredential
            | Self::PasswordNotEnough
            | Self::ExpiredOrRevoked(_)
            | Self::NoCredential
            | Self::RepositoryMissing
            | Self::RefusedByRule(_) => Outcome::CannotPush,
            Self::RateLimited { .. } | Self::Unreachable(_) | Self::NotDecided(_) => Outcome::Unknown,
        }
    }

    /// Whether nothing speaks against it, and the last question was left out, as a dry run does.
    #[must_use]
    pub fn is_left_open(&self) -> bool {
        matches!(self, Self::NotDecided(Undecided::NotAsked))
    }

    /// The cause by its stable id, where the verdict names one.
    #[must_use]
    pub fn cause(&self) -> Option<CauseId> {
        match self {
            Self::CanPush(_) => None,
            Self::TokenTooWeak { .. } => Some(CauseId::TokenScopeInsufficient),
            Self::NoRight => Some(CauseId::OrgPermissionMissing),
            Self::NotYourNamespace => Some(CauseId::NamespaceMismatch),
            Self::WrongCredential => Some(CauseId::BadCredentials),
            Self::PasswordNotEnough => Some(CauseId::TwoFactorNeedsToken),
            Self::ExpiredOrRevoked(_) => Some(CauseId::TokenExpiredOrRevoked),
            Self::NoCredential => Some(CauseId::NotLoggedIn),
            Self::RepositoryMissing => Some(CauseId::RepositoryDoesNotExist),
            Self::RefusedByRule(Rule::ImmutableTag) => Some(CauseId::ImmutableTag),
            Self::RefusedByRule(Rule::Archived) => Some(CauseId::RepositoryArchived),
            Self::RefusedByRule(Rule::Plan) => Some(CauseId::PlanLimit),
            Self::RefusedByRule(Rule::Other) => None,
            Self::RateLimited { .. } => Some(CauseId::RateLimited),
            Self::Unreachable(failure) | Self::NotDecided(Undecided::Odd(failure)) => of_failure(failure),
            Self::NotDecided(_) => None,
        }
    }
}

/// The cause that a failure below the protocol is, if it is one.
#[must_use]
pub fn of_failure(failure: &Failure) -> Option<CauseId> {
    match failure.kind {
        FailureKind::Dns { .. }
        | FailureKind::Connect { .. }
        | FailureKind::Proxy { .. }
        | FailureKind::TimedOut { .. }
        | FailureKind::ConnectionLost { .. } => Some(CauseId::NetworkUnreachable),
        FailureKind::Tls { .. } => Some(CauseId::TlsTrust),
        FailureKind::PlainHttp { .. } | FailureKind::Insecure { .. } => Some(CauseId::HttpHttpsMismatch),
        FailureKind::ServiceError { .. } => Some(CauseId::RegistryOutage),
        FailureKind::Refused { status: 451, .. } => Some(CauseId::IpBlocked),
        _ => None,
    }
}

/// Judges in the order in which the facts depend on each other: was there an answer, is the credential known,
/// is the token strong enough, has the account the right, did the registry open an upload.
#[must_use]
pub fn judge(measured: &Measured, note: &Note, now: Moment) -> Verdict {
    if let Some(failure) = measured.challenge.failure() {
        return of_broken(failure);
    }
    if let Some(asked) = measured.on_target(Actions::PULL_PUSH) {
        match &asked.answer {
            Err(failure) if is_refusal(failure) => return of_refusal(measured, failure, note, now),
            Err(failure) => return of_broken(failure),
            Ok(Grant { actions: Some(actions) }) if !actions.push => return without_right(measured),
            Ok(_) => {}
        }
    } else if let Some(asked) = measured.on_target(Actions::PULL) {
        return match &asked.answer {
            Err(failure) if is_refusal(failure) => of_refusal(measured, failure, note, now),
            Err(failure) => of_broken(failure),
            Ok(_) => Verdict::NotDecided(Undecided::AskingWouldCreate),
        };
    }
    match &measured.upload {
        Some(Asked { answer: Ok(UploadOpened { .. }), .. }) => Verdict::CanPush(destination(measured)),
        Some(Asked { answer: Err(failure), .. }) => of_upload(measured, failure, note, now),
        None => Verdict::NotDecided(Undecided::NotAsked),
    }
}

/// Neither a yes nor a no.
fn of_broken(failure: &Failure) -> Verdict {
    match failure.kind {
        FailureKind::RateLimited { until } => Verdict::RateLimited { until },
        FailureKind::Dns { .. }
        | FailureKind::Connect { .. }
        | FailureKind::Tls { .. }
        | FailureKind::PlainHttp { .. }
        | FailureKind::Proxy { .. }
        | FailureKind::TimedOut { .. }
        | FailureKind::ConnectionLost { .. }
        // Somebody answers there, but the credential may not go on.
        | FailureKind::ForeignRealm { .. }
        | FailureKind::Insecure { .. }
        | FailureKind::ServiceError { .. } => Verdict::Unreachable(failure.clone()),
        _ => Verdict::NotDecided(Undecided::Odd(failure.clone())),
    }
}

/// No token was handed out for pushing here.
fn of_refusal(measured: &Measured, failure: &Failure, note: &Note, now: Moment) -> Verdict {
    if measured.username.is_none() {
        return Verdict::NoCredential;
    }
    // GitLab has such words for every wrong pair.
    if measured.image.registry().is_docker_hub() && says_needs_token(failure) {
        return Verdict::PasswordNotEnough;
    }
    let level = level(measured);
    let signed_in = measured.sign_in.as_ref().is_some_and(|asked| asked.good().is_some());
    let push_refused = |asked: &Asked<Grant>| asked.failure().is_some_and(is_refusal);
    if says_too_weak(failure) {
        // Strong enough for an image of nobody, and still too weak here: the token does not cover this one.
        return if level >= Some(Level::Write) { Verdict::NoRight } else { Verdict::TokenTooWeak { level } };
    }
    if level.is_some() {
        // The secret is alive. If push is refused wherever it is asked, the level is what lacks.
        return if measured.at_level(Actions::PULL_PUSH).is_some_and(push_refused) {
            Verdict::TokenTooWeak { level }
        } else {
            Verdict::NotDecided(Undecided::ServicesDisagree)
        };
    }
    if signed_in {
        return Verdict::NotDecided(Undecided::ServicesDisagree);
    }
    let words = [Some(failure), measured.sign_in.as_ref().and_then(Asked::failure)];
    let said = words.into_iter().flatten().any(says_ended);
    ended(said, note, now).map_or(Verdict::WrongCredential, Verdict::ExpiredOrRevoked)
}

/// What tells a credential that ended from one that was never right; without any of these it stays "wrong".
fn ended(said: bool, note: &Note, now: Moment) -> Option<Ended> {
    match (note.expires, note.proven) {
        (Some(at), _) if at <= now => Some(Ended::Expired { at }),
        _ if said => Some(Ended::Said),
        (_, Some(at)) => Some(Ended::Proven { at }),
        _ => None,
    }
}

/// A token was handed out, but not for pushing: the level suffices, the account's right does not.
fn without_right(measured: &Measured) -> Verdict {
    let Some(username) = &measured.username else { return Verdict::NoCredential };
    let namespace = measured.image.namespace();
    let own = namespace.eq_ignore_ascii_case(username.as_str());
    // Whoever sees a private repository belongs to its people: it is a right that lacks, not the name.
    let member = matches!(
        measured.repository.as_ref().and_then(Asked::good),
        Some(RepositoryState::Exists { private: true, .. })
    );
    if measured.image.registry().is_docker_hub() && !own && !member {
        Verdict::NotYourNamespace
    } else {
        Verdict::NoRight
    }
}

/// The registry itself would not open an upload.
fn of_upload(measured: &Measured, failure: &Failure, note: &Note, now: Moment) -> Verdict {
    let FailureKind::Refused { status, code } = &failure.kind else { return of_broken(failure) };
    let granted = measured.on_target(Actions::PULL_PUSH).and_then(Asked::good);
    let code = code.as_deref().unwrap_or_default().to_ascii_uppercase();
    let denied = code == "DENIED" || code == "INSUFFICIENT_SCOPE";
    match (status, granted) {
        (404, _) => Verdict::RepositoryMissing,
        (401 | 403, _) if measured.username.is_none() => Verdict::NoCredential,
        // Without a token service the registry judges the pair itself; Amazon says 403 to yesterday's password.
        (401 | 403, None) if says_ended(failure) => {
            ended(true, note, now).map_or(Verdict::WrongCredential, Verdict::ExpiredOrRevoked)
        }
        (401, None) if !denied => {
            ended(says_ended(failure), note, now).map_or(Verdict::WrongCredential, Verdict::ExpiredOrRevoked)
        }
        (401 | 403, _) if says_rule(failure).is_some() => {
            Verdict::RefusedByRule(says_rule(failure).unwrap_or(Rule::Other))
        }
        (403, Some(Grant { actions: Some(_) })) => Verdict::RefusedByRule(Rule::Other),
        // An opaque token promised nothing.
        (401 | 403, Some(Grant { actions: None })) if failure.said.to_ascii_lowercase().contains("scope") => {
            Verdict::TokenTooWeak { level: None }
        }
        (403, _) => Verdict::NoRight,
        (401, _) if denied => Verdict::NoRight,
        (401, Some(Grant { actions: None })) => Verdict::NoRight,
        _ => Verdict::NotDecided(Undecided::Odd(failure.clone())),
    }
}

fn destination(measured: &Measured) -> Destination {
    let signed_in = measured.sign_in.as_ref().is_some_and(|asked| asked.good().is_some());
    match measured.repository.as_ref().and_then(Asked::good) {
        Some(RepositoryState::Exists { private, .. }) => Destination::Exists { private: *private },
        // Seen by nobody in particular says nothing: it may be private. Asked with the session it does.
        Some(RepositoryState::NotVisible) if signed_in => Destination::WillBeCreated,
        _ => Destination::Unknown,
    }
}

/// The level that was measured: the highest question that was answered with a token, whatever it grants.
#[must_use]
pub fn level(measured: &Measured) -> Option<Level> {
    [(Actions::DELETE, Level::Delete), (Actions::PULL_PUSH, Level::Write), (Actions::PULL, Level::Read)]
        .into_iter()
        .find(|(actions, _)| measured.at_level(*actions).is_some_and(|asked| asked.good().is_some()))
        .map(|(_, level)| level)
}

/// Whether a token service turned the credential away, be it unknown or too weak.
#[must_use]
pub fn is_refusal(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Refused { status: 401 | 403, .. })
}

/// Docker's token service recognises the secret, and its level is below what was asked.
#[must_use]
pub fn says_too_weak(failure: &Failure) -> bool {
    says(failure, &["insufficient scope", "insufficient_scope"])
}

/// Docker's token service knows no such pair.
#[must_use]
pub fn says_wrong_pair(failure: &Failure) -> bool {
    says(failure, &["incorrect username or password"])
}

/// What Docker's token service tells those who come with a password where only a token is taken (seen in
/// public logs; no page: UNSOURCED).
fn says_needs_token(failure: &Failure) -> bool {
    says(failure, &["use personal access token", "use a personal access token"])
}

fn says_ended(failure: &Failure) -> bool {
    says(failure, &["expired", "revoked", "inactive", "deactivated"])
}

fn says_rule(failure: &Failure) -> Option<Rule> {
    [
        (Rule::ImmutableTag, &["immutable"][..]),
        (Rule::Archived, &["archived", "read-only", "read only"][..]),
        (Rule::Plan, &["quota", "your plan", "subscription", "billing", "private repositories"][..]),
    ]
    .into_iter()
    .find(|(_, words)| says(failure, words))
    .map(|(rule, _)| rule)
}

fn says(failure: &Failure, words: &[&str]) -> bool {
    let said = failure.said.to_ascii_lowercase();
    words.iter().any(|word| said.contains(word))
}

#[cfg(test)]
mod tests;
