//! Whatever a person does, in whatever order, and whatever comes back from outside: nothing breaks, one can
//! always leave, what was changed is on record, and no secret is in what the engine would print of itself.

mod github;

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use pushpilot::flow::State;
use pushpilot::flow::effect::{
    Arrived, Effect, Exit, Job, JobId, Kept, Looked, NotArrived, Outcome, SignedIn, Stock, TestPushed,
};
use pushpilot::flow::event::{Event, Key};
use pushpilot::flow::facts::ChangeKind;
use pushpilot::flow::plan::{Kind, Lesson, Plan};
use pushpilot::model::access::{Actions, Asked, Challenge, Grant, Level, Measured, Note, UploadOpened};
use pushpilot::model::account::{Credential, Origin, Username};
use pushpilot::model::digest::Digest;
use pushpilot::model::failure::{Failure, FailureKind, KeyringTrouble, Request};
use pushpilot::model::hub_token::HubToken;
use pushpilot::model::image::Image;
use pushpilot::model::moment::Moment;
use pushpilot::model::onboarding::{Fork, Onboarding, Standing};
use pushpilot::model::project::{Found, Remote};
use pushpilot::model::project_file::ProjectFile;
use pushpilot::model::push::{Part, PartDone, PushEnd, Pushed};
use pushpilot::model::secret::AccessToken;
use pushpilot::model::status::{Holding, Row, State as Known, Status};
use pushpilot::steps::Step;
use pushpilot::text::Language;

const IMAGE: &str = "amyflash/music-management-system";
const SECRET: &str = "dckr_pat_uY4hQ9zVt2Kc7RbN1xWmE5sLpD0";

fn amy() -> Username {
    Username::parse("amyflash").expect("a user name")
}

fn failure(dice: u8) -> Failure {
    Failure::new(match dice % 6 {
        0 => FailureKind::TimedOut { seconds: 3 },
        1 => FailureKind::Keyring(KeyringTrouble::Locked),
        2 => FailureKind::Keyring(KeyringTrouble::Absent),
        3 => FailureKind::ForeignRealm { host: "elsewhere.example".to_owned() },
        4 => FailureKind::Refused { status: 401, code: None },
        _ => FailureKind::Stopped,
    })
}

fn credential(origin: Origin) -> Credential {
    let registry = Image::parse(IMAGE).expect("an image").registry().clone();
    let secret = AccessToken::from(SECRET.to_owned());
    Credential { registry, username: amy(), secret, origin, identity_token: false }
}

fn asked<T>(answer: Result<T, Failure>) -> Asked<T> {
    let request = Request { method: "GET", host: "registry".to_owned(), path: "/v2/".to_owned() };
    let status = answer.as_ref().map_or_else(Failure::status, |_| Some(200));
    Asked { request, status, answer, took: Duration::from_millis(3) }
}

fn measured(image: &Image, dice: u8) -> Measured {
    let may = |actions: Actions| (actions, asked(Ok(Grant { actions: Some(actions) })));
    let no = |actions: Actions| (actions, asked(Err(failure(4))));
    let can = dice.is_multiple_of(2);
    let grant = if can { may(Actions::PULL_PUSH) } else { no(Actions::PULL_PUSH) };
    let challenge =
        Challenge::Bearer { realm: "http://127.0.0.1".to_owned(), service: "registry".to_owned() };
    Measured {
        image: image.clone(),
        username: Some(amy()),
        kind: None,
        challenge: asked(if dice.is_multiple_of(5) { Err(failure(dice / 5)) } else { Ok(challenge) }),
        sign_in: None,
        level: vec![may(Actions::PULL), grant.clone(), may(Actions::DELETE)],
        target: vec![grant, may(Actions::DELETE)],
        repository: None,
        upload: can.then(|| asked(Ok(UploadOpened { cancelled: Some(true) }))),
        clock_ahead: None,
    }
}

fn pushed(image: &Image, dice: u8) -> TestPushed {
    let end = Part::ALL.len().min(usize::from(dice % 16));
    let done = |part| PartDone { part, took: Duration::ZERO, size: None, digest: None, failure: None };
    let digest = Digest::parse(&format!("sha256:{}", "0".repeat(64))).expect("a digest");
    let push = Pushed {
        tag: "pushpilot-x".to_owned(),
        digest,
        parts: Part::ALL[..end].iter().copied().map(done).collect(),
        end: Part::ALL.get(end).map_or(PushEnd::Complete, |part| PushEnd::Failed(*part, failure(dice))),
        left: None,
    };
    TestPushed { image: image.clone(), push, took: Duration::from_secs(1) }
}

