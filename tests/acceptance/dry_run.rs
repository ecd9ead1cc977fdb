//! `--dry-run`: no network write and no file write, against servers that refuse every write.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use clap::CommandFactory as _;
use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, start_in_background};

use crate::canary::files;
use crate::machine::{Machine, PROGRAM, Ran, run};

const IMAGE: &str = "amyflash/music-management-system";

/// Services that refuse whatever could change something, and a machine that has a token which pushes.
struct Desk {
    sandbox: Sandbox,
    machine: Machine,
}

impl Desk {
    fn new() -> Self {
        let desk = Self::open();
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            for service in [Name::GitHub, Name::Registry] {
                let refused =
                    Effect::Answer { status: 403, retry_after: None, text: Some("no writes here".into()) };
                let fault = Fault { method: Some(method.to_owned()), ..Fault::new(refused).of(service) };
                desk.sandbox.add_fault(fault);
            }
        }
        desk
    }

    /// The same with services that take everything.
    fn open() -> Self {
        let sandbox = start_in_background(Scenario::named("all-well").expect("a scenario")).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        Self { sandbox, machine }
    }

    /// Every file below the machine, with what is in it and when it was written.
    fn all(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let of = |file: &PathBuf| {
            let written = fs::metadata(file).and_then(|meta| meta.modified()).expect("a time");
            (fs::read(file).expect("it is there"), written)
        };
        files(self.machine.path()).into_iter().map(|file| (file.clone(), of(&file))).collect()
    }

    /// The program where no folder can be written, which binds even the administrator without this right.
    fn refused(&self, arguments: &[&str]) -> Command {
        self.may_write(false);
        let probe = self.machine.path().join("probe");
        if fs::write(&probe, "").is_err() {
            let mut command = self.machine.command(PROGRAM);
            command.args(arguments);
            return command;
        }
        fs::remove_file(probe).expect("it was just written");
        let mut command = self.machine.command("setpriv");
        command.args(["--bounding-set", "-dac_override", PROGRAM]).args(arguments);
        command
    }

    fn may_write(&self, may: bool) {
        let mode = Permissions::from_mode(if may { 0o755 } else { 0o555 });
        for folder in folders(self.machine.path()) {
            fs::set_permissions(folder, mode.clone()).expect("its owner may");
        }
    }

    /// The requests since so many that change something; signing in does not.
    fn writes(&self, asked: usize) -> Vec<String> {
        let sign_in = |target: &str| ["/v2/auth/token", "/v2/users/login"].contains(&target);
        let requests = self.sandbox.requests().split_off(asked).into_iter();
        let writes =
            requests.filter(|one| one.method != "GET" && one.method != "HEAD" && !sign_in(&one.target));
        writes.map(|one| format!("{} {}", one.method, one.target)).collect()
    }

    /// Runs, and holds afterwards that nothing was sent that writes, and no file is another.
    #[track_caller]
    fn changes_nothing(&self, arguments: &[&str], input: &str) -> Ran {
        let (before, asked) = (self.all(), self.sandbox.requests().len());
        let ran = run(self.refused(arguments), input);
        self.may_write(true);
        let writes = self.writes(asked);
        assert!(writes.is_empty(), "{arguments:?}: {writes:?}");
        let after = self.all();
        let changed: Vec<_> =
            after.keys().chain(before.keys()).filter(|file| before.get(*file) != after.get(*file)).collect();
        assert!(changed.is_empty(), "{arguments:?}: {changed:?}");
        ran
    }
}

/// The folder and all below it.
fn folders(of: &Path) -> Vec<PathBuf> {
    let inside = fs::read_dir(of).expect("a folder").map(|entry| entry.expect("an entry").path());
    let inside = inside.filter(|path| path.is_dir() && !path.is_symlink());
    inside.flat_map(|path| folders(&path)).chain([of.to_owned()]).collect()
}

/// The commands that there are, each with whether it can be told to write nothing.
fn commands(of: &clap::Command, before: &str) -> Vec<(String, bool)> {
    let name = format!("{before} {}", of.get_name()).trim().to_owned();
    let below: Vec<_> = of.get_subcommands().flat_map(|one| commands(one, &name)).collect();
    if !below.is_empty() {
        return below;
    }
    let told = of.get_arguments().any(|argument| argument.get_long() == Some("dry-run"));
    vec![(name, told)]
}

