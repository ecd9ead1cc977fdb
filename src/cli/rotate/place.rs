//! Where both tokens are kept while one takes the other's place: where the old one was.

use super::asking::{self, Piped};
use crate::cli::{Call, Stop, credential};
use crate::model::access::Note;
use crate::model::account::{Credential, Origin, Username};
use crate::model::failure::{Failure, FailureKind, KeyringTrouble};
use crate::model::image::Registry;
use crate::model::secret::{AccessToken, Passphrase};
use crate::outside::encrypted_file::EncryptedFile;
use crate::outside::keyring::{Beside, Keyring};
use crate::outside::world::World;
use crate::rotation::Kept;

/// A place that can be read and written in this run.
pub(super) enum Place {
    Keyring(Keyring),
    File(EncryptedFile, Passphrase),
}

fn keyring(trouble: KeyringTrouble) -> Failure {
    Failure::new(FailureKind::Keyring(trouble))
}

impl Place {
    /// The place by its kind. The file asks for its passphrase, unless that came first on standard input; nothing is
    /// begun where no place can keep both tokens.
    pub(super) async fn open(
        call: &Call,
        world: &World,
        kept: Kept,
        piped: &mut Piped,
    ) -> Result<Self, Stop> {
        let keyring = match kept {
            Kept::File => return Ok(Self::File(world.encrypted_file(), asking::passphrase(call, piped)?)),
            Kept::Kernel => Keyring::Kernel,
            Kept::Keyring => world.keyring.clone(),
        };
        match keyring.status().await {
            Ok(_) => Ok(Self::Keyring(keyring)),
            Err(trouble) => Err(Stop::of(&self::keyring(trouble))),
        }
    }

    /// The old token, where it lies, and that place.
    pub(super) async fn of_old(
        call: &Call,
        world: &World,
        registry: &Registry,
        piped: &mut Piped,
    ) -> Result<(Credential, Note, Kept, Self), Stop> {
        let wanted = call.cli.username.as_deref();
        let none = match credential::find(world, registry, None, wanted).await {
            Ok((pair, note)) => {
                let kept = if pair.origin == Origin::KernelKeyring { Kept::Kernel } else { Kept::Keyring };
                let place = Self::open(call, world, kept, piped).await?;
                return Ok((pair, note, kept, place));
            }
            Err(none) => none,
        };
        if !world.encrypted_file().exists() {
            return Err(none);
        }
        let place = Self::open(call, world, Kept::File, piped).await?;
        let Self::File(file, passphrase) = &place else { return Err(none) };
        let names = file.usernames(passphrase, registry).await.map_err(|failure| Stop::of(&failure))?;
        let fits = |name: &Username| wanted.is_none_or(|wanted| name.as_str() == wanted);
        let Some(username) = names.into_iter().find(fits) else { return Err(none) };
        let held =
            place.held(registry, &username, Beside::Itself).await.map_err(|failure| Stop::of(&failure))?;
        let Some(secret) = held else { return Err(none) };
        let origin = Origin::EncryptedFile(file.path().to_owned());
        let pair = Credential { registry: registry.clone(), username, secret, origin, identity_token: false };
        let note = world.noted(&pair).await;
        Ok((pair, note, Kept::File, place))
    }

    pub(super) async fn put(
        &self,
        registry: &Registry,
        username: &Username,
        beside: Beside,
        secret: &AccessToken,
    ) -> Result<(), Failure> {
        match self {
            Self::Keyring(place) => place.put(registry, username, beside, secret).await.map_err(keyring),
            Self::File(file, passphrase) => {
                file.put(passphrase, beside.user(registry, username), secret).await
            }
        }
    }

    pub(super) async fn held(
        &self,
        registry: &Registry,
        username: &Username,
        beside: Beside,
    ) -> Result<Option<AccessToken>, Failure> {
        match self {
            Self::Keyring(place) => place.held(registry, username, beside).await.map_err(keyring),
            Self::File(file, passphrase) => file.held(passphrase, beside.user(registry, username)).await,
        }
    }

    pub(super) async fn let_go(
        &self,
        registry: &Registry,
        username: &Username,
        beside: Beside,
    ) -> Result<(), Failure> {
        match self {
            Self::Keyring(place) => place.let_go(registry, username, beside).await.map_err(keyring),
            Self::File(file, passphrase) => file.let_go(passphrase, beside.user(registry, username)).await,
        }
    }

    /// Puts it where the old one was; what somebody else put there meanwhile is set aside, not lost.
    pub(super) async fn store(
        &self,
        registry: &Registry,
        username: &Username,
        secret: &AccessToken,
    ) -> Result<(), Failure> {
        match self {
            Self::Keyring(place) => {
                let stored = place.store(registry, username, secret).await;
                stored.map(drop).map_err(|unstored| keyring(unstored.trouble))
            }
            Self::File(file, passphrase) => {
                file.store(passphrase, registry, username, secret).await.map(drop)
            }
        }
    }
}
