//! Which credential a command without a screen uses: handed over, from the environment, from our own
//! stores, else from docker's configuration.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::exit::Code;
use super::{Call, Stop};
use crate::model::access::Note;
use crate::model::account::{Credential, Origin, Username, UsernameProblem};
use crate::model::failure::Failure;
use crate::model::image::{Image, Registry};
use crate::model::secret::Password;
use crate::model::verdict::{Outcome, judge};
use crate::outside::credentials;
use crate::outside::registry::Session;
use crate::outside::world::World;
use crate::run::now;
use crate::text::{Text, commands, pages, words};

/// More than any token has.
const LIMIT: u64 = 64 * 1024;

/// The token on standard input, if the flag says so.
pub(super) fn from_stdin(call: &Call, wanted: bool) -> Result<Option<(Username, Password)>, Stop> {
    if !wanted {
        return Ok(None);
    }
    let name = call.cli.username.as_deref().ok_or_else(|| Stop::usage(commands::username_needed()))?;
    let name = Username::parse(name).map_err(|problem| Stop::usage(pages::username_problem(problem)))?;
    Ok(Some((name, entered()?)))
}

/// The secret on standard input.
pub(super) fn entered() -> Result<Password, Stop> {
    let mut text = Zeroizing::new(String::new());
    let read = io::stdin().take(LIMIT).read_to_string(&mut text);
    let secret = Password::entered(&text.as_str().into());
    if read.is_err() || secret.expose().is_empty() {
        return Err(Stop::usage(commands::stdin_empty()));
    }
    Ok(secret)
}

/// The credential for a registry, with what was noted about it earlier.
pub(super) async fn find(
    world: &World,
    registry: &Registry,
    given: Option<&(Username, Password)>,
    wanted: Option<&str>,
) -> Result<(Credential, Note), Stop> {
    let credential = match given {
        Some((username, token)) => Credential {
            registry: registry.clone(),
            username: username.clone(),
            secret: token.expose().to_owned().into(),
            origin: Origin::Stdin,
            identity_token: false,
        },
        None => stored(world, registry, wanted).await?,
    };
    let note = world.noted(&credential).await;
    Ok((credential, note))
}

/// Why this pair certainly does not push this image, as measured now, with the code for it; nothing where it does, or
/// where that cannot be told.
pub(super) async fn refused(
    world: &World,
    image: &Image,
    pair: &Credential,
    note: &Note,
) -> Result<Option<(Text, Code)>, Failure> {
    let pair = Some(pair.clone());
    let session = Session::new(&world.http, &world.endpoints, image.registry(), pair, Vec::new())?;
    let measured = session.measured(image).await;
    let verdict = judge(&measured, note, now());
    let refused = verdict.outcome() == Outcome::CannotPush;
    Ok(refused.then(|| (words::why(&verdict, &measured), Code::of_verdict(&verdict))))
}

async fn stored(world: &World, registry: &Registry, wanted: Option<&str>) -> Result<Credential, Stop> {
    if world.env.get(credentials::TOKEN).is_some() {
        // Half of a pair serves nobody; the other half is not guessed, nor another credential taken in its place.
        let name = world.env.text(credentials::USERNAME).unwrap_or_default();
        Username::parse(name).map_err(|problem| {
            Stop::usage(match problem {
                UsernameProblem::Empty => commands::variable_needs_username(),
                problem => pages::username_problem(problem),
            })
        })?;
    }
    let found = credentials::discover(registry, &world.machine()).await;
    let mut trouble = None;
    for found in found {
        let other =
            wanted.is_some_and(|wanted| found.username.as_ref().is_some_and(|name| name.as_str() != wanted));
        // The encrypted file wants a passphrase, and there is nobody to ask.
        if other || matches!(found.origin, Origin::EncryptedFile(_)) {
            continue;
        }
        match credentials::load(&found, &world.machine(), None).await {
            Ok(credential) => return Ok(credential),
            Err(failure) => trouble = trouble.or(Some(failure)),
        }
    }
    Err(match trouble {
        Some(failure) => Stop::of(&failure),
        None => Stop { words: commands::no_credential(registry.host()), code: Code::CredentialRefused },
    })
}
