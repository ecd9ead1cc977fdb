//! The registry cannot be reached: name, route, proxy, time.

use super::{Cause, Sign, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step, Whom};
use crate::diagnosis::picture::{Note, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::NetworkUnreachable,
    signs: &[
        Sign::says("i/o timeout").without(&["docker.sock"]),
        Sign::says("no such host").without(&["lookup docker on", "lookup docker:", "docker daemon"]),
        Sign::fits("connection refused").without(&["docker.sock", "docker daemon", ":2375", ":2376"]),
        Sign::fits("actively refused"),
        Sign::says("connection reset by peer"),
        Sign::says("tls handshake timeout"),
        // The server ends it before any certificate is looked at.
        Sign::fits("tls: handshake failure"),
        Sign::fits("tls: unrecognized name"),
        Sign::says("client.timeout exceeded"),
        Sign::says("request canceled while waiting for connection"),
        Sign::fits("context deadline exceeded"),
        Sign::says("no route to host"),
        Sign::says("network is unreachable"),
        Sign::says("name resolution"),
        Sign::says("could not resolve host"),
        Sign::says("connection timed out"),
        Sign::says("operation timed out"),
        Sign::says("server misbehaving"),
        Sign::says("proxyconnect"),
        Sign::says("proxy authentication required"),
        Sign::says("getaddrinfo"),
        Sign::says("enotfound"),
        Sign::says("econnreset"),
        Sign::says("etimedout"),
        Sign::says("unknownhostexception"),
        Sign::says("connecttimeoutexception"),
        Sign::says("sockettimeoutexception"),
        Sign::fits("broken pipe").without(&["docker.sock"]),
        Sign::fits("unexpected eof"),
        Sign::fits("\": eof"),
        Sign::fits(": eof").with(&["/v2/", "http"]),
        Sign::says("server closed idle connection"),
        Sign::says("connection was forcibly closed"),
        Sign::says("failed to establish a new connection"),
        Sign::says("use of closed network connection"),
        Sign::fits("internal_error; received from peer"),
        Sign::fits("server sent goaway"),
        Sign::fits("read timed out"),
        Sign::fits("max retries exceeded"),
        Sign::fits("remotedisconnected"),
        Sign::fits("connection aborted"),
        // The desktop's secret service says so as well.
        Sign::says("timeout was reached").without(&["org.freedesktop"]),
        Sign::says("connectex:").without(&[":2375", ":2376"]),
        Sign::fits("transport connection broken"),
        Sign::says("connection refused").with(&["dial tcp"]).without(&["docker.sock", ":2375", ":2376"]),
    ],
    judge,
    probes: &[Probe::Reachability],
    next: |_| vec![Remedy::Ask(Whom::NetworkAdministrator), Remedy::Wait(Step::RerunWorkflow)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    match picture.noted(Note::LoginPlainHttp) {
        // `docker login http://…` still asks port 443.
        Some(plain) => signs.unless(0.3, plain.clone()),
        None => signs,
    }
}
