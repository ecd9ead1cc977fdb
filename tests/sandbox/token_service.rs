//! Token service: credentials, levels and rights are three different refusals.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

use crate::practice::{Answer, Practice, has_fields};

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// What a token allows, as `name:action,action`.
fn granted(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let claims = part(body["access_token"].as_str().unwrap(), 1);
    let one = |entry: &Value| {
        let actions: Vec<&str> =
            entry["actions"].as_array().unwrap().iter().map(|action| action.as_str().unwrap()).collect();
        format!("{}:{}", entry["name"].as_str().unwrap(), actions.join(","))
    };
    claims["access"].as_array().unwrap().iter().map(one).collect()
}

#[tokio::test]
async fn a_token_says_what_it_is_for() {
    let practice = Practice::begin().await;
    let answer =
        practice.ask(Some(("amy", &practice.secret("write"))), &["repository:amy/app:pull,push"]).await;
    let body = answer.json();
    has_fields(&body, &[("token", "s"), ("access_token", "s"), ("expires_in", "n"), ("issued_at", "s")]);
    assert_eq!((&body["token"], &body["expires_in"]), (&body["access_token"], &json!(300)));
    let token = body["token"].as_str().unwrap();
    let header = part(token, 0);
    assert_eq!((&header["alg"], header["x5c"].as_array().unwrap().len()), (&json!("RS256"), 1));
    let claims = part(token, 1);
    assert_eq!(
        (&claims["iss"], &claims["aud"], &claims["sub"]),
        (&json!("auth.docker.io"), &json!("registry.docker.io"), &json!("amy"))
    );
    let moment = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!((moment("exp") - moment("iat"), moment("iat") - moment("nbf")), (300, 300));
    assert!(claims["jti"].as_str().unwrap().starts_with("dckr_jti_"));
    let entry = &claims["access"][0];
    assert_eq!((&entry["type"], &entry["actions"]), (&json!("repository"), &json!(["pull", "push"])));
    assert_eq!(entry["parameters"], json!({"pull_limit": "200", "pull_limit_interval": "21600"}));
}

#[tokio::test]
async fn a_wrong_credential_gets_no_token_and_no_reason() {
    let practice = Practice::begin().await;
    for (user, secret) in [
        ("amy", "wrong".to_owned()),
        ("bob", practice.secret("write")),
        ("amy", practice.secret("expired")),
        ("amy", practice.secret("inactive")),
    ] {
        let answer = practice.ask(Some((user, &secret)), &["repository:library/alpine:pull"]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (401, json!({"details": "incorrect username or password"}))
        );
    }
    let answer = practice.ask(Some(("bob", "bobs password")), &[]).await;
    assert_eq!((answer.status.as_u16(), answer.text.contains("personal access token")), (401, true));
}

#[tokio::test]
async fn a_level_that_is_too_low_is_refused_for_any_repository() {
    let practice = Practice::begin().await;
    for (token, actions, status) in [
        ("public-read", "pull", 200),
        ("public-read", "pull,push", 401),
        ("read", "pull", 200),
        ("read", "push", 401),
        ("write", "pull,push", 200),
        ("write", "delete", 401),
        ("delete", "pull,push,delete", 200),
    ] {
        for repository in ["library/alpine", "amy/app", "amy/none", "bob/secret"] {
            let scope = format!("repository:{repository}:{actions}");
            let answer = practice.ask(Some(("amy", &practice.secret(token))), &[&scope]).await;
            assert_eq!(answer.status, status, "{token} {scope}");
            if status == 401 {
                assert_eq!(answer.json(), json!({"details": "access token has insufficient scopes"}));
            }
        }
    }
    let both = ["repository:amy/app:pull", "repository:library/alpine:push"];
    assert_eq!(
        practice.ask(Some(("amy", &practice.secret("read"))), &both).await.status,
        401,
        "one is enough"
    );
}

