//! Repositories that are not as they were, names that GitHub does not take, values that are too long: each is told as
//! what it is, and what was done is what is said to be done.

use pushpilot::sandbox::{Name, Sandbox, Scenario, Vault, start_in_background};

use crate::machine::{Machine, PROGRAM, Ran, run};
use crate::scenarios::words_in;

const IMAGE: &str = "amyflash/music-management-system";
const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

/// A machine with a token that pushes, on whose GitHub this is different.
fn desk(change: impl Fn(&mut Scenario)) -> (Sandbox, Machine) {
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.github.service.step_milliseconds = 5;
    change(&mut scenario);
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    (sandbox, machine)
}

/// The wizard in lines, answered as it recommends.
fn wizard(machine: &Machine, language: &str) -> Ran {
    let answers =
        machine.write("answers.toml", "keep = [\"run-only\", \"run-only\"]\n").display().to_string();
    let mut command = machine.command(PROGRAM);
    command.args(["--plain", "--answers", &answers, "--lang", language, IMAGE]);
    run(command, &"\n".repeat(40))
}

/// A part of a message that no value is put into.
fn said(language: &str, file: &str, id: &str) -> String {
    let words = words_in(language, file, id);
    let parts = words.split(['{', '}']).step_by(2);
    parts.max_by_key(|part| part.len()).expect("there is one").trim().to_owned()
}

fn dispatches(sandbox: &Sandbox) -> usize {
    sandbox.requests().iter().filter(|one| one.method == "POST" && one.target.contains("/dispatches")).count()
}

fn password(sandbox: &Sandbox) -> Option<String> {
    sandbox.stored_secret(&Vault::Repository, "DOCKER_PASSWORD")
}

#[test]
fn a_renamed_repository_is_named_before_anything_is_written_to_it() {
    for language in LANGUAGES {
        let (sandbox, machine) = desk(|scenario| {
            scenario.github.repository.renamed_to = Some("music".to_owned());
            for secret in &mut scenario.github.secrets {
                (secret.token, secret.value) = (None, Some("another".to_owned()));
            }
        });
        let words = said(language, "github", "github-renamed");
        for arguments in [&["secrets", "list"][..], &["secrets", "set"], &["rerun", "--watch"], &["confirm"]]
        {
            let arguments: Vec<&str> = arguments.iter().copied().chain(["--lang", language]).collect();
            let ran = machine.run(&arguments);
            assert_eq!(ran.code, 0, "{arguments:?}: {} {}", ran.stdout, ran.stderr);
            assert!(ran.stderr.contains(&words) && ran.stderr.contains("amyflash/music"), "{}", ran.stderr);
        }
        assert_eq!(
            (password(&sandbox), dispatches(&sandbox)),
            (sandbox.token("ci"), 2),
            "once here, once there"
        );
        // The page says it as well, before it asks.
        let (_sandbox, machine) =
            desk(|scenario| scenario.github.repository.renamed_to = Some("music".to_owned()));
        let ran = wizard(&machine, language);
        assert_eq!(ran.code, 0, "{} {}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains(&words), "{words}: {}", ran.stdout);
    }
}

#[test]
fn an_archived_repository_is_told_of_and_left_as_it_is() {
    for language in LANGUAGES {
        let (sandbox, machine) = desk(|scenario| scenario.github.repository.archived = true);
        let before = password(&sandbox);
        let words = said(language, "failures", "archived");
        for arguments in [&["secrets", "set"][..], &["rerun"], &["rerun", "--how", "commit"]] {
            let arguments: Vec<&str> = arguments.iter().copied().chain(["--lang", language]).collect();
            let ran = machine.run(&arguments);
            assert_eq!(ran.code, 5, "{arguments:?}: {} {}", ran.stdout, ran.stderr);
            assert!(
                format!("{}{}", ran.stdout, ran.stderr).contains(&words),
                "{} {}",
                ran.stdout,
                ran.stderr
            );
        }
        let ran = wizard(&machine, language);
        assert!(ran.code != 0 && ran.stdout.contains(&words), "{} {}", ran.code, ran.stdout);
        assert_eq!(password(&sandbox), before);
    }
}

#[test]
fn where_actions_is_switched_off_the_place_to_switch_it_on_is_named() {
    for language in LANGUAGES {
        let (_sandbox, machine) = desk(|scenario| scenario.github.repository.without_actions = true);
        let words = said(language, "failures", "actions-off");
        let ran = machine.run(&["rerun", "--lang", language]);
        assert_eq!(ran.code, 5, "{} {}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(&words), "{words}: {}", ran.stderr);
    }
}

#[test]
fn names_that_github_does_not_take_stop_the_writing_and_name_their_line() {
    for (name, id) in [("GITHUB_DOCKER", "name-not-taken"), ("GITHUB_TOKEN", "run-token")] {
        for language in LANGUAGES {
            let (sandbox, machine) = desk(|scenario| {
                let text = &mut scenario.machine.workflows[0].text;
                *text = text.replace("secrets.DOCKER_PASSWORD", &format!("secrets.{name}"));
            });
            let words = said(language, "github", id);
            let ran = machine.run(&["secrets", "set", "--lang", language]);
            assert_eq!(ran.code, 1, "{} {}", ran.stdout, ran.stderr);
            assert!(ran.stderr.contains(&words) && ran.stderr.contains("docker.yml:"), "{}", ran.stderr);
            let ran = wizard(&machine, language);
            assert!(ran.code != 0 && ran.stdout.contains(&words), "{} {}", ran.code, ran.stdout);
            let put =
                sandbox.requests().into_iter().find(|one| one.service == Name::GitHub && one.method == "PUT");
            assert!(put.is_none(), "{put:?} was written");
        }
    }
}

#[test]
fn a_value_over_48_kb_is_not_sent_nor_is_anything_beside_it() {
    for language in LANGUAGES {
        // No image to measure the token with: only its length speaks against it.
        let (sandbox, machine) = desk(|scenario| {
            let text = &mut scenario.machine.workflows[0].text;
            *text = text.replace("push: true", "push: false");
        });
        let before = sandbox.requests().len();
        let set = ["secrets", "set", "--username", "amyflash", "--token-stdin", "--lang", language];
        let ran = machine.run_with(&set, &"x".repeat(48 * 1024 + 1));
        assert_eq!(ran.code, 1, "{} {}", ran.stdout, ran.stderr);
        let words = said(language, "failures", "secret-too-long");
        assert!(ran.stdout.contains(&words) && ran.stdout.contains("49153"), "{words}: {}", ran.stdout);
        assert!(sandbox.requests()[before..].iter().all(|one| one.method == "GET"), "something was written");
    }
}
