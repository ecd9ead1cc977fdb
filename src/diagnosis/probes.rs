//! What measurements say about each cause: they outweigh every reading of words.

use super::causes::Weighed;
use super::finding::{Clue, Source};
use crate::model::access::{Actions, Measured, RepositoryState};
use crate::model::cause::CauseId;
use crate::model::failure::{Failure, FailureKind};

/// A measurement that agrees makes a cause this heavy.
const PROVES: f32 = 200.0;
/// And one that disagrees leaves this share.
const REFUTES: f32 = 0.05;

/// Weighs a cause anew with what was measured.
pub(super) fn weigh(measured: &Measured, cause: CauseId, weighed: Weighed) -> Weighed {
    match verdict(measured, cause) {
        Some((true, because)) => weighed.at_least(PROVES, clue(&because)),
        Some((false, because)) => weighed.unless(REFUTES, clue(&because)),
        None => weighed,
    }
}

fn clue(text: &str) -> Clue {
    Clue::new(Source::Probe, 0, text)
}

/// Whether the measurements prove or refute a cause, with the answer that does.
fn verdict(measured: &Measured, cause: CauseId) -> Option<(bool, String)> {
    let level = measured.at_level(Actions::PULL_PUSH);
    let alive = measured.sign_in.as_ref();
    let reached = measured.challenge.failure();
    match cause {
        CauseId::TokenScopeInsufficient => match level {
            Some(asked)
                if asked.failure().is_some_and(|f| f.status() == Some(401))
                    && measured.at_level(Actions::PULL).is_some_and(|a| a.good().is_some()) =>
            {
                Some((true, said(asked.failure()?)))
            }
            Some(asked) if asked.good().is_some() => Some((false, asked.request.to_string())),
            _ => None,
        },
        CauseId::BadCredentials | CauseId::TokenExpiredOrRevoked => match alive {
            Some(asked) if asked.good().is_some() => Some((false, asked.request.to_string())),
            // A wrong secret and a dead one get the same answer: both stay, the words decide.
            Some(asked)
                if cause == CauseId::BadCredentials
                    && asked.failure().is_some_and(|f| f.status() == Some(401)) =>
            {
                Some((true, said(asked.failure()?)))
            }
            _ => None,
        },
        CauseId::NamespaceMismatch | CauseId::OrgPermissionMissing => {
            let asked = measured.on_target(Actions::PULL_PUSH)?;
            let granted = asked.good()?.actions?;
            let own =
                measured.username.as_ref().is_some_and(|user| user.as_str() == measured.image.namespace());
            let fits = (cause == CauseId::OrgPermissionMissing) == granted.pull || !own;
            if granted.push {
                Some((false, asked.request.to_string()))
            } else {
                fits.then(|| (true, asked.request.to_string()))
            }
        }
        CauseId::RepositoryDoesNotExist => {
            let asked = measured.repository.as_ref()?;
            match asked.good()? {
                RepositoryState::Exists { .. } => Some((false, asked.request.to_string())),
                RepositoryState::NotVisible => None,
            }
        }
        CauseId::ClockSkew => {
            let ahead = measured.clock_ahead.filter(|ahead| ahead.abs() >= 60)?;
            Some((true, format!("Date: {ahead:+} s")))
        }
        CauseId::NetworkUnreachable => match &reached?.kind {
            FailureKind::Dns { .. } | FailureKind::Connect { .. } | FailureKind::Proxy { .. } => {
                Some((true, said(reached?)))
            }
            _ => None,
        },
        CauseId::TlsTrust => match &reached?.kind {
            FailureKind::Tls { untrusted: true, .. } => Some((true, said(reached?))),
            _ => None,
        },
        CauseId::HttpHttpsMismatch => match &reached?.kind {
            FailureKind::PlainHttp { .. } => Some((true, said(reached?))),
            _ => None,
        },
        CauseId::RegistryOutage => match &reached?.kind {
            FailureKind::ServiceError { .. } => Some((true, said(reached?))),
            _ => None,
        },
        CauseId::RateLimited => match &reached?.kind {
            FailureKind::RateLimited { .. } => Some((true, said(reached?))),
            _ => None,
        },
        _ => None,
    }
}

/// What was asked and what came back, in the protocol's own words.
fn said(failure: &Failure) -> String {
    let request = failure.request.as_ref().map(ToString::to_string).unwrap_or_default();
    match failure.status() {
        Some(status) => format!("{request}: {status} {}", failure.said),
        None => format!("{request}: {}", failure.said),
    }
}
