use std::io::Read;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Helper, Trouble};
use crate::model::account::Username;
use crate::model::failure::KeyringTrouble;
use crate::model::image::Registry;
use crate::model::secret::AccessToken;
use crate::outside::accounts::Accounts;
use crate::outside::keyring::{Keyring, Memory, Mood};

const HUB: &str = "https://index.docker.io/v1/";

struct Bench {
    memory: Memory,
    helper: Helper,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new(mood: Mood) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let memory = Memory::new(mood);
        let helper = Helper {
            keyrings: vec![Keyring::Memory(memory.clone())],
            accounts: Some(Accounts::in_folder(folder.path())),
            wanted: None,
            folder: folder.path().to_owned(),
        };
        Self { memory, helper, _folder: folder }
    }

    fn ask(&self, verb: &str, input: impl Read) -> Result<Value, Trouble> {
        let mut out = Zeroizing::new(Vec::new());
        self.helper.answer(verb, input, &mut out)?;
        Ok(serde_json::from_slice(&out).unwrap_or(Value::Null))
    }

    fn get(&self, address: &str) -> Result<Value, Trouble> {
        self.ask("get", address.as_bytes())
    }

    fn store(&self, address: &str, user: &str, secret: &str) -> Result<Value, Trouble> {
        let given = json!({ "ServerURL": address, "Username": user, "Secret": secret }).to_string();
        self.ask("store", given.as_bytes())
    }

    /// As the wizard keeps it.
    fn keep(&self, user: &str, secret: &str) {
        let (hub, user) = (Registry::docker_hub(), name(user));
        let keyring = Keyring::Memory(self.memory.clone());
        keyring.store_now(&hub, &user, &AccessToken::from(secret.to_owned())).expect("keeps");
    }
}

fn name(name: &str) -> Username {
    Username::parse(name).expect("is a user name")
}

fn login(server: &str, user: &str, secret: &str) -> Result<Value, Trouble> {
    Ok(json!({ "ServerURL": server, "Username": user, "Secret": secret }))
}

#[tokio::test]
async fn helper_and_wizard_find_what_the_other_keeps() {
    let bench = Bench::new(Mood::Ready);
    bench.keep("amyflash", "dckr_pat_one");
    for address in [HUB, "index.docker.io", "docker.io", "registry-1.docker.io"] {
        assert_eq!(bench.get(address), login(address, "amyflash", "dckr_pat_one"));
    }
    assert_eq!(bench.get(&format!("{HUB}\r\n")), login(HUB, "amyflash", "dckr_pat_one"));
    bench.store("localhost:5000", "robot$ci", "s p\"ace\\").expect("stores");
    assert_eq!(
        bench.get("http://localhost:5000/v2/"),
        login("http://localhost:5000/v2/", "robot$ci", "s p\"ace\\")
    );
    let keyring = Keyring::Memory(bench.memory.clone());
    let found = keyring.load(&Registry::parse("localhost:5000"), &name("robot$ci")).await;
    assert_eq!(found.expect("is there").expect("is there").expose(), "s p\"ace\\");
    assert_eq!(
        bench.ask("list", "".as_bytes()),
        Ok(json!({ HUB: "amyflash", "localhost:5000": "robot$ci" }))
    );
    assert_eq!(bench.ask("erase", "docker.io".as_bytes()), Ok(Value::Null));
    assert_eq!(bench.ask("erase", "docker.io".as_bytes()), Ok(Value::Null));
    assert_eq!(bench.get(HUB), Err(Trouble::NotFound));
}

#[test]
fn a_web_login_keeps_three_entries_and_only_one_of_them_is_a_login() {
    let bench = Bench::new(Mood::Ready);
    let long = "x".repeat(8000);
    bench.store(HUB, "amyflash", "jwt").expect("stores");
    for kind in ["access-token", "refresh-token"] {
        bench.store(&format!("{HUB}{kind}"), "amyflash", &format!("{kind}{long}")).expect("stores");
    }
    assert_eq!(bench.get(HUB), login(HUB, "amyflash", "jwt"));
    let refresh = format!("{HUB}refresh-token");
    assert_eq!(bench.get(&refresh), login(&refresh, "amyflash", &format!("refresh-token{long}")));
    assert_eq!(bench.ask("list", "".as_bytes()).expect("lists").as_object().expect("is one").len(), 3);
    let keyring = Keyring::Memory(bench.memory.clone());
    let logins = keyring.logins_now().expect("lists");
    assert_eq!(logins.iter().filter(|(registry, _)| registry.is_docker_hub()).count(), 1);
    bench.store("ghcr.io", "<token>", "identity").expect("stores");
    assert_eq!(bench.get("ghcr.io"), login("ghcr.io", "<token>", "identity"));
}

