//! `strategy.matrix`: what a job is with each combination of values. Rules: GitHub's "Running variations of jobs
//! in a workflow".

use std::collections::HashMap;

use super::expression::Scope;
use super::job::Job;
use super::yaml::{Content, Node};

/// GitHub takes no more jobs of one matrix.
const MAX_COMBINATIONS: usize = 256;
/// How many values are looked at for all combinations together; a job that has more is read once, as it stands.
const MAX_WORK: usize = 200_000;

/// The values of a matrix for one job, by what comes after `matrix.`.
type Values = HashMap<String, String>;

/// The scopes of a job, one for each combination; the given one alone where the matrix decides nothing in it,
/// or only the run knows the matrix.
pub fn scopes(job: &Node, scope: &Scope) -> Vec<Scope> {
    let mut scalars = 0;
    let mut matters = false;
    job.each_scalar(&mut |scalar| {
        scalars += 1;
        matters |= scalar.text.contains("matrix.");
    });
    let matrix = job.get("strategy").and_then(|strategy| strategy.get("matrix"));
    let Some(combinations) = matrix.filter(|_| matters).and_then(combinations) else {
        return vec![scope.clone()];
    };
    if combinations.is_empty() || combinations.len() * scalars > MAX_WORK {
        return vec![scope.clone()];
    }
    combinations.into_iter().map(|values| scope.in_matrix(values)).collect()
}

/// Adds a job of another combination: to one that signs in alike, whose pushes it then shares.
pub fn add(jobs: &mut Vec<Job>, from: usize, job: Job) {
    let alike = |known: &&mut Job| known.environment == job.environment && known.logins == job.logins;
    let Some(known) = jobs[from..].iter_mut().find(alike) else {
        jobs.push(job);
        return;
    };
    for push in job.pushes {
        if !known.pushes.contains(&push) {
            known.pushes.push(push);
        }
    }
    for rule in job.tag_rules {
        if !known.tag_rules.contains(&rule) {
            known.tag_rules.push(rule);
        }
    }
}

/// One combination while `include` still adds to it.
#[derive(Clone, Default)]
struct Combination<'a> {
    /// Of the lists of values; no `include` changes them.
    own: Vec<(&'a str, &'a Node)>,
    included: Vec<(&'a str, &'a Node)>,
}

/// `None` where a part of it is an expression, or there are more than GitHub takes.
fn combinations(matrix: &Node) -> Option<Vec<Values>> {
    let list = |node: &'_ Node| match &node.content {
        Content::List(_) => true,
        Content::Scalar(_) | Content::Map(_) => false,
    };
    if matrix.entries().is_empty() || !matrix.entries().iter().all(|(_, node)| list(node)) {
        return None;
    }
    let is_rule = |key: &str| matches!(key, "include" | "exclude");
    let mut all = vec![Combination::default()];
    for (key, values) in matrix.entries().iter().filter(|(key, _)| !is_rule(key)) {
        if all.len() * values.items().len() > MAX_COMBINATIONS {
            return None;
        }
        let mut next = Vec::new();
        for one in &all {
            for value in values.items() {
                let mut longer = one.clone();
                longer.own.push((key.as_str(), value));
                next.push(longer);
            }
        }
        all = next;
    }
    let rules = |key: &str| matrix.get(key).map(Node::items).unwrap_or_default();
    for rule in rules("exclude") {
        all.retain(|one| !rule.entries().iter().all(|(key, value)| one.has(key, value) == Some(true)));
    }
    all.retain(|one| !one.own.is_empty());
    let listed = all.len();
    for rule in rules("include") {
        let entries: Vec<(&str, &Node)> =
            rule.entries().iter().map(|(key, node)| (key.as_str(), node)).collect();
        let changes =
            |one: &Combination<'_>| entries.iter().any(|(key, node)| one.has(key, node) == Some(false));
        let mut alone = true;
        for one in all[..listed].iter_mut().filter(|one| !changes(one)) {
            alone = false;
            // What comes later stands over what an earlier rule has added.
            one.included.extend(&entries);
        }
        if alone {
            all.push(Combination { own: Vec::new(), included: entries });
        }
    }
    (all.len() <= MAX_COMBINATIONS).then(|| all.iter().map(Combination::values).collect())
}

impl Combination<'_> {
    /// Whether it has this value of its own; `None` where it has no value of that name.
    fn has(&self, key: &str, value: &Node) -> Option<bool> {
        self.own.iter().find(|(known, _)| *known == key).map(|(_, own)| same(own, value))
    }

    fn values(&self) -> Values {
        let mut values = Values::new();
        for (key, node) in self.own.iter().chain(&self.included) {
            flatten((*key).to_owned(), node, &mut values);
        }
        values
    }
}

/// Whether two values are the same, wherever they stand.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.content, &other.content) {
        (Content::Scalar(one), Content::Scalar(other)) => one.text == other.text,
        (Content::List(one), Content::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Content::Map(one), Content::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, node)| other.iter().any(|(known, other)| known == key && same(node, other)))
        }
        _ => false,
    }
}

/// The parts of an object have their names after a dot.
fn flatten(name: String, node: &Node, values: &mut Values) {
    for (part, node) in node.entries() {
        flatten(format!("{name}.{part}"), node, values);
    }
    if let Some(text) = node.text() {
        values.insert(name, text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::combinations;
    use crate::outside::workflow::yaml;

    fn read(matrix: &str) -> Option<Vec<String>> {
        let all = combinations(&yaml::parse(matrix).expect("YAML"))?;
        let shown = all.into_iter().map(|values| {
            let mut pairs: Vec<String> =
                values.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
            pairs.sort_unstable();
            pairs.join(" ")
        });
        Some(shown.collect())
    }

    /// The first is GitHub's own example, with what its documentation says comes out of it.
    #[test]
    fn combinations_are_those_of_the_documentation() {
        for (matrix, wanted) in [
            (
                "{fruit: [apple, pear], animal: [cat, dog], include: [{color: green}, {color: pink, animal: \
                 cat}, {fruit: apple, shape: circle}, {fruit: banana}, {fruit: banana, animal: cat}]}",
                &[
                    "animal=cat color=pink fruit=apple shape=circle",
                    "animal=dog color=green fruit=apple shape=circle",
                    "animal=cat color=pink fruit=pear",
                    "animal=dog color=green fruit=pear",
                    "fruit=banana",
                    "animal=cat fruit=banana",
                ][..],
            ),
            ("{a: [1, 2], b: [x, y], exclude: [{a: 1, b: y}, {a: 2}]}", &["a=1 b=x"]),
            ("{include: [{image: api, file: f}, {image: web}]}", &["file=f image=api", "image=web"]),
            ("{image: [{name: api, file: f}]}", &["image.file=f image.name=api"]),
        ] {
            assert_eq!(read(matrix).expect("is known"), wanted);
        }
    }

    #[test]
    fn what_only_the_run_knows_or_github_refuses_is_none() {
        let many = format!("{{a: [{0}], b: [{0}]}}", (0..17).map(|n| format!("{n},")).collect::<String>());
        for matrix in
            ["${{ fromJSON(needs.list.outputs.images) }}", "{a: \"${{ fromJSON(x) }}\"}", "{}", &many]
        {
            assert_eq!(read(matrix), None, "{matrix}");
        }
    }
}
