//! The built program's wizard and the real gnome-keyring: unlocked, locked, and without any bus; and each of
//! the ways out, in the state in which it is offered.
#![cfg(target_os = "linux")]

use std::fs;

use pushpilot::model::account::Username;
use pushpilot::model::image::Registry;
use pushpilot::model::secret::Passphrase;
use pushpilot::outside::encrypted_file::EncryptedFile;
use pushpilot::outside::keyring::Keyring;
use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use serde_json::Value;

use crate::machine::{Machine, PROGRAM, Ran, run};
use crate::real_registry::present;
use crate::scenarios::words;

const REPOSITORY: &str = "amyflash/music-management-system";
const PASSPHRASE: &str = "Wiedehopf-9 Eisvogel";
const UNLOCK: &str = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; \
     gdbus wait --session --timeout 60 org.freedesktop.secrets;";
const LOCK: &str = "gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
     --method org.freedesktop.Secret.Service.Lock \"['/org/freedesktop/secrets/collection/login']\" >/dev/null;";

/// A machine without any login, and an image on a registry that names itself: its entries are nobody else's.
struct Stand {
    machine: Machine,
    sandbox: Sandbox,
    language: &'static str,
}

impl Stand {
    fn new(language: &'static str) -> Self {
        let sandbox = start_in_background(Scenario::named("all-well").expect("a scenario")).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        fs::remove_file(machine.home().join(".docker/config.json")).expect("the scenario's login");
        machine.set("THE_TOKEN", sandbox.token("ci").expect("a token"));
        machine.write("passphrase", PASSPHRASE);
        Self { machine, sandbox, language }
    }

    fn host(&self) -> &str {
        self.sandbox.registry_host()
    }

    fn secret(&self) -> String {
        self.sandbox.token("ci").expect("a token")
    }

    /// The name of the entry that other programs look it up by.
    fn entry(&self) -> String {
        format!("{}/amyflash", self.host())
    }

    /// Runs the wizard with a pasted token and these answers to the question where to keep it. `session`: what
    /// is done before and after it in a session with a bus; without one there is no bus.
    fn wizard(&self, keep: &str, session: Option<(&str, &str)>) -> Ran {
        let passphrase = self.machine.path().join("passphrase");
        let answers = format!(
            "username = \"amyflash\"\nlane = \"browser\"\ntoken = {{ env = \"THE_TOKEN\" }}\nkeep = {keep}\n\
             passphrase = {{ file = '{0}' }}\npassphrase-again = {{ file = '{0}' }}\nreport = [\"json\", \"continue\"]\n",
            passphrase.display()
        );
        let answers = self.machine.write("answers.toml", answers).display().to_string();
        let image = format!("{}/{REPOSITORY}", self.host());
        let arguments = [&image, "--plain", "--answers", &answers, "--lang", self.language];
        let command = match session {
            None => {
                let mut command = self.machine.command(PROGRAM);
                command.args(arguments);
                command
            }
            Some((before, after)) => {
                let mut command = self.machine.command("dbus-run-session");
                // Not what the bus starts, but the wizard has the answers on its standard input.
                let script = format!("{before} \"$0\" \"$@\" <&3; code=$?; {after} exit $code");
                command.args(["--", "sh", "-c", &format!("exec 3<&0 </dev/null; {script}"), PROGRAM]);
                command.args(arguments);
                command
            }
        };
        let ran = run(command, &"\n".repeat(40));
        assert!(!ran.stderr.contains(&self.secret()), "{}", ran.stderr);
        ran
    }

