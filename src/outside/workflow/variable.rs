//! A secret that could be a variable: `secrets.NAME` becomes `vars.NAME` wherever a workflow reads it. Only
//! that one word changes; comments, quotes and line ends stay, and the result is read again before it counts.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::expression;
use super::yaml::{self, Broken, Content, Node, Why};
use crate::model::project::Place;
use crate::model::variable_offer::ChangedLine;

/// The same workflow, reading these names as variables; `None` where it reads none of them as a secret.
///
/// # Errors
/// It is not YAML; or it would mean something else afterwards than what was meant.
pub fn read_as_variables(text: &str, names: &[String]) -> Result<Option<String>, Broken> {
    rewritten(text, &|_, scalar| expression::as_variables(scalar, names), Reach::Everywhere)
}

/// What becomes of a scalar: where it stands in the text, and what it is. The same change is asked for as it is written
/// and as it reads; then nobody can say where it stands.
pub(super) type Change<'a> = &'a dyn Fn(Option<Range<usize>>, &str) -> String;

/// Whether a change that is right in one scalar is to be made in every one like it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Everywhere,
    SomePlaces,
}

/// The same workflow with its scalars changed; `None` where none of them is.
///
/// # Errors
/// As [`read_as_variables`].
pub(super) fn rewritten(text: &str, change: Change<'_>, reach: Reach) -> Result<Option<String>, Broken> {
    let before = yaml::parse(text)?;
    let mut changed = String::with_capacity(text.len());
    let mut copied = 0;
    for scalar in scalars(text)? {
        if scalar.start < copied {
            continue;
        }
        changed.push_str(&text[copied..scalar.start]);
        changed.push_str(&change(Some(scalar.clone()), &text[scalar.clone()]));
        copied = scalar.end;
    }
    changed.push_str(&text[copied..]);
    if changed == text {
        return Ok(None);
    }
    let after = yaml::parse(&changed)?;
    if !is_meant(&before, &after, change, reach) {
        return Err(Broken { line: before.line, why: Why::Syntax });
    }
    Ok(Some(changed))
}

/// The lines that differ, in order; both texts have as many lines.
#[must_use]
pub fn changed_lines(file: &str, before: &str, after: &str) -> Vec<ChangedLine> {
    let lines = before.lines().zip(after.lines()).enumerate();
    lines
        .filter(|(_, (before, after))| before != after)
        .map(|(at, (before, after))| ChangedLine {
            place: Place { file: file.to_owned(), line: at + 1 },
            before: crate::model::clean::short(before, 200),
            after: crate::model::clean::short(after, 200),
        })
        .collect()
}

/// Whether two trees differ in nothing but that change.
fn is_meant(before: &Node, after: &Node, change: Change<'_>, reach: Reach) -> bool {
    let same = |(before, after): (&Node, &Node)| is_meant(before, after, change, reach);
    before.line == after.line
        && match (&before.content, &after.content) {
            (Content::Scalar(before), Content::Scalar(after)) => {
                let stayed = reach == Reach::SomePlaces && before.text == after.text;
                stayed || change(None, &before.text) == after.text
            }
            (Content::List(before), Content::List(after)) => {
                before.len() == after.len() && before.iter().zip(after).all(same)
            }
            (Content::Map(before), Content::Map(after)) => {
                let pairs = before.iter().zip(after);
                before.len() == after.len()
                    && pairs.clone().all(|((before, _), (after, _))| before == after)
                    && pairs.map(|((_, before), (_, after))| (before, after)).all(same)
            }
            _ => false,
        }
}

/// Where the scalars of a text stand, as bytes. A block is its lines, whatever follows them left out.
fn scalars(text: &str) -> Result<Vec<Range<usize>>, Broken> {
    // The parser counts characters.
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let lines: Vec<usize> =
        [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).chain([text.len()]).collect();
    let mut found = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| Broken { line: error.marker().line(), why: Why::Syntax })?;
        let Event::Scalar(_, style, _, _) = event else { continue };
        let place = match style {
            ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                bytes.get(span.start.index()).zip(bytes.get(span.end.index())).map(|(from, to)| *from..*to)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => Some(block(text, &lines, span)),
        };
        found.extend(place.filter(|place| text.get(place.clone()).is_some()));
    }
    Ok(found)
}

