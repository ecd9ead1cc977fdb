//! Trouble below HTTP, each told from the others, and requests that end when nobody waits for them.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use pushpilot::model::failure::FailureKind;
use pushpilot::outside::http::{Ask, Http, Settings};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

use super::server::Server;

/// A certificate for 127.0.0.1 that signed itself, and its key; made for this test and good for nothing else.
const STRANGER: &[u8] = include_bytes!("stranger.pem");

async fn failure(http: &Http, url: &str) -> FailureKind {
    let url: Url = url.parse().expect("an address");
    http.send(Ask::get(url)).await.answer.expect_err("trouble").kind
}

/// A port on which nobody listens.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").to_string()
}

fn host(server: &Server) -> String {
    format!("127.0.0.1:{}", server.url.port().expect("a port"))
}

#[tokio::test]
async fn nobody_listens() {
    let host = nobody().await;
    let found = failure(&Http::default(), &format!("http://{host}/")).await;
    assert_eq!(found, FailureKind::Connect { host });
}

#[tokio::test]
async fn no_such_name() {
    // An empty label: refused by the resolver itself, so that no question leaves this machine.
    let found = failure(&Http::default(), "http://no..name/").await;
    assert_eq!(found, FailureKind::Dns { host: "no..name".to_owned() });
}

#[tokio::test]
async fn the_connection_is_dropped() {
    let server = Server::raw(vec![]).await;
    let found = failure(&Http::default(), server.url.as_str()).await;
    assert_eq!(found, FailureKind::ConnectionLost { host: host(&server) });
}

#[tokio::test]
async fn one_side_speaks_plain_http() {
    let plain = Server::raw(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let found = failure(&Http::default(), &format!("https://{}/", host(&plain))).await;
    assert_eq!(found, FailureKind::PlainHttp { host: host(&plain) });
    // A TLS server answers plain HTTP with an alert, or with a sentence, as Go's does.
    for bytes in [
        b"\x15\x03\x01\x00\x02\x02\x46".to_vec(),
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n".to_vec(),
    ] {
        let tls = Server::raw(bytes).await;
        let exchange = Http::default().send(Ask::get(tls.url.clone())).await;
        let asked = exchange.read(|answer| if answer.status == 200 { Ok(()) } else { Err(answer.failure()) });
        let kind = &asked.failure().expect("trouble").kind;
        assert_eq!(*kind, FailureKind::PlainHttp { host: host(&tls) });
    }
}

#[tokio::test]
async fn a_certificate_of_an_unknown_issuer() {
    let certificate = CertificateDer::from_pem_slice(STRANGER).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(STRANGER).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a configuration");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut connection = rustls::ServerConnection::new(Arc::new(config)).expect("a connection");
        let mut tls = rustls::Stream::new(&mut connection, &mut stream);
        // The client hangs up as soon as it has seen the certificate.
        assert!(tls.read(&mut [0; 16]).is_err());
    });
    let found = failure(&Http::default(), &format!("https://{host}/")).await;
    assert_eq!(found, FailureKind::Tls { host, untrusted: true });
    served.join().expect("the server saw it end");
}

#[tokio::test]
async fn the_proxy_refuses() {
    let proxy =
        Server::raw(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n".to_vec())
            .await;
    let settings = Settings { proxy: Some(proxy.url.clone()), ..Settings::default() };
    let found = failure(&Http::new(settings), "https://registry.invalid/v2/").await;
    assert_eq!(found, FailureKind::Proxy { host: "registry.invalid".to_owned() });
}

#[tokio::test]
async fn nobody_answers_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = listener.local_addr().expect("an address");
    let settings = Settings { timeout: Duration::from_millis(50), ..Settings::default() };
    let found = failure(&Http::new(settings), &format!("http://{host}/")).await;
    assert!(matches!(found, FailureKind::TimedOut { .. }), "{found:?}");
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_times_out_too() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = listener.local_addr().expect("an address");
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        assert!(stream.read(&mut [0; 4096]).await.expect("a request") > 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{").await.expect("written");
        assert_eq!(stream.read(&mut [0; 4096]).await.expect("the end"), 0);
    });
    let settings = Settings { timeout: Duration::from_millis(200), ..Settings::default() };
    let found = failure(&Http::new(settings), &format!("http://{host}/")).await;
    assert!(matches!(found, FailureKind::TimedOut { .. }), "{found:?}");
    served.await.expect("the client hung up");
}

#[tokio::test]
async fn dropping_a_request_closes_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let http = Http::default();
    let asking = tokio::spawn(async move { http.send(Ask::get(url.parse().expect("an address"))).await });
    let (mut stream, _) = listener.accept().await.expect("a client");
    let mut head = [0; 1024];
    assert!(stream.read(&mut head).await.expect("a request") > 0);
    asking.abort();
    assert_eq!(stream.read(&mut head).await.expect("the end"), 0);
}

#[tokio::test]
async fn localhost_is_this_machine_whatever_a_resolver_says() {
    let server = Server::start(|_, _| async { super::server::json(200, "{}") }).await;
    let url = format!("http://registry.localhost:{}/", server.url.port().expect("a port"));
    let answer = Http::default().send(Ask::get(url.parse().expect("an address"))).await.answer;
    assert_eq!(answer.expect("an answer").status, 200);
}
