//! The runner's own docker: it logs in at Docker Hub's token service and pushes through the registry, and
//! fails with the words of the real one.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use reqwest::{Client, Method, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::sandbox::registry::content::{OCI_MANIFEST, digest};
use crate::sandbox::wire::RUNNER;

const SERVICE: &str = "registry.docker.io";

/// Docker on one runner: who is logged in where.
#[derive(Debug)]
pub(super) struct Docker {
    http: Client,
    token_url: String,
    registry: String,
    logins: BTreeMap<String, (String, String)>,
    /// What the token service refused during the last push: for what, and in which words.
    pub(super) refusals: Vec<(String, String)>,
}

/// What a push put there.
#[derive(Debug)]
pub(super) struct Pushed {
    pub(super) digest: String,
    pub(super) config: String,
    /// Bytes of the manifest.
    pub(super) size: usize,
}

/// An image that can be pushed.
#[derive(Debug)]
pub(super) struct Image {
    config: Vec<u8>,
    layer: Vec<u8>,
    manifest: Vec<u8>,
}

impl Image {
    /// A small real image: one layer with one file, and these labels.
    pub(super) fn build(content: &str, labels: &Value, created: &str) -> Self {
        let archive = archive("app.txt", content.as_bytes());
        let mut layer = GzEncoder::new(Vec::new(), Compression::default());
        layer.write_all(&archive).expect("writing to memory does not fail");
        let layer = layer.finish().expect("writing to memory does not fail");
        let config = json!({
            "architecture": "amd64",
            "os": "linux",
            "created": created,
            "config": {"Labels": labels},
            "rootfs": {"type": "layers", "diff_ids": [digest(&archive)]},
        })
        .to_string()
        .into_bytes();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": digest(&config),
                "size": config.len(),
            },
            "layers": [{
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": digest(&layer),
                "size": layer.len(),
            }],
        })
        .to_string()
        .into_bytes();
        Self { config, layer, manifest }
    }
}

/// A tar file with one file in it (POSIX.1-1988, ustar).
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[108..116].copy_from_slice(b"0000000\0");
    header[116..124].copy_from_slice(b"0000000\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[136..148].copy_from_slice(b"00000000000\0");
    header[148..156].copy_from_slice(b"        ");
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut archive = header.to_vec();
    archive.extend(content);
    archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
    archive
}

impl Docker {
    pub(super) fn new(token_url: &str, registry: &str) -> Self {
        // Where a program has chosen its provider already, that one stays.
        rustls::crypto::ring::default_provider().install_default().ok();
        // The mark keeps the runner's own requests out of what is told about the machine's.
        let mark = header::HeaderMap::from_iter([(RUNNER, header::HeaderValue::from_static("1"))]);
        let http = Client::builder().no_proxy().user_agent("docker/28.0.4").default_headers(mark).build();
        Self {
            http: http.expect("a client without any certificate of its own can be made"),
            token_url: token_url.to_owned(),
            registry: registry.to_owned(),
            logins: BTreeMap::new(),
            refusals: Vec::new(),
        }
    }

    /// `docker login`.
    pub(super) async fn login(&mut self, registry: &str, user: &str, secret: &str) -> Result<(), String> {
        if !is_docker_hub(registry) {
            return Err(format!(
                "Error response from daemon: Get \"https://{registry}/v2/\": dial tcp: lookup {registry}: no such host"
            ));
        }
        let query =
            [("account", user), ("client_id", "docker"), ("offline_token", "true"), ("service", SERVICE)];
        let request = self.http.get(&self.token_url).query(&query).basic_auth(user, Some(secret));
        let answer = request.send().await.map_err(|error| broken(&error))?;
        let status = answer.status();
        if status.is_success() {
            self.logins.insert("docker.io".to_owned(), (user.to_owned(), secret.to_owned()));
            return Ok(());
        }
        let words = words(answer).await;
        let kind = if status == StatusCode::UNAUTHORIZED { "unauthorized: " } else { "" };
        Err(format!("Error response from daemon: Get \"https://registry-1.docker.io/v2/\": {kind}{words}"))
    }

    /// `docker push` of one image under several references, as BuildKit reports it. References name
    /// Docker Hub or another registry, which this machine does not reach.
    pub(super) async fn push(&mut self, image: &Image, references: &[String]) -> Result<Pushed, String> {
        self.refusals.clear();
        let mut pushed = None;
        for reference in references {
            let one = self.push_one(image, reference).await;
            pushed = Some(one.map_err(|why| format!("failed to push {reference}: {why}"))?);
        }
        let manifest = pushed.ok_or("tag is needed when pushing to registry")?;
        Ok(Pushed { digest: manifest, ..self.keep(image) })
    }

    /// What a build without a push leaves on the runner.
    pub(super) fn keep(&self, image: &Image) -> Pushed {
        Pushed { digest: digest(&image.manifest), config: digest(&image.config), size: image.manifest.len() }
    }

