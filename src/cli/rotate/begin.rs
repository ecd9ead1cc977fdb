//! The beginning of a rotation: what will be done, how long it takes, and whether that is wanted.

use std::time::Duration;

use super::args::RotateArgs;
use super::asking::{self, Piped};
use super::place::Place;
use super::targets::{Found, Listing, Other, listed};
use super::work::Work;
use super::{connected, finish, say};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop, agreed, at_a_terminal, credential};
use crate::model::access;
use crate::model::account::{Credential, Origin};
use crate::model::github::Slug;
use crate::model::hub_token::HubToken;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::secret::{AccessToken, SessionToken};
use crate::outside::world::World;
use crate::outside::{hub, project};
use crate::rotation::{Listed, Made, Note, Order, Rotation};
use crate::run::now;
use crate::text::rotation as words;

/// Requests for a secret besides writing it: its key, and the list that shows it.
const READS: usize = 2;
/// A label's most characters at Docker Hub.
const LABEL: usize = 100;

pub(super) async fn run(
    call: &Call,
    args: &RotateArgs,
    world: &World,
    mut piped: Piped,
) -> Result<Code, Stop> {
    let registry = Registry::parse(&args.registry);
    let (pair, note, kept, place) = Place::of_old(call, world, &registry, &mut piped).await?;
    let project = project::read(&world.folder, &call.env).await;
    let own = project.remote.as_ref().and_then(|remote| Some((remote.host.clone(), remote.slug()?)));
    let host = own.as_ref().map_or_else(|| "github.com".to_owned(), |(host, _)| host.clone());
    let wish = args.repos.clone().or_else(|| own.map(|(_, slug)| slug.to_string()));
    let Some(wish) = wish else { return Err(Stop::usage(words::no_repositories())) };
    let any = Slug { owner: "o".to_owned(), name: "n".to_owned() };
    let github = connected(world, &host, any).await?;
    let slugs = listed(call, &github, &wish).await.map_err(|listing| match listing {
        Listing::Neither => Stop::usage(words::bad_repositories(&wish)),
        Listing::BadLine(line) => Stop::usage(words::bad_line(&wish, line)),
        Listing::Failed(failure) => Stop::of(&failure),
    })?;
    if slugs.is_empty() {
        return Err(Stop::usage(words::bad_repositories(&wish)));
    }
    let mut found = Found::default();
    for (number, slug) in slugs.iter().enumerate() {
        say::looking(call, number + 1, slugs.len());
        found.add(call, &github.of(slug.clone()), &registry, pair.username.as_str()).await;
    }
    say::looked();
    let writes = found.targets.len();
    let paced = github.pace().cloned().unwrap_or_default();
    let forecast = paced.forecast(READS * writes, writes).await;

    let may_ask = !args.dry_run && !args.token_stdin;
    let session = match args.token_stdin {
        true => None,
        false => asking::session(call, world, &registry, &pair.username, &mut piped, may_ask).await?,
    };
    let tokens = match &session {
        Some(session) => list(world, session).await?,
        None => Vec::new(),
    };
    let old = match &session {
        Some(_) => Some(which(&tokens, args.old.as_deref(), note.label.as_deref())?),
        None => None,
    };
    let image = image(
        args,
        &registry,
        &found,
        &project.pushes.iter().filter_map(|push| push.image.clone()).collect::<Vec<_>>(),
    );
    let image = image.ok_or_else(|| Stop::usage(words::image_needed()))?;
    let build = args.build.as_ref().map(|named| named.clone().unwrap_or_else(|| slugs[0].to_string()));
    if let Some(wrong) = build.as_ref().filter(|named| Slug::parse(named).is_none()) {
        return Err(Stop::usage(words::bad_repositories(wrong)));
    }
    let label = old.map_or_else(|| note.label.clone(), |old| Some(old.label.clone()));
    let order = Order {
        registry: registry.to_string(),
        username: pair.username.to_string(),
        image,
        label: label_for(label.as_deref(), now()),
        made: if session.is_some() { Made::Here } else { Made::Elsewhere },
        old: old.map(|old| Listed { id: old.id.clone(), label: old.label.clone() }),
        host,
        targets: std::mem::take(&mut found.targets),
        build,
        kept,
        grace: args.grace,
    };
    let unreadable = found.others.iter().any(|(_, other)| matches!(other, Other::Unreadable(_)));
    let rotation = Rotation::begin(id(), order);
    if !args.json {
        say::plan(call, &rotation, &found.others, forecast);
    }
    if args.dry_run {
        return Ok(say::planned(call, &rotation, &found.others, forecast, args.json));
    }
    // A repository that cannot be looked into may have the old token: it would be locked out at the end.
    if unreadable {
        return Err(Stop { words: words::some_unreadable(), code: Code::CheckFailed });
    }
    if !agreed(call, args.yes, &words::ask(), words::needs_yes)? {
        return Ok(Code::Cancelled);
    }
    let given = if args.token_stdin { piped.token() } else { None };
    // Nothing is begun that could only wait, or that a token which does not push would hold up.
    match &given {
        Some(new) if new.is_same(&pair.secret) => return Err(Stop::usage(words::same_token())),
        Some(new) => must_push(world, &rotation, &pair, new).await?,
        None if rotation.order.made == Made::Elsewhere && !at_a_terminal() => {
            return Err(Stop::usage(say::give(&rotation)));
        }
        None => {}
    }
    let note = Note::begun(&rotation);
    let of = format!("{}/{}", rotation.order.registry, rotation.order.username);
    world.journal().add_with(now(), "rotation", &of, &note).map_err(|failure| Stop::of(&failure))?;
    let lives = old.and_then(|old| Some(old.expires?.since(old.created?)));
    let mut work = Work {
        github: Some(github),
        old: Some(pair.secret),
        expires: lives.filter(|lives| *lives > Duration::ZERO).map(|lives| now().plus(lives)),
        session,
        ..Work::of(call, world, rotation, place, args.json)?
    };
    work.take_given(given).await?;
    finish(work).await
}

