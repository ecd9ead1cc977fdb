//! `rotate` and `undo` of the built program, with a real keyring, against the practice services: a hundred
//! repositories with faults among them, and killed at every request that it sends.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pushpilot::sandbox::{
    Effect, Fault, Name, Received, Sandbox, Scenario, StoredSecret, Vault, start_in_background,
};
use serde_json::Value;

use crate::machine::{Machine, PROGRAM, Ran, run};
use crate::real_registry::present;

pub const PASSWORD: &str = "practice-password\n";
pub const SECRET: &str = "DOCKER_PASSWORD";

/// A machine with the old token in its keyring, and repositories that all have it.
pub struct Desk {
    pub sandbox: Sandbox,
    pub machine: Machine,
    session: Child,
    siblings: Vec<String>,
}

impl Desk {
    /// `None` where the keyring's programs are missing; in CI that is a failure.
    fn new(siblings: usize, environment: bool) -> Option<Self> {
        Self::with(siblings, environment, |_| ())
    }

    /// The same, and otherwise as is wished.
    pub fn with(siblings: usize, environment: bool, change: impl FnOnce(&mut Scenario)) -> Option<Self> {
        if !["gnome-keyring-daemon", "dbus-run-session", "secret-tool"].into_iter().all(present) {
            return None;
        }
        let mut scenario = Scenario::named("all-well").expect("a scenario");
        let siblings: Vec<String> = (0..siblings).map(|number| format!("app-{number:03}")).collect();
        scenario.github.siblings.clone_from(&siblings);
        scenario.github.environments.push("production".to_owned());
        scenario.github.runs.clear();
        if environment {
            scenario.github.secrets.push(StoredSecret {
                name: SECRET.to_owned(),
                vault: Vault::Environment("production".to_owned()),
                token: Some("ci".to_owned()),
                value: None,
                days_ago: 40,
            });
        }
        change(&mut scenario);
        let host = scenario.elsewhere.as_ref().map_or_else(|| "docker.io".to_owned(), |one| one.host.clone());
        let sandbox = start_in_background(scenario).expect("started");
        let mut machine = Machine::of(&sandbox);
        fs::remove_file(machine.home().join(".docker/config.json")).expect("the scenario's login");
        let summary = sandbox.summary();
        machine.set("GITHUB_API_URL", &summary.github_url);
        machine.set("GH_TOKEN", &summary.github_token);
        let token = machine.write("token", sandbox.token("ci").expect("a token"));
        let (session, bus) = session(&machine, &token, &host);
        fs::remove_file(token).expect("it was there");
        machine.set("DBUS_SESSION_BUS_ADDRESS", bus);
        let listed: String = siblings.iter().map(|name| format!("amyflash/{name}\n")).collect::<String>()
            + "# the first of all\namyflash/music-management-system\n";
        machine.write("repositories", listed);
        Some(Self { sandbox, machine, session, siblings })
    }

    pub fn list(&self) -> String {
        self.machine.path().join("repositories").display().to_string()
    }

    pub fn rotate(&self, more: &[&str]) -> Command {
        let mut command = self.machine.command(PROGRAM);
        command.args([
            "rotate",
            "--repos",
            &self.list(),
            "--old",
            "GitHub Actions",
            "--password-stdin",
            "--yes",
        ]);
        command.args(["--json"]).args(more);
        command
    }

    /// Which program answers for the keyring: its name on the bus, which no other one gets.
    fn keyring_daemon(&self) -> String {
        let mut command = self.machine.command("gdbus");
        command.args(["call", "--session", "--dest", "org.freedesktop.DBus"]);
        command.args(["--object-path", "/org/freedesktop/DBus"]);
        command.args(["--method", "org.freedesktop.DBus.GetNameOwner", "org.freedesktop.secrets"]);
        run(command, "").stdout
    }

    pub fn run(&self, more: &[&str]) -> Ran {
        let ran = run(self.rotate(more), PASSWORD);
        assert!(!ran.stdout.contains("dckr_pat") && !ran.stderr.contains("dckr_pat"), "{}", ran.stderr);
        ran
    }

