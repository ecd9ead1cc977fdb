//! The rows of `status`, in words and in JSON, and what they mean for the exit code.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::exit::Code;
use crate::model::account::{Origin, Username};
use crate::model::failure::{Failure, FailureKind};
use crate::model::moment::Moment;
use crate::model::project_file::permission;
use crate::model::status::{Row, Stand, State, Status, StoredSecret};
use crate::outside::places::Places;
use crate::report::status as report;
use crate::text::speak::Speaker;
use crate::text::{Language, Text, credentials as words, failures, github, status as more};

/// The document of `status --json`; its fields are only ever added to.
#[derive(Serialize)]
pub(super) struct Json {
    schema_version: u32,
    generated_at: String,
    credentials: Vec<Credential>,
    /// Secrets on GitHub that hold none of them, as far as is known.
    other_secrets: Vec<Secret>,
    /// What could not be looked at, in a sentence each.
    unread: Vec<String>,
}

#[derive(Serialize)]
struct Credential {
    registry: String,
    username: Option<String>,
    /// `accepted`, `open`, `refused`, `unreachable`, `unread`, `gone` or `unasked`.
    state: &'static str,
    reason: Option<String>,
    label: Option<String>,
    /// As noted: `read`, `write` or `delete`.
    level: Option<&'static str>,
    created: Option<String>,
    expires: Option<String>,
    days_left: Option<i64>,
    last_proven: Option<String>,
    places: Vec<Place>,
    used_by: Vec<&'static str>,
    hidden_by: Vec<Place>,
    /// Whether label, level and dates are Docker Hub's own, or the end GitHub's, and not this program's notes.
    told_by_service: bool,
    /// Whether it is an organization's token.
    of_organization: bool,
    secrets: Vec<Secret>,
}

#[derive(Serialize)]
struct Secret {
    host: String,
    repository: String,
    r#where: String,
    name: String,
    updated: Option<String>,
    /// `as-written`, `changed-since`, `never-ours`, `missing`, `unknown` or `unasked`.
    state: &'static str,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Place {
    kind: &'static str,
    name: Option<String>,
    plain_text: bool,
}

impl Json {
    pub(super) fn of(status: &Status, now: Moment) -> Self {
        let english = Speaker::new(Language::English);
        Self {
            schema_version: 1,
            generated_at: now.iso(),
            credentials: status.rows.iter().map(|row| Credential::of(row, now)).collect(),
            other_secrets: status.others.iter().map(Secret::of).collect(),
            unread: status.unread.iter().map(|why| english.say(&failures::sentence(why))).collect(),
        }
    }
}

impl Credential {
    fn of(row: &Row, now: Moment) -> Self {
        let holding = &row.holding;
        let (word, failure) = match &row.state {
            State::Accepted => ("accepted", None),
            State::Open => ("open", None),
            State::Refused(failure) => ("refused", Some(failure)),
            State::Unreachable(failure) => ("unreachable", Some(failure)),
            State::Unread(failure) => ("unread", Some(failure)),
            State::Gone => ("gone", None),
            State::Unasked => ("unasked", None),
        };
        let english = Speaker::new(Language::English);
        Self {
            registry: holding.registry.host().to_owned(),
            username: holding.username.as_ref().map(ToString::to_string),
            state: word,
            reason: failure.map(|failure| english.say(&failures::sentence(failure))),
            label: row.label().cloned(),
            level: row.level().map(permission),
            created: row.created().map(Moment::iso),
            expires: row.expires().map(Moment::iso),
            days_left: row.expires().map(|expires| now.days_until(expires)),
            last_proven: holding.note.proven.map(Moment::iso),
            places: holding.places.iter().map(|found| Place::of(&found.origin, found.plain_text)).collect(),
            used_by: holding.used_by.clone(),
            hidden_by: holding.shadowed_by.iter().map(|origin| Place::of(origin, false)).collect(),
            told_by_service: row.told.is_some() || row.end.is_some(),
            of_organization: holding.of_organization(),
            secrets: row.secrets.iter().map(Secret::of).collect(),
        }
    }
}

impl Secret {
    fn of(secret: &StoredSecret) -> Self {
        let english = Speaker::new(Language::English);
        Self {
            host: secret.host.clone(),
            repository: secret.repository.clone(),
            r#where: secret.shelf.word(),
            name: secret.name.clone(),
            updated: secret.updated.map(Moment::iso),
            state: report::word(&secret.stand),
            reason: match &secret.stand {
                Stand::Unknown(failure) => Some(english.say(&github::sentence(failure))),
                _ => None,
            },
        }
    }
}

