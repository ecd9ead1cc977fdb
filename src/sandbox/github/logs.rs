//! Logs: the API leads to a signed address at another host, which wants no other authorization.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State as Shelf};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use flate2::{Compression, Crc, write::DeflateEncoder};
use serde::Deserialize;

use super::run::Run;
use super::runs::{named, named_job};
use super::{not_found, refuse};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::{Shared, chance};

type Names = Path<HashMap<String, String>>;

/// A signed address lives for a minute (description of the operation).
const LIFETIME: i64 = 60;

/// What a signature opens.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    content: Vec<u8>,
    kind: &'static str,
    until: i64,
}

/// The log of one job; not before it is over, and not at once then.
pub(super) async fn of_job(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Response, Refusal> {
    let mut state = shared.github.state();
    let (run, job) = named_job(&state, &names)?;
    let (run, id) = (run.id, job.id);
    let run = state.runs.iter_mut().find(|known| known.id == run);
    let job = run.and_then(|run| run.jobs.iter_mut().find(|known| known.id == id)).ok_or_else(not_found)?;
    if !job.status.is_over() || job.log.is_empty() {
        return Err(not_found());
    }
    if job.log_lag > 0 {
        job.log_lag -= 1;
        return Err(not_found());
    }
    // The file begins with a mark (actions/runner, Logging.cs).
    let content = format!("\u{feff}{}", job.log).into_bytes();
    Ok(lead(&shared, &mut state, content, "text/plain"))
}

/// The logs of a whole run as a zip file.
pub(super) async fn of_run(
    Shelf(shared): Shelf<Arc<Shared>>,
    Path(names): Names,
) -> Result<Response, Refusal> {
    let mut state = shared.github.state();
    let run = named(&state, &names)?;
    if !run.status.is_over() {
        let message = "Failed to generate URL to download logs";
        return Err(refuse(StatusCode::INTERNAL_SERVER_ERROR, message));
    }
    let attempt = names.get("attempt").and_then(|attempt| attempt.parse().ok()).unwrap_or(run.attempt);
    let content = zip(&files(run, attempt));
    Ok(lead(&shared, &mut state, content, "application/zip"))
}

fn lead(shared: &Shared, state: &mut super::State, content: Vec<u8>, kind: &'static str) -> Response {
    let signature = chance::letters(43);
    let until = shared.clock.now() + LIFETIME;
    state.signed.insert(signature.clone(), Signed { content, kind, until });
    let location = format!("{}/log?se={until}&sig={signature}", shared.addresses.logs);
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}

/// `N_job.txt` for each job and `job/N_step.txt` for each step, as gh reads them (cli/cli, view.go).
fn files(run: &Run, attempt: u32) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (index, job) in run.jobs.iter().filter(|job| job.attempt == attempt).enumerate() {
        if job.log.is_empty() {
            continue;
        }
        let plain = job.name.replace(['/', ':'], "");
        files.push((format!("{index}_{plain}.txt"), job.log.clone()));
        let ends = job.steps.iter().skip(1).map(|step| step.log_from).chain([job.log.len()]);
        for (number, (step, end)) in job.steps.iter().zip(ends).enumerate() {
            let part = job.log.get(step.log_from..end).unwrap_or_default();
            if !part.is_empty() {
                let name = step.name.replace(['/', ':'], "");
                files.push((format!("{plain}/{}_{name}.txt", number + 1), part.to_owned()));
            }
        }
    }
    files
}

/// A zip file of these texts (PKWARE's APPNOTE: local headers, central directory, end).
fn zip(files: &[(String, String)]) -> Vec<u8> {
    let mut whole = Vec::new();
    let mut directory = Vec::new();
    for (name, text) in files {
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text.as_bytes()).expect("writing to memory does not fail");
        let packed = packed.finish().expect("writing to memory does not fail");
        let mut shared = Vec::new();
        // Version 2.0, names in UTF-8, deflated, the first day of 1980.
        for number in [20_u16, 0x0800, 8, 0, 0x21] {
            shared.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), length(packed.len()), length(text.len())] {
            shared.extend(number.to_le_bytes());
        }
        shared.extend(u16::try_from(name.len()).unwrap_or_default().to_le_bytes());
        shared.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&shared);
        directory.extend([0; 10]);
        directory.extend(length(whole.len()).to_le_bytes());
        directory.extend(name.as_bytes());
        whole.extend(b"PK\x03\x04");
        whole.extend(&shared);
        whole.extend(name.as_bytes());
        whole.extend(packed);
    }
    let begin = length(whole.len());
    let count = u16::try_from(files.len()).unwrap_or_default().to_le_bytes();
    whole.extend(&directory);
    whole.extend(b"PK\x05\x06\0\0\0\0");
    whole.extend(count);
    whole.extend(count);
    whole.extend(length(directory.len()).to_le_bytes());
    whole.extend(begin.to_le_bytes());
    whole.extend([0, 0]);
    whole
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[derive(Deserialize)]
struct Signature {
    sig: Option<String>,
}

pub(in crate::sandbox) fn router(shared: &Arc<Shared>) -> Router {
    Router::new().route("/log", get(fetch)).with_state(Arc::clone(shared))
}

/// Object stores refuse a second kind of authorization beside the signature; one that arrives was leaked.
async fn fetch(
    Shelf(shared): Shelf<Arc<Shared>>,
    Query(signature): Query<Signature>,
    headers: HeaderMap,
) -> Response {
    let failed = |status: StatusCode, code: &str| {
        let body = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code></Error>");
        (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
    };
    if headers.contains_key(header::AUTHORIZATION) {
        return failed(StatusCode::UNAUTHORIZED, "InvalidAuthenticationInfo");
    }
    let now = shared.clock.now();
    let state = shared.github.state();
    let signed = signature.sig.and_then(|signature| state.signed.get(&signature).cloned());
    match signed.filter(|signed| signed.until >= now) {
        Some(signed) => ([(header::CONTENT_TYPE, signed.kind)], signed.content).into_response(),
        None => failed(StatusCode::FORBIDDEN, "AuthenticationFailed"),
    }
}