    /// What every secret holds, by its place.
    pub fn secrets(&self) -> Vec<(String, String)> {
        let vaults = [Vault::Repository, Vault::Environment("production".to_owned())];
        let mut all = Vec::new();
        for vault in &vaults {
            let Some(own) = self.sandbox.stored_secret(vault, SECRET) else { continue };
            all.push((format!("own {vault:?}"), own));
            for name in &self.siblings {
                let value = self.sandbox.stored_secret_of(name, vault, SECRET).expect("a secret");
                all.push((format!("{name} {vault:?}"), value));
            }
        }
        all
    }

    /// Every secret holds a token that works: nobody is locked out.
    #[track_caller]
    pub fn nobody_is_locked_out(&self, when: &str) {
        for (place, value) in self.secrets() {
            assert!(self.sandbox.is_active(&value), "{when}: {place} holds a dead token");
        }
    }

    /// What a report claims is so.
    #[track_caller]
    pub fn claims_hold(&self, report: &Value) {
        let old = self.sandbox.token("ci").expect("a token");
        for row in report["secrets"].as_array().expect("a list") {
            let repository = row["repository"].as_str().expect("a name").split_once('/').expect("a slash").1;
            let vault = match row["at"].as_str().expect("a shelf").split_once(':') {
                Some((_, name)) => Vault::Environment(name.to_owned()),
                None => Vault::Repository,
            };
            let value = self
                .sandbox
                .stored_secret_of(repository, &vault, SECRET)
                .or_else(|| self.sandbox.stored_secret(&vault, SECRET));
            match row["holds"].as_str().expect("a word") {
                "old" => assert_eq!(value.as_deref(), Some(old.as_str()), "{row}"),
                "new" => assert_ne!(value.as_deref(), Some(old.as_str()), "{row}"),
                _ => {}
            }
        }
    }

    /// The end of a rotation: one new token everywhere, the old one inactive, and nothing made in vain.
    #[track_caller]
    pub fn is_rotated(&self, when: &str) {
        let old = self.sandbox.token("ci").expect("a token");
        let secrets = self.secrets();
        let new = &secrets[0].1;
        assert_ne!(*new, old, "{when}");
        assert!(secrets.iter().all(|(_, value)| value == new), "{when}: {secrets:?}");
        assert!(self.sandbox.is_active(new) && !self.sandbox.is_active(&old), "{when}");
        let made = self.sandbox.token_labels().into_iter().filter(|label| label.contains(" · ")).count();
        assert_eq!(made, 1, "{when}: {:?}", self.sandbox.token_labels());
        let mut lookup = self.machine.command("secret-tool");
        lookup.args(["lookup", "service", "pushpilot", "username", "docker.io/amyflash"]);
        assert_eq!(run(lookup, "").stdout.trim(), new, "{when}: the tools have another");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.session.stdin.take());
        drop(self.session.kill());
        drop(self.session.wait());
    }
}

