//! What runs of Dependabot and of forks see: told on the review page, and written for Dependabot on request only.

use pushpilot::sandbox::{Sandbox, Scenario, Vault, start_in_background};

use crate::machine::{Machine, PROGRAM, Ran, run};

const NAMES: [&str; 2] = ["DOCKER_USERNAME", "DOCKER_PASSWORD"];
const ENTERS: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

struct Desk {
    sandbox: Sandbox,
    machine: Machine,
}

impl Desk {
    fn of(mut scenario: Scenario) -> Self {
        scenario.github.service.step_milliseconds = 5;
        let sandbox = start_in_background(scenario).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        Self { sandbox, machine }
    }

    fn named(scenario: &str) -> Self {
        Self::of(Scenario::named(scenario).expect("a scenario"))
    }

    /// The wizard with these answers to the review, and as it recommends for the rest.
    fn wizard(&self, review: &str, language: &str) -> Ran {
        let text = format!("keep = \"run-only\"\nsecrets = {review}\n");
        let answers = self.machine.write("answers.toml", text).display().to_string();
        let mut command = self.machine.command(PROGRAM);
        let image = "amyflash/music-management-system";
        command.args(["--plain", "--lang", language, "--answers", &answers, image]);
        run(command, ENTERS)
    }

    fn stored(&self, vault: &Vault) -> [Option<String>; 2] {
        NAMES.map(|name| self.sandbox.stored_secret(vault, name))
    }
}

#[test]
fn dependabots_own_are_listed_and_written_on_request_only() {
    for (language, row, request) in
        [("en", "Dependabot", "on request"), ("zh-CN", "Dependabot 专用", "按需写入")]
    {
        let desk = Desk::named("dependabot-run");
        let plain = desk.wizard("\"write\"", language);
        assert!(plain.stdout.contains(row) && plain.stdout.contains(request), "{}", plain.stdout);
        assert_eq!(desk.stored(&Vault::Dependabot), [None, None], "nobody asked for it");

        let desk = Desk::named("dependabot-run");
        let asked = desk.wizard("[\"dependabot\", \"write\"]", language);
        assert_eq!(asked.code, 0, "{} {}", asked.stdout, asked.stderr);
        let right = [Some("amyflash".to_owned()), desk.sandbox.token("ci")];
        assert_eq!(desk.stored(&Vault::Dependabot), right);
        assert_eq!(desk.stored(&Vault::Repository), right);
        let keys = desk.sandbox.requests();
        let asked_for = |level: &str| {
            keys.iter().filter(|one| one.target.ends_with(&format!("/{level}/secrets/public-key"))).count()
        };
        assert_eq!(
            (asked_for("actions"), asked_for("dependabot")),
            (1, 1),
            "each level has a key of its own"
        );
        for (vault, name) in
            [Vault::Dependabot, Vault::Repository].iter().flat_map(|vault| NAMES.map(|name| (vault, name)))
        {
            assert!(desk.sandbox.sealed_secret(vault, name).is_some(), "{vault:?} {name}");
        }
    }
}

/// Where the token may not look, that is said, and the rest goes on.
#[test]
fn a_token_that_may_not_see_dependabots_secrets_says_so_and_goes_on() {
    for (language, words) in [("en", "could not be looked at"), ("zh-CN", "无法查看 Dependabot")] {
        let mut scenario = Scenario::named("dependabot-run").expect("a scenario");
        let text = "name = \"narrow\"\n[permissions]\nsecrets = \"write\"\nactions = \"write\"\n\
                    actions_variables = \"write\"\ncontents = \"write\"\n";
        scenario.github.tokens = vec![toml::from_str(text).expect("a token")];
        let desk = Desk::of(scenario);
        let ran = desk.wizard("\"write\"", language);
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
        assert_eq!(desk.stored(&Vault::Repository), [Some("amyflash".to_owned()), desk.sandbox.token("ci")]);
    }
}

#[test]
fn what_a_forks_run_sees_is_told_before_anything_is_written() {
    for (scenario, language, words) in [
        ("fork-run", "en", "came from a fork. Such a run gets no secrets at all"),
        ("fork-run", "zh-CN", "来自 fork。这类运行完全得不到 secret"),
    ] {
        let ran = Desk::named(scenario).wizard("\"write\"", language);
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    }
    // Where pull requests start the workflow, before any has failed.
    for (language, words) in
        [("en", "one from a fork sees none of these"), ("zh-CN", "来自 fork 的 PR 看不到")]
    {
        let mut scenario = Scenario::named("fork-run").expect("a scenario");
        scenario.github.runs.clear();
        let ran = Desk::of(scenario).wizard("\"write\"", language);
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    }
}
