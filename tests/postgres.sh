#!/usr/bin/env bash
# A throw-away PostgreSQL 15 for tests and measurements. It syncs like a real one, since durability is under test.
#
#   tests/postgres.sh start DIR          start a new one in DIR, print `export TEST_DATABASE_URL=...`
#   tests/postgres.sh stop DIR           stop it at once and remove DIR
#   tests/postgres.sh with DIR CMD...    run CMD with TEST_DATABASE_URL set, then stop
#
# What an earlier, killed run left in DIR is stopped and removed first. Loopback only, no password.
set -euo pipefail

bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
marker=throw-away-postgresql

fail() {
    echo "tests/postgres.sh: $*" >&2
    exit 1
}

# PostgreSQL refuses to run as root. The environment is cleared of the caller's PG* and locale settings; the
# caller's directory may be closed to user postgres.
as_postgres() (
    cd /
    if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@"
    fi
    exec env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@"
)

# The server of this directory, and not another process that got an old server's number.
running() {
    local pid
    pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) || return 1
    [ "$(readlink "/proc/$pid/cwd")" = "$dir/data" ]
}

stop() {
    [ -e "$dir" ] || return 0
    [ -e "$dir/$marker" ] || rmdir "$dir" 2>/dev/null || fail "$dir is not a throw-away PostgreSQL: left alone"
    if running; then
        as_postgres "$bin/pg_ctl" -D "$dir/data" -m immediate -w -s stop
    fi
    rm -rf "$dir"
}

make_cluster() {
    mkdir -p "$dir"
    touch "$dir/$marker"
    chmod 700 "$dir"
    if [ "$(id -u)" = 0 ]; then
        chown postgres: "$dir"
    fi
    as_postgres test -w "$dir" || {
        rm -rf "$dir"
        fail "user postgres cannot reach $dir: choose a DIR whose parents are open"
    }
    # No sync here: a cluster that a power cut spoils is simply made anew.
    as_postgres "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$dir/initdb.log" 2>&1 || {
        cat "$dir/initdb.log" >&2
        fail "initdb failed"
    }
    # A socket's path has room for 107 bytes.
    local socket=$dir
    [ "${#socket}" -le 85 ] || socket=
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$socket'
max_connections = 300
shared_buffers = 128MB
max_wal_size = 512MB
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
log_timezone = 'UTC'
CONF
}

# Ports are drawn from below the range that systems hand out by themselves; a taken one means another draw.
start() {
    local port try
    [ -x "$bin/initdb" ] || fail "no PostgreSQL 15 in $bin: run tests/prepare.sh"
    stop
    make_cluster
    for try in {1..20}; do
        port=$((20000 + RANDOM % 12000))
        if as_postgres "$bin/pg_ctl" -D "$dir/data" -w -t 60 -s -l "$dir/log" -o "-p $port" start >/dev/null 2>&1; then
            url="postgres://postgres@127.0.0.1:$port/postgres"
            return
        fi
        grep -q 'Address already in use' "$dir/log" || break
        as_postgres rm "$dir/log"
    done
    cat "$dir/log" >&2 || true
    fail "PostgreSQL did not start in $dir (try $try)"
}

[ $# -ge 2 ] || fail "usage: tests/postgres.sh start|stop DIR, or with DIR CMD..."
verb=$1
dir=$(realpath -m -- "$2")
shift 2
case $verb in
start)
    start
    echo "export TEST_DATABASE_URL=$url"
    ;;
stop)
    stop
    ;;
with)
    [ $# -ge 1 ] || fail "with: no command"
    trap stop EXIT
    start
    TEST_DATABASE_URL=$url "$@"
    ;;
*)
    fail "unknown verb: $verb"
    ;;
esac
