//! The rows of `status`, in words and in JSON, and what they mean for the exit code.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::exit::Code;
use crate::model::access::Level;
use crate::model::account::{Origin, Username};
use crate::model::failure::Failure;
use crate::model::moment::Moment;
use crate::outside::inventory::Holding;
use crate::outside::places::Places;
use crate::text::speak::Speaker;
use crate::text::{Day, Text, credentials as words, failures, words as shared};

/// What is known about a credential now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    Accepted,
    /// The registry lets everybody in.
    Open,
    Refused(Failure),
    Unreachable(Failure),
    /// Its place did not give it.
    Unread(Failure),
    /// Noted earlier, and nowhere now.
    Gone,
    Unasked,
}

/// A credential and what is known about it.
pub(super) struct Row {
    pub(super) holding: Holding,
    pub(super) state: State,
}

/// The document of `status --json`; its fields are only ever added to.
#[derive(Serialize)]
pub(super) struct Json {
    schema_version: u32,
    generated_at: String,
    credentials: Vec<Credential>,
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
}

#[derive(Serialize)]
struct Place {
    kind: &'static str,
    name: Option<String>,
    plain_text: bool,
}

impl Json {
    pub(super) fn of(rows: &[Row], now: Moment) -> Self {
        Self {
            schema_version: 1,
            generated_at: now.iso(),
            credentials: rows.iter().map(|row| Credential::of(row, now)).collect(),
        }
    }
}

impl Credential {
    fn of(Row { holding, state }: &Row, now: Moment) -> Self {
        let (word, failure) = match state {
            State::Accepted => ("accepted", None),
            State::Open => ("open", None),
            State::Refused(failure) => ("refused", Some(failure)),
            State::Unreachable(failure) => ("unreachable", Some(failure)),
            State::Unread(failure) => ("unread", Some(failure)),
            State::Gone => ("gone", None),
            State::Unasked => ("unasked", None),
        };
        let english = Speaker::new(crate::text::Language::English);
        let note = &holding.note;
        Self {
            registry: holding.registry.host().to_owned(),
            username: holding.username.as_ref().map(ToString::to_string),
            state: word,
            reason: failure.map(|failure| english.say(&failures::sentence(failure))),
            label: note.label.clone(),
            level: note.level.map(|level| match level {
                Level::Read => "read",
                Level::Write => "write",
                Level::Delete => "delete",
            }),
            created: note.created.map(Moment::iso),
            expires: note.expires.map(Moment::iso),
            days_left: note.expires.map(|expires| now.days_until(expires)),
            last_proven: note.proven.map(Moment::iso),
            places: holding.places.iter().map(|found| Place::of(&found.origin, found.plain_text)).collect(),
            used_by: holding.used_by.clone(),
            hidden_by: holding.shadowed_by.iter().map(|origin| Place::of(origin, false)).collect(),
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
pub(super) fn say(rows: &[Row], now: Moment, places: &Places, speaker: &Speaker) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if rows.is_empty() {
        writeln!(out, "{}", speaker.say(&words::status_nothing()))?;
    }
    for row in rows {
        let name = row.holding.username.as_ref().map_or("?", Username::as_str);
        writeln!(
            out,
            "{}  {}",
            speaker.say(&Text::raw(row.holding.registry.host())),
            speaker.say(&Text::raw(name))
        )?;
        for line in lines(row, now, places) {
            writeln!(out, "  {}", speaker.say(&line))?;
        }
    }
    out.flush()
}

fn lines(Row { holding, state }: &Row, now: Moment, places: &Places) -> Vec<Text> {
    let note = &holding.note;
    let origin = |origin: &Origin| shared::origin(origin, places.home.as_deref());
    let mut lines = vec![match state {
        State::Accepted => words::status_accepted(),
        State::Open => words::status_open(),
        State::Refused(failure) => words::status_refused(failures::sentence(failure)),
        State::Unreachable(failure) => words::status_unreachable(failures::sentence(failure)),
        State::Unread(failure) => words::status_unread(failures::sentence(failure)),
        State::Gone => words::status_gone(),
        State::Unasked => words::status_unasked(),
    }];
    lines.extend(note.label.as_ref().map(words::status_label));
    lines.extend(note.level.map(|level| words::status_level(shared::measured_level(level))));
    lines.push(match note.expires {
        Some(expires) if now.days_until(expires) < 0 => words::status_expired(Day(expires)),
        Some(expires) => words::status_expires(expires.date(), now.days_until(expires)),
        None => words::status_no_expiry(),
    });
    lines.extend(note.proven.map(|proven| words::status_proven(Day(proven))));
    lines.extend(holding.places.iter().map(|found| match found.plain_text {
        true => words::status_place_plain(origin(&found.origin)),
        false => words::status_place(origin(&found.origin)),
    }));
    if !holding.used_by.is_empty() {
        lines.push(words::status_used_by(holding.used_by.join(", ")));
    }
    lines.extend(holding.shadowed_by.iter().map(|shadow| words::status_shadowed(origin(shadow))));
    lines
}

/// The worst: refused, then what could not be asked or read, then what expires. What is only noted fails nothing.
pub(super) fn code(rows: &[Row], days: Option<u32>, now: Moment) -> Code {
    let refused = rows.iter().any(|row| matches!(row.state, State::Refused(_)));
    if refused {
        return Code::CredentialRefused;
    }
    let failed = rows.iter().find_map(|row| match &row.state {
        State::Unreachable(failure) | State::Unread(failure) => Some(Code::of_failure(&failure.kind)),
        _ => None,
    });
    let live = rows.iter().filter(|row| row.state != State::Gone);
    let soonest = live.filter_map(|row| row.holding.note.expires).min();
    let soon = days.zip(soonest).is_some_and(|(days, expires)| now.days_until(expires) < i64::from(days));
    failed.unwrap_or(if soon { Code::ExpiresSoon } else { Code::Good })
}

#[cfg(test)]
mod tests {
    use super::{Row, State, code};
    use crate::cli::exit::Code;
    use crate::model::access::Note;
    use crate::model::failure::{Failure, FailureKind};
    use crate::model::image::Registry;
    use crate::model::moment::{DAY, Moment};
    use crate::outside::inventory::Holding;

    fn row(state: State, days: Option<u32>) -> Row {
        let expires = days.map(|days| Moment::default().plus(DAY * days));
        let note = Note { expires, ..Note::default() };
        let holding = Holding {
            registry: Registry::docker_hub(),
            username: None,
            places: Vec::new(),
            credential: None,
            note,
            trouble: None,
            used_by: Vec::new(),
            shadowed_by: Vec::new(),
        };
        Row { holding, state }
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
