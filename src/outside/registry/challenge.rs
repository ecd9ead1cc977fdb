//! How a registry wants to be asked, and whether the token service it names may see a credential.

use url::Url;

use crate::model::access::{Asked, Challenge};
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::outside::endpoints::{authority, is_loopback, is_private};
use crate::outside::http::{Answer, Ask, Http};

/// A token service, as the registry's challenge names it and this program trusts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realm {
    pub url: Url,
    pub service: String,
}

/// What the registry asks for, in a form that can be acted upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Open,
    Basic,
    Bearer(Realm),
}

impl Way {
    fn shown(&self) -> Challenge {
        match self {
            Self::Open => Challenge::Open,
            Self::Basic => Challenge::Basic,
            Self::Bearer(realm) => {
                Challenge::Bearer { realm: shown(&realm.url), service: realm.service.clone() }
            }
        }
    }
}

/// The answer to the first request.
#[derive(Clone, Debug)]
pub struct Reached {
    pub challenge: Asked<Challenge>,
    pub way: Option<Way>,
    /// How far this machine's clock is ahead of the registry's, in seconds.
    pub clock_ahead: Option<i64>,
}

/// Asks `GET /v2/` without a credential. It is the one request that every registry answers the same way
/// for all repositories (distribution api.md), so one answer serves a hundred images, and it creates
/// nothing, which a bare upload request does on a registry without authentication.
pub async fn ask(http: &Http, base: &Url, trusted_realms: &[String]) -> Reached {
    let Ok(url) = base.join("/v2/") else { unreachable!("an absolute path joins any http address") };
    let exchange = http.send(Ask::get(url)).await;
    let clock_ahead = exchange.answer.as_ref().ok().and_then(Answer::clock_ahead);
    let read = exchange.read(|answer| way(&answer, base, trusted_realms));
    let way = read.good().cloned();
    Reached { challenge: read.map(|way| way.shown()), way, clock_ahead }
}

fn way(answer: &Answer, base: &Url, trusted_realms: &[String]) -> Result<Way, Failure> {
    match answer.status {
        200 if answer.json::<serde_json::Value>().is_ok() || answer.body.is_empty() => Ok(Way::Open),
        401 => chosen(&parse(&answer.challenges()), base, trusted_realms)
            // A refusal without a challenge that can be met keeps its own words.
            .unwrap_or_else(|| Err(Failure::new(INCOMPLETE).saying(answer.said()))),
        200 => Err(answer.json::<serde_json::Value>().err().unwrap_or(Failure::new(INCOMPLETE))),
        _ => Err(answer.failure()),
    }
}

const INCOMPLETE: FailureKind = FailureKind::NotUnderstood(Odd::Incomplete);

/// Bearer if it is offered (a Basic offer beside it is for older clients), else Basic.
fn chosen(schemes: &[Scheme], base: &Url, trusted_realms: &[String]) -> Option<Result<Way, Failure>> {
    if let Some(bearer) = schemes.iter().find(|scheme| scheme.name == "bearer") {
        let url = Url::parse(bearer.param("realm")?).ok().filter(Url::has_host)?;
        let service = bearer.param("service").unwrap_or_default().to_owned();
        return Some(trusted(&url, base, trusted_realms).map(|()| Way::Bearer(Realm { url, service })));
    }
    schemes.iter().any(|scheme| scheme.name == "basic").then_some(Ok(Way::Basic))
}

/// Whether a credential for the registry may be sent to this realm.
///
/// It must be encrypted or on this machine, and its host must be the registry's own, or one of its family:
/// the registry's host without its first label (`registry-1.docker.io` and `auth.docker.io`,
/// `registry.gitlab.com` and `gitlab.com`), unless what is left is a place where strangers are neighbours
/// (`co.uk`, `azurecr.io`). Everything else needs the person's word, which `trusted_realms` (hosts, with
/// port where there is one) carries.
///
/// # Errors
/// `Insecure` or `ForeignRealm`, with the realm's host.
fn trusted(realm: &Url, registry: &Url, trusted_realms: &[String]) -> Result<(), Failure> {
    let host = authority(realm);
    if !is_private(realm) {
        return Err(Failure::new(FailureKind::Insecure { host }));
    }
    let same_place = match (realm.host(), registry.host()) {
        (Some(a), Some(b)) if a == b => true,
        _ if is_loopback(realm) || is_loopback(registry) => is_loopback(realm) && is_loopback(registry),
        (Some(url::Host::Domain(realm)), Some(url::Host::Domain(registry))) => related(realm, registry),
        _ => false,
    };
    if same_place || trusted_realms.contains(&host) {
        Ok(())
    } else {
        Err(Failure::new(FailureKind::ForeignRealm { host }))
    }
}

