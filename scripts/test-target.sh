#!/usr/bin/env bash
# The black-box part of the end-to-end suite against an app that this script starts by itself, on either host, and that the tests know by
# its address alone. usage: test-target.sh selfhost | azure
# Environment: VP_TARGET_PORTS (11400: the first of six ports), VP_RUN_DIR (.run: logs), VP_MONITOR (azure: true: with Durable Functions Monitor).
#
# Against any other app: VP_TARGET_URL (the app), VP_TARGET_STORAGE (its storage's connection string), VP_TARGET_GATE (the gate between
# the two: dotnet VideoPipeline.EndToEnd.Tests.dll gate BLOB-ENDPOINT URL) and, if it has keys, VP_TARGET_KEY; then
#   dotnet test tests/VideoPipeline.EndToEnd.Tests --filter 'Target!=Own&Category!=Soak'
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[[ ${1-} == selfhost || ${1-} == azure ]] && (($# == 1)) || { sed -n '2,9p' "${BASH_SOURCE[0]}" >&2; exit 2; }
host=$1
first=${VP_TARGET_PORTS:-11400}
blob_port=$first queue_port=$((first + 1)) table_port=$((first + 2)) gate_port=$((first + 3)) exporter_port=$((first + 4)) port=$((first + 5))

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
if [[ $host == azure ]]; then require_func; fi
for ((number = first; number < first + 6; number++)); do
  ! is_open "$number" || die "Port $number is in use; VP_TARGET_PORTS chooses other ports."
done
require_packages
require_azurite
step "Building the tests" build-target dotnet build tests/VideoPipeline.EndToEnd.Tests -c Release -v q
tests=tests/VideoPipeline.EndToEnd.Tests/bin/Release/net10.0/VideoPipeline.EndToEnd.Tests.dll
state=$(realpath "$run_dir")/target
rm -rf "$state"
mkdir -p "$state"
# last: publishing for the other host takes the place of the app's restored packages
if [[ $host == azure ]]; then publish_for_azure "$state/app"; fi

start_azurite target-azurite --inMemoryPersistence
storage=$(connection_string)
start target-gate dotnet "$tests" gate "http://127.0.0.1:$blob_port" "http://127.0.0.1:$gate_port"
await target-gate is_open "$gate_port"
# the app and the exporter see their blobs through the gate
settings=(AzureWebJobsStorage="${storage/127.0.0.1:$blob_port/127.0.0.1:$gate_port}")
start target-exporter env -u ASPNETCORE_URLS -u URLS "${settings[@]}" Exporter__StateDirectory="$state/exporter" \
  dotnet src/VideoPipeline.Exporter/bin/Release/net10.0/VideoPipeline.Exporter.dll --urls "http://127.0.0.1:$exporter_port"
await target-exporter answers "$exporter_port" /health
settings+=(EXPORT_VIDEO_URL="http://127.0.0.1:$exporter_port")
case $host in
  selfhost)
    start target-app env -u ASPNETCORE_URLS -u URLS "${settings[@]}" \
      dotnet src/VideoPipeline.Functions/bin/Release/net10.0/VideoPipeline.Functions.dll --port "$port"
    ;;
  azure) start_func target-app "$state/app" "$port" "${settings[@]}" ;;
esac
await target-app answers "$port" /health

say "Testing $host at http://127.0.0.1:$port ..."
export VP_TARGET_URL=http://127.0.0.1:$port VP_TARGET_STORAGE=$storage VP_TARGET_GATE=http://127.0.0.1:$gate_port
dotnet test tests/VideoPipeline.EndToEnd.Tests -c Release --no-build --filter 'Target!=Own&Category!=Soak' --logger 'console;verbosity=normal' </dev/null
