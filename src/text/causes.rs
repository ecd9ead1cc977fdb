//! The words for each cause: its name, how it shows, what proves it, and what mends it.

use super::{Text, checked, messages_of};
use crate::model::cause::{CauseId, each_cause};

/// The four sentences about a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// A title, without a full stop.
    pub name: Text,
    /// How it looks from outside.
    pub sign: Text,
    /// What settles that it is this one.
    pub proof: Text,
    /// What to do.
    pub fix: Text,
}

messages_of!("causes.ftl");

macro_rules! said {
    ($id:expr) => {{
        checked!("causes.ftl", $id);
        Text { id: $id, args: Vec::new() }
    }};
}

macro_rules! sentences {
    ($(($id:ident, $file:ident, $name:literal, $code:literal),)*) => {
        /// The words for a cause.
        #[must_use]
        pub fn words(cause: CauseId) -> Words {
            match cause {
                $(CauseId::$id => Words {
                    name: said!(concat!("cause-", $name)),
                    sign: said!(concat!("cause-", $name, "-sign")),
                    proof: said!(concat!("cause-", $name, "-proof")),
                    fix: said!(concat!("cause-", $name, "-fix")),
                },)*
            }
        }
    };
}

each_cause!(sentences);

#[cfg(test)]
mod tests {
    use super::words;
    use crate::model::cause::CauseId;
    use crate::text::Language;
    use crate::text::speak::Speaker;

    #[test]
    fn every_cause_speaks_both_languages() {
        for language in [Language::English, Language::Chinese] {
            let speaker = Speaker::new(language);
            for cause in CauseId::ALL {
                let words = words(cause);
                for text in [&words.name, &words.sign, &words.proof, &words.fix] {
                    assert!(text.id().starts_with(&format!("cause-{}", cause.as_str())), "{}", text.id());
                    let said = speaker.say(text);
                    assert_ne!(
                        said,
                        text.id().replace('-', " "),
                        "{language:?} has no words for {}",
                        text.id()
                    );
                    let chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                    assert_eq!(chinese, language == Language::Chinese, "{said}");
                }
            }
        }
    }
}
