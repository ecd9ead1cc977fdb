//! Doing what the rotation says is next: noted before, done, noted after.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::patience::{is_sure, patiently};
use super::place::Place;
use super::say;
use crate::cli::{Call, Stop};
use crate::model::account::{Credential, Origin, Username};
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::Shelf;
use crate::model::hub_token::{NewToken, Scope};
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::secret::{AccessToken, SecretValue, SessionToken};
use crate::model::verdict::{Outcome, judge, level};
use crate::outside::github::{GitHub, PublicKey};
use crate::outside::keyring::Beside;
use crate::outside::registry::Session;
use crate::outside::world::World;
use crate::outside::written::Login;
use crate::outside::{hub, inventory};
use crate::rotation::{Hand, Made, Mark, Next, Note, Rotation, Step, Target};
use crate::run::now;
use crate::text::{Text, rotation as words, words as shared};

/// The registry may need a moment before it refuses a token that was deactivated (UNSOURCED how long).
const LAG: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// A rotation and what doing it needs.
pub(super) struct Work<'a> {
    pub(super) call: &'a Call,
    pub(super) world: &'a World,
    pub(super) github: Option<GitHub>,
    pub(super) place: Place,
    pub(super) registry: Registry,
    pub(super) username: Username,
    pub(super) session: Option<SessionToken>,
    pub(super) new: Option<AccessToken>,
    pub(super) old: Option<AccessToken>,
    /// How long the new token is to live.
    pub(super) expires: Option<Moment>,
    pub(super) rotation: Rotation,
    pub(super) hand: Hand,
    /// What went wrong in this run, by step.
    pub(super) failures: Vec<(Step, Trouble)>,
    pub(super) interrupted: Arc<AtomicBool>,
    /// The end is told as one document, and nothing before it.
    pub(super) json: bool,
    pub(super) keys: HashMap<(String, Shelf), PublicKey>,
}

/// Why a step did not succeed.
pub(super) enum Trouble {
    Failed(Failure),
    /// Measured, and not as it should be.
    Found(Text),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

pub(super) type Came = Result<Option<String>, Trouble>;

impl Work<'_> {
    /// Goes on until it is done, has to wait, or is stuck; `None` where the person stopped it.
    pub(super) async fn drive(&mut self) -> Result<Option<Next>, Stop> {
        self.hand.session = self.session.is_some();
        loop {
            if self.interrupted.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let Next::Do(step) = self.rotation.next(&self.hand, now()) else {
                return Ok(Some(self.rotation.next(&self.hand, now())));
            };
            *self.hand.tried.entry(step).or_default() += 1;
            // What only looks needs no note before it.
            if !matches!(step, Step::Prove | Step::Green | Step::Machine | Step::Dead | Step::Alive) {
                self.note(step, Mark::Began)?;
            }
            self.failures.retain(|(failed, _)| *failed != step);
            let came = self.perform(step).await;
            // What was waited for goes on without us, and is waited for again.
            if matches!(&came, Err(Trouble::Failed(Failure { kind: FailureKind::Stopped, .. })))
                && self.interrupted.load(Ordering::Relaxed)
            {
                return Ok(None);
            }
            let mark = match came {
                Ok(detail) => Mark::Done { at: now(), detail },
                Err(trouble) => {
                    let (sure, why) = match &trouble {
                        Trouble::Failed(failure) => (is_sure(failure), format!("{:?}", failure.kind)),
                        Trouble::Found(found) => (true, found.id().to_owned()),
                    };
                    self.failures.push((step, trouble));
                    Mark::Failed { sure, why }
                }
            };
            self.note(step, mark)?;
            if !self.json {
                say::step(self, step);
            }
        }
    }

    fn note(&mut self, step: Step, mark: Mark) -> Result<(), Stop> {
        let note = Note::of(&self.rotation, step, &mark);
        let of = self.subject(step);
        let journal = self.world.journal();
        journal.add_with(now(), "rotation", &of, &note).map_err(|failure| Stop::of(&failure))?;
        self.rotation.note(step, mark);
        Ok(())
    }

    /// What a step is about, for who reads the journal.
    fn subject(&self, step: Step) -> String {
        let account = format!("{}/{}", self.registry, self.username);
        match step {
            Step::Write(at) | Step::PutBack(at) => self
                .rotation
                .order
                .targets
                .get(at)
                .map_or(account, |target| target.place(&self.rotation.order.host)),
            _ => account,
        }
    }

