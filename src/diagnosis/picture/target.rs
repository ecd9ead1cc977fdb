//! Which images were to be pushed or pulled.

use super::arguments::operands;
use super::progress::{Stage, Tool};
use super::reference::without_user;
use super::{KEPT, Note, Picture, Reached, Reference, clue, keep};
use crate::diagnosis::finding::{Clue, Source};
use crate::diagnosis::log::Line;
use crate::model::image::Registry;

/// How surely a line names an image, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// The workflow asks for it.
    Workflow,
    /// A build gave it this name.
    Tagged,
    /// A command or an input names it.
    Command,
    /// The tool says that it begins to push it.
    Begun,
    /// The failure itself names it.
    Failed,
}

/// An image that somebody wanted.
#[derive(Clone, Debug)]
pub struct Target {
    pub reference: Reference,
    pub named: Named,
    pub clue: Clue,
}

impl Target {
    /// What a person says was to be pushed.
    pub(crate) fn told(reference: Reference) -> Self {
        let clue = Clue { source: Source::Told, line: 0, text: reference.written.clone() };
        Self { reference, named: Named::Command, clue }
    }

    /// Only what the tool says normalised hides whether the host was typed.
    #[must_use]
    pub fn as_typed(&self) -> bool {
        self.named != Named::Begun
    }
}

impl Picture {
    fn push_target(&mut self, reference: Option<Reference>, named: Named, line: &Line) {
        if let Some(reference) = reference {
            keep(&mut self.targets, Target { reference, named, clue: clue(line) });
        }
    }

    fn pull_target(&mut self, reference: Option<Reference>, named: Named, line: &Line) {
        if let Some(reference) = reference {
            keep(&mut self.pulls, Target { reference, named, clue: clue(line) });
        }
    }

    /// `failed to push NAME: …`, `checking push permission for "NAME"`, `pushing image "LOCAL" to "NAME"`.
    pub(super) fn see_failed_push(&mut self, line: &Line) {
        self.enter(Stage::Push);
        for words in [
            "failed to push ",
            "checking push permission for ",
            "error pushing image ",
            "pushing image ",
            "failed to push image to ",
            "failed to push to destination ",
            "could not push image ",
            "pushing manifest for ",
        ] {
            let Some(rest) = line.after(words) else { continue };
            // Podman and buildah name the local image first, then where it goes.
            let rest = rest.split_once("\" to \"").map_or(rest, |(_, to)| to);
            // `failed to push some refs` is git's; docker and BuildKit put a colon behind the name.
            let named = |r: &Reference| {
                r.written.contains(['/', ':'])
                    || rest.strip_prefix(&r.written).is_some_and(|rest| rest.starts_with(':'))
            };
            if let Some(reference) = Reference::take(rest).filter(named) {
                if words == "checking push permission for " {
                    self.speaks(Tool::Kaniko);
                }
                let named = if words.starts_with("pushing manifest") { Named::Begun } else { Named::Failed };
                self.push_target(Some(reference), named, line);
                return;
            }
        }
    }

    /// `The push refers to repository [docker.io/amy/app]`.
    pub(super) fn see_push_refers(&mut self, line: &Line) {
        self.speaks(Tool::Docker);
        self.enter(Stage::Push);
        let reference = line
            .after("the push refers to")
            .and_then(|rest| rest.split_once('['))
            .and_then(|(_, name)| Reference::take(name));
        self.push_target(reference, Named::Begun, line);
    }

    /// `initiating layer upload to /v2/amy/app/blobs/uploads/ in registry-1.docker.io`.
    pub(super) fn see_upload_path(&mut self, line: &Line) {
        self.enter(Stage::Push);
        let Some(rest) = line.after("/v2/") else { return };
        let Some((path, rest)) = rest.split_once("/blobs/") else { return };
        let host = rest.split_once(" in ").and_then(|(_, host)| host.split([':', ' ']).next());
        let host = host.or_else(|| host_before(&line.text, "/v2/"));
        if let Some(host) = host {
            self.push_target(Reference::parse(&format!("{host}/{path}")), Named::Begun, line);
        }
    }

