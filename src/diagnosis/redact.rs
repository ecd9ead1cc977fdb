//! Takes secrets out of text before it leaves the engine: logs hold more of them than their owners think.
//!
//! What is known to be harmless is kept (masks, variables, digests); what merely looks like a secret goes.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::clean;

/// What stands in place of a secret; the runner of GitHub Actions uses the same.
const MASK: &str = "***";

/// Beginnings that name a secret by themselves (the makers' announcements of their token formats).
const PREFIXES: &[&str] = &[
    "dckr_pat_",
    "dckr_oat_",
    "dckr_jti_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "glrt-",
    "glcbt-",
    "glptt-",
    "AKIA",
    "ASIA",
    "xoxb-",
    "xoxp-",
    "npm_",
    "pypi-",
    "ya29.",
    "AIza",
    "hvs.",
    "cmVmdGtuOj",
    "eyJ",
];

/// Endings of options whose value is a secret: `--password`, `--dest-registry-token`.
const SECRET_OPTIONS: &[&str] = &["password", "passwd", "passphrase", "token", "secret"];

/// Words in the name of a variable or field that say what its value is.
const SECRET_WORDS: &[&str] = &[
    "pass",
    "passwd",
    "pwd",
    "secret",
    "credential",
    "apikey",
    "api_key",
    "api-key",
    "access_key",
    "private_key",
];

/// Names of a query's parameters whose values let somebody in: signed addresses of Azure, Amazon and Google.
const SIGNED: &[&str] = &[
    "sig",
    "signature",
    "x-amz-signature",
    "x-amz-credential",
    "x-goog-signature",
    "x-goog-credential",
    "token",
    "access_token",
];

/// The same, but common in prose too, so that their values must also look like one.
const MAYBE_WORDS: &[&str] = &["token", "auth", "key", "bearer", "basic", "signature", "jwt"];

/// More bytes than are ever shown of a text. Looking for secrets beyond them would only cost time.
const LOOKED_AT: usize = 4096;

/// The beginning of a text, fit to be shown: without secrets and control sequences.
#[must_use]
pub fn shown(text: &str, columns: usize) -> String {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    clean::short(&redact(&text[..end]), columns)
}

/// The text with every secret in it replaced.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut spans = Vec::new();
    prefixed(text, &mut spans);
    in_addresses(text, &mut spans);
    after_options(text, &mut spans);
    piped_in(text, &mut spans);
    encoded(text, &mut spans);
    // Names are found in any spelling; this is done for every line that matters, so once.
    let lower = text.to_ascii_lowercase();
    assigned(text, &lower, &mut spans);
    in_headers(text, &lower, &mut spans);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| span.start);
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for span in spans {
        if span.start >= at {
            out.push_str(&text[at..span.start]);
            out.push_str(MASK);
        }
        at = at.max(span.end);
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn prefixed(text: &str, spans: &mut Vec<Range<usize>>) {
    for prefix in PREFIXES {
        // `contains` is many times as fast as a search for places, and nearly always enough.
        if !text.contains(prefix) {
            continue;
        }
        for (at, _) in text.match_indices(prefix) {
            let free = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
            let rest = &text[at + prefix.len()..];
            let length = rest.find(|c| !is_secret_char(c)).unwrap_or(rest.len());
            if free && length >= 8 {
                spans.push(at..at + prefix.len() + length);
            }
        }
    }
}

/// `https://user:secret@host/…`; a user without a secret stays.
fn in_addresses(text: &str, spans: &mut Vec<Range<usize>>) {
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let rest = &text[start..];
        let end =
            rest.find(|c: char| c == '/' || c == '"' || c == '\'' || c.is_whitespace()).unwrap_or(rest.len());
        if let Some(host) = rest[..end].rfind('@')
            && let Some(colon) = rest[..host].find(':')
        {
            keep_or_mask(text, start + colon + 1..start + host, spans);
        }
        in_query(text, start, spans);
    }
}

/// `…?sv=1&sig=…`: what signs an address opens it for everybody.
fn in_query(text: &str, start: usize, spans: &mut Vec<Range<usize>>) {
    let whole = &text[start..];
    let end = whole.find(|c: char| c.is_whitespace() || "\"'<>".contains(c)).unwrap_or(whole.len());
    let Some(query) = whole[..end].find('?') else { return };
    let mut at = start + query + 1;
    for pair in text[at..start + end].split('&') {
        if let Some((name, value)) = pair.split_once('=')
            && SIGNED.iter().any(|signed| name.eq_ignore_ascii_case(signed))
        {
            let from = at + name.len() + 1;
            keep_or_mask(text, from..from + value.len(), spans);
        }
        at += pair.len() + 1;
    }
}

