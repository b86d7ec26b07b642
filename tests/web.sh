#!/usr/bin/env bash
# What npm does here.
#
#   tests/web.sh build      the web apps, into api/web/*/dist, which the server is built with
#   tests/web.sh check      their types (those of openapi.json too), words and unit tests, then as `build`
#   tests/web.sh stories    tests/web: the apps in Chromium against the debug build of the server
#
# Node is the machine's, or the one that tests/prepare.sh put into target/node. Quick when nothing has changed: packages
# come again when a lockfile is another, the apps are built again when a source is, for cargo builds the server again then.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

[ ! -x target/node/bin/node ] || PATH=$PWD/target/node/bin:$PATH
export PATH
# Debian's Chromium is used.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
notes=target/npm
mkdir -p "$notes"

packages() {
    local note=$notes/${1//\//-}.lock
    if [ -d "$1/node_modules" ] && cmp -s "$1/package-lock.json" "$note"; then
        return
    fi
    rm -f "$note"
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
    cp "$1/package-lock.json" "$note"
}

build() {
    packages api/web
    find api/web -type d \( -name node_modules -o -name dist \) -prune -o -type f -print0 |
        sort -z | xargs -0 sha256sum >"$notes/sources.now"
    if [ -e api/web/phone/dist/index.html ] && cmp -s "$notes/sources.now" "$notes/sources"; then
        return
    fi
    rm -f "$notes/sources"
    (cd api/web && npm run --silent build)
    mv "$notes/sources.now" "$notes/sources"
}

check() {
    packages api/web
    (cd api/web && npm run --silent check && npm run --silent test)
    build
}

stories() {
    packages tests/web
    export ZEROTRIP_BIN=${ZEROTRIP_BIN:-${CARGO_TARGET_DIR:-$PWD/target}/debug/zerotrip}
    (cd tests/web && npm run --silent check && npm run --silent test)
}

case ${1:-} in
build | check | stories) "$1" ;;
*)
    echo "usage: tests/web.sh build|check|stories" >&2
    exit 2
    ;;
esac
