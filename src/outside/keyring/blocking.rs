//! The same calls for a program that lives for milliseconds, as a credential helper does: no event loop.

use std::sync::mpsc;
use std::time::Duration;

use secrecy::SecretString;

use super::{Keyring, Ready, Stored, WAIT, entry, of_registry, user};
use crate::model::account::Username;
use crate::model::failure::KeyringTrouble;
use crate::model::image::Registry;
use crate::model::secret::AccessToken;

/// What is kept for a registry.
#[derive(Debug)]
pub enum Kept {
    Nothing,
    Login(Username, AccessToken),
    /// Several logins, and none of them is the wanted one.
    Several(Vec<Username>),
}

impl Keyring {
    /// The login for a registry: the wanted one if it is there, else the only one. Never prompts.
    ///
    /// # Errors
    /// Locked, absent, or time-out.
    pub fn login_now(&self, registry: &Registry, wanted: Option<&Username>) -> Result<Kept, KeyringTrouble> {
        let (registry, wanted) = (registry.clone(), wanted.cloned());
        self.wait(WAIT, move |store| {
            let mut names = Vec::new();
            let picked = store.pick(&mut |users| {
                names = of_registry(&registry, users);
                let name = match (&wanted, names.as_slice()) {
                    (Some(wanted), names) if names.contains(wanted) => wanted,
                    (_, [only]) => only,
                    _ => return None,
                };
                Some(user(&registry, name))
            })?;
            let Some((user, secret)) = picked else {
                return Ok(if names.is_empty() { Kept::Nothing } else { Kept::Several(names) });
            };
            let name = names.into_iter().find(|name| self::user(&registry, name) == user);
            let text = std::str::from_utf8(&secret).map_err(|_| KeyringTrouble::Other)?;
            Ok(name
                .map_or(Kept::Nothing, |name| Kept::Login(name, AccessToken::new(SecretString::from(text)))))
        })
    }

    /// See [`Keyring::unlock`].
    ///
    /// # Errors
    /// Still locked, absent, or time-out.
    pub fn unlock_now(&self, wait: Duration) -> Result<Ready, KeyringTrouble> {
        self.wait(wait, |store| store.ask_to_unlock().and_then(|()| store.look()).map(|()| Ready))
    }

    /// See [`Keyring::store`].
    ///
    /// # Errors
    /// The trouble.
    pub fn store_now(
        &self,
        registry: &Registry,
        username: &Username,
        secret: &AccessToken,
    ) -> Result<Stored, KeyringTrouble> {
        let (user, secret) = (user(registry, username), secret.clone());
        self.wait(WAIT, move |store| entry::store(store, &user, &secret))
    }

    /// See [`Keyring::erase`].
    ///
    /// # Errors
    /// Locked, absent, or time-out.
    pub fn erase_now(&self, registry: &Registry, username: &Username) -> Result<bool, KeyringTrouble> {
        let user = user(registry, username);
        self.wait(WAIT, move |store| store.remove(&user))
    }

    /// Every login, by registry, also in a locked keyring.
    ///
    /// # Errors
    /// Absent, or time-out.
    pub fn logins_now(&self) -> Result<Vec<(Registry, Username)>, KeyringTrouble> {
        let users = self.wait(WAIT, |store| store.users())?;
        let mut logins: Vec<_> = users.iter().filter_map(|user| super::login(user)).collect();
        logins.sort_unstable();
        logins.dedup();
        Ok(logins)
    }

    fn wait<T: Send + 'static>(
        &self,
        wait: Duration,
        work: impl FnOnce(&Self) -> Result<T, KeyringTrouble> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        let (tell, answer) = mpsc::channel();
        let keyring = self.clone();
        std::thread::spawn(move || {
            // Nobody may be waiting any more; then the answer is lost, as it should be.
            let _ = tell.send(work(&keyring));
        });
        match answer.recv_timeout(wait) {
            Ok(answer) => answer,
            Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyringTrouble::TimedOut),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(KeyringTrouble::Other),
        }
    }
}