    /// An address of the registry protocol: whose it is and what it was about.
    pub(super) fn see_address(&mut self, line: &Line) {
        let Some(host) = host_before(&line.text, "/v2/") else { return };
        self.see_scheme(host, line);
        let rest = line.after("/v2/").unwrap_or_default();
        for part in ["/manifests/", "/blobs/"] {
            if let Some((path, tag)) = rest.split_once(part) {
                let reference = Reference::parse(&format!("{host}/{path}"));
                if line.has_any(&["put ", "/uploads", "post ", "push"]) {
                    self.push_target(reference, Named::Begun, line);
                } else if !tag.is_empty() {
                    self.pull_target(reference, Named::Failed, line);
                }
                return;
            }
        }
        if let Some(path) = rest.split(['"', ' ']).next().map(|path| path.trim_end_matches([':', '/']))
            && path.contains('/')
            && line.has("push")
        {
            self.push_target(Reference::parse(&format!("{host}/{path}")), Named::Begun, line);
        }
    }

    /// A registry that is asked in HTTPS and sends to plain HTTP does not know what stands before it.
    fn see_scheme(&mut self, host: &str, line: &Line) {
        let secure = line.has("https://");
        if secure == line.has("http://") || self.schemes.iter().any(|(h, s)| h == host && *s == secure) {
            return;
        }
        if !secure && self.schemes.iter().any(|(h, _)| h == host) {
            self.note(Note::SchemeLost, line);
        }
        if self.schemes.len() < KEPT {
            self.schemes.push((host.to_owned(), secure));
        }
    }

    /// `scope=repository%3Aamy%2Fapp%3Apull%2Cpush&service=registry.docker.io`: what a token was asked for.
    pub(super) fn see_scope(&mut self, line: &Line) {
        let plain = line.text.replace("%3A", ":").replace("%2F", "/").replace("%2C", ",");
        let Some((_, rest)) = plain.split_once("scope=repository:") else { return };
        let Some((path, actions)) = rest.split('&').next().and_then(|scope| scope.split_once(':')) else {
            return;
        };
        let host = rest
            .split_once("service=")
            .map_or("", |(_, host)| host.split(['"', ' ', ':', '&']).next().unwrap_or_default());
        let host = if host == "registry.docker.io" { "docker.io" } else { host };
        let reference = Reference::parse(&format!("{host}/{path}")).filter(|_| host.contains('.'));
        if actions.contains("push") {
            self.push_target(reference, Named::Begun, line);
        } else {
            self.pull_target(reference, Named::Failed, line);
        }
    }

    /// `docker push NAME`, `docker buildx build -t NAME --push`, `crane push x NAME`, kaniko's `--destination`.
    pub(super) fn see_push_command(&mut self, line: &Line) {
        for (words, tool) in [
            ("docker push", Tool::Docker),
            ("podman push", Tool::Podman),
            ("buildah push", Tool::Buildah),
            ("crane push", Tool::Crane),
            ("crane copy", Tool::Crane),
            ("oras push", Tool::Oras),
            ("helm push", Tool::Helm),
            ("skopeo copy", Tool::Skopeo),
            ("nerdctl push", Tool::Docker),
            // Whatever tool it is, the host is written out.
            ("push", Tool::Docker),
        ] {
            if words == "push" && !line.has("push docker.io/") {
                continue;
            }
            let Some(rest) = line.after(words) else { continue };
            let words = operands(rest);
            let named = words.iter().rev().filter_map(|word| Reference::take(word)).find(|reference| {
                // A bare word is an image only where it stands alone; otherwise it is prose.
                reference.written.contains(['/', ':']) || words.len() == 1
            });
            // `docker push` in prose is no command.
            if !rest.starts_with(' ') || named.is_none() {
                continue;
            }
            self.speaks(tool);
            if line.text.starts_with("+ ") && self.logins.is_empty() {
                self.note(Note::TracedWithoutLogin, line);
            }
            self.enter(Stage::Push);
            self.push_target(named, Named::Command, line);
            return;
        }
    }

