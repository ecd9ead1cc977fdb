//! Hub API: signing in, and what a session is good for.

use serde_json::json;

use crate::practice::{Practice, has_fields};

#[tokio::test]
async fn a_password_a_token_and_an_organization_token_open_a_session() {
    let practice = Practice::begin().await;
    for (user, secret) in [
        ("amy", "amys password".to_owned()),
        ("amy", practice.secret("public-read")),
        ("team", practice.secret("teams")),
    ] {
        let session = practice.session(user, &secret).await;
        let answer = practice.hub("GET", "/v2/namespaces/amy/repositories/app", &session, None).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

#[tokio::test]
async fn what_is_wrong_expired_or_revoked_opens_none() {
    let practice = Practice::begin().await;
    for (user, secret) in [
        ("amy", "wrong".to_owned()),
        ("amy@example.com", "amys password".to_owned()),
        ("bob", practice.secret("write")),
        ("amy", practice.secret("expired")),
        ("amy", practice.secret("inactive")),
        ("bob", "bobs password".to_owned()),
    ] {
        let body = json!({"identifier": user, "secret": secret});
        let answer = practice.hub("POST", "/v2/auth/token", "", Some(body)).await;
        assert_eq!(answer.status, 401, "{user}: {}", answer.text);
        has_fields(&answer.json(), &[("errinfo", "o?"), ("detail", "s"), ("message", "s")]);
    }
}

#[tokio::test]
async fn the_old_login_asks_for_the_second_factor() {
    let practice = Practice::begin().await;
    let login = |user: &str, password: &str| {
        let body = json!({"username": user, "password": password});
        practice.hub("POST", "/v2/users/login", "", Some(body))
    };
    let plain = login("amy", "amys password").await;
    assert_eq!(plain.status, 200);
    has_fields(&plain.json(), &[("token", "s")]);
    let wrong = login("amy", "wrong").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(wrong.json(), json!({"detail": "Incorrect authentication credentials"}));
    assert_eq!(login("bob", &practice.secret("bobs")).await.status, 200, "a token needs no second factor");

    let asked = login("bob", "bobs password").await;
    assert_eq!(asked.status, 401);
    has_fields(&asked.json(), &[("detail", "s"), ("login_2fa_token", "s")]);
    let pending = asked.json()["login_2fa_token"].as_str().unwrap().to_owned();
    let code = |token: &str, code: &str| {
        let body = json!({"login_2fa_token": token, "code": code});
        practice.hub("POST", "/v2/users/2fa-login", "", Some(body))
    };
    let wrong = code(&pending, "000000").await;
    assert_eq!(wrong.status, 401);
    has_fields(&wrong.json(), &[("detail", "s")]);
    assert_eq!(code("made up", "123456").await.status, 401);
    let right = code(&pending, "123456").await;
    assert_eq!(right.status, 200);
    let session = right.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(practice.hub("GET", "/v2/access-tokens", &session, None).await.status, 200);
    assert_eq!(
        practice.hub("GET", "/v2/access-tokens", &pending, None).await.status,
        401,
        "the intermediate token is no session"
    );
}

#[tokio::test]
async fn a_session_ends_after_ten_minutes_and_with_its_token() {
    let practice = Practice::begin().await;
    let path = "/v2/namespaces/amy/repositories/secret";
    let session = practice.token_session("read").await;
    assert_eq!(practice.hub("GET", path, &session, None).await.status, 200);
    practice.sandbox.set_time_offset(599);
    assert_eq!(practice.hub("GET", path, &session, None).await.status, 200);
    practice.sandbox.set_time_offset(601);
    assert_eq!(practice.hub("GET", path, &session, None).await.status, 401);

    let by_password = practice.session("amy", "amys password").await;
    let by_token = practice.token_session("read").await;
    let all = practice.hub("GET", "/v2/access-tokens?page_size=100", &by_password, None).await.json();
    let entries = all["results"].as_array().unwrap();
    let uuid =
        entries.iter().find(|entry| entry["token_label"] == "token read").unwrap()["uuid"].as_str().unwrap();
    let removed = practice.hub("DELETE", &format!("/v2/access-tokens/{uuid}"), &by_password, None).await;
    assert_eq!(removed.status, 204);
    assert_eq!(practice.hub("GET", path, &by_token, None).await.status, 401);
}

#[tokio::test]
async fn a_raw_token_is_no_session() {
    let practice = Practice::begin().await;
    let answer =
        practice.hub("GET", "/v2/namespaces/amy/repositories/app", &practice.secret("delete"), None).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn too_many_wrong_passwords_close_the_door_for_a_while() {
    let practice = Practice::with("[service]\nfailed_logins = 2").await;
    let login = |secret: &'static str| {
        let body = json!({"identifier": "amy", "secret": secret});
        practice.hub("POST", "/v2/auth/token", "", Some(body))
    };
    assert_eq!(login("wrong").await.status, 401);
    assert_eq!(practice.ask(Some(("amy", "wrong")), &[]).await.status, 401);
    let locked = login("amys password").await;
    assert_eq!(locked.status, 429, "both doors share one lock");
    assert!(locked.header("retry-after").parse::<u32>().unwrap() > 500);
    let locked = practice.ask(Some(("amy", "amys password")), &[]).await;
    assert_eq!(locked.status, 429);
    assert!(locked.text.contains("toomanyrequests"));
    assert_eq!(
        practice.ask(Some(("bob", &practice.secret("bobs"))), &[]).await.status,
        200,
        "others go in and out"
    );
    practice.sandbox.set_time_offset(601);
    assert_eq!(login("amys password").await.status, 200);
}

#[tokio::test]
async fn requests_are_counted_by_the_minute() {
    let practice = Practice::with("[service]\nhub_requests_per_minute = 2").await;
    let path = "/v2/namespaces/amy/repositories/app";
    // The two requests must not fall on either side of a full minute.
    practice.sandbox.set_time_offset(60 - jiff::Timestamp::now().as_second() % 60);
    let first = practice.hub("GET", path, "", None).await;
    assert_eq!((first.header("x-ratelimit-limit"), first.header("x-ratelimit-remaining")), ("2", "1"));
    assert!(first.header("x-ratelimit-reset").parse::<i64>().unwrap() > jiff::Timestamp::now().as_second());
    practice.hub("GET", path, "", None).await;
    let refused = practice.hub("GET", path, "", None).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json(), json!({"detail": "Rate limit exceeded", "error": false}));
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}
