//! The two languages against each other and against the code: nothing missing, nothing left over, nothing
//! forgotten in English.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use pushpilot::model::cause::CauseId;
use pushpilot::text::Language;
use pushpilot::text::speak::files;

/// Names that have no Chinese ones; whatever else has words of its own there. Docker's page has its fields in
/// English only, and they are to be found there.
const NAMES: [&str; 7] = [
    "action-language",
    "browser-description",
    "browser-expiry",
    "browser-permission",
    "group-docker-hub",
    "login",
    "onboard-kind-secret",
];

/// A message: what it is filled with, its attributes with the same, and its words without what is filled in.
#[derive(Debug, Default, PartialEq, Eq)]
struct Message {
    filled_with: BTreeSet<String>,
    attributes: BTreeMap<String, BTreeSet<String>>,
    words: String,
}

type Messages = BTreeMap<String, Message>;

fn folder(language: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(language)
}

/// The messages of each file.
fn read(language: &str) -> BTreeMap<String, Messages> {
    let mut all = BTreeMap::new();
    for file in fs::read_dir(folder(language)).expect("a folder") {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let resource =
            parser::parse(text).unwrap_or_else(|(_, faults)| panic!("{language}/{name}: {faults:?}"));
        let mut messages = Messages::new();
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let mut found = Message::default();
                    let value = message.value.as_ref().expect("every message has a value");
                    walk(value, &mut found.filled_with, &mut found.words);
                    for attribute in &message.attributes {
                        let mut filled_with = BTreeSet::new();
                        walk(&attribute.value, &mut filled_with, &mut found.words);
                        found.attributes.insert(attribute.id.name.clone(), filled_with);
                    }
                    let again = messages.insert(message.id.name.clone(), found);
                    assert!(again.is_none(), "{language}/{name}: {} stands there twice", message.id.name);
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                other => panic!("{language}/{name}: {other:?}"),
            }
        }
        all.insert(name, messages);
    }
    assert!(!all.is_empty());
    all
}

fn walk(pattern: &Pattern<String>, filled_with: &mut BTreeSet<String>, words: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                words.push_str(value);
                words.push('\n');
            }
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => variable(inline, filled_with),
                Expression::Select { selector, variants } => {
                    variable(selector, filled_with);
                    variants.iter().for_each(|variant| walk(&variant.value, filled_with, words));
                }
            },
        }
    }
}

fn variable(expression: &InlineExpression<String>, filled_with: &mut BTreeSet<String>) {
    match expression {
        InlineExpression::VariableReference { id } => {
            filled_with.insert(id.name.clone());
        }
        // Braces and spaces that Fluent would take for its own.
        InlineExpression::StringLiteral { .. } => {}
        other => panic!("sentences are whole, not assembled: {other:?}"),
    }
}

/// The sentences that the code declares: file, id, arguments.
fn declared() -> Vec<(String, String, BTreeSet<String>)> {
    let mut found = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text");
    for file in fs::read_dir(folder).expect("a folder") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("text");
        let Some((_, rest)) = text.split_once("\ntexts! {") else { continue };
        let (ftl, rest) =
            rest.trim_start().trim_start_matches('"').split_once("\";").expect("the file's name");
        let (block, _) = rest.split_once("\n}").expect("the end");
        let lines = block.lines().filter(|line| !line.trim_start().starts_with("//"));
        for declaration in lines.collect::<Vec<_>>().join(" ").split(';') {
            let Some((left, id)) = declaration.split_once('=') else { continue };
            let arguments = left.split_once('(').map_or("", |(_, rest)| rest.trim().trim_end_matches(')'));
            let arguments = arguments.split(',').map(|name| name.trim().to_owned());
            let arguments = arguments.filter(|name| !name.is_empty()).collect();
            found.push((ftl.to_owned(), id.trim().trim_matches('"').to_owned(), arguments));
        }
    }
    let of_causes = CauseId::ALL.iter().flat_map(|cause| {
        ["", "-sign", "-proof", "-fix"].map(|which| format!("cause-{}{which}", cause.as_str()))
    });
    found.extend(of_causes.map(|id| ("causes.ftl".to_owned(), id, BTreeSet::new())));
    assert!(found.len() > 300, "the declarations are written otherwise now: {}", found.len());
    found
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

#[test]
fn both_languages_have_the_same_messages_filled_with_the_same() {
    let (english, chinese) = (read("en"), read("zh-CN"));
    assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for (file, messages) in &english {
        let others = &chinese[file];
        let ids: BTreeSet<&String> = messages.keys().chain(others.keys()).collect();
        for id in ids {
            match (messages.get(id), others.get(id)) {
                (Some(one), Some(other)) => {
                    if (&one.filled_with, &one.attributes) != (&other.filled_with, &other.attributes) {
                        wrong.push(format!("{file}: {id} is filled with {one:?} and {other:?}"));
                    }
                }
                (one, _) => wrong
                    .push(format!("{file}: {id} is only in {}", if one.is_some() { "en" } else { "zh-CN" })),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_message_is_declared_once_and_filled_with_what_it_names() {
    let english = read("en");
    let mut wrong = Vec::new();
    let mut ids = BTreeSet::new();
    for (file, id, arguments) in declared() {
        let Some(message) = english.get(&file).and_then(|messages| messages.get(&id)) else {
            wrong.push(format!("{file}: {id} is missing"));
            continue;
        };
        if message.filled_with != arguments {
            wrong.push(format!("{file}: {id} is given {arguments:?} and uses {:?}", message.filled_with));
        }
        if !ids.insert(id.clone()) {
            wrong.push(format!("{id} is declared twice"));
        }
    }
    for (file, messages) in &english {
        wrong.extend(
            messages.keys().filter(|id| !ids.contains(*id)).map(|id| format!("{file}: nobody says {id}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A file that the program does not carry is not spoken, whatever stands in it.
#[test]
fn the_program_carries_every_file() {
    for (language, tag) in [(Language::English, "en"), (Language::Chinese, "zh-CN")] {
        let carried: BTreeSet<String> = files(language).iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(carried, read(tag).into_keys().collect(), "{tag}");
    }
}

#[test]
fn nothing_is_left_in_english_by_accident() {
    let mut wrong = Vec::new();
    for (file, messages) in read("zh-CN") {
        for (id, message) in messages {
            let has_letters = message.words.chars().any(char::is_alphabetic);
            let has_chinese = message.words.chars().any(is_chinese);
            if has_letters && !has_chinese && !NAMES.contains(&id.as_str()) {
                wrong.push(format!("{file}: {id} = {}", message.words.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_language_keeps_to_its_own_marks() {
    let mut wrong = Vec::new();
    for (file, messages) in read("zh-CN") {
        for (id, message) in messages {
            let letters: Vec<char> = message.words.chars().collect();
            // Half-width marks behind a Chinese character: a sentence typed with the wrong keyboard.
            let half = letters.windows(2).any(|pair| is_chinese(pair[0]) && ",;:?!()".contains(pair[1]));
            if half {
                wrong.push(format!("{file}: {id} = {}", message.words.trim()));
            }
        }
    }
    for (file, messages) in read("en") {
        for (id, message) in messages {
            let strange =
                message.words.chars().any(|c| is_chinese(c) || "，。；：？！（）「」“”‘’—".contains(c));
            // The language's own name is how its readers find it.
            if strange && id != "action-language" {
                wrong.push(format!("{file}: {id} = {}", message.words.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
