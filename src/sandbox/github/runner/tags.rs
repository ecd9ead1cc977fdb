//! The tagging rules of docker/metadata-action, as far as practice uses them.

use jiff::{Timestamp, fmt::strtime};

use super::expression::Context;

/// The tags that these rules make for this run, in the order of the rules.
pub(super) fn make(context: &Context, rules: &str, now: Timestamp) -> Vec<String> {
    let rules: Vec<&str> = rules.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let usual = ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"];
    let rules = if rules.is_empty() { usual.to_vec() } else { rules };
    let mut made: Vec<String> = Vec::new();
    for rule in rules {
        if let Some(tag) = one(context, rule, now).filter(|tag| !made.contains(tag)) {
            made.push(tag);
        }
    }
    made
}

fn one(context: &Context, rule: &str, now: Timestamp) -> Option<String> {
    let fields: Vec<(&str, &str)> =
        rule.split(',').filter_map(|field| field.trim().split_once('=')).collect();
    let field = |name: &str| fields.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let branch = context.get("github.ref_name");
    let is_default = branch == context.get("github.event.repository.default_branch");
    let enabled =
        field("enable").map(|value| value.replace("{{is_default_branch}}", &is_default.to_string()));
    if enabled.is_some_and(|enabled| enabled != "true") {
        return None;
    }
    let pull_request = context.get("github.event_name").starts_with("pull_request");
    let sha = context.get("github.sha");
    let (usual_prefix, base) = match field("type").unwrap_or("raw") {
        "raw" => ("", fill(field("value").or_else(|| (!rule.contains('=')).then_some(rule))?, context, now)),
        "sha" if field("format") == Some("long") => ("sha-", sha),
        "sha" => ("sha-", sha.get(..7)?.to_owned()),
        "ref" => match field("event")? {
            "branch" if !pull_request => ("", branch),
            "pr" if pull_request => ("pr-", branch.split('/').next()?.to_owned()),
            _ => return None,
        },
        "edge" if is_default => ("", "edge".to_owned()),
        _ => return None,
    };
    let base = base.replace('/', "-");
    let prefix = fill(field("prefix").unwrap_or(usual_prefix), context, now);
    let suffix = fill(field("suffix").unwrap_or_default(), context, now);
    Some(format!("{prefix}{base}{suffix}")).filter(|tag| !tag.is_empty())
}

/// The handlebars of rules: `{{date 'YYYYMMDD'}}`, `{{sha}}`, `{{branch}}`.
fn fill(text: &str, context: &Context, now: Timestamp) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, (word, after))) =
        rest.split_once("{{").and_then(|(b, a)| Some((b, a.split_once("}}")?)))
    {
        filled.push_str(before);
        let word = word.trim();
        if let Some(format) = word.strip_prefix("date") {
            filled.push_str(&date(format.trim().trim_matches(['\'', '"']), now));
        } else if word == "sha" {
            filled.push_str(context.get("github.sha").get(..7).unwrap_or_default());
        } else if word == "branch" {
            filled.push_str(&context.get("github.ref_name"));
        }
        rest = after;
    }
    filled + rest
}

/// The letters of moment.js that dates in tags are made of.
fn date(format: &str, now: Timestamp) -> String {
    let mut strftime = format.to_owned();
    for (theirs, ours) in
        [("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"), ("X", "%s")]
    {
        strftime = strftime.replace(theirs, ours);
    }
    strtime::format(&strftime, now).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::make;
    use crate::sandbox::github::runner::expression::Context;

    #[test]
    fn rules_make_the_tags_that_the_action_makes() {
        let mut context = Context::default();
        for (name, value) in [
            ("github.sha", "3f9c2d1aaaa"),
            ("github.ref_name", "feature/x"),
            ("github.event_name", "push"),
            ("github.event.repository.default_branch", "main"),
        ] {
            context.set(name, value);
        }
        let now = "2026-11-24T17:00:00Z".parse().expect("a time");
        for (rules, made) in [
            (
                "type=raw,value=latest\ntype=raw,value={{date 'YYYYMMDD'}}\ntype=sha",
                vec!["latest", "20261124", "sha-3f9c2d1"],
            ),
            ("", vec!["feature-x"]),
            (
                "type=raw,value=latest,enable={{is_default_branch}}\ntype=sha,prefix=,format=long",
                vec!["3f9c2d1aaaa"],
            ),
            ("stable", vec!["stable"]),
            ("type=semver,pattern={{version}}", vec![]),
        ] {
            assert_eq!(make(&context, rules, now), made, "{rules}");
        }
    }
}
