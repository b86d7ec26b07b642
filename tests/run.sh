#!/usr/bin/env bash
# `make test`: everything a change must pass, on a fresh machine too. Reads nothing from standard input.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

section='start' began=0 times=()
locked=()
[ "${CI:-}" != true ] || locked=(--locked)
postgres=$PWD/target/postgres-test

run() {
    section=$1 began=$SECONDS
    shift
    printf '\n==> %s\n' "$section"
    "$@"
    times+=("$(printf '%5d s  %s' $((SECONDS - began)) "$section")")
    printf '<== %s: %d s\n' "$section" $((SECONDS - began))
}

finish() {
    local code=$?
    tests/postgres.sh stop "$postgres" || true
    [ "$code" = 0 ] || printf '\n<== FAILED in "%s" after %d s (exit code %d)\n' "$section" $((SECONDS - began)) "$code"
    exit "$code"
}

start_postgres() {
    # Where user postgres may not enter this directory (a clone in a home of root's), the temporary one does.
    if [ "$(id -u)" = 0 ] && ! setpriv --reuid=postgres --regid=postgres --init-groups test -x "$PWD/target"; then
        postgres=$(mktemp -d "${TMPDIR:-/tmp}/zerotrip-postgres.XXXXXX")
    fi
    local setting
    # The lock is this run's, not the server's.
    setting=$(tests/postgres.sh start "$postgres" 9>&-)
    eval "$setting"
    echo "$TEST_DATABASE_URL"
}

# Two runs in one checkout would share a database directory and a target directory.
mkdir -p target
exec 9>target/test.lock
flock -n 9 || {
    echo "waiting for another test run in this checkout"
    flock 9
}
trap finish EXIT

run "prepare" tests/prepare.sh test
export ZEROTRIP_TEST_WEED=$PWD/target/seaweedfs/bin/weed
run "PostgreSQL" start_postgres
# Before the server, which they are built into.
run "web apps" tests/web.sh check
run "format" cargo fmt --all --check
run "lints" cargo clippy "${locked[@]}" --workspace --all-targets -- -D warnings
run "build" cargo build "${locked[@]}" --workspace --bins
run "tests" cargo test "${locked[@]}" --workspace
run "web stories" tests/web.sh stories

printf '\n==> passed in %d s\n' "$SECONDS"
printf '%s\n' "${times[@]}"
