//! Every measurement with its verdict, as a table.

use std::time::Duration;

use super::*;
use crate::model::access::Challenge;
use crate::model::account::Username;
use crate::model::failure::{Odd, Request};
use crate::model::image::Image;

fn asked<T>(answer: Result<T, Failure>) -> Asked<T> {
    let request = Request { method: "GET", host: "h".into(), path: "/".into() };
    Asked { request, status: None, answer, took: Duration::ZERO }
}

fn refused(status: u16, said: &str) -> Failure {
    Failure::new(FailureKind::Refused { status, code: None }).saying(said)
}

fn coded(status: u16, code: &str) -> Failure {
    Failure::new(FailureKind::Refused { status, code: Some(code.to_owned()) })
}

fn grant(actions: Option<Actions>) -> Result<Grant, Failure> {
    Ok(Grant { actions })
}

/// Everything went well, on Docker Hub, in amy's own public repository.
fn good() -> Measured {
    Measured {
        image: Image::parse("amy/app").expect("an image"),
        username: Username::parse("amy").ok(),
        kind: None,
        challenge: asked(Ok(Challenge::Bearer { realm: "r".into(), service: "s".into() })),
        sign_in: Some(asked(Ok(()))),
        level: levels(2),
        target: vec![(Actions::PULL_PUSH, asked(grant(Some(Actions::PULL_PUSH))))],
        repository: Some(asked(Ok(RepositoryState::Exists { private: false, may_write: None }))),
        upload: Some(asked(Ok(UploadOpened { cancelled: None }))),
        clock_ahead: None,
    }
}

/// The first `good` of the three questions about the level are answered, the others refused.
fn levels(good: usize) -> Vec<(Actions, Asked<Grant>)> {
    let weak = || Err(refused(401, "access token has insufficient scopes"));
    [Actions::PULL, Actions::PULL_PUSH, Actions::DELETE]
        .into_iter()
        .enumerate()
        .map(|(at, actions)| (actions, asked(if at < good { grant(Some(Actions::PULL)) } else { weak() })))
        .collect()
}

/// No token for pushing to the target, in these words; level and sign-in as given.
fn no_token(failure: Failure, level: usize, sign_in: Result<(), Failure>) -> Measured {
    Measured {
        target: vec![(Actions::PULL_PUSH, asked(Err(failure)))],
        level: if level == 0 { Vec::new() } else { levels(level) },
        sign_in: Some(asked(sign_in)),
        upload: None,
        ..good()
    }
}

/// A token that grants this much, and the registry's answer to an upload.
fn registry(image: &str, granted: Option<Actions>, upload: Option<Failure>) -> Measured {
    Measured {
        image: Image::parse(image).expect("an image"),
        sign_in: None,
        level: Vec::new(),
        target: vec![(Actions::PULL_PUSH, asked(grant(granted)))],
        repository: None,
        upload: Some(asked(upload.map_or(Ok(UploadOpened { cancelled: None }), Err))),
        ..good()
    }
}

/// A registry without a token service.
fn direct(upload: Failure) -> Measured {
    Measured { target: Vec::new(), ..registry("r.example/app", None, Some(upload)) }
}

fn seen(image: &str, state: RepositoryState, granted: Actions) -> Measured {
    Measured {
        image: Image::parse(image).expect("an image"),
        repository: Some(asked(Ok(state))),
        target: vec![(Actions::PULL_PUSH, asked(grant(Some(granted))))],
        ..good()
    }
}

const PRIVATE: RepositoryState = RepositoryState::Exists { private: true, may_write: None };
const PUBLIC: RepositoryState = RepositoryState::Exists { private: false, may_write: None };
const WRONG: &str = "incorrect username or password";
const WEAK: &str = "access token has insufficient scopes";

