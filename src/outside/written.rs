//! What this program wrote into GitHub's secrets: when, and a fingerprint by which it can tell later whether
//! the same token is meant. No value, and nothing from which one could be guessed.
//!
//! With it, two cases can be told apart that GitHub shows alike: somebody changed a secret since, and CI still
//! has the token before this one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{files, fingerprint};
use crate::model::account::Username;
use crate::model::clean;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::github::{Shelf, Slug};
use crate::model::image::Registry;
use crate::model::moment::Moment;
use crate::model::registries;
use crate::model::secret::AccessToken;
use crate::model::secret_plan::{Known, NameKind};

const MAX_FILE: usize = 4 * 1024 * 1024;

/// The file with the notes.
#[derive(Clone, Debug)]
pub struct WrittenSecrets {
    path: PathBuf,
}

/// A secret that this program wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrote {
    pub host: String,
    /// `owner/name`.
    pub repository: String,
    pub shelf: Shelf,
    pub name: String,
    /// GitHub's own `updated_at` after it.
    pub updated: Moment,
}

/// A token with whom it is of, which tells whether it may leave a fingerprint.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    pub registry: &'a Registry,
    pub username: &'a Username,
    pub token: &'a AccessToken,
}

#[derive(Default, Serialize, Deserialize)]
struct File {
    #[serde(default)]
    salt: String,
    #[serde(default)]
    secrets: BTreeMap<String, Line>,
    /// Fingerprints of what was written into variables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    variables: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    /// GitHub's own `updated_at`.
    updated: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
}

impl WrittenSecrets {
    #[must_use]
    pub fn in_folder(state: &Path) -> Self {
        Self { path: state.join("github-secrets.json") }
    }

    /// Notes a secret by its place (host, repository, shelf and name). Of what may be a password no
    /// fingerprint is taken. Blocks.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn record(&self, place: &str, updated: Moment, token: Option<Login<'_>>) -> Result<(), Failure> {
        self.change(|file| {
            let token =
                token.filter(|of| registries::is_unguessable(of.registry, of.username.as_str(), of.token));
            let fingerprint = token.map(|of| fingerprint(&file.salt, place, of.token));
            file.secrets.insert(place.to_owned(), Line { updated: updated.iso(), fingerprint });
        })
    }

    /// Notes a variable, so that it can be told later whether it still has this value. Blocks.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn record_variable(&self, place: &str, value: &str) -> Result<(), Failure> {
        self.change(|file| {
            let print = fingerprint::of(&[&file.salt, place, value]);
            file.variables.insert(place.to_owned(), print);
        })
    }

    /// Whether a variable was ever written here. Blocks.
    #[must_use]
    pub fn has_variable(&self, place: &str) -> bool {
        self.read().is_ok_and(|file| file.variables.contains_key(place))
    }

    /// Whether this value was written into a variable last. Blocks.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn wrote_variable(&self, place: &str, value: &str) -> Result<bool, Failure> {
        let file = self.read()?;
        let print = fingerprint::of(&[&file.salt, place, value]);
        Ok(file.variables.get(place) == Some(&print))
    }

    /// Forgets what is gone from GitHub. Blocks.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn forget(&self, place: &str, kind: NameKind) -> Result<(), Failure> {
        self.change(|file| match kind {
            NameKind::Secret => drop(file.secrets.remove(place)),
            NameKind::Variable => drop(file.variables.remove(place)),
        })
    }

    fn change(&self, change: impl FnOnce(&mut File)) -> Result<(), Failure> {
        let _lock = files::lock(&self.path)?;
        let mut file = self.read()?;
        if file.salt.is_empty() {
            file.salt = fingerprint::salt()?;
        }
        change(&mut file);
        let text = serde_json::to_vec_pretty(&file)
            .map_err(|_| files::failure(&self.path, FileTrouble::NotWritable))?;
        files::write_private(&self.path, &text)
    }

    /// Every secret that was written, as far as its place can be read. Blocks.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn all(&self) -> Result<Vec<Wrote>, Failure> {
        Ok(self.read()?.secrets.iter().filter_map(|(place, line)| wrote(place, line)).collect())
    }

    /// What it takes to tell tokens by their fingerprints, read once for many of them. Blocks.
    #[must_use]
    pub fn fingerprints(&self) -> Fingerprints {
        Fingerprints(self.read().unwrap_or_default())
    }

    /// What is known about a secret that GitHub says was last updated then. Blocks.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn known(
        &self,
        place: &str,
        updated: Option<Moment>,
        token: Option<&AccessToken>,
    ) -> Result<Known, Failure> {
        let file = self.read()?;
        let Some(line) = file.secrets.get(place) else { return Ok(Known::Nothing) };
        if updated.map(Moment::iso).as_deref() != Some(&line.updated) {
            return Ok(Known::ChangedSince);
        }
        let same = line.fingerprint.as_ref().zip(token);
        let same = same.map(|(known, token)| *known == fingerprint(&file.salt, place, token));
        Ok(Known::AsWritten { same })
    }

    fn read(&self) -> Result<File, Failure> {
        match files::read_text(&self.path, MAX_FILE) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| {
                files::failure(&self.path, FileTrouble::Broken { line: Some(error.line()) })
            }),
            Err(failure) => match failure.kind {
                FailureKind::File { trouble: FileTrouble::Missing, .. } => Ok(File::default()),
                _ => Err(failure),
            },
        }
    }
}

