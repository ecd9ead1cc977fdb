//! What bad input gets from the built program, in both languages: a sentence, the exact place, its exit code, and
//! nothing lost.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, start_in_background};

use crate::machine::Machine;
use crate::scenarios::words_in;
use crate::terminal::Terminal;

const IMAGE: &str = "amyflash/music-management-system";
const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

fn practice(scenario: &str) -> (Sandbox, Machine) {
    let sandbox = start_in_background(Scenario::named(scenario).expect("a scenario")).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    (sandbox, machine)
}

/// The longest piece of a message between what it is filled with.
fn piece(language: &str, file: &str, id: &str) -> String {
    let words = words_in(language, file, id);
    let pieces = words.split(['{', '}']).step_by(2).map(str::trim);
    pieces.max_by_key(|piece| piece.len()).expect("it has words").to_owned()
}

/// Ten levels of ten references each: a billion entries for whoever follows them.
fn bomb() -> String {
    let mut text = String::from("on: push\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let below = level - 1;
        let list = vec![format!("*a{below}"); 10].join(", ");
        text += &format!("a{level}: &a{level} [{list}]\n");
    }
    text + "jobs: *a9\n"
}

/// Each file is named, none keeps the others from being read, and none is written to.
#[test]
fn a_workflow_that_cannot_be_read_is_named_and_the_others_are_read() {
    for language in LANGUAGES {
        let (_sandbox, machine) = practice("all-well");
        let folder = machine.work().join(".github/workflows");
        let latin = [&b"on: push # caf\xe9\njobs: {}\n"[..], &[0xff, 0xfe]].concat();
        fs::write(folder.join("latin.yml"), &latin).expect("written");
        fs::write(folder.join("bomb.yml"), bomb()).expect("written");
        fs::write(folder.join("broken.yml"), "on: push\njobs: [\n  {\n").expect("written");
        fs::write(folder.join("large.yml"), vec![b'#'; 3 << 20]).expect("written");
        symlink("nowhere.yml", folder.join("dangling.yml")).expect("linked");
        let ran = machine.run(&["--plain", "--lang", language]);
        assert_eq!(ran.code, 2, "it asks, and nobody answers: {}{}", ran.stdout, ran.stderr);
        for name in ["latin.yml", "bomb.yml", "broken.yml", "large.yml", "dangling.yml"] {
            assert!(ran.stdout.contains(name), "{language}: {name} is not named in\n{}", ran.stdout);
        }
        for id in ["file-not-text", "file-too-large", "file-missing"] {
            let words = piece(language, "failures", id);
            assert!(ran.stdout.contains(&words), "{language}: no {words:?} in\n{}", ran.stdout);
        }
        assert!(ran.stdout.contains(IMAGE), "the good one was read: {}", ran.stdout);
        assert_eq!(fs::read(folder.join("latin.yml")).expect("reads"), latin);
        // Without a screen the good one is enough.
        let verified = machine.run(&["verify", "--lang", language]);
        assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    }
}

/// `verify`, `test-push` and the wizard read it and leave it as it was, to the byte, link and mode.
#[test]
fn dockers_configuration_is_left_as_it_was() {
    for language in LANGUAGES {
        let (sandbox, mut machine) = practice("all-well");
        let link = machine.home().join(".docker/config.json");
        let real = machine.home().join("dotfiles/docker.json");
        fs::create_dir(real.parent().expect("a folder")).expect("made");
        let known = fs::read_to_string(&link).expect("the scenario's login");
        let odd = known.trim_end().strip_suffix('}').expect("an object").to_owned()
            + ",\n\t\"zeta\": {\"x\": 1.50, \"\\u00e9\": null},\n\t\"psFormat\":   \"table {{.ID}}\"\n}\n\n";
        fs::remove_file(&link).expect("moved");
        fs::write(&real, &odd).expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("changed");
        symlink("../dotfiles/docker.json", &link).expect("linked");
        machine.set("THE_TOKEN", sandbox.token("ci").expect("a token"));
        let answers = "lane = \"browser\"\ntoken = { env = \"THE_TOKEN\" }\nkeep = \"run-only\"\n";
        let answers = machine.write("answers.toml", answers).display().to_string();
        for arguments in [
            vec!["verify", IMAGE, "--lang", language],
            vec!["test-push", IMAGE, "--lang", language],
            vec!["sources", IMAGE, "--lang", language],
            vec!["--plain", "--answers", &answers, "--lang", language],
        ] {
            let ran = machine.run_with(&arguments, &"\n".repeat(40));
            assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
            assert_eq!(fs::read_to_string(&real).expect("reads"), odd, "{arguments:?}");
            assert_eq!(fs::read_link(&link).expect("a link"), PathBuf::from("../dotfiles/docker.json"));
            assert_eq!(fs::metadata(&real).expect("is there").permissions().mode() & 0o777, 0o640);
        }
    }
}

