//! What was attempted and how far it got: the one picture that every cause judges.

mod arguments;
mod family;
mod login;
mod others;
mod progress;
mod reference;
mod refusal;
mod scope;
mod target;
#[cfg(test)]
mod tests;
mod triggers;

use std::collections::HashMap;

pub use family::Family;
pub use login::{Login, Outcome};
pub use progress::{Reached, Stage, Tool, Uploads};
pub use reference::Reference;
pub(crate) use reference::is_host;
pub use refusal::{Refusal, RefusalKind, Unclear};
pub(crate) use scope::Place;
use scope::Scope;
pub use target::{Named, Target};
pub(crate) use triggers::TRIGGERS;

use super::finding::{Clue, Source};
use super::log::Line;
use super::workflow::Workflow;
use crate::model::cause::CauseId;
use crate::model::image::Registry;
use crate::model::moment::Moment;
use crate::model::probed::Probed;
use crate::model::workflow_run::{Ran, Unseen};

/// How many of a kind are remembered; logs of any length must not fill the memory.
const KEPT: usize = 24;

/// Words that a cause listens for, as they were heard.
#[derive(Clone, Debug)]
pub struct Heard {
    pub cause: CauseId,
    /// The place of the sign in the cause.
    pub(crate) sign: usize,
    pub stage: Stage,
    /// The whole line is an error.
    pub is_error: bool,
    pub clue: Clue,
    pub(crate) place: Place,
}

/// Everything that log and workflow tell, gathered once.
#[derive(Debug, Default)]
pub struct Picture {
    pub tool: Option<Tool>,
    /// The title of the step that was running when it failed.
    pub step: Option<String>,
    pub reached: Reached,
    /// Images that were to be pushed, as they are named in the log.
    pub targets: Vec<Target>,
    /// Images that were to be pulled.
    pub pulls: Vec<Target>,
    pub logins: Vec<Login>,
    /// The answers that say no without saying why.
    pub refusals: Vec<Refusal>,
    pub uploads: Uploads,
    /// Inputs that expanded to nothing.
    pub empty: Vec<Clue>,
    /// Lines that other rules ask for by topic.
    pub notes: Vec<(Note, Clue)>,
    pub heard: Vec<Heard>,
    /// Names that a registry looked for and did not find.
    pub missing_names: Vec<(Reference, Clue)>,
    pub workflow: Workflow,
    /// What was measured since.
    pub probed: Option<Box<Probed>>,
    /// What was to be pulled is what a build begins from.
    pub building_on: bool,
    /// Addresses of the registry that were asked in plain HTTP and in HTTPS.
    schemes: Vec<(String, bool)>,
    /// The image that the person named.
    pub told: Option<Target>,
    /// A line as a whole is an error.
    pub failed: bool,
    /// Whether the runner masked something, so that secrets were there at all.
    pub masked: bool,
    /// The log comes from a CI service.
    pub in_ci: bool,
    /// What GitHub tells of the run that it is of.
    pub run: Option<Ran>,
    /// Nothing that is known to have ended the job speaks for any cause.
    pub only_passing: bool,
    scope: Scope,
    stage: Stage,
    group: Option<String>,
    /// Seconds that the tool says it had been running.
    running: Option<u64>,
    vertices: HashMap<u32, Stage>,
    last_time: Option<Moment>,
}

/// What a remembered line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// BuildKit asked one token for two repositories.
    TwoScopes,
    /// Docker's own store of credentials, printed.
    StoredLogin,
    /// `gcloud auth configure-docker` without a host.
    GcloudDefault,
    /// A Maven plugin that brings its own registry client.
    MavenPlugin,
    /// Podman speaks under docker's name.
    PodmanAsDocker,
    /// A pull request runs this.
    PullRequest,
    /// A mask with a stray dollar sign before it.
    StrayDollar,
    /// The login command names its user and secret by variables.
    LoginByVariable,
    /// `docker login` without a secret, so that it asks for one.
    LoginBare,
    /// A pull was refused by name, although nothing was to be pulled.
    PullActionRefused,
    /// An answer in HTML: something other than the registry answered.
    Html,
    /// `docker login http://…`.
    LoginPlainHttp,
    /// The token was asked for without any credential.
    Anonymous,
    /// The command was run as another user.
    Sudo,
    /// A push in a shell's trace, which shows every command, and no login before it.
    TracedWithoutLogin,
    /// The same host is asked in HTTPS and, after its own answer, in plain HTTP.
    SchemeLost,
}

