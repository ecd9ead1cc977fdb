//! Runs: they take the secrets as stored, log in, push, and fail for real.

use super::client::{GitHub, IMAGE, REPOSITORY};

#[tokio::test]
async fn the_guides_story_from_red_to_green() {
    let github = GitHub::named("read-only-token").await;
    let red = github.newest_run().await;
    assert_eq!((&red["status"], &red["conclusion"]), (&"completed".into(), &"failure".into()));
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
    assert!(!log.contains(&secret) && !log.contains("amyflash/"), "{log}");
    let body = serde_json::json!({"identifier": "amyflash", "secret": "practice-password"});
    let session = github.practice.hub("POST", "/v2/auth/token", "", Some(body)).await.json();
    let session = session["access_token"].as_str().unwrap();
    let made = serde_json::json!({"token_label": "new", "scopes": ["repo:write"]});
    let made = github.practice.hub("POST", "/v2/access-tokens", session, Some(made)).await.json();
    let level = format!("{REPOSITORY}/actions");
    let set = github.set(&level, "DOCKER_PASSWORD", made["token"].as_str().unwrap()).await;
    assert_eq!(set.status, 204);
    let green = github.dispatch().await;
    let log = github.log(&green).await;
    assert_eq!(green["conclusion"], "success", "{log}");
    let digest = log.split("##[group]Digest\n").nth(1).unwrap().lines().next().unwrap();
    assert!(digest.contains(" sha256:"), "{digest}");
    let sha = green["head_sha"].as_str().unwrap();
    assert!(github.practice.sandbox.has_tag(IMAGE, &format!("sha-{}", &sha[..7])));
}