    async fn perform(&mut self, step: Step) -> Came {
        match step {
            Step::Make => self.make().await,
            Step::Discard => self.delete_by_label().await,
            Step::Hold => self.hold().await,
            Step::Prove => self.prove().await,
            Step::Store => self.store().await,
            Step::Write(at) => self.write(at, true).await,
            Step::PutBack(at) => self.write(at, false).await,
            Step::Build => self.build().await,
            Step::Green => self.green().await,
            Step::Machine => self.machine().await,
            Step::Deactivate => self.set_old(Aim::Inactive).await,
            Step::Wrong | Step::Activate => self.set_old(Aim::Active).await,
            Step::Delete => self.set_old(Aim::Deleted).await,
            Step::Dead => self.dead().await,
            Step::Alive => match self.let_in(self.old.clone()).await? {
                true => Ok(None),
                false => Err(Trouble::Found(words::old_refused())),
            },
            Step::Forget | Step::Release => {
                for beside in [Beside::Next, Beside::Replaced] {
                    self.place.let_go(&self.registry, &self.username, beside).await?;
                }
                Ok(None)
            }
            Step::Undo => Ok(None),
            Step::Restore => {
                let old = self.old.clone().ok_or(missing())?;
                self.place.put(&self.registry, &self.username, Beside::Itself, &old).await?;
                Ok(None)
            }
            Step::Withdraw => self.withdraw().await,
        }
    }

    fn signed_in(&self) -> Result<&SessionToken, Trouble> {
        self.session.as_ref().ok_or_else(|| Failure::new(FailureKind::NeedsPassword).into())
    }

    async fn make(&mut self) -> Came {
        let new =
            NewToken { label: self.rotation.order.label.clone(), scope: Scope::Write, expires: self.expires };
        let made =
            hub::create_token(&self.world.http, &self.world.endpoints.hub, self.signed_in()?, &new).await;
        let (listed, token) = made.answer?;
        self.new = Some(token);
        self.hand.token = true;
        Ok(Some(listed.id))
    }

    /// A token of this rotation's label that nobody has: it was made, and its characters were lost.
    async fn delete_by_label(&mut self) -> Came {
        let (http, hub_url) = (&self.world.http, &self.world.endpoints.hub);
        let session = self.signed_in()?;
        let all =
            patiently(self.call, async || hub::list_tokens(http, hub_url, session).await.answer).await?;
        for token in all.iter().filter(|token| token.label == self.rotation.order.label) {
            gone(hub::delete_token(http, hub_url, session, &token.id).await.answer)?;
        }
        Ok(None)
    }

    async fn hold(&mut self) -> Came {
        let new = self.new.clone().ok_or(missing())?;
        self.place.put(&self.registry, &self.username, Beside::Next, &new).await?;
        let old = self.old.clone().ok_or(missing())?;
        self.place.put(&self.registry, &self.username, Beside::Replaced, &old).await?;
        Ok(None)
    }

    fn credential(&self, secret: Option<AccessToken>) -> Result<Credential, Failure> {
        Ok(Credential {
            registry: self.registry.clone(),
            username: self.username.clone(),
            secret: secret.ok_or(missing())?,
            origin: Origin::Keyring,
            identity_token: false,
        })
    }

    async fn prove(&mut self) -> Came {
        let incomplete = || Failure::new(FailureKind::NotUnderstood(crate::model::failure::Odd::Incomplete));
        let image = Image::parse(&self.rotation.order.image).map_err(|_| incomplete())?;
        let pair = self.credential(self.new.clone())?;
        let world = self.world;
        let session =
            Session::new(&world.http, &world.endpoints, &self.registry, Some(pair.clone()), Vec::new())?;
        let measured = session.measured(&image).await;
        let verdict = judge(&measured, &crate::model::access::Note::default(), now());
        if verdict.outcome() != Outcome::CanPush {
            return Err(Trouble::Found(shared::why(&verdict, &measured)));
        }
        let label = self.rotation.order.label.clone();
        let (level, expires, made) = (level(&measured), self.expires, self.rotation.order.made);
        let change = move |note: &mut crate::model::access::Note| {
            if made == Made::Here {
                note.label = Some(label);
                note.expires = expires;
            }
            note.created = note.created.or(Some(now()));
            note.level = level.or(note.level);
            note.proven = Some(now());
        };
        world.note(&pair.registry, &pair.username, &pair.secret, change).await;
        Ok(None)
    }

    async fn store(&mut self) -> Came {
        let new = self.new.clone().ok_or(missing())?;
        let (registry, username) = (&self.registry, &self.username);
        let there = self.place.held(registry, username, Beside::Itself).await?;
        let known = |secret: &AccessToken| {
            secret.is_same(&new) || self.old.as_ref().is_some_and(|old| old.is_same(secret))
        };
        if there.as_ref().is_none_or(known) {
            self.place.put(registry, username, Beside::Itself, &new).await?;
        } else {
            self.place.store(registry, username, &new).await?;
        }
        Ok(None)
    }

