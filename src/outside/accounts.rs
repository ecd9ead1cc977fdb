//! Which of several accounts on one registry is meant: one for everywhere, others for folders. No secrets.
//!
//! A credential helper is told the registry and nothing else (docker's protocol, and podman's, which
//! never asks a helper for a namespace), but it runs in the folder that the tool was started in.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files;
use crate::model::account::Username;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::image::Registry;

const VERSION: u32 = 1;
const MAX_FILE: usize = 1024 * 1024;

/// The file with the choices.
#[derive(Clone, Debug)]
pub struct Accounts {
    path: PathBuf,
}

/// A choice, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    registry: String,
    /// In which folder and below; `None`: wherever no other choice is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    username: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    choices: Vec<Choice>,
}

impl Choice {
    /// The account, if it is a user name.
    #[must_use]
    pub fn username(&self) -> Option<Username> {
        Username::parse(&self.username).ok()
    }

    fn is_for(&self, registry: &Registry) -> bool {
        Registry::parse(&self.registry) == *registry
    }
}

impl Accounts {
    /// The choices in this program's settings folder.
    #[must_use]
    pub fn in_folder(config: &Path) -> Self {
        Self { path: config.join("accounts.json") }
    }

    /// The account for a registry in a folder: the choice for the innermost folder around it counts. Blocks.
    ///
    /// # Errors
    /// The file cannot be read, or is of a newer version.
    pub fn choice(&self, registry: &Registry, folder: &Path) -> Result<Option<Username>, Failure> {
        let around = |choice: &Choice| choice.folder.as_ref().is_none_or(|outer| folder.starts_with(outer));
        let all = self.all(registry)?;
        let depth = |choice: &&Choice| choice.folder.as_ref().map_or(0, |outer| outer.components().count());
        let innermost = all.iter().filter(|choice| around(choice)).max_by_key(depth);
        Ok(innermost.and_then(Choice::username))
    }

    /// All choices for a registry. Blocks.
    ///
    /// # Errors
    /// As for [`Self::choice`].
    pub fn all(&self, registry: &Registry) -> Result<Vec<Choice>, Failure> {
        Ok(self.read()?.choices.into_iter().filter(|choice| choice.is_for(registry)).collect())
    }

    /// Chooses an account for a folder, or for everywhere; `None` takes the choice back. Blocks.
    ///
    /// # Errors
    /// The file cannot be understood or written; it is then as it was.
    pub fn choose(
        &self,
        registry: &Registry,
        folder: Option<&Path>,
        username: Option<&Username>,
    ) -> Result<(), Failure> {
        let _lock = files::lock(&self.path)?;
        let mut file = self.read()?;
        file.choices.retain(|choice| !(choice.is_for(registry) && choice.folder.as_deref() == folder));
        file.choices.extend(username.map(|username| Choice {
            registry: registry.host().to_owned(),
            folder: folder.map(Path::to_owned),
            username: username.as_str().to_owned(),
        }));
        let text = serde_json::to_vec_pretty(&file).map_err(|_| self.broken(None))?;
        files::write_private(&self.path, &text)
    }

    fn read(&self) -> Result<File, Failure> {
        let text = match files::read_text(&self.path, MAX_FILE) {
            Ok(text) => text,
            Err(Failure { kind: FailureKind::File { trouble: FileTrouble::Missing, .. }, .. }) => {
                return Ok(File { version: VERSION, choices: Vec::new() });
            }
            Err(failure) => return Err(failure),
        };
        let file: File = serde_json::from_str(&text).map_err(|error| self.broken(Some(error.line())))?;
        if file.version > VERSION {
            return Err(self.broken(None).saying(&format!("version {}", file.version)));
        }
        Ok(file)
    }

    fn broken(&self, line: Option<usize>) -> Failure {
        files::failure(&self.path, FileTrouble::Broken { line })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Accounts;
    use crate::model::account::Username;
    use crate::model::image::Registry;

    #[test]
    fn the_innermost_folder_decides() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let accounts = Accounts::in_folder(folder.path());
        let hub = Registry::docker_hub();
        let name = |name: &str| Username::parse(name).expect("is a user name");
        let choice = |path: &str| accounts.choice(&hub, Path::new(path)).expect("reads");
        assert_eq!(choice("/home/amy"), None);
        let choose = |path: Option<&str>, user: Option<&str>| {
            accounts.choose(&hub, path.map(Path::new), user.map(name).as_ref()).expect("writes");
        };
        choose(None, Some("amy"));
        choose(Some("/code"), Some("company"));
        choose(Some("/code/deep"), Some("robot"));
        for (path, user) in
            [("/home/amy", "amy"), ("/code/app", "company"), ("/code/deep/er", "robot"), ("/codebase", "amy")]
        {
            assert_eq!(choice(path), Some(name(user)), "{path}");
        }
        assert_eq!(accounts.choice(&Registry::parse("ghcr.io"), Path::new("/code")), Ok(None));
        choose(Some("/code"), None);
        assert_eq!(choice("/code/app"), Some(name("amy")));
    }

    #[test]
    fn what_is_not_understood_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let accounts = Accounts::in_folder(folder.path());
        for content in ["{\"version\": 2, \"choices\": []}", "{\"version\": 1, \"ch"] {
            std::fs::write(&accounts.path, content).expect("writes");
            accounts.choose(&Registry::docker_hub(), None, None).expect_err("is not understood");
            assert_eq!(std::fs::read_to_string(&accounts.path).expect("is there"), content);
        }
    }
}
