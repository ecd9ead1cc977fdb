//! The commands in a `run:` block: words with their lines, as far as that goes without a shell.

/// One simple command: its words, and whether it reads what the one before it prints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    pub words: Vec<Word>,
    pub piped: bool,
}

/// A word without its quotes. `${{ … }}` stays whole, with the spaces in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub line: usize,
}

/// Splits lines into commands. A backslash at the end of a line continues it; so does every line end
/// where `folded` says that YAML turns it into a space.
#[must_use]
pub fn commands<'a>(lines: impl IntoIterator<Item = (usize, &'a str)>, folded: bool) -> Vec<Command> {
    let mut reader = Reader::default();
    for (line, text) in lines {
        reader.line = line;
        let (text, continues) = match text.strip_suffix('\\') {
            Some(text) => (text, true),
            None => (text, folded),
        };
        reader.read(text);
        if reader.quote.is_some() {
            reader.word.push('\n');
        } else {
            reader.end_word();
            if !continues {
                reader.end_command(false);
            }
        }
    }
    // A quote that never ends ends here, without a line end of its own.
    if reader.quote.take().is_some() {
        reader.word.pop();
    }
    reader.end_word();
    reader.end_command(false);
    reader.done
}

#[derive(Default)]
struct Reader {
    done: Vec<Command>,
    command: Command,
    word: String,
    /// Whether a word has begun: an empty pair of quotes is one.
    begun: Option<usize>,
    quote: Option<char>,
    line: usize,
}

impl Reader {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if rest.starts_with("${{")
                && let Some(end) = rest.find("}}")
            {
                self.push(&rest[..end + 2]);
                rest = &rest[end + 2..];
                continue;
            }
            let mut length = c.len_utf8();
            match (self.quote, c) {
                (Some(open), c) if c == open => self.quote = None,
                (None, '"' | '\'') => {
                    self.quote = Some(c);
                    self.begun.get_or_insert(self.line);
                }
                (None, '#') if self.begun.is_none() => return,
                (None, c) if c.is_whitespace() => self.end_word(),
                (None, ';' | '|' | '&' | '(' | ')') => {
                    let doubled = rest[1..].starts_with(c);
                    length += usize::from(doubled);
                    self.end_word();
                    self.end_command(c == '|' && !doubled);
                }
                (None | Some('"'), '\\') => {
                    if let Some(next) = rest[1..].chars().next() {
                        length += next.len_utf8();
                        self.push(&rest[1..length]);
                    }
                }
                (_, _) => self.push(&rest[..length]),
            }
            rest = &rest[length..];
        }
    }

    fn push(&mut self, text: &str) {
        self.begun.get_or_insert(self.line);
        self.word.push_str(text);
    }

    fn end_word(&mut self) {
        if let Some(line) = self.begun.take() {
            self.command.words.push(Word { text: std::mem::take(&mut self.word), line });
        }
    }

    fn end_command(&mut self, pipes: bool) {
        let command = std::mem::replace(&mut self.command, Command { words: Vec::new(), piped: pipes });
        if !command.words.is_empty() {
            self.done.push(command);
        }
    }
}

impl Command {
    /// The assignments that a command consists of, with or without `export`; none if it runs a program.
    #[must_use]
    pub fn assignments(&self) -> Vec<(&str, &str)> {
        let words = match self.words.split_first() {
            Some((first, rest)) if matches!(first.text.as_str(), "export" | "local" | "readonly") => rest,
            _ => &self.words[..],
        };
        let all: Option<Vec<_>> = words.iter().map(|word| assignment(&word.text)).collect();
        all.unwrap_or_default()
    }

    /// The words from the program on: without assignments in front, `sudo`, `exec` and shell keywords.
    #[must_use]
    pub fn program(&self) -> &[Word] {
        let before = |word: &&Word| {
            assignment(&word.text).is_some()
                || matches!(
                    word.text.as_str(),
                    "sudo"
                        | "exec"
                        | "time"
                        | "command"
                        | "env"
                        | "if"
                        | "then"
                        | "else"
                        | "elif"
                        | "while"
                        | "until"
                        | "do"
                        | "!"
                        | "{"
                        | "-E"
                        | "retry"
                )
        };
        &self.words[self.words.iter().take_while(before).count()..]
    }
}

fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let is_name = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::commands;
    use proptest::prelude::*;

    fn split(text: &str, folded: bool) -> Vec<String> {
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        commands(lines, folded)
            .iter()
            .map(|command| {
                let words: Vec<_> = command.words.iter().map(|w| format!("{}@{}", w.text, w.line)).collect();
                format!("{}{}", if command.piped { "| " } else { "" }, words.join(","))
            })
            .collect()
    }

    #[test]
    fn commands_are_split_as_a_shell_would() {
        for (text, expected) in [
            ("docker push a/b", vec!["docker@1,push@1,a/b@1"]),
            ("a && b || c; d & e", vec!["a@1", "b@1", "c@1", "d@1", "e@1"]),
            ("echo \"x y\" | docker login", vec!["echo@1,x y@1", "| docker@1,login@1"]),
            ("a \\\n  -t x \\\n  .\nb", vec!["a@1,-t@2,x@2,.@3", "b@4"]),
            ("echo ${{ secrets.A && x | y }} 'q'", vec!["echo@1,${{ secrets.A && x | y }}@1,q@1"]),
            ("a # comment | b\n#b\nc#d", vec!["a@1", "c#d@3"]),
            ("a 'b\nc' d", vec!["a@1,b\nc@1,d@2"]),
            ("a '' \"\"", vec!["a@1,@1,@1"]),
            ("a \\\"b 'it\\'s'", vec!["a@1,\"b@1,it\\s@1"]),
        ] {
            assert_eq!(split(text, false), expected, "{text:?}");
        }
        assert_eq!(split("docker push\n  a/b:1", true), ["docker@1,push@1,a/b:1@2"]);
    }

    #[test]
    fn what_stands_before_the_program_is_skipped() {
        let of = |text: &str| {
            let commands = commands([(1, text)], false);
            commands[0].program().iter().map(|word| word.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(of("A=1 sudo -E docker push x"), ["docker", "push", "x"]);
        assert_eq!(of("if ! docker push x"), ["docker", "push", "x"]);
        let assigned = commands([(1, "export A=1 B='x y'")], false);
        assert_eq!(assigned[0].assignments(), [("A", "1"), ("B", "x y")]);
    }

    proptest! {
        #[test]
        fn any_text_is_split_and_nothing_is_invented(text in "\\PC{0,80}") {
            let length: usize = commands([(1, text.as_str())], false)
                .iter().flat_map(|c| &c.words).map(|w| w.text.len()).sum();
            prop_assert!(length <= text.len());
        }
    }
}
