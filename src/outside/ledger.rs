//! What this program noted about credentials (label, level, dates): no secrets, and nothing from which
//! one could be guessed.
//!
//! A note belongs to a secret, so that a replaced token does not inherit the dates of the old one. The
//! file therefore names the secret by a salted SHA-256 hash, and only if it is a token that a machine
//! made: 120 random bits and more cannot be found by trying. Of anything that may be a password no hash
//! is written, however salted or slow, and so no note.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{files, fingerprint};
use crate::model::access::{Level, Note};
use crate::model::account::Username;
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::image::Registry;
use crate::model::moment::Moment;
use crate::model::registries;
use crate::model::secret::AccessToken;

const VERSION: u32 = 1;
const MAX_FILE: usize = 4 * 1024 * 1024;

/// The file with the notes.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
}

/// What came of writing a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    Written,
    /// Written into a new file; the one before could not be read and lies here now.
    SetAside(PathBuf),
    /// Not written: the secret may be a password.
    Guessable,
}

/// A note with whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub registry: Registry,
    pub username: String,
    pub note: Note,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    salt: String,
    notes: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    registry: String,
    username: String,
    fingerprint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proven: Option<String>,
    /// Fields that another version put here; they are written back as they are.
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

impl Ledger {
    /// The ledger in this program's state folder.
    #[must_use]
    pub fn in_folder(state: &Path) -> Self {
        Self { path: state.join("ledger.json") }
    }

    /// The note about a credential; `None` if there is none. Blocks.
    ///
    /// # Errors
    /// The file cannot be read, or is of a newer version.
    pub fn note(
        &self,
        registry: &Registry,
        username: &Username,
        secret: &AccessToken,
    ) -> Result<Option<Note>, Failure> {
        let file = self.read()?;
        let print = fingerprint(&file.salt, registry, username, secret);
        Ok(file.notes.iter().find(|line| line.is(registry, username, &print)).map(Line::note))
    }

    /// Everything that is noted. Blocks.
    ///
    /// # Errors
    /// The file cannot be read, or is of a newer version.
    pub fn all(&self) -> Result<Vec<Entry>, Failure> {
        let entry = |line: &Line| Entry {
            registry: Registry::parse(&line.registry),
            username: crate::model::clean::short(&line.username, 255),
            note: line.note(),
        };
        Ok(self.read()?.notes.iter().map(entry).collect())
    }

    /// Changes the note about a credential, or begins one. A file that cannot be understood is set aside
    /// first. Blocks, for a while if another run is writing.
    ///
    /// # Errors
    /// The file's trouble; nothing that was in it is lost.
    pub fn record(
        &self,
        registry: &Registry,
        username: &Username,
        secret: &AccessToken,
        change: impl FnOnce(&mut Note),
    ) -> Result<Recorded, Failure> {
        if !registries::is_unguessable(registry, username.as_str(), secret) {
            return Ok(Recorded::Guessable);
        }
        let _lock = files::lock(&self.path)?;
        let (mut file, recorded) = match self.read() {
            Ok(file) => (file, Recorded::Written),
            Err(failure) => match failure.kind {
                FailureKind::File { trouble: FileTrouble::Broken { .. } | FileTrouble::NotText, .. } => {
                    (File::new()?, Recorded::SetAside(self.set_aside()?))
                }
                _ => return Err(failure),
            },
        };
        let print = fingerprint(&file.salt, registry, username, secret);
        let at = file.notes.iter().position(|line| line.is(registry, username, &print));
        let mut note = at.map(|at| file.notes[at].note()).unwrap_or_default();
        change(&mut note);
        let others = at.map(|at| std::mem::take(&mut file.notes[at].others)).unwrap_or_default();
        let line = Line::of(registry, username, print, note, others);
        match at {
            Some(at) => file.notes[at] = line,
            None => file.notes.push(line),
        }
        let text = serde_json::to_vec_pretty(&file).map_err(|_| self.broken(None))?;
        files::write_private(&self.path, &text)?;
        Ok(recorded)
    }

    fn read(&self) -> Result<File, Failure> {
        let text = match files::read_text(&self.path, MAX_FILE) {
            Ok(text) => text,
            Err(failure) => match failure.kind {
                FailureKind::File { trouble: FileTrouble::Missing, .. } => return File::new(),
                _ => return Err(failure),
            },
        };
        // The version before the rest: a newer file may have another shape.
        let version =
            serde_json::from_str::<Version>(&text).map_err(|error| self.broken(Some(error.line())))?.version;
        if version > VERSION {
            return Err(self.broken(None).saying(&format!("version {version}")));
        }
        serde_json::from_str(&text).map_err(|error| self.broken(Some(error.line())))
    }

    /// Moves the file to the first free name beside it.
    fn set_aside(&self) -> Result<PathBuf, Failure> {
        let aside = (1..=1000)
            .map(|number| files::with_suffix(&self.path, &format!("kept-{number}")))
            .find(|aside| !aside.exists())
            .ok_or_else(|| files::failure(&self.path, FileTrouble::NotWritable))?;
        std::fs::rename(&self.path, &aside)
            .map_err(|error| files::failure(&self.path, files::writing(&error)))?;
        Ok(aside)
    }

