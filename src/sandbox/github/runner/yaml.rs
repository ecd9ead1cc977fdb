//! A workflow file as a tree. What is no YAML is no workflow, as on GitHub.

use saphyr_parser::{Event, Parser};

/// Deeper nesting than any workflow has.
const DEEPEST: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn string(&self, key: &str) -> Option<String> {
        self.get(key)?.text().map(str::to_owned)
    }

    pub(super) fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// A list, or the single text that may stand for one.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.clone()],
            _ => self.items().iter().filter_map(Self::text).map(str::to_owned).collect(),
        }
    }

    /// The entries whose values are plain.
    pub(super) fn pairs(&self, key: &str) -> Vec<(String, String)> {
        let entries = self.get(key).map(Self::entries).unwrap_or_default();
        entries.iter().filter_map(|(name, value)| Some((name.clone(), value.text()?.to_owned()))).collect()
    }
}

/// The first document. Aliases are not followed: Actions has them, practice files do not.
pub(super) fn read(text: &str) -> Option<Node> {
    let mut open: Vec<(Node, Option<String>)> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.ok()?;
        let node = match event {
            Event::Scalar(value, ..) => Node::Text(value.into_owned()),
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= DEEPEST => return None,
            Event::SequenceStart(..) => {
                open.push((Node::List(Vec::new()), None));
                continue;
            }
            Event::MappingStart(..) => {
                open.push((Node::Map(Vec::new()), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop()?.0,
            Event::Alias(_) => return None,
            _ => continue,
        };
        let Some((parent, key)) = open.last_mut() else { return Some(node) };
        match parent {
            Node::List(items) => items.push(node),
            Node::Map(entries) => match key.take() {
                None => *key = Some(node.text()?.to_owned()),
                Some(name) => entries.push((name, node)),
            },
            Node::Text(_) => return None,
        }
    }
    None
}
