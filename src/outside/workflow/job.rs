//! One job: its steps in order, what they sign in to and what they push.

use std::collections::HashMap;

use super::actions::{self, Push as How};
use super::expression::{Scope, Shell, is_open, plain_bytes, steps_used};
use super::run;
use super::tags::{self, Ruled};
use super::target::Target;
use super::yaml::{Node, Scalar};
use super::{Files, yaml};
use crate::model::image::Registry;
use crate::model::project::{Login, Place, Push, Value};

/// A job of a workflow file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// The key under `jobs:`.
    pub id: String,
    pub line: usize,
    /// The environment that it runs in, whose secrets go before the repository's.
    pub environment: Option<Value>,
    pub logins: Vec<Login>,
    /// Each with the index of its login within this job.
    pub pushes: Vec<Push>,
    /// Rules of metadata steps for tags that only a run decides, as written.
    pub tag_rules: Vec<String>,
}

impl Job {
    /// The environment's name, where the file tells it.
    #[must_use]
    pub fn environment_name(&self) -> Option<&str> {
        match &self.environment {
            Some(Value::Literal(name)) if !name.is_empty() => Some(name),
            _ => None,
        }
    }

    /// Whether it runs in an environment of which only the run decides the name.
    #[must_use]
    pub fn environment_is_open(&self) -> bool {
        self.environment.as_ref().is_some_and(|name| !matches!(name, Value::Literal(_)))
    }
}

/// Reads a job's steps.
#[must_use]
pub fn read(file: &str, id: &str, node: &Node, scope: &Scope, files: Files<'_>) -> Job {
    let scope = scope.with(env(node));
    let environment = node.get("environment");
    let environment = environment.and_then(|node| node.get("name").unwrap_or(node).text());
    let mut reader = Reader {
        file: file.to_owned(),
        job: Job {
            id: id.to_owned(),
            line: node.line,
            environment: environment.map(|name| scope.value(name, Shell::No)),
            ..Job::default()
        },
        metas: HashMap::new(),
        files,
        depth: 0,
        actions: 0,
    };
    reader.steps(node, &scope);
    reader.join();
    reader.job
}

/// The `env:` of a workflow, job or step.
#[must_use]
pub fn env(node: &Node) -> HashMap<String, String> {
    let entries = node.get("env").map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|(name, value)| Some((name.clone(), value.text()?.to_owned()))).collect()
}

/// What a caller hands over, by the names of the inputs, and the defaults of what it does not.
#[must_use]
pub fn inputs(with: Option<&Node>, declared: Option<&Node>, scope: &Scope) -> HashMap<String, String> {
    let text = |node: &Node| node.text().map(|text| scope.fill(text, Shell::No));
    let defaults = declared.map(Node::entries).unwrap_or_default().iter();
    let mut inputs: HashMap<String, String> = defaults
        .filter_map(|(name, node)| Some((name.clone(), node.get("default")?.text()?.to_owned())))
        .collect();
    let given = with.map(Node::entries).unwrap_or_default().iter();
    inputs.extend(given.filter_map(|(name, node)| Some((name.clone(), text(node)?))));
    inputs
}

/// Actions that call each other deeper than this are not followed.
const MAX_DEPTH: usize = 4;
/// Nor more of them in one job.
const MAX_ACTIONS: usize = 100;

struct Reader<'a> {
    file: String,
    files: Files<'a>,
    depth: usize,
    actions: usize,
    job: Job,
    /// What each metadata step names, by the step's id.
    metas: HashMap<String, Vec<Target>>,
}

