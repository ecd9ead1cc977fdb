//! Which language the program speaks.

/// A language in which every sentence exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    English,
    Chinese,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The tag that `--lang` takes and the folder in `assets/locales`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language of a tag or a locale name (`zh`, `zh_CN.UTF-8`, `en-GB`), if it is spoken here.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.split(['_', '-', '.', '@']).next()? {
            "zh" => Some(Self::Chinese),
            "en" | "c" | "posix" => Some(Self::English),
            _ => None,
        }
    }

    /// The first of the locale's names that says something: `LC_ALL`, `LC_MESSAGES`, `LANG` in this
    /// order; an empty one does not count (POSIX). English where none is spoken here.
    #[must_use]
    pub fn of_locale<'a>(names: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        names
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .and_then(Self::parse)
            .unwrap_or(Self::English)
    }

    /// The other one, for the key that switches.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        let of = |names: [Option<&'static str>; 3]| Language::of_locale(names);
        assert_eq!(of([None, None, Some("zh_CN.UTF-8")]), Language::Chinese);
        assert_eq!(of([Some("en_US.UTF-8"), None, Some("zh_CN.UTF-8")]), Language::English);
        assert_eq!(of([Some(""), Some("zh"), Some("en_US")]), Language::Chinese);
        assert_eq!(of([Some("C"), None, Some("zh_CN")]), Language::English);
        assert_eq!(of([None, None, Some("fr_FR")]), Language::English);
    }
}
