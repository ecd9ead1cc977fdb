//! `rotate`: a new token in the place of an old one, everywhere; `undo` of that: the way back. What is done next is said by
//! [`crate::rotation`], from the journal.

pub mod args;
mod asking;
mod begin;
mod build;
mod patience;
mod place;
mod say;
mod targets;
mod work;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use self::args::{RotateArgs, UndoArgs};
use self::asking::Piped;
use self::place::Place;
use self::work::Work;
use super::exit::Code;
use super::{Call, Stop, agreed, runtime, undo, world};
use crate::model::account::Username;
use crate::model::failure::Failure;
use crate::model::github::Slug;
use crate::model::image::Registry;
use crate::model::secret::AccessToken;
use crate::outside::files;
use crate::outside::github::{GitHub, Paced, sign_in};
use crate::outside::keyring::Beside;
use crate::outside::world::World;
use crate::rotation::{Hand, Mark, Next, Note, Rotation, Step, Why};
use crate::run::now;
use crate::text::rotation as words;

pub(super) fn run(call: &Call, args: &RotateArgs) -> Result<Code, Stop> {
    block(async {
        let piped = Piped::read(args.token_stdin || args.password_stdin)?;
        let (world, _lock) = ready(call, args.dry_run)?;
        let open = rotations(&world)?.into_iter().rfind(|rotation| {
            !rotation.is_over() && !(args.again && (rotation.rests() || rotation.goes_back()))
        });
        match open {
            Some(rotation) => resume(call, args, &world, rotation, piped).await,
            None => begin::run(call, args, &world, piped).await,
        }
    })
}

pub(super) fn undo(call: &Call, args: &UndoArgs) -> Result<Code, Stop> {
    block(async {
        let mut piped = Piped::read(args.password_stdin)?;
        let (world, _lock) = ready(call, args.dry_run)?;
        let all = rotations(&world)?;
        let newest = all.into_iter().rfind(|rotation| !(rotation.goes_back() && rotation.is_over()));
        let Some(mut rotation) = newest else { return undo::run(call, args, &world, None).await };
        if rotation.is_past_return() && rotation.is_over() {
            // What else was changed can be taken back all the same.
            return undo::run(call, args, &world, Some(&rotation)).await;
        }
        if !args.json {
            say::undo_plan(call, &rotation);
        }
        if args.dry_run {
            return Ok(say::end(call, &rotation, &[], None, true, args.json));
        }
        if rotation.is_past_return() {
            let gone = Some(Next::Stuck(Why::Gone));
            return Ok(say::end(call, &rotation, &[], gone, false, args.json));
        }
        if !agreed(call, args.yes, &words::ask_undo(), words::needs_yes)? {
            return Ok(Code::Cancelled);
        }
        let (registry, username) = account(&rotation)?;
        let place = Place::open(call, &world, rotation.order.kept, &mut piped).await?;
        let session = asking::session(call, &world, &registry, &username, &mut piped, true).await?;
        if !rotation.goes_back() {
            let mark = Mark::Done { at: now(), detail: None };
            let note = Note::of(&rotation, Step::Undo, &mark);
            let of = format!("{registry}/{username}");
            world.journal().add_with(now(), "rotation", &of, &note).map_err(|failure| Stop::of(&failure))?;
            rotation.note(Step::Undo, mark);
        }
        let work = Work { session, ..taken_up(call, &world, rotation, place, args.json).await? };
        finish(work).await
    })
}

fn block(work: impl Future<Output = Result<Code, Stop>>) -> Result<Code, Stop> {
    let runtime = runtime();
    let code = runtime.block_on(work);
    runtime.shutdown_background();
    code
}

/// What is reachable, and the right to rotate, which a dry run does without: one run at a time.
fn ready(call: &Call, is_dry: bool) -> Result<(World, Option<files::Lock>), Stop> {
    let world = world(call)?;
    let lock = || files::lock(&world.places.state.join("rotation")).map_err(|failure| Stop::of(&failure));
    let lock = if is_dry { None } else { Some(lock()?) };
    Ok((world, lock))
}

fn rotations(world: &World) -> Result<Vec<Rotation>, Stop> {
    let lines = world.journal().lines().map_err(|failure| Stop::of(&failure))?;
    crate::rotation::read(&lines).map_err(|_| Stop { words: words::newer_journal(), code: Code::CheckFailed })
}

fn account(rotation: &Rotation) -> Result<(Registry, Username), Stop> {
    let username = Username::parse(&rotation.order.username);
    let username = username.map_err(|_| Stop { words: words::newer_journal(), code: Code::CheckFailed })?;
    Ok((Registry::parse(&rotation.order.registry), username))
}

