//! What the commands of a `run:` block sign in to and push.

use std::collections::HashMap;

use super::expression::{Scope, Shell};
use super::shell::{Command, Word, commands};
use super::target::Target;
use super::yaml::Scalar;
use crate::model::image::Registry;
use crate::model::project::Value;

/// A login as a command line has it; the line is that of the command.
#[derive(Debug)]
pub struct SignIn {
    pub registry: Option<Registry>,
    pub username: Option<Value>,
    pub secret: Option<Value>,
    pub line: usize,
}

/// What a block does.
#[derive(Debug, Default)]
pub struct Done {
    pub logins: Vec<SignIn>,
    pub targets: Vec<Target>,
}

/// Reads a `run:` block, following variables that it sets itself.
#[must_use]
pub fn read(run: &Scalar, scope: &Scope) -> Done {
    let lines = run.lines.iter().map(|(line, text)| (*line, text.as_str()));
    let commands = commands(lines, run.folded);
    let mut done = Done::default();
    let mut own = HashMap::new();
    let mut inner = scope.clone();
    let mut before: Option<&Command> = None;
    for command in &commands {
        let assigned = command.assignments();
        if !assigned.is_empty() {
            for (name, value) in assigned {
                // What another command prints is decided by the run.
                if !value.contains("$(") && !value.contains('`') {
                    own.insert(name.to_owned(), inner.fill(value, Shell::Yes));
                }
            }
            inner = scope.with(own.clone());
        }
        let call = Call { words: command.program(), input: before.filter(|_| command.piped), scope: &inner };
        call.read(&mut done);
        before = Some(command);
    }
    done
}

/// One program with its arguments.
struct Call<'a> {
    words: &'a [Word],
    /// The command whose output it reads.
    input: Option<&'a Command>,
    scope: &'a Scope,
}

/// Options that take a value, of all the subcommands below; without this list the value of an unknown
/// one would pass for an image.
const WITH_VALUE: [&str; 24] = [
    "-u",
    "--username",
    "-p",
    "--password",
    "-t",
    "--tag",
    "-f",
    "--file",
    "--build-arg",
    "--platform",
    "--output",
    "-o",
    "--cache-from",
    "--cache-to",
    "--label",
    "--target",
    "--builder",
    "--secret",
    "--authfile",
    "--creds",
    "--dest-creds",
    "--src-creds",
    "--format",
    "--config",
];

impl<'a> Call<'a> {
    fn read(&self, done: &mut Done) {
        let Some((program, rest)) = self.words.split_first() else { return };
        let program_name = program.text.rsplit('/').next().unwrap_or_default();
        let (options, operands) = arguments(rest);
        let names: Vec<&str> = operands.iter().take(3).map(|word| word.text.as_str()).collect();
        let line = program.line;
        match (program_name, names.as_slice()) {
            ("docker" | "podman" | "buildah" | "skopeo" | "nerdctl" | "finch" | "oras", ["login", ..]) => {
                done.logins.push(self.login(&options, operands.get(1).copied(), line));
            }
            ("crane" | "helm" | "regctl", ["auth" | "registry", "login", ..]) => {
                done.logins.push(self.login(&options, operands.get(2).copied(), line));
            }
            ("docker", ["image", "push", ..]) => self.push(operands.get(2).copied(), done),
            ("docker" | "nerdctl" | "finch", ["push", ..]) => self.push(operands.get(1).copied(), done),
            // These name a source first and, where it differs, a destination.
            ("podman" | "buildah", ["push", ..]) => {
                self.push(operands.get(2).or(operands.get(1)).copied(), done)
            }
            ("crane", ["push", ..]) => self.push(operands.get(2).copied(), done),
            ("skopeo", ["copy", ..]) => {
                let to = operands.get(2).copied().filter(|word| word.text.starts_with("docker://"));
                self.push(to, done);
            }
            ("docker", ["buildx", "imagetools", "create"]) => self.tags(&options, done),
            ("docker", ["buildx", "bake", ..]) if has(&options, "--push") => {
                done.targets.push(Target::unknown(&self.written(), line));
            }
            ("docker" | "nerdctl", ["buildx", "build", ..] | ["build", ..]) if pushes(&options) => {
                self.tags(&options, done);
            }
            ("docker" | "docker-compose", ["compose", "push", ..] | ["push", ..]) => {
                done.targets.push(Target::unknown(&self.written(), line));
            }
            _ => {}
        }
    }

