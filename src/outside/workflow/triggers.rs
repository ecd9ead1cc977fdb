//! `on:`: what starts a workflow, and what keeps it from starting.

use super::yaml::Node;
use crate::model::clean;

/// What starts a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triggers {
    /// By a push, if it passes this filter.
    pub push: Option<Filter>,
    /// By hand, with these inputs asked for.
    pub dispatch: Option<Vec<Input>>,
    /// By another workflow.
    pub called: bool,
    pub pull_request: bool,
    /// Whether anything else starts it: a schedule, a release …
    pub other: bool,
}

/// What a push must be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Patterns of branches, with `!` in front of those left out; empty: all, unless only tags are named.
    pub branches: Vec<String>,
    pub only_tags: bool,
    /// Whether changed files decide: a commit without changes then starts nothing.
    pub paths: bool,
}

/// An input of a run that is started by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    pub name: String,
    pub description: String,
    pub required: bool,
    pub default: Option<String>,
    /// The choices, where there are such.
    pub options: Vec<String>,
}

impl Triggers {
    /// Whether nothing but another workflow starts it.
    #[must_use]
    pub fn only_called(&self) -> bool {
        self.called && !self.other && self.push.is_none() && self.dispatch.is_none() && !self.pull_request
    }
}

impl Filter {
    /// Whether a push to this branch passes; a pattern that this program does not understand is taken to.
    #[must_use]
    pub fn takes(&self, branch: &str) -> bool {
        if self.branches.is_empty() {
            return !self.only_tags;
        }
        // The last pattern that fits decides (GitHub's workflow syntax). A list of `branches-ignore` begins
        // with everything taken.
        let begins = self.branches.iter().all(|pattern| pattern.starts_with('!'));
        self.branches.iter().fold(begins, |taken, pattern| match pattern.strip_prefix('!') {
            Some(pattern) if fits(pattern, branch) => false,
            None if fits(pattern, branch) => true,
            _ => taken,
        })
    }
}

/// `*` stands for anything but a slash, `**` for anything.
fn fits(pattern: &str, text: &str) -> bool {
    if pattern.contains(['?', '+', '[', '\\']) {
        return true;
    }
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => {
            let Some(left) = text.strip_prefix(head) else { return false };
            let (deep, rest) = rest.strip_prefix('*').map_or((false, rest), |rest| (true, rest));
            let ends = left.char_indices().map(|(at, _)| at).chain([left.len()]);
            let mut ends = ends.take_while(|at| deep || !left[..*at].contains('/'));
            ends.any(|at| fits(rest, &left[at..]))
        }
    }
}

/// Reads `on:`, which is a word, a list of words, or a map.
#[must_use]
pub(super) fn read(root: &Node) -> Triggers {
    let mut triggers = Triggers::default();
    let Some(on) = root.get("on") else { return triggers };
    let words = on.text().into_iter().chain(on.items().iter().filter_map(Node::text));
    let words = words.map(|word| (word, None));
    let keys = on.entries().iter().map(|(name, node)| (name.as_str(), Some(node)));
    for (name, node) in words.chain(keys) {
        match name {
            "push" => triggers.push = Some(node.map(filter).unwrap_or_default()),
            "workflow_dispatch" => triggers.dispatch = Some(node.map(inputs).unwrap_or_default()),
            "workflow_call" => triggers.called = true,
            "pull_request" | "pull_request_target" => triggers.pull_request = true,
            _ => triggers.other = true,
        }
    }
    triggers
}

fn list(node: &Node, key: &str) -> Vec<String> {
    let Some(node) = node.get(key) else { return Vec::new() };
    let one = node.text().into_iter();
    one.chain(node.items().iter().filter_map(Node::text)).map(str::to_owned).collect()
}

fn filter(node: &Node) -> Filter {
    let mut branches = list(node, "branches");
    branches.extend(list(node, "branches-ignore").into_iter().map(|pattern| format!("!{pattern}")));
    let has = |key: &str| node.get(key).is_some();
    Filter {
        only_tags: branches.is_empty() && (has("tags") || has("tags-ignore")),
        branches,
        paths: has("paths") || has("paths-ignore"),
    }
}

fn inputs(node: &Node) -> Vec<Input> {
    let entries = node.get("inputs").map(Node::entries).unwrap_or_default().iter();
    entries
        .map(|(name, node)| Input {
            name: clean::short(name, 100),
            description: clean::short(node.get("description").and_then(Node::text).unwrap_or_default(), 200),
            required: node.get("required").and_then(Node::text) == Some("true"),
            default: node.get("default").and_then(Node::text).map(str::to_owned),
            options: list(node, "options"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Filter, read};
    use crate::outside::workflow::yaml;

    #[test]
    fn every_form_of_on_is_read() {
        let told = |text: &str| {
            let triggers = read(&yaml::parse(text).expect("YAML"));
            let push = triggers.push.as_ref().map(|filter| (filter.takes("main"), filter.paths));
            (push, triggers.dispatch.as_ref().map(Vec::len), triggers.only_called())
        };
        for (text, expected) in [
            ("on: push", (Some((true, false)), None, false)),
            ("on: [push, workflow_dispatch]", (Some((true, false)), Some(0), false)),
            ("on:\n  workflow_call:\n", (None, None, true)),
            (
                "on:\n  push:\n    branches: [main]\n    paths: ['src/**']\n",
                (Some((true, true)), None, false),
            ),
            ("on:\n  push:\n    branches: dev\n", (Some((false, false)), None, false)),
            ("on:\n  push:\n    tags: ['v*']\n", (Some((false, false)), None, false)),
            ("on:\n  push:\n    branches-ignore: [main]\n", (Some((false, false)), None, false)),
            ("on:\n  workflow_dispatch:\n    inputs:\n      tag: {required: true}\n", (None, Some(1), false)),
            ("name: x", (None, None, false)),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn branches_are_matched_as_github_matches_them() {
        let takes = |patterns: &[&str], branch: &str| {
            let branches = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
            Filter { branches, ..Filter::default() }.takes(branch)
        };
        assert!(takes(&["releases/**"], "releases/1/2"));
        assert!(!takes(&["releases/*"], "releases/1/2"));
        assert!(takes(&["**"], "a/b") && takes(&["*"], "a") && !takes(&["*"], "a/b"));
        assert!(!takes(&["releases/**", "!releases/**-alpha"], "releases/1-alpha"));
        assert!(takes(&["!dev"], "main"));
    }
}
