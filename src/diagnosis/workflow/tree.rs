//! A YAML file as a tree of plain values: bounded, and never refused for being broken.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser};

/// More nodes than any workflow has; what comes later is left out.
const MOST_NODES: usize = 20_000;
const DEEPEST: usize = 48;
/// Aliases are copies; together they may not be larger than this, or a small file could fill the memory.
const MOST_COPIES: usize = 20_000;

/// A value with the line on which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Scalar(String, u64),
    Seq(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    pub fn line(&self) -> u64 {
        match self {
            Self::Scalar(_, line) => *line,
            Self::Seq(items) => items.first().map_or(0, Self::line),
            Self::Map(entries) => entries.first().map_or(0, |(_, value)| value.line()),
        }
    }

    pub fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    #[cfg(test)]
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Seq(items) => items,
            _ => &[],
        }
    }

    /// Every map in the tree, outer ones first.
    pub fn maps<'a>(&'a self, found: &mut Vec<&'a Self>) {
        match self {
            Self::Map(entries) => {
                found.push(self);
                entries.iter().for_each(|(_, value)| value.maps(found));
            }
            Self::Seq(items) => items.iter().for_each(|item| item.maps(found)),
            Self::Scalar(..) => {}
        }
    }

    fn size(&self) -> usize {
        1 + match self {
            Self::Scalar(..) => 0,
            Self::Seq(items) => items.iter().map(Self::size).sum(),
            Self::Map(entries) => entries.iter().map(|(_, value)| value.size()).sum(),
        }
    }
}

/// A container that is still open, with its anchor.
struct Open {
    node: Node,
    key: Option<String>,
    anchor: usize,
}

/// Reads the first document.
///
/// # Errors
/// Nothing but the fact that it is no YAML, or nests too deep.
pub(super) fn read(text: &str) -> Result<Node, ()> {
    let mut stack: Vec<Open> = Vec::new();
    let mut anchors: HashMap<usize, Node> = HashMap::new();
    let (mut nodes, mut copies) = (0, 0);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|_| ())?;
        let (node, anchor) = match event {
            Event::Scalar(value, _, anchor, _) => {
                (Node::Scalar(value.into_owned(), span.start.line() as u64), anchor)
            }
            Event::Alias(anchor) => {
                let copy = anchors.get(&anchor);
                copies += copy.map_or(0, Node::size);
                let copy = copy.filter(|_| copies <= MOST_COPIES).cloned();
                (copy.unwrap_or_else(|| Node::Scalar(String::new(), span.start.line() as u64)), 0)
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if stack.len() >= DEEPEST => return Err(()),
            Event::SequenceStart(anchor, _) => {
                stack.push(Open { node: Node::Seq(Vec::new()), key: None, anchor });
                continue;
            }
            Event::MappingStart(anchor, _) => {
                stack.push(Open { node: Node::Map(Vec::new()), key: None, anchor });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(open) => (open.node, open.anchor),
                None => return Err(()),
            },
            Event::DocumentEnd | Event::StreamEnd => break,
            _ => continue,
        };
        nodes += 1;
        if nodes > MOST_NODES {
            return Err(());
        }
        if anchor > 0 {
            anchors.insert(anchor, node.clone());
        }
        let Some(open) = stack.last_mut() else { return Ok(node) };
        match &mut open.node {
            Node::Seq(items) => items.push(node),
            Node::Map(entries) => match open.key.take() {
                None => open.key = Some(node.text().unwrap_or_default().to_owned()),
                // `<<: *common`
                Some(key) if key == "<<" => entries.extend(node.entries().iter().cloned()),
                Some(key) => entries.push((key, node)),
            },
            Node::Scalar(..) => return Err(()),
        }
    }
    Err(())
}

/// Reads what is no YAML line by line: each `- ` or repeated key begins a new step. Fragments in
/// threads have lost their indentation, other systems have another syntax; keys and values remain.
pub(super) fn guess(text: &str) -> Node {
    let mut steps: Vec<Vec<(String, Node)>> = vec![Vec::new()];
    let mut block: Option<(String, usize)> = None;
    for (number, raw) in text.lines().enumerate().take(MOST_NODES) {
        let indent = raw.len() - raw.trim_start().len();
        let line = raw.trim();
        let step = steps.last_mut().expect("there is always one");
        if let Some((key, depth)) = &block {
            if indent > *depth || line.is_empty() {
                if let Some((_, Node::Scalar(value, _))) = step.iter_mut().rev().find(|(name, _)| name == key)
                {
                    value.push_str(line);
                    value.push('\n');
                }
                continue;
            }
            block = None;
        }
        let (starts, line) = match line.strip_prefix("- ") {
            Some(rest) => (true, rest.trim()),
            None => (false, line),
        };
        let split = line
            .split_once(": ")
            .or_else(|| line.strip_suffix(':').map(|key| (key, "")))
            .or_else(|| line.split_once(" = "));
        let (key, value) = match split {
            Some((key, value)) if !key.contains(' ') => (key.trim(), value.trim()),
            _ => ("run", line),
        };
        let begins = starts || key == "uses" && step.iter().any(|(name, _)| name == "uses" || name == "run");
        if begins {
            steps.push(Vec::new());
        }
        let step = steps.last_mut().expect("there is always one");
        if value.starts_with(['|', '>']) {
            block = Some((key.to_owned(), indent));
            step.push((key.to_owned(), Node::Scalar(String::new(), number as u64 + 1)));
        } else if !key.is_empty() {
            step.push((
                key.to_owned(),
                Node::Scalar(value.trim_matches(['"', '\'']).to_owned(), number as u64 + 1),
            ));
        }
    }
    // What stands under `with:` has lost its level: it is found beside `uses:` as well.
    Node::Seq(steps.into_iter().map(Node::Map).collect())
}

#[cfg(test)]
mod tests {
    use super::{Node, guess, read};

    #[test]
    fn aliases_and_merges_are_followed() {
        let tree = read("base: &b {a: 1}\nuse:\n  <<: *b\n  c: 2\n").expect("YAML");
        let used = tree.get("use").expect("a key");
        assert_eq!(used.get("a").and_then(Node::text), Some("1"));
        assert_eq!(used.get("c").and_then(Node::text), Some("2"));
    }

    #[test]
    fn a_small_file_cannot_become_a_large_tree() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for n in 1..40 {
            bomb.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")));
        }
        assert!(read(&bomb).map_or(0, |tree| tree.size()) < 100_000);
        assert!(read(&"[".repeat(10_000)).is_err());
    }

    #[test]
    fn what_is_no_yaml_still_gives_its_keys() {
        let tree = guess(
            "   - uses: a/login@v1\n      with:\n         registry: ghcr.io\n  - run: |\n      docker push a/b\n",
        );
        let steps = tree.items();
        assert_eq!(steps[1].get("registry").and_then(Node::text), Some("ghcr.io"));
        assert_eq!(steps[2].get("run").and_then(Node::text), Some("docker push a/b\n"));
    }
}
