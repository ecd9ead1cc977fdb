//! What a workflow file asks for: logins, images, caches, rights, triggers and secrets.

mod tree;

use std::collections::BTreeMap;

use super::finding::{Clue, Source};
use super::picture::{Login, Named, Picture, Reference, Target};
use crate::model::image::Registry;
use tree::Node;

/// A larger file is no workflow.
const LARGEST: usize = 1 << 20;

/// What the workflow says, as far as it can be read.
#[derive(Clone, Debug, Default)]
pub struct Workflow {
    /// There was one to read.
    pub given: bool,
    pub logins: Vec<Login>,
    pub targets: Vec<Target>,
    /// Cache references of a build.
    pub caches: Vec<Clue>,
    /// `pull_request` (or the like) starts it.
    pub on_pull_request: Option<Clue>,
    /// A permissions block: the line, and whether it gives `packages: write`.
    pub permissions: Option<(Clue, bool)>,
    /// The names of the secrets it uses.
    pub secrets: Vec<String>,
    /// The user or the secret of a login comes from somewhere that may well be empty.
    pub doubtful_secret: Option<Clue>,
    /// The image is named after the GitHub repository or its owner.
    pub named_after_github: Option<Clue>,
    /// A login by another tool's own means (`amazon-ecr-login`, `gcloud auth configure-docker` …).
    pub gcloud_default: Option<Clue>,
    /// The login comes from an action that logs in for the host, while a container pushes.
    pub isolated_push: Option<Clue>,
    /// The job needs an environment for its secrets.
    pub environment: bool,
    /// Something pushes.
    pub pushes: bool,
}

impl Workflow {
    /// Reads any text; what cannot be understood is left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let end = (0..=LARGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let text = &text[..end];
        let tree = tree::read(text).unwrap_or_else(|()| tree::guess(text));
        let mut reader = Reader {
            text: text.lines().collect(),
            env: BTreeMap::new(),
            workflow: Self { given: true, ..Self::default() },
        };
        reader.workflow.secrets = secrets(text);
        let mut maps = Vec::new();
        tree.maps(&mut maps);
        for map in &maps {
            for (name, value) in map.get("env").map(Node::entries).unwrap_or_default() {
                if let Some(value) = value.text() {
                    reader.env.insert(name.clone(), value.to_owned());
                }
            }
        }
        reader.whole(&tree);
        for map in maps {
            reader.step(map);
        }
        reader.workflow
    }

    /// Whether a text is YAML at all; of one that is not, only what single lines tell is known.
    #[must_use]
    pub fn is_yaml(text: &str) -> bool {
        tree::read(text).is_ok_and(|tree| !tree.entries().is_empty())
    }

    /// Whether it names images, or registries to sign in to, and none of those that the log does.
    #[must_use]
    pub fn is_of_another(&self, picture: &Picture) -> bool {
        let open = |text: &str| text.contains(['$', '*', '{', '<', '%']);
        let named = |target: &&Target| target.named > Named::Tagged && !open(&target.reference.repository);
        let logged: Vec<&str> =
            picture.targets.iter().filter(named).map(|target| target.reference.repository.as_str()).collect();
        let asked = || self.targets.iter().map(|target| target.reference.repository.as_str());
        let other_image = !logged.is_empty()
            && !self.targets.is_empty()
            && asked().all(|name| !open(name) && !logged.contains(&name));
        let made: Vec<&Registry> =
            picture.logins.iter().filter_map(|login| login.registry.as_ref()).collect();
        let other_login = !made.is_empty()
            && !self.logins.is_empty()
            && self
                .logins
                .iter()
                .all(|login| login.registry.is_some() && !made.iter().any(|host| login.serves(Some(host))));
        other_image || other_login
    }

    /// The images that it pushes, those with a name that can be read first.
    pub fn pushed(&self) -> impl Iterator<Item = &Target> {
        let readable = |target: &&Target| !target.reference.written.contains("${{");
        self.targets
            .iter()
            .filter(readable)
            .chain(self.targets.iter().filter(move |target| !readable(target)))
    }
}

/// Of a checkout's workflows the one that a log is of: the log is of a CI service, or at least of no shell in which
/// somebody typed, and only this workflow pushes what the log names, or only this one pushes.
#[must_use]
pub fn of_log<'a>(picture: &Picture, texts: &'a [String]) -> Option<&'a str> {
    let typed = picture.targets.iter().any(|target| target.named == Named::Command);
    if !picture.in_ci && (typed || !picture.logins.is_empty()) {
        return None;
    }
    let read: Vec<(&str, Workflow)> = texts
        .iter()
        .map(|text| (text.as_str(), Workflow::read(text)))
        .filter(|(_, workflow)| workflow.pushes || workflow.pushed().next().is_some())
        .filter(|(_, workflow)| !workflow.is_of_another(picture))
        .collect();
    let same = |workflow: &Workflow| {
        let target = picture.target();
        workflow.pushed().any(|pushed| {
            target.is_some_and(|target| target.reference.repository == pushed.reference.repository)
        })
    };
    let mut fitting = read.iter().filter(|(_, workflow)| same(workflow));
    match (fitting.next(), fitting.next(), read.as_slice()) {
        (Some((text, _)), None, _) | (None, _, [(text, _)]) => Some(text),
        _ => None,
    }
}

