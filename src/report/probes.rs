//! What live probes answered, as rows: the question, the answer, and what was asked and came back.

use std::time::Duration;

use crate::diagnosis::Probe;
use crate::diagnosis::probes::{Answer, answers};
use crate::model::clean;
use crate::model::probed::Probed;
use crate::model::reach::{Layer, Reach};
use crate::text::{Text, diagnosis, failures, probes as words};

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which probe it answers; `None` where it is the way to one service.
    pub probe: Option<Probe>,
    pub label: Text,
    pub value: Text,
    pub answer: Answer,
    /// Literal lines of the protocol, or why not.
    pub said: Vec<Text>,
}

/// All of them: the probes, then each service by itself.
#[must_use]
pub fn rows(probed: &Probed) -> Vec<Row> {
    let mut rows: Vec<Row> = answers(probed)
        .into_iter()
        .map(|one| Row {
            probe: Some(one.probe),
            label: diagnosis::probe(one.probe),
            value: if one.probe == Probe::Sources { stored(probed) } else { words::answer(one.answer) },
            answer: one.answer,
            // Each service has a row of its own.
            said: match one.probe {
                Probe::Reachability => Vec::new(),
                _ => one.said.into_iter().map(Text::raw).collect(),
            },
        })
        .collect();
    rows.extend(probed.reach.iter().map(way));
    rows
}

fn stored(probed: &Probed) -> Text {
    let Some(choice) = &probed.choice else { return words::not_measured() };
    let tool = choice.tool.as_str();
    match &choice.pick {
        Some(pick) => words::uses(tool, clean::short(pick.username.as_deref().unwrap_or("?"), 60)),
        None => words::uses_none(tool),
    }
}

fn way(reach: &Reach) -> Row {
    let answer = if reach.is_good() { Answer::Yes } else { Answer::No };
    let said = reach.failure().map(failures::sentence).into_iter().collect();
    Row { probe: None, label: words::service(reach.service), value: layers(reach), answer, said }
}

/// `registry-1.docker.io: DNS 192.0.2.1 (3 ms), TCP (20 ms), TLS (Example CA, 41 ms), HTTP 401 (25 ms)`.
fn layers(reach: &Reach) -> Text {
    let mut parts = Vec::new();
    parts.extend(reach.proxy.as_ref().map(words::way_proxy));
    let took = |took: &Duration| u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match &reach.dns {
        Layer::Good(found, time) => parts.push(words::layer(format!("DNS {}", found.join(" ")), took(time))),
        Layer::Failed(_) => parts.push(words::no_layer("DNS")),
        Layer::NotTried => {}
    }
    match &reach.tcp {
        Layer::Good((), time) => parts.push(words::layer("TCP", took(time))),
        Layer::Failed(_) => parts.push(words::no_layer("TCP")),
        Layer::NotTried => {}
    }
    let issuer = reach.issuer.as_deref();
    match &reach.tls {
        Layer::Good((), time) => parts.push(words::layer_with("TLS", issuer.unwrap_or("?"), took(time))),
        Layer::Failed(_) => parts.push(
            issuer.map_or_else(|| words::no_layer("TLS"), |issuer| words::no_layer_with("TLS", issuer)),
        ),
        Layer::NotTried => {}
    }
    match &reach.answer {
        Layer::Good(status, time) => parts.push(words::layer(format!("HTTP {status}"), took(time))),
        Layer::Failed(failure) => parts.push(match failure.status() {
            Some(status) => Text::raw(format!("HTTP {status}")),
            None => words::no_layer("HTTP"),
        }),
        Layer::NotTried => {}
    }
    let all = parts.into_iter().reduce(words::way_and).unwrap_or_else(|| Text::raw("-"));
    words::way(&reach.host, all)
}
