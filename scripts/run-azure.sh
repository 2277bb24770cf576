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
monitor=${VP_MONITOR:-true}
# the Durable extension's; a second host that used it would mix up its orchestrations with this one's
durable_port=4001

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
command -v func >/dev/null \
  || die "Azure Functions Core Tools (func) are missing: install version 4 (https://aka.ms/func-core-tools, for example npm install -g azure-functions-core-tools@4)."
[[ $(func --version) == 4.* ]] || die "func has version $(func --version): version 4 is needed (npm install -g azure-functions-core-tools@4)."
for number in "$port" "$exporter_port" "$blob_port" "$queue_port" "$table_port" "$durable_port"; do
  ! is_open "$number" || die "Port $number is in use: stop what listens there, or choose others (see the head of this script; $durable_port cannot be chosen)."
done
require_packages
require_azurite
step "Building VideoPipeline.Exporter" build-VideoPipeline.Exporter dotnet build src/VideoPipeline.Exporter -c Release -v q
# host.json lies at the repository's root, so func is started where it has been published to; a build of its own, beside that of the self-host
app=$(realpath -m "$run_dir/azure")
rm -rf "$app"
step "Publishing the app for the Functions host" publish-azure \
  dotnet publish src/VideoPipeline.Functions -c Release -v q -p:FunctionsHost=Azure "-p:DurableFunctionsMonitor=$monitor" -o "$app"

mkdir -p "$run_dir/azurite" "$run_dir/drafts" "$run_dir/exporter"
settings=(-u ASPNETCORE_URLS -u URLS AzureWebJobsStorage="$(connection_string)" DRAFT_LOCAL_DIR="${DRAFT_LOCAL_DIR:-$(realpath "$run_dir/drafts")}")
start_azurite azurite --location "$run_dir/azurite"
start exporter env "${settings[@]}" Exporter__StateDirectory="$(realpath "$run_dir/exporter")" \
  dotnet src/VideoPipeline.Exporter/bin/Release/net10.0/VideoPipeline.Exporter.dll --urls "http://127.0.0.1:$exporter_port"
await exporter answers "$exporter_port" /health
# CONTAINER_NAME would make the host think that it is on Linux Consumption
start app env -u CONTAINER_NAME "${settings[@]}" FUNCTIONS_WORKER_RUNTIME=dotnet-isolated EXPORT_VIDEO_URL="http://127.0.0.1:$exporter_port" \
  bash -c 'cd "$1" && exec func start --port "$2" --no-build' func "$app" "$port"
await app answers "$port" /health

trap 'exit 0' INT TERM
cat <<INFO

  API       http://localhost:$port   (on the Azure Functions host)
  exporter  http://localhost:$exporter_port
  monitor   http://localhost:$port/durable-functions-monitor   (DFM_NONCE=i_sure_know_what_i_am_doing lets everybody in, for a machine of your own only)
  logs      $log_dir/
  tests     VP_TARGET_URL=http://localhost:$port VP_TARGET_STORAGE='$(connection_string)' scripts/test-target.sh

Ready. Ctrl-C stops everything.
INFO
stay