/// The lines of a block: from the first one with something on it to the last one indented as deep.
fn block(text: &str, lines: &[usize], span: Span) -> Range<usize> {
    let line = |number: usize| text.get(*lines.get(number - 1)?..*lines.get(number)?);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    // The parser names the line of the `|` or the one after it.
    let header = |line: &str| {
        let code = line.split(" #").next().unwrap_or(line).trim_end();
        let last = code.rsplit(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default();
        last.starts_with(['|', '>']) && last.len() <= 3
    };
    let begin = span.start.line();
    let begin = if line(begin).is_some_and(header) { begin + 1 } else { begin };
    let full = |number: &usize| line(*number).is_some_and(|line| !line.trim().is_empty());
    let ends = span.end.line().min(lines.len() - 1);
    let Some(first) = (begin..=ends).find(full) else { return 0..0 };
    let depth = line(first).map(indent).unwrap_or_default();
    let inside =
        |number: &usize| line(*number).is_some_and(|line| line.trim().is_empty() || indent(line) >= depth);
    let last = (first..=ends).take_while(inside).last().unwrap_or(first);
    lines[first - 1]..lines[last]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{changed_lines, read_as_variables};
    use crate::outside::workflow::yaml;

    const WORKFLOW: &str = "# secrets.NAME and ${{ secrets.NAME }} in a comment stay\non: push\njobs:\n  a:\n    steps:\n      - uses: docker/login-action@v3   # ${{ secrets.NAME }}\n        with:\n          username: ${{ secrets.NAME }} # who: ${{ secrets.NAME }}\n          password: \"${{ secrets['NAME_TOKEN'] }}\"\n      - run: |\n          # ${{ secrets.name }} is filled in here\n          docker push ${{ secrets['NAME'] }}/app && echo 'secrets.NAME'\n      # ${{ secrets.NAME }} after a block\n      - run: >-\n          docker push ${{ format('secrets.NAME {0}',\n          secrets.NAME) }}/文\n      - { name: '${{ Secrets.NAME }}', if: \"x\" }\n";

    #[test]
    fn every_place_that_reads_it_changes_and_no_comment_does() {
        for text in [WORKFLOW.to_owned(), WORKFLOW.replace('\n', "\r\n")] {
            let changed = read_as_variables(&text, &["NAME".to_owned()]).expect("is YAML").expect("reads it");
            let lines = changed_lines("w.yml", &text, &changed);
            let told: Vec<_> = lines.iter().map(|line| (line.place.line, line.after.trim())).collect();
            assert_eq!(
                told,
                [
                    (8, "username: ${{ vars.NAME }} # who: ${{ secrets.NAME }}"),
                    (11, "# ${{ vars.name }} is filled in here"),
                    (12, "docker push ${{ vars['NAME'] }}/app && echo 'secrets.NAME'"),
                    (16, "vars.NAME) }}/文"),
                    (17, "- { name: '${{ vars.NAME }}', if: \"x\" }"),
                ]
            );
            assert_eq!(changed.matches("\r\n").count(), text.matches("\r\n").count());
            assert_eq!(read_as_variables(&changed, &["NAME".to_owned()]), Ok(None));
        }
    }

    #[test]
    fn what_reads_nothing_or_is_broken_stays() {
        assert_eq!(read_as_variables("a: ${{ vars.NAME }}\n", &["NAME".to_owned()]), Ok(None));
        assert!(read_as_variables("a: [", &["NAME".to_owned()]).is_err());
        // One name under another; and one text by two names of the file.
        let text = "a: &x ${{ secrets.NAME }}\nb: *x\n";
        let changed = read_as_variables(text, &["NAME".to_owned()]).expect("is YAML");
        assert_eq!(changed.as_deref(), Some("a: &x ${{ vars.NAME }}\nb: *x\n"));
    }

    proptest! {
        #[test]
        fn any_text_changes_to_what_was_meant_or_stays(text in "([a-c]: |- |\\||>|\\[|\\]|'|\"|\n|  |#| \\$\\{\\{ secrets\\.NAME \\}\\}|x|文|\r\n){0,40}") {
            if let Ok(Some(changed)) = read_as_variables(&text, &["NAME".to_owned()]) {
                prop_assert_eq!(changed.replace("vars.NAME", "secrets.NAME"), text);
                prop_assert!(yaml::parse(&changed).is_ok());
            }
        }
    }
}
