//! The screen of `status` at two sizes and in both languages, and where each row leads.

use crate::flow::State;
use crate::flow::effect::{JobId, Looked, Outcome, Stock};
use crate::flow::event::{Event, Key};
use crate::flow::plan::{Kind, Plan};
use crate::model::access::{Level, Note};
use crate::model::account::{Credential, Origin, Username};
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::Shelf;
use crate::model::hub_token::{HubToken, Scope};
use crate::model::image::Registry;
use crate::model::moment::{DAY, Moment};
use crate::model::project::{Found, Place, Project, Push, Remote};
use crate::model::status::{Holding, List, Row, Stand, State as Known, Status, StoredSecret};
use crate::steps::Step;
use crate::text::Language;
use crate::ui::screens_text;

const NOW: Moment = Moment(1_795_442_531_000);

fn row(host: &str, name: &str, secret: &str, origin: Origin, state: Known) -> Row {
    let registry = Registry::parse(host);
    let username = Username::parse(name).expect("a name");
    let plain_text = matches!(origin, Origin::DockerConfig(_));
    let credential = Credential {
        registry: registry.clone(),
        username: username.clone(),
        secret: secret.to_owned().into(),
        origin: origin.clone(),
        identity_token: false,
    };
    let place = Found {
        registry: registry.clone(),
        username: Some(username.clone()),
        origin,
        plain_text,
        trouble: None,
    };
    let holding = Holding {
        places: vec![place],
        credential: Some(credential),
        ..Holding::new(registry, Some(username))
    };
    Row { holding, state, told: None, list: List::Unasked, end: None, secrets: Vec::new() }
}

fn secret(name: &str, repository: &str, stand: Stand) -> StoredSecret {
    StoredSecret {
        host: "github.com".into(),
        repository: repository.into(),
        shelf: Shelf::Repository,
        name: name.into(),
        updated: Some(Moment(NOW.0 - 40 * 86_400_000)),
        stand,
    }
}

fn stock() -> Stock {
    let refused = || Failure::new(FailureKind::Refused { status: 401, code: None });
    let mut kept =
        row("docker.io", "amyflash", "dckr_pat_0123456789abcdefghijc4Qa", Origin::Keyring, Known::Accepted);
    kept.holding.note = Note {
        label: Some("GitHub Actions - app".into()),
        proven: Some(NOW),
        level: Some(Level::Write),
        ..Note::default()
    };
    kept.holding.used_by = vec!["docker", "podman"];
    kept.told = Some(HubToken {
        id: "1".into(),
        label: "GitHub Actions - app".into(),
        scope: Some(Scope::Write),
        active: true,
        generated: false,
        created: Some(Moment(NOW.0 - 24 * 86_400_000)),
        last_used: None,
        expires: Some(NOW.plus(DAY * 66)),
    });
    kept.secrets.push(secret("DOCKER_PASSWORD", "amyflash/music-management-system", Stand::ChangedSince));
    let file = Origin::DockerConfig("/home/amy/.docker/config.json".into());
    let mut plain = row("docker.io", "acme", "dckr_oat_0123456789abcdefghijk9Zz", file, Known::Accepted);
    plain.holding.note.level = Some(Level::Write);
    plain.holding.shadowed_by.push(Origin::Environment("DOCKER_AUTH_CONFIG".into()));
    let old = row(
        "ghcr.io",
        "amy",
        "ghp_0123456789abcdefghijabcdefghijabcdefgh",
        Origin::Keyring,
        Known::Refused(refused()),
    );
    let push = Push {
        image: Some("amyflash/music-management-system:latest".into()),
        written: "amyflash/music-management-system:latest".into(),
        place: Place { file: "docker.yml".into(), line: 7 },
        registry: Some(Registry::docker_hub()),
        login: None,
    };
    let remote = Remote {
        name: "origin".into(),
        host: "github.com".into(),
        owner: "amyflash".into(),
        repository: "music-management-system".into(),
    };
    let project = Project { remote: Some(remote), pushes: vec![push], ..Project::default() };
    Stock {
        status: Status {
            unread: Vec::new(),
            rows: vec![kept, plain, old],
            others: vec![secret("DOCKER_TOKEN", "amyflash/other", Stand::NeverOurs)],
        },
        looked: Looked { project, home: Some("/home/amy".into()), ..Looked::default() },
    }
}

fn begin(language: Language) -> State {
    let plan = Plan {
        kind: Kind::Real,
        image: None,
        username: None,
        first: Step::Status,
        token_page: "https://app.docker.com/".into(),
        hub: "https://hub.docker.com/".into(),
        seed: 1,
    };
    State::begin(plan, language, NOW, None).0
}

fn taken(language: Language) -> State {
    let mut state = begin(language);
    state.update(Event::Finished(JobId(1), Outcome::Stock(Box::new(stock()))));
    state
}

#[test]
fn they_look_like_this() {
    for language in Language::ALL {
        for (columns, lines) in [(80, 24), (120, 40)] {
            let mut shown = screens_text(&begin(language).view(), columns, lines);
            for at in 0..4 {
                let mut state = taken(language);
                state.update(Event::Pick("credential", at));
                shown += &screens_text(&state.view(), columns, lines);
            }
            insta::assert_snapshot!(format!("status-{}-{columns}x{lines}", language.tag()), shown);
        }
    }
}

#[test]
fn each_row_opens_the_step_that_mends_it() {
    for (at, step) in [
        (0, Step::UpdateSecrets),
        (1, Step::StoreToken),
        // Of another registry no image is known: it is asked for first.
        (2, Step::FindProject),
        (3, Step::UpdateSecrets),
    ] {
        let mut state = taken(Language::English);
        state.update(Event::Pick("credential", at));
        state.update(Event::Key(Key::Enter));
        assert_eq!(state.at, step, "row {at}");
        // And back to the list, which looks anew.
        if step != Step::UpdateSecrets {
            state.update(Event::Key(Key::Esc));
            assert_eq!(state.at, Step::Status, "row {at}");
        }
    }
    // Another repository's secret: the wizard is about that repository.
    let mut state = taken(Language::English);
    state.update(Event::Pick("credential", 3));
    state.update(Event::Key(Key::Enter));
    let repository = state.facts.repository().map(|(_, slug)| slug.to_string());
    assert_eq!(repository.as_deref(), Some("amyflash/other"));
}

#[test]
fn who_only_looked_leaves_at_once() {
    for key in [Key::Char('q'), Key::Esc] {
        let mut state = taken(Language::English);
        state.update(Event::Key(key));
        assert!(state.left().is_some(), "{key:?}");
    }
}