/// A token that is measured not to push goes nowhere; of one that cannot be measured now, the rotation's own proof
/// decides.
async fn must_push(
    world: &World,
    rotation: &Rotation,
    old: &Credential,
    new: &AccessToken,
) -> Result<(), Stop> {
    let Ok(image) = Image::parse(&rotation.order.image) else { return Ok(()) };
    let pair = Credential { secret: new.clone(), origin: Origin::Stdin, ..old.clone() };
    let refused = credential::refused(world, &image, &pair, &access::Note::default()).await;
    match refused.map_err(|failure| Stop::of(&failure))? {
        Some((why, code)) => Err(Stop { words: words::new_does_not_push(image.familiar(), why), code }),
        None => Ok(()),
    }
}

async fn list(world: &World, session: &SessionToken) -> Result<Vec<HubToken>, Stop> {
    let listed = hub::list_tokens(&world.http, &world.endpoints.hub, session).await.answer;
    listed.map_err(|failure| Stop::of(&failure))
}

/// The old token in the account's list: as it was named, else by the label that was noted. A guess here would
/// deactivate somebody's token.
fn which<'a>(
    tokens: &'a [HubToken],
    wanted: Option<&str>,
    noted: Option<&str>,
) -> Result<&'a HubToken, Stop> {
    let active: Vec<&HubToken> = tokens.iter().filter(|token| token.active).collect();
    let fits = |token: &&&HubToken| match wanted.or(noted) {
        Some(name) => token.label == name || token.id == name,
        None => false,
    };
    let fitting: Vec<&&HubToken> = active.iter().filter(fits).collect();
    match fitting.as_slice() {
        [only] => Ok(only),
        _ => {
            let list = active.iter().map(|token| format!("{} ({})", token.label, token.id));
            Err(Stop::usage(words::which_old(list.collect::<Vec<_>>().join(", "))))
        }
    }
}

fn image(args: &RotateArgs, registry: &Registry, found: &Found, own: &[String]) -> Option<String> {
    let here = |text: &String| Image::parse(text).is_ok_and(|image| image.registry() == registry);
    let all = args.image.iter().chain(own).chain(&found.image);
    all.into_iter()
        .find(|text| here(text))
        .map(|text| Image::parse(text).map_or_else(|_| text.clone(), |image| image.familiar()))
}

/// The old label without the date that an earlier rotation gave it, and the moment of this one.
fn label_for(old: Option<&str>, now: Moment) -> String {
    let base = old.unwrap_or("pushpilot");
    let base = base.rsplit_once(" · ").map_or(base, |(base, _)| base);
    let moment = now.iso().replace('T', " ").replace('Z', "");
    let room = LABEL - moment.chars().count() - 3;
    format!("{} · {moment}", base.chars().take(room).collect::<String>())
}

fn id() -> String {
    let mut bytes = [0_u8; 8];
    // Without chance the clock tells rotations apart: two of them never run at once.
    let _ = getrandom::fill(&mut bytes);
    let chance: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{chance}", now().0)
}

#[cfg(test)]
mod tests {
    use super::{label_for, which};
    use crate::model::hub_token::HubToken;
    use crate::model::moment::Moment;

    fn token(id: &str, label: &str, active: bool) -> HubToken {
        HubToken {
            id: id.into(),
            label: label.into(),
            scope: None,
            active,
            generated: false,
            created: None,
            last_used: None,
            expires: None,
        }
    }

    #[test]
    fn the_old_token_is_never_guessed() {
        let tokens = [
            token("1", "CI", true),
            token("2", "CI", false),
            token("3", "laptop", true),
            token("4", "laptop", true),
        ];
        let id = |wanted, noted| which(&tokens, wanted, noted).ok().map(|token| token.id.as_str());
        assert_eq!(id(None, None), None);
        assert_eq!(id(None, Some("CI")), Some("1"));
        assert_eq!(id(None, Some("laptop")), None);
        assert_eq!(id(Some("4"), Some("CI")), Some("4"));
        assert_eq!(id(Some("2"), None), None);
    }

    #[test]
    fn labels_do_not_grow_with_each_rotation() {
        let then = Moment::parse("2026-11-24T10:00:00Z").expect("a date");
        let first = label_for(Some("GitHub Actions"), then);
        assert_eq!(first, "GitHub Actions · 2026-11-24 10:00:00");
        assert_eq!(label_for(Some(&first), then), first);
        assert_eq!(label_for(Some(&"x".repeat(100)), then).chars().count(), 100);
    }
}
