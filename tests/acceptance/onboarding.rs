//! A project writes down what it needs, and a newcomer is led through it in a fork of their own.

use std::fs;

use pushpilot::model::project_file::{NAME, ProjectFile};
use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};

use crate::machine::Machine;
use crate::terminal::Terminal;

fn practice(scenario: &str) -> (Sandbox, Machine) {
    let sandbox = start_in_background(Scenario::named(scenario).expect("a scenario")).expect("started");
    let machine = Machine::of(&sandbox);
    (sandbox, machine)
}

#[test]
fn the_file_is_written_from_the_workflow_and_never_over_another_without_a_question() {
    let (_sandbox, machine) = practice("all-well");
    let path = machine.work().join(NAME);
    let dry = machine.run(&["init", "--dry-run"]);
    assert_eq!((dry.code, dry.stderr.as_str()), (0, ""), "{}", dry.stdout);
    assert!(!path.exists() && dry.stdout.contains("[secrets.DOCKER_PASSWORD]"), "{}", dry.stdout);

    let made = machine.run(&["init", "--json"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let told = made.json();
    for (key, value) in [
        ("schema_version", serde_json::json!(1)),
        ("file", NAME.into()),
        ("state", "written".into()),
        ("registry", "docker.io".into()),
        ("image", "amyflash/music-management-system".into()),
        ("permission", "write".into()),
        ("workflow", "docker.yml".into()),
        ("ask", "https://github.com/amyflash/music-management-system/issues".into()),
    ] {
        assert_eq!(told[key], value, "{key}: {told:#}");
    }
    let names: Vec<String> = (told["names"].as_array().expect("a list").iter())
        .map(|name| format!("{} {} {} {}", name["kind"], name["name"], name["holds"], name["where"]))
        .collect();
    let expected = [
        r#""secret" "DOCKER_PASSWORD" "token" "repository""#,
        r#""secret" "DOCKER_USERNAME" "username" "repository""#,
    ];
    assert_eq!(names, expected);
    let text = fs::read_to_string(&path).expect("written");
    let read = ProjectFile::parse(&text).expect("what it writes it reads");
    assert_eq!(read.tags, ["latest", "type=raw,value={{date 'YYYYMMDD'}}", "type=sha"]);
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).expect("there").permissions());
    assert_eq!(mode & 0o777, 0o644, "others read it too");

    // The same again changes nothing; another one is asked about, and stays where nobody can be asked.
    assert_eq!(machine.run(&["init"]).code, 0);
    assert_eq!(fs::read_to_string(&path).expect("there"), text);
    let other = text.replace("issues", "discussions");
    fs::write(&path, &other).expect("written");
    for (arguments, code) in [(&["init"][..], 2), (&["init", "--json"], 3), (&["init", "--dry-run"], 0)] {
        let ran = machine.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(fs::read_to_string(&path).expect("there"), other, "{arguments:?}");
    }
    let mut terminal = Terminal::start(machine.in_terminal(&["init"]), 100, 30);
    terminal.wait_for("Overwrite it?");
    let screen = terminal.screen();
    assert!(screen.contains("- ask =") && screen.contains("+ ask ="), "{screen}");
    terminal.send("\r");
    assert_eq!(terminal.ended(), 3);
    assert_eq!(fs::read_to_string(&path).expect("there"), other);
    let ran = machine.run(&["init", "--yes", "--ask", "the #builds channel", "--lang", "zh-CN"]);
    assert!(ran.code == 0 && ran.stdout.contains("已写入"), "{}{}", ran.stdout, ran.stderr);
    assert!(fs::read_to_string(&path).expect("there").contains("the #builds channel"));
}

