#!/usr/bin/env bash
# All tests: formatting, lints, documentation, and everything that can be proven on this machine.
# The parts that talk to real programs need Debian packages; they are installed where that is allowed.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(docker-registry gnome-keyring libsecret-tools libglib2.0-bin dbus skopeo git
    docker.io buildah podman golang-docker-credential-helpers gh python3-nacl)
programs=(docker-registry gnome-keyring-daemon secret-tool gdbus dbus-run-session skopeo git
    docker dockerd buildah podman docker-credential-secretservice gh)

missing() {
    local program
    for program in "${programs[@]}"; do
        command -v "$program" >/dev/null 2>&1 || return 0
    done
    return 1
}

if missing && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
if missing; then
    echo "missing: one of ${programs[*]}; the tests with real parts need them" >&2
    [ -z "${CI:-}" ] || exit 1
fi

cargo fmt --check
cargo clippy --all-targets --quiet -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
cargo test
