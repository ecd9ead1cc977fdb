//! Looking: runs, logs, lists, limits, permissions.

use axum::response::Response;
use pushpilot::model::failure::{Failure, FailureKind, Odd};
use pushpilot::model::github::{Permission, Shelf};
use pushpilot::model::workflow_run::{Conclusion, State};
use pushpilot::outside::github::{Watch, Which};
use url::Url;

use super::super::server::{Received, Server, answer, json};
use super::{TOKEN, github, github_at, serving};

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
            Some("7") => say(403, &[], "Repository was archived so is read-only."),
            Some("8") => say(422, &[], "Actions has been disabled for this repository."),
            Some("9") => say(422, &[], "Actions has been disabled for this user."),
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
    assert_eq!(kind(7).await, Err(FailureKind::Archived));
    assert_eq!(kind(8).await, Err(FailureKind::ActionsOff { account: false }));
    assert_eq!(kind(9).await, Err(FailureKind::ActionsOff { account: true }));
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
