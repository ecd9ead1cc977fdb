//! The engine: events in, views and effects out. No clock, file, network or terminal is reachable from here.

pub mod checklist;
mod details;
pub mod effect;
pub mod event;
pub mod facts;
pub mod form;
pub mod github;
mod overlay;
pub mod page;
pub mod plan;
mod resume;
pub mod saved;
pub mod step_context;
pub mod task;
pub mod view;

use std::time::Duration;

use effect::{Effect, Exit, TestPushed};
use event::{Event, Key};
use facts::Facts;
use overlay::Overlay;
use page::{Action, Page};
use plan::{Kind, Plan};
use saved::Saved;
use step_context::Cx;
use view::View;

use crate::model::moment::Moment;
use crate::model::verdict::{Outcome as Answer, Verdict};
use crate::report::Report;
use crate::steps::{Step, Steps, report};
use crate::text::{Language, Text, dry_run, pages, surface};

/// A second Ctrl-C within this time leaves at once.
const IMPATIENCE: Duration = Duration::from_secs(2);

/// Everything the wizard remembers while it runs.
#[derive(Debug)]
pub struct State {
    pub at: Step,
    pub steps: Steps,
    pub facts: Facts,
    pub plan: Plan,
    pub language: Language,
    pub now: Moment,
    overlay: Option<Overlay>,
    /// The steps behind this one, as a person came through them.
    history: Vec<Step>,
    next_job: u64,
    interrupted: Option<Moment>,
    left: Option<Exit>,
    /// What was last written down, so that it is written only when it changes.
    remembered: Option<Saved>,
    /// A line about something that was done on the side.
    notice: Option<Text>,
    /// Why the language stays as it is, where the terminal cannot draw the other one.
    only_language: Option<Text>,
}

impl State {
    /// Begins, offering to go on where an earlier run was interrupted.
    #[must_use]
    pub fn begin(plan: Plan, language: Language, now: Moment, saved: Option<Saved>) -> (Self, Vec<Effect>) {
        let first = plan.first;
        let mut state = Self {
            at: first,
            steps: Steps::default(),
            facts: Facts { started: now, ..Facts::default() },
            plan,
            language,
            now,
            overlay: None,
            history: Vec::new(),
            next_job: 0,
            interrupted: None,
            left: None,
            remembered: None,
            notice: None,
            only_language: None,
        };
        let effects = match saved {
            Some(saved) => {
                state.overlay = Some(Overlay::Resume(Box::new(saved)));
                Vec::new()
            }
            None => state.with_cx(|steps, cx| steps.enter(first, cx)),
        };
        (state, effects)
    }

    /// The language stays this one, for this reason. Who wished for the other is told at once, who tries to
    /// switch to it later is told then.
    pub fn stay_in(&mut self, language: Language, why: Text, wished_other: bool) {
        self.language = language;
        self.notice = Some(why.clone()).filter(|_| wished_other);
        self.only_language = Some(why);
    }

    fn switch_language(&mut self) {
        match &self.only_language {
            Some(why) => self.notice = Some(why.clone()),
            None => self.language = self.language.other(),
        }
    }

