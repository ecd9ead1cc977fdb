//! Every scenario in a terminal, on both surfaces and in both languages: what it expects is on the screen.

use std::fs;
use std::path::Path;
use std::thread;

use pushpilot::sandbox::{Registry, Scenario};

use crate::machine::Machine;
use crate::terminal::Terminal;

/// The words of a message of the pages, as its file has them.
pub fn words(language: &str, id: &str) -> String {
    find(language, &["pages", "build", "registries"], id)
}

/// The words of a message, as the file of that name has them.
pub fn words_in(language: &str, file: &str, id: &str) -> String {
    find(language, &[file], id)
}

fn find(language: &str, files: &[&str], id: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(language);
    let read = |name: &&str| fs::read_to_string(folder.join(name).with_extension("ftl")).expect("text");
    let files: Vec<_> = files.iter().map(read).collect();
    let mut lines = files.iter().flat_map(|text| text.lines());
    let line = lines.find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "));
    line.unwrap_or_else(|| panic!("{id} has no words")).to_owned()
}

/// What the result says of a token that pushes: alone, or with the build on GitHub.
fn proven(language: &str, scenario: &Scenario, text: &str) -> bool {
    // It may be broken into lines, a long name in its middle.
    let close = |text: &str| text.split_whitespace().collect::<String>();
    let image = if scenario.elsewhere.is_some() { &scenario.expect.image } else { IMAGE };
    ["report-proven", "gh-report-all-proven"]
        .iter()
        .any(|id| close(text).contains(&close(&words(language, id).replace("{ $image }", image))))
}

/// The verdict that a scenario expects, as the id of its words.
fn verdict(scenario: &Scenario) -> &'static str {
    let elsewhere = scenario.elsewhere.as_ref().map(|one| one.kind);
    match scenario.expect.cause.as_deref() {
        None if scenario.name == "missing-repository" => "verdict-will-create",
        None => "verdict-can-push",
        Some("token-scope-insufficient") => "verdict-too-weak",
        Some("token-expired-or-revoked") => "verdict-expired",
        // Theirs mostly ends within hours.
        Some("bad-credentials") if matches!(elsewhere, Some(Registry::Ecr | Registry::ArtifactRegistry)) => {
            "registry-verdict-short-lived"
        }
        Some("bad-credentials") => "verdict-wrong-credential",
        Some("two-factor-needs-token") => "verdict-password-not-enough",
        Some("namespace-mismatch") => "verdict-not-your-namespace",
        Some("org-permission-missing") if elsewhere.is_some() => "registry-verdict-no-right",
        Some("org-permission-missing") => "verdict-no-right",
        Some("rate-limited") => "verdict-rate-limited",
        Some("network-unreachable") => "verdict-unreachable",
        Some(other) => panic!("no verdict is known for {other}"),
    }
}

/// The scenarios whose lesson is a registry's; those of GitHub begin with a run that failed there, and a newcomer's
/// begins with the project's file.
fn of_registries() -> impl Iterator<Item = Scenario> {
    let own = |scenario: &Scenario| scenario.expect.run.is_none() && scenario.machine.project_file.is_none();
    Scenario::all().into_iter().filter(own)
}

/// What takes longer than a story that plays by itself asks again. A person has the time.
fn outlasts_the_story(scenario: &Scenario) -> bool {
    scenario.name == "broken-network"
}

/// What the image is called in the end.
const IMAGE: &str = "amyflash/music-management-system";

/// Plays every scenario, a few at a time: most of their time is waiting.
fn each(play: impl Fn(&Scenario) + Sync) {
    let scenarios: Vec<Scenario> = of_registries().collect();
    for few in scenarios.chunks(5) {
        thread::scope(|scope| {
            for scenario in few {
                scope.spawn(|| play(scenario));
            }
        });
    }
}

/// A run at 80×24 by keys. No page on the usual way has more than fits.
struct Player {
    terminal: Terminal,
    language: &'static str,
}

impl Player {
    fn words(&self, id: &str) -> String {
        words(self.language, id)
    }

    fn sees(&mut self, words: &str) {
        self.terminal.wait_for(words);
        self.terminal.wait_for_none("PgDn");
    }

    /// The page whose Enter does this.
    fn sees_enter(&mut self, action: &str) {
        let words = format!("Enter {}", self.words(action));
        self.sees(&words);
    }

    fn press(&mut self, action: &str) {
        self.sees_enter(action);
        self.terminal.send("\r");
    }

