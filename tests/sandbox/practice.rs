//! A practice world with one of everything, and a plain HTTP client.

use pushpilot::sandbox::{Sandbox, Scenario, start};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, RequestBuilder, StatusCode, redirect};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Accounts with and without a second factor, an organization, tokens of every level and state, repositories
/// of every kind.
const WORLD: &str = r#"
name = "everything"
title = { en = "Everything", zh = "全部" }
lesson = { en = "For tests.", zh = "用于测试。" }

[[accounts]]
name = "amy"
email = "amy@example.com"
password = "amys password"
default_privacy = "private"

[[accounts]]
name = "bob"
email = "bob@example.com"
password = "bobs password"
totp = "123456"

[[organizations]]
name = "team"
members = [{ account = "amy", right = "write" }, { account = "bob", right = "read" }]

[machine]
remote = "https://github.com/amy/app.git"
keyring = "locked"
workflows = [{ file = "build.yml", text = "on: push\n" }]
credentials = [
    { where = "docker-config", user = "amy", token = "read" },
    { where = "containers-auth", user = "amy" },
    { where = "environment", user = "amy", token = "write" },
    { where = "keyring", user = "amy", token = "delete" },
]

[expect]
image = "amy/app"
username = "amy"
verdict = "can-push"
"#;

const TOKENS: [(&str, &str, &str, &str); 8] = [
    ("public-read", "amy", "public-read", ""),
    ("read", "amy", "read", ""),
    ("write", "amy", "write", "created_days_ago = 40\nlast_used_days_ago = 2"),
    ("delete", "amy", "delete", "expires_in_days = 30"),
    ("expired", "amy", "write", "expires_in_days = -1"),
    ("inactive", "amy", "write", "active = false"),
    ("bobs", "bob", "write", ""),
    ("teams", "team", "delete", ""),
];

const REPOSITORIES: [(&str, &str, &str); 7] = [
    ("amy", "app", "tags = ['1', '2', '3']"),
    ("amy", "secret", "private = true\ntags = ['1']"),
    ("amy", "fixed", "immutable = true\ntags = ['1']"),
    ("amy", "old", "archived = true\ntags = ['1']"),
    ("bob", "app", "tags = ['1']"),
    ("bob", "secret", "private = true\ntags = ['1']"),
    ("team", "app", "tags = ['1']"),
];

pub struct Practice {
    pub sandbox: Sandbox,
    http: reqwest::Client,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        value.to_str().unwrap()
    }

    pub fn location(&self) -> String {
        self.header(LOCATION.as_str()).to_owned()
    }

    /// The code of the first error in the registry's shape.
    pub fn code(&self) -> String {
        let body = self.json();
        let error = &body["errors"][0];
        assert!(error["message"].is_string(), "{body}");
        error["code"].as_str().unwrap_or_else(|| panic!("no code in {body}")).to_owned()
    }
}

impl Practice {
    pub async fn begin() -> Self {
        Self::with("").await
    }

    /// `extra` is more of the scenario, for example its `[service]`.
    pub async fn with(extra: &str) -> Self {
        Self::of(start(Scenario::parse(&world(extra)).unwrap()).await.unwrap())
    }

