//! A newcomer's pages at two sizes and in both languages.

use secrecy::SecretString;

use crate::flow::State;
use crate::flow::effect::{Arrived, JobId, Looked, NotArrived, Outcome};
use crate::flow::event::{Event, Key};
use crate::flow::plan::{Kind, Plan};
use crate::flow::saved::Saved;
use crate::model::github::Slug;
use crate::model::image::Registry;
use crate::model::moment::Moment;
use crate::model::onboarding::{Fork, Onboarding, Standing};
use crate::model::project::{Place, Project, Push, Remote};
use crate::model::project_file::{Fault, ProjectFile, Why};
use crate::steps::Step;
use crate::text::Language;
use crate::ui::screens_text;

const FILE: &str = r#"version = 1
registry = "docker.io"
image = "music-collective/music-management-system"
permission = "write"
workflow = "docker.yml"
tags = ["latest", "type=sha"]
ask = "https://github.com/music-collective/music-management-system/issues"
[secrets.DOCKER_PASSWORD]
holds = "token"
[variables.DOCKER_USERNAME]
holds = "username"
where = "environment:production"
"#;

fn remote(name: &str, owner: &str) -> Remote {
    Remote {
        name: name.into(),
        host: "github.com".into(),
        owner: owner.into(),
        repository: "music-management-system".into(),
    }
}

fn arrived(file: &str, standing: Standing) -> Arrived {
    let written = "music-collective/music-management-system:latest";
    let push = Push {
        image: Some(written.into()),
        written: written.into(),
        place: Place { file: ".github/workflows/docker.yml".into(), line: 24 },
        registry: Some(Registry::docker_hub()),
        login: None,
    };
    let project =
        Project { remote: Some(remote("origin", "amyflash")), pushes: vec![push], ..Project::default() };
    let remotes = vec![remote("origin", "amyflash"), remote("theirs", "music-collective")];
    Arrived {
        onboarding: Onboarding { file: ProjectFile::parse(file).expect("a file"), standing, remotes },
        looked: Looked { project, ..Looked::default() },
    }
}

fn fork(actions: Option<bool>) -> Standing {
    Standing::Fork(Fork {
        remote: remote("origin", "amyflash"),
        upstream: Slug::parse("music-collective/music-management-system"),
        confirmed: true,
        in_checkout: true,
        actions,
    })
}

fn begin(language: Language, answer: Result<Arrived, NotArrived>) -> State {
    let plan = Plan {
        kind: Kind::Real,
        image: None,
        username: None,
        first: Step::Onboard,
        token_page: "https://app.docker.com/".into(),
        hub: "https://hub.docker.com/".into(),
        seed: 1,
    };
    let mut state = State::begin(plan, language, Moment(1_795_442_531_000), None).0;
    state.update(Event::Finished(JobId(1), Outcome::Onboarding(answer.map(Box::new))));
    state
}

/// Every page, by name, with the keys that lead there.
fn pages(language: Language) -> Vec<(&'static str, State)> {
    let foreign = FILE.replace("docker.io", "registry.example.com:5000");
    let wrong = Fault { line: 7, why: Why::UnknownKey("write_to".into()) };
    let mut all = vec![
        ("needs", begin(language, Ok(arrived(FILE, fork(Some(true)))))),
        ("no-file", begin(language, Err(NotArrived::NoFile))),
        ("wrong", begin(language, Err(NotArrived::Wrong(wrong)))),
    ];
    for (name, file, standing, keys) in [
        ("host", foreign.as_str(), fork(None), 1),
        ("refused", foreign.as_str(), fork(None), 2),
        ("fork-on", FILE, fork(Some(true)), 1),
        ("fork-off", FILE, fork(Some(false)), 1),
        ("no-fork", FILE, Standing::NoFork(remote("origin", "music-collective")), 1),
        ("member", FILE, Standing::Member(remote("origin", "amyflash")), 1),
        ("unclear", FILE, Standing::Unclear, 1),
        ("project", FILE, fork(Some(true)), 2),
    ] {
        let mut state = begin(language, Ok(arrived(file, standing)));
        for _ in 0..keys {
            state.update(Event::Key(Key::Enter));
        }
        all.push((name, state));
    }
    all
}