#[test]
fn a_broken_configuration_of_docker_is_named() {
    for (text, id) in [
        (&b"{\"auths\": {"[..], "file-broken-line"),
        (b"\xff\xfe{}", "file-not-text"),
        (b"[]", "file-broken-line"),
    ] {
        for language in LANGUAGES {
            let (_sandbox, machine) = practice("all-well");
            let file = machine.home().join(".docker/config.json");
            fs::write(&file, text).expect("written");
            let ran = machine.run(&["verify", IMAGE, "--lang", language]);
            assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
            let words = piece(language, "failures", id);
            let named = ran.stderr.contains(".docker/config.json") && ran.stderr.contains(&words);
            assert!(named, "{language}: {words:?} and the file in {}", ran.stderr);
            assert_eq!(fs::read(&file).expect("reads"), text);
        }
    }
}

/// A folder in its place can be read by nobody, whatever the rights are.
#[test]
fn what_cannot_be_read_at_all_is_named() {
    for language in LANGUAGES {
        let (_sandbox, machine) = practice("all-well");
        let file = machine.home().join(".docker/config.json");
        fs::remove_file(&file).expect("the scenario's login");
        fs::create_dir(&file).expect("made");
        let workflow = machine.work().join(".github/workflows/folder.yml");
        fs::create_dir(workflow).expect("made");
        let ran = machine.run(&["verify", IMAGE, "--lang", language]);
        assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
        let words = piece(language, "failures", "file-not-readable");
        let named = ran.stderr.contains(".docker/config.json") && ran.stderr.contains(&words);
        assert!(named, "{language}: {words:?} and the file in {}", ran.stderr);
        let ran = machine.run(&["--plain", "--lang", language]);
        assert_eq!(ran.code, 2, "it asks, and nobody answers: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains("folder.yml") && ran.stdout.contains(IMAGE), "{}", ran.stdout);
    }
}

/// What was pasted is judged before it is used, and it can be replaced: nothing is lost, nothing is sent.
#[test]
fn what_does_not_belong_to_a_token_is_said_to_be_there() {
    let huge = "dckr_pat_".repeat(10 * 1024 * 1024 / 9);
    for language in LANGUAGES {
        let (sandbox, machine) = practice("all-well");
        fs::remove_file(machine.home().join(".docker/config.json")).expect("the scenario's login");
        let token = sandbox.token("ci").expect("a token");
        let wide: String =
            token.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("wide")).collect();
        let mut terminal = Terminal::start(machine.in_terminal(&["--lang", language, IMAGE]), 100, 30);
        terminal.wait_for(&format!("Enter {}", words_in(language, "pages", "action-continue")));
        terminal.send("\r");
        terminal.wait_for(&words_in(language, "pages", "lane-question"));
        terminal.send("1\r");
        terminal.wait_for(&words_in(language, "pages", "browser-paste"));
        terminal.send("\u{19}");
        for (pasted, id) in [
            (format!("{}\u{7}\u{1b}[31m{}", &token[..20], &token[20..]), "oddity-control"),
            (wide, "oddity-full-width"),
            (format!("docker login -u amyflash -p {token}"), "oddity-command"),
            (huge.clone(), "oddity-too-long"),
        ] {
            terminal.send(&format!("\u{1b}[200~{pasted}\u{1b}[201~"));
            let words = piece(language, "pages", id);
            let start: String = words.chars().take(24).collect();
            terminal.wait_for(start.trim());
            assert!(!terminal.everything().contains(&token[9..]), "{id}");
            terminal.send("\u{15}");
        }
        // And the token itself is taken after all of that.
        terminal.send(&format!("\u{1b}[200~{token}\u{1b}[201~"));
        terminal.wait_for("36");
        let asked = sandbox.requests().iter().any(|one| one.authorized);
        assert!(!asked, "nothing that was pasted was sent anywhere");
        terminal.signal(rustix::process::Signal::TERM);
        assert_eq!(terminal.ended(), 130);
        terminal.given_back();
    }
}

#[test]
fn a_window_that_is_too_small_says_so_and_loses_nothing() {
    for language in LANGUAGES {
        let (_sandbox, machine) = practice("all-well");
        let mut terminal = Terminal::start(machine.in_terminal(&["--lang", language, IMAGE]), 80, 24);
        let question = words_in(language, "pages", "lane-question");
        terminal.wait_for(&format!("Enter {}", words_in(language, "pages", "action-continue")));
        terminal.send("\r");
        terminal.wait_for(&question);
        terminal.resize(20, 5);
        // Broken into lines wherever it fits.
        let first: String = words_in(language, "surface", "surface-enlarge").chars().take(5).collect();
        terminal.wait_for(&first);
        let screen = terminal.screen();
        assert!(!screen.contains(&question), "{screen}");
        // What is pressed and pasted where nothing is seen does nothing; Ctrl-L, which comes last, draws anew. One
        // character is counted: between wide ones the cursor is moved.
        let first = &first[..first.chars().next().map_or(0, char::len_utf8)];
        let drawn = terminal.everything().matches(first).count();
        terminal.send("\r\u{1b}[200~L\u{1b}[201~\u{c}");
        terminal.wait_for_times(first, drawn + 1);
        terminal.resize(80, 24);
        terminal.wait_for(&question);
        terminal.signal(rustix::process::Signal::TERM);
        assert_eq!(terminal.ended(), 130);
        terminal.given_back();
    }
}

