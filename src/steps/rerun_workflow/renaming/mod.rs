//! The workflow pushes to another repository than the one that was proven: the change is shown, and made where the
//! person asks for it. Built as it is, it would fail as before.

pub mod page;
pub mod work;

use crate::flow::effect::{Job, Outcome, Rename};
use crate::flow::event::Event;
use crate::flow::facts::{ChangeKind, Facts};
use crate::flow::step_context::Cx;
use crate::flow::task::Task;
use crate::model::failure::Failure;
use crate::model::image::Image;
use crate::model::project::Push;
use crate::model::variable_offer::{Changed, ChangedLine};

#[derive(Debug, Default)]
pub struct Renaming {
    /// Whether the page is open.
    pub shown: bool,
    /// The image for which the person has seen it.
    seen: Option<Image>,
    pub(super) reading: Task<()>,
    pub(super) writing: Task<()>,
    /// Practice: the person's push is played.
    pub(super) playing: Task<Result<(), Failure>>,
    pub(super) offer: Option<Vec<ChangedLine>>,
    pub(super) came: Option<Vec<(String, Changed)>>,
    pub(super) trouble: Option<Failure>,
    /// The push of the change has started a build, or is about to.
    pub(super) starts_build: bool,
}

#[cfg(test)]
impl Renaming {
    /// The page with what would change, or with what came of it.
    pub fn showing(offer: Vec<ChangedLine>, came: Option<Vec<(String, Changed)>>) -> Self {
        Self { shown: true, offer: Some(offer), came, ..Self::default() }
    }
}

impl Renaming {
    /// Whether a file is being changed.
    #[must_use]
    pub fn running(&self) -> bool {
        self.writing.since().is_some()
    }

    /// Whether every file is changed.
    pub(super) fn complete(&self) -> bool {
        let came = self.came.as_deref().unwrap_or_default();
        !came.is_empty() && came.iter().all(|(_, changed)| matches!(changed, Changed::Written { .. }))
    }

    /// Opens the page where it is needed and was not seen for this image yet.
    pub(super) fn open(&mut self, cx: &mut Cx<'_>) -> bool {
        let order = order(cx.facts);
        if self.seen == cx.facts.image || order.is_none() {
            return self.shown;
        }
        let seen = cx.facts.image.clone();
        *self = Self { shown: true, seen, ..Self::default() };
        self.look(cx);
        true
    }

    /// Opens it again, for whoever came by it.
    pub(super) fn open_again(&mut self, cx: &mut Cx<'_>) -> bool {
        self.seen = None;
        self.open(cx)
    }

    fn look(&mut self, cx: &mut Cx<'_>) {
        if let Some(order) = order(cx.facts) {
            self.reading.start(cx, Job::OfferRenaming(Box::new(order)));
        }
    }

    /// Whether the page is done with, so that the build is next.
    pub(super) fn act(&mut self, action: &str, cx: &mut Cx<'_>) -> bool {
        match action {
            "take" if !self.running() => {
                if let (Some(order), Some(offer)) = (order(cx.facts), self.offer.clone()) {
                    self.writing.start(cx, Job::Rename(Box::new(order), offer));
                }
            }
            "play" if self.playing.since().is_none() => {
                if let Some(root) = root(cx.facts) {
                    self.playing.start(cx, Job::PlayPush(root));
                }
            }
            "leave" | "continue" if !self.running() => {
                self.close(cx);
                return true;
            }
            _ => {}
        }
        false
    }

    fn close(&mut self, cx: &mut Cx<'_>) {
        self.reading.stop(cx);
        self.shown = false;
        self.starts_build = self.complete();
    }

    /// One page back; while something is being written there is no way back.
    pub(super) fn back(&mut self, cx: &mut Cx<'_>) -> bool {
        if self.shown && !self.running() {
            self.close(cx);
            // Whoever comes again sees it again.
            self.seen = None;
            return false;
        }
        self.shown
    }

    /// An answer; `Ok(true)` where the page is done with.
    pub(super) fn outside(&mut self, event: Event, cx: &mut Cx<'_>) -> Result<bool, Event> {
        match event {
            Event::Finished(id, Outcome::RenamingOffered(answer)) if self.reading.is(id) => {
                self.reading.finish(id, ());
                match answer {
                    Ok(lines) => self.offer = Some(lines),
                    Err(failure) => self.trouble = Some(failure),
                }
            }
            Event::Finished(id, Outcome::Renamed(came)) if self.writing.is(id) => {
                self.writing.finish(id, ());
                note(&came, cx);
                self.came = Some(came);
            }
            Event::Finished(id, Outcome::PushPlayed(answer)) if self.playing.is(id) => {
                let good = answer.is_ok();
                self.playing.finish(id, answer);
                if good {
                    self.close(cx);
                    return Ok(true);
                }
            }
            other => return Err(other),
        }
        Ok(false)
    }
}

fn root(facts: &Facts) -> Option<std::path::PathBuf> {
    facts.looked.as_ref()?.project.root.clone()
}

/// What is to be changed; nothing where the checkout pushes the image in question, or nobody can tell.
fn order(facts: &Facts) -> Option<Rename> {
    let (_, other) = facts.pushes_elsewhere(None)?;
    let image = facts.image.as_ref()?;
    // Of several images it is not known which is meant.
    let is_other = |push: &&Push| repository(push).is_some_and(|one| one.repository() == other.repository());
    let all = &facts.looked.as_ref()?.project.pushes;
    if !image.registry().is_docker_hub() || !all.iter().all(|push| is_other(&push)) {
        return None;
    }
    let of = facts.repository().map(|(_, slug)| slug.to_string()).unwrap_or_default();
    Some(Rename { root: root(facts)?, pushes: all.clone(), repository: image.repository().to_owned(), of })
}

fn repository(push: &Push) -> Option<Image> {
    Image::parse(push.image.as_ref()?).ok()
}

/// What was changed goes on record, and into what is known of the checkout.
fn note(came: &[(String, Changed)], cx: &mut Cx<'_>) {
    let wanted = cx.facts.image.as_ref().map(|image| image.repository().to_owned()).unwrap_or_default();
    for (file, changed) in came {
        if !matches!(changed, Changed::Written { .. }) {
            continue;
        }
        cx.facts.changed(ChangeKind::WorkflowChanged, file.clone(), cx.now);
        let pushes = cx.facts.looked.iter_mut().flat_map(|looked| &mut looked.project.pushes);
        for push in pushes.filter(|push| push.place.file == *file) {
            let tag = repository(push).and_then(|image| image.tag().map(|tag| format!(":{tag}")));
            push.image = Some(format!("{wanted}{}", tag.unwrap_or_default()));
            push.written.clone_from(&wanted);
        }
    }
}
