//! Tokens, permissions, limits, tags of answers, addresses.

use pushpilot::sandbox::Name;
use serde_json::json;

use super::client::{GitHub, REPOSITORY};

#[tokio::test]
async fn a_fine_grained_token_is_told_what_it_lacks() {
    let github = GitHub::changed(
        "all-well",
        "[[github.tokens]]\nname = 'mine'\npermissions = { secrets = 'read' }\nexpires_in_days = 30",
    )
    .await;
    let level = format!("{REPOSITORY}/actions");
    let refused = github.set(&level, "NAME", "value").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("x-accepted-github-permissions")),
        (403, "secrets=write")
    );
    assert_eq!(refused.json()["message"], "Resource not accessible by personal access token");
    assert!(refused.header("github-authentication-token-expiration").ends_with(" UTC"));
    assert!(refused.headers.get("x-oauth-scopes").is_none());
    // The repository is public: its runs can be seen, not started, and its logs want the permission.
    assert_eq!(github.get(&format!("{level}/runs")).await.status, 200);
    let job = github.jobs(&github.newest_run().await).await[0]["id"].clone();
    assert_eq!(github.get(&format!("{level}/jobs/{job}/logs")).await.status, 403);
    let start = github
        .send("POST", &format!("{level}/workflows/docker.yml/dispatches"), json!({"ref": "main"}))
        .await;
    assert_eq!(
        (start.status.as_u16(), start.header("x-accepted-github-permissions")),
        (403, "actions=write")
    );
    assert_eq!(github.get(&format!("{REPOSITORY}/dependabot/secrets/public-key")).await.status, 403);
}

#[tokio::test]
async fn a_classic_token_names_its_scopes_and_a_wrong_one_is_refused() {
    let mut github = GitHub::named("all-well").await;
    let user = github.get("/user").await;
    assert_eq!(
        (user.header("x-oauth-scopes"), &user.json()["login"]),
        ("repo, workflow", &json!("amyflash"))
    );
    github.token = "ghp_somebody".to_owned();
    let refused = github.get("/user").await;
    assert_eq!((refused.status.as_u16(), &refused.json()["message"]), (401, &json!("Bad credentials")));
    for more in ["scopes = ['repo']\nexpires_in_days = -1", "scopes = []"] {
        let github = GitHub::changed("all-well", &format!("[[github.tokens]]\nname = 'x'\n{more}")).await;
        let wanted = if more.contains("-1") { 401 } else { 403 };
        assert_eq!(github.get(&format!("{REPOSITORY}/actions/secrets")).await.status, wanted, "{more}");
    }
}

#[tokio::test]
async fn what_is_private_is_not_there_for_those_who_may_not_see_it() {
    let private =
        "[github.repository]\nprivate = true\n[[github.tokens]]\nname = 'x'\nscopes = ['public_repo']";
    let github = GitHub::changed("all-well", private).await;
    assert_eq!(github.get(REPOSITORY).await.status, 404);
    assert_eq!(github.get(&format!("{REPOSITORY}/actions/runs")).await.status, 404);
}

#[tokio::test]
async fn manners_are_wanted() {
    let github = GitHub::named("all-well").await;
    let url = format!("{}/user", github.practice.sandbox.github_url);
    let plain = || github.practice.request("GET".parse().unwrap(), &url).bearer_auth(&github.token);
    assert_eq!(github.practice.send(plain()).await.status, 403, "no User-Agent");
    let with = |name: &str, value: &str| plain().header("user-agent", "tests").header(name, value);
    assert_eq!(github.practice.send(with("accept", "text/plain")).await.status, 415);
    assert_eq!(github.practice.send(with("x-github-api-version", "2021-01-01")).await.status, 400);
    let newer = github.practice.send(with("x-github-api-version", "2026-03-10")).await;
    assert_eq!(newer.header("x-github-api-version-selected"), "2026-03-10");
    assert_eq!(github.get("/user/").await.status, 404, "a slash too many");
    assert_eq!(github.get("/nothing").await.status, 404);
    let url = format!("{REPOSITORY}/actions/secrets/NAME");
    let broken = github.practice.send(github.request("PUT", &url).body("{")).await;
    assert_eq!((broken.status.as_u16(), &broken.json()["message"]), (400, &json!("Problems parsing JSON")));
}

#[tokio::test]
async fn an_answer_that_is_known_costs_nothing() {
    let github = GitHub::named("all-well").await;
    let path = format!("{REPOSITORY}/actions/runs");
    let first = github.get(&path).await;
    let tag = first.header("etag").to_owned();
    let left: u32 = first.header("x-ratelimit-remaining").parse().unwrap();
    let again = github.practice.send(github.request("GET", &path).header("if-none-match", &tag)).await;
    assert_eq!((again.status.as_u16(), again.text.as_str(), again.header("etag")), (304, "", tag.as_str()));
    assert_eq!(again.header("x-ratelimit-remaining"), left.to_string());
    github.dispatch().await;
    let changed = github.practice.send(github.request("GET", &path).header("if-none-match", &tag)).await;
    assert_eq!(changed.status, 200);
    assert!(changed.header("x-ratelimit-remaining").parse::<u32>().unwrap() < left);
}

