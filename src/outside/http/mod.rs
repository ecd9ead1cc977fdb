//! The one HTTP client: no redirects, every wait and every body bounded, no credential in the open.

mod answer;
mod proxy;
mod sum;
mod trouble;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
pub use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use tokio::sync::OnceCell;
use url::Url;

pub use answer::Answer;
pub use proxy::Proxy;
pub use sum::Sum;
use trouble::NameNotFound;

use super::endpoints::{authority, is_loopback, is_loopback_name, is_private};
use crate::model::access::Asked;
use crate::model::failure::{Failure, FailureKind, Odd, Request};
use crate::model::secret::{AccessToken, GitHubToken, SessionToken};
use crate::model::{clean, moment::Moment};

/// The most that is read of an answer in JSON: endless bodies end here.
pub const JSON_LIMIT: usize = 1 << 20;

/// Query keys that may be shown; everything else is left out, whatever it is.
const HARMLESS: [&str; 14] = [
    "scope",
    "service",
    "digest",
    "n",
    "last",
    "page",
    "page_size",
    "per_page",
    "mount",
    "from",
    "ref",
    "branch",
    "event",
    "filter",
];

/// How long to wait, and through whom.
#[derive(Clone, Debug)]
pub struct Settings {
    pub connect_timeout: Duration,
    /// From the first byte sent to the last byte read.
    pub timeout: Duration,
    /// This proxy for everything but loopback; `None`: what the usual environment variables say.
    pub proxy: Option<Url>,
    /// A request that could change something is refused before it is sent.
    pub only_reads: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            proxy: None,
            only_reads: false,
        }
    }
}

