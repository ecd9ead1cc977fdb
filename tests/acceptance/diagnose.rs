//! `diagnose` as a person and a script meet it: a failed run by its number, and flags in any place.

use crate::github::Story;
use crate::machine::Machine;

#[test]
fn a_failed_run_is_diagnosed_by_its_number_and_by_its_address() {
    let story = Story::begin("read-only-token");
    let red = story.run(&["watch", "--json"], "").json();
    let id = red["run"]["id"].as_u64().expect("a number").to_string();
    let address = red["run"]["url"].as_str().expect("an address").to_owned();
    let before = story.writes();
    let by_number = story.run(&["diagnose", "--run", &id, "--json"], "");
    assert_eq!(by_number.code, Some(0), "{} {}", by_number.said, by_number.talk);
    let report = by_number.json();
    assert_eq!(report["causes"][0]["id"], red["causes"][0]["id"]);
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["run"]["id"].to_string(), id);
    assert_eq!(report["run"]["job"], red["run"]["jobs"][0]["name"]);
    // The workflow at that commit was read, too: the image stands in it.
    assert_eq!(report["picture"]["repository"], "amyflash/music-management-system");
    let job = red["run"]["jobs"][0]["name"].as_str().expect("a name");
    for (language, word) in [("en", "Job "), ("zh-CN", "的作业")] {
        let said = story.run(&["diagnose", "--run", &address, "--lang", language], "");
        assert_eq!(said.code, Some(0), "{} {}", said.said, said.talk);
        assert!(said.said.contains(word) && said.said.contains(job), "{}", said.said);
    }
    let attempt = story.run(&["diagnose", "--run", &format!("{address}/attempts/1"), "--json"], "");
    assert_eq!(attempt.json(), report);
    assert_eq!(story.writes(), before, "nothing is changed by looking");
}

#[test]
fn what_is_no_failed_run_is_said_to_be_none() {
    let story = Story::begin("all-well");
    for (run, code, word) in [
        ("main", 2, "names no run"),
        ("https://github.com/octo/app/pull/3", 2, "names no run"),
        ("987654321", 1, "404"),
    ] {
        let ended = story.run(&["diagnose", "--run", run], "");
        assert_eq!(ended.code, Some(code), "{run}: {} {}", ended.said, ended.talk);
        assert!(ended.said.is_empty() && !ended.talk.is_empty(), "{run}: {}", ended.talk);
        assert!(code == 1 || ended.talk.contains(word), "{run}: {}", ended.talk);
    }
    let both = story.run(&["diagnose", "--run", "1", "--offline"], "");
    assert_eq!(both.code, Some(2), "{}", both.talk);
}

#[test]
fn flags_for_every_command_stand_before_it_or_after_it() {
    let machine = Machine::new();
    let log = "denied: requested access to the resource is denied\n";
    let said = |arguments: &[&str]| {
        let ran = machine.run_with(arguments, log);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran.stdout
    };
    let after = said(&["diagnose", "--offline", "--lang", "zh-CN"]);
    assert!(after.contains("单凭文字无法断定"), "{after}");
    for before in [
        &["--lang", "zh-CN", "diagnose", "--offline"][..],
        &["--lang=zh-CN", "--color", "never", "diagnose", "--offline", "-"],
        &["--username", "amyflash", "diagnose", "--lang", "zh-CN", "--offline"],
    ] {
        assert_eq!(said(before), after, "{before:?}");
    }
    let list = said(&["practice", "--list", "--lang", "zh-CN"]);
    assert_eq!(said(&["--lang", "zh-CN", "practice", "--list"]), list);
    assert_eq!(said(&["practice", "--lang", "zh-CN", "--list"]), list);
    // Every command takes the flag before itself: what it refuses then is something else.
    for command in [
        "verify",
        "test-push",
        "sources",
        "secrets",
        "rerun",
        "watch",
        "confirm",
        "codes",
        "help",
        "status",
        "use",
        "install-links",
        "completions",
        "man",
        "diagnose",
        "practice",
    ] {
        let ran = machine.run_with(&["--lang", "en", "--hyperlinks", "never", command, "--help"], "");
        assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
        assert!(ran.stdout.contains("--hyperlinks"), "{command}: {}", ran.stdout);
    }
    let ran = machine.run_with(&["--lang", "zh-CN", "practice", "--color", "never", "serve", "--help"], "");
    assert!(ran.code == 0 && ran.stdout.contains("用法"), "{}", ran.stderr);
}

#[test]
fn what_belongs_to_the_wizard_does_not_stand_before_a_command() {
    let machine = Machine::new();
    for arguments in [
        &["amyflash/app", "diagnose", "--offline"][..],
        &["practice", "read-only-token", "serve"],
        &["practice", "--list", "serve"],
        &["practice", "--tour", "serve"],
    ] {
        let ran = machine.run_with(arguments, "");
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
        assert!(ran.stderr.contains("before a command"), "{arguments:?}: {}", ran.stderr);
    }
}
