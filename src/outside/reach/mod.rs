//! The way to a service, layer by layer: name, connection, TLS, answer, clock. No credential travels here.

mod certificate;

use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use url::Url;

use super::endpoints::{authority, is_loopback_name};
use super::http::{Answer, Ask, Http, Proxy};
use crate::model::clean;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::reach::{Layer, Reach, Service};

/// How long one layer may take.
const WAIT: Duration = Duration::from_secs(5);
/// Addresses of a name that are tried, at most.
const TRIED: usize = 4;
/// As many addresses are shown.
const SHOWN: usize = 3;

/// Looks at the way to the service at this address.
pub async fn look(http: &Http, service: Service, url: &Url) -> Reach {
    let proxy = http.proxy_before(url);
    let mut reach = Reach {
        service,
        host: clean::short(&authority(url), 200),
        proxy: proxy.as_ref().map(|proxy| clean::short(&format!("{}:{}", proxy.host, proxy.port), 200)),
        dns: Layer::NotTried,
        tcp: Layer::NotTried,
        tls: Layer::NotTried,
        issuer: None,
        answer: Layer::NotTried,
        clock_ahead: None,
    };
    let name = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let (name, port) = match &proxy {
        Some(proxy) => (proxy.host.as_str(), proxy.port),
        None => (name, url.port_or_known_default().unwrap_or(443)),
    };
    let started = Instant::now();
    let addresses = match resolve(name, port).await {
        Some(found) => found,
        None => {
            reach.dns = Layer::Failed(failed(proxy.as_ref(), FailureKind::Dns { host: reach.host.clone() }));
            return reach;
        }
    };
    let shown = addresses.iter().take(SHOWN).map(|address| address.ip().to_string());
    reach.dns = Layer::Good(shown.collect(), started.elapsed());

    let started = Instant::now();
    let tried = addresses.clone();
    let connected = tokio::task::spawn_blocking(move || connect(&tried)).await.ok().flatten();
    let Some(stream) = connected else {
        reach.tcp = Layer::Failed(failed(proxy.as_ref(), FailureKind::Connect { host: reach.host.clone() }));
        return reach;
    };
    reach.tcp = Layer::Good((), started.elapsed());

    let started = Instant::now();
    if url.scheme() == "https" {
        let (to, proxy) = (url.clone(), proxy.clone());
        let looked = tokio::task::spawn_blocking(move || certificate::issuer(stream, &to, proxy.as_ref()));
        reach.issuer = looked.await.ok().flatten();
    }
    let took = started.elapsed();
    let asked = Instant::now();
    let answer = http.send(Ask::get(url.clone())).await.answer;
    reach.clock_ahead = answer.as_ref().ok().and_then(Answer::clock_ahead);
    let answered = answer.and_then(|answer| judge(service, &answer));
    match answered {
        Err(failure) if is_tls(&failure) => reach.tls = Layer::Failed(failure),
        answered => {
            if url.scheme() == "https" && reach.issuer.is_some() {
                reach.tls = Layer::Good((), took);
            }
            reach.answer = match answered {
                Ok(status) => Layer::Good(status, asked.elapsed()),
                Err(failure) => Layer::Failed(failure),
            };
        }
    }
    reach
}

/// With a proxy in between, names and connections are its own.
fn failed(proxy: Option<&Proxy>, direct: FailureKind) -> Failure {
    Failure::new(match proxy {
        Some(proxy) => FailureKind::Proxy { host: clean::short(&proxy.host, 200) },
        None => direct,
    })
}

fn is_tls(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Tls { .. } | FailureKind::PlainHttp { .. })
}

/// Whether this is the service's own answer. A registry answers 200 or 401; the others answer a bare question
/// with whatever they like, but not with a limit, a block or a trouble of their own.
fn judge(service: Service, answer: &Answer) -> Result<u16, Failure> {
    let status = answer.status;
    let good = match service {
        Service::Registry => matches!(status, 200 | 401),
        Service::TokenService | Service::HubApi | Service::BlobStorage => {
            status < 500 && !matches!(status, 407 | 429 | 451)
        }
    };
    if !good {
        return Err(answer.failure());
    }
    // A portal or a proxy that answers in the place of the service does so in HTML.
    if status == 200
        && matches!(service, Service::Registry | Service::TokenService)
        && !answer.body.is_empty()
        && let Err(failure) = answer.json::<serde_json::Value>()
        && matches!(failure.kind, FailureKind::NotUnderstood(Odd::Html))
    {
        return Err(failure);
    }
    Ok(status)
}

async fn resolve(name: &str, port: u16) -> Option<Vec<SocketAddr>> {
    let name = if is_loopback_name(name) { "127.0.0.1" } else { name };
    let looking = tokio::time::timeout(WAIT, tokio::net::lookup_host((name, port)));
    let found: Vec<SocketAddr> = looking.await.ok()?.ok()?.collect();
    (!found.is_empty()).then_some(found)
}

/// The first address that takes a connection.
fn connect(addresses: &[SocketAddr]) -> Option<TcpStream> {
    let stream =
        addresses.iter().take(TRIED).find_map(|address| TcpStream::connect_timeout(address, WAIT).ok())?;
    stream.set_read_timeout(Some(WAIT)).ok()?;
    stream.set_write_timeout(Some(WAIT)).ok()?;
    Some(stream)
}
