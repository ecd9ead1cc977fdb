//! Which words ended a job: what is only written down, tried again, survived or of something else is no sign.

use std::fs;

use pushpilot::diagnosis::{Diagnosis, Probe};
use pushpilot::model::cause::CauseId;

use super::{first, json, logs, named, run};

const LOGIN: &str = "##[group]Run docker/login-action@v3\nwith:\n  username: amyflash\n  password: ***\n##[endgroup]\nLogin Succeeded!\n";
const DENIED: &str = "#20 exporting to image\n#20 ERROR: failed to push octo/app:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n";

fn sure(diagnosis: &Diagnosis) -> f32 {
    diagnosis.findings.first().map_or(0.0, |finding| finding.confidence)
}

/// A script that speaks of one cause after the other, as the runner echoes it.
fn echoed(but: CauseId) -> String {
    let of = [
        (CauseId::RegistryOutage, "# the registry sometimes answers 502 Bad Gateway: try again"),
        (CauseId::RateLimited, "docker push octo/app || grep toomanyrequests log"),
        (CauseId::DiskOrDaemon, "if grep -q 'no space left on device' log; then docker system prune -f; fi"),
        (CauseId::NotLoggedIn, "echo \"no basic auth credentials? sign in first\""),
        (CauseId::TlsTrust, "  HINT: x509: certificate signed by unknown authority"),
        (CauseId::ImmutableTag, "# tag is immutable"),
        (CauseId::BadCredentials, "  MESSAGE: unauthorized: incorrect username or password"),
        (CauseId::GhcrPermissions, "  OTHER: denied: permission_denied: write_package"),
    ];
    let lines = of
        .iter()
        .filter(|(cause, _)| *cause != but)
        .map(|(_, line)| format!("\u{1b}[36;1m{line}\u{1b}[0m\n"));
    let lines: String = lines.filter(|line| !line.contains("docker push")).collect();
    format!("##[group]Run ./push.sh\n{lines}shell: /usr/bin/bash -e {{0}}\n##[endgroup]\n")
}

