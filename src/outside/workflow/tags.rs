//! The tags that docker's metadata action makes of its rules, as far as a run is known.

use std::collections::HashMap;
use std::hash::BuildHasher;

use jiff::Timestamp;
use jiff::tz::Offset;

/// What a rule comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruled {
    Tag(String),
    /// No tag in this run.
    Nothing,
    /// Only the run itself tells.
    Undecided,
}

/// Reads one rule, cut at its commas. `run`: what is known of the run after `github.`, besides `started` (the
/// time, RFC 3339) and `default_branch`; empty where no run is meant.
#[must_use]
pub fn rule<S: BuildHasher>(options: &[&str], run: &HashMap<String, String, S>) -> Ruled {
    let option = |name: &str| {
        options
            .iter()
            .find_map(|option| option.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, v)| v)
    };
    let [first, ..] = options else { return Ruled::Nothing };
    let kind = match option("type") {
        Some(kind) => kind,
        // A bare word means itself.
        None if !first.contains('=') => "raw",
        None => return Ruled::Undecided,
    };
    if option("tz").is_some() {
        return Ruled::Undecided;
    }
    match option("enable").map(|enable| fill(enable, run)) {
        None => {}
        Some(Some(word)) if word == "true" => {}
        Some(Some(word)) if word == "false" => return Ruled::Nothing,
        Some(_) => return Ruled::Undecided,
    }
    let value = match kind {
        "raw" => {
            let value = option("value").unwrap_or(if first.contains('=') { "" } else { first });
            match fill(value, run) {
                Some(value) => value,
                None => return Ruled::Undecided,
            }
        }
        // Every run has a commit; without one, only the repository is known.
        _ if !run.contains_key("sha") => return Ruled::Undecided,
        "sha" => match run.get("sha") {
            Some(sha) if option("format") == Some("long") => sha.clone(),
            Some(sha) => sha.chars().take(7).collect(),
            None => return Ruled::Undecided,
        },
        "ref" => {
            let wanted = match option("event") {
                Some("branch") => "refs/heads/",
                Some("tag") => "refs/tags/",
                _ => "refs/pull/",
            };
            match run.get("ref") {
                Some(git_ref) => match git_ref.strip_prefix(wanted) {
                    Some(_) if wanted == "refs/pull/" => return Ruled::Undecided,
                    Some(name) => name.replace('/', "-"),
                    None => return Ruled::Nothing,
                },
                None => return Ruled::Undecided,
            }
        }
        "schedule" if run.get("event_name").is_some_and(|event| event != "schedule") => {
            return Ruled::Nothing;
        }
        "semver" | "pep440" | "match"
            if option("value").is_none()
                && run.get("ref").is_some_and(|git_ref| !git_ref.starts_with("refs/tags/")) =>
        {
            return Ruled::Nothing;
        }
        _ => return Ruled::Undecided,
    };
    let prefix = option("prefix").unwrap_or(if kind == "sha" { "sha-" } else { "" });
    let suffix = option("suffix").unwrap_or_default();
    let tag = match (fill(prefix, run), fill(suffix, run)) {
        (Some(prefix), Some(suffix)) => format!("{prefix}{value}{suffix}"),
        _ => return Ruled::Undecided,
    };
    if tag.is_empty() { Ruled::Nothing } else { Ruled::Tag(tag) }
}

/// Fills in `{{date 'YYYYMMDD'}}`, `{{sha}}`, `{{branch}}` and `{{is_default_branch}}`; `None` where something
/// stays open.
fn fill<S: BuildHasher>(text: &str, run: &HashMap<String, String, S>) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((head, tail)) = rest.split_once("{{") {
        // `${{ … }}` that is still there is the run's.
        if head.ends_with('$') {
            return None;
        }
        let (inner, after) = tail.split_once("}}")?;
        out.push_str(head);
        out.push_str(&expression(inner.trim(), run)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn expression<S: BuildHasher>(inner: &str, run: &HashMap<String, String, S>) -> Option<String> {
    let branch = || run.get("ref").and_then(|git_ref| git_ref.strip_prefix("refs/heads/"));
    match inner {
        "sha" => run.get("sha").map(|sha| sha.chars().take(7).collect()),
        "branch" => branch().map(|branch| branch.replace('/', "-")),
        "is_default_branch" => Some((branch()? == run.get("default_branch")?).to_string()),
        _ => {
            let format = inner.strip_prefix("date")?.trim().trim_matches(['\'', '"']);
            date(format, run.get("started")?)
        }
    }
}

/// The date in moment's letters, of which the usual ones are known.
fn date(format: &str, started: &str) -> Option<String> {
    let time = Offset::UTC.to_datetime(started.parse::<Timestamp>().ok()?);
    let (mut out, mut rest) = (String::new(), format);
    while let Some(first) = rest.chars().next() {
        let known = [
            ("YYYY", format!("{:04}", time.year())),
            ("YY", format!("{:02}", time.year() % 100)),
            ("MM", format!("{:02}", time.month())),
            ("DD", format!("{:02}", time.day())),
            ("HH", format!("{:02}", time.hour())),
            ("mm", format!("{:02}", time.minute())),
            ("ss", format!("{:02}", time.second())),
        ];
        match known.iter().find(|(letters, _)| rest.starts_with(letters)) {
            Some((letters, value)) => {
                out.push_str(value);
                rest = &rest[letters.len()..];
            }
            None if first.is_ascii_alphabetic() => return None,
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Ruled, rule};

    #[test]
    fn the_usual_rules_make_their_tags() {
        let run: HashMap<String, String> = [
            ("sha", "3f9c2d1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ("ref", "refs/heads/feature/x"),
            ("event_name", "push"),
            ("default_branch", "main"),
            ("started", "2026-11-23T23:30:00Z"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        let told = |text: &str, run: &HashMap<_, _>| match rule(&text.split(',').collect::<Vec<_>>(), run) {
            Ruled::Tag(tag) => tag,
            Ruled::Nothing => "-".to_owned(),
            Ruled::Undecided => "?".to_owned(),
        };
        for (text, known, unknown) in [
            ("latest", "latest", "latest"),
            ("type=raw,value=latest", "latest", "latest"),
            ("type=raw,value={{date 'YYYYMMDD'}}", "20261123", "?"),
            ("type=raw,value={{date 'YYYYMMDD-HHmm'}},prefix=v", "v20261123-2330", "?"),
            ("type=raw,value=latest,enable={{is_default_branch}}", "-", "?"),
            ("type=raw,value=x,enable=false", "-", "-"),
            ("type=raw,value=${{ github.run_number }}", "?", "?"),
            ("type=sha", "sha-3f9c2d1", "?"),
            ("type=sha,format=long,prefix=", "3f9c2d1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "?"),
            ("type=ref,event=branch", "feature-x", "?"),
            ("type=ref,event=tag", "-", "?"),
            ("type=ref,event=pr", "-", "?"),
            ("type=schedule", "-", "?"),
            ("type=semver,pattern={{version}}", "-", "?"),
            ("type=edge", "?", "?"),
            ("type=raw,value={{date 'dddd'}}", "?", "?"),
        ] {
            assert_eq!(told(text, &run), known, "{text}");
            assert_eq!(told(text, &HashMap::new()), unknown, "{text} without a run");
        }
    }
}
