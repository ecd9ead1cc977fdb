//! What is on record, as things that can be taken back or only told of; the newest first.

use serde::Deserialize as _;
use serde_json::Value;

use crate::model::github::{Shelf, Slug};
use crate::model::secret_plan::NameKind;
use crate::outside::changed_file::ChangedFile;
use crate::outside::files::MadeLink;
use crate::outside::tool_files::Entry;
use crate::outside::written;
use crate::rotation::Rotation;

/// The journal's words for changes that only this command knows.
pub(super) const TAKEN_BACK: &str = "taken-back";
/// In such a line: the change that it was.
pub(super) const TAKEN: &str = "taken";
pub(super) const TOOL_FILE: &str = "tool-file-changed";
pub(super) const PROJECT_FILE: &str = "project-file-written";
pub(super) const LINK: &str = "link-made";
pub(super) const ROTATION: &str = "rotation";

/// A change, or several of the same secret.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    /// When, in ISO form; the last time of several.
    pub at: String,
    pub change: String,
    pub of: String,
    pub way: Way,
}

/// What it takes to take it back.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Way {
    File(ChangedFile),
    Link(MadeLink),
    GitHub(There),
    /// A place in docker's or podman's file.
    Tool(Entry),
    Rotation,
    ByHand,
}

/// A secret or a variable at GitHub.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct There {
    pub host: String,
    pub slug: Slug,
    pub shelf: Shelf,
    pub name: String,
    pub kind: NameKind,
    /// The whole name, as notes have it.
    pub place: String,
    /// It was not there before this program first wrote it.
    pub created: bool,
}

/// A rotation that nobody can take back any more.
pub(super) fn over(rotation: &Rotation) -> Item {
    let of = format!("{}/{}", rotation.order.registry, rotation.order.username);
    Item { at: rotation.begun().iso(), change: ROTATION.to_owned(), of, way: Way::Rotation }
}

/// What is on record and was not taken back yet; of what is only told, at most so many.
pub(super) fn items(lines: &[Value], tools: &[Entry], most: usize) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut touched: Vec<(String, String)> = Vec::new();
    for line in lines {
        let text = |field: &str| line.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (at, change, of) = (text("at"), text("change"), text("of"));
        match change.as_str() {
            _ if line.get("rotation").is_some() => {}
            // What of it still stands is known from the files' own record.
            "tool-file-restored" => {}
            TOOL_FILE => touched.push((of, at)),
            TAKEN_BACK => {
                let taken = text(TAKEN);
                let same = |item: &Item| item.change == taken && item.of == of;
                if let Some(last) = items.iter().rposition(same) {
                    items.remove(last);
                }
            }
            // A test image that is gone is one change, and nothing of it is left.
            "test-image-removed" => {
                items.retain(|item| !(item.change == "test-image-pushed" && item.of == of));
                add(&mut items, Item { way: Way::ByHand, at, change, of });
            }
            _ => add(&mut items, Item { way: way(&change, &of, line), at, change, of }),
        }
    }
    for entry in tools {
        let of = entry.file.display().to_string();
        let at = touched.iter().rfind(|(file, _)| *file == of).map(|(_, at)| at.clone()).unwrap_or_default();
        items.push(Item { at, change: TOOL_FILE.to_owned(), of, way: Way::Tool(entry.clone()) });
    }
    // Times are of one form, so that their order is that of their text.
    items.sort_by(|one, other| one.at.cmp(&other.at));
    items.reverse();
    let mut told = 0;
    items.retain(|item| {
        told += usize::from(item.way == Way::ByHand);
        item.way != Way::ByHand || told <= most
    });
    items
}

/// What was written to the same place again is one change: its first write tells whether it was there before.
fn add(items: &mut Vec<Item>, mut new: Item) {
    let same = |item: &Item| item.change == new.change && item.of == new.of;
    if let Way::GitHub(again) = &mut new.way
        && let Some(at) = items.iter().position(same)
    {
        let before = items.remove(at);
        again.created |= matches!(before.way, Way::GitHub(there) if there.created);
    }
    items.push(new);
}

