//! `undo` where there is no rotation to take back: everything else that this program changed. What still is as it was
//! left goes back, each asked for; of the rest it is said how it goes back by hand, or why nobody can take it back.

mod on_github;
mod record;

use std::io::{self, Write as _};

use serde::Serialize;

use self::on_github::OnGitHub;
use self::record::{Item, Way};
use super::exit::Code;
use super::paint::flowing;
use super::rotate::args::UndoArgs;
use super::{Call, Stop, agreed, answer, use_keyring};
use crate::flow::facts::ChangeKind;
use crate::model::failure::Failure;
use crate::outside::changed_file::{ChangedFile, Stand};
use crate::outside::tool_files::Record;
use crate::outside::world::World;
use crate::rotation::Rotation;
use crate::run;
use crate::text::{Text, failures, rotation, undo as words, words as shared};

/// As wide as the day before a row.
const INDENT: usize = 12;

/// What only is told, the newest first; what can be taken back is never cut off.
const MOST: usize = 20;

/// The document of `undo --json` here; its fields are only ever added to.
#[derive(Serialize)]
struct Json {
    schema_version: u32,
    dry_run: bool,
    /// `listed`: nothing was taken back; `undone`: all that can be; `partly`.
    state: &'static str,
    changes: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    at: String,
    change: String,
    of: String,
    /// `taken-back`, `would-be-taken-back`, `left`, `cannot` or `failed`.
    result: &'static str,
    /// Why it was not taken back, as a word.
    why: Option<&'static str>,
    /// The same, or what is to be done, in the person's language.
    how: String,
}

/// Whether a change can be taken back.
pub(super) enum Check {
    /// What happens then.
    Can(Text),
    Cannot(&'static str, Text),
}

/// Why a change that could be taken back was not.
pub(super) enum Trouble {
    Failed(Failure),
    /// In words of its own.
    Found(Text),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What came of a change.
enum Came {
    Back(Text),
    Would(Text),
    Left(&'static str, Text),
    Cannot(&'static str, Text),
    Failed(Text, Code),
}

/// Takes back what can be; `gone` is a rotation that cannot be.
pub(super) async fn run(
    call: &Call,
    args: &UndoArgs,
    world: &World,
    gone: Option<&Rotation>,
) -> Result<Code, Stop> {
    let failed = |failure: Failure| Stop::of(&failure);
    let lines = world.journal().lines().map_err(failed)?;
    let state = &world.places.state;
    let tools = if args.dry_run { Record::look(state) } else { Record::open(state) };
    let mut tools = tools.map_err(failed)?;
    let mut items = record::items(&lines, tools.all(), MOST);
    if let Some(rotation) = gone {
        items.push(record::over(rotation));
    }
    if items.is_empty() && !args.json {
        return Err(Stop { words: rotation::nothing_to_undo(), code: Code::CheckFailed });
    }
    let mut run = Run { call, args, world, github: OnGitHub::new(world), tools: &mut tools };
    let mut came = Vec::new();
    if !items.is_empty() {
        run.tell(&rotation::rest_title());
    }
    for item in items {
        let how = run.item(&item).await?;
        came.push((item, how));
    }
    Ok(run.end(came))
}

struct Run<'a> {
    call: &'a Call,
    args: &'a UndoArgs,
    world: &'a World,
    github: OnGitHub<'a>,
    tools: &'a mut Record,
}

impl Run<'_> {
    async fn item(&mut self, item: &Item) -> Result<Came, Stop> {
        let day = item.at.split('T').next().unwrap_or_default();
        self.tell(&words::row(day, what(&item.change), &item.of));
        let came = match &item.way {
            Way::Tool(entry) => self.tool(entry).await,
            _ => match self.check(item).await {
                Check::Cannot(why, how) => Came::Cannot(why, how),
                Check::Can(how) => self.agreed_to(item, how).await?,
            },
        };
        match &came {
            Came::Back(_) => self.note(item),
            Came::Cannot("gone", _) if !self.args.dry_run => self.note(item),
            _ => {}
        }
        if let Came::Back(how) | Came::Left(_, how) | Came::Cannot(_, how) | Came::Failed(how, _) = &came {
            self.tell(&words::under(how.clone()));
        }
        Ok(came)
    }

    async fn check(&mut self, item: &Item) -> Check {
        match &item.way {
            Way::File(file) => self.file(file),
            Way::Link(link) => match link.is_ours() {
                Some(true) => Check::Can(words::link_away()),
                Some(false) => Check::Cannot("changed-since", words::link_changed()),
                None => Check::Cannot("gone", words::is_gone()),
            },
            Way::GitHub(there) => self.github.check(there).await,
            Way::Rotation => Check::Cannot("gone-for-good", rotation::undo_gone()),
            Way::Tool(_) | Way::ByHand => Check::Cannot("by-hand", by_hand(&item.change)),
        }
    }

    fn file(&self, file: &ChangedFile) -> Check {
        let familiar = |path: &std::path::Path| self.world.places.familiar(path);
        match (file.stand(), &file.backup) {
            (Ok(Stand::AsLeft), Some(backup)) => Check::Can(words::file_back(familiar(backup))),
            (Ok(Stand::AsLeft), None) => Check::Can(words::file_away()),
            (Ok(Stand::Changed), Some(backup)) => {
                Check::Cannot("changed-since", words::file_changed_copy(familiar(backup)))
            }
            (Ok(Stand::Changed), None) => Check::Cannot("changed-since", words::file_changed()),
            (Ok(Stand::Gone), _) => Check::Cannot("gone", words::is_gone()),
            (Ok(Stand::NoCopy(failure)), _) => Check::Cannot("no-copy", failures::sentence(&failure)),
            (Err(failure), _) => Check::Cannot("unreadable", failures::sentence(&failure)),
        }
    }