    /// Takes one event in and says what is to be done outside.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        if self.left.is_some() {
            return Vec::new();
        }
        let mut effects = match event {
            Event::Tick(now) => {
                self.now = now;
                return Vec::new();
            }
            Event::Notice(text) => {
                self.notice = Some(text);
                return Vec::new();
            }
            Event::Interrupt => self.interrupt(),
            Event::Terminate => self.leave(Exit::Interrupted),
            Event::Progress(..) | Event::Finished(..) => {
                let front = self.at;
                self.with_cx_from(front, |steps, cx| steps.outside(event, cx))
            }
            Event::Key(key) => self.key(key),
            Event::Act(id) => self.act(id),
            Event::Check(at) => {
                self.look_at(at);
                Vec::new()
            }
            input @ (Event::Paste(_) | Event::Fill(..) | Event::Pick(..)) => self.input(&input),
        };
        self.save_report(&mut effects);
        if self.steps.report.finished {
            effects.extend(self.leave(self.outcome()));
        }
        self.remember(&mut effects);
        effects
    }

    /// The frame of this moment.
    #[must_use]
    pub fn view(&self) -> View {
        let page = self.page();
        let overlay = self.overlay.as_ref().map(|overlay| overlay::page(overlay, self, &page));
        let typing = overlay.as_ref().unwrap_or(&page).typing();
        View {
            language: self.language,
            subject: self.facts.image.as_ref().map(|image| image.familiar()),
            step: self.at.number(),
            // Beside the way there is no way to be shown.
            steps: if self.at.is_counted() { Step::ALL.len() } else { 0 },
            step_name: self.at.name(),
            banner: match &self.plan.kind {
                Kind::Real => None,
                Kind::Dry => Some(dry_run::banner()),
                Kind::Practice { .. } => Some(pages::banner_practice()),
            },
            page,
            overlay,
            checklist: match self.at {
                Step::Status => Vec::new(),
                at => checklist::checklist(at, &self.steps, &self.facts),
            },
            now: self.now,
            elapsed: self.now.since(self.facts.started),
            typing,
        }
    }

    /// How it ended, once it has.
    #[must_use]
    pub fn left(&self) -> Option<Exit> {
        self.left
    }

    /// What can be said at this moment, for the report.
    #[must_use]
    pub fn report(&self) -> Report {
        Report::of(&self.facts, checklist::checklist(self.at, &self.steps, &self.facts), self.now)
    }

    /// Takes in what came back after leaving, so that the closing words tell of it. Nothing new is begun.
    pub fn settle(&mut self, event: Event) {
        drop(self.with_cx(|steps, cx| steps.outside(event, cx)));
    }

    fn page(&self) -> Page {
        let mut page = self.steps.page(self.at, &self.facts, &self.plan, self.now);
        let typing = page.typing();
        if let Some(notice) = &self.notice {
            page = page.gap().dim(notice.clone());
        }
        let standing = Action::standing(typing).into_iter();
        let useless = |action: &Action| action.id == "language" && self.only_language.is_some();
        page.actions.extend(standing.filter(|action| !useless(action)));
        page
    }

    /// Good only where nothing is known to have failed: neither a line of the checklist nor a build that is left.
    fn outcome(&self) -> Exit {
        let verdict = self.facts.verdict();
        if self.plan.is_dry() && verdict.as_ref().is_some_and(Verdict::is_left_open) {
            return Exit::Dry;
        }
        let list = checklist::checklist(self.at, &self.steps, &self.facts);
        let failed = list.iter().any(|check| check.state == view::CheckState::Bad);
        match verdict.map(|verdict| verdict.outcome()) {
            Some(Answer::CanPush) if failed || self.facts.build_left_open() => Exit::Failed,
            Some(Answer::CanPush) if !self.facts.test_push().is_some_and(TestPushed::speaks_against) => {
                Exit::Proven
            }
            Some(_) => Exit::Failed,
            None => Exit::Cancelled,
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.notice = None;
        let page = self.page();
        let front = self.overlay.as_ref().map(|overlay| overlay::page(overlay, self, &page));
        let front = front.as_ref().unwrap_or(&page);
        if let Some(action) = front.pressed_by(key) {
            return self.act(action.id);
        }
        let key = if front.typing() { key } else { key.folded() };
        let shortcut = !(front.typing() && matches!(key, Key::Char(_)));
        if self.overlay.as_ref().is_some_and(Overlay::closes_on_any_key) {
            self.overlay = None;
            return Vec::new();
        }
        match key {
            Key::F(1) => self.act("help"),
            Key::F(4) => self.act("language"),
            Key::F(3) => self.act("checklist"),
            Key::Char('C') if shortcut => self.act("checklist"),
            Key::Char('q') if shortcut && self.overlay.is_none() => self.act("quit"),
            key => self.input(&Event::Key(key)),
        }
    }

    fn input(&mut self, event: &Event) -> Vec<Effect> {
        if self.overlay.is_some() {
            return Vec::new();
        }
        let page = self.page();
        // A page at work may still be given the rest of what it works on.
        if matches!(event, Event::Paste(_)) && !page.typing() && !page.moves() {
            self.notice = Some(surface::no_field_for_a_paste());
            return Vec::new();
        }
        let at = self.at;
        self.with_cx(|steps, cx| steps.input(at, event, cx))
    }

    fn act(&mut self, id: &str) -> Vec<Effect> {
        if let Some(overlay) = self.overlay.take() {
            return self.act_on_overlay(overlay, id);
        }
        match id {
            "help" => self.overlay = Some(Overlay::Help),
            "language" => self.switch_language(),
            // Who only looked leaves nothing half done.
            "quit" if self.only_looked() => return self.leave(Exit::Cancelled),
            "quit" => self.overlay = Some(Overlay::Leave),
            "back" => return self.back(),
            "restart" => return self.restart(),
            "checklist" => {
                let list = checklist::checklist(self.at, &self.steps, &self.facts);
                self.look_at(list.iter().position(|check| check.current).unwrap_or(0));
            }
            id => {
                let at = self.at;
                return self.with_cx(|steps, cx| steps.act(at, id, cx));
            }
        }
        Vec::new()
    }

    fn act_on_overlay(&mut self, overlay: Overlay, id: &str) -> Vec<Effect> {
        match (overlay, id) {
            (overlay @ (Overlay::Leave | Overlay::Resume(_)), "language") => {
                self.switch_language();
                self.overlay = Some(overlay);
                Vec::new()
            }
            (Overlay::Leave, "leave") => self.leave(Exit::Cancelled),
            (Overlay::Leave, "restart") => self.restart(),
            (Overlay::Check(at), id) => self.act_on_check(at, id),
            (Overlay::Resume(saved), "undo") => {
                self.overlay = Some(Overlay::Undo(saved));
                Vec::new()
            }
            (Overlay::Undo(saved), "close" | "back") => {
                self.overlay = Some(Overlay::Resume(saved));
                Vec::new()
            }
            (Overlay::Resume(saved), "continue") => {
                resume::apply(&saved, self);
                let first = self.again_from();
                self.at = first;
                self.with_cx(|steps, cx| steps.enter(first, cx))
            }
            (Overlay::Resume(_), "new") => {
                let mut effects = vec![Effect::Remember(None)];
                let first = self.at;
                effects.extend(self.with_cx(|steps, cx| steps.enter(first, cx)));
                effects
            }
            (overlay @ (Overlay::Resume(_) | Overlay::Undo(_)), _) => {
                self.overlay = Some(overlay);
                Vec::new()
            }
            (Overlay::Help | Overlay::Leave, _) => Vec::new(),
        }
    }

    /// Shows a line of the checklist over the page; behind a question nothing can be looked at.
    fn look_at(&mut self, at: usize) {
        if self.overlay.as_ref().is_none_or(|overlay| matches!(overlay, Overlay::Check(_))) {
            self.overlay = Some(Overlay::Check(at));
        }
    }

    fn act_on_check(&mut self, at: usize, id: &str) -> Vec<Effect> {
        let count = checklist::checklist(self.at, &self.steps, &self.facts).len();
        match id {
            "check-next" => self.overlay = Some(Overlay::Check((at + 1) % count)),
            "check-previous" => self.overlay = Some(Overlay::Check((at + count - 1) % count)),
            "check-go" => {
                if let Some(step) = details::reachable(at, self)
                    && step != self.at
                {
                    // As if the person had gone back page by page: the answers are kept.
                    self.pass(self.at, step);
                    return self.with_cx(|steps, cx| steps.enter(step, cx));
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// From the beginning, with nothing known; what was changed outside stays on record. Not while something
    /// is being changed: its answer would find nobody.
    fn restart(&mut self) -> Vec<Effect> {
        if self.steps.changing() {
            self.overlay = Some(Overlay::Leave);
            return Vec::new();
        }
        self.facts = Facts {
            started: self.facts.started,
            // The next credential is another one than all before it.
            token: self.facts.token,
            changes: std::mem::take(&mut self.facts.changes),
            ..Facts::default()
        };
        let first = self.again_from();
        (self.steps, self.at) = (Steps::default(), first);
        self.history.clear();
        self.with_cx(|steps, cx| steps.enter(first, cx))
    }

    /// Where a run begins again. What went wrong has been answered by then.
    fn again_from(&self) -> Step {
        match self.plan.first {
            Step::Onboard | Step::Status => self.plan.first,
            _ => Step::FindProject,
        }
    }

    /// One page back; before the first one stands the question whether to leave.
    fn back(&mut self) -> Vec<Effect> {
        let at = self.at;
        let mut within = false;
        let mut effects = self.with_cx(|steps, cx| within = steps.back(at, cx));
        if within {
            return effects;
        }
        match self.history.pop() {
            Some(step) => {
                self.at = step;
                effects.extend(self.with_cx(|steps, cx| steps.come_back(step, cx)));
            }
            None if self.only_looked() => effects.extend(self.leave(Exit::Cancelled)),
            None => self.overlay = Some(Overlay::Leave),
        }
        effects
    }

    fn only_looked(&self) -> bool {
        self.at == Step::Status && self.facts.changes.is_empty()
    }

    fn interrupt(&mut self) -> Vec<Effect> {
        let again = self.interrupted.is_some_and(|before| self.now.since(before) <= IMPATIENCE);
        if again || matches!(self.overlay, Some(Overlay::Leave)) {
            return self.leave(Exit::Interrupted);
        }
        self.interrupted = Some(self.now);
        self.overlay = Some(Overlay::Leave);
        Vec::new()
    }

    fn leave(&mut self, exit: Exit) -> Vec<Effect> {
        self.left = Some(exit);
        vec![Effect::Leave(exit)]
    }

    fn save_report(&mut self, effects: &mut Vec<Effect>) {
        if let Some(format) = self.steps.report.wants.take() {
            let (report, language) = (Box::new(self.report()), self.language);
            effects.extend(
                self.with_cx(|steps, cx| report::save(&mut steps.report, report, format, language, cx)),
            );
        }
    }

    /// Writes down where we are whenever that has changed. Practice and a dry run leave nothing behind.
    fn remember(&mut self, effects: &mut Vec<Effect>) {
        if self.plan.is_practice() || self.plan.is_dry() {
            return;
        }
        let saved = match self.left {
            Some(Exit::Proven) => None,
            _ => resume::snapshot(self),
        };
        let same = match (&saved, &self.remembered) {
            (Some(new), Some(old)) => Saved { saved_at: old.saved_at, ..new.clone() } == *old,
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.remembered.clone_from(&saved);
            // Before anything else: what is begun now is on record when it begins.
            effects.insert(0, Effect::Remember(saved.map(Box::new)));
        }
    }

    fn with_cx(&mut self, work: impl FnOnce(&mut Steps, &mut Cx<'_>)) -> Vec<Effect> {
        let front = self.at;
        self.with_cx_from(front, work)
    }

    /// Lets a step work, then goes where it wants to go, as often as steps pass on by themselves.
    fn with_cx_from(&mut self, front: Step, work: impl FnOnce(&mut Steps, &mut Cx<'_>)) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut going = None;
        let mut cx = Cx {
            facts: &mut self.facts,
            plan: &self.plan,
            now: self.now,
            effects: &mut effects,
            next_job: &mut self.next_job,
            going: &mut going,
        };
        work(&mut self.steps, &mut cx);
        // An answer may arrive while another step is in front: only the one in front moves on.
        let mut from = front;
        while let Some(step) = going.take() {
            self.pass(from, step);
            from = step;
            let mut cx = Cx {
                facts: &mut self.facts,
                plan: &self.plan,
                now: self.now,
                effects: &mut effects,
                next_job: &mut self.next_job,
                going: &mut going,
            };
            self.steps.enter(step, &mut cx);
        }
        effects
    }

    fn pass(&mut self, from: Step, to: Step) {
        // A step that passed by itself is passed backwards too.
        let seen = match from {
            Step::StoreToken => self.steps.store_token.was_shown(),
            Step::UpdateSecrets => self.facts.repository().is_some(),
            _ => true,
        };
        if seen && from != to {
            self.history.push(from);
        }
        if let Some(at) = self.history.iter().position(|step| *step == to) {
            self.history.truncate(at);
        }
        self.at = to;
    }
}
