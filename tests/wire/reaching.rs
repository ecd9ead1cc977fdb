//! The way to a service, layer by layer, with each layer broken in turn.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use pushpilot::model::failure::FailureKind;
use pushpilot::model::reach::{Layer, Reach, Service};
use pushpilot::outside::http::{Http, Settings};
use pushpilot::outside::reach::look;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;

use super::server::{Server, answer, json};

const STRANGER: &[u8] = include_bytes!("stranger.pem");

async fn registry(url: &str) -> Reach {
    look(&Http::default(), Service::Registry, &url.parse().expect("an address")).await
}

fn kind(reach: &Reach) -> &FailureKind {
    &reach.failure().unwrap_or_else(|| panic!("trouble: {reach:?}")).kind
}

/// Speaks TLS with a certificate that nobody trusts, for as long as the test runs.
fn stranger() -> std::net::SocketAddr {
    let certificate = CertificateDer::from_pem_slice(STRANGER).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(STRANGER).expect("a key");
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a configuration");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let said = rustls::Stream::new(&mut connection, &mut stream).read(&mut [0; 16]);
            assert!(said.is_err(), "nothing is said to a server that was not verified");
        }
    });
    address
}

#[tokio::test]
async fn a_registry_that_answers_is_reached_on_every_layer() {
    let server = Server::start(|_, _| async { json(401, "{}") }).await;
    let reach = registry(server.url.join("v2/").expect("an address").as_str()).await;
    assert!(reach.is_good() && reach.failure().is_none(), "{reach:?}");
    assert_eq!(reach.dns.good().map(Vec::as_slice), Some(&["127.0.0.1".to_owned()][..]));
    assert_eq!((reach.tcp.good(), reach.answer.good()), (Some(&()), Some(&401)));
    // Plain HTTP on this machine has no such layer.
    assert_eq!((&reach.tls, &reach.issuer, &reach.proxy), (&Layer::NotTried, &None, &None));
    assert!(reach.clock_ahead.is_some_and(|ahead| ahead.abs() < 60), "{reach:?}");
    assert_eq!(server.with_credential(), 0);
}

#[tokio::test]
async fn a_name_that_does_not_exist_ends_at_the_first_layer() {
    let reach = registry("https://no..name/v2/").await;
    assert_eq!(
        (kind(&reach), reach.failed_at()),
        (&FailureKind::Dns { host: "no..name".into() }, Some("dns"))
    );
    assert_eq!((&reach.tcp, &reach.answer), (&Layer::NotTried, &Layer::NotTried));
}

