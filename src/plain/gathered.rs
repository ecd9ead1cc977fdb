//! An answer of many lines: a pasted log. A line with a single dot ends it, so does the end of the input.

use secrecy::{ExposeSecret, SecretString};

/// More than anybody pastes; what goes beyond is read and forgotten.
const LONGEST: usize = 64 << 20;

/// The lines so far.
#[derive(Default)]
pub(crate) struct Gathered {
    text: String,
}

impl Gathered {
    /// Takes a line, or the end of the input. Gives the whole once it is complete: nothing where the input
    /// ended before any line. A first line that is empty or a single word (the name of a file) is whole.
    pub(crate) fn take(&mut self, line: Option<&SecretString>) -> Option<Option<SecretString>> {
        let Some(line) = line.map(ExposeSecret::expose_secret) else {
            return Some(Some(self.whole()).filter(|text| !text.expose_secret().is_empty()));
        };
        match line.trim() {
            "." => return Some(Some(self.whole())),
            word if self.text.is_empty() && !word.contains([' ', '\t']) => return Some(Some(line.into())),
            _ => {}
        }
        if self.text.len() + line.len() < LONGEST {
            self.text.push_str(line);
            self.text.push('\n');
        }
        None
    }

    fn whole(&mut self) -> SecretString {
        SecretString::from(std::mem::take(&mut self.text))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::{ExposeSecret, SecretString};

    use super::Gathered;

    /// What comes of these lines and the end of the input: the answers, in order.
    fn answers(lines: &[&str]) -> Vec<Option<String>> {
        let mut gathered = Gathered::default();
        let lines = lines.iter().map(|line| Some(SecretString::from(*line))).chain([None]);
        lines
            .filter_map(|line| gathered.take(line.as_ref()))
            .map(|whole| whole.map(|text| text.expose_secret().to_owned()))
            .collect()
    }

    #[test]
    fn a_log_ends_with_a_dot_or_the_input_and_a_word_is_a_name() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(answers(&["a b", "", "c", ".", "1"]), [text("a b\n\nc\n"), text("1"), None]);
        assert_eq!(answers(&["a b", "c"]), [text("a b\nc\n")]);
        assert_eq!(answers(&[""]), [text(""), None]);
        assert_eq!(answers(&["build.log"]), [text("build.log"), None]);
    }
}