struct Reader<'a> {
    text: Vec<&'a str>,
    env: BTreeMap<String, String>,
    workflow: Workflow,
}

impl Reader<'_> {
    fn clue(&self, line: u64) -> Clue {
        let text = usize::try_from(line).ok().and_then(|n| self.text.get(n.saturating_sub(1))).copied();
        Clue::new(Source::Workflow, line, text.unwrap_or_default())
    }

    fn whole(&mut self, tree: &Node) {
        // YAML 1.1 readers take `on` for a boolean; as text it is always `on`.
        if let Some(on) = tree.get("on").or_else(|| tree.get("true")) {
            let named = |name: &str| name.starts_with("pull_request");
            let line = match on {
                Node::Map(entries) => {
                    entries.iter().find(|(name, _)| named(name)).map(|(_, value)| value.line())
                }
                Node::Seq(items) => items.iter().find(|item| item.text().is_some_and(named)).map(Node::line),
                Node::Scalar(text, line) => named(text).then_some(*line),
            };
            // The key's own line is not kept; the text finds it again.
            let line = line.map(|_| {
                self.text.iter().position(|line| line.contains("pull_request")).map_or(0, |n| n as u64 + 1)
            });
            self.workflow.on_pull_request = line.map(|line| self.clue(line));
        }
    }

    fn step(&mut self, map: &Node) {
        if let Some(permissions) = map.get("permissions") {
            let write = match permissions {
                Node::Scalar(all, _) => all == "write-all",
                _ => permissions.get("packages").and_then(Node::text) == Some("write"),
            };
            let before = self.workflow.permissions.as_ref().is_some_and(|(_, write)| *write);
            self.workflow.permissions = Some((self.clue(permissions.line()), write || before));
        }
        self.workflow.environment |= map.get("environment").is_some() && map.get("steps").is_some();
        if let Some(uses) = map.get("uses") {
            self.action(uses, map);
        }
        for key in ["run", "script", "before_script", "on_success", "ci"] {
            match map.get(key) {
                Some(Node::Scalar(text, line)) => self.script(text, *line, map),
                Some(Node::Seq(items)) => {
                    for item in items {
                        if let Node::Scalar(text, line) = item {
                            self.script(text, *line, map);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn action(&mut self, uses: &Node, step: &Node) {
        let name = uses.text().unwrap_or_default();
        let input = |key: &str| step.get("with").and_then(|with| with.get(key)).or_else(|| step.get(key));
        let env = &self.env;
        let value = |key: &str| input(key).and_then(Node::text).map(|text| resolve(env, text));
        let guard = step.get("if").and_then(Node::text).map(str::to_owned);
        let line = input("registry").map_or(uses.line(), Node::line);
        if name.contains("login") || input("password").is_some() {
            let registry = if name.contains("ecr-login") {
                Some(Registry::parse("amazonaws.com"))
            } else {
                match value("registry").or_else(|| value("login-server")) {
                    Some(host) if host.contains("${{") => None,
                    Some(host) => Some(Registry::parse(&host)),
                    None => Some(Registry::docker_hub()),
                }
            };
            let mut login = Login::new(registry, value("username"), self.clue(line));
            login.guard = guard;
            self.workflow.logins.push(login);
            for key in ["username", "password"] {
                if let Some(node) = input(key)
                    && let Some(text) = node.text()
                    && doubtful(text)
                {
                    self.workflow.doubtful_secret.get_or_insert(Clue::new(
                        Source::Workflow,
                        node.line(),
                        text,
                    ));
                }
            }
        }
        let pushes = name.contains("build-push")
            || name.contains("push-to-registry")
            || name.contains("docker-build")
            || name.contains("bake");
        if pushes && value("push").as_deref() != Some("false") {
            self.workflow.pushes = true;
            if name.contains("build-push-action@v1") || name.contains("Publish-Docker") {
                self.workflow.isolated_push = Some(self.clue(uses.line()));
            }
            for key in ["tags", "image", "image_name", "repository", "name", "images"] {
                if let Some(node) = input(key)
                    && let Some(text) = node.text()
                {
                    // `name:` of a step is its title, not an image.
                    if key == "name" && !text.contains('/') {
                        continue;
                    }
                    for reference in text.split([',', '\n']) {
                        self.target(reference.trim(), node.line());
                    }
                }
            }
        }
        for key in ["cache-to", "cache-from"] {
            if let Some(node) = input(key) {
                self.workflow.caches.push(Clue::new(
                    Source::Workflow,
                    node.line(),
                    &format!("{key}: {}", node.text().unwrap_or_default()),
                ));
            }
        }
        if (name.contains("gcloud") || name.contains("/auth@"))
            && let Some(node) = input("credentials_json").or_else(|| input("service_account_key"))
            && node.text().is_some_and(doubtful)
        {
            self.workflow.doubtful_secret.get_or_insert(self.clue(node.line()));
        }
    }

    fn script(&mut self, text: &str, line: u64, step: &Node) {
        for (offset, command) in text.lines().enumerate() {
            let line = line + offset as u64;
            let lower = command.to_ascii_lowercase();
            if let Some(at) = lower.find("docker login").or_else(|| lower.find("podman login")) {
                let host = command[at + 12..]
                    .split_whitespace()
                    .map(|word| word.trim_matches(['"', '\'']))
                    .find(|word| super::picture::is_host(word));
                let registry = match host {
                    Some(host) => Some(Registry::parse(host)),
                    None if command[at..]
                        .split_whitespace()
                        .last()
                        .is_some_and(|word| word.contains('$')) =>
                    {
                        None
                    }
                    None => Some(Registry::docker_hub()),
                };
                let mut login = Login::new(registry, None, self.clue(line));
                login.guard = step.get("if").and_then(Node::text).map(str::to_owned);
                self.workflow.logins.push(login);
            }
            if let Some(at) = lower.find("gcloud auth configure-docker") {
                let rest = &lower[at + 28..];
                if !rest.contains('.') {
                    self.workflow.gcloud_default = Some(self.clue(line));
                }
            }
            if let Some(at) = lower.find("docker push").or_else(|| lower.find("podman push")) {
                self.workflow.pushes = true;
                if let Some(reference) = command[at + 11..].split_whitespace().next() {
                    let resolved = resolve(&self.env, reference);
                    self.target(&resolved, line);
                }
            }
            self.workflow.pushes |= lower.contains("--push");
            if (lower.contains("github_repository") || lower.contains("github.repository"))
                && !lower.contains("ghcr.io")
                && lower.contains("image")
            {
                self.workflow.named_after_github.get_or_insert(self.clue(line));
            }
        }
    }

    fn target(&mut self, text: &str, line: u64) {
        let resolved = resolve(&self.env, text);
        // Expressions hold spaces, which no reference may.
        let packed: String = resolved.split_whitespace().collect();
        if packed.contains("github.repository") || packed.contains("github.actor") {
            self.workflow.named_after_github.get_or_insert(self.clue(line));
        }
        let Some(reference) = Reference::parse(packed.trim_start_matches("type=raw,value=")) else { return };
        self.workflow.targets.push(Target { reference, named: Named::Workflow, clue: self.clue(line) });
    }
}

/// Puts in what `env:` of the same file says; one level, as nobody nests them.
fn resolve(env: &BTreeMap<String, String>, text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once("${{") {
        let Some((expression, tail)) = after.split_once("}}") else { break };
        out.push_str(before);
        match expression.trim().strip_prefix("env.").and_then(|name| env.get(name)) {
            Some(value) => out.push_str(value),
            None => out.extend(["${{", expression, "}}"]),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A user or secret that is not what it should be: from `env`, an output of a step, or an input.
fn doubtful(text: &str) -> bool {
    let inner = text.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    inner.is_some_and(|inner| inner.starts_with("env.") || inner.starts_with("vars."))
}

fn secrets(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .match_indices("secrets.")
        .map(|(at, word)| {
            let rest = &text[at + word.len()..];
            rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())]
                .to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(64);
    names
}

#[cfg(test)]
mod tests {
    use super::Workflow;

    const FILE: &str = "
on:
  push:
  pull_request:
permissions:
  contents: read
env:
  IMAGE: octo/app
jobs:
  build:
    environment: production
    steps:
      - uses: docker/login-action@v3
        if: github.event_name != 'pull_request'
        with:
          registry: ghcr.io
          username: ${{ github.actor }}
          password: ${{ secrets.GHCR_TOKEN }}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
            ${{ env.IMAGE }}:1
            ghcr.io/octo/app:2
          cache-to: type=registry,ref=octo/cache
      - run: |
          echo start
          docker push quay.io/octo/other:3
";

    #[test]
    fn a_workflow_tells_logins_images_rights_and_triggers() {
        let workflow = Workflow::read(FILE);
        let [login] = workflow.logins.as_slice() else { panic!("{:?}", workflow.logins) };
        assert_eq!(login.registry.as_ref().map(|registry| registry.host()), Some("ghcr.io"));
        assert_eq!((login.clue.line, login.guard.is_some()), (16, true));
        let images: Vec<&str> = workflow.pushed().map(|target| target.reference.written.as_str()).collect();
        assert_eq!(images, ["octo/app:1", "ghcr.io/octo/app:2", "quay.io/octo/other:3"]);
        assert_eq!(workflow.secrets, ["GHCR_TOKEN"]);
        assert_eq!(workflow.permissions.as_ref().map(|(clue, write)| (clue.line, *write)), Some((6, false)));
        assert!(workflow.on_pull_request.is_some() && workflow.environment && workflow.pushes);
        assert_eq!(workflow.caches.len(), 1);
    }

    #[test]
    fn nothing_is_made_up_for_what_is_no_workflow() {
        for text in ["", "]]]", "{{{{", "\u{0}", "just words"] {
            let workflow = Workflow::read(text);
            assert!(
                workflow.logins.is_empty() && workflow.targets.is_empty() && !workflow.pushes,
                "{text:?}"
            );
        }
    }
}
