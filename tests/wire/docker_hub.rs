//! The Docker Hub API: signing in with password and code, and the account's tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pushpilot::model::account::Username;
use pushpilot::model::failure::{FailureKind, Odd};
use pushpilot::model::hub_token::{NewToken, Scope};
use pushpilot::model::moment::Moment;
use pushpilot::model::secret::{OneTimeCode, Password, SessionToken};
use pushpilot::outside::http::Http;
use pushpilot::outside::hub::{self, SignedIn};

use super::server::{Received, Server, answer, json};

fn amy() -> Username {
    Username::parse("amy").expect("a user name")
}

fn session() -> SessionToken {
    "session".to_owned().into()
}

fn said(asked: &Received) -> serde_json::Value {
    serde_json::from_slice(&asked.body).expect("JSON")
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_answered() {
    // 401 today, 200 in older descriptions: the token in the body decides.
    for status in [200, 401] {
        let server = Server::start(move |_, asked: Received| async move {
            match asked.line().as_str() {
                "POST /v2/users/login" => {
                    assert_eq!(said(&asked)["password"], "pass word");
                    json(status, r#"{"detail":"Require secondary authentication","login_2fa_token":"half"}"#)
                }
                "POST /v2/users/2fa-login" if said(&asked)["code"] == "123456" => {
                    assert_eq!(said(&asked)["login_2fa_token"], "half");
                    json(200, r#"{"token":"session"}"#)
                }
                "POST /v2/users/2fa-login" => json(401, r#"{"detail":"Incorrect code"}"#),
                other => panic!("nobody should ask {other}"),
            }
        })
        .await;
        let http = Http::default();
        let password = Password::from("pass word".to_owned());
        let first = hub::sign_in_with_password(&http, &server.url, &amy(), &password).await;
        let SignedIn::NeedsOneTimeCode(half) = first.answer.expect("half way") else {
            panic!("no code asked")
        };
        let code = |code: &str| OneTimeCode::from(code.to_owned());
        let wrong = hub::sign_in_with_code(&http, &server.url, &half, &code("000000")).await;
        assert_eq!(wrong.failure().expect("refused").said, "Incorrect code");
        let right = hub::sign_in_with_code(&http, &server.url, &half, &code("123456")).await;
        assert_eq!(right.answer.expect("a session").expose(), "session");
    }
}

#[tokio::test]
async fn a_wrong_password_is_a_refusal() {
    let server =
        Server::start(|_, _| async { json(401, r#"{"detail":"Incorrect authentication credentials"}"#) })
            .await;
    let password = Password::from("wrong".to_owned());
    let asked = hub::sign_in_with_password(&Http::default(), &server.url, &amy(), &password).await;
    assert_eq!(asked.failure().expect("refused").kind, FailureKind::Refused { status: 401, code: None });
}

#[tokio::test]
async fn tokens_are_listed_page_after_page_from_this_server_only() {
    let server = Server::start(|_, asked: Received| async move {
        assert_eq!(asked.authorization.as_deref(), Some("Bearer session"));
        let page = |next: &str, token: &str| {
            json(200, &format!(r#"{{"count":2,"next":{next},"results":[{token}]}}"#))
        };
        match asked.target.as_str() {
            "/v2/access-tokens?page=1&page_size=100" => page(
                r#""http://evil.invalid/steal""#,
                r#"{"uuid":"a-1","token_label":"ci","scopes":["repo:read","repo:write"],"is_active":true,
                    "generated_by":"manual","created_at":"2026-01-02T03:04:05.123456Z","last_used":null,
                    "expires_at":"2026-12-31T00:00:00Z","token":"***","client_id":"HUB"}"#,
            ),
            "/v2/access-tokens?page=2&page_size=100" => {
                page("null", r#"{"uuid":"b-2","scopes":["new:scope"]}"#)
            }
            other => panic!("nobody should ask {other}"),
        }
    })
    .await;
    let tokens = hub::list_tokens(&Http::default(), &server.url, &session()).await.answer.expect("tokens");
    let shown: Vec<(&str, &str, Option<Scope>)> =
        tokens.iter().map(|token| (token.id.as_str(), token.label.as_str(), token.scope)).collect();
    assert_eq!(shown, [("a-1", "ci", Some(Scope::Write)), ("b-2", "", None)]);
    assert_eq!(tokens[0].expires, Moment::parse("2026-12-31T00:00:00Z"));
    assert_eq!(tokens[0].last_used, None);
}

#[tokio::test]
async fn a_new_token_is_handed_out_once_or_it_is_none() {
    let new = NewToken {
        label: "pushpilot".to_owned(),
        scope: Scope::Write,
        expires: Moment::parse("2027-02-21T00:00:00Z"),
    };
    for (token, good) in [("dckr_pat_new", true), ("***", false), ("", false)] {
        let server = Server::start(move |_, asked: Received| async move {
            let body = said(&asked);
            assert_eq!(body["scopes"], serde_json::json!(["repo:write"]));
            assert_eq!(body["expires_at"], "2027-02-21T00:00:00Z");
            json(201, &format!(r#"{{"uuid":"a","token_label":"pushpilot","token":"{token}"}}"#))
        })
        .await;
        let asked = hub::create_token(&Http::default(), &server.url, &session(), &new).await;
        match asked.answer {
            Ok((made, secret)) => assert_eq!((made.id.as_str(), secret.expose(), good), ("a", token, true)),
            Err(failure) => {
                assert!(!good);
                assert_eq!(failure.kind, FailureKind::NotUnderstood(Odd::Incomplete));
            }
        }
    }
}

#[tokio::test]
async fn a_session_from_a_token_is_told_to_use_the_password() {
    let server = Server::start(|_, _| async {
        json(403, r#"{"message":"token issued from personal access token is not allowed","errinfo":{}}"#)
    })
    .await;
    let asked = hub::list_tokens(&Http::default(), &server.url, &session()).await;
    assert_eq!(asked.failure().expect("refused").kind, FailureKind::NeedsPassword);
}

#[tokio::test]
async fn ending_a_token_touches_just_that_one() {
    let server = Server::start(|_, asked: Received| async move {
        match asked.method.as_str() {
            "PATCH" => {
                assert_eq!(said(&asked), serde_json::json!({ "is_active": false }));
                json(200, "{}")
            }
            _ => answer(204, &[], ""),
        }
    })
    .await;
    let http = Http::default();
    let id = "../repositories/amy/app?x";
    assert!(hub::deactivate_token(&http, &server.url, &session(), id).await.answer.is_ok());
    assert!(hub::delete_token(&http, &server.url, &session(), id).await.answer.is_ok());
    for asked in server.seen() {
        assert_eq!(asked.target, "/v2/access-tokens/../repositories/amy/app%3Fx");
    }
}

#[tokio::test]
async fn a_tag_is_deleted_where_the_api_knows_how() {
    for (status, body, asks) in [
        (204, "", 1),
        (404, "{}", 2),
        (405, "{}", 2),
        (403, r#"{"message":"token issued from organization access token is not allowed"}"#, 2),
        (403, r#"{"message":"insufficient scope"}"#, 1),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        let server = Server::start(move |_, asked: Received| {
            counted.fetch_add(1, Ordering::Relaxed);
            async move {
                match asked.line().as_str() {
                    "DELETE /v2/repositories/amy/app/tags/t/" => json(status, body),
                    "DELETE /v2/namespaces/amy/repositories/app/tags/t" => answer(204, &[], ""),
                    other => panic!("nobody should ask {other}"),
                }
            }
        })
        .await;
        let image = pushpilot::model::image::Image::parse("amy/app").expect("an image");
        let asked = hub::delete_tag(&Http::default(), &server.url, &image, "t", &session()).await;
        assert_eq!(asked.answer.is_ok(), status == 204 || asks == 2);
        assert_eq!(count.load(Ordering::Relaxed), asks, "{status} {body}");
    }
}
