//! `secrets set`: the proven pair under the names that the workflow reads, sealed here, each write confirmed.

use std::io::{self, Write};
use std::time::Duration;

use super::args::{RepoArgs, ShelfArgs};
use super::secrets::{document, existing, introduction, known, report, subject};
use super::{There, files, sentence, shelf, stop, there};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer, credential};
use crate::model::access::Note;
use crate::model::account::Credential;
use crate::model::failure::Failure;
use crate::model::github::Shelf;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::secret::SecretValue;
use crate::model::secret_plan::{Deed, NameKind, Plan, Role, Row, Wish, rows};
use crate::model::verdict::{Outcome, judge};
use crate::outside::github::PublicKey;
use crate::outside::registry::{Session, UploadSession};
use crate::outside::written::Known;
use crate::text::{Text, github as words, proof, words as names};

/// What became of a row.
enum Done {
    Planned,
    Left,
    /// And seen in the list afterwards, with a new date or value.
    Confirmed,
    /// GitHub said yes, and its list does not show it.
    Written,
    Failed(Failure),
    NotTried,
}

pub(super) async fn set(
    call: &Call,
    args: &ShelfArgs,
    token_stdin: bool,
    repo: &RepoArgs,
) -> Result<Code, Stop> {
    let given = credential::from_stdin(call, token_stdin)?;
    // No token of any registry has any: it came along by mistake, and only the person can tell.
    if given.as_ref().is_some_and(|(_, token)| token.expose().contains(char::is_whitespace)) {
        eprintln!("pushpilot: {}", call.speaker.say(&proof::token_has_space()));
    }
    let there = there(call, repo, true).await?;
    let registry = Registry::docker_hub();
    let failed = |failure: Failure| stop(&failure);
    let workflows = files::all(&there).await.map_err(failed)?;
    let plan = workflows.secret_plan(&registry);
    let wanted = call.cli.username.as_deref();
    let (pair, note) = credential::find(&there.world, &registry, given.as_ref(), wanted).await?;
    if let Some((name, place)) = plan.written.iter().find(|(name, _)| name != pair.username.as_str()) {
        let words = words::other_user_written_out(name, place.to_string(), pair.username.as_str());
        return Err(Stop { words, code: Code::CheckFailed });
    }
    if plan.needs.is_empty() {
        return Err(Stop { words: words::nothing_to_set(), code: Code::CheckFailed });
    }
    // A variable can be read by everybody: no token is ever put there.
    let open = plan.needs.iter().find(|need| need.kind == NameKind::Variable && need.role == Role::Token);
    if let Some(need) = open {
        return Err(Stop { words: words::token_in_variable(&need.name), code: Code::CheckFailed });
    }
    if !repo.dry_run {
        let (_, pushes) = workflows.logins_and_pushes();
        let images = pushes.iter().filter_map(|push| Image::parse(push.image.as_ref()?).ok());
        if let Some(image) = images.rev().find(|image| *image.registry() == registry) {
            refuse_what_cannot_push(&there, &image, &pair, &note).await?;
        }
    }
    let wish = args.wish();
    let existing = existing(&there, &plan, &wish, false).await.map_err(failed)?;
    let rows = rows(&plan, &existing, &wish, Some(pair.username.as_str()));
    let began = crate::run::now();
    let mut done: Vec<(Row, Done)> = if repo.dry_run {
        rows.into_iter().map(|row| (row, Done::Planned)).collect()
    } else {
        write(&there, rows, &pair).await
    };
    if !repo.dry_run {
        confirm(&there, &plan, &wish, &pair, began, &mut done).await;
    }
    let told = if repo.json {
        let rows = done.iter().map(|(row, done)| {
            let known = known(&there, row, Some(&pair.secret));
            report(row, known, Some(deed(row.deed)), Some(result(done)))
        });
        answer::json(&document(&there, &plan, repo.dry_run, rows.collect()))
    } else {
        say(call, &there, &plan, &done)
    };
    drop(told);
    Ok(code(&done))
}

/// A token that certainly does not push would make the next build fail like the last one.
async fn refuse_what_cannot_push(
    there: &There,
    image: &Image,
    pair: &Credential,
    note: &Note,
) -> Result<(), Stop> {
    let world = &there.world;
    let session =
        Session::new(&world.http, &world.endpoints, image.registry(), Some(pair.clone()), Vec::new());
    let session = session.map_err(|failure| stop(&failure))?;
    let (measured, open) = session.measure(image, &|_| {}).await;
    if let Some(open) = open {
        UploadSession::cancel(open).await;
    }
    let verdict = judge(&measured, note, crate::run::now());
    if verdict.outcome() == Outcome::CannotPush {
        let words = words::not_proven(image.familiar(), names::why(&verdict, &measured));
        return Err(Stop { words, code: Code::of_verdict(&verdict) });
    }
    Ok(())
}

/// Writes one after the other. After a failure nothing more is tried: what is wrong with one is wrong with
/// the next, and a pair of which one half is new is told as such.
async fn write(there: &There, rows: Vec<Row>, pair: &Credential) -> Vec<(Row, Done)> {
    let mut keys: Vec<(Shelf, PublicKey)> = Vec::new();
    let mut done = Vec::new();
    let mut broken = false;
    for row in rows {
        let came = if row.deed == Deed::Leave {
            Done::Left
        } else if broken {
            Done::NotTried
        } else {
            match write_one(there, &row, pair, &mut keys).await {
                Ok(()) => Done::Written,
                Err(failure) => {
                    broken = true;
                    Done::Failed(failure)
                }
            }
        };
        done.push((row, came));
    }
    done
}