/// Answers that no good server gives: the sentence, the host that it is about, the exit code.
#[test]
fn odd_answers_are_told_by_what_they_are() {
    let foreign = |to: &str| to.to_owned();
    let cases: [(&str, Effect, &str); 8] = [
        ("a page", Effect::Html, "odd-html"),
        ("cut", Effect::Truncated, "odd-truncated"),
        (
            "huge",
            Effect::Answer { status: 200, retry_after: None, text: Some("x".repeat(64 << 20)) },
            "odd-too-large",
        ),
        ("endless", Effect::Endless, "odd-too-large"),
        ("led away", Effect::Redirect(foreign("{foreign}/token")), "redirected"),
        ("in trouble", Effect::Answer { status: 503, retry_after: None, text: None }, "service-error"),
        ("cut off", Effect::Drop, "connection-lost"),
        (
            "no words",
            Effect::Answer { status: 200, retry_after: None, text: Some("hello".into()) },
            "odd-not-json",
        ),
    ];
    for (what, effect, id) in &cases {
        for language in LANGUAGES {
            let (sandbox, machine) = practice("all-well");
            sandbox.add_fault(Fault::new(effect.clone()).of(Name::Token));
            let ran = machine.run(&["verify", IMAGE, "--lang", language]);
            // Without an answer that can be read, whether the token pushes stays open; a connection that
            // broke is the network's.
            let code = if *id == "connection-lost" { 6 } else { 1 };
            assert_eq!(ran.code, code, "{what}: {}{}", ran.stdout, ran.stderr);
            let words = piece(language, "failures", id);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains(&words), "{what}, {language}, {}: no {words:?} in\n{said}", ran.code);
            let to_another =
                sandbox.requests().iter().any(|one| one.service == Name::Foreign && one.authorized);
            assert!(!to_another, "{what}: no credential follows");
        }
    }
}

#[test]
fn a_realm_elsewhere_gets_no_credential() {
    for language in LANGUAGES {
        let (sandbox, machine) = practice("all-well");
        sandbox
            .add_fault(Fault::new(Effect::Realm("https://tokens.example/token".into())).of(Name::Registry));
        let ran = machine.run(&["verify", IMAGE, "--lang", language]);
        assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("tokens.example"), "{said}");
        assert!(!sandbox.requests().iter().any(|one| one.authorized), "nobody was shown it");
    }
}

/// A clock that is a day off is measured by what servers say, and does not change the verdict here.
#[test]
fn a_clock_that_is_a_day_off_is_measured() {
    for language in LANGUAGES {
        let (sandbox, machine) = practice("all-well");
        for service in [Name::Registry, Name::Token] {
            sandbox.add_fault(Fault::new(Effect::DateOffset(86_400)).of(service));
        }
        let ran = machine.run(&["verify", IMAGE, "--lang", language]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let words = piece(language, "pages", "access-clock");
        let said = ran.stdout.contains(&words)
            && (ran.stdout.contains("24 h")
                || ran.stdout.contains("23 h")
                || ran.stdout.contains("24 小时")
                || ran.stdout.contains("23 小时"));
        assert!(said, "{language}: {words:?} in {}", ran.stdout);
    }
}

#[test]
fn a_saved_report_is_for_its_owner_only() {
    let (sandbox, mut machine) = practice("all-well");
    machine.set("THE_TOKEN", sandbox.token("ci").expect("a token"));
    let answers = "lane = \"browser\"\ntoken = { env = \"THE_TOKEN\" }\nkeep = \"run-only\"\n\
                   report = [\"json\", \"markdown\", \"continue\"]\n";
    let answers = machine.write("answers.toml", answers).display().to_string();
    let ran = machine.run_with(&["--plain", "--answers", &answers, IMAGE], &"\n".repeat(40));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let files = fs::read_dir(machine.work()).expect("a folder").flatten().map(|file| file.path());
    let saved: Vec<_> = files.filter(|file| file.is_file()).collect();
    assert_eq!(saved.len(), 2, "{saved:?}");
    for file in saved {
        let mode = fs::metadata(&file).expect("is there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}
