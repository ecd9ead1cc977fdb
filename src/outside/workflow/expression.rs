//! `${{ … }}` and `$NAME`: which secret, variable or text a value of a workflow stands for.

use std::collections::HashMap;
use std::rc::Rc;

use crate::model::project::Value;

/// `env:` blocks, the innermost last: workflow, job, step, and what a `run:` assigns itself.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    levels: Vec<Rc<HashMap<String, String>>>,
    /// What a called workflow or action was given, by the names of its inputs.
    inputs: Rc<HashMap<String, String>>,
    /// The secrets of a called workflow, in the caller's names; `None` where it sees the caller's own.
    secrets: Option<Rc<HashMap<String, Value>>>,
    /// The values of a matrix in this job, by what comes after `matrix.`; `None` where they are not known.
    matrix: Option<Rc<HashMap<String, String>>>,
    /// What is known of the run itself: `github.sha` and its like, by the names after `github.`.
    run: Rc<HashMap<String, String>>,
}

/// How often one variable may name another.
const MAX_STEPS: usize = 8;
/// A value longer than this is no name and no reference; filling in stops there.
const MAX_VALUE: usize = 4 * 1024;

impl Scope {
    /// The same with one more `env:` inside.
    #[must_use]
    pub fn with(&self, level: HashMap<String, String>) -> Self {
        let mut levels = self.levels.clone();
        if !level.is_empty() {
            levels.push(Rc::new(level));
        }
        Self { levels, ..self.clone() }
    }

    /// The scope inside of an action that the caller gives these inputs; its environment is the caller's.
    #[must_use]
    pub fn called_with(&self, inputs: HashMap<String, String>) -> Self {
        Self { inputs: Rc::new(inputs), ..self.clone() }
    }

    /// The scope inside of a called workflow, which has an environment of its own. `secrets`: what it was
    /// handed by the names it knows, or `None` where it inherits all.
    #[must_use]
    pub fn workflow_called_with(
        &self,
        inputs: HashMap<String, String>,
        secrets: Option<HashMap<String, Value>>,
    ) -> Self {
        let secrets = secrets.map(Rc::new).or_else(|| self.secrets.clone());
        Self { levels: Vec::new(), inputs: Rc::new(inputs), secrets, matrix: None, run: self.run.clone() }
    }

    /// The same with one combination of a matrix.
    #[must_use]
    pub fn in_matrix(&self, values: HashMap<String, String>) -> Self {
        Self { matrix: Some(Rc::new(values)), ..self.clone() }
    }

    /// The same for one run, of which these things are known.
    #[must_use]
    pub fn in_run(&self, run: HashMap<String, String>) -> Self {
        Self { run: Rc::new(run), ..self.clone() }
    }

    /// What is known of the run.
    #[must_use]
    pub fn run(&self) -> &HashMap<String, String> {
        &self.run
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.levels.iter().rev().find_map(|level| level.get(name)).map(String::as_str)
    }

    /// Fills in what `env:` says, in expressions and, within `run:`, in shell variables. What only the
    /// run decides stays as an expression.
    #[must_use]
    pub fn fill(&self, text: &str, shell: Shell) -> String {
        let mut text = text.to_owned();
        for _ in 0..MAX_STEPS {
            match self.fill_once(&text, shell) {
                Some(next) if next != text => text = next,
                _ => break,
            }
        }
        text
    }

