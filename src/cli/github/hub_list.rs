//! What Docker Hub's own list says of tags that the registry has: since when, and whether it has noticed yet.

use std::time::Duration;

use crate::model::account::Credential;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::image::Image;
use crate::model::moment::Moment;
use crate::model::secret::SessionToken;
use crate::outside::hub;
use crate::outside::world::World;
use crate::text::{Text, proof as words};

/// The list lags behind the registry, by a time that is documented nowhere: looked at so often, with a pause.
const LOOKS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(2);

/// What the list says of one tag.
#[derive(Clone, Debug)]
pub(super) enum Listed {
    NotYet,
    /// Another digest than the registry has; both have been true at some time.
    Other(Digest),
    Since(Option<Moment>),
    Unknown(Failure),
}

impl Listed {
    fn is_settled(&self) -> bool {
        matches!(self, Self::Since(_) | Self::Unknown(_))
    }

    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::NotYet => "not-yet",
            Self::Other(_) => "other",
            Self::Since(_) => "same",
            Self::Unknown(_) => "unknown",
        }
    }

    /// When the tag was pushed, as the list says.
    pub(super) fn pushed(&self) -> Option<Moment> {
        match self {
            Self::Since(pushed) => *pushed,
            _ => None,
        }
    }

    /// Whether it was there before a run began, and so is not of it.
    pub(super) fn is_older(&self, began: Option<Moment>) -> bool {
        self.pushed().zip(began).is_some_and(|(pushed, began)| pushed < began)
    }

    pub(super) fn say(&self, began: Option<Moment>) -> Option<Text> {
        Some(match self {
            Self::NotYet => words::hub_not_yet(),
            Self::Other(digest) => words::hub_other(digest.short()),
            Self::Unknown(failure) => words::hub_unknown(super::sentence(failure)),
            Self::Since(None) => return None,
            Self::Since(Some(pushed)) if began.is_none() => words::hub_lists(pushed.iso()),
            Self::Since(Some(pushed)) if self.is_older(began) => words::hub_lists_older(pushed.iso()),
            Self::Since(Some(pushed)) => words::hub_lists_this(pushed.iso()),
        })
    }
}

/// Looks until the list has noticed all of them, but not for long. `reader`: who may see a private repository.
pub(super) async fn look(
    world: &World,
    tags: &[(Image, Digest)],
    reader: Option<&Credential>,
) -> Vec<Option<Listed>> {
    let session = match reader {
        Some(pair) if tags.iter().any(|(image, _)| image.registry().is_docker_hub()) => {
            let signed_in =
                hub::sign_in(&world.http, &world.endpoints.hub, &pair.username, &pair.secret).await;
            // Without one the list is asked as by anybody.
            signed_in.answer.ok()
        }
        _ => None,
    };
    let mut all: Vec<Option<Listed>> = vec![None; tags.len()];
    for look in 0..LOOKS {
        if look > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        for ((image, digest), listed) in tags.iter().zip(&mut all) {
            let settled = listed.as_ref().is_some_and(Listed::is_settled);
            if image.registry().is_docker_hub() && !settled {
                *listed = Some(one(world, image, digest, session.as_ref()).await);
            }
        }
        if all.iter().flatten().all(Listed::is_settled) {
            break;
        }
    }
    all
}

async fn one(world: &World, image: &Image, digest: &Digest, session: Option<&SessionToken>) -> Listed {
    let tag = image.tag().unwrap_or("latest");
    let listed = hub::listed_tag(&world.http, &world.endpoints.hub, image, tag, session).await;
    match listed.answer {
        Err(failure) => Listed::Unknown(failure),
        Ok(None) => Listed::NotYet,
        Ok(Some(listed)) => match listed.digest {
            Some(other) if other != *digest => Listed::Other(other),
            _ => Listed::Since(listed.pushed),
        },
    }
}
