//! Signing in with a code: how often GitHub is asked, and what each of its answers ends in.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pushpilot::model::failure::FailureKind;
use pushpilot::outside::github::device;
use pushpilot::outside::http::Http;

use super::super::server::{Received, Server, json};

const TOKEN: &str = r#"{"access_token":"gho_canary","token_type":"bearer"}"#;
const PENDING: &str = r#"{"error":"authorization_pending"}"#;

/// Signs in where GitHub answers so, one after the other; with the pauses before each look.
async fn sign_in(
    lasts: u64,
    answers: &'static [&'static str],
) -> (Result<(), Option<String>>, Vec<Duration>) {
    let asked = Arc::new(Mutex::new(vec![]));
    let at = asked.clone();
    let server = Server::start(move |base, received: Received| {
        let at = at.clone();
        async move {
            if received.target == "/login/device/code" {
                at.lock().expect("is whole").push(Instant::now());
                let page = base.join("login/device").expect("an address");
                return json(200, &format!(r#"{{"device_code":"d","user_code":"ABCD-EFGH","verification_uri":"{page}","expires_in":{lasts},"interval":1}}"#));
            }
            let mut at = at.lock().expect("is whole");
            at.push(Instant::now());
            json(200, answers.get(at.len() - 2).copied().unwrap_or(PENDING))
        }
    })
    .await;
    let http = Http::default();
    let code = device::begin(&http, &server.url, "Iv1.a").await.expect("a code");
    let ended = device::wait(&http, &server.url, "Iv1.a", &code).await;
    let ended = ended.map(drop).map_err(|failure| match failure.kind {
        FailureKind::Refused { code, .. } => code,
        other => panic!("{other:?}"),
    });
    let asked = asked.lock().expect("is whole").clone();
    (ended, asked.windows(2).map(|two| two[1] - two[0]).collect())
}

/// The pauses are never shorter than GitHub wants; how much longer is the machine's affair.
#[tokio::test]
async fn each_answer_ends_as_it_should_and_the_pause_is_kept() {
    const SLOWER: &str = r#"{"error":"slow_down"}"#;
    const THREE: &str = r#"{"error":"slow_down","interval":3}"#;
    let wrong = |error: &str| Err(Some(error.to_owned()));
    let rows: [(u64, &'static [&'static str], _, &[u64]); 8] = [
        (900, &[TOKEN], Ok(()), &[1]),
        (900, &[PENDING, PENDING, TOKEN], Ok(()), &[1, 1, 1]),
        (900, &[THREE, PENDING, TOKEN], Ok(()), &[1, 3, 3]),
        (900, &[SLOWER, TOKEN], Ok(()), &[1, 6]),
        (900, &[PENDING, r#"{"error":"expired_token"}"#], wrong("expired_token"), &[1, 1]),
        (900, &[r#"{"error":"access_denied"}"#], wrong("access_denied"), &[1]),
        (900, &[r#"{"error":"incorrect_device_code"}"#], wrong("incorrect_device_code"), &[1]),
        // The code's own time is over, whatever GitHub goes on to say.
        (2, &[], wrong("expired_token"), &[1]),
    ];
    let ended = join_all(rows.iter().map(|(lasts, answers, ..)| sign_in(*lasts, answers))).await;
    for ((_, answers, expected, pauses), (result, measured)) in rows.iter().zip(ended) {
        assert_eq!(&result, expected, "{answers:?}");
        assert!(measured.len() >= pauses.len(), "{answers:?}: {measured:?}");
        for (least, pause) in pauses.iter().zip(&measured) {
            // A timer may end some milliseconds early as another clock sees it.
            assert!(
                *pause + Duration::from_millis(20) >= Duration::from_secs(*least),
                "{answers:?}: {measured:?}"
            );
        }
    }
}
