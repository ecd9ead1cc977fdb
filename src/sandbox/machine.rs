//! The machine of the person who practises: a home, a checkout, credentials in the places where tools keep them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

/// What the machine looks like before the program starts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The address of the git remote `origin`.
    pub remote: String,
    /// Other remotes, by their names.
    #[serde(default)]
    pub remotes: BTreeMap<String, String>,
    /// What the project says that a newcomer needs, in the program's own file; whoever practises is new to it.
    pub project_file: Option<String>,
    /// The branch that is checked out.
    #[serde(default = "main_branch")]
    pub branch: String,
    /// How the keyring behaves.
    #[serde(default)]
    pub keyring: Keyring,
    /// The workflow files of the checkout.
    #[serde(default)]
    pub workflows: Vec<Workflow>,
    /// Other files of the checkout, by their paths in it.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Logins that the machine already has; one for each place.
    #[serde(default)]
    pub credentials: Vec<Credential>,
}

/// How the operating system's keyring behaves. The program plays it in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keyring {
    /// It keeps what it is given.
    #[default]
    Ok,
    /// It is there and has not been unlocked.
    Locked,
    /// There is none: no D-Bus, no default collection.
    Absent,
    /// It answers later than anybody waits.
    Slow,
    /// It refuses the secret as too long.
    TooLarge,
}

/// A workflow file in `.github/workflows`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workflow {
    /// The file name without a folder.
    pub file: String,
    /// The whole file.
    pub text: String,
}

/// A login for Docker Hub that the machine already has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// Where it is kept.
    #[serde(rename = "where")]
    pub place: Place,
    /// The user name beside the secret, right or wrong.
    pub user: String,
    /// A token of the scenario by its name; without one it is the account's password.
    pub token: Option<String>,
    /// Whether the program made this token in an earlier run, and so has a note of its dates.
    #[serde(default)]
    pub noted: bool,
}

/// Where tools keep a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// `~/.docker/config.json`, entry `auths`.
    DockerConfig,
    /// The variable `DOCKER_AUTH_CONFIG`, which docker reads before its file.
    Environment,
    /// The operating system's keyring, under the program's own entry.
    Keyring,
    /// The `auth.json` of podman, skopeo and buildah.
    ContainersAuth,
}

/// What an earlier run of the program would have noted about a token. The caller writes it down, in the
/// program's own format, which is none of the services' business.
#[derive(Clone, Debug)]
pub struct Noted {
    /// The user name beside the token.
    pub user: String,
    /// The practice token.
    pub secret: String,
    /// The token's description.
    pub label: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// When it ends, in milliseconds since 1970; absent for never.
    pub expires: Option<i64>,
}

/// A machine on disk.
#[derive(Clone, Debug)]
pub struct LaidOut {
    /// The home folder.
    pub home: PathBuf,
    /// The checkout to start in.
    pub checkout: PathBuf,
    /// Variables to run with. Those that move the files (`DOCKER_CONFIG`, `REGISTRY_AUTH_FILE`) and
    /// other logins (`DOCKER_AUTH_CONFIG`) of the real machine must not be passed on beside them.
    pub environment: Vec<(String, String)>,
    /// How the keyring is to behave.
    pub keyring: Keyring,
    /// User and practice secret of what the keyring holds.
    pub keyring_entries: Vec<(String, String)>,
    /// What is noted about tokens of this machine.
    pub notes: Vec<Noted>,
}

fn main_branch() -> String {
    "main".to_owned()
}

impl Machine {
    /// Writes the home and the checkout below `dir`, with logins for the registry at `host`, or Docker Hub.
    /// `secret` gives the value for a credential.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn lay_out(
        &self,
        dir: &Path,
        host: Option<&str>,
        secret: impl Fn(&Credential) -> String,
    ) -> io::Result<LaidOut> {
        let home = dir.join("home");
        let checkout = dir.join("checkout");
        let runtime = dir.join("run");
        self.write_checkout(&checkout)?;
        let mut environment: Vec<(String, String)> = [
            ("HOME", home.clone()),
            ("XDG_CONFIG_HOME", home.join(".config")),
            ("XDG_DATA_HOME", home.join(".local/share")),
            ("XDG_STATE_HOME", home.join(".local/state")),
            ("XDG_CACHE_HOME", home.join(".cache")),
            ("XDG_RUNTIME_DIR", runtime.clone()),
        ]
        .into_iter()
        .map(|(name, path)| (name.to_owned(), path.to_string_lossy().into_owned()))
        .collect();
        fs::create_dir_all(home.join(".config"))?;
        fs::create_dir_all(&runtime)?;
        let mut keyring_entries = Vec::new();
        // Docker Hub's key in docker's file (docker/cli, cli/command/registry.go).
        let docker = host.unwrap_or("https://index.docker.io/v1/");
        for credential in &self.credentials {
            let secret = secret(credential);
            let auth = STANDARD.encode(format!("{}:{secret}", credential.user));
            let file = |server: &str| format!("{:#}\n", json!({"auths": {server: {"auth": auth}}}));
            match credential.place {
                Place::DockerConfig => private(&home.join(".docker/config.json"), &file(docker))?,
                Place::Environment => {
                    environment.push(("DOCKER_AUTH_CONFIG".to_owned(), file(docker)));
                }
                Place::Keyring => keyring_entries.push((credential.user.clone(), secret)),
                Place::ContainersAuth => {
                    private(&runtime.join("containers/auth.json"), &file(host.unwrap_or("docker.io")))?
                }
            }
        }
        Ok(LaidOut { home, checkout, environment, keyring: self.keyring, keyring_entries, notes: Vec::new() })
    }

    fn write_checkout(&self, checkout: &Path) -> io::Result<()> {
        let git = checkout.join(".git");
        fs::create_dir_all(git.join("objects"))?;
        fs::create_dir_all(git.join("refs/heads"))?;
        write(&git.join("HEAD"), &format!("ref: refs/heads/{}\n", self.branch))?;
        let mut config = format!(
            "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\
             [remote \"origin\"]\n\turl = {}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n",
            self.remote
        );
        for (name, url) in &self.remotes {
            let refs = format!("+refs/heads/*:refs/remotes/{name}/*");
            config += &format!("[remote \"{name}\"]\n\turl = {url}\n\tfetch = {refs}\n");
        }
        write(&git.join("config"), &config)?;
        if let Some(text) = &self.project_file {
            write(&checkout.join(".pushpilot.toml"), text)?;
        }
        for (path, text) in &self.files {
            write(&checkout.join(path), text)?;
        }
        for workflow in &self.workflows {
            write(&checkout.join(".github/workflows").join(&workflow.file), &workflow.text)?;
        }
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)
}

/// A file that only its owner may read, as docker and podman write theirs.
fn private(path: &Path, text: &str) -> io::Result<()> {
    write(path, text)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}
