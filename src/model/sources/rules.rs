//! Where each tool looks, as a table. Sources: docker/cli `cli/config` (configfile, credentials); container-libs
//! `common/pkg/auth` and `image/pkg/docker/config`, containers-auth.json(5); go-containerregistry
//! `pkg/authn/keychain.go`. The tests run the tools themselves against it.

use super::{Ground, Place, Tool};

/// How a tool finds its credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub tool: Tool,
    /// The first search that applies is the only one.
    pub searches: &'static [Search],
    pub reading: Reading,
}

/// An order of places, under a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    pub when: When,
    pub places: &'static [Place],
}

/// When a search applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// `REGISTRY_AUTH_FILE` is set, and the tool goes on where that file has nothing.
    AuthFileNamedFirst,
    /// `REGISTRY_AUTH_FILE` is set.
    AuthFileNamed,
    /// `DOCKER_CONFIG` is set, and the tool goes on where that folder has nothing.
    DockerFolderNamedFirst,
    /// `DOCKER_CONFIG` is set, which podman and buildah take for naming the one file.
    DockerFolderNamed,
    /// There is no `config.json`, and the client still reads what docker wrote before 1.7.
    OldDocker,
    Always,
}

impl When {
    fn holds(self, tool: Tool, ground: &Ground) -> bool {
        match self {
            Self::AuthFileNamedFirst => ground.names_auth_file && goes_on(tool, ground),
            Self::AuthFileNamed => ground.names_auth_file,
            Self::DockerFolderNamedFirst => {
                Self::DockerFolderNamed.holds(tool, ground) && goes_on(tool, ground)
            }
            // Skopeo has no such rule: the folder only takes the place of `~/.docker`.
            Self::DockerFolderNamed => ground.names_docker_folder && tool != Tool::Skopeo,
            // Removed in 23.0 (docker/cli, docs/deprecated.md).
            Self::OldDocker => {
                ground.older(Tool::Docker, (23, 0))
                    && !ground.files.iter().any(|file| file.place == Place::DockerConfig)
            }
            Self::Always => true,
        }
    }
}

/// Containers' library of 2023 (5.26) still went on after a file that was named; later ones do not. These are
/// the first versions of the tools behind it.
fn goes_on(tool: Tool, ground: &Ground) -> bool {
    match tool {
        Tool::Skopeo => ground.older(tool, (1, 14)),
        Tool::Buildah => ground.older(tool, (1, 32)),
        Tool::Podman => ground.older(tool, (4, 7)),
        _ => false,
    }
}

/// How a tool reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One key a registry; a helper stands before the file's own entries; if the file has no login, the
    /// helper of the platform is taken.
    Docker,
    /// Keys down to the repository, the longest first; helpers only where one is named for the registry; an
    /// empty place leads to the next.
    Containers,
    /// Docker's reading for the repository and for the registry, of the first file that exists.
    Crane,
}

const DOCKER: &[Search] = &[
    Search { when: When::OldDocker, places: &[Place::AuthVariable, Place::Dockercfg] },
    Search { when: When::Always, places: &[Place::AuthVariable, Place::DockerConfig] },
];
const CONTAINERS: &[Search] = &[
    Search {
        when: When::AuthFileNamedFirst,
        places: &[Place::NamedFile, Place::User, Place::DockerConfig, Place::Dockercfg],
    },
    Search { when: When::AuthFileNamed, places: &[Place::NamedFile] },
    Search {
        when: When::DockerFolderNamedFirst,
        places: &[Place::DockerConfig, Place::User, Place::Dockercfg],
    },
    Search { when: When::DockerFolderNamed, places: &[Place::DockerConfig] },
    Search {
        when: When::Always,
        places: &[Place::Runtime, Place::User, Place::DockerConfig, Place::Dockercfg],
    },
];
const CRANE: &[Search] =
    &[Search { when: When::Always, places: &[Place::DockerConfig, Place::NamedFile, Place::Runtime] }];
const SUDO: &[Search] = &[Search { when: When::Always, places: &[Place::Root] }];

/// The rule of a tool.
#[must_use]
pub const fn rule(tool: Tool) -> Rule {
    let (searches, reading) = match tool {
        Tool::Docker | Tool::Buildx => (DOCKER, Reading::Docker),
        Tool::SudoDocker => (SUDO, Reading::Docker),
        Tool::Podman | Tool::Skopeo | Tool::Buildah => (CONTAINERS, Reading::Containers),
        Tool::Crane => (CRANE, Reading::Crane),
    };
    Rule { tool, searches, reading }
}

impl Rule {
    /// The places that this tool reads here, in order.
    #[must_use]
    pub fn places(&self, ground: &Ground) -> &'static [Place] {
        self.searches
            .iter()
            .find(|search| search.when.holds(self.tool, ground))
            .map_or(&[], |search| search.places)
    }

    /// Whether it would read a place if no variable named another.
    #[must_use]
    pub fn would_read(&self, place: Place) -> bool {
        self.searches.last().is_some_and(|search| search.places.contains(&place))
    }
}