    async fn push_one(&mut self, image: &Image, reference: &str) -> Result<String, String> {
        let (registry, name, tag) = split(reference);
        if !is_docker_hub(registry) {
            let url = format!("https://{registry}/v2/{name}/blobs/uploads/");
            return Err(format!(
                "failed to do request: Post \"{url}\": dial tcp: lookup {registry}: no such host"
            ));
        }
        let token = self.token(&name).await?;
        for blob in [&image.layer, &image.config] {
            self.upload(&name, &token, blob).await?;
        }
        let url = format!("{}/v2/{name}/manifests/{tag}", self.registry);
        let request = self.http.put(url).bearer_auth(&token).header(header::CONTENT_TYPE, OCI_MANIFEST);
        let answer = request.body(image.manifest.clone()).send().await.map_err(|error| broken(&error))?;
        check(answer, StatusCode::CREATED).await?;
        Ok(digest(&image.manifest))
    }

    /// A registry token for a push. Where the token service refuses that, one for a pull is taken along, so
    /// that the registry itself is who refuses in the end. BuildKits differ in which of the two they report;
    /// this one reports both.
    async fn token(&mut self, name: &str) -> Result<String, String> {
        let mut refused = String::new();
        for actions in ["pull,push", "pull"] {
            let scope = format!("repository:{name}:{actions}");
            let mut request =
                self.http.get(&self.token_url).query(&[("scope", scope.as_str()), ("service", SERVICE)]);
            if let Some((user, secret)) = self.logins.get("docker.io") {
                request = request.basic_auth(user, Some(secret));
            }
            let answer = request.send().await.map_err(|error| broken(&error))?;
            let status = answer.status();
            if status.is_success() {
                let body: Value = answer.json().await.map_err(|error| broken(&error))?;
                return Ok(body["token"].as_str().unwrap_or_default().to_owned());
            }
            refused = format!(
                "failed to authorize: failed to fetch oauth token: unexpected status from GET request to \
                 https://auth.docker.io/token?scope={}&service={SERVICE}: {status}: {}",
                url::form_urlencoded::byte_serialize(scope.as_bytes()).collect::<String>(),
                words(answer).await
            );
            self.refusals.push((format!("{name}:{actions}"), refused.clone()));
            if status != StatusCode::UNAUTHORIZED {
                break;
            }
        }
        Err(refused)
    }

    async fn upload(&self, name: &str, token: &str, blob: &[u8]) -> Result<(), String> {
        let digest = digest(blob);
        let url = format!("{}/v2/{name}/blobs/{digest}", self.registry);
        let known = self.http.request(Method::HEAD, url).bearer_auth(token).send().await;
        if known.map_err(|error| broken(&error))?.status().is_success() {
            return Ok(());
        }
        let begin = self.http.post(format!("{}/v2/{name}/blobs/uploads/", self.registry)).bearer_auth(token);
        let begun = begin.send().await.map_err(|error| broken(&error))?;
        let begun = check(begun, StatusCode::ACCEPTED).await?;
        let location = begun.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let location = location.ok_or("the registry names no upload location")?.to_owned();
        let put = self.http.put(format!("{location}&digest={digest}")).bearer_auth(token);
        let put = put.header(header::CONTENT_TYPE, "application/octet-stream").body(blob.to_vec());
        check(put.send().await.map_err(|error| broken(&error))?, StatusCode::CREATED).await.map(|_| ())
    }
}

/// The answer, or containerd's words for a refusal: the challenge says why.
async fn check(answer: Response, wanted: StatusCode) -> Result<Response, String> {
    let status = answer.status();
    if status == wanted {
        return Ok(answer);
    }
    let challenge = answer.headers().get(header::WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    let reason =
        challenge.and_then(|text| text.split("error=\"").nth(1)?.split('"').next().map(str::to_owned));
    let denied = "push access denied, repository does not exist or may require authorization";
    Err(match (status, reason) {
        (StatusCode::UNAUTHORIZED, Some(reason)) => {
            format!("{denied}: server message: {reason}: authorization failed")
        }
        (StatusCode::UNAUTHORIZED, None) => {
            format!("{denied}: authorization failed: no basic auth credentials")
        }
        _ => format!("unexpected status from {status}: {}", words(answer).await),
    })
}

/// What the service says, in whichever shape.
async fn words(answer: Response) -> String {
    let text = answer.text().await.unwrap_or_default();
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let said = body["details"].as_str().or_else(|| body["errors"][0]["message"].as_str());
    said.map_or_else(|| text.trim().to_owned(), str::to_owned)
}

fn broken(error: &reqwest::Error) -> String {
    format!("net/http: request canceled ({error})")
}

pub(super) fn is_docker_hub(registry: &str) -> bool {
    matches!(
        registry,
        "" | "docker.io" | "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com"
    )
}

/// Registry, repository and tag of a reference (distribution/reference: what counts as a host).
fn split(reference: &str) -> (&str, String, &str) {
    let (registry, rest) = match reference.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
        _ => ("docker.io", reference),
    };
    let (name, tag) = match rest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (rest, "latest"),
    };
    let library = is_docker_hub(registry) && !name.contains('/');
    (registry, if library { format!("library/{name}") } else { name.to_owned() }, tag)
}
