//! Who signed in where, and whether it worked.

use super::progress::{Stage, Tool};
use super::reference::{is_host, without_user};
use super::target::registry_in;
use super::{Note, Picture, Reached, clue, keep};
use crate::diagnosis::finding::Clue;
use crate::diagnosis::log::Line;
use crate::model::image::Registry;
use crate::model::moment::Moment;

/// How a login ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    #[default]
    Unknown,
    Succeeded,
    Failed,
}

/// A login that was attempted, or that the workflow asks for.
#[derive(Clone, Debug)]
pub struct Login {
    /// `None`: the text does not say which.
    pub registry: Option<Registry>,
    /// The user as it is written: a name, a mask, or the expression that gives it.
    pub user: Option<String>,
    pub outcome: Outcome,
    /// A condition under which it is made (workflow only).
    pub guard: Option<String>,
    /// The line that took it back.
    pub ended: Option<Clue>,
    pub time: Option<Moment>,
    pub clue: Clue,
}

impl Login {
    pub(crate) fn new(registry: Option<Registry>, user: Option<String>, clue: Clue) -> Self {
        Self { registry, user, outcome: Outcome::Unknown, guard: None, ended: None, time: None, clue }
    }

    /// Whether it is a login for this registry; an unknown one may be.
    #[must_use]
    pub fn serves(&self, registry: Option<&Registry>) -> bool {
        match (&self.registry, registry) {
            // The workflow does not know the account's number and region that make up ECR's host.
            // `ecr.REGION.amazonaws.com` is all that is known where the account is not.
            (Some(own), Some(wanted)) if own.host().ends_with("amazonaws.com") => {
                own == wanted || !own.host().contains("dkr.") && wanted.host().ends_with(own.host())
            }
            (Some(own), Some(wanted)) => own == wanted,
            _ => true,
        }
    }

    /// The user, if it is a plain name.
    #[must_use]
    pub fn user_name(&self) -> Option<&str> {
        self.user.as_deref().filter(|user| !user.is_empty() && !user.contains(['$', '*', '{', '<', ' ']))
    }
}

impl Picture {
    /// `docker login -u amy --password-stdin ghcr.io` and its like, as a command or as its echo.
    pub(super) fn see_login_command(&mut self, line: &Line) {
        self.enter(Stage::Login);
        for (words, tool) in [
            ("podman login", Tool::Podman),
            ("skopeo login", Tool::Skopeo),
            ("buildah login", Tool::Buildah),
            ("crane auth login", Tool::Crane),
            ("oras login", Tool::Oras),
            ("helm registry login", Tool::Helm),
            ("docker login", Tool::Docker),
            ("nerdctl login", Tool::Docker),
        ] {
            if let Some(rest) = line.after(words) {
                self.speaks(tool);
                let command = Command::read(rest);
                if rest.trim_start().starts_with("http://") {
                    self.note(Note::LoginPlainHttp, line);
                }
                if command.bare && !line.has("| ") {
                    self.note(Note::LoginBare, line);
                }
                if command.by_variable || line.has("echo \"$") || line.has("echo $") || line.has("<<< ") {
                    self.note(Note::LoginByVariable, line);
                }
                // A shell's trace prints what variables became.
                let traced = line.text.starts_with('+');
                if command.hole || traced && (rest.contains("''") || rest.contains("\"\"")) {
                    keep(&mut self.empty, clue(line));
                }
                let registry = match (&command.host, tool) {
                    (Some(host), _) if host.starts_with('$') => None,
                    (Some(host), _) => Some(Registry::parse(host)),
                    (None, Tool::Docker) if self.noted(Note::PodmanAsDocker).is_none() => {
                        Some(Registry::docker_hub())
                    }
                    (None, _) => None,
                };
                if line.lower.trim_start().starts_with("see '")
                    || line.has("login --help")
                    || line.has("require 'docker login'")
                {
                    return;
                }
                let mut login = Login::new(registry, command.user, clue(line));
                login.time = line.time;
                keep(&mut self.logins, login);
                return;
            }
        }
    }