fn listed(id: u8) -> HubToken {
    HubToken {
        id: format!("id-{id}"),
        label: format!("token {id}"),
        scope: None,
        active: true,
        generated: false,
        created: None,
        last_used: None,
        expires: None,
    }
}

/// A project that a newcomer comes to, with and without a fork, on a foreign registry or not.
fn arrived(dice: u8) -> Arrived {
    let host = if dice.is_multiple_of(4) { "registry.example" } else { "docker.io" };
    let text = format!("version = 1\nregistry = \"{host}\"\nimage = \"team/app\"\npermission = \"write\"\n");
    let remote = Remote {
        name: "origin".to_owned(),
        host: "github.com".to_owned(),
        owner: "amyflash".to_owned(),
        repository: "app".to_owned(),
    };
    let standing = match dice % 4 {
        0 => Standing::Member(remote.clone()),
        1 => Standing::NoFork(remote.clone()),
        2 => Standing::Unclear,
        _ => Standing::Fork(Fork {
            remote: remote.clone(),
            upstream: None,
            confirmed: true,
            in_checkout: true,
            actions: Some(dice.is_multiple_of(5)),
        }),
    };
    let file = ProjectFile::parse(&text).expect("a file");
    Arrived { onboarding: Onboarding { file, standing, remotes: vec![remote] }, looked: Looked::default() }
}

fn stock(dice: u8) -> Stock {
    let credential = credential(Origin::Keyring);
    let holding = Holding {
        credential: dice.is_multiple_of(2).then(|| credential.clone()),
        ..Holding::new(credential.registry.clone(), Some(amy()))
    };
    let state = if dice.is_multiple_of(3) { Known::Accepted } else { Known::Refused(failure(4)) };
    let row = Row {
        holding,
        state,
        told: None,
        list: pushpilot::model::status::List::Unasked,
        end: None,
        secrets: Vec::new(),
    };
    let rows = if dice.is_multiple_of(7) { Vec::new() } else { vec![row] };
    Stock { status: Status { rows, others: Vec::new(), unread: Vec::new() }, looked: Looked::default() }
}

/// What could come back, good or bad; nothing for work that this test does not know.
fn answer(job: &Job, dice: u8) -> Option<Outcome> {
    let good = !dice.is_multiple_of(3);
    let or = |outcome: Result<(), Failure>| if good { outcome } else { Err(failure(dice)) };
    let found = |origin| Found {
        registry: credential(Origin::Keyring).registry,
        username: Some(amy()),
        origin,
        plain_text: false,
        trouble: None,
    };
    Some(match job {
        Job::ReadProject { .. } => {
            let file = Origin::EncryptedFile("tokens.age".into());
            let found = if good { vec![found(Origin::Keyring), found(file)] } else { Vec::new() };
            let mut looked = Looked { found, ..Looked::default() };
            if !dice.is_multiple_of(7) {
                looked.project.remote = Some(Remote {
                    name: "origin".to_owned(),
                    host: "github.com".to_owned(),
                    owner: "amyflash".to_owned(),
                    repository: "app".to_owned(),
                });
            }
            Outcome::Project(Box::new(looked))
        }
        Job::FindCredentials(_) => Outcome::Credentials(Vec::new()),
        Job::LoadCredential { found, .. } => {
            let loaded =
                (credential(found.origin.clone()), Note { level: Some(Level::Write), ..Note::default() });
            Outcome::Loaded(Box::new(or(Ok(())).map(|()| loaded)))
        }
        Job::Keep(order) => {
            let kept = Kept { place: order.place, path: None, set_aside: false };
            Outcome::Kept(or(Ok(())).map(|()| kept))
        }
        Job::UnlockKeyring => Outcome::Unlocked(or(Ok(()))),
        Job::Measure(order) => Outcome::Measured(Box::new(or(Ok(())).map(|()| measured(&order.image, dice)))),
        Job::SignIn { .. } if dice.is_multiple_of(2) => {
            Outcome::SignedIn(or(Ok(())).map(|()| SignedIn::NeedsCode(SECRET.to_owned().into())))
        }
        Job::SignIn { .. } | Job::SignInWithCode { .. } => {
            Outcome::SignedIn(or(Ok(())).map(|()| SignedIn::Session(SECRET.to_owned().into())))
        }
        Job::ListTokens(_) => Outcome::Tokens(or(Ok(())).map(|()| vec![listed(1), listed(2)])),
        Job::MakeToken { .. } => Outcome::Made(or(Ok(())).map(|()| (SECRET.to_owned().into(), listed(9)))),
        Job::RetireToken { .. } => Outcome::Retired(or(Ok(()))),
        Job::TestPush(order) => Outcome::Pushed(Box::new(or(Ok(())).map(|()| pushed(&order.image, dice)))),
        Job::SaveReport(_) => Outcome::ReportSaved(or(Ok(())).map(|()| "pushpilot-report.md".into())),
        Job::PlayTokenPage(_) => Outcome::PagePlayed(or(Ok(())).map(|()| SECRET.to_owned().into())),
        Job::ReadOnboarding if good => Outcome::Onboarding(Ok(Box::new(arrived(dice)))),
        Job::ReadOnboarding => Outcome::Onboarding(Err(NotArrived::NoFile)),
        Job::GitHub(order) => Outcome::GitHub(github::answer(order, dice)?),
        Job::TakeStock => Outcome::Stock(Box::new(stock(dice))),
        #[allow(unreachable_patterns, reason = "later steps bring work of their own")]
        _ => return None,
    })
}

