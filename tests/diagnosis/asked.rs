//! What the text cannot tell is said to be open, with what would decide it.

use std::fs;

use pushpilot::diagnosis::Diagnosis;

use super::{logs, run};

/// Below 60 % the text cannot tell; then it is said what would.
pub(super) fn decided_or_asked(diagnosis: &Diagnosis) -> bool {
    diagnosis
        .findings
        .first()
        .is_none_or(|first| (first.confidence < 0.6) != diagnosis.needs_probe.is_empty())
}

/// Whatever is left of a log, alone and with half of another one.
#[test]
fn what_is_not_decided_always_names_what_would_decide_it() {
    let texts: Vec<String> = logs().iter().map(|path| fs::read_to_string(path).expect("a log")).collect();
    for (at, log) in texts.iter().enumerate() {
        let lines: Vec<&str> = log.lines().collect();
        for take in 1..=lines.len().min(12) {
            let tail = lines[lines.len() - take..].join("\n");
            let other = &texts[(at * 31 + take * 7) % texts.len()];
            for text in [tail.clone(), format!("{tail}\n{other}"), format!("{other}\n{tail}")] {
                let diagnosis = run(&text, None);
                assert!(decided_or_asked(&diagnosis), "{text}: {:?}", diagnosis.findings.first());
            }
        }
    }
}

#[test]
fn what_the_text_cannot_tell_is_not_claimed_and_names_a_probe() {
    for log in [
        "denied: requested access to the resource is denied",
        "unauthorized: authentication required",
        "ERROR: server message: insufficient_scope: authorization failed",
        "ERROR: failed to push amyflash/music:latest: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
        "Error response from daemon: Get \"https://ghcr.io/v2/\": denied: denied",
        // The service's own trouble, or that of a machine in front of it.
        "received unexpected HTTP status: 503 Service Unavailable",
        // A wrong secret, or a registry that does not take what its token service handed out.
        "$ docker login registry.example.org\nError response from daemon: Get \"https://registry.example.org/v2/\": unauthorized: authentication required",
        // Podman has the same words for a wrong password and for one where only a token does.
        "$ podman login docker.io\nUsername: amyflash\nPassword:\nError: logging into \"docker.io\": invalid username/password",
        "Error: writing blob: initiating layer upload to /v2/amy/app/blobs/uploads/ in registry-1.docker.io: requested access to the resource is denied",
    ] {
        let diagnosis = run(log, None);
        let first = diagnosis.findings.first().expect("something is possible");
        assert!(first.confidence < 0.6, "{log}: {} {}", first.cause.as_str(), first.confidence);
        assert!(!diagnosis.needs_probe.is_empty(), "{log}");
    }
}
