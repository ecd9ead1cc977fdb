//! What a build's log says that it pushed, digests and the names they went under; and what it hides.

use super::digest::Digest;

/// A digest, and the name that it was pushed under where the line tells it. A name can hold `***` in the place
/// of a secret; digests are never masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    pub digest: Digest,
    pub name: Option<String>,
}

/// Words in which a log hides a name that is known from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// As they stand in the log, with the mask.
    pub written: String,
    /// With what the mask stands for.
    pub meant: String,
}

/// Reads a log of GitHub's, of a job that builds with buildx or pushes with docker. Every pair once.
#[must_use]
pub fn read(log: &str) -> Vec<Built> {
    let mut found: Vec<Built> = Vec::new();
    let mut add = |digest: Option<Digest>, name: Option<String>| {
        if let Some(built) = digest.map(|digest| Built { digest, name })
            && !found.contains(&built)
        {
            found.push(built);
        }
    };
    let (mut in_group, mut pushing) = (false, None);
    for line in log.lines() {
        let line = without_time(line);
        if let Some((_, rest)) = line.split_once("pushing manifest for ") {
            // buildx: `#25 pushing manifest for docker.io/a/b:latest@sha256:… 0.9s done`
            let reference = rest.split_whitespace().next().unwrap_or_default();
            if let Some((name, digest)) = reference.split_once('@') {
                add(Digest::parse(digest), Some(name.to_owned()));
            }
        } else if let Some(rest) = line.strip_prefix("The push refers to repository [") {
            pushing = rest.split(']').next().map(str::to_owned);
        } else if let Some((tag, rest)) = line.split_once(": digest: ") {
            // docker: `latest: digest: sha256:… size: 528`
            let name = pushing.as_ref().map(|repository| format!("{repository}:{tag}"));
            add(Digest::parse(rest.split_whitespace().next().unwrap_or_default()), name);
        } else if let Some((_, rest)) = line.split_once("\"containerimage.digest\":") {
            add(Digest::parse(rest.trim().trim_matches([',', '"'])), None);
        } else if in_group {
            add(Digest::parse(line), None);
        }
        in_group = line == "##[group]Digest" || (in_group && line.trim().is_empty());
    }
    found
}

/// The lines at which a job failed, with their numbers from one: the last that GitHub marks as errors, else
/// the last of the log. Still as hostile as the log.
#[must_use]
pub fn failing(log: &str, most: usize) -> Vec<(u64, &str)> {
    let mut lines: Vec<(u64, &str)> = (1..).zip(log.lines().map(without_time)).collect();
    if lines.iter().any(|(_, line)| line.contains("##[error]")) {
        lines.retain(|(_, line)| line.contains("##[error]"));
    } else {
        lines.retain(|(_, line)| !line.trim().is_empty());
    }
    lines.split_off(lines.len().saturating_sub(most))
}

/// Lines begin with the time, `2025-12-04T08:21:01.8670910Z `; a paste may lack it.
fn without_time(line: &str) -> &str {
    let line = line.trim_start_matches('\u{feff}');
    match line.split_once(' ') {
        Some((time, rest)) if time.len() > 19 && time.ends_with('Z') && time.as_bytes()[10] == b'T' => rest,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{Built, read};
    use crate::model::digest::Digest;

    fn digest(letter: &str) -> String {
        format!("sha256:{}", letter.repeat(64))
    }

    #[test]
    fn digests_are_found_in_each_tool_s_words() {
        let (a, b) = (digest("a"), digest("b"));
        let log = format!(
            "\u{feff}2026-11-23T10:00:00.0000000Z #25 pushing manifest for docker.io/***/app:latest@{a}\n\
             2026-11-23T10:00:00.0000000Z #25 pushing manifest for docker.io/***/app:latest@{a} 0.9s done\n\
             2026-11-23T10:00:01.0000000Z ##[group]Digest\n\
             2026-11-23T10:00:01.0000000Z {a}\n\
             2026-11-23T10:00:01.0000000Z ##[endgroup]\n\
             2026-11-23T10:00:02.0000000Z   \"containerimage.digest\": \"{b}\",\n\
             2026-11-23T10:00:03.0000000Z The push refers to repository [docker.io/amy/app]\n\
             2026-11-23T10:00:03.0000000Z 1.0: digest: {b} size: 528\n\
             {b}\n"
        );
        let built = |text: &str, name: Option<&str>| Built {
            digest: Digest::parse(text).expect("a digest"),
            name: name.map(str::to_owned),
        };
        assert_eq!(
            read(&log),
            [
                built(&a, Some("docker.io/***/app:latest")),
                built(&a, None),
                built(&b, None),
                built(&b, Some("docker.io/amy/app:1.0")),
            ]
        );
        assert_eq!(read("sha256:short\n##[group]Digest\nno"), []);
    }
}
