//! Which service made a secret, told by the mark that it carries.

/// The kind of a secret. Only marks that the services document or print are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// `dckr_pat_…`, a Docker Hub personal access token.
    DockerPersonal,
    /// `dckr_oat_…`, a Docker organization access token.
    DockerOrganization,
    /// A bare UUID: Docker Hub's personal access tokens of before 2022 (UNSOURCED as to the year).
    Uuid,
    /// `ghp_…`.
    GitHubClassic,
    /// `github_pat_…`.
    GitHubFineGrained,
    /// `gho_`, `ghu_`, `ghs_`, `ghr_`: OAuth, app and refresh tokens.
    GitHubOther,
    /// `glpat-`, `gldt-`, `glcbt-` and their kin.
    GitLab,
    /// Three base64url parts that begin as JSON does; Hub sessions and registry tokens look so.
    Jwt,
    /// `AKIA…` or `ASIA…`: the public half of an AWS key.
    AwsKeyId,
    /// A Google service account key, a whole JSON document.
    GoogleKey,
    Unknown,
}

const MARKS: [(&str, TokenKind); 13] = [
    ("dckr_pat_", TokenKind::DockerPersonal),
    ("dckr_oat_", TokenKind::DockerOrganization),
    ("github_pat_", TokenKind::GitHubFineGrained),
    ("ghp_", TokenKind::GitHubClassic),
    ("gho_", TokenKind::GitHubOther),
    ("ghu_", TokenKind::GitHubOther),
    ("ghs_", TokenKind::GitHubOther),
    ("ghr_", TokenKind::GitHubOther),
    ("glpat-", TokenKind::GitLab),
    ("gldt-", TokenKind::GitLab),
    ("glcbt-", TokenKind::GitLab),
    ("glptt-", TokenKind::GitLab),
    ("glrt-", TokenKind::GitLab),
];

/// So much follows the mark of a token at least: Docker's have 27 characters there and GitHub's 36; half of that
/// is the bound here, as the lengths are not promised.
const WHOLE: usize = 16;

impl TokenKind {
    /// Tells the kind of a text that is a secret and nothing else.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return if is_google_key(text) { Self::GoogleKey } else { Self::Unknown };
        }
        if let Some((_, kind)) = MARKS
            .iter()
            .find(|(mark, _)| text.strip_prefix(mark).is_some_and(|rest| rest.bytes().all(is_body)))
        {
            return *kind;
        }
        if is_uuid(text) {
            Self::Uuid
        } else if is_jwt(text) {
            Self::Jwt
        } else if is_aws_key_id(text) {
            Self::AwsKeyId
        } else if is_google_key(text) {
            Self::GoogleKey
        } else {
            Self::Unknown
        }
    }

    /// Whether a machine made it, so that nobody can guess it.
    #[must_use]
    pub fn is_machine_made(self) -> bool {
        !matches!(self, Self::Unknown | Self::AwsKeyId)
    }

    /// Whether less follows the mark than any such token has.
    pub(super) fn is_cut(self, text: &str) -> bool {
        MARKS.iter().any(|(mark, kind)| {
            *kind == self && text.strip_prefix(mark).is_some_and(|rest| rest.len() < WHOLE)
        })
    }
}

/// Whether a token with a known mark stands somewhere in a text, long enough to be one.
pub(super) fn is_marked(text: &str) -> bool {
    MARKS.iter().any(|(mark, _)| {
        text.match_indices(mark).any(|(at, _)| {
            let after = &text.as_bytes()[at + mark.len()..];
            !text[..at].bytes().next_back().is_some_and(is_body)
                && after.iter().take_while(|byte| is_body(**byte)).count() >= WHOLE
        })
    })
}

/// The one token with a known mark in a text, such as a command; `None` where there are none or several.
pub(super) fn only_marked(text: &str) -> Option<&str> {
    let mut found = None;
    for (mark, _) in MARKS {
        for (at, _) in text.match_indices(mark) {
            // In the middle of a word the mark is a coincidence.
            if text[..at].bytes().next_back().is_some_and(is_body) {
                continue;
            }
            let end =
                text[at..].bytes().position(|byte| !is_body(byte)).map_or(text.len(), |length| at + length);
            let token = &text[at..end];
            match found {
                Some(other) if other != token => return None,
                _ => found = Some(token),
            }
        }
    }
    found
}

fn is_body(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() }
        })
}

fn is_jwt(text: &str) -> bool {
    let word = |part: &str| {
        part.len() >= 4
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    text.starts_with("eyJ") && text.split('.').count() == 3 && text.split('.').all(word)
}

fn is_aws_key_id(text: &str) -> bool {
    text.len() == 20
        && (text.starts_with("AKIA") || text.starts_with("ASIA"))
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn is_google_key(text: &str) -> bool {
    text.starts_with('{') && text.contains("\"private_key\"") && text.contains("\"client_email\"")
}
