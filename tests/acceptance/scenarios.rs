//! Every scenario in a terminal, on both surfaces and in both languages: what it expects is on the screen.

use std::fs;
use std::path::Path;

use pushpilot::sandbox::Scenario;

use crate::machine::Machine;
use crate::terminal::Terminal;

/// The words of a message, as its file has them.
pub fn words(language: &str, id: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(language).join("pages.ftl");
    let text = fs::read_to_string(file).expect("text");
    let line = text.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "));
    line.unwrap_or_else(|| panic!("{id} has no words")).to_owned()
}

/// The verdict that a scenario expects, as the id of its words.
fn verdict(scenario: &Scenario) -> &'static str {
    match scenario.expect.cause.as_deref() {
        None if scenario.name == "missing-repository" => "verdict-will-create",
        None => "verdict-can-push",
        Some("token-scope-insufficient") => "verdict-too-weak",
        Some("token-expired-or-revoked") => "verdict-expired",
        Some("bad-credentials") => "verdict-wrong-credential",
        Some("two-factor-needs-token") => "verdict-password-not-enough",
        Some("namespace-mismatch") => "verdict-not-your-namespace",
        Some("rate-limited") => "verdict-rate-limited",
        Some("network-unreachable") => "verdict-unreachable",
        Some(other) => panic!("no verdict is known for {other}"),
    }
}

/// The scenarios whose lesson is Docker Hub's; those of GitHub begin with a run that failed there.
fn of_docker_hub() -> impl Iterator<Item = Scenario> {
    Scenario::all().into_iter().filter(|scenario| scenario.expect.run.is_none())
}

/// By keys to the verdict, and out again.
fn on_the_screen(language: &str) {
    for scenario in of_docker_hub() {
        let machine = Machine::new();
        let command = machine.in_terminal(&["practice", &scenario.name, "--lang", language]);
        let mut terminal = Terminal::start(command, 80, 24);
        terminal.wait_for(&format!("Enter {}", words(language, "action-continue")));
        terminal.send("\r");
        terminal.wait_for(&words(language, "lane-question"));
        terminal.send("\r");
        terminal.wait_for(&words(language, verdict(&scenario)));
        terminal.send("q");
        terminal.wait_for(&words(language, "leave-title"));
        terminal.send("q");
        assert_eq!(terminal.ended(), 3, "{}: {}", scenario.name, terminal.screen());
        terminal.given_back();
    }
}

/// The story by itself, in lines, to its end.
fn in_lines(language: &str) {
    for scenario in of_docker_hub() {
        let machine = Machine::new();
        let command = machine.in_terminal(&["practice", &scenario.name, "--tour", "--lang", language]);
        let mut terminal = Terminal::start(command, 200, 60);
        let code = terminal.ended();
        // What nobody can repair from here stays as it is found.
        let beyond_repair = ["rate-limited", "broken-network"].contains(&scenario.name.as_str());
        assert_eq!(code, u32::from(beyond_repair), "{}: {}", scenario.name, terminal.screen());
        let everything = terminal.everything();
        let expected = words(language, verdict(&scenario));
        assert!(everything.contains(&expected), "{}: no {expected:?} in\n{everything}", scenario.name);
        let left = words(language, "report-left-nothing");
        assert!(beyond_repair || everything.contains(&left), "{}:\n{everything}", scenario.name);
        // Lines only: nothing moves the cursor back, nothing is painted over.
        assert!(!everything.contains("\u{1b}["), "{}: {everything:?}", scenario.name);
    }
}

#[test]
fn every_scenario_on_the_screen_in_english() {
    on_the_screen("en");
}

#[test]
fn every_scenario_on_the_screen_in_chinese() {
    on_the_screen("zh-CN");
}

#[test]
fn every_scenario_in_lines_in_english() {
    in_lines("en");
}

#[test]
fn every_scenario_in_lines_in_chinese() {
    in_lines("zh-CN");
}
