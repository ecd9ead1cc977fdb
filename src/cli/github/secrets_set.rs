//! `secrets set`: the proven pair under the names that the workflow reads, sealed here, each write confirmed.

use std::io::{self, Write};

use tokio_util::sync::CancellationToken;

use super::args::{RepoArgs, ShelfArgs};
use super::as_variable::AsVariable;
use super::secrets::{document, introduction, report, subject};
use super::{say_renamed, stop, there};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, answer, credential};
use crate::model::access::Note;
use crate::model::account::Credential;
use crate::model::failure::Failure;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::secret_plan::{Deed, Done, Known, Plan, Row, rows};
use crate::outside::ci::{There, files, secrets as ci};
use crate::text::{Text, github as words, proof};

pub(super) async fn set(
    call: &Call,
    args: &ShelfArgs,
    token_stdin: bool,
    as_variable: bool,
    repo: &RepoArgs,
) -> Result<Code, Stop> {
    let given = credential::from_stdin(call, token_stdin)?;
    // No token of any registry has any: it came along by mistake, and only the person can tell.
    if given.as_ref().is_some_and(|(_, token)| token.expose().contains(char::is_whitespace)) {
        eprintln!("pushpilot: {}", call.speaker.say(&proof::token_has_space()));
    }
    let there = there(call, repo, true).await?;
    if as_variable {
        AsVariable::check(&there)?;
    }
    let registry = Registry::docker_hub();
    let failed = |failure: Failure| stop(&failure);
    let workflows = files::all(&there).await.map_err(failed)?;
    let plan = workflows.secret_plan(&registry);
    let wanted = call.cli.username.as_deref();
    let (pair, note) = credential::find(&there.world, &registry, given.as_ref(), wanted).await?;
    if let Some(refusal) = plan.refusal(pair.username.as_str()) {
        let words = words::refusal(&refusal, pair.username.as_str());
        return Err(Stop { words, code: Code::CheckFailed });
    }
    if !repo.dry_run {
        let (_, pushes) = workflows.logins_and_pushes();
        let images = pushes.iter().filter_map(|push| Image::parse(push.image.as_ref()?).ok());
        if let Some(image) = images.rev().find(|image| *image.registry() == registry) {
            refuse_what_cannot_push(&there, &image, &pair, &note).await?;
        }
    }
    let wish = args.wish();
    let existing = ci::existing(&there, &plan, &wish, false).await.map_err(failed)?;
    say_renamed(call, &there).await;
    let rows = rows(&plan, &existing, &wish, Some(pair.username.as_str()));
    let mut done: Vec<(Row, Done)> = if repo.dry_run {
        rows.into_iter().map(|row| (row, Done::Planned)).collect()
    } else {
        ci::write(&there, rows, &pair, &CancellationToken::new(), &|_, _| {}).await
    };
    if !repo.dry_run {
        ci::confirm(&there, &plan, &wish, &pair, &mut done).await;
    }
    let mut code = code(&done);
    let offer = match as_variable && code == Code::Good {
        true => Some(AsVariable::offer(&there, &plan, &wish, &pair).await),
        false => None,
    };
    // What was written already is told, whatever comes of the rest.
    let (offer, stopped) = match offer {
        Some(Ok(offer)) => (Some(offer), None),
        Some(Err(stop)) => (None, Some(stop)),
        None => (None, None),
    };
    if !repo.json {
        drop(say(call, &there, &plan, &done));
        drop(AsVariable::show(call, offer.as_ref().map(|offer| offer.lines.as_slice()).unwrap_or_default()));
    }
    let variable = match offer {
        Some(offer) if repo.dry_run => Some(AsVariable::planned(offer)),
        Some(offer) => Some(AsVariable::take(&there, offer, &wish, &pair).await),
        None => None,
    };
    if let Some(variable) = &variable {
        code = variable.code(repo.dry_run);
    }
    let told = if repo.json {
        let rows = done.iter().map(|(row, done)| {
            let known = ci::known(&there, row, Some(&pair.secret));
            report(row, known, Some(deed(row)), Some(result(done)))
        });
        let mut document = document(&there, &plan, repo.dry_run, rows.collect());
        if let Some(variable) = &variable {
            variable.document(&mut document, repo.dry_run);
        }
        answer::json(&document)
    } else {
        variable
            .as_ref()
            .map_or(Ok(()), |variable| variable.say(call, repo.dry_run))
            .and_then(|()| if repo.dry_run { say_dry_run(call) } else { Ok(()) })
    };
    drop(told);
    match stopped {
        Some(stop) => Err(stop),
        None => Ok(code),
    }
}

/// A token that certainly does not push would make the next build fail like the last one.
async fn refuse_what_cannot_push(
    there: &There,
    image: &Image,
    pair: &Credential,
    note: &Note,
) -> Result<(), Stop> {
    let refused = credential::refused(&there.world, image, pair, note).await;
    match refused.map_err(|failure| stop(&failure))? {
        Some((why, code)) => Err(Stop { words: words::not_proven(image.familiar(), why), code }),
        None => Ok(()),
    }
}

pub(super) fn deed(row: &Row) -> &'static str {
    match row.deed {
        Deed::Create => "create",
        Deed::Update => "update",
        Deed::Leave => "leave",
    }
}

pub(super) fn result(done: &Done) -> &'static str {
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
    // What failed may have arrived all the same, as the list showed; the rest was still not tried.
    let left_out = done.iter().any(|(_, done)| matches!(done, Done::NotTried));
    let unseen = done.iter().any(|(_, done)| matches!(done, Done::Written));
    match failure {
        _ if wrote && (failure.is_some() || left_out) => Code::PartlyDone,
        Some(failure) => super::code(failure),
        None if left_out || unseen => Code::CheckFailed,
        None => Code::Good,
    }
}

pub(super) fn came(row: &Row, done: &Done) -> Text {
    let date = || row.updated.map(Moment::iso).unwrap_or_default();
    match (done, row.deed) {
        (Done::Planned, Deed::Create) => words::would_create(),
        (Done::Planned, Deed::Update) => words::would_update(date()),
        (Done::Planned | Done::Left, _) => words::left_as_it_is(),
        (Done::Confirmed, Deed::Create) => words::created(date()),
        (Done::Confirmed, _) => words::updated(date()),
        (Done::Written, _) => words::not_seen_yet(),
        (Done::Failed(failure), _) => words::sentence(failure),
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
        let line = words::row(subject(row), words::shelf(&row.shelf), came(row, done));
        writeln!(out, "  {}", speaker.say(&line))?;
        if let Known::ChangedSince = ci::known(there, row, None) {
            writeln!(
                out,
                "    {}",
                speaker.say(&words::state_changed_since(row.updated.map(Moment::iso).unwrap_or_default(),))
            )?;
        }
    }
    out.flush()
}

fn say_dry_run(call: &Call) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", call.speaker.say(&words::dry_run()))?;
    out.flush()
}