fn related(realm: &str, registry: &str) -> bool {
    let below = |host: &str, domain: &str| {
        host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    };
    below(realm, registry)
        || family(registry).is_some_and(|family| below(realm, family) && below(registry, family))
}

/// The domain that a host shares with its siblings, if they can be expected to have the same owner.
fn family(host: &str) -> Option<&str> {
    /// Domains whose children belong to different customers.
    const SHARED: [&str; 6] =
        ["azurecr.io", "azurecr.cn", "azurecr.us", "pkg.dev", "amazonaws.com", "amazonaws.com.cn"];
    let (_, rest) = host.split_once('.')?;
    let labels: Vec<&str> = rest.split('.').collect();
    let suffix = match labels.as_slice() {
        [] | [_] => return None,
        // `co.uk`, `com.cn`, `ac.jp`: a short label before a country's two letters.
        [second, top] => second.len() <= 3 && top.len() == 2,
        _ => false,
    };
    let shared = SHARED.iter().any(|domain| rest == *domain || rest.ends_with(&format!(".{domain}")));
    (!suffix && !shared).then_some(rest)
}

/// One challenge: its scheme in lower case, its parameters with names in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Scheme {
    name: String,
    params: Vec<(String, String)>,
}

impl Scheme {
    fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The value of parameter `name` in any challenge of a `WWW-Authenticate` list.
#[must_use]
pub fn param(header: &str, name: &str) -> Option<String> {
    parse(header).iter().find_map(|scheme| scheme.param(name).map(str::to_owned))
}

/// Reads a `WWW-Authenticate` list (RFC 7235): a word before `=` is a parameter of the challenge before it,
/// any other word begins a challenge; quoted strings may hold commas and escapes.
fn parse(header: &str) -> Vec<Scheme> {
    let mut schemes: Vec<Scheme> = Vec::new();
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let Some(first) = rest.chars().next() else { return schemes };
        let end = rest.find(|c: char| !is_token(c)).unwrap_or(rest.len());
        if end == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(end);
        let word = word.to_ascii_lowercase();
        match (after.trim_start().strip_prefix('='), schemes.last_mut()) {
            (Some(value), Some(scheme)) => {
                let (value, left) = self::value(value.trim_start());
                scheme.params.push((word, value));
                rest = left;
            }
            _ => {
                schemes.push(Scheme { name: word, params: Vec::new() });
                rest = after;
            }
        }
    }
}

/// A quoted string or a bare word, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            c => value.push(c),
        }
    }
    (value, "")
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(c)
}

