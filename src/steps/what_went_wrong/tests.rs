//! From a paste to the step that mends it, on both surfaces.

use std::time::Duration;

use secrecy::SecretString;

use crate::diagnosis::{Evidence, diagnose};
use crate::flow::State;
use crate::flow::effect::{Effect, Job, JobId, Log, Outcome};
use crate::flow::event::{Event, Key};
use crate::flow::plan::{Kind, Plan};
use crate::flow::task::Task;
use crate::model::access::{Actions, Asked, Challenge, Grant, Measured, Note};
use crate::model::account::{Credential, Origin, Username};
use crate::model::cause::CauseId;
use crate::model::failure::{Failure, FailureKind, Request};
use crate::model::github::Slug;
use crate::model::image::{Image, Registry};
use crate::model::moment::Moment;
use crate::model::probed::{Probed, Used};
use crate::model::reach::{Layer, Reach, Service};
use crate::model::secret::AccessToken;
use crate::model::sources::Choice;
use crate::steps::Step;
use crate::text::Language;
use crate::text::speak::Speaker;
use crate::ui::screens_text;

const WEAK: &str = "$ docker login -u amyflash\nLogin Succeeded\n$ docker push amyflash/music:latest\nThe push refers to repository [docker.io/amyflash/music]\nunauthorized: access token has insufficient scopes\n";
const UNCLEAR: &str = "ERROR: failed to push amyflash/music:latest: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n";

fn begin(language: Language) -> State {
    let plan = Plan {
        kind: Kind::Real,
        image: None,
        username: None,
        first: Step::WhatWentWrong,
        token_page: "https://app.docker.com/".into(),
        hub: "https://hub.docker.com/".into(),
        seed: 1,
    };
    State::begin(plan, language, Moment(0), None).0
}

fn job(effects: &[Effect]) -> (JobId, &Job) {
    let started = effects.iter().find_map(|effect| match effect {
        Effect::Start(id, job) => Some((*id, job.as_ref())),
        _ => None,
    });
    started.expect("work is begun")
}

/// Pastes a log, and gives the answer that the work would give.
fn paste(state: &mut State, log: &str) {
    let effects = state.update(Event::Paste(SecretString::from(log)));
    let (id, Job::Diagnose(Log::Text(_))) = job(&effects) else { panic!("{effects:?}") };
    assert!(state.view().page.moves(), "reading is shown");
    let diagnosis = diagnose(log.as_bytes(), Evidence::default()).expect("memory cannot fail");
    state.update(Event::Finished(id, Outcome::Diagnosed(Ok(Box::new(diagnosis)))));
}

/// Agrees to measuring, and gives the answer of a machine on which nobody is signed in.
fn measure(state: &mut State) {
    let effects = state.update(Event::Key(Key::Enter));
    let (id, Job::Probe(asked)) = job(&effects) else { panic!("{effects:?}") };
    assert!(state.view().page.moves(), "measuring is shown");
    let none = Choice { tool: asked.tool, pick: None, trouble: None, hidden: Vec::new() };
    let took = Duration::from_millis(20);
    let reach = Reach {
        service: Service::Registry,
        host: "registry-1.docker.io".into(),
        proxy: None,
        dns: Layer::Good(vec!["192.0.2.7".into()], took),
        tcp: Layer::Good((), took),
        tls: Layer::Good((), took),
        issuer: Some("Example CA".into()),
        answer: Layer::Good(401, took),
        clock_ahead: Some(0),
    };
    let probed = Probed {
        secret: None,
        asked: asked.as_ref().clone(),
        choice: Some(none),
        used: Used::None,
        measured: None,
        verdict: None,
        reach: vec![reach],
        home: None,
    };
    state.update(Event::Finished(id, Outcome::Probed(Box::new(probed))));
}

/// This machine is signed in to GitHub, and stands in a checkout of it.
fn offer(state: &mut State) {
    let slug = Slug::parse("amyflash/music").expect("a name");
    looked_for_runs(state, Some(slug));
}

fn looked_for_runs(state: &mut State, offer: Option<Slug>) {
    let Task::Running { job, .. } = state.steps.what_went_wrong.offer else { panic!("it looked") };
    state.update(Event::Finished(job, Outcome::RunOffered(offer)));
}