    /// `Logging into ghcr.io...` of docker/login-action, and the same of other actions.
    pub(super) fn see_logging_in(&mut self, line: &Line) {
        self.enter(Stage::Login);
        let Some(host) = line.after("logging into ").or_else(|| line.after("logging in to ")) else { return };
        let host = host.trim_start_matches(['"', ' ']);
        let host =
            host.strip_prefix("registry ").unwrap_or(host).split(['"', ' ']).next().unwrap_or_default();
        let host = host.trim_end_matches(['.', ':', ',']);
        let registry = match host {
            "Docker" | "docker" | "DockerHub" => Some(Registry::docker_hub()),
            host if is_host(host) => Some(Registry::parse(host)),
            _ => None,
        };
        self.open_login(registry, line);
    }

    /// `aws ecr get-login-password --region REGION | docker login … HOST`, `$(aws ecr get-login --region REGION)`.
    pub(super) fn see_ecr_login(&mut self, line: &Line) {
        if line.has_any(&["docker login", "podman login", "echo "]) {
            return;
        }
        self.enter(Stage::Login);
        let region = line.after("--region").and_then(|rest| {
            rest.trim_start_matches(['=', ' ']).split([' ', ')', '|', '"', '`', ';']).next()
        });
        let plain = region.filter(|region| !region.is_empty() && !region.contains('$'));
        let host = plain.map_or("amazonaws.com".to_owned(), |region| format!("ecr.{region}.amazonaws.com"));
        keep(&mut self.logins, Login::new(Some(Registry::parse(&host)), None, clue(line)));
    }

    /// `Authenticating with existing credentials for HOST` (podman).
    pub(super) fn see_existing(&mut self, line: &Line) {
        let host = line.after("existing credentials for ").map(|host| host.trim_end_matches(['.', ' ']));
        if let Some(host) = host.filter(|host| is_host(host)) {
            self.open_login(Some(Registry::parse(host)), line);
        }
    }

    /// `registry:`, `username:`, `password:` under `with:` of a login step.
    pub(super) fn see_login_input(&mut self, line: &Line) {
        if let Some(value) = line.after("password:").map(str::trim)
            && value.starts_with("$*")
        {
            self.note(Note::StrayDollar, line);
        }
        if !self.in_login_step() {
            return;
        }
        self.open_login(None, line);
        let Some(login) = self.logins.last_mut() else { return };
        if let Some(host) =
            line.lower.strip_prefix("registry:").map(str::trim).filter(|host| !host.is_empty())
        {
            login.registry = Some(Registry::parse(host));
        }
        if line.lower.starts_with("username:") {
            login.user = line.after("username:").map(|user| user.trim().to_owned());
        }
        for input in ["username:", "password:"] {
            if line.lower == input {
                keep(&mut self.empty, clue(line));
            }
        }
    }

    pub(super) fn see_login_success(&mut self, line: &Line) {
        self.reach(Reached::Login);
        self.open_login(None, line);
        if let Some(login) = self.logins.last_mut() {
            login.outcome = Outcome::Succeeded;
            // Of inputs, a masked secret tells least of where it signed in.
            if login.clue.text.starts_with("password:") {
                login.clue = clue(line);
            }
            login.time = line.time.or(login.time);
        }
        self.login_mended();
        self.store_works();
        self.stage = Stage::Unknown;
    }

    /// The prompt of an interactive login, answered or echoed.
    pub(super) fn see_prompt(&mut self, line: &Line) {
        if !line.lower.starts_with("username") {
            return;
        }
        self.open_login(None, line);
        let user = line
            .text
            .rsplit(": ")
            .next()
            .map(str::trim)
            .filter(|user| !user.ends_with(':') && !user.is_empty());
        if let (Some(login), Some(user)) = (self.logins.last_mut(), user) {
            login.user.get_or_insert_with(|| user.to_owned());
        }
    }

