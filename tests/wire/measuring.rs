//! Measuring access, in rounds, against a small Docker Hub of this test's own.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pushpilot::model::access::{Actions, Level, Note, Progress, Question};
use pushpilot::model::image::{Image, Registry};
use pushpilot::model::verdict::{Destination, Ended, Undecided, Verdict, judge, level};
use pushpilot::outside::http::{Http, now};
use pushpilot::outside::registry::Session;
use tokio::sync::Barrier;
use url::Url;

use super::server::{Received, Server, answer, credential, json};

/// What a small Docker Hub knows: `amy`, her token's level, and three repositories.
#[derive(Clone, Copy, Debug)]
struct Hub {
    level: Level,
    /// What a refused pair is told.
    refusal: &'static str,
}

const WRONG: &str = r#"{"details":"incorrect username or password"}"#;
const WEAK: &str = r#"{"details":"access token has insufficient scopes"}"#;

impl Hub {
    fn with(level: Level) -> Self {
        Self { level, refusal: WRONG }
    }

    fn answer(self, base: &Url, asked: &Received) -> Response {
        let good = |pair: &str| pair == format!("Basic {}", STANDARD.encode("amy:right"));
        match asked.line().as_str() {
            "GET /v2/" => {
                let bearer = format!(r#"Bearer realm="{base}token",service="test""#);
                answer(401, &[("www-authenticate", &bearer)], "")
            }
            "POST /v2/auth/token" => {
                if String::from_utf8_lossy(&asked.body).contains(r#""secret":"right""#) {
                    json(200, r#"{"access_token":"hub-session"}"#)
                } else {
                    json(401, r#"{"message":"unauthorized"}"#)
                }
            }
            "GET /v2/namespaces/amy/repositories/app" => {
                json(200, r#"{"is_private":false,"permissions":{"write":false}}"#)
            }
            "GET /v2/namespaces/amy/repositories/hidden"
                if asked.authorization.as_deref() == Some("Bearer hub-session") =>
            {
                json(200, r#"{"is_private":true,"permissions":{"read":true,"write":true}}"#)
            }
            line if line.starts_with("GET /v2/namespaces/") => json(404, r#"{"message":"not found"}"#),
            line if line.starts_with("GET /token?") => {
                if !asked.authorization.as_deref().is_some_and(good) {
                    return json(401, self.refusal);
                }
                let scope = line.rsplit("scope=repository:").next().expect("a scope");
                let (name, actions) = scope.rsplit_once(':').expect("actions");
                let needs = match actions {
                    "pull" => Level::Read,
                    "pull,push" => Level::Write,
                    _ => Level::Delete,
                };
                if needs > self.level {
                    return json(401, WEAK);
                }
                let granted = match (name.starts_with("amy/"), actions) {
                    (true, actions) => actions.replace(',', "\",\""),
                    (false, "pull" | "pull,push") => "pull".to_owned(),
                    (false, _) => String::new(),
                };
                let claims = format!(r#"{{"access":[{{"name":"{name}","actions":["{granted}"]}}]}}"#);
                let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
                json(200, &format!(r#"{{"token":"{token}"}}"#))
            }
            line if line.starts_with("POST /v2/amy/") && line.ends_with("/blobs/uploads/") => {
                assert!(asked.authorization.as_deref().is_some_and(|token| token.starts_with("Bearer ")));
                answer(202, &[("location", "/upload/1?_state=x")], "")
            }
            line if line.starts_with("DELETE /upload/1") => answer(204, &[], ""),
            other => panic!("nobody should ask {other}"),
        }
    }

    async fn start(self) -> Server {
        Server::start(move |base, asked| async move { self.answer(&base, &asked) }).await
    }
}

fn session(server: &Server, secret: &str) -> Session {
    let hub = Registry::docker_hub();
    let pair = credential(&hub, "amy", secret);
    Session::new(&Http::default(), &server.endpoints(), &hub, Some(pair), vec![]).expect("a session")
}

async fn verdict(server: &Server, image: &str, secret: &str) -> Verdict {
    let image = Image::parse(image).expect("an image");
    let (measured, _) = session(server, secret).measure(&image, &|_| ()).await;
    judge(&measured, &Note::default(), now())
}

#[tokio::test]
async fn every_verdict_of_the_table_is_measured() {
    let strong = Hub::with(Level::Write).start().await;
    let weak = Hub::with(Level::Read).start().await;
    let exists = |private| Verdict::CanPush(Destination::Exists { private });
    assert_eq!(verdict(&strong, "amy/app", "right").await, exists(false));
    assert_eq!(verdict(&strong, "amy/hidden", "right").await, exists(true));
    assert_eq!(verdict(&strong, "amy/new", "right").await, Verdict::CanPush(Destination::WillBeCreated));
    assert_eq!(verdict(&strong, "bob/app", "right").await, Verdict::NotYourNamespace);
    assert_eq!(verdict(&strong, "amy/app", "wrong").await, Verdict::WrongCredential);
    let read = Some(Level::Read);
    assert_eq!(verdict(&weak, "amy/app", "right").await, Verdict::TokenTooWeak { level: read });
    // The level comes first: a foreign namespace does not hide it.
    assert_eq!(verdict(&weak, "bob/app", "right").await, Verdict::TokenTooWeak { level: read });
}

#[tokio::test]
async fn a_good_credential_has_its_verdict_after_three_rounds() {
    let rounds = Arc::new([Barrier::new(2), Barrier::new(2), Barrier::new(6)]);
    let server = Server::start(move |base, asked: Received| {
        let rounds = rounds.clone();
        async move {
            // Nobody is answered before everybody of the round has asked: a client that asks one after
            // another gets no answer at all.
            let line = asked.line();
            let round = match line.as_str() {
                "GET /v2/" => 0,
                "GET /v2/namespaces/amy/repositories/hidden" if asked.authorization.is_none() => 0,
                "POST /v2/auth/token" => 1,
                line if line.contains("repository:amy/hidden:pull,push") => 1,
                _ => 2,
            };
            rounds[round].wait().await;
            Hub::with(Level::Delete).answer(&base, &asked)
        }
    })
    .await;
    let image = Image::parse("amy/hidden:1").expect("an image");
    let (measured, upload) = session(&server, "right").measure(&image, &|_| ()).await;
    assert!(upload.is_some());
    assert_eq!(level(&measured), Some(Level::Delete));
    assert_eq!(
        judge(&measured, &Note::default(), now()),
        Verdict::CanPush(Destination::Exists { private: true })
    );
    assert_eq!(server.seen().len(), 10);
}

#[tokio::test]
async fn a_wrong_secret_travels_twice_however_many_images_are_asked_for() {
    let server = Hub::with(Level::Write).start().await;
    let session = session(&server, "wrong");
    let images: Vec<Image> =
        (0..20).map(|n| Image::parse(&format!("amy/app-{n}")).expect("an image")).collect();
    let all = images.iter().map(|image| session.measure(image, &|_| ()));
    for (measured, upload) in futures_util::future::join_all(all).await {
        assert!(upload.is_none());
        assert_eq!(judge(&measured, &Note::default(), now()), Verdict::WrongCredential);
    }
    let asked = server.seen();
    let count = |start: &str| asked.iter().filter(|asked| asked.line().starts_with(start)).count();
    assert_eq!(count("GET /token"), 1);
    assert_eq!(count("POST /v2/auth/token"), 1);
}

#[tokio::test]
async fn unknown_words_of_refusal_cost_one_more_question_at_most() {
    // The Hub API says no as well: enough.
    let plain = Hub { refusal: "unauthorized: account is not available", ..Hub::with(Level::Write) };
    let server = plain.start().await;
    assert_eq!(verdict(&server, "amy/app", "wrong").await, Verdict::WrongCredential);
    assert_eq!(server.with_credential(), 1);
    // The Hub API is down: one question finds out whether the secret is alive.
    let server = Server::start(move |base, asked: Received| async move {
        match asked.line().as_str() {
            "POST /v2/auth/token" => answer(503, &[], "down"),
            _ => plain.answer(&base, &asked),
        }
    })
    .await;
    assert_eq!(verdict(&server, "amy/app", "wrong").await, Verdict::WrongCredential);
    assert_eq!(server.with_credential(), 2);
}

#[tokio::test]
async fn a_token_that_ended_is_told_from_a_wrong_one_by_evidence_only() {
    let server = Hub { refusal: r#"{"details":"token expired"}"#, ..Hub::with(Level::Write) }.start().await;
    assert_eq!(verdict(&server, "amy/app", "wrong").await, Verdict::ExpiredOrRevoked(Ended::Said));
    let server = Hub::with(Level::Write).start().await;
    let image = Image::parse("amy/app").expect("an image");
    let (measured, _) = session(&server, "wrong").measure(&image, &|_| ()).await;
    let note = Note { expires: Some(now()), ..Note::default() };
    assert!(matches!(judge(&measured, &note, now()), Verdict::ExpiredOrRevoked(Ended::Expired { .. })));
    let note = Note { proven: Some(now()), ..Note::default() };
    assert!(matches!(judge(&measured, &note, now()), Verdict::ExpiredOrRevoked(Ended::Proven { .. })));
}

#[tokio::test]
async fn services_that_contradict_each_other_yield_no_verdict() {
    let server = Server::start(|base, asked: Received| async move {
        match asked.line().as_str() {
            "POST /v2/auth/token" => json(200, r#"{"access_token":"hub-session"}"#),
            _ => Hub::with(Level::Write).answer(&base, &asked),
        }
    })
    .await;
    let found = verdict(&server, "amy/app", "wrong").await;
    assert_eq!(found, Verdict::NotDecided(Undecided::ServicesDisagree));
}

#[tokio::test]
async fn what_is_the_same_for_all_images_is_asked_once() {
    let server = Hub::with(Level::Write).start().await;
    let session = session(&server, "right");
    for name in ["amy/app", "amy/new", "amy/hidden"] {
        let image = Image::parse(name).expect("an image");
        let (measured, upload) = session.measure(&image, &|_| ()).await;
        assert!(upload.expect("an upload").cancel().await, "{name}");
        assert_eq!(level(&measured), Some(Level::Write));
    }
    let asked = server.seen();
    let count = |part: &str| asked.iter().filter(|asked| asked.line().contains(part)).count();
    assert_eq!(count("GET /v2/namespaces"), 5, "twice where nobody sees it, once where everybody does");
    assert_eq!(asked.iter().filter(|asked| asked.line() == "GET /v2/").count(), 1);
    assert_eq!(count("POST /v2/auth/token"), 1);
    assert_eq!(count("repository:library/alpine:"), 3);
    assert_eq!(count("DELETE /upload/1"), 3);
}

#[tokio::test]
async fn every_question_is_told_when_it_is_asked_and_when_it_is_answered() {
    let server = Hub::with(Level::Write).start().await;
    let told = Mutex::new(Vec::new());
    let tell = |progress: Progress| told.lock().expect("no panic while held").push(progress);
    let image = Image::parse("amy/app").expect("an image");
    session(&server, "right").measure(&image, &tell).await;
    let told = told.into_inner().expect("no panic while held");
    for question in [
        Question::Challenge,
        Question::Repository,
        Question::SignIn,
        Question::Target(Actions::PULL_PUSH),
        Question::Target(Actions::DELETE),
        Question::Level(Actions::PULL),
        Question::Level(Actions::PULL_PUSH),
        Question::Level(Actions::DELETE),
        Question::Upload,
    ] {
        let of = |progress: &&Progress| match progress {
            Progress::Asking(asked) | Progress::Answered { question: asked, .. } => *asked == question,
        };
        let steps: Vec<&Progress> = told.iter().filter(of).collect();
        assert!(
            matches!(steps.as_slice(), [Progress::Asking(_), Progress::Answered { .. }]),
            "{question:?}: {steps:?}"
        );
    }
}
