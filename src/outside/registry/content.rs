//! Blobs and manifests: putting them, finding them, reading them back, deleting them.

use std::time::Duration;

use reqwest::header::LOCATION;
use url::Url;

use super::Access;
use super::test_image::{Blob, MANIFEST_TYPE, sha256};
use super::upload::{UploadSession, refusal};
use crate::model::access::Asked;
use crate::model::digest::Digest;
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::outside::http::{Answer, Ask, Content, Exchange, Http, JSON_LIMIT, Method};

/// Everything a manifest may be; without this list a registry picks or refuses a type.
const ACCEPTED: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

/// For one layer, on a slow line.
const PATIENCE: Duration = Duration::from_secs(300);

/// Storage may be one redirect away; more than this is going in circles.
const HOPS: usize = 4;

/// What is behind a tag or digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// With its digest, if the registry names it.
    Manifest(Option<Digest>),
}

/// One repository with the right to use it.
#[derive(Debug)]
pub struct Repository<'a> {
    pub http: &'a Http,
    pub base: &'a Url,
    pub name: &'a str,
    pub access: &'a Access,
}

impl Repository<'_> {
    fn at(&self, path: &str) -> Url {
        let path = format!("/v2/{}/{path}", self.name);
        self.base.join(&path).unwrap_or_else(|_| unreachable!("an absolute path joins any http address"))
    }

    fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        Ask::new(method, self.at(path)).by(self.access.auth())
    }

    /// Whether a blob is there already.
    pub async fn has_blob(&self, digest: &Digest) -> Asked<bool> {
        let ask = self.ask(Method::HEAD, &format!("blobs/{digest}"));
        self.http.send(ask).await.read(|answer| match answer.status {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(refusal(&answer)),
        })
    }

    /// Sends the bytes into an opened upload.
    pub async fn fill(&self, upload: &UploadSession, blob: &Blob) -> Asked<()> {
        let mut url = upload.location().clone();
        url.query_pairs_mut().append_pair("digest", blob.digest.as_str());
        let auth = self.access.towards(&url, self.base);
        let content = Content::Bytes("application/octet-stream", blob.bytes.clone());
        let ask = Ask::new(Method::PUT, url).by(auth).with(content);
        self.http.send(ask).await.read(done)
    }

    pub async fn put_manifest(&self, tag: &str, manifest: &Blob) -> Asked<()> {
        let content = Content::Bytes(MANIFEST_TYPE, manifest.bytes.clone());
        let ask = self.ask(Method::PUT, &format!("manifests/{tag}")).with(content);
        self.http.send(ask).await.read(done)
    }

    /// Looks whether a tag or digest is there. HEAD does not count as a pull.
    pub async fn find(&self, reference: &str) -> Asked<Found> {
        let ask = self.ask(Method::HEAD, &format!("manifests/{reference}")).accepting(ACCEPTED);
        self.http.send(ask).await.read(|answer| match answer.status {
            200 => Ok(Found::Manifest(answer.header("docker-content-digest").and_then(Digest::parse))),
            404 => Ok(Found::Nothing),
            _ => Err(refusal(&answer)),
        })
    }

    /// The bytes of a manifest.
    pub async fn manifest(&self, reference: &str) -> Asked<Vec<u8>> {
        let ask = self.ask(Method::GET, &format!("manifests/{reference}")).accepting(ACCEPTED);
        self.http.send(ask).await.read(|mut answer| match answer.status {
            200 => Ok(std::mem::take(&mut answer.body)),
            _ => Err(refusal(&answer)),
        })
    }

    /// Reads a manifest and checks its digest; its size in bytes.
    pub async fn read_manifest(&self, tag: &str, digest: &Digest) -> Asked<u64> {
        let ask = self.ask(Method::GET, &format!("manifests/{tag}")).accepting(ACCEPTED);
        self.http.send(ask).await.read(|answer| checked(&answer, digest))
    }

    /// Reads a blob and checks its digest; its size in bytes. Registries send readers on to their storage:
    /// the credential does not go along to another origin.
    pub async fn read_blob(&self, digest: &Digest) -> Asked<u64> {
        self.blob(digest).await.map(|bytes| bytes.len() as u64)
    }

    /// The bytes of a blob, at most a megabyte, if they have its digest.
    pub async fn blob(&self, digest: &Digest) -> Asked<Vec<u8>> {
        self.fetch(digest, |ask| ask.at_most(JSON_LIMIT)).await.read(|mut answer| {
            checked(&answer, digest)?;
            Ok(std::mem::take(&mut answer.body))
        })
    }

    /// Downloads a blob of at most so many bytes without keeping it, and checks its digest; its size in bytes.
    pub async fn check_blob(&self, digest: &Digest, at_most: usize) -> Asked<u64> {
        self.fetch(digest, |ask| ask.at_most(at_most).summing(PATIENCE)).await.read(|answer| {
            match answer.sum() {
                Some(sum) if sum.digest() == *digest => Ok(sum.size() as u64),
                Some(_) => Err(Failure::new(FailureKind::NotUnderstood(Odd::WrongDigest))),
                None => Err(refusal(&answer)),
            }
        })
    }

    /// Asks for a blob, along the redirects to where it is stored.
    async fn fetch(&self, digest: &Digest, how: impl Fn(Ask<'_>) -> Ask<'_>) -> Exchange {
        let mut url = self.at(&format!("blobs/{digest}"));
        let mut hops = 0;
        loop {
            let ask = how(Ask::get(url.clone()).by(self.access.towards(&url, self.base)));
            let exchange = self.http.send(ask).await;
            let next = exchange.answer.as_ref().ok().filter(|answer| redirects(answer)).and_then(|answer| {
                answer.location(&url).filter(|next| matches!(next.scheme(), "https" | "http"))
            });
            hops += 1;
            match next {
                // From encrypted to open: the digest would still tell, but there is no need to be led there.
                Some(next) if hops < HOPS && !(url.scheme() == "https" && next.scheme() == "http") => {
                    url = next
                }
                _ => return exchange,
            }
        }
    }

    /// Where a reader of a blob is sent; `None` where the registry serves it itself.
    pub async fn leads(&self, digest: &Digest) -> Option<Url> {
        let url = self.at(&format!("blobs/{digest}"));
        let ask = Ask::get(url.clone()).by(self.access.auth()).at_most(JSON_LIMIT);
        let answer = self.http.send(ask).await.answer.ok().filter(redirects)?;
        answer.location(&url).filter(|to| matches!(to.scheme(), "https" | "http"))
    }

    /// Deletes a manifest by tag or digest.
    pub async fn delete(&self, reference: &str) -> Asked<()> {
        self.http.send(self.ask(Method::DELETE, &format!("manifests/{reference}"))).await.read(done)
    }
}

fn redirects(answer: &Answer) -> bool {
    matches!(answer.status, 301 | 302 | 303 | 307 | 308) && answer.header(LOCATION.as_str()).is_some()
}

fn done(answer: Answer) -> Result<(), Failure> {
    match answer.status {
        200..=204 => Ok(()),
        _ => Err(refusal(&answer)),
    }
}

fn checked(answer: &Answer, digest: &Digest) -> Result<u64, Failure> {
    match answer.status {
        200 if sha256(&answer.body) == *digest => Ok(answer.body.len() as u64),
        200 => Err(Failure::new(FailureKind::NotUnderstood(Odd::WrongDigest))),
        _ => Err(refusal(answer)),
    }
}
