//! `undo` of single changes: what still is as it was left goes back, and of the rest it is said why it stays.

use std::fs;

use pushpilot::model::project_file::NAME;
use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, Vault, start_in_background};
use serde_json::Value;

use crate::machine::Machine;
use crate::scenarios::words_in;
use crate::terminal::Terminal;

const FILE: &str = ".github/workflows/docker.yml";
const NAMES: [&str; 2] = ["DOCKER_PASSWORD", "DOCKER_USERNAME"];

/// A token that pushes, and a repository on GitHub of which the first of these secrets are there already.
fn practice(there: usize) -> (Sandbox, Machine) {
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.github.secrets.retain(|secret| NAMES[..there].contains(&secret.name.as_str()));
    let sandbox = start_in_background(scenario).expect("started");
    let machine = of(&sandbox);
    (sandbox, machine)
}

fn of(sandbox: &Sandbox) -> Machine {
    let mut machine = Machine::of(sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    machine
}

#[track_caller]
fn good(machine: &Machine, arguments: &[&str]) -> String {
    let ran = machine.run(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {} {}", ran.stdout, ran.stderr);
    ran.stdout
}

/// What `undo --json` says of each change: the change, what came of it, and why.
fn told(document: &Value) -> Vec<(String, String, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let rows = document["changes"].as_array().expect("a list").iter();
    rows.map(|row| (text(row, "change"), text(row, "result"), text(row, "why"))).collect()
}

fn row(change: &str, result: &str, why: &str) -> (String, String, String) {
    (change.to_owned(), result.to_owned(), why.to_owned())
}

#[test]
fn a_secret_that_was_created_goes_away_and_one_that_was_overwritten_does_not() {
    let (sandbox, machine) = practice(1);
    let before = sandbox.stored_secret(&Vault::Repository, NAMES[0]);
    good(&machine, &["secrets", "set"]);
    // Written again, it still is one that was not there before.
    good(&machine, &["secrets", "set"]);
    let written = sandbox.stored_secret(&Vault::Repository, NAMES[0]);
    assert!(before.is_some() && sandbox.stored_secret(&Vault::Repository, NAMES[1]).is_some());

    let asked = machine.run(&["undo", "--json"]);
    assert_eq!((asked.code, asked.json()["state"].as_str()), (3, Some("listed")), "{}", asked.stdout);
    let left = row("github-secret-written", "left", "needs-yes");
    let cannot = row("github-secret-written", "cannot", "overwritten");
    let rows = told(&asked.json());
    assert!(rows.len() == 2 && rows.contains(&left) && rows.contains(&cannot), "{rows:?}");
    let dry = machine.run(&["undo", "--dry-run", "--json"]);
    assert_eq!((dry.code, &dry.json()["dry_run"]), (0, &Value::Bool(true)), "{}", dry.stdout);
    assert!(told(&dry.json()).contains(&row("github-secret-written", "would-be-taken-back", "")));
    assert!(sandbox.stored_secret(&Vault::Repository, NAMES[1]).is_some());

    let done = machine.run(&["undo", "--yes", "--json"]);
    assert_eq!((done.code, done.json()["state"].as_str()), (0, Some("undone")), "{}", done.stdout);
    assert!(told(&done.json()).contains(&row("github-secret-written", "taken-back", "")));
    assert_eq!(sandbox.stored_secret(&Vault::Repository, NAMES[1]), None);
    assert_eq!(
        sandbox.stored_secret(&Vault::Repository, NAMES[0]),
        written,
        "what it held is nobody's to bring back"
    );
    let journal = machine.home().join(".local/state/pushpilot/journal.jsonl");
    assert_eq!(fs::read_to_string(journal).expect("the journal").matches("taken-back").count(), 1);
    // It is not offered again.
    assert_eq!(told(&machine.run(&["undo", "--yes", "--json"]).json()), [cannot]);
}

#[test]
fn what_somebody_else_wrote_since_stays() {
    let (sandbox, machine) = practice(0);
    good(&machine, &["secrets", "set"]);
    sandbox.set_time_offset(3600);
    good(&of(&sandbox), &["secrets", "set"]);
    let done = machine.run(&["undo", "--yes", "--json"]);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    let since = row("github-secret-written", "cannot", "changed-since");
    assert_eq!(told(&done.json()), [since.clone(), since]);
    assert!(sandbox.stored_secret(&Vault::Repository, NAMES[1]).is_some());
    for language in ["en", "zh-CN"] {
        let said = good(&machine, &["undo", "--yes", "--lang", language]);
        assert!(said.contains(&words_in(language, "undo", "undo-written-since")), "{said}");
    }
    // Without GitHub nothing is claimed.
    let mut alone = machine;
    alone.set("GH_TOKEN", "");
    let untold = alone.run(&["undo", "--yes", "--json"]);
    assert!(told(&untold.json()).iter().all(|(_, _, why)| why == "not-signed-in"), "{}", untold.stdout);
}

/// What GitHub refuses, or does not answer, is not said to be done.
#[test]
fn what_fails_is_said_to_have_failed() {
    for effect in
        [Effect::Drop, Effect::Answer { status: 403, retry_after: None, text: Some("no".to_owned()) }]
    {
        let (sandbox, machine) = practice(1);
        good(&machine, &["secrets", "set"]);
        sandbox.add_fault(Fault::new(effect.clone()).of(Name::GitHub).on("DELETE", "secrets"));
        let done = machine.run(&["undo", "--yes", "--json"]);
        assert_ne!(done.code, 0, "{}", done.stdout);
        let rows = told(&done.json());
        assert!(rows.contains(&row("github-secret-written", "failed", "")), "{effect:?}: {rows:?}");
        assert!(sandbox.stored_secret(&Vault::Repository, NAMES[1]).is_some());
    }
}

#[test]
fn a_workflow_and_its_variable_go_back_together() {
    let (sandbox, machine) = practice(2);
    let path = machine.work().join(FILE);
    let before = fs::read_to_string(&path).expect("the workflow");
    good(&machine, &["secrets", "set", "--variable"]);
    assert_ne!(fs::read_to_string(&path).expect("the workflow"), before);

    // Changed by somebody since, it stays, and so it is said.
    let ours = fs::read_to_string(&path).expect("the workflow");
    fs::write(&path, format!("{ours}# mine\n")).expect("written");
    let dry = machine.run(&["undo", "--dry-run", "--json"]);
    assert!(
        told(&dry.json()).contains(&row("workflow-changed", "cannot", "changed-since")),
        "{}",
        dry.stdout
    );
    fs::write(&path, &ours).expect("written");

    let done = machine.run(&["undo", "--yes", "--json"]);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    let rows = told(&done.json());
    assert_eq!(rows[0], row("workflow-changed", "taken-back", ""), "{rows:?}");
    assert!(rows.contains(&row("github-variable-written", "taken-back", "")), "{rows:?}");
    assert_eq!(fs::read_to_string(&path).expect("the workflow"), before);
    let deleted = sandbox.requests().into_iter().filter(|one| one.method == "DELETE");
    assert_eq!(deleted.filter(|one| one.target.contains("/variables/")).count(), 1);
}

#[test]
fn files_and_links_that_were_made_go_away_and_what_was_there_comes_back() {
    let (_sandbox, machine) = practice(2);
    let path = machine.work().join(NAME);
    fs::write(&path, "# an older one\nversion = 1\n").expect("written");
    good(&machine, &["init", "--yes"]);
    let folder = machine.path().join("links");
    good(&machine, &["install-links", "--docker", "--gh"]);
    let link = machine.home().join(".docker/cli-plugins/docker-pushpilot");
    let other = machine.home().join(".local/share/gh/extensions/gh-pushpilot/gh-pushpilot");
    assert!(link.is_symlink() && other.is_symlink() && !folder.exists());
    // One of the two is somebody else's by now.
    fs::remove_file(&other).expect("goes");
    std::os::unix::fs::symlink("/bin/true", &other).expect("links");

    let done = machine.run(&["undo", "--yes", "--json"]);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    let rows = told(&done.json());
    for wanted in [
        row("link-made", "taken-back", ""),
        row("link-made", "cannot", "changed-since"),
        row("project-file-written", "taken-back", ""),
    ] {
        assert!(rows.contains(&wanted), "{rows:?}");
    }
    assert!(!link.is_symlink() && other.is_symlink());
    assert_eq!(fs::read_to_string(&path).expect("the file"), "# an older one\nversion = 1\n");

    fs::remove_file(&path).expect("goes");
    good(&machine, &["init"]);
    good(&machine, &["undo", "--yes"]);
    assert!(!path.exists());
}

/// Each is asked for by itself, and no is no.
#[test]
fn a_person_is_asked_for_each() {
    for language in ["en", "zh-CN"] {
        let (sandbox, machine) = practice(0);
        good(&machine, &["secrets", "set"]);
        let mut terminal = Terminal::start(machine.in_terminal(&["undo", "--lang", language]), 100, 30);
        let question = words_in(language, "rotation", "rotate-ask-undo");
        terminal.wait_for(&question);
        terminal.send("n\r");
        terminal.wait_for(&words_in(language, "undo", "undo-left"));
        terminal.send("y\r");
        terminal.wait_for(&words_in(language, "undo", "undo-back"));
        assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
        let left = NAMES.iter().filter(|name| sandbox.stored_secret(&Vault::Repository, name).is_some());
        assert_eq!(left.count(), 1);
    }
}
