#!/usr/bin/env bash
# What lists of 10,000 runs, the dashboard's first paint and 200 event streams cost, on an app and an Azurite of their own. Prints lines
# "figure: ..."; bench/README.md keeps the last ones.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
require_azurite
require_packages chromium
step "Building the app" bench-api-app dotnet build src/VideoPipeline.Functions -c Release -v q
step "Building" bench-api-build dotnet build bench/VideoPipeline.Bench -c Release -v q

blob_port=${VP_BENCH_PORT:-11310}
queue_port=$((blob_port + 1))
table_port=$((blob_port + 2))
port=$((blob_port + 3))
for number in "$blob_port" "$queue_port" "$table_port" "$port"; do
  ! is_open "$number" || die "Port $number is in use; VP_BENCH_PORT chooses other ports."
done
start_azurite bench-api-azurite --inMemoryPersistence
start bench-api-app env -u ASPNETCORE_URLS -u URLS AzureWebJobsStorage="$(connection_string)" Host__LocalHttpPort="$port" \
  dotnet src/VideoPipeline.Functions/bin/Release/net10.0/VideoPipeline.Functions.dll
app=$launched
await bench-api-app answers "$port" /health
dotnet bench/VideoPipeline.Bench/bin/Release/net10.0/VideoPipeline.Bench.dll "$(connection_string)" "http://127.0.0.1:$port" "$app" &
wait $!