/// How many changes of a kind an answer stands for.
fn changes(outcome: &Outcome) -> Vec<ChangeKind> {
    match outcome {
        Outcome::Kept(Ok(_)) => vec![ChangeKind::TokenKept],
        Outcome::Made(Ok(_)) => vec![ChangeKind::TokenMade],
        Outcome::ReportSaved(Ok(_)) => vec![ChangeKind::ReportSaved],
        Outcome::GitHub(answer) => github::changes(answer),
        Outcome::Pushed(pushed) => match pushed.as_ref() {
            Ok(pushed) if pushed.did(Part::PutManifest) => vec![ChangeKind::TestImagePushed],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// One thing that a person does, or that comes back.
#[derive(Clone, Debug)]
enum Move {
    /// The likely key.
    Enter,
    /// One of the actions of the page in front.
    Act(u8),
    Key(Key),
    Paste(String),
    Pick(u8),
    /// The answer to a piece of work under way.
    Answer(u8, u8),
    /// The same to a piece of work that was stopped long ago.
    Late(u8, u8),
    Wait(u16),
}

/// Dice with which every answer is a good one.
const GOOD: u8 = 14;

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let keys = prop_oneof![
        Just(Key::Esc),
        Just(Key::Tab),
        Just(Key::BackTab),
        Just(Key::Up),
        Just(Key::Down),
        Just(Key::Left),
        Just(Key::Home),
        Just(Key::Backspace),
        Just(Key::Delete),
        Just(Key::F(1)),
        Just(Key::F(4)),
        Just(Key::Ctrl('u')),
        any::<char>().prop_map(Key::Char),
        any::<char>().prop_map(Key::Ctrl),
    ];
    let pastes = prop_oneof![
        Just(SECRET.to_owned()),
        Just(format!("docker login -u amyflash -p {SECRET}")),
        Just(IMAGE.to_owned()),
        Just("a long passphrase".to_owned()),
        ".{0,40}",
    ];
    let one = prop_oneof![
        6 => Just(Move::Enter),
        4 => any::<u8>().prop_map(Move::Act),
        2 => keys.prop_map(Move::Key),
        2 => pastes.prop_map(Move::Paste),
        2 => any::<u8>().prop_map(Move::Pick),
        8 => any::<(u8, u8)>().prop_map(|(which, dice)| Move::Answer(which, dice)),
        1 => any::<(u8, u8)>().prop_map(|(which, dice)| Move::Late(which, dice)),
        1 => any::<u16>().prop_map(Move::Wait),
    ];
    // Some have come a part of the usual way before anything else happens, so that no step is reached by luck alone.
    let usual = (0..60_usize).prop_map(|far| vec![[Move::Answer(0, GOOD), Move::Enter]; far].concat());
    (usual, prop::collection::vec(one, 1..120)).prop_map(|(usual, moves)| [usual, moves].concat())
}

/// A run with everything outside played by the test.
struct Walk {
    state: State,
    under_way: Vec<(JobId, Job)>,
    stopped: Vec<(JobId, Job)>,
    owed: Vec<ChangeKind>,
    left: Option<Exit>,
}

impl Walk {
    fn begin(practice: bool, first: Step) -> Self {
        let lesson = || Lesson { en: "a lesson".to_owned(), zh: "一课".to_owned() };
        let kind = if practice {
            Kind::Practice {
                scenario: "all-well".to_owned(),
                title: lesson(),
                lesson: lesson(),
                password: "practice-password".to_owned(),
                code: None,
            }
        } else {
            Kind::Real
        };
        let plan = Plan {
            kind,
            image: Image::parse(IMAGE).ok(),
            username: Some(amy()),
            first,
            token_page: "https://app.docker.com".to_owned(),
            hub: "https://hub.docker.com/".into(),
            seed: 7,
        };
        let (state, effects) = State::begin(plan, Language::English, Moment(1), None);
        let mut walk =
            Self { state, under_way: Vec::new(), stopped: Vec::new(), owed: Vec::new(), left: None };
        walk.take(effects);
        walk
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start(id, job) => self.under_way.push((id, *job)),
                Effect::Cancel(id) => {
                    let at = self.under_way.iter().position(|(under_way, _)| *under_way == id);
                    self.stopped.extend(at.map(|at| self.under_way.remove(at)));
                }
                Effect::Leave(exit) => self.left = Some(exit),
                other => assert!(!format!("{other:?}").contains(&SECRET[9..]), "an effect shows the secret"),
            }
        }
    }

    fn tell(&mut self, event: Event) {
        let effects = self.state.update(event);
        self.take(effects);
    }

    fn make(&mut self, step: &Move) {
        let event = match step {
            Move::Enter => Event::Key(Key::Enter),
            Move::Key(key) => Event::Key(*key),
            Move::Paste(text) => Event::Paste(text.clone().into()),
            Move::Wait(ms) => Event::Tick(Moment(self.state.now.0 + i64::from(*ms))),
            Move::Pick(at) => {
                let id = ["lane", "keep", "level", "expiry", "old-token", "images"][usize::from(*at) % 6];
                Event::Pick(id, usize::from(*at) / 6 % 5)
            }
            Move::Act(at) => {
                let view = self.state.view();
                let actions = &view.front().actions;
                let Some(action) = actions.get(usize::from(*at) % actions.len().max(1)) else { return };
                // Leaving is tried at the end of every walk.
                if action.id == "leave" {
                    return;
                }
                Event::Act(action.id)
            }
            Move::Answer(which, dice) => {
                if self.under_way.is_empty() {
                    return;
                }
                let (id, job) = self.under_way.remove(usize::from(*which) % self.under_way.len());
                let Some(outcome) = answer(&job, *dice) else { return };
                self.owed.extend(changes(&outcome));
                Event::Finished(id, outcome)
            }
            Move::Late(which, dice) => {
                let Some((id, job)) = self.stopped.get(usize::from(*which) % self.stopped.len().max(1))
                else {
                    return;
                };
                let Some(outcome) = answer(job, *dice) else { return };
                Event::Finished(*id, outcome)
            }
        };
        self.tell(event);
    }

    fn holds(&self) {
        let shown = format!("{:?} {:?} {:?}", self.state, self.state.view(), self.state.report());
        assert!(!shown.contains(&SECRET[9..]), "the secret is in what the engine prints of itself");
        let on_record = &self.state.facts.changes;
        for kind in &self.owed {
            let owed = self.owed.iter().filter(|one| *one == kind).count();
            let there = on_record.iter().filter(|change| change.what == *kind).count();
            assert!(there >= owed, "{owed} times {kind:?} was done, {there} times it is on record");
        }
    }
}

