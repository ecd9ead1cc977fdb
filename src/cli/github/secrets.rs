//! `secrets list`: what the workflows read, where it is, and whether it is what this program wrote.

use std::io::{self, Write};

use super::args::{RepoArgs, ShelfArgs};
use super::json::{self, SCHEMA_VERSION};
use super::{say_renamed, stop, there};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer, credential};
use crate::model::failure::Failure;
use crate::model::image::Registry;
use crate::model::secret_plan::{Known, NameKind, Plan, Role, Row, Wish, rows};
use crate::outside::ci::{There, files, secrets as ci};
use crate::text::speak::Speaker;
use crate::text::{Text, failures, github as words};

impl ShelfArgs {
    pub(super) fn wish(&self) -> Wish {
        Wish { environment: self.env.clone(), organization: self.org.clone(), dependabot: self.dependabot }
    }
}

pub(super) async fn list(call: &Call, args: &ShelfArgs, repo: &RepoArgs) -> Result<Code, Stop> {
    let there = there(call, repo, true).await?;
    let failed = |failure: Failure| stop(&failure);
    let plan = files::all(&there).await.map_err(failed)?.secret_plan(&Registry::docker_hub());
    let wish = args.wish();
    let existing = ci::existing(&there, &plan, &wish, true).await.map_err(failed)?;
    say_renamed(call, &there).await;
    // Without a credential there is nothing to compare with, and that is no fault here.
    let wanted = call.cli.username.as_deref();
    let found = credential::find(&there.world, &Registry::docker_hub(), None, wanted).await.ok();
    let credential = found.map(|(credential, _)| credential);
    let username = credential.as_ref().map(|credential| credential.username.as_str());
    let rows = rows(&plan, &existing, &wish, username);
    let known: Vec<Known> = rows
        .iter()
        .map(|row| ci::known(&there, row, credential.as_ref().map(|credential| &credential.secret)))
        .collect();
    let complete = rows.iter().all(|row| row.exists) && !rows.is_empty();
    let listed: Vec<_> =
        rows.iter().zip(&known).map(|(row, known)| report(row, *known, None, None)).collect();
    let told = if repo.json {
        answer::json(&document(&there, &plan, false, listed))
    } else {
        say(&call.speaker, &there, &plan, &rows, &known)
    };
    Ok(if complete && told.is_ok() { Code::Good } else { Code::CheckFailed })
}

fn state(row: &Row, known: Known) -> &'static str {
    match known {
        _ if !row.exists => "missing",
        Known::AsWritten { same: None } if row.need.role == Role::Token => "unknown",
        Known::Nothing => "unknown",
        Known::ChangedSince => "changed-since",
        Known::AsWritten { same: Some(false) } => "older-token",
        Known::AsWritten { .. } => "as-written",
    }
}

pub(super) fn report(
    row: &Row,
    known: Known,
    change: Option<&'static str>,
    result: Option<&'static str>,
) -> json::Secret {
    json::Secret {
        name: row.need.name.clone(),
        kind: match row.need.kind {
            NameKind::Secret => "secret",
            NameKind::Variable => "variable",
        },
        holds: match row.need.role {
            Role::Username => "username",
            Role::Token => "token",
        },
        at: row.shelf.word(),
        exists: row.exists,
        updated_at: row.updated.map(crate::model::moment::Moment::iso),
        state: state(row, known),
        change,
        result,
        read_at: row.need.places.iter().map(ToString::to_string).collect(),
    }
}

pub(super) fn document(
    there: &There,
    plan: &Plan,
    dry_run: bool,
    secrets: Vec<json::Secret>,
) -> json::Secrets {
    json::Secrets {
        schema_version: SCHEMA_VERSION,
        repository: there.github.slug().to_string(),
        assumed: plan.assumed,
        dry_run,
        secrets,
        variables: Vec::new(),
        files: Vec::new(),
        written_out: plan.written.iter().map(|(name, place)| format!("{name} {place}")).collect(),
        unclear: plan
            .unclear
            .iter()
            .chain(&plan.environment_open)
            .chain(plan.called.iter().map(|called| &called.place))
            .chain(plan.not_taken.iter().map(|(_, place)| place))
            .map(ToString::to_string)
            .collect(),
    }
}

/// The lines before a table: where the names come from, and what a file does not tell.
pub(super) fn introduction(there: &There, plan: &Plan) -> Vec<Text> {
    let mut lines = vec![words::secrets_of(there.github.slug().to_string())];
    lines.extend(plan.unread.iter().map(failures::sentence));
    if plan.assumed && plan.unread.is_empty() {
        lines.push(words::names_assumed());
    }
    lines.extend(plan.written.iter().map(|(name, place)| words::name_written_out(name, place.to_string())));
    lines.extend(plan.unclear.iter().map(|place| words::login_unclear(place.to_string())));
    lines.extend(plan.environment_open.iter().map(|place| words::environment_open(place.to_string())));
    lines.extend(plan.called.iter().map(words::called_elsewhere));
    lines.extend(plan.not_taken.iter().map(|(name, place)| words::name_not_taken(name, place.to_string())));
    lines
}

/// What a row is about: its name, and what it holds.
pub(super) fn subject(row: &Row) -> Text {
    let name = row.need.name.as_str();
    match (row.need.kind, row.need.role) {
        (NameKind::Secret, Role::Username) => words::secret_username(name),
        (NameKind::Secret, Role::Token) => words::secret_token(name),
        (NameKind::Variable, Role::Username) => words::variable_username(name),
        (NameKind::Variable, Role::Token) => words::variable_token(name),
    }
}

fn say(speaker: &Speaker, there: &There, plan: &Plan, rows: &[Row], known: &[Known]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in introduction(there, plan) {
        writeln!(out, "{}", speaker.say(&line))?;
    }
    for (row, known) in rows.iter().zip(known) {
        let date = row.updated.map(crate::model::moment::Moment::iso).unwrap_or_default();
        let state = match state(row, *known) {
            "missing" => words::state_missing(),
            "as-written" => words::state_as_written(date),
            "older-token" => words::state_older_token(date),
            "changed-since" => words::state_changed_since(date),
            _ => words::state_unknown(date),
        };
        writeln!(out, "  {}", speaker.say(&words::row(subject(row), words::shelf(&row.shelf), state)))?;
        if row.hides_organization {
            writeln!(out, "    {}", speaker.say(&words::hides_organization()))?;
        }
        for place in &row.need.places {
            writeln!(out, "    {place}")?;
        }
    }
    out.flush()
}