/// `echo SECRET | docker login --password-stdin`, and the same with `<<<`.
fn piped_in(text: &str, spans: &mut Vec<Range<usize>>) {
    let Some(stdin) = text.find("--password-stdin").or_else(|| text.find(" login")) else { return };
    for said in ["echo ", "printf ", "<<<"] {
        for (at, _) in text.match_indices(said) {
            let mut from = at + said.len();
            // Options of `echo`, and the format of `printf`.
            loop {
                let value = value_at(text, from);
                let word = &text[value.clone()];
                if !(word.starts_with('-') || word.starts_with('%')) {
                    break;
                }
                from = value.end + usize::from(text[value.end..].starts_with(['"', '\'']));
            }
            let ends = text[from..].find('|').map_or(text.len(), |pipe| from + pipe);
            if said == "<<<" || ends < stdin {
                keep_or_mask(text, value_at(text, from), spans);
            }
        }
    }
}

/// A line of a key or of a certificate: base64 and nothing else, longer than any name.
fn encoded(text: &str, spans: &mut Vec<Range<usize>>) {
    const LINE: usize = 40;
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let mut at = 0;
    while let Some(begin) = text[at..].find(inside).map(|found| at + found) {
        let end = text[begin..].find(|c| !inside(c)).map_or(text.len(), |found| begin + found);
        let word = &text[begin..end];
        let mixed = |part: &str| {
            let has = |what: fn(&char) -> bool| part.chars().any(|c| what(&c));
            part.len() >= LINE / 2
                && has(char::is_ascii_uppercase)
                && has(char::is_ascii_lowercase)
                && has(char::is_ascii_digit)
        };
        // The parts of a path are words; those of base64 are not.
        if word.len() >= LINE && word.split('/').any(mixed) {
            spans.push(begin..end);
        }
        at = end;
    }
}

/// What an option of a command holds.
enum Holds {
    Secret,
    /// `user:secret`, as of `--creds` and of curl's `-u`.
    Pair,
}

fn after_options(text: &str, spans: &mut Vec<Range<usize>>) {
    if !text.contains('-') {
        return;
    }
    for (at, _) in text.match_indices('-') {
        if !(at == 0 || text[..at].ends_with(|c: char| c.is_whitespace() || "'\"[,(".contains(c))) {
            continue;
        }
        let rest = &text[at..];
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len())];
        let Some((holds, glued)) = option(name, text) else { continue };
        let begin = if glued { Some(at + 2) } else { value_of(text, at + name.len()) };
        let Some(mut value) = begin.map(|begin| word_at(text, begin)) else { continue };
        // `docker run -u 1000 -p 8080:80`: a port.
        let port =
            |said: &str| said.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'-'));
        if name == "-p" && !text.contains("login") && port(&text[value.clone()]) {
            continue;
        }
        match holds {
            Holds::Pair => {
                let Some(colon) = text[value.clone()].find(':') else { continue };
                // `docker run -u 1000:1000`: numbers of a user and a group.
                if name == "-u" && text[value.clone()][..colon].bytes().all(|byte| byte.is_ascii_digit()) {
                    continue;
                }
                value.start += colon + 1;
            }
            Holds::Secret if text[value.clone()].starts_with('-') => continue,
            Holds::Secret => {}
        }
        keep_or_mask(text, value, spans);
    }
}

/// What an option holds, and whether its value is glued to its letter.
fn option(name: &str, text: &str) -> Option<(Holds, bool)> {
    if let Some(long) = name.strip_prefix("--") {
        let secret = SECRET_OPTIONS.iter().any(|ending| long.ends_with(ending));
        let pair = long.ends_with("creds") || long == "user" || long == "proxy-user";
        return secret.then_some((Holds::Secret, false)).or_else(|| pair.then_some((Holds::Pair, false)));
    }
    // `-p` is something else to `mkdir`.
    let login = || ["login", "--username", " -u"].iter().any(|words| text.contains(words));
    match name {
        "-p" if login() => Some((Holds::Secret, false)),
        "-u" => Some((Holds::Pair, false)),
        _ if name.starts_with("-p") && login() => Some((Holds::Secret, true)),
        _ if name.starts_with("-u") && text.contains("curl") => Some((Holds::Pair, true)),
        _ => None,
    }
}

