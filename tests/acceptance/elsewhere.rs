//! `test-push` at every other registry: the right secret pushes and says what it left, a weak and a wrong one push
//! nothing and end with their codes.

use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use serde_json::Value;

use crate::machine::{Machine, Ran};

/// What a run is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    /// Pushed, read back, and gone again.
    Clean,
    /// Pushed and read back; the tag stays, and is said to stay.
    Left,
    /// Nothing was pushed: the secret may not.
    NotPermitted,
    /// Nothing was pushed: the secret is not let in.
    Refused,
}

struct Played {
    sandbox: Sandbox,
    machine: Machine,
}

impl Played {
    fn of(lesson: &str) -> Self {
        let sandbox = start_in_background(Scenario::named(lesson).expect("a scenario")).expect("started");
        let machine = Machine::of(&sandbox);
        Self { sandbox, machine }
    }

    fn push(&self, token: &str, more: &[&str]) -> Ran {
        let secret = self.sandbox.token(token).unwrap_or_else(|| "Wiedehopf-9".to_owned());
        let expect = &self.sandbox.scenario().expect;
        let arguments = ["test-push", &expect.image, "--token-stdin", "--username", &expect.username];
        let ran = self.machine.run_with(&[&arguments, more].concat(), &secret);
        assert!(
            !ran.stdout.contains(&secret) && !ran.stderr.contains(&secret),
            "{} {}",
            ran.stdout,
            ran.stderr
        );
        ran
    }

    /// What a run came to, by its code, by what it says, and by what is there.
    #[track_caller]
    fn came(&self, token: &str) -> Comes {
        let ran = self.push(token, &["--json"]);
        let report = ran.json();
        let checks = report["checks"].as_array().expect("a list");
        let pushed: Option<&Value> = checks.iter().find(|check| check["id"] == "test-push");
        let Some(pushed) = pushed else {
            assert_eq!(report["verdict"], "cannot-push", "{report:#}");
            return match ran.code {
                4 => Comes::Refused,
                5 => Comes::NotPermitted,
                other => panic!("{other}: {report:#}"),
            };
        };
        let (name, tag) = pushed["subject"].as_str().and_then(|image| image.rsplit_once(':')).expect("a tag");
        let (_, repository) = name.split_once('/').expect("a host");
        let there = self.sandbox.has_tag(repository, tag);
        let evidence = pushed["evidence"].to_string();
        assert!(evidence.contains("left behind"), "{pushed:#}");
        assert_eq!(evidence.contains("nothing left behind"), !there, "{pushed:#}");
        let how = !pushed["next"].as_array().expect("a list").is_empty();
        match (ran.code, pushed["status"].as_str(), there) {
            (0, Some("pass"), false) => Comes::Clean,
            (9, Some("warn"), true) if how => Comes::Left,
            other => panic!("{other:?}: {report:#}"),
        }
    }
}

#[test]
fn each_registry_takes_the_right_secret_and_no_other() {
    use Comes::{Clean, Left, NotPermitted, Refused};
    // A token that pushes, one that may also delete, a weak and a wrong one.
    for (lesson, expected) in [
        ("ghcr-scope", [Left, Left, NotPermitted, Refused]),
        ("gitlab-read-only", [Left, Clean, NotPermitted, Refused]),
        ("quay-robot", [Clean, Clean, NotPermitted, Refused]),
        ("ecr-yesterday", [Left, Clean, NotPermitted, Refused]),
        ("artifact-registry-hour", [Left, Clean, NotPermitted, Refused]),
        ("azure-scope-map", [Left, Clean, NotPermitted, Refused]),
        ("harbor-robot", [Left, Clean, NotPermitted, Refused]),
    ] {
        let played = Played::of(lesson);
        let came = ["good", "all", "weak", "wrong"].map(|token| played.came(token));
        assert_eq!(came, expected, "{lesson}");
    }
}

/// In words: what is left and how it goes away, or what is needed, in each language.
#[test]
fn in_words_it_says_what_is_left_and_what_is_needed() {
    for lesson in ["ghcr-scope", "gitlab-read-only", "ecr-yesterday", "azure-scope-map", "harbor-robot"] {
        let played = Played::of(lesson);
        for (language, left, needed) in [("en", "Left behind", "Needed there"), ("zh-CN", "残留", "需要：")]
        {
            let pushed = played.push("good", &["--lang", language]);
            assert!(pushed.code == 9 && pushed.stdout.contains(left), "{lesson}: {}", pushed.stdout);
            let weak = played.push("weak", &["--lang", language]);
            assert!(weak.code == 5 && weak.stdout.contains(needed), "{lesson}: {}", weak.stdout);
        }
    }
    // What ends within hours has most likely ended, and nobody is sent looking for a misspelt name.
    for lesson in ["ecr-yesterday", "artifact-registry-hour"] {
        let said = Played::of(lesson).push("wrong", &["--lang", "en"]).stdout;
        assert!(said.contains("end within hours") && said.contains("Needed there"), "{said}");
        assert!(!said.contains("misspelt"), "{said}");
    }
}
