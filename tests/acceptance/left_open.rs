//! How the wizard ends where the build is not green: never with 0, and never without saying what is open.

use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};

use crate::machine::{Machine, PROGRAM, Ran, run};

const ENTERS: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

struct Desk {
    sandbox: Sandbox,
    machine: Machine,
}

fn desk(scenario: &str) -> Desk {
    of(Scenario::named(scenario).expect("a scenario"))
}

fn of(mut scenario: Scenario) -> Desk {
    scenario.github.service.step_milliseconds = 5;
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    Desk { sandbox, machine }
}

impl Desk {
    fn wizard(&self, image: &str, answers: &str, language: &str) -> Ran {
        let text = format!("keep = \"run-only\"\n{answers}");
        let answers = self.machine.write("answers.toml", text).display().to_string();
        let mut command = self.machine.command(PROGRAM);
        command.args(["--plain", "--lang", language, "--answers", &answers, image]);
        run(command, ENTERS)
    }
}

const OPEN: [(&str, &str); 2] = [("en", "the build is not green yet"), ("zh-CN", "构建还没有成功")];

/// The workflow pushes to another repository than the one that was proven: that stands on the pages of the secrets
/// and of the build, and leaving the build alone is no success.
#[test]
fn a_build_that_pushes_to_another_repository_is_warned_of_and_leaving_it_is_no_success() {
    let (pushed, wanted) = ("amyflash/another", "amyflash/music-management-system");
    for (language, open) in OPEN {
        let mut scenario = Scenario::named("all-well").expect("a scenario");
        let text = &mut scenario.machine.workflows[0].text;
        assert!(text.contains(wanted));
        *text = text.replace(wanted, pushed);
        let desk = of(scenario);
        let ran = desk.wizard(wanted, "workflow-image = \"leave\"\nbuild = \"skip\"\n", language);
        assert_eq!(ran.code, 1, "{} {}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains(open), "{open}: {}", ran.stdout);
        let warned = ran.stdout.lines().filter(|line| line.contains(pushed) && line.contains(wanted)).count();
        assert!(warned >= 3, "before the secrets, in between, and before the build: {}", ran.stdout);
        let started = desk.sandbox.requests();
        assert!(!started.iter().any(|one| one.target.contains("/dispatches")), "it was left alone");
    }
    // Where the image in question is the one that is pushed, nobody is warned.
    let ran = desk("all-well").wizard("amyflash/music-management-system", "build = \"skip\"\n", "en");
    assert_eq!(ran.code, 0, "{} {}", ran.stdout, ran.stderr);
    assert!(!ran.stdout.contains("pushes to another") && !ran.stdout.contains(OPEN[0].1), "{}", ran.stdout);
}

/// Every lesson whose build is not green in the end.
#[test]
fn no_story_without_a_green_build_ends_with_0() {
    for (scenario, answers) in
        [("namespace-from-owner", "build-ended = \"skip\"\n"), ("run-cancelled", "build-ended = \"skip\"\n")]
    {
        for (language, _) in OPEN {
            let desk = desk(scenario);
            let ran = desk.wizard("amyflash/music-management-system", answers, language);
            assert_eq!(ran.code, 1, "{scenario}: {} {}", ran.stdout, ran.stderr);
        }
    }
}
