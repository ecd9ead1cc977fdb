//! What stands between the program and a service: Prism over a published description, which lets neither a
//! request nor an answer pass that leaves it, and a door in front of it that notes what passes.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::Response;
use tokio_util::sync::CancellationToken;

/// More than any answer of the services has.
const LARGEST: usize = 32 * 1024 * 1024;

/// A request that passed.
#[derive(Clone, Debug)]
pub struct Passed {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub status: u16,
    /// Whether it went through Prism, and what Prism had against it or its answer.
    pub checked: bool,
    pub objection: Option<String>,
}

/// Prism in front of an address. Killed when dropped.
struct Prism {
    child: Child,
    url: String,
}

impl Drop for Prism {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Where Prism is, by `PUSHPILOT_PRISM`: a folder that npm has put it into. Where everything must be tested,
/// it must be there.
pub fn modules() -> Option<PathBuf> {
    let folder = std::env::var_os("PUSHPILOT_PRISM").map(|folder| PathBuf::from(folder).join("node_modules"));
    let there = folder.filter(|folder| program(folder).is_file());
    assert!(there.is_some() || std::env::var_os("CI").is_none(), "Prism is not installed, and CI is set");
    if there.is_none() {
        eprintln!("nothing was tested: PUSHPILOT_PRISM names no folder with Prism in it");
    }
    there
}

fn program(modules: &Path) -> PathBuf {
    modules.join("@stoplight/prism-cli/dist/index.js")
}

impl Prism {
    fn start(modules: &Path, description: &Path, upstream: &str) -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = port.expect("a free port").port();
        let mut child = Command::new("node")
            .arg(program(modules))
            .args(["proxy", "--errors", "-h", "127.0.0.1", "-p", &port.to_string()])
            .arg(description)
            .arg(upstream)
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let mut said = String::new();
        let listening = lines.any(|line| {
            said += &line;
            said += "\n";
            line.contains("Prism is listening")
        });
        // Somebody has to read on, or it would wait for room to write.
        thread::spawn(move || lines.for_each(drop));
        assert!(listening, "Prism ended before it listened: {said}");
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }
}

/// A door on loopback. Closed when dropped.
pub struct Gate {
    pub url: String,
    passed: Arc<Mutex<Vec<Passed>>>,
    stop: CancellationToken,
    _prism: Prism,
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[derive(Clone)]
struct Way {
    http: reqwest::Client,
    /// The service itself.
    service: String,
    prism: String,
    /// Whether a path is in the description.
    described: fn(&str) -> bool,
    passed: Arc<Mutex<Vec<Passed>>>,
}

impl Gate {
    /// Lets pass what a description allows. Paths that are not `described` go past Prism.
    pub fn of(modules: &Path, description: &Path, service: &str, described: fn(&str) -> bool) -> Self {
        let prism = Prism::start(modules, description, service);
        let (stop, passed) = (CancellationToken::new(), Arc::<Mutex<Vec<Passed>>>::default());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener of its runtime");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        // Reqwest wants one, though nothing here is encrypted; another test may have been first.
        rustls::crypto::ring::default_provider().install_default().ok();
        // A connection that rested for as long as node keeps one might be closed under the next request.
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0);
        let http = http.redirect(reqwest::redirect::Policy::none()).build();
        let way = Way {
            http: http.expect("a client"),
            service: service.to_owned(),
            prism: prism.url.clone(),
            described,
            passed: Arc::clone(&passed),
        };
        let stopped = stop.clone().cancelled_owned();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                let app = axum::Router::new().fallback(pass).with_state(way);
                let served = axum::serve(listener, app);
                tokio::select! { _ = served => {}, () = stopped => {} }
            });
        });
        Self { url, passed, stop, _prism: prism }
    }

    /// Everything that passed so far.
    pub fn passed(&self) -> Vec<Passed> {
        self.passed.lock().expect("nobody panics with it").clone()
    }

    /// Nothing that passed left the description, and something was held against it.
    #[track_caller]
    pub fn had_no_objection(&self) {
        let passed = self.passed();
        let wrong: Vec<String> = passed
            .iter()
            .filter_map(|one| {
                let objection = one.objection.as_ref()?;
                Some(format!("{} {}: {} {objection}", one.method, one.target, one.status))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(passed.iter().any(|one| one.checked), "nothing was held against the description");
    }
}

async fn pass(State(way): State<Way>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.unwrap_or_default();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let checked = (way.described)(parts.uri.path());
    let mut headers = parts.headers;
    for name in [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::ACCEPT_ENCODING] {
        headers.remove(name);
    }
    if checked {
        // The description has no 304 where GitHub answers it: what is asked there is asked in full.
        headers.remove(header::IF_NONE_MATCH);
    }
    let url = format!("{}{target}", if checked { &way.prism } else { &way.service });
    let answer = way.http.request(parts.method.clone(), url).headers(headers).body(body).send().await;
    let (status, headers, told) = match answer {
        Ok(answer) => {
            let (status, headers) = (answer.status(), answer.headers().clone());
            (status, headers, answer.bytes().await.unwrap_or_default())
        }
        Err(error) => {
            let text = Bytes::from(format!("{{\"type\":\"the gate\",\"detail\":\"{error:?}\"}}"));
            (axum::http::StatusCode::BAD_GATEWAY, header::HeaderMap::new(), text)
        }
    };
    let text = String::from_utf8_lossy(&told);
    let objects = text.contains("stoplight.io/prism/errors") || text.contains("\"type\":\"the gate\"");
    way.passed.lock().expect("nobody panics with it").push(Passed {
        method: parts.method.to_string(),
        target,
        status: status.as_u16(),
        checked,
        objection: objects.then(|| text.chars().take(1500).collect()),
    });
    let mut response = Response::new(Body::from(told));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    for name in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION] {
        response.headers_mut().remove(name);
    }
    response
}
