//! `pushpilot sources` against what the real tools do: for each home, the account that docker, podman, skopeo and
//! buildah send to the token service is the one that the program says.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pushpilot::sandbox::Name;
use serde_json::{Value, json};

use crate::real_engine::{RealWorld, docker_clients, is_root};
use crate::real_registry::present;

const IMAGE: &str = "docker.io/amyflash/player:1";
const HUB: &str = "https://index.docker.io/v1/";
const PASSWORD: &str = "practice-password";
const ACCOUNTS: [&str; 4] = ["amyflash", "bob", "cat", "dan"];

fn scenario() -> String {
    let accounts = ACCOUNTS.map(|name| {
        format!("[[accounts]]\nname = '{name}'\nemail = '{name}@example.com'\npassword = '{PASSWORD}'\n")
    });
    format!(
        "name = 'sources'\ntitle = {{ en = 'Sources', zh = '来源' }}\nlesson = {{ en = 'For tests.', zh = '用于测试。' }}\n\
         {}\n[machine]\nremote = 'https://github.com/amyflash/player.git'\nworkflows = []\n\
         [expect]\nimage = 'amyflash/player'\nusername = 'amyflash'\nverdict = 'can-push'\n",
        accounts.concat()
    )
}

/// `auths` with these keys and accounts.
fn auths(logins: &[(&str, &str)]) -> Value {
    let pair = |name: &str| json!({"auth": STANDARD.encode(format!("{name}:{PASSWORD}"))});
    json!({"auths": logins.iter().map(|(key, name)| ((*key).to_owned(), pair(name))).collect::<serde_json::Map<_, _>>()})
}

fn with(mut file: Value, key: &str, value: Value) -> Value {
    file[key] = value;
    file
}

