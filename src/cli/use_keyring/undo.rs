//! Taking it back: what stood there before stands there again, and everything that was written since stays.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::change::{HOOK, in_plain, kept};
use super::{Call, Order, SUFFIX, Stop};
use crate::cli::args::UseArgs;
use crate::cli::exit::Code;
use crate::model::failure::FileTrouble;
use crate::model::image::Registry;
use crate::outside::files;
use crate::outside::server_address;
use crate::outside::tool_files::edit::{self, quoted};
use crate::outside::tool_files::{Entry, Record, Tool, ToolFile};
use crate::outside::world::World;
use crate::text::{Text, credentials as words};

pub(super) async fn run(order: &Order<'_>, record: &mut Record) -> Result<Code, Stop> {
    let mut all: Vec<Entry> = Vec::new();
    for (file, path) in wanted(order) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        // What was set behind a link is noted where it lies.
        let real = file.canonicalize().unwrap_or(file);
        all.extend(record.find(&real, &path).cloned().filter(|entry| !all.contains(entry)));
    }
    if all.is_empty() {
        order.tell(&words::use_nothing_to_undo());
        return Ok(Code::Good);
    }
    for entry in &all {
        if !take_back(order, record, entry).await? {
            return Ok(Code::Cancelled);
        }
    }
    Ok(Code::Good)
}

/// How a change is taken back that another command found on record.
pub(in crate::cli) struct TakeBack {
    pub(in crate::cli) yes: bool,
    pub(in crate::cli) dry_run: bool,
    /// Nothing is told: standard output is for data.
    pub(in crate::cli) aside: bool,
}

/// One change, for whatever registry and tool it was made; `false` if the person does not want it.
pub(in crate::cli) async fn one(
    call: &Call,
    world: &World,
    record: &mut Record,
    entry: &Entry,
    how: TakeBack,
) -> Result<bool, Stop> {
    // Under `credHelpers` the key is the registry.
    let key = entry.path.last().filter(|_| entry.path.first().is_some_and(|first| first == "credHelpers"));
    let registry = key.and_then(|key| server_address::registry(key).ok());
    let registry = registry.unwrap_or_else(Registry::docker_hub);
    let args = UseArgs { undo: true, dry_run: how.dry_run, yes: how.yes, ..UseArgs::default() };
    let order = Order { call, args: &args, world, registry, aside: how.aside };
    take_back(&order, record, entry).await
}

/// The places in files that this command sets; all of them if none is named.
fn wanted(order: &Order<'_>) -> Vec<(PathBuf, Vec<String>)> {
    let all = !(order.args.docker || order.args.podman || order.args.hook);
    let mut wanted = Vec::new();
    for (tool, named) in [(Tool::Docker, order.args.docker), (Tool::Containers, order.args.podman)] {
        if named || all {
            let file = tool.file(&order.call.env, order.places());
            let key = tool.key(&order.registry, &file, order.places());
            wanted.push((file, vec!["credHelpers".to_owned(), key]));
        }
    }
    if order.args.hook || all {
        let file = Tool::Docker.file(&order.call.env, order.places());
        let ours = HOOK.iter().map(|(path, _)| *path).chain([OLD_HOOK]);
        wanted.extend(ours.map(|path| (file.clone(), path.iter().map(|key| (*key).to_owned()).collect())));
    }
    wanted
}

async fn take_back(order: &Order<'_>, record: &mut Record, entry: &Entry) -> Result<bool, Stop> {
    let file = order.read(&entry.file)?;
    let broken = |problem| order.untouched(&file.path, &file.broken(problem));
    let path: Vec<&str> = entry.path.iter().map(String::as_str).collect();
    let now = edit::get(&file.text, &path).map_err(broken)?.map(str::to_owned);
    let shown = order.familiar(&file.path);
    if now.as_ref().is_some_and(|now| *now != set_here(&path)) {
        // Somebody set something else since; that is theirs.
        return Err(Stop { words: words::use_set_since(shown), code: Code::CheckFailed });
    }
    order.tell(&Text::raw(&shown));
    if let Some(now) = &now {
        order.show('-', &path, now);
    }
    if let Some(before) = &entry.before {
        order.show('+', &path, before);
    }
    let mut text = Zeroizing::new(
        match &entry.before {
            Some(before) => edit::set(&file.text, &path, before),
            None => emptied(&file.text, &path, entry.made),
        }
        .map_err(broken)?,
    );
    for (key, username) in &entry.moved {
        if let Some(secret) = kept(&order.world.keyring, &order.registry, username).await? {
            let (member, value) = in_plain(username, &secret);
            text = edit::set(&text, &["auths", key, member], &value).map(Zeroizing::new).map_err(broken)?;
            order.tell(&words::use_comes_back(&shown, username));
        }
    }
    if order.args.dry_run {
        order.tell(&words::use_dry());
        return Ok(true);
    }
    if !order.agreed(&words::use_ask())? {
        return Ok(false);
    }
    write(order, &file, entry, &text)?;
    record.drop_entry(&entry.file, &path).map_err(|failure| Stop::of(&failure))?;
    order.note("tool-file-restored", &file.path);
    order.tell(&words::use_undone(&shown));
    Ok(true)
}

/// What this program sets in such a place.
fn set_here(path: &[&str]) -> String {
    let hook = HOOK.iter().find(|(of, _)| *of == path).map(|(_, value)| *value);
    match path.first() {
        Some(&"credHelpers") => quoted(SUFFIX),
        _ => quoted(hook.unwrap_or(HOOK[0].1)),
    }
}

/// Where the hook was set at first; few clients read it.
const OLD_HOOK: &[&str] = &["plugins", "pushpilot", "error-hooks"];

/// Without the member, and without the objects that were made for it and hold nothing else now.
fn emptied(text: &str, path: &[&str], made: usize) -> Result<String, edit::Broken> {
    let mut text = edit::remove(text, path)?;
    for depth in (path.len().saturating_sub(made)..path.len()).rev() {
        if edit::get(&text, &path[..depth])?.is_some_and(|rest| rest.trim() == "{}") {
            text = edit::remove(&text, &path[..depth])?;
        }
    }
    Ok(text)
}

fn write(order: &Order<'_>, file: &ToolFile, entry: &Entry, text: &str) -> Result<(), Stop> {
    if entry.made_file && text.trim() == "{}" && file.exists {
        let trouble = |_| Stop::of(&files::failure(&file.path, FileTrouble::NotWritable));
        return std::fs::remove_file(&file.path).map_err(trouble);
    }
    file.write(text).map_err(|why| order.untouched(&file.path, &why))
}
