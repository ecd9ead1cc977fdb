//! A command that signs in, pasted where the token belongs: told apart, and the token taken out.

use secrecy::zeroize::Zeroizing;

use super::kind;

/// Programs whose `login` takes a user name and a secret.
const TOOLS: [&str; 10] =
    ["docker", "podman", "skopeo", "buildah", "nerdctl", "crane", "oras", "regctl", "helm", "finch"];

/// Whether the text holds a `… login` of one of the [`TOOLS`].
pub(super) fn signs_in(text: &str) -> bool {
    let mut seen_tool = false;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '|' | ';' | '&')) {
        if word.is_empty() {
            continue;
        }
        if TOOLS.contains(&word.rsplit('/').next().unwrap_or(word)) {
            seen_tool = true;
        } else if word == "login" && seen_tool {
            return true;
        }
    }
    false
}

/// The secret in the command: the one marked token, else what `-p` or `echo … |` hands over.
pub(super) fn secret(text: &str) -> Option<Zeroizing<String>> {
    if let Some(token) = kind::only_marked(text) {
        return Some(Zeroizing::new(token.to_owned()));
    }
    let words = words(text);
    words
        .iter()
        .enumerate()
        .find_map(|(at, word)| handed_over(&words, at, word))
        .filter(|secret| !secret.is_empty() && !secret.starts_with('-'))
        .map(|secret| Zeroizing::new(secret.to_owned()))
}

fn handed_over<'a>(words: &'a [Zeroizing<String>], at: usize, word: &'a str) -> Option<&'a str> {
    let next = || words.get(at + 1).map(|word| word.as_str());
    match word {
        "-p" | "--password" | "<<<" => next(),
        // The last word before the pipe: `echo -n x |`, `printf %s x |`.
        "|" => words[..at]
            .last()
            .map(|word| word.as_str())
            .filter(|_| words.iter().any(|w| **w == "--password-stdin")),
        word => word
            .strip_prefix("--password=")
            .or_else(|| word.strip_prefix("<<<"))
            .or_else(|| word.strip_prefix("-p").filter(|rest| !rest.is_empty())),
    }
}

/// Splits as a shell does, as far as quotes go; `|` is a word, and so is `${{ … }}` whole.
fn words(text: &str) -> Vec<Zeroizing<String>> {
    let mut words = Vec::new();
    let mut word = Zeroizing::new(String::with_capacity(text.len()));
    let mut open = false;
    let mut quote = None;
    let mut end = |word: &mut Zeroizing<String>, open: &mut bool| {
        if std::mem::take(open) {
            words.push(word.clone());
            word.clear();
        }
    };
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open_quote), c) if c == open_quote => quote = None,
            (None, '"' | '\'') => (quote, open) = (Some(c), true),
            (None, '|') => {
                end(&mut word, &mut open);
                word.push('|');
                open = true;
                end(&mut word, &mut open);
            }
            (None, '\\') if chars.peek() == Some(&'\n') => {
                chars.next();
            }
            (None, c) if c.is_whitespace() => end(&mut word, &mut open),
            (_, '\\') if quote != Some('\'') => {
                word.extend(chars.next());
                open = true;
            }
            (_, c) => {
                word.push(c);
                open = true;
            }
        }
    }
    end(&mut word, &mut open);
    words
}
