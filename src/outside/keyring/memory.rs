//! A keyring in this process, for practice and tests. It can be in every mood that real ones are in.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::model::failure::KeyringTrouble;

/// How a keyring behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Ready,
    /// Unlocking succeeds.
    Locked,
    /// The window that asks for the password is dismissed, or there is nobody to show it to.
    LockedForGood,
    Absent,
    /// It takes no secret above so many bytes.
    Small(usize),
    /// It does not answer before its mood changes.
    Stuck,
    /// It says that it wrote, and did not.
    Forgetful,
}

/// Clones share what they hold, as two connections to one keyring do.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<(Mutex<Inside>, Condvar)>);

#[derive(Debug, Default)]
struct Inside {
    mood: Mood,
    entries: BTreeMap<String, Secret>,
}

/// Bytes that `Debug` does not show.
struct Secret(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl Memory {
    #[must_use]
    pub fn new(mood: Mood) -> Self {
        let memory = Self::default();
        memory.set_mood(mood);
        memory
    }

    pub fn set_mood(&self, mood: Mood) {
        self.inside().mood = mood;
        self.0.1.notify_all();
    }

    /// A thread that panicked left nothing half-written here.
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while it is stuck, then says whether it can be used.
    fn usable(&self) -> Result<MutexGuard<'_, Inside>, KeyringTrouble> {
        let inside = self.inside();
        let stuck = |inside: &mut Inside| inside.mood == Mood::Stuck;
        let inside = self.0.1.wait_while(inside, stuck).unwrap_or_else(PoisonError::into_inner);
        match inside.mood {
            Mood::Locked | Mood::LockedForGood => Err(KeyringTrouble::Locked),
            Mood::Absent => Err(KeyringTrouble::Absent),
            Mood::Ready | Mood::Small(_) | Mood::Forgetful | Mood::Stuck => Ok(inside),
        }
    }

    pub(super) fn look(&self) -> Result<(), KeyringTrouble> {
        self.usable().map(|_| ())
    }

    pub(super) fn unlock(&self) -> Result<(), KeyringTrouble> {
        if self.inside().mood == Mood::Locked {
            self.set_mood(Mood::Ready);
        }
        self.look()
    }

    pub(super) fn read(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble> {
        Ok(self.usable()?.entries.get(user).map(|secret| secret.0.clone()))
    }

    pub(super) fn write(&self, user: &str, secret: &[u8]) -> Result<(), KeyringTrouble> {
        let mut inside = self.usable()?;
        match inside.mood {
            Mood::Small(limit) if secret.len() > limit => return Err(KeyringTrouble::TooLarge),
            Mood::Forgetful => {}
            _ => {
                inside.entries.insert(user.to_owned(), Secret(Zeroizing::new(secret.to_vec())));
            }
        }
        Ok(())
    }

    pub(super) fn remove(&self, user: &str) -> Result<bool, KeyringTrouble> {
        Ok(self.usable()?.entries.remove(user).is_some())
    }

    /// Names can be seen while it is locked, as in the Secret Service.
    pub(super) fn users(&self) -> Result<Vec<String>, KeyringTrouble> {
        match self.usable() {
            Ok(inside) => Ok(inside.entries.keys().cloned().collect()),
            Err(KeyringTrouble::Locked) => Ok(self.inside().entries.keys().cloned().collect()),
            Err(trouble) => Err(trouble),
        }
    }
}
