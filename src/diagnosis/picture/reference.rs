//! Image references as logs and workflows write them: masked, misspelt, half expanded.
//!
//! [`crate::model::image::Image`] takes only what can be pushed; what failed often cannot.

use crate::model::image::Registry;

/// A reference as it was written, read as docker reads it, without any demand on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub written: String,
    pub registry: Registry,
    /// The host stands in the text; otherwise it is Docker Hub by default.
    pub host_written: bool,
    /// The path below the host.
    pub repository: String,
    pub tag: Option<String>,
}

impl Reference {
    /// Takes the reference at the start of a text: quotes and brackets around it are skipped.
    #[must_use]
    pub fn take(text: &str) -> Option<Self> {
        let text = text.trim_start_matches([' ', '"', '\'', '[', '(', '`', '\\', ':', '=']);
        let end = text.find(|c: char| c.is_whitespace() || "\"'`,;)]\\".contains(c)).unwrap_or(text.len());
        Self::parse(text[..end].trim_end_matches([':', '.', '…']))
    }

    /// Reads a whole text as a reference; nothing that could not be meant as one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = ["docker://", "https://", "http://", "oci://", "registry://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        if text.is_empty() || text.len() > 512 || text.starts_with('-') || text.contains(char::is_whitespace)
        {
            return None;
        }
        let text = match text.split_once('/') {
            Some((first, _)) => &text[first.len() - without_user(first).len()..],
            None => text,
        };
        let name = text.split_once('@').map_or(text, |(name, _)| name);
        let (host, path) = match name.split_once('/') {
            Some((first, rest)) if is_host(first) => (Some(first), rest),
            _ => (None, name),
        };
        let (repository, tag) = match path.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag.to_owned())),
            _ => (path, None),
        };
        Some(Self {
            written: text.to_owned(),
            registry: host.map_or_else(Registry::docker_hub, Registry::parse),
            host_written: host.is_some(),
            repository: repository.to_owned(),
            tag,
        })
    }

    /// The part before the first slash, if there is one: on Docker Hub the account that owns it.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.repository.split_once('/').map(|(namespace, _)| namespace)
    }

    /// Whether a registry's host opens the path, behind another host.
    #[must_use]
    pub fn inner_host(&self) -> Option<&str> {
        self.repository.split_once('/').map(|(first, _)| first).filter(|first| is_host(first))
    }

    /// Whether a variable in it expanded to nothing: a leading or doubled slash.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        self.written.starts_with('/') || self.repository.starts_with('/') || self.repository.contains("//")
    }

    /// The host is hidden, so it may be any registry: `***/app` where the first part is masked.
    #[must_use]
    pub fn host_unknown(&self) -> bool {
        let github = ["${{github.repository", "${{github.actor", "${{ github.repository", "${{ github.actor"];
        !self.host_written
            && self.repository.starts_with(['*', '$', '<', '%'])
            && !github.iter().any(|owner| self.repository.starts_with(owner))
    }
}

/// `user:secret@host`: who signs in is no part of the host.
pub(super) fn without_user(host: &str) -> &str {
    host.rsplit_once('@').map_or(host, |(_, host)| host)
}

/// The rule of docker: a dot, a colon, or `localhost`; a variable or mask is no host by itself.
pub(crate) fn is_host(first: &str) -> bool {
    first == "localhost"
        || first.contains(['.', ':'])
            && first.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '*' || c == '[' || c == '<')
            && !first.contains("${")
            && !first.contains("$(")
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn references_are_read_however_they_are_dressed() {
        for (text, host, repository, tag) in [
            (" amy/app:latest: denied", "docker.io", "amy/app", Some("latest")),
            ("\"ghcr.io/Amy/App:1\" for", "ghcr.io", "Amy/App", Some("1")),
            ("[docker.io/library/app]", "docker.io", "library/app", None),
            ("***/app:v1", "docker.io", "***/app", Some("v1")),
            ("***.dkr.ecr.us-east-1.amazonaws.com/app", "***.dkr.ecr.us-east-1.amazonaws.com", "app", None),
            ("10.0.0.1:5000/app", "10.0.0.1:5000", "app", None),
            ("app:1.0", "docker.io", "app", Some("1.0")),
            ("docker://quay.io/a/b@sha256:00", "quay.io", "a/b", None),
            ("https://amy:hunter2@quay.io/a/b", "quay.io", "a/b", None),
        ] {
            let read = Reference::take(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (read.registry.host(), read.repository.as_str(), read.tag.as_deref()),
                (host, repository, tag),
                "{text}"
            );
        }
        assert!(Reference::take("--flag").is_none());
        assert!(Reference::take("").is_none());
    }

    #[test]
    fn holes_and_doubled_hosts_show() {
        let read = |text| Reference::parse(text).expect("a reference");
        assert!(read("/app:latest").has_hole());
        assert!(read("ghcr.io//app").has_hole());
        assert!(!read("ghcr.io/amy/app").has_hole());
        assert_eq!(read("ghcr.io/docker.io/amy/app").inner_host(), Some("docker.io"));
        assert_eq!(read("ghcr.io/amy/app").inner_host(), None);
    }
}