impl Picture {
    /// Takes in a line that holds at least one key phrase. `heard` are the signs in it.
    pub(crate) fn see(&mut self, line: &Line, triggers: &[usize], heard: &[(CauseId, usize)]) {
        if let Some(time) = line.time {
            self.last_time = Some(time);
        }
        self.masked = self.masked || line.has("***");
        self.enter_line(line);
        if line.is_of_something_else() {
            return;
        }
        if self.in_echo() && line.is_comment() {
            return;
        }
        let place = self.place(line);
        self.failed |= line.is_error && !place.echoed;
        for trigger in triggers {
            (TRIGGERS[*trigger].1)(self, line);
        }
        // A command that holds the words does not say them.
        if line.is_command() {
            return;
        }
        for (cause, sign) in heard {
            let same = self.heard.iter().filter(|h| (h.cause, h.sign) == (*cause, *sign)).count();
            if same < 3 && self.heard.len() < 20 * KEPT {
                let (stage, clue) = (self.stage_of(line), clue(line));
                self.heard.push(Heard {
                    cause: *cause,
                    sign: *sign,
                    stage,
                    is_error: line.is_error,
                    clue,
                    place,
                });
            }
        }
    }

    pub(crate) fn note(&mut self, note: Note, line: &Line) {
        if self.notes.len() < 4 * KEPT {
            self.notes.push((note, clue(line)));
        }
    }

    /// The first line about a topic.
    #[must_use]
    pub fn noted(&self, note: Note) -> Option<&Clue> {
        self.notes.iter().find(|(n, _)| *n == note).map(|(_, clue)| clue)
    }

