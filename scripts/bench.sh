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
launch "$log_dir/bench-azurite.log" node node_modules/azurite/dist/src/azurite.js --silent --disableTelemetry --skipApiVersionCheck --inMemoryPersistence \
  --blobPort "$blob_port" --queuePort "$queue_port" --tablePort "$table_port"
azurite=$launched
until is_open "$table_port"; do
  kill -0 "$azurite" 2>/dev/null || die_with_log "Azurite has not started; VP_BENCH_PORT chooses other ports." "$log_dir/bench-azurite.log"
  sleep 0.2
done
dotnet bench/FunctionsSelfHost.Bench/bin/Release/net10.0/FunctionsSelfHost.Bench.dll "$(connection_string)" "$@" &
wait $!