/// Where the value of an option begins whose name ends here: `--x y`, `--x=y`, `"--x", "y"`.
fn value_of(text: &str, end: usize) -> Option<usize> {
    let rest = &text[end..];
    let listed = rest.strip_prefix(['"', '\'']).and_then(|rest| rest.trim_start().strip_prefix(','));
    match listed {
        Some(rest) => Some(text.len() - rest.len()),
        None => rest.starts_with([' ', '=']).then_some(end + 1),
    }
}

/// The word of a command that begins about here: in quotes, or up to a blank.
fn word_at(text: &str, from: usize) -> Range<usize> {
    let quoted = text[from..].trim_start_matches([' ', '\\']).starts_with(['"', '\'']);
    let value = value_at(text, from);
    let rest = &text[value.start..];
    let end = rest.find(|c: char| c.is_whitespace() || "\"'".contains(c)).unwrap_or(rest.len());
    if quoted { value } else { value.start..value.start + end }
}

/// `PASSWORD=…`, `"auth": "…"`, `password: …`.
fn assigned(text: &str, lower: &str, spans: &mut Vec<Range<usize>>) {
    let any = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    if !any(SECRET_WORDS, lower) && !any(MAYBE_WORDS, lower) {
        return;
    }
    for (at, mark) in text.match_indices(['=', ':']) {
        let end = lower[..at].trim_end_matches(['"', '\'', ' ', '\\']).len();
        let start = lower[..end]
            .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
            .map_or(0, |before| before + char_len(lower, before));
        let name = &lower[start..end];
        // `NPM_TOKEN=…`: so are variables named, and nothing in prose is.
        let variable = name.contains('_') && !text[start..end].contains(|c: char| c.is_ascii_lowercase());
        let surely = any(SECRET_WORDS, name) || variable && any(&["token", "auth"], name);
        let maybe = any(MAYBE_WORDS, name);
        if !surely && !maybe {
            continue;
        }
        let value = value_at(text, at + mark.len());
        let said = &text[value.clone()];
        if surely && !said.starts_with("//") || maybe && looks_random(said) {
            keep_or_mask(text, value, spans);
        }
    }
}

/// `Authorization: Basic …`.
fn in_headers(text: &str, lower: &str, spans: &mut Vec<Range<usize>>) {
    for scheme in ["bearer ", "basic "] {
        if !lower.contains(scheme) {
            continue;
        }
        for (at, _) in lower.match_indices(scheme) {
            let value = value_at(text, at + scheme.len());
            let said = &text[value.clone()];
            if said.len() >= 12 && !said.contains('=') || looks_random(said) {
                keep_or_mask(text, value, spans);
            }
        }
    }
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The value that begins about here: past blanks and an opening quote, up to the closing one or a blank.
fn value_at(text: &str, from: usize) -> Range<usize> {
    let rest = &text[from..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\\']).len();
    let start = from + blank;
    match text[start..].chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = start + 1;
            let end = text[inner..].find([quote, '\\']).map_or(text.len(), |n| inner + n);
            inner..end
        }
        _ => {
            let rest = &text[start..];
            let end = rest.find(|c: char| c.is_whitespace() || "\"',;&)}]".contains(c)).unwrap_or(rest.len());
            start..start + end
        }
    }
}

fn keep_or_mask(text: &str, value: Range<usize>, spans: &mut Vec<Range<usize>>) {
    let said = &text[value.clone()];
    let harmless = said.is_empty()
        || said.starts_with(['$', '%', '<', '{'])
        || said.chars().all(|c| matches!(c, '*' | '.' | 'x' | 'X' | '-'))
        || said.eq_ignore_ascii_case("redacted");
    if !harmless {
        spans.push(value);
    }
}

/// Long, of letters and digits mixed as no word or name is; digests and addresses are not meant.
fn looks_random(said: &str) -> bool {
    let has = |what: fn(&char) -> bool| said.chars().any(|c| what(&c));
    said.len() >= 16
        && said.chars().all(is_secret_char)
        && !said.starts_with("sha256")
        && has(char::is_ascii_digit)
        && (has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) || said.len() >= 32)
}

