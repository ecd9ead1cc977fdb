//! Which kind of registry a host is: the same answer means different things at each.

use super::Picture;
use crate::model::image::Registry;

/// A kind of registry, as far as its habits of refusing differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Hub,
    GitHub,
    GitLab,
    Quay,
    Amazon,
    Google,
    Azure,
    Harbor,
    /// A host of somebody's own.
    Other,
    /// No host is known.
    Unknown,
}

impl Family {
    #[must_use]
    pub fn of(registry: &Registry) -> Self {
        let host = registry.host();
        let is = |part: &str| host.contains(part);
        if registry.is_docker_hub() {
            Self::Hub
        } else if host == "ghcr.io" || host == "docker.pkg.github.com" {
            Self::GitHub
        } else if is("gitlab") {
            Self::GitLab
        } else if is("quay") {
            Self::Quay
        } else if is("amazonaws.com") || host == "public.ecr.aws" {
            Self::Amazon
        } else if host.ends_with("gcr.io") || host.ends_with("pkg.dev") {
            Self::Google
        } else if host.ends_with("azurecr.io") || host.ends_with("azurecr.cn") {
            Self::Azure
        } else if is("harbor") || is("goharbor") {
            Self::Harbor
        } else {
            Self::Other
        }
    }

    /// A service that others run: its proxies are not ours to mend.
    #[must_use]
    pub fn is_service(self) -> bool {
        matches!(self, Self::Hub | Self::GitHub | Self::Quay | Self::Amazon | Self::Google | Self::Azure)
    }
}

impl Picture {
    /// The kind of registry that was talked to.
    #[must_use]
    pub fn family(&self) -> Family {
        self.registry().map_or(Family::Unknown, Family::of)
    }

    /// Docker Hub, or no word of any other: what docker does without a host.
    #[must_use]
    pub fn maybe_hub(&self) -> bool {
        matches!(self.family(), Family::Hub | Family::Unknown)
    }
}