    /// What was to be pushed, as far as log, person or workflow name it: the surest naming, the latest of those.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        let named = self.targets.iter().max_by_key(|target| target.named);
        named.or(self.told.as_ref()).or_else(|| self.workflow.pushed().next())
    }

    /// The command that names the target with its host, so that no tool put it there.
    #[must_use]
    pub fn host_typed(&self) -> Option<&Target> {
        let target = &self.target()?.reference;
        self.targets.iter().find(|typed| {
            typed.named == Named::Command
                && typed.reference.host_written
                && (&typed.reference.registry, &typed.reference.repository)
                    == (&target.registry, &target.repository)
        })
    }

    /// The registry that was pushed to, if it can be known.
    #[must_use]
    pub fn registry(&self) -> Option<&Registry> {
        let target = self.target().filter(|target| !target.reference.host_unknown());
        target
            .map(|target| &target.reference.registry)
            .or_else(|| self.refusals.iter().rev().find_map(|refusal| refusal.host.as_ref()))
            .or_else(|| self.pulls.last().map(|pull| &pull.reference.registry))
    }

    /// The login that matters: of the log, else of the workflow; for the target's registry, if there is one.
    #[must_use]
    pub fn login(&self) -> Option<&Login> {
        let all = || self.logins.iter().chain(&self.workflow.logins);
        let wanted = self.registry();
        // Who signed in stands in the log; the workflow only has the expression.
        let named = self.logins.iter().find(|login| login.user_name().is_some() && login.serves(wanted));
        named
            .or_else(|| all().find(|login| login.registry.is_some() && login.registry.as_ref() == wanted))
            .or_else(|| self.logins.iter().find(|login| login.outcome != Outcome::Unknown))
            .or_else(|| all().next())
    }

    /// The refusal that ended it: the last one of a push if there is any, else the last one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        let pushing = self.refusals.iter().rposition(|refusal| refusal.stage == Stage::Push);
        let at = pushing.or_else(|| self.refusals.len().checked_sub(1))?;
        let last = &self.refusals[at];
        // Docker and podman list two answers; the first is to the credential, the second to none.
        let before = at.checked_sub(1).map(|before| &self.refusals[before]).filter(|before| {
            before.kind == RefusalKind::AccessDenied
                && last.kind == RefusalKind::Unauthenticated
                && before.clue.line + 1 == last.clue.line
        });
        Some(before.unwrap_or(last))
    }

    /// A refusal whose words fit a push: said so, or nothing says otherwise.
    #[must_use]
    pub fn refused_push(&self) -> Option<&Refusal> {
        self.refusal().filter(|refusal| matches!(refusal.stage, Stage::Push | Stage::Unknown | Stage::Build))
    }

    /// Why the run saw none of the repository's secrets, as GitHub tells.
    #[must_use]
    pub fn without_secrets(&self) -> Option<Clue> {
        let run = self.run.as_ref()?;
        let from = match run.unseen? {
            Unseen::Fork => "a fork",
            Unseen::Dependabot => "dependabot[bot]",
        };
        Some(Clue::new(Source::Run, 0, &format!("event: {}, from: {from}", run.event)))
    }

    /// A sign that a pull request ran it; of a run that GitHub tells of, nothing has to be guessed.
    #[must_use]
    pub fn maybe_pull_request(&self) -> Option<Clue> {
        match &self.run {
            Some(run) if !run.event.starts_with("pull_request") => None,
            _ => self.noted(Note::PullRequest).or(self.workflow.on_pull_request.as_ref()).cloned(),
        }
    }

    /// Time between the login and the last line, in seconds, if the log tells it.
    #[must_use]
    pub fn seconds_since_login(&self) -> Option<u64> {
        if let Some(running) = self.running {
            return Some(running);
        }
        let login =
            self.logins.iter().find_map(|login| login.time.filter(|_| login.outcome != Outcome::Failed))?;
        Some(self.last_time?.since(login).as_secs())
    }

    /// What was asked without a credential.
    #[must_use]
    pub fn anonymous(&self) -> Option<Clue> {
        self.noted(Note::Anonymous).cloned()
    }

    #[must_use]
    pub fn podman_speaks(&self) -> bool {
        matches!(self.tool, Some(Tool::Podman | Tool::Buildah | Tool::Skopeo))
            || self.noted(Note::PodmanAsDocker).is_some()
    }

    #[must_use]
    pub fn kaniko_speaks(&self) -> bool {
        self.tool == Some(Tool::Kaniko)
    }

    /// The line that pushes with `sudo`, where the login was made without.
    #[must_use]
    pub fn pushed_as_other(&self) -> Option<&Clue> {
        let mut sudo = self.notes.iter().filter(|(note, _)| *note == Note::Sudo).map(|(_, clue)| clue);
        let login = self.logins.iter().any(|login| login.outcome == Outcome::Succeeded);
        let all_as_root = sudo.clone().any(|clue| clue.text.contains("login"));
        sudo.find(|clue| login && !all_as_root && clue.text.contains(" push"))
    }

    /// What was going on when a sign of this cause was first heard.
    #[must_use]
    pub fn stage_heard(&self, cause: CauseId) -> Option<Stage> {
        self.heard.iter().find(|heard| heard.cause == cause).map(|heard| heard.stage)
    }

    /// The first line that spoke for a cause.
    #[must_use]
    pub fn heard_of(&self, cause: CauseId) -> Option<&Clue> {
        self.heard.iter().find(|heard| heard.cause == cause).map(|heard| &heard.clue)
    }

    /// Whether a login is known to have been made for the registry that matters.
    #[must_use]
    pub fn logged_in(&self) -> Option<&Login> {
        self.login().filter(|login| {
            login.outcome == Outcome::Succeeded
                && login.serves(self.registry())
                && self.taken_back(login).is_none()
        })
    }

    /// The line that took a login back before the push was refused.
    #[must_use]
    pub fn taken_back<'a>(&self, login: &'a Login) -> Option<&'a Clue> {
        let refused = self.refusal().map_or(u64::MAX, |refusal| refusal.clue.line);
        login.ended.as_ref().filter(|ended| ended.line < refused)
    }

    /// Who signed in at Docker Hub owns what was to be pushed there: rights of others do not matter.
    #[must_use]
    pub fn own_namespace(&self) -> Option<&Clue> {
        let target = self.target().filter(|target| target.reference.registry.is_docker_hub())?;
        let login = self.login().filter(|login| login.serves(Some(&target.reference.registry)))?;
        let same = login.user_name()?.eq_ignore_ascii_case(target.reference.namespace()?);
        same.then_some(&login.clue)
    }
}

pub(crate) fn clue(line: &Line) -> Clue {
    Clue::new(Source::Log, line.number, line.written())
}

pub(crate) fn keep<T>(list: &mut Vec<T>, item: T) {
    // The end of a log tells more than its middle: the first half is kept, then the latest.
    if list.len() >= KEPT {
        list.remove(KEPT / 2);
    }
    list.push(item);
}