    /// Writes a secret, and looks whether the list shows it. The same value may be written twice.
    async fn write(&mut self, at: usize, new: bool) -> Came {
        let target = self.rotation.order.targets.get(at).cloned().ok_or(missing())?;
        let github = self.github.clone().ok_or_else(|| Failure::new(FailureKind::Stopped))?;
        let github = github.of(target.slug().ok_or(missing())?);
        let (shelf, name) = (target.shelf.shelf(), target.name.as_str());
        let token = if new { self.new.clone() } else { self.old.clone() }.ok_or(missing())?;
        let value: SecretValue = token.expose().to_owned().into();
        let key = self.key(&github, &target).await?;
        let call = self.call;
        let id = match shelf {
            Shelf::Organization(_) => patiently(call, async || github.repository().await).await?.id,
            _ => 0,
        };
        let written = patiently(call, async || github.put_secret(&shelf, name, &value, &key, id).await).await;
        if let Err(failure) = written {
            // The key may have changed since it was read.
            self.keys.clear();
            return Err(failure.into());
        }
        let listed = patiently(call, async || github.secrets(&shelf).await).await?;
        let seen = listed.into_iter().find(|kept| kept.name.eq_ignore_ascii_case(name));
        let updated = seen.and_then(|kept| kept.updated);
        let date = updated.map(Moment::iso);
        if date.is_none() || (new && date == target.before) {
            return Err(
                Failure::new(FailureKind::NotUnderstood(crate::model::failure::Odd::Incomplete)).into()
            );
        }
        if let Some(updated) = updated {
            let place = target.place(&self.rotation.order.host);
            let login = Login { registry: &self.registry, username: &self.username, token: &token };
            // Without the note a list says less; the secret is written all the same.
            drop(self.world.written_secrets().record(&place, updated, Some(login)));
        }
        Ok(date)
    }

    async fn key(&mut self, github: &GitHub, target: &Target) -> Result<PublicKey, Failure> {
        let shelf = target.shelf.shelf();
        let known = (format!("{}/{}", target.owner, target.repository), shelf.clone());
        if let Some(key) = self.keys.get(&known) {
            return Ok(key.clone());
        }
        let key = patiently(self.call, async || github.public_key(&shelf).await).await?;
        self.keys.insert(known, key.clone());
        Ok(key)
    }

    /// No other place on this machine may still have the old token: what reads it there would be locked out.
    async fn machine(&mut self) -> Came {
        let old = self.old.clone().ok_or(missing())?;
        let (holdings, _) = inventory::take(self.world).await;
        let same = holdings.into_iter().find(|holding| {
            holding.registry == self.registry
                && holding.credential.as_ref().is_some_and(|known| known.secret.is_same(&old))
        });
        let home = self.world.places.home.as_deref();
        match same.and_then(|holding| holding.places.into_iter().next()) {
            Some(found) => Err(Trouble::Found(words::still_on_machine(shared::origin(&found.origin, home)))),
            None => Ok(None),
        }
    }

    async fn set_old(&mut self, aim: Aim) -> Came {
        let id = self.rotation.order.old.as_ref().map(|old| old.id.clone()).ok_or(missing())?;
        let (http, hub_url, session) = (&self.world.http, &self.world.endpoints.hub, self.signed_in()?);
        // Each of these may be asked twice: the second time changes nothing.
        patiently(self.call, async || match aim {
            Aim::Inactive => hub::deactivate_token(http, hub_url, session, &id).await.answer,
            Aim::Active => hub::activate_token(http, hub_url, session, &id).await.answer,
            Aim::Deleted => gone(hub::delete_token(http, hub_url, session, &id).await.answer),
        })
        .await?;
        Ok(None)
    }

    async fn let_in(&self, secret: Option<AccessToken>) -> Result<bool, Failure> {
        let pair = self.credential(secret)?;
        let world = self.world;
        patiently(self.call, async || {
            let session =
                Session::new(&world.http, &world.endpoints, &self.registry, Some(pair.clone()), Vec::new())?;
            match session.recognise().await {
                Ok(_) => Ok(true),
                Err(failure) if matches!(failure.status(), Some(401 | 403)) => Ok(false),
                Err(failure) => Err(failure),
            }
        })
        .await
    }

    async fn dead(&mut self) -> Came {
        let waits = if self.rotation.may_be_done(Step::Deactivate) { &LAG[..] } else { &LAG[..1] };
        for wait in waits {
            tokio::time::sleep(*wait).await;
            if !self.let_in(self.old.clone()).await? {
                return Ok(None);
            }
        }
        Err(Trouble::Found(words::old_let_in()))
    }

    async fn withdraw(&mut self) -> Came {
        if self.rotation.order.made == Made::Here && self.session.is_some() {
            if let Some(id) = self.rotation.new_id().map(str::to_owned) {
                let (http, hub_url) = (&self.world.http, &self.world.endpoints.hub);
                gone(hub::delete_token(http, hub_url, self.signed_in()?, &id).await.answer)?;
            }
            self.delete_by_label().await?;
            return Ok(None);
        }
        match self.let_in(self.new.clone()).await? {
            false => Ok(None),
            true => Err(Trouble::Found(words::new_let_in())),
        }
    }
}

/// What becomes of the old token.
#[derive(Clone, Copy)]
enum Aim {
    Inactive,
    Active,
    Deleted,
}

/// What is gone already is gone.
fn gone(answer: Result<(), Failure>) -> Result<(), Failure> {
    answer.or_else(|failure| if failure.status() == Some(404) { Ok(()) } else { Err(failure) })
}

/// What this run should have at hand, and has not.
pub(super) fn missing() -> Failure {
    Failure::new(FailureKind::Keyring(crate::model::failure::KeyringTrouble::Mismatch))
}