fn is_secret_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn secrets_go() {
        for (text, shown) in [
            ("x dckr_pat_abcdefghij-KLM y", "x *** y"),
            ("token ghp_0123456789abcdefABCDEF.", "token ***"),
            ("eyJhbGciOi.eyJzdWIiOiIx.c2ln_na-ture", "***"),
            ("docker login -u amy -p hunter2 ghcr.io", "docker login -u amy -p *** ghcr.io"),
            ("docker login -u amy -phunter2", "docker login -u amy -p***"),
            ("podman login --password='a b' x", "podman login --password='***' x"),
            ("skopeo copy --dest-creds amy:hunter2 a b", "skopeo copy --dest-creds amy:*** a b"),
            ("skopeo copy --src-creds='amy:h:u,n;t' a b", "skopeo copy --src-creds='amy:***' a b"),
            ("skopeo copy --dest-registry-token hunter2 a b", "skopeo copy --dest-registry-token *** a b"),
            ("curl -u amy:hunter2 https://x/v2/", "curl -u amy:*** https://x/v2/"),
            ("curl -uamy:hunter2 https://x/v2/", "curl -uamy:*** https://x/v2/"),
            ("oras push --username amy -p hun,ter2 x/y", "oras push --username amy -p *** x/y"),
            (
                r#"CMD ["crane", "auth", "login", "--password", "hunter2"]"#,
                r#"CMD ["crane", "auth", "login", "--password", "***"]"#,
            ),
            ("echo hunter2 | docker login -u amy", "echo *** | docker login -u amy"),
            ("GET https://amy:hunter2@reg.io/v2/", "GET https://amy:***@reg.io/v2/"),
            (r#"{"auth": "YW15Omh1bnRlcjI="}"#, r#"{"auth": "***"}"#),
            ("DOCKER_PASSWORD=hunter2 docker", "DOCKER_PASSWORD=*** docker"),
            ("  password: hunter2", "  password: ***"),
            ("AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI", "AWS_SECRET_ACCESS_KEY: ***"),
            ("id AKIAIOSFODNN7EXAMPLE", "id ***"),
            ("Authorization: Basic YW15Omh1bnRlcjI=", "Authorization: Basic ***"),
            (
                "echo \"s3cr3tPW99\" | docker login -u bob --password-stdin",
                "echo \"***\" | docker login -u bob --password-stdin",
            ),
            (
                "printf '%s' hunter2 | docker login --password-stdin",
                "printf '%s' *** | docker login --password-stdin",
            ),
            (
                "docker login -u bob --password-stdin <<< hunter2",
                "docker login -u bob --password-stdin <<< ***",
            ),
            (
                "GET https://x.blob.core.windows.net/c?sv=2024&sig=a%2Fb%3D&se=2026: 403",
                "GET https://x.blob.core.windows.net/c?sv=2024&sig=***&se=2026: 403",
            ),
            (
                "https://b.s3.amazonaws.com/k?X-Amz-Signature=0123abcd\"",
                "https://b.s3.amazonaws.com/k?X-Amz-Signature=***\"",
            ),
            ("docker build --build-arg NPM_TOKEN=abc123 .", "docker build --build-arg NPM_TOKEN=*** ."),
            ("  MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj", "  ***"),
            (r#"msg=\"token\":\"a8F3k2Lm9Qw7Zx5Cv1\""#, r#"msg=\"token\":\"***\""#),
        ] {
            assert_eq!(redact(text), shown, "{text}");
        }
    }

    #[test]
    fn what_tells_the_cause_stays() {
        for text in [
            "failed to fetch anonymous token: unexpected status from GET request",
            "server message: insufficient_scope: authorization failed",
            "  password: $***",
            "docker login -u $USER -p $PASS",
            "-p *****",
            "docker run -p 8080:80 app",
            "docker run -u 1000 app",
            "docker run -u 1000:1000 app",
            "docker run -u 1000 -p 127.0.0.1:8080:80 app",
            "fatal: --password-stdin needs --username",
            "#19 [auth] library/gha:pull,push token for registry-1.docker.io",
            "unauthorized: personal access token is expired",
            "digest: sha256:9f2c0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab",
            "https://auth.docker.io/token?scope=repository%3Aa%2Fb%3Apull&service=registry.docker.io",
            "docker login --password-stdin -u amy",
            "Username and password required",
            "echo $TOKEN | docker login -u amy --password-stdin",
            "/builds/amyflash/MusicSystem2/MusicSystem2/src/Main/Docker/Release/Dockerfile",
            "https://auth.docker.io/token?account=amy&client_id=docker&scope=repository%3Aamy%2Fapp%3Apull",
            "denied: requested access to the resource is denied: token: pull,push",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