impl Reader<'_> {
    fn steps(&mut self, of: &Node, scope: &Scope) {
        for step in of.get("steps").map(Node::items).unwrap_or_default() {
            self.step(step, &scope.with(env(step)));
        }
    }

    /// An action of the repository itself that is made of steps.
    fn composite(&mut self, path: &str, with: Option<&Node>, scope: &Scope) {
        if self.depth >= MAX_DEPTH || self.actions >= MAX_ACTIONS {
            return;
        }
        self.actions += 1;
        let folder = path.trim_end_matches('/');
        for name in ["action.yml", "action.yaml"] {
            let file = format!("{folder}/{name}");
            let Some(text) = (self.files)(&file) else { continue };
            // One that cannot be read does nothing that could be told.
            let Ok(action) = yaml::parse(&text) else { return };
            let inner = scope.called_with(inputs(with, action.get("inputs"), scope));
            let outer = std::mem::replace(&mut self.file, file);
            self.depth += 1;
            if let Some(runs) = action.get("runs") {
                self.steps(runs, &inner);
            }
            self.depth -= 1;
            self.file = outer;
            return;
        }
    }

    fn step(&mut self, step: &Node, scope: &Scope) {
        if let Some(run) = step.get("run").and_then(Node::scalar) {
            let done = run::read(run, scope);
            for login in done.logins {
                let place = self.place(login.line);
                let run::SignIn { registry, username, secret, .. } = login;
                self.job.logins.push(Login { registry, username, secret, place });
            }
            self.add(done.targets);
        }
        let Some(uses) = step.get("uses").and_then(Node::text) else { return };
        if let Some(path) = uses.trim().strip_prefix("./") {
            self.composite(path, step.get("with"), scope);
            return;
        }
        let inputs = Inputs { node: step.get("with"), scope };
        if actions::is_metadata(uses) {
            if let Some(id) = step.get("id").and_then(Node::text) {
                self.metas.insert(id.to_owned(), metadata(&inputs));
                self.job.tag_rules.extend(undecided_rules(&inputs));
            }
            return;
        }
        let Some(action) = actions::find(uses) else { return };
        if let Some(names) = &action.login {
            let username = inputs.value(names.username);
            let secret = inputs.value(names.secret);
            // An action that also pushes signs in only if it is told how.
            if matches!(action.push, How::Never) || secret.is_some() {
                let registry = inputs.registry(names.registry);
                let place = self.place(step.get("uses").map_or(step.line, |uses| uses.line));
                self.job.logins.push(Login { registry, username, secret: secret.map(hide_literal), place });
            }
        }
        let targets = match &action.push {
            How::Never => Vec::new(),
            How::Buildx if inputs.pushes() => self.buildx(&inputs),
            How::Bake if inputs.pushes() => self.bake(uses, step, &inputs),
            How::Buildx | How::Bake => Vec::new(),
            How::Always { image, tags } => {
                let registry = action.login.as_ref().and_then(|names| inputs.value(names.registry));
                always(&inputs, image, tags, registry)
            }
        };
        self.add(targets);
    }

    fn buildx(&self, inputs: &Inputs<'_>) -> Vec<Target> {
        let tags = inputs.list("tags");
        if tags.is_empty() {
            return inputs.outputs();
        }
        tags.iter()
            .flat_map(|(line, tag)| {
                let filled = inputs.scope.fill(tag, Shell::No);
                let of_meta = self.of_metas(&filled);
                if of_meta.is_empty() {
                    vec![Target::new(tag, *line, inputs.scope, Shell::No)]
                } else {
                    of_meta
                }
            })
            .collect()
    }

    /// Bake files are not read; but images that a metadata step passes into them are known.
    fn bake(&self, uses: &str, step: &Node, inputs: &Inputs<'_>) -> Vec<Target> {
        let mut targets = Vec::new();
        if let Some(node) = inputs.node {
            node.each_scalar(&mut |scalar| targets.extend(self.of_metas(&scalar.text)));
        }
        if targets.is_empty() {
            targets.push(Target::unknown(uses, step.get("uses").map_or(step.line, |uses| uses.line)));
        }
        targets
    }

    fn of_metas(&self, text: &str) -> Vec<Target> {
        steps_used(text).iter().filter_map(|id| self.metas.get(*id)).flatten().cloned().collect()
    }

    fn add(&mut self, targets: Vec<Target>) {
        for Target { image, written, registry, line } in targets {
            let push = Push { image, written, place: self.place(line), registry, login: None };
            if !self.job.pushes.contains(&push) {
                self.job.pushes.push(push);
            }
        }
    }

    fn place(&self, line: usize) -> Place {
        Place { file: self.file.clone(), line }
    }

    /// Gives each push its login: the one for its registry, the last above it if there are several; where
    /// the registry is not known and the job signs in once, that is the one.
    fn join(&mut self) {
        let Job { logins, pushes, .. } = &mut self.job;
        for push in pushes {
            let fits = |login: &Login| match (&push.registry, &login.registry) {
                (Some(push), Some(login)) => push == login,
                (None, _) | (_, None) => logins.len() == 1,
            };
            let all = || logins.iter().enumerate().filter(|(_, login)| fits(login)).map(|(at, _)| at);
            push.login =
                all().rev().find(|at| logins[*at].place.line < push.place.line).or_else(|| all().next());
            if push.registry.is_none() {
                push.registry = push.login.and_then(|at| logins[at].registry.clone());
            }
        }
    }
}

/// A step's `with:`.
struct Inputs<'a> {
    node: Option<&'a Node>,
    scope: &'a Scope,
}

impl<'a> Inputs<'a> {
    fn scalar(&self, name: &str) -> Option<&'a Scalar> {
        self.node?.get(name)?.scalar()
    }

    fn value(&self, name: &str) -> Option<Value> {
        self.scalar(name).map(|scalar| self.scope.value(&scalar.text, Shell::No))
    }

    fn registry(&self, name: &str) -> Option<Registry> {
        match self.value(name) {
            None => Some(Registry::docker_hub()),
            Some(Value::Literal(host)) => Some(Registry::parse(&host)),
            Some(Value::Secret(_) | Value::Variable(_) | Value::Expression(_)) => None,
        }
    }

    /// Whether the step pushes, or may: an expression is decided by the run.
    fn pushes(&self) -> bool {
        let said = self.scalar("push").map(|push| self.scope.fill(push.text.trim(), Shell::No));
        said.is_some_and(|push| push.eq_ignore_ascii_case("true") || is_open(&push))
            || self
                .list("outputs")
                .iter()
                .any(|(_, output)| output.contains("type=registry") || output.contains("push=true"))
    }

    /// A list as actions take it: one item a line; empty lines and comments do not count.
    fn list(&self, name: &str) -> Vec<(usize, &'a str)> {
        let lines = self.scalar(name).map(|scalar| scalar.lines.as_slice()).unwrap_or_default();
        lines
            .iter()
            .map(|(line, text)| (*line, text.trim()))
            .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
            // Options of one output are separated by commas too, so those lines stay whole.
            .flat_map(|(line, text)| {
                let whole = name == "outputs";
                let parts = if whole { vec![text] } else { at_commas(text) };
                parts.into_iter().map(move |part| (line, part))
            })
            .collect()
    }

    /// The images that `outputs:` names.
    fn outputs(&self) -> Vec<Target> {
        self.list("outputs")
            .iter()
            .flat_map(|(line, output)| at_commas(output).into_iter().map(move |option| (*line, option)))
            .filter_map(|(line, option)| Some((line, option.trim_matches('"').strip_prefix("name=")?)))
            .map(|(line, name)| Target::new(name, line, self.scope, Shell::No))
            .collect()
    }
}

