//! The pictures of the README are what the program draws: its own engine, told the guide's story, on its own surface.
//!
//! `PUSHPILOT_PICTURES=write cargo test --test acceptance pictures` draws them anew.

pub mod github;

use std::path::PathBuf;
use std::time::Duration;

use pushpilot::diagnosis::{Evidence, diagnose};
use pushpilot::flow::State;
use pushpilot::flow::effect::{Effect, Job, KeepIn, Kept, Looked, Measure, Outcome, TestPush, TestPushed};
use pushpilot::flow::event::{Event, Key};
use pushpilot::flow::plan::{Kind, Plan};
use pushpilot::model::access::{
    Actions, Asked, Challenge, Grant, Measured, Note, RepositoryState, UploadOpened,
};
use pushpilot::model::account::{Credential, Origin, Username};
use pushpilot::model::digest::Digest;
use pushpilot::model::failure::{Failure, FailureKind, Request};
use pushpilot::model::github::Slug;
use pushpilot::model::image::Registry;
use pushpilot::model::moment::Moment;
use pushpilot::model::project::{Found, Login, Place, Project, Push, Remote, Value};
use pushpilot::model::push::{Part, PartDone, PushEnd, Pushed};
use pushpilot::model::secret::AccessToken;
use pushpilot::steps::Step;
use pushpilot::text::Language;
use pushpilot::text::speak::Speaker;
use pushpilot::ui::look::{Glyphs, Look, Theme, ThemeName};
use pushpilot::ui::scroll::Scroll;
use pushpilot::ui::{frame, picture};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use secrecy::SecretString;

/// 2026-11-23 14:02 UTC.
const NOON: i64 = 1_795_442_520_000;
const IMAGE: &str = "amyflash/music-management-system";

/// The end of a build, as GitHub's runner writes it.
const LOG: &str = "\
2026-11-23T13:58:40.1000000Z ##[group]Run docker/login-action@v3
2026-11-23T13:58:40.1000000Z with:
2026-11-23T13:58:40.1000000Z   username: amyflash
2026-11-23T13:58:40.1000000Z   password: ***
2026-11-23T13:58:40.1000000Z ##[endgroup]
2026-11-23T13:58:41.2000000Z Logging into docker.io...
2026-11-23T13:58:42.9000000Z Login Succeeded!
2026-11-23T13:58:43.0000000Z ##[group]Run docker/build-push-action@v6
2026-11-23T13:58:43.0000000Z ##[endgroup]
2026-11-23T14:01:52.3000000Z #14 pushing layers
2026-11-23T14:01:53.1000000Z #14 ERROR: failed to push amyflash/music-management-system:latest: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
2026-11-23T14:01:53.2000000Z #15 [auth] amyflash/music-management-system:pull,push token for registry-1.docker.io
2026-11-23T14:01:53.4000000Z #15 ERROR: failed to fetch oauth token: unexpected status from GET request to https://auth.docker.io/token?scope=repository%3Aamyflash%2Fmusic-management-system%3Apull%2Cpush&service=registry.docker.io: 401 Unauthorized: access token has insufficient scopes
2026-11-23T14:01:53.9000000Z ##[error]buildx failed with: ERROR: failed to push amyflash/music-management-system:latest: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
";

/// The engine, and an outside that answers at once and always the same.
struct Story {
    state: State,
    now: i64,
}

impl Story {
    fn begin(language: Language) -> Self {
        let plan = Plan {
            kind: Kind::Real,
            image: None,
            username: None,
            first: Step::WhatWentWrong,
            token_page: "https://app.docker.com/settings/personal-access-tokens/create".into(),
            hub: "https://hub.docker.com/".into(),
            seed: 0x7f3a,
        };
        let (state, effects) = State::begin(plan, language, Moment(NOON), None);
        let mut story = Self { state, now: NOON };
        story.answer(effects);
        story
    }

    fn on(&mut self, event: Event) {
        self.now += 12_000;
        self.state.update(Event::Tick(Moment(self.now)));
        let effects = self.state.update(event);
        self.answer(effects);
    }

    fn enter(&mut self) {
        self.on(Event::Key(Key::Enter));
    }

