//! Entries beside the one that tools read: while a token is replaced, both lie there.

use super::{Keyring, WAIT, entry, user};
use crate::model::account::Username;
use crate::model::failure::KeyringTrouble;
use crate::model::image::Registry;
use crate::model::secret::AccessToken;

/// Which entry. No user name has a space in it, so none of the others is anybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The one that tools read.
    Itself,
    /// A token that is to come in its place.
    Next,
    /// The token that was in its place.
    Replaced,
}

impl Beside {
    /// The name of the entry.
    #[must_use]
    pub fn user(self, registry: &Registry, username: &Username) -> String {
        let user = user(registry, username);
        match self {
            Self::Itself => user,
            Self::Next => format!("{user} (next)"),
            Self::Replaced => format!("{user} (replaced)"),
        }
    }
}

impl Keyring {
    /// Writes, reads back, compares; what was there is gone.
    ///
    /// # Errors
    /// Locked, absent, full, or something else was read back.
    pub async fn put(
        &self,
        registry: &Registry,
        username: &Username,
        beside: Beside,
        secret: &AccessToken,
    ) -> Result<(), KeyringTrouble> {
        let (user, secret) = (beside.user(registry, username), secret.clone());
        self.call(WAIT, move |store| entry::replace(store, &user, &secret)).await
    }

    /// The secret of an entry, `None` if there is no such entry. Never prompts.
    ///
    /// # Errors
    /// Locked, absent, or time-out.
    pub async fn held(
        &self,
        registry: &Registry,
        username: &Username,
        beside: Beside,
    ) -> Result<Option<AccessToken>, KeyringTrouble> {
        let user = beside.user(registry, username);
        self.call(WAIT, move |store| entry::load(store, &user)).await
    }

    /// Removes an entry, if it is there.
    ///
    /// # Errors
    /// Locked, absent, or time-out.
    pub async fn let_go(
        &self,
        registry: &Registry,
        username: &Username,
        beside: Beside,
    ) -> Result<(), KeyringTrouble> {
        let user = beside.user(registry, username);
        self.call(WAIT, move |store| store.remove(&user)).await.map(drop)
    }
}
