//! The tool asks a question and there is no terminal to answer.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy};
use crate::diagnosis::picture::{Note, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::NonInteractiveLogin,
    signs: &[
        Sign::fits("non tty device"),
        Sign::fits("non-tty device"),
        Sign::fits("inappropriate ioctl for device"),
        Sign::says("are you sure you want to proceed?"),
        Sign::says("input device is not a tty"),
        Sign::says("stdin is not a terminal"),
        Sign::says("cannot prompt"),
        Sign::says("not a terminal").with(&["password", "username", "login", "prompt"]),
        Sign::fits("the handle is invalid"),
        Sign::fits("reading username: eof"),
        Sign::fits("username: eof"),
        Sign::fits("password: eof"),
        Sign::fits("reading password: eof"),
    ],
    judge,
    probes: &[Probe::Secrets],
    next: |_| vec![Remedy::Run("printf %s \"$TOKEN\" | docker login --username \"$NAME\" --password-stdin".to_owned())],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    if let Some(bare) = picture.noted(Note::LoginBare) {
        weighed = weighed.times(3.0, bare.clone());
    }
    // What should have handed over the password had none itself.
    if let Some(none) = picture.heard_of(CauseId::NotLoggedIn) {
        weighed = weighed.unless(0.3, none.clone());
    }
    let variable = picture.noted(Note::LoginByVariable).or(picture.empty.first());
    match variable {
        Some(variable) => weighed.unless(0.4, variable.clone()),
        None if picture.in_ci => weighed,
        None => weighed.times(1.5, None),
    }
}
