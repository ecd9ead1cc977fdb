//! Answers that no good server gives: nothing follows them blindly, and no credential follows them anywhere.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use pushpilot::model::access::Note;
use pushpilot::model::failure::{FailureKind, Odd};
use pushpilot::model::verdict::{Destination, Rule, Undecided, Verdict, judge};
use pushpilot::outside::endpoints::Endpoints;
use pushpilot::outside::http::{Http, now};
use pushpilot::outside::registry::{Session, UploadSession};

use super::server::{Received, Server, answer, credential, json};

/// What is made of a server that is a registry of its own; the pair is `amy` and `s3cret-canary`.
async fn measured(server: &Server) -> (Verdict, String, Option<UploadSession>) {
    let image = server.image("team/app");
    let pair = credential(image.registry(), "amy", "s3cret-canary");
    let session = Session::new(&Http::default(), &Endpoints::default(), image.registry(), Some(pair), vec![])
        .expect("a session");
    let (measured, upload) = session.measure(&image, &|_| ()).await;
    (judge(&measured, &Note::default(), now()), format!("{measured:?}"), upload)
}

async fn verdict(server: &Server) -> Verdict {
    measured(server).await.0
}

fn odd(odd: Odd) -> FailureKind {
    FailureKind::NotUnderstood(odd)
}

fn kind(verdict: Verdict) -> FailureKind {
    match verdict {
        Verdict::NotDecided(Undecided::Odd(failure)) | Verdict::Unreachable(failure) => failure.kind,
        other => panic!("{other:?}"),
    }
}

