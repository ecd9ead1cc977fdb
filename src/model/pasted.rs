//! What arrived in a secret field: its shape and its oddities, never its characters.

mod command;
mod kind;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

pub use self::kind::TokenKind;
use super::clean;
use super::secret::AccessToken;

/// Longer pastes are not looked at. The longest secret that registries take, a Google service account
/// key, stays under 3 KiB.
pub const LIMIT: usize = 16 * 1024;

/// Whether a text holds a token that a machine made, so that it has no place where it would be shown or kept in
/// the open. A text that only could be one, such as a password, is not told from a name.
#[must_use]
pub fn holds_token(text: &str) -> bool {
    kind::is_marked(text) || TokenKind::of(text.trim()).is_machine_made()
}

/// What a pasted text looks like. Everything in it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pub kind: TokenKind,
    /// In characters, of the secret that is meant: without the line end, and corrected if it can be.
    pub length: usize,
    /// Only of secrets so long that four characters do not matter.
    pub last_four: Option<String>,
    pub oddities: Vec<Oddity>,
}

/// What is strange about a pasted text, in the order in which it was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Oddity {
    Empty,
    /// Beyond [`LIMIT`]; nothing else was looked at.
    TooLong,
    /// Control characters; they were dropped.
    Control,
    /// Zero-width and other characters that cannot be seen.
    Invisible,
    /// Characters of Chinese or Japanese input methods that look like ASCII.
    FullWidth,
    SpaceAround,
    SpaceInside,
    LineBreakInside,
    Quoted,
    /// `Bearer `, `Basic ` or `token ` in front.
    Scheme,
    /// A whole command that signs in.
    Command,
    /// `PASSWORD=` or the like in front.
    Assignment,
    /// `$TOKEN` or `${{ secrets.TOKEN }}`: the name of a secret, not the secret.
    Reference,
    /// Dots or stars, as shown where the secret itself is hidden.
    Mask,
    Email,
    Url,
    /// The kind's mark is there, but less follows than any such token has.
    Cut,
}

/// What to do with a pasted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// It looks like a secret and nothing is strange.
    Take,
    /// The corrected text is more likely what was meant; the person decides.
    TakeCorrected,
    /// It can be taken as it is, but something speaks against it.
    Doubt,
    /// It cannot be a secret.
    Refuse,
}

/// A pasted text, judged.
#[derive(Debug)]
pub struct Taken {
    /// As it was pasted, less control characters and one line end; `None` where that cannot be a secret.
    pub token: Option<AccessToken>,
    /// What was probably meant, where that differs.
    pub corrected: Option<AccessToken>,
    pub shape: Shape,
    pub advice: Advice,
}

/// What no field takes whole, so that only its beginning is known.
#[must_use]
pub fn too_long() -> Taken {
    let oddities = vec![Oddity::TooLong];
    let shape = Shape { kind: TokenKind::Unknown, length: 0, last_four: None, oddities };
    Taken { token: None, corrected: None, shape, advice: Advice::Refuse }
}

/// Judges a pasted text. Exactly one line end is dropped from its end, as docker and gh do; all other
/// white space is reported and stays. The work is linear in the text and bounded by [`LIMIT`].
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "the paste ends here, and its memory is wiped")]
pub fn take(pasted: SecretString) -> Taken {
    let pasted = pasted.expose_secret();
    if pasted.len() > LIMIT {
        return too_long();
    }
    let mut oddities = Vec::new();
    let plain = without_controls(without_line_end(pasted), &mut oddities);
    let meant = correct(&plain, &mut oddities);
    let kind = TokenKind::of(&meant);
    if kind.is_cut(&meant) {
        oddities.push(Oddity::Cut);
    }
    let refused =
        oddities.iter().any(|oddity| matches!(oddity, Oddity::Empty | Oddity::Mask | Oddity::Reference));
    let corrected = (!refused && *meant != *plain && !meant.is_empty()).then(|| token(&meant));
    let is_command = oddities.contains(&Oddity::Command);
    let taken = (!refused && !is_command && !plain.trim().is_empty()).then(|| token(&plain));
    let advice = match (&corrected, &taken) {
        (Some(_), _) => Advice::TakeCorrected,
        (None, None) => Advice::Refuse,
        // Dropped control characters leave nothing to doubt where the rest is a token of a known kind.
        (None, Some(_)) if oddities.iter().all(|o| *o == Oddity::Control) && kind != TokenKind::Unknown => {
            Advice::Take
        }
        (None, Some(_)) if oddities.is_empty() => Advice::Take,
        (None, Some(_)) => Advice::Doubt,
    };
    let length = if refused { 0 } else { meant.chars().count() };
    let shape = Shape { kind, length, last_four: last_four(kind, &meant).filter(|_| !refused), oddities };
    Taken { token: taken, corrected, shape, advice }
}

/// Whether a secret is so long and so clearly made by a machine that a hash of it gives nothing away.
#[must_use]
pub fn is_unguessable(secret: &AccessToken) -> bool {
    let text = secret.expose();
    text.len() >= 24 && TokenKind::of(text).is_machine_made()
}

fn token(text: &str) -> AccessToken {
    AccessToken::new(SecretString::from(text))
}

/// What kind of secret it is, by its shape.
#[must_use]
pub fn kind_of(secret: &AccessToken) -> TokenKind {
    TokenKind::of(secret.expose())
}

/// The last four characters of a token that is in use already.
#[must_use]
pub fn last_four_of(token: &AccessToken) -> Option<String> {
    let text = token.expose();
    last_four(TokenKind::of(text), text)
}

