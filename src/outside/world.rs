//! Everything reachable from a run, in one place: addresses, keyring, folders, environment.

use std::path::PathBuf;

use super::credentials::Machine;
use super::encrypted_file::EncryptedFile;
use super::endpoints::Endpoints;
use super::http::Http;
use super::journal::Journal;
use super::keyring::Keyring;
use super::ledger::Ledger;
use super::places::{Env, Places};
use super::written::WrittenSecrets;
use crate::model::access::Note;
use crate::model::account::{Credential, Username};
use crate::model::image::Registry;
use crate::model::secret::AccessToken;

/// What a run can reach. In practice it is the same with other addresses and folders.
#[derive(Clone, Debug)]
pub struct World {
    pub http: Http,
    pub endpoints: Endpoints,
    pub env: Env,
    pub places: Places,
    /// The folder that the person stands in.
    pub folder: PathBuf,
    pub keyring: Keyring,
    /// Practice: secrets in the encrypted file are nobody's, and stretching the passphrase may be quick.
    pub practice: bool,
}

impl World {
    /// The view of it that finding credentials needs.
    #[must_use]
    pub fn machine(&self) -> Machine<'_> {
        Machine { env: &self.env, places: &self.places, keyring: &self.keyring }
    }

    #[must_use]
    pub fn encrypted_file(&self) -> EncryptedFile {
        let file = EncryptedFile::in_folder(&self.places.state);
        if self.practice { file.with_work(PRACTICE_WORK) } else { file }
    }

    #[must_use]
    pub fn journal(&self) -> Journal {
        Journal::in_folder(&self.places.state)
    }

    #[must_use]
    pub fn written_secrets(&self) -> WrittenSecrets {
        WrittenSecrets::in_folder(&self.places.state)
    }

    #[must_use]
    pub fn ledger(&self) -> Ledger {
        Ledger::in_folder(&self.places.state)
    }

    /// What was noted about this very secret. A ledger that cannot be read only means that nothing is known.
    pub async fn noted(&self, credential: &Credential) -> Note {
        let (ledger, asked) = (self.ledger(), credential.clone());
        let note = move || ledger.note(&asked.registry, &asked.username, &asked.secret);
        tokio::task::spawn_blocking(note).await.ok().and_then(Result::ok).flatten().unwrap_or_default()
    }

    /// Notes something about this very secret. That it fails costs a reminder, not the token.
    pub async fn note(
        &self,
        registry: &Registry,
        username: &Username,
        secret: &AccessToken,
        change: impl FnOnce(&mut Note) + Send + 'static,
    ) {
        let ledger = self.ledger();
        let (registry, username, secret) = (registry.clone(), username.clone(), secret.clone());
        let record = move || ledger.record(&registry, &username, &secret, change);
        drop(tokio::task::spawn_blocking(record).await);
    }
}

/// Two to the power of this: a moment, not a second.
const PRACTICE_WORK: u8 = 10;
