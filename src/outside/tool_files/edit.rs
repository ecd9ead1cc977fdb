//! Changes one member of a JSON text and leaves every other byte as it is: other tools' files keep their order, their
//! indentation, their line ends, and what only newer versions of those tools understand.

use std::ops::Range;

use serde::de::IgnoredAny;

/// Not JSON, or not objects where objects are needed; the line, if one is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken(pub Option<usize>);

/// Where a member of an object stands.
struct Member {
    key: String,
    start: usize,
    value: Range<usize>,
}

/// The value at a path, as it is written; `None` if it is not there.
///
/// # Errors
/// The text is broken.
pub fn get<'a>(text: &'a str, path: &[&str]) -> Result<Option<&'a str>, Broken> {
    let Some(mut at) = checked(text)? else { return Ok(None) };
    for key in path {
        match members(text, &at)?.into_iter().find(|member| member.key == *key) {
            Some(member) => at = member.value,
            None => return Ok(None),
        }
    }
    Ok(Some(&text[at]))
}

/// Sets the value at a path to some JSON; objects on the way that are missing are made.
///
/// # Errors
/// The text is broken.
pub fn set(text: &str, path: &[&str], value: &str) -> Result<String, Broken> {
    let style = Style::of(text);
    let Some(mut object) = checked(text)? else {
        let style = Style { compact: false, ..style };
        return Ok(format!("{}{}", style.nested(path, value, 0), style.line));
    };
    for (depth, key) in path.iter().enumerate() {
        let members = members(text, &object)?;
        let rest = &path[depth + 1..];
        match members.iter().find(|member| member.key == *key) {
            Some(member) if rest.is_empty() => return Ok(replaced(text, member.value.clone(), value)),
            Some(member) => object = member.value.clone(),
            None => {
                let member = style.member(key, rest, value, depth + 1);
                return Ok(match members.last() {
                    Some(last) => {
                        let gap = style.gap(depth + 1);
                        replaced(text, last.value.end..last.value.end, &format!(",{gap}{member}"))
                    }
                    None => replaced(
                        text,
                        object,
                        &format!("{{{}{member}{}}}", style.gap(depth + 1), style.gap(depth)),
                    ),
                });
            }
        }
    }
    Err(Broken(None))
}

/// Takes the member at a path away; one that is not there is no fault.
///
/// # Errors
/// The text is broken.
pub fn remove(text: &str, path: &[&str]) -> Result<String, Broken> {
    let Some(mut object) = checked(text)? else { return Ok(text.to_owned()) };
    let Some((last, outer)) = path.split_last() else { return Err(Broken(None)) };
    for key in outer {
        match members(text, &object)?.into_iter().find(|member| member.key == *key) {
            Some(member) => object = member.value,
            None => return Ok(text.to_owned()),
        }
    }
    let members = members(text, &object)?;
    let Some(at) = members.iter().position(|member| member.key == *last) else { return Ok(text.to_owned()) };
    let gone = match (at.checked_sub(1).map(|before| &members[before]), members.get(at + 1)) {
        (_, Some(next)) => members[at].start..next.start,
        (Some(before), None) => before.value.end..members[at].value.end,
        (None, None) => return Ok(replaced(text, object, "{}")),
    };
    Ok(replaced(text, gone, ""))
}

fn replaced(text: &str, at: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..at.start], &text[at.end..])
}

/// The whole document's place, once it is known to be JSON; `None` for an empty one.
fn checked(text: &str) -> Result<Option<Range<usize>>, Broken> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| Broken(Some(error.line())))?;
    let start = text.len() - text.trim_start().len();
    Ok(Some(start..text.trim_end().len()))
}

/// The members of an object in a text that is known to be JSON.
fn members(text: &str, object: &Range<usize>) -> Result<Vec<Member>, Broken> {
    let bytes = text.as_bytes();
    if bytes.get(object.start) != Some(&b'{') {
        return Err(Broken(Some(text[..object.start].lines().count().max(1))));
    }
    let mut all = Vec::new();
    let mut at = blank(bytes, object.start + 1);
    while bytes.get(at) == Some(&b'"') {
        let start = at;
        let key_end = value(bytes, start);
        let key = serde_json::from_str(&text[start..key_end]).map_err(|_| Broken(None))?;
        let begin = blank(bytes, blank(bytes, key_end) + 1);
        let end = value(bytes, begin);
        all.push(Member { key, start, value: begin..end });
        at = blank(bytes, end);
        if bytes.get(at) == Some(&b',') {
            at = blank(bytes, at + 1);
        }
    }
    Ok(all)
}

