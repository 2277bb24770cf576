#!/usr/bin/env bash
# The app on the Azure Functions host of this machine (Functions Core Tools), with an Azurite and an exporter. Stays until Ctrl-C or
# SIGTERM; exit code 0. It needs `func` and a package source that has the official packages.
# Environment: VP_PORT (51082), VP_EXPORTER_PORT (51053), VP_BLOB_PORT, VP_QUEUE_PORT, VP_TABLE_PORT (10000 to 10002),
# VP_RUN_DIR (.run: storage, exporter jobs, logs, the published app), VP_MONITOR (true: with Durable Functions Monitor).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# == 0)) || { sed -n '2,5p' "${BASH_SOURCE[0]}" >&2; exit 2; }
port=${VP_PORT:-51082}
exporter_port=${VP_EXPORTER_PORT:-51053}
blob_port=${VP_BLOB_PORT:-10000}
queue_port=${VP_QUEUE_PORT:-10001}
table_port=${VP_TABLE_PORT:-10002}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
require_func
for number in "$port" "$exporter_port" "$blob_port" "$queue_port" "$table_port"; do
  ! is_open "$number" || die "Port $number is in use: stop what listens there, or choose others (see the head of this script)."
done
require_packages
require_azurite
step "Building VideoPipeline.Exporter" build-VideoPipeline.Exporter dotnet build src/VideoPipeline.Exporter -c Release -v q
app=$(realpath -m "$run_dir/azure")
publish_for_azure "$app"

mkdir -p "$run_dir/azurite" "$run_dir/drafts" "$run_dir/exporter"
settings=(AzureWebJobsStorage="$(connection_string)" DRAFT_LOCAL_DIR="${DRAFT_LOCAL_DIR:-$(realpath "$run_dir/drafts")}")
start_azurite azurite --location "$run_dir/azurite"
start exporter env -u ASPNETCORE_URLS -u URLS "${settings[@]}" Exporter__StateDirectory="$(realpath "$run_dir/exporter")" \
  dotnet src/VideoPipeline.Exporter/bin/Release/net10.0/VideoPipeline.Exporter.dll --urls "http://127.0.0.1:$exporter_port"
await exporter answers "$exporter_port" /health
start_func app "$app" "$port" "${settings[@]}" EXPORT_VIDEO_URL="http://127.0.0.1:$exporter_port"
await app answers "$port" /health

monitor=
if [[ ${VP_MONITOR:-true} == true ]]; then
  monitor="  monitor   http://localhost:$port/durable-functions-monitor   (docs/azure.md says who may come in)"$'\n'
fi

trap 'exit 0' INT TERM
cat <<INFO

  API       http://localhost:$port   (on the Azure Functions host)
  exporter  http://localhost:$exporter_port
$monitor  logs      $log_dir/

Ready. Ctrl-C stops everything.
INFO
stay
