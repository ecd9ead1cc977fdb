//! Where things lie on this machine, and the environment that says so: read once, then passed along.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

/// Variables that hold secrets, ours and those that tools around us read; no child gets them.
const SECRET: [&str; 7] = [
    "PUSHPILOT_TOKEN",
    "PUSHPILOT_PASSWORD",
    "DOCKER_AUTH_CONFIG",
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
];

/// The environment as a value. `Debug` names the variables and shows none of their values.
#[derive(Clone, Default)]
pub struct Env {
    variables: BTreeMap<OsString, OsString>,
    /// Names of more variables that hold secrets, beside those known to.
    withheld: BTreeSet<OsString>,
}

impl Env {
    /// The environment of this process; the one place that reads it.
    #[must_use]
    pub fn of_process() -> Self {
        Self { variables: std::env::vars_os().collect(), withheld: BTreeSet::new() }
    }

    /// An environment that consists of these variables only.
    pub fn of<K: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, withheld: BTreeSet::new() }
    }

    /// Keeps a variable from children: somebody has said that there is a secret in it.
    pub fn withhold(&mut self, name: impl Into<OsString>) {
        self.withheld.insert(name.into());
    }

    /// A variable's value; an empty one counts as not set, as most tools have it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// The same where the value is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.to_str()
    }

    /// An absolute path; relative ones are not valid in the XDG variables (base directory specification).
    fn absolute(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// What a child may see: all of it but the secrets.
    pub fn for_children(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables
            .iter()
            .filter(|(name, _)| !self.withheld.contains(*name))
            .filter(|(name, _)| !SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret)))
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The first executable file of this name in `PATH`.
    #[must_use]
    pub fn find_program(&self, name: &str) -> Option<PathBuf> {
        let suffixes: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
        std::env::split_paths(self.get("PATH")?)
            // A relative entry would run whatever lies in the folder that somebody happens to stand in.
            .filter(|folder| folder.is_absolute())
            .flat_map(|folder| suffixes.iter().map(move |suffix| folder.join(format!("{name}{suffix}"))))
            .find(|path| is_program(path))
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// The folders that this program reads or writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    pub home: Option<PathBuf>,
    /// This program's settings.
    pub config: PathBuf,
    /// Journal, ledger and the encrypted file: what should outlive a run but is no setting.
    pub state: PathBuf,
    pub cache: PathBuf,
    /// `XDG_CONFIG_HOME` itself, for other tools' files.
    pub config_home: PathBuf,
    /// Where podman and its kin keep logins; emptied when the session ends
    /// (containers-auth.json(5)).
    pub containers: Option<PathBuf>,
    /// Docker's folder: `DOCKER_CONFIG`, else `~/.docker`.
    pub docker: PathBuf,
    /// Where gh looks for extensions (gh, `DataDir` of its configuration package).
    pub gh_extensions: PathBuf,
}

impl Places {
    /// Works them out: `PUSHPILOT_{CONFIG,STATE,CACHE}_DIR`, then XDG, then the platform's habit.
    /// `None` where no home is known and the environment names none of them.
    #[must_use]
    pub fn of(env: &Env) -> Option<Self> {
        let home = env
            .absolute("HOME")
            .or_else(|| env.absolute("USERPROFILE").filter(|_| cfg!(windows)))
            .or_else(|| etcetera::home_dir().ok().filter(|_| env.get("PUSHPILOT_STATE_DIR").is_none()));
        let roaming = env.absolute("APPDATA").filter(|_| cfg!(windows));
        let local = env.absolute("LOCALAPPDATA").filter(|_| cfg!(windows));
        let base = |name: &str, windows: Option<&PathBuf>, below: &str| {
            env.absolute(name)
                .or_else(|| windows.cloned())
                .or_else(|| home.as_ref().map(|home| home.join(below)))
        };
        let data_home = base("XDG_DATA_HOME", local.as_ref(), ".local/share");
        let gh = if cfg!(windows) { "GitHub CLI" } else { "gh" };
        let config_home = base("XDG_CONFIG_HOME", roaming.as_ref(), ".config");
        let state_home = base("XDG_STATE_HOME", local.as_ref(), ".local/state");
        let cache_home = base("XDG_CACHE_HOME", local.as_ref(), ".cache");
        let ours = |name: &str, base: Option<PathBuf>| {
            env.absolute(name).or_else(|| base.map(|base| base.join("pushpilot")))
        };
        Some(Self {
            config: ours("PUSHPILOT_CONFIG_DIR", config_home.clone())?,
            state: ours("PUSHPILOT_STATE_DIR", state_home)?,
            cache: ours("PUSHPILOT_CACHE_DIR", cache_home)?,
            containers: containers(env),
            docker: env
                .get("DOCKER_CONFIG")
                .map(PathBuf::from)
                .or_else(|| home.as_ref().map(|home| home.join(".docker")))?,
            gh_extensions: data_home?.join(gh).join("extensions"),
            config_home: config_home?,
            home,
        })
    }

