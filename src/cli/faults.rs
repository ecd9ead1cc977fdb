//! What is wrong with a command line, in the person's language: the parser finds it, and speaks English only.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use crate::text::speak::Speaker;
use crate::text::{Text, usage as words};

/// The fault in words, with what would be right; `None` for what is no fault, or has no words here.
pub(super) fn say(error: &clap::Error, speaker: &Speaker) -> Option<String> {
    let mut lines = vec![format!("pushpilot: {}", speaker.say(&fault(error, speaker)?))];
    let hints = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = hints.into_iter().flat_map(|kind| several(error, kind)).next();
    lines.extend(near.map(|near| speaker.say(&words::did_you_mean(near))));
    lines.push(String::new());
    let usage = one(error, ContextKind::Usage).map(|usage| bare_usage(&usage)).unwrap_or_default();
    if !usage.is_empty() {
        lines.push(speaker.say(&words::usage_is(usage.lines().next().unwrap_or_default())));
    }
    lines.push(speaker.say(&words::more(help_command(&usage))));
    Some(lines.join("\n"))
}

fn fault(error: &clap::Error, speaker: &Speaker) -> Option<Text> {
    let argument = || one(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = one(error, ContextKind::InvalidValue).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::UnknownArgument => words::unknown_argument(argument()),
        ErrorKind::InvalidSubcommand => {
            words::unknown_command(one(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::InvalidValue if value.is_empty() => words::value_missing(argument()),
        ErrorKind::InvalidValue => {
            let values = several(error, ContextKind::ValidValue);
            words::value_not_listed(value, argument(), words::listed(&values, speaker))
        }
        ErrorKind::ValueValidation if is_number(&argument()) => words::not_a_number(value, argument()),
        ErrorKind::ValueValidation => words::value_wrong(value, argument()),
        ErrorKind::TooManyValues => words::too_many(value, argument()),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => words::value_missing(argument()),
        ErrorKind::NoEquals => words::no_equals(argument()),
        ErrorKind::ArgumentConflict => {
            let others = several(error, ContextKind::PriorArg);
            match others.is_empty() || others.contains(&argument()) {
                true => words::twice(argument()),
                false => words::conflict(argument(), words::listed(&others, speaker)),
            }
        }
        ErrorKind::MissingRequiredArgument => {
            words::missing(words::listed(&several(error, ContextKind::InvalidArg), speaker))
        }
        ErrorKind::MissingSubcommand => {
            let commands = several(error, ContextKind::ValidSubcommand);
            words::command_missing(words::listed(&commands, speaker))
        }
        ErrorKind::InvalidUtf8 => words::not_text(),
        _ => return None,
    })
}

/// Whether this argument, as the parser shows it, takes a whole number.
fn is_number(shown: &str) -> bool {
    shown.contains("<DAYS>") || shown.contains("<ID>")
}

/// The usage without the parser's word before it.
pub(super) fn bare_usage(usage: &str) -> String {
    let usage = usage.trim();
    usage.strip_prefix("Usage:").unwrap_or(usage).trim_start().to_owned()
}

/// Where more is told: at the command that was meant.
fn help_command(usage: &str) -> String {
    let words = usage.split_whitespace().take_while(|word| !word.starts_with(['[', '<', '-']));
    let command: Vec<&str> = words.collect();
    let name = <Cli as clap::CommandFactory>::command().get_name().to_owned();
    format!("{} --help", if command.is_empty() { name } else { command.join(" ") })
}

fn one(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(all) => all.first().cloned(),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

fn several(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::say;
    use crate::cli::words;
    use crate::text::Language;
    use crate::text::speak::Speaker;

    fn said(language: Language, arguments: &[&str]) -> String {
        let speaker = Speaker::new(language);
        let arguments = std::iter::once("pushpilot").chain(arguments.iter().copied());
        let error = words::command(&speaker).try_get_matches_from(arguments).expect_err("is wrong");
        say(&error, &speaker).unwrap_or_else(|| panic!("no words for {:?}: {error}", error.kind()))
    }

    /// Every kind of fault, each with what it is about, and nothing of the parser's English in Chinese.
    #[test]
    fn each_fault_has_words_of_its_own() {
        for (arguments, about) in [
            (&["verify", "--tokn-stdin"][..], &["--tokn-stdin", "--token-stdin"][..]),
            (&["statsu", "x"], &["x"]),
            (&["practice", "serve", "a", "b"], &["b"]),
            (&["--theme", "pink"], &["pink", "dark", "high-contrast"]),
            (&["--theme"], &["--theme"]),
            (&["status", "--fail-on-expiring", "soon"], &["soon", "--fail-on-expiring"]),
            (&["rotate", "--grace", "-1"], &["-1"]),
            (&["test-push"], &["<IMAGE>"]),
            (&["use", "--move", "--undo"], &["--move", "--undo"]),
            (&["use", "--here"], &["--account"]),
            (&["status", "--json=yes"], &["yes", "--json"]),
            (&["rotate", "--build", "a/b"], &["a/b"]),
            (&["secrets", "--plain"], &["list", "set"]),
            (&["verify", "--json", "--json"], &["--json"]),
        ] {
            for language in Language::ALL {
                let said = said(language, arguments);
                let english = ["error:", "unexpected", "tip:", "possible", "Usage:", "required", "[OPTIONS]"];
                let (first, _) = said.split_once("\n\n").expect("the usage follows");
                for word in about {
                    assert!(first.contains(word), "{word}: {said}");
                }
                let of_the_parser = english.iter().find(|word| said.contains(**word));
                if language == Language::Chinese {
                    assert_eq!(of_the_parser, None, "{said}");
                    assert!(first.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')), "{said}");
                }
                assert!(said.contains(" --help"), "{said}");
            }
        }
    }
}
