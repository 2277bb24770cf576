#!/usr/bin/env bash
# Three app processes that are one cluster, with Redis, Azurite and an exporter, for a look: kill one, start one, watch the others go on.
# Stays until Ctrl-C or SIGTERM; exit code 0.
# Environment: VP_PORT (51082, the first app's; the others follow), VP_EXPORTER_PORT (51053), VP_REDIS_PORT (16379),
# VP_BLOB_PORT, VP_QUEUE_PORT, VP_TABLE_PORT (10000 to 10002), VP_RUN_DIR (.run: storage, logs).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# == 0)) || { sed -n '2,5p' "${BASH_SOURCE[0]}" >&2; exit 2; }
port=${VP_PORT:-51082}
ports=("$port" "$((port + 1))" "$((port + 2))")
exporter_port=${VP_EXPORTER_PORT:-51053}
redis_port=${VP_REDIS_PORT:-16379}
blob_port=${VP_BLOB_PORT:-10000}
queue_port=${VP_QUEUE_PORT:-10001}
table_port=${VP_TABLE_PORT:-10002}

# The command of an app, to be started again by hand as well.
app_command() {
  app=(env -u ASPNETCORE_URLS -u URLS AzureWebJobsStorage="$(connection_string)" Orleans__Clustering=Redis Orleans__Redis="127.0.0.1:$redis_port"
    EXPORT_VIDEO_URL="http://127.0.0.1:$exporter_port" DRAFT_LOCAL_DIR="$(realpath "$run_dir/drafts")" Host__LocalHttpPort="$1"
    dotnet src/VideoPipeline.Functions/bin/Release/net10.0/VideoPipeline.Functions.dll)
}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
for number in "${ports[@]}" "$exporter_port" "$redis_port" "$blob_port" "$queue_port" "$table_port"; do
  ! is_open "$number" || die "Port $number is in use: stop what listens there, or choose others (see the head of this script)."
done
require_packages redis-server
require_azurite
for project in VideoPipeline.Exporter VideoPipeline.Functions; do
  step "Building $project" "build-$project" dotnet build "src/$project" -c Release -v q
done

mkdir -p "$run_dir/azurite" "$run_dir/drafts" "$run_dir/exporter"
start_azurite azurite --location "$run_dir/azurite"
start redis redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$run_dir"
await redis is_open "$redis_port"
start exporter env -u ASPNETCORE_URLS -u URLS AzureWebJobsStorage="$(connection_string)" Exporter__StateDirectory="$(realpath "$run_dir/exporter")" \
  dotnet src/VideoPipeline.Exporter/bin/Release/net10.0/VideoPipeline.Exporter.dll --urls "http://127.0.0.1:$exporter_port"
await exporter answers "$exporter_port" /health
for i in "${!ports[@]}"; do
  app_command "${ports[i]}"
  start "app-$((i + 1))" "${app[@]}"
  pids[i]=$launched
done
for i in "${!ports[@]}"; do
  await "app-$((i + 1))" answers "${ports[i]}" /health
  # from now on it may be killed
  unset "services[${pids[i]}]"
done

trap 'exit 0' INT TERM
cat <<INFO

  apps      http://localhost:${ports[0]} ${ports[1]} ${ports[2]}   (processes ${pids[*]}; kill any, its runs go on in the others)
  another   ${app[*]@Q}
  logs      $log_dir/

Ready. Ctrl-C stops everything.
INFO
stay
