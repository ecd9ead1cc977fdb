//! YAML as a small tree that knows its lines, read with bounds that no document can exceed.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Enough for any workflow, and little enough that hostile ones end quickly.
const MAX_DEPTH: usize = 64;
const MAX_NODES: usize = 50_000;
/// Aliases can repeat a long text as well as many nodes.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// A value and the line it begins on (1-based).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub line: usize,
    pub content: Content,
}

/// What a [`Node`] holds. Keys keep their order and are unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// A text, and how it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    pub text: String,
    /// The lines with their numbers; of a folded block as they stand in the file, not as they are joined.
    pub lines: Vec<(usize, String)>,
    /// Whether line ends inside become spaces.
    pub folded: bool,
}

/// Why a document was not read, and on which line that showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    pub line: usize,
    pub why: Why,
}

/// See [`Broken`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Syntax,
    DuplicateKey,
    /// A bound was reached: depth, nodes, or text that aliases repeat.
    TooBig,
}

impl Node {
    /// The value of a key, where this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    #[must_use]
    pub fn entries(&self) -> &[(String, Self)] {
        match &self.content {
            Content::Map(entries) => entries,
            Content::Scalar(_) | Content::List(_) => &[],
        }
    }

    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            Content::Scalar(_) | Content::Map(_) => &[],
        }
    }

    #[must_use]
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// Every scalar in this tree, in the order of the file.
    pub fn each_scalar(&self, visit: &mut impl FnMut(&Scalar)) {
        match &self.content {
            Content::Scalar(scalar) => visit(scalar),
            Content::List(items) => items.iter().for_each(|item| item.each_scalar(visit)),
            Content::Map(entries) => entries.iter().for_each(|(_, node)| node.each_scalar(visit)),
        }
    }

    fn size(&self) -> Size {
        match &self.content {
            Content::Scalar(scalar) => Size { nodes: 1, text: scalar.text.len() },
            Content::List(items) => items.iter().fold(Size::ONE, |sum, item| sum.plus(item.size())),
            Content::Map(entries) => entries.iter().fold(Size::ONE, |sum, (key, node)| {
                sum.plus(node.size()).plus(Size { nodes: 0, text: key.len() })
            }),
        }
    }
}

/// Reads the first document of a text.
///
/// # Errors
/// The line and the kind of what is wrong; a document without content is an empty map.
pub fn parse(text: &str) -> Result<Node, Broken> {
    Builder { source: text.lines().collect(), anchors: HashMap::new(), open: Vec::new(), left: Size::LIMIT }
        .run(text)
}

#[derive(Clone, Copy)]
struct Size {
    nodes: usize,
    text: usize,
}

impl Size {
    const ONE: Self = Self { nodes: 1, text: 0 };
    const LIMIT: Self = Self { nodes: MAX_NODES, text: MAX_TEXT };

    fn plus(self, other: Self) -> Self {
        Self { nodes: self.nodes + other.nodes, text: self.text + other.text }
    }
}

/// A list or map that is not complete yet.
struct Open {
    line: usize,
    anchor: usize,
    content: Partial,
}

enum Partial {
    List(Vec<Node>),
    Map { entries: Vec<(String, Node)>, keys: HashSet<String>, waiting: Option<String> },
}

struct Builder<'a> {
    source: Vec<&'a str>,
    anchors: HashMap<usize, Node>,
    open: Vec<Open>,
    left: Size,
}

