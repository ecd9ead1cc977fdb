//! A practice GitHub and a plain HTTP client with one token.

use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_box::{PublicKey, aead::OsRng};
use pushpilot::sandbox::{Scenario, start};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::practice::{Answer, Practice};

/// The path of the scenarios' repository.
pub const REPOSITORY: &str = "/repos/amyflash/music-management-system";
pub const IMAGE: &str = "amyflash/music-management-system";

pub struct GitHub {
    pub practice: Practice,
    pub token: String,
}

impl GitHub {
    pub async fn of(scenario: Scenario) -> Self {
        let practice = Practice::of(start(scenario).await.unwrap());
        let token = practice.sandbox.summary().github_token;
        Self { practice, token }
    }

    pub async fn named(scenario: &str) -> Self {
        Self::of(Scenario::named(scenario).unwrap()).await
    }

    /// A scenario of the program with another text in it.
    pub async fn changed(scenario: &str, extra: &str) -> Self {
        let file = format!("{}/assets/scenarios/{scenario}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).unwrap();
        Self::of(Scenario::parse(&format!("{text}\n{extra}")).unwrap()).await
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.practice.sandbox.github_url)
        } else {
            path.into()
        };
        self.practice
            .request(method.parse::<Method>().unwrap(), &url)
            .header("user-agent", "tests")
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28")
            .bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.practice.send(self.request("GET", path)).await
    }

    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.practice.send(self.request(method, path).json(&body)).await
    }

    /// What a client sends for a secret of this level.
    pub async fn seal(&self, level: &str, value: &str) -> Value {
        let key = self.json(&format!("{level}/secrets/public-key")).await;
        json!({"encrypted_value": seal(key["key"].as_str().unwrap(), value), "key_id": key["key_id"]})
    }

    pub async fn set(&self, level: &str, name: &str, value: &str) -> Answer {
        let body = self.seal(level, value).await;
        self.send("PUT", &format!("{level}/secrets/{name}"), body).await
    }

    pub async fn newest_run(&self) -> Value {
        self.json(&format!("{REPOSITORY}/actions/runs?per_page=1")).await["workflow_runs"][0].clone()
    }

    /// Asks until the run is over.
    pub async fn finished(&self, id: u64) -> Value {
        let deadline = Instant::now() + Duration::from_secs(60);
        // Asked without pause on a busy machine, GitHub's limit would be used up before the run ends.
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        loop {
            pace.tick().await;
            let run = self.json(&format!("{REPOSITORY}/actions/runs/{id}")).await;
            if run["status"] == "completed" {
                return run;
            }
            assert!(Instant::now() < deadline, "it never ended: {run}");
        }
    }

    /// Starts the first workflow by hand and waits for its end.
    pub async fn dispatch(&self) -> Value {
        let path = format!("{REPOSITORY}/actions/workflows/docker.yml/dispatches");
        let body = json!({"ref": "main", "return_run_details": true});
        let answer = self.send("POST", &path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.finished(answer.json()["workflow_run_id"].as_u64().unwrap()).await
    }

    pub async fn jobs(&self, run: &Value) -> Vec<Value> {
        let jobs = self.json(&format!("{REPOSITORY}/actions/runs/{}/jobs", run["id"])).await;
        jobs["jobs"].as_array().unwrap().clone()
    }

    /// The log of the run's first job.
    pub async fn log(&self, run: &Value) -> String {
        let job = self.jobs(run).await[0]["id"].clone();
        let answer = self.get(&format!("{REPOSITORY}/actions/jobs/{job}/logs")).await;
        assert_eq!(answer.status, 302, "{}", answer.text);
        let fetched = self.practice.send(self.practice.request(Method::GET, &answer.location())).await;
        assert_eq!(fetched.status, 200, "{}", fetched.text);
        fetched.text
    }
}

pub fn seal(key: &str, value: &str) -> String {
    let key: [u8; 32] = STANDARD.decode(key).unwrap().try_into().unwrap();
    STANDARD.encode(PublicKey::from(key).seal(&mut OsRng, value.as_bytes()).unwrap())
}
