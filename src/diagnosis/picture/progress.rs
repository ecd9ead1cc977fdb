//! Which tool speaks, what it is doing, and how far that got.

use super::{Note, Picture, clue};
use crate::diagnosis::log::Line;

/// What a line belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stage {
    #[default]
    Unknown,
    Login,
    Pull,
    Build,
    Cache,
    Push,
}

/// The farthest point that was reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    #[default]
    Nothing,
    Login,
    Resolve,
    BaseImage,
    Build,
    Cache,
    Upload,
    Manifest,
}

impl Reached {
    /// The name as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Login => "login",
            Self::Resolve => "resolve",
            Self::BaseImage => "base-image",
            Self::Build => "build",
            Self::Cache => "cache",
            Self::Upload => "upload",
            Self::Manifest => "manifest",
        }
    }
}

/// Who speaks in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Docker,
    Buildx,
    Compose,
    Podman,
    Skopeo,
    Buildah,
    Kaniko,
    Jib,
    Crane,
    Oras,
    Helm,
    Maven,
    Kubernetes,
    Cosign,
}

impl Tool {
    /// The name as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Buildx => "buildx",
            Self::Compose => "compose",
            Self::Podman => "podman",
            Self::Skopeo => "skopeo",
            Self::Buildah => "buildah",
            Self::Kaniko => "kaniko",
            Self::Jib => "jib",
            Self::Crane => "crane",
            Self::Oras => "oras",
            Self::Helm => "helm",
            Self::Maven => "maven",
            Self::Kubernetes => "kubernetes",
            Self::Cosign => "cosign",
        }
    }
}

/// What was seen of layers going up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uploads {
    /// Layers that went up whole.
    pub pushed: u32,
    /// Layers that were there before.
    pub existing: u32,
    /// Layers that were on their way.
    pub under_way: u32,
    /// The largest amount on its way, in bytes.
    pub largest: u64,
    /// How long layers went up before it failed, in seconds, where the tool tells (BuildKit).
    pub seconds: u64,
}

impl Uploads {
    /// Whether the registry took or knew layers, so that the push was allowed for a while.
    #[must_use]
    pub fn allowed(&self) -> bool {
        // A refusal comes within seconds, its repetitions within a minute.
        self.pushed + self.existing > 0 || self.largest > 0 || self.seconds >= 60
    }
}

impl Picture {
    pub(super) fn reach(&mut self, reached: Reached) {
        self.reached = self.reached.max(reached);
    }

    pub(super) fn enter(&mut self, stage: Stage) {
        self.stage = stage;
    }

    pub(super) fn speaks(&mut self, tool: Tool) {
        // A general voice does not replace a particular one: buildx prints docker's words too.
        let general = |tool| matches!(tool, Tool::Docker | Tool::Maven);
        if self.tool.is_none_or(|before| general(before) || !general(tool)) {
            self.tool = Some(tool);
        }
    }

    /// What a line belongs to: its own words first, then BuildKit's number, then what went before.
    pub(super) fn stage_of(&self, line: &Line) -> Stage {
        stage_by_words(line)
            .or_else(|| line.vertex().and_then(|number| self.vertices.get(&number).copied()))
            .unwrap_or(self.stage)
    }

    /// A title of BuildKit's plain progress: `#8 [internal] load metadata for …`, ` > exporting cache:`.
    pub(super) fn see_vertex(&mut self, line: &Line) {
        self.speaks(Tool::Buildx);
        let stage = if line.has("cache") {
            self.reach(Reached::Cache);
            Stage::Cache
        } else if line.has("load metadata for") || line.has("resolve image config") {
            self.reach(Reached::Resolve);
            self.building_on = true;
            Stage::Pull
        } else if line.has("exporting to") || line.has("pushing") {
            self.reach(Reached::Build);
            Stage::Push
        } else {
            return;
        };
        if let Some(seconds) = line.after("pushing layers").and_then(seconds) {
            self.uploads.seconds = self.uploads.seconds.max(seconds);
        }
        if let Some(number) = line.vertex() {
            if self.vertices.len() < 4096 {
                self.vertices.insert(number, stage);
            }
        } else {
            self.stage = stage;
        }
    }