#[test]
fn every_measurement_has_one_verdict() {
    use Verdict as V;
    let own = Actions::PULL_PUSH;
    let no = || refused(401, "unauthorized");
    let odd = |failure: Failure| V::NotDecided(Undecided::Odd(failure));
    let kind = Failure::new;
    let limited = || kind(FailureKind::RateLimited { until: Some(Moment(9)) });
    let outage = || kind(FailureKind::ServiceError { status: 503 });
    let html = || kind(FailureKind::NotUnderstood(Odd::Html));
    let read = Some(Level::Read);
    let table: Vec<(&str, Measured, Verdict)> = vec![
        ("all well", good(), V::CanPush(Destination::Exists { private: false })),
        ("private", seen("amy/app", PRIVATE, own), V::CanPush(Destination::Exists { private: true })),
        ("new", seen("amy/app", RepositoryState::NotVisible, own), V::CanPush(Destination::WillBeCreated)),
        (
            "new or private: nobody signed in",
            Measured {
                sign_in: Some(asked(Err(outage()))),
                ..seen("amy/app", RepositoryState::NotVisible, own)
            },
            V::CanPush(Destination::Unknown),
        ),
        ("opaque", registry("ghcr.io/a/b", None, None), V::CanPush(Destination::Unknown)),
        ("weak", no_token(refused(401, WEAK), 1, Ok(())), V::TokenTooWeak { level: read }),
        ("weak, level unknown", no_token(refused(401, WEAK), 0, Ok(())), V::TokenTooWeak { level: None }),
        ("weak here only", no_token(refused(401, WEAK), 2, Ok(())), V::NoRight),
        ("weak in other words", no_token(refused(401, "no"), 1, Ok(())), V::TokenTooWeak { level: read }),
        ("only here, in other words", no_token(no(), 2, Ok(())), V::NotDecided(Undecided::ServicesDisagree)),
        (
            "one says yes",
            no_token(refused(401, WRONG), 0, Ok(())),
            V::NotDecided(Undecided::ServicesDisagree),
        ),
        ("wrong", no_token(refused(401, WRONG), 0, Err(no())), V::WrongCredential),
        ("wrong, half known", no_token(no(), 0, Err(outage())), V::WrongCredential),
        ("ended", no_token(refused(401, "token expired"), 0, Err(no())), V::ExpiredOrRevoked(Ended::Said)),
        (
            "ended, says the other",
            no_token(no(), 0, Err(refused(401, "revoked"))),
            V::ExpiredOrRevoked(Ended::Said),
        ),
        (
            "a password where a token is wanted",
            no_token(refused(401, "please use personal access token to login"), 0, Err(no())),
            V::PasswordNotEnough,
        ),
        ("nobody", Measured { username: None, ..no_token(no(), 0, Err(no())) }, V::NoCredential),
        ("foreign", seen("bob/app", RepositoryState::NotVisible, Actions::NONE), V::NotYourNamespace),
        ("foreign, public", seen("bob/app", PUBLIC, Actions::PULL), V::NotYourNamespace),
        ("member without right", seen("team/app", PRIVATE, Actions::PULL), V::NoRight),
        ("own without right", seen("amy/app", PUBLIC, Actions::PULL), V::NoRight),
        ("other registry", registry("r.example/b/c", Some(Actions::PULL), None), V::NoRight),
        (
            "limited at the door",
            Measured { challenge: asked(Err(limited())), ..good() },
            V::RateLimited { until: Some(Moment(9)) },
        ),
        ("limited at the token", no_token(limited(), 0, Ok(())), V::RateLimited { until: Some(Moment(9)) }),
        (
            "limited at the upload",
            registry("r.example/a", None, Some(limited())),
            V::RateLimited { until: Some(Moment(9)) },
        ),
        ("down", Measured { challenge: asked(Err(outage())), ..good() }, V::Unreachable(outage())),
        ("token service down", no_token(outage(), 0, Ok(())), V::Unreachable(outage())),
        ("upload down", registry("amy/app", Some(own), Some(outage())), V::Unreachable(outage())),
        ("page", Measured { challenge: asked(Err(html())), ..good() }, odd(html())),
        ("rule", registry("amy/app", Some(own), Some(refused(403, "no"))), V::RefusedByRule(Rule::Other)),
        (
            "immutable",
            registry("amy/app", Some(own), Some(refused(403, "tag is immutable"))),
            V::RefusedByRule(Rule::ImmutableTag),
        ),
        ("archived", direct(refused(403, "project is archived")), V::RefusedByRule(Rule::Archived)),
        (
            "plan",
            registry("amy/app", Some(own), Some(refused(403, "quota exceeded"))),
            V::RefusedByRule(Rule::Plan),
        ),
        (
            "granted and denied",
            registry("amy/app", Some(own), Some(coded(401, "insufficient_scope"))),
            V::NoRight,
        ),
        ("granted and unknown", registry("amy/app", Some(own), Some(no())), odd(no())),
        ("opaque, denied", registry("ghcr.io/a/b", None, Some(coded(403, "DENIED"))), V::NoRight),
        ("opaque, unauthorized", registry("ghcr.io/a/b", None, Some(no())), V::NoRight),
        (
            "opaque, weak",
            registry("ghcr.io/a/b", None, Some(refused(403, "does not match expected scopes"))),
            V::TokenTooWeak { level: None },
        ),
        ("missing", registry("r.example/a", None, Some(refused(404, ""))), V::RepositoryMissing),
        ("bad name", registry("r.example/a", None, Some(refused(400, ""))), odd(refused(400, ""))),
        ("direct, wrong", direct(no()), V::WrongCredential),
        ("direct, ended", direct(refused(401, "password expired")), V::ExpiredOrRevoked(Ended::Said)),
        ("direct, denied", direct(refused(403, "")), V::NoRight),
        ("direct, denied with 401", direct(coded(401, "DENIED")), V::NoRight),
        ("direct, nobody", Measured { username: None, ..direct(no()) }, V::NoCredential),
        (
            "asking would create",
            Measured {
                target: vec![(Actions::PULL, asked(grant(Some(Actions::NONE))))],
                upload: None,
                ..good()
            },
            V::NotDecided(Undecided::AskingWouldCreate),
        ),
        ("not asked", Measured { upload: None, ..good() }, V::NotDecided(Undecided::NotAsked)),
    ];
    for (name, measured, expected) in table {
        assert_eq!(judge(&measured, &Note::default(), Moment(1)), expected, "{name}");
    }
}

