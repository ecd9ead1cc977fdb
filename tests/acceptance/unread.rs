//! What the program does where it could not look: it says so, writes nothing for it, and sends nothing on a
//! stranger's word.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;

use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};

use crate::machine::Machine;

fn practice(scenario: &str) -> (Sandbox, Machine) {
    let sandbox = start_in_background(Scenario::named(scenario).expect("a scenario")).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    (sandbox, machine)
}

/// Which other host gets the token is for the person to say, not for whoever wrote the workflow.
#[test]
fn a_workflow_leads_no_handed_over_token_to_another_host() {
    let stranger = TcpListener::bind("127.0.0.1:0").expect("a port");
    stranger.set_nonblocking(true).expect("can be asked without waiting");
    let image = format!("localhost:{}/amy/x", stranger.local_addr().expect("bound").port());
    let (sandbox, mut machine) = practice("all-well");
    let workflow =
        format!("on: push\njobs:\n  x:\n    steps:\n      - run: |\n          docker push {image}\n");
    fs::write(machine.work().join(".github/workflows/evil.yml"), workflow).expect("written");
    let summary = sandbox.summary();
    let token = summary.tokens.values().next().expect("a token").clone();
    let given = ["--username", summary.username.as_str(), "verify", "--token-stdin"];
    let by_stdin = machine.run_with(&given, &token);
    machine.set("PUSHPILOT_USERNAME", summary.username.clone());
    machine.set("PUSHPILOT_TOKEN", token);
    for ran in [by_stdin, machine.run(&["verify"])] {
        assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(&format!("pushpilot verify {image}")), "{}", ran.stderr);
    }
    let called = stranger.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(called, Err(ErrorKind::WouldBlock));
    // What the workflows push to Docker Hub alone is asked about as ever.
    fs::remove_file(machine.work().join(".github/workflows/evil.yml")).expect("removed");
    let ran = machine.run(&["verify"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

/// One image that cannot be pushed, and one file that cannot be read, keep no other from being verified.
#[test]
fn verify_says_what_of_the_workflows_it_passes_over() {
    let (_sandbox, machine) = practice("all-well");
    let folder = machine.work().join(".github/workflows");
    let push = "on: push\njobs:\n  x:\n    steps:\n      - run: docker push Amy/App\n";
    fs::write(folder.join("upper.yml"), push).expect("written");
    fs::write(folder.join("broken.yml"), "on: push\njobs: [\n  {\n").expect("written");
    let ran = machine.run(&["verify"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    for part in ["upper.yml:5", "amy/app", "broken.yml"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    let ran = machine.run(&["verify", "Amy/App"]);
    assert!(ran.code == 2 && ran.stderr.contains("It should read amy/app"), "{}", ran.stderr);
}

/// The usual names are assumed where there is no login, not where one may stand in a file that cannot be read.
#[test]
fn no_names_are_assumed_beside_a_workflow_that_cannot_be_read() {
    let (_sandbox, machine) = practice("all-well");
    fs::write(machine.work().join(".github/workflows/docker.yml"), "on: push\njobs: [\n  {\n")
        .expect("written");
    let before = machine.run(&["secrets", "list", "--json"]).json();
    let ran = machine.run(&["secrets", "set"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("docker.yml"), "{}", ran.stderr);
    assert_eq!(machine.run(&["secrets", "list", "--json"]).json(), before);
    let listed = machine.run(&["secrets", "list"]);
    assert!(listed.stdout.contains("docker.yml"), "{}", listed.stdout);
}

/// A choice that no tool could follow is not made.
#[test]
fn an_account_that_is_not_kept_is_not_chosen() {
    let machine = Machine::new();
    for arguments in [&["use", "--account", "nobody"][..], &["use", "--account", "nobody", "--dry-run"]] {
        let ran = machine.run(arguments);
        // A machine without a keyring has no login in it.
        assert_eq!(ran.code, 4, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains("nobody"), "{}", ran.stderr);
    }
    assert!(!machine.home().join(".config/pushpilot/accounts.json").exists());
}

/// Notes that cannot be read are no notes, and that is said: an expiry may stand in them.
#[test]
fn a_ledger_that_cannot_be_read_is_named() {
    let machine = Machine::new();
    for text in ["{\"version\":1,\"salt\":\"ab", "{\"version\":99}"] {
        machine.write("home/.local/state/pushpilot/ledger.json", text);
        let ran = machine.run(&["status", "--offline", "--fail-on-expiring", "30"]);
        assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains("ledger.json"), "{}", ran.stdout);
        let unread = machine.run(&["status", "--offline", "--json"]).json()["unread"].clone();
        assert!(unread.to_string().contains("ledger.json"), "{unread}");
        let kept = fs::read_to_string(machine.home().join(".local/state/pushpilot/ledger.json"));
        assert_eq!(kept.expect("is there"), text);
    }
}

/// A keyring that does not answer may hold more than is listed.
#[test]
fn a_keyring_that_does_not_answer_is_said() {
    let ran = Machine::new().run(&["status", "--offline"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("D-Bus"), "{}", ran.stdout);
}

/// Half a pair is a missing answer, and which half is said.
#[test]
fn a_token_without_a_user_name_is_half_a_pair() {
    let mut machine = Machine::new();
    machine.set("PUSHPILOT_TOKEN", "dckr_pat_AbCdEfGhIjKlMnOpQrStUvWx1");
    let ran = machine.run(&["verify", "amyflash/app"]);
    assert!(ran.code == 2 && ran.stderr.contains("PUSHPILOT_USERNAME"), "{} {}", ran.code, ran.stderr);
    machine.set("PUSHPILOT_USERNAME", "amy@example.com");
    let by_stdin = ["--username", "amy@example.com", "verify", "amyflash/app", "--token-stdin"];
    for arguments in [&["verify", "amyflash/app"][..], &by_stdin] {
        let ran = machine.run_with(arguments, "dckr_pat_AbCdEfGhIjKlMnOpQrStUvWx1");
        assert!(ran.code == 2 && ran.stderr.contains("e-mail"), "{} {}", ran.code, ran.stderr);
    }
}