#[test]
fn what_is_not_sure_is_measured_next_and_only_if_wanted() {
    let mut state = begin(Language::English);
    paste(&mut state, UNCLEAR);
    let shown = state.view().page.actions.first().map(|action| action.id);
    assert_eq!(shown, Some("measure"));
    measure(&mut state);
    let actions: Vec<&str> = state.view().page.actions.iter().map(|action| action.id).collect();
    assert!(!actions.contains(&"measure") && actions.contains(&"continue"), "{actions:?}");
    assert_eq!(state.steps.what_went_wrong.chosen().map(|found| found.cause), Some(CauseId::NotLoggedIn));
    // What is sure is not measured.
    state.update(Event::Act("another"));
    paste(&mut state, WEAK);
    assert_eq!(state.view().page.actions.first().map(|action| action.id), Some("continue"));
}

#[test]
fn the_last_failed_run_is_fetched_when_it_is_chosen() {
    let mut state = begin(Language::English);
    let ids = |state: &State| state.view().page.actions.iter().map(|action| action.id).collect::<Vec<_>>();
    assert!(!ids(&state).contains(&"run"), "nothing is offered before it is known");
    offer(&mut state);
    assert!(ids(&state).contains(&"run"));
    let effects = state.update(Event::Key(Key::Enter));
    assert!(matches!(job(&effects).1, Job::Diagnose(Log::LastFailedRun)), "{effects:?}");
}

#[test]
fn it_looks_like_this() {
    for language in Language::ALL {
        let speaker = Speaker::new(language);
        let show = |name: &str, state: &State| {
            let view = state.view();
            let name = format!("{name}-{}", language.tag());
            insta::assert_snapshot!(name.clone(), screens_text(&view, 80, 24));
            let plain = crate::plain::page_lines(&view.page, &speaker);
            insta::assert_snapshot!(format!("{name}-plain"), plain.join("\n"));
        };
        let mut state = begin(language);
        show("ask-looking", &state);
        looked_for_runs(&mut state, None);
        show("ask", &state);
        paste(&mut state, WEAK);
        show("found", &state);
        state.update(Event::Act("another"));
        paste(&mut state, UNCLEAR);
        show("undecided", &state);
        measure(&mut state);
        show("measured", &state);
        let mut state = begin(language);
        offer(&mut state);
        show("ask-run", &state);
        paste(&mut state, "all is well\nreally\n");
        show("nothing", &state);
    }
}

#[test]
fn the_answer_leads_on_with_what_is_known_filled_in() {
    let mut state = begin(Language::English);
    paste(&mut state, WEAK);
    let effects = state.update(Event::Key(Key::Enter));
    assert_eq!(state.at, Step::FindProject);
    let (id, Job::ReadProject { .. }) = job(&effects) else { panic!("{effects:?}") };
    state.update(Event::Finished(id, Outcome::Project(Box::default())));
    assert_eq!(state.at, Step::CreateToken, "image and user are known: nothing is asked again");
    let image = state.facts.image.as_ref().map(ToString::to_string);
    assert_eq!(image.as_deref(), Some("amyflash/music"));
    assert_eq!(state.facts.username.as_ref().map(|name| name.as_str()), Some("amyflash"));
}

#[test]
fn an_image_that_lacks_its_registry_gets_the_one_that_was_signed_in_to() {
    let mut state = begin(Language::English);
    paste(
        &mut state,
        "$ docker login ghcr.io -u amyflash\nLogin Succeeded\n$ docker push amyflash/music:1\n\
         The push refers to repository [docker.io/amyflash/music]\n\
         denied: requested access to the resource is denied\n",
    );
    let found = state.steps.what_went_wrong.chosen().map(|found| found.cause);
    assert_eq!(found, Some(CauseId::RegistryPrefixMissing));
    state.update(Event::Act("continue"));
    let image = state.facts.image.as_ref().map(ToString::to_string);
    assert_eq!(image.as_deref(), Some("ghcr.io/amyflash/music"));
}