const LOG: &str = "#3 ERROR: failed to push amyflash/music-management-system:latest: push access denied, repository \
                   does not exist or may require authorization: server message: insufficient_scope: \
                   authorization failed\n";

/// Whatever the command line offers either says `--dry-run` here or claims to write nothing at all; both are
/// held to it, by servers that refuse every write and by folders that nobody may write.
#[test]
fn every_command_there_is_writes_nothing_or_can_be_told_not_to() {
    let desk = Desk::new();
    let token = desk.sandbox.summary().tokens["ci"].clone();
    let uses = [
        (&["diagnose", "--image", IMAGE, "--probe", "--dry-run"][..], LOG, 0),
        (&["diagnose", "--image", IMAGE, "--probe", "--dry-run", "--json"], LOG, 0),
        (&["verify", IMAGE, "--dry-run"], "", 1),
        (&["test-push", IMAGE, "--dry-run"], "", 0),
        (&["sources", IMAGE], "", 0),
        (&["secrets", "list", "--dry-run"], "", 0),
        (&["secrets", "set", "--dry-run"], "", 0),
        (&["rerun", "--dry-run"], "", 0),
        (&["watch", "--dry-run"], "", 0),
        (&["confirm", IMAGE, "--dry-run"], "", 0),
        (&["onboard", "--plain", "--dry-run"], "", 2),
        (&["practice", "--list"], "", 0),
        (&["codes"], "", 0),
        (&["help"], "", 0),
        (&["init", IMAGE, "--dry-run"], "", 0),
        (&["install-links", "--dry-run"], "", 0),
        // Nothing of that name is kept here.
        (&["use", "--account", "amyflash", "--dry-run"], "", 4),
        // Without the helper in the path the tools would be told of something that they cannot call.
        (&["use", "--docker", "--dry-run"], "", 7),
        (&["status", "--calendar", "token.ics", "--dry-run"], "", 0),
        (&["status", "--json", "--dry-run"], "", 0),
        // Nor is a token replaced where nothing could keep the new one.
        (&["rotate", "--token-stdin", "--dry-run"], &token, 7),
        (&["undo", "--dry-run"], "", 1),
        (&["completions", "bash"], "", 0),
        (&["man"], "", 0),
    ];
    // It answers on loopback until it is ended, from a world in memory.
    let serves = ["practice serve"];
    let mut command = pushpilot::cli::args::Cli::command();
    command.build();
    for (name, told) in command.get_subcommands().flat_map(|one| commands(one, "")) {
        // `practice` is played without a word after it.
        let name = if serves.contains(&name.as_str()) { "practice".to_owned() } else { name };
        let words: Vec<&str> = name.split(' ').collect();
        let covered = uses.iter().filter(|(arguments, _, _)| arguments.starts_with(&words));
        assert!(covered.clone().count() > 0, "{name} is in no row");
        let dry = covered.filter(|(arguments, _, _)| arguments.contains(&"--dry-run")).count();
        assert_eq!(told, dry > 0, "{name}");
    }
    for (arguments, input, code) in uses {
        let ran = desk.changes_nothing(arguments, input);
        assert_eq!(ran.code, code, "{arguments:?}: {} {}", ran.stdout, ran.stderr);
    }
    for (language, words) in
        [("en", ["no upload was opened", "was not written"]), ("zh-CN", ["没有打开上传会话", "未写入"])]
    {
        let probe = ["diagnose", "--image", IMAGE, "--probe", "--dry-run", "--lang", language];
        let calendar = ["status", "--calendar", "token.ics", "--dry-run", "--lang", language];
        for ((arguments, input), word) in [(&probe[..], LOG), (&calendar, "")].into_iter().zip(words) {
            let ran = desk.changes_nothing(arguments, input);
            assert!(ran.stderr.contains(word), "{word}: {}", ran.stderr);
        }
    }
    // Without the flag the upload is tried, and the reminders are written.
    let before = desk.sandbox.requests().len();
    desk.machine.run_with(&["diagnose", "--image", IMAGE, "--probe"], LOG);
    assert!(
        desk.sandbox.requests()[before..]
            .iter()
            .any(|one| one.method == "POST" && one.target.contains("/uploads/"))
    );
}

