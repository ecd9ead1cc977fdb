//! One line of a log without its dress: control sequences, time stamps and runner marks are taken off.

use crate::model::build_log::Masked;
use crate::model::clean;
use crate::model::moment::Moment;

/// Longer lines are looked at in pieces of this many bytes, each under the same number.
pub(super) const LONGEST: usize = 16 * 1024;

/// A line as the recognisers see it.
#[derive(Debug)]
pub(crate) struct Line {
    /// Counted from one.
    pub number: u64,
    /// The words, without time stamp and marks.
    pub text: String,
    /// The same in ASCII lower case; byte positions agree with `text`.
    pub lower: String,
    /// The words as they stand in the log, where `text` knows more.
    hidden: Option<String>,
    /// When it was written, if it says so.
    pub time: Option<Moment>,
    /// The line as a whole is an error, by the runner's mark or by how it begins.
    pub is_error: bool,
    /// The runner's mark says that it ended the step.
    pub is_marked: bool,
    /// A warning, by the runner's mark or by how it begins.
    pub is_warning: bool,
    /// It opens a step of a GitHub Actions job, as far as its words tell.
    pub opens_group: bool,
    /// The runner's mark says that a group of lines begins.
    pub is_group: bool,
    /// It stands in from the margin, as the inputs of a step do.
    pub is_indented: bool,
}

impl Line {
    pub fn new(number: u64, raw: &[u8]) -> Self {
        let raw = String::from_utf8_lossy(raw);
        let clean = clean::line(without_names(raw.trim_start_matches('\u{feff}')));
        let (time, text) = split_time(clean.trim_end());
        let is_indented = text.starts_with([' ', '\t']);
        let text = text.trim_start();
        let (is_marked, text) = match text.strip_prefix("##[error]") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let is_error = is_marked || begins_as_error(text);
        let (is_group, text) = match text.strip_prefix("##[group]") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let opens_group = is_group || text.starts_with("Run ");
        let is_warning = text.starts_with("##[warning]") || begins_as_warning(text);
        let text = ["##[warning]", "##[notice]", "##[debug]", "##[command]", "[command]"]
            .iter()
            .find_map(|mark| text.strip_prefix(mark))
            .unwrap_or(text)
            .trim()
            .to_owned();
        Self {
            number,
            lower: text.to_ascii_lowercase(),
            text,
            hidden: None,
            time,
            is_error,
            is_marked,
            is_warning,
            opens_group,
            is_group,
            is_indented,
        }
    }

    /// The same line with the names that it hides, if it hides any of these.
    pub fn filled_in(&self, masked: &[Masked]) -> Option<Self> {
        let filled = masked.iter().filter(|masked| self.text.contains(&masked.written)).fold(
            None,
            |text: Option<String>, masked| {
                let text = text.as_deref().unwrap_or(&self.text);
                Some(text.replace(&masked.written, &masked.meant))
            },
        )?;
        Some(Self {
            lower: filled.to_ascii_lowercase(),
            text: filled,
            hidden: Some(self.text.clone()),
            ..*self
        })
    }

    /// The words as they stand in the log: what is shown.
    pub fn written(&self) -> &str {
        self.hidden.as_deref().unwrap_or(&self.text)
    }

    /// Whether the words stand in it; `words` must be lower case.
    pub fn has(&self, words: &str) -> bool {
        self.lower.contains(words)
    }

    pub fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|words| self.has(words))
    }

    /// BuildKit's number of the instruction that it belongs to: `#26 pushing layers`.
    pub fn vertex(&self) -> Option<u32> {
        let (number, _) = self.text.strip_prefix('#')?.split_once(' ')?;
        number.parse().ok()
    }

    /// A comment of a script.
    pub fn is_comment(&self) -> bool {
        self.text.starts_with('#') && !self.text.starts_with("##[") && self.vertex().is_none()
    }

    /// It shows what is to be run, not what came of it: a title, a shell's trace, a Dockerfile's instruction.
    pub fn is_command(&self) -> bool {
        let text = self.text.as_str();
        if self.is_marked {
            return false;
        }
        self.opens_group
            || text.starts_with("+ ") && !traced_output(text)
            || text.starts_with("Step ") && text.contains(" : ")
            || self.has_any(&["echo \"", "echo '"])
            || self.has("did not complete successfully") && self.has("process \"")
            || numbered(text)
            || instruction(text)
    }

    /// What stands after the words, in the original spelling; `words` must be lower case.
    pub fn after(&self, words: &str) -> Option<&str> {
        // Whether they are there at all is answered faster than where.
        let at = self.has(words).then(|| self.lower.find(words)).flatten()?;
        Some(&self.text[at + words.len()..])
    }
}

/// Tools begin the line that ends them so; a test's output or a retry has such words further in.
fn begins_as_error(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "error",
        "an error occurred",
        "fatal",
        "fata[",
        "erro[",
        "denied:",
        "unauthorized:",
        "docker: error",
        "unknown:",
        "toomanyrequests:",
        "name unknown:",
        "[error]",
    ];
    BEGINNINGS
        .iter()
        .any(|words| text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words)))
}