/// Fingerprints of what was written, by place.
#[allow(missing_debug_implementations, reason = "nobody prints fingerprints")]
pub struct Fingerprints(File);

impl Fingerprints {
    /// Whether this very token was written to a place, whatever became of it since.
    #[must_use]
    pub fn holds(&self, place: &str, token: &AccessToken) -> bool {
        let known = self.0.secrets.get(place).and_then(|line| line.fingerprint.as_ref());
        known.is_some_and(|known| *known == fingerprint(&self.0.salt, place, token))
    }
}

/// A place taken apart again, `host/owner/name/shelf/NAME`: an environment may have slashes in its name.
#[must_use]
pub fn place(text: &str) -> Option<(String, Slug, Shelf, String)> {
    let (rest, name) = text.rsplit_once('/')?;
    let mut parts = rest.splitn(4, '/');
    let (host, owner, repository, shelf) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let slug = Slug::parse(&format!("{owner}/{repository}"))?;
    Some((clean::short(host, 255), slug, Shelf::parse(shelf)?, clean::short(name, 255)))
}

fn wrote(text: &str, line: &Line) -> Option<Wrote> {
    let (host, slug, shelf, name) = place(text)?;
    Some(Wrote { host, repository: slug.to_string(), shelf, name, updated: Moment::parse(&line.updated)? })
}

fn fingerprint(salt: &str, place: &str, token: &AccessToken) -> String {
    fingerprint::of(&[salt, place, token.expose()])
}

#[cfg(test)]
mod tests {
    use super::{Known, Login, Registry, Username, WrittenSecrets};
    use crate::model::moment::Moment;
    use crate::model::secret::AccessToken;

    #[test]
    fn a_changed_secret_and_an_old_token_are_told_apart() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let written = WrittenSecrets::in_folder(folder.path());
        let token = |last: &str| AccessToken::from(format!("dckr_pat_AbCdEfGhIjKlMnOpQrStUvW{last}"));
        let place = "github.com/a/b/actions/T";
        let then = Moment(1_000);
        let (hub, amy) = (Registry::docker_hub(), Username::parse("amy").expect("a name"));
        let known = |updated, token: Option<&AccessToken>| written.known(place, Some(updated), token);
        assert_eq!(known(then, None), Ok(Known::Nothing));
        written
            .record(place, then, Some(Login { registry: &hub, username: &amy, token: &token("1") }))
            .expect("records");
        assert_eq!(known(then, Some(&token("1"))), Ok(Known::AsWritten { same: Some(true) }));
        assert_eq!(known(then, Some(&token("2"))), Ok(Known::AsWritten { same: Some(false) }));
        assert_eq!(known(Moment(9_000), Some(&token("1"))), Ok(Known::ChangedSince));
        let text = std::fs::read_to_string(&written.path).expect("is there");
        assert!(!text.contains("dckr_pat"), "{text}");
        let deep = "github.com/a/b/environment:eu/prod/T";
        written
            .record(deep, then, Some(Login { registry: &hub, username: &amy, token: &token("1") }))
            .expect("records");
        let prints = written.fingerprints();
        assert!(prints.holds(deep, &token("1")) && !prints.holds(deep, &token("2")));
        let all = written.all().expect("reads");
        assert_eq!((all.len(), all[0].shelf.word().as_str()), (1, "environment:eu/prod"));
        // A password leaves no fingerprint.
        written
            .record(
                place,
                then,
                Some(Login { registry: &hub, username: &amy, token: &"correct-Horse-7".to_owned().into() }),
            )
            .expect("records");
        assert_eq!(known(then, Some(&token("1"))), Ok(Known::AsWritten { same: None }));
    }
}
