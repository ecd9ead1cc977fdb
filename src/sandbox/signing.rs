//! The key that signs registry tokens, and the certificate by which a real registry comes to trust it.

use std::sync::OnceLock;

use base64::{Engine as _, engine::general_purpose};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyIdMethod, KeyUsagePurpose};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use rsa::PrivateKey;
use rsa::pkcs1::{EncodeRsaPrivateKey as _, EncodeRsaPublicKey as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Signs and verifies JSON Web Tokens with RS256: with ring, which is several times as fast at it as the crate
/// that makes the key, so that many requests at once do not wait for each other.
#[derive(Debug)]
pub(super) struct Signer {
    key: KeyPair,
    verifier: UnparsedPublicKey<Vec<u8>>,
    header: String,
    certificate_pem: String,
}

/// One key for the whole process: making it costs much more than everything else at the start.
static SIGNER: OnceLock<Signer> = OnceLock::new();

/// Begins to make the key on a thread of its own, so that nobody waits for it before it is needed.
pub(super) fn warm_up() {
    if SIGNER.get().is_none() {
        std::thread::spawn(signer);
    }
}

/// The signer. Blocks until the key is made.
pub(super) fn signer() -> &'static Signer {
    SIGNER.get_or_init(Signer::generate)
}

/// The signer, without blocking the services' thread.
pub(super) async fn ready() -> &'static Signer {
    match SIGNER.get() {
        Some(signer) => signer,
        None => tokio::task::spawn_blocking(signer).await.expect("making the key does not panic"),
    }
}

impl Signer {
    fn generate() -> Self {
        let private =
            PrivateKey::new(&mut getrandom::SysRng, 2048).expect("2048 bits is a size that RSA allows");
        let public =
            private.to_public_key().to_pkcs1_der().expect("an RSA key has a PKCS #1 form").into_vec();
        let private = private.to_pkcs1_der().expect("an RSA key has a PKCS #1 form");
        let key = KeyPair::from_der(private.as_bytes()).expect("a key as ring wants it");
        let certificate = certify(&key, &public);
        // Both encodings are standard base64 of the same DER bytes (RFC 7515, section 4.1.6).
        let x5c = general_purpose::STANDARD.encode(certificate.der());
        let header = json!({"typ": "JWT", "alg": "RS256", "x5c": [x5c]});
        Self {
            verifier: UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public),
            key,
            header: base64url(header.to_string().as_bytes()),
            certificate_pem: certificate.pem(),
        }
    }

    /// The root certificate, as the setting `rootcertbundle` of a registry wants it.
    pub(super) fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let body = format!("{}.{}", self.header, base64url(claims.to_string().as_bytes()));
        let signature = base64url(&signed(&self.key, body.as_bytes()));
        format!("{body}.{signature}")
    }

    /// The claims of a token that this key signed and that is valid at `now`.
    pub(super) fn verify(&self, token: &str, audience: &str, now: i64) -> Option<Value> {
        let (body, signature) = token.rsplit_once('.')?;
        self.verifier.verify(body.as_bytes(), &unbase64url(signature)?).ok()?;
        let claims: Value = serde_json::from_slice(&unbase64url(body.split_once('.')?.1)?).ok()?;
        let moment = |name: &str| claims[name].as_i64();
        let valid =
            claims["aud"] == audience && moment("nbf").is_none_or(|nbf| nbf <= now) && moment("exp")? > now;
        valid.then_some(claims)
    }
}

fn signed(key: &KeyPair, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
        .expect("the signature has the length of the key");
    signature
}

fn certify(key: &KeyPair, public: &[u8]) -> rcgen::Certificate {
    struct Subject<'a> {
        key: &'a KeyPair,
        public: &'a [u8],
    }
    impl rcgen::PublicKeyData for Subject<'_> {
        fn der_bytes(&self) -> &[u8] {
            self.public
        }
        fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
            &rcgen::PKCS_RSA_SHA256
        }
    }
    impl rcgen::SigningKey for Subject<'_> {
        fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
            Ok(signed(self.key, message))
        }
    }

    let fingerprint = Sha256::digest(public);
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "practice token service");
    params.serial_number = Some(fingerprint[..16].to_vec().into());
    params.key_identifier_method = KeyIdMethod::PreSpecified(fingerprint[..20].to_vec());
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign];
    params.self_signed(&Subject { key, public }).expect("the parameters above are complete")
}

fn base64url(bytes: &[u8]) -> String {
    general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn unbase64url(text: &str) -> Option<Vec<u8>> {
    general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}