/// A session with an unlocked keyring that holds the token; it lasts until its input ends.
fn session(machine: &Machine, token: &Path, host: &str) -> (Child, String) {
    let script = format!(
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; \
         secret-tool store --label=x service pushpilot username {host}/amyflash < '{}'; \
         echo \"$DBUS_SESSION_BUS_ADDRESS\"; exec cat",
        token.display()
    );
    let mut command = machine.command("dbus-run-session");
    command.args(["--", "sh", "-c", &script]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a session starts");
    let mut line = String::new();
    let out = child.stdout.as_mut().expect("is piped");
    BufReader::new(out).read_line(&mut line).expect("an address");
    (child, line.trim().to_owned())
}

#[test]
fn a_hundred_repositories_and_none_lost_nor_claimed() {
    let Some(desk) = Desk::new(99, false) else { return };
    let planned = desk.run(&["--dry-run"]);
    assert_eq!(planned.code, 0, "{} {}", planned.stdout, planned.stderr);
    let planned = planned.json();
    assert_eq!(planned["secrets"].as_array().expect("a list").len(), 100);
    let said = Duration::from_secs(planned["estimated_seconds"].as_u64().expect("a number"));
    assert!(said >= Duration::from_secs(99), "a second between writes: {said:?}");
    assert_eq!(writes(&desk).len(), 0);

    let busy = |status, retry_after| Effect::Answer { status, retry_after, text: Some("busy".to_owned()) };
    // Some of each pass by themselves; one repository is refused for as long as the run lasts.
    for (path, effect, nth) in [
        ("app-007/actions/secrets/DOCKER", busy(502, None), 1),
        ("app-011/actions/secrets/DOCKER", Effect::Drop, 1),
        ("app-013/actions/secrets/DOCKER", busy(429, Some(2)), 1),
        ("app-017/actions/secrets/DOCKER", Effect::Truncated, 1),
        ("app-019/actions/secrets/DOCKER", Effect::Html, 1),
    ] {
        desk.sandbox.add_fault(Fault::new(effect).of(Name::GitHub).on("PUT", path).nth(nth));
    }
    desk.sandbox.add_fault(Fault::new(busy(503, None)).of(Name::GitHub).on("GET", "app-023/contents").nth(1));
    let refused =
        Fault { times: Some(3), ..Fault::new(busy(422, None)).of(Name::GitHub).on("PUT", "app-031/actions") };
    desk.sandbox.add_fault(refused);
    let began = Instant::now();
    let first = desk.run(&[]);
    let took = began.elapsed();
    assert_eq!(first.code, 9, "{} {}", first.stdout, first.stderr);
    let report = first.json();
    assert_eq!((&report["state"], &report["reason"]), (&"stuck".into(), &"secrets-left".into()), "{report}");
    let left: Vec<&Value> =
        report["secrets"].as_array().expect("a list").iter().filter(|row| row["holds"] != "new").collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0]["repository"], "amyflash/app-031");
    desk.claims_hold(&report);
    desk.nobody_is_locked_out("after the first run");
    assert!(
        desk.sandbox.is_active(&desk.sandbox.token("ci").expect("a token")),
        "the old one is needed still"
    );
    eprintln!("the secrets of 100 repositories took {took:?}, said beforehand: {said:?}");

    // The limit was met nowhere but where the fault says so, and every write kept its distance.
    let second = desk.run(&[]);
    assert_eq!(second.code, 0, "{} {}", second.stdout, second.stderr);
    assert_eq!(second.json()["state"], "waiting");
    desk.claims_hold(&second.json());
    desk.is_rotated("after the second run");
    // What was done was not done again.
    let again = writes(&desk).iter().filter(|target| target.contains("app-050/actions/secrets")).count();
    assert_eq!(again, 1);
}

fn writes(desk: &Desk) -> Vec<String> {
    let requests = desk.sandbox.requests();
    requests
        .into_iter()
        .filter(|one| one.service == Name::GitHub && one.method != "GET")
        .map(|one| one.target)
        .collect()
}

