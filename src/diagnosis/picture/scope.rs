//! Which words ended the job: a log also holds what was only written down, tried again or survived.
//!
//! GitHub Actions echoes a step's script and inputs between `##[group]Run …` and `##[endgroup]`, BuildKit prints each
//! instruction before its output and ends it with `DONE`, `CACHED` or `ERROR`, and tools try again what failed. What a
//! line bears on is only known later, so words are kept with their place and sorted when the log has ended.

use super::{Outcome, Picture, Stage};
use crate::diagnosis::log::Line;
use crate::model::cause::CauseId;

/// More steps than this has no job; further ones are taken for one.
const STEPS: u32 = 4096;

/// Words that stand where an image, a registry or its tools are spoken of. What fails elsewhere fails in the same words.
const IMAGES: &[&str] = &[
    "docker",
    "podman",
    "skopeo",
    "buildah",
    "buildx",
    "buildkit",
    "kaniko",
    "nerdctl",
    "containerd",
    "oras ",
    "crane",
    "jib",
    "cosign",
    "helm push",
    "registry",
    "registries",
    "/v2/",
    "v2 ",
    "image",
    "manifest",
    "blob",
    "layer",
    "mediatype",
    "media type",
    "ghcr",
    "quay",
    "harbor",
    ".ecr.",
    "ecr:",
    "artifactregistry",
    "pkg.dev",
    "gcr.io",
    "azurecr",
    "failed to solve",
    "failed to push",
    "failed to authorize",
    "insufficient_scope",
    "short-name",
    "access to the resource",
    "basic auth credentials",
    "denied:",
    "unauthorized:",
    "toomanyrequests",
    "oauth token",
    "anonymous token",
    "repository",
    "package",
    "daemon",
    "tag does",
    "/v1/",
    "no space left",
    // What only such tools say, or those that sign them in.
    "unexpected http status",
    "parsing http",
    "pushing",
    "input device is not a tty",
    "getting credentials",
    "storing credentials",
    "saving credentials",
    "credentials could not be loaded",
    "could not load credentials",
    "getauthorizationtoken",
    "auth tokens for account",
    "aadsts",
    "storage resource",
    "username and password required",
    "username required",
    "password required",
    "login-action",
    "interactive login",
    "set to login",
    "login attempt",
    "--password-stdin",
];

/// Where words stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The step of the job.
    step: u32,
    /// BuildKit's number of the instruction.
    vertex: Option<u32>,
    /// They are echoed, as far as is known: the step's output has not begun.
    pub echoed: bool,
    pub bearing: Bearing,
}

/// What words say about the end of the job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bearing {
    /// Nothing: they were only written down, or what they tell of went well in the end.
    Nothing,
    /// A warning, or the words of a step that went on: worth a thought where nothing else is known.
    Passing,
    /// They may have ended it.
    #[default]
    Ends,
}

/// What is known so far of where the log is.
#[derive(Debug, Default)]
pub(super) struct Scope {
    step: u32,
    /// A group that echoes a step's script and inputs is open.
    in_echo: bool,
    /// The step that is echoed runs an action: its inputs stand in from the margin.
    is_action: bool,
    /// The echo of this step is over.
    echo_over: bool,
    /// Steps with a line that the runner marks as an error, and with one that begins as an error.
    marked: Vec<u32>,
    failed: Vec<u32>,
    /// BuildKit's instructions without which a build goes on.
    optional: Vec<u32>,
    /// Steps in which an image is spoken of.
    images: Vec<u32>,
}

/// `docker/login-action@v3`, `./.github/actions/push`.
fn is_action(title: &str) -> bool {
    title.contains('/') && title.contains('@') || title.starts_with("./.github/")
}

fn add(steps: &mut Vec<u32>, step: u32) {
    if steps.last() != Some(&step) {
        steps.push(step);
    }
}

impl Picture {
    /// Where a line stands.
    pub(super) fn place(&self, line: &Line) -> Place {
        // Docker goes on without the credentials that it could not read; a try that is never made good is the last one.
        let lasting = line.has_any(&["error loading config file", "cannot get auth config", "retrying"])
            || line.is_failed_pull();
        let vertex = line.vertex();
        let optional = vertex.is_some_and(|number| self.scope.optional.contains(&number));
        let passing = line.is_warning && !lasting || optional;
        Place {
            step: self.scope.step,
            vertex,
            echoed: self.scope.in_echo && !line.is_marked,
            bearing: if passing { Bearing::Passing } else { Bearing::Ends },
        }
    }

    /// Takes note of where the log is; called for each line before anything else reads it.
    pub(super) fn enter_line(&mut self, line: &Line) {
        if line.opens_group && line.lower.starts_with("run ") {
            self.scope.step = (self.scope.step + 1).min(STEPS);
            self.scope.is_action = line.lower[4..].split(' ').next().is_some_and(is_action);
            self.scope.echo_over = false;
        } else if self.scope.in_echo && self.scope.is_action && !line.is_indented && !line.is_group {
            // A log that was copied from a page may lack the group's end.
            let inputs = ["with:", "env:"].contains(&line.lower.as_str());
            if !inputs {
                self.end_echo();
            }
        }
        if line.is_group {
            self.scope.in_echo = line.lower.starts_with("run ");
        } else if line.is_marked {
            self.scope.in_echo = false;
            add(&mut self.scope.marked, self.scope.step);
        } else if line.is_error && !self.scope.in_echo {
            add(&mut self.scope.failed, self.scope.step);
        }
        if self.scope.images.last() != Some(&self.scope.step)
            && line.has_any(IMAGES)
            && !line.is_of_something_else()
        {
            self.scope.images.push(self.scope.step);
        }
    }