/// What the check found with the token that is here is evidence for the log too; a token made since is none.
#[test]
fn coming_back_after_a_check_judges_the_log_with_what_was_measured() {
    let surest = |origin: Origin| {
        let mut state = begin(Language::English);
        paste(&mut state, UNCLEAR);
        state.update(Event::Act("continue"));
        let registry = Registry::docker_hub();
        let username = Username::parse("amyflash").expect("a name");
        let secret = AccessToken::new(SecretString::from("dckr_pat_abcdefghijklmnopqrstuvwxyz0"));
        let credential = Credential { registry, username, secret, origin, identity_token: false };
        state.facts.image = Image::parse("amyflash/music").ok();
        state.facts.use_credential(credential, None, Note::default());
        state.facts.measured = Some(state.facts.learned(too_weak(), state.now));
        state.update(Event::Act("back"));
        assert_eq!(state.at, Step::WhatWentWrong);
        state.steps.what_went_wrong.chosen().map(|found| (found.cause, found.confidence))
    };
    let (cause, confidence) =
        surest(Origin::DockerConfig("/home/amy/.docker/config.json".into())).expect("found");
    assert_eq!(cause, CauseId::TokenScopeInsufficient);
    assert!(confidence >= 0.9, "{confidence}");
    let (_, unmeasured) = surest(Origin::Pasted).expect("found");
    assert!(unmeasured < 0.6, "{unmeasured}");
}

/// The registry's answers to a token that may pull and no more.
fn too_weak() -> Measured {
    fn asked<T>(answer: Result<T, Failure>) -> Asked<T> {
        let request = Request { method: "GET", host: "auth.docker.io".into(), path: "/token".into() };
        Asked { request, status: None, answer, took: Duration::ZERO }
    }
    let refused = || {
        let failure = Failure::new(FailureKind::Refused { status: 401, code: None });
        Err(failure.saying("access token has insufficient scopes"))
    };
    let pull = Ok(Grant { actions: Some(Actions::PULL) });
    Measured {
        image: Image::parse("amyflash/music").expect("an image"),
        username: Username::parse("amyflash").ok(),
        kind: None,
        challenge: asked(Ok(Challenge::Bearer { realm: "r".into(), service: "s".into() })),
        sign_in: Some(asked(Ok(()))),
        level: vec![(Actions::PULL, asked(pull)), (Actions::PULL_PUSH, asked(refused()))],
        target: vec![(Actions::PULL_PUSH, asked(refused()))],
        repository: None,
        upload: None,
        clock_ahead: None,
    }
}

#[test]
fn none_of_these_and_nothing_at_hand_lead_to_the_full_check() {
    let mut state = begin(Language::English);
    paste(&mut state, WEAK);
    state.update(Event::Key(Key::End));
    state.update(Event::Key(Key::Enter));
    assert_eq!((state.at, state.facts.image.is_none()), (Step::FindProject, true));
    // As long as it is not known whether a run can be fetched, Enter means nothing; the full check has a key.
    for (key, looked, offered) in [
        (Key::Ctrl('f'), false, None),
        (Key::Enter, true, None),
        (Key::Ctrl('f'), true, Some(Slug::parse("amyflash/music").expect("a name"))),
    ] {
        let mut state = begin(Language::English);
        if looked {
            looked_for_runs(&mut state, offered);
        } else {
            assert!(state.update(Event::Key(Key::Enter)).is_empty());
        }
        let effects = state.update(Event::Key(key));
        assert_eq!(state.at, Step::FindProject);
        assert!(matches!(job(&effects).1, Job::ReadProject { .. }));
    }
}

#[test]
fn a_typed_name_is_a_file_and_pieces_of_a_paste_are_one_log() {
    let mut state = begin(Language::English);
    looked_for_runs(&mut state, None);
    for c in "build.log".chars() {
        state.update(Event::Key(Key::Char(c)));
    }
    let effects = state.update(Event::Key(Key::Enter));
    assert!(matches!(job(&effects).1, Job::Diagnose(Log::File(path)) if path.ends_with("build.log")));
    state.update(Event::Act("stop"));
    // Terminals send carriage returns for the line ends of a paste.
    state.update(Event::Paste(SecretString::from("one line\r")));
    let effects = state.update(Event::Paste(SecretString::from("two\n")));
    let Job::Diagnose(Log::Text(text)) = job(&effects).1 else { panic!("{effects:?}") };
    assert_eq!(secrecy::ExposeSecret::expose_secret(text), "one line\ntwo\n");
}

#[test]
fn a_paste_of_ten_megabytes_is_work_and_no_wait() {
    let mut state = begin(Language::English);
    let log = "x: Layer already exists\n".repeat(420_000);
    let effects = state.update(Event::Paste(SecretString::from(log)));
    assert!(matches!(job(&effects).1, Job::Diagnose(Log::Text(_))));
    assert!(state.view().page.moves());
}