#[tokio::test]
async fn a_port_on_which_nobody_listens_ends_at_the_second() {
    let host =
        TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string();
    let reach = registry(&format!("http://{host}/v2/")).await;
    assert_eq!((kind(&reach), reach.failed_at()), (&FailureKind::Connect { host }, Some("tcp")));
    assert!(reach.dns.good().is_some());
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_said_with_its_issuer() {
    let host = stranger().to_string();
    let reach = registry(&format!("https://{host}/v2/")).await;
    assert_eq!((kind(&reach), reach.failed_at()), (&FailureKind::Tls { host, untrusted: true }, Some("tls")));
    assert_eq!(reach.issuer.as_deref(), Some("nobody you know"));
    assert_eq!(reach.tcp.good(), Some(&()));
}

#[tokio::test]
async fn plain_http_where_tls_belongs_ends_at_the_third() {
    let plain = Server::raw(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let host = format!("127.0.0.1:{}", plain.url.port().expect("a port"));
    let reach = registry(&format!("https://{host}/v2/")).await;
    assert_eq!((kind(&reach), reach.failed_at()), (&FailureKind::PlainHttp { host }, Some("tls")));
    assert_eq!(reach.issuer, None);
}

#[tokio::test]
async fn an_outage_a_limit_and_a_portal_are_told_from_the_service_itself() {
    let asked = async |service: Service, status: u16, kind: &'static str, body: &'static str| {
        let server =
            Server::start(move |_, _| async move { answer(status, &[("content-type", kind)], body) }).await;
        look(&Http::default(), service, &server.url).await
    };
    let (json, html) = ("application/json", "text/html");
    let down = asked(Service::Registry, 503, json, "{}").await;
    assert_eq!((kind(&down), down.failed_at()), (&FailureKind::ServiceError { status: 503 }, Some("http")));
    let limited = asked(Service::TokenService, 429, json, "{}").await;
    assert!(matches!(kind(&limited), FailureKind::RateLimited { .. }), "{limited:?}");
    let portal = asked(Service::Registry, 200, html, "<!doctype html><title>Sign in</title>").await;
    assert!(!portal.is_good(), "{portal:?}");
    // Storage answers a bare question with a refusal, which proves that it is there.
    assert!(asked(Service::BlobStorage, 403, "application/xml", "<Error/>").await.is_good());
    assert!(asked(Service::HubApi, 404, json, "{}").await.is_good());
    let gone = asked(Service::BlobStorage, 502, html, "<html>Bad Gateway").await;
    assert_eq!(kind(&gone), &FailureKind::ServiceError { status: 502 });
}

#[tokio::test]
async fn a_clock_that_is_a_day_off_is_seen_by_the_date() {
    let date = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24);
    let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&date).expect("a date");
    let server = Server::start(move |_, _| {
        let date = date.clone();
        async move { answer(401, &[("date", &date)], "{}") }
    })
    .await;
    let reach = look(&Http::default(), Service::Registry, &server.url).await;
    assert!(reach.clock_ahead.is_some_and(|ahead| (ahead - 86_400).abs() < 120), "{reach:?}");
}

/// Takes `CONNECT` and hands every connection on to one address.
fn proxy_to(address: std::net::SocketAddr) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = Url::parse(&format!("http://amy:pw@{}/", listener.local_addr().expect("an address")));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            std::thread::spawn(move || relay(client, address));
        }
    });
    url.expect("an address")
}

fn relay(mut client: std::net::TcpStream, address: std::net::SocketAddr) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if client.read_exact(&mut byte).is_err() {
            return;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head);
    assert!(head.starts_with("CONNECT registry.invalid:443 HTTP/1.1\r\n"), "{head}");
    // The proxy's own credential goes to the proxy.
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic "), "{head}");
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").expect("written");
    let mut server = std::net::TcpStream::connect(address).expect("a server");
    let (mut from, mut to) = (client.try_clone().expect("a clone"), server.try_clone().expect("a clone"));
    let back = std::thread::spawn(move || std::io::copy(&mut to, &mut from));
    // Either side may end it.
    let _ = std::io::copy(&mut client, &mut server);
    let _ = server.shutdown(std::net::Shutdown::Write);
    let _ = back.join();
}

#[tokio::test]
async fn a_proxy_in_between_is_named_and_shows_its_own_certificate() {
    let proxy = proxy_to(stranger());
    let http = Http::new(Settings { proxy: Some(proxy.clone()), ..Settings::default() });
    let url = "https://registry.invalid/v2/".parse().expect("an address");
    let reach = look(&http, Service::Registry, &url).await;
    assert_eq!(reach.proxy, Some(format!("127.0.0.1:{}", proxy.port().expect("a port"))));
    assert_eq!(
        (reach.failed_at(), reach.issuer.as_deref()),
        (Some("tls"), Some("nobody you know")),
        "{reach:?}"
    );
    assert!(!format!("{reach:?}").contains("pw"), "{reach:?}");
    // And one that is not there.
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let http = Http::new(Settings {
        proxy: Some(format!("http://{nobody}/").parse().expect("an address")),
        ..Settings::default()
    });
    let reach = look(&http, Service::Registry, &url).await;
    assert_eq!(
        (kind(&reach), reach.failed_at()),
        (&FailureKind::Proxy { host: "127.0.0.1".into() }, Some("tcp"))
    );
}
