//! The clients against the embedded practice services, which share no code with them: every scenario is
//! judged as it expects, and a test push leaves nothing behind that it does not name.

use std::time::Duration;

use pushpilot::model::access::{Measured, Note};
use pushpilot::model::image::{Image, Registry};
use pushpilot::model::moment::Moment;
use pushpilot::model::push::{Left, PushEnd};
use pushpilot::model::verdict::{Outcome, judge};
use pushpilot::outside::endpoints::Endpoints;
use pushpilot::outside::http::{Http, Settings, now};
use pushpilot::outside::registry::{Session, make_image};
use pushpilot::sandbox::{Name, Sandbox, Scenario, Verdict, start_in_background};
use tokio_util::sync::CancellationToken;

use super::server::credential;

fn image(sandbox: &Sandbox) -> Image {
    Image::parse(&sandbox.scenario().expect.image).expect("an image")
}

/// A session with the login that the scenario's machine has, or with the named token.
fn session(sandbox: &Sandbox, token: Option<&str>) -> Session {
    let scenario = sandbox.scenario();
    let stored = scenario.machine.credentials.first();
    let user = stored.map_or(&scenario.expect.username, |stored| &stored.user);
    let secret = match token.or_else(|| stored.and_then(|stored| stored.token.as_deref())) {
        Some(name) => sandbox.token(name).expect("a token of the scenario"),
        None => scenario.main_account().password.clone(),
    };
    of(sandbox, image(sandbox).registry(), Some((user, &secret)))
}

/// A session with user and secret at the scenario's registry, wherever that is.
pub fn of(sandbox: &Sandbox, registry: &Registry, pair: Option<(&str, &str)>) -> Session {
    let address = |text: &str| text.parse().expect("an address");
    let at = address(&sandbox.registry_url);
    let elsewhere = sandbox.scenario().elsewhere.as_ref().map(|one| (one.host.clone(), at));
    let endpoints = Endpoints {
        hub: address(&sandbox.hub_url),
        docker_hub_registry: address(&sandbox.registry_url),
        elsewhere: elsewhere.into_iter().collect(),
        token_page: String::new(),
        github_api: None,
        github_client: None,
    };
    let pair = pair.map(|(user, secret)| credential(registry, user, secret));
    let http = Http::new(Settings { timeout: Duration::from_secs(10), ..Settings::default() });
    Session::new(&http, &endpoints, registry, pair, vec![]).expect("a session")
}

async fn measure(sandbox: &Sandbox, token: Option<&str>) -> Measured {
    let (measured, upload) = session(sandbox, token).measure(&image(sandbox), &|_| ()).await;
    if let Some(upload) = upload {
        upload.cancel().await;
    }
    measured
}

/// When the token that the machine holds expires, as it would have been noted when it was made.
fn noted_expiry(scenario: &Scenario) -> Option<Moment> {
    let held = scenario.machine.credentials.first().filter(|one| one.noted)?.token.as_ref()?;
    let token = scenario.tokens.iter().find(|token| token.name == *held)?;
    Some(Moment(now().0 + token.expires_in_days? * 86_400_000))
}

#[tokio::test]
async fn every_scenario_is_judged_as_it_expects() {
    let mut wrong = Vec::new();
    for scenario in Scenario::all() {
        let (name, expect) = (scenario.name.clone(), scenario.expect.clone());
        let sandbox = start_in_background(scenario).expect("started");
        let measured = measure(&sandbox, None).await;
        // The registry's words do not tell an expired token from a wrong one (UNSOURCED in its facts); what
        // was noted when the token was made does.
        let note = Note { expires: noted_expiry(sandbox.scenario()), ..Note::default() };
        let verdict = judge(&measured, &note, now());
        let outcome = match expect.verdict {
            Verdict::CanPush => Outcome::CanPush,
            Verdict::CannotPush => Outcome::CannotPush,
            Verdict::Unknown => Outcome::Unknown,
        };
        let cause = verdict.cause().map(|cause| cause.as_str().to_owned());
        if (verdict.outcome(), &cause) != (outcome, &expect.cause) {
            wrong.push(format!("{name}: {verdict:?}, expected {outcome:?} {:?}", expect.cause));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_test_push_leaves_behind_what_it_says() {
    for name in ["all-well", "missing-repository", "weak-clean-up"] {
        let sandbox = start_in_background(Scenario::named(name).expect("a scenario")).expect("started");
        let session = session(&sandbox, None);
        let made = make_image(now(), [9; 8]);
        let pushed = session.push(&image(&sandbox), &made, false, &CancellationToken::new(), &|_| ()).await;
        assert!(pushed.proven(), "{name}: {:#?}", pushed.parts);
        let there = sandbox.has_tag(image(&sandbox).repository(), &made.tag);
        assert_eq!(pushed.left == Some(Left::Tag), there, "{name}");
        assert_eq!(pushed.end == PushEnd::Complete, !there, "{name}: {:?}", pushed.end);
        // Only the token of `all-well` may delete.
        assert_eq!(there, name != "all-well", "{name}: {:?}", pushed.end);
        let leaked = sandbox
            .requests()
            .iter()
            .any(|request| matches!(request.service, Name::Storage | Name::Foreign) && request.authorized);
        assert!(!leaked, "{name}");
    }
}
