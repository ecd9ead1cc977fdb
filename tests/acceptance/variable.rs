//! The user name as a variable: only on request, the variable first, of the workflow nothing but those lines.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};

use crate::machine::{Machine, Ran};
use crate::scenarios::words_in;
use crate::terminal::Terminal;

const FILE: &str = ".github/workflows/docker.yml";
const SECRET: &str = "username: ${{ secrets.DOCKER_USERNAME }}";
const VARIABLE: &str = "username: ${{ vars.DOCKER_USERNAME }}";

/// A machine with a token that pushes, and a workflow with comments and an odd mode.
struct Checkout {
    sandbox: Sandbox,
    machine: Machine,
    before: String,
}

impl Checkout {
    fn new() -> Self {
        let mut scenario = Scenario::named("all-well").expect("a scenario");
        let text = &mut scenario.machine.workflows[0].text;
        *text = text.replace(SECRET, &format!("{SECRET}   # not ${{{{ secrets.DOCKER_USERNAME }}}}"));
        text.insert_str(0, "# Who? secrets.DOCKER_USERNAME\n");
        let sandbox = start_in_background(scenario).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        let before = fs::read_to_string(machine.work().join(FILE)).expect("the workflow");
        fs::set_permissions(machine.work().join(FILE), fs::Permissions::from_mode(0o640)).expect("its mode");
        Self { sandbox, machine, before }
    }

    fn set(&self, more: &[&str]) -> Ran {
        let arguments = [&["secrets", "set", "--variable"], more].concat();
        self.machine.run(&arguments)
    }

    fn file(&self) -> String {
        fs::read_to_string(self.machine.work().join(FILE)).expect("the workflow")
    }

    fn variables(&self) -> Vec<String> {
        let requests = self.sandbox.requests();
        let writes = requests.iter().filter(|one| one.method != "GET" && one.target.contains("/variables"));
        writes.map(|one| one.method.clone()).collect()
    }

    fn backups(&self) -> Vec<PathBuf> {
        let folder = self.machine.home().join(".local/state/pushpilot/backups");
        fs::read_dir(folder).into_iter().flatten().map(|file| file.expect("a file").path()).collect()
    }

    #[track_caller]
    fn is_done(&self) {
        assert_eq!(self.file(), self.before.replacen(SECRET, VARIABLE, 1));
        let mode = fs::metadata(self.machine.work().join(FILE)).expect("the workflow").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        let [backup] = self.backups().try_into().expect("one copy");
        assert_eq!(fs::read_to_string(backup).expect("the copy"), self.before);
        assert_eq!(self.variables(), ["POST"]);
        let journal = self.machine.home().join(".local/state/pushpilot/journal.jsonl");
        let journal = fs::read_to_string(journal).expect("the journal");
        for change in ["github-variable-written", "workflow-changed"] {
            assert_eq!(journal.matches(change).count(), 1, "{journal}");
        }
    }
}

#[test]
fn a_command_shows_the_lines_and_changes_nothing_else() {
    let checkout = Checkout::new();
    let dry = checkout.set(&["--dry-run", "--json"]);
    assert_eq!(dry.code, 0, "{} {}", dry.stdout, dry.stderr);
    let planned = dry.json();
    assert_eq!(
        (&planned["variables"][0]["result"], &planned["files"][0]["result"]),
        (&"planned".into(), &"planned".into())
    );
    assert!(planned["files"][0]["lines"][0]["after"].as_str().expect("a line").contains(VARIABLE));
    let in_words = checkout.set(&["--dry-run", "--lang", "zh-CN"]);
    assert!(in_words.stdout.contains(&format!("+ {VARIABLE}")), "{}", in_words.stdout);
    assert_eq!((checkout.file(), checkout.variables().len()), (checkout.before.clone(), 0));
    assert!(!checkout.machine.home().join(".local/state/pushpilot").exists(), "a dry run writes no file");

    let done = checkout.set(&[]);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    assert!(
        done.stdout.contains(&format!("- {SECRET}")) && done.stdout.contains("git push"),
        "{}",
        done.stdout
    );
    checkout.is_done();

    // Once more, there is nothing left of it to do.
    let again = checkout.set(&["--json"]);
    assert_eq!((again.code, again.json().get("files")), (0, None), "{}", again.stdout);
    checkout.is_done();
}

/// The variable comes first; a file that cannot be changed is as it was, and that is said.
#[test]
fn what_cannot_be_done_leaves_the_file_as_it_was() {
    let checkout = Checkout::new();
    let path = checkout.machine.work().join(FILE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).expect("its mode");
    let ran = checkout.set(&["--json"]);
    // A file that its owner may not write is not offered; only the variable is written.
    assert_eq!((ran.code, ran.json().get("files")), (0, None), "{} {}", ran.stdout, ran.stderr);
    assert_eq!((checkout.file(), checkout.backups().len()), (checkout.before.clone(), 0));

    let elsewhere = checkout.set(&["--repo", "amyflash/other"]);
    assert_eq!(elsewhere.code, 2, "{}", elsewhere.stderr);
}

#[test]
fn the_wizard_does_it_where_it_is_asked_for() {
    for language in ["en", "zh-CN"] {
        let of_build = |id: &str| words_in(language, "build", id);
        let of_variable = |id: &str| words_in(language, "variable", id);
        let title = of_build("gh-secrets-title");
        let checkout = Checkout::new();
        let command = checkout.machine.in_terminal(&["--lang", language]);
        let mut terminal = Terminal::start(command, 100, 40);
        to_the_secrets(&mut terminal, language, &title);
        terminal.send("v");
        terminal.wait_for(&of_variable("variable-action-take"));
        terminal.wait_for(VARIABLE);
        assert_eq!((checkout.file(), checkout.variables().len()), (checkout.before.clone(), 0));
        terminal.send("a");
        terminal.wait_for(&of_variable("variable-taken"));
        checkout.is_done();
        terminal.send("\r");
        terminal.wait_for(&title);
        terminal.signal(rustix::process::Signal::TERM);
        assert_eq!(terminal.ended(), 130, "{}", terminal.screen());
    }
}

/// Presses Enter, page after page, until the secrets are shown; the token is kept for this run only.
fn to_the_secrets(terminal: &mut Terminal, language: &str, title: &str) {
    let keep = words_in(language, "pages", "keep-question");
    let mut before = String::new();
    loop {
        terminal.wait_for_other(&before, "Enter ");
        before = terminal.screen();
        if before.contains(title) {
            return;
        }
        terminal.send(if before.contains(&keep) { "\u{1b}[F\r" } else { "\r" });
    }
}
