//! Every sentence the program says, as a typed key with its arguments; the words stand in `assets/locales`.
//!
//! Core code carries a [`Text`]; only a surface turns it into words, through [`speak::Speaker`], in
//! the language of the person. A key without a translation does not compile.

pub mod causes;
pub mod checks;
pub mod commands;
pub mod failures;
pub mod language;
pub mod pages;
pub mod speak;
pub mod surface;
pub(crate) mod words;

pub use language::Language;

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

/// Whether a Fluent file defines a message, decided while compiling.
pub(crate) const fn defines(file: &str, id: &str) -> bool {
    let (file, id) = (file.as_bytes(), id.as_bytes());
    let mut at = 0;
    while at + id.len() + 2 <= file.len() {
        if at == 0 || file[at - 1] == b'\n' {
            let mut same = 0;
            while same < id.len() && file[at + same] == id[same] {
                same += 1;
            }
            if same == id.len() && file[at + same] == b' ' && file[at + same + 1] == b'=' {
                return true;
            }
        }
        at += 1;
    }
    false
}

/// Declares the sentences of one Fluent file as functions: `name(arguments) = "message-id";`.
macro_rules! texts {
    ($file:literal; $( $(#[$doc:meta])* $name:ident $( ( $($arg:ident),+ ) )? = $id:literal; )*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub(crate) fn $name($($($arg: impl Into<$crate::text::Arg>),+)?) -> $crate::text::Text {
                const _: () = assert!(
                    $crate::text::defines(include_str!(concat!("../../assets/locales/en/", $file)), $id),
                    concat!($id, " is missing in en/", $file)
                );
                const _: () = assert!(
                    $crate::text::defines(include_str!(concat!("../../assets/locales/zh-CN/", $file)), $id),
                    concat!($id, " is missing in zh-CN/", $file)
                );
                $crate::text::Text { id: $id, args: vec![$($((stringify!($arg), $arg.into())),+)?] }
            }
        )*
        /// The message ids declared here, for the test that looks for orphans.
        pub const IDS: &[&str] = &[$($id),*];
    };
}
pub(crate) use texts;