    pub fn of(sandbox: Sandbox) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let http = reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        Self { sandbox, http }
    }

    pub fn secret(&self, token: &str) -> String {
        self.sandbox.token(token).unwrap()
    }

    pub fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.http.request(method, url)
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    /// A request to the Hub API; an empty session is none.
    pub async fn hub(&self, method: &str, path: &str, session: &str, body: Option<Value>) -> Answer {
        let url = format!("{}{path}", self.sandbox.hub_url);
        let mut request = self.request(method.parse().unwrap(), &url);
        if !session.is_empty() {
            request = request.bearer_auth(session);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await
    }

    pub async fn session(&self, user: &str, secret: &str) -> String {
        let body = json!({"identifier": user, "secret": secret});
        let answer = self.hub("POST", "/v2/auth/token", "", Some(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn token_session(&self, token: &str) -> String {
        let user = if token == "teams" { "team" } else { "amy" };
        self.session(user, &self.secret(token)).await
    }

    /// A question to the token service; without a user it is anonymous.
    pub async fn ask(&self, user: Option<(&str, &str)>, scopes: &[&str]) -> Answer {
        let mut query = vec![("service", "registry.docker.io")];
        query.extend(scopes.iter().map(|scope| ("scope", *scope)));
        let mut request = self.request(Method::GET, &self.sandbox.token_url).query(&query);
        if let Some((user, secret)) = user {
            request = request.basic_auth(user, Some(secret));
        }
        self.send(request).await
    }

    /// A registry token for amy, with a scenario's token.
    pub async fn bearer(&self, token: &str, scope: &str) -> String {
        let answer = self.ask(Some(("amy", &self.secret(token))), &[scope]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// A request to the registry. The target is a path or a whole address.
    pub fn registry(&self, method: &str, target: &str, bearer: &str) -> RequestBuilder {
        let url = if target.starts_with('/') {
            format!("{}{target}", self.sandbox.registry_url)
        } else {
            target.to_owned()
        };
        let request = self.request(method.parse().unwrap(), &url);
        if bearer.is_empty() { request } else { request.bearer_auth(bearer) }
    }

    /// Uploads a blob in two requests and returns its digest.
    pub async fn upload(&self, repository: &str, bearer: &str, bytes: &[u8]) -> String {
        let begun =
            self.send(self.registry("POST", &format!("/v2/{repository}/blobs/uploads/"), bearer)).await;
        assert_eq!(begun.status, 202, "{}", begun.text);
        let digest = digest(bytes);
        let put = self
            .registry("PUT", &format!("{}&digest={digest}", begun.location()), bearer)
            .body(bytes.to_vec());
        let done = self.send(put).await;
        assert_eq!(done.status, 201, "{}", done.text);
        digest
    }

    /// Pushes a manifest of one config and one layer, both uploaded before.
    pub async fn push(&self, repository: &str, tag: &str, bearer: &str) -> String {
        let config = self.upload(repository, bearer, format!("{{\"tag\":\"{tag}\"}}").as_bytes()).await;
        let layer = self.upload(repository, bearer, b"layer").await;
        let manifest = manifest(&config, &layer);
        let answer = self.put_manifest(repository, tag, bearer, &manifest).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.header("docker-content-digest").to_owned()
    }

    pub async fn put_manifest(
        &self,
        repository: &str,
        reference: &str,
        bearer: &str,
        manifest: &str,
    ) -> Answer {
        let put = self.registry("PUT", &format!("/v2/{repository}/manifests/{reference}"), bearer);
        self.send(put.header("content-type", OCI_MANIFEST).body(manifest.to_owned())).await
    }
}

pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

pub fn manifest(config: &str, layer: &str) -> String {
    json!({
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": 11},
        "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": layer, "size": 5}],
    })
    .to_string()
}

pub fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// Asserts that an object has these fields, each of this kind: s(tring), n(umber), b(oolean), a(rray),
/// o(bject), `?` for nullable ones.
pub fn has_fields(object: &Value, fields: &[(&str, &str)]) {
    for (field, kind) in fields {
        let value = object.get(field).unwrap_or_else(|| panic!("no field {field} in {object}"));
        let fits = match kind.as_bytes()[0] {
            _ if value.is_null() => kind.ends_with('?'),
            b's' => value.is_string(),
            b'n' => value.is_number(),
            b'b' => value.is_boolean(),
            b'a' => value.is_array(),
            _ => value.is_object(),
        };
        assert!(fits, "{field} is {value}");
    }
}

fn world(extra: &str) -> String {
    let mut world = WORLD.to_owned();
    for (name, account, level, more) in TOKENS {
        world.push_str(&format!(
            "\n[[tokens]]\nname = '{name}'\naccount = '{account}'\nlabel = 'token {name}'\nlevel = '{level}'\n{more}\n"
        ));
    }
    for (namespace, name, more) in REPOSITORIES {
        world.push_str(&format!("\n[[repositories]]\nnamespace = '{namespace}'\nname = '{name}'\n{more}\n"));
    }
    format!("{world}\n{extra}")
}