    fn broken(&self, line: Option<usize>) -> Failure {
        files::failure(&self.path, FileTrouble::Broken { line })
    }
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl File {
    fn new() -> Result<Self, Failure> {
        Ok(Self { version: VERSION, salt: fingerprint::salt()?, notes: Vec::new() })
    }
}

impl Line {
    fn is(&self, registry: &Registry, username: &Username, print: &str) -> bool {
        self.registry == registry.host() && self.username == username.as_str() && self.fingerprint == print
    }

    fn note(&self) -> Note {
        let moment = |text: &Option<String>| text.as_deref().and_then(Moment::parse);
        Note {
            label: self.label.as_deref().map(|label| crate::model::clean::short(label, 100)),
            level: self.level.as_deref().and_then(level),
            created: moment(&self.created),
            expires: moment(&self.expires),
            proven: moment(&self.proven),
        }
    }

    fn of(
        registry: &Registry,
        username: &Username,
        fingerprint: String,
        note: Note,
        others: BTreeMap<String, serde_json::Value>,
    ) -> Self {
        Self {
            registry: registry.host().to_owned(),
            username: username.as_str().to_owned(),
            fingerprint,
            label: note.label,
            level: note.level.map(|level| word(level).to_owned()),
            created: note.created.map(Moment::iso),
            expires: note.expires.map(Moment::iso),
            proven: note.proven.map(Moment::iso),
            others,
        }
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Read => "read",
        Level::Write => "write",
        Level::Delete => "delete",
    }
}

fn level(word: &str) -> Option<Level> {
    match word {
        "read" => Some(Level::Read),
        "write" => Some(Level::Write),
        "delete" => Some(Level::Delete),
        _ => None,
    }
}

fn fingerprint(salt: &str, registry: &Registry, username: &Username, secret: &AccessToken) -> String {
    fingerprint::of(&[salt, registry.host(), username.as_str(), secret.expose()])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Ledger, Recorded};
    use crate::model::access::Level;
    use crate::model::account::Username;
    use crate::model::image::Registry;
    use crate::model::moment::Moment;
    use crate::model::secret::AccessToken;

    fn token(last: &str) -> AccessToken {
        AccessToken::from(format!("dckr_pat_AbCdEfGhIjKlMnOpQrStUvW{last}"))
    }

    fn amy() -> Username {
        Username::parse("amyflash").expect("is a user name")
    }

    #[test]
    fn a_note_belongs_to_one_secret_and_grows() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ledger = Ledger::in_folder(folder.path());
        let hub = Registry::docker_hub();
        let day = Moment::parse("2026-11-23T00:00:00Z").expect("is a date");
        assert_eq!(ledger.note(&hub, &amy(), &token("1")), Ok(None));
        let record = |change: fn(&mut super::Note)| ledger.record(&hub, &amy(), &token("1"), change);
        assert_eq!(record(|note| note.level = Some(Level::Write)), Ok(Recorded::Written));
        let text = std::fs::read_to_string(&ledger.path).expect("is there");
        std::fs::write(&ledger.path, text.replace("\"level\"", "\"later\": [1], \"level\"")).expect("writes");
        ledger.record(&hub, &amy(), &token("1"), |note| note.expires = Some(day)).expect("records");
        let note = ledger.note(&hub, &amy(), &token("1")).expect("reads").expect("is noted");
        assert_eq!((note.level, note.expires), (Some(Level::Write), Some(day)));
        assert_eq!(ledger.note(&hub, &amy(), &token("2")), Ok(None));
        let text = std::fs::read_to_string(&ledger.path).expect("is there");
        assert!(text.contains("\"later\"") && !text.contains("dckr_pat"), "{text}");
        assert_eq!(ledger.all().expect("reads").len(), 1);
    }

    #[test]
    fn of_what_may_be_a_password_nothing_is_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ledger = Ledger::in_folder(folder.path());
        let password = AccessToken::from("correct-Horse-7-battery-staple-x".to_owned());
        let recorded = ledger.record(&Registry::docker_hub(), &amy(), &password, |_| ());
        assert_eq!(recorded, Ok(Recorded::Guessable));
        assert!(!ledger.path.exists());
    }

    #[test]
    fn what_is_not_understood_is_kept_aside() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ledger = Ledger::in_folder(folder.path());
        let hub = Registry::docker_hub();
        for (number, content) in
            ["{\"version\": 2, \"other\": 1}", "{\"version\": 1, \"sa", "\u{0}"].iter().enumerate()
        {
            std::fs::write(&ledger.path, content).expect("writes");
            assert!(ledger.note(&hub, &amy(), &token("1")).is_err());
            let recorded = ledger.record(&hub, &amy(), &token("1"), |_| ()).expect("records");
            let Recorded::SetAside(aside) = recorded else { panic!("{recorded:?}") };
            assert_eq!(std::fs::read_to_string(&aside).expect("is kept"), *content);
            assert!(aside.ends_with(format!("ledger.json.kept-{}", number + 1)));
        }
    }

    #[test]
    fn runs_at_the_same_time_lose_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ledger = Ledger::in_folder(folder.path());
        std::thread::scope(|scope| {
            for number in 0..8 {
                let ledger = ledger.clone();
                scope.spawn(move || {
                    let day = Moment::default().plus(Duration::from_secs(number));
                    let token = token(&number.to_string());
                    ledger.record(&Registry::docker_hub(), &amy(), &token, |note| note.proven = Some(day))
                });
            }
        });
        assert_eq!(ledger.all().expect("reads").len(), 8);
    }
}
