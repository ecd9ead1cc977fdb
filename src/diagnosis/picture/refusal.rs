//! Answers that say no without saying why: the same words stand behind a dozen causes.

use super::family::Family;
use super::progress::Stage;
use super::target::registry_in;
use super::{Note, Picture, Place, clue, keep};
use crate::diagnosis::finding::Clue;
use crate::diagnosis::log::Line;
use crate::model::image::Registry;

/// The wording, which differs by registry and client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// `insufficient_scope: authorization failed`: a token was given, but not for this (containerd, BuildKit).
    InsufficientScope,
    /// `requested access to the resource is denied` (docker, podman).
    AccessDenied,
    /// `authentication required`, or a bare 401.
    Unauthenticated,
    /// `denied: denied` (GitHub's registry).
    DeniedDenied,
    /// `access forbidden` (GitLab), or a bare 403.
    Forbidden,
    /// The registry names the action it refuses (Harbor), or its own wording (Quay).
    ActionRefused,
}

/// One refusal.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub kind: RefusalKind,
    pub stage: Stage,
    pub host: Option<Registry>,
    pub clue: Clue,
    pub(crate) place: Place,
}

impl Picture {
    pub(super) fn see_refusal(&mut self, line: &Line) {
        let Some(kind) = kind_of(line).filter(|_| !line.is_command()) else { return };
        // Several phrases may lead here from one line.
        if self.refusals.last().is_some_and(|last| last.clue.line == line.number) {
            return;
        }
        if line.has("action: pull") {
            self.note(Note::PullActionRefused, line);
        }
        let stage = self.stage_of(line);
        let host = registry_in(&line.text).or_else(|| {
            let rest = line.after(" in ").or_else(|| line.after(" for "))?;
            let host = rest.split([':', ' ', ',']).next()?;
            (super::reference::is_host(host) && host.ends_with("docker.io")).then(Registry::docker_hub)
        });
        let place = self.place(line);
        if stage == Stage::Login && !place.echoed {
            self.login_failed(host.clone(), line);
        }
        keep(&mut self.refusals, Refusal { kind, stage, host, clue: clue(line), place });
    }
}

fn kind_of(line: &Line) -> Option<RefusalKind> {
    use RefusalKind as K;
    Some(if line.has("insufficient_scope") {
        K::InsufficientScope
    } else if line.has_any(&[
        "requested access to the resource is denied",
        "push access denied",
        "pull access denied",
    ]) {
        K::AccessDenied
    } else if line
        .has_any(&["unauthorized to access repository", "access to the requested resource is not authorized"])
    {
        K::ActionRefused
    } else if line.has("denied: denied") {
        K::DeniedDenied
    } else if line.has_any(&[
        "authentication required",
        "401 unauthorized",
        "(401)",
        "status: 401",
        "unauthorized: unauthorized",
    ]) {
        K::Unauthenticated
    } else if line.has_any(&[
        "access forbidden",
        "403 forbidden",
        "403 (forbidden)",
        "status code 403",
        "status: 403",
    ]) {
        K::Forbidden
    } else {
        return None;
    })
}

/// A push that was refused without a reason: what the unclear causes compete for.
#[derive(Clone, Copy, Debug)]
pub struct Unclear<'a> {
    pub refusal: &'a Refusal,
    pub kind: RefusalKind,
    pub family: Family,
}

impl Unclear<'_> {
    #[must_use]
    pub fn clue(&self) -> Clue {
        self.refusal.clue.clone()
    }

    /// Docker Hub refused, or nobody says who did.
    #[must_use]
    pub fn hub(&self) -> bool {
        matches!(self.family, Family::Hub | Family::Unknown)
    }
}

impl Picture {
    /// The refused push, if one was refused.
    #[must_use]
    pub fn unclear(&self) -> Option<Unclear<'_>> {
        let refusal = self.refused_push()?;
        Some(Unclear { refusal, kind: refusal.kind, family: self.family() })
    }

    /// The refused pull, if that is what ended it.
    #[must_use]
    pub fn refused_pull(&self) -> Option<&Refusal> {
        self.refusal().filter(|refusal| refusal.stage == Stage::Pull)
    }

    /// The refused login, if that is what ended it.
    #[must_use]
    pub fn refused_login(&self) -> Option<&Refusal> {
        self.refusals.iter().find(|refusal| refusal.stage == Stage::Login)
    }
}
