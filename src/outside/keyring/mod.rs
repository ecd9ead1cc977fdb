//! The places that keep a token: the system's keyring, the kernel's, and a twin in memory for practice.

mod beside;
mod blocking;
mod entry;
mod github;
#[cfg(target_os = "linux")]
mod kernel;
pub mod memory;
#[cfg(any(target_os = "macos", windows))]
mod native;
#[cfg(target_os = "linux")]
mod secret_service;

use std::time::Duration;

use tokio::sync::oneshot;
use zeroize::Zeroizing;

pub use self::beside::Beside;
pub use self::blocking::Kept;
pub use self::memory::{Memory, Mood};
use crate::model::account::Username;
use crate::model::failure::KeyringTrouble;
use crate::model::image::Registry;
use crate::model::secret::AccessToken;

/// The service that all entries are filed under.
pub const SERVICE: &str = "pushpilot";

/// How long a keyring may take over one call. One that asks the person something is asked with more.
pub const WAIT: Duration = Duration::from_secs(3);

/// A place that keeps tokens.
#[derive(Clone, Debug)]
pub enum Keyring {
    /// macOS Keychain, Windows Credential Manager, or the Secret Service of the desktop.
    System,
    /// The Linux kernel's: until reboot, and gone three days after the last use on most systems
    /// (`/proc/sys/kernel/keys/persistent_keyring_expiry`).
    Kernel,
    /// For practice and tests: in this process, with the moods of a real one.
    Memory(Memory),
}

/// A state in which a keyring can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready;

/// What came of storing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Another secret lay in the entry; it was moved to an entry marked `(previous)`.
    pub moved_previous: bool,
}

/// Storing did not succeed, or not in time.
#[derive(Debug)]
pub struct Unstored {
    pub trouble: KeyringTrouble,
    /// After a time-out the call goes on, as nothing can stop it: what comes of it in the end.
    pub late: Option<Late>,
}

/// An answer that is still to come.
#[derive(Debug)]
pub struct Late(oneshot::Receiver<Result<Stored, KeyringTrouble>>);

impl Late {
    /// Waits for the answer, for as long as it takes.
    ///
    /// # Errors
    /// The trouble that it ended in.
    pub async fn wait(self) -> Result<Stored, KeyringTrouble> {
        self.0.await.unwrap_or(Err(KeyringTrouble::Other))
    }
}

impl Keyring {
    /// Whether it could be written to now. Only looks: nothing is unlocked and nobody is asked.
    ///
    /// # Errors
    /// Locked, absent, or no answer in time.
    pub async fn status(&self) -> Result<Ready, KeyringTrouble> {
        self.call(WAIT, |store| store.look().map(|()| Ready)).await
    }

    /// Asks the keyring to unlock itself, which may open a window that asks for its password; `wait` is
    /// how long the person gets.
    ///
    /// # Errors
    /// Still locked (dismissed, or nobody there to ask), absent, or time-out.
    pub async fn unlock(&self, wait: Duration) -> Result<Ready, KeyringTrouble> {
        self.call(wait, |store| store.ask_to_unlock().and_then(|()| store.look()).map(|()| Ready)).await
    }

    /// Writes, reads back, compares. A different secret in the entry is moved aside first.
    ///
    /// # Errors
    /// The trouble; after a time-out with the answer that may still come.
    pub async fn store(
        &self,
        registry: &Registry,
        username: &Username,
        secret: &AccessToken,
    ) -> Result<Stored, Unstored> {
        let (user, secret) = (user(registry, username), secret.clone());
        let mut answer = self.begin(move |store| entry::store(store, &user, &secret));
        match tokio::time::timeout(WAIT, &mut answer).await {
            Ok(Ok(done)) => done.map_err(|trouble| Unstored { trouble, late: None }),
            // The thread ended without an answer: the library panicked.
            Ok(Err(_)) => Err(Unstored { trouble: KeyringTrouble::Other, late: None }),
            Err(_) => Err(Unstored { trouble: KeyringTrouble::TimedOut, late: Some(Late(answer)) }),
        }
    }

    /// The secret of an entry, `None` if there is no such entry. Never prompts.
    ///
    /// # Errors
    /// Locked, absent, or time-out.
    pub async fn load(
        &self,
        registry: &Registry,
        username: &Username,
    ) -> Result<Option<AccessToken>, KeyringTrouble> {
        let user = user(registry, username);
        self.call(WAIT, move |store| entry::load(store, &user)).await
    }

    /// Removes an entry; `false` if there was none.
    ///
    /// # Errors
    /// Locked, absent, or time-out.
    pub async fn erase(&self, registry: &Registry, username: &Username) -> Result<bool, KeyringTrouble> {
        let user = user(registry, username);
        self.call(WAIT, move |store| store.remove(&user)).await
    }

    /// The user names that have an entry for a registry, also in a locked keyring. Only looks.
    ///
    /// # Errors
    /// Absent, or time-out.
    pub async fn usernames(&self, registry: &Registry) -> Result<Vec<Username>, KeyringTrouble> {
        let users = self.call(WAIT, |store| store.users()).await?;
        Ok(of_registry(registry, &users))
    }

    /// The registries that have an entry. Only looks.
    ///
    /// # Errors
    /// Absent, or time-out.
    pub async fn registries(&self) -> Result<Vec<Registry>, KeyringTrouble> {
        let users = self.call(WAIT, |store| store.users()).await?;
        Ok(users.iter().filter_map(|user| login(user)).map(|(registry, _)| registry).collect())
    }