    /// `None` where the result would be longer than any name: variables that repeat each other grow fast.
    fn fill_once(&self, text: &str, shell: Shell) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        for part in parts(text, shell) {
            out.push_str(self.part(part));
            if out.len() > MAX_VALUE {
                return None;
            }
        }
        Some(out)
    }

    fn part<'t>(&'t self, part: Part<'t>) -> &'t str {
        let (known, written) = match part {
            Part::Text(text) => return text,
            Part::Expression { inner, written } => {
                (self.known(inner).or_else(|| self.first_of(inner)), written)
            }
            Part::Variable { name, written } => (self.get(name), written),
        };
        known.unwrap_or(written)
    }

    /// What an expression is that names one thing only.
    fn known<'t>(&'t self, inner: &'t str) -> Option<&'t str> {
        let env = context(inner, "env").and_then(|name| self.get(name));
        let input = || context(inner, "inputs").and_then(|name| self.inputs.get(name));
        let run = || context(inner, "github").and_then(|name| self.run.get(name));
        let given = env.or_else(|| input().or_else(run).map(String::as_str));
        given.or_else(|| self.of_matrix(inner)).or_else(|| literal(inner))
    }

    /// Of alternatives the first that is not empty; one that is not known decides nothing.
    fn first_of<'t>(&'t self, inner: &'t str) -> Option<&'t str> {
        let mut alternatives = inner.split("||").map(|one| self.known(one.trim()));
        alternatives.find(|one| one.is_none_or(|value| !value.is_empty())).unwrap_or(Some(""))
    }

    /// `matrix.NAME`, which is empty in the combinations that have no such value.
    fn of_matrix(&self, inner: &str) -> Option<&str> {
        let name = inner
            .strip_prefix("matrix.")
            .filter(|name| name.chars().all(|c| is_word(c) || "-.".contains(c)))?;
        let matrix = self.matrix.as_ref()?;
        Some(matrix.get(name).map_or("", String::as_str))
    }

    /// What a value stands for once `env:` is filled in.
    #[must_use]
    pub fn value(&self, text: &str, shell: Shell) -> Value {
        let text = self.fill(text.trim(), shell);
        let mut whole = parts(&text, shell);
        match (whole.next(), whole.next()) {
            (None, _) => Value::Literal(String::new()),
            (Some(Part::Text(text)), None) => Value::Literal(text.to_owned()),
            (Some(Part::Expression { inner, .. }), None) => {
                if let Some(name) = context(inner, "secrets") {
                    self.secret(name)
                } else if let Some(name) = context(inner, "vars") {
                    Value::Variable(name.to_owned())
                } else {
                    Value::Expression(text.clone())
                }
            }
            _ => Value::Expression(text.clone()),
        }
    }
}

impl Scope {
    /// A secret by the name that the stored one has; what a caller did not hand over is empty.
    fn secret(&self, name: &str) -> Value {
        let Some(given) = &self.secrets else { return Value::Secret(name.to_owned()) };
        // Names of secrets are not case-sensitive (GitHub's reference of secrets).
        let found = given.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(Value::Literal(String::new()), |(_, value)| value.clone())
    }
}

/// Whether `$NAME` means a variable: in `run:` it does, elsewhere not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    Yes,
    No,
}

/// Whether a text still holds something that only the run decides.
#[must_use]
pub fn is_open(text: &str) -> bool {
    parts(text, Shell::Yes).any(|part| !matches!(part, Part::Text(_)))
}

/// Where the bytes of a text are that stand for themselves, so that it can be cut at one of them.
pub fn plain_bytes(text: &str, shell: Shell) -> impl DoubleEndedIterator<Item = (usize, u8)> {
    let start = text.as_ptr() as usize;
    let plain: Vec<(usize, u8)> = parts(text, shell)
        .filter_map(|part| match part {
            Part::Text(part) => Some((part.as_ptr() as usize - start, part)),
            Part::Expression { .. } | Part::Variable { .. } => None,
        })
        .flat_map(|(at, part)| part.bytes().enumerate().map(move |(offset, byte)| (at + offset, byte)))
        .collect();
    plain.into_iter()
}

/// The names that a text takes from `secrets` and `vars`, in any expression, however composed.
#[must_use]
pub fn names<'t>(text: &'t str, of: &str) -> Vec<&'t str> {
    parts(text, Shell::No)
        .filter_map(|part| match part {
            Part::Expression { inner, .. } => Some(inner),
            Part::Text(_) | Part::Variable { .. } => None,
        })
        .flat_map(|inner| inner.split(|c: char| !is_word(c) && !matches!(c, '.' | '[' | ']' | '\'' | '"')))
        .filter_map(|word| context(word, of))
        .collect()
}

/// A text with these names taken from `vars` instead of `secrets`, in every expression; all else as it was.
#[must_use]
pub fn as_variables(text: &str, names: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    for part in parts(text, Shell::No) {
        match part {
            Part::Expression { written, .. } => out.push_str(&expression_as_variables(written, names)),
            Part::Text(written) | Part::Variable { written, .. } => out.push_str(written),
        }
    }
    out
}

