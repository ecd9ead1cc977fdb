//! Asks live services and this machine what a log cannot tell. Reads only: an upload that had to be opened is
//! cancelled before the answer.

use url::Url;

use super::credentials::{self, load_pick};
use super::github::sign_in;
use super::reach;
use super::registry::Session;
use super::world::World;
use super::written::Wrote;
use crate::model::access::{Challenge, Measured};
use crate::model::account::{Credential, Origin};
use crate::model::failure::Failure;
use crate::model::github::Kept;
use crate::model::image::{Image, Registry};
use crate::model::probed::{Probed, ToProbe, Used};
use crate::model::reach::{Reach, Service};
use crate::model::sources::{Choice, resolve};
use crate::model::verdict::judge;

/// The token service of Docker Hub, for when its registry cannot be asked which it is.
const DOCKER_HUB_TOKENS: &str = "https://auth.docker.io/token";

/// Makes all probes.
pub async fn probe(world: &World, asked: ToProbe) -> Probed {
    let mut probed = Probed {
        asked,
        choice: None,
        used: Used::NoImage,
        secret: None,
        measured: None,
        verdict: None,
        reach: Vec::new(),
        home: world.places.home.clone(),
    };
    let mut storage = Vec::new();
    if let Some(image) = probed.asked.image.clone() {
        let ground = credentials::ground(&world.machine()).await;
        let choice = resolve(probed.asked.tool, &image, &ground);
        let (used, credential) = choose(world, &probed.asked, &choice).await;
        (probed.used, probed.choice) = (used, Some(choice));
        if let Some(credential) = &credential {
            probed.secret = secret_of_run(world, &probed.asked, credential).await;
        }
        storage = measure(world, &image, credential, &mut probed).await;
    }
    probed.reach = ways(world, &probed.asked.registry, probed.measured.as_ref(), storage).await;
    probed
}

/// The credential to ask with: one that was handed over in the environment, else what the tool itself would
/// use, else any other that this machine holds. Only one of the account that the log names tells anything.
async fn choose(world: &World, asked: &ToProbe, choice: &Choice) -> (Used, Option<Credential>) {
    let machine = world.machine();
    let mut held = Vec::new();
    let found = credentials::discover(&asked.registry, &machine).await;
    let (given, others): (Vec<_>, Vec<_>) = found.into_iter().partition(
        |found| matches!(&found.origin, Origin::Environment(name) if name.starts_with("PUSHPILOT_")),
    );
    for found in &given {
        held.push(credentials::load(found, &machine, None).await);
    }
    if let Some(pick) = &choice.pick {
        held.push(load_pick(pick, &asked.registry, &machine).await);
    }
    let fits = |credential: &Credential| {
        let wanted = asked.login_user.as_deref();
        wanted.is_none_or(|wanted| {
            credential.identity_token || credential.username.as_str().eq_ignore_ascii_case(wanted)
        })
    };
    if !held.iter().flatten().any(fits) {
        // The encrypted file wants a passphrase, and nobody is asked for one here.
        for found in others.iter().filter(|found| !matches!(found.origin, Origin::EncryptedFile(_))) {
            held.push(credentials::load(found, &machine, None).await);
        }
    }
    if let Some(credential) = held.iter().flatten().find(|credential| fits(credential)) {
        let (username, origin) = (credential.username.clone(), credential.origin.clone());
        return (Used::Credential { username, origin }, Some(credential.clone()));
    }
    let other = held.iter().flatten().next().cloned().zip(asked.login_user.clone());
    let used = match (other, held.into_iter().find_map(Result::err)) {
        (Some((credential, wanted)), _) => Used::OfSomebodyElse { found: credential.username, wanted },
        (None, Some(failure)) => Used::Unreadable(failure),
        (None, None) => Used::None,
    };
    (used, None)
}