fn way(change: &str, of: &str, line: &Value) -> Way {
    let kind = match change {
        "workflow-changed" | PROJECT_FILE => {
            // Lines of an older version do not tell enough.
            return ChangedFile::deserialize(line).map_or(Way::ByHand, Way::File);
        }
        LINK => return MadeLink::deserialize(line).map_or(Way::ByHand, Way::Link),
        "github-secret-written" => NameKind::Secret,
        "github-variable-written" => NameKind::Variable,
        _ => return Way::ByHand,
    };
    let Some((host, slug, shelf, name)) = written::place(of) else { return Way::ByHand };
    let created = line.get("created").and_then(Value::as_bool).unwrap_or(false);
    Way::GitHub(There { host, slug, shelf, name, kind, place: of.to_owned(), created })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Way, items};

    fn line(at: u32, change: &str, of: &str, more: Value) -> Value {
        let mut line = json!({ "at": format!("2026-11-25T00:00:{at:02}Z"), "change": change, "of": of });
        let fields = line.as_object_mut().expect("an object");
        fields.extend(more.as_object().cloned().unwrap_or_default());
        line
    }

    #[test]
    fn what_was_created_and_written_again_is_one_change_until_it_is_taken_back() {
        let place = "github.com/a/b/environment:eu/prod/T";
        let mut lines = vec![
            line(1, "github-secret-written", place, json!({"created": true})),
            line(2, "github-secret-written", place, json!({"created": false})),
            line(3, "github-secret-written", "github.com/a/b/repository/U", json!({})),
            line(4, "rotation", "x", json!({"rotation": "r"})),
        ];
        let found = items(&lines, &[], 9);
        let shown: Vec<_> = found
            .iter()
            .map(|item| match &item.way {
                Way::GitHub(there) => (there.name.as_str(), there.shelf.word(), there.created),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(shown, [("U", "repository".into(), false), ("T", "environment:eu/prod".into(), true)]);
        lines.push(line(5, "taken-back", place, json!({"taken": "github-secret-written"})));
        assert_eq!(items(&lines, &[], 9).len(), 1);
        // Written anew after that: it was created anew.
        lines.push(line(6, "github-secret-written", place, json!({"created": true})));
        assert_eq!(items(&lines, &[], 9).len(), 2);
    }

    #[test]
    fn changes_of_one_file_go_back_one_after_the_other() {
        let change = |at, left: &str| {
            let more = json!({"path": "/w/a.yml", "backup": format!("/s/{left}"), "left": left});
            line(at, "workflow-changed", "a/b a.yml", more)
        };
        let mut lines = vec![
            change(1, "one"),
            change(2, "two"),
            line(3, "workflow-changed", "a/b old.yml", json!({"backup": "~/x"})),
        ];
        let left = |lines: &[Value]| -> Vec<Option<String>> {
            let way = |way: Way| match way {
                Way::File(file) => Some(file.left),
                _ => None,
            };
            items(lines, &[], 9).into_iter().map(|item| way(item.way)).collect()
        };
        assert_eq!(left(&lines), [None, Some("two".into()), Some("one".into())]);
        lines.push(line(4, "taken-back", "a/b a.yml", json!({"taken": "workflow-changed"})));
        assert_eq!(left(&lines), [None, Some("one".into())]);
    }

    #[test]
    fn what_is_only_told_is_cut_off_and_nothing_else() {
        let mut lines: Vec<Value> = (0..30).map(|at| line(at, "report-saved", "r", json!({}))).collect();
        lines.insert(
            0,
            line(0, "github-variable-written", "github.com/a/b/repository/V", json!({"created": true})),
        );
        let found = items(&lines, &[], 5);
        assert_eq!(found.len(), 6);
        assert!(matches!(&found[5].way, Way::GitHub(there) if there.created));
    }
}
