//! The shape of the code: who may use whom, what the core cannot reach, who may see a secret, how long a
//! file is. A new arrow is a decision; it is made by adding it here, with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::canary::files;

/// Which folders each folder may use, beside itself.
const MAY_USE: [(&str, &[&str]); 16] = [
    ("model", &[]),
    // Pages and facts are what it has words for.
    ("text", &["model", "flow", "diagnosis"]),
    ("diagnosis", &["model", "text"]),
    ("flow", &["model", "text", "diagnosis", "report", "steps"]),
    ("steps", &["model", "text", "diagnosis", "flow", "report"]),
    // Lines are broken the same way in a terminal and in a report.
    ("report", &["model", "text", "diagnosis", "flow", "ui"]),
    // A step's work.rs; its orders and answers are the engine's.
    ("work", &["model", "text", "diagnosis", "flow", "report", "steps", "outside"]),
    ("outside", &["model"]),
    // What the journal tells of a rotation, and what follows from it.
    ("rotation", &["model"]),
    ("run", &["model", "text", "flow", "steps", "surface", "outside"]),
    ("surface", &["model", "text", "flow", "plain", "ui"]),
    ("ui", &["model", "text", "flow", "surface"]),
    ("plain", &["model", "text", "flow", "surface", "ui"]),
    // A program of its own, under another name.
    ("credential_helper", &["model", "text", "outside"]),
    // A server that shares the client's code shares its mistakes.
    ("sandbox", &["model"]),
    (
        "cli",
        &[
            "credential_helper",
            "diagnosis",
            "flow",
            "model",
            "outside",
            "plain",
            "report",
            "rotation",
            "run",
            "sandbox",
            "steps",
            "surface",
            "text",
            "ui",
            "work",
        ],
    ),
];

/// Folders that decide and describe: given the same they say the same.
const PURE: [&str; 7] = ["model", "rotation", "text", "diagnosis", "flow", "steps", "report"];

/// What reaches a clock, a network, a file, an environment, a terminal, chance or another thread.
const IMPURE: [&str; 17] = [
    "std::fs",
    "std::env",
    "io::stdin",
    "std::process",
    "std::thread",
    "std::net::Tcp",
    "std::net::Udp",
    "SystemTime",
    "Instant",
    "Zoned::now",
    "Timestamp::now",
    "getrandom",
    "tokio",
    "reqwest",
    "ratatui",
    "crossterm",
    "println!",
];

/// Files that take a secret out of its wrapping, each with its reason.
const EXPOSING: [(&str, &str); 26] = [
    ("cli/credential.rs", "standard input becomes a credential"),
    ("cli/rotate/work.rs", "the proven token becomes a secret's value"),
    ("cli/github/secrets_set.rs", "white space in it is reported"),
    ("cli/use_keyring/change.rs", "a login goes back into the file that it came from"),
    ("credential_helper/mod.rs", "docker asked for it"),
    ("flow/form.rs", "a field is edited"),
    ("model/pasted.rs", "the shape of a paste is judged"),
    ("model/registries.rs", "its shape tells whether only a machine makes such"),
    ("model/secret.rs", "the types themselves"),
    ("outside/ci/secrets.rs", "the proven token becomes a secret's value"),
    ("outside/credentials/auth_file.rs", "docker's file is read"),
    ("outside/encrypted_file.rs", "age takes it"),
    ("outside/github/secrets.rs", "sealed before it leaves"),
    ("outside/github/seal.rs", "sealed before it leaves"),
    ("outside/http/mod.rs", "the Authorization header"),
    ("outside/hub/sign_in.rs", "the body of a sign-in"),
    ("outside/keyring/entry.rs", "the keyring takes it"),
    ("outside/keyring/github.rs", "the keyring takes it"),
    ("outside/ledger.rs", "a salted hash"),
    ("outside/registry/token.rs", "the form of a token request"),
    ("outside/written.rs", "a salted hash"),
    ("plain/gathered.rs", "the lines of a pasted log become one answer"),
    ("plain/mod.rs", "a typed line becomes an answer"),
    ("plain/questions.rs", "a typed line becomes an answer"),
    ("steps/what_went_wrong/mod.rs", "a pasted log may hold a secret: its pieces are joined"),
    ("steps/what_went_wrong/work.rs", "a pasted log may hold a secret: it is read"),
];