/// The client. Clones share connections and the count.
#[derive(Clone, Debug, Default)]
pub struct Http(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    settings: Settings,
    /// For this machine over plain HTTP: needs neither certificates nor a proxy, and so works on a
    /// machine that has no certificates at all.
    near: OnceCell<reqwest::Client>,
    far: OnceCell<reqwest::Client>,
    sent: AtomicU64,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Auth<'a> {
    Nobody,
    Basic { user: &'a str, secret: &'a AccessToken },
    Bearer(&'a SessionToken),
    GitHub(&'a GitHubToken),
}

/// What is sent along.
#[derive(Debug)]
pub enum Content {
    Nothing,
    Bytes(&'static str, Vec<u8>),
}

/// One request.
#[derive(Debug)]
pub struct Ask<'a> {
    method: Method,
    url: Url,
    auth: Auth<'a>,
    accept: Option<&'a str>,
    headers: Vec<(&'static str, &'a str)>,
    content: Content,
    limit: usize,
    patience: Option<Duration>,
    hidden: Option<&'a str>,
    signs_in: bool,
}

impl<'a> Ask<'a> {
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            auth: Auth::Nobody,
            accept: None,
            headers: Vec::new(),
            content: Content::Nothing,
            limit: JSON_LIMIT,
            patience: None,
            hidden: None,
            signs_in: false,
        }
    }

    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    #[must_use]
    pub fn by(mut self, auth: Auth<'a>) -> Self {
        self.auth = auth;
        self
    }

    #[must_use]
    pub fn accepting(mut self, types: &'a str) -> Self {
        self.accept = Some(types);
        self
    }

    /// One header more; never a credential, which belongs into [`Ask::by`].
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'a str) -> Self {
        self.headers.push((name, value));
        self
    }

    #[must_use]
    pub fn with(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    #[must_use]
    pub fn json(self, value: &serde_json::Value) -> Self {
        self.with(Content::Bytes("application/json", value.to_string().into_bytes()))
    }

    /// A form; its values may be secrets if the one that is goes to [`Ask::hiding`] too.
    #[must_use]
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.with(Content::Bytes("application/x-www-form-urlencoded", body.into_bytes()))
    }

    /// The body holds this secret: an answer that quotes it is not repeated, and it is sent under the
    /// same rule as a credential in a header.
    #[must_use]
    pub fn hiding(mut self, secret: &'a str) -> Self {
        self.hidden = Some(secret);
        self
    }

    /// It only says who asks: a run that changes nothing may send it, whatever its method.
    #[must_use]
    pub fn signing_in(mut self) -> Self {
        self.signs_in = true;
        self
    }

    fn reads(&self) -> bool {
        self.signs_in || matches!(self.method, Method::GET | Method::HEAD)
    }

    /// Reads at most this many bytes of the answer.
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Keeps no body of an answer that is good, but its SHA-256 and its size, and waits so long for all of it:
    /// for what may be larger than memory should hold.
    #[must_use]
    pub fn summing(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    fn carries_credential(&self) -> bool {
        !matches!(self.auth, Auth::Nobody) || self.hidden.is_some()
    }

    /// Every form in which the other side could throw the secret back at us.
    fn secrets(&self) -> Vec<String> {
        let mut plain: Vec<&str> = self.hidden.into_iter().collect();
        let mut found = Vec::new();
        match self.auth {
            Auth::Nobody => {}
            Auth::Basic { user, secret } => {
                plain.push(secret.expose());
                found.push(STANDARD.encode(format!("{user}:{}", secret.expose())));
            }
            Auth::Bearer(token) => plain.push(token.expose()),
            Auth::GitHub(token) => plain.push(token.expose()),
        }
        for secret in plain.into_iter().filter(|secret| !secret.is_empty()) {
            found.push(secret.to_owned());
            found.push(STANDARD.encode(secret).trim_end_matches('=').to_owned());
            found.push(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
        }
        found
    }
}

/// What became of a request.
#[derive(Debug)]
pub struct Exchange {
    pub request: Request,
    pub took: Duration,
    pub answer: Result<Answer, Failure>,
}

impl Exchange {
    /// Makes the answer mean something; failures get to know which request they belong to.
    pub fn read<T>(self, read: impl FnOnce(Answer) -> Result<T, Failure>) -> Asked<T> {
        let status = self.answer.as_ref().ok().map(|answer| answer.status);
        let answer = self.answer.and_then(read).map_err(|failure| failure.at(&self.request));
        Asked { request: self.request, status, answer, took: self.took }
    }
}

impl Http {
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self(Arc::new(Inner { settings, ..Inner::default() }))
    }

    /// Whether nothing that could change something leaves this machine.
    #[must_use]
    pub fn only_reads(&self) -> bool {
        self.0.settings.only_reads
    }

    /// How many requests were sent so far.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// Sends one request and reads its whole answer. Dropping the future closes the request.
    pub async fn send(&self, ask: Ask<'_>) -> Exchange {
        let request = shown(&ask.method, &ask.url);
        let started = Instant::now();
        let answer = self.exchange(ask).await.map_err(|failure| failure.at(&request));
        Exchange { request, took: started.elapsed(), answer }
    }

    async fn exchange(&self, ask: Ask<'_>) -> Result<Answer, Failure> {
        let host = authority(&ask.url);
        if self.only_reads() && !ask.reads() {
            return Err(Failure::new(FailureKind::DryRun));
        }
        if ask.carries_credential() && !is_private(&ask.url) {
            return Err(Failure::new(FailureKind::Insecure { host }));
        }
        let client = self.client(&ask.url).await?;
        let secrets = ask.secrets();
        let mut builder = client.request(ask.method, ask.url);
        builder = match ask.auth {
            Auth::Nobody => builder,
            Auth::Basic { user, secret } => builder.basic_auth(user, Some(secret.expose())),
            Auth::Bearer(token) => builder.bearer_auth(token.expose()),
            Auth::GitHub(token) => builder.bearer_auth(token.expose()),
        };
        for (name, value) in ask.headers {
            builder = builder.header(name, value);
        }
        if let Some(types) = ask.accept {
            builder = builder.header(ACCEPT, types);
        }
        builder = match ask.content {
            // An empty body, so that a POST says `Content-Length: 0`, which registries insist on.
            Content::Nothing => builder.body(Vec::new()),
            Content::Bytes(kind, bytes) => builder.header(CONTENT_TYPE, kind).body(bytes),
        };
        if let Some(patience) = ask.patience {
            builder = builder.timeout(patience);
        }
        self.0.sent.fetch_add(1, Ordering::Relaxed);
        let settings = &self.0.settings;
        let mut response = builder.send().await.map_err(|error| trouble::sending(&error, &host, settings))?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        let mut sum = ask.patience.filter(|_| status == 200).map(|_| Sum::default());
        while let Some(chunk) = response.chunk().await.map_err(|error| trouble::reading(&error, settings))? {
            let before = sum.as_ref().map_or(body.len(), Sum::size);
            if before + chunk.len() > ask.limit {
                return Err(Failure::new(FailureKind::NotUnderstood(Odd::TooLarge)));
            }
            match &mut sum {
                Some(sum) => sum.add(&chunk),
                None => body.extend_from_slice(&chunk),
            }
        }
        Ok(Answer::new(status, headers, body, host, now(), &secrets).summed(sum))
    }

    /// The client for this address, built when it is first needed, and beside the loop that draws:
    /// reading the machine's certificates takes milliseconds.
    async fn client(&self, url: &Url) -> Result<&reqwest::Client, Failure> {
        let near = url.scheme() == "http" && is_loopback(url);
        let cell = if near { &self.0.near } else { &self.0.far };
        let settings = &self.0.settings;
        cell.get_or_try_init(|| async {
            let settings = settings.clone();
            tokio::task::spawn_blocking(move || build(&settings, near))
                .await
                .expect("building a client does not panic")
        })
        .await
        .map_err(|error| trouble::building(&error, url))
    }
}

