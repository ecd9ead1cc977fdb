use proptest::prelude::*;

use super::{Fault, Name, ProjectFile, Why};
use crate::model::access::Level;
use crate::model::image::Image;
use crate::model::project::{Login, Place, Push, Value};
use crate::model::secret_plan::{NameKind, Plan, Role};

const GOOD: &str = r#"version = 1
registry = "docker.io"
image = "amyflash/app"
permission = "write"
workflow = "docker.yml"
tags = ["latest", "{{date 'YYYYMMDD'}}"]
ask = "@amyflash"

[secrets.DOCKER_PASSWORD]
holds = "token"
where = "environment:production"

[variables.DOCKER_USERNAME]
holds = "username"
"#;

fn place() -> Place {
    Place { file: ".github/workflows/docker.yml".into(), line: 7 }
}

fn push(image: &str) -> Push {
    Push { image: Some(image.into()), written: image.into(), place: place(), registry: None, login: Some(0) }
}

#[test]
fn what_is_written_is_read_again() {
    let read = ProjectFile::parse(GOOD).expect("a good file");
    assert_eq!(read.image, Image::parse("amyflash/app").expect("an image"));
    assert_eq!((read.permission, read.ask.as_deref()), (Level::Write, Some("@amyflash")));
    let name = |kind, name: &str, role, environment: Option<&str>| Name {
        kind,
        name: name.into(),
        role,
        environment: environment.map(str::to_owned),
    };
    assert_eq!(
        read.names,
        [
            name(NameKind::Secret, "DOCKER_PASSWORD", Role::Token, Some("production")),
            name(NameKind::Variable, "DOCKER_USERNAME", Role::Username, None),
        ]
    );
    assert_eq!(ProjectFile::parse(&read.to_string()), Ok(read));
}

#[test]
fn it_is_written_from_the_workflow() {
    let login = Login {
        registry: None,
        username: Some(Value::Variable("hub_user".into())),
        secret: Some(Value::Secret("HUB_TOKEN".into())),
        place: place(),
    };
    let plan = Plan::of([(&login, Some("production"))].into_iter());
    let image = Image::parse("amyflash/app:latest").expect("an image");
    let pushes = [push("amyflash/app:latest"), push("amyflash/app:v1"), push("amyflash/other:x")];
    let file = ProjectFile::of(&image, &plan, &pushes, &["type=sha".into()], Some("a\u{1b}[31m@amy\n"));
    assert_eq!(file.tags, ["latest", "v1", "type=sha"]);
    assert_eq!((file.workflow.as_deref(), file.ask.as_deref()), (Some("docker.yml"), Some("a@amy")));
    assert_eq!(file.names.iter().map(|name| name.lives()).collect::<Vec<_>>(), ["environment:production"; 2]);
    assert_eq!(ProjectFile::parse(&file.to_string()), Ok(file.clone()));
    assert_eq!(file.image_of("Bob").map(|image| image.familiar()).as_deref(), Some("bob/app"));
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let changed = |from: &str, to: &str| ProjectFile::parse(&GOOD.replace(from, to)).expect_err(to);
    let bad = |key: &str, value: &str| Why::BadValue { key: key.into(), value: value.into() };
    let long = "x".repeat(300);
    for (from, to, line, why) in [
        ("version = 1", "version = 2", 1, Why::NewerVersion(2)),
        ("version = 1", "version = \"1\"", 1, Why::WrongKind("version".into())),
        ("version = 1\n", "", 1, Why::Missing("version")),
        ("version = 1", "version = 1\nwrite = \"/etc/passwd\"", 2, Why::UnknownKey("write".into())),
        ("ask =", "as\"\u{1b}[2Jk\" =", 7, Why::NotToml),
        ("ask = \"@amyflash\"", "\"a\\u001b[2Jsk\" = 1", 7, Why::UnknownKey("ask".into())),
        ("\"write\"", "\"admin\"", 4, bad("permission", "admin")),
        ("\"amyflash/app\"", "\"AmyFlash/App\"", 3, bad("image", "AmyFlash/App")),
        ("\"docker.yml\"", "\"../../.ssh/config\"", 5, bad("workflow", "../../.ssh/config")),
        ("\"docker.yml\"", "\"/etc/x.yml\"", 5, bad("workflow", "/etc/x.yml")),
        ("\"docker.io\"", "\"user@evil.example\"", 2, bad("registry", "user@evil.example")),
        ("\"docker.io\"", "\"https://evil.example/x\"", 2, bad("registry", "https://evil.example/x")),
        ("\"token\"", "\"password\"", 10, bad("holds", "password")),
        ("\"username\"", "\"token\"", 14, bad("holds", "token")),
        ("holds = \"token\"\n", "value = \"dckr_pat_x\"\n", 10, Why::UnknownKey("value".into())),
        ("holds = \"token\"\n", "", 9, Why::Missing("holds")),
        ("environment:production", "organization:acme", 11, bad("where", "organization:acme")),
        ("DOCKER_PASSWORD", "GITHUB_TOKEN", 9, bad("secrets", "GITHUB_TOKEN")),
        ("@amyflash", &long, 7, Why::TooLong("ask".into())),
    ] {
        assert_eq!(changed(from, to), Fault { line, why }, "{to}");
    }
    let many = format!("{GOOD}\n").replace("[\"latest\"", &format!("[{}\"latest\"", "\"a\",".repeat(60)));
    assert_eq!(ProjectFile::parse(&many), Err(Fault { line: 6, why: Why::TooMany("tags".into()) }));
    assert!(ProjectFile::parse(&"[a".repeat(10_000)).is_err());
    assert!(ProjectFile::parse(&format!("a = {}", "[".repeat(30_000))).is_err());
}

#[test]
fn a_host_stands_in_front_of_the_image_or_in_its_own_line() {
    let read = |registry: &str, image: &str| {
        let text = GOOD.replace("\"docker.io\"", registry).replace("\"amyflash/app\"", image);
        ProjectFile::parse(&text).map(|file| file.image.familiar())
    };
    assert_eq!(read("\"ghcr.io\"", "\"amy/app\"").as_deref(), Ok("ghcr.io/amy/app"));
    assert_eq!(read("\"ghcr.io\"", "\"ghcr.io/amy/app\"").as_deref(), Ok("ghcr.io/amy/app"));
    assert_eq!(read("\"index.docker.io\"", "\"amy/app:latest\"").as_deref(), Ok("amy/app"));
    let two = Why::TwoRegistries { registry: "ghcr.io".into(), image: "evil.example".into() };
    assert_eq!(read("\"ghcr.io\"", "\"evil.example/amy/app\""), Err(Fault { line: 2, why: two }));
}

proptest! {
    #[test]
    fn whatever_stands_in_it_nothing_unfit_for_a_terminal_comes_out(text in any::<String>(), key in "[a-z]{1,8}") {
        let text = GOOD.replace("@amyflash", &text.replace(['"', '\\'], "")).replace("permission", &key);
        let (said, fit) = match ProjectFile::parse(&text) {
            Ok(file) => (file.ask.unwrap_or_default(), true),
            Err(fault) => (format!("{:?}", fault.why), fault.line <= text.lines().count() + 1),
        };
        prop_assert!(fit && said.chars().all(crate::model::clean::is_plain), "{said}");
    }
}