#[test]
fn an_echoed_script_changes_no_first_cause() {
    let mut changed = Vec::new();
    for path in logs() {
        let log = fs::read_to_string(&path).expect("a log");
        let workflow = fs::read_to_string(path.with_extension("yml")).ok();
        let behind = run(&format!("{}{log}", echoed(named(&path))), workflow.as_deref());
        if first(&behind) != Some(named(&path)) {
            changed.push(format!("{}: {:?}", path.display(), first(&behind)));
        }
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

#[test]
fn the_line_that_ended_the_job_explains_it() {
    let alone = first(&run(&format!("{LOGIN}{DENIED}"), None));
    assert_eq!(alone, Some(CauseId::NamespaceMismatch));
    for decoy in [
        "#9 [3/5] RUN apk add curl\n#9 0.5 WARNING: fetching https://dl-cdn.example.org: x509: certificate signed by unknown authority\n#9 DONE 2.0s\n",
        "#9 [4/5] RUN go test ./...\n#9 3.1 --- PASS: TestProxy connection refused, connection reset by peer, 502 Bad Gateway, no such host\n#9 DONE 2.0s\n",
        "#4 [internal] load metadata for docker.io/library/node:20\n#4 0.1 toomanyrequests: retrying in 1s\n#4 DONE 3.0s\n",
        "#8 [2/5] RUN grep 'no space left on device' /log || true\n#8 CACHED\n",
        "#7 importing cache manifest from octo/app:cache\n#7 ERROR: failed to do request: Head \"https://registry-1.docker.io/v2/octo/app/manifests/cache\": dial tcp: i/o timeout\n",
        "##[warning]Failed to restore: Cache service responded with 503 Service Unavailable\n",
        "+ grep 'no basic auth credentials' log\n",
        "docker push \"$IMAGE\" || { echo 'error: no basic auth credentials'; exit 1; }\n",
        "Step 3/9 : RUN echo no space left on device\n",
        "  12 | >>> RUN test -e /x || exit 1 # no space left on device\n",
    ] {
        let diagnosis = run(&format!("{LOGIN}{decoy}{DENIED}"), None);
        assert_eq!(first(&diagnosis), alone, "{decoy}");
    }
    let other = "##[group]Run ./wait.sh\n##[endgroup]\nconnection refused, 503 Service Unavailable\n##[group]Run ./push.sh\n##[endgroup]\n";
    let diagnosis = run(&format!("{other}{DENIED}##[error]Process completed with exit code 1.\n"), None);
    assert_eq!(first(&diagnosis), Some(CauseId::NamespaceMismatch), "{:?}", diagnosis.findings);
}

#[test]
fn what_came_right_in_the_end_is_no_cause() {
    let begun = "The push refers to repository [docker.io/octo/app]\n";
    let trouble = "received unexpected HTTP status: 503 Service Unavailable\n";
    let arrived = "1.0: digest: sha256:4f53 size: 1234\n";
    assert_eq!(first(&run(&format!("{begun}{trouble}{begun}{arrived}"), None)), None);
    // The image that arrived is another one.
    let two = format!("{begun}{trouble}The push refers to repository [docker.io/octo/other]\n{arrived}");
    assert_eq!(first(&run(&two, None)), Some(CauseId::RegistryOutage));
    let late = format!("{begun}{arrived}{begun}{trouble}");
    assert_eq!(first(&run(&late, None)), Some(CauseId::RegistryOutage));
}

#[test]
fn what_has_nothing_to_do_with_an_image_is_not_claimed() {
    for log in [
        "error: You must be logged in to the server (Unauthorized)\n",
        "$ kubectl apply -f k8s/\nUnable to connect to the server: x509: certificate signed by unknown authority\n",
        "+ kubectl rollout status deployment/app\nerror: dial tcp 10.0.0.1:6443: i/o timeout\n",
        "E0101 memcache.go:265] couldn't get current server API group list: Get \"https://10.0.0.1:6443/api\": dial tcp 10.0.0.1:6443: connect: connection refused\nThe connection to the server 10.0.0.1:6443 was refused\n",
        "redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.\n",
        "ssh: connect to host 10.0.0.9 port 22: Connection timed out\n",
        "fatal: unable to access 'https://git.example.org/a/b.git/': Could not resolve host: git.example.org\n",
        "java.net.UnknownHostException: repo.example.org\nBUILD FAILED\n",
        "E   requests.exceptions.SSLError: certificate verify failed: self signed certificate\n1 failed, 20 passed\n",
        "psql: error: connection to server at \"db\" failed: connection refused\n",
        "curl: (22) The requested URL returned error: 403 Forbidden\n",
        "An error occurred (AccessDenied) when calling the PutObject operation: 403 Forbidden\n",
        "Error: error configuring S3 Backend: AccessDenied: 403 Forbidden\n",
        "npm ERR! 403 403 Forbidden - PUT https://registry.npmjs.org/x - You do not have permission to publish\n",
    ] {
        assert_eq!(first(&run(log, None)), None, "{log}");
        let after = format!(
            "{LOGIN}1.0: digest: sha256:4f53 size: 1234\n##[group]Run ./deploy\n##[endgroup]\n{log}##[error]Process completed with exit code 1.\n"
        );
        assert!(sure(&run(&after, None)) < 0.6, "{after}");
    }
    let hub = run(
        "ormb push docker.io/amyflash/models:1\nfailed commit on ref \"manifest-sha256:7c5e\": unexpected status: 403 Forbidden\n",
        None,
    );
    assert_ne!(first(&hub), Some(CauseId::GhcrPermissions));
}

/// Deploying is no pull, except where it is.
#[test]
fn a_cluster_that_cannot_pull_an_image_is_about_an_image() {
    for log in [
        "$ kubectl get pods\napp-7d9c 0/1 ErrImagePull 0 12s\n$ kubectl describe pod app-7d9c\nWarning Failed kubelet Failed to pull image \"ghcr.io/octo/app:1\": failed to pull and unpack image \"ghcr.io/octo/app:1\": failed to resolve reference \"ghcr.io/octo/app:1\": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aocto%2Fapp%3Apull&service=ghcr.io: 401 Unauthorized\nWarning Failed kubelet Error: ErrImagePull\n",
        "+ kubectl describe pod app | grep Failed\nFailed to pull image \"registry.example.org/app:1\": rpc error: code = Unknown desc = Error response from daemon: Get \"https://registry.example.org/v2/\": x509: certificate signed by unknown authority\n",
    ] {
        let found = first(&run(log, None));
        assert!(matches!(found, Some(CauseId::NotLoggedIn | CauseId::TlsTrust)), "{log}: {found:?}");
    }
    // An event of the cluster is called a warning, and is what ended it.
    let limited = run(
        "$ kubectl describe pod x\n  Warning  Failed  kubelet  Failed to pull image \"python:3\": toomanyrequests: You have reached your unauthenticated pull rate limit.\n",
        None,
    );
    assert!(first(&limited) == Some(CauseId::RateLimited) && sure(&limited) > 0.6, "{:?}", limited.findings);
}

/// Who pastes only the error leaves out what it was about.
#[test]
fn a_line_alone_is_open_and_not_nothing() {
    for (line, cause) in [
        ("x509: certificate signed by unknown authority", CauseId::TlsTrust),
        ("dial tcp: i/o timeout\n", CauseId::NetworkUnreachable),
    ] {
        let diagnosis = run(line, None);
        assert_eq!(first(&diagnosis), Some(cause));
        assert!(sure(&diagnosis) < 0.6 && !diagnosis.needs_probe.is_empty());
        assert_eq!(first(&run(&format!("make: all\n{line}\nmake: *** [all] Error 1\n"), None)), None);
    }
}

/// A log that was copied from a page has no marks, or only half of them.
#[test]
fn an_echo_whose_end_is_not_marked_is_still_one() {
    let script = "# 502 Bad Gateway happens: try again\n  docker push octo/app || grep 'no space left on device' log\n  error: x509: certificate signed by unknown authority\n  shell: /usr/bin/bash -e {0}\n  env:\n    IMAGE: octo/app\n";
    let arrived = "latest: digest: sha256:4f53 size: 1234\n";
    for begin in ["##[group]Run ./push.sh\n", "Run ./push.sh\n"] {
        assert_eq!(first(&run(&format!("{begin}{script}{arrived}"), None)), None, "{begin}");
        let denied = run(&format!("{LOGIN}{begin}{script}{DENIED}"), None);
        assert_eq!(first(&denied), first(&run(&format!("{LOGIN}{DENIED}"), None)), "{begin}");
    }
    // What an action prints begins where its inputs end.
    let action = "##[group]Run docker/login-action@v3\nwith:\n  username: amyflash\n  password: ***\nError response from daemon: Get \"https://registry-1.docker.io/v2/\": unauthorized: incorrect username or password\n##[group]Run next/step@v1\n##[endgroup]\n";
    assert_eq!(first(&run(action, None)), Some(CauseId::BadCredentials));
    // A program that prints such a line has not been echoed.
    let late = format!("##[group]Run ./x\n##[endgroup]\n{DENIED}shell: /bin/bash -e {{0}}\n");
    assert!(first(&run(&late, None)).is_some());
}

#[test]
fn a_login_counts_for_its_host_and_until_it_is_taken_back() {
    let ecr = |login: &str| {
        format!(
            "{login}Login Succeeded\nThe push refers to repository [222222222222.dkr.ecr.eu-west-1.amazonaws.com/app]\nno basic auth credentials\n"
        )
    };
    for login in [
        "$ aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin 111111111111.dkr.ecr.eu-west-1.amazonaws.com\n",
        "$(aws ecr get-login --region us-east-1)\n",
        "##[group]Run aws-actions/amazon-ecr-login@v2\n##[endgroup]\nLogging into registry 111111111111.dkr.ecr.eu-west-1.amazonaws.com\n",
    ] {
        assert_eq!(first(&run(&ecr(login), None)), Some(CauseId::RegistryMismatch), "{login}");
    }
    for (command, gone) in [
        ("docker", "Removing login credentials for https://index.docker.io/v1/"),
        ("podman", "Removed login credentials for docker.io"),
    ] {
        let push = format!(
            "+ {command} push docker.io/amyflash/app:1\ndenied: requested access to the resource is denied\n"
        );
        assert_eq!(first(&run(&format!("{LOGIN}{gone}\n{push}"), None)), Some(CauseId::NotLoggedIn));
        assert_eq!(first(&run(&format!("{gone}\n{push}"), None)), Some(CauseId::NotLoggedIn));
        assert_ne!(first(&run(&format!("{LOGIN}{push}{gone}\n"), None)), Some(CauseId::NotLoggedIn));
    }
}

#[test]
fn in_ones_own_namespace_the_tokens_level_is_asked_first() {
    let log = format!(
        "{LOGIN}#20 ERROR: failed to push amyflash/app:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n"
    );
    let diagnosis = run(&log, None);
    assert_eq!(first(&diagnosis), Some(CauseId::TokenScopeInsufficient));
    assert!(sure(&diagnosis) < 0.6 && diagnosis.needs_probe.contains(&Probe::TokenLevel), "{diagnosis:?}");
    let org = diagnosis.findings.iter().find(|finding| finding.cause == CauseId::OrgPermissionMissing);
    assert!(org.is_none_or(|org| org.confidence < 0.1 && !org.against.is_empty()), "{org:?}");
}

#[test]
fn the_way_there_outweighs_that_nobody_was_signed_in_on_it() {
    for (what, cause) in [
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            CauseId::TlsTrust,
        ),
        ("dial tcp 10.0.0.1:443: i/o timeout", CauseId::NetworkUnreachable),
    ] {
        let log = format!(
            "ERROR: failed to push registry.example.org/app: failed to fetch anonymous token: Get \"https://registry.example.org/v2/token\": {what}\n"
        );
        assert_eq!(first(&run(&log, None)), Some(cause), "{what}");
    }
}

#[test]
fn words_that_several_causes_share_leave_it_open() {
    for log in [
        "Error response from daemon: Get \"https://registry-1.docker.io/v2/\": unauthorized: incorrect username or password\n",
        "unauthorized: unauthenticated: User cannot be authenticated with the token provided.\n",
        "unauthorized: unauthorized to access repository: shop/app, action: push\n",
        "unauthorized: access to the requested resource is not authorized\n",
        "denied: Permission \"artifactregistry.repositories.uploadArtifacts\" denied on resource (or it may not exist)\n",
        "ERROR: failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.docker.io/token?scope=repository%3Alibrary%2Fapp%3Apull%2Cpush&service=registry.docker.io: 401 Unauthorized\n",
        "The push refers to repository [10.1.2.3/library/app]\n20ce01b5a27f: Layer already exists\nreceived unexpected HTTP status: 500 Internal Server Error\n",
    ] {
        let diagnosis = run(log, None);
        assert!((0.01..0.6).contains(&sure(&diagnosis)), "{log}: {:?}", diagnosis.findings);
        assert!(!diagnosis.needs_probe.is_empty(), "{log}");
    }
}

#[test]
fn particular_words_are_known() {
    use CauseId as C;
    for (log, cause) in [
        (
            "Error response from daemon: pull access denied for 111111111111.dkr.ecr.eu-west-1.amazonaws.com, repository does not exist or may require 'docker login'",
            C::InvalidReference,
        ),
        (
            "docker pull ghrc.io/octo/app\nError response from daemon: Get \"https://ghrc.io/v2/\": read: connection reset by peer",
            C::RegistryMismatch,
        ),
        (
            "Get https://production.cloudflare.docker.com/x: x509: certificate has expired or is not yet valid",
            C::ClockSkew,
        ),
        (
            "Get https://registry.example.org/v2/: x509: certificate has expired or is not yet valid",
            C::TlsTrust,
        ),
        (
            "> exporting cache to Amazon S3:\nERROR: failed to solve: operation error S3: HeadObject, https response error StatusCode: 403",
            C::CacheExportDenied,
        ),
        (
            "#42 preparing build cache for export 2.0s done\n#42 ERROR: error writing manifest blob: failed commit on ref \"sha256:6a7b\": unexpected status: 404 Not Found",
            C::CacheExportDenied,
        ),
        (
            "$ docker login\nError spawning command line 'dbus-launch --autolaunch=00 --binary-syntax': Child process exited with code 1",
            C::CredentialStoreBroken,
        ),
        (
            "FATA[0005] Error pushing to registry: Server error: 413 trying to push octo/app blob - sha256:985c",
            C::PayloadTooLarge,
        ),
        ("Error: both username and password must be set to login", C::SecretsMissingOrEmpty),
    ] {
        assert_eq!(first(&run(log, None)), Some(cause), "{log}");
    }
}

#[test]
fn an_expression_or_a_mask_is_no_fact() {
    let workflow = "jobs:\n  a:\n    steps:\n      - uses: docker/login-action@v3\n        with:\n          username: ${{ secrets.NAME }}\n          password: x\n      - uses: docker/build-push-action@v6\n        with: {push: true, tags: '${{ steps.meta.outputs.tags }}'}\n";
    let said = json(&run("ERROR: server message: insufficient_scope: authorization failed", Some(workflow)));
    for field in ["\"repository\":null", "\"login_user\":null"] {
        assert!(said.contains(field), "{said}");
    }
    let masked = json(&run("docker push ***/app\ndenied: requested access to the resource is denied", None));
    assert!(masked.contains("\"repository\":null"), "{masked}");
    let plain = json(&run(&format!("{LOGIN}{DENIED}"), Some(workflow)));
    assert!(plain.contains("\"login_user\":\"amyflash\""), "{plain}");
}

#[test]
fn a_workflow_of_something_else_says_nothing() {
    let other = "jobs:\n  a:\n    steps:\n      - uses: docker/login-action@v3\n        with: {registry: quay.io, username: a, password: b}\n      - run: docker push quay.io/elsewhere/thing:1\n";
    let alone = run(&format!("{LOGIN}{DENIED}"), None);
    let beside = run(&format!("{LOGIN}{DENIED}"), Some(other));
    assert_eq!((first(&beside), sure(&beside).to_bits()), (first(&alone), sure(&alone).to_bits()));
}
