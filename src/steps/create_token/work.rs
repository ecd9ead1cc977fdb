//! The password lane's requests, and in practice the person's part at the token page.

use secrecy::SecretString;

use crate::flow::effect::SignedIn;
use crate::model::access::Note;
use crate::model::account::{Credential, Username};
use crate::model::failure::{Failure, FailureKind, Odd};
use crate::model::hub_token::{HubToken, NewToken, Scope};
use crate::model::project::Found;
use crate::model::secret::{AccessToken, OneTimeCode, Passphrase, Password, SecondFactorToken, SessionToken};
use crate::outside::credentials;
use crate::outside::http::{Ask, Method};
use crate::outside::hub;
use crate::outside::world::World;

/// The secret behind a found credential, and what was noted about this very secret.
///
/// # Errors
/// The place has a trouble, or the credential is gone since it was found.
pub async fn load(
    world: &World,
    found: &Found,
    passphrase: Option<&Passphrase>,
) -> Result<(Credential, Note), Failure> {
    let credential = credentials::load(found, &world.machine(), passphrase).await?;
    let note = world.noted(&credential).await;
    Ok((credential, note))
}

/// # Errors
/// Refused, or not answered. A refused password is never tried again by itself.
pub async fn sign_in(world: &World, username: &Username, password: &Password) -> Result<SignedIn, Failure> {
    let asked = hub::sign_in_with_password(&world.http, &world.endpoints.hub, username, password).await;
    asked.answer.map(|signed_in| match signed_in {
        hub::SignedIn::Session(session) => SignedIn::Session(session),
        hub::SignedIn::NeedsOneTimeCode(first) => SignedIn::NeedsCode(first),
    })
}

/// # Errors
/// Refused, or not answered.
pub async fn sign_in_with_code(
    world: &World,
    first: &SecondFactorToken,
    code: &OneTimeCode,
) -> Result<SignedIn, Failure> {
    let asked = hub::sign_in_with_code(&world.http, &world.endpoints.hub, first, code).await;
    asked.answer.map(SignedIn::Session)
}

/// # Errors
/// Refused, or not answered.
pub async fn list(world: &World, session: &SessionToken) -> Result<Vec<HubToken>, Failure> {
    hub::list_tokens(&world.http, &world.endpoints.hub, session).await.answer
}

/// # Errors
/// Refused, or not answered; whether a token was made is then not known, and the list tells.
pub async fn make(
    world: &World,
    session: &SessionToken,
    order: &NewToken,
) -> Result<(AccessToken, HubToken), Failure> {
    let made = hub::create_token(&world.http, &world.endpoints.hub, session, order).await;
    made.answer.map(|(listed, token)| (token, listed))
}

/// # Errors
/// Refused, or not answered.
pub async fn retire(world: &World, session: &SessionToken, id: &str, delete: bool) -> Result<(), Failure> {
    let (http, hub) = (&world.http, &world.endpoints.hub);
    if delete {
        hub::delete_token(http, hub, session, id).await.answer
    } else {
        hub::deactivate_token(http, hub, session, id).await.answer
    }
}

/// Fills in the practice token page as a person would, and takes what it shows.
///
/// # Errors
/// The practice services do not answer.
pub async fn play_page(world: &World, scope: Scope) -> Result<SecretString, Failure> {
    #[derive(serde::Deserialize)]
    struct Shown {
        token: String,
    }
    let odd = || Failure::new(FailureKind::NotUnderstood(Odd::Incomplete));
    let page = world.endpoints.token_page.parse().map_err(|_| odd())?;
    let fields = [("description", "GitHub Actions"), ("expiration", "90"), ("permission", scope.as_str())];
    let ask = Ask::new(Method::POST, page).form(&fields).accepting("application/json");
    let asked = world.http.send(ask).await.read(|answer| answer.json::<Shown>());
    asked.answer.map(|shown| SecretString::from(shown.token))
}