/// Image and tags of an action that is told them apart.
fn always(inputs: &Inputs<'_>, image: &str, tags: &str, registry: Option<Value>) -> Vec<Target> {
    let Some((line, name)) = inputs.list(image).first().copied() else { return Vec::new() };
    let target = Target::new(name, line, inputs.scope, Shell::No);
    let has_host = target.registry.as_ref().is_some_and(|registry| !registry.is_docker_hub());
    let target = match registry {
        Some(Value::Literal(host)) if !has_host && !host.is_empty() => {
            let host = host.trim_start_matches("https://").trim_end_matches('/');
            Target {
                written: name.to_owned(),
                ..Target::new(&format!("{host}/{name}"), line, inputs.scope, Shell::No)
            }
        }
        Some(Value::Secret(_) | Value::Variable(_) | Value::Expression(_)) => {
            Target { registry: None, ..target }
        }
        Some(Value::Literal(_)) | None => target,
    };
    // Some of these actions separate tags by spaces.
    let tags = inputs.list(tags).into_iter().filter(|(_, tag)| !is_open(tag));
    let tagged: Vec<_> =
        tags.flat_map(|(_, tag)| tag.split_whitespace()).map(|tag| target.tagged(tag)).collect();
    if tagged.is_empty() { vec![target] } else { tagged }
}

/// What docker's metadata action does where it is given no rules.
const DEFAULT_RULES: [&str; 4] =
    ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"];

/// The rules for tags that a metadata step is given.
fn rules(inputs: &Inputs<'_>) -> Vec<String> {
    let lines = inputs.scalar("tags").map(|tags| &tags.lines);
    let rules = lines.into_iter().flatten().map(|(_, rule)| inputs.scope.fill(rule.trim(), Shell::No));
    rules.filter(|rule| !rule.is_empty() && !rule.starts_with('#')).collect()
}

/// Those of them that only a run decides.
fn undecided_rules(inputs: &Inputs<'_>) -> Vec<String> {
    let undecided = |rule: &String| tags::rule(&at_commas(rule), inputs.scope.run()) == Ruled::Undecided;
    rules(inputs).into_iter().filter(undecided).collect()
}

/// The images of a metadata step, with those tags that its rules write out; without a tag where other
/// rules, or docker's default rules, decide.
fn metadata(inputs: &Inputs<'_>) -> Vec<Target> {
    let rules = rules(inputs);
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    // Without rules docker's own hold.
    let rules = if rules.is_empty() { DEFAULT_RULES.to_vec() } else { rules };
    let flavored = inputs.scalar("flavor").is_some_and(|flavor| flavor.text.contains("fix="));
    let ruled: Vec<Ruled> =
        rules.iter().map(|rule| tags::rule(&at_commas(rule), inputs.scope.run())).collect();
    let others = flavored || ruled.contains(&Ruled::Undecided);
    let made = ruled.iter().filter(|_| !flavored);
    let tags: Vec<&str> = made
        .filter_map(|ruled| match ruled {
            Ruled::Tag(tag) => Some(tag.as_str()),
            Ruled::Nothing | Ruled::Undecided => None,
        })
        .collect();
    inputs
        .list("images")
        .into_iter()
        .filter_map(|(line, image)| {
            let name = image.strip_prefix("name=").unwrap_or(image);
            (!name.is_empty() && !name.starts_with("enable=")).then_some((line, name))
        })
        .flat_map(|(line, name)| {
            let target = Target::new(name, line, inputs.scope, Shell::No);
            let bare = others.then(|| target.clone());
            tags.iter().map(|tag| target.tagged(tag)).chain(bare).collect::<Vec<_>>()
        })
        .collect()
}

fn at_commas(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in plain_bytes(text, Shell::No).filter(|(_, byte)| *byte == b',') {
        parts.push(text[start..at].trim());
        start = at + 1;
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A secret that stands in the file in the open: that it does is said, what it is is not.
fn hide_literal(secret: Value) -> Value {
    match secret {
        Value::Literal(_) => Value::Literal(String::new()),
        other => other,
    }
}
