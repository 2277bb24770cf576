#!/usr/bin/env bash
# The self-host's benchmarks on an Azurite of their own; prints lines "figure: ...". bench/README.md keeps the last ones.
# usage: bench.sh [latency | memory | throughput | long | fanout | entities | many]...
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
require_azurite
step "Building" bench-build dotnet build bench/FunctionsSelfHost.Bench -c Release -v q

blob_port=${VP_BENCH_PORT:-11300}
queue_port=$((blob_port + 1))
table_port=$((blob_port + 2))
for number in "$blob_port" "$queue_port" "$table_port"; do
  ! is_open "$number" || die "Port $number is in use; VP_BENCH_PORT chooses other ports."
done
start_azurite bench-azurite --inMemoryPersistence
dotnet bench/FunctionsSelfHost.Bench/bin/Release/net10.0/FunctionsSelfHost.Bench.dll "$(connection_string)" "$@" &
wait $!
