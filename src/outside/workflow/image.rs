//! A push under another name: wherever the value with the push names the image, that one name changes.

use std::ops::Range;

use super::expression::Shell;
use super::target::split_tag;
use super::variable::{Reach, rewritten};
use super::yaml::Broken;

/// The same workflow, with what the pushes at these lines write as the name of the image replaced by a repository;
/// `None` where it stands nowhere there.
///
/// # Errors
/// It is not YAML; or it would mean something else afterwards than what was meant.
pub fn pushed_as(text: &str, pushes: &[(usize, String)], repository: &str) -> Result<Option<String>, Broken> {
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    let names: Vec<(usize, &str)> = pushes.iter().map(|(line, written)| (*line, name_in(written))).collect();
    let change = |place: Option<Range<usize>>, scalar: &str| {
        let lines = place.map(|place| line_of(place.start)..=line_of(place.end));
        let here = names.iter().filter(|(line, _)| lines.as_ref().is_none_or(|lines| lines.contains(line)));
        here.fold(scalar.to_owned(), |scalar, (_, name)| renamed(&scalar, name, repository))
    };
    rewritten(text, &change, Reach::SomePlaces)
}

/// The name without tag and without what only says how it is meant.
fn name_in(written: &str) -> &str {
    let written = written.strip_prefix("docker://").unwrap_or(written);
    split_tag(written, Shell::Yes).0
}

/// Replaces a name where it stands as a whole.
fn renamed(text: &str, name: &str, new: &str) -> String {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '$');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name).filter(|_| !name.is_empty()) {
        let (before, behind) = (&rest[..at], &rest[at + name.len()..]);
        let whole = !out.chars().chain(before.chars()).next_back().is_some_and(part)
            && !behind.chars().next().is_some_and(part);
        out.push_str(before);
        out.push_str(if whole { new } else { name });
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::pushed_as;

    const WORKFLOW: &str = "on: push\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          repository: team/app\n      - uses: docker/metadata-action@v5\n        with:\n          images: ${{ github.repository_owner }}/app # the owner\'s\n      - run: |\n          docker build -t team/app:1 -t other/team/app .\n          docker push team/app:1\n";

    #[test]
    fn the_name_changes_with_its_push_and_nowhere_else() {
        let owner = [(10, "${{ github.repository_owner }}/app".to_owned())];
        let changed = pushed_as(WORKFLOW, &owner, "amy/app").expect("is YAML").expect("names it");
        assert_eq!(
            changed,
            WORKFLOW.replace("images: ${{ github.repository_owner }}/app", "images: amy/app")
        );
        let pushed = [(13, "team/app:1".to_owned())];
        let changed = pushed_as(WORKFLOW, &pushed, "amy/app").expect("is YAML").expect("names it");
        let run = WORKFLOW.replace("-t team/app:1", "-t amy/app:1").replace("push team/app", "push amy/app");
        assert_eq!(changed, run, "the whole script, and not what is checked out");
        assert_eq!(pushed_as(WORKFLOW, &[(1, "team/app".to_owned())], "amy/app"), Ok(None));
    }
}