    /// `Removed login credentials for HOST`: what the same command without a host would have stored.
    pub(super) fn see_logout(&mut self, line: &Line) {
        if line.has("emulate docker cli using podman") {
            self.speaks(Tool::Podman);
            self.note(Note::PodmanAsDocker, line);
            // The command before it was podman's as well: without a host it is not Docker Hub's.
            if let Some(login) = self.logins.last_mut().filter(|login| login.clue.line + 1 == line.number) {
                login.registry = login.registry.take().filter(|registry| !registry.is_docker_hub());
            }
            return;
        }
        let host =
            line.after("login credentials for ").map(|host| host.trim().trim_start_matches("https://"));
        let host = host.and_then(|host| host.split('/').next()).filter(|host| is_host(host));
        if let Some(host) = host {
            let registry = Registry::parse(host);
            for login in self
                .logins
                .iter_mut()
                .filter(|login| login.registry.as_ref().is_none_or(|own| *own == registry))
            {
                login.ended.get_or_insert_with(|| clue(line));
            }
        }
        if let Some(host) = host.filter(|_| self.logins.is_empty()) {
            let mut login = Login::new(Some(Registry::parse(host)), None, clue(line));
            login.ended = Some(clue(line));
            keep(&mut self.logins, login);
        }
    }

    /// `"registry.example.org": {` in a printed configuration: what is stored.
    pub(super) fn see_stored(&mut self, line: &Line) {
        self.note(Note::StoredLogin, line);
    }

    pub(super) fn login_failed(&mut self, host: Option<Registry>, line: &Line) {
        self.open_login(host, line);
        if let Some(login) = self.logins.last_mut() {
            login.outcome = Outcome::Failed;
        }
    }

    /// A login that was told to be wrong in so many words.
    pub(super) fn see_wrong_pair(&mut self, line: &Line) {
        if self.stage_of(line) == Stage::Login && !self.place(line).echoed && !line.is_command() {
            self.login_failed(registry_in(&line.text), line);
        }
    }

    /// The login that is under way, or a new one; `registry` is filled in where it was not known.
    fn open_login(&mut self, registry: Option<Registry>, line: &Line) {
        let open = self.logins.last().is_some_and(|login| {
            login.outcome == Outcome::Unknown
                && (registry.is_none() || login.registry.is_none() || login.registry == registry)
        });
        if !open {
            keep(&mut self.logins, Login::new(None, None, clue(line)));
        }
        let Some(login) = self.logins.last_mut() else { return };
        login.time = login.time.or(line.time);
        if login.registry.is_none() {
            login.registry = registry;
        }
    }
}

/// The arguments of a login command.
#[derive(Default)]
struct Command {
    user: Option<String>,
    host: Option<String>,
    by_variable: bool,
    /// No secret is given: it will be asked for.
    bare: bool,
    /// A flag stands where a value should: the variable was empty.
    hole: bool,
}

impl Command {
    fn read(rest: &str) -> Self {
        let mut command = Self { bare: true, ..Self::default() };
        let end = rest.find([';', '&', '|', '<', '>']).unwrap_or(rest.len());
        let mut words = rest[..end].split_whitespace().map(unquoted).peekable();
        while let Some(word) = words.next() {
            let (flag, value) = word
                .split_once('=')
                .map_or((word, None), |(flag, value)| (flag, Some(value.trim_matches(['"', '\'']))));
            match flag {
                "-u" | "--username" | "-p" | "--password" | "--creds" => {
                    command.bare &= matches!(flag, "-u" | "--username");
                    let next =
                        value.or_else(|| words.next_if(|next| !next.starts_with('-') && !next.is_empty()));
                    match next {
                        Some(value) if value.starts_with('$') || value.starts_with('%') => {
                            command.by_variable = true
                        }
                        // `""` typed out is a person's; a flag without a value is a variable's.
                        None => command.hole = true,
                        Some(_) => {}
                    }
                    if matches!(flag, "-u" | "--username") {
                        command.user = next.map(|next| next.split(':').next().unwrap_or(next).to_owned());
                    }
                }
                "--password-stdin" => command.bare = false,
                _ if flag.starts_with("-p") && !flag.starts_with("--") => command.bare = false,
                "-e" | "--email" => {
                    words.next();
                }
                _ if word.starts_with('-') => {}
                _ => {
                    let variable = word.starts_with('$');
                    let host = word.trim_start_matches("https://").trim_start_matches("http://");
                    let host = without_user(host);
                    if variable || is_host(host.split('/').next().unwrap_or_default()) {
                        command.host.get_or_insert_with(|| host.to_owned());
                    } else {
                        break;
                    }
                }
            }
        }
        command
    }
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\'', '`'])
}