/// Files and variables of a home; `~` in a variable is the home.
type Home = (&'static str, Vec<(&'static str, Value)>, Vec<(&'static str, String)>);

const DOCKER: &str = ".docker/config.json";
const RUNTIME: &str = "containers/auth.json";
const USER: &str = ".config/containers/auth.json";

fn homes() -> Vec<Home> {
    let amy = || auths(&[(HUB, "amyflash")]);
    let bob = || auths(&[("docker.io", "bob")]);
    let other = || auths(&[("ghcr.io", "cat")]);
    vec![
        ("nothing", vec![], vec![]),
        ("docker-only", vec![(DOCKER, amy())], vec![]),
        ("docker-under-podmans-key", vec![(DOCKER, bob())], vec![]),
        ("docker-and-runtime", vec![(DOCKER, amy()), (RUNTIME, bob())], vec![]),
        ("runtime-of-another-registry", vec![(DOCKER, amy()), (RUNTIME, other())], vec![]),
        ("empty-runtime-and-user", vec![(DOCKER, amy()), (RUNTIME, json!({})), (USER, bob())], vec![]),
        ("dockers-key-in-auth-json", vec![(RUNTIME, amy())], vec![]),
        (
            "named-file-without-it",
            vec![(DOCKER, amy()), (RUNTIME, bob()), ("named.json", other())],
            vec![("REGISTRY_AUTH_FILE", "~/named.json".to_owned())],
        ),
        (
            "named-file-with-it",
            vec![(DOCKER, amy()), ("named.json", bob())],
            vec![("REGISTRY_AUTH_FILE", "~/named.json".to_owned())],
        ),
        (
            "docker-folder-named",
            vec![(DOCKER, auths(&[(HUB, "cat")])), ("named/config.json", amy())],
            vec![("DOCKER_CONFIG", "~/named".to_owned())],
        ),
        (
            "docker-folder-named-and-others",
            vec![(RUNTIME, bob()), (USER, auths(&[("docker.io", "dan")])), ("named/config.json", amy())],
            vec![("DOCKER_CONFIG", "~/named".to_owned())],
        ),
        (
            "docker-folder-named-without-it",
            vec![(RUNTIME, bob()), (USER, auths(&[("docker.io", "dan")])), ("named/config.json", other())],
            vec![("DOCKER_CONFIG", "~/named".to_owned())],
        ),
        (
            "named-file-without-it-and-user",
            vec![(DOCKER, amy()), (USER, auths(&[("docker.io", "dan")])), ("named.json", other())],
            vec![("REGISTRY_AUTH_FILE", "~/named.json".to_owned())],
        ),
        ("old-dockercfg-and-new", vec![(".dockercfg", amy()["auths"].clone()), (DOCKER, other())], vec![]),
        (
            "repository-key",
            vec![
                (DOCKER, amy()),
                (
                    RUNTIME,
                    auths(&[
                        ("docker.io", "bob"),
                        ("docker.io/amyflash", "cat"),
                        ("docker.io/amyflash/player", "dan"),
                    ]),
                ),
            ],
            vec![],
        ),
        (
            "namespace-key",
            vec![(
                RUNTIME,
                auths(&[("docker.io", "bob"), ("docker.io/amyflash", "cat"), ("docker.io/amy", "dan")]),
            )],
            vec![],
        ),
        ("store", vec![(DOCKER, json!({"credsStore": "practice"}))], vec![]),
        ("store-and-entry", vec![(DOCKER, with(amy(), "credsStore", json!("practice")))], vec![]),
        ("store-without-it", vec![(DOCKER, with(amy(), "credsStore", json!("empty")))], vec![]),
        ("store-fails", vec![(DOCKER, with(amy(), "credsStore", json!("broken")))], vec![]),
        ("helper-of-hub", vec![(DOCKER, with(other(), "credHelpers", json!({HUB: "practice"})))], vec![]),
        (
            "helper-by-name",
            vec![(DOCKER, with(amy(), "credHelpers", json!({"docker.io": "practice"})))],
            vec![],
        ),
        (
            "helper-in-runtime",
            vec![(RUNTIME, with(other(), "credHelpers", json!({"docker.io": "practice"})))],
            vec![],
        ),
        ("variable", vec![(DOCKER, amy())], vec![("DOCKER_AUTH_CONFIG", auths(&[(HUB, "bob")]).to_string())]),
        ("old-dockercfg", vec![(".dockercfg", amy()["auths"].clone())], vec![]),
    ]
}

/// Helpers that have dan, have nobody, and fail.
fn helpers(folder: &Path) {
    let has = format!(
        "case $1 in list) echo '{{\"{HUB}\": \"dan\", \"docker.io\": \"dan\"}}';; \
         get) echo '{{\"ServerURL\": \"x\", \"Username\": \"dan\", \"Secret\": \"{PASSWORD}\"}}';; esac"
    );
    let none =
        "case $1 in list) echo '{}';; get) echo 'credentials not found in native keychain'; exit 1;; esac";
    fs::create_dir_all(folder).unwrap();
    for (name, script) in
        [("practice", has.as_str()), ("empty", none), ("broken", "echo 'no such store'; exit 1")]
    {
        let file = folder.join(format!("docker-credential-{name}"));
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
}

#[test]
fn each_tool_sends_the_account_that_is_named() {
    let programs = ["docker", "dockerd", "docker-registry", "skopeo", "buildah", "podman"];
    if !(programs.into_iter().all(present) && is_root()) {
        return;
    }
    let world = RealWorld::start(&scenario());
    let bin = world.dir.path().join("bin");
    helpers(&bin);
    let mut wrong = Vec::new();
    for (name, files, variables) in homes() {
        let home = world.dir.path().join("homes").join(name);
        let policy = json!({"default": [{"type": "insecureAcceptAnything"}]});
        for (file, text) in files.iter().chain(&[(".config/containers/policy.json", policy)]) {
            let file = home.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text.to_string()).unwrap();
        }
        for client in docker_clients() {
            let command = |program: &str| {
                let path = std::env::var_os("PATH").unwrap_or_default();
                let first = [bin.clone(), client.parent().unwrap().to_owned()];
                let path =
                    std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path))).unwrap();
                let mut command = world.command(program, &home);
                command.env("PATH", path);
                for (name, value) in &variables {
                    command.env(name, value.replace('~', &home.display().to_string()));
                }
                command
            };
            let said = said(&mut command(env!("CARGO_BIN_EXE_pushpilot")));
            for (tool, arguments) in [
                ("docker", vec!["pull", IMAGE]),
                ("skopeo", vec!["inspect", concat!("docker://", "docker.io/amyflash/player:1")]),
                ("buildah", vec!["pull", IMAGE]),
                ("podman", vec!["pull", IMAGE]),
            ] {
                let before = world.sandbox.requests().len();
                let output = command(tool).args(&arguments).output().unwrap();
                let asked: Vec<_> = world
                    .sandbox
                    .requests()
                    .into_iter()
                    .skip(before)
                    .filter(|r| r.service == Name::Token)
                    .collect();
                let sent = asked.last().and_then(|request| request.user.clone());
                let output = String::from_utf8_lossy(&output.stderr).into_owned();
                let told = said["images"][0]["tools"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|row| row["tool"] == tool)
                    .unwrap();
                let named = told["uses"]["username"].as_str().map(str::to_owned);
                // A tool that gives up asks nobody at all, and is said to have a trouble.
                let stops = asked.is_empty() && told["trouble"] == true;
                if sent != named || (asked.is_empty() && !stops) {
                    wrong.push(format!(
                        "{name}, {}, {tool}: sent {sent:?}, named {named:?}: {told}\n{output}",
                        client.display()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// What the program says about this home.
fn said(program: &mut Command) -> Value {
    let output = program.args(["sources", IMAGE, "--offline", "--json"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains(PASSWORD) && !text.contains(&STANDARD.encode(PASSWORD)[..12]), "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text} {output:?}"))
}

#[test]
fn a_secret_is_tried_once_however_many_tools_have_it() {
    let sandbox =
        pushpilot::sandbox::start_in_background(pushpilot::sandbox::Scenario::parse(&scenario()).unwrap());
    let sandbox = sandbox.unwrap();
    let home = tempfile::tempdir().unwrap();
    let wrong = STANDARD.encode("amyflash:not-the-password");
    for (file, login) in [
        (DOCKER, json!({"auths": {HUB: {"auth": wrong}}})),
        (
            RUNTIME,
            json!({"auths": {"docker.io": {"auth": wrong}, "docker.io/bob": auths(&[("x", "bob")])["auths"]["x"]}}),
        ),
    ] {
        let file = home.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, login.to_string()).unwrap();
    }
    let run = |image: &str, more: &[&str]| {
        let before = sandbox.requests().len();
        let output = Command::new(env!("CARGO_BIN_EXE_pushpilot"))
            .args(["sources", image, "--json"])
            .args(more)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("PUSHPILOT_REGISTRY_URL", &sandbox.registry_url)
            .output()
            .unwrap();
        let sent = sandbox.requests().into_iter().skip(before).filter(|request| request.authorized).count();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let tried: Vec<Value> =
            report["images"][0]["tools"].as_array().unwrap().iter().map(|row| row["tried"].clone()).collect();
        (output.status.code(), sent, tried)
    };
    let (code, sent, tried) = run("amyflash/player", &[]);
    assert_eq!((code, sent), (Some(4), 1), "{tried:?}");
    assert!(tried.iter().all(|tried| tried == "refused"), "{tried:?}");
    // Docker has the wrong one for it, podman a right one.
    let (code, sent, tried) = run("bob/player", &[]);
    assert_eq!((code, tried[0].clone()), (Some(4), json!("refused")));
    let kin = ["podman", "skopeo", "buildah"].into_iter().any(present);
    assert_eq!((sent, tried.contains(&json!("accepted"))), if kin { (2, true) } else { (1, false) });
    let (code, sent, tried) = run("amyflash/player", &["--offline"]);
    assert_eq!((code, sent), (Some(0), 0));
    assert!(tried.iter().all(Value::is_null));
}
