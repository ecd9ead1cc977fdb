//! Runs: they take the secrets as stored, log in, push, and fail for real.

use pushpilot::diagnosis::{Evidence, diagnose};
use pushpilot::sandbox::Scenario;
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{GitHub, IMAGE, REPOSITORY};
use crate::practice::has_fields;

/// Makes a new Docker Hub token and stores it where the workflow reads it.
async fn renew(github: &GitHub, level: &str) {
    let body = json!({"identifier": "amyflash", "secret": "practice-password"});
    let session = github.practice.hub("POST", "/v2/auth/token", "", Some(body)).await.json();
    let session = session["access_token"].as_str().unwrap();
    let made = json!({"token_label": "new", "scopes": ["repo:write"]});
    let made = github.practice.hub("POST", "/v2/access-tokens", session, Some(made)).await.json();
    let set = github.set(level, "DOCKER_PASSWORD", made["token"].as_str().unwrap()).await;
    assert!(set.status.is_success(), "{}", set.text);
}

#[tokio::test]
async fn the_guides_story_from_red_to_green() {
    let github = GitHub::named("read-only-token").await;
    let red = github.newest_run().await;
    let log = github.log(&red).await;
    for words in [
        "Login Succeeded!",
        "push access denied, repository does not exist or may require authorization: server message: \
         insufficient_scope: authorization failed",
        "##[error]buildx failed with: ERROR: failed to build: failed to solve: failed to push",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
    let secret = github.practice.secret("ci");
    assert!(!log.contains(&secret) && !log.contains("amyflash/") && log.contains("***/music"), "{log}");
    renew(&github, &format!("{REPOSITORY}/actions")).await;
    let green = github.dispatch().await;
    let log = github.log(&green).await;
    assert_eq!(green["conclusion"], "success", "{log}");
    let digest = log.split("##[group]Digest\n").nth(1).unwrap().lines().next().unwrap();
    let digest = digest.split(' ').nth(1).unwrap();
    assert!(digest.starts_with("sha256:") && digest.len() == 71, "{digest}");
    let tag = format!("sha-{}", &green["head_sha"].as_str().unwrap()[..7]);
    let bearer = github.practice.ask(None, &[&format!("repository:{IMAGE}:pull")]).await.json();
    let bearer = bearer["token"].as_str().unwrap().to_owned();
    for tag in ["latest", &tag] {
        let head = github.practice.registry("HEAD", &format!("/v2/{IMAGE}/manifests/{tag}"), &bearer);
        let head =
            github.practice.send(head.header("accept", "application/vnd.oci.image.manifest.v1+json")).await;
        assert_eq!(head.header("docker-content-digest"), digest, "{tag}");
    }
    // What is written in one go has the stamp on its first line only.
    let stamped = log.lines().filter(|line| {
        let stamp = line.split(' ').next().unwrap_or_default();
        stamp.len() == 28 && stamp.ends_with('Z') && stamp.parse::<jiff::Timestamp>().is_ok()
    });
    let marks = log.lines().filter(|line| line.contains("##[") || line.contains("#3 "));
    assert!(marks.clone().count() > 20 && stamped.count() > marks.count(), "{log}");
    assert!(log.lines().filter(|line| line.contains("##[")).all(|line| line.starts_with("20")), "{log}");
}

/// The run that the lesson begins with ends as it says, and the program's own diagnosis finds the cause in
/// nothing but its log and its workflow.
#[tokio::test]
async fn every_lesson_begins_with_the_run_it_promises() {
    let mut wrong = Vec::new();
    for mut scenario in Scenario::all() {
        let Some(expected) = scenario.expect.run.clone() else { continue };
        scenario.github.service.log_lag_reads = 0;
        scenario.github.tokens.clear();
        let (name, workflow) = (scenario.name.clone(), scenario.machine.workflows[0].text.clone());
        let owner = scenario.machine.remote.rsplit([':', '/']).nth(1).unwrap().to_owned();
        let github = GitHub::of(scenario).await;
        let base = format!("/repos/{owner}/music-management-system/actions");
        let run = github.json(&format!("{base}/runs?per_page=1")).await["workflow_runs"][0].clone();
        let jobs = github.json(&format!("{base}/runs/{}/jobs", run["id"])).await;
        let moved = github.get(&format!("{base}/jobs/{}/logs", jobs["jobs"][0]["id"])).await;
        let log = github.practice.send(github.practice.request(Method::GET, &moved.location())).await.text;
        let evidence = Evidence { workflow: Some(&workflow), ..Evidence::default() };
        let found = diagnose(log.as_bytes(), evidence).unwrap();
        let causes: Vec<&str> = found.findings.iter().take(3).map(|finding| finding.cause.as_str()).collect();
        // Another's namespace and a token that only reads get the same words; which it is, only probes can tell.
        let found = expected.cause.as_deref().is_none_or(|cause| causes.contains(&cause));
        if run["conclusion"] != expected.conclusion.as_str() || !found {
            let errors: Vec<&str> = log.lines().filter(|line| line.contains("##[error]")).collect();
            wrong.push(format!("{name}: {} {causes:?}, not {expected:?} {errors:?}", run["conclusion"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_wrong_secret_fails_in_the_login_and_a_right_one_mends_it() {
    let github = GitHub::named("all-well").await;
    let level = format!("{REPOSITORY}/actions");
    assert_eq!(github.newest_run().await["conclusion"], "success");
    assert_eq!(github.set(&level, "DOCKER_PASSWORD", "dckr_pat_wrong").await.status, 204);
    let red = github.dispatch().await;
    let log = github.log(&red).await;
    assert_eq!(red["conclusion"], "failure");
    let words = "##[error]Error response from daemon: Get \"https://registry-1.docker.io/v2/\": unauthorized: \
                 incorrect username or password";
    assert!(log.contains(words) && !log.contains("Succeeded"), "{log}");
    let steps = github.jobs(&red).await[0]["steps"].clone();
    let conclusions: Vec<(&str, &str)> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["name"].as_str().unwrap(), step["conclusion"].as_str().unwrap()))
        .collect();
    assert_eq!(
        conclusions,
        [
            ("Set up job", "success"),
            ("Run actions/checkout@v4", "success"),
            ("Log in to Docker Hub", "failure"),
            ("Collect tags", "skipped"),
            ("Build and push", "skipped"),
            ("Post Run actions/checkout@v4", "success"),
            ("Complete job", "success"),
        ]
    );
    let job = github.jobs(&red).await[0]["id"].clone();
    let notes = github.json(&format!("{REPOSITORY}/check-runs/{job}/annotations")).await;
    assert!(notes[0]["message"].as_str().unwrap().contains("incorrect username"), "{notes}");
    // The same run again, with what is stored now.
    let secret = github.practice.secret("ci");
    assert_eq!(github.set(&level, "DOCKER_PASSWORD", &secret).await.status, 204);
    let path = format!("{level}/runs/{}", red["id"]);
    assert_eq!(github.send("POST", &format!("{path}/rerun-failed-jobs"), json!({})).await.status, 201);
    let green = github.finished(red["id"].as_u64().unwrap()).await;
    assert_eq!((&green["conclusion"], &green["run_attempt"]), (&json!("success"), &json!(2)));
    let first = github.json(&format!("{path}/attempts/1/jobs")).await;
    assert_eq!(first["jobs"][0]["conclusion"], "failure");
    assert_eq!(github.json(&format!("{path}/jobs?filter=all")).await["total_count"], 2);
    let again = github.send("POST", &format!("{path}/rerun-failed-jobs"), json!({})).await;
    assert_eq!(again.status, 403, "nothing of it failed");
    assert_eq!(github.send("POST", &format!("{path}/rerun"), json!(null)).await.status, 400);
    let whole = github.practice.send(github.request("POST", &format!("{path}/rerun"))).await;
    assert_eq!(whole.status, 201);
    assert_eq!(github.finished(red["id"].as_u64().unwrap()).await["run_attempt"], 3);
}

#[tokio::test]
async fn environment_secrets_come_first_and_dependabot_has_its_own() {
    let github = GitHub::named("environment-secret").await;
    renew(&github, &format!("{REPOSITORY}/environments/production")).await;
    assert_eq!(github.dispatch().await["conclusion"], "success");
    let github = GitHub::named("dependabot-run").await;
    let red = github.newest_run().await;
    assert_eq!(red["actor"]["login"], "dependabot[bot]");
    assert!(github.log(&red).await.contains("##[error]Username and password required"));
    let level = format!("{REPOSITORY}/dependabot");
    assert_eq!(github.set(&level, "DOCKER_USERNAME", "amyflash").await.status, 201);
    assert_eq!(github.set(&level, "DOCKER_PASSWORD", &github.practice.secret("ci")).await.status, 201);
    let path = format!("{REPOSITORY}/actions/runs/{}/rerun", red["id"]);
    assert_eq!(github.send("POST", &path, json!({})).await.status, 201);
    assert_eq!(github.finished(red["id"].as_u64().unwrap()).await["conclusion"], "success");
    let github = GitHub::named("fork-run").await;
    let red = github.newest_run().await;
    assert_eq!((&red["event"], &red["head_repository"]["fork"]), (&json!("pull_request"), &json!(true)));
}

#[tokio::test]
async fn dispatch_refuses_what_github_refuses() {
    let workflow = "on:\n  workflow_dispatch:\n    inputs:\n      level: {required: true}\n      tag: {default: x, \
                    options: [x, y]}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build \
                    -t amyflash/app:${{ inputs.tag }} .\n";
    let mut scenario = Scenario::named("all-well").unwrap();
    scenario.machine.workflows[0].text = workflow.to_owned();
    scenario.github.runs.clear();
    let mut second = scenario.machine.workflows[0].clone();
    (second.file, second.text) = ("quiet.yml".to_owned(), "on: push\njobs: {}\n".to_owned());
    scenario.machine.workflows.push(second);
    let github = GitHub::of(scenario).await;
    let base = format!("{REPOSITORY}/actions/workflows");
    for (file, body, words) in [
        ("quiet.yml", json!({"ref": "main"}), "Workflow does not have 'workflow_dispatch' trigger"),
        ("docker.yml", json!({"ref": "nowhere"}), "No ref found for: nowhere"),
        ("docker.yml", json!({}), "\"ref\" wasn't supplied"),
        ("docker.yml", json!({"ref": "main"}), "Required input 'level' not provided"),
        (
            "docker.yml",
            json!({"ref": "main", "inputs": {"level": "1", "b": "2"}}),
            "Unexpected inputs provided: [\"b\"]",
        ),
        ("docker.yml", json!({"ref": "main", "inputs": {"level": 1}}), "is not a string"),
        ("docker.yml", json!({"ref": "main", "inputs": {"level": "1", "tag": "z"}}), "not in the list"),
    ] {
        let refused = github.send("POST", &format!("{base}/{file}/dispatches"), body).await;
        let message = refused.json()["message"].to_string().replace("\\\"", "\"");
        assert!(refused.status == 422 && message.contains(words), "{words}: {}", refused.text);
    }
    assert_eq!(
        github.send("POST", &format!("{base}/gone.yml/dispatches"), json!({"ref": "main"})).await.status,
        404
    );
    let quiet = json!({"ref": "main", "inputs": {"level": "1"}});
    let path = format!("{base}/docker.yml/dispatches");
    let started = github.send("POST", &path, quiet).await;
    assert_eq!((started.status.as_u16(), started.text.as_str()), (204, ""));
    let found = github
        .json(&format!("{base}/docker.yml/runs?event=workflow_dispatch&branch=main&created=%3E%3D2026-01-01"))
        .await;
    let run = github.finished(found["workflow_runs"][0]["id"].as_u64().unwrap()).await;
    assert_eq!(run["conclusion"], "success");
    assert!(github.log(&run).await.contains("docker build -t ***/app:x ."));
    assert_eq!(github.get(&format!("{base}/docker.yml/runs?status=bogus")).await.status, 422);
    let none = github.json(&format!("{base}/docker.yml/runs?status=failure")).await;
    assert_eq!(none["total_count"], 0);
}

#[tokio::test]
async fn a_run_goes_through_its_states_and_can_be_cancelled() {
    let github = GitHub::changed("all-well", "[github.service]\nstep_milliseconds = 60000").await;
    let path = format!("{REPOSITORY}/actions/workflows/docker.yml/dispatches");
    let started = github.send("POST", &path, json!({"ref": "main", "return_run_details": true})).await.json();
    has_fields(&started, &[("workflow_run_id", "n"), ("run_url", "s"), ("html_url", "s")]);
    let run = github.json(started["run_url"].as_str().unwrap()).await;
    assert_eq!(
        (&run["status"], &run["conclusion"], &run["event"]),
        (&json!("queued"), &Value::Null, &json!("workflow_dispatch"))
    );
    let job = github.jobs(&run).await[0].clone();
    assert_eq!(job["status"], "queued");
    let early = github.get(&format!("{REPOSITORY}/actions/jobs/{}/logs", job["id"])).await;
    assert_eq!(early.status, 404, "there is no log while it runs");
    let path = format!("{REPOSITORY}/actions/runs/{}", run["id"]);
    assert_eq!(github.send("POST", &format!("{path}/rerun"), json!({})).await.status, 403);
    assert_eq!(github.send("POST", &format!("{path}/cancel"), json!({})).await.status, 202);
    let over = github.finished(run["id"].as_u64().unwrap()).await;
    assert_eq!(over["conclusion"], "cancelled");
    assert_eq!(github.send("POST", &format!("{path}/cancel"), json!({})).await.status, 409);
    let github = GitHub::named("run-cancelled").await;
    let over = github.dispatch().await;
    let log = github.log(&over).await;
    assert_eq!(over["conclusion"], "cancelled");
    assert!(log.contains("##[error]The operation was canceled."), "{log}");
    assert_ne!(github.dispatch().await["conclusion"], "cancelled", "nobody cancels the next one");
}

#[tokio::test]
async fn logs_lie_elsewhere_and_want_no_other_authorization() {
    let github = GitHub::named("log-not-ready").await;
    let run = github.newest_run().await;
    let job = github.jobs(&run).await[0]["id"].clone();
    let path = format!("{REPOSITORY}/actions/jobs/{job}/logs");
    for _ in 0..3 {
        assert_eq!(github.get(&path).await.status, 404);
    }
    let moved = github.get(&path).await;
    assert_eq!(moved.status, 302);
    let location = moved.location();
    assert!(
        location.starts_with(&github.practice.sandbox.logs_url)
            && !location.starts_with(&github.practice.sandbox.github_url)
    );
    let fetch = || github.practice.request(Method::GET, &location);
    let leaked = github.practice.send(fetch().bearer_auth(&github.token)).await;
    assert_eq!(leaked.status, 401);
    assert!(leaked.text.contains("InvalidAuthenticationInfo"));
    let log = fetch().send().await.unwrap().bytes().await.unwrap();
    assert!(log.starts_with("\u{feff}20".as_bytes()), "{log:?}");
    let other = location.replace("sig=", "sig=x");
    assert_eq!(github.practice.send(github.practice.request(Method::GET, &other)).await.status, 403);
    github.practice.sandbox.set_time_offset(120);
    assert_eq!(github.practice.send(fetch()).await.status, 403, "a minute is over");
}

#[tokio::test]
async fn an_empty_commit_starts_a_build_unless_rules_or_words_forbid_it() {
    let github = GitHub::named("all-well").await;
    let commit = async |github: &GitHub, message: &str| {
        let tip = github.json(&format!("{REPOSITORY}/git/ref/heads%2Fmain")).await["object"]["sha"].clone();
        assert_eq!(github.json(&format!("{REPOSITORY}/git/ref/heads/main")).await["object"]["sha"], tip);
        let tip = tip.as_str().unwrap().to_owned();
        let tree = github.json(&format!("{REPOSITORY}/git/commits/{tip}")).await["tree"]["sha"].clone();
        let body = json!({"message": message, "tree": tree, "parents": [tip]});
        let made = github.send("POST", &format!("{REPOSITORY}/git/commits"), body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let sha = made.json()["sha"].clone();
        let path = format!("{REPOSITORY}/git/refs/heads%2Fmain");
        github.send("PATCH", &path, json!({"sha": sha, "force": false})).await
    };
    let runs = async |github: &GitHub| {
        github.json(&format!("{REPOSITORY}/actions/runs")).await["total_count"].as_u64().unwrap()
    };
    let before = runs(&github).await;
    assert_eq!(commit(&github, "Build [skip ci]").await.status, 200);
    assert_eq!(runs(&github).await, before);
    assert_eq!(commit(&github, "Build again").await.status, 200);
    assert_eq!(runs(&github).await, before + 1);
    let run = github.newest_run().await;
    assert_eq!((&run["event"], &run["display_title"]), (&json!("push"), &json!("Build again")));
    assert_eq!(github.finished(run["id"].as_u64().unwrap()).await["conclusion"], "success");
    let path = format!("{REPOSITORY}/git/refs/heads/main");
    let first = github.json(&format!("{REPOSITORY}/git/commits/{}", run["head_sha"].as_str().unwrap())).await;
    let back = github.send("PATCH", &path, json!({"sha": first["parents"][0]["sha"]})).await;
    assert_eq!(
        (back.status.as_u16(), &back.json()["message"]),
        (422, &json!("Update is not a fast forward"))
    );
    let github = GitHub::named("commit-refused").await;
    let before = runs(&github).await;
    let refused = commit(&github, "Build again").await;
    assert_eq!(refused.status, 422);
    assert!(refused.json()["message"].as_str().unwrap().contains("must have verified signatures"));
    assert_eq!(runs(&github).await, before);
    let rules = github.json(&format!("{REPOSITORY}/rules/branches/main")).await;
    let kinds: Vec<&Value> = rules.as_array().unwrap().iter().map(|rule| &rule["type"]).collect();
    assert_eq!(kinds, ["pull_request", "required_signatures"]);
}

#[tokio::test]
async fn workflow_files_are_shown_as_they_are() {
    let github = GitHub::named("all-well").await;
    let text = Scenario::named("all-well").unwrap().machine.workflows[0].text.clone();
    let folder = github.json(&format!("{REPOSITORY}/contents/.github/workflows?ref=main")).await;
    assert_eq!((&folder[0]["name"], &folder[0]["type"]), (&json!("docker.yml"), &json!("file")));
    let path = format!("{REPOSITORY}/contents/.github/workflows/docker.yml");
    let file = github.json(&path).await;
    let content: String = file["content"].as_str().unwrap().split('\n').collect();
    let decoded = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, content).unwrap();
    assert_eq!(String::from_utf8(decoded).unwrap(), text);
    let url = format!("{}{path}", github.practice.sandbox.github_url);
    let raw =
        github.practice.request(Method::GET, &url).header("user-agent", "tests").bearer_auth(&github.token);
    let raw = raw.header("accept", "application/vnd.github.raw+json");
    let raw = github.practice.send(raw).await;
    assert_eq!(raw.text, text);
    assert_eq!(github.get(&format!("{path}?ref=nowhere")).await.status, 404);
    assert_eq!(github.get(&format!("{REPOSITORY}/contents/nothing")).await.status, 404);
}

#[tokio::test]
async fn a_green_build_can_still_lack_a_tag_and_the_hub_lags_behind() {
    for (name, there) in [("tag-missing", false), ("hub-lag", true)] {
        let github = GitHub::named(name).await;
        renew(&github, &format!("{REPOSITORY}/actions")).await;
        let green = github.dispatch().await;
        assert_eq!(green["conclusion"], "success", "{name}");
        let tag = format!("sha-{}", &green["head_sha"].as_str().unwrap()[..7]);
        assert_eq!(github.practice.sandbox.has_tag(IMAGE, &tag), there, "{name}");
        assert!(github.practice.sandbox.has_tag(IMAGE, "latest"));
        let path = format!("/v2/namespaces/amyflash/repositories/music-management-system/tags/{tag}");
        let first = github.practice.hub("GET", &path, "", None).await;
        assert_eq!(first.status, 404, "{name}: it lags, or it is gone");
    }
}
