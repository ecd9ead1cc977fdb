//! Registries other than Docker Hub: strict variants of GHCR, GitLab, Quay, Amazon ECR, Google Artifact Registry,
//! Azure and Harbor.
//!
//! They are variants, not copies: built from what their makers document or publish as source, and compared with
//! none of the living services. Where nothing is published the comment at that place says UNSOURCED.

mod door;
mod removal;
mod tokens;

use axum::http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

pub(super) use door::open;
pub(super) use removal::delete;
pub(super) use tokens::{beside_registry, on_its_own};

use super::chance;
use super::identity::Caller;
use super::refusal::Refusal;
use super::registry::Target;
use super::scenario::{Level, Right};
use super::world::World;

/// The registry that a scenario is about, where it is not Docker Hub.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    /// Which one is played.
    pub kind: Registry,
    /// The host that images name.
    pub host: String,
    /// What has to exist before anything can be pushed below it: a GitLab or Harbor project, a repository of
    /// Google's. Elsewhere it is of no account.
    #[serde(default)]
    pub projects: Vec<String>,
}

/// The registries that there are variants of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Registry {
    /// GitHub's: opaque tokens that promise nothing.
    Ghcr,
    /// GitLab's: tokens from another host, projects that must exist.
    Gitlab,
    /// Red Hat's: asking for a token to push with creates the repository.
    Quay,
    /// Amazon's: Basic on every call, repositories that must exist.
    Ecr,
    /// Google's: opaque tokens or Basic, tags that hold their manifest.
    ArtifactRegistry,
    /// Microsoft's: only `access_token`, deletion a right of its own.
    Azure,
    /// Harbor: tokens that list all rights held, whatever was asked.
    Harbor,
}

/// The token service of a registry that has one.
struct TokenService {
    path: &'static str,
    /// `None`: the registry's own host.
    service: Option<&'static str>,
    /// Nobody but the registry can read its tokens.
    opaque: bool,
    /// Seconds that a token lives.
    lifetime: i64,
}

impl Registry {
    const fn tokens(self) -> Option<TokenService> {
        let (path, service, opaque, lifetime) = match self {
            Self::Ghcr => ("/token", Some("ghcr.io"), true, 300),
            Self::Gitlab => ("/jwt/auth", Some("container_registry"), false, 900),
            Self::Quay => ("/v2/auth", Some("quay.io"), false, 3600),
            Self::Ecr => return None,
            // Path and service are UNSOURCED.
            Self::ArtifactRegistry => ("/v2/token", None, true, 3600),
            Self::Azure => ("/oauth2/token", None, false, 75 * 60),
            Self::Harbor => ("/service/token", Some("harbor-registry"), false, 1800),
        };
        Some(TokenService { path, service, opaque, lifetime })
    }

    /// Whether the registry itself takes user and secret with every request (Azure: docs/AAD-OAuth.md).
    const fn takes_basic(self) -> bool {
        matches!(self, Self::Ecr | Self::ArtifactRegistry | Self::Azure)
    }

    /// A secret of the form that is made there; the forms that nobody documents are UNSOURCED.
    pub(super) fn secret(self) -> String {
        match self {
            Self::Ghcr => format!("ghp_{}", chance::letters(36)),
            Self::Gitlab => format!("glpat-{}", chance::letters(20)),
            Self::Quay => chance::letters(64),
            Self::Ecr => chance::letters(1800),
            Self::ArtifactRegistry => format!("ya29.{}", chance::letters(180)),
            Self::Azure => chance::letters(52),
            Self::Harbor => chance::letters(32),
        }
    }
}

impl Elsewhere {
    /// Where the token service is, if there is one: GitLab's is another host than its registry's.
    pub(super) fn realm(&self, registry: &str, other: &str) -> Option<String> {
        let origin = if self.kind == Registry::Gitlab { other } else { registry };
        Some(format!("{origin}{}", self.kind.tokens()?.path))
    }

    fn service(&self) -> &str {
        self.kind.tokens().and_then(|tokens| tokens.service).unwrap_or(&self.host)
    }

    /// Whether a repository could be called so there.
    pub(super) fn may_be_called(&self, name: &str) -> bool {
        let components = name.split('/').count();
        match self.kind {
            Registry::Ghcr => components >= 2,
            Registry::ArtifactRegistry => components >= 3,
            _ => true,
        }
    }

    /// Whether there is such a repository, or a push would make it.
    fn has_room_for(&self, world: &World, name: &str) -> bool {
        let below = |project: &String| name == project || name.starts_with(&format!("{project}/"));
        world.repositories.contains_key(name)
            || match self.kind {
                Registry::Ghcr | Registry::Quay | Registry::Azure => true,
                // At most two components below the project (GitLab's documentation of names).
                Registry::Gitlab => self.projects.iter().any(below) && name.split('/').count() <= 4,
                Registry::Harbor | Registry::ArtifactRegistry => {
                    self.projects.iter().any(|project| name.starts_with(&format!("{project}/")))
                }
                Registry::Ecr => false,
            }
    }

    /// What the caller may do to a repository, there or not.
    fn held(&self, world: &World, caller: &Caller, name: &str) -> Vec<&'static str> {
        let Some(right) = world.right(caller, name) else { return Vec::new() };
        let level = world.level(caller);
        // Quay knows no right to delete besides the one to push (quay, endpoints/v2/manifest.py).
        let deleting = if self.kind == Registry::Quay {
            (Right::Write, Level::Write)
        } else {
            (Right::Admin, Level::Delete)
        };
        [
            ("pull", Right::Read, Level::PublicRead),
            ("push", Right::Write, Level::Write),
            ("delete", deleting.0, deleting.1),
        ]
        .into_iter()
        .filter(|(_, least, ceiling)| right >= *least && level >= *ceiling)
        .map(|(action, ..)| action)
        .collect()
    }

    /// Refuses what this registry does not do, once it is known who asks.
    pub(super) fn check(&self, world: &World, method: &Method, target: &Target<'_>) -> Result<(), Refusal> {
        match target {
            // Cancelling is unknown there (radius-project/radius #12623).
            Target::Upload { .. } if *method == Method::DELETE && self.kind == Registry::Ghcr => {
                Err(unsupported())
            }
            Target::Uploads { name } | Target::Manifest { name, .. }
                if matches!(*method, Method::POST | Method::PUT) && !self.has_room_for(world, name) =>
            {
                Err(self.missing(name))
            }
            _ => Ok(()),
        }
    }

    fn missing(&self, name: &str) -> Refusal {
        let said = match self.kind {
            Registry::Ecr => {
                format!(
                    "The repository with name '{name}' does not exist in the registry with id '123456789012'"
                )
            }
            Registry::ArtifactRegistry => {
                let repository = name.split('/').nth(1).unwrap_or_default();
                format!("Repository \"{repository}\" not found")
            }
            _ => "repository name not known to registry".to_owned(),
        };
        error(StatusCode::NOT_FOUND, "NAME_UNKNOWN", &said)
    }
}

fn error(status: StatusCode, code: &str, message: &str) -> Refusal {
    Refusal::new(status, json!({"errors": [{"code": code, "message": message}]}))
}

fn unsupported() -> Refusal {
    error(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", "The operation is unsupported.")
}
