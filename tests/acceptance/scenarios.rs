//! Every scenario in a terminal, on both surfaces and in both languages: what it expects is on the screen.

use std::fs;
use std::path::Path;

use pushpilot::sandbox::Scenario;

use crate::machine::Machine;
use crate::terminal::Terminal;

/// The words of a message of the pages, as its file has them.
pub fn words(language: &str, id: &str) -> String {
    words_in(language, "pages", id)
}

/// The words of a message, as the file of that name has them.
pub fn words_in(language: &str, file: &str, id: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(language);
    let text = fs::read_to_string(folder.join(file).with_extension("ftl")).expect("text");
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

/// What is said of each lesson of GitHub's, by the ids of its words, and how its story ends.
const OF_GITHUB: [(&str, &[&str], u32); 13] = [
    ("read-only-token", &["gh-written", "gh-green", "gh-proven", "gh-report-all-proven"], 0),
    ("all-well", &["gh-written", "gh-proven", "gh-report-all-proven"], 0),
    ("wrong-secret-name", &["gh-missing", "gh-deed-create", "gh-report-all-proven"], 0),
    ("environment-secret", &["gh-written", "gh-report-all-proven"], 0),
    ("fork-run", &["gh-unseen-by-fork", "gh-report-all-proven"], 0),
    ("dependabot-run", &["gh-unseen-by-dependabot", "gh-report-all-proven"], 0),
    ("github-permission-missing", &["gh-written-nothing", "gh-sign-in-lacked", "gh-report-all-proven"], 0),
    ("commit-refused", &["gh-commit-refused", "gh-report-all-proven"], 0),
    ("run-cancelled", &["gh-cancelled", "gh-report-red"], 1),
    ("log-not-ready", &["gh-report-all-proven"], 0),
    ("hub-lag", &["gh-not-yet", "gh-hub-not-yet", "gh-report-all-proven"], 0),
    ("tag-missing", &["gh-proof-missing", "gh-status-missing"], 1),
    ("namespace-from-owner", &["gh-red", "gh-report-red"], 1),
];

/// The longest part of a message that stands there whatever it is filled with.
fn gist(language: &str, id: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(language).join("build.ftl");
    let text = fs::read_to_string(file).expect("text");
    let line = text.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "));
    let line = line.unwrap_or_else(|| panic!("{id} has no words"));
    let parts = line.split(['{', '}']).filter(|part| !part.trim_start().starts_with('$'));
    parts.max_by_key(|part| part.len()).expect("words").trim().to_owned()
}

fn on_github(language: &str) {
    for (name, ids, code) in OF_GITHUB {
        let machine = Machine::new();
        let ran = machine.run(&["practice", name, "--tour", "--lang", language]);
        assert_eq!(ran.code, i32::try_from(code).expect("small"), "{name}: {}{}", ran.stdout, ran.stderr);
        for id in ids {
            let words = gist(language, id);
            assert!(ran.stdout.contains(&words), "{name}: no {words:?} in\n{}", ran.stdout);
        }
    }
}

#[test]
fn every_lesson_of_github_in_english() {
    on_github("en");
}

#[test]
fn every_lesson_of_github_in_chinese() {
    on_github("zh-CN");
}
