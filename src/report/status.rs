//! What `status` says of each credential and secret, for lines and for the screen.

use std::path::Path;

use crate::flow::page::Tone;
use crate::model::account::Origin;
use crate::model::moment::Moment;
use crate::model::pasted::{self, TokenKind};
use crate::model::status::{List, Row, Stand, State, StoredSecret};
use crate::text::{Day, Text, credentials as words, failures, github, status, words as shared};

/// What is known about it now, and how that is meant.
#[must_use]
pub fn state(state: &State) -> (Text, Tone) {
    match state {
        State::Accepted => (words::status_accepted(), Tone::Good),
        State::Open => (words::status_open(), Tone::Dim),
        State::Refused(failure) => (words::status_refused(failures::sentence(failure)), Tone::Bad),
        State::Unreachable(failure) => (words::status_unreachable(failures::sentence(failure)), Tone::Warn),
        State::Unread(failure) => (words::status_unread(failures::sentence(failure)), Tone::Warn),
        State::Gone => (words::status_gone(), Tone::Dim),
        State::Unasked => (words::status_unasked(), Tone::Dim),
    }
}

/// Everything that is known about a credential, the most important first.
#[must_use]
pub fn lines(row: &Row, now: Moment, home: Option<&Path>) -> Vec<(Text, Tone)> {
    let holding = &row.holding;
    let origin = |origin: &Origin| shared::origin(origin, home);
    let plain = |text: Text| (text, Tone::Plain);
    let mut lines = vec![state(&row.state)];
    if holding.of_organization() {
        lines.push(plain(status::of_organization()));
    }
    lines.extend(row.label().map(|label| plain(words::status_label(label))));
    lines.extend(row.level().map(|level| {
        let level = if holding.of_organization() {
            status::organization_level(level)
        } else {
            shared::measured_level(level)
        };
        plain(match &row.told {
            Some(told) if told.scope.is_some() => status::level_told(level),
            _ => words::status_level(level),
        })
    }));
    lines.extend(row.created().map(|created| plain(status::created(Day(created)))));
    lines.push(match row.expires() {
        Some(expires) if now.days_until(expires) < 0 => (words::status_expired(Day(expires)), Tone::Bad),
        Some(expires) => {
            let days = now.days_until(expires);
            let tone = if days < 14 { Tone::Warn } else { Tone::Plain };
            (words::status_expires(expires.date(), days), tone)
        }
        None if row.told.is_some() => plain(status::no_expiry_told()),
        None if row.end.is_some() => plain(status::no_expiry_github()),
        None => (words::status_no_expiry(), Tone::Dim),
    });
    lines.extend(source(row).map(|text| (text, Tone::Dim)));
    lines.extend(row.secrets.iter().map(|one| {
        let (stand, tone) = secret(one);
        (status::in_secret(name(one), stand), tone)
    }));
    lines.extend(holding.note.proven.map(|proven| plain(words::status_proven(Day(proven)))));
    lines.extend(holding.places.iter().map(|found| match found.plain_text {
        true => (words::status_place_plain(origin(&found.origin)), Tone::Warn),
        false => plain(words::status_place(origin(&found.origin))),
    }));
    if !holding.used_by.is_empty() {
        lines.push(plain(words::status_used_by(holding.used_by.join(", "))));
    }
    let shadows = holding.shadowed_by.iter();
    lines.extend(shadows.map(|shadow| (words::status_shadowed(origin(shadow)), Tone::Warn)));
    lines
}

/// Where dates and level are from, if there are any that somebody could know better.
fn source(row: &Row) -> Option<Text> {
    let holding = &row.holding;
    let kind = holding.credential.as_ref().map(|one| pasted::kind_of(&one.secret));
    let noted = row.told.is_none() && kind == Some(TokenKind::DockerPersonal);
    match row.end {
        Some(Some(_)) => Some(status::end_told()),
        _ => (noted && holding.registry.is_docker_hub()).then(|| match row.list {
            List::Unasked => status::as_noted(),
            List::Read => status::not_in_list(),
            List::Refused => status::list_refused(),
        }),
    }
}

/// A secret by its place and name.
#[must_use]
pub fn name(secret: &StoredSecret) -> String {
    let shelf = match &secret.shelf {
        crate::model::github::Shelf::Repository => String::new(),
        other => format!(" ({})", other.word()),
    };
    format!("{}/{} {}{shelf}", secret.host, secret.repository, secret.name)
}

/// What became of it: "written by us" against GitHub's own date.
#[must_use]
pub fn secret(secret: &StoredSecret) -> (Text, Tone) {
    let day = secret.updated.map(Day);
    match (&secret.stand, day) {
        (Stand::AsWritten, Some(day)) => (status::secret_as_written(day), Tone::Good),
        (Stand::ChangedSince, Some(day)) => (status::secret_changed(day), Tone::Warn),
        (Stand::NeverOurs, Some(day)) => (status::secret_never_ours(day), Tone::Plain),
        (Stand::AsWritten | Stand::ChangedSince | Stand::NeverOurs, None) => {
            (status::secret_there(), Tone::Plain)
        }
        (Stand::Missing, _) => (status::secret_missing(), Tone::Bad),
        (Stand::Unknown(failure), _) => (status::secret_unknown(github::sentence(failure)), Tone::Warn),
        (Stand::Unasked, _) => (status::secret_unasked(), Tone::Dim),
    }
}

/// For machines.
#[must_use]
pub fn word(stand: &Stand) -> &'static str {
    match stand {
        Stand::AsWritten => "as-written",
        Stand::ChangedSince => "changed-since",
        Stand::NeverOurs => "never-ours",
        Stand::Missing => "missing",
        Stand::Unknown(_) => "unknown",
        Stand::Unasked => "unasked",
    }
}