/// Scheme, host and path: what a person needs to recognise a token service.
fn shown(realm: &Url) -> String {
    let path = crate::model::clean::short(realm.path(), 100);
    format!("{}://{}{path}", realm.scheme(), authority(realm))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Way, chosen, parse, trusted};
    use crate::model::failure::FailureKind;

    #[test]
    fn challenges_are_read_as_the_rfc_writes_them() {
        let bearer = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push",error="insufficient_scope""#;
        let read = parse(bearer);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].param("scope"), Some("repository:a/b:pull,push"));
        assert_eq!(read[0].param("error"), Some("insufficient_scope"));
        for (header, names) in [
            (r#"Basic realm="a, Bearer b", BEARER Realm = "https://x/""#, vec!["basic", "bearer"]),
            (r"Negotiate, NTLM, Basic realm=plain", vec!["negotiate", "ntlm", "basic"]),
            (r#"Basic realm="quote \" inside""#, vec!["basic"]),
            (r#",,Basic"#, vec!["basic"]),
            (r#"Bearer realm="never closed"#, vec!["bearer"]),
            ("", vec![]),
            ("=", vec![]),
        ] {
            let found = parse(header);
            let found: Vec<&str> = found.iter().map(|scheme| scheme.name.as_str()).collect();
            assert_eq!(found, names, "{header}");
        }
        assert_eq!(parse(r#"Basic realm="quote \" inside""#)[0].param("realm"), Some(r#"quote " inside"#));
        assert_eq!(parse("Basic realm=plain, x=y")[0].param("realm"), Some("plain"));
    }

    #[test]
    fn bearer_wins_over_basic() {
        let base = "https://r.example.org".parse().expect("an address");
        let pick = |header| chosen(&parse(header), &base, &[]);
        let both = r#"Basic realm="r", Bearer realm="https://r.example.org/token",service="r""#;
        assert!(matches!(pick(both), Some(Ok(Way::Bearer(_)))));
        assert_eq!(pick(r#"basic realm="r""#), Some(Ok(Way::Basic)));
        assert_eq!(pick(r#"Bearer realm="/token""#), None);
        assert_eq!(pick("Negotiate"), None);
    }

    #[test]
    fn a_credential_goes_to_the_registrys_own_family_only() {
        #[derive(Debug, PartialEq)]
        enum May {
            Go,
            Foreign,
            Insecure,
        }
        use May::{Foreign, Go, Insecure};
        for (registry, realm, may) in [
            ("https://registry-1.docker.io", "https://auth.docker.io/token", Go),
            ("https://registry.gitlab.com", "https://gitlab.com/jwt/auth", Go),
            ("https://ghcr.io", "https://ghcr.io/token", Go),
            ("https://ghcr.io", "https://auth.ghcr.io/token", Go),
            ("https://harbor.corp.example", "https://sso.corp.example/t", Go),
            ("https://registry-1.docker.io", "https://auth.docker.io.evil.example/token", Foreign),
            ("https://registry-1.docker.io", "https://evildocker.io/token", Foreign),
            ("https://registry-1.docker.io", "https://io/token", Foreign),
            ("https://registry-1.docker.io", "http://auth.docker.io/token", Insecure),
            ("https://registry-1.docker.io", "http://127.0.0.1/token", Foreign),
            ("https://a.co.uk", "https://b.co.uk/token", Foreign),
            ("https://a.com.cn", "https://b.com.cn/token", Foreign),
            ("https://mine.azurecr.io", "https://other.azurecr.io/oauth2/token", Foreign),
            ("https://mine.azurecr.io", "https://mine.azurecr.io/oauth2/token", Go),
            ("https://1.dkr.ecr.eu.amazonaws.com", "https://2.dkr.ecr.eu.amazonaws.com/", Foreign),
            ("https://10.0.0.1", "https://10.0.0.1:8443/token", Go),
            ("https://10.0.0.1", "https://10.0.0.2/token", Foreign),
            ("https://ghcr.io", "https://quay.io/token", Foreign),
            ("http://127.0.0.1:5000", "http://localhost:5001/token", Go),
            ("http://127.0.0.1:5000", "https://auth.example/token", Foreign),
            ("http://127.0.0.1:5000", "http://auth.example/token", Insecure),
        ] {
            let answer = trusted(&realm.parse().expect("realm"), &registry.parse().expect("registry"), &[]);
            let found = match answer.map_err(|failure| failure.kind) {
                Ok(()) => Go,
                Err(FailureKind::ForeignRealm { .. }) => Foreign,
                Err(FailureKind::Insecure { .. }) => Insecure,
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(found, may, "{registry} names {realm}");
        }
    }

    #[test]
    fn the_person_can_trust_a_foreign_realm_but_not_an_open_one() {
        let registry = "https://registry.example".parse().expect("an address");
        let may = |realm: &str| {
            let asked = ["auth.other.example:8443".to_owned()];
            trusted(&realm.parse().expect("an address"), &registry, &asked).is_ok()
        };
        assert!(may("https://auth.other.example:8443/token"));
        assert!(!may("https://auth.other.example/token"));
        assert!(!may("http://auth.other.example:8443/token"));
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(header in "\\PC*") {
            parse(&header);
        }

        #[test]
        fn quoted_values_survive(realm in "[a-z0-9:/.,= ]{0,40}", service in "[ -~]{0,20}") {
            let quoted = service.replace('\\', "\\\\").replace('"', "\\\"");
            let header = format!("Basic realm=x, Bearer realm=\"{realm}\", service=\"{quoted}\"");
            let read = parse(&header);
            prop_assert_eq!(read.len(), 2);
            prop_assert_eq!(read[1].param("realm"), Some(realm.as_str()));
            prop_assert_eq!(read[1].param("service"), Some(service.as_str()));
        }
    }
}
