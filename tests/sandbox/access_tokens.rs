//! Hub API: personal access tokens, and the web form where people make them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::practice::{Practice, has_fields};

const PATH: &str = "/v2/access-tokens";

const FIELDS: [(&str, &str); 12] = [
    ("uuid", "s"),
    ("client_id", "s"),
    ("creator_ip", "s"),
    ("creator_ua", "s"),
    ("created_at", "s"),
    ("last_used", "s?"),
    ("generated_by", "s"),
    ("is_active", "b"),
    ("token", "s"),
    ("token_label", "s"),
    ("scopes", "a"),
    ("expires_at", "s?"),
];

#[tokio::test]
async fn a_token_is_shown_once_and_lives_as_long_as_it_says() {
    let practice = Practice::begin().await;
    let session = practice.session("amy", "amys password").await;
    let expires = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
    let wanted = json!({"token_label": "new", "scopes": ["repo:read", "repo:write"], "expires_at": expires.to_string()});
    let created = practice.hub("POST", PATH, &session, Some(wanted)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    has_fields(&created, &FIELDS);
    assert_eq!(created["scopes"], json!(["repo:write"]), "the highest includes the others");
    let value = created["token"].as_str().unwrap();
    assert!(value.starts_with("dckr_pat_"));

    let path = format!("{PATH}/{}", created["uuid"].as_str().unwrap());
    let read = practice.hub("GET", &path, &session, None).await;
    assert_eq!((read.status.as_u16(), &read.json()["token"]), (200, &json!("")));
    assert!(read.json()["last_used"].is_null());
    let push = ["repository:amy/app:pull,push"];
    assert_eq!(practice.ask(Some(("amy", value)), &push).await.status, 200);
    assert!(practice.hub("GET", &path, &session, None).await.json()["last_used"].is_string());

    let off = practice.hub("PATCH", &path, &session, Some(json!({"is_active": false}))).await;
    assert_eq!((off.status.as_u16(), &off.json()["is_active"]), (200, &json!(false)));
    assert_eq!(practice.ask(Some(("amy", value)), &push).await.status, 401);
    practice.hub("PATCH", &path, &session, Some(json!({"is_active": true, "token_label": "renamed"}))).await;
    assert_eq!(practice.ask(Some(("amy", value)), &push).await.status, 200);
    practice.sandbox.set_time_offset(3601);
    assert_eq!(practice.ask(Some(("amy", value)), &push).await.status, 401, "it has expired");
    practice.sandbox.set_time_offset(0);

    assert_eq!(practice.hub("DELETE", &path, &session, None).await.status, 204);
    for method in ["GET", "DELETE"] {
        assert_eq!(practice.hub(method, &path, &session, None).await.status, 404);
    }
}

#[tokio::test]
async fn the_list_comes_in_pages() {
    let practice = Practice::begin().await;
    let session = practice.session("amy", "amys password").await;
    let first = practice.hub("GET", &format!("{PATH}?page_size=4"), &session, None).await.json();
    has_fields(
        &first,
        &[("count", "n"), ("next", "s"), ("previous", "s?"), ("active_count", "n"), ("results", "a")],
    );
    assert_eq!((&first["count"], &first["active_count"]), (&json!(6), &json!(5)));
    let next = first["next"].as_str().unwrap().strip_prefix(&practice.sandbox.hub_url).unwrap();
    let second = practice.hub("GET", next, &session, None).await.json();
    has_fields(&second, &[("next", "s?"), ("previous", "s"), ("results", "a")]);
    let both: Vec<Value> =
        [first, second].iter().flat_map(|page| page["results"].as_array().unwrap().clone()).collect();
    assert_eq!(both.len(), 6, "only amy's own");
    for entry in both {
        has_fields(&entry, &FIELDS);
        assert_eq!(entry["token"], "");
    }
    assert_eq!(practice.hub("GET", &format!("{PATH}?page=9"), &session, None).await.status, 404);
    assert_eq!(practice.hub("GET", &format!("{PATH}?page_size=0"), &session, None).await.status, 400);
}

#[tokio::test]
async fn sessions_of_tokens_and_strangers_are_refused() {
    let practice = Practice::begin().await;
    for (token, message) in [
        ("delete", "token issued from personal access token is not allowed"),
        ("teams", "token issued from organization access token is not allowed"),
    ] {
        let session = practice.token_session(token).await;
        let wanted = json!({"token_label": "x", "scopes": ["repo:read"]});
        for (method, body) in [("GET", None), ("POST", Some(wanted))] {
            let answer = practice.hub(method, PATH, &session, body).await;
            assert_eq!((answer.status.as_u16(), &answer.json()["message"]), (403, &json!(message)));
        }
    }
    assert_eq!(practice.hub("GET", PATH, "", None).await.status, 401);
}

#[tokio::test]
async fn what_cannot_be_a_token_is_refused_with_the_field() {
    let practice = Practice::begin().await;
    let session = practice.session("amy", "amys password").await;
    for (field, wanted) in [
        ("token_label", json!({"token_label": "", "scopes": ["repo:read"]})),
        ("token_label", json!({"token_label": "x".repeat(101), "scopes": ["repo:read"]})),
        ("scopes", json!({"token_label": "x", "scopes": []})),
        ("scopes", json!({"token_label": "x", "scopes": ["repo:everything"]})),
        ("expires_at", json!({"token_label": "x", "scopes": ["repo:read"], "expires_at": ""})),
        (
            "expires_at",
            json!({"token_label": "x", "scopes": ["repo:read"], "expires_at": "2020-01-01T00:00:00Z"}),
        ),
        ("body", json!({"scopes": ["repo:read"]})),
    ] {
        let answer = practice.hub("POST", PATH, &session, Some(wanted)).await;
        assert_eq!(answer.status, 400, "{field}");
        has_fields(&answer.json(), &[("fields", "o"), ("text", "s")]);
        assert!(answer.json()["fields"][field].is_string(), "{}", answer.text);
    }
}

#[tokio::test]
async fn the_web_form_makes_a_token_of_the_chosen_level() {
    let practice = Practice::begin().await;
    let url = format!("{}/settings/personal-access-tokens/create", practice.sandbox.hub_url);
    let page = practice.send(practice.request(Method::GET, &url)).await;
    assert!(page.header("content-type").starts_with("text/html"));
    let first = page.text.find("<option value=\"repo:").unwrap();
    assert!(
        page.text[first..].starts_with("<option value=\"repo:public_read\">Repo Public Read-only"),
        "{}",
        page.text
    );
    let fill = |permission: &'static str| {
        let form = [("description", "<b>CI</b>"), ("expiration", "30"), ("permission", permission)];
        practice.request(Method::POST, &url).form(&form)
    };
    let answer = practice.send(fill("repo:write").header("accept", "application/json")).await;
    let value = answer.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(practice.ask(Some(("amy", &value)), &["repository:amy/app:pull,push"]).await.status, 200);
    assert_eq!(practice.ask(Some(("amy", &value)), &["repository:amy/app:delete"]).await.status, 401);
    practice.sandbox.set_time_offset(31 * 86_400);
    assert_eq!(practice.ask(Some(("amy", &value)), &[]).await.status, 401);

    let page = practice.send(fill("repo:read")).await;
    assert!(page.text.contains("dckr_pat_") && !page.text.contains("<b>CI</b>"), "{}", page.text);
    let answer = practice.send(fill("repo:everything")).await;
    assert_eq!(answer.status, 400);
}