impl<'a> Work<'a> {
    /// A rotation with nothing at hand but its place.
    fn of(
        call: &'a Call,
        world: &'a World,
        rotation: Rotation,
        place: Place,
        json: bool,
    ) -> Result<Self, Stop> {
        let (registry, username) = account(&rotation)?;
        Ok(Self {
            call,
            world,
            github: None,
            place,
            registry,
            username,
            session: None,
            new: None,
            old: None,
            expires: None,
            rotation,
            hand: Hand::default(),
            failures: Vec::new(),
            interrupted: watch_for_interrupts(),
            json,
            keys: HashMap::new(),
        })
    }

    /// A token that is handed over takes the place of one that is to be handed over, and of one that is kept and was
    /// never proven, as nobody uses it; of no other.
    async fn take_given(&mut self, token: Option<AccessToken>) -> Result<(), Stop> {
        let Some(token) = token else { return Ok(()) };
        if self.rotation.awaits_proof() {
            let kept = self.place.put(&self.registry, &self.username, Beside::Next, &token).await;
            kept.map_err(|failure| Stop::of(&failure))?;
        } else if self.rotation.is_done(Step::Hold) {
            return Ok(());
        }
        self.new = Some(token);
        self.hand.token = true;
        Ok(())
    }
}

/// An earlier rotation with what it needs, as far as this machine still has it.
async fn taken_up<'a>(
    call: &'a Call,
    world: &'a World,
    rotation: Rotation,
    place: Place,
    json: bool,
) -> Result<Work<'a>, Stop> {
    let mut work = Work::of(call, world, rotation, place, json)?;
    let (registry, username) = (&work.registry, &work.username);
    let failed = |failure: Failure| Stop::of(&failure);
    work.new = work.place.held(registry, username, Beside::Next).await.map_err(failed)?;
    work.old = match work.place.held(registry, username, Beside::Replaced).await.map_err(failed)? {
        Some(old) => Some(old),
        None => in_use(&work).await,
    };
    if let Some(slug) = work.rotation.order.targets.first().and_then(crate::rotation::Target::slug) {
        work.github = Some(connected(world, &work.rotation.order.host, slug).await?);
    }
    Ok(work)
}

/// Before anything was kept: the one that tools read.
async fn in_use(work: &Work<'_>) -> Option<AccessToken> {
    let (registry, username) = (&work.registry, &work.username);
    if let Ok(Some(there)) = work.place.held(registry, username, Beside::Itself).await {
        return Some(there);
    }
    let found = super::credential::find(work.world, registry, None, Some(username.as_str())).await;
    found.ok().map(|(pair, _)| pair.secret)
}

/// GitHub, signed in, at GitHub's own pace.
async fn connected(world: &World, host: &str, slug: Slug) -> Result<GitHub, Stop> {
    let github = sign_in::connect(world, host, slug).await.map_err(|failure| Stop::of(&failure))?;
    if !github.has_token() {
        let words = crate::text::github::not_signed_in(host);
        return Err(Stop { words, code: Code::CredentialRefused });
    }
    Ok(github.paced(&Paced::default()))
}

/// The first Ctrl-C ends the run after what is being done; the next one ends it at once, which loses nothing.
fn watch_for_interrupts() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if set.swap(true, Ordering::Relaxed) {
                std::process::exit(Code::Interrupted as i32);
            }
        }
    });
    flag
}

/// Goes on where an earlier run ended.
async fn resume(
    call: &Call,
    args: &RotateArgs,
    world: &World,
    rotation: Rotation,
    mut piped: Piped,
) -> Result<Code, Stop> {
    if !args.json {
        say::resumed(call, &rotation);
    }
    if args.dry_run {
        return Ok(say::end(call, &rotation, &[], None, true, args.json));
    }
    let place = Place::open(call, world, rotation.order.kept, &mut piped).await?;
    let mut work = taken_up(call, world, rotation, place, args.json).await?;
    let waits = work.rotation.due().is_some_and(|due| work.rotation.rests() && now() < due);
    if args.token_stdin {
        work.take_given(piped.token()).await?;
    } else if !waits {
        let (registry, username) = (&work.registry, &work.username);
        work.session = asking::session(call, world, registry, username, &mut piped, true).await?;
    }
    finish(work).await
}

/// Does what is left, and says where things are.
async fn finish(mut work: Work<'_>) -> Result<Code, Stop> {
    let call = work.call;
    let mut end = work.drive().await?;
    if end == Some(Next::Give)
        && let Some(token) = asking::token(call)?
    {
        work.take_given(Some(token)).await?;
        end = work.drive().await?;
    }
    if end.is_none() {
        eprintln!("pushpilot: {}", call.speaker.say(&words::interrupted()));
    }
    let code = say::end(call, &work.rotation, &work.failures, end, false, work.json);
    Ok(match (end, code) {
        (None, _) => Code::Interrupted,
        (Some(Next::Stuck(Why::NoToken)), _) => {
            work.failures.last().map_or(code, |(_, trouble)| match trouble {
                work::Trouble::Failed(failure) => Code::of_failure(&failure.kind),
                work::Trouble::Found(_) => Code::NotPermitted,
            })
        }
        (_, code) => code,
    })
}