#[test]
fn they_look_like_this() {
    for language in Language::ALL {
        for (columns, lines) in [(80, 24), (120, 40)] {
            let mut shown = String::new();
            for (name, state) in pages(language) {
                let screen = screens_text(&state.view(), columns, lines);
                assert!(!screen.contains("PgDn"), "{name} scrolls at {columns}x{lines}:\n{screen}");
                shown += &format!("--- {name}\n{screen}");
            }
            insta::assert_snapshot!(format!("onboard-{}-{columns}x{lines}", language.tag()), shown);
        }
    }
}

#[test]
fn the_fork_is_what_the_wizard_works_on_and_the_image_is_the_newcomers() {
    let mut state = begin(Language::English, Ok(arrived(FILE, fork(Some(true)))));
    for _ in 0..3 {
        state.update(Event::Key(Key::Enter));
    }
    assert_eq!(state.at, Step::CreateToken);
    let repository = state.facts.repository().map(|(_, slug)| slug.to_string());
    assert_eq!(repository.as_deref(), Some("amyflash/music-management-system"));
    let image = state.facts.image.as_ref().map(|image| image.familiar());
    assert_eq!(image.as_deref(), Some("amyflash/music-management-system"));
}

#[test]
fn a_host_is_agreed_to_once_and_for_this_file_only() {
    let foreign = FILE.replace("docker.io", "registry.example.com:5000");
    let mut state = begin(Language::English, Ok(arrived(&foreign, fork(Some(true)))));
    state.update(Event::Key(Key::Enter));
    state.update(Event::Key(Key::Char('2')));
    state.update(Event::Key(Key::Enter));
    assert_eq!(state.view().page.id, "onboard-fork");
    state.update(Event::Key(Key::Esc));
    state.update(Event::Key(Key::Enter));
    assert_eq!(state.view().page.id, "onboard-fork", "it is not asked twice");
}

#[test]
fn another_user_name_brings_another_image() {
    let mut state = begin(Language::English, Ok(arrived(FILE, fork(Some(true)))));
    for _ in 0..2 {
        state.update(Event::Key(Key::Enter));
    }
    assert_eq!(state.at, Step::FindProject);
    state.update(Event::Fill("username", SecretString::from("bob")));
    let fix = state.view().page.actions.into_iter().find(|action| action.id == "fix");
    assert!(fix.is_some(), "the image in the namespace of the user who is named is offered");
    state.update(Event::Act("fix"));
    state.update(Event::Key(Key::Enter));
    let image = state.facts.image.as_ref().map(|image| image.familiar());
    assert_eq!(image.as_deref(), Some("bob/music-management-system"));
}

#[test]
fn a_run_that_was_interrupted_comes_back_to_the_file_first() {
    let saved = Saved {
        version: Saved::VERSION,
        image: Some("amyflash/music-management-system".to_owned()),
        username: Some("amyflash".to_owned()),
        ..Saved::default()
    };
    let plan = Plan {
        kind: Kind::Real,
        image: None,
        username: None,
        first: Step::Onboard,
        token_page: "https://app.docker.com/".into(),
        hub: "https://hub.docker.com/".into(),
        seed: 1,
    };
    let mut state = State::begin(plan, Language::English, Moment(1_795_442_531_000), Some(saved)).0;
    state.update(Event::Act("continue"));
    assert_eq!(state.at, Step::Onboard);
    state.update(Event::Finished(
        JobId(1),
        Outcome::Onboarding(Ok(Box::new(arrived(FILE, fork(Some(true)))))),
    ));
    for _ in 0..2 {
        state.update(Event::Key(Key::Enter));
    }
    // What was confirmed then is not asked again.
    assert_eq!(state.at, Step::CreateToken);
}
