use super::{Keyring, Memory, Mood, Ready, Stored};
use crate::model::account::Username;
use crate::model::failure::KeyringTrouble as T;
use crate::model::image::Registry;
use crate::model::secret::AccessToken;

fn token(text: &str) -> AccessToken {
    AccessToken::from(text.to_owned())
}

fn amy() -> Username {
    Username::parse("amyflash").expect("is a user name")
}

async fn loaded(keyring: &Keyring, username: &str) -> Option<String> {
    let username = Username::parse(username).expect("is a user name");
    keyring
        .load(&Registry::docker_hub(), &username)
        .await
        .expect("loads")
        .map(|token| token.expose().to_owned())
}

#[tokio::test]
async fn what_was_there_before_is_moved_aside_and_never_lost() {
    let memory = Memory::default();
    let keyring = Keyring::Memory(memory.clone());
    let hub = Registry::docker_hub();
    for (secret, moved_previous) in
        [("one", false), ("one", false), ("two", true), ("three", true), ("two", true)]
    {
        let stored = keyring.store(&hub, &amy(), &token(secret)).await.expect("stores");
        assert_eq!(stored, Stored { moved_previous }, "{secret}");
    }
    assert_eq!(loaded(&keyring, "amyflash").await.as_deref(), Some("two"));
    let kept: Vec<_> = memory.users().expect("lists");
    assert_eq!(
        kept,
        [
            "docker.io/amyflash",
            "docker.io/amyflash (previous 2)",
            "docker.io/amyflash (previous 3)",
            "docker.io/amyflash (previous)"
        ]
    );
    assert_eq!(keyring.usernames(&hub).await.expect("lists"), [amy()]);
    assert_eq!(keyring.usernames(&Registry::parse("ghcr.io")).await.expect("lists"), []);
    assert_eq!(keyring.erase(&hub, &amy()).await, Ok(true));
    assert_eq!(keyring.erase(&hub, &amy()).await, Ok(false));
    assert_eq!(loaded(&keyring, "amyflash").await, None);
    assert!(!format!("{keyring:?}").contains("three"));
}

#[tokio::test]
async fn every_mood_is_a_trouble_of_its_own() {
    let hub = Registry::docker_hub();
    for (mood, status, stored) in [
        (Mood::Locked, Err(T::Locked), Some(T::Locked)),
        (Mood::Absent, Err(T::Absent), Some(T::Absent)),
        (Mood::Small(3), Ok(Ready), Some(T::TooLarge)),
        (Mood::Forgetful, Ok(Ready), Some(T::Mismatch)),
        (Mood::Ready, Ok(Ready), None),
    ] {
        let keyring = Keyring::Memory(Memory::new(mood));
        assert_eq!(keyring.status().await, status, "{mood:?}");
        let trouble =
            keyring.store(&hub, &amy(), &token("secret")).await.err().map(|unstored| unstored.trouble);
        assert_eq!(trouble, stored, "{mood:?}");
    }
}

#[tokio::test]
async fn unlocking_is_asked_for_and_may_fail() {
    let wait = super::WAIT;
    let keyring = Keyring::Memory(Memory::new(Mood::Locked));
    assert_eq!(keyring.status().await, Err(T::Locked), "looking unlocks nothing");
    assert_eq!(keyring.unlock(wait).await, Ok(Ready));
    let keyring = Keyring::Memory(Memory::new(Mood::LockedForGood));
    assert_eq!(keyring.unlock(wait).await, Err(T::Locked));
}

#[tokio::test]
async fn a_late_success_is_still_told() {
    // Takes as long as the limit is.
    let memory = Memory::new(Mood::Stuck);
    let keyring = Keyring::Memory(memory.clone());
    let unstored =
        keyring.store(&Registry::docker_hub(), &amy(), &token("secret")).await.expect_err("takes too long");
    assert_eq!(unstored.trouble, T::TimedOut);
    memory.set_mood(Mood::Ready);
    let late = unstored.late.expect("goes on").wait().await;
    assert_eq!(late, Ok(Stored { moved_previous: false }));
    assert_eq!(loaded(&keyring, "amyflash").await.as_deref(), Some("secret"));
}
