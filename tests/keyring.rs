//! The system's keyring, tried with the real gnome-keyring in a session of its own: unlocked, locked,
//! without a collection, without any bus, and with one that never answers.
#![cfg(target_os = "linux")]

use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use pushpilot::model::account::Username;
use pushpilot::model::image::Registry;
use pushpilot::model::secret::AccessToken;
use pushpilot::outside::keyring::{Keyring, WAIT};

const ACT: &str = "PUSHPILOT_TEST_ACT";
const REGISTRY: &str = "PUSHPILOT_TEST_REGISTRY";
const UNLOCK: &str = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; \
     gdbus wait --session --timeout 60 org.freedesktop.secrets;";
const LOOKUP: &str = "secret-tool lookup service pushpilot username docker.io/amyflash;";
const LOCK: &str = "gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
     --method org.freedesktop.Secret.Service.Lock \"['/org/freedesktop/secrets/collection/login']\" >/dev/null;";

/// What the tests below run, inside of a session that they have set up: the words of a variable, one
/// after the other, each with a line that tells what came of it.
#[test]
#[ignore = "run by the other tests, in a session of their own"]
fn act() {
    let acts = std::env::var(ACT).expect("the other tests set it");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for act in acts.split_whitespace() {
        let began = Instant::now();
        let outcome = runtime.block_on(one(act));
        let limit = WAIT + Duration::from_secs(1);
        assert!(began.elapsed() < limit, "{act} took {:?}", began.elapsed());
        println!("{act}: {outcome}");
    }
}

async fn one(act: &str) -> String {
    let (keyring, act) = match act.strip_prefix("kernel-") {
        Some(act) => (Keyring::Kernel, act),
        None => (Keyring::System, act),
    };
    let registry =
        std::env::var(REGISTRY).map_or_else(|_| Registry::docker_hub(), |host| Registry::parse(&host));
    let amy = Username::parse("amyflash").expect("is a user name");
    let exposed = |token: AccessToken| token.expose().to_owned();
    match act.split_once('=').unwrap_or((act, "")) {
        ("status", _) => format!("{:?}", keyring.status().await),
        ("unlock", _) => format!("{:?}", keyring.unlock(WAIT).await),
        ("load", _) => format!("{:?}", keyring.load(&registry, &amy).await.map(|token| token.map(exposed))),
        ("names", _) => format!("{:?}", keyring.usernames(&registry).await),
        ("erase", _) => format!("{:?}", keyring.erase(&registry, &amy).await),
        ("store", secret) => {
            let stored = keyring.store(&registry, &amy, &AccessToken::from(secret.to_owned())).await;
            format!("{:?}", stored.map(|stored| stored.moved_previous).map_err(|unstored| unstored.trouble))
        }
        (other, _) => panic!("no such act: {other}"),
    }
}

/// A home with nothing in it, and no bus.
struct Session(tempfile::TempDir);

impl Session {
    /// `None` where a program is missing; in CI that is a failure.
    fn new(needs: &[&str]) -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let is_there =
            |program: &&&str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
        let missing: Vec<_> = needs.iter().filter(|program| !is_there(program)).collect();
        if !missing.is_empty() {
            assert!(std::env::var_os("CI").is_none(), "missing: {missing:?}");
            eprintln!("not tried: {missing:?} missing");
            return None;
        }
        Some(Self(tempfile::tempdir().expect("a temporary folder")))
    }

    fn full() -> Option<Self> {
        Self::new(&["gnome-keyring-daemon", "dbus-run-session", "secret-tool", "gdbus"])
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, program: impl Into<PathBuf>, acts: &str) -> Command {
        let mut command = Command::new(program.into());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env(ACT, acts);
        for name in ["HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(name, self.path());
        }
        command
    }

    /// Acts without any session.
    fn alone(&self, acts: &str, bus: Option<&str>) -> Told {
        let mut command = self.command(this_program(), acts);
        command.args(["--exact", "act", "--ignored", "--nocapture"]);
        if let Some(bus) = bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
        Told::of(command.output().expect("runs itself"))
    }

    /// Runs a script in a new session; `act` in it runs the acts.
    fn run(&self, script: &str, acts: &str) -> Told {
        let act = format!("'{}' --exact act --ignored --nocapture", this_program().display());
        let mut command = self.command("dbus-run-session", acts);
        command.args(["--", "sh", "-c", &script.replace("act;", &format!("{act};"))]);
        Told::of(command.output().expect("a session starts"))
    }
}

fn this_program() -> PathBuf {
    std::env::current_exe().expect("runs from a file")
}

/// What a run printed.
struct Told {
    out: String,
    errors: String,
}

impl Told {
    fn of(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { out: text(&output.stdout), errors: text(&output.stderr) }
    }

    #[track_caller]
    fn says(&self, line: &str) {
        assert!(self.out.lines().any(|l| l == line), "no line {line:?}\n{}\n{}", self.out, self.errors);
    }

    /// Whether the desktop was asked to open its password window.
    fn prompted(&self) -> bool {
        self.errors.contains("org.gnome.keyring.SystemPrompter")
    }
}