/// A dry run proves something only where the same line without it would have changed something: on the same machine,
/// right after it, it does.
#[test]
fn what_a_dry_run_leaves_undone_is_done_without_it() {
    let rows: [(&[&str], &str, Does); 11] = [
        (&["diagnose", "--image", IMAGE, "--probe"], LOG, Does::Sends),
        (&["verify", IMAGE], "", Does::Sends),
        (&["test-push", IMAGE], "", Does::Sends),
        (&["secrets", "set"], "", Does::Sends),
        (&["secrets", "set", "--variable"], "", Does::Both),
        (&["rerun"], "", Does::Both),
        (&["rerun", "--how", "commit"], "", Does::Both),
        (&["init", IMAGE], "", Does::Keeps),
        (&["use", "--account", "amyflash"], "", Does::Keeps),
        (&["undo", "--yes"], "", Does::Both),
        (&["--plain", IMAGE], "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", Does::Sends),
    ];
    for (arguments, input, does) in rows {
        let desk = Desk::open();
        if arguments[0] == "undo" {
            // What is not there before is what can be taken back.
            let set = desk.machine.run(&["secrets", "set", "--variable"]);
            assert_eq!(set.code, 0, "{} {}", set.stdout, set.stderr);
        }
        if arguments[0] == "use" {
            // What nobody can look into without its passphrase may hold the login.
            desk.machine.write("home/.local/state/pushpilot/tokens.age", "age-encryption.org/v1\n");
        }
        let dry: Vec<&str> = arguments.iter().copied().chain(["--dry-run"]).collect();
        desk.changes_nothing(&dry, input);
        let (before, asked) = (desk.all(), desk.sandbox.requests().len());
        let ran = desk.machine.run_with(arguments, input);
        let told = format!("{arguments:?}: {} {} {}", ran.code, ran.stdout, ran.stderr);
        if matches!(does, Does::Sends | Does::Both) {
            assert!(!desk.writes(asked).is_empty(), "nothing was sent: {told}");
        }
        if matches!(does, Does::Keeps | Does::Both) {
            assert!(desk.all() != before, "no file is another: {told}");
        }
    }
}

/// What a line changes.
#[derive(Clone, Copy)]
enum Does {
    Sends,
    Keeps,
    Both,
}

#[test]
fn every_command_that_writes_can_be_told_not_to() {
    let desk = Desk::new();
    for (arguments, code, word) in [
        (&["secrets", "set", "--dry-run"][..], 0, "DOCKER_PASSWORD"),
        (&["secrets", "set", "--variable", "--dry-run"], 0, "vars.DOCKER_USERNAME"),
        (&["secrets", "list", "--dry-run"], 0, "DOCKER_PASSWORD"),
        (&["rerun", "--dry-run"], 0, "main"),
        (&["rerun", "--how", "commit", "--dry-run"], 0, "main"),
        (&["watch", "--dry-run"], 0, ""),
        (&["confirm", IMAGE, "--dry-run"], 0, IMAGE),
        // Only an upload would settle it.
        (&["verify", IMAGE, "--dry-run"], 1, "no upload was opened"),
        (&["test-push", IMAGE, "--dry-run"], 0, "Nothing was pushed"),
        (&["install-links", "--dry-run"], 0, "docker-pushpilot"),
        (&["init", IMAGE, "--dry-run"], 0, ""),
    ] {
        let ran = desk.changes_nothing(arguments, "");
        assert_eq!(ran.code, code, "{arguments:?}: {} {}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains(word), "{arguments:?}: {}", ran.stdout);
    }
    // Without it, the same servers refuse.
    let refused = desk.machine.run(&["secrets", "set"]);
    assert_ne!(refused.code, 0, "{}", refused.stdout);
}

#[test]
fn the_wizard_goes_to_its_end_and_changes_nothing() {
    let desk = Desk::new();
    for (language, words) in [
        ("en", ["nothing is pushed", "nothing was written", "would be written", "no build was started"]),
        ("zh-CN", ["不推送任何内容", "没有写入任何内容", "将会写入", "没有启动构建"]),
    ] {
        let ran =
            desk.changes_nothing(&["--plain", "--dry-run", "--lang", language, IMAGE], &"\n".repeat(40));
        assert_eq!(ran.code, 0, "{} {}", ran.stdout, ran.stderr);
        for word in words {
            assert!(ran.stdout.contains(word), "{language}: no {word:?} in {}", ran.stdout);
        }
    }
    // Before a command it would be taken for the command's own.
    let stray = desk.changes_nothing(&["--dry-run", "secrets", "set"], "");
    assert_eq!(stray.code, 2, "{}", stray.stderr);
}
