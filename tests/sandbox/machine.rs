//! Scenario files, and the machine that they describe.

use std::path::Path;
use std::process::Command;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pushpilot::model::cause::CauseId;
use pushpilot::sandbox::{Keyring, Scenario, Verdict};
use serde_json::Value;

use crate::practice::Practice;

/// The secret that a file of docker or podman holds for a server.
fn stored(text: &str, server: &str) -> String {
    let file: Value = serde_json::from_str(text).unwrap();
    let auth = file["auths"][server]["auth"].as_str().unwrap();
    String::from_utf8(STANDARD.decode(auth).unwrap()).unwrap()
}

#[tokio::test]
async fn a_machine_is_laid_out_with_what_tools_would_find() {
    let practice = Practice::begin().await;
    let dir = tempfile::tempdir().unwrap();
    let machine = practice.sandbox.lay_out_machine(dir.path()).unwrap();
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let variable = |name: &str| {
        machine.environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap()
    };
    let secret = |token: &str| practice.secret(token);
    let hub = "https://index.docker.io/v1/";
    let docker = machine.home.join(".docker/config.json");
    assert_eq!(stored(&read(&docker), hub), format!("amy:{}", secret("read")));
    assert_eq!(stored(&variable("DOCKER_AUTH_CONFIG"), hub), format!("amy:{}", secret("write")));
    let podman = Path::new(&variable("XDG_RUNTIME_DIR")).join("containers/auth.json");
    assert_eq!(stored(&read(&podman), "docker.io"), "amy:amys password");
    assert_eq!(
        (machine.keyring, machine.keyring_entries),
        (Keyring::Locked, vec![("amy".to_owned(), secret("delete"))])
    );
    assert_eq!(variable("HOME"), machine.home.to_string_lossy());
    assert_eq!(read(&machine.checkout.join(".github/workflows/build.yml")), "on: push\n");

    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(&machine.checkout).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(git(&["remote", "get-url", "origin"]), "https://github.com/amy/app.git");
    assert_eq!(git(&["symbolic-ref", "--short", "HEAD"]), "main");
    assert!(git(&["status", "--porcelain"]).contains(".github/"));
}

#[test]
fn every_scenario_is_whole_and_named_like_its_file() {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/scenarios");
    let mut files: Vec<String> =
        files.read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let all = Scenario::all();
    assert_eq!(all[0].name, "read-only-token", "the default");
    let mut names: Vec<String> = all.iter().map(|scenario| format!("{}.toml", scenario.name)).collect();
    names.sort();
    assert_eq!(files, names);
    for scenario in all {
        let named = Scenario::named(&scenario.name).unwrap();
        assert_eq!(named.title.en, scenario.title.en);
        for (text, ascii) in [
            (&scenario.title.en, true),
            (&scenario.lesson.en, true),
            (&scenario.title.zh, false),
            (&scenario.lesson.zh, false),
        ] {
            assert!(!text.trim().is_empty() && text.is_ascii() == ascii, "{}: {text}", scenario.name);
        }
        let cause = scenario.expect.cause.as_deref();
        assert!(
            cause.is_none_or(|cause| CauseId::ALL.iter().any(|known| known.as_str() == cause)),
            "{cause:?}"
        );
        assert_eq!(cause.is_none(), scenario.expect.verdict == Verdict::CanPush, "{}", scenario.name);
    }
    assert!(Scenario::named("no-such").is_none());
}

#[test]
fn a_scenario_file_with_a_slip_is_refused_with_the_place() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/scenarios/all-well.toml"))
            .unwrap();
    for (from, to, word) in [
        ("level = \"delete\"", "level = \"everything\"", "everything"),
        ("label = ", "labell = ", "labell"),
        ("token = \"ci\"", "token = \"cj\"", "cj"),
        ("account = \"amyflash\"", "account = \"nobody\"", "nobody"),
        ("[machine]", "[machine", "line"),
    ] {
        let slipped = text.replacen(from, to, 1);
        assert_ne!(slipped, text);
        let error = Scenario::parse(&slipped).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[tokio::test]
async fn the_summary_is_what_scripts_need() {
    let practice = Practice::begin().await;
    let summary = serde_json::to_value(practice.sandbox.summary()).unwrap();
    let keys: Vec<&String> = summary.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "hub_url",
            "registry_url",
            "token_url",
            "username",
            "tokens",
            "images",
            "github_url",
            "github_token",
            "github_client_id",
            "registry"
        ]
    );
    assert_eq!((&summary["username"], &summary["images"][0]), (&Value::from("amy"), &Value::from("amy/app")));
    assert_eq!(summary["tokens"]["write"], practice.secret("write"));
}