    fn login(&self, options: &[Opt<'a>], server: Option<&Word>, line: usize) -> SignIn {
        let value = |text: &str| self.scope.value(text, Shell::Yes);
        let registry = match server.map(|server| value(&server.text)) {
            None => Some(Registry::docker_hub()),
            Some(Value::Literal(host)) => Some(Registry::parse(&host)),
            Some(Value::Secret(_) | Value::Variable(_) | Value::Expression(_)) => None,
        };
        // A password that stands there in the open is a finding, but never shown as such.
        let secret = find(options, &["-p", "--password"]).or_else(|| self.handed_over(options));
        let secret = secret.map(value).map(|secret| match secret {
            Value::Literal(_) => Value::Literal(String::new()),
            other => other,
        });
        SignIn { registry, username: find(options, &["-u", "--username"]).map(value), secret, line }
    }

    /// What `echo … |`, `printf … |` or `<<<` hands to `--password-stdin`.
    fn handed_over(&self, options: &[Opt<'a>]) -> Option<&'a str> {
        if !has(options, "--password-stdin") {
            return None;
        }
        let here = self.words.iter().position(|word| word.text.starts_with("<<<"));
        if let Some(at) = here {
            let word = self.words[at].text.trim_start_matches("<<<");
            return if word.is_empty() {
                self.words.get(at + 1).map(|word| word.text.as_str())
            } else {
                Some(word)
            };
        }
        let program = self.input?.program();
        let (first, rest) = program.split_first()?;
        matches!(first.text.as_str(), "echo" | "printf" | "Write-Output").then_some(())?;
        rest.last().map(|word| word.text.as_str())
    }

    fn push(&self, image: Option<&Word>, done: &mut Done) {
        if let Some(word) = image {
            done.targets.push(Target::new(&word.text, word.line, self.scope, Shell::Yes));
        }
    }

    fn tags(&self, options: &[Opt<'_>], done: &mut Done) {
        let tags = options.iter().filter(|option| matches!(option.name, "-t" | "--tag"));
        for (tag, line) in tags.filter_map(|option| Some((option.value?, option.line))) {
            done.targets.push(Target::new(tag, line, self.scope, Shell::Yes));
        }
    }

    fn written(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

struct Opt<'a> {
    name: &'a str,
    value: Option<&'a str>,
    /// Where the value stands.
    line: usize,
}

fn arguments(words: &[Word]) -> (Vec<Opt<'_>>, Vec<&Word>) {
    let (mut options, mut operands) = (Vec::new(), Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        if text.starts_with(['>', '<']) || text.starts_with("2>") {
            // A redirection; where it stands alone, its file follows.
            if text.trim_matches(['>', '<', '2', '&']).is_empty() {
                words.next();
            }
        } else if !text.starts_with('-') || text == "-" {
            operands.push(word);
        } else if let Some((name, value)) = text.split_once('=').filter(|_| text.starts_with("--")) {
            options.push(Opt { name, value: Some(value), line: word.line });
        } else if WITH_VALUE.contains(&text) {
            let value = words.next();
            let line = value.map_or(word.line, |value| value.line);
            options.push(Opt { name: text, value: value.map(|value| value.text.as_str()), line });
        } else {
            let (name, value) = match text.get(..2) {
                Some(short @ ("-u" | "-p" | "-t")) if text.len() > 2 => (short, text.get(2..)),
                _ => (text, None),
            };
            options.push(Opt { name, value, line: word.line });
        }
    }
    (options, operands)
}

fn find<'a>(options: &[Opt<'a>], names: &[&str]) -> Option<&'a str> {
    options.iter().find(|option| names.contains(&option.name)).and_then(|option| option.value)
}

fn has(options: &[Opt<'_>], name: &str) -> bool {
    options.iter().any(|option| option.name == name && option.value != Some("false"))
}

fn pushes(options: &[Opt<'_>]) -> bool {
    has(options, "--push")
        || find(options, &["--output", "-o"])
            .is_some_and(|output| output.contains("type=registry") || output.contains("push=true"))
}
