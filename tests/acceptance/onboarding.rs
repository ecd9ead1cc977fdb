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