#[test]
fn an_unlocked_keyring_keeps_what_other_programs_find() {
    let Some(session) = Session::full() else { return };
    let script = format!("{UNLOCK} act; {LOOKUP} echo; secret-tool search --all service pushpilot 2>&1;");
    let told = session.run(&script, "status load store=one load store=two load names");
    told.says("status: Ok(Ready)");
    told.says("load: Ok(None)");
    told.says("store=one: Ok(false)");
    told.says("load: Ok(Some(\"one\"))");
    told.says("store=two: Ok(true)");
    told.says("load: Ok(Some(\"two\"))");
    told.says("names: Ok([Username(\"amyflash\")])");
    told.says("two");
    told.says("label = Registry token for docker.io/amyflash (pushpilot)");
    told.says("attribute.username = docker.io/amyflash (previous)");
    assert!(!told.prompted(), "{}", told.errors);

    let told = session.run(&format!("{UNLOCK} act; {LOOKUP}"), "load erase erase load");
    told.says("load: Ok(Some(\"two\"))");
    told.says("erase: Ok(true)");
    told.says("erase: Ok(false)");
    told.says("load: Ok(None)");
}

#[test]
fn a_locked_keyring_says_so_and_opens_no_window_by_itself() {
    let Some(session) = Session::full() else { return };
    session.run(&format!("{UNLOCK} act;"), "store=one").says("store=one: Ok(false)");

    let told = session.run(&format!("{UNLOCK} {LOCK} act;"), "status load store=two erase names");
    told.says("status: Err(Locked)");
    told.says("load: Err(Locked)");
    told.says("store=two: Err(Locked)");
    told.says("erase: Err(Locked)");
    told.says("names: Ok([Username(\"amyflash\")])");
    assert!(!told.prompted(), "{}", told.errors);

    // There is no display, so nobody can answer; but now it was asked.
    let told = session.run(&format!("{UNLOCK} {LOCK} act;"), "unlock");
    told.says("unlock: Err(Locked)");
    assert!(told.prompted(), "{}", told.errors);
}

#[test]
fn a_keyring_that_was_never_unlocked_since_the_start_is_locked() {
    let Some(session) = Session::full() else { return };
    session.run(&format!("{UNLOCK} act;"), "store=one").says("store=one: Ok(false)");
    // Nobody gives a password; the service starts by itself when it is asked for.
    let told = session.run("act;", "status load store=two names");
    told.says("status: Err(Locked)");
    told.says("load: Err(Locked)");
    told.says("store=two: Err(Locked)");
    assert!(!told.prompted(), "{}", told.errors);
}

#[test]
fn a_service_without_a_default_collection_counts_as_absent() {
    let Some(session) = Session::full() else { return };
    let told = session.run("act;", "status load store=one unlock");
    for act in ["status", "load", "store=one", "unlock"] {
        told.says(&format!("{act}: Err(Absent)"));
    }
}

#[test]
fn a_session_without_the_service_counts_as_absent() {
    let Some(session) = Session::new(&["dbus-daemon", "dbus-run-session"]) else { return };
    // A bus that knows of no services to start.
    let config = session.path().join("bus.conf");
    let text = "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>\
        <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>";
    std::fs::write(&config, text).expect("writes");
    let act = this_program();
    let mut command = session.command("dbus-run-session", "status load store=one names unlock");
    command.arg("--config-file").arg(&config).arg("--").arg(act);
    command.args(["--exact", "act", "--ignored", "--nocapture"]);
    let told = Told::of(command.output().expect("a session starts"));
    for act in ["status", "load", "store=one", "names", "unlock"] {
        told.says(&format!("{act}: Err(Absent)"));
    }
}

#[test]
fn without_any_bus_it_is_absent() {
    let Some(session) = Session::new(&[]) else { return };
    let gone = format!("unix:path={}", session.path().join("gone").display());
    for bus in [None, Some(gone.as_str()), Some("not an address")] {
        let told = session.alone("status load store=one names unlock", bus);
        for act in ["status", "load", "store=one", "names", "unlock"] {
            told.says(&format!("{act}: Err(Absent)"));
        }
    }
}

#[test]
fn a_bus_that_never_answers_costs_three_seconds() {
    let Some(session) = Session::new(&[]) else { return };
    let socket = session.path().join("deaf");
    // Connections succeed, and nobody ever takes them.
    let listener = UnixListener::bind(&socket).expect("listens");
    let told = session.alone("status", Some(&format!("unix:path={}", socket.display())));
    told.says("status: Err(TimedOut)");
    drop(listener);
}

#[test]
fn the_kernels_keyring_outlives_the_process_or_is_absent() {
    let Some(session) = Session::new(&[]) else { return };
    // Other runs on this machine have the same keyring.
    let registry = format!("test-{}.example", std::process::id());
    let run = |acts: &str| {
        let mut command = session.command(this_program(), acts);
        command.args(["--exact", "act", "--ignored", "--nocapture"]).env(REGISTRY, &registry);
        Told::of(command.output().expect("runs itself"))
    };
    let told = run("kernel-status kernel-store=one");
    if told.out.contains("kernel-status: Err(Absent)") {
        // Many containers forbid it; then nothing may be claimed to be kept.
        told.says("kernel-store=one: Err(Absent)");
        return;
    }
    told.says("kernel-status: Ok(Ready)");
    told.says("kernel-store=one: Ok(false)");
    let told = run("kernel-load kernel-names kernel-erase kernel-erase kernel-load");
    told.says("kernel-load: Ok(Some(\"one\"))");
    told.says("kernel-names: Ok([Username(\"amyflash\")])");
    told.says("kernel-erase: Ok(true)");
    told.says("kernel-erase: Ok(false)");
    told.says("kernel-load: Ok(None)");
}