fn expression_as_variables(written: &str, names: &[String]) -> String {
    const CONTEXT: &str = "secrets";
    let wanted = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let mut out = String::with_capacity(written.len());
    let (mut quoted, mut before) = (false, ' ');
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        quoted ^= c == '\'';
        let begins = !quoted && !is_word(before) && !matches!(before, '.' | '-' | '\'');
        let named = rest.get(..CONTEXT.len()).filter(|head| begins && head.eq_ignore_ascii_case(CONTEXT));
        if named.is_some() && name_after(&rest[CONTEXT.len()..]).is_some_and(wanted) {
            out.push_str("vars");
            (before, rest) = ('s', &rest[CONTEXT.len()..]);
            continue;
        }
        out.push(c);
        (before, rest) = (c, &rest[c.len_utf8()..]);
    }
    out
}

/// The name in `.NAME` or `['NAME']` that a text begins with.
fn name_after(text: &str) -> Option<&str> {
    let word = |text: &'_ str| text.find(|c: char| !is_word(c) && c != '-').unwrap_or(text.len());
    if let Some(rest) = text.strip_prefix('.') {
        return Some(&rest[..word(rest)]);
    }
    let rest = text.strip_prefix('[')?.trim_start();
    // Within single quotes of YAML each of them stands twice.
    let quote = if rest.starts_with("''") { "''" } else { "'" };
    let rest = rest.strip_prefix(quote)?;
    let (name, rest) = rest.split_at(word(rest));
    rest.strip_prefix(quote)?.trim_start().starts_with(']').then_some(name)
}

/// The ids of steps whose outputs a text uses.
#[must_use]
pub fn steps_used(text: &str) -> Vec<&str> {
    parts(text, Shell::No)
        .filter_map(|part| match part {
            Part::Expression { inner, .. } => inner.split_once("steps.").map(|(_, rest)| rest),
            Part::Text(_) | Part::Variable { .. } => None,
        })
        .filter_map(|rest| rest.split(['.', ' ', ')', '[']).next())
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    Text(&'t str),
    Expression { inner: &'t str, written: &'t str },
    Variable { name: &'t str, written: &'t str },
}

/// Cuts a text into what stands for itself and what stands for something else.
fn parts(text: &str, shell: Shell) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, length) = special(rest, shell).unwrap_or_else(|| {
            // Byte 0 is not special, or it would have been taken.
            let end = (1..rest.len())
                .find(|at| rest.as_bytes()[*at] == b'$' && special(&rest[*at..], shell).is_some())
                .unwrap_or(rest.len());
            (Part::Text(&rest[..end]), end)
        });
        rest = &rest[length..];
        Some(part)
    })
}

/// The expression or variable that a text begins with, and its length in bytes.
fn special(text: &str, shell: Shell) -> Option<(Part<'_>, usize)> {
    if let Some(rest) = text.strip_prefix("${{") {
        let end = rest.find("}}")?;
        let length = 3 + end + 2;
        return Some((Part::Expression { inner: rest[..end].trim(), written: &text[..length] }, length));
    }
    if shell == Shell::No {
        return None;
    }
    let rest = text.strip_prefix('$')?;
    let (name, length) = if let Some(rest) = rest.strip_prefix('{') {
        let end = rest.find('}')?;
        // `${NAME:-default}` and its kin are decided by the run.
        (rest[..end].split(|c| !is_word(c)).next()?, 2 + end + 1)
    } else {
        let rest_of = rest.strip_prefix("env:").unwrap_or(rest);
        let end = rest_of.find(|c| !is_word(c)).unwrap_or(rest_of.len());
        (&rest_of[..end], 1 + (rest.len() - rest_of.len()) + end)
    };
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let written = &text[..length];
    let name = if written.len() > name.len() + 3 && written.starts_with("${") { "" } else { name };
    Some((Part::Variable { name, written }, length))
}

