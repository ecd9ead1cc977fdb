//! Secrets: sealed, opened, listed, removed, on every level; variables and environments beside them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pushpilot::sandbox::Vault;
use serde_json::json;

use super::client::{GitHub, REPOSITORY, seal};
use crate::practice::has_fields;

#[tokio::test]
async fn a_sealed_secret_is_really_opened_on_every_level() {
    let github = GitHub::changed(
        "all-well",
        "[github]\norganization = true\nenvironments = ['production']\n\
         [[github.tokens]]\nname = 'all'\nscopes = ['repo', 'admin:org']",
    )
    .await;
    for (vault, level) in [
        (Vault::Repository, format!("{REPOSITORY}/actions")),
        (Vault::Environment("production".to_owned()), format!("{REPOSITORY}/environments/production")),
        (Vault::Dependabot, format!("{REPOSITORY}/dependabot")),
        (Vault::Organization, "/orgs/amyflash/actions".to_owned()),
        (Vault::OrganizationDependabot, "/orgs/amyflash/dependabot".to_owned()),
    ] {
        let key = github.json(&format!("{level}/secrets/public-key")).await;
        let sealed = |value: &str| {
            json!({
                "encrypted_value": seal(key["key"].as_str().unwrap(), value),
                "key_id": key["key_id"],
                "visibility": "all",
            })
        };
        let path = format!("{level}/secrets/Some_Name");
        let first = github.send("PUT", &path, sealed("first")).await;
        assert_eq!(first.status, 201, "{level}: {}", first.text);
        let one = github.json(&path).await;
        has_fields(&one, &[("name", "s"), ("created_at", "s"), ("updated_at", "s")]);
        assert_eq!(github.send("PUT", &path, sealed("second")).await.status, 204, "{level}");
        assert_eq!(github.practice.sandbox.stored_secret(&vault, "SOME_NAME").as_deref(), Some("second"));
        let listed = github.json(&format!("{level}/secrets?per_page=100")).await;
        let all = listed["secrets"].as_array().unwrap();
        assert!(all.iter().any(|secret| secret["name"] == "SOME_NAME"), "{listed}");
        assert_eq!(github.send("DELETE", &path, json!(null)).await.status, 204);
        assert_eq!(github.get(&path).await.status, 404);
        assert_eq!(github.send("DELETE", &path, json!(null)).await.status, 404);
    }
    let unknown = github.get(&format!("{REPOSITORY}/environments/staging/secrets/public-key")).await;
    assert_eq!(unknown.status, 404, "the environment has to be there first");
    let made = github.send("PUT", &format!("{REPOSITORY}/environments/staging"), json!({})).await;
    assert_eq!((made.status.as_u16(), &made.json()["name"]), (200, &json!("staging")));
    assert_eq!(github.set(&format!("{REPOSITORY}/environments/staging"), "A", "1").await.status, 201);
}

#[tokio::test]
async fn the_moment_of_an_update_is_shown() {
    let github = GitHub::named("all-well").await;
    let path = format!("{REPOSITORY}/actions/secrets/DOCKER_PASSWORD");
    let before = github.json(&path).await;
    assert_eq!(github.set(&format!("{REPOSITORY}/actions"), "DOCKER_PASSWORD", "new").await.status, 204);
    let after = github.json(&path).await;
    assert_eq!(before["created_at"], after["created_at"]);
    assert!(before["updated_at"].as_str() < after["updated_at"].as_str(), "{before} {after}");
}

#[tokio::test]
async fn what_cannot_be_a_secret_is_refused_and_not_stored() {
    let github = GitHub::named("all-well").await;
    let level = format!("{REPOSITORY}/actions");
    let good = github.seal(&level, "value").await;
    let with = |field: &str, value: serde_json::Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let without = |field: &str| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(field);
        body
    };
    let large = github.seal(&level, &"x".repeat(48 * 1024 + 1)).await;
    let other = github.seal(&format!("{REPOSITORY}/dependabot"), "value").await;
    let mut tampered = STANDARD.decode(good["encrypted_value"].as_str().unwrap()).unwrap();
    tampered[40] ^= 1;
    for (name, body) in [
        ("1NAME", good.clone()),
        ("GITHUB_NAME", good.clone()),
        ("WITH-DASH", good.clone()),
        ("NAME", without("key_id")),
        ("NAME", without("encrypted_value")),
        ("NAME", with("key_id", json!(7))),
        ("NAME", with("key_id", json!("1"))),
        ("NAME", with("encrypted_value", json!("bm90IHNlYWxlZA=="))),
        ("NAME", with("encrypted_value", json!(STANDARD.encode(&tampered)))),
        ("NAME", other),
        ("NAME", large),
    ] {
        let refused = github.send("PUT", &format!("{level}/secrets/{name}"), body.clone()).await;
        assert_eq!(refused.status, 422, "{name} {body}: {}", refused.text);
        has_fields(&refused.json(), &[("message", "s"), ("documentation_url", "s")]);
    }
    assert_eq!(github.get(&format!("{level}/secrets/NAME")).await.status, 404);
    let most = github.seal(&level, &"x".repeat(48 * 1024)).await;
    assert_eq!(github.send("PUT", &format!("{level}/secrets/NAME"), most).await.status, 201);
}

#[tokio::test]
async fn an_organizations_secret_is_seen_where_its_visibility_says() {
    let github = GitHub::changed(
        "all-well",
        "[github]\norganization = true\n[[github.tokens]]\nname = 'all'\nscopes = ['repo', 'admin:org']",
    )
    .await;
    let mut body = github.seal("/orgs/amyflash/actions", "x").await;
    let path = "/orgs/amyflash/actions/secrets/SHARED";
    assert_eq!(github.send("PUT", path, body.clone()).await.status, 422, "without a visibility");
    let seen = async || {
        let seen = github.json(&format!("{REPOSITORY}/actions/organization-secrets")).await;
        seen["total_count"].as_u64().unwrap()
    };
    for (visibility, ids, count) in [
        ("private", json!([]), 0),
        ("selected", json!([7]), 0),
        ("selected", json!(["600000001"]), 1),
        ("all", json!([]), 1),
    ] {
        body["visibility"] = visibility.into();
        body["selected_repository_ids"] = ids;
        let put = github.send("PUT", path, body.clone()).await;
        assert!(put.status.is_success(), "{}", put.text);
        assert_eq!(seen().await, count, "{visibility}: the repository is public");
    }
}

#[tokio::test]
async fn variables_can_be_read() {
    let github = GitHub::changed(
        "all-well",
        "[github]\nenvironments = ['production']\n\
         [[github.variables]]\nname = 'DOCKER_ID'\nvalue = 'amyflash'\n\
         [[github.variables]]\nname = 'DOCKER_ID'\nvalue = 'other'\nenvironment = 'production'",
    )
    .await;
    let own = github.json(&format!("{REPOSITORY}/actions/variables")).await;
    assert_eq!((&own["total_count"], &own["variables"][0]["value"]), (&json!(1), &json!("amyflash")));
    let other = github.json(&format!("{REPOSITORY}/environments/production/variables")).await;
    assert_eq!(other["variables"][0]["value"], "other");
}
