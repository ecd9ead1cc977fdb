//! Tokens in a file that a passphrase opens, for machines without a keyring: the age format, so that
//! other programs (`age --decrypt`) can open it too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use age::{DecryptError, scrypt};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::files;
use super::keyring::Stored;
use crate::model::account::Username;
use crate::model::failure::{Failure, FailureKind, FileTrouble, KeyringTrouble};
use crate::model::image::Registry;
use crate::model::secret::{AccessToken, Passphrase};

/// Work of the passphrase's stretching, as a power of two. What the age program uses; it takes about a
/// second and, for that time, 256 MiB.
const WORK: u8 = 18;
/// A file that asks for more was not made by this program; 2^20 takes about a gigabyte.
const MAX_WORK: u8 = 20;
const MAX_FILE: usize = 1024 * 1024;

/// The file; it is opened anew for every call, as nothing keeps the passphrase.
#[derive(Clone, Debug)]
pub struct EncryptedFile {
    path: PathBuf,
    work: u8,
}

/// What is inside, by `registry/user`.
#[derive(Default, Serialize, Deserialize)]
struct Inside {
    version: u32,
    entries: BTreeMap<String, Secret>,
}

struct Secret(SecretString);

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

impl EncryptedFile {
    /// The file in this program's state folder.
    #[must_use]
    pub fn in_folder(state: &Path) -> Self {
        Self { path: state.join("tokens.age"), work: WORK }
    }

    /// Less work for practice, where nothing secret is kept; 2 to the power of `work`.
    #[must_use]
    pub fn with_work(self, work: u8) -> Self {
        Self { work, ..self }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    #[must_use]
    pub fn exists(&self) -> bool {
        self.path.is_file()
    }

    /// Writes a secret, reads the file back and compares; a different secret of the same user is kept
    /// beside it, marked as previous. A new file gets this passphrase.
    ///
    /// # Errors
    /// The wrong passphrase for the file that is there, or the file's trouble; the file is then as it was.
    pub async fn store(
        &self,
        passphrase: &Passphrase,
        registry: &Registry,
        username: &Username,
        secret: &AccessToken,
    ) -> Result<Stored, Failure> {
        let (user, secret) = (format!("{registry}/{username}"), secret.clone());
        self.change(passphrase, move |inside| {
            let before = inside.entries.insert(user.clone(), Secret(SecretString::from(secret.expose())));
            let before = before.filter(|before| before.0.expose_secret() != secret.expose());
            let moved_previous = before.is_some();
            if let Some(before) = before {
                let free = (1..).map(|number| format!("{user} (previous {number})"));
                let aside = free.into_iter().find(|aside| !inside.entries.contains_key(aside));
                inside.entries.extend(aside.map(|aside| (aside, before)));
            }
            Stored { moved_previous }
        })
        .await
    }

    /// The secret of a user; `None` if there is none.
    ///
    /// # Errors
    /// The wrong passphrase, or the file's trouble.
    pub async fn load(
        &self,
        passphrase: &Passphrase,
        registry: &Registry,
        username: &Username,
    ) -> Result<Option<AccessToken>, Failure> {
        self.held(passphrase, format!("{registry}/{username}")).await
    }

    /// Puts a secret under the name of an entry; what was there is gone.
    ///
    /// # Errors
    /// As for [`Self::store`].
    pub async fn put(
        &self,
        passphrase: &Passphrase,
        entry: String,
        secret: &AccessToken,
    ) -> Result<(), Failure> {
        let secret = secret.clone();
        self.change(passphrase, move |inside| {
            drop(inside.entries.insert(entry, Secret(SecretString::from(secret.expose()))));
        })
        .await
    }

    /// The secret of an entry.
    ///
    /// # Errors
    /// The wrong passphrase, or the file's trouble.
    pub async fn held(&self, passphrase: &Passphrase, entry: String) -> Result<Option<AccessToken>, Failure> {
        self.look(passphrase, move |inside| {
            inside.entries.get(&entry).map(|secret| AccessToken::new(secret.0.clone()))
        })
        .await
    }

    /// Removes an entry, if it is there.
    ///
    /// # Errors
    /// As for [`Self::store`].
    pub async fn let_go(&self, passphrase: &Passphrase, entry: String) -> Result<(), Failure> {
        self.change(passphrase, move |inside| drop(inside.entries.remove(&entry))).await
    }

    /// The user names that have a secret for a registry.
    ///
    /// # Errors
    /// The wrong passphrase, or the file's trouble.
    pub async fn usernames(
        &self,
        passphrase: &Passphrase,
        registry: &Registry,
    ) -> Result<Vec<Username>, Failure> {
        let before = format!("{registry}/");
        self.look(passphrase, move |inside| {
            // The mark of previous ones has spaces, which no user name has.
            let names = inside.entries.keys().filter_map(|user| user.strip_prefix(&before));
            names.filter_map(|name| Username::parse(name).ok()).collect()
        })
        .await
    }

    /// Removes a user's secret; `false` if there was none.
    ///
    /// # Errors
    /// As for [`Self::store`].
    pub async fn erase(
        &self,
        passphrase: &Passphrase,
        registry: &Registry,
        username: &Username,
    ) -> Result<bool, Failure> {
        let user = format!("{registry}/{username}");
        self.change(passphrase, move |inside| inside.entries.remove(&user).is_some()).await
    }

    async fn look<T: Send + 'static>(
        &self,
        passphrase: &Passphrase,
        ask: impl FnOnce(&Inside) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (file, passphrase) = (self.clone(), passphrase.clone());
        blocking(move || file.open(&passphrase).map(|inside| ask(&inside))).await
    }