impl Place {
    fn of(origin: &Origin, plain_text: bool) -> Self {
        let path = |path: &std::path::Path| {
            Some(crate::model::clean::line(&path.display().to_string()).into_owned())
        };
        let (kind, name) = match origin {
            Origin::Pasted => ("pasted", None),
            Origin::Created => ("created", None),
            Origin::Stdin => ("stdin", None),
            Origin::Environment(name) => ("environment", Some(name.clone())),
            Origin::DockerConfig(file) => ("docker-config", path(file)),
            Origin::ContainersAuth(file) => ("containers-auth", path(file)),
            Origin::Helper(suffix) => ("helper", Some(suffix.clone())),
            Origin::Keyring => ("keyring", None),
            Origin::KernelKeyring => ("kernel-keyring", None),
            Origin::EncryptedFile(file) => ("encrypted-file", path(file)),
        };
        Self { kind, name, plain_text }
    }
}

/// All rows in words; whoever has none is told how to get one.
pub(super) fn say(status: &Status, now: Moment, places: &Places, speaker: &Speaker) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if status.rows.is_empty() {
        writeln!(out, "{}", speaker.say(&words::status_nothing()))?;
    }
    for row in &status.rows {
        let name = row.holding.username.as_ref().map_or("?", Username::as_str);
        writeln!(
            out,
            "{}  {}",
            speaker.say(&Text::raw(row.holding.registry.host())),
            speaker.say(&Text::raw(name))
        )?;
        for (line, _) in report::lines(row, now, places.home.as_deref()) {
            writeln!(out, "  {}", speaker.say(&line))?;
        }
    }
    if !status.others.is_empty() {
        writeln!(out, "{}", speaker.say(&more::other_secrets()))?;
    }
    for secret in &status.others {
        let line = more::in_secret(report::name(secret), report::secret(secret).0);
        writeln!(out, "  {}", speaker.say(&line))?;
    }
    for failure in &status.unread {
        writeln!(out, "{}", speaker.say(&more::unseen(failures::sentence(failure))))?;
    }
    out.flush()
}

/// The worst: refused, then what could not be asked or read, then what expires. What is only noted fails nothing.
pub(super) fn code(status: &Status, days: Option<u32>, now: Moment) -> Code {
    let code = code_of_rows(&status.rows, days, now);
    // A machine without a keyring is a machine; notes that cannot be read leave a question open.
    let notes = |failure: &Failure| matches!(failure.kind, FailureKind::File { .. });
    if code == Code::Good && status.unread.iter().any(notes) { Code::CheckFailed } else { code }
}

fn code_of_rows(rows: &[Row], days: Option<u32>, now: Moment) -> Code {
    let refused = rows.iter().any(|row| matches!(row.state, State::Refused(_)));
    if refused {
        return Code::CredentialRefused;
    }
    let failed = rows.iter().find_map(|row| match &row.state {
        State::Unreachable(failure) | State::Unread(failure) => Some(Code::of_failure(&failure.kind)),
        _ => None,
    });
    let live = rows.iter().filter(|row| row.state != State::Gone);
    let soonest = live.filter_map(Row::expires).min();
    let soon = days.zip(soonest).is_some_and(|(days, expires)| now.days_until(expires) < i64::from(days));
    failed.unwrap_or(if soon { Code::ExpiresSoon } else { Code::Good })
}

#[cfg(test)]
mod tests {
    use super::{Row, State, code_of_rows as code};
    use crate::cli::exit::Code;
    use crate::model::access::Note;
    use crate::model::failure::{Failure, FailureKind};
    use crate::model::image::Registry;
    use crate::model::moment::{DAY, Moment};
    use crate::model::status::{Holding, List};

    fn row(state: State, days: Option<u32>) -> Row {
        let expires = days.map(|days| Moment::default().plus(DAY * days));
        let note = Note { expires, ..Note::default() };
        let holding = Holding { note, ..Holding::new(Registry::docker_hub(), None) };
        Row { holding, state, told: None, list: List::Unasked, end: None, secrets: Vec::new() }
    }

    #[test]
    fn the_worst_row_decides() {
        let refused = || State::Refused(Failure::new(FailureKind::Refused { status: 401, code: None }));
        let lost = || State::Unreachable(Failure::new(FailureKind::TimedOut { seconds: 30 }));
        let of = |rows: Vec<Row>, days| code(&rows, days, Moment::default());
        assert_eq!(of(vec![], Some(7)), Code::Good);
        assert_eq!(of(vec![row(State::Accepted, Some(8))], Some(7)), Code::Good);
        assert_eq!(of(vec![row(State::Accepted, Some(6))], Some(7)), Code::ExpiresSoon);
        assert_eq!(of(vec![row(State::Accepted, Some(6))], None), Code::Good);
        assert_eq!(of(vec![row(State::Gone, Some(1))], Some(7)), Code::Good);
        assert_eq!(of(vec![row(State::Accepted, Some(1)), row(lost(), None)], Some(7)), Code::TimedOut);
        assert_eq!(of(vec![row(lost(), None), row(refused(), None)], Some(7)), Code::CredentialRefused);
    }
}
