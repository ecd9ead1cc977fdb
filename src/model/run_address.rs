//! How a person names a run of a workflow: by its number, or by the address in the browser.

use super::github::Slug;

/// A run, as far as its name tells where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunAddress {
    /// Host and repository; nothing where only the number was given.
    pub repository: Option<(String, Slug)>,
    pub id: u64,
    /// The address led to one job.
    pub job: Option<u64>,
    /// The address led to one attempt.
    pub attempt: Option<u64>,
}

impl RunAddress {
    /// Reads `123` or `https://HOST/OWNER/NAME/actions/runs/123[/attempts/2][/job/456]`, as the browser shows it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(id) = text.parse() {
            return Some(Self { repository: None, id, job: None, attempt: None });
        }
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let path = rest.split(['?', '#']).next()?;
        let parts: Vec<&str> = path.split('/').collect();
        let [host, owner, name, "actions", "runs", id, more @ ..] = parts.as_slice() else { return None };
        if host.is_empty() || host.contains('@') {
            return None;
        }
        let after = |word: &str| {
            let at = more.iter().position(|part| *part == word)?;
            more.get(at + 1)?.parse().ok()
        };
        Some(Self {
            repository: Some(((*host).to_owned(), Slug::parse(&format!("{owner}/{name}"))?)),
            id: id.parse().ok()?,
            job: after("job").or_else(|| after("jobs")),
            attempt: after("attempts"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RunAddress;

    #[test]
    fn runs_are_known_by_number_and_by_the_browser_s_address() {
        let at = |text: &str| {
            let found = RunAddress::parse(text)?;
            let repository = found.repository.map(|(host, slug)| format!("{host}/{slug}"));
            Some((repository, found.id, found.job, found.attempt))
        };
        let here = Some("github.com/octo/app".to_owned());
        for (text, expected) in [
            ("123", Some((None, 123, None, None))),
            ("https://github.com/octo/app/actions/runs/123", Some((here.clone(), 123, None, None))),
            (" https://github.com/octo/app/actions/runs/123/ ", Some((here.clone(), 123, None, None))),
            (
                "https://github.com/octo/app/actions/runs/123/job/456?pr=7#step:5:12",
                Some((here.clone(), 123, Some(456), None)),
            ),
            (
                "https://github.com/octo/app/actions/runs/123/attempts/2",
                Some((here.clone(), 123, None, Some(2))),
            ),
            ("https://github.com/octo/app/pull/3", None),
            ("https://amy@github.com/octo/app/actions/runs/1", None),
            ("https://github.com/octo/app/actions/runs/new", None),
            ("build.log", None),
            ("", None),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
    }
}