    /// What the saved report says of a check.
    fn check(&self, id: &str) -> Value {
        let files = fs::read_dir(self.machine.work()).expect("a folder").flatten().map(|file| file.path());
        let saved = files.filter(|file| file.extension().is_some_and(|kind| kind == "json")).max();
        let text = fs::read(saved.expect("the report was saved")).expect("reads");
        let report: Value = serde_json::from_slice(&text).expect("JSON");
        let checks = report["checks"].as_array().expect("a list");
        checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("{report:#}")).clone()
    }

    #[track_caller]
    fn said(&self, ran: &Ran, id: &str) {
        let words = words(self.language, id);
        assert!(ran.stdout.contains(&words), "no {words:?} in\n{}\n{}", ran.stdout, ran.stderr);
    }

    /// The secret in the encrypted file.
    fn in_file(&self) -> Option<String> {
        let file = EncryptedFile::in_folder(&self.machine.home().join(".local/state/pushpilot"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let amy = Username::parse("amyflash").expect("a user name");
        let passphrase = Passphrase::from(PASSPHRASE.to_owned());
        let loaded = runtime.block_on(file.load(&passphrase, &Registry::parse(self.host()), &amy));
        loaded.ok().flatten().map(|token| token.expose().to_owned())
    }
}

fn programs() -> bool {
    ["gnome-keyring-daemon", "dbus-run-session", "secret-tool", "gdbus"].into_iter().all(present)
}

#[test]
fn what_the_wizard_keeps_in_an_unlocked_keyring_secret_tool_finds() {
    if !programs() {
        return;
    }
    for language in ["en", "zh-CN"] {
        let stand = Stand::new(language);
        let lookup =
            format!("printf 'found:'; secret-tool lookup service pushpilot username '{}';", stand.entry());
        let ran = stand.wizard("[]", Some((UNLOCK, &lookup)));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let (wizard, found) = ran.stdout.split_once("found:").expect("it was looked up");
        assert_eq!(found.trim(), stand.secret());
        assert!(!wizard.contains(&stand.secret()));
        assert_eq!(stand.check("token-kept")["status"], "pass");
        // And the program itself, in another session with the same keyring.
        let image = format!("{}/{REPOSITORY}", stand.host());
        let mut command = stand.machine.command("dbus-run-session");
        command.args(["--", "sh", "-c", &format!("{UNLOCK} \"$0\" verify \"$1\""), PROGRAM, &image]);
        let verified = run(command, "");
        assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    }
}

#[test]
fn a_locked_keyring_is_said_to_be_and_the_encrypted_file_is_a_way_out() {
    if !programs() {
        return;
    }
    for language in ["en", "zh-CN"] {
        let stand = Stand::new(language);
        let before = format!("{UNLOCK} {LOCK}");
        // There is no display on which it could ask for its password: it stays locked, and is said to be.
        let ran = stand.wizard("[\"unlock\", \"file\"]", Some((&before, "")));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        stand.said(&ran, "keep-explain-locked");
        assert_eq!(ran.stdout.matches(&words(language, "keep-explain-locked")).count(), 2, "{}", ran.stdout);
        assert_eq!(stand.in_file().as_deref(), Some(stand.secret().as_str()));
    }
}

#[test]
fn without_any_bus_the_ways_out_are_a_file_the_kernel_or_this_run() {
    for language in ["en", "zh-CN"] {
        let stand = Stand::new(language);
        let ran = stand.wizard("\"run-only\"", None);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        stand.said(&ran, "keep-explain-absent");
        assert!(!ran.stdout.contains(&words(language, "way-unlock")), "nothing is there to unlock");
        assert_ne!(stand.check("token-kept")["status"], "pass");
        assert_eq!(stand.in_file(), None);

        let ran = stand.wizard("\"file\"", None);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert_eq!(stand.in_file().as_deref(), Some(stand.secret().as_str()));
    }
}

/// Many containers forbid the kernel's keyring; there it has to be said, and another way taken.
#[test]
fn the_kernels_keyring_keeps_it_or_says_that_it_cannot() {
    let stand = Stand::new("en");
    let ran = stand.wizard("[\"kernel\", \"run-only\"]", None);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (registry, amy) = (Registry::parse(stand.host()), Username::parse("amyflash").expect("a user name"));
    let kept = runtime.block_on(Keyring::Kernel.load(&registry, &amy));
    match kept {
        Ok(token) => {
            assert_eq!(token.expect("it was kept").expose(), stand.secret());
            runtime.block_on(Keyring::Kernel.erase(&registry, &amy)).expect("erased");
            assert_eq!(stand.check("token-kept")["status"], "pass");
        }
        Err(_) => assert_ne!(stand.check("token-kept")["status"], "pass"),
    }
}