    async fn call<T: Send + 'static>(
        &self,
        wait: Duration,
        work: impl FnOnce(&Self) -> Result<T, KeyringTrouble> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        match tokio::time::timeout(wait, self.begin(work)).await {
            Ok(answer) => answer.unwrap_or(Err(KeyringTrouble::Other)),
            Err(_) => Err(KeyringTrouble::TimedOut),
        }
    }

    /// A thread of its own rather than the runtime's: leaving must not wait for a keyring that hangs.
    fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, KeyringTrouble> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, KeyringTrouble>> {
        let (tell, answer) = oneshot::channel();
        let keyring = self.clone();
        std::thread::spawn(move || {
            // Nobody may be waiting any more; then the answer is lost, as it should be.
            let _ = tell.send(work(&keyring));
        });
        answer
    }
}

/// The user of an entry: `docker.io/amyflash`.
fn user(registry: &Registry, username: &Username) -> String {
    format!("{registry}/{username}")
}

/// Entries beside others go on like this; no user name can.
const BESIDE: &str = " (";

/// Registry and user name of an entry; `None` for one that keeps what another held before or is to hold.
fn login(user: &str) -> Option<(Registry, Username)> {
    let (host, name) = user.split_once('/').filter(|(_, name)| !name.contains(BESIDE))?;
    Some((Registry::parse(host), Username::parse(name).ok()?))
}

/// The user names among these that belong to a registry, sorted, each once.
fn of_registry(registry: &Registry, users: &[String]) -> Vec<Username> {
    let of = |user: &String| login(user).filter(|(of, _)| of == registry).map(|(_, name)| name);
    let mut names: Vec<Username> = users.iter().filter_map(of).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// An entry by its user, with its secret.
type Picked = (String, Zeroizing<Vec<u8>>);

/// What a keyring's own window calls the entry.
fn label(user: &str) -> String {
    format!("Registry token for {user} (pushpilot)")
}

/// The calls that every place can answer. They block, and never prompt but for `unlock`.
impl Keyring {
    fn look(&self) -> Result<(), KeyringTrouble> {
        match self {
            #[cfg(target_os = "linux")]
            Self::System => secret_service::look(),
            #[cfg(target_os = "linux")]
            Self::Kernel => kernel::look(),
            #[cfg(any(target_os = "macos", windows))]
            Self::System => native::look(),
            Self::Memory(memory) => memory.look(),
            #[cfg(not(target_os = "linux"))]
            Self::Kernel => Err(KeyringTrouble::Absent),
            #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
            Self::System => Err(KeyringTrouble::Absent),
        }
    }

    fn ask_to_unlock(&self) -> Result<(), KeyringTrouble> {
        match self {
            #[cfg(target_os = "linux")]
            Self::System => secret_service::unlock(),
            Self::Memory(memory) => memory.unlock(),
            // The others are unlocked with the session, or unlock themselves.
            _ => self.look(),
        }
    }

    fn read(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble> {
        match self {
            Self::Memory(memory) => memory.read(user),
            #[cfg(target_os = "linux")]
            Self::System => {
                Ok(secret_service::pick(&mut |_| Some(user.to_owned()), Some(user))?
                    .map(|(_, secret)| secret))
            }
            _ => self.open(user)?.map_or(Ok(None), |open| entry::read(&open)),
        }
    }

    /// Lists the users of all entries and reads the one that is chosen among them.
    fn pick(
        &self,
        choose: &mut dyn FnMut(&[String]) -> Option<String>,
    ) -> Result<Option<Picked>, KeyringTrouble> {
        match self {
            // All on one connection: making one takes longer than everything that is asked on it.
            #[cfg(target_os = "linux")]
            Self::System => secret_service::pick(choose, None),
            _ => {
                let Some(user) = choose(&self.users()?) else {
                    return self.look().map(|()| None);
                };
                Ok(self.read(&user)?.map(|secret| (user, secret)))
            }
        }
    }

    fn write(&self, user: &str, secret: &[u8]) -> Result<(), KeyringTrouble> {
        match self {
            Self::Memory(memory) => memory.write(user, secret),
            _ => {
                self.look()?;
                entry::write(&self.create(user)?, secret)
            }
        }
    }

    fn remove(&self, user: &str) -> Result<bool, KeyringTrouble> {
        match self {
            Self::Memory(memory) => memory.remove(user),
            _ => self.open(user)?.map_or(Ok(false), |open| entry::remove(&open)),
        }
    }

    fn users(&self) -> Result<Vec<String>, KeyringTrouble> {
        match self {
            #[cfg(target_os = "linux")]
            Self::System => secret_service::users(),
            #[cfg(target_os = "linux")]
            Self::Kernel => kernel::users(),
            #[cfg(any(target_os = "macos", windows))]
            Self::System => native::users(),
            Self::Memory(memory) => memory.users(),
            #[cfg(not(target_os = "linux"))]
            Self::Kernel => Err(KeyringTrouble::Absent),
            #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
            Self::System => Err(KeyringTrouble::Absent),
        }
    }

    /// An entry that can be read without anybody being asked; `None` if there is none.
    fn open(&self, user: &str) -> Result<Option<keyring_core::Entry>, KeyringTrouble> {
        match self {
            #[cfg(target_os = "linux")]
            Self::System if !secret_service::holds(user)? => Ok(None),
            _ => self.create(user).map(Some),
        }
    }

    /// An entry for writing; nothing is written yet.
    fn create(&self, user: &str) -> Result<keyring_core::Entry, KeyringTrouble> {
        match self {
            #[cfg(target_os = "linux")]
            Self::System => secret_service::entry(user),
            #[cfg(target_os = "linux")]
            Self::Kernel => kernel::entry(user),
            #[cfg(any(target_os = "macos", windows))]
            Self::System => native::entry(user),
            _ => Err(KeyringTrouble::Absent),
        }
    }
}

#[cfg(test)]
mod tests;