    async fn change<T: Send + 'static>(
        &self,
        passphrase: &Passphrase,
        change: impl FnOnce(&mut Inside) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (file, passphrase) = (self.clone(), passphrase.clone());
        blocking(move || {
            let _lock = files::lock(&file.path)?;
            let mut inside = if file.path.exists() { file.open(&passphrase)? } else { Inside::default() };
            let told = change(&mut inside);
            inside.version = 1;
            let plain = plain(&inside);
            let sealed = file.seal(&passphrase, &plain)?;
            // Opened before it replaces anything: a file that nobody can open would be a loss.
            if *unseal(&passphrase, &sealed).map_err(|error| file.meaning(&error))? != *plain {
                return Err(Failure::new(FailureKind::Keyring(KeyringTrouble::Mismatch)));
            }
            files::write_private(&file.path, &sealed)?;
            Ok(told)
        })
        .await
    }

    fn open(&self, passphrase: &Passphrase) -> Result<Inside, Failure> {
        let sealed = files::read(&self.path, MAX_FILE)?;
        let plain = unseal(passphrase, &sealed).map_err(|error| self.meaning(&error))?;
        let inside: Inside = serde_json::from_slice(&plain).map_err(|_| self.broken())?;
        // Of a newer version, what is not understood here would be lost with the next change.
        if inside.version > 1 { Err(self.broken().saying("written by a newer version")) } else { Ok(inside) }
    }

    fn seal(&self, passphrase: &Passphrase, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.expose()));
        recipient.set_work_factor(self.work);
        age::encrypt(&recipient, plain).map_err(|_| Failure::new(FailureKind::Keyring(KeyringTrouble::Other)))
    }

    fn broken(&self) -> Failure {
        files::failure(&self.path, FileTrouble::Broken { line: None })
    }

    /// A wrong passphrase shows at the file's key, before anything else of the file is looked at.
    fn meaning(&self, error: &DecryptError) -> Failure {
        match error {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
                Failure::new(FailureKind::Keyring(KeyringTrouble::WrongPassphrase))
            }
            _ => self.broken(),
        }
    }
}