/// A registry with a token service of its own, both good; `special` may answer instead.
async fn registry(
    special: impl Fn(&str, &Received) -> Option<Response> + Clone + Send + Sync + 'static,
) -> Server {
    Server::start(move |base, asked: Received| {
        let special = special.clone();
        async move {
            if let Some(answer) = special(&asked.line(), &asked) {
                return answer;
            }
            match asked.line().split('?').next().expect("a path") {
                "GET /v2/" => {
                    let bearer = format!(r#"Bearer realm="{base}token",service="test""#);
                    answer(401, &[("www-authenticate", &bearer)], "")
                }
                "GET /token" => json(200, r#"{"access_token":"opaque"}"#),
                "POST /v2/team/app/blobs/uploads/" => answer(202, &[("location", "/upload")], ""),
                "DELETE /upload" => answer(405, &[], ""),
                other => panic!("nobody should ask {other}"),
            }
        }
    })
    .await
}

fn at(line: &str, start: &str, answer: impl FnOnce() -> Response) -> Option<Response> {
    line.starts_with(start).then(answer)
}

#[tokio::test]
async fn an_opaque_token_leaves_the_verdict_to_the_upload() {
    let server = registry(|_, _| None).await;
    let (verdict, _, upload) = measured(&server).await;
    assert_eq!(verdict, Verdict::CanPush(Destination::Unknown));
    assert!(!upload.expect("an upload").cancel().await, "this registry does not know how to cancel");
    let server = registry(|line, _| {
        at(line, "POST /v2/", || {
            json(403, r#"{"errors":[{"code":"DENIED","message":"permission_denied: The token provided does not match expected scopes."}]}"#)
        })
    })
    .await;
    assert_eq!(self::verdict(&server).await, Verdict::TokenTooWeak { level: None });
    let server = registry(|line, _| at(line, "POST /v2/", || json(403, "{}"))).await;
    assert_eq!(self::verdict(&server).await, Verdict::NoRight);
    let server = registry(|line, _| at(line, "POST /v2/", || json(404, "{}"))).await;
    assert_eq!(self::verdict(&server).await, Verdict::RepositoryMissing);
    let server =
        registry(|line, _| at(line, "POST /v2/", || json(403, r#"{"message":"repository is archived"}"#)))
            .await;
    assert_eq!(self::verdict(&server).await, Verdict::RefusedByRule(Rule::Archived));
}

#[tokio::test]
async fn pages_instead_of_answers_are_recognised_wherever_they_come() {
    let page = || answer(200, &[("content-type", "text/html")], "<!doctype html><title>Sign in</title>");
    for place in ["GET /v2/", "GET /token", "POST /v2/"] {
        let server = registry(move |line, _| at(line, place, page)).await;
        assert_eq!(kind(verdict(&server).await), odd(Odd::Html), "{place}");
    }
}

#[tokio::test]
async fn bodies_end_though_servers_do_not() {
    let endless = || {
        let chunk = Ok::<_, std::io::Error>(vec![b' '; 1 << 16]);
        let forever = futures_util::stream::repeat_with(move || {
            chunk.as_ref().map(Clone::clone).map_err(|_| std::io::Error::other("never"))
        });
        answer(200, &[("content-type", "application/json")], Body::from_stream(forever))
    };
    let server = registry(move |line, _| at(line, "GET /token", endless)).await;
    assert_eq!(kind(verdict(&server).await), odd(Odd::TooLarge));
}

#[tokio::test]
async fn half_an_answer_is_none() {
    for (body, expected) in [
        (r#"{"token": "abc"#, Odd::Truncated),
        ("token=abc", Odd::NotJson),
        ("{}", Odd::Incomplete),
        (r#"{"token":""}"#, Odd::Incomplete),
        (r#"{"token":"with\nline break"}"#, Odd::Incomplete),
        (r#"{"token":["abc"]}"#, Odd::Incomplete),
        ("", Odd::Truncated),
    ] {
        let server = registry(move |line, _| at(line, "GET /token", || json(200, body))).await;
        assert_eq!(kind(verdict(&server).await), odd(expected), "{body}");
    }
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"token\":".to_vec();
    assert_eq!(kind(verdict(&Server::raw(cut).await).await), odd(Odd::Truncated));
    for challenge in ["", "Negotiate", "Bearer", r#"Bearer realm="nowhere""#] {
        let server = registry(move |line, _| {
            at(line, "GET /v2/", || answer(401, &[("www-authenticate", challenge)], ""))
        })
        .await;
        assert_eq!(kind(verdict(&server).await), odd(Odd::Incomplete), "{challenge}");
    }
    let server = registry(|line, _| at(line, "POST /v2/", || answer(202, &[], ""))).await;
    assert_eq!(kind(verdict(&server).await), odd(Odd::Incomplete), "202 without a place to upload to");
}

/// Another server, which notes who comes by.
async fn elsewhere() -> Arc<Server> {
    Arc::new(Server::start(|_, _| async { json(200, "{}") }).await)
}

#[tokio::test]
async fn no_credential_follows_a_redirect() {
    for place in ["GET /v2/", "GET /token", "POST /v2/"] {
        let other = elsewhere().await;
        let to = other.clone();
        let server = registry(move |line, _| {
            at(line, place, || {
                answer(307, &[("location", to.url.join("/stolen").expect("an address").as_str())], "")
            })
        })
        .await;
        let FailureKind::Redirected { host } = kind(verdict(&server).await) else { panic!("{place}") };
        assert_eq!(host, format!("127.0.0.1:{}", other.url.port().expect("a port")));
        assert!(other.seen().is_empty(), "{place}");
    }
}

#[tokio::test]
async fn an_upload_that_is_elsewhere_is_cancelled_without_the_credential() {
    let other = elsewhere().await;
    let to = other.clone();
    let server = registry(move |line, _| {
        at(line, "POST /v2/", || {
            answer(202, &[("location", to.url.join("/up").expect("an address").as_str())], "")
        })
    })
    .await;
    let (_, _, upload) = measured(&server).await;
    assert!(upload.expect("an upload").cancel().await);
    assert_eq!(other.seen().len(), 1);
    assert_eq!(other.with_credential(), 0);
}

#[tokio::test]
async fn a_realm_elsewhere_gets_nothing_unless_the_person_says_so() {
    let realm = r#"Bearer realm="https://auth.evil.invalid:8443/token",service="s""#;
    let server =
        registry(move |line, _| at(line, "GET /v2/", || answer(401, &[("www-authenticate", realm)], "")))
            .await;
    let foreign = FailureKind::ForeignRealm { host: "auth.evil.invalid:8443".to_owned() };
    assert_eq!(kind(verdict(&server).await), foreign);
    let realm = r#"Bearer realm="http://auth.evil.invalid/token",service="s""#;
    let server =
        registry(move |line, _| at(line, "GET /v2/", || answer(401, &[("www-authenticate", realm)], "")))
            .await;
    let open = FailureKind::Insecure { host: "auth.evil.invalid".to_owned() };
    assert_eq!(kind(verdict(&server).await), open);
    assert_eq!(server.with_credential(), 0);
}

#[tokio::test]
async fn an_open_registry_is_not_shown_the_credential() {
    let server = registry(|line, _| at(line, "GET /v2/", || json(200, "{}"))).await;
    assert_eq!(verdict(&server).await, Verdict::CanPush(Destination::Unknown));
    assert_eq!(server.with_credential(), 0);
}

#[tokio::test]
async fn too_many_requests_say_from_when_on() {
    for (header, value) in [("retry-after", "60"), ("x-retry-after", "4102444800")] {
        for place in ["GET /v2/", "GET /token", "POST /v2/"] {
            let server = registry(move |line, _| {
                at(line, place, || answer(429, &[(header, value)], "Too Many Requests (HAP429)."))
            })
            .await;
            let Verdict::RateLimited { until: Some(until) } = verdict(&server).await else {
                panic!("{place} {header}")
            };
            assert!(until > now(), "{place} {header}");
        }
    }
}

#[tokio::test]
async fn what_servers_say_is_cleaned_and_never_quotes_the_secret() {
    for echo in ["s3cret-canary", "YW15OnMzY3JldC1jYW5hcnk=", "a \u{1b}]0;title\u{7}b"] {
        let server = registry(move |line, _| {
            let body = serde_json::json!({ "details": format!("no such user: {echo}") }).to_string();
            at(line, "GET /token", || json(401, &body))
        })
        .await;
        let (_, everything, _) = measured(&server).await;
        for hidden in ["s3cret-canary", "YW15OnMzY3JldC1jYW5hcnk", "\u{1b}", "title"] {
            assert!(!everything.contains(hidden), "{hidden} in {everything}");
        }
    }
}

#[tokio::test]
async fn asking_does_not_create_where_asking_could() {
    let quay = |granted: &'static str| {
        Server::start(move |base, asked: Received| async move {
            let line = asked.line();
            match line.as_str() {
                "GET /v2/" => {
                    let bearer = format!(r#"Bearer realm="{base}v2/auth",service="quay""#);
                    answer(401, &[("www-authenticate", &bearer)], "")
                }
                line if line.contains(":delete") => json(400, "{}"),
                line if line.starts_with("GET /v2/auth?") => {
                    json(200, &format!(r#"{{"token":"{granted}"}}"#))
                }
                "POST /v2/team/app/blobs/uploads/" => answer(202, &[("location", "/upload")], ""),
                other => panic!("nobody should ask {other}"),
            }
        })
    };
    // The claims grant nothing; then pulling and pushing.
    let nothing = quay("e30.eyJhY2Nlc3MiOltdfQ.c2ln").await;
    assert_eq!(verdict(&nothing).await, Verdict::NotDecided(Undecided::AskingWouldCreate));
    assert!(nothing.seen().iter().all(|asked| !asked.line().contains("push")));
    let claims = "eyJhY2Nlc3MiOlt7Im5hbWUiOiJ0ZWFtL2FwcCIsImFjdGlvbnMiOlsicHVsbCIsInB1c2giXX1dfQ";
    let there = quay(Box::leak(format!("e30.{claims}.c2ln").into_boxed_str())).await;
    assert_eq!(verdict(&there).await, Verdict::CanPush(Destination::Unknown));
}
