//! Servers that say what a test wants, and remember what they were asked.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::response::Response;
use pushpilot::model::account::{Credential, Origin, Username};
use pushpilot::model::image::{Image, Registry};
use pushpilot::outside::endpoints::Endpoints;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    /// Path and query, percent-encoding undone.
    pub target: String,
    /// The same as it was sent.
    pub raw: String,
    pub authorization: Option<String>,
    pub headers: HeaderMap,
    /// Where the connection comes from: one number a connection.
    pub port: u16,
    pub body: Bytes,
}

impl Received {
    /// `GET /v2/`, for matching.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// A server on loopback, gone when dropped.
pub struct Server {
    pub url: Url,
    seen: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Answers every request with what `answer` makes of it.
    pub async fn start<F, R>(answer: F) -> Self
    where
        F: Fn(Url, Received) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Response> + Send,
    {
        let (listener, url) = listen().await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (record, base) = (seen.clone(), url.clone());
        let router = axum::Router::new().fallback(move |request: Request| {
            let (answer, record, base) = (answer.clone(), record.clone(), base.clone());
            async move {
                let received = receive(request).await;
                record.lock().expect("no panic while held").push(received.clone());
                answer(base, received).await
            }
        });
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serve = async move { axum::serve(listener, service).await.expect("serving") };
        Self { url, seen, task: tokio::spawn(serve) }
    }

    /// Sends these bytes to whoever connects, once it has said something, and hangs up.
    pub async fn raw(bytes: Vec<u8>) -> Self {
        let (listener, url) = listen().await;
        let serve = async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let bytes = bytes.clone();
                tokio::spawn(async move {
                    // Whatever the client begins with, a request or a TLS handshake.
                    if !stream.read(&mut [0; 4096]).await.is_ok_and(|count| count > 0) {
                        return;
                    }
                    // The client may hang up first; that is its right.
                    let _ = stream.write_all(&bytes).await;
                });
            }
        };
        Self { url, seen: Arc::default(), task: tokio::spawn(serve) }
    }

    pub fn seen(&self) -> Vec<Received> {
        self.seen.lock().expect("no panic while held").clone()
    }

    /// How many requests carried a credential in a header.
    pub fn with_credential(&self) -> usize {
        self.seen().iter().filter(|received| received.authorization.is_some()).count()
    }

    /// How many connections the requests came on.
    pub fn connections(&self) -> usize {
        self.seen().iter().map(|received| received.port).collect::<HashSet<_>>().len()
    }

    pub fn endpoints(&self) -> Endpoints {
        Endpoints {
            hub: self.url.clone(),
            docker_hub_registry: self.url.clone(),
            elsewhere: BTreeMap::new(),
            token_page: String::new(),
            github_api: Some(self.url.clone()),
            github_client: None,
        }
    }

    /// An image in this server as a registry of its own.
    pub fn image(&self, path: &str) -> Image {
        let host = self.url.host_str().expect("a host");
        let port = self.url.port().expect("a port");
        Image::parse(&format!("{host}:{port}/{path}")).expect("an image")
    }
}

async fn listen() -> (TcpListener, Url) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, Url::parse(&format!("http://{address}/")).expect("an address"))
}

async fn receive(request: Request) -> Received {
    let (head, body) = request.into_parts();
    let ConnectInfo(peer) = head.extensions.get::<ConnectInfo<SocketAddr>>().expect("a peer");
    let target = head.uri.path_and_query().expect("a target").as_str();
    let authorization = head.headers.get("authorization");
    Received {
        method: head.method.to_string(),
        target: target.replace("%3A", ":").replace("%2C", ",").replace("%2F", "/"),
        authorization: authorization.map(|value| value.to_str().expect("ASCII").to_owned()),
        headers: head.headers.clone(),
        port: peer.port(),
        raw: target.to_owned(),
        body: axum::body::to_bytes(body, 1 << 24).await.expect("a body"),
    }
}

/// An answer with these headers and this body.
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body.into()).expect("an answer")
}

/// An answer in JSON.
pub fn json(status: u16, body: &str) -> Response {
    answer(status, &[("content-type", "application/json")], body.to_owned())
}

/// User name and secret, for docker.io or wherever the image is.
pub fn credential(registry: &Registry, username: &str, secret: &str) -> Credential {
    Credential {
        registry: registry.clone(),
        username: Username::parse(username).expect("a user name"),
        secret: secret.to_owned().into(),
        origin: Origin::Pasted,
        identity_token: false,
    }
}
