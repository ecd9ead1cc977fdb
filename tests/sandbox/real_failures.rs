//! Failures that were made here, by the real docker client and engine, skopeo and buildah, and what the
//! diagnosis says about their very output. Nothing of it is typed in: the log is what a shell printed that was
//! told to show its commands, as build services do.
//!
//! Buildx is not among the tools: Debian has no package of it, and its `docker` knows no `docker buildx`.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use pushpilot::diagnosis::{Diagnosis, Evidence, diagnose};
use pushpilot::model::cause::CauseId as C;

use crate::real_engine::{RealWorld, docker_clients, is_root};
use crate::real_registry::present;

const SCENARIO: &str = r#"
name = "failures"
title = { en = "Failures", zh = "故障" }
lesson = { en = "For tests.", zh = "用于测试。" }

[[accounts]]
name = "amyflash"
email = "amy@example.com"
password = "practice-password"

[[accounts]]
name = "music-collective"
email = "team@example.com"
password = "practice-password-of-others"

[[tokens]]
name = "write"
account = "amyflash"
label = "write"
level = "write"

[[tokens]]
name = "read"
account = "amyflash"
label = "read"
level = "read"

[[tokens]]
name = "expired"
account = "amyflash"
label = "expired"
level = "write"
created_days_ago = 93
expires_in_days = -3

[[repositories]]
namespace = "amyflash"
name = "player"
tags = ["1"]

[[repositories]]
namespace = "music-collective"
name = "player"
tags = ["1"]

# Each tool fails several times, and none must lock out the next.
[service]
failed_logins = 1000

[machine]
remote = "https://github.com/amyflash/player.git"
branch = "main"
workflows = []

[expect]
image = "amyflash/player"
username = "amyflash"
verdict = "can-push"
"#;

const HUB: &str = "docker.io";
const IMAGE: &str = "docker.io/amyflash/player:1";

/// One way to fail.
struct Case {
    name: &'static str,
    /// Name of the token, and where it signs in.
    login: Option<(&'static str, String)>,
    image: String,
    /// The tools keep their logins behind a helper that finds no D-Bus.
    helper: bool,
    cause: C,
}

fn cases(world: &RealWorld) -> Vec<Case> {
    let other = world.sandbox.registry_host();
    let hub = |token| Some((token, HUB.to_owned()));
    // Docker takes 127.0.0.0/8 for insecure registries; 0.0.0.0 is this machine too, and is not.
    let plain = format!("0.0.0.0:{}", other.rsplit(':').next().unwrap());
    let case =
        |name, login, image: &str, cause| Case { name, login, image: image.to_owned(), helper: false, cause };
    let at = |host: String| format!("{host}/amyflash/player:1");
    vec![
        case("read-only token", hub("read"), IMAGE, C::TokenScopeInsufficient),
        case("wrong secret", hub("wrong"), IMAGE, C::BadCredentials),
        // The service gives a dead token the answer that it gives a wrong one, and so does every tool: no word
        // tells them apart, which `the_same_answer` holds the diagnosis to.
        case("expired token", hub("expired"), IMAGE, C::BadCredentials),
        case("foreign namespace", hub("write"), "docker.io/music-collective/player:1", C::NamespaceMismatch),
        case("no login", None, IMAGE, C::NotLoggedIn),
        case("login elsewhere", Some(("write", other.to_owned())), IMAGE, C::RegistryMismatch),
        Case { helper: true, ..case("broken helper", hub("write"), IMAGE, C::CredentialStoreBroken) },
        case("upper case", hub("write"), "docker.io/AmyFlash/player:1", C::InvalidReference),
        case("registry down", None, &at(format!("127.0.0.1:{}", RealWorld::nobody())), C::NetworkUnreachable),
        case("plain HTTP", None, &at(plain), C::HttpHttpsMismatch),
        case("untrusted", None, &at(format!("0.0.0.0:{}", world.stranger)), C::TlsTrust),
    ]
}

/// A tool under test: what it is called by, and how it signs in and pushes.
enum Tool {
    /// Every docker client that `PATH` finds, as one machine may have several.
    Docker(PathBuf),
    Skopeo,
    Buildah,
}

impl Tool {
    fn all() -> Vec<Self> {
        docker_clients().into_iter().map(Self::Docker).chain([Self::Skopeo, Self::Buildah]).collect()
    }

    fn name(&self) -> String {
        match self {
            Self::Docker(path) => path.display().to_string(),
            Self::Skopeo => "skopeo".to_owned(),
            Self::Buildah => "buildah".to_owned(),
        }
    }

