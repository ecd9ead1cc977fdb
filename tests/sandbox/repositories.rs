//! Hub API: repositories and tags, seen and managed by whom.

use reqwest::Method;
use serde_json::json;

use crate::practice::{Practice, has_fields};

#[tokio::test]
async fn a_repository_shows_itself_to_those_who_may_see_it() {
    let practice = Practice::begin().await;
    let password = practice.session("amy", "amys password").await;
    let read = practice.token_session("read").await;
    let public_read = practice.token_session("public-read").await;
    for (repository, session, status) in [
        ("amy/app", "", 200),
        ("bob/app", &read, 200),
        ("team/app", &read, 200),
        ("amy/secret", "", 404),
        ("amy/secret", &public_read, 404),
        ("amy/secret", &read, 200),
        ("amy/secret", &password, 200),
        ("bob/secret", &password, 404),
        ("amy/none", &password, 404),
    ] {
        let (namespace, name) = repository.split_once('/').unwrap();
        let path = format!("/v2/namespaces/{namespace}/repositories/{name}");
        for method in ["GET", "HEAD"] {
            let answer = practice.hub(method, &path, session, None).await;
            assert_eq!(answer.status, status, "{method} {repository}");
        }
    }
}

#[tokio::test]
async fn a_repository_has_the_described_fields_and_the_accounts_rights() {
    let practice = Practice::begin().await;
    let session = practice.token_session("read").await;
    let own = practice.hub("GET", "/v2/namespaces/amy/repositories/secret", &session, None).await.json();
    has_fields(
        &own,
        &[
            ("user", "s"),
            ("name", "s"),
            ("namespace", "s"),
            ("repository_type", "s?"),
            ("status", "n"),
            ("status_description", "s"),
            ("description", "s"),
            ("is_private", "b"),
            ("is_automated", "b"),
            ("star_count", "n"),
            ("pull_count", "n"),
            ("last_updated", "s"),
            ("date_registered", "s"),
            ("permissions", "o"),
            ("media_types", "a"),
            ("content_types", "a"),
            ("categories", "a"),
            ("immutable_tags_settings", "o"),
        ],
    );
    assert_eq!(own["is_private"], true);
    assert_eq!(own["permissions"], json!({"read": true, "write": true, "admin": true}));
    let team = practice.hub("GET", "/v2/namespaces/team/repositories/app", &session, None).await.json();
    assert_eq!(team["permissions"], json!({"read": true, "write": true, "admin": false}));
    let others = practice.hub("GET", "/v2/namespaces/bob/repositories/app", &session, None).await.json();
    assert_eq!(others["permissions"], json!({"read": true, "write": false, "admin": false}));

    let list = practice.hub("GET", "/v2/namespaces/bob/repositories", &session, None).await.json();
    has_fields(&list, &[("count", "n"), ("next", "s?"), ("previous", "s?"), ("results", "a")]);
    assert_eq!(
        (&list["count"], &list["results"][0]["name"]),
        (&json!(1), &json!("app")),
        "private ones stay out"
    );
}

#[tokio::test]
async fn creating_needs_the_highest_level_and_ones_own_namespace() {
    let practice = Practice::begin().await;
    let wanted =
        |namespace: &str, name: &str| json!({"name": name, "namespace": namespace, "is_private": true});
    for (session, namespace, name, status) in [
        (String::new(), "amy", "new", 401),
        (practice.token_session("write").await, "amy", "new", 403),
        (practice.token_session("delete").await, "bob", "new", 403),
        (practice.token_session("delete").await, "amy", "Bad", 400),
        (practice.token_session("delete").await, "amy", "app", 400),
        (practice.token_session("delete").await, "amy", "new", 201),
        (practice.session("amy", "amys password").await, "team", "new", 201),
    ] {
        let path = format!("/v2/namespaces/{namespace}/repositories");
        let answer = practice.hub("POST", &path, &session, Some(wanted(namespace, name))).await;
        assert_eq!(answer.status, status, "{namespace}/{name}: {}", answer.text);
    }
    let session = practice.token_session("read").await;
    let made = practice.hub("GET", "/v2/namespaces/amy/repositories/new", &session, None).await.json();
    assert_eq!(made["is_private"], true);
}

