//! Image references: registry, repository, tag; and what people write instead.

use std::fmt;

/// A registry by the host that its images name; Docker Hub under all of its names is `docker.io`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Registry(String);

impl Registry {
    /// Takes a host, an address with scheme and path, or one of Docker Hub's many names.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim().to_ascii_lowercase();
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .unwrap_or(&text)
            .split('/')
            .next()
            .unwrap_or_default();
        // The port that https has anyway.
        match host.strip_suffix(":443").unwrap_or(host) {
            ""
            | "docker.io"
            | "index.docker.io"
            | "registry-1.docker.io"
            | "registry.hub.docker.com"
            | "hub.docker.com"
            | "registry.docker.io" => Self::docker_hub(),
            _ => Self(host.to_owned()),
        }
    }

    #[must_use]
    pub fn docker_hub() -> Self {
        Self("docker.io".to_owned())
    }

    #[must_use]
    pub fn is_docker_hub(&self) -> bool {
        self.0 == "docker.io"
    }

    /// The host, with the port where one is named.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.0
    }

    /// Whether the host is this machine, where plain HTTP is allowed.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let host = self.0.rsplit_once(':').map_or(self.0.as_str(), |(host, _)| host);
        host == "localhost"
            || host.ends_with(".localhost")
            || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An image that can be pushed: registry, repository path and tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image {
    registry: Registry,
    repository: String,
    tag: Option<String>,
}

/// What keeps a text from being an image that can be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageProblem {
    Empty,
    /// The whole thing exceeds 255 characters or carries control characters.
    Unreadable,
    Spaces,
    /// Upper case in the repository path; the second value is the corrected form.
    UpperCase {
        fixed: String,
    },
    /// No namespace, so Docker Hub would put it under `library/`.
    NoNamespace {
        name: String,
    },
    /// `library/…` belongs to Docker's official images.
    Library {
        name: String,
    },
    /// Docker Hub repositories have exactly two components.
    TooManyParts {
        fixed: String,
    },
    /// A character outside the grammar of names, or a separator at an end.
    BadName {
        part: String,
    },
    BadTag {
        tag: String,
    },
    /// A digest cannot be pushed to.
    Digest {
        fixed: String,
    },
    /// The registry's host stands twice.
    HostTwice {
        fixed: String,
    },
}

impl ImageProblem {
    /// The corrected form, where there is just one.
    #[must_use]
    pub fn fixed(&self) -> Option<&str> {
        match self {
            Self::UpperCase { fixed }
            | Self::TooManyParts { fixed }
            | Self::Digest { fixed }
            | Self::HostTwice { fixed } => Some(fixed),
            _ => None,
        }
    }
}

impl Image {
    /// Reads a reference as docker does: the first component is a host if it has a dot or a colon,
    /// or is `localhost` (OCI distribution specification for names and tags).
    ///
    /// # Errors
    /// The first thing that keeps it from being pushed, with the corrected form where there is one.
    pub fn parse(text: &str) -> Result<Self, ImageProblem> {
        let text = text.trim();
        let text = text.strip_prefix("docker://").or_else(|| text.strip_prefix("https://")).unwrap_or(text);
        if text.is_empty() {
            return Err(ImageProblem::Empty);
        }
        if text.len() > 255 || text.chars().any(char::is_control) {
            return Err(ImageProblem::Unreadable);
        }
        if text.contains(char::is_whitespace) {
            return Err(ImageProblem::Spaces);
        }
        if let Some((name, behind)) = text.split_once('@') {
            return Err(if is_like_a_digest(behind) {
                ImageProblem::Digest { fixed: name.to_owned() }
            } else {
                ImageProblem::BadName { part: text.to_owned() }
            });
        }
        let (host, rest) = split_host(text);
        let (path, tag) = match rest.rsplit_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        if path.chars().any(char::is_uppercase) {
            let tail = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
            let host = host.map(|host| format!("{host}/")).unwrap_or_default();
            return Err(ImageProblem::UpperCase { fixed: format!("{host}{}{tail}", path.to_lowercase()) });
        }
        let registry = host.map_or_else(Registry::docker_hub, Registry::parse);
        check_path(&registry, path, tag)?;
        if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
            return Err(ImageProblem::BadTag { tag: tag.to_owned() });
        }
        Ok(Self { registry, repository: path.to_owned(), tag: tag.map(str::to_owned) })
    }

    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The path below the host, for example `amyflash/music-management-system`.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The part before the first slash; on Docker Hub the account or organization that owns it.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.repository.split('/').next().unwrap_or_default()
    }

    /// The part after the last slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }

    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The same repository under another tag.
    #[must_use]
    pub fn with_tag(&self, tag: &str) -> Self {
        Self { tag: Some(tag.to_owned()), ..self.clone() }
    }

    /// The repository, whatever the tag.
    #[must_use]
    pub fn without_tag(&self) -> Self {
        Self { tag: None, ..self.clone() }
    }

    /// Without the tag, as people name the repository.
    #[must_use]
    pub fn familiar(&self) -> String {
        if self.registry.is_docker_hub() {
            self.repository.clone()
        } else {
            format!("{}/{}", self.registry, self.repository)
        }
    }
}