#[test]
fn expired_needs_more_than_a_refusal() {
    let measured = no_token(refused(401, WRONG), 0, Err(refused(401, "unauthorized")));
    let at = |note: &Note| judge(&measured, note, Moment(100));
    let expires = |at| Note { expires: Some(Moment(at)), ..Note::default() };
    let proven = Note { proven: Some(Moment(50)), ..expires(101) };
    assert_eq!(at(&expires(101)), Verdict::WrongCredential);
    assert_eq!(at(&expires(100)), Verdict::ExpiredOrRevoked(Ended::Expired { at: Moment(100) }));
    assert_eq!(at(&proven), Verdict::ExpiredOrRevoked(Ended::Proven { at: Moment(50) }));
    // A note that has run out does not overrule a registry that still takes the token.
    assert_eq!(judge(&good(), &expires(1), Moment(100)).outcome(), Outcome::CanPush);
}

#[test]
fn outcome_and_cause_follow_from_the_verdict() {
    use CauseId as C;
    let failure = |kind| Verdict::Unreachable(Failure::new(kind));
    let host = || "h".to_owned();
    for (verdict, outcome, cause) in [
        (Verdict::CanPush(Destination::Unknown), Outcome::CanPush, None),
        (Verdict::TokenTooWeak { level: None }, Outcome::CannotPush, Some(C::TokenScopeInsufficient)),
        (Verdict::NoRight, Outcome::CannotPush, Some(C::OrgPermissionMissing)),
        (Verdict::NotYourNamespace, Outcome::CannotPush, Some(C::NamespaceMismatch)),
        (Verdict::WrongCredential, Outcome::CannotPush, Some(C::BadCredentials)),
        (Verdict::PasswordNotEnough, Outcome::CannotPush, Some(C::TwoFactorNeedsToken)),
        (Verdict::ExpiredOrRevoked(Ended::Said), Outcome::CannotPush, Some(C::TokenExpiredOrRevoked)),
        (Verdict::NoCredential, Outcome::CannotPush, Some(C::NotLoggedIn)),
        (Verdict::RepositoryMissing, Outcome::CannotPush, Some(C::RepositoryDoesNotExist)),
        (Verdict::RefusedByRule(Rule::ImmutableTag), Outcome::CannotPush, Some(C::ImmutableTag)),
        (Verdict::RefusedByRule(Rule::Archived), Outcome::CannotPush, Some(C::RepositoryArchived)),
        (Verdict::RefusedByRule(Rule::Plan), Outcome::CannotPush, Some(C::PlanLimit)),
        (Verdict::RefusedByRule(Rule::Other), Outcome::CannotPush, None),
        (Verdict::RateLimited { until: None }, Outcome::Unknown, Some(C::RateLimited)),
        (failure(FailureKind::Dns { host: host() }), Outcome::Unknown, Some(C::NetworkUnreachable)),
        (failure(FailureKind::TimedOut { seconds: 1 }), Outcome::Unknown, Some(C::NetworkUnreachable)),
        (failure(FailureKind::Tls { host: host(), untrusted: true }), Outcome::Unknown, Some(C::TlsTrust)),
        (failure(FailureKind::PlainHttp { host: host() }), Outcome::Unknown, Some(C::HttpHttpsMismatch)),
        (failure(FailureKind::ServiceError { status: 500 }), Outcome::Unknown, Some(C::RegistryOutage)),
        (Verdict::NotDecided(Undecided::Odd(refused(451, ""))), Outcome::Unknown, Some(C::IpBlocked)),
        (Verdict::NotDecided(Undecided::NotAsked), Outcome::Unknown, None),
    ] {
        assert_eq!((verdict.outcome(), verdict.cause()), (outcome, cause), "{verdict:?}");
    }
}