    /// The lines of the build's script. The folder is the world's.
    fn script(&self, case: &Case) -> String {
        let mut script = String::new();
        if let Some((token, host)) = &case.login {
            // Docker takes a registry on this machine for a plain one by itself.
            let (tool, plain) = match self {
                Self::Docker(_) => ("docker", ""),
                Self::Skopeo => ("skopeo", "--tls-verify=false "),
                Self::Buildah => ("buildah", "--tls-verify=false "),
            };
            let (plain, host) = match host.as_str() {
                HUB if matches!(self, Self::Docker(_)) => ("", ""),
                HUB => ("", HUB),
                other => (plain, other),
            };
            script += &format!("{tool} login {plain}-u amyflash --password-stdin {host} < ../../{token}\n");
        }
        let image = &case.image;
        script += &match self {
            // A name that docker does not take cannot be given to an image either.
            Self::Docker(_) if case.cause == C::InvalidReference => format!("docker push {image}\n"),
            Self::Docker(_) => format!("docker tag amyflash/player:1 {image}\ndocker push {image}\n"),
            Self::Skopeo => format!("skopeo copy oci:../../layout:1 docker://{image}\n"),
            Self::Buildah => format!("buildah push amyflash/player:1 docker://{image}\n"),
        };
        script
    }
}

/// Runs a script as a build service does, and returns everything that was printed.
fn run(world: &RealWorld, home: &str, docker: Option<&PathBuf>, script: &str) -> (bool, String) {
    let home = world.dir.path().join("homes").join(home);
    fs::create_dir_all(&home).unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = docker.and_then(|docker| docker.parent()).map(PathBuf::from);
    let path = std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path))).unwrap();
    let output = world
        .command("bash", &home)
        .args(["-c", &format!("exec 2>&1\nset -ex\n{script}")])
        .env("PATH", path)
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// One image in the engine, as an OCI layout and in buildah's storage.
fn prepare(world: &RealWorld) {
    let dir = world.dir.path();
    fs::write(dir.join("wrong"), "dckr_pat_practice_wrong").unwrap();
    for token in ["write", "read", "expired"] {
        fs::write(dir.join(token), world.sandbox.token(token).unwrap()).unwrap();
    }
    let script = "mkdir tree; echo music > tree/song; tar -C tree -c . | docker import - amyflash/player:1\n\
                  docker save -o image.tar amyflash/player:1\n\
                  skopeo copy docker-archive:image.tar oci:../../layout:1\n\
                  buildah pull docker-archive:image.tar\n";
    lay_out(world, "prepare", false);
    let (good, said) = run(world, "prepare", None, script);
    assert!(good, "{said}");
}

/// The logins that the tools find: none that serves here, but one, as docker would else look for a helper by
/// itself; or the helper, which has no D-Bus to talk to.
fn lay_out(world: &RealWorld, home: &str, helper: bool) {
    let home = world.dir.path().join("homes").join(home);
    let (docker, containers) = if helper {
        (r#"{"credsStore": "secretservice"}"#, r#"{"credHelpers": {"docker.io": "secretservice"}}"#)
    } else {
        (r#"{"auths": {"registry.example": {}}}"#, "{}")
    };
    let policy = r#"{"default": [{"type": "insecureAcceptAnything"}]}"#;
    let files = [
        (".docker/config.json", docker),
        ("containers/auth.json", containers),
        (".config/containers/policy.json", policy),
    ];
    for (file, text) in files {
        let file = home.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

#[test]
fn what_the_real_tools_print_is_understood() {
    let programs =
        ["docker", "dockerd", "docker-registry", "skopeo", "buildah", "docker-credential-secretservice"];
    if !(programs.into_iter().all(present) && is_root()) {
        return;
    }
    let world = RealWorld::start(SCENARIO);
    prepare(&world);
    let mut wrong = Vec::new();
    for case in cases(&world) {
        for tool in Tool::all() {
            let home = format!("{}-{}", case.name, tool.name()).replace(['/', ' '], "-");
            lay_out(&world, &home, case.helper);
            let docker = if let Tool::Docker(path) = &tool { Some(path) } else { None };
            let (good, log) = run(&world, &home, docker, &tool.script(&case));
            assert!(!good, "{home} went well:\n{log}");
            let diagnosis = diagnose(log.as_bytes(), Evidence::default()).unwrap();
            let found: Vec<_> = diagnosis.findings.iter().take(3).map(|f| (f.cause, f.confidence)).collect();
            if found.first().map(|(cause, _)| *cause) != Some(case.cause) {
                wrong.push(format!("{home}: {found:?}\n{log}"));
            }
            // The program says the same as the library, from the log alone.
            let said = by_program(&log);
            if said.as_deref() != found.first().map(|(cause, _)| cause.as_str()) {
                wrong.push(format!("{home}: the program says {said:?}\n{log}"));
            }
            if case.name == "expired token" {
                the_same_answer(&diagnosis, &log);
            }
        }
    }
    assert!(wrong.is_empty(), "{} came out wrong\n\n{}", wrong.len(), wrong.join("\n"));
}

/// The first cause that `pushpilot diagnose` names, on a machine with nothing on it.
fn by_program(log: &str) -> Option<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pushpilot"))
        .args(["diagnose", "--offline", "--json"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(log.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    Some(report["causes"][0]["id"].as_str()?.to_owned())
}

/// What no word tells apart is named all the same.
fn the_same_answer(diagnosis: &Diagnosis, log: &str) {
    let dead = diagnosis.findings.iter().any(|finding| finding.cause == C::TokenExpiredOrRevoked);
    assert!(dead, "{:?}\n{log}", diagnosis.findings);
}