/// The secret of the run that holds this very token: this program wrote it there before the run began, and GitHub
/// says that nobody has changed it since.
async fn secret_of_run(world: &World, asked: &ToProbe, credential: &Credential) -> Option<String> {
    let run = asked.run.as_ref()?;
    let started = run.started?;
    let (written, token) = (world.written_secrets(), credential.secret.clone());
    let (host, slug, names) = (run.host.clone(), run.repository.clone(), asked.secrets.clone());
    let known = tokio::task::spawn_blocking(move || {
        let (all, prints) = (written.all().ok()?, written.fingerprints());
        let repository = slug.to_string();
        let of_run = all.into_iter().filter(|wrote| {
            let read = names.iter().any(|name| name.eq_ignore_ascii_case(&wrote.name));
            let place = format!("{host}/{repository}/{}/{}", wrote.shelf.word(), wrote.name);
            read && (&wrote.host, &wrote.repository) == (&host, &repository)
                && wrote.updated <= started
                && prints.holds(&place, &token)
        });
        Some(of_run.collect::<Vec<Wrote>>())
    });
    let known = known.await.ok().flatten()?;
    if known.is_empty() {
        return None;
    }
    let github = sign_in::connect(world, &run.host, run.repository.clone()).await.ok()?;
    for wrote in known {
        let kept = github.secrets(&wrote.shelf).await.unwrap_or_default();
        let unchanged =
            |kept: &Kept| kept.name.eq_ignore_ascii_case(&wrote.name) && kept.updated == Some(wrote.updated);
        if kept.iter().any(unchanged) {
            return Some(wrote.name);
        }
    }
    None
}

/// Measures with the credential, or without one what can be; then where the layers lie.
async fn measure(
    world: &World,
    image: &Image,
    credential: Option<Credential>,
    probed: &mut Probed,
) -> Vec<Url> {
    let session = |credential: Option<Credential>| -> Result<Session, Failure> {
        Session::new(&world.http, &world.endpoints, image.registry(), credential, Vec::new())
    };
    let Ok(openly) = session(None) else { return Vec::new() };
    let Some(credential) = credential else {
        probed.measured = Some(openly.look(image).await);
        return openly.storage(image, &world.endpoints).await;
    };
    let note = world.noted(&credential).await;
    let Ok(signed_in) = session(Some(credential)) else { return Vec::new() };
    let measured = signed_in.measured(image).await;
    probed.verdict = Some(judge(&measured, &note, super::http::now()));
    // A secret that was refused is not sent once more.
    let recognised = measured.target.iter().any(|(_, asked)| asked.good().is_some());
    probed.measured = Some(measured);
    if recognised { &signed_in } else { &openly }.storage(image, &world.endpoints).await
}

/// The way to each service by itself, all at once.
async fn ways(
    world: &World,
    registry: &Registry,
    measured: Option<&Measured>,
    storage: Vec<Url>,
) -> Vec<Reach> {
    let mut services = Vec::new();
    let base = world.endpoints.registry_base(registry);
    services.extend(base.and_then(|base| base.join("/v2/").ok()).map(|url| (Service::Registry, url)));
    let realm = match measured.and_then(|measured| measured.challenge.good()) {
        Some(Challenge::Bearer { realm, .. }) => Some(realm.as_str()),
        Some(Challenge::Open | Challenge::Basic) => None,
        None => world.endpoints.is_docker_hub_itself(registry).then_some(DOCKER_HUB_TOKENS),
    };
    services.extend(realm.and_then(|realm| Url::parse(realm).ok()).map(|url| (Service::TokenService, url)));
    if registry.is_docker_hub() {
        services.extend(world.endpoints.hub.join("/v2/").ok().map(|url| (Service::HubApi, url)));
    }
    services.extend(storage.into_iter().map(|url| (Service::BlobStorage, url)));
    let looking = services.iter().map(|(service, url)| reach::look(&world.http, *service, url));
    futures_util::future::join_all(looking).await
}