#[test]
fn of_several_accounts_the_chosen_one_or_none() {
    let mut bench = Bench::new(Mood::Ready);
    bench.keep("amy", "one");
    bench.keep("work", "two");
    let both = vec![name("amy"), name("work")];
    assert_eq!(bench.get(HUB), Err(Trouble::Several(Registry::docker_hub(), both)));
    // Signing in again is a choice.
    bench.store(HUB, "amy", "three").expect("stores");
    assert_eq!(bench.get(HUB), login(HUB, "amy", "three"));
    let accounts = bench.helper.accounts.clone().expect("has one");
    accounts
        .choose(&Registry::docker_hub(), Some(&bench.helper.folder), Some(&name("work")))
        .expect("writes");
    assert_eq!(bench.get(HUB), login(HUB, "work", "two"));
    assert_eq!(bench.ask("list", "".as_bytes()), Ok(json!({ HUB: "work" })));
    bench.helper.wanted = Some(name("amy"));
    assert_eq!(bench.get(HUB), login(HUB, "amy", "three"));
}

#[test]
fn hostile_input_is_refused_and_bounded() {
    let bench = Bench::new(Mood::Ready);
    bench.keep("amyflash", "dckr_pat_one");
    for verb in ["get", "store", "erase"] {
        assert_eq!(bench.ask(verb, std::io::repeat(b'a')), Err(Trouble::TooLong), "{verb}");
    }
    assert_eq!(bench.get(""), Err(Trouble::NoServer));
    assert_eq!(bench.get("docker.io\nevil.example"), Err(Trouble::BadServer));
    assert_eq!(bench.ask("get", &b"\xff\xfe"[..]), Err(Trouble::Input));
    for (given, trouble) in [
        ("", Trouble::Input),
        ("[1]", Trouble::Input),
        ("{\"ServerURL\": 1}", Trouble::Input),
        ("{\"Username\": \"amy\", \"Secret\": \"x\"}", Trouble::NoServer),
        ("{\"ServerURL\": \"a\\nb\", \"Username\": \"amy\", \"Secret\": \"x\"}", Trouble::BadServer),
        ("{\"ServerURL\": \"docker.io\", \"Secret\": \"x\"}", Trouble::NoUsername),
        ("{\"ServerURL\": \"docker.io\", \"Username\": \"a\\nb\", \"Secret\": \"x\"}", Trouble::BadUsername),
    ] {
        assert_eq!(bench.ask("store", given.as_bytes()), Err(trouble), "{given}");
    }
    assert_eq!(bench.ask("", "".as_bytes()), Err(Trouble::Usage));
    assert_eq!(bench.get(HUB), login(HUB, "amyflash", "dckr_pat_one"));
}

#[test]
fn a_keyring_in_a_mood_is_a_trouble_and_never_a_missing_login() {
    for (mood, trouble) in
        [(Mood::LockedForGood, KeyringTrouble::Locked), (Mood::Absent, KeyringTrouble::Absent)]
    {
        let bench = Bench::new(mood);
        assert_eq!(bench.get(HUB), Err(Trouble::Keyring(trouble)));
        assert_eq!(bench.store(HUB, "amy", "x"), Err(Trouble::Keyring(trouble)));
        assert_eq!(bench.ask("erase", HUB.as_bytes()), Err(Trouble::Keyring(trouble)));
    }
    // Another one that is there and has nothing does not speak for it.
    let mut bench = Bench::new(Mood::Absent);
    bench.helper.keyrings.push(Keyring::Memory(Memory::new(Mood::Ready)));
    assert_eq!(bench.get(HUB), Err(Trouble::Keyring(KeyringTrouble::Absent)));
    // One that can be unlocked is unlocked: the person waits for this login.
    let bench = Bench::new(Mood::Ready);
    bench.keep("amyflash", "one");
    bench.memory.set_mood(Mood::Locked);
    assert_eq!(bench.get(HUB), login(HUB, "amyflash", "one"));
}
