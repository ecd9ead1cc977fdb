//! The GitHub client: what it sends, and what it makes of answers, friendly ones and others.

use std::collections::BTreeMap;

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pushpilot::model::failure::{Failure, FailureKind, Odd};
use pushpilot::model::github::{Shelf, Slug};
use pushpilot::model::workflow_run::{Conclusion, State};
use pushpilot::outside::github::{EmptyCommit, GitHub, Watch, Which, Written};
use pushpilot::outside::http::Http;
use url::Url;

use super::server::{Received, Server, answer, json};

const TOKEN: &str = "ghp_canary0123456789";

fn github_at(api: Url) -> GitHub {
    let slug = Slug::parse("amyflash/music").expect("a repository");
    GitHub::new(&Http::default(), api, Some(TOKEN.to_owned().into()), slug)
}

fn github(server: &Server) -> GitHub {
    github_at(server.url.clone())
}

/// A server that knows these lines and answers 404 to all others.
async fn serving(answers: &'static [(&'static str, u16, &'static str)]) -> Server {
    Server::start(move |_, received: Received| async move {
        let line = received.line();
        let found = answers.iter().find(|(known, ..)| *known == line);
        found.map_or_else(|| json(404, r#"{"message":"Not Found"}"#), |(_, status, body)| json(*status, body))
    })
    .await
}

fn lines(server: &Server) -> Vec<String> {
    server.seen().iter().map(Received::line).collect()
}

fn text(received: &Received) -> serde_json::Value {
    serde_json::from_slice(&received.body).expect("JSON")
}

#[tokio::test]
async fn runs_jobs_and_files_are_read_whatever_is_missing_from_them() {
    let file = r#"{"type":"file","size":9,"encoding":"base64","content":"b246IHB1\nc2gK\n"}"#;
    let server = Server::start(move |_, received: Received| async move {
        match received.line().as_str() {
            "GET /repos/amyflash/music/actions/runs?per_page=20&branch=main" => json(
                200,
                r#"{"total_count":1,"workflow_runs":[{"id":7,"name":"Docker Build\u001b[2J and Push","path":".github/workflows/a.yml@main",
                "event":"push","head_branch":"main","head_sha":"abc","run_attempt":2,"status":"completed","conclusion":"failure",
                "workflow_id":3,"html_url":"javascript:alert(1)","created_at":"2020-01-20T09:42:40.000-08:00","actor":{"login":"dependabot[bot]"},
                "repository":{"full_name":"amyflash/music"},"head_repository":{"full_name":"eve/music"}}]}"#,
            ),
            "GET /repos/amyflash/music/actions/runs/7/jobs?filter=latest&per_page=100" => json(
                200,
                r#"{"total_count":1,"jobs":[{"id":9,"name":"build","status":"completed","conclusion":"failure","started_at":"2026-11-23T10:00:00Z",
                "completed_at":null,"steps":[{"name":"Set up job","status":"completed","conclusion":"success","number":1},
                {"name":"Build and push","status":"completed","conclusion":"failure","number":2}]}]}"#,
            ),
            "GET /repos/amyflash/music/contents/.github/workflows/a.yml?ref=abc" => json(200, file),
            _ => json(404, r#"{"message":"Not Found"}"#),
        }
    })
    .await;
    let github = github(&server);
    let runs = github.runs(Which { branch: Some("main"), ..Which::default() }).await.expect("runs");
    let run = &runs[0];
    assert_eq!((run.id, run.name.as_str(), run.attempt), (7, "Docker Build and Push", 2));
    assert_eq!((run.path.as_str(), run.url.as_str()), (".github/workflows/a.yml", ""));
    assert_eq!(run.state, State::Done(Conclusion::Failure));
    assert_eq!(run.created.map(|at| at.iso()).as_deref(), Some("2020-01-20T17:42:40Z"));
    assert!(run.from_fork);
    let jobs = github.jobs(7).await.expect("jobs");
    assert_eq!(jobs[0].failing_step().map(|step| step.name.as_str()), Some("Build and push"));
    assert_eq!(github.file(".github/workflows/a.yml", "abc").await.as_deref(), Ok("on: push\n"));
    assert_eq!(github.file("other", "abc").await.expect_err("is not there").status(), Some(404));
    for received in server.seen() {
        assert_eq!(received.authorization.as_deref(), Some(&*format!("Bearer {TOKEN}")));
        let header = |name| received.headers.get(name).map(|value| value.to_str().expect("ASCII").to_owned());
        assert_eq!(header("x-github-api-version").as_deref(), Some("2022-11-28"));
        assert_eq!(header("accept").as_deref(), Some("application/vnd.github+json"));
        assert!(header("user-agent").is_some_and(|agent| agent.starts_with("pushpilot/")));
    }
}

