//! Secrets: sealed, opened, listed, removed, on every level.

use pushpilot::sandbox::Vault;
use serde_json::json;

use super::client::{GitHub, REPOSITORY};

#[tokio::test]
async fn a_sealed_secret_is_really_opened() {
    let github = GitHub::named("all-well").await;
    let level = format!("{REPOSITORY}/actions");
    assert_eq!(github.set(&level, "Some_Name", "first").await.status, 201);
    assert_eq!(github.set(&level, "SOME_NAME", "second").await.status, 204);
    let stored = github.practice.sandbox.stored_secret(&Vault::Repository, "SOME_NAME");
    assert_eq!(stored.as_deref(), Some("second"));
    let listed = github.json(&format!("{level}/secrets?per_page=100")).await;
    let names: Vec<_> =
        listed["secrets"].as_array().unwrap().iter().map(|secret| secret["name"].clone()).collect();
    assert!(names.contains(&json!("SOME_NAME")), "{listed}");
    let body = github.seal(&format!("{REPOSITORY}/dependabot"), "x").await;
    let refused = github.send("PUT", &format!("{level}/secrets/OTHER"), body).await;
    assert_eq!(refused.status, 422, "sealed for another level: {}", refused.text);
    assert_eq!(github.send("DELETE", &format!("{level}/secrets/some_name"), json!(null)).await.status, 204);
    assert_eq!(github.get(&format!("{level}/secrets/SOME_NAME")).await.status, 404);
}
