//! Every lesson is true: a plain client, with the credential that the machine has, gets the verdict it announces.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use pushpilot::sandbox::{Effect, Sandbox, Scenario, Verdict, start};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::practice::Practice;

/// User and secret of the docker configuration that the scenario lays out.
fn credential(sandbox: &Sandbox) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let machine = sandbox.lay_out_machine(dir.path()).unwrap();
    let config = std::fs::read(machine.home.join(".docker/config.json")).unwrap();
    let config: Value = serde_json::from_slice(&config).unwrap();
    let auth =
        STANDARD.decode(config["auths"]["https://index.docker.io/v1/"]["auth"].as_str().unwrap()).unwrap();
    let (user, secret) = std::str::from_utf8(&auth).unwrap().split_once(':').unwrap();
    (user.to_owned(), secret.to_owned())
}

/// The verdict, and the answer that decided it.
async fn verdict(practice: &Practice, user: &str, secret: &str, image: &str) -> (Verdict, String) {
    let Ok(challenge) = practice.registry("GET", "/v2/", "").send().await else {
        return (Verdict::Unknown, "the connection broke".to_owned());
    };
    if challenge.status() != StatusCode::UNAUTHORIZED {
        return (Verdict::Unknown, challenge.text().await.unwrap());
    }
    let asked = practice.ask(Some((user, secret)), &[&format!("repository:{image}:pull,push")]).await;
    if asked.status != StatusCode::OK {
        return (Verdict::CannotPush, asked.text);
    }
    let body = asked.json();
    let token = body["token"].as_str().unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims = String::from_utf8(claims).unwrap();
    let upload =
        practice.send(practice.registry("POST", &format!("/v2/{image}/blobs/uploads/"), token)).await;
    let verdict = if upload.status == StatusCode::ACCEPTED { Verdict::CanPush } else { Verdict::CannotPush };
    (verdict, claims)
}

#[tokio::test]
async fn every_lesson_is_true() {
    // A newcomer has no credential yet; the other registries' lessons are asked by their own rules.
    let of_docker_hub = |one: &Scenario| {
        one.machine.project_file.is_none()
            && !one.expect.image.split('/').next().is_some_and(|host| host.contains('.'))
    };
    for mut scenario in Scenario::all().into_iter().filter(of_docker_hub) {
        scenario.faults.retain(|fault| !matches!(fault.effect, Effect::DelayMs(_)));
        let expect = scenario.expect.clone();
        let practice = Practice::of(start(scenario.clone()).await.unwrap());
        let (user, secret) = credential(&practice.sandbox);
        assert_eq!(user, expect.username, "{}", scenario.name);
        let (verdict, evidence) = verdict(&practice, &user, &secret, &expect.image).await;
        assert_eq!(verdict, expect.verdict, "{}: {evidence}", scenario.name);
        let sign = match expect.cause.as_deref() {
            Some("token-scope-insufficient") => "insufficient scopes",
            Some("token-expired-or-revoked" | "bad-credentials") => "incorrect username or password",
            Some("two-factor-needs-token") => "personal access token",
            Some("namespace-mismatch") => "\"actions\":[\"pull\"]",
            Some("rate-limited") => "Too Many Requests",
            Some("network-unreachable") => "the connection broke",
            None => "\"push\"",
            Some(other) => panic!("no sign is known for {other}"),
        };
        assert!(evidence.contains(sign), "{}: {evidence}", scenario.name);
        let workflow = &scenario.machine.workflows[0].text;
        // Nothing else in a workflow is looked up here; the owner is the remote's.
        let owner = scenario.machine.remote.rsplit([':', '/']).nth(1).unwrap();
        let workflow = workflow.replace("${{ github.repository_owner }}", owner);
        assert!(workflow.contains(&format!("images: {}\n", expect.image)), "{}: {workflow}", scenario.name);
    }
}

#[tokio::test]
async fn the_one_time_code_of_the_lesson_opens_a_session() {
    let scenario = Scenario::named("password-with-2fa").unwrap();
    let account = scenario.main_account().clone();
    let practice = Practice::of(start(scenario.clone()).await.unwrap());
    let code = account.totp.unwrap();
    assert!(scenario.lesson.en.contains(&code) && scenario.lesson.zh.contains(&code));
    let login = serde_json::json!({"username": account.name, "password": account.password});
    let asked = practice.hub("POST", "/v2/users/login", "", Some(login)).await.json();
    let second = serde_json::json!({"login_2fa_token": asked["login_2fa_token"], "code": code});
    assert_eq!(practice.hub("POST", "/v2/users/2fa-login", "", Some(second)).await.status, 200);
    let form = format!("{}/settings/personal-access-tokens/create", practice.sandbox.hub_url);
    let page = practice.send(practice.request(Method::GET, &form)).await;
    assert!(page.text.contains(&account.name));
}