#[test]
fn whatever_happens_in_whatever_order() {
    let reached = std::cell::RefCell::new(std::collections::BTreeSet::new());
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let walked =
        TestRunner::new(config).run(&(moves(), any::<bool>(), 0..4_usize), |(moves, practice, first)| {
            let firsts = [Step::FindProject, Step::WhatWentWrong, Step::Onboard, Step::Status];
            let mut walk = Walk::begin(practice, firsts[first]);
            for step in &moves {
                walk.make(step);
                reached.borrow_mut().insert(walk.state.at);
                if walk.left.is_some() {
                    break;
                }
            }
            walk.holds();
            // Leaving works from wherever that was, whatever is under way.
            if walk.left.is_none() {
                walk.tell(Event::Interrupt);
                walk.tell(Event::Interrupt);
                prop_assert_eq!(walk.left, Some(Exit::Interrupted));
            }
            prop_assert!(
                walk.state.update(Event::Key(Key::Enter)).is_empty(),
                "it goes on after it was left"
            );
            Ok(())
        });
    if let Err(why) = walked {
        panic!("{why}");
    }
    let reached = reached.into_inner();
    for step in [
        Step::WhatWentWrong,
        Step::Onboard,
        Step::Status,
        Step::FindProject,
        Step::CreateToken,
        Step::CheckAccess,
        Step::StoreToken,
        Step::TestPush,
        Step::UpdateSecrets,
        Step::RerunWorkflow,
        Step::ConfirmResult,
        Step::Report,
    ] {
        assert!(reached.contains(&step), "no walk came to {step:?}");
    }
}
