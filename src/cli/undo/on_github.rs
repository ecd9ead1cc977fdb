//! Secrets and variables that were created at GitHub: they go away again, as long as nobody else wrote them since.

use std::collections::HashMap;

use super::record::There;
use super::{Check, Trouble};
use crate::flow::facts::ChangeKind;
use crate::model::failure::Failure;
use crate::model::github::{Shelf, Slug};
use crate::model::secret_plan::NameKind;
use crate::outside::github::{GitHub, sign_in};
use crate::outside::world::World;
use crate::text::{Text, failures, github, undo as words, words as shared};

/// The repositories that were asked for, each with its client: to find a token takes its time.
pub(super) struct OnGitHub<'a> {
    world: &'a World,
    clients: HashMap<(String, Slug), Found>,
}

/// A client, or why there is none: as a word, and in words.
type Found = Result<GitHub, (&'static str, Text)>;

/// Whether what is at GitHub is what this program left there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Now {
    Ours,
    Others,
    /// It was never seen on GitHub's list, so that nothing can be compared.
    Unproven,
    Gone,
}

impl<'a> OnGitHub<'a> {
    pub(super) fn new(world: &'a World) -> Self {
        Self { world, clients: HashMap::new() }
    }

    pub(super) async fn check(&mut self, there: &There) -> Check {
        let secret = there.kind == NameKind::Secret;
        if !there.created {
            let words = match secret {
                true => shared::undo(ChangeKind::SecretWritten),
                false => words::variable_overwritten(),
            };
            return Check::Cannot("overwritten", words);
        }
        let client = match self.client(there).await {
            Ok(client) => client.clone(),
            Err((why, words)) => return Check::Cannot(why, words.clone()),
        };
        match now(self.world, &client, there).await {
            Ok(Now::Ours) if secret => Check::Can(words::secret_away()),
            Ok(Now::Ours) => Check::Can(words::variable_away()),
            Ok(Now::Others) => Check::Cannot("changed-since", words::written_since()),
            Ok(Now::Unproven) => Check::Cannot("unproven", words::unproven()),
            Ok(Now::Gone) => Check::Cannot("gone", words::is_gone()),
            Err(failure) => Check::Cannot("unreadable", failures::sentence(&failure)),
        }
    }

    /// Deletes it, if it still is what was left: the person may have taken their time to answer.
    pub(super) async fn take_back(&mut self, there: &There) -> Result<(), Trouble> {
        let client = match self.client(there).await {
            Ok(client) => client.clone(),
            Err((_, words)) => return Err(Trouble::Found(words.clone())),
        };
        let world = self.world;
        if now(world, &client, there).await? != Now::Ours {
            return Err(Trouble::Found(words::written_since()));
        }
        let done = match there.kind {
            NameKind::Secret => client.delete_secret(&there.shelf, &there.name).await,
            NameKind::Variable => client.delete_variable(environment(there), &there.name).await,
        };
        if let Err(failure) = done {
            // The answer may be lost where the deed is done.
            if !matches!(now(world, &client, there).await, Ok(Now::Gone)) {
                return Err(failure.into());
            }
        }
        // Remembered for nothing; the secret is gone all the same.
        drop(world.written_secrets().forget(&there.place, there.kind));
        Ok(())
    }

    async fn client(&mut self, there: &There) -> &Found {
        let key = (there.host.clone(), there.slug.clone());
        if !self.clients.contains_key(&key) {
            let found = match sign_in::connect(self.world, &there.host, there.slug.clone()).await {
                Ok(client) if client.has_token() => Ok(client),
                Ok(_) => Err(("not-signed-in", github::not_signed_in(&there.host))),
                Err(failure) => Err(("unreadable", failures::sentence(&failure))),
            };
            self.clients.insert(key.clone(), found);
        }
        &self.clients[&key]
    }
}

fn environment(there: &There) -> Option<&str> {
    match &there.shelf {
        Shelf::Environment(name) => Some(name),
        _ => None,
    }
}

/// A shelf that is gone has nothing on it.
fn none_if_gone<T>(failure: Failure) -> Result<Vec<T>, Failure> {
    if failure.status() == Some(404) { Ok(Vec::new()) } else { Err(failure) }
}

async fn now(world: &World, client: &GitHub, there: &There) -> Result<Now, Failure> {
    let notes = world.written_secrets();
    match there.kind {
        NameKind::Secret => {
            let kept = client.secrets(&there.shelf).await.or_else(none_if_gone)?;
            let Some(kept) = kept.into_iter().find(|kept| kept.name.eq_ignore_ascii_case(&there.name)) else {
                return Ok(Now::Gone);
            };
            let wrote = notes.all()?.into_iter().find(|wrote| {
                wrote.host == there.host
                    && wrote.repository == there.slug.to_string()
                    && wrote.shelf == there.shelf
                    && wrote.name == there.name
            });
            Ok(match wrote {
                None => Now::Unproven,
                Some(wrote) if kept.updated == Some(wrote.updated) => Now::Ours,
                Some(_) => Now::Others,
            })
        }
        NameKind::Variable => {
            let all = client.variables(environment(there)).await.or_else(none_if_gone)?;
            let Some(known) = all.into_iter().find(|known| known.name.eq_ignore_ascii_case(&there.name))
            else {
                return Ok(Now::Gone);
            };
            let ours = notes.wrote_variable(&there.place, &known.value)?;
            Ok(if ours { Now::Ours } else { Now::Others })
        }
    }
}
