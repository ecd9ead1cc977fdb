//! `on:`: what starts a workflow, and what keeps it from starting.

use super::yaml::Node;
use crate::model::clean;
pub use crate::model::start::{Filter, Input, Triggers};

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
    use super::read;
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
}
