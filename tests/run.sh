#!/usr/bin/env bash
# All tests: formatting, lints, documentation, and everything that can be proven on this machine.
# The parts that talk to real programs need Debian packages; they are installed where that is allowed.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(docker-registry gnome-keyring libsecret-tools libglib2.0-bin dbus skopeo git
    docker.io buildah podman golang-docker-credential-helpers gh python3-nacl)
programs=(docker-registry gnome-keyring-daemon secret-tool gdbus dbus-run-session skopeo git
    docker dockerd buildah podman docker-credential-secretservice gh node npm)

missing() {
    local program
    for program in "${programs[@]}"; do
        command -v "$program" >/dev/null 2>&1 || return 0
    done
    return 1
}

# Where node comes from elsewhere, Debian's npm would not go with it.
command -v npm >/dev/null 2>&1 || packages+=(nodejs npm)

if missing && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
if missing; then
    echo "missing: one of ${programs[*]}; the tests with real parts need them" >&2
    [ -z "${CI:-}" ] || exit 1
fi

# Prism holds requests and answers against the published descriptions of the APIs. Those are not ours: they are
# taken from the folder that PUSHPILOT_SPECS names, or from one called `specs` near this checkout; GitHub's else
# from npm, and what needs Docker Hub's says that it is left out.
export PUSHPILOT_PRISM="${PUSHPILOT_PRISM:-${XDG_CACHE_HOME:-$HOME/.cache}/pushpilot-tests}"
for folder in "${PUSHPILOT_SPECS:-}" ../specs ../*/specs; do
    if [ -n "$folder" ] && [ -f "$folder/docker-hub-openapi.yaml" ]; then
        PUSHPILOT_SPECS=$(cd "$folder" && pwd)
        export PUSHPILOT_SPECS
        break
    fi
done
wanted=(@stoplight/prism-cli@5.14.2)
[ -f "${PUSHPILOT_SPECS:-}/github-openapi.json" ] || wanted+=(@octokit/openapi@23.0.2)
for package in "${wanted[@]}"; do
    [ -d "$PUSHPILOT_PRISM/node_modules/${package%@*}" ] && continue
    if ! npm install --prefix "$PUSHPILOT_PRISM" --no-audit --no-fund --silent "$package"; then
        echo "missing: $package, which npm could not install; what Prism checks is not tested" >&2
        [ -z "${CI:-}" ] || exit 1
    fi
done

cargo fmt --check
cargo clippy --all-targets --quiet -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
# Most of the time is spent waiting for programs and networks, so more of it at once than there are cores.
RUST_TEST_THREADS="${RUST_TEST_THREADS:-$(($(nproc) * 2))}" cargo test
