//! `strategy.matrix`: one job for each combination of values.

use std::fmt;

use super::expression::Context;
use super::yaml::Node;

/// One combination: what stands after `matrix.`, with its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Values(pub(super) Vec<(String, String)>);

impl fmt::Display for Values {
    /// As it stands behind a job's name.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<&str> = self.0.iter().map(|(_, value)| value.as_str()).collect();
        to.write_str(&values.join(", "))
    }
}

impl Values {
    /// The job's name with these values: in the places that it has for them, else behind it.
    pub(super) fn name(&self, name: &str) -> String {
        if !name.contains("${{") {
            return format!("{name} ({self})");
        }
        let mut context = Context::default();
        self.set(&mut context);
        context.fill(name)
    }

    pub(super) fn set(&self, context: &mut Context) {
        for (name, value) in &self.0 {
            context.set(&format!("matrix.{name}"), value);
        }
    }
}

/// A combination while values are still added to it.
#[derive(Clone, Default)]
struct Combination<'a> {
    own: Vec<(&'a str, &'a Node)>,
    added: Vec<(&'a str, &'a Node)>,
}

/// Every value with every other, without what `exclude` names; then each entry of `include` goes into all those
/// of whose own values it changes none, and is one by itself where there is none such (docs: running variations
/// of jobs in a workflow).
pub(super) fn combinations(matrix: &Node) -> Vec<Values> {
    let mut all = vec![Combination::default()];
    let keys = matrix.entries().iter().filter(|(key, _)| !matches!(key.as_str(), "include" | "exclude"));
    for (key, values) in keys {
        all = all
            .iter()
            .flat_map(|one| {
                values.items().iter().map(|value| {
                    let mut next = one.clone();
                    next.own.push((key, value));
                    next
                })
            })
            .collect();
    }
    let rules = |key: &str| matrix.get(key).map(Node::items).unwrap_or_default();
    for excluded in rules("exclude") {
        let named = |one: &Combination<'_>| {
            excluded.entries().iter().all(|(key, value)| one.own.contains(&(key.as_str(), value)))
        };
        all.retain(|one| !named(one));
    }
    all.retain(|one| !one.own.is_empty());
    let before = all.len();
    for included in rules("include") {
        let entries: Vec<(&str, &Node)> =
            included.entries().iter().map(|(key, value)| (key.as_str(), value)).collect();
        let keeps = |one: &&mut Combination<'_>| {
            entries.iter().all(|(key, value)| one.own.iter().all(|(known, own)| known != key || own == value))
        };
        let mut alone = true;
        for one in all.iter_mut().take(before).filter(keeps) {
            alone = false;
            for (key, value) in &entries {
                one.added.retain(|(known, _)| known != key);
                if !one.own.contains(&(key, value)) {
                    one.added.push((key, value));
                }
            }
        }
        if alone {
            all.push(Combination { own: Vec::new(), added: entries });
        }
    }
    all.iter().map(Combination::values).collect()
}

impl Combination<'_> {
    fn values(&self) -> Values {
        let mut values = Vec::new();
        self.own.iter().chain(&self.added).for_each(|(key, value)| flatten(key, value, &mut values));
        Values(values)
    }
}

/// What is an object has its parts behind dots.
fn flatten(name: &str, value: &Node, values: &mut Vec<(String, String)>) {
    if let Some(text) = value.text() {
        values.push((name.to_owned(), text.to_owned()));
    }
    value.entries().iter().for_each(|(part, value)| flatten(&format!("{name}.{part}"), value, values));
}

#[cfg(test)]
mod tests {
    use super::combinations;
    use crate::sandbox::github::runner::yaml;

    /// The first is the example of the documentation, with what it says that comes out.
    #[test]
    fn combinations_are_those_of_the_documentation() {
        for (matrix, wanted) in [
            (
                "{fruit: [apple, pear], animal: [cat, dog], include: [{color: green}, {color: pink, animal: \
                 cat}, {fruit: apple, shape: circle}, {fruit: banana}, {fruit: banana, animal: cat}]}",
                &[
                    "apple, cat, pink, circle",
                    "apple, dog, green, circle",
                    "pear, cat, pink",
                    "pear, dog, green",
                    "banana",
                    "banana, cat",
                ][..],
            ),
            ("{a: [1, 2], b: [x, y], exclude: [{a: 1, b: y}, {a: 2}]}", &["1, x"]),
            (
                "{include: [{image: api, file: api/Dockerfile}, {image: web}]}",
                &["api, api/Dockerfile", "web"],
            ),
            ("{image: [{name: api, file: f}]}", &["api, f"]),
        ] {
            let matrix = yaml::read(matrix).expect("YAML");
            let made: Vec<String> = combinations(&matrix).iter().map(ToString::to_string).collect();
            assert_eq!(made, wanted);
        }
        let nested = combinations(&yaml::read("{image: [{name: api}]}").expect("YAML"));
        assert_eq!(nested[0].0, [("image.name".to_owned(), "api".to_owned())]);
        assert_eq!(nested[0].name("Build"), "Build (api)");
        assert_eq!(nested[0].name("Build ${{ matrix.image.name }}"), "Build api");
    }
}