const LONGEST: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder of the project, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let below = root().join(folder);
    let rust = files(&below).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs"));
    rust.map(|file| {
        let text = fs::read_to_string(&file).expect("a source file");
        (file.strip_prefix(&below).expect("it lies there").to_owned(), text)
    })
    .collect()
}

/// What a file does for the program: without tests and comments.
fn code(path: &Path, text: &str) -> String {
    let only_tests = ["tests.rs", "snapshots.rs", "samples.rs"];
    if only_tests.iter().any(|name| path.ends_with(name)) {
        return String::new();
    }
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let text = text.split("#[cfg(all(test").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.collect::<Vec<_>>().join("\n")
}

/// The folder whose rules hold for a file; `None` at the top, where the folders are put together.
fn layer(path: &Path) -> Option<String> {
    if path.components().count() < 2 {
        return None;
    }
    let work = path.starts_with("steps") && path.ends_with("work.rs");
    let first = path.iter().next()?.to_str()?;
    Some(if work { "work".to_owned() } else { first.to_owned() })
}

/// The folders that a file names after `crate::`.
fn used(code: &str) -> BTreeSet<&str> {
    code.split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
        .collect()
}

#[test]
fn folders_use_only_what_lies_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.into();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, text) in sources("src") {
        let Some(layer) = layer(&path) else { continue };
        let Some(may_use) = allowed.get(layer.as_str()) else {
            wrong.push(format!("{layer} is a new folder: say here what it may use"));
            continue;
        };
        let code = code(&path, &text);
        for used in used(&code) {
            seen.insert(used.to_owned());
            let itself = layer == used || layer == "work" && used == "steps";
            if allowed.contains_key(used) && !itself && !may_use.contains(&used) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen.len() > 10, "what was read is not the program: {seen:?}");
}

#[test]
fn the_core_reaches_nothing_outside() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        if !layer(&path).is_some_and(|layer| PURE.contains(&layer.as_str())) {
            continue;
        }
        let code = code(&path, &text);
        let named = IMPURE.iter().filter(|name| code.contains(*name));
        wrong.extend(named.map(|name| format!("{} names {name}", path.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn few_files_take_a_secret_out_of_its_wrapping() {
    let known: BTreeMap<&str, &str> = EXPOSING.into();
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let code = code(&path, &text);
        let exposes = code.contains(".expose()") || code.contains("expose_secret()");
        let path = path.display().to_string();
        if exposes && !known.contains_key(path.as_str()) {
            wrong.push(format!("{path} exposes a secret"));
        }
        if !exposes && known.contains_key(path.as_str()) {
            wrong.push(format!("{path} no longer does"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_shown_and_what_is_kept_cannot_hold_a_secret() {
    let types = [
        "SecretString",
        "AccessToken",
        "Password",
        "OneTimeCode",
        "SessionToken",
        "Passphrase",
        "SecondFactorToken",
    ];
    for file in
        ["flow/page.rs", "flow/view.rs", "flow/saved.rs", "text/mod.rs", "report/mod.rs", "report/json.rs"]
    {
        let path = root().join("src").join(file);
        let code = code(Path::new(file), &fs::read_to_string(path).expect("a source file"));
        for name in types {
            assert!(!code.contains(name), "{file} names {name}");
        }
    }
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let too_long: Vec<String> = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(sources)
        .filter(|(_, text)| text.lines().count() > LONGEST)
        .map(|(path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert!(too_long.is_empty(), "{too_long:#?}");
}

#[test]
fn nothing_is_called_by_a_name_that_says_nothing() {
    for (path, _) in ["src", "tests", "benches"].into_iter().flat_map(sources) {
        for part in path.iter().filter_map(|part| part.to_str()) {
            let name = part.trim_end_matches(".rs");
            assert!(!["utils", "util", "helpers", "common", "misc"].contains(&name), "{}", path.display());
        }
    }
}
