//! Real programs against the practice GitHub: the real `gh`, and libsodium itself.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use pushpilot::sandbox::{Name, Sandbox, Scenario, Vault, start_in_background};
use serde_json::{Value, json};

use super::client::{GitHub, REPOSITORY};
use crate::real_registry::present;

const SLUG: &str = "amyflash/music-management-system";

/// gh with a home of its own. It speaks plain HTTP to hosts below `localhost`, which a proxy may answer for.
fn gh(sandbox: &Sandbox, home: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new("gh")
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("GH_HOST", "github.localhost")
        .env("GH_TOKEN", sandbox.summary().github_token)
        .env("HTTP_PROXY", &sandbox.github_url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn must(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_real_gh_sets_lists_and_removes_secrets() {
    if !present("gh") {
        return;
    }
    let sandbox = start_in_background(Scenario::named("read-only-token").unwrap()).unwrap();
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], input: &str| gh(&sandbox, home.path(), arguments, input);
    must(&run(&["secret", "set", "FROM_GH", "-R", SLUG], "from gh\n"));
    assert_eq!(sandbox.stored_secret(&Vault::Repository, "FROM_GH").as_deref(), Some("from gh"));
    // What a batch of one takes: the key, and the secret.
    let asked: Vec<(String, String)> = sandbox
        .requests()
        .into_iter()
        .filter(|request| request.service == Name::GitHub)
        .map(|request| (request.method, request.target))
        .collect();
    let level = format!("{REPOSITORY}/actions/secrets");
    let wanted = [("GET", format!("{level}/public-key")), ("PUT", format!("{level}/FROM_GH"))];
    assert_eq!(asked, wanted.map(|(method, target)| (method.to_owned(), target)));
    must(&run(&["secret", "set", "FROM_GH", "--app", "dependabot", "-R", SLUG, "-b", "x"], ""));
    assert_eq!(sandbox.stored_secret(&Vault::Dependabot, "FROM_GH").as_deref(), Some("x"));
    let listed = must(&run(&["secret", "list", "-R", SLUG], ""));
    for name in ["FROM_GH", "DOCKER_USERNAME", "DOCKER_PASSWORD"] {
        assert!(listed.contains(name), "{listed}");
    }
    must(&run(&["secret", "delete", "FROM_GH", "-R", SLUG], ""));
    assert_eq!(sandbox.stored_secret(&Vault::Repository, "FROM_GH"), None);
    let refused = run(&["secret", "set", "1BAD", "-R", SLUG, "-b", "x"], "");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("422"));
}

#[test]
fn the_real_gh_reads_runs_and_their_logs() {
    if !present("gh") {
        return;
    }
    let sandbox = start_in_background(Scenario::named("read-only-token").unwrap()).unwrap();
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| gh(&sandbox, home.path(), arguments, "");
    let listed = must(&run(&["run", "list", "-R", SLUG]));
    assert!(listed.contains("failure") && listed.contains("Docker Build and Push"), "{listed}");
    let runs: Value =
        serde_json::from_str(&must(&run(&["run", "list", "-R", SLUG, "--json", "databaseId"]))).unwrap();
    let id = runs[0]["databaseId"].to_string();
    // gh takes the failing steps out of the zip file.
    let log = must(&run(&["run", "view", &id, "--log-failed", "-R", SLUG]));
    assert!(log.contains("insufficient_scope: authorization failed"), "{log}");
    assert!(log.lines().all(|line| line.starts_with("build\tBuild and push\t")), "{log}");
    let leaked = sandbox.requests().iter().any(|request| request.service == Name::Logs && request.authorized);
    assert!(!leaked);
    let workflows = must(&run(&["workflow", "list", "-R", SLUG]));
    assert!(workflows.contains("Docker Build and Push"), "{workflows}");
    must(&run(&["workflow", "run", "docker.yml", "--ref", "main", "-R", SLUG]));
}

/// Python with PyNaCl, which is libsodium.
fn libsodium(script: &str, arguments: &[&str]) -> Option<String> {
    let python = "/usr/bin/python3";
    let there = Command::new(python).args(["-c", "import nacl"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("CI").is_none(), "PyNaCl is not installed, and CI is set");
        eprintln!("nothing was tested: PyNaCl is not installed");
        return None;
    }
    let output = Command::new(python).args(["-c", script]).args(arguments).output().unwrap();
    Some(must(&output).trim().to_owned())
}

#[tokio::test]
async fn what_libsodium_seals_is_opened() {
    let github = GitHub::named("all-well").await;
    let level = format!("{REPOSITORY}/actions");
    let key = github.json(&format!("{level}/secrets/public-key")).await;
    let script = "import sys, base64, nacl.public as p\n\
                  key = p.PublicKey(base64.b64decode(sys.argv[1]))\n\
                  print(base64.b64encode(p.SealedBox(key).encrypt(sys.argv[2].encode())).decode())";
    let value = "dckr_pat_\u{5b57} with a space";
    let Some(sealed) = libsodium(script, &[key["key"].as_str().unwrap(), value]) else { return };
    let body = json!({"encrypted_value": sealed, "key_id": key["key_id"]});
    assert_eq!(github.send("PUT", &format!("{level}/secrets/NAME"), body).await.status, 201);
    assert_eq!(github.practice.sandbox.stored_secret(&Vault::Repository, "NAME").as_deref(), Some(value));
}
