//! Lines in, picture out: what each recogniser makes of what tools print.

use super::{Family, Outcome, Picture, Reached, Stage, Tool};
use crate::diagnosis::{Evidence, diagnose};

fn picture(log: &str) -> Picture {
    diagnose(log.as_bytes(), Evidence::default()).expect("memory cannot fail").picture
}

#[test]
fn the_image_is_found_in_what_each_tool_prints() {
    for (log, host, repository) in [
        ("ERROR: failed to push ghcr.io/octo/app:1: denied", "ghcr.io", "octo/app"),
        ("The push refers to a repository [docker.io/amy/app] (len: 1)", "docker.io", "amy/app"),
        ("[INFO] The push refers to repository [quay.io/amy/app]", "quay.io", "amy/app"),
        ("checking push permission for \"registry.example.org/a/b:1\": POST", "registry.example.org", "a/b"),
        (
            "initiating layer upload to /v2/amy/app/blobs/uploads/ in registry-1.docker.io: denied",
            "docker.io",
            "amy/app",
        ),
        ("Error: PUT https://ghcr.io/v2/octo/app/manifests/1: DENIED", "ghcr.io", "octo/app"),
        (
            "GET https://auth.docker.io/token?scope=repository%3Aamy%2Fapp%3Apull%2Cpush&service=registry.docker.io: 401",
            "docker.io",
            "amy/app",
        ),
        ("$ docker push amy/app:1 && echo done", "docker.io", "amy/app"),
        ("$ podman push app docker://quay.io/amy/app:1", "quay.io", "amy/app"),
        ("$ skopeo copy docker://alpine docker://ghcr.io/octo/alpine", "ghcr.io", "octo/alpine"),
        ("/kaniko/executor --context . --destination=ghcr.io/octo/app:1", "ghcr.io", "octo/app"),
        ("docker buildx build -t octo/app:2 --push .", "docker.io", "octo/app"),
        (
            "Containerizing application to registry.example.org/octo/app...",
            "registry.example.org",
            "octo/app",
        ),
        ("ERROR: failed to push app: denied", "docker.io", "app"),
    ] {
        let picture = picture(log);
        let target = picture.target().unwrap_or_else(|| panic!("{log}"));
        assert_eq!(
            (target.reference.registry.host(), target.reference.repository.as_str()),
            (host, repository),
            "{log}"
        );
    }
}

#[test]
fn words_that_only_look_like_a_push_name_no_image() {
    for log in [
        "error: failed to push some refs to 'github.com:octo/app.git'",
        "docker push failed, see above",
        "git push origin main",
    ] {
        assert!(picture(log).target().is_none(), "{log}");
    }
}

#[test]
fn logins_have_registry_user_and_outcome() {
    for (log, host, user, outcome) in [
        ("docker login -u amy\nLogin Succeeded", Some("docker.io"), Some("amy"), Outcome::Succeeded),
        (
            "echo $T | docker login ghcr.io --username=amy --password-stdin",
            Some("ghcr.io"),
            Some("amy"),
            Outcome::Unknown,
        ),
        ("Logging into ghcr.io...\nLogin Succeeded!", Some("ghcr.io"), None, Outcome::Succeeded),
        ("Logging into Docker Hub...", Some("docker.io"), None, Outcome::Unknown),
        (
            "Logging in to registry.example.org (scope a/b)...",
            Some("registry.example.org"),
            None,
            Outcome::Unknown,
        ),
        ("podman login\nUsername: amy\nLogin Succeeded!", None, Some("amy"), Outcome::Succeeded),
        (
            "Run docker/login-action@v3\nwith:\n  registry: quay.io\n  username: ***",
            Some("quay.io"),
            Some("***"),
            Outcome::Unknown,
        ),
        (
            "docker login -u amy\nGet \"https://registry-1.docker.io/v2/\": unauthorized: incorrect username or password",
            Some("docker.io"),
            Some("amy"),
            Outcome::Failed,
        ),
    ] {
        let picture = picture(log);
        let [login] = picture.logins.as_slice() else { panic!("{log}: {:?}", picture.logins) };
        assert_eq!(
            (login.registry.as_ref().map(|r| r.host()), login.user.as_deref(), login.outcome),
            (host, user, outcome),
            "{log}"
        );
    }
}

#[test]
fn a_refusal_belongs_to_what_was_going_on() {
    let scope = "server message: insufficient_scope: authorization failed";
    for (log, stage) in [
        (
            format!("#4 [internal] load metadata for docker.io/library/x:1\n#5 [auth] y\n#4 ERROR: {scope}"),
            Stage::Pull,
        ),
        (format!("#9 exporting cache to registry\n#9 ERROR: {scope}"), Stage::Cache),
        (format!("#9 exporting to image\n#9 ERROR: {scope}"), Stage::Push),
        (format!("ERROR: failed to push a/b:1: {scope}"), Stage::Push),
        ("Get \"https://r.example/v2/\": unauthorized: authentication required".to_owned(), Stage::Login),
        ("pull access denied for x, repository does not exist".to_owned(), Stage::Pull),
        (scope.to_owned(), Stage::Unknown),
    ] {
        assert_eq!(picture(&log).refusals.last().map(|refusal| refusal.stage), Some(stage), "{log}");
    }
}

#[test]
fn uploads_and_time_are_measured() {
    let seen = picture("a: Pushed\nb: Layer already exists\nc: Pushing [==>   ]  1.5GB/2.25GB\n");
    assert_eq!((seen.uploads.pushed, seen.uploads.existing, seen.uploads.largest), (1, 1, 2_250_000_000));
    assert_eq!(seen.reached, Reached::Upload);
    let stamped = "2026-05-04T09:00:00.0000000Z Login Succeeded!\n2026-05-04T10:00:05.0000000Z unauthorized: authentication required\n";
    assert_eq!(picture(stamped).seconds_since_login(), Some(3605));
}

#[test]
fn tools_and_registries_are_told_apart() {
    for (log, tool, family) in [
        (
            "ERROR: failed to push quay.io/a/b:1: unexpected status from HEAD request to https://quay.io/v2/a/b/: 401 UNAUTHORIZED\nbuildx failed with",
            Tool::Buildx,
            Family::Quay,
        ),
        (
            "Error: writing blob: initiating layer upload to /v2/a/b/blobs/uploads/ in harbor.example.org: x",
            Tool::Podman,
            Family::Harbor,
        ),
        ("/kaniko/executor --destination 1.dkr.ecr.eu-west-1.amazonaws.com/a", Tool::Kaniko, Family::Amazon),
        ("The push refers to repository [eu-docker.pkg.dev/p/r/a]", Tool::Docker, Family::Google),
    ] {
        let picture = picture(log);
        assert_eq!((picture.tool, picture.family()), (Some(tool), family), "{log}");
    }
}