#[tokio::test]
async fn a_missing_right_is_a_token_that_allows_less() {
    let practice = Practice::begin().await;
    for (token, repository, allowed) in [
        ("delete", "amy/app", Some("pull,push,delete")),
        ("delete", "amy/none", Some("pull,push,delete")),
        ("delete", "team/app", Some("pull,push")),
        ("delete", "team/none", Some("pull,push")),
        ("delete", "bob/app", Some("pull")),
        ("delete", "bob/secret", None),
        ("delete", "bob/none", None),
        ("delete", "nobody/none", None),
        ("delete", "library/alpine", Some("pull")),
        ("delete", "amy/old", Some("pull")),
    ] {
        let scope = format!("repository:{repository}:pull,push,delete");
        let answer = practice.ask(Some(("amy", &practice.secret(token))), &[&scope]).await;
        let expected: Vec<String> =
            allowed.map(|actions| format!("{repository}:{actions}")).into_iter().collect();
        assert_eq!(granted(&answer), expected);
    }
    let secret = ["repository:amy/secret:pull"];
    assert_eq!(
        granted(&practice.ask(Some(("amy", &practice.secret("public-read"))), &secret).await),
        [""; 0]
    );
    assert_eq!(
        granted(&practice.ask(Some(("amy", &practice.secret("read"))), &secret).await),
        ["amy/secret:pull"]
    );
}

#[tokio::test]
async fn anonymous_callers_pull_what_is_public() {
    let practice = Practice::begin().await;
    let scopes = ["repository:amy/app:pull,push", "repository:amy/secret:pull", "registry:catalog:*"];
    assert_eq!(granted(&practice.ask(None, &scopes).await), ["amy/app:pull"]);
}

#[tokio::test]
async fn several_scopes_come_repeated_or_separated_by_spaces() {
    let practice = Practice::begin().await;
    let user = practice.secret("write");
    let expected = ["amy/app:pull,push", "bob/app:pull"];
    let repeated = ["repository:amy/app:pull,push", "repository:bob/app:pull"];
    assert_eq!(granted(&practice.ask(Some(("amy", &user)), &repeated).await), expected);
    assert_eq!(granted(&practice.ask(Some(("amy", &user)), &[&repeated.join(" ")]).await), expected);
}

#[tokio::test]
async fn a_login_gets_no_refresh_token_so_that_docker_keeps_the_secret() {
    let practice = Practice::begin().await;
    let query = [
        ("service", "registry.docker.io"),
        ("offline_token", "true"),
        ("client_id", "docker"),
        ("account", "amy"),
    ];
    let request = practice.request(Method::GET, &practice.sandbox.token_url).query(&query);
    let answer = practice.send(request.basic_auth("amy", Some(practice.secret("read")))).await;
    assert_eq!((answer.status.as_u16(), answer.json().get("refresh_token")), (200, None));
}

#[tokio::test]
async fn the_oauth_form_gives_the_same_and_a_refresh_token() {
    let practice = Practice::begin().await;
    let secret = practice.secret("write");
    let post = |fields: Vec<(&'static str, String)>| {
        practice.send(practice.request(Method::POST, &practice.sandbox.token_url).form(&fields))
    };
    let base = |more: &[(&'static str, &str)]| {
        let mut fields = vec![("service", "registry.docker.io".to_owned()), ("client_id", "test".to_owned())];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        fields
    };
    let scope = ("scope", "repository:amy/app:pull,push repository:bob/app:pull,push");
    let password = [
        ("grant_type", "password"),
        ("username", "amy"),
        ("password", &secret),
        ("access_type", "offline"),
        scope,
    ];
    let answer = post(base(&password)).await;
    has_fields(
        &answer.json(),
        &[("access_token", "s"), ("scope", "s"), ("expires_in", "n"), ("refresh_token", "s")],
    );
    assert_eq!(granted(&answer), ["amy/app:pull,push", "bob/app:pull"]);
    assert_eq!(answer.json()["scope"], "repository:amy/app:pull,push repository:bob/app:pull");
    let refresh = answer.json()["refresh_token"].as_str().unwrap().to_owned();
    let answer = post(base(&[("grant_type", "refresh_token"), ("refresh_token", &refresh), scope])).await;
    assert_eq!(granted(&answer), ["amy/app:pull,push", "bob/app:pull"]);

    let wrong = [("grant_type", "password"), ("username", "amy"), ("password", "wrong")];
    assert_eq!(post(base(&wrong)).await.status, 401);
    assert_eq!(
        post(base(&[("grant_type", "refresh_token"), ("refresh_token", "made up")])).await.status,
        401
    );
    assert_eq!(post(base(&[("grant_type", "client_credentials")])).await.status, 400);
    assert_eq!(
        post(vec![("service", "registry.docker.io".to_owned())]).await.status,
        400,
        "client_id is required"
    );
    assert_eq!(post(vec![("service", "elsewhere".to_owned())]).await.status, 400);
}
