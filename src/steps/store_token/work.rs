//! Writes the token to its place, reads it back, compares.

use std::time::Duration;

use crate::flow::effect::{Keep, KeepIn, Kept};
use crate::model::access::Note;
use crate::model::failure::{Failure, FailureKind, KeyringTrouble};
use crate::outside::keyring::Keyring;
use crate::outside::keyring::memory::{Memory, Mood};
use crate::outside::world::World;

/// How long a person gets for the keyring's own password window.
const PATIENCE: Duration = Duration::from_secs(120);

/// # Errors
/// The trouble of the place; the token is then not kept there, or not provably.
pub async fn keep(world: &World, order: Keep) -> Result<Kept, Failure> {
    let kept = match order.place {
        KeepIn::Keyring => in_keyring(&world.keyring, &order).await?,
        // Practice has a machine of its own; the real kernel keeps nothing of it.
        KeepIn::Kernel if world.practice => {
            in_keyring(&Keyring::Memory(Memory::new(Mood::Ready)), &order).await?
        }
        KeepIn::Kernel => in_keyring(&Keyring::Kernel, &order).await?,
        KeepIn::File => {
            let file = world.encrypted_file();
            let passphrase = order.passphrase.as_ref().ok_or_else(wrong_passphrase)?;
            let stored = file.store(passphrase, &order.registry, &order.username, &order.token).await?;
            Kept { place: KeepIn::File, path: Some(file.path().to_owned()), set_aside: stored.moved_previous }
        }
    };
    if !world.practice {
        note(world, order).await;
    }
    Ok(kept)
}

fn wrong_passphrase() -> Failure {
    Failure::new(FailureKind::Keyring(KeyringTrouble::WrongPassphrase))
}

async fn in_keyring(keyring: &Keyring, order: &Keep) -> Result<Kept, Failure> {
    match keyring.store(&order.registry, &order.username, &order.token).await {
        Ok(stored) => Ok(Kept { place: order.place, path: None, set_aside: stored.moved_previous }),
        Err(unstored) => Err(Failure::new(FailureKind::Keyring(unstored.trouble))),
    }
}

/// What is known about the token goes into the ledger.
async fn note(world: &World, order: Keep) {
    let known = order.note;
    let change = move |note: &mut Note| {
        note.label = known.label.or(note.label.take());
        note.level = known.level.or(note.level);
        note.created = known.created.or(note.created);
        note.expires = known.expires.or(note.expires);
        note.proven = known.proven.or(note.proven);
    };
    world.note(&order.registry, &order.username, &order.token, change).await;
}

/// # Errors
/// Still locked, absent, or no answer.
pub async fn unlock(world: &World) -> Result<(), Failure> {
    let unlocked = world.keyring.unlock(PATIENCE).await;
    unlocked.map(|_| ()).map_err(|trouble| Failure::new(FailureKind::Keyring(trouble)))
}
