//! Changing: secrets, dispatches, commits; each request once.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pushpilot::model::failure::FailureKind;
use pushpilot::model::github::Shelf;
use pushpilot::outside::github::{EmptyCommit, Written};
use url::Url;

use super::super::server::{Received, Server, answer, json};
use super::{github, lines, text};

#[tokio::test]
async fn two_secrets_are_three_requests_on_one_connection() {
    let owner = crypto_box::SecretKey::generate(&mut crypto_box::aead::OsRng);
    let key = STANDARD.encode(owner.public_key().as_bytes());
    let server = Server::start(move |_, received: Received| {
        let key = key.clone();
        async move {
            match (received.method.as_str(), received.target.rsplit('/').next()) {
                ("GET", Some("public-key")) => json(200, &format!(r#"{{"key_id":"k1","key":"{key}"}}"#)),
                ("PUT", Some("DOCKER_USERNAME")) => json(201, "{}"),
                _ => answer(204, &[], ""),
            }
        }
    })
    .await;
    let github = github(&server);
    let shelf = Shelf::Repository;
    let key = github.public_key(&shelf).await.expect("a key");
    let put = async |name, value: &str| {
        github.put_secret(&shelf, name, &value.to_owned().into(), &key, 0).await.expect("is written")
    };
    assert_eq!(put("DOCKER_USERNAME", "amyflash").await, Written::Created);
    assert_eq!(put("DOCKER_PASSWORD", "dckr_pat_canary").await, Written::Updated);
    assert_eq!(
        lines(&server),
        [
            "GET /repos/amyflash/music/actions/secrets/public-key",
            "PUT /repos/amyflash/music/actions/secrets/DOCKER_USERNAME",
            "PUT /repos/amyflash/music/actions/secrets/DOCKER_PASSWORD",
        ]
    );
    assert_eq!(server.connections(), 1);
    let sent = text(&server.seen()[2]);
    assert_eq!(sent["key_id"], "k1");
    let sealed = STANDARD.decode(sent["encrypted_value"].as_str().expect("a text")).expect("base64");
    assert_eq!(owner.unseal(&sealed).expect("opens"), b"dckr_pat_canary");
    assert!(!server.seen()[2].body.windows(15).any(|part| part == b"dckr_pat_canary"));
    let long = "x".repeat(48 * 1024 + 1).into();
    let refused = github.put_secret(&shelf, "LONG", &long, &key, 0).await.expect_err("is too long");
    assert_eq!(refused.kind, FailureKind::SecretTooLong { name: "LONG".into(), bytes: 48 * 1024 + 1 });
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn an_organization_s_secret_keeps_its_audience() {
    let owner = crypto_box::SecretKey::generate(&mut crypto_box::aead::OsRng);
    let key = STANDARD.encode(owner.public_key().as_bytes());
    let server = Server::start(move |_, received: Received| {
        let key = key.clone();
        async move {
            match received.line().as_str() {
                "GET /orgs/acme/actions/secrets/public-key" => {
                    json(200, &format!(r#"{{"key_id":"k","key":"{key}"}}"#))
                }
                "GET /orgs/acme/actions/secrets/KNOWN" => {
                    json(200, r#"{"name":"KNOWN","visibility":"selected"}"#)
                }
                "GET /orgs/acme/actions/secrets/KNOWN/repositories?per_page=100" => {
                    json(200, r#"{"total_count":2,"repositories":[{"id":5},{"id":6}]}"#)
                }
                line if line.starts_with("PUT ") => answer(204, &[], ""),
                _ => json(404, "{}"),
            }
        }
    })
    .await;
    let github = github(&server);
    let shelf = Shelf::Organization("acme".into());
    let key = github.public_key(&shelf).await.expect("a key");
    for (name, selected) in [("KNOWN", vec![5, 6]), ("NEW", vec![42])] {
        github.put_secret(&shelf, name, &"v".to_owned().into(), &key, 42).await.expect("is written");
        let sent = text(server.seen().last().expect("was asked"));
        assert_eq!(
            (&sent["visibility"], &sent["selected_repository_ids"]),
            (&"selected".into(), &selected.into())
        );
    }
}

#[tokio::test]
async fn a_dispatch_tells_its_run_or_the_run_is_found() {
    let server = Server::start(|_, received: Received| async move {
        let body: serde_json::Value = serde_json::from_slice(&received.body).unwrap_or_default();
        let wants = body.get("return_run_details").is_some();
        match received.line().as_str() {
            "POST /repos/amyflash/music/actions/workflows/new.yml/dispatches" => {
                json(200, r#"{"workflow_run_id":11,"run_url":"","html_url":""}"#)
            }
            "POST /repos/amyflash/music/actions/workflows/old.yml/dispatches" if wants => {
                json(422, r#"{"message":"Invalid request.\n\n\"return_run_details\" is not a permitted key."}"#)
            }
            "POST /repos/amyflash/music/actions/workflows/old.yml/dispatches" => {
                answer(204, &[("date", "Mon, 23 Nov 2026 10:00:00 GMT")], "")
            }
            "POST /repos/amyflash/music/actions/workflows/none.yml/dispatches" => {
                json(422, r#"{"message":"Workflow does not have 'workflow_dispatch' trigger"}"#)
            }
            line if line.starts_with("GET /repos/amyflash/music/actions/workflows/old.yml/runs?") => json(
                200,
                r#"{"workflow_runs":[{"id":14,"created_at":"2026-11-23T10:00:05Z"},{"id":13,"created_at":"2026-11-23T10:00:00Z"},
                {"id":12,"created_at":"2026-11-23T09:00:00Z"}]}"#,
            ),
            _ => json(404, "{}"),
        }
    })
    .await;
    let github = github(&server);
    let inputs: BTreeMap<_, _> = [("tag".to_owned(), "1.0".to_owned())].into();
    let told = github.dispatch("new.yml", "main", &inputs).await.expect("starts");
    assert_eq!(told.run, Some(11));
    assert_eq!(
        text(&server.seen()[0]),
        serde_json::json!({"ref":"main","return_run_details":true,"inputs":{"tag":"1.0"}})
    );
    let quiet = github.dispatch("old.yml", "main", &BTreeMap::new()).await.expect("starts");
    assert_eq!((quiet.run, quiet.at.iso().as_str()), (None, "2026-11-23T10:00:00Z"));
    let found = github.dispatched_run("old.yml", "main", quiet.at).await.expect("lists");
    assert_eq!(found.map(|run| run.id), Some(13));
    let before = server.seen().len();
    let refused = github.dispatch("none.yml", "main", &BTreeMap::new()).await.expect_err("is refused");
    assert!(refused.said.contains("trigger"), "{refused:?}");
    assert_eq!(server.seen().len(), before + 1);
}

#[tokio::test]
async fn a_write_that_fails_is_not_repeated() {
    let server = Server::start(|_, _| async { answer(502, &[], "") }).await;
    let github = github(&server);
    assert!(github.rerun_failed(7).await.is_err());
    assert!(github.cancel(7).await.is_err());
    assert!(github.dispatch("a.yml", "main", &BTreeMap::new()).await.is_err());
    assert!(github.put_variable(None, "A", "b", false).await.is_err());
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn redirects_of_a_renamed_repository_keep_method_and_body_and_the_token_at_home() {
    let elsewhere = Server::start(|_, _| async { json(200, "{}") }).await;
    let foreign = elsewhere.url.to_string();
    let server = Server::start(move |base: Url, received: Received| {
        let foreign = foreign.clone();
        async move {
            let at = |path: &str| base.join(path).expect("an address").to_string();
            match received.target.as_str() {
                "/repos/amyflash/music/actions/runs/1/cancel" => {
                    answer(307, &[("location", &at("/repositories/5/actions/runs/1/cancel"))], "")
                }
                "/repos/amyflash/music/actions/variables/A" => {
                    answer(301, &[("location", &at("/repositories/5/actions/variables/A"))], "")
                }
                // 302 after a write may mean that it is done and can be looked at there.
                "/repos/amyflash/music/actions/runs/4/cancel" => {
                    answer(302, &[("location", &at("/repositories/5/actions/runs/4"))], "")
                }
                "/repos/amyflash/music/actions/runs/2/cancel" => answer(307, &[("location", &foreign)], ""),
                "/repos/amyflash/music/actions/runs/3/cancel" => {
                    answer(307, &[("location", &at("/repos/amyflash/music/actions/runs/3/cancel"))], "")
                }
                _ => answer(204, &[], ""),
            }
        }
    })
    .await;
    let github = github(&server);
    github.cancel(1).await.expect("follows");
    github.put_variable(None, "A", "b", true).await.expect("follows");
    assert_eq!(
        lines(&server)[2..],
        ["PATCH /repos/amyflash/music/actions/variables/A", "PATCH /repositories/5/actions/variables/A"]
    );
    assert_eq!(text(&server.seen()[3]), serde_json::json!({"name":"A","value":"b"}));
    let before = server.seen().len();
    let done = github.cancel(4).await.expect_err("is not repeated").kind;
    assert!(matches!(done, FailureKind::Redirected { .. }), "{done:?}");
    assert_eq!(server.seen().len(), before + 1);
    let refused = github.cancel(2).await.expect_err("is not followed").kind;
    assert!(matches!(refused, FailureKind::Redirected { .. }));
    assert_eq!(elsewhere.seen().len(), 0);
    let loops = github.cancel(3).await.expect_err("ends").kind;
    assert!(matches!(loops, FailureKind::Redirected { .. }));
}

#[tokio::test]
async fn an_empty_commit_keeps_the_tree_of_its_parent() {
    let server = Server::start(|_, received: Received| async move {
        let body: serde_json::Value = serde_json::from_slice(&received.body).unwrap_or_default();
        match received.line().as_str() {
            "GET /repos/amyflash/music/git/ref/heads/main" => json(200, r#"{"object":{"sha":"p"}}"#),
            "GET /repos/amyflash/music/git/commits/p" => {
                json(200, r#"{"sha":"p","tree":{"sha":"t"},"message":"m"}"#)
            }
            "POST /repos/amyflash/music/git/commits" => {
                assert_eq!((&body["tree"], &body["parents"]), (&"t".into(), &serde_json::json!(["p"])));
                json(201, r#"{"sha":"c","tree":{"sha":"t"}}"#)
            }
            "PATCH /repos/amyflash/music/git/refs/heads/main" => {
                assert_eq!(body, serde_json::json!({"sha":"c","force":false}));
                json(200, "{}")
            }
            _ => json(404, "{}"),
        }
    })
    .await;
    let made = github(&server).empty_commit("main", "Start the build again").await;
    assert_eq!(made, Ok(EmptyCommit::Made { sha: "c".into() }));
    let raw: Vec<String> = server.seen().iter().map(|seen| seen.raw.clone()).collect();
    assert!(raw[0].ends_with("/git/ref/heads%2Fmain"), "{raw:?}");
}

#[tokio::test]
async fn a_rule_that_forbids_the_commit_is_told_from_a_moved_branch() {
    let moved = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    for rule in [true, false] {
        let moved = moved.clone();
        let server = Server::start(move |_, received: Received| {
            let moved = moved.clone();
            async move {
                match (received.method.as_str(), received.target.rsplit('/').nth(1)) {
                    ("GET", Some("heads")) => {
                        let count =
                            if rule { 0 } else { moved.fetch_add(1, std::sync::atomic::Ordering::Relaxed) };
                        json(200, &format!(r#"{{"object":{{"sha":"p{count}"}}}}"#))
                    }
                    ("PATCH", _) => json(422, r#"{"message":"Repository rule violations found"}"#),
                    ("POST", _) => json(201, r#"{"sha":"c","tree":{"sha":"t"}}"#),
                    _ => json(200, r#"{"sha":"p","tree":{"sha":"t"}}"#),
                }
            }
        })
        .await;
        let made = github(&server).empty_commit("main", "m").await;
        if rule {
            let Ok(EmptyCommit::Refused(failure)) = made else { panic!("{made:?}") };
            assert!(failure.said.contains("rule"));
        } else {
            assert!(made.is_err());
        }
        let writes = lines(&server).iter().filter(|line| line.starts_with("PATCH")).count();
        assert_eq!(writes, if rule { 1 } else { 3 });
    }
}