    /// `The repository with name 'app' does not exist in the registry with id '…'` (ECR).
    pub(super) fn see_missing(&mut self, line: &Line) {
        self.enter(Stage::Push);
        if let Some(reference) = line.after("repository with name '").and_then(Reference::take) {
            keep(&mut self.missing_names, (reference, clue(line)));
        }
    }

    /// `--tag NAME`, `-t NAME` of a build that pushes, `--destination NAME`.
    pub(super) fn see_tag_flag(&mut self, line: &Line) {
        if line.has("--destination") {
            self.speaks(Tool::Kaniko);
        }
        for flag in ["--destination=", "--destination ", "--tag ", "--tag=", " -t ", "default-repo="] {
            if let Some(reference) = line.after(flag).and_then(Reference::take) {
                let named = if line.has("--push") || line.has("--destination") {
                    Named::Command
                } else {
                    Named::Tagged
                };
                self.push_target(Some(reference), named, line);
                return;
            }
        }
    }

    /// `Successfully tagged NAME`, `naming to NAME done`, `tags: NAME` of a build step.
    pub(super) fn see_tagged(&mut self, line: &Line) {
        for words in [
            "successfully tagged ",
            "naming to ",
            "containerizing application to ",
            "building the docker image: ",
            "invalid tag ",
            "invalid argument ",
        ] {
            if let Some(reference) = line.after(words).and_then(Reference::take) {
                self.reach(Reached::Build);
                self.push_target(Some(reference), Named::Tagged, line);
                return;
            }
        }
        if line.lower.starts_with("tags:") {
            let reference = line.after("tags:").and_then(Reference::take).filter(|r| r.written.contains('/'));
            self.push_target(reference, Named::Command, line);
        }
    }

    /// `FROM NAME`, `load metadata for NAME`, `pull access denied for NAME`, `Trying to pull NAME...`.
    pub(super) fn see_pull(&mut self, line: &Line) {
        for words in [
            "load metadata for ",
            "pull access denied for ",
            "failed to pull image ",
            "trying to pull ",
            "unable to find image ",
            "docker pull ",
            "podman pull ",
            "failed to resolve reference ",
            "resolve source metadata for ",
            "retrieving image manifest ",
            "error pulling image ",
        ] {
            if let Some(reference) = line.after(words).and_then(Reference::take) {
                if !line.has("failed to push") {
                    self.enter(Stage::Pull);
                }
                if words.starts_with("failed to pull image") {
                    self.speaks(Tool::Kubernetes);
                }
                self.pull_target(Some(reference), Named::Failed, line);
                return;
            }
        }
        if let Some(rest) = line.lower.strip_prefix("step ")
            && rest.contains(" : from ")
        {
            self.speaks(Tool::Docker);
            self.building_on = true;
            self.reach(Reached::Resolve);
            self.enter(Stage::Pull);
            self.pull_target(line.after(" : from ").and_then(Reference::take), Named::Command, line);
        }
    }
}

/// The host of `https://HOST/v2/…`, read backwards from the path.
pub(super) fn host_before<'a>(text: &'a str, path: &str) -> Option<&'a str> {
    let before = &text[..text.find(path)?];
    let (_, host) = before.rsplit_once("://")?;
    let host = without_user(host.split('/').next().unwrap_or(host));
    (!host.is_empty() && !host.contains([' ', '"'])).then_some(host)
}

/// The registry that an address in the text names.
pub(super) fn registry_in(text: &str) -> Option<Registry> {
    ["/v2/", "/v1/", "/token", "/v2", "/jwt/auth", "/service/token"]
        .iter()
        .find_map(|path| host_before(text, path))
        .map(|host| if host == "auth.docker.io" { Registry::docker_hub() } else { Registry::parse(host) })
}