/// The familiar form, as it is typed: no host for Docker Hub.
impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.familiar())?;
        match &self.tag {
            Some(tag) => write!(f, ":{tag}"),
            None => Ok(()),
        }
    }
}

/// `algorithm:hex`, of whatever length; an e-mail address or a host is none.
fn is_like_a_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, hex)| {
        let named =
            algorithm.starts_with(|first: char| first.is_ascii_alphabetic()) && !algorithm.contains('.');
        named && !hex.is_empty() && hex.chars().all(|digit| digit.is_ascii_hexdigit())
    })
}

fn split_host(text: &str) -> (Option<&str>, &str) {
    match text.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (Some(first), rest),
        _ => (None, text),
    }
}

fn check_path(registry: &Registry, path: &str, tag: Option<&str>) -> Result<(), ImageProblem> {
    let tail = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
    if let (Some(again), rest) = split_host(path)
        && Registry::parse(again) == *registry
    {
        let host = if registry.is_docker_hub() { String::new() } else { format!("{registry}/") };
        return Err(ImageProblem::HostTwice { fixed: format!("{host}{rest}{tail}") });
    }
    let parts: Vec<&str> = path.split('/').collect();
    if let Some(part) = parts.iter().find(|part| !is_component(part)) {
        return Err(ImageProblem::BadName { part: (*part).to_owned() });
    }
    if registry.is_docker_hub() {
        match parts.as_slice() {
            [name] => return Err(ImageProblem::NoNamespace { name: (*name).to_owned() }),
            ["library", name] => return Err(ImageProblem::Library { name: (*name).to_owned() }),
            [_, _] => {}
            [namespace, rest @ ..] => {
                return Err(ImageProblem::TooManyParts {
                    fixed: format!("{namespace}/{}{tail}", rest.join("-")),
                });
            }
            [] => return Err(ImageProblem::Empty),
        }
    }
    Ok(())
}

/// `[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*` of the OCI distribution specification.
fn is_component(part: &str) -> bool {
    let alnum = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    !part.is_empty()
        && part.starts_with(alnum)
        && part.ends_with(alnum)
        && part.chars().all(|c| alnum(c) || matches!(c, '.' | '_' | '-'))
        && part.split(alnum).all(|sep| matches!(sep, "" | "." | "_" | "__") || sep.chars().all(|c| c == '-'))
}

/// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` of the same specification.
fn is_tag(tag: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.len() <= 128 && tag.starts_with(word) && tag.chars().all(|c| word(c) || matches!(c, '.' | '-'))
}

#[cfg(test)]
mod tests {
    use super::{Image, ImageProblem, Registry};

    #[test]
    fn references_are_read_as_docker_reads_them() {
        for (text, host, repository, tag) in [
            ("amyflash/app", "docker.io", "amyflash/app", None),
            ("amyflash/app:latest", "docker.io", "amyflash/app", Some("latest")),
            ("docker.io/amyflash/app:1.0", "docker.io", "amyflash/app", Some("1.0")),
            ("index.docker.io/amyflash/app", "docker.io", "amyflash/app", None),
            ("ghcr.io/owner/app/part:v1", "ghcr.io", "owner/app/part", Some("v1")),
            ("localhost:5000/app:x", "localhost:5000", "app", Some("x")),
            ("localhost/app", "localhost", "app", None),
            ("docker://amyflash/app:x", "docker.io", "amyflash/app", Some("x")),
        ] {
            let image = Image::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
            assert_eq!(
                (image.registry().host(), image.repository(), image.tag()),
                (host, repository, tag),
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_be_pushed_says_why_and_how_it_should_read() {
        use ImageProblem as P;
        let s = str::to_owned;
        for (text, problem) in [
            ("", P::Empty),
            ("my app", P::Spaces),
            ("app", P::NoNamespace { name: s("app") }),
            ("app:latest", P::NoNamespace { name: s("app") }),
            ("library/app", P::Library { name: s("app") }),
            ("AmyFlash/App:Latest", P::UpperCase { fixed: s("amyflash/app:Latest") }),
            ("a/b/c:1", P::TooManyParts { fixed: s("a/b-c:1") }),
            ("docker.io/docker.io/a/b", P::HostTwice { fixed: s("a/b") }),
            ("ghcr.io/ghcr.io/a/b:1", P::HostTwice { fixed: s("ghcr.io/a/b:1") }),
            ("a/-b", P::BadName { part: s("-b") }),
            ("a/b..c", P::BadName { part: s("b..c") }),
            ("a//b", P::BadName { part: s("") }),
            ("a/b:", P::BadTag { tag: s("") }),
            ("a/b:-x", P::BadTag { tag: s("-x") }),
            ("a/b@sha256:00", P::Digest { fixed: s("a/b") }),
            ("a@x.com/b", P::BadName { part: s("a@x.com/b") }),
            ("%$#@!!", P::BadName { part: s("%$#@!!") }),
        ] {
            assert_eq!(Image::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for (host, loopback) in [
            ("localhost:5000", true),
            ("127.0.0.1:1", true),
            ("[::1]:5000", true),
            ("127.0.0.1.evil.org", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(Registry::parse(host).is_loopback(), loopback, "{host}");
        }
    }
}
