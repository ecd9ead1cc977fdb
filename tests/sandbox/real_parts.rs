//! Real programs against the practice services: Debian's docker-registry and skopeo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use serde_json::{Value, json};

use crate::practice::Practice;
use crate::real_registry::{RealRegistry, present};

const IMAGE: &str = "amyflash/music-management-system";

fn all_well() -> Sandbox {
    start_in_background(Scenario::named("all-well").unwrap()).unwrap()
}

/// skopeo with a home of its own and logins in a file.
struct Skopeo {
    home: PathBuf,
}

impl Skopeo {
    fn new(home: &Path, logins: &[(&str, &str, &str)]) -> Self {
        let mut auths = serde_json::Map::new();
        for (host, user, secret) in logins {
            auths.insert((*host).to_owned(), json!({"auth": STANDARD.encode(format!("{user}:{secret}"))}));
        }
        fs::create_dir_all(home).unwrap();
        fs::write(home.join("auth.json"), json!({ "auths": auths }).to_string()).unwrap();
        Self { home: home.to_owned() }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new("skopeo")
            .arg("--insecure-policy")
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.home)
            .env("XDG_RUNTIME_DIR", &self.home)
            .env("REGISTRY_AUTH_FILE", self.home.join("auth.json"))
            .output()
            .unwrap()
    }

    fn must(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn inspect(&self, reference: &str) -> Value {
        serde_json::from_str(&self.must(&["inspect", "--tls-verify=false", reference])).unwrap()
    }
}

#[tokio::test]
async fn debians_registry_takes_the_services_tokens_and_keeps_to_what_they_allow() {
    if !present("docker-registry") {
        return;
    }
    let practice = Practice::of(all_well());
    let dir = tempfile::tempdir().unwrap();
    let real = RealRegistry::start(&practice.sandbox, dir.path());
    let url = |path: &str| format!("http://{}{path}", real.host);
    let secret = practice.secret("ci");
    let token = async |actions: &str| {
        let scope = format!("repository:{IMAGE}:{actions}");
        practice.ask(Some(("amyflash", &secret)), &[&scope]).await.json()["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let uploads = url(&format!("/v2/{IMAGE}/blobs/uploads/"));
    let challenged = practice.send(practice.registry("POST", &uploads, "")).await;
    assert_eq!(challenged.status, 401);
    assert!(challenged.header("www-authenticate").contains(&practice.sandbox.token_url));
    let push = token("pull,push").await;
    assert_eq!(practice.send(practice.registry("GET", &url("/v2/"), &push)).await.status, 200);
    assert_eq!(practice.send(practice.registry("POST", &uploads, &push)).await.status, 202);
    let pull = token("pull").await;
    let refused = practice.send(practice.registry("POST", &uploads, &pull)).await;
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").contains("insufficient_scope"));
    let head = practice.send(practice.registry("GET", &url(&format!("/v2/{IMAGE}/tags/list")), &pull)).await;
    assert_eq!(head.status, 404, "it may look, and nothing is there");
    let forged = format!("{}x", push.trim_end_matches(|c: char| c != '.'));
    assert_eq!(practice.send(practice.registry("POST", &uploads, &forged)).await.status, 401);
}

#[test]
fn skopeo_pulls_pushes_and_inspects_both_registries() {
    if !(present("skopeo") && present("docker-registry")) {
        return;
    }
    let sandbox = all_well();
    let dir = tempfile::tempdir().unwrap();
    let real = RealRegistry::start(&sandbox, dir.path());
    let embedded = sandbox.registry_host();
    let secret = sandbox.token("ci").unwrap();
    let skopeo = Skopeo::new(
        &dir.path().join("home"),
        &[(embedded, "amyflash", &secret), (&real.host, "amyflash", &secret)],
    );
    let layout = format!("oci:{}:x", dir.path().join("layout").display());
    skopeo.must(&["copy", "--src-tls-verify=false", &format!("docker://{embedded}/{IMAGE}:latest"), &layout]);
    let original = skopeo.inspect(&format!("docker://{embedded}/{IMAGE}:latest"))["Digest"].clone();
    for host in [embedded, &real.host] {
        let target = format!("docker://{host}/{IMAGE}:pushed");
        skopeo.must(&["copy", "--dest-tls-verify=false", &layout, &target]);
        let seen = skopeo.inspect(&target);
        assert_eq!((&seen["Digest"], &seen["Architecture"]), (&original, &json!("amd64")));
        assert!(seen["RepoTags"].as_array().unwrap().contains(&json!("pushed")));
    }
    assert!(sandbox.has_tag(IMAGE, "pushed"));
    // A repository that does not exist yet, in docker's own format, from the same registry (mounts).
    let source = format!("docker://{embedded}/{IMAGE}:latest");
    let created = format!("docker://{embedded}/amyflash/created:1");
    skopeo.must(&[
        "copy",
        "--format=v2s2",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        &source,
        &created,
    ]);
    assert!(sandbox.has_tag("amyflash/created", "1"));
    assert_eq!(skopeo.inspect(&created)["Os"], "linux");
}

#[test]
fn skopeo_is_refused_alike_with_a_read_only_token() {
    if !(present("skopeo") && present("docker-registry")) {
        return;
    }
    let sandbox = start_in_background(Scenario::named("read-only-token").unwrap()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let real = RealRegistry::start(&sandbox, dir.path());
    let embedded = sandbox.registry_host();
    let secret = sandbox.token("ci").unwrap();
    let skopeo = Skopeo::new(
        &dir.path().join("home"),
        &[(embedded, "amyflash", &secret), (&real.host, "amyflash", &secret)],
    );
    let layout = format!("oci:{}:x", dir.path().join("layout").display());
    skopeo.must(&["copy", "--src-tls-verify=false", &format!("docker://{embedded}/{IMAGE}:latest"), &layout]);
    for host in [embedded, &real.host] {
        let output = skopeo.run(&[
            "copy",
            "--dest-tls-verify=false",
            &layout,
            &format!("docker://{host}/{IMAGE}:pushed"),
        ]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && errors.contains("insufficient scopes"), "{errors}");
    }
    assert!(!sandbox.has_tag(IMAGE, "pushed"));
}