#[tokio::test]
async fn a_log_is_fetched_without_the_token() {
    let blob = Server::start(|_, received: Received| async move {
        match received.authorization {
            Some(_) => answer(403, &[], "AuthenticationFailed"),
            None => {
                answer(200, &[("content-type", "text/plain")], "\u{feff}2026-11-23T10:00:00.0000000Z hello\n")
            }
        }
    })
    .await;
    let (there, open) = (format!("{}log?sig=SECRET", blob.url), "http://blob.example/log?sig=SECRET");
    let server = Server::start(move |_, received: Received| {
        let there = there.clone();
        async move {
            match received.target.rsplit('/').nth(1) {
                Some("1") => answer(302, &[("location", &there)], ""),
                Some("2") => answer(302, &[("location", open)], ""),
                Some("3") => json(500, r#"{"message":"Failed to generate URL to download logs"}"#),
                Some("4") => json(404, r#"{"message":"Not Found"}"#),
                Some("5") => json(403, r#"{"message":"Must have admin rights to Repository."}"#),
                _ => answer(302, &[], ""),
            }
        }
    })
    .await;
    let github = github(&server);
    assert_eq!(github.job_log(1).await, Ok(Some("2026-11-23T10:00:00.0000000Z hello\n".to_owned())));
    assert_eq!(blob.with_credential(), 0);
    let insecure = github.job_log(2).await.expect_err("is not asked");
    assert_eq!(insecure.kind, FailureKind::Insecure { host: "blob.example".into() });
    assert!(!format!("{insecure:?}").contains("SECRET"));
    assert_eq!(github.job_log(3).await, Ok(None));
    assert_eq!(github.job_log(4).await, Ok(None));
    assert_eq!(github.job_log(5).await.expect_err("is refused").status(), Some(403));
    assert_eq!(
        github.job_log(6).await.expect_err("leads nowhere").kind,
        FailureKind::NotUnderstood(Odd::Incomplete)
    );
}

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
    assert_eq!(refused.kind, FailureKind::NotUnderstood(Odd::TooLarge));
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
    let refused = github.cancel(2).await.expect_err("is not followed").kind;
    assert!(matches!(refused, FailureKind::Redirected { .. }));
    assert_eq!(elsewhere.seen().len(), 0);
    let loops = github.cancel(3).await.expect_err("ends").kind;
    assert!(matches!(loops, FailureKind::Redirected { .. }));
}

#[tokio::test]
async fn limits_and_missing_permissions_are_told_apart() {
    let server = Server::start(|_, received: Received| async move {
        let say = |status, headers: &[(&str, &str)], message: &str| -> Response {
            answer(status, headers, format!(r#"{{"message":"{message}"}}"#))
        };
        match received.target.rsplit('/').next() {
            Some("1") => say(403, &[("retry-after", "30")], "You have exceeded a secondary rate limit"),
            Some("2") => say(
                403,
                &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795435260")],
                "API rate limit exceeded",
            ),
            Some("3") => {
                say(403, &[("x-ratelimit-remaining", "4000")], "You have exceeded a secondary rate limit")
            }
            Some("4") => say(
                403,
                &[("x-accepted-github-permissions", "actions=read")],
                "Resource not accessible by personal access token",
            ),
            Some("5") => say(403, &[("x-ratelimit-remaining", "4000")], "Must have admin rights"),
            _ => say(401, &[], "Bad credentials"),
        }
    })
    .await;
    let github = github(&server);
    let kind = async |id| github.run(id).await.map(drop).map_err(|failure: Failure| failure.kind);
    assert!(matches!(kind(1).await, Err(FailureKind::RateLimited { until: Some(_) })));
    let Err(FailureKind::RateLimited { until: Some(until) }) = kind(2).await else { panic!("a limit") };
    assert_eq!(until.iso(), "2026-11-23T12:01:00Z");
    assert!(matches!(kind(3).await, Err(FailureKind::RateLimited { until: Some(_) })));
    assert_eq!(kind(4).await, Err(FailureKind::NeedsPermission { needed: "actions=read".into() }));
    assert_eq!(kind(5).await, Err(FailureKind::Refused { status: 403, code: None }));
    assert_eq!(kind(6).await, Err(FailureKind::Refused { status: 401, code: None }));
}

#[tokio::test]
async fn lists_follow_their_next_page_but_not_to_another_host() {
    let server = Server::start(|base: Url, received: Received| async move {
        let (next, names) = match received.target.as_str() {
            "/repos/amyflash/music/actions/secrets?per_page=100" => {
                (format!("{base}repos/amyflash/music/actions/secrets?page=2"), r#"[{"name":"A"}]"#)
            }
            _ => (
                "http://evil.example/page".to_owned(),
                r#"[{"name":"B","updated_at":"2026-11-23T10:00:00Z"}]"#,
            ),
        };
        let link = format!(r#"<{next}>; rel="next""#);
        answer(200, &[("link", &link)], format!(r#"{{"total_count":2,"secrets":{names}}}"#))
    })
    .await;
    let secrets = github(&server).secrets(&Shelf::Repository).await.expect("lists");
    assert_eq!(secrets.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(server.seen().len(), 2);
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

#[tokio::test]
async fn a_watched_run_costs_one_request_a_look_and_mostly_none_of_the_limit() {
    let server = Server::start(|_, received: Received| async move {
        let known = received.headers.contains_key("if-none-match");
        if known {
            return answer(304, &[("etag", "W/\"1\"")], "");
        }
        let body = if received.target.contains("/jobs") {
            r#"{"total_count":1,"jobs":[{"id":9,"name":"build","status":"in_progress","steps":[]}]}"#
        } else {
            r#"{"id":7,"status":"in_progress"}"#
        };
        answer(200, &[("etag", "W/\"1\""), ("content-type", "application/json")], body)
    })
    .await;
    let github = github(&server);
    let mut watch = Watch::new(7);
    let first = watch.look(&github).await.expect("looks");
    assert!(first.changed);
    for _ in 0..5 {
        let seen = watch.look(&github).await.expect("looks");
        assert!(!seen.changed);
        assert_eq!(seen.jobs, first.jobs);
    }
    assert_eq!(server.seen().len(), 2 + 5);
    let tags: Vec<_> =
        server.seen().iter().filter_map(|seen| seen.headers.get("if-none-match").cloned()).collect();
    assert_eq!(tags, vec!["W/\"1\""; 5]);
}

#[tokio::test]
async fn the_end_of_a_run_is_seen_with_its_jobs() {
    let looks = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let server = Server::start(move |_, received: Received| {
        let looks = looks.clone();
        async move {
            let done = looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 2;
            let state = if done { r#""completed","conclusion":"success""# } else { r#""in_progress""# };
            let body = if received.target.contains("/jobs") {
                format!(r#"{{"total_count":1,"jobs":[{{"id":9,"name":"build","status":{state}}}]}}"#)
            } else {
                format!(r#"{{"id":7,"status":{state}}}"#)
            };
            answer(200, &[("content-type", "application/json")], body)
        }
    })
    .await;
    let github = github(&server);
    let mut watch = Watch::new(7);
    for look in 0.. {
        assert!(look < 10, "the end is never seen");
        let seen = watch.look(&github).await.expect("looks");
        if seen.run.state.is_done() {
            assert!(seen.run.state.succeeded() && seen.jobs.iter().all(|job| job.state.succeeded()));
            break;
        }
    }
}

#[tokio::test]
async fn what_a_token_may_do_is_measured_by_reading_only() {
    let server = Server::start(|_, received: Received| async move {
        match received.target.as_str() {
            "/user" => answer(
                200,
                &[
                    ("x-oauth-scopes", "repo, workflow"),
                    ("github-authentication-token-expiration", "2027-10-12 09:00:00 UTC"),
                ],
                r#"{"login":"amyflash"}"#,
            ),
            "/repos/amyflash/music/actions/variables?per_page=30" => {
                json(200, r#"{"total_count":0,"variables":[]}"#)
            }
            _ => json(403, r#"{"message":"Resource not accessible by personal access token"}"#),
        }
    })
    .await;
    use pushpilot::model::github::Permission;
    let github = github(&server);
    let facts = github.token_facts().await.expect("tells");
    assert_eq!(facts.login.as_deref(), Some("amyflash"));
    assert_eq!(facts.expires.map(|at| at.date()).as_deref(), Some("2027-10-12"));
    assert_eq!((facts.has_scope("public_repo"), facts.has_scope("admin:org")), (Some(true), Some(false)));
    assert_eq!(github.may_read(&Permission::Variables).await, Ok(true));
    assert_eq!(github.may_read(&Permission::Secrets).await, Ok(false));
    assert!(server.seen().iter().all(|seen| seen.method == "GET"));
}

#[tokio::test]
async fn an_enterprise_server_is_asked_below_its_own_path() {
    let server =
        serving(&[("GET /api/v3/repos/amyflash/music", 200, r#"{"id":1,"full_name":"amyflash/tunes"}"#)])
            .await;
    let github = github_at(server.url.join("/api/v3").expect("an address"));
    assert_eq!(github.repository().await.expect("is there").slug.to_string(), "amyflash/tunes");
}