/// Runs, and kills the program while it waits for an answer that never comes; `false` if it ended before.
fn killed(desk: &Desk, more: &[&str]) -> bool {
    let mut command = desk.rotate(more);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    child.stdin.take().expect("is piped").write_all(PASSWORD.as_bytes()).expect("is read");
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if desk.sandbox.hanging() > 0 {
            child.kill().expect("is killed");
            child.wait().expect("ends");
            return true;
        }
        if child.try_wait().expect("is a child").is_some() {
            return false;
        }
        assert!(Instant::now() < deadline, "neither came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Killed at this request, it goes on from what it knows. The request and how many builds were asked for; `None` if
/// there is no such request.
fn survives(number: u32, effect: &Effect, more: &[&str]) -> Option<(Received, usize)> {
    let when = format!("killed at request {number}, {effect:?}");
    // Rarely gnome-keyring itself aborts, under load or when a client of it is killed: that proves nothing about us.
    for _ in 0..3 {
        let desk = Desk::new(1, true)?;
        let daemon = desk.keyring_daemon();
        let is_gone = || !daemon.starts_with("(':") || desk.keyring_daemon() != daemon;
        desk.sandbox.add_fault(Fault::new(effect.clone()).nth(number));
        let reached = killed(&desk, more);
        if is_gone() {
            continue;
        }
        if !reached {
            desk.is_rotated(&format!("{when}: not reached"));
            return None;
        }
        desk.nobody_is_locked_out(&when);
        let request = desk.sandbox.requests().get(number as usize - 1).cloned();
        let next = desk.run(&[]);
        if next.code != 0 && is_gone() {
            continue;
        }
        assert_eq!(next.code, 0, "{when}: {} {}", next.stdout, next.stderr);
        desk.claims_hold(&next.json());
        desk.is_rotated(&when);
        let builds = desk.sandbox.requests().iter().filter(|one| one.target.ends_with("/dispatches")).count();
        return Some((request.expect("it came"), builds));
    }
    panic!("{when}: the keyring's daemon went away three times");
}

#[test]
fn killed_at_any_request_the_next_start_goes_on() {
    // Two at a time: each has services, a keyring and a program of its own.
    let lanes: Vec<_> = (0..2)
        .map(|lane| {
            std::thread::spawn(move || {
                let mut last = 0;
                for number in (1 + lane..).step_by(2) {
                    let Some((request, _)) = survives(number, &Effect::Stall, &[]) else { break };
                    // Whether a read was answered or not is the same afterwards.
                    if request.method != "GET" {
                        survives(number, &Effect::Swallow, &[]);
                    }
                    last = number;
                }
                last
            })
        })
        .collect();
    let last = lanes.into_iter().map(|lane| lane.join().expect("holds")).max();
    assert!(!present("gnome-keyring-daemon") || last.is_some_and(|last| last > 30), "{last:?}");
}

/// The same while the build that was asked for is started and watched: from the last secret to the end of the old
/// token. However it ends, no build is started beside one that began.
#[test]
fn killed_at_any_request_of_its_build_the_next_start_goes_on() {
    let build = ["--build=amyflash/music-management-system"];
    let Some(desk) = Desk::new(1, true) else { return };
    let whole = desk.run(&build);
    assert_eq!(whole.code, 0, "{} {}", whole.stdout, whole.stderr);
    let requests = desk.sandbox.requests();
    let of_secret = |one: &Received| one.method == "PUT" && one.target.contains(SECRET);
    let written = requests.iter().rposition(of_secret).expect("a secret was written");
    drop(desk);
    let mut seen = Vec::new();
    for number in u32::try_from(written + 2).expect("few requests").. {
        let Some((request, builds)) = survives(number, &Effect::Stall, &build) else { break };
        let starts = request.target.ends_with("/dispatches");
        // The one that was killed was never carried out.
        assert_eq!(builds, if starts { 2 } else { 1 }, "{} {}", request.method, request.target);
        if request.method != "GET" {
            let (_, builds) = survives(number, &Effect::Swallow, &build).expect("it comes again");
            assert_eq!(builds, 1, "{} {}", request.method, request.target);
        }
        let ends = request.method == "PATCH";
        seen.push(format!("{} {}", request.method, request.target));
        if ends {
            break;
        }
    }
    assert!(seen.iter().any(|one| one.ends_with("/dispatches")) && seen.len() > 5, "{seen:#?}");
    assert!(seen.iter().any(|one| one.contains("/actions/runs")), "{seen:#?}");
}

#[test]
fn what_was_rotated_is_taken_back() {
    let Some(desk) = Desk::new(2, true) else { return };
    let done = desk.run(&[]);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    desk.is_rotated("at first");
    let mut undo = desk.machine.command(PROGRAM);
    undo.args(["undo", "--password-stdin", "--yes", "--json"]);
    let undone = run(undo, PASSWORD);
    assert_eq!(undone.code, 0, "{} {}", undone.stdout, undone.stderr);
    assert_eq!(undone.json()["state"], "undone");
    desk.claims_hold(&undone.json());
    let old = desk.sandbox.token("ci").expect("a token");
    assert!(desk.secrets().iter().all(|(_, value)| *value == old), "{:?}", desk.secrets());
    assert!(desk.sandbox.is_active(&old));
    assert!(desk.sandbox.token_labels().iter().all(|label| !label.contains(" · ")), "the new one is gone");
    let mut lookup = desk.machine.command("secret-tool");
    lookup.args(["lookup", "service", "pushpilot", "username", "docker.io/amyflash"]);
    assert_eq!(run(lookup, "").stdout.trim(), old);
    // Nothing is left to take back.
    let mut undo = desk.machine.command(PROGRAM);
    undo.args(["undo", "--yes"]);
    assert_eq!(run(undo, "").code, 1);
}

/// A disk that is full at any line of the journal: what cannot be noted is not begun, and with room it goes on.
#[test]
fn on_a_full_disk_nothing_is_begun_that_cannot_be_noted() {
    for blocks in [0, 1, 2, 3] {
        let Some(desk) = Desk::new(1, true) else { return };
        let mut command = desk.machine.command("sh");
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        command.args(["-c", &limited, PROGRAM]).args(desk.rotate(&[]).get_args());
        let full = run(command, PASSWORD);
        let when = format!("with {blocks} blocks: {} {}", full.stdout, full.stderr);
        assert!(full.code == 1 || full.code == 0, "{} {when}", full.code);
        desk.nobody_is_locked_out(&when);
        if blocks == 0 {
            let changed = desk.sandbox.requests().iter().filter(|one| one.method == "PUT").count();
            assert_eq!((full.code, changed), (1, 0), "{when}");
            assert!(desk.sandbox.token_labels().iter().all(|label| !label.contains(" · ")), "{when}");
        }
        let next = desk.run(&[]);
        assert_eq!(next.code, 0, "{when}: {} {}", next.stdout, next.stderr);
        desk.is_rotated(&when);
    }
}

#[test]
fn a_second_run_and_an_older_program_leave_a_rotation_alone() {
    let Some(desk) = Desk::new(1, true) else { return };
    desk.sandbox.add_fault(Fault::new(Effect::Stall).of(Name::GitHub).on("PUT", "secrets").nth(1));
    let mut first = desk.rotate(&[]);
    first.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut first = first.spawn().expect("starts");
    first.stdin.take().expect("is piped").write_all(PASSWORD.as_bytes()).expect("is read");
    let deadline = Instant::now() + Duration::from_secs(60);
    while desk.sandbox.hanging() == 0 {
        assert!(Instant::now() < deadline, "it does not come to a write");
        std::thread::sleep(Duration::from_millis(5));
    }
    let asked = desk.sandbox.requests().len();
    let second = desk.run(&[]);
    assert_eq!(second.code, 1, "{} {}", second.stdout, second.stderr);
    assert_eq!(desk.sandbox.requests().len(), asked, "the second one did something");
    first.kill().expect("is killed");
    first.wait().expect("ends");

    // As a newer version would write it.
    let journal = desk.machine.home().join(".local/state/pushpilot/journal.jsonl");
    let text = fs::read_to_string(&journal).expect("is there");
    let newer = text.replace("\"version\":1", "\"version\":2");
    fs::write(&journal, &newer).expect("writes");
    let refused = desk.run(&[]);
    assert_eq!(refused.code, 1, "{} {}", refused.stdout, refused.stderr);
    assert_eq!(fs::read_to_string(&journal).expect("is there"), newer);
    assert_eq!(desk.sandbox.requests().len(), asked, "it did something");

    fs::write(&journal, text).expect("writes");
    let next = desk.run(&[]);
    assert_eq!(next.code, 0, "{} {}", next.stdout, next.stderr);
    desk.is_rotated("in the end");
}
