//! No space, or no daemon: nothing to do with rights.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::DiskOrDaemon,
    signs: &[
        Sign::says("no space left on device"),
        Sign::says("disk quota exceeded"),
        Sign::says("not enough space"),
        Sign::says("insufficient disk"),
        Sign::says("cannot connect to the docker daemon"),
        Sign::says("is the docker daemon running"),
        Sign::says("connect to the docker daemon socket"),
        Sign::says("connect to the docker api"),
        Sign::says("dial unix"),
        Sign::says("docker_engine"),
        Sign::says("dockerdesktoplinuxengine"),
        Sign::says("error during connect"),
        Sign::says("docker desktop is not running"),
        Sign::says("lookup docker on"),
        Sign::says("lookup docker:"),
        Sign::says("unable to connect to podman"),
        Sign::fits("cannot connect to podman"),
        Sign::says("failed to connect to buildkit"),
        Sign::fits("docker: command not found"),
        Sign::fits("docker: not found"),
        Sign::fits("no such file or directory").with(&["docker.sock"]),
        Sign::fits("read-only file system"),
        Sign::fits("connection refused").with(&["docker.sock", ":2375", ":2376"]),
        Sign::says("enospc"),
    ],
    judge: by_signs,
    probes: &[Probe::Daemon],
    next: |_| vec![Remedy::Run("docker info".to_owned())],
};
