//! Which stored credential each tool would use for an image: pure rules over what was found. No secret is
//! known here.

mod lookup;
mod resolve;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::model::failure::Failure;

pub use resolve::resolve;
pub use rules::{Rule, rule};

/// A program that signs in to registries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    Docker,
    Buildx,
    /// Docker, run as root by `sudo`: with root's home, and without this account's variables.
    SudoDocker,
    Podman,
    Skopeo,
    Buildah,
    Crane,
}

impl Tool {
    pub const ALL: [Self; 7] = [
        Self::Docker,
        Self::Buildx,
        Self::SudoDocker,
        Self::Podman,
        Self::Skopeo,
        Self::Buildah,
        Self::Crane,
    ];

    /// Podman and its kin, which share one library.
    #[must_use]
    pub const fn is_of_containers(self) -> bool {
        matches!(self, Self::Podman | Self::Skopeo | Self::Buildah)
    }

    /// The command as it is typed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Buildx => "docker buildx",
            Self::SudoDocker => "sudo docker",
            Self::Podman => "podman",
            Self::Skopeo => "skopeo",
            Self::Buildah => "buildah",
            Self::Crane => "crane",
        }
    }
}

/// A place that some tool reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The variable `DOCKER_AUTH_CONFIG`, which holds the JSON itself.
    AuthVariable,
    /// The file that `REGISTRY_AUTH_FILE` names.
    NamedFile,
    /// `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`.
    DockerConfig,
    /// `$XDG_RUNTIME_DIR/containers/auth.json`: gone when the session ends.
    Runtime,
    /// `$XDG_CONFIG_HOME/containers/auth.json`.
    User,
    /// `~/.dockercfg` of docker before 1.7, which podman and its kin still read.
    Dockercfg,
    /// `/root/.docker/config.json`.
    Root,
}

impl Ground {
    /// Whether a tool is older than this. One that does not tell its version is taken for a new one.
    pub(crate) fn older(&self, tool: Tool, than: (u32, u32)) -> bool {
        self.versions.get(&tool).is_some_and(|version| *version < than)
    }
}

/// Everything on this machine that decides.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// Whether `REGISTRY_AUTH_FILE` is set.
    pub names_auth_file: bool,
    /// Whether `DOCKER_CONFIG` is set.
    pub names_docker_folder: bool,
    /// Major and minor version of the tools whose rules have changed, as far as they tell it.
    pub versions: BTreeMap<Tool, (u32, u32)>,
    /// The helper that docker takes by itself where its file holds no login at all.
    pub default_helper: Option<String>,
    /// The places that exist, each once.
    pub files: Vec<File>,
    /// What each helper that a file names says about whom it has.
    pub helpers: BTreeMap<String, Listing>,
}

/// One place and what it says.
#[derive(Clone, Debug)]
pub struct File {
    pub place: Place,
    pub path: PathBuf,
    pub content: Result<Content, Failure>,
}

/// The parts of such a file that decide, without secrets.
#[derive(Clone, Debug, Default)]
pub struct Content {
    pub entries: Vec<Entry>,
    pub creds_store: Option<String>,
    pub cred_helpers: BTreeMap<String, String>,
}

/// One key below `auths`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    /// `None`: the entry is empty, as docker leaves it where a helper has the secret.
    pub username: Option<String>,
}

/// Whom a helper has.
#[derive(Clone, Debug)]
pub enum Listing {
    /// Server address and user name.
    Users(BTreeMap<String, String>),
    /// It makes a credential when it is asked, and lists none.
    Makes,
    Fails(Failure),
}

/// A stored credential: where it lies, under which key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pick {
    pub place: Place,
    pub path: PathBuf,
    pub key: String,
    /// `None`: only asking the helper for the secret would tell.
    pub username: Option<String>,
    /// The helper that has the secret; otherwise it lies in the place itself.
    pub helper: Option<String>,
}

/// What one tool does.
#[derive(Clone, Debug)]
pub struct Choice {
    pub tool: Tool,
    pub pick: Option<Pick>,
    /// What keeps it from finding one, or what it stumbles over on the way.
    pub trouble: Option<Failure>,
    /// Credentials for the same registry that it does not use.
    pub hidden: Vec<Hidden>,
}

/// A credential that a tool passes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    pub pick: Pick,
    pub why: Why,
}

/// Why a credential is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A variable names another file, and then only that is read.
    OnlyNamedFile,
    /// The tool never reads this place.
    NotRead,
    /// Only clients from 28.3 on read the variable.
    ClientTooOld,
    /// The tool looks under another key.
    OtherKey,
    /// A helper is named for the registry, so the file's own entry does not count.
    BehindHelper,
    /// It lies in docker's general store, which this tool does not ask.
    GeneralStore,
    /// Another one is found first.
    Later,
}

impl Why {
    /// The name as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnlyNamedFile => "only-named-file",
            Self::NotRead => "not-read",
            Self::ClientTooOld => "client-too-old",
            Self::OtherKey => "other-key",
            Self::BehindHelper => "behind-helper",
            Self::GeneralStore => "general-store",
            Self::Later => "later",
        }
    }
}

impl Choice {
    /// What to do where the tool has no working credential.
    #[must_use]
    pub fn mend(&self, registry: &crate::model::image::Registry, ground: &Ground) -> Mend {
        if let (None, Some(helper)) = (&self.pick, self.broken_helper(ground)) {
            return Mend::Helper(helper);
        }
        if self.pick.is_none()
            && self.tool.is_of_containers()
            && self.hidden.iter().any(|hidden| hidden.why == Why::OnlyNamedFile)
        {
            let variable = if ground.names_auth_file { "REGISTRY_AUTH_FILE" } else { "DOCKER_CONFIG" };
            return Mend::Unset(variable);
        }
        let host = registry.host();
        let hub = registry.is_docker_hub();
        Mend::Command(match self.tool {
            Tool::Docker | Tool::Buildx if hub => "docker login".to_owned(),
            Tool::Docker | Tool::Buildx => format!("docker login {host}"),
            Tool::SudoDocker if hub => "sudo docker login".to_owned(),
            Tool::SudoDocker => format!("sudo docker login {host}"),
            Tool::Crane if hub => "crane auth login index.docker.io -u NAME --password-stdin".to_owned(),
            Tool::Crane => format!("crane auth login {host} -u NAME --password-stdin"),
            Tool::Podman | Tool::Skopeo | Tool::Buildah => format!("{} login {host}", self.tool.as_str()),
        })
    }

    fn broken_helper(&self, ground: &Ground) -> Option<String> {
        let trouble = self.trouble.as_ref()?;
        let fails = |listing: &Listing| matches!(listing, Listing::Fails(failure) if failure == trouble);
        ground.helpers.iter().find(|(_, listing)| fails(listing)).map(|(name, _)| name.clone())
    }
}

/// The way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Sign in with this command.
    Command(String),
    /// Unset this variable, or put the login into the file that it names.
    Unset(&'static str),
    /// Repair or replace this helper, by suffix.
    Helper(String),
}