    /// Presses Enter, page after page, until it would do this.
    fn goes_on_to(&mut self, action: &str) {
        let last = format!("Enter {}", self.words(action));
        let mut before = self.terminal.screen();
        loop {
            self.terminal.wait_for_other(&before, "Enter ");
            before = self.terminal.screen();
            if before.contains(&last) {
                break;
            }
            self.terminal.send("\r");
        }
        self.sees(&last);
    }

    /// From the page of a new token to the verdict that it can push.
    fn makes_a_token(&mut self) {
        self.press("action-play");
        self.press("action-use-it");
        let good = self.words("verdict-can-push");
        self.sees(&good);
    }

    /// What a person does about the verdict, until the token can push.
    fn repairs(&mut self, scenario: &Scenario) {
        match (scenario.name.as_str(), scenario.expect.cause.is_some()) {
            (_, false) => {}
            ("wrong-user", _) => {
                self.press("action-correct");
                self.sees_enter("action-continue");
                // The cursor is in the field that is to be corrected.
                self.terminal.send("\u{15}amyflash\r");
                // The token that is here belongs to that name: no new one is needed.
                let good = self.words("verdict-can-push");
                self.sees(&good);
            }
            ("foreign-namespace", _) => {
                self.press("action-correct");
                // Enter does what helps, not what was refused.
                let own = format!("Enter {}", self.words("action-use-own").replace("{ $user }", "amyflash"));
                self.sees(&own);
                self.terminal.send("\r");
                self.press("action-continue");
                // What is here may push to the right image: no new token is needed.
                let good = self.words("verdict-can-push");
                self.sees(&good);
            }
            // It waits as long as it was asked to.
            ("rate-limited", _) => {
                self.press("action-again");
                let good = self.words("verdict-can-push");
                self.sees(&good);
            }
            ("broken-network", _) => {
                self.press("action-again");
                self.goes_on_to("action-to-keep");
            }
            _ => {
                self.press("action-new-token");
                self.makes_a_token();
            }
        }
    }
}

/// By keys to the verdict, and on to the end where there is a way.
fn on_the_screen(language: &'static str) {
    each(|scenario| {
        let machine = Machine::new();
        let command = machine.in_terminal(&["practice", &scenario.name, "--lang", language]);
        let mut player = Player { terminal: Terminal::start(command, 80, 24), language };
        // Of another registry's lesson the image is known from the start.
        if scenario.elsewhere.is_none() {
            player.terminal.check_everything();
        }
        player.press("action-continue");
        let question = player.words("lane-question");
        player.sees(&question);
        player.terminal.send("\r");
        let expected = player.words(verdict(scenario));
        player.sees(&expected);
        player.repairs(scenario);
        player.terminal.send("\r");
        let mut kept = "place-keyring";
        if scenario.name.starts_with("keyring-") {
            let unkept = player.words("keep-question");
            player.sees(&unkept);
            // The last of the ways that are offered: only for this run.
            kept = "report-not-kept";
            player.terminal.send("\u{1b}[F\r");
        }
        player.press("action-push");
        player.goes_on_to("action-finish");
        let screen = player.terminal.screen();
        assert!(
            proven(language, scenario, &screen) && screen.contains(&player.words(kept)),
            "{kept}\n{screen}"
        );
        player.terminal.send("\r");
        assert_eq!(player.terminal.ended(), 0, "{}: {}", scenario.name, player.terminal.screen());
        // What is to be removed by hand can be copied in one piece.
        let printed = player.terminal.screen();
        for left in printed.lines().filter(|line| line.contains(":pushpilot-")) {
            let end = left.trim_end().rsplit('-').next().unwrap_or_default();
            assert_eq!(end.len(), 4, "{}: {printed}", scenario.name);
        }
        player.terminal.given_back();
        assert!(proven(language, scenario, &player.terminal.screen()), "{}", player.terminal.screen());
    });
}