    /// A path as people write it: `~` for the home folder, nothing that a terminal would obey.
    #[must_use]
    pub fn familiar(&self, path: &Path) -> String {
        let text = match self.home.as_ref().and_then(|home| path.strip_prefix(home).ok()) {
            Some(rest) => Path::new("~").join(rest).display().to_string(),
            None => path.display().to_string(),
        };
        crate::model::clean::line(&text).into_owned()
    }
}

#[cfg(target_os = "linux")]
fn containers(env: &Env) -> Option<PathBuf> {
    let runtime = env.absolute("XDG_RUNTIME_DIR").map(|runtime| runtime.join("containers"));
    let user = rustix::process::getuid().as_raw();
    Some(runtime.unwrap_or_else(|| PathBuf::from(format!("/run/containers/{user}"))))
}

/// Elsewhere the file lies with the settings only.
#[cfg(not(target_os = "linux"))]
fn containers(_: &Env) -> Option<PathBuf> {
    None
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Env, Places};

    #[test]
    fn folders_follow_our_variables_then_xdg_then_the_home() {
        let places =
            |vars: &[(&str, &str)]| Places::of(&Env::of(vars.iter().copied())).expect("a home is given");
        let plain = places(&[("HOME", "/home/amy")]);
        assert_eq!(plain.config, Path::new("/home/amy/.config/pushpilot"));
        assert_eq!(plain.state, Path::new("/home/amy/.local/state/pushpilot"));
        assert_eq!(plain.docker, Path::new("/home/amy/.docker"));

        let xdg = places(&[
            ("HOME", "/home/amy"),
            ("XDG_STATE_HOME", "/s"),
            ("XDG_CONFIG_HOME", "relative/is/ignored"),
            ("DOCKER_CONFIG", "/d"),
        ]);
        assert_eq!(xdg.state, Path::new("/s/pushpilot"));
        assert_eq!(xdg.config, Path::new("/home/amy/.config/pushpilot"));
        assert_eq!(xdg.docker, Path::new("/d"));

        let ours =
            places(&[("HOME", "/home/amy"), ("XDG_STATE_HOME", "/s"), ("PUSHPILOT_STATE_DIR", "/mine")]);
        assert_eq!(ours.state, Path::new("/mine"));
        assert_eq!(ours.familiar(&PathBuf::from("/home/amy/.docker/config.json")), "~/.docker/config.json");
        assert_eq!(ours.familiar(&PathBuf::from("/etc/\u{1b}[2Jx")), "/etc/x");
    }

    #[test]
    fn neither_debug_output_nor_children_see_a_secret() {
        let env =
            Env::of([("PUSHPILOT_TOKEN", "dckr_pat_canary"), ("PATH", "/bin"), ("DOCKER_AUTH_CONFIG", "{}")]);
        assert!(!format!("{env:?}").contains("canary"));
        let names: Vec<_> = env.for_children().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(names, ["PATH"]);
        assert_eq!(env.text("PUSHPILOT_TOKEN"), Some("dckr_pat_canary"));
    }
}