    fn answer(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Start(id, job) = effect {
                let effects = self.state.update(Event::Finished(id, outcome(&job)));
                self.answer(effects);
            }
        }
    }
}

fn outcome(job: &Job) -> Outcome {
    match job {
        Job::OfferRun => Outcome::RunOffered(Slug::parse(IMAGE)),
        Job::Diagnose(_) => {
            let found = diagnose(LOG.as_bytes(), Evidence::default());
            Outcome::Diagnosed(Ok(Box::new(found.expect("memory cannot fail"))))
        }
        Job::ReadProject { .. } => Outcome::Project(Box::new(looked())),
        Job::LoadCredential { found, .. } => {
            let secret = AccessToken::from("dckr_pat_practice-read-only-token-a1".to_owned());
            let credential = Credential {
                registry: found.registry.clone(),
                username: user(),
                secret,
                origin: found.origin.clone(),
                identity_token: false,
            };
            Outcome::Loaded(Box::new(Ok((credential, Note::default()))))
        }
        Job::Keep(_) => Outcome::Kept(Ok(Kept { place: KeepIn::Keyring, path: None, set_aside: false })),
        Job::Measure(order) => Outcome::Measured(Box::new(Ok(measured(order)))),
        Job::TestPush(order) => Outcome::Pushed(Box::new(Ok(pushed(order)))),
        Job::GitHub(order) => Outcome::GitHub(github::answer(order)),
        other => panic!("nobody answers {other:?}"),
    }
}

fn user() -> Username {
    Username::parse("amyflash").expect("a user name")
}

fn looked() -> Looked {
    let place = |line| Place { file: ".github/workflows/docker.yml".into(), line };
    let project = Project {
        root: Some("/home/amy/music-management-system".into()),
        branch: Some("main".into()),
        remote: Some(Remote {
            name: "origin".into(),
            host: "github.com".into(),
            owner: "amyflash".into(),
            repository: "music-management-system".into(),
        }),
        logins: vec![Login {
            registry: Some(Registry::docker_hub()),
            username: Some(Value::Secret("DOCKER_USERNAME".into())),
            secret: Some(Value::Secret("DOCKER_PASSWORD".into())),
            place: place(14),
        }],
        pushes: vec![Push {
            image: Some(format!("{IMAGE}:latest")),
            written: format!("{IMAGE}:latest"),
            place: place(22),
            registry: Some(Registry::docker_hub()),
            login: Some(0),
        }],
        unreadable: Vec::new(),
    };
    let found = Found {
        registry: Registry::docker_hub(),
        username: Some(user()),
        origin: Origin::DockerConfig(PathBuf::from("/home/amy/.docker/config.json")),
        plain_text: true,
        trouble: None,
    };
    Looked { project, found: vec![found], home: Some("/home/amy".into()) }
}

fn asked<T>(
    method: &'static str,
    host: &str,
    path: &str,
    status: u16,
    answer: Result<T, Failure>,
) -> Asked<T> {
    let request = Request { method, host: host.into(), path: path.into() };
    let took = Duration::from_millis(120 + u64::from(status) / 4);
    Asked { request, status: Some(status), answer, took }
}

fn token<T>(repository: &str, actions: Actions, answer: Option<T>) -> (Actions, Asked<T>) {
    let path = format!("/token?service=registry.docker.io&scope=repository:{repository}:{}", actions.scope());
    let refused = || {
        Failure::new(FailureKind::Refused { status: 401, code: None })
            .saying("access token has insufficient scopes")
    };
    let status = if answer.is_some() { 200 } else { 401 };
    (actions, asked("GET", "auth.docker.io", &path, status, answer.ok_or_else(refused)))
}

