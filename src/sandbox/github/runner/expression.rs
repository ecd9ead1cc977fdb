//! `${{ … }}`: the small part of the expression language that workflows for images use.

use std::collections::BTreeMap;

/// Values by their whole names, for example `secrets.docker_password`; lower case, since names are
/// compared without regard to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    values: BTreeMap<String, String>,
    /// Whether an earlier step or a needed job has failed.
    pub(super) failed: bool,
    /// Whether the run is being cancelled.
    pub(super) cancelled: bool,
}

impl Context {
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_ascii_lowercase(), value.to_owned());
    }

    /// Forgets all that begins so.
    pub(super) fn remove(&mut self, beginning: &str) {
        self.values.retain(|name, _| !name.starts_with(beginning));
    }

    /// All that begins so, by what comes after.
    pub(super) fn all(&self, beginning: &str) -> BTreeMap<String, String> {
        let known = self.values.iter();
        known
            .filter_map(|(name, value)| Some((name.strip_prefix(beginning)?.to_owned(), value.clone())))
            .collect()
    }

    /// What is not there is empty, as in the language itself.
    pub(super) fn get(&self, name: &str) -> String {
        self.values.get(&name.to_ascii_lowercase()).cloned().unwrap_or_default()
    }

    /// A text with every expression in it replaced by its value.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let Some((expression, after)) = after.split_once("}}") else { break };
            filled.push_str(before);
            filled.push_str(&self.value(expression));
            rest = after;
        }
        filled + rest
    }

    pub(super) fn value(&self, expression: &str) -> String {
        Reader { tokens: tokens(expression), at: 0, context: self }.either()
    }

    /// A condition; without a word about earlier steps it also wants that none of them failed.
    pub(super) fn holds(&self, condition: Option<&str>) -> bool {
        let fine = !self.failed && !self.cancelled;
        let Some(condition) = condition else { return fine };
        let bare = condition.trim().trim_start_matches("${{").trim_end_matches("}}");
        let asks =
            ["always()", "failure()", "cancelled()", "success()"].iter().any(|word| bare.contains(word));
        truth(&self.value(bare)) && (asks || fine)
    }
}

fn truth(value: &str) -> bool {
    !matches!(value, "" | "false" | "0" | "null")
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    Text(String),
    Sign(&'static str),
}

fn tokens(expression: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let sign =
            ["||", "&&", "==", "!=", "!", "(", ")", ","].into_iter().find(|sign| rest.starts_with(sign));
        if let Some(sign) = sign {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if let Some(quoted) = rest.strip_prefix('\'') {
            let end = quoted.find('\'').unwrap_or(quoted.len());
            tokens.push(Token::Text(quoted[..end].to_owned()));
            rest = quoted.get(end + 1..).unwrap_or_default();
        } else {
            let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '*');
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len()).max(first.len_utf8());
            tokens.push(Token::Name(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    tokens
}

struct Reader<'a> {
    tokens: Vec<Token>,
    at: usize,
    context: &'a Context,
}

impl Reader<'_> {
    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(known)) if *known == sign);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self) -> String {
        let mut value = self.both();
        while self.take("||") {
            let other = self.both();
            if !truth(&value) {
                value = other;
            }
        }
        value
    }

    fn both(&mut self) -> String {
        let mut value = self.compared();
        while self.take("&&") {
            let other = self.compared();
            if truth(&value) {
                value = other;
            }
        }
        value
    }

    fn compared(&mut self) -> String {
        let left = self.single();
        let same = if self.take("==") {
            true
        } else if self.take("!=") {
            false
        } else {
            return left;
        };
        let right = self.single();
        (left.eq_ignore_ascii_case(&right) == same).to_string()
    }

    fn single(&mut self) -> String {
        if self.take("!") {
            return (!truth(&self.single())).to_string();
        }
        if self.take("(") {
            let value = self.either();
            self.take(")");
            return value;
        }
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Text(text)) => text,
            Some(Token::Name(name)) if self.take("(") => {
                let mut values = Vec::new();
                while !self.take(")") && self.at < self.tokens.len() {
                    values.push(self.either());
                    self.take(",");
                }
                self.call(&name, &values)
            }
            Some(Token::Name(name)) => {
                let literal = matches!(name.as_str(), "true" | "false") || name.parse::<f64>().is_ok();
                if literal { name } else { self.context.get(&name) }
            }
            Some(Token::Sign(_)) | None => String::new(),
        }
    }

    fn call(&self, name: &str, values: &[String]) -> String {
        let value = |at: usize| values.get(at).map(|value| value.to_ascii_lowercase()).unwrap_or_default();
        let context = self.context;
        match name.to_ascii_lowercase().as_str() {
            "always" => true,
            "success" => !context.failed && !context.cancelled,
            "failure" => context.failed,
            "cancelled" => context.cancelled,
            "contains" => value(0).contains(&value(1)),
            "startswith" => value(0).starts_with(&value(1)),
            "endswith" => value(0).ends_with(&value(1)),
            "format" => {
                let mut text = values.first().cloned().unwrap_or_default();
                for (at, value) in values.iter().skip(1).enumerate() {
                    text = text.replace(&format!("{{{at}}}"), value);
                }
                return text;
            }
            _ => return String::new(),
        }
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Context;

    #[test]
    fn expressions_have_the_values_of_the_language() {
        let mut context = Context::default();
        context.set("secrets.DOCKER_PASSWORD", "hush");
        context.set("github.event_name", "push");
        context.set("vars.NAME", "");
        for (text, filled) in [
            ("a ${{ secrets.docker_password }} b", "a hush b"),
            ("${{ secrets.NOTHING }}", ""),
            ("${{ vars.NAME || 'amy' }}/${{ 'x' }}", "amy/x"),
            ("${{ github.event_name == 'push' && 'yes' || 'no' }}", "yes"),
            ("${{ !(github.event_name != 'pull_request') }}", "false"),
            ("${{ format('{0}-{1}', 'a', 'b') }}", "a-b"),
            ("${{ contains('Abc', 'B') }}", "true"),
            ("${{ unfinished", "${{ unfinished"),
        ] {
            assert_eq!(context.fill(text), filled, "{text}");
        }
        assert!(context.holds(None) && context.holds(Some("github.event_name != 'pull_request'")));
        context.failed = true;
        assert!(
            !context.holds(None) && !context.holds(Some("true")) && context.holds(Some("${{ always() }}"))
        );
    }
}
