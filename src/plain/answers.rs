//! The answers file: values, choices and actions by id; secrets only by reference.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::{fs, io};

use secrecy::SecretString;
use toml::{Table, Value};

use crate::text::{Text, surface};

/// Answers by the id of the question, or of the page for what to do there. Each is used once; an array
/// answers a question that comes several times, in order.
#[derive(Debug, Default)]
pub struct Answers {
    given: BTreeMap<String, VecDeque<Given>>,
    variables: BTreeSet<String>,
}

#[derive(Debug)]
enum Given {
    /// It stands in the file.
    Literal(String),
    /// The file said where it is.
    Referred(SecretString),
}

impl Answers {
    /// Reads a file, with the variables and the files that it refers to.
    ///
    /// # Errors
    /// The words for what is wrong, and with which answer.
    pub fn load(path: &Path, env: impl Fn(&str) -> Option<String>) -> Result<Self, Text> {
        let read = |path: &Path| fs::read_to_string(path);
        let text = read(path)
            .map_err(|why| surface::answers_unreadable(path.display().to_string(), why.to_string()))?;
        Self::parse(&text, env, read)
    }

    /// Reads a file's text. `env` and `read` look up what it refers to, at once, so that a reference
    /// that leads nowhere is told before anything is done.
    ///
    /// # Errors
    /// The words for what is wrong, and with which answer.
    pub fn parse(
        toml: &str,
        env: impl Fn(&str) -> Option<String>,
        read: impl Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, Text> {
        // Printed in full, the fault would quote the file, which may hold a secret that should not be there.
        let table: Table = toml.parse().map_err(|fault: toml::de::Error| {
            let line = fault.span().map_or(0, |span| toml[..span.start].matches('\n').count() + 1);
            surface::answers_not_toml(fault.message().to_owned(), line)
        })?;
        let variables = RefCell::new(BTreeSet::new());
        let env = |name: &str| {
            variables.borrow_mut().insert(name.to_owned());
            env(name)
        };
        let mut given = BTreeMap::new();
        for (id, value) in table {
            let one = |value: &Value| given_by(&id, value, &env, &read);
            let values = match &value {
                Value::Array(values) => values.iter().map(one).collect::<Result<_, _>>()?,
                value => VecDeque::from([one(value)?]),
            };
            given.insert(id, values);
        }
        Ok(Self { given, variables: variables.into_inner() })
    }

    /// The variables that it refers to: they hold secrets, which no other program is to see.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(String::as_str)
    }

    /// The next answer to a field whose value may be seen.
    pub(crate) fn value(&mut self, id: &str) -> Result<Option<SecretString>, Text> {
        Ok(self.take(id).map(|given| match given {
            Given::Literal(text) => SecretString::from(text),
            Given::Referred(secret) => secret,
        }))
    }

    /// The next answer to a field whose value may not be seen.
    pub(crate) fn secret(&mut self, id: &str) -> Result<Option<SecretString>, Text> {
        match self.take(id) {
            None => Ok(None),
            Some(Given::Referred(secret)) => Ok(Some(secret)),
            Some(Given::Literal(_)) => Err(surface::answers_literal_secret(id)),
        }
    }

    /// The place of the next answer among the ids that are possible.
    pub(crate) fn choice(&mut self, id: &str, known: &[&str]) -> Result<Option<usize>, Text> {
        let given = match self.take(id) {
            None => return Ok(None),
            Some(Given::Literal(given)) => given,
            // A choice is no secret, but what is referred to is not repeated either.
            Some(Given::Referred(_)) => return Err(surface::answers_wrong_value(id)),
        };
        match known.iter().position(|known| *known == given) {
            Some(at) => Ok(Some(at)),
            None => Err(surface::answers_unknown_choice(id, given, known.join(", "))),
        }
    }

    fn take(&mut self, id: &str) -> Option<Given> {
        self.given.get_mut(id)?.pop_front()
    }