    /// `#7 importing cache manifest from …`: a cache that cannot be had is done without.
    pub(super) fn see_optional(&mut self, line: &Line) {
        if let Some(number) = line.vertex().filter(|_| self.scope.optional.len() < 64) {
            add(&mut self.scope.optional, number);
        }
    }

    pub(super) fn in_echo(&self) -> bool {
        self.scope.in_echo
    }

    fn lower(&mut self, of: impl Fn(&Place, u64) -> bool) {
        let heard = self.heard.iter_mut().map(|heard| (&mut heard.place, heard.clue.line));
        let refused = self.refusals.iter_mut().map(|refusal| (&mut refusal.place, refusal.clue.line));
        for (place, line) in heard.chain(refused) {
            if of(place, line) {
                place.bearing = Bearing::Nothing;
            }
        }
    }

    /// The echo of a step ends here: what was heard in it was only written down.
    pub(super) fn see_echo_end(&mut self, _: &Line) {
        self.end_echo();
    }

    fn end_echo(&mut self) {
        self.scope.echo_over = true;
        if std::mem::take(&mut self.scope.in_echo) {
            let step = self.scope.step;
            self.lower(|place, _| place.step == step && place.echoed);
        }
    }

    /// `shell: /usr/bin/bash -e {0}`: the end of a script's echo, whether its group is marked or the log was copied
    /// from a page without marks.
    pub(super) fn see_shell(&mut self, line: &Line) {
        let step = self.scope.step;
        if self.scope.echo_over || step == 0 || !line.lower.starts_with("shell: ") || !line.has("{0}") {
            return;
        }
        self.scope.failed.retain(|failed| *failed != step);
        self.lower(|place, _| place.step == step);
        self.end_echo();
    }

    /// `#7 DONE 2.3s`, `#7 CACHED`: whatever this instruction printed did not stop it.
    pub(super) fn see_vertex_end(&mut self, line: &Line) {
        let Some(number) = line.vertex() else { return };
        let rest = line.text.split_once(' ').map_or("", |(_, rest)| rest);
        if rest.starts_with("DONE ") || rest == "CACHED" {
            self.lower(|place, _| place.vertex == Some(number));
        }
    }

    /// `1.0: digest: sha256:… size: 1234`: this image arrived, whatever its earlier tries met.
    pub(super) fn see_arrived(&mut self, line: &Line) {
        let step = self.scope.step;
        let of = |target: &&super::Target| target.named == super::Named::Begun;
        let pushed = self.targets.iter().rev().find(of).map(|target| target.reference.repository.clone());
        let first = pushed.and_then(|name| {
            self.targets.iter().filter(of).find(|target| target.reference.repository == name)
        });
        let since = first.map_or(0, |target| target.clue.line);
        let size = line.has("size:");
        self.lower(|place, at| size && place.step == step && at >= since);
    }

    /// A login that worked shows that the store of credentials does, whatever was said of it before.
    pub(super) fn store_works(&mut self) {
        for heard in self.heard.iter_mut().filter(|heard| heard.cause == CauseId::CredentialStoreBroken) {
            heard.place.bearing = Bearing::Nothing;
        }
    }

    /// A login to the same registry worked in the end.
    pub(super) fn login_mended(&mut self) {
        let [.., failed, worked] = self.logins.as_slice() else { return };
        if failed.outcome != Outcome::Failed || failed.registry != worked.registry {
            return;
        }
        let (since, step) = (failed.clue.line, self.scope.step);
        for heard in &mut self.heard {
            if heard.stage == Stage::Login && heard.clue.line >= since && heard.place.step == step {
                heard.place.bearing = Bearing::Nothing;
            }
        }
        for refusal in &mut self.refusals {
            if refusal.stage == Stage::Login && refusal.clue.line >= since && refusal.place.step == step {
                refusal.place.bearing = Bearing::Nothing;
            }
        }
    }

    /// The log has ended: what did not end the job goes, or is all that is known.
    pub(crate) fn settle(&mut self, lines: u64) {
        let scope = std::mem::take(&mut self.scope);
        // A later step only runs when those before it went well, or were allowed not to.
        let failing = if scope.marked.is_empty() { &scope.failed } else { &scope.marked };
        // Where nothing pushes or pulls an image, whatever failed is not about one. A single line, pasted alone, may
        // leave that out.
        let speaks = self.told.is_some()
            || lines <= 1
            || self.tool.is_some()
            || !(self.targets.is_empty() && self.pulls.is_empty() && self.logins.is_empty())
            || !scope.images.is_empty();
        let bearing = |place: &Place| {
            let went_on = !failing.is_empty() && !failing.contains(&place.step);
            let elsewhere = !scope.images.contains(&place.step);
            match () {
                () if !speaks => Bearing::Nothing,
                () if went_on || elsewhere => place.bearing.min(Bearing::Passing),
                () => place.bearing,
            }
        };
        let most = self.heard.iter().map(|heard| bearing(&heard.place));
        let most = most.chain(self.refusals.iter().map(|refusal| bearing(&refusal.place))).max();
        let most = most.unwrap_or_default().max(Bearing::Passing);
        self.heard.retain(|heard| bearing(&heard.place) == most);
        self.refusals.retain(|refusal| bearing(&refusal.place) == most);
        self.only_passing = most == Bearing::Passing;
    }
}
