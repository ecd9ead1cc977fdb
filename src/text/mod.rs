//! Every sentence the program says, as a typed key with its arguments; the words stand in `assets/locales`.
//!
//! Core code carries a [`Text`]; only a surface turns it into words, through [`speak::Speaker`], in
//! the language of the person. A key without a translation does not compile.

pub mod build;
pub mod causes;
pub mod checks;
pub mod commands;
pub mod credentials;
pub mod details;
pub mod device;
pub mod diagnosis;
pub mod dry_run;
pub mod failures;
pub mod github;
pub mod language;
pub mod onboarding;
pub mod organization;
pub mod pages;
pub mod probes;
pub mod proof;
pub mod registries;
pub mod renaming;
pub mod rotation;
pub mod sources;
pub mod speak;
pub mod status;
pub mod surface;
pub mod undo;
pub mod usage;
pub mod variable;
pub mod when;
pub(crate) mod words;

pub use language::Language;

use crate::model::moment::Moment;

/// A sentence, not yet in any language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub(crate) id: &'static str,
    pub(crate) args: Vec<(&'static str, Arg)>,
}

impl Text {
    /// The key, stable across languages.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What a practice scenario brings along in both languages.
    #[must_use]
    pub fn bilingual(english: &str, chinese: &str) -> Self {
        Self { id: "", args: vec![("en", english.into()), ("zh", chinese.into())] }
    }

    /// A point in time, by itself.
    #[must_use]
    pub fn when(at: Moment) -> Self {
        Self { id: "", args: vec![("", Arg::Time(at))] }
    }

    /// Something that reads the same in every language: an address, a name, a number.
    #[must_use]
    pub fn raw(text: impl Into<String>) -> Self {
        Self { id: "", args: vec![("", Arg::Str(text.into()))] }
    }
}

/// What a sentence is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Literal text. It is stripped of control sequences when it is spoken.
    Str(String),
    /// A count, for plural forms.
    Number(i64),
    /// A term with its own translation, such as the name of a permission level.
    Term(Box<Text>),
    /// A point in time: in ISO form, and where the speaker knows the time, how far away it is.
    Time(Moment),
    /// The day of a point in time, in UTC, said in the same way.
    Day(Moment),
}

/// The day of a point in time, where the hour is of no interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub Moment);

impl From<Day> for Arg {
    fn from(day: Day) -> Self {
        Self::Day(day.0)
    }
}
impl From<Moment> for Arg {
    fn from(moment: Moment) -> Self {
        Self::Time(moment)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Str(value.to_owned())
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Str(value)
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Str(value.clone())
    }
}
impl From<Text> for Arg {
    fn from(value: Text) -> Self {
        Self::Term(Box::new(value))
    }
}
macro_rules! numbers {
    ($($kind:ty),*) => { $(impl From<$kind> for Arg {
        fn from(value: $kind) -> Self { Self::Number(i64::try_from(value).unwrap_or(i64::MAX)) }
    })* };
}
numbers!(i64, u64, u32, u16, usize);

/// How many messages a Fluent file defines.
pub(crate) const fn count(file: &str) -> usize {
    let (mut at, mut found) = (0, 0);
    while let Some((_, end)) = next_message(file.as_bytes(), at) {
        (at, found) = (end, found + 1);
    }
    found
}

/// The messages that a Fluent file defines, each as a hash of its id. Gathered once a file: comparing every key
/// with every line while compiling took minutes.
pub(crate) const fn messages<const N: usize>(file: &str) -> [u64; N] {
    let bytes = file.as_bytes();
    let (mut all, mut at, mut found) = ([0; N], 0, 0);
    while let Some((start, end)) = next_message(bytes, at) {
        all[found] = hash(bytes, start, end);
        (at, found) = (end, found + 1);
    }
    all
}

/// Whether a message is among them.
pub(crate) const fn defines(messages: &[u64], id: &str) -> bool {
    let wanted = hash(id.as_bytes(), 0, id.len());
    let mut at = 0;
    while at < messages.len() {
        if messages[at] == wanted {
            return true;
        }
        at += 1;
    }
    false
}

/// The next line that begins with `id =`, as the start and end of the id.
const fn next_message(file: &[u8], mut at: usize) -> Option<(usize, usize)> {
    while at < file.len() {
        if file[at].is_ascii_lowercase() && (at == 0 || file[at - 1] == b'\n') {
            let start = at;
            while at < file.len() && file[at] > b' ' && file[at] != b'=' {
                at += 1;
            }
            if at + 1 < file.len() && file[at] == b' ' && file[at + 1] == b'=' {
                return Some((start, at));
            }
        }
        at += 1;
    }
    None
}

/// FNV-1a, 64 bit.
const fn hash(bytes: &[u8], mut at: usize, end: usize) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    while at < end {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

/// Knows the messages of one Fluent file in both languages, while compiling.
macro_rules! messages_of {
    ($file:literal) => {
        const ENGLISH: [u64; $crate::text::count(include_str!(concat!("../../assets/locales/en/", $file)))] =
            $crate::text::messages(include_str!(concat!("../../assets/locales/en/", $file)));
        const CHINESE: [u64; $crate::text::count(include_str!(concat!(
            "../../assets/locales/zh-CN/",
            $file
        )))] = $crate::text::messages(include_str!(concat!("../../assets/locales/zh-CN/", $file)));
    };
}
pub(crate) use messages_of;

/// Does not compile where a language lacks the message; asks for [`messages_of`] before it.
macro_rules! checked {
    ($file:literal, $id:expr) => {
        const _: () =
            assert!($crate::text::defines(&ENGLISH, $id), concat!($id, " is missing in en/", $file));
        const _: () =
            assert!($crate::text::defines(&CHINESE, $id), concat!($id, " is missing in zh-CN/", $file));
    };
}
pub(crate) use checked;

/// Declares the sentences of one Fluent file as functions: `name(arguments) = "message-id";`.
macro_rules! texts {
    ($file:literal; $( $(#[$doc:meta])* $name:ident $( ( $($arg:ident),+ ) )? = $id:literal; )*) => {
        $crate::text::messages_of!($file);
        $(
            $(#[$doc])*
            #[must_use]
            pub(crate) fn $name($($($arg: impl Into<$crate::text::Arg>),+)?) -> $crate::text::Text {
                $crate::text::checked!($file, $id);
                $crate::text::Text { id: $id, args: vec![$($((stringify!($arg), $arg.into())),+)?] }
            }
        )*
        /// The message ids declared here, for the test that looks for orphans.
        pub const IDS: &[&str] = &[$($id),*];
    };
}
pub(crate) use texts;
