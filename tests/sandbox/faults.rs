//! Misbehaviour on demand, and the list of what arrived.

use std::time::{Duration, Instant};

use pushpilot::sandbox::{Effect, Fault, Name, Scenario, start_in_background};
use reqwest::{Method, StatusCode};

use crate::practice::Practice;

impl Practice {
    /// The one request that the faults of these tests hit.
    fn base(&self) -> reqwest::RequestBuilder {
        self.registry("GET", "/v2/", "")
    }
}

#[tokio::test]
async fn a_delay_delays() {
    let practice = Practice::begin().await;
    practice.sandbox.add_fault(Fault::new(Effect::DelayMs(60)).of(Name::Registry));
    let begun = Instant::now();
    assert_eq!(practice.send(practice.base()).await.status, 401);
    assert!(begun.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn only_the_nth_matching_request_stalls() {
    let practice = Practice::begin().await;
    practice.sandbox.add_fault(Fault::new(Effect::Stall).of(Name::Registry).on("GET", "/v2/").nth(2));
    assert_eq!(practice.send(practice.base()).await.status, 401);
    let stalled = practice.send(practice.base());
    let others = async {
        // The third is sent once the second has been received, so that they cannot change places.
        while practice.sandbox.requests().len() < 2 {
            tokio::task::yield_now().await;
        }
        practice.send(practice.base()).await
    };
    tokio::select! {
        answer = stalled => panic!("answered with {}", answer.status),
        answer = others => assert_eq!(answer.status, 401),
    }
}

#[tokio::test]
async fn a_stalled_request_ends_with_the_services() {
    let practice = Practice::begin().await;
    practice.sandbox.add_fault(Fault::new(Effect::Stall));
    let request = practice.base();
    let Practice { sandbox, .. } = practice;
    let waiting = tokio::spawn(request.send());
    while sandbox.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let url = sandbox.registry_url.clone();
    drop(sandbox);
    // Whatever it gets now, it no longer waits, and nobody listens any more.
    waiting.await.unwrap().ok();
    while std::net::TcpStream::connect(url.trim_start_matches("http://")).is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_dropped_connection_answers_nothing() {
    let practice = Practice::begin().await;
    practice.sandbox.add_fault(Fault::new(Effect::Drop).of(Name::Registry).nth(1));
    let error = practice.base().send().await.unwrap_err();
    assert!(error.is_request() && !error.is_connect() && !error.is_timeout(), "{error:?}");
    assert_eq!(practice.send(practice.base()).await.status, 401, "the service itself goes on");
}

#[tokio::test]
async fn statuses_html_and_retry_after_come_as_told() {
    let practice = Practice::begin().await;
    let text = Some("Too Many Requests (HAP429).".to_owned());
    practice
        .sandbox
        .add_fault(Fault::new(Effect::Answer { status: 429, retry_after: Some(7), text }).of(Name::Hub));
    practice.sandbox.add_fault(Fault::new(Effect::Html).of(Name::Registry));
    practice
        .sandbox
        .add_fault(Fault::new(Effect::Answer { status: 503, retry_after: None, text: None }).of(Name::Token));
    let limited = practice.hub("GET", "/v2/access-tokens", "", None).await;
    assert_eq!((limited.status.as_u16(), limited.header("retry-after")), (429, "7"));
    assert_eq!(limited.text, "Too Many Requests (HAP429).");
    let page = practice.send(practice.base()).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(practice.ask(None, &[]).await.status, 503);
}

#[tokio::test]
async fn bodies_end_early_or_never() {
    let practice = Practice::begin().await;
    practice.sandbox.add_fault(Fault::new(Effect::Truncated).of(Name::Hub));
    practice.sandbox.add_fault(Fault::new(Effect::Endless).of(Name::Registry));
    let url = format!("{}/v2/namespaces/amy/repositories/app", practice.sandbox.hub_url);
    let response = practice.request(Method::GET, &url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
    let mut response = practice.base().send().await.unwrap();
    let mut received = 0;
    while received < 4 << 20 {
        received += response.chunk().await.unwrap().expect("it does not end").len();
    }
}

#[tokio::test]
async fn redirects_and_realms_point_to_somebody_else() {
    let practice = Practice::begin().await;
    practice.sandbox.add_fault(Fault::new(Effect::Redirect("{foreign}/take".to_owned())).of(Name::Hub));
    practice.sandbox.add_fault(
        Fault::new(Effect::Realm("http://auth.example.invalid/token".to_owned())).of(Name::Registry).nth(1),
    );
    practice.sandbox.add_fault(Fault::new(Effect::Realm("{foreign}/token".to_owned())).of(Name::Registry));
    let redirect = practice.hub("GET", "/v2/access-tokens", "", None).await;
    assert_eq!(
        (redirect.status.as_u16(), redirect.location()),
        (307, format!("{}/take", practice.sandbox.foreign_url))
    );
    let plain = practice.send(practice.base()).await;
    assert!(plain.header("www-authenticate").contains("realm=\"http://auth.example.invalid/token\""));
    let foreign = format!("realm=\"{}/token\"", practice.sandbox.foreign_url);
    let challenge = practice.send(practice.base()).await;
    assert!(challenge.header("www-authenticate").contains(&foreign));

    let leak = practice.request(Method::GET, &redirect.location()).basic_auth("amy", Some("secret"));
    practice.send(leak).await;
    let received = practice.sandbox.requests();
    let stolen = received.iter().find(|request| request.service == Name::Foreign).unwrap();
    assert!(stolen.authorized, "what a careless client gives away is seen");
}

#[tokio::test]
async fn the_date_is_the_services_and_can_be_off() {
    let practice = Practice::begin().await;
    let off = |answer: &crate::practice::Answer| {
        let date = jiff::fmt::rfc2822::parse(answer.header("date")).unwrap().timestamp();
        (date.as_second() - jiff::Timestamp::now().as_second() + 1800).div_euclid(3600)
    };
    assert_eq!(off(&practice.send(practice.base()).await), 0);
    practice.sandbox.set_time_offset(86_400);
    assert_eq!(off(&practice.send(practice.base()).await), 24);
    practice.sandbox.set_time_offset(0);
    practice.sandbox.add_fault(Fault::new(Effect::DateOffset(-86_400)));
    assert_eq!(off(&practice.send(practice.base()).await), -24);
}

#[tokio::test]
async fn every_request_is_noted_with_its_connection() {
    let practice = Practice::begin().await;
    practice.send(practice.base()).await;
    practice.send(practice.registry("GET", "/v2/amy/app/tags/list?n=1", "x")).await;
    practice.ask(None, &["repository:amy/app:pull"]).await;
    let [base, list, token] = practice.sandbox.requests().try_into().unwrap();
    assert_eq!(
        (base.service, base.method.as_str(), base.target.as_str(), base.authorized),
        (Name::Registry, "GET", "/v2/", false)
    );
    assert_eq!((list.target.as_str(), list.authorized), ("/v2/amy/app/tags/list?n=1", true));
    assert_eq!(base.connection, list.connection, "the client keeps its connection");
    assert_eq!(token.service, Name::Token);
    assert!(
        token.target.starts_with("/token?service=registry.docker.io&scope=repository%3Aamy%2Fapp%3Apull")
    );
    assert_ne!(token.connection, base.connection);
}

#[test]
fn services_in_the_background_stop_when_dropped() {
    let sandbox = start_in_background(Scenario::all().remove(0)).unwrap();
    let address = sandbox.registry_host().to_owned();
    assert!(std::net::TcpStream::connect(&address).is_ok());
    drop(sandbox);
    assert!(std::net::TcpStream::connect(&address).is_err());
}

/// The first spoilt request begins it; the answers say when it ends, and then it does.
#[tokio::test]
async fn a_fault_that_lasts_is_over_when_it_said() {
    let practice = Practice::begin().await;
    let limited = Effect::Answer { status: 429, retry_after: Some(600), text: None };
    practice.sandbox.add_fault(Fault { seconds: Some(1), ..Fault::new(limited).of(Name::Registry) });
    let begun = Instant::now();
    let answer = practice.send(practice.base()).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    while practice.send(practice.base()).await.status == 429 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::task::yield_now().await;
    }
    assert!(begun.elapsed() >= Duration::from_secs(1));
}