fn build(settings: &Settings, near: bool) -> reqwest::Result<reqwest::Client> {
    // Somebody else in this process may have been first, with the same provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("pushpilot/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.timeout)
        .dns_resolver(Names);
    let builder = if near {
        builder.no_proxy().tls_certs_only([])
    } else if let Some(proxy) = &settings.proxy {
        builder.proxy(reqwest::Proxy::all(proxy.clone())?)
    } else {
        builder
    };
    builder.build()
}

/// Names to addresses, with a failure of its own type, and with `localhost` always this machine:
/// a resolver that says otherwise would receive credentials in plain text.
#[derive(Debug)]
struct Names;

impl reqwest::dns::Resolve for Names {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let name = name.as_str().to_owned();
        Box::pin(async move {
            let found: Vec<SocketAddr> = if is_loopback_name(&name) {
                let ips = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
                ips.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect()
            } else {
                let found = tokio::net::lookup_host((name.as_str(), 0)).await.map(Iterator::collect);
                found.map_err(|_| NameNotFound(name))?
            };
            Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// The request as it may be shown.
pub(crate) fn shown(method: &Method, url: &Url) -> Request {
    let kept: Vec<String> = url
        .query_pairs()
        .filter(|(key, _)| HARMLESS.contains(&key.as_ref()))
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        // Nothing else is ever sent.
        _ => "?",
    };
    Request { method, host: authority(url), path: clean::short(&format!("{}{query}", url.path()), 300) }
}

/// The clock of this machine.
#[must_use]
pub fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Moment::default().plus(since)
}

#[cfg(test)]
mod tests {
    use super::{Ask, Auth, Method, shown};
    use crate::outside::http::Http;

    #[test]
    fn only_harmless_parts_of_an_address_are_shown() {
        let url = "https://user:pw@auth.docker.io/token?scope=repository:a/b:pull&account=amy&_state=SECRET&service=s";
        let request = shown(&Method::GET, &url.parse().expect("an address"));
        assert_eq!(request.to_string(), "GET auth.docker.io/token?scope=repository:a/b:pull&service=s");
    }

    #[tokio::test]
    async fn a_credential_is_never_sent_in_the_open() {
        let http = Http::default();
        let secret = crate::model::secret::SessionToken::from("secret".to_owned());
        let url = "http://192.0.2.1/v2/".parse().expect("an address");
        let exchange = http.send(Ask::get(url).by(Auth::Bearer(&secret))).await;
        assert!(matches!(
            exchange.answer.expect_err("refused here").kind,
            crate::model::failure::FailureKind::Insecure { .. }
        ));
        assert_eq!(http.sent(), 0);
    }
}
