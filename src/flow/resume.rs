//! What is written down for an interrupted run, and how the next one takes it up.

use super::State;
use super::effect::KeepIn;
use super::facts::{Change, ChangeKind};
use super::saved::{Saved, SavedChange};
use crate::model::account::Username;
use crate::model::image::Image;
use crate::model::moment::Moment;

/// What the next run needs; nothing before the person has confirmed something.
pub(super) fn snapshot(state: &State) -> Option<Saved> {
    let facts = &state.facts;
    facts.image.as_ref()?;
    Some(Saved {
        version: Saved::VERSION,
        saved_at: state.now.0,
        image: facts.image.as_ref().map(ToString::to_string),
        username: facts.username.as_ref().map(|name| name.as_str().to_owned()),
        kept_in: facts.current(&facts.kept).map(|kept| name(kept.place).to_owned()),
        asked: facts.github.asked.clone(),
        changes: facts
            .changes
            .iter()
            .map(|change| SavedChange {
                kind: change.what.as_str().to_owned(),
                subject: change.subject.clone(),
                at: change.at.0,
            })
            .collect(),
    })
}

/// Fills in the answers. Nothing is taken for proven: the token is read where it is kept and asked again.
pub(super) fn apply(saved: &Saved, state: &mut State) {
    state.facts.image = saved.image.as_deref().and_then(|image| Image::parse(image).ok());
    state.facts.username = saved.username.as_deref().and_then(|name| Username::parse(name).ok());
    state.facts.github.asked.clone_from(&saved.asked);
    // They are listed again before leaving, and stand in the report.
    state.facts.changes = saved
        .changes
        .iter()
        .filter_map(|change| {
            let what = ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == change.kind)?;
            Some(Change { what, subject: change.subject.clone(), at: Moment(change.at) })
        })
        .collect();
    state.steps.find_project.resuming = state.facts.image.is_some() && state.facts.username.is_some();
    state.steps.create_token.resume_from = saved.kept_in.as_deref().and_then(place);
}

fn name(place: KeepIn) -> &'static str {
    match place {
        KeepIn::Keyring => "keyring",
        KeepIn::Kernel => "kernel",
        KeepIn::File => "file",
    }
}

fn place(name: &str) -> Option<KeepIn> {
    [KeepIn::Keyring, KeepIn::Kernel, KeepIn::File].into_iter().find(|place| self::name(*place) == name)
}