/// The last four characters of a machine-made secret; of what may be a password, none.
fn last_four(kind: TokenKind, text: &str) -> Option<String> {
    let long_enough = if kind == TokenKind::Unknown { 40 } else { 20 };
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (plain && text.len() >= long_enough).then(|| text[text.len() - 4..].to_owned())
}

fn without_line_end(text: &str) -> &str {
    text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r'])).unwrap_or(text)
}

/// Drops control characters but tabs and line breaks, which are white space and are reported as such.
fn without_controls(text: &str, oddities: &mut Vec<Oddity>) -> Zeroizing<String> {
    let dropped = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if text.contains(dropped) {
        oddities.push(Oddity::Control);
    }
    keep(text, |c| (!dropped(c)).then_some(c))
}

/// Copies with a capacity reserved once: a string that grows leaves copies of a secret behind.
fn keep(text: &str, change: impl Fn(char) -> Option<char>) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    out.extend(text.chars().filter_map(change));
    out
}

/// What was probably meant; the text itself where nothing is strange or nothing can be told.
fn correct(plain: &str, oddities: &mut Vec<Oddity>) -> Zeroizing<String> {
    if plain.trim().is_empty() {
        oddities.push(Oddity::Empty);
        return Zeroizing::new(plain.to_owned());
    }
    if plain.contains(clean::is_invisible) {
        oddities.push(Oddity::Invisible);
    }
    if plain.contains(is_full_width) {
        oddities.push(Oddity::FullWidth);
    }
    let ascii = keep(plain, |c| match c {
        c if clean::is_invisible(c) => None,
        '\u{3000}' => Some(' '),
        c if is_full_width(c) => char::from_u32(c as u32 - 0xfee0),
        c => Some(c),
    });
    let mut text: &str = ascii.trim();
    if text.len() != ascii.len() {
        oddities.push(Oddity::SpaceAround);
    }
    if command::signs_in(text) {
        oddities.push(Oddity::Command);
        return match command::secret(text) {
            Some(secret) if is_reference(&secret) => noticed(Oddity::Reference, &secret, oddities),
            Some(secret) => secret,
            None => Zeroizing::new(String::new()),
        };
    }
    if let Some(value) = assigned(text) {
        oddities.push(Oddity::Assignment);
        text = value;
    }
    if let Some(inner) = unquoted(text) {
        oddities.push(Oddity::Quoted);
        text = inner.trim();
    }
    if let Some(rest) = without_scheme(text) {
        oddities.push(Oddity::Scheme);
        text = rest;
    }
    if text.is_empty() {
        return noticed(Oddity::Empty, text, oddities);
    }
    if is_mask(text) {
        return noticed(Oddity::Mask, text, oddities);
    }
    if is_reference(text) {
        return noticed(Oddity::Reference, text, oddities);
    }
    if text.contains("://") {
        oddities.push(Oddity::Url);
    } else if is_email(text) {
        oddities.push(Oddity::Email);
    }
    closed_up(text, oddities)
}

fn noticed(oddity: Oddity, text: &str, oddities: &mut Vec<Oddity>) -> Zeroizing<String> {
    oddities.push(oddity);
    Zeroizing::new(text.to_owned())
}

/// Takes white space out of the middle where that makes a token of a known kind: copied from a narrow
/// window, a token arrives in two lines. In what may be a pass phrase it stays.
fn closed_up(text: &str, oddities: &mut Vec<Oddity>) -> Zeroizing<String> {
    if text.contains(['\n', '\r']) {
        oddities.push(Oddity::LineBreakInside);
    }
    if text.contains(|c: char| c.is_whitespace() && c != '\n' && c != '\r') {
        oddities.push(Oddity::SpaceInside);
    }
    let closed = keep(text, |c| (!c.is_whitespace()).then_some(c));
    if TokenKind::of(&closed) == TokenKind::Unknown { Zeroizing::new(text.to_owned()) } else { closed }
}

fn is_full_width(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')
}

fn is_mask(text: &str) -> bool {
    text.chars().count() >= 3
        && text.chars().all(|c| matches!(c, '*' | '•' | '●' | '·' | '∙' | '…' | '█' | '.' | '＊'))
}

fn is_reference(text: &str) -> bool {
    let name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (text.starts_with("${{") && text.ends_with("}}"))
        || text.strip_prefix('$').is_some_and(name)
        || text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).is_some_and(name)
}

fn is_email(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(user, domain)| {
            !user.is_empty()
                && domain.split('.').count() >= 2
                && domain.split('.').all(|part| {
                    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                })
        })
}

/// `DOCKER_PASSWORD=…`, `export TOKEN=…`, `token: …`: the value, if the name speaks of a secret.
fn assigned(text: &str) -> Option<&str> {
    let text =
        text.strip_prefix("export ").or_else(|| text.strip_prefix("set ")).unwrap_or(text).trim_start();
    let (name, value) = text.split_once(['=', ':'])?;
    let name = name.trim().trim_matches(['"', '\'']);
    let is_name =
        name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let upper = name.to_ascii_uppercase();
    let speaks = ["PASSWORD", "PASSWD", "TOKEN", "SECRET", "PAT"].iter().any(|word| upper.ends_with(word));
    (is_name && speaks).then(|| value.trim())
}

fn unquoted(text: &str) -> Option<&str> {
    [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('「', '」'), ('《', '》'), ('<', '>')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
}

fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once([' ', '\t'])?;
    let scheme = scheme.trim_end_matches(':');
    ["bearer", "basic", "token"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then(|| rest.trim())
}

#[cfg(test)]
mod tests;