/// `+ out='Error: …'`: a shell's trace shows what a command printed, where that became the value of a variable.
fn traced_output(text: &str) -> bool {
    let assigned = text.trim_start_matches(['+', ' ']).split_once('=');
    assigned.is_some_and(|(name, value)| {
        let name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        name && value.starts_with(['\'', '$'])
    })
}

/// Tools that go on say so at the beginning, BuildKit behind the number and the seconds.
fn begins_as_warning(text: &str) -> bool {
    let mut words =
        text.split_ascii_whitespace().map(|word| word.trim_start_matches("level=").trim_start_matches('['));
    let is_warning = |word: &str| word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("warn"));
    let behind = |word: &str| {
        word.starts_with(['#', '\u{26a0}'])
            || word.starts_with("time=")
            || word.starts_with(|c: char| c.is_ascii_digit())
    };
    words.by_ref().take(3).find(|word| !behind(word)).is_some_and(is_warning)
}

/// `  12 | RUN make`: a Dockerfile's line, shown beside an error.
fn numbered(text: &str) -> bool {
    text.split_once(" | ").is_some_and(|(number, rest)| {
        let rest = rest.trim_start().trim_start_matches(">>>").trim_start();
        number.trim().bytes().all(|byte| byte.is_ascii_digit()) && is_instruction(rest)
    })
}

/// `#7 [build 2/5] RUN make`, ` > [2/5] RUN make`: an instruction, other than the base image's.
fn instruction(text: &str) -> bool {
    let numbered = text.starts_with('#') || text.starts_with("> [");
    let Some((_, rest)) = text.split_once("] ").filter(|(before, _)| numbered && before.contains('[')) else {
        return false;
    };
    is_instruction(rest)
}

fn is_instruction(text: &str) -> bool {
    ["RUN ", "COPY ", "ADD ", "ENV ", "ARG ", "CMD ", "ENTRYPOINT ", "LABEL ", "WORKDIR ", "USER ", "SHELL "]
        .iter()
        .any(|word| text.starts_with(word))
}

/// `gh run view --log` puts the job and the step before each line, with tabs behind them.
fn without_names(line: &str) -> &str {
    let mut parts = line.splitn(3, '\t');
    let (Some(_), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return line };
    let rest = rest.trim_start_matches('\u{feff}');
    if split_time(rest).0.is_some() { rest } else { line }
}

/// `2025-12-04T08:21:01.8670910Z text` (actions/runner Logging.cs), the same in GitLab's job logs, and in brackets in
/// those of Jenkins.
fn split_time(text: &str) -> (Option<Moment>, &str) {
    let Some((stamp, rest)) = text.trim_start().split_once(' ') else { return (None, text) };
    let stamp = stamp.strip_prefix('[').and_then(|stamp| stamp.strip_suffix(']')).unwrap_or(stamp);
    let shaped = stamp.len() >= 20
        && stamp.len() <= 35
        && stamp.as_bytes()[4] == b'-'
        && stamp.as_bytes()[10] == b'T'
        && stamp.is_ascii();
    match shaped.then(|| Moment::parse(stamp)).flatten() {
        Some(time) => {
            // GitLab puts a stream mark between stamp and words: `00O `, `01E+`.
            let rest = match rest.as_bytes() {
                [b'0'..=b'9', b'0'..=b'9' | b'a'..=b'f', b'O' | b'E', b' ' | b'+', ..] => &rest[4..],
                _ => rest,
            };
            (Some(time), rest)
        }
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn the_dress_comes_off_and_the_words_stay() {
        for (raw, text, error, group) in [
            ("2025-12-04T08:21:01.8670910Z ##[error]Username required", "Username required", true, false),
            (
                "\u{feff}2025-12-04T08:21:01.8670910Z ##[group]Run docker/login-action@v3",
                "Run docker/login-action@v3",
                false,
                true,
            ),
            ("2025-12-04T08:21:01.867091Z 00O $ docker push x", "$ docker push x", false, false),
            ("[2025-12-04T08:21:01.867Z] denied: no", "denied: no", true, false),
            ("build\tLog in\t\u{feff}2025-12-04T08:21:01.8670910Z ##[error]denied", "denied", true, false),
            ("a\tb\tc d", "a b c d", false, false),
            ("\u{1b}[31;1mERROR\u{1b}[0m: failed", "ERROR: failed", true, false),
            ("2025-12-04 not a stamp", "2025-12-04 not a stamp", false, false),
            ("[command]/usr/bin/docker push a/b", "/usr/bin/docker push a/b", false, false),
            ("Error: denied", "Error: denied", true, false),
            ("", "", false, false),
        ] {
            let line = Line::new(1, raw.as_bytes());
            assert_eq!(
                (line.text.as_str(), line.is_error, line.opens_group),
                (text, error, group),
                "{raw:?}"
            );
        }
    }

    #[test]
    fn positions_agree_although_case_is_folded() {
        let line = Line::new(1, "İ Failed to PUSH İx/y: no".as_bytes());
        assert_eq!(line.after("failed to push "), Some("İx/y: no"));
    }
}