    /// Takes back what can be, if the person wants it.
    async fn agreed_to(&mut self, item: &Item, how: Text) -> Result<Came, Stop> {
        self.tell(&words::under(how.clone()));
        if self.args.dry_run {
            return Ok(Came::Would(how));
        }
        // With data on its way there is nobody to ask.
        if self.args.json && !self.args.yes {
            return Ok(Came::Left("needs-yes", rotation::needs_yes()));
        }
        if !agreed(self.call, self.args.yes, &rotation::ask_undo(), rotation::needs_yes)? {
            return Ok(Came::Left("declined", words::left()));
        }
        let done = match &item.way {
            Way::File(file) => file.take_back().map_err(Trouble::from),
            Way::Link(link) => link.take_back().map_err(Trouble::from),
            Way::GitHub(there) => self.github.take_back(there).await,
            Way::Tool(_) | Way::Rotation | Way::ByHand => Ok(()),
        };
        Ok(match done {
            Ok(()) => Came::Back(words::back()),
            Err(Trouble::Failed(failure)) => {
                Came::Failed(failures::sentence(&failure), Code::of_failure(&failure.kind))
            }
            Err(Trouble::Found(words)) => Came::Failed(words, Code::CheckFailed),
        })
    }

    /// A tool's file is shown, asked for and noted as `use --undo` does it.
    async fn tool(&mut self, entry: &crate::outside::tool_files::Entry) -> Came {
        let asks_nobody = self.args.json && !self.args.yes;
        let dry = self.args.dry_run || asks_nobody;
        let order = use_keyring::TakeBack { yes: self.args.yes, dry_run: dry, aside: self.args.json };
        match use_keyring::take_back(self.call, self.world, self.tools, entry, order).await {
            Ok(true) if self.args.dry_run => Came::Would(rotation::rest_file_how()),
            Ok(true) if asks_nobody => Came::Left("needs-yes", rotation::needs_yes()),
            Ok(true) => Came::Back(words::back()),
            Ok(false) => Came::Left("declined", words::left()),
            Err(stop) if stop.code == Code::Usage => Came::Left("needs-yes", stop.words),
            Err(stop) => Came::Failed(stop.words, stop.code),
        }
    }

    /// It is not offered again.
    fn note(&self, item: &Item) {
        if matches!(item.way, Way::Tool(_) | Way::Rotation) {
            return;
        }
        let more = serde_json::json!({ record::TAKEN: item.change });
        // What is taken back is taken back, whether it can be noted or not.
        drop(self.world.journal().add_with(run::now(), record::TAKEN_BACK, &item.of, &more));
    }

    /// Talk: with `--json` standard output is for data, and the document says the same.
    fn tell(&self, text: &Text) {
        if self.args.json {
            return;
        }
        let said = self.call.speaker.say(text);
        // What hangs below a row keeps its place; so does the rest of a row.
        let indent = if said.starts_with(' ') { INDENT } else { 0 };
        drop(writeln!(io::stdout(), "{}", flowing(said.trim_start(), indent, INDENT)));
    }

    fn end(&self, came: Vec<(Item, Came)>) -> Code {
        let count = |wanted: fn(&Came) -> bool| came.iter().filter(|(_, came)| wanted(came)).count();
        let back = count(|came| matches!(came, Came::Back(_)));
        let open = count(|came| matches!(came, Came::Left(..) | Came::Failed(..)));
        let would = count(|came| matches!(came, Came::Would(_)));
        let fault = came.iter().find_map(|(_, came)| match came {
            Came::Failed(_, code) => Some(*code),
            _ => None,
        });
        let code = match fault {
            _ if came.is_empty() => Code::CheckFailed,
            Some(_) if back > 0 => Code::PartlyDone,
            Some(code) => code,
            None if open > 0 && back == 0 => Code::Cancelled,
            None => Code::Good,
        };
        if back + open + would == 0 {
            self.tell(&rotation::rest_by_hand());
        } else if self.args.dry_run {
            self.tell(&rotation::dry_run());
        }
        if self.args.json {
            let state = match (back, open) {
                (0, _) => "listed",
                (_, 0) => "undone",
                _ => "partly",
            };
            let changes = came.into_iter().map(|(item, came)| self.line(item, came)).collect();
            let document = Json { schema_version: 1, dry_run: self.args.dry_run, state, changes };
            drop(answer::json(&document));
        }
        code
    }

    fn line(&self, item: Item, came: Came) -> Line {
        let (result, why, how) = match came {
            Came::Back(how) => ("taken-back", None, how),
            Came::Would(how) => ("would-be-taken-back", None, how),
            Came::Left(why, how) => ("left", Some(why), how),
            Came::Cannot(why, how) => ("cannot", Some(why), how),
            Came::Failed(how, _) => ("failed", None, how),
        };
        Line { at: item.at, change: item.change, of: item.of, result, why, how: self.call.speaker.say(&how) }
    }
}

fn what(change: &str) -> Text {
    match (change, ChangeKind::of_journal(change)) {
        (_, Some(kind)) => shared::change(kind),
        (record::TOOL_FILE, _) => rotation::rest_file(),
        (record::PROJECT_FILE, _) => words::project_file(),
        (record::LINK, _) => words::link(),
        (record::ROTATION, _) => words::rotation(),
        (other, None) => Text::raw(other),
    }
}

fn by_hand(change: &str) -> Text {
    ChangeKind::of_journal(change).map_or_else(words::only_on_record, shared::undo)
}
