//! The wire below the services: connections that can be cut, a list of every request, faults, the `Date` header.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::serve::{IncomingStream, Listener};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::Shared;
use super::clock::http_date;
use super::faults::{self, Effect};

/// One of the services, each with an origin of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    /// The Hub API and the web form.
    Hub,
    /// The token service.
    Token,
    /// The registry.
    Registry,
    /// Where the registry sends those who fetch a blob.
    Storage,
    /// An origin that belongs to somebody else.
    Foreign,
    /// GitHub's REST API, and its web page where tokens are made.
    #[serde(rename = "github")]
    GitHub,
    /// Where GitHub sends those who fetch a log.
    Logs,
}

/// Marks the requests of GitHub's runners. They are another machine: what is told about this one, and what
/// goes wrong on its network, leaves them out.
pub(super) const RUNNER: HeaderName = HeaderName::from_static("x-practice-runner");

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Who received it.
    pub service: Name,
    /// In capitals.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Whether it carried an `Authorization` header.
    pub authorized: bool,
    /// The user name of Basic authorization.
    pub user: Option<String>,
    /// The names in a JSON body that was sent to GitHub, in order, each with the kind of its value.
    pub fields: Vec<String>,
    /// Which connection it came over, counted over all services.
    pub connection: u64,
}

static CONNECTIONS: AtomicU64 = AtomicU64::new(1);

/// Serves `router` on `listener` until the sandbox stops.
pub(super) async fn serve(name: Name, listener: TcpListener, router: Router, shared: Arc<Shared>) {
    let stop = shared.stop.clone();
    let router = router.layer(middleware::from_fn_with_state((name, shared), pass));
    let service = router.into_make_service_with_connect_info::<Peer>();
    // It ends when it is told to and never fails (axum's documentation of `serve`).
    axum::serve(Doorway(listener), service).with_graceful_shutdown(stop.cancelled_owned()).await.ok();
}

fn basic_user(header: Option<&HeaderValue>) -> Option<String> {
    let pair = STANDARD.decode(header?.to_str().ok()?.strip_prefix("Basic ")?).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    Some(pair.split_once(':')?.0.to_owned())
}

/// Bodies are as small as an operation of GitHub's takes.
const LARGEST: usize = 2 << 20;

async fn read_fields(request: Request) -> (Request, Vec<String>) {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, LARGEST).await.unwrap_or_default();
    let object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes);
    let kind = |value: &serde_json::Value| match value {
        serde_json::Value::String(_) => "string",
        serde_json::Value::Number(_) => "number",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Array(_) => "list",
        serde_json::Value::Object(_) => "object",
        serde_json::Value::Null => "null",
    };
    let mut fields: Vec<String> =
        object.iter().flatten().map(|(name, value)| format!("{name}: {}", kind(value))).collect();
    fields.sort_unstable();
    (Request::from_parts(parts, axum::body::Body::from(bytes)), fields)
}

async fn pass(
    State((name, shared)): State<(Name, Arc<Shared>)>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().as_str().to_owned();
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let authorized = request.headers().contains_key(header::AUTHORIZATION);
    if request.headers().contains_key(RUNNER) {
        return next.run(request).await;
    }
    let user = basic_user(request.headers().get(header::AUTHORIZATION));
    let effects = shared.effects(name, &method, &target);
    let (request, fields) = match name {
        Name::GitHub => read_fields(request).await,
        _ => (request, Vec::new()),
    };
    shared.note(Received { service: name, method, target, authorized, user, fields, connection: peer.id });

    let mut date_shift = 0;
    let mut cut_body = false;
    let mut swallowed = false;
    let mut replacement = None;
    for effect in effects {
        match effect {
            Effect::DelayMs(milliseconds) => faults::delay(milliseconds).await,
            Effect::Stall => {
                shared.hang();
                shared.stop.cancelled().await;
            }
            Effect::Swallow => swallowed = true,
            Effect::Drop => {
                peer.cut.store(true, Relaxed);
                return ().into_response();
            }
            Effect::DateOffset(seconds) => date_shift = seconds,
            Effect::Truncated => cut_body = true,
            // The fault that was set first answers.
            other => replacement = replacement.or_else(|| other.replacement(&shared.addresses.foreign)),
        }
    }
    let mut response = match replacement {
        Some(response) => response,
        None => next.run(request).await,
    };
    if swallowed {
        shared.hang();
        shared.stop.cancelled().await;
    }
    if cut_body {
        response = faults::truncate(response).await;
    }
    if let Ok(date) = HeaderValue::from_str(&http_date(shared.clock.now(), date_shift)) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// The other end of a connection, as handlers see it.
#[derive(Clone, Debug)]
struct Peer {
    id: u64,
    cut: Arc<AtomicBool>,
}

impl Connected<IncomingStream<'_, Doorway>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Doorway>) -> Self {
        stream.io().peer.clone()
    }
}

struct Doorway(TcpListener);

impl Listener for Doorway {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Small answers must not wait for more to send.
        stream.set_nodelay(true).ok();
        let peer = Peer { id: CONNECTIONS.fetch_add(1, Relaxed), cut: Arc::default() };
        (Wire { stream, peer }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that refuses to send once it has been cut, so that the server closes it.
struct Wire {
    stream: TcpStream,
    peer: Peer,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.peer.cut.load(Relaxed) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