impl Builder<'_> {
    fn run(mut self, text: &str) -> Result<Node, Broken> {
        for event in Parser::new_from_str(text) {
            let (event, span) =
                event.map_err(|error| Broken { line: error.marker().line(), why: Why::Syntax })?;
            let line = span.start.line();
            let (node, anchor) = match event {
                Event::Scalar(text, style, anchor, _) => (self.scalar(&text, style, span), anchor),
                Event::SequenceStart(anchor, _) => {
                    self.begin(line, anchor, Partial::List(Vec::new()))?;
                    continue;
                }
                Event::MappingStart(anchor, _) => {
                    self.begin(
                        line,
                        anchor,
                        Partial::Map { entries: Vec::new(), keys: HashSet::new(), waiting: None },
                    )?;
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let Some(open) = self.open.pop() else { break };
                    let content = match open.content {
                        Partial::List(items) => Content::List(items),
                        Partial::Map { entries, .. } => Content::Map(entries),
                    };
                    (Node { line: open.line, content }, open.anchor)
                }
                Event::Alias(anchor) => {
                    // An anchor inside of itself is not complete and therefore not known yet.
                    let node = self.anchors.get(&anchor).ok_or(Broken { line, why: Why::Syntax })?;
                    let size = node.size();
                    let node = node.clone();
                    self.spend(size, line)?;
                    (node, 0)
                }
                Event::DocumentEnd | Event::StreamEnd => break,
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => continue,
            };
            if let Content::Scalar(scalar) = &node.content {
                self.spend(Size { nodes: 1, text: scalar.text.len() }, line)?;
            }
            if anchor != 0 {
                let size = node.size();
                self.spend(size, line)?;
                self.anchors.insert(anchor, node.clone());
            }
            if let Some(whole) = self.place(node)? {
                return Ok(whole);
            }
        }
        Ok(Node { line: 1, content: Content::Map(Vec::new()) })
    }

    fn begin(&mut self, line: usize, anchor: usize, content: Partial) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Broken { line, why: Why::TooBig });
        }
        self.spend(Size::ONE, line)?;
        self.open.push(Open { line, anchor, content });
        Ok(())
    }

    fn spend(&mut self, size: Size, line: usize) -> Result<(), Broken> {
        let left = |have: usize, need: usize| have.checked_sub(need).ok_or(Broken { line, why: Why::TooBig });
        self.left =
            Size { nodes: left(self.left.nodes, size.nodes)?, text: left(self.left.text, size.text)? };
        Ok(())
    }

    /// Puts a complete node into what is open; gives it back if it is the whole document.
    fn place(&mut self, node: Node) -> Result<Option<Node>, Broken> {
        let Some(open) = self.open.last_mut() else { return Ok(Some(node)) };
        match &mut open.content {
            Partial::List(items) => items.push(node),
            Partial::Map { entries, keys, waiting } => match waiting.take() {
                Some(key) => entries.push((key, node)),
                None => {
                    let line = node.line;
                    // A list or map as a key has no meaning in a workflow.
                    let Content::Scalar(key) = node.content else {
                        return Err(Broken { line, why: Why::Syntax });
                    };
                    if !keys.insert(key.text.clone()) {
                        return Err(Broken { line, why: Why::DuplicateKey });
                    }
                    *waiting = Some(key.text);
                }
            },
        }
        Ok(None)
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Node {
        let line = span.start.line();
        let lines = match style {
            ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                vec![(line, text.to_owned())]
            }
            ScalarStyle::Literal => {
                let first = self.first_content_line(line);
                text.lines().enumerate().map(|(at, part)| (first + at, part.to_owned())).collect()
            }
            ScalarStyle::Folded => {
                let first = self.first_content_line(line);
                let end = span.end.line().min(self.source.len() + 1);
                (first..end.max(first))
                    .filter_map(|number| Some((number, self.source.get(number - 1)?.trim().to_owned())))
                    .collect()
            }
        };
        let folded = style == ScalarStyle::Folded;
        Node { line, content: Content::Scalar(Scalar { text: text.to_owned(), lines, folded }) }
    }

    /// The line after the `|` or `>`; the parser names either of the two.
    fn first_content_line(&self, start: usize) -> usize {
        let header = self.source.get(start - 1).is_some_and(|line| {
            let code = line.split(" #").next().unwrap_or(line).trim_end();
            code.rsplit(|c: char| c.is_whitespace() || c == ':')
                .next()
                .is_some_and(|last| last.starts_with(['|', '>']) && last.len() <= 3)
        });
        if header { start + 1 } else { start }
    }
}

#[cfg(test)]
mod tests {
    use super::{Broken, Content, Node, Why, parse};
    use proptest::prelude::*;

    fn lines(node: Option<&Node>) -> Vec<(usize, &str)> {
        let scalar = node.and_then(Node::scalar).expect("a scalar");
        scalar.lines.iter().map(|(line, text)| (*line, text.as_str())).collect()
    }

    #[test]
    fn every_line_of_a_block_keeps_its_number() {
        let text = "a: |\n  one\n\n  three\nb: >-\n  x\n  y\nc:\n  - |-   # comment\n    last\nd: plain\ne: |2\n   two\n";
        let node = parse(text).expect("is YAML");
        assert_eq!(lines(node.get("a")), [(2, "one"), (3, ""), (4, "three")]);
        assert_eq!(lines(node.get("b")), [(6, "x"), (7, "y")]);
        assert_eq!(node.get("b").and_then(Node::text), Some("x y"));
        assert_eq!(lines(node.get("c").and_then(|list| list.items().first())), [(10, "last")]);
        assert_eq!(lines(node.get("d")), [(11, "plain")]);
        assert_eq!(lines(node.get("e")), [(13, " two")]);
    }

    #[test]
    fn aliases_are_filled_in() {
        let node = parse("a: &x {k: 1}\nb: *x\n").expect("is YAML");
        assert_eq!(node.get("b").and_then(|b| b.get("k")).and_then(Node::text), Some("1"));
    }

    #[test]
    fn what_cannot_be_read_names_its_line() {
        for (text, line, why) in [
            ("a: 1\nb: 2\na: 3\n", 3, Why::DuplicateKey),
            ("a: 1\n b: [\n", 2, Why::Syntax),
            ("a: *none\n", 1, Why::Syntax),
            ("a: &x [*x]\n", 1, Why::Syntax),
        ] {
            assert_eq!(parse(text), Err(Broken { line, why }), "{text:?}");
        }
        assert_eq!(parse("").map(|node| node.content), Ok(Content::Map(vec![])));
    }

    #[test]
    fn bombs_end() {
        let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let inner = format!("*a{}, ", level - 1).repeat(9);
            laughs.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        assert_eq!(parse(&laughs).map_err(|broken| broken.why), Err(Why::TooBig));
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(500_000), "*a, ".repeat(100));
        assert_eq!(parse(&long).map_err(|broken| broken.why), Err(Why::TooBig));
        for deep in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000)] {
            assert!(parse(&deep).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "([a-c]: |- |\\||>|\\[|\\]|\\{|\\}|&a |\\*a|'|\"|\n|  |#|!!|---\n|x|\t|\u{1b}|%|,|\\? ){0,60}") {
            let _ = parse(&text);
        }
    }
}