async fn write_one(
    there: &There,
    row: &Row,
    pair: &Credential,
    keys: &mut Vec<(Shelf, PublicKey)>,
) -> Result<(), Failure> {
    let github = &there.github;
    let name = row.need.name.as_str();
    let change = match row.need.kind {
        NameKind::Variable => {
            let environment = match &row.shelf {
                Shelf::Environment(name) => Some(name.as_str()),
                _ => None,
            };
            github.put_variable(environment, name, pair.username.as_str(), row.exists).await?;
            "github-variable-written"
        }
        NameKind::Secret => {
            let value: SecretValue = match row.need.role {
                Role::Username => pair.username.as_str().to_owned().into(),
                Role::Token => pair.secret.expose().to_owned().into(),
            };
            if !keys.iter().any(|(shelf, _)| *shelf == row.shelf) {
                keys.push((row.shelf.clone(), github.public_key(&row.shelf).await?));
            }
            let (_, key) = keys.iter().find(|(shelf, _)| *shelf == row.shelf).expect("put there above");
            let of_organization =
                matches!(row.shelf, Shelf::Organization(_) | Shelf::OrganizationDependabot(_));
            let id = if of_organization { github.repository().await?.id } else { 0 };
            github.put_secret(&row.shelf, name, &value, key, id).await?;
            "github-secret-written"
        }
    };
    // What is changed is changed, whether it can be noted or not.
    drop(there.world.journal().add(crate::run::now(), change, &there.place(&row.shelf, name)));
    Ok(())
}

/// GitHub's list tells whole seconds: what was written in this very second before looks the same after.
const GRAIN: Duration = Duration::from_secs(2);

/// Looks whether GitHub's list shows what was written, and notes it.
async fn confirm(
    there: &There,
    plan: &Plan,
    wish: &Wish,
    pair: &Credential,
    began: Moment,
    done: &mut [(Row, Done)],
) {
    if !done.iter().any(|(_, done)| matches!(done, Done::Written)) {
        return;
    }
    let Ok(existing) = existing(there, plan, wish, false).await else { return };
    let seen = rows(plan, &existing, wish, Some(pair.username.as_str()));
    for (row, done) in done.iter_mut().filter(|(_, done)| matches!(done, Done::Written)) {
        let same = |seen: &&Row| seen.shelf == row.shelf && seen.need.name == row.need.name;
        let Some(now) = seen.iter().find(same) else { continue };
        let fresh = match row.need.kind {
            NameKind::Variable => now.deed == Deed::Leave,
            NameKind::Secret => {
                let just_before = row
                    .updated
                    .is_some_and(|updated| updated.since(began) < GRAIN && began.since(updated) < GRAIN);
                now.exists && (!row.exists || now.updated > row.updated || just_before)
            }
        };
        if fresh {
            *done = Done::Confirmed;
            row.updated = now.updated;
            row.exists = true;
            note(there, row, pair);
        }
    }
}

fn note(there: &There, row: &Row, pair: &Credential) {
    let Some(updated) = row.updated else { return };
    let token = (row.need.role == Role::Token).then_some(&pair.secret);
    // Without the note the next list says less; the secret is written all the same.
    drop(there.world.written_secrets().record(&there.place(&row.shelf, &row.need.name), updated, token));
}

fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::Create => "create",
        Deed::Update => "update",
        Deed::Leave => "leave",
    }
}

fn result(done: &Done) -> &'static str {
    match done {
        Done::Planned => "planned",
        Done::Left => "left",
        Done::Confirmed => "confirmed",
        Done::Written => "written",
        Done::Failed(_) => "failed",
        Done::NotTried => "not-tried",
    }
}

fn code(done: &[(Row, Done)]) -> Code {
    let failure = done.iter().find_map(|(_, done)| match done {
        Done::Failed(failure) => Some(failure),
        _ => None,
    });
    let wrote = done.iter().any(|(_, done)| matches!(done, Done::Confirmed | Done::Written));
    match failure {
        Some(_) if wrote => Code::PartlyDone,
        Some(failure) => stop(failure).code,
        None if done.iter().any(|(_, done)| matches!(done, Done::Written)) => Code::CheckFailed,
        None => Code::Good,
    }
}

fn came(row: &Row, done: &Done) -> Text {
    let date = || row.updated.map(Moment::iso).unwrap_or_default();
    match (done, row.deed) {
        (Done::Planned, Deed::Create) => words::would_create(),
        (Done::Planned, Deed::Update) => words::would_update(date()),
        (Done::Planned | Done::Left, _) => words::left_as_it_is(),
        (Done::Confirmed, Deed::Create) => words::created(date()),
        (Done::Confirmed, _) => words::updated(date()),
        (Done::Written, _) => words::not_seen_yet(),
        (Done::Failed(failure), _) => sentence(failure),
        (Done::NotTried, _) => words::not_tried(),
    }
}

fn say(call: &Call, there: &There, plan: &Plan, done: &[(Row, Done)]) -> io::Result<()> {
    let speaker = &call.speaker;
    let mut out = io::stdout().lock();
    for line in introduction(there, plan) {
        writeln!(out, "{}", speaker.say(&line))?;
    }
    for (row, done) in done {
        let line = words::row(subject(row), shelf(&row.shelf), came(row, done));
        writeln!(out, "  {}", speaker.say(&line))?;
        if row.hides_organization {
            writeln!(out, "    {}", speaker.say(&words::hides_organization()))?;
        }
        if let Known::ChangedSince = known(there, row, None) {
            writeln!(
                out,
                "    {}",
                speaker.say(&words::state_changed_since(row.updated.map(Moment::iso).unwrap_or_default(),))
            )?;
        }
    }
    if done.iter().any(|(_, done)| matches!(done, Done::Planned)) {
        writeln!(out, "{}", speaker.say(&words::dry_run()))?;
    }
    out.flush()
}