#[tokio::test]
async fn tags_are_listed_read_and_late_if_wanted() {
    let practice = Practice::with("[service]\ntag_lag_reads = 2").await;
    let session = practice.token_session("read").await;
    let tags = "/v2/namespaces/amy/repositories/app/tags";
    let list = practice.hub("GET", &format!("{tags}?page_size=2"), "", None).await.json();
    assert_eq!((&list["count"], list["results"].as_array().unwrap().len()), (&json!(3), 2));
    let tag = practice.hub("GET", &format!("{tags}/2"), &session, None).await.json();
    has_fields(
        &tag,
        &[
            ("id", "n"),
            ("images", "a"),
            ("creator", "n"),
            ("last_updated", "s?"),
            ("last_updater", "n"),
            ("last_updater_username", "s"),
            ("name", "s"),
            ("repository", "n"),
            ("full_size", "n"),
            ("status", "s"),
            ("tag_last_pulled", "s?"),
            ("tag_last_pushed", "s?"),
            ("digest", "s"),
        ],
    );
    has_fields(&tag["images"][0], &[("architecture", "s"), ("os", "s"), ("digest", "s?"), ("size", "n")]);

    let bearer = practice.bearer("write", "repository:amy/app:pull,push").await;
    let digest = practice.push("amy/app", "fresh", &bearer).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(practice.hub("HEAD", &format!("{tags}/fresh"), &session, None).await.status.as_u16());
    }
    assert_eq!(statuses, [404, 404, 200]);
    let fresh = practice.hub("GET", &format!("{tags}/fresh"), &session, None).await.json();
    assert_eq!((&fresh["digest"], &fresh["last_updater_username"]), (&json!(digest), &json!("amy")));
}

#[tokio::test]
async fn deleting_a_tag_needs_the_highest_level_and_the_right() {
    let practice = Practice::begin().await;
    let legacy = |repository: &str, tag: &str| format!("/v2/repositories/{repository}/tags/{tag}/");
    let namespaced =
        |namespace: &str, tag: &str| format!("/v2/namespaces/{namespace}/repositories/app/tags/{tag}");
    let write = practice.token_session("write").await;
    let delete = practice.token_session("delete").await;
    let team = practice.token_session("teams").await;
    let password = practice.session("amy", "amys password").await;
    for (path, session, status) in [
        (legacy("amy/app", "1"), "", 401),
        (legacy("amy/app", "1"), write.as_str(), 403),
        (namespaced("amy", "1"), &write, 403),
        (legacy("bob/app", "1"), &delete, 403),
        (legacy("bob/secret", "1"), &delete, 404),
        (legacy("team/app", "1"), &delete, 403),
        (legacy("team/app", "1"), &team, 403),
        (namespaced("team", "1"), &team, 204),
        (legacy("amy/app", "1"), &delete, 204),
        (legacy("amy/app", "1"), &delete, 404),
        (namespaced("amy", "2"), &delete, 204),
        (legacy("amy/app", "3"), &password, 204),
    ] {
        let answer = practice.hub("DELETE", &path, session, None).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
    for tag in ["1", "2", "3"] {
        assert!(!practice.sandbox.has_tag("amy/app", tag));
    }
}

/// Where a person deletes what a token left behind: with the browser, signed in as whoever practises.
#[tokio::test]
async fn the_page_of_a_repository_lists_its_tags_and_deletes_one() {
    let practice = Practice::begin().await;
    let page = practice.hub("GET", "/r/amy/secret/tags", "", None).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Private") && page.text.contains("value=\"1\""), "{}", page.text);
    let press = |tag: &str| {
        let address = format!("{}/r/amy/secret/tags", practice.sandbox.hub_url);
        practice.request(Method::POST, &address).form(&[("delete", tag)])
    };
    assert_eq!(practice.send(press("1")).await.status, 303);
    assert!(!practice.sandbox.has_tag("amy/secret", "1"));
    assert_eq!(practice.send(press("1")).await.status, 404, "it is gone");
    assert_eq!(practice.hub("GET", "/r/bob/secret/tags", "", None).await.status, 404, "not theirs to see");
}