fn unseal(passphrase: &Passphrase, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.expose()));
    identity.set_max_work_factor(MAX_WORK);
    age::decrypt(&identity, sealed).map(Zeroizing::new)
}

fn plain(inside: &Inside) -> Zeroizing<Vec<u8>> {
    // Reserved at once: a vector that grows leaves copies of secrets behind. JSON can make six
    // characters of one.
    let size = |(user, secret): (&String, &Secret)| 6 * (user.len() + secret.0.expose_secret().len()) + 10;
    let mut plain = Zeroizing::new(Vec::with_capacity(64 + inside.entries.iter().map(size).sum::<usize>()));
    serde_json::to_writer(&mut *plain, inside).expect("texts become JSON, and memory takes them");
    plain
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let other = || Failure::new(FailureKind::Keyring(KeyringTrouble::Other));
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(other()))
}

#[cfg(test)]
mod tests {
    use super::EncryptedFile;
    use crate::model::account::Username;
    use crate::model::failure::{FailureKind, FileTrouble, KeyringTrouble};
    use crate::model::image::Registry;
    use crate::model::secret::{AccessToken, Passphrase};

    fn name(text: &str) -> Username {
        Username::parse(text).expect("is a user name")
    }

    #[tokio::test]
    async fn several_secrets_share_a_file_that_one_passphrase_opens() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = EncryptedFile::in_folder(&folder.path().join("state")).with_work(4);
        let hub = Registry::docker_hub();
        let right = Passphrase::from("right".to_owned());
        assert!(!file.exists());
        for (user, secret, moved) in
            [("amyflash", "dckr_pat_1", false), ("bob", "2\"\\", false), ("amyflash", "3", true)]
        {
            let stored = file.store(&right, &hub, &name(user), &AccessToken::from(secret.to_owned())).await;
            assert_eq!(stored.expect("stores").moved_previous, moved, "{user}");
        }
        let loaded = file.load(&right, &hub, &name("bob")).await.expect("opens");
        assert_eq!(loaded.map(|token| token.expose().to_owned()).as_deref(), Some("2\"\\"));
        assert_eq!(file.usernames(&right, &hub).await.expect("opens"), [name("amyflash"), name("bob")]);
        assert_eq!(file.erase(&right, &hub, &name("bob")).await, Ok(true));
        assert!(file.load(&right, &hub, &name("bob")).await.expect("opens").is_none());

        let bytes = std::fs::read(file.path()).expect("is there");
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        assert!(!bytes.windows(8).any(|part| part == b"dckr_pat"));
    }

    #[tokio::test]
    async fn a_wrong_passphrase_is_told_from_a_broken_file_and_changes_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = EncryptedFile::in_folder(folder.path()).with_work(4);
        let (hub, amy, token) = (Registry::docker_hub(), name("amyflash"), AccessToken::from("1".to_owned()));
        let (right, wrong) = (Passphrase::from("right".to_owned()), Passphrase::from("wrong".to_owned()));
        file.store(&right, &hub, &amy, &token).await.expect("stores");
        let before = std::fs::read(file.path()).expect("is there");
        let refused = FailureKind::Keyring(KeyringTrouble::WrongPassphrase);
        assert_eq!(file.load(&wrong, &hub, &amy).await.expect_err("fails").kind, refused);
        assert_eq!(file.store(&wrong, &hub, &amy, &token).await.expect_err("fails").kind, refused);
        assert_eq!(std::fs::read(file.path()).expect("is there"), before);

        for broken in [
            &before[..before.len() - 5],
            b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 63\n",
            b"",
        ] {
            std::fs::write(file.path(), broken).expect("writes");
            let failure = file.load(&right, &hub, &amy).await.expect_err("fails");
            assert!(
                matches!(failure.kind, FailureKind::File { trouble: FileTrouble::Broken { .. }, .. }),
                "{failure:?}"
            );
        }
    }
}
