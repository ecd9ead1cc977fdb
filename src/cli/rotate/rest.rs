//! `undo` where there is no rotation to take back: what else this program changed, what of it goes back, and how the
//! rest does, or why it cannot.

use std::io::{self, Write as _};

use serde::Serialize;
use serde_json::Value;

use super::args::UndoArgs;
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer, use_keyring};
use crate::flow::facts::ChangeKind;
use crate::outside::world::World;
use crate::text::{Text, rotation as words, words as shared};

/// Of so many changes it is told, the newest first.
const MOST: usize = 20;

/// The document of `undo --json` here; its fields are only ever added to.
#[derive(Serialize)]
struct Json<'a> {
    schema_version: u32,
    /// `listed`: nothing was taken back.
    state: &'static str,
    changes: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    at: &'a str,
    change: &'a str,
    of: &'a str,
}

pub(super) async fn run(call: &Call, args: &UndoArgs, world: &World) -> Result<Code, Stop> {
    let lines = world.journal().lines().map_err(|failure| Stop::of(&failure))?;
    let text =
        |line: &'_ Value, field: &str| line.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let told: Vec<(String, String, String)> = lines
        .iter()
        .rev()
        .filter(|line| line.get("rotation").is_none())
        .map(|line| (text(line, "at"), text(line, "change"), text(line, "of")))
        .take(MOST)
        .collect();
    if args.json {
        let changes = told.iter().map(|(at, change, of)| Line { at, change, of }).collect();
        drop(answer::json(&Json { schema_version: 1, state: "listed", changes }));
        return Ok(if told.is_empty() { Code::CheckFailed } else { Code::Good });
    }
    let mut out = io::stdout();
    let mut say = |text: &Text| drop(writeln!(out, "{}", call.speaker.say(text)));
    if !told.is_empty() {
        say(&words::rest_title());
    }
    for (at, change, of) in &told {
        let day = at.split('T').next().unwrap_or_default();
        match ChangeKind::of_journal(change) {
            Some(kind) => say(&words::rest_row(day, shared::change(kind), of, shared::undo(kind))),
            None if change == "tool-file-changed" => {
                say(&words::rest_row(day, words::rest_file(), of, words::rest_file_how()))
            }
            None => say(&words::rest_other(day, change, of)),
        }
    }
    match use_keyring::take_back_all(call, world, args.yes, args.dry_run).await? {
        Some(code) => Ok(code),
        None if told.is_empty() => Err(Stop { words: words::nothing_to_undo(), code: Code::CheckFailed }),
        None => {
            say(&words::rest_by_hand());
            Ok(Code::Good)
        }
    }
}