/// The name in `secrets.NAME` or `secrets['NAME']`, where the expression is that and nothing else.
/// Contexts are not case-sensitive (GitHub's reference of expressions).
fn context<'t>(inner: &'t str, of: &str) -> Option<&'t str> {
    let head = inner.get(..of.len())?;
    if !head.eq_ignore_ascii_case(of) {
        return None;
    }
    let rest = &inner[of.len()..];
    let name = rest.strip_prefix('.').or_else(|| {
        let rest = rest.strip_prefix('[')?.strip_suffix(']')?.trim();
        rest.strip_prefix('\'')?.strip_suffix('\'')
    })?;
    (!name.is_empty() && name.chars().all(|c| is_word(c) || c == '-')).then_some(name)
}

/// The text in `'text'`, where the expression is that and nothing else.
fn literal(inner: &str) -> Option<&str> {
    inner.strip_prefix('\'')?.strip_suffix('\'').filter(|text| !text.contains('\''))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::{Scope, Shell, names, steps_used};
    use crate::model::project::Value as V;
    use proptest::prelude::*;

    #[test]
    fn values_are_followed_through_env() {
        let level = |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
        let scope = Scope::default()
            .with(level(&[
                ("USER", "${{ secrets.DOCKERHUB_USERNAME }}"),
                ("IMAGE", "amyflash/app"),
                ("LOOP", "${{ env.LOOP }}x"),
            ]))
            .with(level(&[("FULL", "${{ env.IMAGE }}:${{ github.sha }}")]));
        let s = str::to_owned;
        for (text, shell, value) in [
            ("plain", Shell::No, V::Literal(s("plain"))),
            ("${{ secrets.TOKEN }}", Shell::No, V::Secret(s("TOKEN"))),
            ("${{secrets['TOKEN']}}", Shell::No, V::Secret(s("TOKEN"))),
            ("${{ Secrets.TOKEN }}", Shell::No, V::Secret(s("TOKEN"))),
            ("${{ vars.NAME }}", Shell::No, V::Variable(s("NAME"))),
            ("${{ env.USER }}", Shell::No, V::Secret(s("DOCKERHUB_USERNAME"))),
            ("$USER", Shell::Yes, V::Secret(s("DOCKERHUB_USERNAME"))),
            ("${USER}", Shell::Yes, V::Secret(s("DOCKERHUB_USERNAME"))),
            ("$env:USER", Shell::Yes, V::Secret(s("DOCKERHUB_USERNAME"))),
            ("$USER", Shell::No, V::Literal(s("$USER"))),
            ("${{ env.IMAGE }}", Shell::No, V::Literal(s("amyflash/app"))),
            ("${{ 'amy' }}", Shell::No, V::Literal(s("amy"))),
            ("${{ github.actor }}", Shell::No, V::Expression(s("${{ github.actor }}"))),
            ("${{ secrets.A || secrets.B }}", Shell::No, V::Expression(s("${{ secrets.A || secrets.B }}"))),
            ("${{ env.FULL }}", Shell::No, V::Expression(s("amyflash/app:${{ github.sha }}"))),
            ("${IMAGE:-x}", Shell::Yes, V::Expression(s("${IMAGE:-x}"))),
            ("$", Shell::Yes, V::Literal(s("$"))),
            ("${{ unclosed", Shell::Yes, V::Literal(s("${{ unclosed"))),
        ] {
            assert_eq!(scope.value(text, shell), value, "{text}");
        }
        assert!(matches!(scope.value("${{ env.LOOP }}", Shell::No), V::Expression(_)));
    }

    #[test]
    fn names_are_found_in_any_expression() {
        assert_eq!(
            names("x ${{ secrets.A || secrets['B'] }} secrets.C ${{ format('{0}', secrets.D) }}", "secrets"),
            ["A", "B", "D"]
        );
        assert_eq!(steps_used("${{ steps.meta.outputs.tags }}"), ["meta"]);
    }

    proptest! {
        #[test]
        fn any_text_is_filled_in_within_bounds(text in "(\\$\\{\\{|\\}\\}|\\$|\\{|\\}| env\\.A |secrets\\.|\\['|'\\]|A|文|:){0,30}") {
            let scope = Scope::default().with(std::iter::once(("A".to_owned(), text.clone())).collect());
            prop_assert!(scope.fill(&text, Shell::Yes).len() <= super::MAX_VALUE.max(text.len()));
            let _ = (scope.value(&text, Shell::No), names(&text, "secrets"), steps_used(&text));
        }
    }
}
