//! Tokens, permissions, limits, tags of answers, addresses.

use super::client::{GitHub, REPOSITORY};

#[tokio::test]
async fn a_fine_grained_token_is_told_what_it_lacks() {
    let github = GitHub::changed(
        "all-well",
        "[[github.tokens]]\nname = 'mine'\npermissions = { secrets = 'read', actions = 'read' }\nexpires_in_days = 30",
    )
    .await;
    let level = format!("{REPOSITORY}/actions");
    let refused = github.set(&level, "NAME", "value").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("x-accepted-github-permissions")),
        (403, "secrets=write")
    );
    assert_eq!(refused.json()["message"], "Resource not accessible by personal access token");
    assert!(refused.header("github-authentication-token-expiration").ends_with(" UTC"));
    assert!(refused.headers.get("x-oauth-scopes").is_none());
}