#[tokio::test]
async fn limits_end_what_goes_too_fast() {
    let github = GitHub::changed("all-well", "[github.service]\nrequests_per_hour = 3").await;
    for _ in 0..3 {
        assert_eq!(github.get(REPOSITORY).await.status, 200);
    }
    let limited = github.get(REPOSITORY).await;
    assert_eq!((limited.status.as_u16(), limited.header("x-ratelimit-remaining")), (403, "0"));
    assert!(limited.json()["message"].as_str().unwrap().starts_with("API rate limit exceeded"));
    let free = github.json("/rate_limit").await;
    assert_eq!((&free["rate"]["remaining"], &free["resources"]["core"]["limit"]), (&json!(0), &json!(3)));
    let github = GitHub::changed("all-well", "[github.service]\nwrites_per_minute = 1").await;
    let level = format!("{REPOSITORY}/actions");
    assert_eq!(github.set(&level, "A", "1").await.status, 201);
    let limited = github.set(&level, "B", "2").await;
    assert_eq!(limited.status, 403, "{}", limited.text);
    assert!(limited.header("retry-after").parse::<u32>().unwrap() <= 60);
    assert!(limited.json()["message"].as_str().unwrap().contains("secondary rate limit"));
    assert_eq!(github.get(&format!("{level}/secrets/B")).await.status, 404);
}

#[tokio::test]
async fn a_renamed_repository_leads_to_where_it_is_now() {
    let github = GitHub::changed("all-well", "[github.repository]\nrenamed_to = 'music'").await;
    let moved = github.get(&format!("{REPOSITORY}/actions/secrets?per_page=2")).await;
    assert_eq!(moved.status, 301);
    assert!(moved.location().starts_with(&github.practice.sandbox.github_url), "{}", moved.location());
    assert!(moved.location().ends_with("/actions/secrets?per_page=2"));
    assert_eq!(github.json(&moved.location()).await["total_count"], 2);
    let level = format!("{REPOSITORY}/actions/secrets/NAME");
    let write = github.send("PUT", &level, json!({})).await;
    assert_eq!(write.status, 307);
    let body = github.seal("/repos/amyflash/music/actions", "x").await;
    assert_eq!(github.send("PUT", &write.location(), body).await.status, 201);
}

#[tokio::test]
async fn archived_repositories_and_switched_off_actions_are_told_apart() {
    let github = GitHub::changed("all-well", "[github.repository]\narchived = true").await;
    assert_eq!(github.json(REPOSITORY).await["archived"], true);
    let refused = github.set(&format!("{REPOSITORY}/actions"), "NAME", "x").await;
    assert_eq!(refused.status, 403);
    assert!(refused.json()["message"].as_str().unwrap().contains("archived"));
    let github = GitHub::changed("all-well", "[github.repository]\nwithout_actions = true").await;
    assert_eq!(github.get(&format!("{REPOSITORY}/actions/permissions")).await.json()["enabled"], false);
    let path = format!("{REPOSITORY}/actions/workflows/docker.yml/dispatches");
    let off = github.send("POST", &path, json!({"ref": "main"})).await;
    assert_eq!((off.status.as_u16(), off.text.contains("has been disabled")), (422, true));
}

#[tokio::test]
async fn a_server_of_ones_own_is_told_apart_by_its_address() {
    let github = GitHub::named("all-well").await;
    let answer = github.get(&format!("/api/v3{REPOSITORY}")).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-github-enterprise-version")), (200, "3.19.2"));
    assert_eq!(github.json("/api/v3/meta").await["installed_version"], "3.19.2");
    let path = format!("/api/v3{REPOSITORY}/actions/workflows/docker.yml/dispatches");
    let refused = github.send("POST", &path, json!({"ref": "main", "return_run_details": true})).await;
    assert_eq!(refused.status, 422, "such servers do not know the field");
    assert_eq!(github.send("POST", &path, json!({"ref": "main"})).await.status, 204);
}

#[tokio::test]
async fn lists_come_in_pages_with_links() {
    let github = GitHub::named("all-well").await;
    let level = format!("{REPOSITORY}/actions");
    for name in ["A", "B", "C"] {
        assert_eq!(github.set(&level, name, "x").await.status, 201);
    }
    let page = github.get(&format!("{level}/secrets?per_page=2&page=2")).await;
    let shown = page.json();
    assert_eq!((&shown["total_count"], shown["secrets"].as_array().unwrap().len()), (&json!(5), 2));
    let link = page.header("link");
    for relation in ["prev", "next", "first", "last"] {
        assert!(link.contains(&format!("rel=\"{relation}\"")), "{link}");
    }
    let next = link.split(", ").find(|part| part.contains("\"next\"")).unwrap();
    let next = next.trim_start_matches('<').split('>').next().unwrap().to_owned();
    let last = github.get(&next).await;
    assert_eq!(last.json()["secrets"].as_array().unwrap().len(), 1);
    assert!(!last.header("link").contains("\"next\""));
}

#[tokio::test]
async fn only_the_machines_requests_are_told_of() {
    let github = GitHub::named("all-well").await;
    github.newest_run().await;
    let requests = github.practice.sandbox.requests();
    assert!(requests.iter().all(|request| request.service == Name::GitHub), "{requests:?}");
}

#[tokio::test]
async fn a_fork_names_its_project_which_can_be_looked_at_and_not_touched() {
    let github = GitHub::named("onboarding").await;
    let fork = github.json(REPOSITORY).await;
    assert_eq!((&fork["fork"], &fork["parent"]["full_name"]), (&json!(true), &json!(THEIRS)));
    let project = github.json(&format!("/repos/{THEIRS}")).await;
    assert_eq!((&project["fork"], &project["permissions"]["push"]), (&json!(false), &json!(false)));
    for path in ["actions/secrets", "actions/variables"] {
        assert_eq!(github.get(&format!("/repos/{THEIRS}/{path}")).await.status, 403, "{path}");
    }
    // Nothing is listed and nothing runs before somebody presses the button.
    let workflows = format!("{REPOSITORY}/actions/workflows");
    assert_eq!(github.json(&workflows).await["total_count"], 0);
    assert_eq!(github.send("POST", "/settings/actions", json!({})).await.status, 204);
    assert_eq!(github.json(&workflows).await["total_count"], 1);
}

const THEIRS: &str = "music-collective/music-management-system";