#[test]
fn what_is_in_its_way_is_said_and_left_alone() {
    let (_sandbox, machine) = practice("all-well");
    let path = machine.work().join(NAME);
    let elsewhere = machine.write("home/precious", "mine");
    std::os::unix::fs::symlink(&elsewhere, &path).expect("a link");
    let ran = machine.run(&["init", "--yes"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert_eq!(fs::read_to_string(&elsewhere).expect("there"), "mine");
    fs::remove_file(&path).expect("gone");
    fs::create_dir(&path).expect("a folder");
    assert_eq!(machine.run(&["init", "--yes"]).code, 1);

    let bare = Machine::new();
    let ran = bare.run(&["init"]);
    assert!(ran.code == 1 && ran.stderr.contains("no git checkout"), "{}", ran.stderr);
}

/// The title of the page with this message, in a language.
fn words(language: &str, id: &str) -> String {
    crate::scenarios::words_in(language, "onboarding", id)
}

/// By keys through a fork of one's own, to a green build in it, with nobody else's repository touched.
fn through_the_fork(language: &'static str, columns: u16, lines: u16) {
    let machine = Machine::new();
    let command = machine.in_terminal(&["practice", "onboarding", "--lang", language]);
    let mut terminal = Terminal::start(command, columns, lines);
    let common = |id: &str| crate::scenarios::words(language, id);
    for (page, enter) in [
        (words(language, "onboard-title"), "action-continue"),
        (words(language, "onboard-actions-off"), "action-play"),
        (words(language, "onboard-actions-on"), "action-continue"),
        (common("project-title"), "action-continue"),
        (common("lane-question"), "action-continue"),
        (common("browser-title"), "action-play"),
        (common("browser-title"), "action-use-it"),
        (common("verdict-will-create"), "action-to-test-push"),
        (common("push-title"), "action-push"),
        (common("push-title"), "gh-action-to-secrets"),
        ("DOCKER_PASSWORD".to_owned(), "gh-action-write"),
        (common("gh-written"), "gh-action-to-build"),
        (common("gh-way-dispatch"), "gh-action-start"),
        (common("gh-build-title"), "gh-action-to-proof"),
        (common("gh-proof-title"), "action-to-report"),
    ] {
        terminal.wait_for(&page);
        terminal.wait_for(&format!("Enter {}", common(enter)));
        assert!(!terminal.screen().contains("PgDn"), "{page} scrolls:\n{}", terminal.screen());
        terminal.send("\r");
    }
    terminal.wait_for(&format!("Enter {}", common("action-finish")));
    terminal.send("\r");
    assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
    terminal.given_back();
}

#[test]
fn a_newcomer_is_led_through_a_fork_in_english() {
    through_the_fork("en", 80, 24);
    through_the_fork("en", 120, 40);
}

#[test]
fn a_newcomer_is_led_through_a_fork_in_chinese() {
    through_the_fork("zh-CN", 80, 24);
    through_the_fork("zh-CN", 120, 40);
}

/// Question by question in lines, by hand: Enter, but for nothing else.
#[test]
fn a_newcomer_is_led_through_in_lines_too() {
    for (language, prompt) in [("en", ": "), ("zh-CN", "：")] {
        let machine = Machine::new();
        let command = machine.in_terminal(&["practice", "onboarding", "--plain", "--lang", language]);
        let mut terminal = Terminal::start(command, 200, 60);
        let mut from = 0;
        while terminal.wait_for_end(prompt, from) {
            from = terminal.everything().len();
            terminal.send("\r");
        }
        assert_eq!(terminal.ended(), 0, "{}", terminal.everything());
        let everything = terminal.everything();
        for id in ["onboard-title", "onboard-fork-title", "onboard-fork-secrets", "onboard-actions-off"] {
            assert!(everything.contains(&words(language, id)), "{id}: {everything}");
        }
        let proven = crate::scenarios::words(language, "gh-report-all-proven");
        let image = "amyflash/music-management-system";
        assert!(everything.contains(&proven.replace("{ $image }", image)), "{everything}");
        assert!(!everything.contains("\u{1b}["), "{language}");
    }
}

/// A machine on which a project's file has been changed.
fn with_file(from: &str, to: &str) -> (Sandbox, Machine) {
    let mut scenario = Scenario::named("onboarding").expect("a scenario");
    let file = scenario.machine.project_file.as_mut().expect("it has one");
    assert!(file.contains(from), "{from}");
    *file = file.replace(from, to);
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    (sandbox, machine)
}

/// What a script answers; whatever else is asked is answered as recommended.
const ANSWERS: &str = "onboard = \"continue\"\nonboard-fork = \"continue\"\nusername = \"amyflash\"\n\
                       lane = \"browser\"\ntoken = { env = \"HUB_TOKEN\" }\nkeep = \"run-only\"\n";

#[test]
fn with_answers_the_fork_gets_its_own_secrets_and_nobody_elses_is_touched() {
    let mut scenario = Scenario::named("onboarding").expect("a scenario");
    scenario.github.repository.without_actions = false;
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    let page = format!("{}/settings/personal-access-tokens/create", sandbox.hub_url);
    machine.set("HUB_TOKEN", crate::wizard::made_by_hand(&page));
    let answers = machine.write("answers.toml", ANSWERS);
    let answers = answers.to_str().expect("text");
    let ran = machine.run_with(&["onboard", "--answers", answers], &"\n".repeat(40));
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    let kept = |name: &str| sandbox.stored_secret(&pushpilot::sandbox::Vault::Repository, name);
    assert!(kept("DOCKER_PASSWORD").is_some_and(|value| value.starts_with("dckr_pat_")));
    assert!(sandbox.has_tag("amyflash/music-management-system", "latest"));
    // Of the project's own repository only what everybody sees was asked, and nothing was written there.
    let theirs: Vec<String> = (sandbox.requests().iter())
        .filter(|one| one.target.contains("music-collective"))
        .map(|one| format!("{} {}", one.method, one.target))
        .collect();
    assert!(
        !theirs.is_empty()
            && theirs.iter().all(|one| one == "GET /repos/music-collective/music-management-system"),
        "{theirs:#?}"
    );
    // The next run has nothing to take up, and the wizard's own note is another one.
    let state = machine.home().join(".local/state/pushpilot");
    assert!(!state.join("onboarding.json").exists() && !state.join("run.json").exists());
}

#[test]
fn a_dry_run_leads_through_it_and_changes_nothing() {
    let mut scenario = Scenario::named("onboarding").expect("a scenario");
    scenario.github.repository.without_actions = false;
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    let page = format!("{}/settings/personal-access-tokens/create", sandbox.hub_url);
    machine.set("HUB_TOKEN", crate::wizard::made_by_hand(&page));
    let answers = machine.write("answers.toml", ANSWERS);
    let before = sandbox.requests().len();
    let arguments = ["onboard", "--dry-run", "--answers", answers.to_str().expect("text")];
    let ran = machine.run_with(&arguments, &"\n".repeat(60));
    assert!(ran.stdout.contains("amyflash/music-management-system"), "{}\n{}", ran.stdout, ran.stderr);
    let requests = sandbox.requests();
    let writes =
        requests.iter().skip(before).filter(|one| ["PUT", "PATCH", "DELETE"].contains(&one.method.as_str()));
    assert_eq!(writes.count(), 0, "{requests:#?}");
    assert!(sandbox.stored_secret(&pushpilot::sandbox::Vault::Repository, "DOCKER_PASSWORD").is_none());
    assert!(!machine.home().join(".local/state/pushpilot").exists());
}

#[test]
fn a_host_that_the_file_names_is_asked_about_before_anything_goes_there() {
    let (sandbox, machine) = with_file("registry = \"docker.io\"", "registry = \"registry.evil.example\"");
    for (language, question, refused) in [
        ("en", "May your credential be sent to registry.evil.example?", "Nothing was sent"),
        ("zh-CN", "可以把你的凭据发往 registry.evil.example 吗？", "没有向 registry.evil.example"),
    ] {
        let mut terminal = Terminal::start(machine.in_terminal(&["onboard", "--lang", language]), 80, 24);
        terminal.wait_for("registry.evil.example/music-collective");
        terminal.send("\r");
        terminal.wait_for(question);
        // Enter alone is a no.
        terminal.send("\r");
        terminal.wait_for(refused);
        terminal.send("q");
        terminal.wait_for(&crate::scenarios::words(language, "leave-title"));
        terminal.send("q");
        assert_eq!(terminal.ended(), 3, "{}", terminal.screen());
    }
    let mut terminal = Terminal::start(machine.in_terminal(&["onboard"]), 80, 24);
    terminal.wait_for("registry.evil.example/music-collective");
    terminal.send("\r");
    terminal.wait_for("May your credential");
    terminal.send("2\r");
    terminal.wait_for("Your fork");
    terminal.signal(rustix::process::Signal::TERM);
    terminal.ended();
    assert!(sandbox.requests().iter().all(|one| one.service == pushpilot::sandbox::Name::GitHub));
}

#[test]
fn a_hostile_or_broken_file_is_told_by_its_line_and_used_for_nothing() {
    for (from, to, told) in [
        ("version = 1", "version = 9", "line 1: version 9 is newer"),
        ("workflow = \"docker.yml\"", "workflow = \"../../../etc/passwd\"", "line 6: workflow cannot be"),
        ("ask =", "write_to = \"/root/.bashrc\"\nask =", "line 8: the key write_to is not known"),
        ("\"docker.io\"", "\"a\\u001b]0;x\\u0007@evil\"", "line 3: registry cannot be"),
        ("holds = \"token\"", "value = \"dckr_pat_x\"", "line 11: the key value is not known"),
    ] {
        let (sandbox, machine) = with_file(from, to);
        let mut terminal = Terminal::start(machine.in_terminal(&["onboard", "--plain"]), 160, 40);
        terminal.wait_for(told);
        assert!(!terminal.everything().contains('\u{7}'), "{told}");
        terminal.signal(rustix::process::Signal::TERM);
        terminal.ended();
        assert!(sandbox.requests().is_empty(), "{told}: nothing was asked anywhere");
    }
}

#[test]
fn without_a_fork_or_as_a_member_it_says_which() {
    // The checkout is of the project's own repository: no fork of it is known.
    for (upstream, remote, told) in [
        (
            "team/music-management-system",
            "https://github.com/team/music-management-system",
            "it is on GitHub",
        ),
        ("other/elsewhere", "https://github.com/other/elsewhere", "There is no fork"),
    ] {
        let mut scenario = Scenario::named("onboarding").expect("a scenario");
        scenario.github.upstream = Some(upstream.to_owned());
        scenario.machine.remotes.clear();
        let sandbox = start_in_background(scenario).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        let config = machine.work().join(".git/config");
        let text = fs::read_to_string(&config).expect("there");
        let own = "git@github.com:amyflash/music-management-system.git";
        fs::write(&config, text.replace(own, remote)).expect("written");
        let mut terminal = Terminal::start(machine.in_terminal(&["onboard"]), 80, 24);
        terminal.wait_for("Enter continue");
        terminal.send("\r");
        terminal.wait_for(told);
        terminal.signal(rustix::process::Signal::TERM);
        terminal.ended();
    }
    let (sandbox, mut machine) = practice("all-well");
    let file = Scenario::named("onboarding").expect("a scenario").machine.project_file.expect("it has one");
    fs::write(machine.work().join(NAME), file).expect("written");
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    let mut terminal = Terminal::start(machine.in_terminal(&["onboard"]), 80, 24);
    terminal.wait_for("Enter continue");
    terminal.send("\r");
    terminal.wait_for("You may write to amyflash");
    terminal.wait_for("What follows is for that repository");
    terminal.signal(rustix::process::Signal::TERM);
    terminal.ended();
}