    /// The ids with answers that were not asked for.
    pub(crate) fn unused(&self) -> Vec<&str> {
        self.given.iter().filter(|(_, given)| !given.is_empty()).map(|(id, _)| id.as_str()).collect()
    }
}

fn given_by(
    id: &str,
    value: &Value,
    env: &impl Fn(&str) -> Option<String>,
    read: &impl Fn(&Path) -> io::Result<String>,
) -> Result<Given, Text> {
    match value {
        Value::String(text) => Ok(Given::Literal(text.clone())),
        Value::Table(table) if table.len() == 1 => match (table.get("env"), table.get("file")) {
            (Some(Value::String(name)), None) => match env(name) {
                Some(value) => Ok(Given::Referred(value.into())),
                None => Err(surface::answers_no_variable(id, name)),
            },
            (None, Some(Value::String(path))) => match read(Path::new(path)) {
                Ok(text) => Ok(Given::Referred(without_end(text).into())),
                Err(why) => Err(surface::answers_no_file(id, path, why.to_string())),
            },
            _ => Err(surface::answers_wrong_value(id)),
        },
        _ => Err(surface::answers_wrong_value(id)),
    }
}

/// One line end less, as `docker` and `gh` read secrets.
fn without_end(mut text: String) -> String {
    let bare = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    if let Some(length) = bare.map(str::len) {
        text.truncate(length);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use secrecy::ExposeSecret;

    use super::Answers;

    fn parse(toml: &str) -> Result<Answers, &'static str> {
        let env = |name: &str| (name == "TOKEN").then(|| "dckr_pat_secret".to_owned());
        let read = |path: &Path| match path.to_str() {
            Some("/run/token") => Ok("dckr_pat_file\n".to_owned()),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        };
        Answers::parse(toml, env, read).map_err(|words| words.id())
    }

    #[test]
    fn secrets_come_by_reference_only() {
        let mut answers =
            parse("token = { env = 'TOKEN' }\nagain = { file = '/run/token' }\nbad = 'dckr'").expect("TOML");
        assert_eq!(answers.secret("token").expect("fits").expect("given").expose_secret(), "dckr_pat_secret");
        assert_eq!(answers.secret("again").expect("fits").expect("given").expose_secret(), "dckr_pat_file");
        assert_eq!(answers.secret("bad").expect_err("a literal").id(), "answers-literal-secret");
        assert!(answers.secret("none").expect("no answer is no fault").is_none());
    }

    #[test]
    fn arrays_answer_in_order_and_what_is_left_is_told() {
        let mut answers =
            parse("verdict = ['again', 'new']\nlane = 'browser'\nusername = 'amy'").expect("TOML");
        let known = ["new", "again"];
        assert_eq!(answers.choice("verdict", &known), Ok(Some(1)));
        assert_eq!(answers.unused(), ["lane", "username", "verdict"]);
        assert_eq!(answers.choice("verdict", &known), Ok(Some(0)));
        assert_eq!(answers.choice("verdict", &known), Ok(None));
        let wrong = answers.choice("lane", &known).expect_err("no such option");
        assert_eq!(wrong.id(), "answers-unknown-choice");
        assert_eq!(answers.unused(), ["username"]);
    }

    #[test]
    fn what_cannot_be_an_answer_is_told_at_once() {
        for (toml, words) in [
            ("token = {", "answers-not-toml"),
            ("token = 12", "answers-wrong-value"),
            ("token = { env = 'A', file = 'b' }", "answers-wrong-value"),
            ("token = { env = 'ABSENT' }", "answers-no-variable"),
            ("token = ['a', { file = '/absent' }]", "answers-no-file"),
        ] {
            assert_eq!(parse(toml).map(|_| ()), Err(words), "{toml}");
        }
    }

    #[test]
    fn debug_shows_no_referred_secret() {
        assert!(!format!("{:?}", parse("token = { env = 'TOKEN' }")).contains("dckr_pat"));
    }
}
