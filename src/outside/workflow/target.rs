//! The image that a push names: what of it is known, and which registry it goes to.

use super::expression::{Scope, Shell, is_open, names, plain_bytes};
use crate::model::image::Registry;

/// An image as a workflow names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is known of it: expressions that remain stand in it as written, a tag that only the run
    /// decides is left out; `None` where nothing of the name is known.
    pub image: Option<String>,
    pub written: String,
    pub registry: Option<Registry>,
    pub line: usize,
}

impl Target {
    #[must_use]
    pub fn new(written: &str, line: usize, scope: &Scope, shell: Shell) -> Self {
        let filled = scope.fill(written.trim(), shell);
        let filled = filled.strip_prefix("docker://").unwrap_or(&filled);
        let (name, tag) = split_tag(filled, shell);
        let parts = components(name, shell);
        let registry = registry(&parts);
        let known = parts.iter().any(|part| !part.is_empty() && !is_open(part)) || registry.is_some();
        let image = match tag.filter(|tag| !is_open(tag)) {
            Some(tag) => format!("{name}:{tag}"),
            None => name.to_owned(),
        };
        Self { image: known.then_some(image), written: written.trim().to_owned(), registry, line }
    }

    /// Something that pushes what cannot be read here.
    #[must_use]
    pub fn unknown(written: &str, line: usize) -> Self {
        Self { image: None, written: written.trim().to_owned(), registry: None, line }
    }

    /// The same image under another tag.
    #[must_use]
    pub fn tagged(&self, tag: &str) -> Self {
        let image = self.image.as_ref().map(|image| format!("{}:{tag}", split_tag(image, Shell::No).0));
        Self { image, ..self.clone() }
    }
}

/// The tag stands after the last colon, if no slash follows.
pub(super) fn split_tag(text: &str, shell: Shell) -> (&str, Option<&str>) {
    let text = text.split_once('@').map_or(text, |(name, digest)| if is_open(digest) { text } else { name });
    match plain_bytes(text, shell).rev().find(|(_, byte)| matches!(byte, b':' | b'/')) {
        Some((at, b':')) => (&text[..at], Some(&text[at + 1..])),
        _ => (text, None),
    }
}

fn components(name: &str, shell: Shell) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in plain_bytes(name, shell).filter(|(_, byte)| *byte == b'/') {
        parts.push(&name[start..at]);
        start = at + 1;
    }
    parts.push(&name[start..]);
    parts
}

/// The registry by docker's rule for the first component, as far as that component is known.
fn registry(parts: &[&str]) -> Option<Registry> {
    let (first, rest) = parts.split_first()?;
    if !is_open(first) {
        let is_host = !rest.is_empty() && (first.contains(['.', ':']) || *first == "localhost");
        return Some(if is_host { Registry::parse(first) } else { Registry::docker_hub() });
    }
    names_an_account(first).then(Registry::docker_hub)
}

/// Whether an expression gives an account or repository, so that no host can be in it: what GitHub's
/// own context says, and secrets and variables that call themselves so.
fn names_an_account(expression: &str) -> bool {
    let inner = expression.trim_start_matches("${{").trim_end_matches("}}").trim();
    let from_github =
        ["github.repository_owner", "github.repository", "github.actor", "github.event.repository.name"];
    from_github.iter().any(|known| inner.eq_ignore_ascii_case(known))
        || ["secrets", "vars"].iter().flat_map(|of| names(expression, of)).any(|name| {
            let name = name.to_ascii_uppercase();
            ["USER", "ACCOUNT", "NAMESPACE", "OWNER", "ORG"].iter().any(|word| name.contains(word))
        })
}

#[cfg(test)]
mod tests {
    use super::Target;
    use crate::outside::workflow::expression::{Scope, Shell};

    #[test]
    fn as_much_of_an_image_is_told_as_is_known() {
        for (written, image, registry) in [
            ("amyflash/app:latest", Some("amyflash/app:latest"), Some("docker.io")),
            ("app", Some("app"), Some("docker.io")),
            ("ghcr.io/a/b:${{ github.sha }}", Some("ghcr.io/a/b"), Some("ghcr.io")),
            ("localhost:5000/a:1", Some("localhost:5000/a:1"), Some("localhost:5000")),
            ("docker://amyflash/app:x", Some("amyflash/app:x"), Some("docker.io")),
            ("${{ secrets.DOCKER_USER }}/app:1", Some("${{ secrets.DOCKER_USER }}/app:1"), Some("docker.io")),
            ("${{ github.repository }}:1", Some("${{ github.repository }}:1"), Some("docker.io")),
            ("${{ secrets.REGISTRY }}/app:1", Some("${{ secrets.REGISTRY }}/app:1"), None),
            ("${{ steps.x.outputs.image }}", None, None),
            ("${{ steps.x.outputs.image }}:latest", None, None),
            ("a/b@sha256:00", Some("a/b"), Some("docker.io")),
            ("$IMAGE:1", None, None),
        ] {
            let target = Target::new(written, 1, &Scope::default(), Shell::Yes);
            let host = target.registry.as_ref().map(crate::model::image::Registry::host);
            assert_eq!((target.image.as_deref(), host), (image, registry), "{written}");
        }
    }
}
