//! Secrets that stand in commands: through the built program, they are neither shown nor taken for something else.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Stands where a secret does.
const SECRET: &str = "kanary-Hunter2";

/// Commands as logs hold them; `{}` is the secret.
const COMMANDS: &[&str] = &[
    "skopeo copy --dest-creds amy:{} docker://alpine docker://ghcr.io/octo/app:1",
    "skopeo copy docker://alpine docker://ghcr.io/octo/app:1 --dest-creds amy:{}",
    "skopeo copy --src-creds=amy:{} --dest-creds=amy:{} docker://ghcr.io/octo/base docker://ghcr.io/octo/app:1",
    "skopeo copy docker://alpine docker://ghcr.io/octo/app:1 --dest-registry-token {}",
    "skopeo copy docker://alpine docker://ghcr.io/octo/app:1 --dest-username amy --dest-password {}",
    "skopeo sync --src docker --dest docker --dest-creds 'amy:{}' a ghcr.io/octo",
    "podman push --creds amy:{} app ghcr.io/octo/app:1",
    "podman push app ghcr.io/octo/app:1 --creds \"amy:{}\"",
    "buildah push --creds=amy:{} app docker://ghcr.io/octo/app:1",
    "oras push ghcr.io/octo/app:1 -u amy -p {} file",
    "oras push --username amy --password {} ghcr.io/octo/app:1",
    "helm push app.tgz oci://ghcr.io/octo --username amy --password {}",
    "helm registry login ghcr.io -u amy -p {}",
    "crane auth login ghcr.io -u amy -p {}",
    "docker login -u amy -p {} ghcr.io",
    "docker login -u amy:{} ghcr.io",
    "docker login --username=amy --password={} ghcr.io",
    "docker login -uamy -p{} ghcr.io",
    "docker login -u amy -p '{}' && docker push ghcr.io/octo/app:1",
    "docker login https://amy:{}@registry.example.org",
    "echo {} | docker login -u amy --password-stdin ghcr.io",
    "echo \"{}\" | docker login ghcr.io -u amy",
    "echo -n '{}' | sudo docker login ghcr.io -u amy --password-stdin",
    "printf '%s' {} | podman login ghcr.io -u amy --password-stdin",
    "docker login ghcr.io -u amy --password-stdin <<< \"{}\"",
    "DOCKER_PASSWORD={} docker push ghcr.io/octo/app:1",
    "curl -u amy:{} https://ghcr.io/v2/",
    "curl -sSfu amy:{} https://ghcr.io/v2/octo/app/manifests/1",
    "curl -uamy:{} https://ghcr.io/v2/",
    "curl --user amy:{} -X PUT https://ghcr.io/v2/octo/app/manifests/1",
    "curl -H 'Authorization: Basic {}' https://ghcr.io/v2/",
    "curl https://amy:{}@ghcr.io/v2/octo/app/manifests/1",
    "/kaniko/executor --destination=https://amy:{}@ghcr.io/octo/app:1",
    "docker push https://amy:{}@ghcr.io/octo/app:1",
    "mvn jib:build -Djib.to.image=ghcr.io/octo/app:1 -Djib.to.auth.username=amy -Djib.to.auth.password={}",
    "RUN [\"docker\", \"login\", \"--username\", \"amy\", \"--password\", \"{}\"]",
    "docker buildx build --secret id=token,env=T --build-arg NPM_TOKEN={} -t ghcr.io/octo/app:1 --push .",
];

fn diagnose(arguments: &[&str], log: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pushpilot"))
        .args(["diagnose", "--offline"])
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(log.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn a_secret_in_a_command_is_neither_shown_nor_taken_for_an_image() {
    let mut out = Vec::new();
    for command in COMMANDS {
        let command = command.replace("{}", SECRET);
        let denied = "denied: requested access to the resource is denied";
        // As a command, as a step's title, as a shell's trace, and in the line that fails.
        let log = format!(
            "##[group]Run {command}\n##[endgroup]\n+ {command}\n$ {command}\n{command}: {denied}\nunauthorized: authentication required: {command}\n{command}\n{denied}\n"
        );
        for form in [&["--json"][..], &["--all"], &["--all", "--lang", "zh-CN"]] {
            let said = diagnose(form, &log);
            assert!(said.contains("denied"), "{command}: {said}");
            if said.contains("anary") || said.contains("unter2") {
                let line = said.lines().find(|line| line.contains("anary") || line.contains("unter2"));
                out.push(format!("{command}\n    {}", line.unwrap_or_default()));
            }
        }
        let report: Value = serde_json::from_str(&diagnose(&["--json"], &log)).expect("JSON");
        let repository = report["picture"]["repository"].as_str().unwrap_or("octo/app");
        let user = report["picture"]["login_user"].as_str().unwrap_or("amy");
        if !["octo/app", "octo", "octo/base"].contains(&repository) || user != "amy" {
            out.push(format!("{command}\n    {repository} {user}"));
        }
    }
    assert!(out.is_empty(), "{}", out.join("\n"));
}