/// Where the next thing that is not blank stands.
fn blank(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Where the value that begins here ends.
fn value(bytes: &[u8], mut at: usize) -> usize {
    let (mut depth, mut quoted) = (0_usize, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => {
                quoted = !quoted;
                if !quoted && depth == 0 {
                    return at + 1;
                }
            }
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return if depth == 0 { at } else { at + 1 },
            b'}' | b']' => depth -= 1,
            b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// How a text is laid out.
struct Style<'a> {
    indent: &'a str,
    line: &'static str,
    compact: bool,
}

impl<'a> Style<'a> {
    /// Docker indents with tabs; a text of its own habit keeps it.
    fn of(text: &'a str) -> Self {
        let line = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let indent = text.lines().skip(1).find_map(|line| {
            let blank = line.len() - line.trim_start().len();
            (blank > 0 && line.len() > blank).then(|| &line[..blank])
        });
        let compact = !text.trim().contains('\n') && text.trim() != "{}";
        Self { indent: indent.unwrap_or("\t"), line, compact }
    }

    fn gap(&self, depth: usize) -> String {
        if self.compact { String::new() } else { format!("{}{}", self.line, self.indent.repeat(depth)) }
    }

    fn member(&self, key: &str, rest: &[&str], value: &str, depth: usize) -> String {
        let colon = if self.compact { ":" } else { ": " };
        format!("{}{colon}{}", quoted(key), self.nested(rest, value, depth))
    }

    fn nested(&self, path: &[&str], value: &str, depth: usize) -> String {
        match path.split_first() {
            None => value.to_owned(),
            Some((key, rest)) => {
                let member = self.member(key, rest, value, depth + 1);
                format!("{{{}{member}{}}}", self.gap(depth + 1), self.gap(depth))
            }
        }
    }
}

/// A text as JSON writes it.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Broken, get, remove, set};

    const PATH: [&str; 2] = ["credHelpers", "docker.io"];
    const VALUE: &str = "\"pushpilot\"";

    #[test]
    fn one_member_changes_and_nothing_else() {
        for (before, after) in [
            ("", "{\n\t\"credHelpers\": {\n\t\t\"docker.io\": \"pushpilot\"\n\t}\n}\n"),
            ("{}", "{\n\t\"credHelpers\": {\n\t\t\"docker.io\": \"pushpilot\"\n\t}\n}"),
            (
                "{\"b\":1e400,\"a\":[2]}",
                "{\"b\":1e400,\"a\":[2],\"credHelpers\":{\"docker.io\":\"pushpilot\"}}",
            ),
            (
                "{\r\n  \"b\": {\"x\": \"}\\\"\"},\r\n  \"credHelpers\": {\r\n    \"ghcr.io\": \"pass\"\r\n  },\r\n  \"a\": 1.0\r\n}\r\n",
                "{\r\n  \"b\": {\"x\": \"}\\\"\"},\r\n  \"credHelpers\": {\r\n    \"ghcr.io\": \"pass\",\r\n    \"docker.io\": \"pushpilot\"\r\n  },\r\n  \"a\": 1.0\r\n}\r\n",
            ),
            (
                "{\"credHelpers\": {\"docker.io\": \"pass\"}}",
                "{\"credHelpers\": {\"docker.io\": \"pushpilot\"}}",
            ),
        ] {
            let changed = set(before, &PATH, VALUE).expect("is JSON");
            assert_eq!(changed, after);
            assert_eq!(get(&changed, &PATH), Ok(Some(VALUE)));
        }
    }

    #[test]
    fn what_is_broken_is_named_by_its_line() {
        for (text, line) in [("{\n\"a\": 1,\n}", 3), ("[]", 1), ("{\n\"credHelpers\": []}", 2), ("{} x", 1)] {
            assert_eq!(set(text, &PATH, VALUE), Err(Broken(Some(line))), "{text}");
        }
    }

    fn json(depth: u32) -> impl Strategy<Value = serde_json::Value> {
        use serde_json::Value;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~\u{4e00}\"\\\\{}\\[\\],:\n]{0,9}".prop_map(Value::from),
        ];
        leaf.prop_recursive(depth, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-d{}\"]{1,3}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn setting_and_removing_again_leaves_every_byte(value in json(3), pretty in any::<bool>()) {
            let document = serde_json::json!({ "first": value, "last": {} });
            let text = if pretty {
                serde_json::to_string_pretty(&document).expect("is JSON")
            } else {
                document.to_string()
            };
            let changed = set(&text, &PATH, VALUE).expect("is JSON");
            let mut expected = document.clone();
            expected["credHelpers"] = serde_json::json!({ "docker.io": "pushpilot" });
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&changed).expect("still is"), expected);
            prop_assert_eq!(remove(&changed, &PATH[..1]).expect("is JSON"), text.clone());
            let emptied = remove(&changed, &PATH).expect("is JSON");
            prop_assert_eq!(get(&emptied, &PATH[..1]), Ok(Some("{}")));
            // The first and the only one can go too.
            let rest = remove(&text, &["first"]).expect("is JSON");
            prop_assert_eq!(
                serde_json::from_str::<serde_json::Value>(&rest).expect("still is"),
                serde_json::json!({ "last": {} })
            );
        }
    }
}
