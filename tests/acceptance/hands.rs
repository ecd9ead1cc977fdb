//! What hands do besides going on: stop, go back, mistype, paste at the wrong place, close the window.

use std::fs;

use crate::machine::Machine;
use crate::scenarios::words;
use crate::terminal::Terminal;

const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

/// Practice at the page that asks which token.
fn at_the_lanes(machine: &Machine, scenario: &str, language: &str) -> Terminal {
    let command = machine.in_terminal(&["practice", scenario, "--lang", language]);
    let mut terminal = Terminal::start(command, 80, 24);
    terminal.check_everything();
    terminal.wait_for(&format!("Enter {}", words(language, "action-continue")));
    terminal.send("\r");
    terminal.wait_for(&words(language, "lane-question"));
    terminal
}

fn ends(mut terminal: Terminal) {
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

/// A push that is stopped stays where it is, says what it left, and leaves what follows to the person.
#[test]
fn a_stopped_push_is_offered_again_and_speaks_against_nothing() {
    for language in LANGUAGES {
        let machine = Machine::new();
        let mut terminal = at_the_lanes(&machine, "slow-network", language);
        for action in ["action-to-keep", "action-push"] {
            terminal.send("\r");
            terminal.wait_for(&format!("Enter {}", words(language, action)));
        }
        terminal.send("\r");
        terminal.wait_for(&format!("x {}", words(language, "action-stop-cleaning")));
        terminal.send("x");
        terminal.wait_for(&words(language, "push-stopped"));
        terminal.wait_for(&format!("Enter {}", words(language, "action-push-again")));
        terminal.send("s");
        // The pair may push all the same, and goes on its way.
        terminal.wait_for(&words(language, "gh-secrets-title"));
        ends(terminal);
    }
}

/// Back leads to what was seen, and what was chosen there can be chosen again.
#[test]
fn back_from_a_verdict_leads_to_the_choice_that_led_there() {
    for language in LANGUAGES {
        let machine = Machine::new();
        let mut terminal = at_the_lanes(&machine, "broken-network", language);
        terminal.send("\r");
        terminal.wait_for(&words(language, "verdict-unreachable"));
        terminal.send("\u{1b}");
        terminal.wait_for(&words(language, "lane-question"));
        terminal.wait_for("docker");
        terminal.wait_for("› 1");
        ends(terminal);
    }
}

/// A terminal without brackets around what is pasted: on a page without a field no letter of it is a command.
#[test]
fn letters_that_rush_in_where_no_field_is_are_refused() {
    for language in LANGUAGES {
        let machine = Machine::new();
        let mut terminal = at_the_lanes(&machine, "all-well", language);
        terminal.send("qLq2\r");
        terminal.wait_for(&words_of_surface(language, "surface-no-field-for-a-paste"));
        terminal.wait_for(&words(language, "lane-question"));
        ends(terminal);
    }
}

fn words_of_surface(language: &str, id: &str) -> String {
    crate::scenarios::words_in(language, "surface", id)
}

/// What was said about a passphrase goes as soon as it is met.
#[test]
fn a_remark_about_a_passphrase_goes_when_it_is_met() {
    for language in LANGUAGES {
        let machine = Machine::new();
        let mut terminal = at_the_lanes(&machine, "keyring-absent", language);
        terminal.send("\r");
        terminal.wait_for(&format!("Enter {}", words(language, "action-to-keep")));
        terminal.send("\r");
        terminal.wait_for(&words(language, "keep-question"));
        terminal.send("\r");
        terminal.wait_for(&words(language, "passphrase-warning"));
        terminal.send("short");
        terminal.wait_for("∙∙∙∙∙");
        terminal.send("\r");
        let said = words(language, "passphrase-too-short");
        terminal.wait_for(&said);
        terminal.send("er1");
        terminal.wait_for("∙∙∙∙∙∙∙∙");
        terminal.wait_for_none(&said);
        terminal.send("\r");
        let said = words(language, "passphrase-different");
        terminal.wait_for(&said);
        terminal.send("shorter1");
        terminal.wait_for_none(&said);
        ends(terminal);
    }
}

/// A window that is closed in the middle ends it like a signal does, and practice leaves no folder behind.
#[test]
fn a_closed_window_leaves_no_folder() {
    let machine = Machine::new();
    let temporary = tempfile::tempdir().expect("a folder");
    for arguments in [&["practice", "all-well"][..], &["practice", "all-well", "--plain"]] {
        let mut command = machine.in_terminal(arguments);
        command.env("TMPDIR", temporary.path());
        let mut terminal = Terminal::start(command, 80, 24);
        terminal.wait_for("music-management-system");
        let folders = || fs::read_dir(temporary.path()).expect("it is there").count();
        assert_eq!(folders(), 1);
        terminal.signal(rustix::process::Signal::HUP);
        assert_eq!(terminal.ended(), 130, "{arguments:?}");
        assert_eq!(folders(), 0, "{arguments:?}");
    }
}
