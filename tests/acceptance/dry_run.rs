//! `--dry-run`: no network write and no file write, against servers that refuse every write.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

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
        let sandbox = start_in_background(Scenario::named("all-well").expect("a scenario")).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            for service in [Name::GitHub, Name::Registry] {
                let refused =
                    Effect::Answer { status: 403, retry_after: None, text: Some("no writes here".into()) };
                let fault = Fault { method: Some(method.to_owned()), ..Fault::new(refused).of(service) };
                sandbox.add_fault(fault);
            }
        }
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

    /// Runs, and holds afterwards that nothing was sent that writes, and no file is another.
    #[track_caller]
    fn changes_nothing(&self, arguments: &[&str], input: &str) -> Ran {
        let (before, asked) = (self.all(), self.sandbox.requests().len());
        let mut command = self.machine.command(PROGRAM);
        command.args(arguments);
        let ran = run(command, input);
        let sign_in = |target: &str| ["/v2/auth/token", "/v2/users/login"].contains(&target);
        let writes: Vec<_> = self.sandbox.requests()[asked..]
            .iter()
            .filter(|one| one.method != "GET" && one.method != "HEAD" && !sign_in(&one.target))
            .cloned()
            .collect();
        assert!(writes.is_empty(), "{arguments:?}: {writes:?}");
        let after = self.all();
        let changed: Vec<_> =
            after.keys().chain(before.keys()).filter(|file| before.get(*file) != after.get(*file)).collect();
        assert!(changed.is_empty(), "{arguments:?}: {changed:?}");
        ran
    }
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