/// Question by question in lines, by hand: Enter, but where the story needs another answer.
fn question_by_question(language: &str) {
    let prompt = if language == "en" { ": " } else { "：" };
    each(|scenario| {
        let machine = Machine::new();
        let command = machine.in_terminal(&["practice", &scenario.name, "--plain", "--lang", language]);
        let mut terminal = Terminal::start(command, 200, 60);
        let (mut from, mut seen) = (0, 0);
        while terminal.wait_for_end(prompt, from) {
            let everything = terminal.everything();
            from = everything.len();
            let asked = &everything[seen..];
            seen = from;
            let judged = everything.contains(&words(language, verdict(scenario)));
            let number = |id: &str| {
                let label = words(language, id);
                let line = asked.lines().find(|line| line.contains(&format!(". {label}")))?;
                Some(line.trim().split('.').next()?.to_owned())
            };
            let asks =
                |id: &str| asked.lines().last().is_some_and(|line| line.starts_with(&words(language, id)));
            let answer = match scenario.name.as_str() {
                "wrong-user" if judged && asks("project-username") => Some("amyflash".to_owned()),
                "wrong-user"
                    if judged && !everything[..from].contains(&words(language, "verdict-can-push")) =>
                {
                    number("action-correct")
                }
                "foreign-namespace" if judged && asks("project-image") => Some(IMAGE.to_owned()),
                _ => number("way-run-only"),
            };
            terminal.send(&format!("{}\r", answer.unwrap_or_default()));
        }
        let expected = words(language, verdict(scenario));
        assert!(terminal.everything().contains(&expected), "{}: {}", scenario.name, terminal.screen());
        assert_eq!(terminal.ended(), 0, "{}: {}", scenario.name, terminal.screen());
        assert!(
            proven(language, scenario, &terminal.everything()),
            "{}: {}",
            scenario.name,
            terminal.screen()
        );
        assert!(!terminal.everything().contains("\u{1b}["), "{}", scenario.name);
    });
}

/// The story by itself, in lines, to its end.
fn in_lines(language: &str) {
    each(|scenario| {
        let machine = Machine::new();
        let command = machine.in_terminal(&["practice", &scenario.name, "--tour", "--lang", language]);
        let mut terminal = Terminal::start(command, 200, 60);
        let code = terminal.ended();
        assert_eq!(code, u32::from(outlasts_the_story(scenario)), "{}: {}", scenario.name, terminal.screen());
        let everything = terminal.everything();
        let expected = words(language, verdict(scenario));
        assert!(everything.contains(&expected), "{}: no {expected:?} in\n{everything}", scenario.name);
        if outlasts_the_story(scenario) {
            // Tried three times, and said to be.
            assert_eq!(
                everything.matches(&expected).count(),
                5,
                "four times judged, once in the end\n{everything}"
            );
            assert!(everything.lines().count() < 120, "{everything}");
        } else {
            // A token that only pushes removes nothing at most other registries.
            let stays = scenario.elsewhere.as_ref().is_some_and(|one| one.kind != Registry::Quay);
            let left = words(language, if stays { "push-works-but-stays" } else { "report-left-nothing" });
            assert!(everything.contains(&left), "{}:\n{everything}", scenario.name);
        }
        // Lines only: nothing moves the cursor back, nothing is painted over.
        assert!(!everything.contains("\u{1b}["), "{}: {everything:?}", scenario.name);
    });
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

#[test]
fn every_scenario_question_by_question_in_english() {
    question_by_question("en");
}

#[test]
fn every_scenario_question_by_question_in_chinese() {
    question_by_question("zh-CN");
}

/// Measuring settles what the log leaves open, and its page fits a small screen: nothing of it has to be scrolled to.
#[test]
fn what_was_measured_fits_a_small_screen() {
    for language in ["en", "zh-CN"] {
        for (lesson, answered) in [
            ("foreign-namespace", "probe-repository-exists"),
            ("namespace-from-owner", "probe-repository-exists"),
            // Their logs name no image: only the way can be measured.
            ("wrong-user", "probe-reachability"),
            ("expired-token", "probe-reachability"),
        ] {
            let machine = Machine::new();
            let command = machine.in_terminal(&["practice", lesson, "--lang", language]);
            let mut player = Player { terminal: Terminal::start(command, 80, 24), language };
            for action in ["action-last-run", "action-measure"] {
                let words = format!("Enter {}", words_in(language, "probes", action));
                player.sees(&words);
                player.terminal.send("\r");
            }
            let answered = words_in(language, "diagnosis", answered);
            player.sees(&answered);
        }
    }
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
    ("run-cancelled", &["gh-cancelled", "gh-report-all-proven"], 0),
    ("log-not-ready", &["gh-report-all-proven"], 0),
    ("hub-lag", &["gh-not-yet", "gh-hub-not-yet", "gh-report-all-proven"], 0),
    ("tag-missing", &["gh-proof-missing", "gh-status-missing"], 1),
    ("namespace-from-owner", &["gh-green", "gh-report-all-proven"], 0),
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
