//! Organizations and builds that need no stored secret, at two sizes and in both languages.

use secrecy::SecretString;

use crate::flow::State;
use crate::flow::effect::{JobId, Looked, Outcome};
use crate::flow::event::{Event, Key};
use crate::flow::plan::{Kind, Plan};
use crate::model::account::Username;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::project::{Login, Place, Project, Value};
use crate::steps::Step;
use crate::text::Language;
use crate::ui::screens_text;

const ORGANIZATIONS: &str = "dckr_oat_uY4hQ9zVt2Kc7RbN1xWmE5sLpD0";

/// At the question which token, for this image.
fn begin(language: Language, image: &str) -> State {
    let plan = Plan {
        kind: Kind::Real,
        image: Image::parse(image).ok(),
        username: Username::parse("amyflash").ok(),
        first: Step::FindProject,
        token_page: "https://app.docker.com/settings/personal-access-tokens/create".into(),
        hub: "https://hub.docker.com/".into(),
        seed: 1,
    };
    let mut state = State::begin(plan, language, Moment(1_795_442_531_000), None).0;
    let registry = Image::parse(image).expect("an image").registry().clone();
    let login = Login {
        registry: Some(Registry::parse(registry.host())),
        username: Some(Value::Variable("DOCKER_USERNAME".into())),
        secret: Some(Value::Secret("DOCKER_PASSWORD".into())),
        place: Place { file: ".github/workflows/docker.yml".into(), line: 17 },
    };
    let project = Project { logins: vec![login], ..Project::default() };
    let looked = Looked { project, ..Looked::default() };
    state.update(Event::Finished(JobId(1), Outcome::Project(Box::new(looked))));
    state.update(Event::Key(Key::Enter));
    assert_eq!(state.at, Step::CreateToken, "{image}");
    state
}

#[test]
fn what_can_do_without_a_secret_says_how() {
    for language in Language::ALL {
        for (columns, lines) in [(80, 24), (120, 40)] {
            let mut shown = String::new();
            for image in [
                "acme/app",
                "ghcr.io/amyflash/app",
                "1234.dkr.ecr.eu-central-1.amazonaws.com/app",
                "europe-docker.pkg.dev/project/images/app",
                "team.azurecr.io/app",
            ] {
                let mut state = begin(language, image);
                shown += &screens_text(&state.view(), columns, lines);
                state.update(Event::Key(Key::Char('n')));
                let screen = screens_text(&state.view(), columns, lines);
                assert!(!screen.contains("PgDn"), "{image} scrolls at {columns}x{lines}:\n{screen}");
                shown += &screen;
                state.update(Event::Key(Key::Esc));
                assert_eq!(state.view().page.id, "lane");
            }
            insta::assert_snapshot!(format!("keyless-{}-{columns}x{lines}", language.tag()), shown);
        }
    }
    // One's own namespace on Docker Hub needs a token.
    let mut state = begin(Language::English, "amyflash/app");
    state.update(Event::Key(Key::Char('n')));
    assert_eq!(state.view().page.id, "lane");
}

#[test]
fn an_organizations_token_signs_in_as_the_organization() {
    for language in Language::ALL {
        for (columns, lines) in [(80, 24), (120, 40)] {
            let mut state = begin(language, "acme/app");
            state.update(Event::Key(Key::Enter));
            let mut shown = screens_text(&state.view(), columns, lines);
            state.update(Event::Paste(SecretString::from(ORGANIZATIONS)));
            shown += &screens_text(&state.view(), columns, lines);
            assert!(!shown.contains("PgDn"), "{shown}");
            insta::assert_snapshot!(format!("organization-{}-{columns}x{lines}", language.tag()), shown);
            state.update(Event::Key(Key::Enter));
            assert_eq!(state.at, Step::StoreToken);
            let pair = state.facts.credential.as_ref().expect("in use");
            assert_eq!((pair.username.as_str(), pair.registry.is_docker_hub()), ("acme", true));
        }
    }
    // A person's token stays a person's.
    let mut state = begin(Language::English, "acme/app");
    state.update(Event::Key(Key::Enter));
    state.update(Event::Paste(SecretString::from(ORGANIZATIONS.replace("oat", "pat"))));
    state.update(Event::Key(Key::Enter));
    assert_eq!(state.facts.username.as_ref().map(|name| name.as_str()), Some("amyflash"));
}
