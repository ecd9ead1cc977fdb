//! Who issued the certificate that a server shows, trusted or not: the handshake ends as soon as it is seen,
//! so that nothing is ever said to a server that was not verified.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme};
use url::Url;
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Name};

use crate::model::clean;
use crate::outside::http::Proxy;

/// More than any proxy answers to `CONNECT`.
const ANSWER: usize = 8 * 1024;

/// The issuer's organization and name, on a connection that stands; `None` where no certificate came.
pub(super) fn issuer(mut stream: TcpStream, url: &Url, proxy: Option<&Proxy>) -> Option<String> {
    if let Some(proxy) = proxy {
        tunnel(&mut stream, url, proxy)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let looker = Arc::new(Looker { seen: Mutex::default(), provider: Arc::clone(&provider) });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&looker) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let name = ServerName::try_from(url.host_str()?.trim_matches(['[', ']']).to_owned()).ok()?;
    let mut connection = ClientConnection::new(Arc::new(config), name).ok()?;
    // It ends in an error, since the looker never agrees.
    let _ = connection.complete_io(&mut stream);
    let seen = looker.seen.lock().ok()?.take()?;
    let (_, certificate) = X509Certificate::from_der(&seen).ok()?;
    Some(said(certificate.issuer()))
}

/// `Organization, Common Name`; what is missing is left out.
fn said(name: &X509Name<'_>) -> String {
    let organization = name.iter_organization().next();
    let common = name.iter_common_name().next();
    let parts = [organization, common].into_iter().flatten().filter_map(|part| part.as_str().ok());
    let text = parts.collect::<Vec<_>>().join(", ");
    clean::short(if text.is_empty() { "?" } else { &text }, 120)
}

/// Asks the proxy for a connection; `None` where it does not give one.
fn tunnel(stream: &mut TcpStream, url: &Url, proxy: &Proxy) -> Option<()> {
    if !proxy.tunnels {
        return None;
    }
    let port = url.port_or_known_default()?;
    let to = format!("{}:{port}", url.host_str()?);
    stream.write_all(format!("CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n").as_bytes()).ok()?;
    if let Some(auth) = &proxy.auth {
        stream.write_all(b"Proxy-Authorization: ").ok()?;
        stream.write_all(auth.as_bytes()).ok()?;
        stream.write_all(b"\r\n").ok()?;
    }
    stream.write_all(b"\r\n").ok()?;
    let mut answer = Vec::new();
    // Byte by byte: what comes after the empty line is the server's.
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        answer.push(byte[0]);
        if answer.len() > ANSWER {
            return None;
        }
    }
    let status = answer.split(|byte| *byte == b' ').nth(1)?;
    status.starts_with(b"2").then_some(())
}

/// Takes the certificate down and refuses it.
#[derive(Debug)]
struct Looker {
    seen: Mutex<Option<Vec<u8>>>,
    provider: Arc<CryptoProvider>,
}

fn refused() -> rustls::Error {
    rustls::Error::General("only looked at".to_owned())
}

impl ServerCertVerifier for Looker {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if let Ok(mut seen) = self.seen.lock() {
            *seen = Some(end_entity.to_vec());
        }
        Err(refused())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(refused())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(refused())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
