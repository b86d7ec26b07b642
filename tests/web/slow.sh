#!/usr/bin/env bash
# `npm run slow`: five photos over 256 kbit/s with 1 % of the packets lost, against what the bytes alone would take. Server and
# browser run in a network namespace whose loopback is that line, so it wants root, `ip` and `tc`; the losses come from the
# kernel's netem or, where it has none, from `nft`. Prints JSON.
set -euo pipefail
cd "$(dirname "$0")"

rate=256000 loss=1
namespace=zerotrip-slow-$$
inside() { ip netns exec "$namespace" "$@"; }

[ "$(id -u)" = 0 ] && command -v ip tc >/dev/null || {
    echo "slow.sh: wants root, ip and tc (Debian: iproute2)" >&2
    exit 1
}
ip netns add "$namespace"
trap 'ip netns del "$namespace"' EXIT
# Packets as large as on a real line, and no larger.
ip -n "$namespace" link set lo mtu 1500 up
inside tc qdisc add dev lo root handle 1: tbf rate "${rate}bit" burst 4kb latency 400ms
if inside tc qdisc add dev lo parent 1:1 handle 10: netem loss "$loss%" 2>/dev/null; then
    lossy="$loss% lost by netem"
elif command -v nft >/dev/null; then
    inside nft "add table ip slow; add chain ip slow in { type filter hook input priority 0; }
        add rule ip slow in meta l4proto tcp numgen random mod 100 < $loss drop"
    lossy="$loss% lost by nft"
else
    lossy="none lost (no netem in this kernel, no nft)"
fi
export ZEROTRIP_LINE_BITS=$rate ZEROTRIP_LINE="$((rate / 1000)) kbit/s, $lossy"
inside npx playwright test -c measure.config.ts slow >&2
cat ../../target/web-slow.json
