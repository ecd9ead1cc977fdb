//! Turns a [`Text`] into words, with Fluent.

use std::cell::Cell;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Arg, Language, Text, when};
use crate::model::clean;
use crate::model::moment::Moment;

/// The Fluent files of a language, by name.
#[must_use]
pub fn files(language: Language) -> &'static [(&'static str, &'static str)] {
    macro_rules! of {
        ($tag:literal: $($name:literal)*) => {
            &[$((
                concat!($name, ".ftl"),
                include_str!(concat!("../../assets/locales/", $tag, "/", $name, ".ftl")),
            )),*]
        };
    }
    macro_rules! all {
        ($tag:literal) => {
            of!($tag: "build" "causes" "checks" "commands" "credentials" "details" "device" "diagnosis" "dry-run" "failures" "github" "onboarding" "organization" "pages" "probes" "proof" "registries" "renaming" "rotation" "sources" "status" "surface" "undo" "usage" "variable" "when")
        };
    }
    match language {
        Language::English => all!("en"),
        Language::Chinese => all!("zh-CN"),
    }
}

/// Speaks one language.
#[allow(missing_debug_implementations, reason = "Fluent's bundle has no Debug")]
pub struct Speaker {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    now: Cell<Option<Moment>>,
}

impl Speaker {
    #[must_use]
    pub fn new(language: Language) -> Self {
        let id: LanguageIdentifier = language.tag().parse().expect("our own tags are well-formed");
        let mut bundle = FluentBundle::new(vec![id]);
        // Isolation marks are invisible characters: terminals disagree on their width.
        bundle.set_use_isolating(false);
        for (_, source) in files(language) {
            // A file that does not parse whole still gives its good messages; a test reads them all.
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(good, _)| good);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle, now: Cell::new(None) }
    }

    /// Knows what time it is from here on, so that dates are said with how far away they are. What is kept for
    /// later is said without: it would be wrong when it is read.
    #[must_use]
    pub fn at(self, now: Moment) -> Self {
        self.tell(now);
        self
    }

    /// Learns that time has passed.
    pub(crate) fn tell(&self, now: Moment) {
        self.now.set(Some(now));
    }

    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence in words. Arguments are stripped of control sequences here, whatever their source.
    #[must_use]
    pub fn say(&self, text: &Text) -> String {
        match (text.id, text.args.as_slice(), self.language) {
            ("", [(_, Arg::Time(at))], _) => return self.say(&when::time(*at, self.now.get())),
            ("", [(_, Arg::Str(raw))], _)
            | ("", [(_, Arg::Str(raw)), _], Language::English)
            | ("", [_, (_, Arg::Str(raw))], Language::Chinese) => return clean::line(raw).into_owned(),
            _ => {}
        }
        let mut args = FluentArgs::new();
        for (name, value) in &text.args {
            let value: FluentValue = match value {
                Arg::Str(text) => clean::line(text).into_owned().into(),
                Arg::Number(number) => (*number).into(),
                Arg::Term(term) => self.say(term).into(),
                Arg::Time(moment) => self.say(&when::time(*moment, self.now.get())).into(),
                Arg::Day(moment) => self.say(&when::day(*moment, self.now.get())).into(),
            };
            args.set(*name, value);
        }
        let Some(pattern) = self.bundle.get_message(text.id).and_then(|message| message.value()) else {
            // Unreachable while the tests read every file; for a person words are still better than a panic.
            debug_assert!(false, "{} has no words", text.id);
            return text.id.replace('-', " ");
        };
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}