    pub(super) fn see_upload(&mut self, line: &Line) {
        self.reach(Reached::Upload);
        self.enter(Stage::Push);
        if line.has("layer already exists") {
            self.uploads.existing += 1;
        } else if line.has(": pushed") {
            self.uploads.pushed += 1;
        } else {
            self.uploads.under_way += 1;
            let sizes = line.text.split_whitespace().flat_map(|word| word.split('/')).filter_map(bytes);
            self.uploads.largest = self.uploads.largest.max(sizes.max().unwrap_or(0));
        }
    }

    /// A step of a job begins; what it runs says what comes.
    pub(super) fn see_group(&mut self, line: &Line) {
        if !line.opens_group {
            return;
        }
        let title = line.text.strip_prefix("Run ").unwrap_or(&line.text);
        if line.lower.starts_with("run ") {
            self.in_ci = true;
            self.step = Some(clue(line).text.trim_start_matches("Run ").to_owned());
            self.stage = Stage::Unknown;
        }
        self.group = Some(title.to_owned());
        if line.has_any(&["login-action", "docker-login", "amazon-ecr-login", "docker login"]) {
            self.stage = Stage::Login;
        } else if line.has_any(&["build-push-action", "bake-action", "docker build"]) {
            self.stage = Stage::Build;
        } else if line.has_any(&["push-to-registry", "docker push"]) {
            self.stage = Stage::Push;
        }
    }

    pub(super) fn in_login_step(&self) -> bool {
        self.group.as_deref().is_some_and(|group| group.contains("login"))
    }

    /// `ERRO[0012]`: kaniko and other programs print the seconds since they began.
    pub(super) fn see_counted(&mut self, line: &Line) {
        let seconds = line
            .after("erro[")
            .and_then(|rest| rest.split(']').next())
            .and_then(|digits| digits.parse().ok());
        if let Some(seconds) = seconds {
            self.speaks(Tool::Kaniko);
            self.running = Some(seconds);
        }
    }

    pub(super) fn see_maven(&mut self, line: &Line) {
        self.speaks(Tool::Maven);
        self.note(Note::MavenPlugin, line);
    }
}

fn stage_by_words(line: &Line) -> Option<Stage> {
    const CACHE: &[&str] = &[
        "cache exporter",
        "cache importer",
        "exporting cache",
        "importing cache",
        // BuildKit's registry cache exporter alone words it so (cache/remotecache).
        "error writing layer blob",
        "error writing manifest blob",
        "error writing config blob",
    ];
    const PUSH: &[&str] = &[
        "failed to push",
        "push permission",
        "error pushing",
        "push access denied",
        "blobs/uploads",
        "writing blob",
        "trying to reuse blob",
        "writing manifest",
        "pushing ",
        "push: ",
        "could not push",
    ];
    const LOGIN: &[&str] = &[
        "logging in",
        "login attempt",
        "error logging",
        "/v2/\":",
        "/v2/:",
        "/v1/users",
        "docker login",
        "/v2/: ",
        "podman login",
    ];
    const PULL: &[&str] = &[
        "pull access denied",
        "load metadata",
        "failed to resolve",
        "failed to pull",
        "reading manifest",
        "initializing source",
        "error response from daemon: head",
        "error pulling",
        "failed to load metadata",
        "retrieving image",
        "get image manifest",
        "unable to find image",
    ];
    if line.has_any(CACHE) {
        Some(Stage::Cache)
    } else if line.has_any(PUSH) {
        Some(Stage::Push)
    } else if line.has_any(PULL) {
        Some(Stage::Pull)
    } else if line.has_any(LOGIN) {
        Some(Stage::Login)
    } else {
        None
    }
}

/// ` 911.0s done`: whole seconds.
fn seconds(text: &str) -> Option<u64> {
    let (whole, rest) = text.trim_start().split_once('.')?;
    rest.trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with('s')
        .then(|| whole.parse().ok())
        .flatten()
}

/// `13.99GB`, `231.8MB`.
fn bytes(text: &str) -> Option<u64> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let factor = match text[split..].to_ascii_lowercase().as_str() {
        "b" => 1.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        _ => return None,
    };
    let number: f64 = text[..split].parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rough size, saturating")]
    Some((number * factor) as u64)
}