/// A token from docker's configuration only reads; the one that was pasted pushes.
fn measured(order: &Measure) -> Measured {
    let strong = order.credential.origin == Origin::Pasted;
    let grant = |actions| Some(Grant { actions: Some(actions) });
    let pushes = |actions| if strong { grant(actions) } else { None };
    let challenge = Challenge::Bearer {
        realm: "https://auth.docker.io/token".into(),
        service: "registry.docker.io".into(),
    };
    let opened = || {
        let path = format!("/v2/{IMAGE}/blobs/uploads/");
        asked("POST", "registry-1.docker.io", &path, 202, Ok(UploadOpened { cancelled: Some(true) }))
    };
    Measured {
        image: order.image.clone(),
        username: Some(user()),
        kind: None,
        challenge: asked("GET", "registry-1.docker.io", "/v2/", 401, Ok(challenge)),
        sign_in: Some(asked("POST", "hub.docker.com", "/v2/auth/token", 200, Ok(()))),
        level: vec![
            token("library/alpine", Actions::PULL, grant(Actions::PULL)),
            token("library/alpine", Actions::PULL_PUSH, pushes(Actions::PULL)),
            token("library/alpine", Actions::DELETE, None),
        ],
        target: vec![token(IMAGE, Actions::PULL_PUSH, pushes(Actions::PULL_PUSH))],
        repository: Some(asked(
            "GET",
            "hub.docker.com",
            "/v2/namespaces/amyflash/repositories/music-management-system",
            200,
            Ok(RepositoryState::Exists { private: false, may_write: Some(true) }),
        )),
        upload: strong.then(opened),
        clock_ahead: None,
    }
}

fn pushed(order: &TestPush) -> TestPushed {
    let digest = Digest::parse(&format!("sha256:41be{}0c7d", "0".repeat(56))).expect("a digest");
    let done = |part| PartDone {
        part,
        took: Duration::from_millis(180),
        size: None,
        digest: Some(digest.clone()),
        failure: None,
    };
    let parts: Vec<PartDone> = Part::ALL.into_iter().map(done).collect();
    let tag = order.image.tag().unwrap_or_default().to_owned();
    let push = Pushed { tag, digest: digest.clone(), parts, end: PushEnd::Complete, left: None };
    TestPushed { image: order.image.clone(), push, took: Duration::from_millis(2160) }
}

/// Every picture: its name, its size, and the story up to there.
fn pictures(language: Language) -> Vec<(&'static str, String)> {
    let mut story = Story::begin(language);
    let mut drawn = Vec::new();
    // The log of the last failed run; what it names is confirmed, what this machine has is checked first.
    story.enter();
    drawn.push(("cause", draw(&story, 80, 24)));
    while story.state.at != Step::CheckAccess {
        story.enter();
    }
    drawn.push(("verdict", draw(&story, 112, 30)));
    story.enter();
    story.on(Event::Paste(SecretString::from("dckr_pat_abcdefghijklmnopqrstuvwc4Qa")));
    drawn.push(("token", draw(&story, 80, 24)));
    // Kept and proven; then the test push, the secrets, the build, the proof.
    for _ in 0..40 {
        if story.state.at == Step::Report {
            break;
        }
        story.enter();
    }
    drawn.push(("result", draw(&story, 112, 30)));
    drawn
}

fn draw(story: &Story, columns: u16, lines: u16) -> String {
    let view = story.state.view();
    let speaker = Speaker::new(view.language);
    let look = Look { theme: Theme::of(ThemeName::Dark), glyphs: Glyphs::UNICODE, links: false };
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, lines));
    frame::draw(&view, &speaker, &look, &mut Scroll::default(), &mut buffer);
    picture::svg(&buffer, &speaker.say(&view.page.title))
}

#[test]
fn the_pictures_of_the_readme_are_what_the_program_draws() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
    let write = std::env::var_os("PUSHPILOT_PICTURES").is_some_and(|wish| wish == "write");
    for language in Language::ALL {
        for (name, drawn) in pictures(language) {
            let file = folder.join(format!("{name}.{}.svg", language.tag()));
            if write {
                std::fs::create_dir_all(&folder).expect("a folder");
                std::fs::write(&file, &drawn).expect("a file");
            }
            let committed = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(
                committed == drawn,
                "{} is not what the program draws. If the page is right, draw it anew:\n\
                 PUSHPILOT_PICTURES=write cargo test --test acceptance pictures",
                file.display()
            );
            let readme = if language == Language::English { "README.md" } else { "README.zh-CN.md" };
            let readme = std::fs::read_to_string(folder.join("../..").join(readme)).expect("a README");
            let shown = format!("assets/pictures/{name}.{}.svg", language.tag());
            assert!(readme.contains(&shown), "{shown} is shown nowhere");
        }
    }
}
